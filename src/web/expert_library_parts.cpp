// What the pages of the library share: forms, rows of tables, labels.
#include "domain/expert_library.h"
#include "service/expert_library_service.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"

namespace zhiheng::web {

Json form_block(const Call& call, FormBlock block, const Problems& problems) {
  const bool sent = call.field("form") == block.id;
  Json json = Json::object().set("form_id", block.id).set("form_title", block.title);
  json.set("form_action", block.action).set("form_version", block.version).set("form_tone", block.tone);
  json.set("form_hint", block.hint).set("form_why", block.why_not).set("form_why_id", "why-" + block.id);
  json.set("form_open", sent && !problems.empty());
  Json hidden = Json::array();
  for (const auto& [key, value] : block.hidden) {
    hidden.push(Json::object().set("hidden_key", key).set("hidden_value", value));
  }
  Json fields = Json::array();
  for (PlainField& field : block.fields) {
    if (sent && call.has_field(field.key)) field.value = call.field(field.key);
    Json one = plain_field(field, sent ? problems : Problems(), call.language);
    one.set("input_id", "field-" + block.id + "-" + field.key);
    fields.push(std::move(one));
  }
  return json.set("hidden", std::move(hidden)).set("fields", std::move(fields));
}

Json body_of_fields(const Call& call, const std::vector<std::string>& keys) {
  Json body = Json::object();
  for (const std::string& key : keys) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  return body;
}

Json fact(const std::string& label, const std::string& text, const std::string& href) {
  return Json::object().set("label", label).set("text", text).set("fact_href", href);
}

std::string standing_label(const Call& call, const std::string& standing) {
  return standing == "expired" ? call.words("web.expert_library.expired")
                               : choice_label("expert_stage", standing, call.language);
}

std::string standing_tone(const std::string& standing) {
  if (standing == "appointed") return "good";
  if (standing == "expired" || standing == "suspended" || standing == "returned") return "warn";
  return standing == "removed" || standing == "declined" ? "bad" : "info";
}

namespace {

std::string text_or_dash(const Json& row, const char* key) {
  const Json* value = row.find(key);
  if (value && value->is_number()) return value->number();
  const std::string text = row.text_at(key);
  return text.empty() ? "—" : text;
}

std::string number_text(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return value && value->is_number() ? value->number() : std::string();
}

bool is_set(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return value && value->is_bool() && value->boolean();
}

// To decide, for who looks as the bureau; to take back, for the expert who asked.
Json proposal_forms(const Call& call, const Json& one, bool decide, const Problems& problems) {
  const std::string state = one.text_at("state");
  const std::string id = one.text_at("id");
  const std::string here = "/expert-proposals/" + id;
  Json forms = Json::array();
  if (state == "waiting" && decide) {
    std::string why_not;
    if (Outcome may =
            call.gate.may(call.actor, domain::Action::approve_expert, {"expert_proposal", read_id(id).value_or(0)});
        !may) {
      why_not = say(may.problems().front(), call.language);
    }
    const std::string version = number_text(one, "version");
    const PlainField reason{"reason", call.words("web.reason"), "text", "", false, {}, ""};
    forms.push(form_block(call,
                          {"approve-" + id,
                           call.words("web.expert_library.approve_proposal"),
                           here + "/decide",
                           version,
                           "btn-primary",
                           "",
                           {{"approved", "1"}},
                           {},
                           why_not},
                          problems));
    forms.push(form_block(call,
                          {"refuse-" + id,
                           call.words("web.expert_library.refuse_proposal"),
                           here + "/decide",
                           version,
                           "btn-outline-danger",
                           "",
                           {{"approved", "0"}},
                           {reason},
                           why_not},
                          problems));
  } else if (state == "waiting") {
    forms.push(form_block(call,
                          {"withdraw-" + id,
                           call.words("web.expert_library.withdraw"),
                           here + "/withdraw",
                           number_text(one, "version"),
                           "btn-outline-secondary",
                           "",
                           {},
                           {},
                           ""},
                          problems));
  }
  return forms;
}

}  // namespace

Json qualification_rows(const Call& call, const Json& file, bool may_change) {
  Json rows = Json::array();
  for (const Json& one : file.at("qualifications").items()) {
    if (one.text_at("state") != "held") continue;
    const std::string mark = one.text_at("mark");
    Json row = Json::object().set("name", one.text_at("name")).set("number", text_or_dash(one, "number"));
    row.set("issuer", text_or_dash(one, "issuer")).set("issued_on", text_or_dash(one, "issued_on"));
    row.set("expires_on", text_or_dash(one, "expires_on"));
    row.set("mark", mark.empty() ? std::string() : call.words("web.expert_library.mark_" + mark));
    row.set("mark_tone", mark == "ended" ? "bad" : "warn");
    row.set("withdraw_href", may_change ? "/expert-qualifications/" + one.text_at("id") + "/withdraw" : std::string());
    rows.push(row.set("row_version", number_text(one, "version")));
  }
  return rows;
}

Json life_rows(const Call& call, const Json& steps) {
  Json rows = Json::array();
  const auto& items = steps.items();
  for (auto one = items.rbegin(); one != items.rend(); ++one) {
    Json row = Json::object().set("at", short_moment(one->text_at("at"))).set("who", text_or_dash(*one, "by_name"));
    row.set("step", choice_label("expert_step", one->text_at("step"), call.language));
    row.set("to", choice_label("expert_stage", one->text_at("to_stage"), call.language));
    std::string facts;
    for (const char* key : {"certificate_number", "term_from", "term_until", "notice_from", "notice_until",
                            "notice_place", "suspended_until"}) {
      const std::string text = one->at("facts").text_at(key);
      if (!text.empty()) {
        facts += (facts.empty() ? "" : call.words("web.semicolon")) +
                 call.words(std::string("web.expert_library.") + key) + " " + text;
      }
    }
    const std::string reason = one->text_at("reason");
    if (!reason.empty()) facts += (facts.empty() ? "" : call.words("web.semicolon")) + reason;
    rows.push(row.set("facts", facts));
  }
  return rows;
}

Json proposal_rows(const Call& call, const Json& items, bool decide, const Problems& problems) {
  Json rows = Json::array();
  for (const Json& one : items.items()) {
    const std::string state = one.text_at("state");
    std::string what;
    for (const auto& [key, value] : one.at("proposed").members()) {
      if (!value.is_string() || value.string().empty()) continue;
      const bool title = key == "title_level";
      what += (what.empty() ? "" : call.words("web.semicolon")) + call.words("web.expert_library." + key) + " " +
              (title ? choice_label("expert_title_level", value.string(), call.language) : value.string());
    }
    Json row = Json::object().set("kind", choice_label("expert_proposal_kind", one.text_at("kind"), call.language));
    row.set("who", one.text_at("expert_label")).set("who_href", "/experts/" + one.text_at("expert"));
    row.set("what", what).set("reason", one.text_at("reason"));
    row.set("from_whom",
            call.words(is_set(one, "by_expert") ? "web.expert_library.by_expert" : "web.expert_library.by_bureau"));
    row.set("at", short_moment(one.text_at("created_at")));
    row.set("state", choice_label("expert_proposal_state", state, call.language));
    row.set("state_tone", state == "waiting" ? "warn" : state == "approved" ? "good" : "plain");
    row.set("answer", one.text_at("decision_reason"));
    rows.push(row.set("forms", proposal_forms(call, one, decide, problems)));
  }
  return rows;
}

Json assessment_rows(const Call& call, const Json& items) {
  Json rows = Json::array();
  for (const Json& one : items.items()) {
    const std::string grade = one.text_at("grade");
    const std::string state = one.text_at("state");
    Json row = Json::object().set("year", number_text(one, "year"));
    row.set("grade", choice_label("expert_grade", grade, call.language));
    row.set("grade_tone", grade == "excellent" ? "good" : grade == "unqualified" ? "bad" : "info");
    row.set("state", choice_label("expert_assessment_state", state, call.language));
    const std::string advice = one.text_at("advice");
    row.set("advice", advice == "none" ? std::string() : choice_label("expert_advice", advice, call.language));
    rows.push(std::move(row));
  }
  return rows;
}

}  // namespace zhiheng::web

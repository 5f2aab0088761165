// One expert's file: what is known, what was done, and what can be done next.
#include "domain/expert.h"
#include "domain/expert_library.h"
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

// Which fields the form of a step has, and whether it is proposed or taken.
struct StepForm {
  std::string_view step;
  std::vector<const char*> fields;
  bool proposed = false;
  const char* tone = "btn-primary";
};

const std::vector<StepForm>& step_forms() {
  static const std::vector<StepForm> forms{
      {"approve", {}, false, "btn-primary"},
      {"take_over", {}, false, "btn-outline-secondary"},
      {"return", {"reason"}, false, "btn-outline-secondary"},
      {"decline", {"reason"}, false, "btn-outline-danger"},
      {"resubmit", {}, false, "btn-primary"},
      {"publish_notice", {"from", "until", "place"}, false, "btn-primary"},
      {"appoint", {"certificate_number", "from", "until"}, false, "btn-primary"},
      {"renew", {"from", "until", "certificate_number", "reason"}, true, "btn-outline-secondary"},
      {"suspend", {"reason", "until"}, true, "btn-outline-secondary"},
      {"resume", {"reason"}, true, "btn-primary"},
      {"remove", {"reason"}, true, "btn-outline-danger"},
      {"reapply", {"reason"}, false, "btn-outline-secondary"},
  };
  return forms;
}

std::string here(std::int64_t id) {
  return "/experts/" + std::to_string(id);
}

PlainField field_of(const Call& call, const std::string& step, const char* key) {
  const std::string name = key;
  PlainField field;
  field.key = name;
  field.type = name == "from" || name == "until" ? "date" : "text";
  const std::string own = "web.expert_library." + step + "_" + name;
  field.label = call.words(has_text(own, call.language) ? own : "web.expert_library." + name);
  return field;
}

Json step_blocks(const Call& call, std::int64_t id, const Json& file, const Problems& problems) {
  Json blocks = Json::array();
  const std::string stage = file.text_at("stage");
  for (const StepForm& form : step_forms()) {
    const std::string step(form.step);
    if (domain::find_transition(domain::expert_life(), stage, step) == nullptr) continue;
    if (step == "take_over" && file.text_at("certificate_number").empty()) continue;
    FormBlock block;
    block.id = step;
    block.title = call.words((form.proposed ? "web.expert_library.propose_" : "web.expert_library.do_") + step);
    block.action = here(id) + (form.proposed ? "/proposals" : "/steps");
    block.version = file.at("version").number();
    block.tone = form.tone;
    const std::string hint = "web.expert_library.hint_" + step;
    if (has_text(hint, call.language)) block.hint = call.words(hint);
    block.hidden = {{form.proposed ? "kind" : "step", step}};
    for (const char* key : form.fields) block.fields.push_back(field_of(call, step, key));
    const Outcome may = form.proposed ? call.gate.may(call.actor, Action::edit_experts, {"expert", id})
                                      : service::may_take_step(call.gate, call.actor, id, step);
    if (!may) block.why_not = say(may.problems().front(), call.language);
    blocks.push(form_block(call, std::move(block), problems));
  }
  return blocks;
}

Json secret_blocks(const Call& call, std::int64_t id, const Json& file, const Problems& problems) {
  Json blocks = Json::array();
  const std::string version = file.at("version").number();
  const auto field = [&](const char* key) {
    return PlainField{key, call.words(std::string("web.expert_library.") + key), "text", "", false, {}, ""};
  };
  if (can(call, Action::edit_experts, "expert", id)) {
    blocks.push(form_block(call,
                           {"secrets",
                            call.words("web.expert_library.set_secrets"),
                            here(id) + "/secrets",
                            version,
                            "btn-outline-secondary",
                            call.words("web.expert_library.secrets_hint"),
                            {},
                            {field("identity_number"), field("bank_name"), field("bank_account")},
                            ""},
                           problems));
  }
  std::string why_not;
  if (Outcome may = call.gate.may(call.actor, Action::reveal_expert, {"expert", id}); !may) {
    why_not = say(may.problems().front(), call.language);
  }
  blocks.push(form_block(call,
                         {"reveal",
                          call.words("web.expert_library.reveal"),
                          here(id) + "/reveal",
                          version,
                          "btn-outline-danger",
                          call.words("web.expert_library.reveal_hint"),
                          {},
                          {field("purpose")},
                          why_not},
                         problems));
  return blocks;
}

std::vector<PlainField> remark_fields(const Call& call) {
  Options kinds;
  for (const std::string& kind : domain::choice_list("expert_remark_kind")) {
    kinds.emplace_back(kind, choice_label("expert_remark_kind", kind, call.language));
  }
  const auto label = [&](const char* key) { return call.words(std::string("field.expert_remark.") + key); };
  return {{"kind", label("kind"), "choice", "complaint", true, kinds, ""},
          {"received_on", label("received_on"), "date", "", true, {}, ""},
          {"said_by", label("said_by"), "text", "", false, {}, ""},
          {"content", label("content"), "area", "", true, {}, ""},
          {"evidence", label("evidence"), "area", "", false, {}, ""}};
}

Json remark_rows(const Call& call, const Json& file, const Problems& problems) {
  Json rows = Json::array();
  for (const Json& one : file.at("remarks").items()) {
    const std::string id = one.text_at("id");
    const std::string state = one.text_at("state");
    Json row = Json::object().set("kind", choice_label("expert_remark_kind", one.text_at("kind"), call.language));
    row.set("received_on", one.text_at("received_on")).set("said_by", one.text_at("said_by"));
    row.set("content", one.text_at("content")).set("evidence", one.text_at("evidence"));
    row.set("state", choice_label("expert_remark_state", state, call.language));
    row.set("state_tone", state == "open" ? "warn" : state == "founded" ? "bad" : "good");
    row.set("answer", one.text_at("answer"));
    Json forms = Json::array();
    if (state == "open") {
      std::string why_not;
      if (Outcome may = call.gate.may(call.actor, Action::approve_expert, {"expert_remark", read_id(id).value_or(0)});
          !may) {
        why_not = say(may.problems().front(), call.language);
      }
      Options states;
      for (const char* value : {"founded", "unfounded"}) {
        states.emplace_back(value, choice_label("expert_remark_state", value, call.language));
      }
      forms.push(
          form_block(call,
                     {"answer-" + id,
                      call.words("web.expert_library.answer"),
                      "/expert-remarks/" + id + "/answer",
                      one.at("version").number(),
                      "btn-outline-secondary",
                      "",
                      {},
                      {{"state", call.words("field.expert_remark.state"), "choice", "unfounded", true, states, ""},
                       {"answer", call.words("field.expert_remark.answer"), "area", "", true, {}, ""}},
                      why_not},
                     problems));
    }
    rows.push(row.set("forms", std::move(forms)));
  }
  return rows;
}

Json panel_rows(const Call& call, const Json& file) {
  Json rows = Json::array();
  for (const Json& one : file.at("panels").items()) {
    Json row = Json::object().set("name", one.text_at("name")).set("engagement", one.text_at("engagement"));
    row.set("deadline_on", one.text_at("deadline_on"));
    row.set("state", choice_label("panel_state", one.text_at("state"), call.language));
    row.set("sheets", one.at("handed_in").number() + "/" + one.at("sheets").number());
    row.set("recused", one.at("recused").boolean());
    rows.push(row.set("panel_href", "/panels/" + one.text_at("panel")));
  }
  return rows;
}

Json facts_with_life(const Call& call, const Json& file) {
  Json row = file;
  row.set("fields", service::expert_fields_in_words(file.text_at("fields"), call.language));
  for (const char* key : {"birth_year", "work_years"}) {
    if (file.at(key).integer().value_or(0) == 0) row.set(key, Json());  // nobody knows
  }
  Json facts = facts_of(call, domain::expert_shape(), row);
  for (const char* key : {"notice_from", "notice_until", "notice_place", "suspended_until", "stage_reason"}) {
    const std::string text = file.text_at(key);
    if (!text.empty()) facts.push(fact(call.words(std::string("web.expert_library.") + key), text));
  }
  return facts;
}

Json secret_facts(const Call& call, const Json& file) {
  Json facts = Json::array();
  for (const char* key : {"identity_number", "bank_name", "bank_account"}) {
    facts.push(fact(call.words(std::string("web.expert_library.") + key), file.at("secrets").text_at(key)));
  }
  return facts;
}

void add_parts(const Call& call, std::int64_t id, const Json& file, const Problems& problems, Json& view) {
  const bool edits = can(call, Action::edit_experts, "expert", id);
  const auto label = [&](const char* key) { return call.words(std::string("field.expert_qualification.") + key); };
  view.set("qualifications", qualification_rows(call, file, edits)).set("steps", life_rows(call, file.at("steps")));
  view.set("proposals", proposal_rows(call, file.at("proposals"), true, problems));
  view.set("assessments", assessment_rows(call, file.at("assessments"))).set("panels", panel_rows(call, file));
  view.set("remarks", remark_rows(call, file, problems));
  Json qualification = Json::array();
  Json remark = Json::array();
  if (edits) {
    qualification.push(form_block(call,
                                  {"qualification",
                                   call.words("web.expert_library.add_qualification"),
                                   here(id) + "/qualifications",
                                   "",
                                   "btn-outline-secondary",
                                   "",
                                   {},
                                   {{"name", label("name"), "text", "", true, {}, ""},
                                    {"number", label("number"), "text", "", false, {}, ""},
                                    {"issuer", label("issuer"), "text", "", false, {}, ""},
                                    {"issued_on", label("issued_on"), "date", "", false, {}, ""},
                                    {"expires_on", label("expires_on"), "date", "", false, {}, ""}},
                                   ""},
                                  problems));
    remark.push(form_block(call,
                           {"remark",
                            call.words("web.expert_library.add_remark"),
                            here(id) + "/remarks",
                            "",
                            "btn-outline-secondary",
                            "",
                            {},
                            remark_fields(call),
                            ""},
                           problems));
  }
  view.set("qualification_forms", std::move(qualification)).set("remark_forms", std::move(remark));
}

}  // namespace

Reply show_expert(Call& call, std::int64_t id, const Problems& problems) {
  if (id == call.actor.expert_id && !can(call, Action::see_records, "expert", id)) return see_other("/my-expert-file");
  auto file = service::read_expert_file(call.gate, call.actor, id);
  if (!file) return refused(file.problems());
  const std::string name = file->text_at("name");
  const std::string standing = file->text_at("standing");
  Json view = Json::object();
  view.set("page_title", name).set("expert_name", name).set("expert_code", file->text_at("code"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.expert"), "/experts"), crumb(name)}));
  view.set("standing", standing_label(call, standing)).set("standing_tone", standing_tone(standing));
  const std::string mark = standing == "appointed" ? file->text_at("term_mark") : std::string();
  view.set("term_note", mark.empty()
                            ? std::string()
                            : call.words("web.expert_library.term_" + mark, {{"until", file->text_at("term_until")}}));
  view.set("what_next", call.words("web.expert_library.next_" + standing));
  view.set("change_href", can(call, Action::edit_records, "expert", id) ? here(id) + "/edit" : std::string());
  const bool appointed = file->text_at("stage") == "appointed" && !file->text_at("term_until").empty();
  view.set("letter_href", appointed ? here(id) + "/letter" : std::string());
  view.set("facts", facts_with_life(call, *file)).set("life_forms", step_blocks(call, id, *file, problems));
  view.set("secret_facts", secret_facts(call, *file)).set("secret_forms", secret_blocks(call, id, *file, problems));
  add_parts(call, id, *file, problems, view);
  view.set("history", history_view(call, domain::expert_shape(), id));
  view.set("page_problems", problem_list(problems, call.language));
  return page("expert/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web

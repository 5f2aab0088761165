// One objection as its readers see it: state and clocks, the rows with their answers, what the decision changes, and
// the forms of whoever has the next step.
#include "web/objection_web.h"

#include "domain/objection.h"
#include "service/objection_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;

namespace {

std::string here(const Call& call) {
  return "/objections/" + std::to_string(call.id());
}

std::string tone_of_state(const std::string& state) {
  if (state == "decided" || state == "closed") return "good";
  if (state == "returned" || state == "withdrawn") return "bad";
  return state == "draft" ? "plain" : "info";
}

std::string tone_of_outcome(const std::string& outcome) {
  return outcome == "upheld" ? "good" : outcome == "partly" ? "warn" : outcome == "rejected" ? "bad" : "";
}

std::string text_of(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return value && value->is_string() ? value->string() : std::string();
}

std::string choice_or_empty(const Call& call, const std::string& list, const std::string& value) {
  return value.empty() ? std::string() : choice_label(list, value, call.language);
}

// What was typed stands before what is stored, when the page answers a form.
std::string typed_or(const Call& call, const std::string& name, const std::string& stored) {
  return call.has_field(name) ? call.field(name) : stored;
}

Json opinions_of(const Call& call, const Json& objection, const std::string& row_id) {
  Json list = Json::array();
  for (const Json& review : objection.at("reviews").items()) {
    for (const Json& opinion : review.at("opinions").items()) {
      if (opinion.text_at("row") != row_id) continue;
      list.push(Json(Json::Object{{"reviewer", call.words("objection.reviewer", {{"name", review.text_at("name")}})},
                                  {"reviewer_points", opinion.text_at("points")},
                                  {"reviewer_reason", opinion.text_at("reason")}}));
    }
  }
  return list;
}

Json answer_fields(const Call& call, const Json& row, std::size_t i, const Problems& problems) {
  Json fields = Json::array();
  const auto add = [&](RowField field) {
    field.value = typed_or(call, field.key + "-" + std::to_string(i), field.value);
    fields.push(row_field(call, i, field, problems));
  };
  add({"proposal", call.words("objection.proposal"), "choice", text_of(row, "proposal"), true,
       choice_options(call, "objection_outcome", true)});
  add({"proposed", call.words("objection.proposed"), "text",
       text_of(row, "proposed").empty() ? text_of(row, "wanted") : text_of(row, "proposed")});
  add({"opinion", call.words("objection.opinion"), "area", text_of(row, "opinion"), true});
  add({"opinion_evidence", call.words("objection.opinion_evidence"), "text", text_of(row, "opinion_evidence")});
  return fields;
}

// The clerk's proposal, or the second panel's median, stands in the form until the leader types something else.
Json decision_fields(const Call& call, const Json& row, std::size_t i, const Problems& problems) {
  const std::string median = text_of(row, "panel_median");
  std::string outcome = text_of(row, "proposal");
  std::string decided = text_of(row, "proposed");
  if (!median.empty()) {
    const bool same = median == text_of(row, "original");
    outcome = same ? "rejected" : median == text_of(row, "wanted") ? "upheld" : "partly";
    decided = same ? std::string() : median;
  }
  Json fields = Json::array();
  const auto add = [&](RowField field) {
    field.value = typed_or(call, field.key + "-" + std::to_string(i), field.value);
    fields.push(row_field(call, i, field, problems));
  };
  add({"outcome", call.words("objection.outcome"), "choice", outcome, true,
       choice_options(call, "objection_outcome", true)});
  add({"decided", call.words("objection.decided"), "text", decided});
  add({"reason", call.words("objection.reason"), "area", "", true});
  return fields;
}

Json rows_view(const Call& call, const Json& objection, bool prepares, bool decides, const Problems& problems) {
  Json rows = Json::array();
  std::size_t i = 0;
  for (const Json& row : objection.at("rows").items()) {
    const std::string rater = row.text_at("rater");
    Json one = Json::object();
    one.set("row_title", row.text_at("title") + (rater.empty() ? "" : "（" + rater + "）"));
    one.set("row_number", std::to_string(i + 1)).set("target_name", "target-" + std::to_string(i));
    one.set("target", row.text_at("target")).set("original", row.text_at("original"));
    one.set("most", text_of(row, "most")).set("wanted", text_of(row, "wanted"));
    one.set("expert_reason", row.text_at("expert_reason"));
    one.set("ground", choice_or_empty(call, "objection_ground", row.text_at("ground")));
    one.set("remedy", choice_or_empty(call, "objection_remedy", row.text_at("remedy")));
    one.set("statement", row.text_at("statement")).set("evidence", row.text_at("evidence"));
    one.set("pages", row.text_at("pages"));
    one.set("proposal", choice_or_empty(call, "objection_outcome", row.text_at("proposal")));
    one.set("proposed", text_of(row, "proposed")).set("opinion", row.text_at("opinion"));
    one.set("opinion_evidence", row.text_at("opinion_evidence"));
    one.set("median", text_of(row, "panel_median")).set("opinions", opinions_of(call, objection, row.text_at("id")));
    one.set("outcome", choice_or_empty(call, "objection_outcome", row.text_at("outcome")));
    one.set("outcome_tone", tone_of_outcome(row.text_at("outcome"))).set("decided", text_of(row, "decided"));
    one.set("reason", row.text_at("reason"));
    Json fields = prepares  ? answer_fields(call, row, i, problems)
                  : decides ? decision_fields(call, row, i, problems)
                            : Json::array();
    one.set("row_fields", Json(Json::Object{{"fields", std::move(fields)}}));
    rows.push(std::move(one));
    ++i;
  }
  return rows;
}

Json clocks_view(const Call& call, const Json& objection) {
  Json clocks = Json::array();
  const auto add = [&](const char* label, const std::string& value) {
    if (!value.empty()) clocks.push(Json(Json::Object{{"clock", call.words(label)}, {"moment", value}}));
  };
  add("field.objection.file_due_on", text_of(objection, "file_due_on"));
  add("field.objection.filed_at", short_moment(text_of(objection, "filed_at")));
  add("objection.received_at", short_moment(text_of(objection, "received_at")));
  add("field.objection.answer_due_on", text_of(objection, "answer_due_on"));
  add("objection.prepared_at", short_moment(text_of(objection, "prepared_at")));
  add("field.objection.decided_at", short_moment(text_of(objection, "decided_at")));
  add("field.objection.appeal_due_on", text_of(objection, "appeal_due_on"));
  add("objection.closed_at", short_moment(text_of(objection, "closed_at")));
  return clocks;
}

Json reviews_view(const Call& call, const Json& objection) {
  Json list = Json::array();
  for (const Json& review : objection.at("reviews").items()) {
    const std::string state = review.text_at("state");
    list.push(Json(Json::Object{{"reviewer", review.text_at("name")},
                                {"review_state", call.words("objection.review_" + state)},
                                {"review_due", review.text_at("due_on")},
                                {"refused_reason", review.text_at("refused_reason")}}));
  }
  return list;
}

void add_acts(const Call& call, const Json& objection, Json& view) {
  const std::int64_t id = call.id(), version = objection.at("version").integer().value_or(0);
  const std::string state = objection.text_at("state");
  Json acts = Json::array();
  const auto add = [&](const char* words, const char* step, const Outcome& may) {
    acts.push(act_button(call, words, here(call) + "/" + step, version, may));
  };
  if (can(call, Action::file_objection, "objection", id)) {
    const bool draft = state == "draft" || state == "returned";
    if (draft) add("objection.do.file", "file", service::may_file_objection(call.gate, call.actor, id));
    if (state == "decided") {
      add("objection.do.appeal", "appeal", service::may_appeal_objection(call.gate, call.actor, id));
      add("objection.do.accept", "accept",
          service::may_step_objection(call.gate, call.actor, Action::file_objection, id, "close"));
    }
    view.set("edit_href", draft ? here(call) + "/edit" : std::string());
    view.set("can_add_file", draft);
    view.set("can_withdraw",
             service::may_step_objection(call.gate, call.actor, Action::file_objection, id, "withdraw").ok());
  }
  const bool handles = can(call, Action::handle_objection, "objection", id);
  if (handles && state == "filed") {
    add("objection.do.receive", "receive",
        service::may_step_objection(call.gate, call.actor, Action::handle_objection, id, "receive"));
  }
  if (handles && state == "decided") {
    add("objection.do.close", "close",
        service::may_step_objection(call.gate, call.actor, Action::handle_objection, id, "close"));
  }
  view.set("can_return", handles && (state == "filed" || state == "received"));
  const Json* asked = objection.find("second_panel");
  view.set("can_call", handles && state == "prepared" && asked && asked->is_bool() && asked->boolean());
  view.set("acts", std::move(acts));
}

}  // namespace

Json effect_view(const Call& call, const Json& effect) {
  Json lines = Json::array();
  if (!effect.is_object()) return lines;
  const Json& before = effect.at("before");
  const Json& after = effect.at("after");
  for (const char* key : {"final_score", "grade", "passed", "deduction", "bonus", "contract_deduction",
                          "contract_bonus", "payable", "recoverable"}) {
    if (!before.find(key) || !after.find(key)) continue;
    const auto shown = [&](const Json& side) {
      const Json& value = side.at(key);
      if (value.is_bool()) return call.words(value.boolean() ? "web.result.passed" : "web.result.failed");
      const bool money = std::string_view(key) != "final_score" && std::string_view(key) != "grade";
      return money ? grouped_amount(value.string()) : value.string();
    };
    const std::string was = shown(before), is = shown(after);
    lines.push(Json(Json::Object{{"figure_label", call.words(std::string("objection.figure.") + key)},
                                 {"was", was},
                                 {"becomes", is},
                                 {"changed", was != is}}));
  }
  const Json* follows = effect.find("follows");
  if (!follows) return lines;
  for (const Json& one : follows->items()) {
    lines.push(
        Json(Json::Object{{"figure_label", call.words("objection.figure.follows", {{"number", one.text_at("number")}})},
                          {"was", grouped_amount(one.text_at("net_before"))},
                          {"becomes", grouped_amount(one.text_at("net_after"))},
                          {"changed", true}}));
  }
  return lines;
}

Reply show_objection(Call& call, const Problems& problems, const Json& preview) {
  auto objection = service::read_objection(call.gate, call.actor, call.id());
  if (!objection) return refused(objection.problems());
  const std::string state = objection->text_at("state");
  const bool prepares =
      (state == "received" || state == "prepared") && can(call, Action::handle_objection, "objection", call.id());
  const bool to_decide = state == "prepared" || state == "reviewed";
  const bool may_decide = to_decide && !domain::scope(call.actor, Action::decide_objection).nothing;
  const Outcome decision =
      may_decide ? service::may_decide_objection(call.gate, call.actor, call.id()) : Outcome(Done{});
  const bool decides = may_decide && decision.ok();
  const domain::Shape& shape = domain::objection_shape();
  const std::string number = objection->text_at("number");
  Json view = Json::object();
  view.set("page_title", call.words("stem.objection") + " " + number).set("objection_number", number);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.objection"), "/objections"), crumb(number)}));
  view.set("objection_state", choice_label("objection_state", state, call.language));
  view.set("objection_tone", tone_of_state(state));
  view.set("state_line", call.words("objection.line." + state, {{"file_due", text_of(*objection, "file_due_on")},
                                                                {"answer_due", text_of(*objection, "answer_due_on")},
                                                                {"appeal_due", text_of(*objection, "appeal_due_on")}}));
  view.set("whole_outcome", choice_or_empty(call, "objection_outcome", objection->text_at("outcome")));
  view.set("whole_tone", tone_of_outcome(objection->text_at("outcome")));
  view.set("here", here(call)).set("row_version", number_at(*objection, "version"));
  view.set("edit_href", "").set("can_add_file", false).set("can_withdraw", false);
  add_acts(call, *objection, view);
  view.set("clocks", clocks_view(call, *objection)).set("facts", facts_of(call, shape, *objection));
  view.set("engagement_href", "/engagements/" + objection->text_at("engagement"));
  view.set("note", objection->text_at("note")).set("expert_statement", objection->text_at("expert_statement"));
  view.set("returned_reason", objection->text_at("returned_reason"));
  view.set("returned_ground", choice_or_empty(call, "objection_return_ground", objection->text_at("returned_ground")));
  view.set("return_grounds", Json::array());
  for (const auto& [value, label] : choice_options(call, "objection_return_ground", false)) {
    view.find("return_grounds")->push(Json(Json::Object{{"option_value", value}, {"option_label", label}}));
  }
  view.set("decision_note", objection->text_at("decision_note"));
  view.set("typed_note", typed_or(call, "note", ""))
      .set("typed_statement", typed_or(call, "expert_statement", objection->text_at("expert_statement")));
  view.set("rows", rows_view(call, *objection, prepares && !decides, decides, problems));
  view.set("prepares", prepares && !decides).set("decides", decides);
  view.set("form_href", here(call) + (decides ? "/decide" : "/prepare"));
  view.set("why_not_decide", may_decide && !decides ? say(decision.problems().front(), call.language) : "");
  view.set("reviews", reviews_view(call, *objection));
  Json files = Json::array();
  for (const Json& file : objection->at("files").items()) {
    files.push(Json(Json::Object{{"file_name", file.text_at("file_name")},
                                 {"file_href", here(call) + "/files/" + file.text_at("sha256")}}));
  }
  view.set("files", std::move(files));
  view.set("effect", effect_view(call, objection->at("effect"))).set("preview", effect_view(call, preview));
  view.set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("objection/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web

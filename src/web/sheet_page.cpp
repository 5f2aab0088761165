#include "service/outlying_service.h"
#include "service/panel_life_service.h"
#include "service/result_service.h"
#include "service/sheet_service.h"
#include "web/expert_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/recusal_web.h"
#include "web/sheet_form.h"
#include "web/sheet_view.h"
#include "web/statistics_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string value_of(const Json& item, const char* key) {
  const Json* value = item.find(key);
  return !value ? "" : value->is_string() ? value->string() : value->is_number() ? value->number() : "";
}

// The page holds a frame of its own for the document; nothing else may.
constexpr const char* desk_security =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

// What the others gave, as far as the policy shows it after closing: the service answers no more than that.
Json other_scores(const Call& call, const Json& sheet) {
  Json rows = Json::array();
  auto all = service::sheets_of_panel(call.gate, call.actor, read_id(sheet.text_at("panel")).value_or(0));
  if (!all) return rows;
  std::size_t place = 0;
  for (const Json& other : all->at("items").items()) {
    if (other.text_at("component") != sheet.text_at("component")) continue;
    ++place;
    if (other.text_at("id") == sheet.text_at("id") || other.text_at("total").empty()) continue;
    const std::string name = other.text_at("expert_label");
    rows.push(Json(Json::Object{
        {"rater", name.empty() ? call.words("web.score.expert_place", {{"place", std::to_string(place)}}) : name},
        {"rater_total", short_points(other.text_at("total"))}}));
  }
  return rows;
}

void show_after_closing(const Call& call, const Json& sheet, bool own, Json& view) {
  const bool over = own && sheet.text_at("panel_state") != "open";
  view.set("others", over ? other_scores(call, sheet) : Json::array());
  std::string final_score;
  if (over) {
    auto results =
        service::results_of_engagement(call.gate, call.actor, read_id(sheet.text_at("engagement")).value_or(0));
    const Json* current = results ? results->find("current") : nullptr;
    if (current && current->is_object() && !current->text_at("final_score").empty()) {
      final_score = current->text_at("final_score") + " · " + current->text_at("grade");
    }
  }
  view.set("final_score", final_score);
}

void add_to_rows(Json& view, const Earlier& earlier) {
  for (Json& row : view.find("criteria")->items()) {
    const auto found = earlier.by_criterion.find(row.text_at("code"));
    row.set("earlier", found == earlier.by_criterion.end() ? std::string() : found->second);
  }
}

// What the expert gave earlier, where it was asked for.
void add_earlier(const Call& call, bool asked, Json& view) {
  const Earlier earlier = asked ? earlier_words(call, call.id()) : Earlier{};
  view.set("earlier_summary", earlier.summary);
  add_to_rows(view, earlier);
}

// How long there is, for whoever has to fill the sheet.
void add_days(const Call& call, const Json& sheet, bool due, Json& view) {
  const std::string deadline = sheet.text_at("deadline_on");
  const std::string state = sheet.text_at("state");
  const bool over = deadline < call.gate.clock().today().text() && state == "draft";
  view.set("days", due ? days_in_words(call, deadline, state == "returned") : std::string());
  view.set("days_tone", std::string(over ? "bad" : "info"));
}

// The discussion of the panel: what was given before it, and whether it may still be changed.
void add_revision(const Call& call, const Json& sheet, bool own, Json& view) {
  const bool handed_in = sheet.text_at("state") == "submitted";
  view.set("can_revise", own && handed_in && service::may_revise_sheet(call.gate, call.actor, call.id()).ok());
  view.set("first_total", short_points(sheet.text_at("first_total")));
}

// What the expert should look at before he hands in: his reasons, and a question that waits for an answer.
void add_advice(const Call& call, bool writable, Json& view) {
  view.set("questioned", writable && service::has_open_question(call.gate, call.actor, call.id()));
  view.set("outlying_reason", call.field("confirm_outlying"));
  view.set("reason_advice", writable ? reason_advice(call, call.id()) : Json::array());
}

void show_state(const Call& call, const Json& sheet, const std::string& state, Json& view) {
  view.set("sheet_state", choice_label("score_sheet_state", state, call.language));
  view.set("sheet_tone", tone_of(state));
  view.set("deadline_on", sheet.text_at("deadline_on"));
  view.set("returned_reason", state == "returned" ? sheet.text_at("returned_reason") : std::string());
}

Reply show_sheet(Call& call, const Problems& problems, const std::vector<std::string>& body_rows) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  if (const auto place = declaration_place(sheet.problems())) return see_other(*place);
  if (!sheet) return refused(sheet.problems());
  const bool typed = !call.form.empty();
  const std::string state = sheet->text_at("state");
  const std::string entry = sheet->at("rubric").text_at("entry");
  const bool own = can(call, Action::fill_sheet, "score_sheet", call.id());
  const bool unfinished = state == "draft" || state == "returned";
  const std::string closed = unfinished ? why_closed(call, *sheet) : "";
  // A form that was refused is shown again in any case, so that nothing typed is lost.
  const bool writable = own && unfinished && (closed.empty() || typed);
  const std::string here = "/score-sheets/" + std::to_string(call.id());
  Json view = Json::object();
  const std::string title = sheet->text_at("engagement_label") + " · " + sheet->at("rubric").text_at("title");
  view.set("page_title", title);
  // Said in the head of the page: the menu makes room before the desk is read.
  view.set("page_desk", true);
  view.set(
      "page_crumbs",
      Json(Json::Array{own ? crumb(call.words("web.menu.my_sheets"), "/my-sheets")
                           : crumb(sheet->text_at("engagement_label"), "/engagements/" + sheet->text_at("engagement")),
                       crumb(sheet->at("rubric").text_at("title"))}));
  view.set("sheet_title", title);
  show_state(call, *sheet, state, view);
  view.set("why_closed", closed).set("here", here);
  view.set("row_version", value_of(*sheet, "version"));
  view.set("documents", documents_of(call, *sheet));
  const std::string bands = bands_of(call, *sheet);
  const Running running = running_total(call, *sheet, bands);
  view.set("bands", bands);
  view.set("writable", writable);
  view.set("by_criteria", entry != "total" || !sheet->at("items").items().empty());
  view.set("total_allowed", writable && entry != "criteria");
  view.set("criteria", criteria_rows(call, *sheet, problems, body_rows));
  view.set("total", typed ? call.field("total") : short_points(sheet->text_at("total")));
  view.set("shown_total", running.total);
  view.set("shown_grade", running.grade);
  view.set("expert_label", sheet->text_at("expert_label"));
  view.set("comment", typed ? call.field("comment") : sheet->text_at("comment"));
  view.set("can_return", state == "submitted" && can(call, Action::return_sheet, "score_sheet", call.id()));
  const bool compares = own && !call.parameter("compare").empty();
  add_earlier(call, compares, view);
  view.set("own", own);
  add_revision(call, *sheet, own, view);
  view.set("compare_href", own && !compares ? here + "?compare=1" : std::string());
  view.set("refused_form", typed);
  view.set("account", std::to_string(call.actor.account_id));
  view.set("sheet_id", std::to_string(call.id()));
  add_days(call, *sheet, unfinished && own, view);
  view.set("missing", running.missing);
  add_advice(call, writable, view);
  show_after_closing(call, *sheet, own, view);
  view.set("history", own ? Json::array() : history_view(call, *domain::find_shape("score_sheet"), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  Reply reply =
      page("scoring/sheet.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
  reply.headers.emplace_back("Content-Security-Policy", desk_security);
  return reply;
}

Reply save_or_submit(Call& call) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  if (!sheet) return refused(sheet.problems());
  auto version = call.version();
  if (!version) return refused(version.problems());
  std::vector<std::string> body_rows;
  const bool submitting = call.field("act") == "submit";
  const Json body = submitting ? submission_of_sheet(call, *sheet, body_rows) : body_of_sheet(call, *sheet, body_rows);
  auto saved = submitting ? service::submit_sheet(call.gate, call.actor, call.id(), *version, body)
                          : service::save_sheet(call.gate, call.actor, call.id(), *version, body);
  if (saved) {
    return see_other(submitting ? "/my-sheets?done=submitted"
                                : "/score-sheets/" + std::to_string(call.id()) + "?done=saved");
  }
  return is_about_the_form(saved.problems()) ? show_sheet(call, saved.problems(), body_rows)
                                             : refused(saved.problems());
}

Reply send_back(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body(Json::Object{{"reason", std::string(trimmed(call.field("reason")))}});
  auto returned = service::return_sheet(call.gate, call.actor, call.id(), *version, body);
  if (returned) return see_other("/score-sheets/" + std::to_string(call.id()) + "?done=returned");
  if (!is_about_the_form(returned.problems())) return refused(returned.problems());
  call.form.clear();
  return show_sheet(call, returned.problems(), {});
}

}  // namespace

void add_sheet_pages(Router& router) {
  router.add(
      {"GET", "/score-sheets/{id}", "score_sheet.show_page", [](Call& call) { return show_sheet(call, {}, {}); }});
  router.add({"POST", "/score-sheets/{id}", "score_sheet.save_page", save_or_submit, BodyKind::form});
  router.add({"POST", "/score-sheets/{id}/return", "score_sheet.return_page", send_back, BodyKind::form});
}

}  // namespace zhiheng::web

#include <map>

#include "service/sheet_service.h"
#include "service/task_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/sheet_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string value_of(const Json& item, const char* key) {
  const Json* value = item.find(key);
  return !value ? "" : value->is_string() ? value->string() : value->is_number() ? value->number() : "";
}

Json body_of_sheet(const Call& call, const Json& sheet, std::vector<std::string>& body_rows) {
  Json items = Json::array();
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const std::string code = criterion.text_at("criterion");
    Json item(Json::Object{{"criterion", code}});
    for (const char* key : {"points", "defects", "reason", "page"}) {
      const std::string text(trimmed(call.field(std::string(key) + "." + code)));
      if (!text.empty()) item.set(key, text);
    }
    if (item.members().size() == 1) continue;
    body_rows.push_back(code);
    items.push(std::move(item));
  }
  Json body = Json::object();
  if (!items.items().empty()) body.set("items", std::move(items));
  if (const std::string total(trimmed(call.field("total"))); !total.empty()) body.set("total", total);
  body.set("comment", std::string(trimmed(call.field("comment"))));
  return body;
}

// Why nothing can be written into the sheet any more though it was never handed in; "" while it can.
std::string why_closed(const Call& call, const Json& sheet) {
  const Json& recused = sheet.at("recused");
  if (sheet.text_at("panel_state") != "open") return call.words("panel.not_open");
  if (recused.is_bool() && recused.boolean()) return call.words("sheet.recused");
  const std::string deadline = sheet.text_at("deadline_on");
  const bool late = deadline < call.gate.clock().today().text() && sheet.text_at("state") != "returned";
  return late ? call.words("sheet.after_deadline", {{"deadline", deadline}}) : "";
}

Reply show_sheet(Call& call, const Problems& problems, const std::vector<std::string>& body_rows) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
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
  view.set(
      "page_crumbs",
      Json(Json::Array{own ? crumb(call.words("web.menu.my_sheets"), "/my-sheets")
                           : crumb(sheet->text_at("engagement_label"), "/engagements/" + sheet->text_at("engagement")),
                       crumb(sheet->at("rubric").text_at("title"))}));
  view.set("sheet_title", title);
  view.set("sheet_state", choice_label("score_sheet_state", state, call.language));
  view.set("sheet_tone", tone_of(state));
  view.set("deadline_on", sheet->text_at("deadline_on"));
  view.set("returned_reason", state == "returned" ? sheet->text_at("returned_reason") : std::string());
  view.set("why_closed", closed);
  view.set("here", here);
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
  view.set("history", own ? Json::array() : history_view(call, *domain::find_shape("score_sheet"), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("scoring/sheet.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply save_or_submit(Call& call) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  if (!sheet) return refused(sheet.problems());
  auto version = call.version();
  if (!version) return refused(version.problems());
  std::vector<std::string> body_rows;
  const Json body = body_of_sheet(call, *sheet, body_rows);
  const bool submitting = call.field("act") == "submit";
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

// Sheet -> last day, of the sheets that wait for the actor.
std::map<std::string, std::string> last_days(const Call& call) {
  std::map<std::string, std::string> days;
  auto tasks = service::my_tasks(call.gate, call.actor);
  if (!tasks) return days;
  for (const Json& task : tasks->at("items").items()) {
    const Json& reference = task.at("reference");
    if (reference.text_at("stem") == "score_sheet") days[reference.text_at("id")] = task.text_at("due_on");
  }
  return days;
}

Reply my_sheets(Call& call) {
  const Json sheets = rows_of(call, "score_sheet", {{"expert", std::to_string(call.actor.expert_id)}}, 500, "-id");
  const auto days = last_days(call);
  Json rows = Json::array();
  // What waits stands first.
  for (const bool waiting : {true, false}) {
    for (const Json& row : sheets.items()) {
      const auto day = days.find(row.text_at("id"));
      if ((day != days.end()) != waiting) continue;
      rows.push(
          Json(Json::Object{{"panel", row.text_at("panel_label")},
                            {"component", choice_label("deliverable_kind", row.text_at("component"), call.language)},
                            {"state", choice_label("score_sheet_state", row.text_at("state"), call.language)},
                            {"tone", tone_of(row.text_at("state"))},
                            {"deadline_on", waiting ? day->second : std::string()},
                            {"total", row.text_at("total")},
                            {"submitted", short_moment(row.text_at("submitted_at"))},
                            {"href", "/score-sheets/" + row.text_at("id")}}));
    }
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.my_sheets"));
  view.set("sheets", std::move(rows));
  return page("scoring/mine.html", std::move(view));
}

}  // namespace

void add_sheet_pages(Router& router) {
  router.add({"GET", "/my-sheets", "score_sheet.mine_page", my_sheets});
  router.add(
      {"GET", "/score-sheets/{id}", "score_sheet.show_page", [](Call& call) { return show_sheet(call, {}, {}); }});
  router.add({"POST", "/score-sheets/{id}", "score_sheet.save_page", save_or_submit, BodyKind::form});
  router.add({"POST", "/score-sheets/{id}/return", "score_sheet.return_page", send_back, BodyKind::form});
}

}  // namespace zhiheng::web

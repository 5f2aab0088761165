#include "service/deliverable_service.h"
#include "service/panel_service.h"
#include "service/policy_service.h"
#include "service/sheet_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

// Scores drop zeros that nobody typed: "8.00" -> "8", "7.50" -> "7.5".
std::string short_points(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string value_of(const Json& item, const char* key) {
  const Json* value = item.find(key);
  return !value ? "" : value->is_string() ? value->string() : value->is_number() ? value->number() : "";
}

const Json* item_of(const Json& sheet, const std::string& criterion) {
  for (const Json& item : sheet.at("items").items()) {
    if (item.text_at("criterion") == criterion) return &item;
  }
  return nullptr;
}

// Problems of a sheet point at "/items/3/points": the row of the body, which holds only rows with something in them.
Json row_problems(const Problems& problems, const std::string& criterion, const std::string& title,
                  const std::vector<std::string>& body_rows, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    bool here = false;
    for (std::size_t i = 0; i < body_rows.size(); ++i) {
      const std::string place = "/items/" + std::to_string(i);
      here = here || (body_rows[i] == criterion && (problem.field == place || problem.field.starts_with(place + "/")));
    }
    for (const auto& [name, value] : problem.params)
      here = here || (name == "criterion" && (value == criterion || value == title));
    if (here) list.push(say(problem, language));
  }
  return list;
}

Json criteria_rows(const Call& call, const Json& sheet, const Problems& problems,
                   const std::vector<std::string>& body_rows) {
  const bool typed = !call.form.empty();
  Json rows = Json::array();
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    const std::string code = criterion.text_at("criterion");
    const Json* item = item_of(sheet, code);
    auto value = [&](const char* key) {
      if (typed) return call.field(std::string(key) + "." + code);
      return item ? value_of(*item, key) : std::string();
    };
    const std::string rule = criterion.text_at("rule");
    std::string hint;
    if (rule == "per_defect")
      hint = call.words("web.sheet.per_defect", {{"points", short_points(criterion.text_at("per_defect"))}});
    if (rule == "steps") {
      std::string steps;
      for (const Json& step : criterion.at("steps").items()) {
        steps += (steps.empty() ? "" : " / ") + short_points(step.is_string() ? step.string() : "");
      }
      hint = call.words("web.sheet.steps", {{"steps", steps}});
    }
    Json row = Json::object();
    row.set("code", code);
    row.set("criterion_title", criterion.text_at("title"));
    row.set("full", short_points(criterion.text_at("points")));
    row.set("hint", hint);
    row.set("by_defects", rule == "per_defect");
    row.set("by_points", rule != "per_defect");
    row.set("per_defect", criterion.text_at("per_defect"));
    row.set("points", short_points(value("points")));
    row.set("defects", value("defects"));
    row.set("reason", value("reason"));
    row.set("page_in_document", value("page"));
    row.set("points_name", "points." + code);
    row.set("defects_name", "defects." + code);
    row.set("reason_name", "reason." + code);
    row.set("page_name", "page." + code);
    row.set("row_problems", row_problems(problems, code, criterion.text_at("title"), body_rows, call.language));
    rows.push(std::move(row));
  }
  return rows;
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

// "90=优;80=良;...", read by the small script that shows the grade while scores are typed.
std::string bands_of(const Call& call, const Json& sheet) {
  auto panel = service::read_panel(call.gate, call.actor, read_id(sheet.text_at("panel")).value_or(0));
  if (!panel) return {};
  auto policy = service::read_policy_row(call.gate, call.actor, read_id(panel->text_at("policy")).value_or(0));
  const Json* document = policy ? policy->find("document") : nullptr;
  const Json* bands = document ? document->find("bands") : nullptr;
  std::string text;
  if (bands && bands->is_array()) {
    for (const Json& band : bands->items()) {
      text += (text.empty() ? "" : ";") + band.text_at("from") + "=" + band.text_at("grade");
    }
  }
  return text;
}

Json documents_of(const Call& call, const Json& sheet) {
  Json links = Json::array();
  auto listed =
      service::deliverables_of_engagement(call.gate, call.actor, read_id(sheet.text_at("engagement")).value_or(0));
  if (!listed) return links;
  for (const Json& item : listed->at("items").items()) {
    const Json* revision = item.find("revision");
    links.push(
        Json(Json::Object{{"href", "/deliverables/" + item.text_at("id") + "/file"},
                          {"document_label", choice_label("deliverable_kind", item.text_at("kind"), call.language) +
                                                 " " + (revision && revision->is_number() ? revision->number() : "") +
                                                 " · " + item.text_at("file_name")}}));
  }
  return links;
}

Reply show_sheet(Call& call, const Problems& problems, const std::vector<std::string>& body_rows) {
  auto sheet = service::read_sheet(call.gate, call.actor, call.id());
  if (!sheet) return refused(sheet.problems());
  const bool typed = !call.form.empty();
  const std::string state = sheet->text_at("state");
  const std::string entry = sheet->at("rubric").text_at("entry");
  const bool own = can(call, Action::fill_sheet, "score_sheet", call.id());
  const bool writable = own && (state == "draft" || state == "returned");
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
  view.set("here", here);
  view.set("row_version", value_of(*sheet, "version"));
  view.set("documents", documents_of(call, *sheet));
  view.set("bands", bands_of(call, *sheet));
  view.set("writable", writable);
  view.set("by_criteria", entry != "total" || !sheet->at("items").items().empty());
  view.set("total_allowed", writable && entry != "criteria");
  view.set("criteria", criteria_rows(call, *sheet, problems, body_rows));
  view.set("total", typed ? call.field("total") : short_points(sheet->text_at("total")));
  view.set("shown_total", sheet->text_at("total"));
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

Reply my_sheets(Call& call) {
  const Json sheets = rows_of(call, "score_sheet", {{"expert", std::to_string(call.actor.expert_id)}}, 500, "-id");
  Json rows = Json::array();
  for (const Json& row : sheets.items()) {
    rows.push(
        Json(Json::Object{{"panel", row.text_at("panel_label")},
                          {"component", choice_label("deliverable_kind", row.text_at("component"), call.language)},
                          {"state", choice_label("score_sheet_state", row.text_at("state"), call.language)},
                          {"tone", tone_of(row.text_at("state"))},
                          {"total", row.text_at("total")},
                          {"submitted", short_moment(row.text_at("submitted_at"))},
                          {"href", "/score-sheets/" + row.text_at("id")}}));
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

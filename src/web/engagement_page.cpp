#include <set>

#include "service/deliverable_service.h"
#include "service/draw_service.h"
#include "service/objection_service.h"
#include "service/panel_service.h"
#include "service/result_service.h"
#include "service/sheet_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/result_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

Json deliverable_rows(const Call& call, const Json& items, bool judges) {
  const bool receipts = !domain::scope(call.actor, Action::see_contracts).nothing;
  Json rows = Json::array();
  for (const Json& item : items.items()) {
    const std::string id = item.text_at("id");
    Json row = Json::object();
    row.set("kind", choice_label("deliverable_kind", item.text_at("kind"), call.language));
    row.set("revision", number_at(item, "revision"));
    row.set("file_name", item.text_at("file_name"));
    row.set("file_href", "/deliverables/" + id + "/file");
    row.set("preview_href", item.text_at("media_type") == "application/pdf" ? "/deliverables/" + id + "/view" : "");
    row.set("receipt_href", receipts ? "/deliverables/" + id + "/receipt" : "");
    row.set("received", short_moment(item.text_at("received_at")));
    row.set("due_on", item.text_at("due_on"));
    const std::string late = number_at(item, "days_late");
    row.set("late", late == "0" ? "" : call.words("web.engagement.days_late", {{"days", late}}));
    row.set("calendar_note",
            item.text_at("calendar_note").empty()
                ? ""
                : call.words("web.engagement.calendar_note", {{"years", item.text_at("calendar_note")}}));
    row.set("digest", item.text_at("sha256").substr(0, 16));
    row.set("state", choice_label("deliverable_state", item.text_at("state"), call.language));
    row.set("tone", tone_of(item.text_at("state")));
    row.set("remark", item.text_at("remark"));
    row.set("judged_here", judges && item.text_at("state") == "received");
    row.set("act_version", number_at(item, "version"));
    row.set("accept_href", "/deliverables/" + id + "/accept");
    row.set("return_href", "/deliverables/" + id + "/return");
    rows.push(std::move(row));
  }
  return rows;
}

void add_deliverables(const Call& call, std::int64_t id, Json& view, const Problems& problems) {
  auto listed = service::deliverables_of_engagement(call.gate, call.actor, id);
  view.set("sees_deliverables", listed.ok());
  view.set("deliverables",
           deliverable_rows(call, items_at(listed), can(call, Action::judge_deliverable, "engagement", id)));
  view.set("can_upload", can(call, Action::add_deliverable, "engagement", id));
  view.set("upload_href", "/engagements/" + std::to_string(id) + "/upload");
  const bool any = listed && !listed->at("items").items().empty();
  view.set("archive_href", any ? "/engagements/" + std::to_string(id) + "/files.zip" : std::string());
  Json fields = Json::array();
  const Options kinds{{"plan", choice_label("deliverable_kind", "plan", call.language)},
                      {"report", choice_label("deliverable_kind", "report", call.language)}};
  fields.push(plain_field(
      {"kind", field_label("deliverable", "kind", call.language), "choice", call.field("kind"), true, kinds, ""},
      problems, call.language));
  fields.push(
      plain_field({"file", call.words("web.engagement.file"), "file", "", true, {}, ""}, problems, call.language));
  // When a paper came in is the bureau's to say; an agency's upload comes in now.
  if (!call.actor.has(domain::Role::agency)) {
    fields.push(plain_field({"received_at",
                             call.words("web.engagement.received_at"),
                             "datetime-local",
                             call.field("received_at"),
                             false,
                             {},
                             ""},
                            problems, call.language));
  }
  fields.push(plain_field(
      {"remark", field_label("deliverable", "remark", call.language), "text", call.field("remark"), false, {}, ""},
      problems, call.language));
  view.set("upload_open", is_answer_to(call, "/deliverables"));
  view.set("upload_fields", Json(Json::Object{{"fields", std::move(fields)}}));
}

Json sheet_rows(const Call& call, const Json& sheets, const Json& panel) {
  Json rows = Json::array();
  for (const Json& sheet : sheets.items()) {
    std::string who, group;
    for (const Json& member : panel.at("members").items()) {
      if (member.text_at("id") == sheet.text_at("member")) {
        who = member.text_at("expert_label");
        group = member.text_at("group");
      }
    }
    std::string component = sheet.text_at("component");
    for (const Json& known : panel.at("components").items()) {
      if (known.text_at("component") == component) component = known.text_at("title");
    }
    Json row = Json::object();
    row.set("who", who);
    const std::string group_key = "web.panel.group_" + group;
    row.set("group", has_text(group_key, call.language) ? call.words(group_key) : group);
    row.set("component", component);
    row.set("total", sheet.text_at("total"));
    row.set("state", choice_label("score_sheet_state", sheet.text_at("state"), call.language));
    row.set("tone", tone_of(sheet.text_at("state")));
    row.set("submitted", short_moment(sheet.text_at("submitted_at")));
    row.set("href", "/score-sheets/" + sheet.text_at("id"));
    rows.push(std::move(row));
  }
  return rows;
}

void add_panel(const Call& call, std::int64_t id, Json& view) {
  auto panel = service::panel_of_engagement(call.gate, call.actor, id);
  const bool there = panel && panel->is_object();
  view.set("sees_panel", panel.ok());
  view.set("panel_there", there);
  view.set("panel_href", there ? "/panels/" + panel->text_at("id") : std::string());
  view.set("panel_state", there ? choice_label("panel_state", panel->text_at("state"), call.language) : std::string());
  view.set("panel_tone", there ? tone_of(panel->text_at("state")) : std::string());
  view.set("panel_deadline", there ? panel->text_at("deadline_on") : std::string());
  view.set("panel_policy", there ? panel->text_at("policy_label") : std::string());
  view.set("new_panel_href", !there && can(call, Action::edit_panels, "engagement", id)
                                 ? "/engagements/" + std::to_string(id) + "/panel/new"
                                 : std::string());
  Json sheets = Json::array();
  if (there) {
    const auto panel_id = read_id(panel->text_at("id")).value_or(0);
    sheets = sheet_rows(call, items_at(service::sheets_of_panel(call.gate, call.actor, panel_id)), *panel);
  }
  view.set("sheets", std::move(sheets));
}

// The newest draw of the panel, or where one is prepared.
void add_draw(const Call& call, std::int64_t id, bool panel_there, Json& view) {
  const auto draws = service::draws_of_engagement(call.gate, call.actor, id);
  const bool some = draws && !draws->at("items").items().empty();
  const Json newest = some ? draws->at("items").items().back() : Json::object();
  view.set("draw_href", some ? "/draws/" + newest.text_at("id") : std::string());
  view.set("draw_state", some ? choice_label("draw_state", newest.text_at("state"), call.language) : std::string());
  const bool free = !panel_there && (!some || newest.text_at("state") == "void");
  view.set("new_draw_href", free && can(call, Action::edit_draws, "engagement", id)
                                ? "/engagements/" + std::to_string(id) + "/draw"
                                : std::string());
}

// Where the agency may still contest a row: a link beside it, and until when.
void add_objecting(const Call& call, std::int64_t id, Json& view) {
  view.set("objection_href", "").set("objection_line", "");
  if (!view.at("result").is_object() || !can(call, Action::file_objection, "engagement", id)) return;
  const auto there = service::contestable_rows(call.gate, call.actor, id);
  if (!there || !there->at("allowed").boolean()) return;
  const std::string href = "/engagements/" + std::to_string(id) + "/objections/new";
  view.set("objection_href", href);
  view.set("objection_line", call.words("objection.file_until", {{"due", there->text_at("file_due_on")}}));
  std::set<std::string> open;
  for (const Json& item : there->at("items").items()) {
    if (!item.at("contested").boolean()) open.insert(item.text_at("target"));
  }
  const auto link = [&](Json& row) {
    const std::string target = row.text_at("object_target");
    if (open.contains(target)) row.set("object_href", href + "?row=" + percent_encode(target));
  };
  for (Json& sheet : view.find("result")->find("scores")->items()) {
    link(sheet);
    for (Json& row : sheet.find("criteria")->items()) link(row);
  }
}

void add_result(const Call& call, std::int64_t id, const Json& engagement, Json& view) {
  auto results = service::results_of_engagement(call.gate, call.actor, id);
  const Json* current = results ? results->find("current") : nullptr;
  const bool there = current && current->is_object();
  const Json* outdated = results ? results->find("outdated") : nullptr;
  view.set("sees_result", results.ok());
  // The letter is between the bureau and the agency; others who see the result have none.
  const bool has_letter = there && !domain::scope(call.actor, Action::export_report).nothing;
  view.set("letter_href", has_letter ? "/results/" + current->text_at("id") + "/letter" : std::string());
  view.set("result", there ? result_view(call, *current, engagement.text_at("code")) : Json());
  add_objecting(call, id, view);
  view.set("outdated", there && outdated && outdated->is_bool() && outdated->boolean());
  view.set("can_recompute", there && can(call, Action::decide_result, "engagement", id));
  const bool refused_recompute = is_answer_to(call, "/recompute");
  view.set("recompute_open", refused_recompute);
  view.set("recompute_reason", refused_recompute ? call.field("reason") : std::string());
  view.set("recompute_href", "/engagements/" + std::to_string(id) + "/recompute");
  Json earlier = Json::array();
  const Json all = items_at(results);
  for (const Json& item : all.items()) {
    if (item.text_at("state") == "current") continue;
    earlier.push(Json(Json::Object{{"sequence", number_at(item, "sequence")},
                                   {"score", item.text_at("final_score")},
                                   {"grade", item.text_at("grade")},
                                   {"deducted", grouped_amount(item.text_at("deduction"))},
                                   {"reason", item.text_at("reason")}}));
  }
  view.set("earlier_results", std::move(earlier));
}

}  // namespace

Reply show_engagement(Call& call, std::int64_t id, const Problems& problems) {
  const domain::Shape& shape = *domain::find_shape("engagement");
  auto engagement = service::read_row(call.gate, call.actor, shape, id);
  if (!engagement) return refused(engagement.problems());
  Json view = Json::object();
  const std::string contract_href = "/contracts/" + engagement->text_at("contract");
  view.set("page_title", engagement->text_at("name"));
  Json crumbs = Json::array();
  if (!domain::scope(call.actor, Action::see_contracts).nothing) {
    crumbs.push(crumb(call.words("stem.contract"), "/contracts"));
    crumbs.push(crumb(engagement->text_at("contract_label"), contract_href));
  }
  crumbs.push(crumb(engagement->text_at("code")));
  view.set("page_crumbs", std::move(crumbs));
  view.set("engagement_name", engagement->text_at("name"));
  view.set("engagement_code", engagement->text_at("code"));
  view.set("here", "/engagements/" + std::to_string(id));
  view.set("facts", facts_of(call, shape, *engagement));
  add_deliverables(call, id, view, problems_of(call, "/deliverables", problems));
  add_panel(call, id, view);
  add_draw(call, id, view.at("panel_there").boolean(), view);
  add_result(call, id, *engagement, view);
  add_conduct(call, id, *engagement, view, problems);
  view.set("history", history_view(call, shape, id));
  view.set("page_problems", problem_list(problems, call.language));
  return page("engagement/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web

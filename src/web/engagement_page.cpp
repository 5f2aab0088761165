#include "service/contract_service.h"
#include "service/deliverable_service.h"
#include "service/panel_service.h"
#include "service/policy_service.h"
#include "service/result_service.h"
#include "service/sheet_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/result_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string number_at(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return !value ? "" : value->is_number() ? value->number() : value->is_string() ? value->string() : "";
}

// A copy, for answers that do not outlive the statement.
Json items_at(const Result<Json>& answer) {
  if (!answer) return Json::array();
  const Json* list = answer->find("items");
  return list && list->is_array() ? *list : Json::array();
}

Json deliverable_rows(const Call& call, const Json& items, bool judges) {
  Json rows = Json::array();
  for (const Json& item : items.items()) {
    const std::string id = item.text_at("id");
    Json row = Json::object();
    row.set("kind", choice_label("deliverable_kind", item.text_at("kind"), call.language));
    row.set("revision", number_at(item, "revision"));
    row.set("file_name", item.text_at("file_name"));
    row.set("file_href", "/deliverables/" + id + "/file");
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

void add_result(const Call& call, std::int64_t id, const Json& engagement, Json& view) {
  auto results = service::results_of_engagement(call.gate, call.actor, id);
  const Json* current = results ? results->find("current") : nullptr;
  const bool there = current && current->is_object();
  const Json* outdated = results ? results->find("outdated") : nullptr;
  view.set("sees_result", results.ok());
  view.set("result", there ? result_view(call, *current, engagement.text_at("code")) : Json());
  view.set("outdated", there && outdated && outdated->is_bool() && outdated->boolean());
  view.set("can_recompute", there && can(call, Action::decide_result, "engagement", id));
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

// The policy of the contract: its components and the codes of events and vetoes. Null for who may not see it.
Json policy_document(const Call& call, const Json& engagement) {
  const auto contract_id = read_id(engagement.text_at("contract"));
  if (!contract_id) return {};
  auto contract = service::read_contract(call.gate, call.actor, *contract_id);
  if (!contract) return {};
  const auto policy_id = read_id(contract->text_at("policy"));
  if (!policy_id) return {};
  auto policy = service::read_policy_row(call.gate, call.actor, *policy_id);
  const Json* document = policy ? policy->find("document") : nullptr;
  return document ? *document : Json();
}

Options codes_of(const Json& policy, const char* list) {
  Options options{{"", ""}};
  const Json* rows = policy.find(list);
  if (!rows || !rows->is_array()) return options;
  for (const Json& row : rows->items()) {
    const std::string code = row.text_at("code");
    const std::string title = row.text_at("title");
    options.emplace_back(code, title.empty() ? code : title);
  }
  return options;
}

void add_conduct(const Call& call, std::int64_t id, const Json& engagement, Json& view, const Problems& problems) {
  const Json policy = policy_document(call, engagement);
  Json scores = Json::array();
  const Json given = items_at(service::component_scores(call.gate, call.actor, id));
  const Json recorded = items_at(service::conduct_records(call.gate, call.actor, id));
  for (const Json& item : given.items()) {
    std::string component = item.text_at("component");
    for (const auto& [code, title] : codes_of(policy, "components")) {
      if (code == component) component = title;
    }
    scores.push(Json(
        Json::Object{{"component", component}, {"score", item.text_at("score")}, {"reason", item.text_at("reason")}}));
  }
  Json conduct = Json::array();
  for (const Json& item : recorded.items()) {
    std::string what = item.text_at("code");
    for (const char* list : {"events", "vetoes"}) {
      for (const auto& [code, title] : codes_of(policy, list)) {
        if (code == item.text_at("code")) what = title;
      }
    }
    conduct.push(Json(Json::Object{
        {"kind", call.words("web.conduct." + item.text_at("kind"))},
        {"what", what},
        {"happened_on", item.text_at("happened_on")},
        {"count", number_at(item, "count")},
        {"evidence", item.text_at("evidence")},
        {"state", call.words("web.conduct." + item.text_at("state"))},
        {"tone", tone_of(item.text_at("state"))},
        {"withdrawn_reason", item.text_at("withdrawn_reason")},
        {"standing", item.text_at("state") == "recorded"},
        {"act_version", number_at(item, "version")},
        {"withdraw_href", "/conduct/" + item.text_at("id") + "/withdraw?engagement=" + std::to_string(id)}}));
  }
  view.set("component_scores", std::move(scores));
  view.set("conduct", std::move(conduct));
  view.set("can_decide", policy.is_object() && can(call, Action::decide_result, "engagement", id));
  Json score_fields = Json::array();
  score_fields.push(plain_field({"component", call.words("web.engagement.component"), "choice", call.field("component"),
                                 true, codes_of(policy, "components"), ""},
                                problems, call.language));
  score_fields.push(
      plain_field({"score", call.words("web.engagement.score"), "number", call.field("score"), true, {}, ""}, problems,
                  call.language));
  score_fields.push(plain_field({"reason", call.words("web.reason"), "text", call.field("reason"), false, {}, ""},
                                problems, call.language));
  view.set("score_fields", Json(Json::Object{{"fields", std::move(score_fields)}}));
  view.set("conduct_fields", Json(Json::Object{{"fields", conduct_form(call, policy, problems)}}));
}

}  // namespace

Json conduct_form(const Call& call, const Json& policy, const Problems& problems) {
  Options codes = codes_of(policy, "events");
  for (auto& option : codes) {
    if (!option.first.empty())
      option = {"event:" + option.first, call.words("web.conduct.event") + " · " + option.second};
  }
  for (const auto& [code, title] : codes_of(policy, "vetoes")) {
    if (!code.empty()) codes.emplace_back("veto:" + code, call.words("web.conduct.veto") + " · " + title);
  }
  Json fields = Json::array();
  auto add = [&](PlainField field) { fields.push(plain_field(field, problems, call.language)); };
  add({"code", call.words("web.conduct.code"), "choice", call.field("code"), true, codes, ""});
  add({"happened_on", call.words("web.conduct.happened_on"), "date", call.field("happened_on"), true, {}, ""});
  add({"count",
       call.words("web.conduct.count"),
       "number",
       call.has_field("count") ? call.field("count") : "1",
       false,
       {},
       ""});
  add({"evidence", call.words("web.conduct.evidence"), "area", call.field("evidence"), true, {}, ""});
  return fields;
}

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
  add_deliverables(call, id, view, problems);
  add_panel(call, id, view);
  add_result(call, id, *engagement, view);
  add_conduct(call, id, *engagement, view, problems);
  view.set("history", history_view(call, shape, id));
  view.set("page_problems", problem_list(problems, call.language));
  return page("engagement/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace zhiheng::web

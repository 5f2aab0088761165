#include <algorithm>

#include "service/contract_service.h"
#include "service/panel_life_service.h"
#include "service/panel_service.h"
#include "service/sheet_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/panel_life_web.h"
#include "web/panel_members.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/statistics_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

Reply panel_form(Call& call, const Json& engagement, const Json& panel, const Problems& problems) {
  const bool creating = panel.is_null();
  const std::string engagement_href = "/engagements/" + engagement.text_at("id");
  std::int64_t policy_id = creating ? 0 : read_id(panel.text_at("policy")).value_or(0);
  if (creating) {
    auto contract = service::read_contract(call.gate, call.actor, read_id(engagement.text_at("contract")).value_or(0));
    if (contract) policy_id = read_id(contract->text_at("policy")).value_or(0);
  }
  const std::string title = call.words(creating ? "web.panel.new" : "web.panel.members");
  Json view = Json::object();
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(engagement.text_at("name"), engagement_href), crumb(title)}));
  view.set("form_title", title);
  view.set("creating", creating);
  view.set("form_action", creating ? engagement_href + "/panel" : "/panels/" + panel.text_at("id") + "/members");
  view.set("cancel_href", creating ? engagement_href : "/panels/" + panel.text_at("id"));
  view.set("row_version", creating ? std::string() : number_at(panel, "version"));
  Json fields = Json::array();
  if (creating) {
    fields.push(plain_field({"deadline_on",
                             field_label("panel", "deadline_on", call.language),
                             "date",
                             call.field("deadline_on"),
                             true,
                             {},
                             ""},
                            problems, call.language));
    fields.push(
        plain_field({"name", field_label("panel", "name", call.language), "text", call.field("name"), false, {}, ""},
                    problems, call.language));
  }
  view.set("fields", std::move(fields));
  view.set("members", panel_member_rows(call, engagement.text_at("id"), policy_id,
                                        creating ? Json::array() : panel.at("members")));
  view.set("page_problems", problem_list(problems, call.language));
  return page("panel/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Result<Json> engagement_row(const Call& call, std::int64_t id) {
  return service::read_row(call.gate, call.actor, *domain::find_shape("engagement"), id);
}

Reply create(Call& call) {
  auto engagement = engagement_row(call, call.id());
  if (!engagement) return refused(engagement.problems());
  Json body(Json::Object{{"deadline_on", std::string(trimmed(call.field("deadline_on")))},
                         {"members", members_of_form(call)}});
  if (const std::string name(trimmed(call.field("name"))); !name.empty()) body.set("name", name);
  auto panel = service::create_panel(call.gate, call.actor, call.id(), body);
  if (panel) return see_other("/panels/" + panel->text_at("id") + "?done=created");
  return is_about_the_form(panel.problems()) ? panel_form(call, *engagement, Json(), panel.problems())
                                             : refused(panel.problems());
}

Reply change_members(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto changed = service::change_panel_members(call.gate, call.actor, call.id(), *version,
                                               Json(Json::Object{{"members", members_of_form(call)}}));
  if (changed) return see_other("/panels/" + std::to_string(call.id()) + "?done=saved");
  auto panel = service::read_panel(call.gate, call.actor, call.id());
  if (!panel || !is_about_the_form(changed.problems())) return refused(changed.problems());
  auto engagement = engagement_row(call, read_id(panel->text_at("engagement")).value_or(0));
  return engagement ? panel_form(call, *engagement, *panel, changed.problems()) : refused(changed.problems());
}

Reply act(Call& call, const char* done, const std::function<Result<Json>(std::int64_t version)>& carry_out) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto outcome = carry_out(*version);
  if (outcome) return see_other("/panels/" + std::to_string(call.id()) + "?done=" + done);
  return is_about_the_form(outcome.problems()) ? show_panel(call, outcome.problems()) : refused(outcome.problems());
}

// One cell: what has become of a member's sheet of one component.
Json sheet_cell(const Call& call, const Json& sheets, const std::string& member, const std::string& component) {
  Json cell = Json::object();
  for (const char* key : {"state", "tone", "submitted", "href"}) cell.set(key, std::string());
  for (const Json& sheet : sheets.items()) {
    if (sheet.text_at("member") != member || sheet.text_at("component") != component) continue;
    cell.set("state", choice_label("score_sheet_state", sheet.text_at("state"), call.language));
    cell.set("tone", tone_of(sheet.text_at("state")));
    cell.set("submitted", short_moment(sheet.text_at("submitted_at")));
    cell.set("href", "/score-sheets/" + sheet.text_at("id"));
  }
  return cell;
}

// Members by components: the bureau sees everybody, an expert himself.
Json shown_members(const Call& call, const Json& panel, const Json& sheets, bool edits) {
  Json rows = Json::array();
  const domain::Scope reach = domain::scope(call.actor, Action::see_sheets);
  const bool sees_all = reach.everything || !reach.bureaus.empty();
  const bool runs = edits && can(call, Action::run_panel, "panel", call.id());
  for (const Json& member : panel.at("members").items()) {
    const std::string group = member.text_at("group");
    const Json* recused = member.find("recused");
    const bool out = recused && recused->is_bool() && recused->boolean();
    Json cells = Json::array();
    bool any = false;
    for (const Json& component : panel.at("components").items()) {
      cells.push(sheet_cell(call, sheets, member.text_at("id"), component.text_at("component")));
      any = any || !cells.items().back().text_at("href").empty();
    }
    if (!sees_all && !any) continue;
    rows.push(Json(Json::Object{
        {"expert_name", member.text_at("expert_label")},
        {"expert_code", member.text_at("expert_code")},
        {"group", has_text("web.panel.group_" + group, call.language) ? call.words("web.panel.group_" + group) : group},
        {"recused", out},
        {"recusal_reason", member.text_at("recusal_reason")},
        {"can_recuse", edits && !out && member.text_at("left_at").empty()},
        {"cells", std::move(cells)},
        {"member_id", member.text_at("id")}}));
    add_member_life(call, member, runs, rows.items().back());
  }
  return rows;
}

}  // namespace

Reply show_panel(Call& call, const Problems& problems) {
  auto panel = service::read_panel(call.gate, call.actor, call.id());
  if (!panel) return refused(panel.problems());
  const std::string here = "/panels/" + std::to_string(call.id());
  auto engagement = engagement_row(call, read_id(panel->text_at("engagement")).value_or(0));
  const std::string name = engagement ? engagement->text_at("name") : "";
  const bool open = panel->text_at("state") == "open";
  const bool edits = open && can(call, Action::edit_panels, "panel", call.id());
  Json view = Json::object();
  view.set("page_title", call.words("stem.panel"));
  // Who does not see the engagement is not led to it.
  const std::string title = panel->text_at("name").empty() ? name : panel->text_at("name");
  view.set("page_crumbs",
           Json(Json::Array{engagement ? crumb(name, "/engagements/" + panel->text_at("engagement")) : crumb(title),
                            crumb(call.words("stem.panel"))}));
  view.set("panel_name", title);
  view.set("panel_state", choice_label("panel_state", panel->text_at("state"), call.language));
  view.set("panel_tone", tone_of(panel->text_at("state")));
  view.set("deadline_on", panel->text_at("deadline_on"));
  view.set("policy_label", panel->text_at("policy_label"));
  view.set("policy_href", "/policies/" + panel->text_at("policy"));
  view.set("row_version", number_at(*panel, "version"));
  view.set("here", here);
  view.set("can_edit", edits).set("panel_id", panel->text_at("id"));
  view.set("can_change_members", edits && !panel->at("invites").boolean());
  const bool moving = call.request.method == "POST" && call.request.path.ends_with("/deadline");
  view.set("deadline_open", moving);
  view.set("deadline_typed", moving ? call.field("deadline_on") : panel->text_at("deadline_on"));
  const auto sheets = service::sheets_of_panel(call.gate, call.actor, call.id());
  view.set("members", shown_members(call, *panel, sheets ? sheets->at("items") : Json::array(), edits));
  view.set("is_open", open);
  add_panel_progress(call, *panel, view);
  // Who is still missing is said before anybody presses the button.
  add_statistics_links(call, view);
  view.set("close", act_button(call, "web.panel.close", here + "/close", panel->at("version").integer().value_or(0),
                               service::may_close_panel(call.gate, call.actor, call.id())));
  add_panel_life(call, *panel, view);
  view.set("history", history_view(call, *domain::find_shape("panel"), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("panel/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

void add_panel_pages(Router& router) {
  router.add({"GET", "/engagements/{id}/panel/new", "panel.new_page", [](Call& call) {
                auto engagement = engagement_row(call, call.id());
                if (!engagement) return refused(engagement.problems());
                return panel_form(call, *engagement, Json(), {});
              }});
  router.add({"POST", "/engagements/{id}/panel", "panel.create_page", create, BodyKind::form});
  router.add({"GET", "/panels/{id}", "panel.show_page", [](Call& call) { return show_panel(call, {}); }});
  router.add({"GET", "/panels/{id}/members", "panel.members_page", [](Call& call) {
                auto panel = service::read_panel(call.gate, call.actor, call.id());
                if (!panel) return refused(panel.problems());
                auto engagement = engagement_row(call, read_id(panel->text_at("engagement")).value_or(0));
                return engagement ? panel_form(call, *engagement, *panel, {}) : refused(engagement.problems());
              }});
  router.add({"POST", "/panels/{id}/members", "panel.change_members_page", change_members, BodyKind::form});
  router.add({"POST", "/panels/{id}/deadline", "panel.deadline_page",
              [](Call& call) {
                return act(call, "saved", [&](std::int64_t version) {
                  const Json body(Json::Object{{"deadline_on", std::string(trimmed(call.field("deadline_on")))}});
                  return service::move_panel_deadline(call.gate, call.actor, call.id(), version, body);
                });
              },
              BodyKind::form});
  router.add({"POST", "/panels/{id}/recusals", "panel.recuse_page",
              [](Call& call) {
                return act(call, "recused", [&](std::int64_t version) {
                  const Json body(Json::Object{{"member", call.field("member")},
                                               {"reason", std::string(trimmed(call.field("reason")))}});
                  return service::recuse_panel_member(call.gate, call.actor, call.id(), version, body);
                });
              },
              BodyKind::form});
  router.add({"POST", "/panels/{id}/close", "panel.close_page",
              [](Call& call) {
                return act(call, "closed", [&](std::int64_t version) {
                  return service::close_panel(call.gate, call.actor, call.id(), version);
                });
              },
              BodyKind::form});
}

}  // namespace zhiheng::web

// The record of an agency as its readers see it, one entry with its versions, and the forms of the agency.
#include "web/agency_record_web.h"

#include "domain/agency_record.h"
#include "service/agency_record_service.h"
#include "service/issued_record_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;
using domain::RecordGroup;

namespace {

std::string tone_of_entry(const std::string& state) {
  if (state == "accepted") return "good";
  if (state == "returned") return "bad";
  return state == "submitted" ? "info" : "plain";
}

std::string group_label(const Call& call, const std::string& group) {
  return choice_label("record_group", group, call.language);
}

std::string item_href(const Json& item) {
  return "/agency-record-items/" + item.text_at("id");
}

// What an entry says, field by field; the number only as it is shown.
Json document_facts(const Call& call, const RecordGroup& group, const Json& item, bool all) {
  Json facts = Json::array();
  Json row = item.at("document");
  row.set("identity_number", item.text_at("identity_shown"));
  for (const domain::Field& field : group.shape.fields) {
    std::string text = shown_value(group.shape, field, row, call.language);
    if (text.empty() && !all) continue;
    if (field.type == domain::FieldType::money && !text.empty()) text += " " + call.words("web.unit.yuan");
    facts.push(Json(Json::Object{{"label", field_label(group.shape.stem, field.key, call.language)},
                                 {"text", text},
                                 {"fact_href", std::string()}}));
  }
  return facts;
}

Json item_view(const Call& call, const RecordGroup& group, const Json& item) {
  const std::string state = item.text_at("state");
  Json view = Json::object().set("item_title", item.text_at("title")).set("item_href", item_href(item));
  view.set("item_state", choice_label("agency_record_item_state", state, call.language));
  view.set("item_tone", tone_of_entry(state));
  view.set("item_revision", call.words("web.agency_record.revision", {{"revision", item.at("revision").number()}}));
  view.set("ended", item.at("ended_on").is_string() ? item.text_at("ended_on") : std::string());
  view.set("returned", state == "returned" ? item.text_at("return_reason") : std::string());
  std::string summary;
  const Json facts = document_facts(call, group, item, false);
  for (const Json& fact : facts.items()) {
    if (fact.text_at("text") == item.text_at("title")) continue;
    summary += (summary.empty() ? "" : " · ") + fact.text_at("label") + " " + fact.text_at("text");
  }
  return view.set("summary", summary);
}

Json groups_view(const Call& call, const Json& record, bool maintains) {
  Json groups = Json::array();
  for (const Json& one : record.at("groups").items()) {
    const RecordGroup& group = *domain::find_record_group(one.text_at("group"));
    Json items = Json::array();
    for (const Json& item : one.at("items").items()) items.push(item_view(call, group, item));
    const bool room = maintains && (!group.single || items.items().empty());
    Json view = Json::object().set("group_title", group_label(call, group.name)).set("group_name", group.name);
    view.set("group_count", call.words("web.agency_record.count", {{"count", std::to_string(items.items().size())}}));
    view.set("new_href", room ? "/agency-record/new?group=" + group.name : std::string());
    groups.push(view.set("entries", std::move(items)));
  }
  return groups;
}

Reply form_page(Call& call, const RecordGroup& group, const Json* item, const Json& values, const Problems& problems) {
  const std::string title =
      call.words(item ? "web.form.change_title" : "web.form.new_title", {{"stem", group_label(call, group.name)}});
  Json view = Json::object().set("page_title", title).set("form_title", title);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("web.agency_record.title"), "/agency-record"), crumb(title)}));
  view.set("form_action", item ? item_href(*item) : std::string("/agency-record/items"));
  view.set("cancel_href", item ? item_href(*item) : std::string("/agency-record")).set("group_name", group.name);
  view.set("row_version", item ? item->at("version").number() : std::string());
  const bool stands = item && item->text_at("state") == "accepted";
  view.set("hint", call.words(stands ? "web.agency_record.new_version_hint" : "web.agency_record.form_hint"));
  view.set("people_hint", group.people ? call.words("web.agency_record.identity_hint") : std::string());
  view.set("fields", form_fields(group.shape, writable_keys(group.shape), values, problems, options_for(call), true,
                                 call.language));
  view.set("page_problems", problem_summary(group.shape, problems, call.language));
  return page("agency_record/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply new_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_agency_record, {"agency", call.actor.agency_id}); !may) {
    return refused(may.problems());
  }
  const RecordGroup* group = domain::find_record_group(call.parameter("group"));
  if (!group) return refused(refusal(Kind::absent, "record.absent"));
  return form_page(call, *group, nullptr, Json::object(), {});
}

Reply create(Call& call) {
  const RecordGroup* group = domain::find_record_group(call.field("group"));
  if (!group) return refused(refusal("agency_record.unknown_group", "/group"));
  Json body = body_of_form(group->shape, writable_keys(group->shape), call, true);
  auto made = service::enter_record_item(call.gate, call.actor, body.set("group", group->name));
  if (made) return see_other("/agency-record?done=record_entered");
  return is_about_the_form(made.problems()) ? form_page(call, *group, nullptr, typed_values(call), made.problems())
                                            : refused(made.problems());
}

Json values_of(const Json& item) {
  Json values = item.at("document");
  return values.set("identity_number", item.text_at("identity_shown"));
}

Reply edit_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_agency_record, {"agency_record_item", call.id()}); !may) {
    return refused(may.problems());
  }
  auto item = service::read_record_item(call.gate, call.actor, call.id());
  if (!item) return refused(item.problems());
  return form_page(call, *domain::find_record_group(item->text_at("group")), &*item, values_of(*item), {});
}

Reply change(Call& call) {
  auto item = service::read_record_item(call.gate, call.actor, call.id());
  if (!item) return refused(item.problems());
  const RecordGroup& group = *domain::find_record_group(item->text_at("group"));
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = body_of_form(group.shape, writable_keys(group.shape), call, false);
  auto changed = service::change_record_item(call.gate, call.actor, call.id(), *version, body);
  if (changed) return see_other(item_href(*changed) + "?done=record_entered");
  return is_about_the_form(changed.problems()) ? form_page(call, group, &*item, typed_values(call), changed.problems())
                                               : refused(changed.problems());
}

}  // namespace

Reply show_agency_record(Call& call, std::int64_t agency_id, const Problems& problems) {
  auto record = service::read_agency_record(call.gate, call.actor, agency_id);
  if (!record) return refused(record.problems());
  const bool maintains = can(call, Action::edit_agency_record, "agency", agency_id);
  const Json& agency = record->at("agency");
  const std::string id = agency.text_at("id");
  Json view = Json::object().set("page_title", call.words("web.agency_record.title"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.agency"), "/agencies"),
                                           crumb(agency.text_at("name"), "/agencies/" + id),
                                           crumb(call.words("web.agency_record.title"))}));
  view.set("agency_name", agency.text_at("name")).set("uscc", agency.text_at("uscc"));
  view.set("bureau", agency.text_at("bureau")).set("maintains", maintains);
  view.set("groups", groups_view(call, *record, maintains));
  const bool confirmed = record->at("confirmed_on").is_string();
  view.set("confirmed", confirmed
                            ? call.words("web.agency_record.confirmed", {{"day", record->text_at("confirmed_on")},
                                                                         {"due", record->text_at("confirm_due_on")}})
                            : call.words("web.agency_record.never_confirmed"));
  // Of interest to the bureau that relies on it as much as to the agency.
  const std::string due = confirmed ? record->text_at("confirm_due_on") : std::string();
  view.set("confirm_late", !due.empty() && due < call.gate.clock().today().text());
  const std::int64_t entered = record->at("entered").integer().value_or(0);
  view.set("to_submit", maintains && entered > 0
                            ? call.words("web.agency_record.to_submit", {{"count", std::to_string(entered)}})
                            : std::string());
  view.set("export_href", can(call, Action::export_report)
                              ? "/reports/agency_record.xlsx?agency=" + agency.text_at("uscc")
                              : std::string());
  view.set("template_href", maintains ? std::string("/agency-record/template.xlsx") : std::string());
  const Outcome may_issue = service::may_issue_record(call.gate, call.actor, agency_id);
  view.set("issue", act_button(call, "web.issued_record.issue", "/agencies/" + id + "/issued-records", 0, may_issue));
  view.set("issued_href", "/issued-records?agency=" + id);
  view.set("lead_change_href", maintains ? std::string("/lead-changes/new") : std::string());
  view.set("page_problems", problem_list(problems, call.language));
  return page("agency_record/record.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply show_record_item(Call& call, const Problems& problems) {
  auto item = service::read_record_item(call.gate, call.actor, call.id());
  if (!item) return refused(item.problems());
  const RecordGroup& group = *domain::find_record_group(item->text_at("group"));
  const std::string state = item->text_at("state"), here = item_href(*item);
  const std::int64_t version = item->at("version").integer().value_or(0);
  const bool maintains = can(call, Action::edit_agency_record, "agency_record_item", call.id());
  const bool reviews = state == "submitted" && can(call, Action::review_agency_record, "agency_record_item", call.id());
  Json view = item_view(call, group, *item).set("page_title", item->text_at("title"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(item->text_at("agency_label"), "/agencies/" + item->text_at("agency") + "/record"),
                            crumb(group_label(call, group.name)), crumb(item->text_at("title"))}));
  view.set("group_title", group_label(call, group.name)).set("facts", document_facts(call, group, *item, true));
  view.set("here", here).set("row_version", std::to_string(version)).set("reviews", reviews);
  const bool open = state == "entered" || state == "returned";
  view.set("edit_href", maintains && (open || state == "accepted") ? here + "/edit" : std::string());
  view.set("may_end", maintains && state == "accepted" && !item->at("ended_on").is_string() && !group.single);
  view.set("may_drop", maintains && state == "entered");
  view.set("may_submit", maintains && state == "entered").set("ended_reason", item->text_at("ended_reason"));
  view.set("may_reveal", !item->text_at("identity_shown").empty() && (maintains || reviews));
  view.set("reason", call.field("reason")).set("ended_on", call.field("ended_on"));
  view.set("revealed", std::string());
  Json versions = Json::array();
  for (const Json& one : item->at("versions").items()) {
    if (one.text_at("id") == item->text_at("id")) continue;
    versions.push(item_view(call, group, one).set("facts", document_facts(call, group, one, false)));
  }
  view.set("versions", std::move(versions));
  view.set("history", history_view(call, domain::agency_record_item_shape(), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("agency_record/item.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

void add_agency_record_pages(Router& router) {
  router.add({"GET", "/agency-record", "agency_record.own_page", [](Call& call) {
                if (Outcome may =
                        call.gate.may(call.actor, Action::edit_agency_record, {"agency", call.actor.agency_id});
                    !may) {
                  return refused(may.problems());
                }
                return show_agency_record(call, call.actor.agency_id, {});
              }});
  router.add({"GET", "/agencies/{id}/record", "agency_record.page",
              [](Call& call) { return show_agency_record(call, call.id(), {}); }});
  Route blank{"GET", "/agency-record/new", "agency_record.new_page", new_page};
  blank.query = {"group"};
  router.add(std::move(blank));
  router.add({"POST", "/agency-record/items", "agency_record.enter_page", create, BodyKind::form});
  router.add({"GET", "/agency-record-items/{id}", "agency_record.item_page",
              [](Call& call) { return show_record_item(call, {}); }});
  router.add({"GET", "/agency-record-items/{id}/edit", "agency_record.edit_page", edit_page});
  router.add({"POST", "/agency-record-items/{id}", "agency_record.change_page", change, BodyKind::form});
}

}  // namespace zhiheng::web

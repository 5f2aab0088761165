// The page of one account: who it is, what it may do, codes and sessions.
#include "service/account_service.h"
#include "web/account_web.h"
#include "web/heart_web.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Role;

// A choice of the rows in sight; whoever sees none of them, or too many, types the natural key.
PlainField reference_field(const Call& call, const char* stem, std::string label, std::string value,
                           std::string natural) {
  domain::Field field;
  field.refers_to = stem;
  Choices choices = options_for(call)(field, value);
  if (choices.too_many || choices.options.empty()) {
    const domain::Shape& shape = *domain::find_shape(stem);
    const std::string key = field_label(shape.stem, shape.natural_key, call.language);
    return {
        stem, std::move(label), "text", std::move(natural), false, {}, call.words("web.form.key", {{"label", key}})};
  }
  choices.options.insert(choices.options.begin(), {"", ""});
  return {stem, std::move(label), "choice", std::move(value), false, std::move(choices.options), ""};
}

bool has_role(const Json& account, std::string_view role) {
  const Json* roles = account.find("roles");
  if (!roles || !roles->is_array()) return false;
  for (const Json& one : roles->items()) {
    if (one.is_string() && one.string() == role) return true;
  }
  return false;
}

bool may_grant_roles(const Call& call) {
  return !domain::scope(call.actor, domain::Action::edit_roles).nothing;
}
bool may_edit_people(const Call& call) {
  return !domain::scope(call.actor, domain::Action::edit_accounts).nothing;
}

Json role_choices(const Call& call, const Json& account, bool typed) {
  Json roles = Json::array();
  for (const Role role : domain::all_roles) {
    const std::string name(domain::name_of(role));
    roles.push(Json(Json::Object{{"role_name", "role." + name},
                                 {"role_label", call.words("role." + name)},
                                 {"chosen", typed ? call.has_field("role." + name) : has_role(account, name)}}));
  }
  return roles;
}

Json sessions_of(const Call& call, std::int64_t id) {
  Json sessions = Json::array();
  if (id == 0 || domain::scope(call.actor, domain::Action::end_sessions).nothing) return sessions;
  const auto listed = service::AccountService(call.gate).sessions_of(call.actor, id);
  if (!listed) return sessions;
  for (const Json& one : listed->at("items").items()) {
    sessions.push(Json(Json::Object{{"address", one.text_at("address")},
                                    {"program", one.text_at("program")},
                                    {"last_seen", short_moment(one.text_at("last_seen_at"))}}));
  }
  return sessions;
}

// Who somebody is stands in one form, what he may do in another: two administrators fill them in.
Reply account_form(Call& call, std::int64_t id, const Json& account, const Problems& problems, const Json& extra) {
  const bool typed = !call.form.empty();
  auto value = [&](const char* key) {
    return typed && call.has_field(key) ? call.field(key) : text_of(account.find(key));
  };
  Json fields = Json::array();
  auto add = [&](const char* key, bool required) {
    fields.push(plain_field(
        {key,
         has_text(std::string("field.account.") + key, call.language) ? field_label("account", key, call.language)
                                                                      : call.words(std::string("web.") + key),
         "text",
         value(key),
         required,
         {},
         ""},
        problems, call.language));
  };
  if (id == 0) add("login", true);
  add("display_name", true);
  Json places = Json::array();
  for (const char* stem : {"bureau", "agency", "expert", "budget_unit"}) {
    Json& list = id == 0 ? fields : places;
    if (id == 0 && std::string_view(stem) != "bureau") continue;
    const Json* keys = account.find("keys");
    const std::string natural = typed && call.has_field(stem) ? call.field(stem) : keys ? keys->text_at(stem) : "";
    list.push(
        plain_field(reference_field(call, stem, field_label("account", stem, call.language), value(stem), natural),
                    problems, call.language));
  }
  const std::string title = id == 0 ? call.words("web.form.new_title", {{"stem", call.words("stem.account")}})
                                    : text_of(account.find("login"));
  const std::string status = text_of(account.find("status"));
  Json view = extra.is_object() ? extra : Json::object();
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.accounts"), "/accounts"), crumb(title)}));
  view.set("form_title", title);
  view.set("form_action", id == 0 ? std::string("/accounts") : "/accounts/" + std::to_string(id));
  view.set("row_version", id == 0 ? std::string() : text_of(account.find("version")));
  view.set("fields", std::move(fields));
  view.set("places", Json(Json::Object{{"fields", std::move(places)}}));
  view.set("roles", role_choices(call, account, typed && call.has_field("granting")));
  view.set("existing", id != 0);
  view.set("people", may_edit_people(call));
  view.set("grants", id != 0 && may_grant_roles(call));
  view.set("active", status != "disabled");
  view.set("status", choice_label("account_status", status.empty() ? "active" : status, call.language));
  view.set("tone", tone_of(status));
  view.set("last_sign_in", short_moment(text_of(account.find("last_sign_in_at"))));
  view.set("second_factor_since", short_moment(text_of(account.find("second_factor_since"))));
  view.set("code_until", short_moment(text_of(account.find("code_expires_at"))));
  if (!view.find("code")) view.set("code", "").set("code_expires", "");
  view.set("sessions", sessions_of(call, id));
  view.set("page_problems", problem_summary(*domain::find_shape("account"), problems, call.language));
  return page("account/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json body_of_person(const Call& call, bool creating) {
  Json body = Json::object();
  for (const char* key : {"login", "display_name", "bureau"}) {
    if (!call.has_field(key) || (!creating && std::string_view(key) != "display_name")) continue;
    const std::string text(trimmed(call.field(key)));
    if (!text.empty() || !creating) body.set(key, text);
  }
  return body;
}

Json body_of_grant(const Call& call) {
  Json body = Json::object();
  for (const char* key : {"bureau", "agency", "expert", "budget_unit"}) {
    const std::string text(trimmed(call.field(key)));
    body.set(key, text.empty() ? Json() : Json(text));
  }
  Json roles = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("role.")) roles.push(name.substr(5));
  }
  body.set("roles", std::move(roles));
  return body;
}

Reply show_account(Call& call, std::int64_t id, const Problems& problems, const Json& extra = {}) {
  auto account = service::AccountService(call.gate).read_account(call.actor, id);
  return account ? account_form(call, id, *account, problems, extra) : refused(account.problems());
}

Reply act_on_account(Call& call, const Outcome& outcome, const char* done) {
  if (outcome) return see_other("/accounts/" + std::to_string(call.id()) + "?done=" + done);
  if (!is_about_the_form(outcome.problems())) return refused(outcome.problems());
  call.form.clear();
  return show_account(call, call.id(), outcome.problems());
}

// The code stands in this one answer and nowhere else.
Reply show_code(Call& call, std::int64_t id, const std::string& code, const std::string& expires_at) {
  call.form.clear();
  Json extra = Json::object();
  extra.set("code", code).set("code_expires", short_moment(expires_at));
  return show_account(call, id, {}, extra);
}

Reply change_by_form(Call& call, const Json& body) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::AccountService(call.gate).change_account(call.actor, call.id(), *version, body);
  if (row) return see_other("/accounts/" + std::to_string(call.id()) + "?done=saved");
  const Kind kind = leading_kind(row.problems());
  const bool shown = is_about_the_form(row.problems()) || (kind == Kind::forbidden && row.problems()[0].field != "");
  return shown ? show_account(call, call.id(), row.problems()) : refused(row.problems());
}

void add_account_acts(Router& router) {
  const auto add_act = [&](const char* act, const char* name, const char* done, auto method) {
    router.add({"POST", std::string("/accounts/{id}/") + act, name,
                [method, done](Call& call) {
                  service::AccountService accounts(call.gate);
                  return act_on_account(call, (accounts.*method)(call.actor, call.id()), done);
                },
                BodyKind::form});
  };
  add_act("disable", "account.disable_page", "disabled", &service::AccountService::disable_account);
  add_act("enable", "account.enable_page", "enabled", &service::AccountService::enable_account);
  add_act("second-factor", "account.second_factor_page", "second_factor_removed",
          &service::AccountService::reset_second_factor);
  router.add({"POST", "/accounts/{id}/end-sessions", "account.end_sessions_page",
              [](Call& call) {
                const auto ended = service::AccountService(call.gate).end_sessions_of(call.actor, call.id());
                return ended ? see_other("/accounts/" + std::to_string(call.id()) + "?done=session_ended")
                             : refused(ended.problems());
              },
              BodyKind::form});
}

}  // namespace

void add_account_pages(Router& router) {
  router.add({"GET", "/accounts/new", "account.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, domain::Action::edit_accounts, {"account", 0}); !may)
                  return refused(may.problems());
                return account_form(call, 0, Json::object(), {}, {});
              }});
  router.add({"POST", "/accounts", "account.create_page",
              [](Call& call) {
                auto row = service::AccountService(call.gate).create_account(call.actor, body_of_person(call, true));
                if (row)
                  return show_code(call, *read_id(row->text_at("id")), row->text_at("code"),
                                   row->text_at("code_expires_at"));
                return is_about_the_form(row.problems()) ? account_form(call, 0, Json::object(), row.problems(), {})
                                                         : refused(row.problems());
              },
              BodyKind::form});
  router.add(
      {"GET", "/accounts/{id}", "account.show_page", [](Call& call) { return show_account(call, call.id(), {}); }});
  router.add({"POST", "/accounts/{id}", "account.change_page",
              [](Call& call) { return change_by_form(call, body_of_person(call, false)); }, BodyKind::form});
  router.add({"POST", "/accounts/{id}/roles", "account.roles_page",
              [](Call& call) { return change_by_form(call, body_of_grant(call)); }, BodyKind::form});
  router.add({"POST", "/accounts/{id}/code", "account.issue_code_page",
              [](Call& call) {
                const auto issued = service::AccountService(call.gate).issue_code(call.actor, call.id());
                if (issued) return show_code(call, call.id(), issued->code, issued->expires_at);
                return act_on_account(call, issued.problems(), "saved");
              },
              BodyKind::form});
  add_account_acts(router);
}

}  // namespace zhiheng::web

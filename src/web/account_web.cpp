#include "web/account_web.h"

#include "service/account_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Role;

std::string text_of(const Json* value) {
  return !value ? "" : value->is_string() ? value->string() : value->is_number() ? value->number() : "";
}

// A choice of the rows in sight; whoever sees none of them, or too many, types the natural key.
PlainField reference_field(const Call& call, const char* stem, std::string label, std::string value) {
  domain::Field field;
  field.refers_to = stem;
  Choices choices = options_for(call)(field, value);
  if (choices.too_many || choices.options.empty()) {
    const domain::Shape& shape = *domain::find_shape(stem);
    const std::string key = field_label(shape.stem, shape.natural_key, call.language);
    return {stem, std::move(label), "text", std::move(value), false, {}, call.words("web.form.key", {{"label", key}})};
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

Reply account_form(Call& call, std::int64_t id, const Json& account, const Problems& problems) {
  const bool typed = !call.form.empty();
  auto value = [&](const char* key) { return typed ? call.field(key) : text_of(account.find(key)); };
  Json fields = Json::array();
  auto add = [&](const char* key, const char* type, bool required, Options options) {
    fields.push(plain_field(
        {key,
         has_text(std::string("field.account.") + key, call.language) ? field_label("account", key, call.language)
                                                                      : call.words(std::string("web.") + key),
         type, value(key), required, std::move(options), ""},
        problems, call.language));
  };
  add("login", "text", true, {});
  add("display_name", "text", true, {});
  for (const char* stem : {"bureau", "agency", "expert"}) {
    fields.push(plain_field(reference_field(call, stem, field_label("account", stem, call.language), value(stem)),
                            problems, call.language));
  }
  if (id == 0) add("password", "password", true, {});
  Json roles = Json::array();
  for (const Role role : domain::all_roles) {
    const std::string name(domain::name_of(role));
    roles.push(Json(Json::Object{{"role_name", "role." + name},
                                 {"role_label", call.words("role." + name)},
                                 {"chosen", typed ? call.has_field("role." + name) : has_role(account, name)}}));
  }
  const std::string title = id == 0 ? call.words("web.form.new_title", {{"stem", call.words("stem.account")}})
                                    : text_of(account.find("login"));
  Json view = Json::object();
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.accounts"), "/accounts"), crumb(title)}));
  view.set("form_title", title);
  view.set("form_action", id == 0 ? std::string("/accounts") : "/accounts/" + std::to_string(id));
  view.set("row_version", id == 0 ? std::string() : text_of(account.find("version")));
  view.set("fields", std::move(fields));
  view.set("roles", std::move(roles));
  view.set("existing", id != 0);
  view.set("active", text_of(account.find("status")) != "disabled");
  view.set("page_problems", problem_summary(*domain::find_shape("account"), problems, call.language));
  return page("account/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json body_of_account(const Call& call, bool creating) {
  Json body = Json::object();
  for (const char* key : {"login", "display_name", "bureau", "agency", "expert", "password"}) {
    if (!call.has_field(key)) continue;
    const bool secret = std::string_view(key) == "password";
    const std::string text = secret ? call.field(key) : std::string(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
    if (text.empty() && !creating && !secret) body.set(key, Json());
  }
  Json roles = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("role.")) roles.push(name.substr(5));
  }
  body.set("roles", std::move(roles));
  return body;
}

Reply list_page(Call& call) {
  auto listed =
      service::AccountService(call.gate).list_accounts(call.actor, call.parameter("q"), call.parameter("cursor"), 50);
  if (!listed) return refused(listed.problems());
  Json rows = Json::array();
  for (const Json& account : listed->at("items").items()) {
    std::string roles;
    if (const Json* list = account.find("roles"); list && list->is_array()) {
      for (const Json& role : list->items())
        roles += (roles.empty() ? "" : "、") + call.words("role." + text_of(&role));
    }
    rows.push(Json(Json::Object{{"login", account.text_at("login")},
                                {"display_name", account.text_at("display_name")},
                                {"roles", roles},
                                {"status", choice_label("account_status", account.text_at("status"), call.language)},
                                {"tone", tone_of(account.text_at("status"))},
                                {"last_sign_in", short_moment(account.text_at("last_sign_in_at"))},
                                {"href", "/accounts/" + account.text_at("id")}}));
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.accounts"));
  view.set("q", call.parameter("q"));
  view.set("rows", std::move(rows));
  const Json* next = listed->find("next");
  view.set("next_href", next && next->is_string()
                            ? "/accounts?" + write_query({{"q", call.parameter("q")}, {"cursor", next->string()}})
                            : std::string());
  view.set("total_text", call.words("web.list.total", {{"total", text_of(listed->find("total"))}}));
  return page("account/list.html", std::move(view));
}

Reply act_on_account(Call& call, const Outcome& outcome, const char* done) {
  const std::string here = "/accounts/" + std::to_string(call.id());
  if (outcome) return see_other(here + "?done=" + done);
  if (!is_about_the_form(outcome.problems())) return refused(outcome.problems());
  auto account = service::AccountService(call.gate).read_account(call.actor, call.id());
  if (!account) return refused(account.problems());
  call.form.clear();
  return account_form(call, call.id(), *account, outcome.problems());
}

Reply own_password_page(Call& call, const Problems& problems) {
  Json fields = Json::array();
  fields.push(plain_field({"present", call.words("web.account.present_password"), "password", "", true, {}, ""},
                          problems, call.language));
  fields.push(plain_field({"wanted", call.words("web.account.new_password"), "password", "", true, {}, ""}, problems,
                          call.language));
  Json view = Json::object();
  view.set("page_title", call.words("web.account.own_password"));
  view.set("fields", std::move(fields));
  view.set("page_problems", problem_list(problems, call.language));
  return page("account/password.html", std::move(view), problems.empty() ? 200 : 422);
}

void add_account_api(Router& router) {
  router.add({"GET",
              "/api/v1/accounts",
              "account.list",
              [](Call& call) {
                auto request = list_request(call, *domain::find_shape("account"));
                if (!request) return refused(request.problems());
                return json_or_refused(service::AccountService(call.gate).list_accounts(
                    call.actor, request->q, request->cursor, request->limit));
              },
              BodyKind::none,
              Access::signed_in,
              {"limit", "cursor", "q"}});
  add_post(router, "/api/v1/accounts", "account.create", [](Call& call) {
    return created_or_refused(service::AccountService(call.gate).create_account(call.actor, body_or_empty(call)),
                              "accounts");
  });
  router.add({"GET", "/api/v1/accounts/{id}", "account.read", [](Call& call) {
                return json_or_refused(service::AccountService(call.gate).read_account(call.actor, call.id()));
              }});
  for (const char* method : {"PUT", "PATCH"}) {
    router.add({method, "/api/v1/accounts/{id}", method[1] == 'U' ? "account.replace" : "account.change",
                [](Call& call) {
                  auto version = call.version();
                  if (!version) return refused(version.problems());
                  return json_or_refused(service::AccountService(call.gate).change_account(
                      call.actor, call.id(), *version, body_or_empty(call)));
                },
                BodyKind::json});
  }
  // No Idempotency-Key here: its digest would be one of a password.
  router.add({"POST", "/api/v1/accounts/{id}/password", "account.reset_password",
              [](Call& call) {
                const Json body = body_or_empty(call);
                const Outcome done =
                    service::AccountService(call.gate).reset_password(call.actor, call.id(), body.text_at("password"));
                return done ? no_content() : refused(done.problems());
              },
              BodyKind::json});
  add_post(router, "/api/v1/accounts/{id}/disable", "account.disable", [](Call& call) {
    const Outcome done = service::AccountService(call.gate).disable_account(call.actor, call.id());
    return done ? no_content() : refused(done.problems());
  });
}

void add_account_pages(Router& router) {
  router.add({"GET", "/accounts", "account.list_page", list_page});
  router.add({"GET", "/accounts/new", "account.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, domain::Action::edit_accounts, {"account", 0}); !may)
                  return refused(may.problems());
                return account_form(call, 0, Json::object(), {});
              }});
  router.add({"POST", "/accounts", "account.create_page",
              [](Call& call) {
                auto row = service::AccountService(call.gate).create_account(call.actor, body_of_account(call, true));
                if (row) return see_other("/accounts/" + row->text_at("id") + "?done=created");
                return is_about_the_form(row.problems()) ? account_form(call, 0, Json::object(), row.problems())
                                                         : refused(row.problems());
              },
              BodyKind::form});
  router.add({"GET", "/accounts/{id}", "account.show_page", [](Call& call) {
                auto row = service::AccountService(call.gate).read_account(call.actor, call.id());
                return row ? account_form(call, call.id(), *row, {}) : refused(row.problems());
              }});
  router.add({"POST", "/accounts/{id}", "account.change_page",
              [](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                service::AccountService accounts(call.gate);
                auto row = accounts.change_account(call.actor, call.id(), *version, body_of_account(call, false));
                if (row) return see_other("/accounts/" + std::to_string(call.id()) + "?done=saved");
                auto now = accounts.read_account(call.actor, call.id());
                return now && is_about_the_form(row.problems()) ? account_form(call, call.id(), *now, row.problems())
                                                                : refused(row.problems());
              },
              BodyKind::form});
  router.add({"POST", "/accounts/{id}/password", "account.reset_page",
              [](Call& call) {
                return act_on_account(
                    call,
                    service::AccountService(call.gate).reset_password(call.actor, call.id(), call.field("password")),
                    "password");
              },
              BodyKind::form});
  router.add({"POST", "/accounts/{id}/disable", "account.disable_page",
              [](Call& call) {
                return act_on_account(call, service::AccountService(call.gate).disable_account(call.actor, call.id()),
                                      "disabled");
              },
              BodyKind::form});
  router.add({"GET", "/password", "account.password_page", [](Call& call) { return own_password_page(call, {}); }});
  router.add({"POST", "/password", "account.password_form",
              [](Call& call) {
                const Outcome done = service::AccountService(call.gate).change_password(
                    call.actor, call.token, call.field("present"), call.field("wanted"));
                if (done) return see_other("/?done=password");
                return is_about_the_form(done.problems()) || done.problems().front().rule == "account.wrong_password"
                           ? own_password_page(call, done.problems())
                           : refused(done.problems());
              },
              BodyKind::form});
}

}  // namespace

void add_account_routes(Router& router) {
  add_account_api(router);
  add_account_pages(router);
}

}  // namespace zhiheng::web

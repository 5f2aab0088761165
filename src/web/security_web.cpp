// The security administrator's settings, and the first set-up of an empty installation.
#include "base/crypto.h"
#include "service/security_service.h"
#include "web/account_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/session.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

using service::SecurityService;

Json rule_rows(const Call& call, const Json& settings, const Problems& problems) {
  const bool typed = !problems.empty();
  Json rows = Json::array();
  for (const domain::SecurityRule& rule : domain::security_rules()) {
    const std::string name(rule.name);
    const std::string value = typed ? call.field(name) : settings.at(name).number();
    Json row = Json::object();
    row.set("setting", name)
        .set("title", call.words("security." + name))
        .set("why", call.words("security.why." + name));
    row.set("unit", call.words("security.unit." + std::string(rule.unit))).set("value", value);
    row.set("bounds", call.words("security.bounds", {{"least", std::to_string(rule.least)},
                                                     {"most", std::to_string(rule.most)},
                                                     {"standard", std::to_string(rule.standard)}}));
    row.set("is_switch", rule.unit == "switch").set("on", value == "1");
    Json found = Json::array();
    for (const Problem& problem : problems) {
      if (problem.field == "/" + name) found.push(say(problem, call.language));
    }
    row.set("row_problems", std::move(found));
    rows.push(std::move(row));
  }
  return rows;
}

Json role_rows(const Call& call, const Json& settings, bool typed) {
  Json rows = Json::array();
  for (const domain::Role role : domain::all_roles) {
    const std::string name(domain::name_of(role));
    bool chosen = call.has_field("role." + name);
    if (!typed) {
      for (const Json& one : settings.at("second_factor_roles").items()) chosen = chosen || one.string() == name;
    }
    rows.push(Json(
        Json::Object{{"role_name", "role." + name}, {"role_label", call.words("role." + name)}, {"chosen", chosen}}));
  }
  return rows;
}

Reply settings_page(Call& call, const Problems& problems) {
  const auto settings = SecurityService(call.gate).read_settings(call.actor);
  if (!settings) return refused(settings.problems());
  Json view = Json::object();
  view.set("page_title", call.words("security.title"));
  view.set("rules", rule_rows(call, *settings, problems));
  view.set("roles", role_rows(call, *settings, !problems.empty()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("security/settings.html", std::move(view), problems.empty() ? 200 : 422);
}

Reply change_by_form(Call& call) {
  Json body = Json::object();
  for (const domain::SecurityRule& rule : domain::security_rules()) {
    const std::string name(rule.name);
    const std::string typed(trimmed(call.field(name)));
    body.set(name, rule.unit == "switch" ? std::string(typed.empty() ? "0" : "1") : typed);
  }
  Json roles = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("role.")) roles.push(name.substr(5));
  }
  body.set("second_factor_roles", std::move(roles));
  const auto changed = SecurityService(call.gate).change_settings(call.actor, body);
  if (changed) return see_other("/security?done=saved");
  return is_about_the_form(changed.problems()) ? settings_page(call, changed.problems()) : refused(changed.problems());
}

constexpr const char* setup_fields[] = {"code",     "system_login",   "system_name",
                                        "password", "security_login", "security_name"};

Reply setup_page(Call& call, const Problems& problems) {
  const auto empty = SecurityService(call.gate).is_empty();
  if (!empty) return refused(empty.problems());
  if (!*empty) return refused(refusal(Kind::absent, "setup.done"));
  Json fields = Json::array();
  for (const char* key : setup_fields) {
    const bool secret = std::string_view(key) == "password";
    fields.push(plain_field({key,
                             call.words(std::string("setup.field.") + key),
                             secret ? "password" : "text",
                             secret ? "" : call.field(key),
                             true,
                             {},
                             ""},
                            problems, call.language));
  }
  const std::string secret = random_token(24);
  Json view = Json::object();
  view.set("page_title", call.words("setup.title"));
  view.set("form_secret", secret);
  view.set("fields", std::move(fields));
  view.set("page_problems", problem_list(problems, call.language));
  Reply reply = page("account/setup.html", std::move(view), problems.empty() ? 200 : 422);
  reply.headers.emplace_back("Set-Cookie", cookie_header(sign_in_cookie, secret, 3600, false));
  return reply;
}

Reply set_up_by_form(Call& call) {
  Json body = Json::object();
  for (const char* key : setup_fields) {
    const bool secret = std::string_view(key) == "password";
    body.set(key, secret ? call.field(key) : std::string(trimmed(call.field(key))));
  }
  const auto done = SecurityService(call.gate).set_up(body, visitor_of(call.request));
  if (!done) {
    const Kind kind = done.problems().front().kind;
    return kind == Kind::absent || kind == Kind::busy ? refused(done.problems()) : setup_page(call, done.problems());
  }
  Json view = Json::object();
  view.set("page_title", call.words("setup.title"));
  view.set("system_login", done->text_at("system_login"));
  view.set("security_login", done->text_at("security_login"));
  view.set("code", done->text_at("code"));
  view.set("code_expires_at", short_moment(done->text_at("code_expires_at")));
  return page("account/setup_done.html", std::move(view));
}

}  // namespace

void add_security_routes(Router& router) {
  router.add({"GET", "/security", "security.page", [](Call& call) { return settings_page(call, {}); }});
  router.add({"POST", "/security", "security.form", change_by_form, BodyKind::form});
  router.add({"GET", "/api/v1/security", "security.read",
              [](Call& call) { return json_or_refused(SecurityService(call.gate).read_settings(call.actor)); }});
  router.add({"PATCH", "/api/v1/security", "security.change",
              [](Call& call) {
                return json_or_refused(SecurityService(call.gate).change_settings(call.actor, body_or_empty(call)));
              },
              BodyKind::json});
  router.add(
      {"GET", "/setup", "setup.page", [](Call& call) { return setup_page(call, {}); }, BodyKind::none, Access::open});
  router.add({"POST", "/setup", "setup.form", set_up_by_form, BodyKind::form, Access::open, {}, 1u << 14});
}

}  // namespace zhiheng::web

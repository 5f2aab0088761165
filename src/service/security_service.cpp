#include "service/security_service.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/money.h"
#include "service/account_guard.h"
#include "service/command_body.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;

constexpr std::int64_t day_seconds = 24 * 3600;

domain::Actor nobody() {
  domain::Actor actor;
  actor.login = "setup";
  return actor;
}

Json to_json(const domain::SecuritySettings& settings) {
  Json json = Json::object();
  for (const domain::SecurityRule& rule : domain::security_rules())
    json.set(std::string(rule.name), *settings.find(rule.name));
  Json roles = Json::array();
  for (const domain::Role role : settings.second_factor_roles) roles.push(name_of(role));
  json.set("second_factor_roles", std::move(roles));
  return json;
}

std::optional<std::int64_t> number_of(const Json& value) {
  if (value.is_number()) return value.integer();
  if (value.is_string()) {
    if (const auto number = read_decimal(value.string(), 0, "value")) return *number;
  }
  return std::nullopt;
}

void take_rule(const domain::SecurityRule& rule, const Json& value, domain::SecuritySettings& settings,
               Problems& problems) {
  const std::string field = "/" + std::string(rule.name);
  const auto number = number_of(value);
  if (!number) {
    problems.push_back(refusal("security.not_a_number", field));
  } else if (*number < rule.least || *number > rule.most) {
    problems.push_back(refusal("security.out_of_range", field,
                               {{"least", std::to_string(rule.least)}, {"most", std::to_string(rule.most)}}));
  } else {
    *settings.find(rule.name) = *number;
  }
}

void take_roles(const Json& value, domain::SecuritySettings& settings, Problems& problems) {
  settings.second_factor_roles.clear();
  if (!value.is_array()) {
    problems.push_back(refusal("field.wrong_type", "/second_factor_roles", {{"type", "array"}}));
    return;
  }
  for (const Json& item : value.items()) {
    const std::string name = item.is_string() ? item.string() : std::string();
    if (const auto role = domain::role_named(name)) {
      settings.second_factor_roles.push_back(*role);
    } else {
      problems.push_back(refusal("account.role_unknown", "/second_factor_roles", {{"role", name}}));
    }
  }
}

// The problems of one of two people, at the fields of a form that asks for both.
Problems renamed(Problems problems, const std::string& beginning) {
  for (Problem& problem : problems) {
    if (problem.field == "/login") problem.field = "/" + beginning + "login";
    if (problem.field == "/display_name") problem.field = "/" + beginning + "name";
  }
  return problems;
}

}  // namespace

Result<Json> SecurityService::read_settings(const domain::Actor& actor) {
  return gate_.read(actor, Action::edit_security, {"security", 0},
                    [](Tx& tx) -> Result<Json> { return to_json(store::load_security(tx.rows())); });
}

Result<Json> SecurityService::change_settings(const domain::Actor& actor, const Json& body) {
  return gate_.write(actor, Action::edit_security, {"security", 0}, [&](Tx& tx) -> Result<Json> {
    // The rules are those of the whole installation.
    if (actor.bureau_id != 0 && !actor.operator_of_machine) return refusal(Kind::forbidden, "security.of_all_bureaus");
    domain::SecuritySettings settings = store::load_security(tx.rows());
    const Json before = to_json(settings);
    Problems problems;
    for (const auto& [name, value] : body.members()) {
      const auto& rules = domain::security_rules();
      const auto rule =
          std::find_if(rules.begin(), rules.end(), [&, &key = name](const auto& one) { return one.name == key; });
      if (name == "second_factor_roles") {
        take_roles(value, settings, problems);
      } else if (rule == rules.end()) {
        problems.push_back(refusal("field.unknown", "/" + name, {{"key", name}}));
      } else {
        take_rule(*rule, value, settings, problems);
      }
    }
    if (!problems.empty()) return problems;
    const Json after = to_json(settings);
    if (after == before) {
      tx.changed_nothing();
      return after;
    }
    for (const domain::SecurityRule& rule : domain::security_rules())
      store::save_security(tx.rows(), std::string(rule.name), std::to_string(*settings.find(rule.name)), tx.now());
    std::string roles;
    for (const domain::Role role : settings.second_factor_roles)
      roles += (roles.empty() ? "" : " ") + std::string(name_of(role));
    store::save_security(tx.rows(), "second_factor_roles", roles, tx.now());
    Json detail = Json::object();
    detail.set("before", before).set("after", after);
    tx.audit("change_security", {"security", 0}, 0, detail);
    return after;
  });
}

Result<bool> SecurityService::is_empty() {
  return gate_.system_read(SystemKey{}, nobody(),
                           [](Tx& tx) -> Result<bool> { return !store::has_accounts(tx.rows()); });
}

Result<std::optional<std::string>> SecurityService::new_setup_code() {
  const std::string code = new_one_time_code();
  return gate_.system_write(SystemKey{}, nobody(), [&](Tx& tx) -> Result<std::optional<std::string>> {
    tx.changed_nothing();
    if (store::has_accounts(tx.rows())) return std::optional<std::string>();
    store::replace_setup_code(tx.rows(), digest_of_code(code), later(tx.now(), day_seconds));
    tx.audit("new_setup_code", {"security", 0}, 0, Json::object());
    return std::optional<std::string>(code);
  });
}

Result<Json> SecurityService::set_up(const Json& body, const Visitor& visitor) {
  const auto empty = is_empty();
  if (!empty) return empty.problems();
  if (!*empty) return refusal(Kind::absent, "setup.done");
  const auto judged = gate_.system_write(SystemKey{}, nobody(), [&](Tx& tx) -> Result<Judgement> {
    tx.changed_nothing();
    const auto settings = store::load_security(tx.rows());
    if (const auto wait = blocked(tx, "/setup", visitor)) return Judgement{{*wait}};
    if (store::setup_code_fits(tx.rows(), digest_of_code(body.text_at("code")), tx.now())) return Judgement{};
    count_attempt(tx, settings, "/setup", visitor);
    return Judgement{{refusal("setup.bad_code", "/code")}};
  });
  if (!judged) return judged.problems();
  if (!judged->refused.empty()) return judged->refused;
  const auto person = [&](const char* login, const char* name, const char* role) {
    Json json = Json::object();
    json.set("login", body.text_at(login)).set("display_name", body.text_at(name));
    json.set("roles", Json(Json::Array{Json(role)}));
    return json;
  };
  Json first = person("system_login", "system_name", "system_administrator");
  first.set("password", body.text_at("password"));
  Json second = person("security_login", "security_name", "security_administrator");
  AccountService accounts(gate_);
  Problems problems;
  if (body.text_at("password").empty()) problems.push_back(refusal("field.required", "/password"));
  if (!body.text_at("system_login").empty() && body.text_at("system_login") == body.text_at("security_login"))
    problems.push_back(refusal("setup.two_people", "/security_login"));
  append(problems, renamed(accounts.check_new_account(first), "system_"));
  append(problems, renamed(accounts.check_new_account(second), "security_"));
  if (!problems.empty()) return problems;
  const auto system = accounts.create_account(operator_of_machine(), first);
  if (!system) return system;
  const auto security = accounts.create_account(operator_of_machine(), second);
  if (!security) return security;
  (void)gate_.system_write(SystemKey{}, nobody(), [&](Tx& tx) -> Outcome {
    store::delete_setup_codes(tx.rows());
    unlock_login(tx, "/setup");
    tx.audit("set_up", {"security", 0}, 0, Json::object());
    return Done{};
  });
  Json json = Json::object();
  json.set("system_login", system->text_at("login")).set("security_login", security->text_at("login"));
  json.set("code", security->text_at("code")).set("code_expires_at", security->text_at("code_expires_at"));
  return json;
}

Result<std::int64_t> SecurityService::clear_away() {
  return gate_.system_write(SystemKey{}, nobody(), [&](Tx& tx) -> Result<std::int64_t> {
    const auto settings = store::load_security(tx.rows());
    std::int64_t rows = store::delete_sessions_before(tx.rows(), later(tx.now(), -7 * day_seconds));
    rows += store::delete_sign_ins_before(tx.rows(), later(tx.now(), -settings.log_days * day_seconds));
    rows += store::delete_guards_before(tx.rows(), later(tx.now(), -2 * day_seconds));
    tx.changed_nothing();
    return rows;
  });
}

}  // namespace zhiheng::service

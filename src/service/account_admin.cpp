// The administration of accounts: who there is, and - by somebody else - who has which role, where.
#include <algorithm>

#include "base/crypto.h"
#include "base/money.h"
#include "domain/shape_listed.h"
#include "service/account_guard.h"
#include "service/account_parts.h"
#include "service/account_service.h"
#include "service/command_body.h"
#include "store/account_store.h"
#include "store/facts.h"
#include "store/record_store.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;
using domain::Role;
using store::AccountRow;

// What a body asks for; text that names a bureau, agency or expert is looked up in the transaction.
struct Wanted {
  AccountRow account;
  std::vector<Role> roles;
  bool has_roles = false;
  Record fields;
};

std::vector<domain::Field> fields_of_body(bool is_new) {
  std::vector<domain::Field> fields;
  if (is_new) {
    fields.push_back(domain::text_field("login", 64).required());
    fields.push_back(domain::text_field("password", 1000));
  } else {
    fields.push_back(domain::choice_field("status", "account_status"));
  }
  auto name = domain::text_field("display_name", 50);
  fields.push_back(is_new ? name.required() : name);
  fields.push_back(domain::choice_field("language", "language"));
  for (const char* key : {"bureau", "agency", "expert", "budget_unit"}) fields.push_back(domain::text_field(key, 64));
  return fields;
}

bool is_login(const std::string& login) {
  if (login.size() < 3 || login.size() > 64 || login[0] < 'a' || login[0] > 'z') return false;
  return login.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos;
}

Result<Wanted> read_body(Json body, bool is_new) {
  Wanted wanted;
  Problems problems;
  const bool has_roles = body.find("roles") != nullptr;
  for (const Json& item : take_array(body, "roles", false, 10, problems)) {
    const std::string name = item.is_string() ? item.string() : std::string();
    const auto role = domain::role_named(name);
    if (!role) {
      problems.push_back(refusal("account.role_unknown", "/roles", {{"role", name}}));
    } else if (std::find(wanted.roles.begin(), wanted.roles.end(), *role) == wanted.roles.end()) {
      wanted.roles.push_back(*role);
    }
  }
  wanted.has_roles = has_roles;
  const auto record = read_command(fields_of_body(is_new), body);
  append(problems, record);
  if (record) wanted.fields = *record;
  if (is_new && record) {
    const std::string& login = record->text("login");
    if (!is_login(login)) problems.push_back(refusal("account.login_malformed", "/login"));
  }
  if (!problems.empty()) return problems;
  return wanted;
}

// By id, else by natural key; nought when there is no such row.
std::int64_t look_up(store::Connection& rows, const std::string& stem, const std::string& text) {
  const domain::Shape& shape = *domain::find_shape(stem);
  const auto id = read_decimal(text, 0, stem);
  if (id && store::find_record(rows, shape, *id)) return *id;
  const auto record = store::find_record_by_key(rows, shape, text);
  return record ? record->integer("id") : 0;
}

// Takes the members of the body that are there over the account as it was.
void take_over(Tx& tx, const Wanted& wanted, const Json& body, AccountRow& account, Problems& problems) {
  const Record& fields = wanted.fields;
  const auto text = [&](const char* key, std::string& target) {
    if (!fields.text(key).empty()) target = fields.text(key);
  };
  text("display_name", account.display_name);
  text("status", account.status);
  text("language", account.language);
  const auto reference = [&](const char* stem, std::int64_t& target) {
    if (!body.find(stem)) return;
    const std::string& given = fields.text(stem);
    target = given.empty() ? 0 : look_up(tx.rows(), stem, given);
    if (!given.empty() && target == 0) {
      problems.push_back(refusal("account.reference_absent", std::string("/") + stem));
    }
  };
  reference("bureau", account.bureau_id);
  reference("agency", account.agency_id);
  reference("expert", account.expert_id);
  reference("budget_unit", account.budget_unit_id);
}

std::int64_t bureau_of(Tx& tx, const char* stem, std::int64_t id) {
  if (id == 0) return 0;
  const auto record = store::find_record(tx.rows(), *domain::find_shape(stem), id);
  return record ? record->integer("bureau_id") : 0;
}

// Which places the roles need, and whether who grants them may.
void check_grant(Tx& tx, AccountRow& account, const std::vector<Role>& roles, Problems& problems) {
  const auto has = [&](Role role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
  const bool of_bureau = has(Role::clerk) || has(Role::reviewer) || has(Role::leader) || has(Role::county_bureau);
  if (of_bureau && account.bureau_id == 0) problems.push_back(refusal("account.bureau_missing", "/bureau"));
  if (has(Role::agency) && account.agency_id == 0) problems.push_back(refusal("account.agency_missing", "/agency"));
  if (has(Role::expert) && account.expert_id == 0) problems.push_back(refusal("account.expert_missing", "/expert"));
  if (has(Role::budget_unit) && account.budget_unit_id == 0)
    problems.push_back(refusal("account.budget_unit_missing", "/budget_unit"));
  domain::Grant grant;
  grant.account_id = account.id;
  grant.roles = roles;
  grant.agency_id = account.agency_id;
  grant.expert_id = account.expert_id;
  grant.budget_unit_id = account.budget_unit_id;
  grant.agency_bureau_id = bureau_of(tx, "agency", account.agency_id);
  grant.expert_bureau_id = bureau_of(tx, "expert", account.expert_id);
  grant.unit_bureau_id = bureau_of(tx, "budget_unit", account.budget_unit_id);
  // Agencies, experts and units are looked after by the bureau that registered them.
  for (const std::int64_t registered : {grant.expert_bureau_id, grant.agency_bureau_id, grant.unit_bureau_id}) {
    if (account.bureau_id == 0) account.bureau_id = registered;
  }
  grant.bureau_id = account.bureau_id;
  if (Outcome granted = domain::may_grant(tx.actor(), grant); !granted) append(problems, granted.problems());
}

void check_inside(Tx& tx, const AccountRow& account, Problems& problems) {
  const domain::Actor& actor = tx.actor();
  const bool everywhere = actor.operator_of_machine || actor.bureau_id == 0;
  const bool inside = std::find(actor.bureaus.begin(), actor.bureaus.end(), account.bureau_id) != actor.bureaus.end();
  if (!everywhere && !inside) problems.push_back(refusal(Kind::forbidden, "account.outside_scope", "/bureau"));
}

// The roles and places that a body asks for.
bool asks_for_grant(const Json& body, bool is_new) {
  for (const char* key : {"roles", "bureau", "agency", "expert", "budget_unit"}) {
    const Json* value = body.find(key);
    const bool nothing = !value || (is_new && (value->is_null() || (value->is_array() && value->items().empty())));
    // Where somebody new works is not yet a right.
    if (!nothing && !(is_new && std::string_view(key) == "bureau")) return true;
  }
  return false;
}
bool asks_for_person(const Json& body) {
  return body.find("display_name") || body.find("status") || body.find("language");
}

void check_administrator_remains(Tx& tx, const AccountRow& account, const std::vector<Role>& before,
                                 const std::vector<Role>& after, Problems& problems) {
  for (const Role role : {Role::system_administrator, Role::security_administrator}) {
    const auto has = [&](const std::vector<Role>& roles) {
      return std::find(roles.begin(), roles.end(), role) != roles.end();
    };
    const bool stays = has(after) && account.status == "active";
    if (has(before) && !stays && store::count_other_administrators(tx.rows(), account.id, role) == 0) {
      problems.push_back(refusal(Kind::conflict, "account.last_administrator", "/roles"));
    }
  }
}

Json change_detail(const Json& before, const Json& after) {
  Json detail = Json::object();
  detail.set("before", before);
  detail.set("after", after);
  return detail;
}

Problem absent() {
  return refusal(Kind::absent, "access.absent");
}

Result<domain::SecuritySettings> security_of(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::edit_accounts, {"account", 0},
                   [](Tx& tx) -> Result<domain::SecuritySettings> { return store::load_security(tx.rows()); });
}

}  // namespace

Problems AccountService::check_new_account(const Json& body) {
  Problems problems;
  append(problems, read_body(body, true));
  if (const std::string password = body.text_at("password"); !password.empty()) {
    const domain::PasswordOwner owner{body.text_at("login"), body.text_at("display_name")};
    append(problems, domain::check_password(domain::standard_security(), owner, password, "/password"));
  }
  return problems;
}

Result<Json> AccountService::create_account(const domain::Actor& actor, const Json& body) {
  if (Outcome may = gate_.may(actor, Action::edit_accounts, {"account", 0}); !may) return may.problems();
  auto wanted = read_body(body, true);
  Problems problems;
  append(problems, wanted);
  const std::string login = body.text_at("login");
  const std::string password = body.text_at("password");
  const auto settings = security_of(gate_, actor);
  if (!settings) return settings.problems();
  if (!password.empty()) {
    append(problems, domain::check_password(*settings, {login, body.text_at("display_name")}, password, "/password"));
    if (!actor.operator_of_machine)
      problems.push_back(refusal(Kind::forbidden, "account.password_by_others", "/password"));
  }
  const bool granting = asks_for_grant(body, true);
  if (granting && !domain::may(actor, Action::edit_roles, {}))
    problems.push_back(refusal(Kind::forbidden, "account.roles_elsewhere", "/roles"));
  if (!problems.empty()) return problems;
  const std::string hash = password.empty() ? std::string() : hash_password(password);
  const std::string code = password.empty() ? new_one_time_code() : std::string();
  return gate_.write(actor, Action::edit_accounts, {"account", 0}, [&](Tx& tx) -> Result<Json> {
    AccountRow account;
    account.login = wanted->fields.text("login");
    account.password_hash = hash;
    account.status = "active";
    account.language = "zh-CN";
    Problems refused;
    if (store::find_account_by_login(tx.rows(), account.login)) {
      refused.push_back(refusal(Kind::conflict, "account.login_taken", "/login"));
    }
    take_over(tx, *wanted, body, account, refused);
    if (account.bureau_id == 0 && !granting) account.bureau_id = actor.bureau_id;
    if (granting) check_grant(tx, account, wanted->roles, refused);
    check_inside(tx, account, refused);
    if (!refused.empty()) return refused;
    account.id = store::insert_account(tx.rows(), account, tx.now());
    const Timestamp expires = later(tx.now(), settings->code_hours * 3600);
    if (!hash.empty()) store::set_password_hash(tx.rows(), account.id, hash, tx.now());
    if (!code.empty()) store::set_account_code(tx.rows(), account.id, digest_of_code(code), expires, tx.now());
    store::replace_roles(tx.rows(), account.id, wanted->roles);
    Json json = account_to_json(*store::find_account(tx.rows(), account.id), wanted->roles);
    tx.audit("create_account", {"account", account.id}, account.bureau_id, change_detail(Json(), json));
    if (!code.empty()) json.set("code", code);
    return json;
  });
}

Result<Json> AccountService::change_account(const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                            const Json& body) {
  const bool granting = asks_for_grant(body, false);
  const bool person = asks_for_person(body) || !granting;
  const auto wanted = read_body(body, false);
  const Action first = person ? Action::edit_accounts : Action::edit_roles;
  return gate_.write(actor, first, {"account", id}, [&](Tx& tx) -> Result<Json> {
    if (person && granting) {
      const auto facts = store::load_facts(tx.rows(), "account", id);
      if (!facts || !domain::may(actor, Action::edit_roles, *facts))
        return refusal(Kind::forbidden, "account.roles_elsewhere", "/roles");
    }
    if (!wanted) return wanted.problems();
    auto account = store::find_account(tx.rows(), id);
    if (!account) return absent();
    if (account->version != version) return refusal(Kind::stale, "account.stale");
    const auto before = store::load_roles(tx.rows(), id);
    const auto& after = wanted->has_roles ? wanted->roles : before;
    const Json old = account_to_json(*account, before);
    Problems problems;
    take_over(tx, *wanted, body, *account, problems);
    if (granting) check_grant(tx, *account, after, problems);
    check_inside(tx, *account, problems);
    check_administrator_remains(tx, *account, before, after, problems);
    if (!problems.empty()) return problems;
    if (!store::update_account(tx.rows(), *account, tx.now())) return refusal(Kind::stale, "account.stale");
    ++account->version;
    store::replace_roles(tx.rows(), id, after);
    if (account->status != "active") {
      store::end_other_sessions(tx.rows(), id, "", tx.now());
      store::revoke_tokens(tx.rows(), id, tx.now());
    }
    const Json json = account_to_json(*account, after);
    tx.audit(granting ? "change_roles" : "change_account", {"account", id}, account->bureau_id,
             change_detail(old, json));
    return json;
  });
}

}  // namespace zhiheng::service

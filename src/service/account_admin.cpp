// The administration of accounts: who has which role, where.
#include "base/crypto.h"
#include "base/money.h"
#include "domain/shape_listed.h"
#include "service/account_service.h"
#include "service/command_body.h"
#include "store/account_store.h"
#include "store/record_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;
using domain::Role;
using store::AccountRow;

Json id_or_null(std::int64_t id) {
  return id == 0 ? Json() : Json(std::to_string(id));
}
Json moment_or_null(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}

Json to_json(const AccountRow& account, const std::vector<Role>& roles) {
  Json names = Json::array();
  for (const Role role : roles) names.push(name_of(role));
  Json json = Json::object();
  json.set("id", std::to_string(account.id)).set("version", account.version);
  json.set("login", account.login).set("display_name", account.display_name).set("roles", names);
  json.set("bureau", id_or_null(account.bureau_id)).set("agency", id_or_null(account.agency_id));
  json.set("expert", id_or_null(account.expert_id)).set("status", account.status).set("language", account.language);
  json.set("last_sign_in_at", moment_or_null(account.last_sign_in_at));
  json.set("locked_until", moment_or_null(account.locked_until));
  return json;
}

AccountRow from_record(const Record& record) {
  AccountRow account;
  account.id = record.integer("id");
  account.version = record.integer("version");
  account.login = record.text("login");
  account.display_name = record.text("display_name");
  account.status = record.text("status");
  account.language = record.text("language");
  account.bureau_id = record.integer("bureau");
  account.agency_id = record.integer("agency");
  account.expert_id = record.integer("expert");
  account.locked_until = record.text("locked_until");
  account.last_sign_in_at = record.text("last_sign_in_at");
  return account;
}

// What a body asks for; text that names a bureau, agency or expert is looked up in the transaction.
struct Wanted {
  AccountRow account;
  std::vector<Role> roles;
  Record fields;
};

std::vector<domain::Field> fields_of_body(bool is_new) {
  std::vector<domain::Field> fields;
  if (is_new) {
    fields.push_back(domain::text_field("login", 64).required());
    fields.push_back(domain::text_field("password", 1000).required());
  } else {
    fields.push_back(domain::choice_field("status", "account_status"));
  }
  auto name = domain::text_field("display_name", 50);
  fields.push_back(is_new ? name.required() : name);
  fields.push_back(domain::choice_field("language", "language"));
  for (const char* key : {"bureau", "agency", "expert"}) fields.push_back(domain::text_field(key, 64));
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
  for (const Json& item : take_array(body, "roles", is_new, 6, problems)) {
    const std::string name = item.is_string() ? item.string() : std::string();
    const auto role = domain::role_named(name);
    if (!role) {
      problems.push_back(refusal("account.role_unknown", "/roles", {{"role", name}}));
    } else if (std::find(wanted.roles.begin(), wanted.roles.end(), *role) == wanted.roles.end()) {
      wanted.roles.push_back(*role);
    }
  }
  if (has_roles && wanted.roles.empty() && problems.empty())
    problems.push_back(refusal("account.role_missing", "/roles"));
  const auto record = read_command(fields_of_body(is_new), body);
  append(problems, record);
  if (record) wanted.fields = *record;
  if (is_new && record) {
    const std::string& login = record->text("login");
    if (!is_login(login)) problems.push_back(refusal("account.login_malformed", "/login"));
    append(problems, check_password(login, record->text("password"), "/password"));
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
}

void check_sides(Tx& tx, AccountRow& account, const std::vector<Role>& roles, Problems& problems) {
  const auto has = [&](Role role) { return std::find(roles.begin(), roles.end(), role) != roles.end(); };
  const bool of_bureau = has(Role::clerk) || has(Role::reviewer) || has(Role::leader);
  if (of_bureau && account.bureau_id == 0) problems.push_back(refusal("account.bureau_missing", "/bureau"));
  if (has(Role::agency) && account.agency_id == 0) problems.push_back(refusal("account.agency_missing", "/agency"));
  if (has(Role::expert) && account.expert_id == 0) problems.push_back(refusal("account.expert_missing", "/expert"));
  // Agencies and experts are managed by the bureau that registered them.
  const auto bureau_of = [&](const char* stem, std::int64_t id) {
    const auto record = store::find_record(tx.rows(), *domain::find_shape(stem), id);
    return record ? record->integer("bureau_id") : 0;
  };
  if (account.bureau_id == 0 && account.expert_id != 0) account.bureau_id = bureau_of("expert", account.expert_id);
  if (account.bureau_id == 0 && account.agency_id != 0) account.bureau_id = bureau_of("agency", account.agency_id);
  const domain::Actor& actor = tx.actor();
  const bool everywhere = actor.operator_of_machine || actor.bureau_id == 0;
  const bool inside = std::find(actor.bureaus.begin(), actor.bureaus.end(), account.bureau_id) != actor.bureaus.end();
  if (!everywhere && !inside) problems.push_back(refusal(Kind::forbidden, "account.outside_scope", "/bureau"));
}

void check_administrator_remains(Tx& tx, const AccountRow& account, const std::vector<Role>& before,
                                 const std::vector<Role>& after, Problems& problems) {
  const auto admin = [](const std::vector<Role>& roles) {
    return std::find(roles.begin(), roles.end(), Role::system_administrator) != roles.end();
  };
  const bool stays = admin(after) && account.status == "active";
  if (admin(before) && !stays && store::count_other_administrators(tx.rows(), account.id) == 0) {
    problems.push_back(refusal(Kind::conflict, "account.last_administrator", "/roles"));
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

}  // namespace

Result<Json> AccountService::create_account(const domain::Actor& actor, const Json& body) {
  const auto wanted = read_body(body, true);
  if (!wanted) return wanted.problems();
  const std::string hash = hash_password(wanted->fields.text("password"));
  return gate_.write(actor, Action::edit_accounts, {"account", 0}, [&](Tx& tx) -> Result<Json> {
    AccountRow account;
    account.login = wanted->fields.text("login");
    account.password_hash = hash;
    account.status = "active";
    account.language = "zh-CN";
    Problems problems;
    if (store::find_account_by_login(tx.rows(), account.login)) {
      problems.push_back(refusal(Kind::conflict, "account.login_taken", "/login"));
    }
    take_over(tx, *wanted, body, account, problems);
    check_sides(tx, account, wanted->roles, problems);
    if (!problems.empty()) return problems;
    account.id = store::insert_account(tx.rows(), account, tx.now());
    account.version = 1;
    store::replace_roles(tx.rows(), account.id, wanted->roles);
    const Json json = to_json(account, wanted->roles);
    tx.audit("create_account", {"account", account.id}, account.bureau_id, change_detail(Json(), json));
    return json;
  });
}

Result<Json> AccountService::change_account(const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                            const Json& body) {
  const auto wanted = read_body(body, false);
  if (!wanted) return wanted.problems();
  return gate_.write(actor, Action::edit_accounts, {"account", id}, [&](Tx& tx) -> Result<Json> {
    auto account = store::find_account(tx.rows(), id);
    if (!account) return absent();
    if (account->version != version) return refusal(Kind::stale, "account.stale");
    const auto before = store::load_roles(tx.rows(), id);
    const auto& after = body.find("roles") ? wanted->roles : before;
    const Json old = to_json(*account, before);
    Problems problems;
    take_over(tx, *wanted, body, *account, problems);
    check_sides(tx, *account, after, problems);
    check_administrator_remains(tx, *account, before, after, problems);
    if (!problems.empty()) return problems;
    if (!store::update_account(tx.rows(), *account, tx.now())) return refusal(Kind::stale, "account.stale");
    ++account->version;
    store::replace_roles(tx.rows(), id, after);
    if (account->status != "active") store::end_other_sessions(tx.rows(), id, "", tx.now());
    const Json json = to_json(*account, after);
    tx.audit("change_account", {"account", id}, account->bureau_id, change_detail(old, json));
    return json;
  });
}

Result<Json> AccountService::read_account(const domain::Actor& actor, std::int64_t id) {
  return gate_.read(actor, Action::see_accounts, {"account", id}, [&](Tx& tx) -> Result<Json> {
    const auto account = store::find_account(tx.rows(), id);
    if (!account) return absent();
    return to_json(*account, store::load_roles(tx.rows(), id));
  });
}

Result<Json> AccountService::list_accounts(const domain::Actor& actor, const std::string& q, const std::string& cursor,
                                           int limit) {
  return gate_.read(actor, Action::see_accounts, {"account", 0}, [&](Tx& tx) -> Result<Json> {
    store::ListQuery query;
    query.q = q;
    query.cursor = cursor;
    query.limit = limit;
    query.scope = domain::scope(actor, Action::see_accounts);
    const auto page = store::list_records(tx.rows(), domain::account_shape(), query);
    if (!page) return page.problems();
    Json items = Json::array();
    std::vector<std::int64_t> ids;
    for (const Record& record : page->items) ids.push_back(record.integer("id"));
    auto roles = store::load_roles_of(tx.rows(), ids);
    for (const Record& record : page->items) items.push(to_json(from_record(record), roles[record.integer("id")]));
    Json json = Json::object();
    json.set("items", items).set("next", page->next.empty() ? Json() : Json(page->next)).set("total", page->total);
    return json;
  });
}

Outcome AccountService::reset_password(const domain::Actor& actor, std::int64_t id, const std::string& password) {
  const auto account = read_account(actor, id);
  if (!account) return account.problems();
  const Problems problems = check_password(account->text_at("login"), password, "/password");
  if (!problems.empty()) return problems;
  const std::string hash = hash_password(password);
  return gate_.write(actor, Action::edit_accounts, {"account", id}, [&](Tx& tx) -> Outcome {
    store::set_password_hash(tx.rows(), id, hash, tx.now());
    store::end_other_sessions(tx.rows(), id, "", tx.now());
    tx.audit("reset_password", {"account", id}, 0, Json::object());
    return Done{};
  });
}

Outcome AccountService::disable_account(const domain::Actor& actor, std::int64_t id) {
  const auto account = read_account(actor, id);
  if (!account) return account.problems();
  Json body = Json::object();
  body.set("status", "disabled");
  const auto changed = change_account(actor, id, *account->at("version").integer(), body);
  if (!changed) return changed.problems();
  return Done{};
}

}  // namespace zhiheng::service

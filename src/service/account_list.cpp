// Accounts as administrators read them, and the switches that need no form.
#include "domain/shape_listed.h"
#include "service/account_parts.h"
#include "service/account_service.h"
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

Problem absent() {
  return refusal(Kind::absent, "access.absent");
}

// The codes by which people name where somebody belongs: who gives roles may see no records to look them up in.
Json natural_keys(Tx& tx, const AccountRow& account) {
  struct Place {
    const char* key;
    const char* sql;
    std::int64_t id;
  };
  const Place places[] = {{"bureau", "SELECT code FROM bureau WHERE id = ?", account.bureau_id},
                          {"agency", "SELECT uscc FROM agency WHERE id = ?", account.agency_id},
                          {"expert", "SELECT code FROM expert WHERE id = ?", account.expert_id},
                          {"budget_unit", "SELECT code FROM budget_unit WHERE id = ?", account.budget_unit_id}};
  Json keys = Json::object();
  for (const Place& place : places) {
    if (place.id == 0) continue;
    const auto rows = tx.rows().query(place.sql, {place.id});
    if (!rows.empty()) keys.set(place.key, text_or_empty(rows[0][0]));
  }
  return keys;
}

}  // namespace

Json account_to_json(const AccountRow& account, const std::vector<Role>& roles) {
  Json names = Json::array();
  for (const Role role : roles) names.push(name_of(role));
  Json json = Json::object();
  json.set("id", std::to_string(account.id)).set("version", account.version);
  json.set("login", account.login).set("display_name", account.display_name).set("roles", names);
  json.set("bureau", id_or_null(account.bureau_id)).set("agency", id_or_null(account.agency_id));
  json.set("expert", id_or_null(account.expert_id)).set("budget_unit", id_or_null(account.budget_unit_id));
  json.set("status", account.status).set("language", account.language);
  json.set("last_sign_in_at", moment_or_null(account.last_sign_in_at));
  json.set("password_changed_at", moment_or_null(account.password_changed_at));
  json.set("second_factor_since", moment_or_null(account.second_factor_since));
  json.set("code_expires_at", moment_or_null(account.code_expires_at));
  return json;
}

Result<Json> AccountService::read_account(const domain::Actor& actor, std::int64_t id) {
  return gate_.read(actor, Action::see_accounts, {"account", id}, [&](Tx& tx) -> Result<Json> {
    const auto account = store::find_account(tx.rows(), id);
    if (!account) return absent();
    return account_to_json(*account, store::load_roles(tx.rows(), id)).set("keys", natural_keys(tx, *account));
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
    for (const AccountRow& account : store::find_accounts(tx.rows(), ids))
      items.push(account_to_json(account, roles[account.id]));
    Json json = Json::object();
    json.set("items", items).set("next", page->next.empty() ? Json() : Json(page->next)).set("total", page->total);
    return json;
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

Outcome AccountService::enable_account(const domain::Actor& actor, std::int64_t id) {
  const auto account = read_account(actor, id);
  if (!account) return account.problems();
  Json body = Json::object();
  body.set("status", "active");
  const auto changed = change_account(actor, id, *account->at("version").integer(), body);
  if (!changed) return changed.problems();
  return Done{};
}

Result<std::int64_t> AccountService::id_of_login(const domain::Actor& actor, const std::string& login) {
  const auto id = gate_.read(actor, Action::see_accounts, {"account", 0}, [&](Tx& tx) -> Result<std::int64_t> {
    const auto account = store::find_account_by_login(tx.rows(), login);
    if (!account) return absent();
    return account->id;
  });
  if (!id) return id;
  if (Outcome seen = gate_.may(actor, Action::see_accounts, {"account", *id}); !seen) return seen.problems();
  return id;
}

}  // namespace zhiheng::service

#include "service/token_service.h"

#include <algorithm>

#include "base/crypto.h"
#include "service/account_guard.h"
#include "service/command_body.h"
#include "store/security_store.h"
#include "store/session_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;

constexpr std::size_t most_tokens = 20;

Json moment_or_null(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}

Json to_json(const store::TokenRow& row, Timestamp now) {
  Json scopes = Json::array();
  for (std::size_t at = 0; at < row.scopes.size();) {
    const std::size_t end = std::min(row.scopes.find(' ', at), row.scopes.size());
    scopes.push(row.scopes.substr(at, end - at));
    at = end + 1;
  }
  Json json = Json::object();
  json.set("id", std::to_string(row.id)).set("name", row.name).set("scopes", std::move(scopes));
  json.set("created_at", moment_or_null(row.created_at)).set("expires_at", moment_or_null(row.expires_at));
  json.set("last_used_at", moment_or_null(row.last_used_at)).set("last_address", row.last_address);
  json.set("expired", row.expires_at <= now.utc());
  return json;
}

struct Wanted {
  std::string name;
  std::string scopes;
  std::int64_t days = 0;
};

Result<Wanted> read_body(Json body, std::int64_t most_days) {
  Wanted wanted;
  Problems problems;
  for (const Json& item : take_array(body, "scopes", false, 20, problems)) {
    const std::string scope = item.is_string() ? item.string() : std::string();
    if (!domain::is_token_scope(scope)) {
      problems.push_back(refusal("token.scope_unknown", "/scopes", {{"scope", scope}}));
    } else if ((" " + wanted.scopes + " ").find(" " + scope + " ") == std::string::npos) {
      wanted.scopes += (wanted.scopes.empty() ? "" : " ") + scope;
    }
  }
  if (wanted.scopes.empty() && problems.empty()) problems.push_back(refusal("token.scope_missing", "/scopes"));
  const auto record = read_command(
      {domain::text_field("name", 60).required(), domain::integer_field("days", 0, 100000).required()}, body);
  append(problems, record);
  if (record) {
    wanted.name = record->text("name");
    wanted.days = record->integer("days");
    if (wanted.days < 1 || wanted.days > most_days) {
      problems.push_back(refusal("token.days_out_of_range", "/days", {{"most", std::to_string(most_days)}}));
    }
  }
  if (!problems.empty()) return problems;
  return wanted;
}

}  // namespace

Result<Json> TokenService::create(const domain::Actor& actor, const Json& body) {
  return gate_.write(actor, Action::use_own_account, {"account", actor.account_id}, [&](Tx& tx) -> Result<Json> {
    const auto wanted = read_body(body, store::load_security(tx.rows()).token_days);
    if (!wanted) return wanted.problems();
    if (store::list_tokens(tx.rows(), actor.account_id).size() >= most_tokens)
      return refusal(Kind::conflict, "token.too_many", "", {{"most", std::to_string(most_tokens)}});
    const std::string token = token_beginning + random_token();
    store::TokenRow row;
    row.account_id = actor.account_id;
    row.name = wanted->name;
    row.token_digest = sha256_hex(token);
    row.scopes = wanted->scopes;
    row.created_at = tx.now().utc();
    row.expires_at = later(tx.now(), wanted->days * 24 * 3600).utc();
    row.id = store::insert_token(tx.rows(), row);
    Json json = to_json(row, tx.now());
    Json detail = Json::object();
    detail.set("after", json);
    tx.audit("create_token", {"account", actor.account_id}, actor.bureau_id, detail);
    json.set("token", token);
    return json;
  });
}

Result<Json> TokenService::list(const domain::Actor& actor) {
  return gate_.read(actor, Action::use_own_account, {"account", actor.account_id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const auto& row : store::list_tokens(tx.rows(), actor.account_id)) items.push(to_json(row, tx.now()));
    const auto total = static_cast<std::int64_t>(items.items().size());
    Json json = Json::object();
    json.set("items", std::move(items)).set("next", Json()).set("total", total);
    return json;
  });
}

Result<Json> TokenService::read(const domain::Actor& actor, std::int64_t id) {
  return gate_.read(actor, Action::use_own_account, {"api_token", id}, [&](Tx& tx) -> Result<Json> {
    const auto row = store::find_token(tx.rows(), id);
    if (!row || !row->revoked_at.empty()) return refusal(Kind::absent, "access.absent");
    return to_json(*row, tx.now());
  });
}

Outcome TokenService::revoke(const domain::Actor& actor, std::int64_t id) {
  return gate_.write(actor, Action::use_own_account, {"api_token", id}, [&](Tx& tx) -> Outcome {
    const auto row = store::find_token(tx.rows(), id);
    if (!row || !row->revoked_at.empty()) return refusal(Kind::absent, "access.absent");
    store::revoke_token(tx.rows(), id, tx.now());
    Json detail = Json::object();
    detail.set("before", to_json(*row, tx.now()));
    tx.audit("revoke_token", {"account", actor.account_id}, actor.bureau_id, detail);
    return Done{};
  });
}

}  // namespace zhiheng::service

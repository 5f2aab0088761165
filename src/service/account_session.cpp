// Sessions that stand: who somebody is, his own sessions and sign-ins, and the ending of sessions.
#include "base/crypto.h"
#include "base/money.h"
#include "base/text.h"
#include "service/account_guard.h"
#include "service/account_service.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;

// Often enough for idle limits of minutes, and seldom enough that reading pages does not write all the time.
constexpr std::int64_t touch_seconds = 60;

Problem signed_out() {
  return refusal(Kind::unauthenticated, "account.signed_out");
}

Json moment_or_null(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}

Json to_json(const store::SessionRow& row, std::int64_t current) {
  Json json = Json::object();
  json.set("id", std::to_string(row.id)).set("current", row.id == current).set("address", row.address);
  json.set("program", row.program).set("since", moment_or_null(row.created_at));
  json.set("last_seen_at", moment_or_null(row.last_seen_at)).set("expires_at", moment_or_null(row.expires_at));
  return json;
}

Json session_list(Tx& tx, std::int64_t account_id, std::int64_t current) {
  Json items = Json::array();
  for (const auto& row : store::list_sessions(tx.rows(), account_id, tx.now())) items.push(to_json(row, current));
  Json json = Json::object();
  const auto total = static_cast<std::int64_t>(items.items().size());
  json.set("items", std::move(items)).set("next", Json()).set("total", total);
  return json;
}

}  // namespace

Result<Session> AccountService::session_of(const std::string& token, const Visitor& visitor, bool background) {
  if (token.empty() || token.size() > 200) return signed_out();
  if (token.starts_with(token_beginning)) return session_of_token(token, visitor);
  bool touch = false;
  auto session = gate_.system_read(SystemKey{}, domain::Actor{}, [&](Tx& tx) -> Result<Session> {
    const auto row = store::find_session(tx.rows(), sha256_hex(token));
    const std::string now = tx.now().utc();
    if (!row || !row->ended_at.empty() || row->expires_at <= now || row->idle_ends_at <= now) return signed_out();
    const auto account = store::find_account(tx.rows(), row->account_id);
    if (!account || account->status != "active") return signed_out();
    touch = row->last_seen_at <= later(tx.now(), -touch_seconds).utc();
    Session found{row->id,    0,  token,           row->csrf_token, account->language,
                  row->stage, {}, row->expires_at, row->before_at,  row->before_address};
    found.actor = store::load_actor(tx.rows(), *account);
    if (!row->second_factor_at.empty())
      found.actor.second_factor_at = timestamp_from_utc(row->second_factor_at).milliseconds();
    // Whatever a page forgets: nothing is permitted before all steps were taken.
    if (row->stage != "full") found.actor.allowed.emplace();
    return found;
  });
  if (session && touch && !background) {
    // When storage is busy the next request tries again.
    (void)gate_.system_write(SystemKey{}, session->actor, [&](Tx& tx) -> Outcome {
      const auto settings = store::load_security(tx.rows());
      store::touch_session(tx.rows(), session->id, tx.now(), later(tx.now(), settings.session_idle_minutes * 60));
      tx.changed_nothing();
      return Done{};
    });
  }
  return session;
}

Result<Session> AccountService::session_of_token(const std::string& token, const Visitor& visitor) {
  bool touch = false;
  auto session = gate_.system_read(SystemKey{}, domain::Actor{}, [&](Tx& tx) -> Result<Session> {
    const auto row = store::find_token(tx.rows(), sha256_hex(token));
    if (!row || !row->revoked_at.empty() || row->expires_at <= tx.now().utc()) return signed_out();
    const auto account = store::find_account(tx.rows(), row->account_id);
    if (!account || account->status != "active") return signed_out();
    touch = row->last_used_at <= later(tx.now(), -touch_seconds).utc() || row->last_address != visitor.address;
    Session found{0, row->id, token, "", account->language, "full", {}, row->expires_at, "", ""};
    found.actor = store::load_actor(tx.rows(), *account);
    found.actor.allowed = domain::actions_of_scopes(words_of(row->scopes));
    return found;
  });
  if (session && touch) {
    (void)gate_.system_write(SystemKey{}, session->actor, [&](Tx& tx) -> Outcome {
      store::touch_token(tx.rows(), session->token_id, tx.now(), visitor.address);
      tx.changed_nothing();
      return Done{};
    });
  }
  return session;
}

Result<domain::Actor> AccountService::actor_of_token(const std::string& token) {
  auto session = session_of(token);
  if (!session) return session.problems();
  return std::move(session->actor);
}

Outcome AccountService::sign_out(const std::string& token) {
  const auto session = session_of(token);
  if (!session) return session.problems();
  if (session->token_id != 0) return refusal(Kind::conflict, "account.token_has_no_session");
  return gate_.system_write(SystemKey{}, session->actor, [&](Tx& tx) -> Outcome {
    store::end_session(tx.rows(), session->id, tx.now());
    tx.audit("sign_out", {"account", session->actor.account_id}, session->actor.bureau_id, Json::object());
    return Done{};
  });
}

Result<Json> AccountService::own_sessions(const domain::Actor& actor, std::int64_t current) {
  return gate_.read(actor, Action::use_own_account, {"account", actor.account_id},
                    [&](Tx& tx) -> Result<Json> { return session_list(tx, actor.account_id, current); });
}

Outcome AccountService::end_own_session(const domain::Actor& actor, std::int64_t id) {
  return gate_.write(actor, Action::use_own_account, {"session", id}, [&](Tx& tx) -> Outcome {
    store::end_session(tx.rows(), id, tx.now());
    Json detail = Json::object();
    detail.set("session", std::to_string(id));
    tx.audit("end_session", {"account", actor.account_id}, actor.bureau_id, detail);
    return Done{};
  });
}

Result<std::int64_t> AccountService::end_own_other_sessions(const domain::Actor& actor, const std::string& token) {
  return gate_.write(
      actor, Action::use_own_account, {"account", actor.account_id}, [&](Tx& tx) -> Result<std::int64_t> {
        const auto ended = store::end_other_sessions(tx.rows(), actor.account_id, sha256_hex(token), tx.now());
        tx.audit("end_other_sessions", {"account", actor.account_id}, actor.bureau_id, Json::object());
        return ended;
      });
}

Result<Json> AccountService::sessions_of(const domain::Actor& actor, std::int64_t account_id) {
  return gate_.read(actor, Action::end_sessions, {"account", account_id},
                    [&](Tx& tx) -> Result<Json> { return session_list(tx, account_id, 0); });
}

Result<std::int64_t> AccountService::end_sessions_of(const domain::Actor& actor, std::int64_t account_id) {
  return gate_.write(actor, Action::end_sessions, {"account", account_id}, [&](Tx& tx) -> Result<std::int64_t> {
    const auto account = store::find_account(tx.rows(), account_id);
    const auto ended = store::end_other_sessions(tx.rows(), account_id, "", tx.now());
    Json detail = Json::object();
    detail.set("ended", ended);
    tx.audit("end_sessions", {"account", account_id}, account ? account->bureau_id : 0, detail);
    return ended;
  });
}

Result<Json> AccountService::own_sign_ins(const domain::Actor& actor, const std::string& cursor, int limit) {
  const auto before = cursor.empty() ? Result<std::int64_t>(0) : read_decimal(cursor, 0, "cursor");
  if (!before) return refusal("list.bad_cursor", "cursor");
  return gate_.read(actor, Action::use_own_account, {"account", actor.account_id}, [&](Tx& tx) -> Result<Json> {
    const auto rows = store::list_sign_ins(tx.rows(), actor.account_id, *before, limit + 1);
    Json items = Json::array();
    std::string next;
    for (std::size_t i = 0; i < rows.size() && i < static_cast<std::size_t>(limit); ++i) {
      items.push(Json(Json::Object{{"at", moment_or_null(rows[i].at)},
                                   {"outcome", rows[i].outcome},
                                   {"address", rows[i].address},
                                   {"program", rows[i].program}}));
      next = std::to_string(rows[i].id);
    }
    Json json = Json::object();
    const bool more = rows.size() > static_cast<std::size_t>(limit);
    json.set("items", std::move(items)).set("next", more ? Json(next) : Json());
    json.set("total", store::count_sign_ins(tx.rows(), actor.account_id));
    return json;
  });
}

}  // namespace zhiheng::service

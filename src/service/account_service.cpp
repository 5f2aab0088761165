// Signing in, sessions and one's own password. The administration of accounts is in account_admin.cpp.
#include "service/account_service.h"

#include <semaphore>

#include "base/crypto.h"
#include "store/account_store.h"

namespace zhiheng::service {

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t idle_limit = 30 * minute;
constexpr std::int64_t age_limit = 12 * 60 * minute;
constexpr std::int64_t lock_time = 30 * minute;
constexpr std::int64_t touch_interval = minute;
constexpr int most_failures = 5;

Timestamp later(Timestamp moment, std::int64_t milliseconds) {
  return Timestamp::from_milliseconds(moment.milliseconds() + milliseconds);
}

// Hashing takes memory and a core on purpose; more than two at a time would let strangers use up the machine.
bool matches_slowly(const std::string& hash, const std::string& password) {
  static std::counting_semaphore<2> places{2};
  places.acquire();
  bool matches = false;
  try {
    matches = password_matches(hash, password);
  } catch (...) {
    places.release();
    throw;
  }
  places.release();
  return matches;
}

// What a password is compared with when there is no such account, so that the answer takes as long.
const std::string& hash_of_nobody() {
  static const std::string hash = hash_password(random_token());
  return hash;
}

Problem bad_credentials() {
  return refusal(Kind::unauthenticated, "account.bad_credentials", "password");
}
Problem signed_out() {
  return refusal(Kind::unauthenticated, "account.signed_out");
}

std::optional<Problem> locked(const store::AccountRow& account, Timestamp now) {
  if (account.locked_until.empty() || account.locked_until <= now.utc()) return std::nullopt;
  const std::string until = timestamp_from_utc(account.locked_until).text();
  return refusal(Kind::unauthenticated, "account.locked", "login", {{"until", until}});
}

domain::Actor nobody(const std::string& login) {
  domain::Actor actor;
  actor.login = login.substr(0, 64);
  return actor;
}

}  // namespace

domain::Actor operator_of_machine() {
  domain::Actor actor;
  actor.login = "operator";
  actor.display_name = "operator";
  actor.operator_of_machine = true;
  return actor;
}

Result<Session> AccountService::sign_in(const std::string& login, const std::string& password) {
  const domain::Actor who = nobody(login);
  using Found = std::optional<store::AccountRow>;
  const auto found = gate_.system_read(
      SystemKey{}, who, [&](Tx& tx) -> Result<Found> { return store::find_account_by_login(tx.rows(), login); });
  if (!found) return found.problems();
  const Found& account = *found;
  // The password is compared outside of any transaction: it takes longer than all the rest together.
  const bool right =
      password.size() <= 1000 && matches_slowly(account ? account->password_hash : hash_of_nobody(), password);
  if (!account) return bad_credentials();
  if (const auto refused = locked(*account, gate_.clock().now())) return *refused;
  if (!right) {
    if (Outcome counted = count_failure(who, account->id); !counted) return counted.problems();
    return bad_credentials();
  }
  if (account->status != "active") return refusal(Kind::forbidden, "account.disabled", "login");
  return begin_session(account->id, login);
}

Outcome AccountService::count_failure(const domain::Actor& who, std::int64_t account_id) {
  return gate_.system_write(SystemKey{}, who, [&](Tx& tx) -> Outcome {
    const auto failures = store::count_failed_sign_in(tx.rows(), account_id);
    if (failures >= most_failures) store::lock_account(tx.rows(), account_id, later(tx.now(), lock_time));
    Json detail = Json::object();
    detail.set("failures", failures);
    detail.set("locked", failures >= most_failures);
    tx.audit("sign_in_failed", {"account", account_id}, 0, detail);
    return Done{};
  });
}

Result<Session> AccountService::begin_session(std::int64_t account_id, const std::string& login) {
  return gate_.system_write(SystemKey{}, nobody(login), [&](Tx& tx) -> Result<Session> {
    const auto account = store::find_account(tx.rows(), account_id);
    if (!account) return bad_credentials();
    // Others may have failed often enough while our password was being compared.
    if (const auto refused = locked(*account, tx.now())) return *refused;
    Session session{random_token(), random_token(), account->language, store::load_actor(tx.rows(), *account)};
    store::note_sign_in(tx.rows(), account_id, tx.now());
    store::insert_session(tx.rows(), account_id, sha256_hex(session.token), session.csrf, tx.now(),
                          later(tx.now(), age_limit));
    tx.audit("sign_in", {"account", account_id}, account->bureau_id, Json::object());
    return session;
  });
}

Result<Session> AccountService::session_of(const std::string& token) {
  if (token.empty() || token.size() > 200) return signed_out();
  bool touch = false;
  std::int64_t session_id = 0;
  auto session = gate_.system_read(SystemKey{}, nobody(""), [&](Tx& tx) -> Result<Session> {
    const auto row = store::find_session(tx.rows(), sha256_hex(token));
    const std::string oldest = later(tx.now(), -idle_limit).utc();
    if (!row || row->ended || row->expires_at <= tx.now().utc() || row->last_seen_at <= oldest) return signed_out();
    const auto account = store::find_account(tx.rows(), row->account_id);
    if (!account || account->status != "active") return signed_out();
    touch = row->last_seen_at <= later(tx.now(), -touch_interval).utc();
    session_id = row->id;
    return Session{token, row->csrf_token, account->language, store::load_actor(tx.rows(), *account)};
  });
  if (session && touch) {
    // Once a minute is often enough for an idle limit of thirty; when storage is busy the next request tries again.
    (void)gate_.system_write(SystemKey{}, session->actor, [&](Tx& tx) -> Outcome {
      store::touch_session(tx.rows(), session_id, tx.now());
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
  return gate_.system_write(SystemKey{}, session->actor, [&](Tx& tx) -> Outcome {
    store::end_session(tx.rows(), sha256_hex(token), tx.now());
    tx.audit("sign_out", {"account", session->actor.account_id}, session->actor.bureau_id, Json::object());
    return Done{};
  });
}

Outcome AccountService::change_password(const domain::Actor& actor, const std::string& token,
                                        const std::string& present, const std::string& wanted) {
  const auto hash = gate_.system_read(SystemKey{}, actor, [&](Tx& tx) -> Result<std::string> {
    const auto account = store::find_account(tx.rows(), actor.account_id);
    if (!account) return signed_out();
    if (const auto refused = locked(*account, tx.now())) return *refused;
    return account->password_hash;
  });
  if (!hash) return hash.problems();
  if (!matches_slowly(*hash, present)) {
    if (Outcome counted = count_failure(actor, actor.account_id); !counted) return counted;
    return refusal("account.wrong_password", "present");
  }
  Problems problems = check_password(actor.login, wanted, "wanted");
  if (present == wanted) problems.push_back(refusal("account.password_same", "wanted"));
  if (!problems.empty()) return problems;
  const std::string wanted_hash = hash_password(wanted);
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Outcome {
    store::set_password_hash(tx.rows(), actor.account_id, wanted_hash, tx.now());
    store::end_other_sessions(tx.rows(), actor.account_id, sha256_hex(token), tx.now());
    tx.audit("change_password", {"account", actor.account_id}, actor.bureau_id, Json::object());
    return Done{};
  });
}

Result<std::int64_t> AccountService::id_of_login(const domain::Actor& actor, const std::string& login) {
  const auto id = gate_.read(actor, domain::Action::see_accounts, {"account", 0}, [&](Tx& tx) -> Result<std::int64_t> {
    const auto account = store::find_account_by_login(tx.rows(), login);
    if (!account) return refusal(Kind::absent, "access.absent");
    return account->id;
  });
  if (!id) return id;
  if (Outcome seen = gate_.may(actor, domain::Action::see_accounts, {"account", *id}); !seen) return seen.problems();
  return id;
}

Result<domain::Actor> AccountService::actor_of_login(const domain::Actor& asking, const std::string& login) {
  if (!asking.operator_of_machine) return refusal(Kind::forbidden, "access.role");
  return gate_.system_read(SystemKey{}, asking, [&](Tx& tx) -> Result<domain::Actor> {
    const auto account = store::find_account_by_login(tx.rows(), login);
    if (!account) return refusal(Kind::absent, "access.absent");
    return store::load_actor(tx.rows(), *account);
  });
}

}  // namespace zhiheng::service

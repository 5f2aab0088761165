#include "service/account_guard.h"

#include <algorithm>

#include "base/crypto.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

constexpr std::int64_t login_memory_seconds = 24 * 3600;
constexpr std::int64_t address_memory_seconds = 3600;

std::string login_digest(const std::string& login) {
  return sha256_hex("login " + login);
}
std::string address_digest(const Visitor& visitor) {
  return sha256_hex("address " + visitor.address);
}

void add_failure(Tx& tx, const std::string& side, const std::string& digest, std::int64_t after, std::int64_t memory,
                 const domain::SecuritySettings& settings) {
  store::GuardRow guard = store::load_guard(tx.rows(), side, digest);
  if (guard.last_failed_at < later(tx.now(), -memory).utc()) guard.failed_count = 0;
  ++guard.failed_count;
  guard.last_failed_at = tx.now().utc();
  const std::int64_t wait = domain::lock_seconds(guard.failed_count, after, settings);
  guard.blocked_until = wait == 0 ? std::string() : later(tx.now(), wait).utc();
  store::save_guard(tx.rows(), side, digest, guard);
}

std::int64_t seconds_left(const store::GuardRow& guard, Timestamp now) {
  if (guard.blocked_until.empty() || guard.blocked_until <= now.utc()) return 0;
  return (timestamp_from_utc(guard.blocked_until).milliseconds() - now.milliseconds() + 999) / 1000;
}

}  // namespace

Timestamp later(Timestamp moment, std::int64_t seconds) {
  return Timestamp::from_milliseconds(moment.milliseconds() + seconds * 1000);
}

std::optional<Problem> blocked(Tx& tx, const std::string& login, const Visitor& visitor) {
  std::int64_t wait = seconds_left(store::load_guard(tx.rows(), "login", login_digest(login)), tx.now());
  if (!visitor.address.empty()) {
    wait = std::max(wait, seconds_left(store::load_guard(tx.rows(), "address", address_digest(visitor)), tx.now()));
  }
  if (wait == 0) return std::nullopt;
  return refusal(Kind::too_many, "account.locked", "login", {{"seconds", std::to_string(wait)}});
}

void count_attempt(Tx& tx, const domain::SecuritySettings& settings, const std::string& login, const Visitor& visitor) {
  tx.stays();  // a dry run of a change of password is no way to guess at one
  add_failure(tx, "login", login_digest(login), settings.lock_after, login_memory_seconds, settings);
  if (visitor.address.empty()) return;
  add_failure(tx, "address", address_digest(visitor), settings.address_lock_after, address_memory_seconds, settings);
}

void forgive(Tx& tx, const domain::SecuritySettings& settings, const std::string& login, const Visitor& visitor) {
  unlock_login(tx, login);
  if (visitor.address.empty()) return;
  store::GuardRow guard = store::load_guard(tx.rows(), "address", address_digest(visitor));
  if (guard.id == 0) return;
  // Whoever has an account of his own must not thereby get free guesses at others.
  guard.failed_count = std::max<std::int64_t>(0, guard.failed_count - 1);
  if (guard.failed_count < settings.address_lock_after) guard.blocked_until.clear();
  store::save_guard(tx.rows(), "address", address_digest(visitor), guard);
}

void unlock_login(Tx& tx, const std::string& login) {
  store::delete_guard(tx.rows(), "login", login_digest(login));
}

void log_sign_in(Tx& tx, std::int64_t account_id, const Visitor& visitor, const std::string& outcome) {
  store::insert_sign_in(tx.rows(), {0, account_id, tx.now().utc(), outcome, visitor.address, visitor.program});
}

}  // namespace zhiheng::service

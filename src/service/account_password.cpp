// Passwords: what one must be like, choosing another, one-time codes.
#include <semaphore>

#include "base/crypto.h"
#include "service/account_guard.h"
#include "service/account_service.h"
#include "service/command_body.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;

constexpr std::size_t code_bytes = 10;

std::string plain_code(const std::string& code) {
  std::string plain;
  for (const char letter : code) {
    if (letter == '-' || letter == ' ') continue;
    plain += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return plain;
}

}  // namespace

// Hashing takes memory and a core on purpose; more than two at a time would let strangers use up the machine.
bool password_matches_slowly(const std::string& hash, const std::string& password) {
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

Problems check_password(const std::string& login, const std::string& password, const std::string& field) {
  return domain::check_password(domain::standard_security(), {login, ""}, password, field);
}

Problems check_password_history(const std::vector<std::string>& hashes, const std::string& password,
                                const std::string& field) {
  for (const std::string& hash : hashes) {
    if (password_matches_slowly(hash, password)) {
      return {refusal("account.password_used", field, {{"count", std::to_string(hashes.size())}})};
    }
  }
  return {};
}

std::string new_one_time_code() {
  const std::string letters = base32(random_bytes(code_bytes));
  std::string code;
  for (std::size_t at = 0; at < letters.size(); at += 4) code += (at == 0 ? "" : "-") + letters.substr(at, 4);
  return code;
}

std::string digest_of_code(const std::string& code) {
  return sha256_hex("code " + plain_code(code));
}

Outcome AccountService::change_password(const domain::Actor& actor, const std::string& token,
                                        const std::string& present, const std::string& wanted, const Visitor& visitor) {
  const auto attempt = begin_attempt(actor.login, visitor);
  if (!attempt) return attempt.problems();
  if (!attempt->refused.empty()) return attempt->refused;
  if (!attempt->account) return refusal(Kind::unauthenticated, "account.signed_out");
  const auto& account = *attempt->account;
  const auto& settings = attempt->settings;
  Problems problems = domain::check_password(settings, {account.login, account.display_name}, wanted, "wanted");
  if (present == wanted) problems.push_back(refusal("account.password_same", "wanted"));
  if (account.password_hash.empty() || !password_matches_slowly(account.password_hash, present)) {
    Problems refused =
        failed(*attempt, actor.login, visitor, "wrong_password", refusal("account.wrong_password", "present"));
    append(refused, problems);
    return refused;
  }
  std::vector<std::string> hashes;
  const Outcome right = gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Outcome {
    forgive(tx, settings, actor.login, visitor);
    hashes = store::load_password_hashes(tx.rows(), account.id, settings.password_history);
    tx.changed_nothing();
    return Done{};
  });
  if (!right) return right;
  if (problems.empty()) problems = check_password_history(hashes, wanted, "wanted");
  if (!problems.empty()) return problems;
  const std::string wanted_hash = hash_password(wanted);
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Outcome {
    store::set_password_hash(tx.rows(), actor.account_id, wanted_hash, tx.now());
    store::end_other_sessions(tx.rows(), actor.account_id, sha256_hex(token), tx.now());
    const bool enrols = account.second_factor_since.empty() &&
                        domain::needs_second_factor(settings, store::load_roles(tx.rows(), account.id));
    store::set_session_stage(tx.rows(), actor.account_id, "password", enrols ? "enrol" : "full");
    tx.audit("change_password", {"account", actor.account_id}, actor.bureau_id, Json::object());
    return Done{};
  });
}

Outcome AccountService::reset_password(const domain::Actor& actor, std::int64_t id, const std::string& password) {
  // Nobody but the owner of the machine, who could write to the file himself, ever knows another's password.
  if (!actor.operator_of_machine) return refusal(Kind::forbidden, "account.password_by_others", "/password");
  const auto found = gate_.read(actor, Action::edit_accounts, {"account", id}, [&](Tx& tx) -> Result<Attempt> {
    return Attempt{store::find_account(tx.rows(), id), store::load_security(tx.rows()), {}};
  });
  if (!found) return found.problems();
  const auto& account = *found->account;
  const Problems problems =
      domain::check_password(found->settings, {account.login, account.display_name}, password, "/password");
  if (!problems.empty()) return problems;
  const std::string hash = hash_password(password);
  return gate_.write(actor, Action::edit_accounts, {"account", id}, [&](Tx& tx) -> Outcome {
    store::set_password_hash(tx.rows(), id, hash, tx.now());
    store::end_other_sessions(tx.rows(), id, "", tx.now());
    unlock_login(tx, account.login);
    tx.audit("reset_password", {"account", id}, account.bureau_id, Json::object());
    return Done{};
  });
}

Result<IssuedCode> AccountService::issue_code(const domain::Actor& actor, std::int64_t id) {
  const std::string code = new_one_time_code();
  return gate_.write(actor, Action::edit_accounts, {"account", id}, [&](Tx& tx) -> Result<IssuedCode> {
    const auto account = store::find_account(tx.rows(), id);
    if (!account) return refusal(Kind::absent, "access.absent");
    if (account->status != "active") return refusal(Kind::conflict, "account.disabled");
    const Timestamp expires = later(tx.now(), store::load_security(tx.rows()).code_hours * 3600);
    store::set_account_code(tx.rows(), id, digest_of_code(code), expires, tx.now());
    store::end_other_sessions(tx.rows(), id, "", tx.now());
    store::revoke_tokens(tx.rows(), id, tx.now());
    unlock_login(tx, account->login);
    Json detail = Json::object();
    detail.set("code_expires_at", expires.text());
    tx.audit("issue_one_time_code", {"account", id}, account->bureau_id, detail);
    return IssuedCode{code, expires.text()};
  });
}

}  // namespace zhiheng::service

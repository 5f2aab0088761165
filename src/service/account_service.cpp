// Signing in: the password, the second factor, the one-time code. Sessions are in account_session.cpp, passwords in
// account_password.cpp, the administration of accounts in account_admin.cpp.
#include "service/account_service.h"

#include "base/crypto.h"
#include "service/account_guard.h"
#include "service/command_body.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

// What a password is compared with when there is no such account, so that the answer takes as long.
const std::string& hash_of_nobody() {
  static const std::string hash = hash_password(random_token());
  return hash;
}

Problem bad_credentials() {
  return refusal(Kind::unauthenticated, "account.bad_credentials", "password");
}
Problem bad_code() {
  return refusal(Kind::unauthenticated, "account.bad_code", "code");
}
Problem signed_out() {
  return refusal(Kind::unauthenticated, "account.signed_out");
}

domain::Actor nobody(const std::string& login) {
  domain::Actor actor;
  actor.login = login.substr(0, 64);
  return actor;
}

// What is still to be done after the password and the second factor were right.
std::string next_stage(Tx& tx, const domain::SecuritySettings& settings, const store::AccountRow& account) {
  const std::int64_t age_seconds = settings.password_age_days * 24 * 3600;
  const bool too_old = age_seconds > 0 && !account.password_changed_at.empty() &&
                       account.password_changed_at < later(tx.now(), -age_seconds).utc();
  if (too_old) return "password";
  const bool enrolled = !account.second_factor_since.empty();
  if (!enrolled && domain::needs_second_factor(settings, store::load_roles(tx.rows(), account.id))) return "enrol";
  return "full";
}

}  // namespace

domain::Actor operator_of_machine() {
  domain::Actor actor;
  actor.login = "operator";
  actor.display_name = "operator";
  actor.operator_of_machine = true;
  return actor;
}

Result<AccountService::Attempt> AccountService::begin_attempt(const std::string& login, const Visitor& visitor) {
  return gate_.system_write(SystemKey{}, nobody(login), [&](Tx& tx) -> Result<Attempt> {
    Attempt attempt;
    attempt.settings = store::load_security(tx.rows());
    attempt.account = store::find_account_by_login(tx.rows(), login);
    if (const auto wait = blocked(tx, login, visitor)) {
      attempt.refused.push_back(*wait);
      if (attempt.account) log_sign_in(tx, attempt.account->id, visitor, "blocked");
    } else {
      count_attempt(tx, attempt.settings, login, visitor);
    }
    tx.changed_nothing();
    return attempt;
  });
}

Problems AccountService::failed(const Attempt& attempt, const std::string& login, const Visitor& visitor,
                                const std::string& outcome, Problem answer) {
  const Outcome noted = gate_.system_write(SystemKey{}, nobody(login), [&](Tx& tx) -> Outcome {
    const std::int64_t id = attempt.account ? attempt.account->id : 0;
    log_sign_in(tx, id, visitor, outcome);
    Json detail = Json::object();
    detail.set("outcome", outcome).set("address", visitor.address);
    // What was typed as a login that does not exist may be a password; it is not kept.
    if (id != 0) {
      tx.audit("sign_in_failed", {"account", id}, attempt.account->bureau_id, detail);
    } else {
      tx.changed_nothing();
    }
    return Done{};
  });
  return noted ? Problems{std::move(answer)} : noted.problems();
}

Result<Session> AccountService::sign_in(const std::string& login, const std::string& password, const Visitor& visitor,
                                        const std::optional<std::string>& code) {
  const auto attempt = begin_attempt(login, visitor);
  if (!attempt) return attempt.problems();
  if (!attempt->refused.empty()) return attempt->refused;
  const auto& account = attempt->account;
  const bool has_password = account && !account->password_hash.empty();
  // The password is compared outside of any transaction: it takes longer than all the rest together.
  const bool right = password.size() <= 1000 &&
                     password_matches_slowly(has_password ? account->password_hash : hash_of_nobody(), password) &&
                     has_password;
  if (!right) return failed(*attempt, login, visitor, "wrong_password", bad_credentials());
  if (account->status != "active") {
    return failed(*attempt, login, visitor, "disabled", refusal(Kind::forbidden, "account.disabled", "login"));
  }
  const bool enrolled = !account->second_factor_since.empty();
  if (enrolled && code) {
    if (code->empty()) {
      return failed(*attempt, login, visitor, "awaiting_code",
                    refusal(Kind::unauthenticated, "account.second_factor_required", "code"));
    }
    domain::Actor who = nobody(login);
    who.account_id = account->id;
    if (Outcome judged = judge_code(who, *code, visitor); !judged) return judged.problems();
  }
  return begin_session(account->id, account->login, visitor, enrolled && code.has_value(), "signed_in");
}

Result<Session> AccountService::begin_session(std::int64_t account_id, const std::string& login, const Visitor& visitor,
                                              bool code_shown, const std::string& outcome) {
  return gate_.system_write(SystemKey{}, nobody(login), [&](Tx& tx) -> Result<Session> {
    const auto account = store::find_account(tx.rows(), account_id);
    if (!account || account->status != "active") return bad_credentials();
    const auto settings = store::load_security(tx.rows());
    forgive(tx, settings, account->login, visitor);
    const bool waits = !account->second_factor_since.empty() && !code_shown;
    Session session{0, 0, random_token(), random_token(), account->language, "full", {}, {}, {}, {}};
    session.stage = waits ? "second_factor" : next_stage(tx, settings, *account);
    session.actor = store::load_actor(tx.rows(), *account);
    if (const auto before = store::last_sign_in(tx.rows(), account_id)) {
      session.before_at = before->at;
      session.before_address = before->address;
    }
    session.expires_at = later(tx.now(), settings.session_hours * 3600).utc();
    if (code_shown) session.actor.second_factor_at = tx.now().milliseconds();
    log_sign_in(tx, account_id, visitor, waits ? "awaiting_code" : outcome);
    if (!waits) store::note_sign_in(tx.rows(), account_id, tx.now());
    store::SessionRow row;
    row.account_id = account_id;
    row.token_digest = sha256_hex(session.token);
    row.csrf_token = session.csrf;
    row.stage = session.stage;
    row.created_at = row.last_seen_at = tx.now().utc();
    row.idle_ends_at = later(tx.now(), settings.session_idle_minutes * 60).utc();
    row.expires_at = session.expires_at;
    if (code_shown) row.second_factor_at = tx.now().utc();
    row.address = visitor.address;
    row.program = visitor.program;
    row.before_at = session.before_at;
    row.before_address = session.before_address;
    session.id = store::insert_session(tx.rows(), row);
    Json detail = Json::object();
    detail.set("address", visitor.address).set("stage", session.stage);
    tx.audit("sign_in", {"account", account_id}, account->bureau_id, detail);
    if (session.stage != "full") session.actor.allowed.emplace();
    return session;
  });
}

Result<Session> AccountService::pass_second_factor(const std::string& token, const std::string& code,
                                                   const Visitor& visitor) {
  auto session = session_of(token, visitor);
  if (!session) return session;
  if (session->stage != "second_factor") return session;
  if (Outcome judged = judge_code(session->actor, code, visitor); !judged) return judged.problems();
  return gate_.system_write(SystemKey{}, session->actor, [&](Tx& tx) -> Result<Session> {
    const auto account = store::find_account(tx.rows(), session->actor.account_id);
    if (!account || account->status != "active") return signed_out();
    Session passed = *session;
    // A new token, so that whoever saw the one of the first step has nothing.
    passed.token = random_token();
    passed.stage = next_stage(tx, store::load_security(tx.rows()), *account);
    store::move_session(tx.rows(), passed.id, sha256_hex(passed.token), passed.stage);
    store::note_second_factor(tx.rows(), passed.id, tx.now());
    store::note_sign_in(tx.rows(), account->id, tx.now());
    log_sign_in(tx, account->id, visitor, "signed_in");
    tx.audit("second_factor_passed", {"account", account->id}, account->bureau_id, Json::object());
    passed.actor.second_factor_at = tx.now().milliseconds();
    passed.actor.allowed.reset();
    if (passed.stage != "full") passed.actor.allowed.emplace();
    return passed;
  });
}

Result<Session> AccountService::use_code(const std::string& login, const std::string& code, const std::string& wanted,
                                         const Visitor& visitor) {
  const auto attempt = begin_attempt(login, visitor);
  if (!attempt) return attempt.problems();
  if (!attempt->refused.empty()) return attempt->refused;
  const auto& account = attempt->account;
  const std::string digest = digest_of_code(code);
  const bool right = account && account->status == "active" && !account->code_digest.empty() &&
                     same_secret(account->code_digest, digest) && account->code_expires_at > gate_.clock().now().utc();
  Problems problems = domain::check_password(attempt->settings, {login, account && right ? account->display_name : ""},
                                             wanted, "wanted");
  if (!right) {
    Problems answer = failed(*attempt, login, visitor, "wrong_code", bad_code());
    append(problems, answer);
    return problems;
  }
  const auto hashes = gate_.system_read(SystemKey{}, nobody(login), [&](Tx& tx) -> Result<std::vector<std::string>> {
    return store::load_password_hashes(tx.rows(), account->id, attempt->settings.password_history);
  });
  if (!hashes) return hashes.problems();
  if (problems.empty()) problems = check_password_history(*hashes, wanted, "wanted");
  if (!problems.empty()) {
    // The code was right: what is wrong with the password costs no attempt.
    (void)gate_.system_write(SystemKey{}, nobody(login), [&](Tx& tx) -> Outcome {
      forgive(tx, attempt->settings, login, visitor);
      tx.changed_nothing();
      return Done{};
    });
    return problems;
  }
  const std::string hash = hash_password(wanted);
  const Outcome set = gate_.system_write(SystemKey{}, nobody(login), [&](Tx& tx) -> Outcome {
    const auto now = store::find_account(tx.rows(), account->id);
    if (!now || now->code_digest != digest) return bad_code();
    store::set_password_hash(tx.rows(), account->id, hash, tx.now());
    store::end_other_sessions(tx.rows(), account->id, "", tx.now());
    log_sign_in(tx, account->id, visitor, "code_used");
    tx.audit("use_one_time_code", {"account", account->id}, account->bureau_id, Json::object());
    return Done{};
  });
  if (!set) return set.problems();
  return begin_session(account->id, account->login, visitor, false, "signed_in");
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

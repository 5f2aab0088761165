// Accounts, signing in and sessions. Whoever has a session is an Actor; everything else asks the gate.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "domain/security.h"
#include "service/gate.h"
#include "store/account_store.h"
#include "store/session_store.h"

namespace zhiheng::service {

// Where a request comes from: the client's address as seen through a trusted proxy, and its browser or program.
struct Visitor {
  std::string address;
  std::string program;
};

struct Session {
  std::int64_t id = 0;        // 0 with a personal token
  std::int64_t token_id = 0;  // of a personal token
  std::string token;          // known to the browser alone; the table holds its SHA-256
  std::string csrf;           // stands in every form of the session
  std::string language;
  // "full"; or what is still to be done before anything else is allowed: "second_factor" (show a code), "password"
  // (too old: choose another), "enrol" (the role needs a second factor and has none).
  std::string stage = "full";
  domain::Actor actor;
  std::string expires_at;                 // UTC
  std::string before_at, before_address;  // the sign-in before this one
};

// What was issued once and is shown once.
struct IssuedCode {
  std::string code;
  std::string expires_at;  // RFC 3339
};

class AccountService {
 public:
  explicit AccountService(Gate& gate) : gate_(gate) {}

  // Refuses account.bad_credentials (unknown login and wrong password alike, in the same time), account.locked
  // (Kind::too_many, {seconds}: after several failures of this login or from this address, longer each time) and
  // account.disabled. With a second factor the session waits in stage "second_factor" - or, where `code` is given,
  // the code is taken at once: account.second_factor_required, account.bad_code.
  Result<Session> sign_in(const std::string& login, const std::string& password, const Visitor& visitor = {},
                          const std::optional<std::string>& code = {});
  Result<Session> pass_second_factor(const std::string& token, const std::string& code, const Visitor& visitor);
  // With the code that an administrator issued; chooses the password and signs in. Refuses account.bad_code for an
  // unknown login and a wrong or old code alike, and the rules of passwords, all at once.
  Result<Session> use_code(const std::string& login, const std::string& code, const std::string& wanted,
                           const Visitor& visitor);
  // Of a session or a personal token. Refuses account.signed_out (Kind::unauthenticated): unknown, ended, idle for too
  // long or too old. `background`: the page asks, not the person, so the idle time goes on.
  Result<Session> session_of(const std::string& token, const Visitor& visitor = {}, bool background = false);
  Result<domain::Actor> actor_of_token(const std::string& token);
  Outcome sign_out(const std::string& token);

  // Own password; every other session of the account ends. Refuses account.wrong_password, account.password_same,
  // account.password_used and the rules of passwords.
  Outcome change_password(const domain::Actor& actor, const std::string& token, const std::string& present,
                          const std::string& wanted, const Visitor& visitor = {});

  // {"items":[{"id","current","address","program","since","last_seen_at","expires_at"}]}
  Result<Json> own_sessions(const domain::Actor& actor, std::int64_t current);
  Outcome end_own_session(const domain::Actor& actor, std::int64_t id);
  Result<std::int64_t> end_own_other_sessions(const domain::Actor& actor, const std::string& token);
  Result<Json> sessions_of(const domain::Actor& actor, std::int64_t account_id);
  Result<std::int64_t> end_sessions_of(const domain::Actor& actor, std::int64_t account_id);
  // {"items":[{"at","outcome","address","program"}],"next","total"}, newest first, failures included.
  Result<Json> own_sign_ins(const domain::Actor& actor, const std::string& cursor, int limit);

  // {"enrolled","since","recovery_codes","required"}
  Result<Json> own_second_factor(const domain::Actor& actor);
  // A secret that counts only after a first code of it was shown: {"secret","uri"}. Refuses second_factor.enrolled.
  Result<Json> begin_second_factor(const domain::Actor& actor);
  // The ten recovery codes, shown once: {"recovery_codes":[...]}. Refuses account.bad_code, second_factor.not_begun.
  Result<Json> confirm_second_factor(const domain::Actor& actor, const std::string& token, const std::string& code);
  Result<Json> renew_recovery_codes(const domain::Actor& actor, const std::string& code);
  Outcome remove_second_factor(const domain::Actor& actor, const std::string& code);  // second_factor.required_by_role
  // A fresh code for what asks for one (Gate: account.second_factor_required). Remembered in the session where there
  // is one; answers the moment. Refuses account.bad_code, account.locked, second_factor.none.
  Result<std::int64_t> show_second_factor(const domain::Actor& actor, std::int64_t session_id, const std::string& code,
                                          const Visitor& visitor);

  // For administrators and the operator of the machine. An account is
  // {"id","version","login","display_name","roles":[...],"bureau","agency","expert","budget_unit","status","language",
  //  "last_sign_in_at","password_changed_at","second_factor_since","code_expires_at"}; references are ids, or natural
  // keys (code, USCC) when given. Who may edit_accounts says who there is; roles and places are for who may edit_roles.
  // Refuses account.login_malformed, account.login_taken, account.role_*, account.*_missing, account.password_*,
  // account.reference_absent, account.outside_scope, account.roles_elsewhere, account.last_administrator, grant.* -
  // all that apply at once.
  // Without "password" the answer has "code" and "code_expires_at", shown once; only the machine's operator gives one.
  Result<Json> create_account(const domain::Actor& actor, const Json& body);
  Problems check_new_account(const Json& body);  // what can be said before any row is looked at
  Result<Json> change_account(const domain::Actor& actor, std::int64_t id, std::int64_t version, const Json& body);
  Result<Json> read_account(const domain::Actor& actor, std::int64_t id);
  Result<Json> list_accounts(const domain::Actor& actor, const std::string& q, const std::string& cursor, int limit);
  // A new password set by the machine's operator, which also unlocks; ends all of the account's sessions.
  Outcome reset_password(const domain::Actor& actor, std::int64_t id, const std::string& password);
  // The password works no longer, sessions and tokens end; with the code the person chooses a new one.
  Result<IssuedCode> issue_code(const domain::Actor& actor, std::int64_t id);
  Outcome disable_account(const domain::Actor& actor, std::int64_t id);
  Outcome enable_account(const domain::Actor& actor, std::int64_t id);
  // For who lost telephone and recovery codes: by the security administrator, who cannot reset passwords.
  Outcome reset_second_factor(const domain::Actor& actor, std::int64_t id);
  Result<std::int64_t> id_of_login(const domain::Actor& actor, const std::string& login);

  // The actor behind a login without a password, for the command line of the machine's operator alone
  // (Kind::forbidden for anybody else).
  Result<domain::Actor> actor_of_login(const domain::Actor& operator_of_machine, const std::string& login);

 private:
  // Counts an attempt before it is judged, so that many at once are no way around the limit; Problems when blocked.
  struct Attempt {
    std::optional<store::AccountRow> account;
    domain::SecuritySettings settings;
    Problems refused;
  };
  Result<Attempt> begin_attempt(const std::string& login, const Visitor& visitor);
  Problems failed(const Attempt& attempt, const std::string& login, const Visitor& visitor, const std::string& outcome,
                  Problem answer);
  Result<Session> begin_session(std::int64_t account_id, const std::string& login, const Visitor& visitor,
                                bool code_shown, const std::string& outcome);
  // Judges a code of the app or a recovery code, with the limit on attempts. Refuses account.bad_code.
  Outcome judge_code(const domain::Actor& actor, const std::string& code, const Visitor& visitor);
  Result<Session> session_of_token(const std::string& token, const Visitor& visitor);
  Result<Json> issue_recovery_codes(const domain::Actor& actor, const std::string& token, const std::string& act);

  Gate& gate_;
};

// With the standard settings, for tests and forms.
Problems check_password(const std::string& login, const std::string& password, const std::string& field);
// Of the history of an account, outside of any transaction because comparing takes long; account.password_used.
Problems check_password_history(const std::vector<std::string>& hashes, const std::string& password,
                                const std::string& field);
// At most two at a time: hashing takes memory and a core on purpose.
bool password_matches_slowly(const std::string& hash, const std::string& password);

// A code for people to type: four groups of four letters and digits, 80 random bits; the digest forgives dashes and
// case.
std::string new_one_time_code();
std::string digest_of_code(const std::string& code);

inline constexpr const char* token_beginning = "zht_";

// The owner of the machine at its command line.
domain::Actor operator_of_machine();

}  // namespace zhiheng::service

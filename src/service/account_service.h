// Accounts, signing in and sessions. Whoever has a session is an Actor; everything else asks the gate.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

struct Session {
  std::string token;  // known to the browser alone; the table holds its SHA-256
  std::string csrf;   // stands in every form of the session
  std::string language;
  domain::Actor actor;
};

class AccountService {
 public:
  explicit AccountService(Gate& gate) : gate_(gate) {}

  // Refuses account.bad_credentials (unknown login and wrong password alike, in the same time), account.locked (after
  // five wrong passwords, for 30 minutes) and account.disabled.
  Result<Session> sign_in(const std::string& login, const std::string& password);
  // Refuses account.signed_out (Kind::unauthenticated): unknown, ended, idle for 30 minutes or older than 12 hours.
  Result<Session> session_of(const std::string& token);
  Result<domain::Actor> actor_of_token(const std::string& token);
  Outcome sign_out(const std::string& token);

  // Own password; every other session of the account ends. Refuses account.wrong_password and the rules of passwords.
  Outcome change_password(const domain::Actor& actor, const std::string& token, const std::string& present,
                          const std::string& wanted);

  // For the system administrator and the operator of the machine. An account is
  // {"id","version","login","display_name","roles":[...],"bureau","agency","expert","status","language",
  //  "last_sign_in_at","locked_until"}; references are ids, or natural keys (code, USCC) when given.
  // Refuses account.login_malformed, account.login_taken, account.role_*, account.*_missing, account.password_*,
  // account.reference_absent, account.outside_scope, account.last_administrator - all that apply at once.
  Result<Json> create_account(const domain::Actor& actor, const Json& body);  // with "password"
  Result<Json> change_account(const domain::Actor& actor, std::int64_t id, std::int64_t version, const Json& body);
  Result<Json> read_account(const domain::Actor& actor, std::int64_t id);
  Result<Json> list_accounts(const domain::Actor& actor, const std::string& q, const std::string& cursor, int limit);
  // A new password set for somebody, which also unlocks; ends all of the account's sessions.
  Outcome reset_password(const domain::Actor& actor, std::int64_t id, const std::string& password);
  Outcome disable_account(const domain::Actor& actor, std::int64_t id);
  Result<std::int64_t> id_of_login(const domain::Actor& actor, const std::string& login);

  // The actor behind a login without a password, for the command line of the machine's operator alone
  // (Kind::forbidden for anybody else).
  Result<domain::Actor> actor_of_login(const domain::Actor& operator_of_machine, const std::string& login);

 private:
  Outcome count_failure(const domain::Actor& nobody, std::int64_t account_id);
  Result<Session> begin_session(std::int64_t account_id, const std::string& login);

  Gate& gate_;
};

// At least 10 characters, three of four classes, not the login name. `field` is where problems are reported.
Problems check_password(const std::string& login, const std::string& password, const std::string& field);

// The owner of the machine at its command line.
domain::Actor operator_of_machine();

}  // namespace zhiheng::service

// The rules of passwords and sessions, the first set-up of an empty installation, and the clearing away of what is
// over.
#pragma once

#include <optional>
#include <string>

#include "domain/security.h"
#include "service/account_service.h"
#include "service/gate.h"

namespace zhiheng::service {

class SecurityService {
 public:
  explicit SecurityService(Gate& gate) : gate_(gate) {}

  // {"password_length": 10, ..., "second_factor_roles": ["leader"]}
  Result<Json> read_settings(const domain::Actor& actor);
  // Members that are absent keep their value. Refuses field.unknown, security.out_of_range {least, most},
  // security.not_a_number, account.role_unknown, security.second_factor_unfit - all at once.
  Result<Json> change_settings(const domain::Actor& actor, const Json& body);

  // Has this installation no account at all?
  Result<bool> is_empty();
  // A code for /setup, good for a day, when the installation is empty; nullopt otherwise. A new one replaces the old.
  Result<std::optional<std::string>> new_setup_code();
  // {"code","system_login","system_name","password","security_login","security_name"}: the first system administrator
  // with a password of his own, and the first security administrator - another person - with a one-time code that
  // stands in the answer. Refuses setup.done (Kind::absent), setup.bad_code, and what create_account refuses.
  Result<Json> set_up(const Json& body, const Visitor& visitor);

  // Sessions over for a week, sign-ins older than the setting, forgotten failures; answers how many rows.
  Result<std::int64_t> clear_away();

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service

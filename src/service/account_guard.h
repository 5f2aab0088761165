// What stands between a stranger and guessing: failures are counted per login and per address, as rows, so that the
// limit holds over all nodes; each further failure doubles the wait.
#pragma once

#include <optional>
#include <string>

#include "domain/security.h"
#include "service/account_service.h"
#include "service/gate.h"

namespace zhiheng::service {

// account.locked with {seconds} while either side has to wait.
std::optional<Problem> blocked(Tx& tx, const std::string& login, const Visitor& visitor);
void count_attempt(Tx& tx, const domain::SecuritySettings& settings, const std::string& login, const Visitor& visitor);
// The attempt that was counted was right: the login begins anew, the address loses this one failure only.
void forgive(Tx& tx, const domain::SecuritySettings& settings, const std::string& login, const Visitor& visitor);
void unlock_login(Tx& tx, const std::string& login);

void log_sign_in(Tx& tx, std::int64_t account_id, const Visitor& visitor, const std::string& outcome);

// What was found out in a transaction that is kept even where it refuses, because it counted an attempt.
struct Judgement {
  Problems refused;
};

Timestamp later(Timestamp moment, std::int64_t seconds);

}  // namespace zhiheng::service

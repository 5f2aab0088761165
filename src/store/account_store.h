// Rows of accounts, their roles and their sessions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/access.h"
#include "store/sql.h"

namespace zhiheng::store {

struct AccountRow {
  std::int64_t id = 0, version = 0;
  std::string login, display_name, password_hash, status, language;
  std::int64_t bureau_id = 0, agency_id = 0, expert_id = 0, budget_unit_id = 0;  // noughts where there is none
  std::string locked_until, last_sign_in_at;                                     // UTC, or empty
  std::string password_changed_at, code_digest, code_expires_at;
  std::string second_factor_secret, second_factor_since;  // sealed; since: empty until a first code was shown
  std::int64_t second_factor_step = 0;                    // of the last code that was taken
};

std::optional<AccountRow> find_account(Connection& connection, std::int64_t id);
std::optional<AccountRow> find_account_by_login(Connection& connection, const std::string& login);
std::vector<AccountRow> find_accounts(Connection& connection, const std::vector<std::int64_t>& ids);  // in this order
std::vector<domain::Role> load_roles(Connection& connection, std::int64_t account_id);
std::map<std::int64_t, std::vector<domain::Role>> load_roles_of(Connection& connection,
                                                                const std::vector<std::int64_t>& account_ids);
domain::Actor load_actor(Connection& connection, const AccountRow& account);

std::int64_t insert_account(Connection& connection, const AccountRow& account, Timestamp now);
bool update_account(Connection& connection, const AccountRow& account, Timestamp now);  // false: stale
void replace_roles(Connection& connection, std::int64_t account_id, const std::vector<domain::Role>& roles);
void set_password_hash(Connection& connection, std::int64_t account_id, const std::string& hash, Timestamp now);
// Active ones of this role.
std::int64_t count_other_administrators(Connection& connection, std::int64_t account_id, domain::Role role);

void note_sign_in(Connection& connection, std::int64_t account_id, Timestamp now);

// A one-time code in the place of a password; the password that was there works no longer.
void set_account_code(Connection& connection, std::int64_t account_id, const std::string& code_digest,
                      Timestamp expires, Timestamp now);
// The hashes that a new password is compared with, newest first, the one in use included.
std::vector<std::string> load_password_hashes(Connection& connection, std::int64_t account_id, std::int64_t most);

// An empty secret takes the second factor away. `since` is empty until a first code was shown.
void set_second_factor(Connection& connection, std::int64_t account_id, const std::string& secret,
                       const std::string& since, Timestamp now);
// False when a code of this step, or a later one, was taken already.
bool take_second_factor_step(Connection& connection, std::int64_t account_id, std::int64_t step);
void replace_recovery_codes(Connection& connection, std::int64_t account_id, const std::vector<std::string>& digests);
bool use_recovery_code(Connection& connection, std::int64_t account_id, const std::string& digest, Timestamp now);
std::int64_t count_recovery_codes(Connection& connection, std::int64_t account_id);  // unused ones

}  // namespace zhiheng::store

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
  std::int64_t bureau_id = 0, agency_id = 0, expert_id = 0;  // noughts where there is none
  std::string locked_until, last_sign_in_at;                 // UTC, or empty
};

std::optional<AccountRow> find_account(Connection& connection, std::int64_t id);
std::optional<AccountRow> find_account_by_login(Connection& connection, const std::string& login);
std::vector<domain::Role> load_roles(Connection& connection, std::int64_t account_id);
std::map<std::int64_t, std::vector<domain::Role>> load_roles_of(Connection& connection,
                                                                const std::vector<std::int64_t>& account_ids);
domain::Actor load_actor(Connection& connection, const AccountRow& account);

std::int64_t insert_account(Connection& connection, const AccountRow& account, Timestamp now);
bool update_account(Connection& connection, const AccountRow& account, Timestamp now);  // false: stale
void replace_roles(Connection& connection, std::int64_t account_id, const std::vector<domain::Role>& roles);
void set_password_hash(Connection& connection, std::int64_t account_id, const std::string& hash, Timestamp now);
std::int64_t count_other_administrators(Connection& connection, std::int64_t account_id);  // active ones

// Answers how often in a row it failed by now.
std::int64_t count_failed_sign_in(Connection& connection, std::int64_t account_id);
void lock_account(Connection& connection, std::int64_t account_id, Timestamp until);
void note_sign_in(Connection& connection, std::int64_t account_id, Timestamp now);

struct SessionRow {
  std::int64_t id = 0, account_id = 0;
  std::string csrf_token, last_seen_at, expires_at;
  bool ended = false;
};
void insert_session(Connection& connection, std::int64_t account_id, const std::string& token_digest,
                    const std::string& csrf_token, Timestamp now, Timestamp expires);
std::optional<SessionRow> find_session(Connection& connection, const std::string& token_digest);
void touch_session(Connection& connection, std::int64_t session_id, Timestamp now);
// Ends the session with this digest, or all of the account but that one.
void end_session(Connection& connection, const std::string& token_digest, Timestamp now);
void end_other_sessions(Connection& connection, std::int64_t account_id, const std::string& kept_digest, Timestamp now);

}  // namespace zhiheng::store

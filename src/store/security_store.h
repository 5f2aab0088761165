// Rows of the security settings, of attempts to sign in and of what stands between them, and of the audit as a list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/security.h"
#include "store/sql.h"

namespace zhiheng::store {

domain::SecuritySettings load_security(Connection& connection);
void save_security(Connection& connection, const std::string& name, const std::string& value, Timestamp now);

// Attempts from one side: a login (known or not) or a client's address, both by digest, because people type
// passwords into the wrong field.
struct GuardRow {
  std::int64_t id = 0, failed_count = 0;
  std::string last_failed_at, blocked_until;
};
GuardRow load_guard(Connection& connection, const std::string& side, const std::string& name_digest);
void save_guard(Connection& connection, const std::string& side, const std::string& name_digest, const GuardRow& guard);
void delete_guard(Connection& connection, const std::string& side, const std::string& name_digest);
std::int64_t delete_guards_before(Connection& connection, Timestamp moment);

struct SignInRow {
  std::int64_t id = 0, account_id = 0;
  std::string at, outcome, address, program;
};
void insert_sign_in(Connection& connection, const SignInRow& row);
// Newest first, of those before the row `before` (0: all).
std::vector<SignInRow> list_sign_ins(Connection& connection, std::int64_t account_id, std::int64_t before, int limit);
std::optional<SignInRow> last_sign_in(Connection& connection, std::int64_t account_id);  // that succeeded
std::int64_t count_sign_ins(Connection& connection, std::int64_t account_id);
std::int64_t count_failures_since(Connection& connection, std::int64_t account_id, const std::string& since);
std::int64_t delete_sign_ins_before(Connection& connection, Timestamp moment);

// The code that lets the first person in; one at a time.
void replace_setup_code(Connection& connection, const std::string& digest, Timestamp expires);
bool setup_code_fits(Connection& connection, const std::string& digest, Timestamp now);
void delete_setup_codes(Connection& connection);
bool has_accounts(Connection& connection);

struct AuditQuery {
  std::string login, action, subject, request_id;
  std::string from, until;          // UTC, until not included
  std::string words;                // that occur in the detail
  bool words_in_open_only = false;  // ... of rows that are not about the business
  std::int64_t subject_id = 0;
  std::int64_t before = 0;            // rows before this one
  std::vector<std::int64_t> bureaus;  // only of these; empty: of all
  int limit = 50;
};
struct AuditRow {
  std::int64_t id = 0, account_id = 0, subject_id = 0, bureau_id = 0;
  std::string at, login, action, subject, detail, request_id;
};
std::vector<AuditRow> list_audit(Connection& connection, const AuditQuery& query);
std::int64_t count_audit(Connection& connection, const AuditQuery& query);

}  // namespace zhiheng::store

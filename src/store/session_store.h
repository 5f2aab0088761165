// Rows of sessions and of personal tokens: how somebody shows who he is after having signed in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/sql.h"

namespace zhiheng::store {

struct SessionRow {
  std::int64_t id = 0, account_id = 0;
  std::string token_digest, csrf_token;
  std::string stage;  // "full", or the step that is still to be taken: "second_factor", "password", "enrol"
  std::string created_at, last_seen_at, idle_ends_at, expires_at, ended_at, second_factor_at;
  std::string address, program;           // where it began, and the browser or program
  std::string before_at, before_address;  // the sign-in before this one
};
std::int64_t insert_session(Connection& connection, const SessionRow& session);
std::optional<SessionRow> find_session(Connection& connection, const std::string& token_digest);
std::optional<SessionRow> find_session(Connection& connection, std::int64_t id);
std::vector<SessionRow> list_sessions(Connection& connection, std::int64_t account_id, Timestamp now);  // that stand
void touch_session(Connection& connection, std::int64_t session_id, Timestamp now, Timestamp idle_ends);
// A new token and stage after a step was taken.
void move_session(Connection& connection, std::int64_t session_id, const std::string& token_digest,
                  const std::string& stage);
void set_session_stage(Connection& connection, std::int64_t account_id, const std::string& from, const std::string& to);
void note_second_factor(Connection& connection, std::int64_t session_id, Timestamp now);
void end_session(Connection& connection, std::int64_t session_id, Timestamp now);
// All of the account's but the one with this digest; answers how many.
std::int64_t end_other_sessions(Connection& connection, std::int64_t account_id, const std::string& kept_digest,
                                Timestamp now);
std::int64_t delete_sessions_before(Connection& connection, Timestamp moment);  // ended or expired by then

struct TokenRow {
  std::int64_t id = 0, account_id = 0;
  std::string name, token_digest, scopes;  // scopes with blanks between
  std::string created_at, expires_at, last_used_at, last_address, revoked_at;
};
std::int64_t insert_token(Connection& connection, const TokenRow& token);
std::optional<TokenRow> find_token(Connection& connection, const std::string& token_digest);
std::optional<TokenRow> find_token(Connection& connection, std::int64_t id);
std::vector<TokenRow> list_tokens(Connection& connection, std::int64_t account_id);  // not revoked, newest first
void touch_token(Connection& connection, std::int64_t id, Timestamp now, const std::string& address);
void revoke_token(Connection& connection, std::int64_t id, Timestamp now);
std::int64_t revoke_tokens(Connection& connection, std::int64_t account_id, Timestamp now);

}  // namespace zhiheng::store

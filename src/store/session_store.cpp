#include "store/session_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view session_columns =
    "SELECT id, account_id, token_digest, csrf_token, stage, created_at, last_seen_at, idle_ends_at, expires_at, "
    "ended_at, second_factor_at, address, program, before_at, before_address FROM session WHERE ";

SessionRow read_session(const Row& row) {
  RowReader cells(row);
  SessionRow session;
  session.id = cells.integer();
  session.account_id = cells.integer();
  for (std::string* text :
       {&session.token_digest, &session.csrf_token, &session.stage, &session.created_at, &session.last_seen_at,
        &session.idle_ends_at, &session.expires_at, &session.ended_at, &session.second_factor_at, &session.address,
        &session.program, &session.before_at, &session.before_address}) {
    *text = cells.text();
  }
  return session;
}

constexpr std::string_view token_columns =
    "SELECT id, account_id, name, token_digest, scopes, created_at, expires_at, last_used_at, last_address, "
    "revoked_at FROM api_token WHERE ";

TokenRow read_token(const Row& row) {
  RowReader cells(row);
  TokenRow token;
  token.id = cells.integer();
  token.account_id = cells.integer();
  for (std::string* text : {&token.name, &token.token_digest, &token.scopes, &token.created_at, &token.expires_at,
                            &token.last_used_at, &token.last_address, &token.revoked_at}) {
    *text = cells.text();
  }
  return token;
}

}  // namespace

std::int64_t insert_session(Connection& connection, const SessionRow& session) {
  connection.execute(
      "INSERT INTO session (token_digest, account_id, csrf_token, stage, created_at, last_seen_at, idle_ends_at, "
      "expires_at, second_factor_at, address, program, before_at, before_address) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {session.token_digest, session.account_id, session.csrf_token, session.stage, session.created_at,
       session.last_seen_at, session.idle_ends_at, session.expires_at, text_or_null(session.second_factor_at),
       session.address, session.program, text_or_null(session.before_at), session.before_address});
  return connection.last_id();
}

std::optional<SessionRow> find_session(Connection& connection, const std::string& token_digest) {
  const auto rows = connection.query(std::string(session_columns) + "token_digest = ?", {token_digest});
  if (rows.empty()) return std::nullopt;
  return read_session(rows[0]);
}

std::optional<SessionRow> find_session(Connection& connection, std::int64_t id) {
  const auto rows = connection.query(std::string(session_columns) + "id = ?", {id});
  if (rows.empty()) return std::nullopt;
  return read_session(rows[0]);
}

std::vector<SessionRow> list_sessions(Connection& connection, std::int64_t account_id, Timestamp now) {
  std::vector<SessionRow> sessions;
  for (const Row& row : connection.query(std::string(session_columns) +
                                             "account_id = ? AND ended_at IS NULL AND expires_at > ? AND idle_ends_at "
                                             "> ? ORDER BY id DESC LIMIT 200",
                                         {account_id, now.utc(), now.utc()})) {
    sessions.push_back(read_session(row));
  }
  return sessions;
}

void touch_session(Connection& connection, std::int64_t session_id, Timestamp now, Timestamp idle_ends) {
  connection.execute("UPDATE session SET last_seen_at = ?, idle_ends_at = ? WHERE id = ?",
                     {now.utc(), idle_ends.utc(), session_id});
}

void move_session(Connection& connection, std::int64_t session_id, const std::string& token_digest,
                  const std::string& stage) {
  connection.execute("UPDATE session SET token_digest = ?, stage = ? WHERE id = ?", {token_digest, stage, session_id});
}

void set_session_stage(Connection& connection, std::int64_t account_id, const std::string& from,
                       const std::string& to) {
  connection.execute("UPDATE session SET stage = ? WHERE account_id = ? AND stage = ? AND ended_at IS NULL",
                     {to, account_id, from});
}

void note_second_factor(Connection& connection, std::int64_t session_id, Timestamp now) {
  connection.execute("UPDATE session SET second_factor_at = ? WHERE id = ?", {now.utc(), session_id});
}

void end_session(Connection& connection, std::int64_t session_id, Timestamp now) {
  connection.execute("UPDATE session SET ended_at = ? WHERE id = ? AND ended_at IS NULL", {now.utc(), session_id});
}

std::int64_t end_other_sessions(Connection& connection, std::int64_t account_id, const std::string& kept_digest,
                                Timestamp now) {
  return connection.execute(
      "UPDATE session SET ended_at = ? WHERE account_id = ? AND token_digest <> ? AND ended_at IS NULL",
      {now.utc(), account_id, kept_digest});
}

std::int64_t delete_sessions_before(Connection& connection, Timestamp moment) {
  return connection.execute("DELETE FROM session WHERE expires_at < ? OR ended_at < ? OR idle_ends_at < ?",
                            {moment.utc(), moment.utc(), moment.utc()});
}

std::int64_t insert_token(Connection& connection, const TokenRow& token) {
  connection.execute(
      "INSERT INTO api_token (account_id, name, token_digest, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, "
      "?)",
      {token.account_id, token.name, token.token_digest, token.scopes, token.created_at, token.expires_at});
  return connection.last_id();
}

std::optional<TokenRow> find_token(Connection& connection, const std::string& token_digest) {
  const auto rows = connection.query(std::string(token_columns) + "token_digest = ?", {token_digest});
  if (rows.empty()) return std::nullopt;
  return read_token(rows[0]);
}

std::optional<TokenRow> find_token(Connection& connection, std::int64_t id) {
  const auto rows = connection.query(std::string(token_columns) + "id = ?", {id});
  if (rows.empty()) return std::nullopt;
  return read_token(rows[0]);
}

std::vector<TokenRow> list_tokens(Connection& connection, std::int64_t account_id) {
  std::vector<TokenRow> tokens;
  for (const Row& row :
       connection.query(std::string(token_columns) + "account_id = ? AND revoked_at IS NULL ORDER BY id DESC LIMIT 200",
                        {account_id})) {
    tokens.push_back(read_token(row));
  }
  return tokens;
}

void touch_token(Connection& connection, std::int64_t id, Timestamp now, const std::string& address) {
  connection.execute("UPDATE api_token SET last_used_at = ?, last_address = ? WHERE id = ?", {now.utc(), address, id});
}

void revoke_token(Connection& connection, std::int64_t id, Timestamp now) {
  connection.execute("UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", {now.utc(), id});
}

std::int64_t revoke_tokens(Connection& connection, std::int64_t account_id, Timestamp now) {
  return connection.execute("UPDATE api_token SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL",
                            {now.utc(), account_id});
}

}  // namespace zhiheng::store

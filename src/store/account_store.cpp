#include "store/account_store.h"

#include "store/record_store.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view account_columns =
    "SELECT id, version, login, display_name, password_hash, status, language, bureau_id, agency_id, expert_id, "
    "locked_until, last_sign_in_at FROM account WHERE ";

std::optional<AccountRow> one_account(Connection& connection, std::string_view condition, const Value& value) {
  const auto rows = connection.query(std::string(account_columns) + std::string(condition), {value});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows[0];
  AccountRow account;
  account.id = integer_or(row[0]);
  account.version = integer_or(row[1]);
  account.login = text_or_empty(row[2]);
  account.display_name = text_or_empty(row[3]);
  account.password_hash = text_or_empty(row[4]);
  account.status = text_or_empty(row[5]);
  account.language = text_or_empty(row[6]);
  account.bureau_id = integer_or(row[7]);
  account.agency_id = integer_or(row[8]);
  account.expert_id = integer_or(row[9]);
  account.locked_until = text_or_empty(row[10]);
  account.last_sign_in_at = text_or_empty(row[11]);
  return account;
}

Value id_or_null(std::int64_t id) {
  return id == 0 ? Value() : Value(id);
}

}  // namespace

std::optional<AccountRow> find_account(Connection& connection, std::int64_t id) {
  return one_account(connection, "id = ?", id);
}

std::optional<AccountRow> find_account_by_login(Connection& connection, const std::string& login) {
  return one_account(connection, "login = ?", login);
}

std::vector<domain::Role> load_roles(Connection& connection, std::int64_t account_id) {
  std::vector<domain::Role> roles;
  for (const Row& row :
       connection.query("SELECT role FROM account_role WHERE account_id = ? ORDER BY role", {account_id})) {
    if (const auto role = domain::role_named(text_or_empty(row[0]))) roles.push_back(*role);
  }
  return roles;
}

std::map<std::int64_t, std::vector<domain::Role>> load_roles_of(Connection& connection,
                                                                const std::vector<std::int64_t>& account_ids) {
  std::map<std::int64_t, std::vector<domain::Role>> roles;
  if (account_ids.empty()) return roles;
  std::string marks;
  Parameters parameters;
  for (const std::int64_t id : account_ids) {
    marks += marks.empty() ? "?" : ", ?";
    parameters.emplace_back(id);
  }
  const std::string sql =
      "SELECT account_id, role FROM account_role WHERE account_id IN (" + marks + ") ORDER BY account_id, role";
  for (const Row& row : connection.query(sql, parameters)) {
    if (const auto role = domain::role_named(text_or_empty(row[1]))) roles[integer_or(row[0])].push_back(*role);
  }
  return roles;
}

domain::Actor load_actor(Connection& connection, const AccountRow& account) {
  domain::Actor actor;
  actor.account_id = account.id;
  actor.login = account.login;
  actor.display_name = account.display_name;
  actor.roles = load_roles(connection, account.id);
  actor.bureau_id = account.bureau_id;
  actor.bureaus = bureau_subtree(connection, account.bureau_id);
  actor.agency_id = account.agency_id;
  actor.expert_id = account.expert_id;
  return actor;
}

std::int64_t insert_account(Connection& connection, const AccountRow& account, Timestamp now) {
  connection.execute(
      "INSERT INTO account (login, display_name, password_hash, bureau_id, agency_id, expert_id, status, language, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {account.login, account.display_name, account.password_hash, id_or_null(account.bureau_id),
       id_or_null(account.agency_id), id_or_null(account.expert_id), account.status, account.language, now.utc(),
       now.utc()});
  return connection.last_id();
}

bool update_account(Connection& connection, const AccountRow& account, Timestamp now) {
  return connection.execute(
             "UPDATE account SET display_name = ?, bureau_id = ?, agency_id = ?, expert_id = ?, status = ?, "
             "language = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {account.display_name, id_or_null(account.bureau_id), id_or_null(account.agency_id),
              id_or_null(account.expert_id), account.status, account.language, now.utc(), account.id,
              account.version}) > 0;
}

void replace_roles(Connection& connection, std::int64_t account_id, const std::vector<domain::Role>& roles) {
  connection.execute("DELETE FROM account_role WHERE account_id = ?", {account_id});
  for (const domain::Role role : roles) {
    connection.execute("INSERT INTO account_role (account_id, role) VALUES (?, ?)",
                       {account_id, std::string(domain::name_of(role))});
  }
}

void set_password_hash(Connection& connection, std::int64_t account_id, const std::string& hash, Timestamp now) {
  connection.execute(
      "UPDATE account SET password_hash = ?, failed_count = 0, locked_until = NULL, version = version + 1, "
      "updated_at = ? WHERE id = ?",
      {hash, now.utc(), account_id});
}

std::int64_t count_other_administrators(Connection& connection, std::int64_t account_id) {
  return integer_or(
      connection.query("SELECT COUNT(*) FROM account_role INNER JOIN account ON account.id = "
                       "account_role.account_id WHERE account_role.role = 'system_administrator' AND "
                       "account.status = 'active' AND account.id <> ?",
                       {account_id})[0][0]);
}

std::int64_t count_failed_sign_in(Connection& connection, std::int64_t account_id) {
  connection.execute("UPDATE account SET failed_count = failed_count + 1 WHERE id = ?", {account_id});
  return integer_or(connection.query("SELECT failed_count FROM account WHERE id = ?", {account_id})[0][0]);
}

void lock_account(Connection& connection, std::int64_t account_id, Timestamp until) {
  connection.execute("UPDATE account SET failed_count = 0, locked_until = ? WHERE id = ?", {until.utc(), account_id});
}

void note_sign_in(Connection& connection, std::int64_t account_id, Timestamp now) {
  connection.execute("UPDATE account SET failed_count = 0, locked_until = NULL, last_sign_in_at = ? WHERE id = ?",
                     {now.utc(), account_id});
}

void insert_session(Connection& connection, std::int64_t account_id, const std::string& token_digest,
                    const std::string& csrf_token, Timestamp now, Timestamp expires) {
  connection.execute(
      "INSERT INTO session (token_digest, account_id, csrf_token, created_at, last_seen_at, expires_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {token_digest, account_id, csrf_token, now.utc(), now.utc(), expires.utc()});
}

std::optional<SessionRow> find_session(Connection& connection, const std::string& token_digest) {
  const auto rows = connection.query(
      "SELECT id, account_id, csrf_token, last_seen_at, expires_at, ended_at FROM session WHERE token_digest = ?",
      {token_digest});
  if (rows.empty()) return std::nullopt;
  const Row& row = rows[0];
  return SessionRow{integer_or(row[0]),    integer_or(row[1]),    text_or_empty(row[2]),
                    text_or_empty(row[3]), text_or_empty(row[4]), !is_null(row[5])};
}

void touch_session(Connection& connection, std::int64_t session_id, Timestamp now) {
  connection.execute("UPDATE session SET last_seen_at = ? WHERE id = ?", {now.utc(), session_id});
}

void end_session(Connection& connection, const std::string& token_digest, Timestamp now) {
  connection.execute("UPDATE session SET ended_at = ? WHERE token_digest = ? AND ended_at IS NULL",
                     {now.utc(), token_digest});
}

void end_other_sessions(Connection& connection, std::int64_t account_id, const std::string& kept_digest,
                        Timestamp now) {
  connection.execute("UPDATE session SET ended_at = ? WHERE account_id = ? AND token_digest <> ? AND ended_at IS NULL",
                     {now.utc(), account_id, kept_digest});
}

}  // namespace zhiheng::store

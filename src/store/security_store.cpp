#include "store/security_store.h"

#include "base/money.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {}  // namespace

domain::SecuritySettings load_security(Connection& connection) {
  domain::SecuritySettings settings = domain::standard_security();
  for (const Row& row : connection.query("SELECT name, value FROM security_setting ORDER BY name", {})) {
    const std::string name = text_or_empty(row[0]);
    const std::string value = text_or_empty(row[1]);
    if (name == "second_factor_roles") {
      for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = std::min(value.find(' ', at), value.size());
        if (const auto role = domain::role_named(value.substr(at, end - at)))
          settings.second_factor_roles.push_back(*role);
        at = end + 1;
      }
    } else if (std::int64_t* member = settings.find(name)) {
      if (const auto number = read_decimal(value, 0, name)) *member = *number;
    }
  }
  return settings;
}

void save_security(Connection& connection, const std::string& name, const std::string& value, Timestamp now) {
  if (connection.execute("UPDATE security_setting SET value = ?, updated_at = ? WHERE name = ?",
                         {value, now.utc(), name}) > 0)
    return;
  connection.execute("INSERT INTO security_setting (name, value, updated_at) VALUES (?, ?, ?)",
                     {name, value, now.utc()});
}

GuardRow load_guard(Connection& connection, const std::string& side, const std::string& name_digest) {
  GuardRow guard;
  const auto rows = connection.query(
      "SELECT id, failed_count, last_failed_at, blocked_until FROM sign_in_guard WHERE side = ? AND name_digest = ?",
      {side, name_digest});
  if (rows.empty()) return guard;
  RowReader cells(rows[0]);
  guard.id = cells.integer();
  guard.failed_count = cells.integer();
  guard.last_failed_at = cells.text();
  guard.blocked_until = cells.text();
  return guard;
}

void save_guard(Connection& connection, const std::string& side, const std::string& name_digest,
                const GuardRow& guard) {
  if (guard.id != 0) {
    connection.execute("UPDATE sign_in_guard SET failed_count = ?, last_failed_at = ?, blocked_until = ? WHERE id = ?",
                       {guard.failed_count, guard.last_failed_at, text_or_null(guard.blocked_until), guard.id});
    return;
  }
  connection.execute(
      "INSERT INTO sign_in_guard (side, name_digest, failed_count, last_failed_at, blocked_until) VALUES (?, ?, ?, ?, "
      "?)",
      {side, name_digest, guard.failed_count, guard.last_failed_at, text_or_null(guard.blocked_until)});
}

void delete_guard(Connection& connection, const std::string& side, const std::string& name_digest) {
  connection.execute("DELETE FROM sign_in_guard WHERE side = ? AND name_digest = ?", {side, name_digest});
}

std::int64_t delete_guards_before(Connection& connection, Timestamp moment) {
  return connection.execute("DELETE FROM sign_in_guard WHERE last_failed_at < ?", {moment.utc()});
}

void insert_sign_in(Connection& connection, const SignInRow& row) {
  connection.execute(
      "INSERT INTO sign_in_log (at, account_id, outcome, address, program) VALUES (?, ?, ?, ?, ?)",
      {row.at, row.account_id == 0 ? Value() : Value(row.account_id), row.outcome, row.address, row.program});
}

std::vector<SignInRow> list_sign_ins(Connection& connection, std::int64_t account_id, std::int64_t before, int limit) {
  std::vector<SignInRow> list;
  std::string sql = "SELECT id, account_id, at, outcome, address, program FROM sign_in_log WHERE account_id = ?";
  Parameters parameters{account_id};
  if (before > 0) {
    sql += " AND id < ?";
    parameters.emplace_back(before);
  }
  for (const Row& row : connection.query(sql + " ORDER BY id DESC LIMIT " + std::to_string(limit), parameters)) {
    RowReader cells(row);
    SignInRow one;
    one.id = cells.integer();
    one.account_id = cells.integer();
    for (std::string* text : {&one.at, &one.outcome, &one.address, &one.program}) *text = cells.text();
    list.push_back(std::move(one));
  }
  return list;
}

std::optional<SignInRow> last_sign_in(Connection& connection, std::int64_t account_id) {
  const auto rows = connection.query(
      "SELECT id, at, address, program FROM sign_in_log WHERE account_id = ? AND outcome = 'signed_in' ORDER BY id "
      "DESC "
      "LIMIT 1",
      {account_id});
  if (rows.empty()) return std::nullopt;
  return SignInRow{integer_or(rows[0][0]),    account_id,
                   text_or_empty(rows[0][1]), "signed_in",
                   text_or_empty(rows[0][2]), text_or_empty(rows[0][3])};
}

std::int64_t count_sign_ins(Connection& connection, std::int64_t account_id) {
  return integer_or(connection.query("SELECT COUNT(*) FROM sign_in_log WHERE account_id = ?", {account_id})[0][0]);
}

std::int64_t count_failures_since(Connection& connection, std::int64_t account_id, const std::string& since) {
  return integer_or(
      connection.query("SELECT COUNT(*) FROM sign_in_log WHERE account_id = ? AND at > ? AND outcome <> "
                       "'signed_in' AND outcome <> 'code_used'",
                       {account_id, since})[0][0]);
}

std::int64_t delete_sign_ins_before(Connection& connection, Timestamp moment) {
  return connection.execute("DELETE FROM sign_in_log WHERE at < ?", {moment.utc()});
}

void replace_setup_code(Connection& connection, const std::string& digest, Timestamp expires) {
  delete_setup_codes(connection);
  connection.execute("INSERT INTO setup_code (code_digest, expires_at) VALUES (?, ?)", {digest, expires.utc()});
}

bool setup_code_fits(Connection& connection, const std::string& digest, Timestamp now) {
  return !connection.query("SELECT id FROM setup_code WHERE code_digest = ? AND expires_at > ?", {digest, now.utc()})
              .empty();
}

void delete_setup_codes(Connection& connection) {
  connection.execute("DELETE FROM setup_code WHERE id > 0");
}

bool has_accounts(Connection& connection) {
  return !connection.query("SELECT id FROM account LIMIT 1", {}).empty();
}

}  // namespace zhiheng::store

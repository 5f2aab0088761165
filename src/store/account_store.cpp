#include "store/account_store.h"

#include <algorithm>

#include "store/record_store.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view account_columns =
    "SELECT id, version, login, display_name, password_hash, status, language, bureau_id, agency_id, expert_id, "
    "locked_until, last_sign_in_at, budget_unit_id, password_changed_at, "
    "code_digest, code_expires_at, second_factor_secret, second_factor_since, second_factor_step FROM account WHERE ";

AccountRow read_account(const Row& row) {
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
  account.budget_unit_id = integer_or(row[12]);
  account.password_changed_at = text_or_empty(row[13]);
  account.code_digest = text_or_empty(row[14]);
  account.code_expires_at = text_or_empty(row[15]);
  account.second_factor_secret = text_or_empty(row[16]);
  account.second_factor_since = text_or_empty(row[17]);
  account.second_factor_step = integer_or(row[18]);
  return account;
}

std::optional<AccountRow> one_account(Connection& connection, std::string_view condition, const Value& value) {
  const auto rows = connection.query(std::string(account_columns) + std::string(condition), {value});
  if (rows.empty()) return std::nullopt;
  return read_account(rows[0]);
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

std::vector<AccountRow> find_accounts(Connection& connection, const std::vector<std::int64_t>& ids) {
  std::vector<AccountRow> accounts;
  if (ids.empty()) return accounts;
  std::string marks;
  Parameters parameters;
  for (const std::int64_t id : ids) {
    marks += marks.empty() ? "?" : ", ?";
    parameters.emplace_back(id);
  }
  std::map<std::int64_t, AccountRow> by_id;
  for (const Row& row : connection.query(std::string(account_columns) + "id IN (" + marks + ")", parameters)) {
    AccountRow account = read_account(row);
    by_id.emplace(account.id, std::move(account));
  }
  for (const std::int64_t id : ids) {
    if (const auto found = by_id.find(id); found != by_id.end()) accounts.push_back(found->second);
  }
  return accounts;
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
  actor.budget_unit_id = account.budget_unit_id;
  return actor;
}

std::int64_t insert_account(Connection& connection, const AccountRow& account, Timestamp now) {
  connection.execute(
      "INSERT INTO account (login, display_name, password_hash, bureau_id, agency_id, expert_id, status, language, "
      "created_at, updated_at, budget_unit_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {account.login, account.display_name, account.password_hash, id_or_null(account.bureau_id),
       id_or_null(account.agency_id), id_or_null(account.expert_id), account.status, account.language, now.utc(),
       now.utc(), id_or_null(account.budget_unit_id)});
  return connection.last_id();
}

bool update_account(Connection& connection, const AccountRow& account, Timestamp now) {
  return connection.execute(
             "UPDATE account SET display_name = ?, bureau_id = ?, agency_id = ?, expert_id = ?, budget_unit_id = ?, "
             "status = ?, "
             "language = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {account.display_name, id_or_null(account.bureau_id), id_or_null(account.agency_id),
              id_or_null(account.expert_id), id_or_null(account.budget_unit_id), account.status, account.language,
              now.utc(), account.id, account.version}) > 0;
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
      "UPDATE account SET password_hash = ?, password_changed_at = ?, code_digest = NULL, code_expires_at = NULL, "
      "failed_count = 0, locked_until = NULL, version = version + 1, updated_at = ? WHERE id = ?",
      {hash, now.utc(), now.utc(), account_id});
  connection.execute("INSERT INTO password_history (account_id, password_hash, created_at) VALUES (?, ?, ?)",
                     {account_id, hash, now.utc()});
}

void set_account_code(Connection& connection, std::int64_t account_id, const std::string& code_digest,
                      Timestamp expires, Timestamp now) {
  connection.execute(
      "UPDATE account SET code_digest = ?, code_expires_at = ?, password_hash = '', version = version + 1, "
      "updated_at = ? WHERE id = ?",
      {code_digest, expires.utc(), now.utc(), account_id});
}

std::vector<std::string> load_password_hashes(Connection& connection, std::int64_t account_id, std::int64_t most) {
  std::vector<std::string> hashes;
  const auto add = [&](const std::string& hash) {
    if (!hash.empty() && std::find(hashes.begin(), hashes.end(), hash) == hashes.end()) hashes.push_back(hash);
  };
  for (const Row& row : connection.query("SELECT password_hash FROM account WHERE id = ?", {account_id})) {
    add(text_or_empty(row[0]));
  }
  for (const Row& row : connection.query(
           std::string("SELECT password_hash FROM password_history WHERE account_id = ? ORDER BY id DESC LIMIT ") +
               std::to_string(most),
           {account_id})) {
    add(text_or_empty(row[0]));
  }
  return hashes;
}

std::int64_t count_other_administrators(Connection& connection, std::int64_t account_id, domain::Role role) {
  return integer_or(
      connection.query("SELECT COUNT(*) FROM account_role INNER JOIN account ON account.id = "
                       "account_role.account_id WHERE account_role.role = ? AND "
                       "account.status = 'active' AND account.id <> ?",
                       {std::string(domain::name_of(role)), account_id})[0][0]);
}

void note_sign_in(Connection& connection, std::int64_t account_id, Timestamp now) {
  connection.execute("UPDATE account SET failed_count = 0, locked_until = NULL, last_sign_in_at = ? WHERE id = ?",
                     {now.utc(), account_id});
}

void set_second_factor(Connection& connection, std::int64_t account_id, const std::string& secret,
                       const std::string& since, Timestamp now) {
  const auto text_or_null = [](const std::string& text) { return text.empty() ? Value() : Value(text); };
  connection.execute(
      "UPDATE account SET second_factor_secret = ?, second_factor_since = ?, version = version + 1, updated_at = ? "
      "WHERE id = ?",
      {text_or_null(secret), text_or_null(since), now.utc(), account_id});
  if (secret.empty()) connection.execute("DELETE FROM recovery_code WHERE account_id = ?", {account_id});
}

bool take_second_factor_step(Connection& connection, std::int64_t account_id, std::int64_t step) {
  return connection.execute("UPDATE account SET second_factor_step = ? WHERE id = ? AND second_factor_step < ?",
                            {step, account_id, step}) > 0;
}

void replace_recovery_codes(Connection& connection, std::int64_t account_id, const std::vector<std::string>& digests) {
  connection.execute("DELETE FROM recovery_code WHERE account_id = ?", {account_id});
  for (const std::string& digest : digests) {
    connection.execute("INSERT INTO recovery_code (account_id, code_digest) VALUES (?, ?)", {account_id, digest});
  }
}

bool use_recovery_code(Connection& connection, std::int64_t account_id, const std::string& digest, Timestamp now) {
  return connection.execute(
             "UPDATE recovery_code SET used_at = ? WHERE account_id = ? AND code_digest = ? AND used_at IS NULL",
             {now.utc(), account_id, digest}) > 0;
}

std::int64_t count_recovery_codes(Connection& connection, std::int64_t account_id) {
  return integer_or(connection.query("SELECT COUNT(*) FROM recovery_code WHERE account_id = ? AND used_at IS NULL",
                                     {account_id})[0][0]);
}

}  // namespace zhiheng::store

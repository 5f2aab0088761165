#include "store/idempotency_store.h"

namespace zhiheng::store {

namespace {

std::string oldest_kept(Timestamp now) {
  return Timestamp::from_milliseconds(now.milliseconds() - idempotency_hours * 3'600'000).utc();
}

}  // namespace

std::optional<KeptAnswer> take_answer(Connection& connection, std::int64_t account_id, const std::string& key,
                                      Timestamp now) {
  const auto rows = connection.query(
      "SELECT body_digest, status, response FROM idempotency WHERE account_id = ? AND request_key = ? AND created_at "
      "> ?",
      {account_id, key, oldest_kept(now)});
  if (rows.empty()) return std::nullopt;
  return KeptAnswer{text_or_empty(rows[0][0]), static_cast<int>(integer_or(rows[0][1])), text_or_empty(rows[0][2])};
}

void claim_request(Connection& connection, std::int64_t account_id, const std::string& key,
                   const std::string& body_digest, Timestamp now) {
  connection.execute("DELETE FROM idempotency WHERE account_id = ? AND request_key = ? AND created_at <= ?",
                     {account_id, key, oldest_kept(now)});
  connection.execute(
      "INSERT INTO idempotency (account_id, request_key, body_digest, status, response, created_at) "
      "VALUES (?, ?, ?, 0, '', ?)",
      {account_id, key, body_digest, now.utc()});
}

void keep_answer(Connection& connection, std::int64_t account_id, const std::string& key, int status,
                 const std::string& response) {
  connection.execute("UPDATE idempotency SET status = ?, response = ? WHERE account_id = ? AND request_key = ?",
                     {std::int64_t{status}, response, account_id, key});
}

void release_request(Connection& connection, std::int64_t account_id, const std::string& key) {
  connection.execute("DELETE FROM idempotency WHERE account_id = ? AND request_key = ?", {account_id, key});
}

}  // namespace zhiheng::store

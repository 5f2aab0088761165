#include "store/idempotency_store.h"

namespace zhiheng::store {

std::optional<KeptAnswer> take_answer(Connection& connection, std::int64_t account_id, const std::string& key) {
  const auto rows =
      connection.query("SELECT body_digest, status, response FROM idempotency WHERE account_id = ? AND request_key = ?",
                       {account_id, key});
  if (rows.empty()) return std::nullopt;
  return KeptAnswer{text_or_empty(rows[0][0]), static_cast<int>(integer_or(rows[0][1])), text_or_empty(rows[0][2])};
}

void claim_request(Connection& connection, std::int64_t account_id, const std::string& key,
                   const std::string& body_digest, Timestamp now) {
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

}  // namespace zhiheng::store

// What was answered to a request with an idempotency key, so that the same request gets the same answer and is carried
// out once.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"
#include "store/sql.h"

namespace zhiheng::store {

struct KeptAnswer {
  std::string body_digest;
  int status = 0;
  std::string response;
};

// Keys count for this long; the job "cleanup" then sweeps them away.
inline constexpr std::int64_t idempotency_hours = 48;

std::optional<KeptAnswer> take_answer(Connection& connection, std::int64_t account_id, const std::string& key,
                                      Timestamp now);
// In the transaction that carries the request out; SqlError{duplicate} when the key was claimed meanwhile.
void claim_request(Connection& connection, std::int64_t account_id, const std::string& key,
                   const std::string& body_digest, Timestamp now);
void keep_answer(Connection& connection, std::int64_t account_id, const std::string& key, int status,
                 const std::string& response);

// Gives a claimed key back.
void release_request(Connection& connection, std::int64_t account_id, const std::string& key);

}  // namespace zhiheng::store

// A request with an Idempotency-Key is carried out once: its key is claimed by the gate at the first write, and its
// answer is kept in the same transaction (RequestScope), to be given again for 48 hours.
#pragma once

#include <optional>
#include <string>

#include "service/gate.h"

namespace zhiheng::service {

class IdempotencyService {
 public:
  explicit IdempotencyService(Gate& gate) : gate_(gate) {}

  struct Answer {
    int status = 0;
    std::string response;
  };
  // Nothing: carry the request out, inside RequestScope{request_id, key, body_digest}. An answer: give it once more.
  // Refuses idempotency.other_body (the key was used for another body).
  Result<std::optional<Answer>> look_up(const domain::Actor& actor, const std::string& key,
                                        const std::string& body_digest);
  // Puts the answer beside the change while the request's transaction is open.
  Outcome keep(const domain::Actor& actor, const RequestScope& request, int status, const std::string& response);

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service

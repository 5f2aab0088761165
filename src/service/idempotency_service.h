// A request with an Idempotency-Key is carried out once: its key is claimed by the gate in the very transaction of the
// first write (RequestScope), and its answer is kept here to be given again.
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
  // Refuses idempotency.other_body (the key was used for another body) and idempotency.in_doubt (carried out, but its
  // answer was not kept because the process ended in between).
  Result<std::optional<Answer>> look_up(const domain::Actor& actor, const std::string& key,
                                        const std::string& body_digest);
  // After the request; does nothing when no write claimed the key, so a refused request may be tried again.
  Outcome keep(const domain::Actor& actor, const RequestScope& request, int status, const std::string& response);

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service

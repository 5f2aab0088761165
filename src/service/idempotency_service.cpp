#include "service/idempotency_service.h"

#include "store/idempotency_store.h"

namespace zhiheng::service {

Result<std::optional<IdempotencyService::Answer>> IdempotencyService::look_up(const domain::Actor& actor,
                                                                              const std::string& key,
                                                                              const std::string& body_digest) {
  using Found = std::optional<Answer>;
  return gate_.system_read(SystemKey{}, actor, [&](Tx& tx) -> Result<Found> {
    const auto kept = store::take_answer(tx.rows(), actor.account_id, key, tx.now());
    if (!kept) return Found{};
    if (kept->body_digest != body_digest) return refusal("idempotency.other_body", "Idempotency-Key");
    return Found{Answer{kept->status, kept->response}};
  });
}

Outcome IdempotencyService::keep(const domain::Actor& actor, const RequestScope& request, int status,
                                 const std::string& response) {
  ensure(request.is_open(), "an answer is kept in the transaction of its change");
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Outcome {
    store::keep_answer(tx.rows(), actor.account_id, request.idempotency_key, status, response);
    tx.changed_nothing();  // nothing of the business changed; the request itself was audited
    return Done{};
  });
}

}  // namespace zhiheng::service

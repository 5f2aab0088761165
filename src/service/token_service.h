// Personal tokens: how programs act for a person, with less than the person may do, for a limited time.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

class TokenService {
 public:
  explicit TokenService(Gate& gate) : gate_(gate) {}

  // Body {"name","scopes":[...],"days"}; the answer has "token", shown once. Refuses token.name_*, token.scope_unknown,
  // token.scope_missing, token.days_out_of_range, token.too_many - all at once.
  Result<Json> create(const domain::Actor& actor, const Json& body);
  // {"items":[{"id","name","scopes","created_at","expires_at","last_used_at","last_address","expired"}]}
  Result<Json> list(const domain::Actor& actor);
  Result<Json> read(const domain::Actor& actor, std::int64_t id);
  Outcome revoke(const domain::Actor& actor, std::int64_t id);

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service

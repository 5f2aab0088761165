// Policies as rows: drafts are written from documents, approved by another person, retired; approved documents never
// change. JSON of one: {"id","version","code","revision","title","state","digest",...,"document":{...},
// "assumed":[{"path","note"}]}.
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "domain/policy.h"
#include "service/gate.h"

namespace zhiheng::service {

Result<Json> read_policy_row(Gate& gate, const domain::Actor& actor, std::int64_t id);
// By "code" (the newest approved version) or "code@version"; refuses policy.absent.
Result<Json> find_policy(Gate& gate, const domain::Actor& actor, const std::string& name);

// Refuses everything that domain::read_policy refuses, and policy.code_taken.
Result<Json> create_policy(Gate& gate, const domain::Actor& actor, const Json& document);
// The whole document anew, code and revision included; refuses policy.not_draft, record.stale.
Result<Json> change_policy(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& document);
// By another person than the one who wrote the draft last (access.four_eyes); refuses policy.not_draft, record.stale.
Result<Json> approve_policy(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Contracts signed under it keep it; new ones cannot choose it. Refuses policy.not_approved, record.stale.
Result<Json> retire_policy(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);

// The policy of a row, for those who compute with it; the parsed documents of approved versions are kept in memory.
std::shared_ptr<const domain::Policy> load_policy(Tx& tx, std::int64_t id);

class SeedService {
 public:
  // Writes the shipped policies that the database does not have yet, approved; at every `migrate`. Answers their
  // names. Refuses policy.shipped_differs when the database holds another document under the same name.
  static Result<std::vector<std::string>> seed_policies(Gate& gate);
};

}  // namespace zhiheng::service

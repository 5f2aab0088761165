// The laws of the data: each file of sql/checks/ is a sentence that must hold, and selects the rows that break it.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

struct BrokenLaw {
  std::string law;                                           // "contract_fee_equals_engagements"
  std::vector<std::pair<std::string, std::string>> columns;  // {"contract","12"}, {"number","HT-1"}, ...
};

struct CheckReport {
  std::vector<std::string> laws;  // all that were asked, sorted
  std::vector<BrokenLaw> broken;  // at most 1000 rows of each law
  Json to_json() const;
};

class CheckService {
 public:
  explicit CheckService(Gate& gate) : gate_(gate) {}
  // For who may run_checks. An empty `broken` is a clean bill.
  Result<CheckReport> run(const domain::Actor& actor);
  // Whether the schema and this program fit (store::schema_state), for the start of a server and /readyz.
  Outcome schema_state();

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service

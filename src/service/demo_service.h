// The demonstration year (zhiheng demo): Honghe prefecture 2022, and one contract of 2023 whose experts were drawn,
// with invented agencies, experts and fees, entered through the services that people use, by accounts of the right
// roles, in one transaction.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/messages.h"
#include "base/result.h"
#include "store/database.h"

namespace zhiheng::service {

// Public passwords: never those of a database that holds anything real.
struct DemoAccount {
  std::string login, password, display_name, role;
};
const std::vector<DemoAccount>& demo_accounts();
// A heading, then a line "login / password / role" for each account; the same wherever it is shown.
std::string demo_account_table(Language language);

// The report of 2022 says how many projects were sampled, and counts of kinds that do not add up to it.
inline constexpr int published_sample = 20;

struct DemoReport {
  std::vector<std::pair<std::string, int>> kinds;  // engagements of 2022 by object kind, as the report lists them
  int engagements = 0;                             // their sum
  std::vector<std::string> contracts;              // numbers of 2022
  std::string live_contract;                       // the number of the one in progress, or empty
  std::int64_t drawn_panel = 0;                    // the id of the first panel whose draw can be repeated
  std::size_t acts = 0;
};
// What is told after filling: the counts, the remark about 18 and 20, where to look for what, and the accounts.
std::string demo_story(const DemoReport& report, Language language);

class DemoService {
 public:
  // The schema must stand (`zhiheng migrate`). Refuses demo.not_empty (Kind::conflict) unless the database holds
  // nothing but shipped policies. Writes all or nothing. `with_live_contract` adds one contract of this year whose
  // panel is open: it has no statement yet, so its statement cannot be exported.
  static Result<DemoReport> fill(store::Database& database, const Clock& clock, bool with_live_contract);
};

}  // namespace zhiheng::service

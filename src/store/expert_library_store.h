// Experts of the library as rows: the stage of the file, what is sealed in it, and what a year's assessment counts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/expert_assessment.h"
#include "domain/expert_library.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::LibraryExpert> find_library_expert(Connection& rows, std::int64_t id);
// Stage, status, term, notice, suspension and reason, from the version that `expert` was read with. False: somebody
// else saved first.
bool save_library_expert(Connection& rows, const domain::LibraryExpert& expert, Timestamp now);
// Who may not approve it: the one who entered or last changed the application.
void set_expert_drafter(Connection& rows, std::int64_t id, std::int64_t account_id);
void insert_expert_step(Connection& rows, const domain::LibraryExpert& after, const std::string& step,
                        const std::string& from_stage, std::int64_t account_id, const std::string& name,
                        const std::string& facts, Timestamp now);
int open_objections(Connection& rows, std::int64_t expert_id);

// A term or a qualification that ends in these days, the earliest first; of people who are appointed, and of suspended
// ones their qualifications, which they need to come back.
struct ExpertEnd {
  std::int64_t expert_id = 0;
  std::int64_t qualification_id = 0;  // 0: the term
  std::string qualification;
  Date ends_on;
};
std::vector<ExpertEnd> expert_ends(Connection& rows, Date from, Date until);

// Sealed texts and what of them may be shown.
struct SealedSecrets {
  std::string identity, identity_shown, identity_print;
  std::string bank_name, account, account_shown;
};
std::optional<SealedSecrets> find_secrets(Connection& rows, std::int64_t expert_id);
void save_secrets(Connection& rows, std::int64_t expert_id, const SealedSecrets& secrets, Timestamp now);
// Another expert of the bureau with the same fingerprint: id and name; id 0 when there is none.
std::pair<std::int64_t, std::string> expert_with_print(Connection& rows, std::int64_t bureau_id,
                                                       const std::string& print, std::int64_t but_not);

// Panels, per year, in which the expert sits: year, panels, sheets, sheets handed in.
struct ExpertLoad {
  std::int64_t panel_id = 0;
  std::string name, engagement, deadline_on, state;
  std::int64_t sheets = 0, handed_in = 0;
  bool recused = false;
};
std::vector<ExpertLoad> load_of_expert(Connection& rows, std::int64_t expert_id, int most);

// What the rows of a year say of each expert of these bureaus who was not declined; experts without any panel too. A
// few queries for all of them. `full_points` answers the most that a criterion gives in hundredths by policy, component
// and criterion; nothing where the policy does not know it.
using FullPoints = std::function<std::optional<std::int64_t>(std::int64_t policy_id, const std::string& component,
                                                             const std::string& criterion)>;
std::map<std::int64_t, domain::AssessmentRows> assessment_rows(Connection& rows, std::int64_t bureau_id,
                                                               std::int64_t year, Date today,
                                                               const FullPoints& full_points);

}  // namespace zhiheng::store

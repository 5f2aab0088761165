// The life of a draw: prepared, published with its list frozen, committed by every party, revealed by every party - the
// outcome is fixed then - and drawn, when its panel stands. What comes to nothing is void and stays in the record.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "domain/access.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct Draw {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, engagement_id = 0, policy_id = 0, panel_id = 0;
  int sequence = 1;  // the how manieth draw of the engagement
  std::string state = "prepared";
  std::string mode = "commitments";  // or public_number
  std::string hash = "sm3";
  int seats = 0;
  int people_count = 0;
  std::string settings;  // JSON: quotas, groups, components, the panel's name
  Date deadline_on;      // of scoring
  std::optional<Date> commit_until, reveal_until, public_number_on;
  std::string public_number_name, public_number, public_number_source;
  std::string list_hash, list_document, result_document;
  std::int64_t prepared_by = 0;
  std::string published_at, revealed_at, drawn_at, voided_at, void_reason;
  std::int64_t version = 1;
};

struct DrawParty {
  std::int64_t id = 0;
  std::string party;  // bureau, agency, discipline
  std::string commitment;
  std::int64_t committed_by = 0;
  std::string committed_at;
  std::string value, salt;  // once revealed
  std::int64_t revealed_by = 0;
  std::string revealed_at;
};

inline constexpr std::array<Transition, 10> draw_workflow{{
    {"", "prepare", "prepared", "clerk"},
    {"prepared", "prepare", "prepared", "clerk"},
    {"prepared", "publish", "published", "clerk"},
    {"published", "commit", "committed", "clerk,reviewer,leader,agency"},
    {"committed", "reveal", "revealed", "clerk,reviewer,leader,agency"},
    {"published", "enter_number", "revealed", "clerk"},
    {"revealed", "carry_out", "drawn", "clerk"},
    {"prepared", "void", "void", "clerk"},
    {"published", "void", "void", "clerk"},
    {"committed", "void", "void", "clerk"},
}};

const Shape& draw_shape();

// For whom somebody speaks: the agency for itself, a clerk for the bureau, a reviewer or leader for its discipline
// office; "" when for nobody.
std::string party_of(const Actor& actor, const Draw& draw);

// When a draw is prepared. Refuses, together: draw.party_unknown, draw.too_few_parties, draw.number_unnamed,
// draw.days_missing, draw.days_past, draw.days_out_of_order.
Outcome check_draw_days(const Draw& draw, const std::vector<std::string>& parties, Date today);
// Refuses, in this order: draw.not_prepared, draw.list_outdated (somebody's standing changed since), then
// check_draw_days.
Outcome publish_draw(const Draw& draw, bool list_is_current, const std::vector<std::string>& parties, Date today);
// Refuses, in this order: draw.no_commitments_wanted, draw.not_published, draw.not_a_party, draw.already_committed,
// draw.same_person (one person for two parties), draw.commit_late, draw.commitment_malformed, draw.commitment_copied.
Outcome commit_draw(const Draw& draw, const std::vector<DrawParty>& parties, const std::string& party,
                    std::int64_t account_id, const std::string& commitment, Date today);
// Refuses, in this order: draw.no_commitments_wanted, draw.not_all_committed, draw.not_a_party, draw.already_revealed,
// draw.reveal_late, draw.value_malformed and draw.salt_malformed, draw.commitment_differs.
Outcome reveal_draw(const Draw& draw, const std::vector<DrawParty>& parties, const std::string& party,
                    const std::string& value, const std::string& salt, Date today);
// Refuses, in this order: draw.no_number_wanted, draw.not_published, draw.number_not_known_yet, draw.value_malformed,
// draw.source_missing.
Outcome enter_public_number(const Draw& draw, const std::string& value, const std::string& source, Date today);
// Refuses, in this order: draw.result_fixed (all values are known: nobody may wish for a better draw now),
// draw.already_void, draw.reason_missing.
Outcome void_draw(const Draw& draw, const std::string& reason);
// Refuses draw.not_revealed.
Outcome carry_out_draw(const Draw& draw);

const DrawParty* find_party(const std::vector<DrawParty>& parties, const std::string& party);
// The parties that have not done yet what the state asks for.
std::vector<std::string> parties_awaited(const Draw& draw, const std::vector<DrawParty>& parties);

}  // namespace zhiheng::domain

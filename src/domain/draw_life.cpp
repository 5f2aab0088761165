#include "domain/draw_life.h"

#include <algorithm>
#include <set>

#include "domain/draw.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

Problem conflict(const std::string& rule, Params params = {}) {
  return refusal(Kind::conflict, rule, {}, std::move(params));
}

std::string two_party_account(const std::vector<DrawParty>& parties, std::int64_t account_id) {
  for (const DrawParty& one : parties) {
    if (account_id != 0 && one.committed_by == account_id) return one.party;
  }
  return {};
}

}  // namespace

const Shape& draw_shape() {
  static const Shape shape{
      "draw",
      "draws",
      "draw",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(),
       reference_field("engagement", "engagement").read_only().filterable(),
       integer_field("sequence", 1, 10'000).read_only().sortable(),
       choice_field("state", "draw_state").read_only().filterable().sortable(),
       choice_field("mode", "draw_mode").read_only().filterable(), integer_field("seats", 1, 99).read_only().sortable(),
       integer_field("people_count", 0, most_people_in_draw).read_only().sortable(),
       date_field("commit_until").read_only().sortable(), date_field("reveal_until").read_only().sortable(),
       date_field("public_number_on").read_only(), text_field("public_number_name", 200).read_only(),
       date_field("deadline_on").read_only(), text_field("list_hash", 80).read_only().searchable(),
       moment_field("published_at").sortable(), moment_field("revealed_at"), moment_field("drawn_at").sortable(),
       moment_field("voided_at"), text_field("void_reason", 500).read_only()},
      true,
      true,
      "sequence"};
  return shape;
}

std::string party_of(const Actor& actor, const Draw& draw) {
  if (actor.has(Role::agency) && actor.agency_id != 0 && actor.agency_id == draw.agency_id) return "agency";
  if (actor.has(Role::clerk)) return "bureau";
  if (actor.has(Role::reviewer) || actor.has(Role::leader)) return "discipline";
  return {};
}

Outcome check_draw_days(const Draw& draw, const std::vector<std::string>& parties, Date today) {
  Problems problems;
  const auto in_order = [&](const std::optional<Date>& first, const std::optional<Date>& second, const char* field) {
    if (first && second && *second < *first) problems.push_back(refusal("draw.days_out_of_order", field));
  };
  const auto day = [&](const std::optional<Date>& given, const char* field) {
    if (!given) problems.push_back(refusal("draw.days_missing", field));
    if (given && *given < today) problems.push_back(refusal("draw.days_past", field, {{"day", given->text()}}));
  };
  if (draw.mode == "public_number") {
    if (draw.public_number_name.empty()) problems.push_back(refusal("draw.number_unnamed", "/public_number_name"));
    if (!draw.public_number_on) problems.push_back(refusal("draw.days_missing", "/public_number_on"));
    // The number of today may be known already.
    if (draw.public_number_on && *draw.public_number_on <= today) {
      problems.push_back(refusal("draw.days_past", "/public_number_on", {{"day", draw.public_number_on->text()}}));
    }
    in_order(draw.public_number_on, draw.deadline_on, "/deadline_on");
  } else {
    const std::set<std::string> known{"bureau", "agency", "discipline"};
    std::set<std::string> seen;
    for (const std::string& party : parties) {
      if (!known.contains(party) || !seen.insert(party).second) {
        problems.push_back(refusal("draw.party_unknown", "/parties", {{"party", party}}));
      }
    }
    if (seen.size() < 2) problems.push_back(refusal("draw.too_few_parties", "/parties"));
    day(draw.commit_until, "/commit_until");
    day(draw.reveal_until, "/reveal_until");
    in_order(draw.commit_until, draw.reveal_until, "/reveal_until");
    in_order(draw.reveal_until, draw.deadline_on, "/deadline_on");
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome publish_draw(const Draw& draw, bool list_is_current, const std::vector<std::string>& parties, Date today) {
  if (draw.state != "prepared") return conflict("draw.not_prepared");
  if (!list_is_current) return conflict("draw.list_outdated");
  return check_draw_days(draw, parties, today);
}

Outcome commit_draw(const Draw& draw, const std::vector<DrawParty>& parties, const std::string& party,
                    std::int64_t account_id, const std::string& commitment, Date today) {
  if (draw.mode != "commitments") return conflict("draw.no_commitments_wanted");
  if (draw.state != "published") return conflict("draw.not_published");
  const DrawParty* own = find_party(parties, party);
  if (!own) return conflict("draw.not_a_party");
  if (!own->commitment.empty()) return conflict("draw.already_committed");
  if (!two_party_account(parties, account_id).empty()) return conflict("draw.same_person");
  if (today > *draw.commit_until) return conflict("draw.commit_late", {{"day", draw.commit_until->text()}});
  if (!is_draw_commitment(commitment)) return refusal("draw.commitment_malformed", "/commitment");
  for (const DrawParty& other : parties) {
    if (other.commitment == commitment) return refusal("draw.commitment_copied", "/commitment");
  }
  return Done{};
}

Outcome reveal_draw(const Draw& draw, const std::vector<DrawParty>& parties, const std::string& party,
                    const std::string& value, const std::string& salt, Date today) {
  if (draw.mode != "commitments") return conflict("draw.no_commitments_wanted");
  if (draw.state != "committed") return conflict("draw.not_all_committed");
  const DrawParty* own = find_party(parties, party);
  if (!own) return conflict("draw.not_a_party");
  if (!own->revealed_at.empty()) return conflict("draw.already_revealed");
  if (today > *draw.reveal_until) return conflict("draw.reveal_late", {{"day", draw.reveal_until->text()}});
  const auto commitment = draw_commitment(value, salt);
  if (!commitment) return commitment.problems();
  if (*commitment != own->commitment) return refusal("draw.commitment_differs", "/value");
  return Done{};
}

Outcome enter_public_number(const Draw& draw, const std::string& value, const std::string& source, Date today) {
  if (draw.mode != "public_number") return conflict("draw.no_number_wanted");
  if (draw.state != "published") return conflict("draw.not_published");
  if (today < *draw.public_number_on) {
    return conflict("draw.number_not_known_yet", {{"day", draw.public_number_on->text()}});
  }
  Problems problems;
  if (const auto canonical = canonical_draw_value(value, "/value"); !canonical) problems = canonical.problems();
  if (source.empty()) problems.push_back(refusal("draw.source_missing", "/source"));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome void_draw(const Draw& draw, const std::string& reason) {
  if (draw.state == "revealed" || draw.state == "drawn") return conflict("draw.result_fixed");
  if (draw.state == "void") return conflict("draw.already_void");
  if (reason.empty()) return refusal("draw.reason_missing", "/reason");
  return Done{};
}

Outcome carry_out_draw(const Draw& draw) {
  if (draw.state != "revealed") return conflict("draw.not_revealed");
  return Done{};
}

const DrawParty* find_party(const std::vector<DrawParty>& parties, const std::string& party) {
  const auto found =
      std::find_if(parties.begin(), parties.end(), [&](const DrawParty& one) { return one.party == party; });
  return found == parties.end() ? nullptr : &*found;
}

std::vector<std::string> parties_awaited(const Draw& draw, const std::vector<DrawParty>& parties) {
  std::vector<std::string> awaited;
  for (const DrawParty& one : parties) {
    const bool missing = draw.state == "published"   ? one.commitment.empty()
                         : draw.state == "committed" ? one.revealed_at.empty()
                                                     : false;
    if (missing) awaited.push_back(one.party);
  }
  return awaited;
}

}  // namespace zhiheng::domain

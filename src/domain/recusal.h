// Recusal (回避): relations between people, employers, agencies, budget units and contracts, and the paths along them
// that keep an expert off a panel (财库〔2016〕198号: own work of the last three years, the head's kin, other
// interests).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"

namespace zhiheng::domain {

// One edge that was walked, in words of the field; the texts are recusal.step.<relation> with these slots.
struct RecusalStep {
  std::string relation;
  std::string from;
  std::string to;
  std::string since;  // YYYY-MM-DD, empty when not known
  std::string until;  // empty: still so
  friend bool operator==(const RecusalStep&, const RecusalStep&) = default;
};

// Why an expert may not score an engagement: the rule and the path that led to it.
struct RecusalPath {
  std::int64_t expert_id = 0;
  std::string rule;  // recusal.own_unit, own_county, evaluated_unit, agency, competitor, kinship, worked_on,
                     // past_report, declared
  std::vector<RecusalStep> steps;
  bool excludes = true;  // false: it ended before the look-back, and is only shown
  friend bool operator==(const RecusalPath&, const RecusalPath&) = default;
};

// What stands at the ends of a relation. A person and an employer are known by their names alone.
enum class PartyKind { expert, person, employer, agency, budget_unit, bureau, contract, engagement };
std::string_view name_of(PartyKind kind);
std::optional<PartyKind> party_kind_named(std::string_view name);

struct Party {
  PartyKind kind = PartyKind::person;
  std::int64_t id = 0;  // 0 for who is known by his name
  std::string name;
  std::string key() const;  // "agency:12", "person:李丽"; the same party has the same key
};

// Blanks and wide forms of letters make no other name: "云岭 会计师事务所（普通合伙）" is "云岭会计师事务所(普通合伙)".
std::string comparable_name(std::string_view name);

struct RelationEdge {
  std::string relation;  // of relation_kinds()
  Party from, to;
  std::optional<Date> since, until;  // both days included
};

// Who takes part in an engagement, and from which day the relations are judged.
struct RecusalCase {
  std::int64_t engagement_id = 0, contract_id = 0;
  std::int64_t bureau_id = 0;       // who organises it
  std::vector<std::int64_t> units;  // that are evaluated
  std::int64_t county_id = 0;       // the bureau whose project it is, where that is not the organiser
  std::int64_t agency_id = 0;
  std::vector<std::int64_t> competitors;  // agencies in the same lot
  std::vector<std::int64_t> earlier;      // engagements of the same project by the same agency
  int look_back_years = 3;
  Date on;
};

// The relations as a graph that is built once and asked for many experts and cases.
//
// A path begins at the expert, goes over at most two steps of kinship, then from a person to a party, then up or down
// between parties (a subordinate unit, a holding), four steps at most. Kinship by blood or marriage of the first degree
// carries every relation of the relative; wider kinship only that of leaders, owners, authors and a declared interest.
// A step counts while it lasts and for the years of the look-back after it ended (to the day), work on this very report
// always; one that has not begun does not count.
class RelationGraph {
 public:
  explicit RelationGraph(std::vector<RelationEdge> edges);
  // The shortest path to every party by every rule, those that exclude first; then those that ended too long ago, to
  // parties that no living path reaches.
  std::vector<RecusalPath> paths(std::int64_t expert_id, const RecusalCase& about) const;
  // The experts from whom the party can be reached at all, whatever the dates.
  std::vector<std::int64_t> experts_near(const std::vector<Party>& parties) const;

 private:
  friend class PathSearch;
  struct Link {
    std::size_t edge = 0;
    std::size_t to = 0;  // node
    bool forward = true;
  };
  std::size_t node(const Party& party);
  std::vector<RelationEdge> edges_;
  std::map<std::string, std::size_t> nodes_;
  std::vector<Party> parties_;
  std::vector<std::vector<Link>> links_;
};

// The last day on which a relation may have ended without excluding any more is the day before this one.
Date look_back_from(Date on, int years);

Json to_json(
    const RecusalPath& path);  // {"expert","rule","excludes","steps":[{"relation","from","to","since","until"}]}
RecusalPath recusal_path_from(const Json& json);
// "sm3:..." over rule and steps: the same finding is found once.
std::string digest_of(const RecusalPath& path);

}  // namespace zhiheng::domain

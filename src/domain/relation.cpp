#include "domain/relation.h"

#include <algorithm>

#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

constexpr RelationKind kinds[] = {
    {"employed_by", RelationSort::standing, false, false, true},
    {"head_of", RelationSort::standing, false, true, true},
    {"director_of", RelationSort::standing, false, true},
    {"supervisor_of", RelationSort::standing, false, true},
    {"shareholder_of", RelationSort::holding, false, true},
    {"adviser_of", RelationSort::standing},
    {"worked_on", RelationSort::standing, false, true},
    {"spouse_of", RelationSort::kinship, true},
    {"lineal_kin_of", RelationSort::kinship, true},
    {"collateral_kin_of", RelationSort::kinship},
    {"in_law_of", RelationSort::kinship},
    {"part_of", RelationSort::part},
    {"interest_in", RelationSort::standing, false, true},
    {"legal_representative_of", RelationSort::standing, false, true, true, false},
    {"lead_evaluator_of", RelationSort::standing, false, true, true, false},
    {"lies_in", RelationSort::place, false, false, false, false},
    {"listed_by", RelationSort::place, false, false, false, false},
};

bool is_person(PartyKind kind) {
  return kind == PartyKind::expert || kind == PartyKind::person;
}
bool is_organisation(PartyKind kind) {
  return kind == PartyKind::employer || kind == PartyKind::agency || kind == PartyKind::budget_unit ||
         kind == PartyKind::bureau;
}
bool is_work(PartyKind kind) {
  return kind == PartyKind::contract || kind == PartyKind::engagement;
}

bool from_fits(const RelationKind& kind, PartyKind from) {
  switch (kind.sort) {
    case RelationSort::part: return is_organisation(from) && from != PartyKind::bureau;
    case RelationSort::holding: return is_person(from) || from == PartyKind::agency || from == PartyKind::employer;
    default: return is_person(from);
  }
}

bool to_fits(const RelationKind& kind, PartyKind to) {
  if (kind.sort == RelationSort::kinship) return is_person(to);
  if (kind.sort == RelationSort::holding) return to == PartyKind::agency || to == PartyKind::employer;
  if (kind.name == "worked_on") return is_work(to);
  if (kind.name == "interest_in") return is_organisation(to) || is_work(to);
  return is_organisation(to);
}

}  // namespace

const RelationKind* find_relation_kind(std::string_view name) {
  const auto* const end = std::end(kinds);
  const auto* const at =
      std::find_if(std::begin(kinds), end, [&](const RelationKind& kind) { return kind.name == name; });
  return at == end ? nullptr : at;
}

const std::vector<std::string>& typed_relations() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const RelationKind& kind : kinds) {
      if (kind.typed) list.emplace_back(kind.name);
    }
    return list;
  }();
  return names;
}

Outcome check_relation(const RelationEdge& edge) {
  const RelationKind* kind = find_relation_kind(edge.relation);
  if (!kind || !kind->typed) return refusal("relation.unknown_kind", "/relation");
  Problems problems;
  if (!from_fits(*kind, edge.from.kind)) problems.push_back(refusal("relation.from_does_not_fit", "/from"));
  if (!to_fits(*kind, edge.to.kind)) problems.push_back(refusal("relation.to_does_not_fit", "/to"));
  if (edge.from.key() == edge.to.key()) problems.push_back(refusal("relation.with_itself", "/to"));
  if (edge.since && edge.until && *edge.until < *edge.since) {
    problems.push_back(refusal("relation.ends_before_start", "/until"));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome end_relation(const RelationEdge& edge, Date until) {
  if (edge.until) return refusal(Kind::conflict, "relation.ended_already");
  if (edge.since && until < *edge.since) return refusal("relation.ends_before_start", "/until");
  return Done{};
}

const Shape& relation_shape() {
  static const Shape shape{
      "relation",
      "relations",
      "relation",
      "from_name",
      {reference_field("bureau", "bureau").read_only().filterable(),
       choice_field("from_kind", "party_kind").read_only().filterable(),
       text_field("from_name", 200).read_only().searchable().sortable(),
       choice_field("relation", "relation_kind").read_only().filterable().sortable(),
       choice_field("to_kind", "party_kind").read_only().filterable(),
       text_field("to_name", 200).read_only().searchable().sortable(), date_field("since_on").read_only().sortable(),
       date_field("until_on").read_only().sortable(), text_field("evidence", 500).read_only().searchable(),
       choice_field("source", "relation_source").read_only().filterable(),
       reference_field("entered_by", "account").column("entered_by").read_only()},
      true,
      false,
      "from_name"};
  return shape;
}

const Shape& recusal_flag_shape() {
  static const Shape shape{
      "recusal_flag",
      "recusals",
      "recusal_flag",
      "path_digest",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("panel", "panel").read_only().filterable(),
       reference_field("expert", "expert").read_only().filterable().sortable(),
       choice_field("rule", "recusal_rule").read_only().filterable().sortable(),
       choice_field("state", "recusal_state").read_only().filterable().sortable(),
       choice_field("found_by", "recusal_found_by").read_only().filterable(), moment_field("found_at").sortable(),
       text_field("reason", 500).read_only().searchable(),
       reference_field("handled_by", "account").column("handled_by").read_only(), moment_field("handled_at")},
      true,
      false,
      "rule"};
  return shape;
}

}  // namespace zhiheng::domain

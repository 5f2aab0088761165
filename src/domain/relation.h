// Relations as the bureau keeps them: what kinds there are, between whom, and what a new one must say.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/recusal.h"
#include "domain/shape.h"

namespace zhiheng::domain {

enum class RelationSort {
  standing,  // of a person to a party
  kinship,   // between people, in both directions
  holding,   // an agency or employer owns another
  part,      // a unit or employer belongs to another
  place,     // derived: in which bureau's area somebody works
};

struct RelationKind {
  std::string_view name;
  RelationSort sort = RelationSort::standing;
  bool close = false;       // of kinship: spouse, direct line
  bool leading = false;     // of a standing: counts for any relative
  bool employment = false;  // of a standing: his own unit
  bool typed = true;        // people may enter it; the others are derived from what is there
};

const RelationKind* find_relation_kind(std::string_view name);
// Those that people may enter, in the order of menus.
const std::vector<std::string>& typed_relations();

const Shape& relation_shape();
const Shape& recusal_flag_shape();

// A relation that is to be entered. Refuses, all at once:
//   relation.unknown_kind /relation            not one of typed_relations()
//   relation.from_does_not_fit /from, relation.to_does_not_fit /to   a kind of party that such a relation does not have
//   relation.with_itself /to
//   relation.ends_before_start /until
Outcome check_relation(const RelationEdge& edge);
// Ending one that stands. Refuses, in this order: relation.ended_already, relation.ends_before_start.
Outcome end_relation(const RelationEdge& edge, Date until);

}  // namespace zhiheng::domain

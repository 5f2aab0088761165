// What is hidden of the rows of one review from whom: the only place that decides it. Services ask here before they
// write JSON, lists before they sort, filter or search, reports before they print.
#pragma once

#include "domain/access.h"
#include "domain/policy.h"

namespace zhiheng::domain {

struct Veil {
  bool agency = false;        // who is judged: the agency, and what its files are called
  bool experts = false;       // who scores: they are named by their places, 专家1, 专家2, ...
  bool other_sheets = false;  // what others score, and whatever is computed from it step by step
  bool open_sheets = false;   // points and reasons of sheets that were not handed in; their state is seen
};

// From several sides the same row is seen by what any of them shows.
//   bureau  sees all but the points of sheets that are still with their expert
//   expert  other experts and their sheets not before the panel closes, and then as the policy's review rule says;
//           the agency as that rule says
//   agency, owner  never who scored, and what was scored once the panel is closed
//   no side nothing
// A sheet's own expert is never veiled from it; who asks about it does not ask here.
Veil veil(const Sides& sides, const ReviewRule& rule, bool panel_closed);

// 专家1: by the place of his sheet in the result, which tells nothing.
std::string named_by_place(std::size_t place);

}  // namespace zhiheng::domain

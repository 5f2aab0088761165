// Recusal (回避): relations between people, employers, agencies, budget units and contracts, and the paths along them
// that keep an expert off a panel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zhiheng::domain {

// One edge that was walked, in words of the field; the texts are recusal.step.<relation> with these slots.
struct RecusalStep {
  std::string relation;
  std::string from;
  std::string to;
  std::string since;  // YYYY-MM-DD, empty when not known
  std::string until;  // empty: still so
};

// Why an expert may not score an engagement: the rule and the path that led to it.
struct RecusalPath {
  std::int64_t expert_id = 0;
  std::string
      rule;  // recusal.own_unit, recusal.evaluated_unit, recusal.agency, recusal.competitor, recusal.kinship, ...
  std::vector<RecusalStep> steps;
};

}  // namespace zhiheng::domain

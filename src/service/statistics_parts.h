// What the services of a panel's statistics share inside a transaction.
#pragma once

#include <optional>
#include <string>

#include "domain/panel.h"
#include "domain/statistics_panel.h"
#include "service/case_builder.h"
#include "service/gate.h"

namespace zhiheng::service {

struct PanelCase {
  domain::Panel panel;
  FrozenPolicy policy;
  store::EngagementFacts engagement;
  domain::Case input;                               // one engagement
  std::optional<domain::EngagementOutcome> actual;  // absent while a scored component has neither sheets nor a score
};
PanelCase load_panel_case(Tx& tx, std::int64_t panel_id);

// A condition over `panel` in a join, and its values: the panels whose statistics the actor sees.
std::string panels_in_reach(Tx& tx, store::Parameters& parameters);

// domain::YearAnalysis::json() with "year" (nought: this one), names of experts, labels of panels and policies.
Json year_statistics(Tx& tx, int year);

// May one more expert be called from the same draw?
// Refuses, in this order: statistics.panel_closed, statistics.no_extra_allowed, statistics.extra_used_up,
// statistics.not_complete, statistics.no_line_inside.
Outcome may_call_extra(Tx& tx, const PanelCase& found, const std::optional<domain::Uncertainty>& uncertainty);

}  // namespace zhiheng::service

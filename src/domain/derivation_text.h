// The sentences by which a person follows a figure ("为什么是这个分"). They are part of the published result, so they
// are built from exact values only and never change for a given case.
#pragma once

#include "domain/case.h"
#include "domain/fee_rule.h"

namespace zhiheng::domain {

std::string step_of_component(const Component& component, const std::vector<Sheet>* sheets,
                              const ComponentOutcome& outcome);
std::string step_of_final_score(const Policy& policy, const std::vector<ComponentOutcome>& components,
                                const Fraction& event_points, const Fraction& exact, Score printed);
std::string step_of_grade(const Policy& policy, const EngagementOutcome& outcome, const Band& band, bool vetoed);
std::string step_of_overall(const Policy& policy, const OverallOutcome& overall);
std::string step_of_rule(const Policy& policy, const Fraction& score, bool passed);
std::string step_of_quorum(int quorum);
std::string step_of_veto(const Policy& policy, const Engagement& engagement);
std::string step_of_deduction(const Policy& policy, const Deduction& deduction, Money asked, const Lateness& lateness);
std::string step_of_bonus(Money fee, const std::optional<Fraction>& rate, Money amount);
std::string step_of_least(const Component& component, const ComponentOutcome& outcome);
std::string step_of_most_bonus(const Policy& policy, Money bonus);
std::string step_of_most_deducted(const Policy& policy, Money most);
std::string step_of_total(Money fee, Money deducted, Money bonus);

}  // namespace zhiheng::domain

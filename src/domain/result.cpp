#include "domain/result.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

void check_code(const Policy& policy, const Conduct& conduct, Problems& problems) {
  if (conduct.kind != "event" && conduct.kind != "veto") {
    problems.push_back(refusal("conduct.bad_kind", "/kind", {{"kind", conduct.kind}}));
    return;
  }
  const EventRule* event = conduct.kind == "event" ? policy.find_event(conduct.code) : nullptr;
  const VetoRule* veto = conduct.kind == "veto" ? policy.find_veto(conduct.code) : nullptr;
  if (!event && !veto) {
    problems.push_back(refusal("conduct.unknown_code", "/code", {{"code", conduct.code}, {"policy", policy.name()}}));
    return;
  }
  if (conduct.evidence.empty() && (veto || event->evidence_required)) {
    problems.push_back(
        refusal("conduct.evidence_missing", "/evidence", {{"title", veto ? veto->title : event->title}}));
  }
}

}  // namespace

Outcome recompute_result(std::string_view panel_state, bool first, std::string_view statement_state,
                         std::string_view reason) {
  if (panel_state.empty()) return refusal(Kind::conflict, "result.no_panel");
  if (panel_state != "closed") return refusal(Kind::conflict, "result.panel_open");
  if (statement_state == "confirmed" || statement_state == "settled") {
    return refusal(Kind::conflict, "result.statement_confirmed");
  }
  if (!first && reason.empty()) return refusal("result.reason_missing", "/reason");
  return Done{};
}

Outcome give_component_score(const Policy& policy, const std::vector<std::string>& components_by_sheet,
                             std::string_view component, Score score, std::string_view reason) {
  const Component* known = policy.find_component(component);
  if (!known) {
    return refusal("component_score.unknown_component", "/component",
                   {{"component", std::string(component)}, {"policy", policy.name()}});
  }
  if (std::find(components_by_sheet.begin(), components_by_sheet.end(), component) != components_by_sheet.end()) {
    return refusal(Kind::conflict, "component_score.from_sheets", "/component", {{"component", known->title}});
  }
  if (score < full_score && reason.empty()) {
    return refusal("component_score.reason_missing", "/reason", {{"component", known->title}, {"score", score.text()}});
  }
  return Done{};
}

Outcome record_conduct(const Policy& policy, const std::vector<Conduct>& earlier, const Conduct& conduct, Date today) {
  Problems problems;
  check_code(policy, conduct, problems);
  if (conduct.happened_on > today) {
    problems.push_back(refusal("conduct.in_the_future", "/happened_on", {{"date", conduct.happened_on.text()}}));
  }
  if (conduct.count < 1 || conduct.count > 999 || (conduct.kind == "veto" && conduct.count != 1)) {
    problems.push_back(refusal("conduct.count_out_of_range", "/count", {{"count", std::to_string(conduct.count)}}));
  }
  const bool repeated = conduct.kind == "veto" && std::any_of(earlier.begin(), earlier.end(), [&](const Conduct& one) {
                          return one.kind == "veto" && one.code == conduct.code && one.state == "recorded";
                        });
  if (repeated) problems.push_back(refusal(Kind::conflict, "conduct.veto_twice", "/code", {{"code", conduct.code}}));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome withdraw_conduct(const Conduct& conduct, std::string_view reason) {
  if (!find_transition(conduct_workflow, conduct.state, "withdraw")) {
    return refusal(Kind::conflict, "conduct.already_withdrawn");
  }
  if (reason.empty()) return refusal("conduct.reason_missing", "/reason");
  return Done{};
}

}  // namespace zhiheng::domain

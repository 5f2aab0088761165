// What personal tokens may do, as groups of actions.
#include <algorithm>

#include "domain/security.h"

namespace zhiheng::domain {

namespace {

struct Group {
  std::string_view name;
  std::vector<Action> actions;
};

const std::vector<Group>& groups() {
  static const std::vector<Group> all{
      {"records", {Action::edit_records, Action::import_workbook}},
      {"policies", {Action::edit_policies, Action::approve_policy}},
      {"contracts", {Action::edit_contracts}},
      {"deliverables", {Action::add_deliverable, Action::judge_deliverable}},
      {"scoring", {Action::edit_panels, Action::close_panel, Action::fill_sheet, Action::return_sheet}},
      {"results", {Action::decide_result, Action::edit_disclosures, Action::publish_disclosure, Action::file_objection,
        Action::handle_objection, Action::give_opinion, Action::decide_objection}},
      {"money",
       {Action::draft_statement, Action::confirm_statement, Action::void_statement, Action::adjust_statement,
        Action::confirm_adjustment, Action::register_payment, Action::edit_expert_fees, Action::confirm_expert_fees,
        Action::pay_expert_fees}},
      {"jobs", {Action::run_jobs, Action::make_backup, Action::run_checks}},
  };
  return all;
}

bool is_for_people_alone(Action action) {
  return action == Action::use_own_account || action == Action::edit_accounts || action == Action::edit_roles ||
         action == Action::end_sessions || action == Action::edit_security;
}

}  // namespace

const std::vector<std::string_view>& token_scopes() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all{"read", "write"};
    for (const Group& group : groups()) all.push_back(group.name);
    return all;
  }();
  return names;
}

bool is_token_scope(std::string_view name) {
  const auto& names = token_scopes();
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Action> actions_of_scopes(const std::vector<std::string>& scopes) {
  const auto has = [&](std::string_view name) { return std::find(scopes.begin(), scopes.end(), name) != scopes.end(); };
  std::vector<Action> actions;
  for (const Action action : all_actions()) {
    if (is_for_people_alone(action)) continue;
    const bool reads = name_of(action).starts_with("see_") || action == Action::export_report;
    bool allowed = reads ? has("read") : has("write");
    for (const Group& group : groups()) {
      const bool inside = std::find(group.actions.begin(), group.actions.end(), action) != group.actions.end();
      allowed = allowed || (inside && has(group.name));
    }
    if (allowed) actions.push_back(action);
  }
  return actions;
}

}  // namespace zhiheng::domain

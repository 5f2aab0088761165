// Who may do what: every permission of the house on one page, pure. Pages, API, CLI and reports ask here and only
// here; tests print the whole matrix into tests/golden/access.txt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace zhiheng::domain {

enum class Role { clerk, reviewer, leader, expert, agency, system_administrator };
inline constexpr Role all_roles[] = {Role::clerk,  Role::reviewer, Role::leader,
                                     Role::expert, Role::agency,   Role::system_administrator};
std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

enum class Action {
  see_records,  // master data: bureaus, units, projects, agencies, lead evaluators, experts
  edit_records,
  see_policies,
  edit_policies,
  approve_policy,  // approved by another person than the drafter
  see_contracts,
  edit_contracts,
  see_deliverables,
  add_deliverable,
  judge_deliverable,
  see_panels,
  edit_panels,
  close_panel,
  see_sheets,
  fill_sheet,
  return_sheet,
  see_results,
  decide_result,
  see_statements,
  draft_statement,
  confirm_statement,
  void_statement,
  adjust_statement,
  confirm_adjustment,
  see_payments,
  register_payment,
  import_workbook,
  export_report,
  see_history,
  see_accounts,
  edit_accounts,
  run_checks,
};
std::string_view name_of(Action action);
const std::vector<Action>& all_actions();

struct Actor {
  std::int64_t account_id = 0;  // 0: the command line of the machine's owner
  std::string login;
  std::string display_name;
  std::vector<Role> roles;
  std::int64_t bureau_id = 0;
  std::vector<std::int64_t> bureaus;  // the subtree of bureau_id, itself included
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;
  bool operator_of_machine = false;  // CLI: may run checks, imports, exports and account rescue

  bool has(Role role) const;
};

// Of a row that could belong to a bureau and belongs to none: only who reaches everything reaches it.
inline constexpr std::int64_t no_bureau = -1;

// What is known of the row that an action is about; noughts where the row has no such side.
struct Facts {
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;            // of a sheet
  std::int64_t drafted_by = 0;           // of a statement, policy or adjustment
  bool published = true;                 // to the agency: results and statements once confirmed
  bool shared = false;                   // a directory entry that every bureau sees and only its own changes
  std::vector<std::int64_t> expert_ids;  // the members of the row's panel, where it has one
};

// Refuses, in this order: access.role (the role does not do this), access.absent (Kind::absent: not in the actor's
// scope, so not even its existence is told), access.four_eyes.
Outcome may(const Actor& actor, Action action, const Facts& facts);

// The rows of a list: everything, or those of these bureaus / this agency / this expert. `nothing` when the role
// does not see such rows at all.
struct Scope {
  bool nothing = false;
  bool everything = false;
  std::vector<std::int64_t> bureaus;
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;
  bool published_only = false;
};
Scope scope(const Actor& actor, Action action);

}  // namespace zhiheng::domain

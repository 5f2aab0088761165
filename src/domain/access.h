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

// The last three run the installation and hold no business data.
enum class Role {
  clerk,
  reviewer,
  leader,
  expert,
  agency,
  budget_unit,
  county_bureau,
  system_administrator,    // accounts, jobs, backups
  security_administrator,  // roles, scopes, rules of passwords and sessions
  auditor,                 // reads the audit
};
inline constexpr Role all_roles[] = {Role::clerk,
                                     Role::reviewer,
                                     Role::leader,
                                     Role::expert,
                                     Role::agency,
                                     Role::budget_unit,
                                     Role::county_bureau,
                                     Role::system_administrator,
                                     Role::security_administrator,
                                     Role::auditor};
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
  see_evaluations,  // what is evaluated about a project, by whom, until when, and what came out of it
  see_experts,      // the file of an expert: fields, qualifications, term, assessments; identity numbers stay masked
  edit_experts,     // as the bureau
  edit_own_expert,  // the expert's own profile and application
  approve_expert,   // appointed, renewed, suspended, removed by another person than the drafter
  reveal_expert,    // identity number and bank account in clear, with a purpose
  see_relations,    // who is related to whom, and what follows for panels
  edit_relations,
  declare_relation,  // the expert's own declarations
  see_draws,
  edit_draws,       // prepares, publishes and carries out a draw
  contribute_draw,  // a party's own secret: committed before, revealed after
  answer_invitation,
  run_panel,  // sessions, invitations, members who come and go
  lower_quorum,
  see_statistics,  // agreement of a panel, severity of experts, items of a rubric
  see_objections,
  file_objection,    // as the agency whose work it is
  handle_objection,  // received, answered, prepared for decision
  give_opinion,      // as a member of the second panel
  decide_objection,  // one level up, by another person than who prepared it
  see_expert_fees,
  edit_expert_fees,
  confirm_expert_fees,
  pay_expert_fees,
  see_procurement,  // limits of procurement methods by region and year, kinds of commission
  edit_procurement,
  terminate_contract,  // by another person than the drafter
  answer_deduction,    // the agency answers a deduction notice: accepted or contested
  release_retention,   // what was held back; by another person than the drafter
  see_invoices,
  edit_invoices,   // entered by the agency or for it
  accept_invoice,  // checked against contract, buyer and sums
  edit_payment_orders,
  confirm_payment_order,  // by another person than the drafter
  send_payment_orders,    // the file for bank or treasury, and what came back
  countersign_payment,    // a payment that was booked by hand; by another person than who booked it
  see_journal,
  close_period,        // of the journal
  correct_journal,     // a reversing entry is drafted
  confirm_correction,  // by another person than the drafter
  see_ratings,
  edit_ratings,    // events, drafts of a year's ratings
  publish_rating,  // by another person than the drafter
  contest_rating,  // as the agency that was rated
  decide_rating,   // contested ratings, consequences that end early; by another person than the drafter
  try_policy,      // past years under another policy, nothing written
  see_agency_record,
  edit_agency_record,    // the agency's own six groups
  review_agency_record,  // what the agency entered is checked
  issue_agency_record,   // the signed record that another bureau verifies
  see_disclosures,
  edit_disclosures,
  publish_disclosure,  // by another person than the drafter
  use_own_account,     // own sessions, tokens, password, notices
  see_accounts,
  edit_accounts,  // who there is: names, state, new one-time codes
  edit_roles,     // what they may do and where
  end_sessions,   // of other people
  edit_security,  // rules of passwords, sessions, second factors
  see_access,     // this very table
  see_audit,
  see_jobs,
  run_jobs,
  make_backup,
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
  std::int64_t budget_unit_id = 0;
  bool operator_of_machine = false;  // CLI: may run checks, imports, exports and account rescue
  // Where there is one, nothing but these: a personal token, or a session that has not passed all of its steps yet.
  std::optional<std::vector<Action>> allowed;
  std::int64_t second_factor_at = 0;  // when a code of the second factor was last shown, in milliseconds; 0: never

  bool has(Role role) const;
};

// Of a row that could belong to a bureau and belongs to none: only who reaches everything reaches it.
inline constexpr std::int64_t no_bureau = -1;

// What is known of the row that an action is about; noughts where the row has no such side.
struct Facts {
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;            // of a sheet
  std::int64_t account_id = 0;           // of a session, token or notice: whose it is
  std::int64_t budget_unit_id = 0;       // of the project that the row is about
  std::int64_t about_bureau_id = 0;      // the bureau whose project the row is about
  std::int64_t drafted_by = 0;           // of a statement, policy or adjustment
  bool published = true;                 // to the agency: results and statements once confirmed
  bool shared = false;                   // a directory entry that every bureau sees and only its own changes
  std::vector<std::int64_t> expert_ids;  // the members of the row's panel, where it has one
};

// Refuses, in this order: access.role (the role does not do this), access.absent (Kind::absent: not in the actor's
// scope, so not even its existence is told), access.four_eyes.
Outcome may(const Actor& actor, Action action, const Facts& facts);

// From which sides somebody reaches a row. What is hidden from one side is still seen from another that reaches the
// same row, so holding one more role never takes anything away, and never lends one side's sight to another's rows.
struct Sides {
  bool bureau = false;  // as staff of the bureau that the row belongs to, or as the machine's owner: nothing is masked
  bool expert = false;  // as a member of the row's panel
  bool agency = false;  // as the agency whose work it is
  bool owner = false;   // as the budget unit or county whose project it is
};
Sides sides(const Actor& actor, Action action, const Facts& facts);

// The rows of a list: everything, or those of these bureaus / this agency / this expert. `nothing` when the role
// does not see such rows at all. Each member stands for one side; the list is their union. What is reached as an
// agency, a unit or a county is reached once published, what is reached as a bureau always (store/record_scope.cpp).
struct Scope {
  bool nothing = false;
  bool everything = false;
  std::vector<std::int64_t> bureaus;
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;
  std::int64_t account_id = 0;
  std::int64_t budget_unit_id = 0;          // rows about projects of this unit
  std::vector<std::int64_t> about_bureaus;  // rows about projects of these bureaus
  bool any_published = false;               // and, of policies, every one that was approved
  bool published_only = false;              // no side of the actor reaches what is not published
  // Rows of a bureau, unpublished ones too.
  bool has_bureau(std::int64_t bureau_id) const;
};
Scope scope(const Actor& actor, Action action);

// How far a role's permission reaches, by name: "none", "bureau", "agency", ... the texts are access.reach.<name>.
std::string_view reach_name(Role role, Action action);
bool is_four_eyes(Action action);
bool may_operator(Action action);  // the owner of the machine at its command line

// The three who run the installation, none of whom holds business data and no two of whom are one person.
bool is_administrative(Role role);

// What an account is to become: its roles and the places where they hold. The bureaus that agency, expert and unit are
// registered with are looked up by the caller; nought where the account has no such side.
struct Grant {
  std::int64_t account_id = 0;  // 0: a new account
  std::vector<Role> roles;
  std::int64_t bureau_id = 0;  // 0: the whole installation
  std::int64_t agency_id = 0;
  std::int64_t expert_id = 0;
  std::int64_t budget_unit_id = 0;
  std::int64_t agency_bureau_id = 0;
  std::int64_t expert_bureau_id = 0;
  std::int64_t unit_bureau_id = 0;
};
// A person never grants what he does not hold. Refuses, all at once:
//   access.role                         who may not edit roles
//   grant.own_account /roles            nobody changes his own roles or places
//   grant.roles_kept_apart /roles       two administrative roles, or one of them beside a role of the business
//   grant.outside_bureau /bureau        a bureau that does not stand below the granter's
//   grant.wider_than_own /bureau        the whole installation by somebody who has only a part of it
//   grant.agency_outside /agency, grant.expert_outside /expert, grant.unit_outside /budget_unit
//                                       registered with a bureau that does not stand below the granter's
//   grant.place_not_used /agency, /expert, /budget_unit   a place that none of the roles is bound to
// Which places a role needs is not asked here. The machine's owner grants anywhere, but keeps the roles apart as well.
Outcome may_grant(const Actor& granter, const Grant& wanted);

}  // namespace zhiheng::domain

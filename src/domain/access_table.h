// The table of permissions itself; read by access.cpp alone, and by whoever asks who may do what.
#pragma once

#include <iterator>
#include <string_view>

#include "domain/access.h"

namespace zhiheng::domain::access_table {

// How far a role's permission reaches.
enum class Reach {
  none,
  bureau,     // rows of the actor's bureau and those below it; directory entries of all bureaus where only seen
  agency,     // rows of the actor's agency, once published
  member,     // rows of panels in which the actor's expert sits
  closed,     // the same, once published
  sheet,      // the rows of the actor's own expert: score sheets, invitations, declarations, fees, the file itself
  published,  // any published row
  unit,       // rows about projects of the actor's budget unit, once published
  county,     // rows about projects of the actor's bureau and those below it, once published
  self,       // rows of the actor's own account
  accounts,   // accounts of the bureau's subtree, all accounts where the actor has no bureau
};

constexpr Reach no = Reach::none;
constexpr Reach bureau = Reach::bureau;
constexpr Reach agency = Reach::agency;
constexpr Reach member = Reach::member;
constexpr Reach closed = Reach::closed;
constexpr Reach sheet = Reach::sheet;
constexpr Reach published = Reach::published;
constexpr Reach unit = Reach::unit;
constexpr Reach county = Reach::county;
constexpr Reach self = Reach::self;
constexpr Reach accounts = Reach::accounts;

struct Permission {
  Action action;
  std::string_view name;
  Reach reach[std::size(all_roles)];  // in the order of Role
  bool by_operator;
  bool four_eyes;
};

// The page to read when somebody asks who may do what. The operator of the machine moves data in and out, but what
// gives a score or releases money is done by people with a name.
// clang-format off
constexpr Permission permissions[] = {
    // action                        name                    clerk    reviewer leader   expert     agency     unit     county   system     security   auditor      op    4 eyes
    {Action::see_records,            "see_records",          {bureau,  bureau,  bureau,  no,        agency,    unit,    county,  no,        no,        no}, true,  false},
    {Action::edit_records,           "edit_records",         {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_policies,           "see_policies",         {bureau,  bureau,  bureau,  published, published, published,published,no,        no,        no}, true,  false},
    {Action::edit_policies,          "edit_policies",        {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::approve_policy,         "approve_policy",       {no,      bureau,  bureau,  no,        no,        no,      no,      no,        no,        no}, true,  true},
    {Action::see_contracts,          "see_contracts",        {bureau,  bureau,  bureau,  no,        agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::edit_contracts,         "edit_contracts",       {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_deliverables,       "see_deliverables",     {bureau,  bureau,  bureau,  member,    agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::add_deliverable,        "add_deliverable",      {bureau,  no,      no,      no,        agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::judge_deliverable,      "judge_deliverable",    {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_panels,             "see_panels",           {bureau,  bureau,  bureau,  member,    no,        no,      no,      no,        no,        no}, true,  false},
    {Action::edit_panels,            "edit_panels",          {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::close_panel,            "close_panel",          {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_sheets,             "see_sheets",           {bureau,  bureau,  bureau,  sheet,     no,        no,      no,      no,        no,        no}, true,  false},
    {Action::fill_sheet,             "fill_sheet",           {no,      no,      no,      sheet,     no,        no,      no,      no,        no,        no}, false, false},
    {Action::return_sheet,           "return_sheet",         {no,      bureau,  bureau,  no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_results,            "see_results",          {bureau,  bureau,  bureau,  closed,    agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::decide_result,          "decide_result",        {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_statements,         "see_statements",       {bureau,  bureau,  bureau,  no,        agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::draft_statement,        "draft_statement",      {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::confirm_statement,      "confirm_statement",    {no,      bureau,  bureau,  no,        no,        no,      no,      no,        no,        no}, false, true},
    {Action::void_statement,         "void_statement",       {no,      no,      bureau,  no,        no,        no,      no,      no,        no,        no}, false, false},
    {Action::adjust_statement,       "adjust_statement",     {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::confirm_adjustment,     "confirm_adjustment",   {no,      bureau,  bureau,  no,        no,        no,      no,      no,        no,        no}, false, true},
    {Action::see_payments,           "see_payments",         {bureau,  bureau,  bureau,  no,        agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::register_payment,       "register_payment",     {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::import_workbook,        "import_workbook",      {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::export_report,          "export_report",        {bureau,  bureau,  bureau,  no,        agency,    no,      no,      no,        no,        no}, true,  false},
    {Action::see_history,            "see_history",          {bureau,  bureau,  bureau,  no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::see_evaluations,        "see_evaluations",      {bureau,  bureau,  bureau,  no,        no,        unit,    county,  no,        no,        no}, true,  false},
    {Action::see_experts,           "see_experts",         {bureau,  bureau,  bureau,  sheet,     no,        no,     no,      no,        no,        no}, true,  false},
    {Action::edit_experts,          "edit_experts",        {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::edit_own_expert,       "edit_own_expert",     {no,      no,      no,      sheet,     no,        no,     no,      no,        no,        no}, false, false},
    {Action::approve_expert,        "approve_expert",      {no,      bureau,  bureau,  no,        no,        no,     no,      no,        no,        no}, false, true},
    {Action::reveal_expert,         "reveal_expert",       {bureau,  no,      bureau,  no,        no,        no,     no,      no,        no,        no}, false, false},
    {Action::see_relations,         "see_relations",       {bureau,  bureau,  bureau,  no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::edit_relations,        "edit_relations",      {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::declare_relation,      "declare_relation",    {no,      no,      no,      sheet,     no,        no,     no,      no,        no,        no}, false, false},
    {Action::see_draws,             "see_draws",           {bureau,  bureau,  bureau,  no,        agency,    no,     no,      no,        no,        no}, true,  false},
    {Action::edit_draws,            "edit_draws",          {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::contribute_draw,       "contribute_draw",     {bureau,  bureau,  bureau,  no,        agency,    no,     no,      no,        no,        no}, false, false},
    {Action::answer_invitation,     "answer_invitation",   {no,      no,      no,      sheet,     no,        no,     no,      no,        no,        no}, false, false},
    {Action::run_panel,             "run_panel",           {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::lower_quorum,          "lower_quorum",        {no,      no,      bureau,  no,        no,        no,     no,      no,        no,        no}, false, false},
    {Action::see_statistics,        "see_statistics",      {bureau,  bureau,  bureau,  no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::see_objections,        "see_objections",      {bureau,  bureau,  bureau,  sheet,     agency,    no,     no,      no,        no,        no}, true,  false},
    {Action::file_objection,        "file_objection",      {no,      no,      no,      no,        agency,    no,     no,      no,        no,        no}, false, false},
    {Action::handle_objection,      "handle_objection",    {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::give_opinion,          "give_opinion",        {no,      no,      no,      sheet,     no,        no,     no,      no,        no,        no}, false, false},
    {Action::decide_objection,      "decide_objection",    {no,      no,      bureau,  no,        no,        no,     no,      no,        no,        no}, false, true},
    {Action::see_expert_fees,       "see_expert_fees",     {bureau,  bureau,  bureau,  sheet,     no,        no,     no,      no,        no,        no}, true,  false},
    {Action::edit_expert_fees,      "edit_expert_fees",    {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::confirm_expert_fees,   "confirm_expert_fees", {no,      bureau,  bureau,  no,        no,        no,     no,      no,        no,        no}, false, true},
    {Action::pay_expert_fees,       "pay_expert_fees",     {bureau,  no,      no,      no,        no,        no,     no,      no,        no,        no}, true,  false},
    {Action::see_procurement,        "see_procurement",        {bureau, bureau, bureau, no, no, no, no, no, no, no}, true, false},
    {Action::edit_procurement,       "edit_procurement",       {bureau, no, no, no, no, no, no, no, no, no}, true, false},
    {Action::terminate_contract,     "terminate_contract",     {no, no, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::answer_deduction,       "answer_deduction",       {no, no, no, no, agency, no, no, no, no, no}, false, false},
    {Action::release_retention,      "release_retention",      {no, bureau, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::see_invoices,           "see_invoices",           {bureau, bureau, bureau, no, agency, no, no, no, no, no}, true, false},
    {Action::edit_invoices,          "edit_invoices",          {bureau, no, no, no, agency, no, no, no, no, no}, true, false},
    {Action::accept_invoice,         "accept_invoice",         {bureau, bureau, no, no, no, no, no, no, no, no}, false, false},
    {Action::edit_payment_orders,    "edit_payment_orders",    {bureau, no, no, no, no, no, no, no, no, no}, true, false},
    {Action::confirm_payment_order,  "confirm_payment_order",  {no, bureau, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::send_payment_orders,    "send_payment_orders",    {bureau, no, no, no, no, no, no, no, no, no}, true, false},
    {Action::countersign_payment,    "countersign_payment",    {no, bureau, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::see_journal,            "see_journal",            {bureau, bureau, bureau, no, no, no, no, no, no, no}, true, false},
    {Action::close_period,           "close_period",           {no, no, bureau, no, no, no, no, no, no, no}, false, false},
    {Action::correct_journal,        "correct_journal",        {bureau, no, no, no, no, no, no, no, no, no}, true, false},
    {Action::confirm_correction,     "confirm_correction",     {no, bureau, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::see_ratings,            "see_ratings",            {bureau, bureau, bureau, no, agency, no, no, no, no, no}, true, false},
    {Action::edit_ratings,           "edit_ratings",           {bureau, no, no, no, no, no, no, no, no, no}, true, false},
    {Action::publish_rating,         "publish_rating",         {no, no, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::contest_rating,         "contest_rating",         {no, no, no, no, agency, no, no, no, no, no}, false, false},
    {Action::decide_rating,          "decide_rating",          {no, no, bureau, no, no, no, no, no, no, no}, false, true},
    {Action::try_policy,             "try_policy",             {bureau, bureau, bureau, no, no, no, no, no, no, no}, true, false},
    {Action::see_agency_record,      "see_agency_record",      {bureau, bureau, bureau, no, agency, no, no, no, no, no}, true, false},
    {Action::edit_agency_record,     "edit_agency_record",     {no, no, no, no, agency, no, no, no, no, no}, false, false},
    {Action::review_agency_record,   "review_agency_record",   {bureau, bureau, no, no, no, no, no, no, no, no}, false, false},
    {Action::issue_agency_record,    "issue_agency_record",    {bureau, bureau, bureau, no, agency, no, no, no, no, no}, true, false},
    {Action::see_disclosures,        "see_disclosures",      {bureau,  bureau,  bureau,  no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::edit_disclosures,       "edit_disclosures",     {bureau,  no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
    {Action::publish_disclosure,     "publish_disclosure",   {no,      no,      bureau,  no,        no,        no,      no,      no,        no,        no}, false, true},
    {Action::use_own_account,        "use_own_account",      {self,    self,    self,    self,      self,      self,    self,    self,      self,      self}, false, false},
    {Action::see_accounts,           "see_accounts",         {no,      no,      no,      no,        no,        no,      no,      accounts,  accounts,  no}, true,  false},
    {Action::edit_accounts,          "edit_accounts",        {no,      no,      no,      no,        no,        no,      no,      accounts,  no,        no}, true,  false},
    {Action::edit_roles,             "edit_roles",           {no,      no,      no,      no,        no,        no,      no,      no,        accounts,  no}, true,  false},
    {Action::end_sessions,           "end_sessions",         {no,      no,      no,      no,        no,        no,      no,      no,        accounts,  no}, true,  false},
    {Action::edit_security,          "edit_security",        {no,      no,      no,      no,        no,        no,      no,      no,        accounts,  no}, true,  false},
    {Action::see_access,             "see_access",           {no,      no,      no,      no,        no,        no,      no,      no,        accounts,  accounts}, true,  false},
    {Action::see_audit,              "see_audit",            {no,      no,      no,      no,        no,        no,      no,      no,        no,        accounts}, true,  false},
    {Action::see_jobs,               "see_jobs",             {no,      no,      no,      no,        no,        no,      no,      accounts,  no,        no}, true,  false},
    {Action::run_jobs,               "run_jobs",             {no,      no,      no,      no,        no,        no,      no,      accounts,  no,        no}, true,  false},
    {Action::make_backup,            "make_backup",          {no,      no,      no,      no,        no,        no,      no,      accounts,  no,        no}, true,  false},
    {Action::run_checks,             "run_checks",           {no,      no,      no,      no,        no,        no,      no,      no,        no,        no}, true,  false},
};
// clang-format on

}  // namespace zhiheng::domain::access_table

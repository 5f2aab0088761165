#include "domain/access.h"

#include <algorithm>
#include <iterator>

namespace zhiheng::domain {

namespace {

// How far a role's permission reaches.
enum class Reach {
  none,
  bureau,     // rows of the actor's bureau and those below it; directory entries of all bureaus where only seen
  agency,     // rows of the actor's agency, once published
  member,     // rows of panels in which the actor's expert sits
  closed,     // the same, once published
  sheet,      // the actor's own score sheets
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

constexpr std::string_view role_names[] = {"clerk",
                                           "reviewer",
                                           "leader",
                                           "expert",
                                           "agency",
                                           "budget_unit",
                                           "county_bureau",
                                           "system_administrator",
                                           "security_administrator",
                                           "auditor"};
static_assert(std::size(role_names) == std::size(all_roles));

const Permission& permission_for(Action action) {
  for (const Permission& one : permissions) {
    if (one.action == action) return one;
  }
  throw Defect("every action stands in the table of permissions");
}

bool contains(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// An action that only looks: directory entries of other bureaus may be seen, never changed.
bool only_looks(Action action) {
  return permission_for(action).name.starts_with("see_");
}

// A list, or a row that does not exist yet.
bool names_no_row(const Facts& facts) {
  return facts.bureau_id == 0 && facts.agency_id == 0 && facts.expert_id == 0 && facts.account_id == 0 &&
         facts.budget_unit_id == 0 && facts.about_bureau_id == 0 && facts.expert_ids.empty();
}

bool member_reaches(const Actor& actor, const Facts& facts) {
  return actor.expert_id != 0 && (names_no_row(facts) || contains(facts.expert_ids, actor.expert_id));
}

bool reaches(const Actor& actor, Reach reach, Action action, const Facts& facts) {
  switch (reach) {
    case Reach::none: return false;
    case Reach::bureau:
      return names_no_row(facts) || contains(actor.bureaus, facts.bureau_id) ||
             (facts.shared && only_looks(action) && actor.bureau_id != 0);
    case Reach::agency:
      return actor.agency_id != 0 && facts.published && (facts.agency_id == actor.agency_id || names_no_row(facts));
    case Reach::member: return member_reaches(actor, facts);
    case Reach::closed: return facts.published && member_reaches(actor, facts);
    case Reach::sheet:
      if (facts.expert_id != 0) return facts.expert_id == actor.expert_id && actor.expert_id != 0;
      return member_reaches(actor, facts);
    case Reach::published: return facts.published;
    case Reach::unit:
      return actor.budget_unit_id != 0 && facts.published &&
             (facts.budget_unit_id == actor.budget_unit_id || names_no_row(facts));
    case Reach::county:
      return actor.bureau_id != 0 && facts.published &&
             (contains(actor.bureaus, facts.about_bureau_id) || names_no_row(facts));
    case Reach::self: return names_no_row(facts) || (facts.account_id != 0 && facts.account_id == actor.account_id);
    case Reach::accounts:
      return actor.bureau_id == 0 || names_no_row(facts) || contains(actor.bureaus, facts.bureau_id);
  }
  return false;
}

bool is_allowed(const Actor& actor, Action action) {
  return !actor.allowed || std::find(actor.allowed->begin(), actor.allowed->end(), action) != actor.allowed->end();
}

}  // namespace

std::string_view name_of(Role role) {
  return role_names[static_cast<std::size_t>(role)];
}

std::optional<Role> role_named(std::string_view name) {
  for (const Role role : all_roles) {
    if (name_of(role) == name) return role;
  }
  return std::nullopt;
}

std::string_view name_of(Action action) {
  return permission_for(action).name;
}

const std::vector<Action>& all_actions() {
  static const std::vector<Action> all = [] {
    std::vector<Action> actions;
    for (const Permission& one : permissions) actions.push_back(one.action);
    return actions;
  }();
  return all;
}

bool Actor::has(Role role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

Outcome may(const Actor& actor, Action action, const Facts& facts) {
  const Permission& permission = permission_for(action);
  const Params params{{"action", std::string(permission.name)}};
  bool by_role = actor.operator_of_machine && permission.by_operator;
  bool in_scope = by_role;
  for (const Role role : actor.roles) {
    const Reach reach = permission.reach[static_cast<std::size_t>(role)];
    by_role = by_role || reach != Reach::none;
    in_scope = in_scope || reaches(actor, reach, action, facts);
  }
  if (!by_role) return refusal(Kind::forbidden, "access.role", {}, params);
  if (!is_allowed(actor, action)) return refusal(Kind::forbidden, "access.token_scope", {}, params);
  if (!in_scope) return refusal(Kind::absent, "access.absent");
  const bool own = facts.drafted_by != 0 && facts.drafted_by == actor.account_id;
  if (permission.four_eyes && own) return refusal(Kind::forbidden, "access.four_eyes", {}, params);
  return Done{};
}

Sides sides(const Actor& actor, Action action, const Facts& facts) {
  const Permission& permission = permission_for(action);
  Sides answer;
  if (!is_allowed(actor, action)) return answer;
  answer.bureau = actor.operator_of_machine && permission.by_operator;
  for (const Role role : actor.roles) {
    const Reach reach = permission.reach[static_cast<std::size_t>(role)];
    if (!reaches(actor, reach, action, facts)) continue;
    answer.bureau = answer.bureau || reach == Reach::bureau;
    answer.expert = answer.expert || reach == Reach::member || reach == Reach::closed || reach == Reach::sheet;
    answer.agency = answer.agency || reach == Reach::agency;
    answer.owner = answer.owner || reach == Reach::unit || reach == Reach::county;
  }
  return answer;
}

bool Scope::has_bureau(std::int64_t bureau_id) const {
  return everything || contains(bureaus, bureau_id);
}

Scope scope(const Actor& actor, Action action) {
  const Permission& permission = permission_for(action);
  Scope answer;
  if (!is_allowed(actor, action)) {
    answer.nothing = true;
    return answer;
  }
  if (actor.operator_of_machine && permission.by_operator) {
    answer.everything = true;
    return answer;
  }
  bool any = false;
  for (const Role role : actor.roles) {
    const Reach reach = permission.reach[static_cast<std::size_t>(role)];
    any = any || reach != Reach::none;
    if (reach == Reach::accounts && actor.bureau_id == 0) answer.everything = true;
    if (reach == Reach::bureau || reach == Reach::accounts) answer.bureaus = actor.bureaus;
    if (reach == Reach::agency) answer.agency_id = actor.agency_id;
    if (reach == Reach::member || reach == Reach::closed || reach == Reach::sheet) answer.expert_id = actor.expert_id;
    if (reach == Reach::unit) answer.budget_unit_id = actor.budget_unit_id;
    if (reach == Reach::county) answer.about_bureaus = actor.bureaus;
    if (reach == Reach::self) answer.account_id = actor.account_id;
    answer.any_published = answer.any_published || reach == Reach::published;
  }
  answer.nothing = !any;
  answer.published_only = any && !answer.everything && answer.bureaus.empty();
  return answer;
}

std::string_view reach_name(Role role, Action action) {
  switch (permission_for(action).reach[static_cast<std::size_t>(role)]) {
    case Reach::none: return "none";
    case Reach::bureau: return "bureau";
    case Reach::agency: return "agency";
    case Reach::member: return "member";
    case Reach::closed: return "closed";
    case Reach::sheet: return "sheet";
    case Reach::published: return "published";
    case Reach::unit: return "unit";
    case Reach::county: return "county";
    case Reach::self: return "self";
    case Reach::accounts: return "accounts";
  }
  throw Defect("every reach has a name");
}

bool is_four_eyes(Action action) {
  return permission_for(action).four_eyes;
}
bool may_operator(Action action) {
  return permission_for(action).by_operator;
}

}  // namespace zhiheng::domain

#include "domain/access.h"

#include <algorithm>
#include <iterator>

#include "domain/access_table.h"

namespace zhiheng::domain {

namespace {

using access_table::Permission;
using access_table::permissions;
using access_table::Reach;

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

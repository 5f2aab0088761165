// Who may make whom what: nobody hands out more than he has, and the three who run the installation stay three.
#include <algorithm>

#include "domain/access.h"

namespace zhiheng::domain {

namespace {

bool stands_below(const Actor& granter, std::int64_t bureau_id) {
  return std::find(granter.bureaus.begin(), granter.bureaus.end(), bureau_id) != granter.bureaus.end();
}

// 三员分立: the security levels of government systems (GB/T 22239) want system, security and audit apart, and away from
// the business that they watch.
bool keeps_apart(const std::vector<Role>& roles) {
  std::vector<Role> different = roles;
  std::sort(different.begin(), different.end());
  different.erase(std::unique(different.begin(), different.end()), different.end());
  return different.size() < 2 || std::none_of(different.begin(), different.end(), is_administrative);
}

}  // namespace

bool is_administrative(Role role) {
  return role == Role::system_administrator || role == Role::security_administrator || role == Role::auditor;
}

Outcome may_grant(const Actor& granter, const Grant& wanted) {
  if (const Outcome by_role = may(granter, Action::edit_roles, {}); !by_role) return by_role;
  const auto has = [&](Role role) {
    return std::find(wanted.roles.begin(), wanted.roles.end(), role) != wanted.roles.end();
  };
  Problems problems;
  if (wanted.account_id != 0 && wanted.account_id == granter.account_id) {
    problems.push_back(refusal(Kind::forbidden, "grant.own_account", "/roles"));
  }
  if (!keeps_apart(wanted.roles)) problems.push_back(refusal("grant.roles_kept_apart", "/roles"));

  // A side that no role uses would lie in wait for the role that a later hand adds.
  const auto side = [&](std::int64_t id, Role role, std::int64_t registered_with, const char* field,
                        const char* outside) {
    if (id == 0) return;
    if (!has(role)) problems.push_back(refusal("grant.place_not_used", field));
    const bool everywhere = granter.operator_of_machine || granter.bureau_id == 0;
    if (!everywhere && !stands_below(granter, registered_with)) {
      problems.push_back(refusal(Kind::forbidden, outside, field));
    }
  };
  side(wanted.agency_id, Role::agency, wanted.agency_bureau_id, "/agency", "grant.agency_outside");
  side(wanted.expert_id, Role::expert, wanted.expert_bureau_id, "/expert", "grant.expert_outside");
  side(wanted.budget_unit_id, Role::budget_unit, wanted.unit_bureau_id, "/budget_unit", "grant.unit_outside");

  const bool everywhere = granter.operator_of_machine || granter.bureau_id == 0;
  if (!everywhere && wanted.bureau_id == 0) {
    problems.push_back(refusal(Kind::forbidden, "grant.wider_than_own", "/bureau"));
  } else if (!everywhere && !stands_below(granter, wanted.bureau_id)) {
    problems.push_back(refusal(Kind::forbidden, "grant.outside_bureau", "/bureau"));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

}  // namespace zhiheng::domain

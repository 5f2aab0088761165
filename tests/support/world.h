// A small world for tests: two bureaus, two agencies, three experts and one account of every role, written with plain
// SQL so that the tests of services do not depend on other services.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "domain/access.h"
#include "store/record_store.h"
#include "support/engines.h"

namespace zhiheng::testing {

inline constexpr const char* test_password = "Zhiheng-2022";
inline const std::string& test_password_hash() {
  static const std::string hash = hash_password(test_password);
  return hash;
}

struct World {
  std::int64_t province = 0, bureau = 0, other_bureau = 0;  // bureau and other_bureau stand below province
  std::int64_t agency = 0, other_agency = 0;                // both registered by `bureau`
  std::vector<std::int64_t> experts;                        // three, of `bureau`
  std::int64_t unit = 0, project = 0, policy = 0;
  // By login: clerk, reviewer, leader, expert1, expert2, expert3, agency, other_agency, admin, other_clerk.
  std::map<std::string, domain::Actor> actors;
  const domain::Actor& as(const std::string& login) const { return actors.at(login); }
};

inline std::int64_t insert(store::Connection& rows, const std::string& table,
                           const std::vector<std::pair<std::string, Value>>& cells) {
  std::string names, marks;
  store::Parameters parameters;
  auto all = cells;
  for (const char* name : {"created_at", "updated_at"}) {
    if (store::has_column(table, name)) all.emplace_back(name, some_moment().utc());
  }
  for (const auto& [name, value] : all) {
    names += (names.empty() ? "" : ", ") + name;
    marks += marks.empty() ? "?" : ", ?";
    parameters.push_back(value);
  }
  rows.execute("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")", parameters);
  return rows.last_id();
}

inline void add_account(store::Connection& rows, World& world, const std::string& login, domain::Role role,
                        std::int64_t bureau, std::int64_t agency = 0, std::int64_t expert = 0) {
  const auto id_or_null = [](std::int64_t id) { return id == 0 ? Value() : Value(id); };
  domain::Actor actor;
  actor.login = login;
  actor.display_name = login;
  actor.roles = {role};
  actor.bureau_id = bureau;
  actor.bureaus = store::bureau_subtree(rows, bureau);
  actor.agency_id = agency;
  actor.expert_id = expert;
  actor.account_id = insert(rows, "account",
                            {{"login", login},
                             {"display_name", login},
                             {"password_hash", test_password_hash()},
                             {"bureau_id", id_or_null(bureau)},
                             {"agency_id", id_or_null(agency)},
                             {"expert_id", id_or_null(expert)}});
  rows.execute("INSERT INTO account_role (account_id, role) VALUES (?, ?)",
               {actor.account_id, std::string(domain::name_of(role))});
  world.actors[login] = actor;
}

inline std::int64_t add_bureau(store::Connection& rows, const std::string& code, const std::string& name,
                               std::int64_t parent) {
  const auto id =
      insert(rows, "bureau", {{"code", code}, {"name", name}, {"parent_id", parent ? Value(parent) : Value()}});
  store::refresh_bureau_paths(rows, id);
  return id;
}

inline World make_world(store::Database& database) {
  World world;
  auto lease = database.writer();
  store::Connection& rows = *lease;
  rows.begin_write();
  world.province = add_bureau(rows, "530000", "云南省财政厅", 0);
  world.bureau = add_bureau(rows, "532500", "红河州财政局", world.province);
  world.other_bureau = add_bureau(rows, "530100", "昆明市财政局", world.province);
  const auto agency = [&](const std::string& uscc, const std::string& name) {
    return insert(rows, "agency",
                  {{"bureau_id", world.bureau}, {"uscc", uscc}, {"name", name}, {"type", "accounting_firm"}});
  };
  world.agency = agency("91530000MA6K00001X", "云岭会计师事务所");
  world.other_agency = agency("91530000MA6K00002X", "滇池咨询公司");
  for (const std::string code : {"E01", "E02", "E03"}) {
    world.experts.push_back(insert(rows, "expert",
                                   {{"bureau_id", world.bureau},
                                    {"code", code},
                                    {"name", "专家" + code},
                                    {"category", std::string("performance")}}));
  }
  world.unit = insert(rows, "budget_unit", {{"bureau_id", world.bureau}, {"code", "101"}, {"name", "州教育局"}});
  world.project = insert(rows, "project",
                         {{"bureau_id", world.bureau},
                          {"budget_unit_id", world.unit},
                          {"code", "P01"},
                          {"name", "义务教育补助"},
                          {"fiscal_year", 2022},
                          {"kind", "project"}});
  world.policy = insert(rows, "policy",
                        {{"code", "test-policy"},
                         {"revision", 1},
                         {"title", "测试办法"},
                         {"state", "approved"},
                         {"document", "{}"},
                         {"digest", std::string(64, '0')}});
  using domain::Role;
  add_account(rows, world, "clerk", Role::clerk, world.bureau);
  add_account(rows, world, "reviewer", Role::reviewer, world.bureau);
  add_account(rows, world, "leader", Role::leader, world.bureau);
  add_account(rows, world, "expert1", Role::expert, world.bureau, 0, world.experts[0]);
  add_account(rows, world, "expert2", Role::expert, world.bureau, 0, world.experts[1]);
  add_account(rows, world, "expert3", Role::expert, world.bureau, 0, world.experts[2]);
  add_account(rows, world, "agency", Role::agency, world.bureau, world.agency);
  add_account(rows, world, "other_agency", Role::agency, world.bureau, world.other_agency);
  add_account(rows, world, "admin", Role::system_administrator, 0);
  add_account(rows, world, "other_clerk", Role::clerk, world.other_bureau);
  rows.commit();
  return world;
}

// A contract with engagements of these fees, and one instalment of the whole.
struct TestContract {
  std::int64_t id = 0, instalment = 0;
  std::vector<std::int64_t> engagements;
};
inline TestContract add_contract(store::Connection& rows, const World& world, const std::string& number,
                                 const std::vector<std::int64_t>& fees_fen, std::int64_t agency_id = 0) {
  TestContract contract;
  const std::int64_t agency = agency_id ? agency_id : world.agency;
  std::int64_t whole = 0;
  for (const auto fee : fees_fen) whole += fee;
  contract.id = insert(rows, "contract",
                       {{"bureau_id", world.bureau},
                        {"number", number},
                        {"title", "合同" + number},
                        {"agency_id", agency},
                        {"policy_id", world.policy},
                        {"procurement_method", "open_tender"},
                        {"fiscal_year", 2022},
                        {"signed_on", "2022-03-01"},
                        {"starts_on", "2022-03-01"},
                        {"ends_on", "2022-12-31"},
                        {"original_fee_fen", whole},
                        {"fee_fen", whole}});
  int code = 0;
  for (const auto fee : fees_fen) {
    contract.engagements.push_back(insert(rows, "engagement",
                                          {{"bureau_id", world.bureau},
                                           {"agency_id", agency},
                                           {"contract_id", contract.id},
                                           {"code", "PJ-" + std::to_string(++code)},
                                           {"name", "评价" + std::to_string(code)},
                                           {"object_kind", "project"},
                                           {"fee_fen", fee}}));
  }
  contract.instalment = insert(rows, "instalment",
                               {{"bureau_id", world.bureau},
                                {"agency_id", agency},
                                {"contract_id", contract.id},
                                {"sequence", 1},
                                {"name", "全款"},
                                {"due_condition", "signed"},
                                {"amount_fen", whole}});
  return contract;
}

}  // namespace zhiheng::testing

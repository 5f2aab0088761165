// Terms of contracts in the attack: a termination that nobody decided yet, one that was decided, calculation sheets and
// limits of procurement of two bureaus.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_termination(AttackWorld& world, const std::string& contract, const std::string& state) {
  const auto rows = world.database->reader()->query("SELECT bureau_id, agency_id FROM contract WHERE id = ?",
                                                    {world.rows.at(contract)});
  return world.put("contract_termination",
                   {{"bureau_id", rows[0][0]},
                    {"agency_id", rows[0][1]},
                    {"contract_id", world.rows.at(contract)},
                    {"sequence", state == "draft" ? 1 : 2},
                    {"ground", std::string("breach")},
                    {"terminated_on", std::string("2022-10-01")},
                    {"reason", "不宜外传的终止原因 " + state},
                    {"evidence", std::string("不宜外传的终止证据")},
                    {"document", std::string(R"({"engagements":[]})")},
                    {"fee_before_fen", 9'900},
                    {"fee_after_fen", 9'900},
                    {"state", state},
                    {"drafted_by", world.named("clerk").actor.account_id},
                    {"decided_by", state == "decided" ? Value(world.named("leader").actor.account_id) : Value()},
                    {"decided_on", state == "decided" ? Value("2022-10-02") : Value()}});
}

std::int64_t put_sheet(AttackWorld& world, const std::string& contract) {
  const auto rows = world.database->reader()->query("SELECT bureau_id, agency_id FROM contract WHERE id = ?",
                                                    {world.rows.at(contract)});
  return world.put("fee_basis_sheet",
                   {{"bureau_id", rows[0][0]},
                    {"agency_id", rows[0][1]},
                    {"contract_id", world.rows.at(contract)},
                    {"sequence", 1},
                    {"basis", std::string("lump_sum")},
                    {"document", std::string(R"({"basis":"lump_sum","parts":[{"name":"测算内容","amount":"88.00"}]})")},
                    {"total_fen", 8'800},
                    {"fee_fen", 9'900},
                    {"difference_reason", std::string("不宜外传的议价理由")}});
}

std::int64_t put_limit(AttackWorld& world, std::int64_t bureau) {
  return world.put("procurement_limit", {{"bureau_id", bureau},
                                         {"fiscal_year", 2031},
                                         {"decentralised_limit_fen", 500'000},
                                         {"open_tender_limit_fen", 4'000'000},
                                         {"source", std::string("限额文号")}});
}

}  // namespace

void plant_basis(AttackWorld& world) {
  const World& cast = world.stage->world;
  world.rows["termination.draft"] = put_termination(world, "contract.open", "draft");
  world.rows["termination.decided"] = put_termination(world, "contract.open", "decided");
  world.rows["fee_sheet.open"] = put_sheet(world, "contract.open");
  world.rows["procurement_limit.own"] = put_limit(world, cast.bureau);
  world.rows["procurement_limit.other"] = put_limit(world, cast.other_bureau);
  for (const std::int64_t bureau : {cast.bureau, cast.other_bureau}) {
    world.put("fee_rate", {{"bureau_id", bureau},
                           {"fiscal_year", 2031},
                           {"code", std::string("rates-2031")},
                           {"title", std::string("标准")},
                           {"basis", std::string("per_item")},
                           {"source", std::string("标准文号")},
                           {"document", std::string("报告 = 1.00")}});
  }
}

void change_draft_termination(AttackWorld& world) {
  world.stage->sql(
      "UPDATE contract_termination SET reason = '改了的终止原因', evidence = '改了的证据', ground = 'veto', "
      "fee_after_fen = 1 WHERE id = ?",
      {world.rows.at("termination.draft")});
}

void change_limits(AttackWorld& world) {
  world.stage->sql("UPDATE procurement_limit SET open_tender_limit_fen = 7777700, source = '改了的文号' WHERE id = ?",
                   {world.rows.at("procurement_limit.own")});
}

}  // namespace zhiheng::testing

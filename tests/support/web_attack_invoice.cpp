// Invoices in the attack: one of our agency, entered and accepted, and one of another bureau's, with amounts, remarks
// and reasons that only the bureau and the agency itself may read.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

struct Planted {
  std::string number, state;
  std::int64_t bureau = 0, agency = 0, contract = 0;
};

std::int64_t put_invoice(AttackWorld& world, const Planted& planted) {
  const bool returned = planted.state == "returned";
  return world.put("invoice", {{"bureau_id", planted.bureau},
                               {"agency_id", planted.agency},
                               {"contract_id", planted.contract},
                               {"number", planted.number},
                               {"standing_number", returned ? Value() : Value(planted.number)},
                               {"kind", std::string("blue")},
                               {"issued_on", std::string("2022-10-02")},
                               {"buyer_name", std::string("某局抬头")},
                               {"seller_name", std::string("某所抬头")},
                               {"seller_uscc", std::string("91530000MA6K00001X")},
                               {"item", std::string("不宜外传的项目名")},
                               {"rate", std::string("6")},
                               {"gross_fen", 106'000},
                               {"net_fen", 100'000},
                               {"tax_fen", 6'000},
                               {"state", planted.state},
                               {"return_reason", std::string(returned ? "不宜外传的退回原因" : "")}});
}

}  // namespace

void plant_invoice(AttackWorld& world) {
  const World& cast = world.stage->world;
  const std::int64_t open = world.rows.at("contract.open");
  const std::int64_t other = world.rows.at("contract.other");
  world.rows["invoice.entered"] =
      put_invoice(world, {"25532000000000000001", "entered", cast.bureau, cast.agency, open});
  world.rows["invoice.returned"] =
      put_invoice(world, {"25532000000000000002", "returned", cast.bureau, cast.agency, open});
  world.rows["invoice.other"] =
      put_invoice(world, {"25532000000000000003", "accepted", cast.other_bureau, cast.other_agency, other});
}

void change_invoice(AttackWorld& world) {
  world.stage->sql(
      "UPDATE invoice SET gross_fen = 212000, net_fen = 200000, tax_fen = 12000, item = '改了的项目名', remark = '改' "
      "WHERE id = ?",
      {world.rows.at("invoice.entered")});
}

void change_other_invoice(AttackWorld& world) {
  world.stage->sql(
      "UPDATE invoice SET gross_fen = 318000, net_fen = 300000, tax_fen = 18000, state = 'returned', "
      "standing_number = NULL, return_reason = '外地的原因' WHERE id = ?",
      {world.rows.at("invoice.other")});
}

}  // namespace zhiheng::testing

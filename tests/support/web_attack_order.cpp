// Payment orders in the attack: bank accounts, orders in draft, confirmed and sent, a batch and a bank's answer of two
// bureaus. A draft is the bureau's alone; what was sent may be known to its agency.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_account(AttackWorld& world, std::int64_t bureau, std::int64_t agency, const std::string& name) {
  return world.put("agency_account", {{"bureau_id", bureau},
                                      {"agency_id", agency},
                                      {"bank_name", std::string("示范银行") + name},
                                      {"account_name", "收款户" + name},
                                      {"number_sealed", "sealed-account-of-" + name},
                                      {"number_shown", std::string("************8642")}});
}

struct PlantedOrder {
  std::string number, state;
  std::int64_t bureau = 0, agency = 0, contract = 0, payee = 0, batch = 0;
};

std::int64_t put_order(AttackWorld& world, const PlantedOrder& planted) {
  return world.put("payment_order", {{"bureau_id", planted.bureau},
                                     {"agency_id", planted.agency},
                                     {"contract_id", planted.contract},
                                     {"payee_id", planted.payee},
                                     {"batch_id", planted.batch == 0 ? Value() : Value(planted.batch)},
                                     {"number", planted.number},
                                     {"purpose", std::string("instalment")},
                                     {"state", planted.state},
                                     {"amount_fen", 4'321},
                                     {"bank_name", std::string("示范银行")},
                                     {"account_name", "收款户" + planted.number},
                                     {"number_shown", std::string("************8642")},
                                     {"without_invoice", std::string("不宜外传的理由")},
                                     {"remark", "备注" + planted.number}});
}

}  // namespace

void plant_order(AttackWorld& world) {
  const World& cast = world.stage->world;
  const std::int64_t payee = put_account(world, cast.bureau, cast.agency, "甲");
  const std::int64_t other = put_account(world, cast.other_bureau, cast.other_agency, "乙");
  world.rows["agency_account"] = payee;
  const std::int64_t batch = world.put("payment_batch", {{"bureau_id", cast.bureau},
                                                         {"number", std::string("PC-ATTACK")},
                                                         {"order_count", 1},
                                                         {"total_fen", 4'321},
                                                         {"digest", std::string(64, '4')}});
  world.rows["payment_batch"] = batch;
  world.put("payment_batch_file", {{"bureau_id", cast.bureau},
                                   {"batch_id", batch},
                                   {"format", std::string("csv")},
                                   {"digest", std::string(64, '6')},
                                   {"sealed", std::string("sealed-bank-file")}});
  const std::int64_t contract = world.rows.at("contract.open");
  world.rows["payment_order.draft"] =
      put_order(world, {"ZF-DRAFT", "draft", cast.bureau, cast.agency, contract, payee, 0});
  world.rows["payment_order.sent"] =
      put_order(world, {"ZF-SENT", "sent", cast.bureau, cast.agency, contract, payee, batch});
  const std::int64_t foreign = integer_or(
      world.database->reader()->query("SELECT MIN(id) FROM contract WHERE bureau_id = ?", {cast.other_bureau})[0][0]);
  world.rows["payment_order.other"] =
      put_order(world, {"ZF-OTHER", "draft", cast.other_bureau, cast.other_agency, foreign, other, 0});
  world.rows["bank_result"] = world.put("bank_result", {{"bureau_id", cast.bureau},
                                                        {"file_name", std::string("回盘甲.csv")},
                                                        {"digest", std::string(64, '5')},
                                                        {"row_count", 0},
                                                        {"booked_count", 0},
                                                        {"booked_fen", 0},
                                                        {"failed_count", 0},
                                                        {"different_count", 0},
                                                        {"missing_count", 0},
                                                        {"document", std::string(R"({"items":[],"missing":[]})")}});
}

void change_draft_orders(AttackWorld& world) {
  world.stage->sql(
      "UPDATE payment_order SET number = 'ZF-CHANGED', amount_fen = 9999, remark = '改了的备注' WHERE id = ?",
      {world.rows.at("payment_order.draft")});
  world.stage->sql("UPDATE payment_batch SET total_fen = 9999 WHERE id = ?", {world.rows.at("payment_batch")});
  world.stage->sql("UPDATE bank_result SET file_name = '改名.csv', booked_fen = 77 WHERE id = ?",
                   {world.rows.at("bank_result")});
}

void change_bank_accounts(AttackWorld& world) {
  world.stage->sql("UPDATE agency_account SET bank_name = '改了的银行', number_shown = '************9753' WHERE id = ?",
                   {world.rows.at("agency_account")});
  world.stage->sql("UPDATE payment_order SET failed_reason = '户名不符', amount_fen = 5432 WHERE id = ?",
                   {world.rows.at("payment_order.sent")});
}

void change_sealed_bank_files(AttackWorld& world) {
  world.stage->sql("UPDATE agency_account SET number_sealed = 'sealed-account-of-another'");
  world.stage->sql("UPDATE payment_batch_file SET sealed = 'sealed-bank-file-of-another'");
  world.stage->sql("UPDATE signing_key SET sealed_key = 'sealed-signing-key-of-another'");
}

void change_foreign_order(AttackWorld& world) {
  world.stage->sql("UPDATE payment_order SET number = 'ZF-FOREIGN', amount_fen = 8888 WHERE id = ?",
                   {world.rows.at("payment_order.other")});
}

}  // namespace zhiheng::testing

// Deduction notices and retentions in the attack: of two bureaus, with figures and reasons that only the bureau and the
// agency concerned may read.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

const char* told = R"({"fee":"70000.00","bonus":"0.00","deduction":"7000.00","net":"63000.00","engagements":[
  {"code":"PJ-1","title":"不宜外传的评价","fee":"70000.00","score":"70.00","grade":"中","bonus":"0.00",
   "deduction":"7000.00","deductions":[{"line":1,"kind":"quality","event":"","base":"70000.00","rate":"0.1",
   "amount":"7000.00"}],"steps":["不宜外传的推导"]}]})";

struct Planted {
  std::string name;
  std::int64_t bureau = 0, agency = 0, contract = 0, statement = 0;
};

std::int64_t put_notice(AttackWorld& world, const Planted& planted) {
  return world.put("deduction_notice", {{"bureau_id", planted.bureau},
                                        {"agency_id", planted.agency},
                                        {"contract_id", planted.contract},
                                        {"statement_id", planted.statement},
                                        {"number", "告知-" + planted.name},
                                        {"sequence", 1},
                                        {"deduction_fen", 700'000},
                                        {"document", std::string(told)},
                                        {"sent_on", std::string("2022-10-08")},
                                        {"answer_due_on", std::string("2022-10-13")},
                                        {"answer_lines", std::string("[]")},
                                        {"drafted_by", world.stage->world.as("clerk").account_id}});
}

std::int64_t put_retention(AttackWorld& world, const Planted& planted) {
  return world.put("retention", {{"bureau_id", planted.bureau},
                                 {"agency_id", planted.agency},
                                 {"contract_id", planted.contract},
                                 {"statement_id", planted.statement},
                                 {"state", std::string(planted.name == "拟办" ? "requested" : "held")},
                                 {"amount_fen", 12'345},
                                 {"kept_fen", planted.name == "拟办" ? 2'345 : 0},
                                 {"held_on", std::string("2022-10-08")},
                                 {"release_due_on", std::string("2023-10-08")},
                                 {"reason", "不宜外传的缘由" + planted.name}});
}

// A statement that was confirmed once, and is not the draft of its contract.
std::int64_t put_statement(AttackWorld& world, std::int64_t bureau, std::int64_t agency, const std::string& contract,
                           const std::string& number, int sequence) {
  const World& cast = world.stage->world;
  // Another bureau's case must not name the experts of this one.
  std::string document = R"({"engagements":[]})", outcome = document;
  if (bureau == cast.bureau) {
    const auto like = world.database->reader()->query(
        "SELECT case_document, result_document FROM statement WHERE id = ?", {world.rows.at("statement.confirmed")});
    document = text_or_empty(like[0][0]);
    outcome = text_or_empty(like[0][1]);
  }
  const std::int64_t id = world.put("statement", {{"bureau_id", bureau},
                                                  {"agency_id", agency},
                                                  {"contract_id", world.rows.at(contract)},
                                                  {"number", number},
                                                  {"sequence", sequence},
                                                  {"fee_fen", 9'900},
                                                  {"bonus_fen", 0},
                                                  {"deduction_fen", 990},
                                                  {"paid_fen", 0},
                                                  {"payable_fen", 8'910},
                                                  {"recoverable_fen", 0},
                                                  {"case_document", document},
                                                  {"result_document", outcome},
                                                  {"state", std::string("voided")},
                                                  {"drafted_by", cast.as("clerk").account_id}});
  if (bureau == cast.bureau) {
    world.stage->sql("UPDATE statement SET confirmed_by = ?, confirmed_at = '2022-10-08 02:00:00.000' WHERE id = ?",
                     {cast.as("leader").account_id, id});
  }
  return id;
}

}  // namespace

void plant_billing(AttackWorld& world) {
  const World& cast = world.stage->world;
  const Planted own{"本地", cast.bureau, cast.agency, world.rows.at("contract.drafted"),
                    world.rows.at("statement.draft")};
  world.rows["deduction_notice.own"] = put_notice(world, own);
  const Planted other{"外地", cast.other_bureau, cast.other_agency, world.rows.at("contract.other"),
                      put_statement(world, cast.other_bureau, cast.other_agency, "contract.other", "HT-OTHER-S1", 1)};
  world.rows["deduction_notice.other"] = put_notice(world, other);
  world.rows["retention.other"] = put_retention(world, other);
  const Planted closed{"办结", cast.bureau, cast.agency, world.rows.at("contract.closed"),
                       world.rows.at("statement.confirmed")};
  world.rows["retention.own"] = put_retention(world, closed);
  const Planted proposed{"拟办", cast.bureau, cast.agency, own.contract,
                         put_statement(world, cast.bureau, cast.agency, "contract.drafted", "HT-DRAFTED-S9", 9)};
  world.rows["retention.proposed"] = put_retention(world, proposed);
}

void change_own_billing(AttackWorld& world) {
  world.stage->sql("UPDATE deduction_notice SET number = '改了的告知书', answer_due_on = '2022-10-14' WHERE id = ?",
                   {world.rows.at("deduction_notice.own")});
  world.stage->sql("UPDATE retention SET reason = '改了的缘由', amount_fen = 54321 WHERE id = ?",
                   {world.rows.at("retention.own")});
}

void change_proposed_release(AttackWorld& world) {
  world.stage->sql(
      "UPDATE retention SET kept_fen = 3456, reason = '改了的扣留打算', evidence = '改了的验收材料', drafted_by = ? "
      "WHERE "
      "id = ?",
      {world.named("clerk").actor.account_id, world.rows.at("retention.proposed")});
  world.stage->sql("UPDATE retention SET reason = '改了的退回意见' WHERE id = ?", {world.rows.at("retention.own")});
}

void change_other_billing(AttackWorld& world) {
  world.stage->sql("UPDATE deduction_notice SET number = '改了的外地告知书' WHERE id = ?",
                   {world.rows.at("deduction_notice.other")});
  world.stage->sql("UPDATE retention SET reason = '改了的外地缘由' WHERE id = ?", {world.rows.at("retention.other")});
}

}  // namespace zhiheng::testing

// The journal in the attack: postings, a month, a correction and a proof of another bureau, with secrets in their
// texts.
#include <set>

#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_posting(AttackWorld& world, const std::string& name, std::int64_t bureau, std::int64_t agency,
                         std::int64_t contract) {
  const std::int64_t id =
      world.put("journal_transaction", {{"bureau_id", bureau},
                                        {"agency_id", agency},
                                        {"contract_id", contract},
                                        {"year", 2022},
                                        {"number", 9000 + contract},
                                        {"kind", std::string("payment")},
                                        {"source_stem", std::string("payment")},
                                        {"source_id", 900'000 + contract},
                                        {"source_key", "payment:" + std::to_string(900'000 + contract)},
                                        {"occurred_on", std::string("2022-10-08")},
                                        {"posted_on", std::string("2022-10-08")},
                                        {"period", std::string("2022-10")},
                                        {"reference", "凭证依据 " + name},
                                        {"reason", "凭证原因 " + name},
                                        {"amount_fen", 7'654'321},
                                        {"digest", std::string(64, 'a')}});
  std::int64_t sequence = 0;
  for (const auto& [account, amount] :
       {std::pair<std::string, std::int64_t>{"advance", 7'654'321}, {"paid", -7'654'321}}) {
    world.put("journal_entry",
              {{"transaction_id", id}, {"sequence", ++sequence}, {"account", account}, {"amount_fen", amount}});
  }
  world.rows["journal_transaction." + name] = id;
  return id;
}

}  // namespace

void plant_journal(AttackWorld& world) {
  const World& cast = world.stage->world;
  const auto contracts = world.database->reader()->query("SELECT id, bureau_id, agency_id FROM contract ORDER BY id");
  std::set<std::int64_t> planted;
  for (const auto& row : contracts) {
    const std::int64_t bureau = integer_or(row[1]);
    if (!planted.insert(bureau).second) continue;
    const std::string name = bureau == cast.bureau ? "own" : "foreign " + std::to_string(bureau);
    const std::int64_t posting = put_posting(world, name, bureau, integer_or(row[2]), integer_or(row[0]));
    world.rows["journal_correction." + name] =
        world.put("journal_correction", {{"bureau_id", bureau},
                                         {"agency_id", integer_or(row[2])},
                                         {"contract_id", integer_or(row[0])},
                                         {"transaction_id", posting},
                                         {"occurred_on", std::string("2022-10-09")},
                                         {"reason", "更正原因 " + name},
                                         {"drafted_by", cast.as("clerk").account_id}});
    const std::int64_t proof = world.put("journal_proof", {{"bureau_id", bureau},
                                                           {"contract_count", 1},
                                                           {"transaction_count", 1},
                                                           {"posted_count", 0},
                                                           {"difference_count", 1},
                                                           {"finding", "核对所见 " + name},
                                                           {"digest", std::string(64, 'b')}});
    world.rows["journal_proof." + name] = proof;
    world.put("journal_difference", {{"bureau_id", bureau},
                                     {"proof_id", proof},
                                     {"contract_id", integer_or(row[0])},
                                     {"subject", "账目不符的合同 " + name},
                                     {"account", std::string("payable")},
                                     {"wanted_fen", 4'321'000},
                                     {"found_fen", 4'321'100}});
  }
}

namespace {

void change_of_bureau(AttackWorld& world, const std::string& which) {
  const std::string mine = std::to_string(world.stage->world.bureau);
  const std::string where = "bureau_id " + which + " " + mine;
  world.stage->sql(
      "UPDATE journal_transaction SET amount_fen = 1234500, reference = '改过的依据' WHERE number > 9000 AND " + where);
  world.stage->sql("UPDATE journal_correction SET reason = '改过的更正' WHERE " + where);
  world.stage->sql("UPDATE journal_proof SET finding = '改过的核对' WHERE " + where);
  world.stage->sql("UPDATE journal_difference SET subject = '改过的合同', found_fen = 7 WHERE " + where);
}

}  // namespace

void change_own_journal(AttackWorld& world) {
  change_of_bureau(world, "=");
}
void change_other_journal(AttackWorld& world) {
  change_of_bureau(world, "<>");
}

}  // namespace zhiheng::testing

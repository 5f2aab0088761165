// Signed records and changes of lead evaluators in the attack: asked for and decided, issued and revoked, of two
// bureaus, with reasons and figures in them that only the bureau and the agency itself may read. Whoever has a code
// reads its record; nobody here has one.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

const char* fingerprint = "cafecafecafecafecafecafecafecafecafecafecafecafecafecafecafecafe";

struct Planted {
  std::string name;
  std::int64_t bureau = 0, agency = 0, contract = 0;
};

std::int64_t put_lead(AttackWorld& world, const Planted& planted) {
  return world.put("lead_evaluator", {{"bureau_id", planted.bureau},
                                      {"agency_id", planted.agency},
                                      {"code", "ZP-" + planted.name},
                                      {"name", "主评" + planted.name}});
}

std::int64_t put_change(AttackWorld& world, const Planted& planted, std::int64_t lead, bool decided) {
  const World& cast = world.stage->world;
  return world.put("lead_change", {{"bureau_id", planted.bureau},
                                   {"agency_id", planted.agency},
                                   {"contract_id", planted.contract},
                                   {"to_lead_id", lead},
                                   {"reason", "不宜外传的更换缘由" + planted.name},
                                   {"state", std::string(decided ? "refused" : "asked")},
                                   {"asked_by", cast.as("agency").account_id},
                                   {"asked_at", std::string("2022-10-07 01:00:00.000")},
                                   {"decided_by", decided ? Value(cast.as("clerk").account_id) : Value()},
                                   {"decided_at", decided ? Value("2022-10-08 01:00:00.000") : Value()},
                                   {"decision_note", std::string(decided ? "不宜外传的批语" : "")}});
}

std::int64_t put_record(AttackWorld& world, const Planted& planted, bool revoked) {
  const std::string name = planted.name + (revoked ? "撤" : "");
  const std::string subject = R"({"agency":"档案机构)" + name +
                              R"(","uscc":"91530000MA6K00007X","bureau":"局","valid_until":"2023-10-08",)" +
                              R"("confirmed_on":"2022-10-01","key":"aaaa"})";
  const std::string result = R"({"jobs":7,"mean_score":"87.65","by_year":{}})";
  return world.put("issued_record", {{"bureau_id", planted.bureau},
                                     {"agency_id", planted.agency},
                                     {"code", "CODE-" + std::to_string(planted.agency) + (revoked ? "-GONE" : "-HOLD")},
                                     {"fingerprint", std::string(fingerprint)},
                                     {"document", R"({"digest":"d","issued":"2022-10-08T09:00:00+08:00","subject":)" +
                                                      subject + R"(,"case":{},"result":)" + result + "}"},
                                     {"issued_by", world.stage->world.as("clerk").account_id},
                                     {"issued_at", std::string("2022-10-08 01:00:00.000")},
                                     {"valid_until", std::string("2023-10-08")},
                                     {"revoked_at", revoked ? Value("2022-10-09 01:00:00.000") : Value()},
                                     {"revoked_reason", std::string(revoked ? "不宜外传的撤销缘由" : "")}});
}

void plant(AttackWorld& world, const Planted& planted, const std::string& key) {
  const std::int64_t lead = put_lead(world, planted);
  world.rows["lead_change.asked." + key] = put_change(world, planted, lead, false);
  world.rows["lead_change.refused." + key] = put_change(world, planted, lead, true);
  world.rows["issued_record.standing." + key] = put_record(world, planted, false);
  world.rows["issued_record.revoked." + key] = put_record(world, planted, true);
}

void change(AttackWorld& world, const std::string& key) {
  world.stage->sql("UPDATE lead_change SET reason = '改了的更换缘由' WHERE id = ?",
                   {world.rows.at("lead_change.asked." + key)});
  world.stage->sql("UPDATE lead_change SET decision_note = '改了的批语' WHERE id = ?",
                   {world.rows.at("lead_change.refused." + key)});
  world.stage->sql("UPDATE issued_record SET valid_until = '2024-01-31' WHERE id = ?",
                   {world.rows.at("issued_record.standing." + key)});
  world.stage->sql("UPDATE issued_record SET revoked_reason = '改了的撤销缘由' WHERE id = ?",
                   {world.rows.at("issued_record.revoked." + key)});
}

}  // namespace

void plant_issued_record(AttackWorld& world) {
  const World& cast = world.stage->world;
  world.put("signing_key", {{"fingerprint", std::string(fingerprint)},
                            {"public_key", std::string("MCowBQYDK2VwAyEAAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")},
                            {"sealed_key", std::string("sealed-signing-key")},
                            {"from_at", std::string("2022-01-01 00:00:00.000")}});
  plant(world, {"甲", cast.bureau, cast.agency, world.rows.at("contract.open")}, "own");
  plant(world, {"乙", cast.other_bureau, cast.other_agency, world.rows.at("contract.other")}, "other");
}

void change_own_issued_record(AttackWorld& world) {
  change(world, "own");
}
void change_other_issued_record(AttackWorld& world) {
  change(world, "other");
}

}  // namespace zhiheng::testing

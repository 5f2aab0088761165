// The experts' library in the attack: sealed numbers, remarks, proposals and drafts of assessments of an expert of the
// story and of one elsewhere. The marks stand where only the house itself may look.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

constexpr const char* moment = "2022-10-08 01:00:00.000";

void put_file(AttackWorld& world, const std::string& name, std::int64_t bureau, std::int64_t expert) {
  world.rows["expert_qualification." + name] =
      world.put("expert_qualification",
                {{"bureau_id", bureau}, {"expert_id", expert}, {"name", "证书" + name}, {"number", "ZS-1"}});
  world.rows["expert_remark." + name] = world.put("expert_remark", {{"bureau_id", bureau},
                                                                    {"expert_id", expert},
                                                                    {"kind", std::string("complaint")},
                                                                    {"received_on", std::string("2022-10-01")},
                                                                    {"said_by", "投诉人" + name},
                                                                    {"content", "投诉内容" + name},
                                                                    {"evidence", std::string("录音")}});
  world.rows["expert_proposal." + name] =
      world.put("expert_proposal", {{"bureau_id", bureau},
                                    {"expert_id", expert},
                                    {"kind", std::string("remove")},
                                    {"document", std::string(R"({"identity_sealed":"attack-token-of-proposal"})")},
                                    {"reason", "出库理由" + name}});
  world.rows["expert_assessment." + name] =
      world.put("expert_assessment", {{"bureau_id", bureau},
                                      {"expert_id", expert},
                                      {"year", 2021},
                                      {"grade", std::string("unqualified")},
                                      {"advice", std::string("remove")},
                                      {"document", std::string(R"({"lines":[],"because":["complaints"]})")}});
  world.put("expert_step", {{"bureau_id", bureau},
                            {"expert_id", expert},
                            {"step", std::string("suspend")},
                            {"from_stage", std::string("appointed")},
                            {"to_stage", std::string("appointed")},
                            {"at", std::string(moment)},
                            {"by_name", "经办" + name}});
  world.stage->sql(
      "UPDATE expert SET identity_sealed = 'attack-token-of-sealed', identity_print = ?, identity_shown = "
      "'532***********0011', bank_account_sealed = 'attack-token-of-sealed' WHERE id = ?",
      {"attack-token-of-" + name, expert});
}

}  // namespace

void plant_expert_library(AttackWorld& world) {
  put_file(world, "own", world.stage->world.bureau, world.stage->world.experts[0]);
  const auto elsewhere = world.database->reader()->query(
      "SELECT id, bureau_id FROM expert WHERE bureau_id <> ? ORDER BY id LIMIT 1", {world.stage->world.bureau});
  if (!elsewhere.empty()) put_file(world, "elsewhere", integer_or(elsewhere[0][1]), integer_or(elsewhere[0][0]));
}

void change_expert_library(AttackWorld& world) {
  world.stage->sql("UPDATE expert_remark SET said_by = '改名之人', content = '改了的投诉' WHERE id = ?",
                   {world.rows.at("expert_remark.own")});
  world.stage->sql("UPDATE expert_proposal SET reason = '改了的理由', kind = 'suspend' WHERE id = ?",
                   {world.rows.at("expert_proposal.own")});
  world.stage->sql("UPDATE expert_assessment SET grade = 'excellent', advice = 'none' WHERE id = ?",
                   {world.rows.at("expert_assessment.own")});
}

}  // namespace zhiheng::testing

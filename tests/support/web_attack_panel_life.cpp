// A panel's life in the attack: invitations with reasons, a lowered quorum, scores before a discussion, minutes,
// sessions of two bureaus, and what was found in a file that is read blind.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_session(AttackWorld& world, std::int64_t bureau, const std::string& name, std::int64_t panel) {
  const std::int64_t session = world.put("review_session", {{"bureau_id", bureau},
                                                            {"name", name},
                                                            {"held_on", std::string("2022-10-18")},
                                                            {"starts", std::string("09:00")},
                                                            {"ends", std::string("12:00")},
                                                            {"place", name + "的会议室"}});
  world.put("review_item", {{"bureau_id", bureau},
                            {"session_id", session},
                            {"position", 1},
                            {"panel_id", panel},
                            {"starts", std::string("09:00")},
                            {"ends", std::string("10:00")}});
  return session;
}

}  // namespace

void plant_panel_life(AttackWorld& world) {
  const World& cast = world.stage->world;
  const std::int64_t panel = world.rows.at("panel.open");
  world.stage->sql(
      "UPDATE panel_member SET invitation = 'accepted', answer_reason = '私下的理由', joined_reason = '后来的缘故' "
      "WHERE panel_id = ? AND expert_id = ?",
      {panel, cast.experts[0]});
  world.rows["session.own"] = put_session(world, cast.bureau, "本地会审", panel);
  world.rows["session.other"] = put_session(world, cast.other_bureau, "外地会审", world.rows.at("panel.other"));
  world.rows["quorum_change"] = world.put("quorum_change", {{"bureau_id", cast.bureau},
                                                            {"agency_id", cast.agency},
                                                            {"panel_id", panel},
                                                            {"quorum_before", 3},
                                                            {"quorum", 2},
                                                            {"reason", std::string("内部缘由")}});
  world.rows["sheet_first"] = world.put("sheet_first", {{"bureau_id", cast.bureau},
                                                        {"agency_id", cast.agency},
                                                        {"sheet_id", world.rows.at("sheet.submitted")},
                                                        {"total", 7654},
                                                        {"kept_at", std::string("2022-10-08 01:00:00.000")}});
  world.stage->sql("UPDATE panel SET discussion = 'open', discussed_at = '2022-10-08 01:00:00.000' WHERE id = ?",
                   {panel});
  world.rows["minutes"] = world.put("panel_minutes", {{"bureau_id", cast.bureau},
                                                      {"agency_id", cast.agency},
                                                      {"panel_id", panel},
                                                      {"revision", 1},
                                                      {"discussion", std::string("秘密的讨论")},
                                                      {"written_by", std::string("记录之人")}});
  world.rows["scan"] =
      world.put("file_scan", {{"bureau_id", cast.bureau},
                              {"agency_id", cast.agency},
                              {"deliverable_id", world.rows.at("deliverable.open")},
                              {"state", std::string("acknowledged")},
                              {"findings", std::string(R"({"why":"","findings":[{"kind":"name","word":"云岭","part":)"
                                                       R"("page","page":1,"snippet":"云岭编制"}],)"
                                                       R"("pages_without_text":[],"pictures":0,"cut":false})")},
                              {"scanned_at", std::string("2022-10-08 01:00:00.000")},
                              {"acknowledged_reason", std::string("不影响")}});
}

void change_panel_life(AttackWorld& world) {
  Stage& stage = *world.stage;
  stage.sql("UPDATE quorum_change SET reason = '改了的缘由' WHERE id = ?", {world.rows.at("quorum_change")});
  stage.sql("UPDATE panel_minutes SET discussion = '改了的讨论', written_by = '别的记录人' WHERE id = ?",
            {world.rows.at("minutes")});
  stage.sql(
      "UPDATE file_scan SET findings = REPLACE(findings, '云岭', '改了'), acknowledged_reason = '改了' WHERE id = ?",
      {world.rows.at("scan")});
}

void change_first_scores(AttackWorld& world) {
  world.stage->sql("UPDATE sheet_first SET total = 1111 WHERE id = ?", {world.rows.at("sheet_first")});
}

void change_other_session(AttackWorld& world) {
  world.stage->sql("UPDATE review_session SET name = '改了名的会审', place = '别处' WHERE id = ?",
                   {world.rows.at("session.other")});
}

}  // namespace zhiheng::testing

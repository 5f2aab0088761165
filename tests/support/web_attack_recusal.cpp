// Recusal in the attack: relations, flags, lots and declarations of two bureaus, with names and words that neither
// agencies nor other experts may learn.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_relation(AttackWorld& world, std::int64_t bureau, std::int64_t expert, const std::string& person) {
  return world.put("relation", {{"bureau_id", bureau},
                                {"relation", std::string("spouse_of")},
                                {"from_kind", std::string("expert")},
                                {"from_id", expert},
                                {"from_name", std::string("评委")},
                                {"to_kind", std::string("person")},
                                {"to_id", 0},
                                {"to_name", person},
                                {"evidence", std::string("不宜外传的依据")}});
}

std::int64_t put_flag(AttackWorld& world, std::int64_t bureau, std::int64_t agency, std::int64_t panel,
                      std::int64_t expert) {
  const std::string path = R"({"expert":")" + std::to_string(expert) +
                           R"(","rule":"recusal.kinship","excludes":true,"steps":[{"relation":"spouse_of","from":)"
                           R"("评委","to":"暗中之人","since":null,"until":null}]})";
  return world.put("recusal_flag", {{"bureau_id", bureau},
                                    {"agency_id", agency},
                                    {"panel_id", panel},
                                    {"expert_id", expert},
                                    {"rule", std::string("kinship")},
                                    {"path", path},
                                    {"path_digest", "sm3:" + std::to_string(panel)},
                                    {"found_by", std::string("job")},
                                    {"found_at", world.stage->clock.now().utc()}});
}

void put_declaration(AttackWorld& world, std::int64_t panel, std::int64_t expert) {
  const World& cast = world.stage->world;
  world.put("recusal_declaration",
            {{"bureau_id", cast.bureau},
             {"agency_id", cast.agency},
             {"panel_id", panel},
             {"expert_id", expert},
             {"list_document", std::string(R"({"agency_hidden":true,"engagement":"1","panel":"1","parties":[]})")},
             {"list_digest", std::string("sm3:0")},
             {"answer", std::string("related")},
             {"detail", std::string(R"([{"party":"agency:1","relation":"spouse_of","person":"暗中之人"}])")},
             {"declared_at", world.stage->clock.now().utc()}});
}

}  // namespace

void plant_recusal(AttackWorld& world) {
  const World& cast = world.stage->world;
  world.rows["relation.own"] = put_relation(world, cast.bureau, cast.experts[1], "暗中之人");
  world.rows["relation.other"] = put_relation(world, cast.other_bureau, world.rows.at("expert.other"), "外地之人");
  world.rows["recusal_flag.own"] =
      put_flag(world, cast.bureau, cast.agency, world.rows.at("panel.open"), cast.experts[1]);
  world.rows["recusal_flag.other"] = put_flag(world, cast.other_bureau, cast.other_agency, world.rows.at("panel.other"),
                                              world.rows.at("expert.other"));
  put_declaration(world, world.rows.at("panel.open"), cast.experts[1]);
  world.put("lot_party", {{"bureau_id", cast.bureau},
                          {"lot", std::string("暗标一")},
                          {"agency_id", cast.agency},
                          {"contract_id", world.rows.at("contract.open")}});
}

void change_recusal(AttackWorld& world) {
  world.stage->sql(
      "UPDATE relation SET to_name = '另一个人', evidence = '改了的依据', relation = 'in_law_of' WHERE id = ?",
      {world.rows.at("relation.own")});
  world.stage->sql("UPDATE recusal_flag SET state = 'dismissed', reason = '改了的说明', path = ? WHERE id = ?",
                   {std::string(R"({"expert":"1","rule":"recusal.agency","excludes":true,"steps":[]})"),
                    world.rows.at("recusal_flag.own")});
  world.stage->sql("UPDATE lot_party SET lot = '暗标二'");
}

void change_declaration(AttackWorld& world) {
  world.stage->sql("UPDATE recusal_declaration SET answer = 'none', detail = '[]', list_digest = 'sm3:1'");
}

}  // namespace zhiheng::testing

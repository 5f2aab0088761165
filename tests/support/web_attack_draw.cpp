// Draws in the attack: one that is only prepared, one that waits for values, one of another agency, each with people
// and exclusions that nobody outside the bureau may read.
#include "domain/draw_document.h"
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

struct Planted {
  std::string state;
  std::string name;
  std::int64_t bureau = 0, agency = 0, engagement = 0;
};

std::string list_text() {
  Json people = Json::array();
  for (int number = 1; number <= 3; ++number) {
    Json one = Json::object().set("number", number);
    one.set("commitment", "sm3:" + sm3_hex("planted" + std::to_string(number))).set("category", "performance");
    people.push(std::move(one.set("employer", "U1").set("probability", "1.000000")));
  }
  Json quotas = Json::object();
  for (const char* key : {"seats", "least_performance", "least_industry", "most_per_employer", "most_load",
                          "substitutes", "objection_reserves"}) {
    quotas.set(key, std::string_view(key) == "seats" ? 3 : 0);
  }
  quotas.set("apart", Json::array()).set("groups", Json::array());
  Json list = Json::object().set("construction", "RFC 3797").set("hash", "sm3").set("attempt", 1);
  list.set("failed_before", Json::array()).set("about", Json::object()).set("quotas", std::move(quotas));
  list.set("mode", "commitments").set("parties", Json::array().push("bureau").push("agency"));
  list.set("commit_until", "2022-10-10").set("reveal_until", "2022-10-12").set("public_number", Json());
  list.set("chances", Json::object().set("method", "exact")).set("people", std::move(people));
  return write_json(list);
}

std::int64_t put_draw(AttackWorld& world, const Planted& planted) {
  const bool published = planted.state != "prepared";
  const std::int64_t policy = world.stage->world.policy;
  const std::int64_t draw = world.put(
      "draw",
      {{"bureau_id", planted.bureau},
       {"agency_id", planted.agency},
       {"engagement_id", planted.engagement},
       {"policy_id", policy},
       {"sequence", 1},
       {"state", planted.state},
       {"seats", 3},
       {"people_count", 3},
       {"settings", R"({"name":"","components":["plan"],"parties":["bureau","agency"],"groups":[],"apart":[]})"},
       {"deadline_on", "2022-10-30"},
       {"commit_until", "2022-10-10"},
       {"reveal_until", "2022-10-12"},
       {"list_document", published ? Value(list_text()) : Value()},
       {"published_at", published ? Value("2022-10-07 01:00:00.000") : Value()}});
  int number = 0;
  std::vector<std::int64_t> experts = world.stage->world.experts;
  if (planted.bureau != world.stage->world.bureau) experts.clear();  // nobody of here stands on a list elsewhere
  for (const std::int64_t expert : experts) {
    ++number;
    world.put("draw_person", {{"bureau_id", planted.bureau},
                              {"draw_id", draw},
                              {"number", number},
                              {"expert_id", expert},
                              {"identity", planted.name + std::to_string(number)},
                              {"salt", sm3_hex(planted.name)},
                              {"commitment", "sm3:" + sm3_hex("planted" + std::to_string(number))},
                              {"category", "performance"},
                              {"employer", "U1"}});
  }
  if (!experts.empty())
    world.put("draw_exclusion", {{"bureau_id", planted.bureau},
                                 {"draw_id", draw},
                                 {"expert_id", world.stage->world.experts[0]},
                                 {"rule", "recusal.agency"},
                                 {"path", R"([{"rule":"recusal.agency","steps":[]}])"}});
  int position = 0;
  for (const char* party : {"bureau", "agency"}) {
    world.put("draw_party", {{"bureau_id", planted.bureau},
                             {"agency_id", planted.agency},
                             {"draw_id", draw},
                             {"position", ++position},
                             {"party", party},
                             {"commitment", published ? "sm3:" + sm3_hex(planted.name + party) : std::string()}});
  }
  return draw;
}

}  // namespace

void plant_draw(AttackWorld& world) {
  const World& small = world.stage->world;
  const TestContract fresh = world.stage->contract("HT-DRAW", {100'00, 200'00});
  world.rows["draw.prepared"] =
      put_draw(world, {"prepared", "未公布名单", small.bureau, small.agency, fresh.engagements[0]});
  world.rows["draw.committed"] =
      put_draw(world, {"committed", "待揭示名单", small.bureau, small.agency, fresh.engagements[1]});
  World other = small;
  other.bureau = small.other_bureau;
  TestContract elsewhere;
  {  // the one writer is given back before the next row is put
    auto lease = world.database->writer();
    lease->begin_write();
    elsewhere = add_contract(*lease, other, "HT-DRAW-ELSEWHERE", {300'00}, small.other_agency);
    lease->commit();
  }
  world.rows["draw.foreign"] =
      put_draw(world, {"published", "外地名单", small.other_bureau, small.other_agency, elsewhere.engagements[0]});
}

// Who is on a list, who is not and why: the bureau's own people notice, and nobody else.
void change_draw_people(AttackWorld& world) {
  world.stage->sql(
      "UPDATE draw_person SET expert_id = expert_id, identity = '换了的身份', open_panels = 9 WHERE draw_id = ?",
      {world.rows.at("draw.committed")});
  world.stage->sql("UPDATE draw_exclusion SET rule = 'recusal.kinship' WHERE draw_id = ?",
                   {world.rows.at("draw.committed")});
}

// A draw that is not published, in everything that it says.
void change_prepared_draw(AttackWorld& world) {
  world.stage->sql("UPDATE draw SET deadline_on = '2022-10-29', people_count = 77, seats = 2 WHERE id = ?",
                   {world.rows.at("draw.prepared")});
}

}  // namespace zhiheng::testing

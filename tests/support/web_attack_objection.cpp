// Objections in the attack: a draft that is its agency's alone, one under second review, one of another bureau.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_objection(AttackWorld& world, const std::string& name, std::int64_t bureau, std::int64_t agency,
                           const std::string& contract, std::int64_t engagement, const std::string& state) {
  const bool filed = state != "draft";
  const std::string moment = world.stage->clock.now().utc();
  const std::int64_t result =
      integer_or(world.database->reader()->query("SELECT MIN(id) FROM result WHERE state = 'current'")[0][0]);
  const auto text_or_nothing = [&](const std::string& text) { return filed ? Value(text) : Value(); };
  const std::int64_t id = world.put("objection", {{"bureau_id", bureau},
                                                  {"agency_id", agency},
                                                  {"contract_id", world.rows.at(contract)},
                                                  {"engagement_id", engagement},
                                                  {"result_id", result},
                                                  {"number", "异议号 " + name},
                                                  {"sequence", static_cast<std::int64_t>(name.size())},
                                                  {"deciding_bureau_id", bureau},
                                                  {"state", state},
                                                  {"note", "异议说明 " + name},
                                                  {"file_due_on", std::string("2022-10-17")},
                                                  {"filed_at", text_or_nothing(moment)},
                                                  {"received_at", text_or_nothing(moment)},
                                                  {"answer_due_on", text_or_nothing("2022-10-24")}});
  world.rows["objection." + name] = id;
  world.rows["objection_row." + name] = world.put("objection_row", {{"bureau_id", bureau},
                                                                    {"agency_id", agency},
                                                                    {"objection_id", id},
                                                                    {"sequence", 1},
                                                                    {"target", std::string("total:1:plan")},
                                                                    {"kind", std::string("total")},
                                                                    {"component", std::string("plan")},
                                                                    {"place", 1},
                                                                    {"original", 8250},
                                                                    {"ground", std::string("factual_error")},
                                                                    {"statement", "异议陈述 " + name},
                                                                    {"evidence", "异议佐证 " + name},
                                                                    {"remedy", std::string("points")},
                                                                    {"wanted", 8800}});
  return id;
}

}  // namespace

void plant_objection(AttackWorld& world) {
  const World& cast = world.stage->world;
  put_objection(world, "draft", cast.bureau, cast.agency, "contract.closed", world.rows.at("engagement.closed"),
                "draft");
  const std::int64_t open = put_objection(world, "reviewing", cast.bureau, cast.agency, "contract.closed",
                                          world.rows.at("engagement.closed"), "reviewing");
  put_objection(world, "elsewhere", cast.other_bureau, cast.other_agency, "contract.other",
                world.rows.at("engagement.other"), "received");
  int place = 0;
  for (const std::int64_t expert : {cast.experts[1], cast.experts[2]}) {
    ++place;
    const bool given = place == 2;
    const std::int64_t review = world.put("objection_review", {{"bureau_id", cast.bureau},
                                                               {"agency_id", cast.agency},
                                                               {"objection_id", open},
                                                               {"expert_id", expert},
                                                               {"place", place},
                                                               {"due_on", std::string("2022-10-20")},
                                                               {"state", std::string(given ? "given" : "called")}});
    world.rows[given ? "objection_review.given" : "objection_review.called"] = review;
    if (!given) continue;
    world.put("objection_opinion", {{"review_id", review},
                                    {"row_id", world.rows.at("objection_row.reviewing")},
                                    {"points", 8700},
                                    {"reason", std::string("复核意见原文")}});
  }
}

void change_draft_objection(AttackWorld& world) {
  Stage& stage = *world.stage;
  stage.sql("UPDATE objection SET note = '改了的草稿说明', number = '改了的草稿号' WHERE id = ?",
            {world.rows.at("objection.draft")});
  stage.sql("UPDATE objection_row SET statement = '改了的草稿陈述', wanted = 9900 WHERE id = ?",
            {world.rows.at("objection_row.draft")});
}

void change_objection_answers(AttackWorld& world) {
  world.stage->sql(
      "UPDATE objection_row SET opinion = '改了的处理意见', proposal = 'upheld', proposed = 8800 WHERE id = ?",
      {world.rows.at("objection_row.reviewing")});
  world.stage->sql("UPDATE objection SET expert_statement = '改了的专家说明' WHERE id = ?",
                   {world.rows.at("objection.reviewing")});
}

void change_review_opinion(AttackWorld& world) {
  world.stage->sql("UPDATE objection_opinion SET points = 8100, reason = '改了的复核意见' WHERE review_id = ?",
                   {world.rows.at("objection_review.given")});
}

void change_other_objection(AttackWorld& world) {
  world.stage->sql("UPDATE objection SET number = '改了的外地异议', note = '改' WHERE id = ?",
                   {world.rows.at("objection.elsewhere")});
}

}  // namespace zhiheng::testing

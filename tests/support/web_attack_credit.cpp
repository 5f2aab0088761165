// Ratings in the attack: events that nobody confirmed, ratings in draft and published of two bureaus, an objection and
// what follows, with words that only the bureau and, once published, the agency itself may read.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_policy(AttackWorld& world) {
  Json document = *domain::shipped_policy_document("honghe-2022");
  document.set("code", "credit-attack");
  document.set("credit",
               json(R"({"bands":[{"grade":"优","from":"90","to":"100"},{"grade":"差","from":"0","to":"90"}]})"));
  const std::string text = write_json(document);
  return world.put("policy", {{"code", "credit-attack"},
                              {"revision", 1},
                              {"title", "信用办法"},
                              {"state", "approved"},
                              {"document", text},
                              {"digest", sha256_hex(text)}});
}

struct Planted {
  std::string name, state;
  std::int64_t bureau = 0, agency = 0, policy = 0, clerk = 0, leader = 0;
  int year = 0;
};

std::int64_t put_event(AttackWorld& world, const Planted& planted) {
  const bool confirmed = planted.state != "draft";
  return world.put("credit_event", {{"bureau_id", planted.bureau},
                                    {"agency_id", planted.agency},
                                    {"code", std::string("complaint")},
                                    {"happened_on", std::string("2022-09-01")},
                                    {"fiscal_year", planted.year},
                                    {"evidence", "不宜外传的投诉 " + planted.name},
                                    {"state", std::string(confirmed ? "confirmed" : "recorded")},
                                    {"drafted_by", planted.clerk},
                                    {"confirmed_by", confirmed ? Value(planted.leader) : Value()},
                                    {"confirmed_at", confirmed ? Value("2022-10-07 01:00:00.000") : Value()}});
}

std::int64_t put_rating(AttackWorld& world, const Planted& planted) {
  const bool published = planted.state != "draft";
  const Value moment = published ? Value("2022-10-07 02:00:00.000") : Value();
  world.rows["rating_run." + planted.name] =
      world.put("rating_run", {{"bureau_id", planted.bureau},
                               {"fiscal_year", planted.year},
                               {"sequence", 1},
                               {"policy_id", planted.policy},
                               {"state", std::string(published ? "published" : "draft")},
                               {"reason", "评级说明 " + planted.name},
                               {"computed_at", std::string("2022-10-07 01:00:00.000")},
                               {"drafted_by", planted.clerk},
                               {"published_by", published ? Value(planted.leader) : Value()},
                               {"published_at", moment},
                               {"objection_due_on", std::string("2022-10-20")}});
  const std::string step = "评级步骤 " + planted.name;
  return world.put(
      "rating",
      {{"bureau_id", planted.bureau},
       {"agency_id", planted.agency},
       {"run_id", world.rows.at("rating_run." + planted.name)},
       {"policy_id", planted.policy},
       {"fiscal_year", planted.year},
       {"state", std::string(published ? "current" : "draft")},
       {"score", 8642},
       {"grade", std::string("差")},
       {"watch", std::string("below")},
       {"place", 3},
       {"place_of", 7},
       {"published_at", moment},
       {"drafted_by", planted.clerk},
       {"case_document", std::string(R"({"case":"c","policy":"credit-attack@1","agency":"x","year":2021,"years":[]})")},
       {"result_document", R"({"years":[],"steps":[")" + step + R"("],"consequences":[]})"}});
}

void plant(AttackWorld& world, const Planted& planted) {
  world.rows["credit_event." + planted.name] = put_event(world, planted);
  world.put("credit_event_file", {{"bureau_id", planted.bureau},
                                  {"agency_id", planted.agency},
                                  {"credit_event_id", world.rows.at("credit_event." + planted.name)},
                                  {"file_name", "不宜外传的来函 " + planted.name + ".pdf"},
                                  {"sha256", std::string(64, 'a')},
                                  {"uploaded_by", planted.clerk}});
  world.rows["rating." + planted.name] = put_rating(world, planted);
  if (planted.state == "draft") return;
  world.rows["rating_objection." + planted.name] =
      world.put("rating_objection", {{"bureau_id", planted.bureau},
                                     {"agency_id", planted.agency},
                                     {"rating_id", world.rows.at("rating." + planted.name)},
                                     {"number", "YY-" + planted.name},
                                     {"sequence", 1},
                                     {"note", "异议里的内情 " + planted.name},
                                     {"file_due_on", std::string("2022-10-20")},
                                     {"answer_due_on", std::string("2022-11-03")},
                                     {"filed_by", planted.leader},
                                     {"filed_at", std::string("2022-10-07 03:00:00.000")},
                                     {"drafted_by", planted.clerk}});
  world.put("rating_objection_row", {{"objection_id", world.rows.at("rating_objection." + planted.name)},
                                     {"sequence", 1},
                                     {"target", std::string("rating")},
                                     {"title", std::string("2021")},
                                     {"statement", "与事实不符 " + planted.name}});
  world.rows["consequence." + planted.name] =
      world.put("consequence", {{"bureau_id", planted.bureau},
                                {"agency_id", planted.agency},
                                {"about", std::string("rating")},
                                {"about_id", world.rows.at("rating." + planted.name)},
                                {"effect", std::string("suspend")},
                                {"months", 3},
                                {"causes", R"(["停止委托的原因 )" + planted.name + R"("])"},
                                {"from_on", std::string("2022-10-07")},
                                {"until_on", std::string("2023-01-06")},
                                {"drafted_by", planted.clerk}});
}

}  // namespace

void plant_credit(AttackWorld& world) {
  const World& cast = world.stage->world;
  const std::int64_t policy = put_policy(world);
  const std::int64_t clerk = cast.as("clerk").account_id, leader = cast.as("leader").account_id;
  plant(world, {"draft", "draft", cast.bureau, cast.agency, policy, clerk, leader, 2020});
  plant(world, {"published", "published", cast.bureau, cast.agency, policy, clerk, leader, 2021});
  plant(world, {"other", "published", cast.other_bureau, cast.other_agency, policy, clerk, leader, 2021});
  world.rows["commission_round.own"] = world.put("commission_round", {{"bureau_id", cast.bureau},
                                                                      {"name", std::string("内部委托批次")},
                                                                      {"opened_on", std::string("2022-10-01")},
                                                                      {"drafted_by", clerk}});
}

void change_draft_ratings(AttackWorld& world) {
  world.stage->sql("UPDATE rating SET score = 7731, grade = '优', watch = 'drop' WHERE id = ?",
                   {world.rows.at("rating.draft")});
  world.stage->sql("UPDATE rating_run SET reason = '改了的说明' WHERE id = ?", {world.rows.at("rating_run.draft")});
  world.stage->sql("UPDATE credit_event SET evidence = '改了的投诉', code = 'other' WHERE id = ?",
                   {world.rows.at("credit_event.draft")});
  world.stage->sql("UPDATE credit_event_file SET file_name = '改了的来函.pdf' WHERE credit_event_id = ?",
                   {world.rows.at("credit_event.draft")});
}

void change_published_rating(AttackWorld& world) {
  world.stage->sql("UPDATE rating SET score = 7731, place = 5 WHERE id = ?", {world.rows.at("rating.published")});
  world.stage->sql("UPDATE consequence SET causes = '[\"改了的原因\"]', until_on = '2023-02-06' WHERE id = ?",
                   {world.rows.at("consequence.published")});
  world.stage->sql("UPDATE rating_objection SET note = '改了的异议' WHERE id = ?",
                   {world.rows.at("rating_objection.published")});
}

}  // namespace zhiheng::testing

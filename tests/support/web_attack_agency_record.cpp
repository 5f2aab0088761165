// Agencies' records in the attack: drafts, what was submitted, what stands, requests and a signed record, with names
// and sealed numbers in them.
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_entry(AttackWorld& world, std::int64_t bureau, std::int64_t agency, std::int64_t place,
                       const std::string& state) {
  const bool handed_in = state != "entered";
  const bool reviewed = state == "accepted" || state == "returned";
  return world.put("agency_record_item", {{"bureau_id", bureau},
                                          {"agency_id", agency},
                                          {"kind", std::string("staff")},
                                          {"place", place},
                                          {"title", "从业人员" + state},
                                          {"document", R"({"name":"从业人员)" + state + R"("})"},
                                          {"identity_sealed", std::string("sealed-number-of-" + state)},
                                          {"identity_shown", std::string("530***********1234")},
                                          {"state", state},
                                          {"submitted_at", handed_in ? Value("2022-10-08 01:00:00.000") : Value()},
                                          {"reviewed_at", reviewed ? Value("2022-10-09 01:00:00.000") : Value()},
                                          {"return_reason", std::string(state == "returned" ? "退回的原因" : "")}});
}

}  // namespace

void plant_agency_record(AttackWorld& world) {
  const World& cast = world.stage->world;
  std::int64_t place = 0;
  for (const char* state : {"entered", "submitted", "returned", "accepted"}) {
    world.rows["agency_record_item." + std::string(state)] = put_entry(world, cast.bureau, cast.agency, ++place, state);
  }
  world.rows["agency_record_item.other"] = put_entry(world, cast.other_bureau, cast.other_agency, 1, "entered");
}

void change_record_draft(AttackWorld& world) {
  world.stage->sql(
      "UPDATE agency_record_item SET title = '改了的草稿', document = '{\"name\":\"改了的草稿\"}', identity_shown = "
      "'531***********9999' WHERE id = ?",
      {world.rows.at("agency_record_item.entered")});
}

void change_sealed_record(AttackWorld& world) {
  world.stage->sql("UPDATE agency_record_item SET identity_sealed = 'another-sealed-number'");
}

}  // namespace zhiheng::testing

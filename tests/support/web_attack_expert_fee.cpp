// Experts' fees in the attack: a scheme in draft, bills in draft and confirmed of two bureaus, with amounts, reasons
// and steps that only the bureau and, once confirmed, the expert himself may read.
#include "domain/fee_scheme.h"
#include "support/web_attack.h"

namespace zhiheng::testing {

namespace {

std::int64_t put_scheme(AttackWorld& world, std::int64_t bureau, const std::string& state) {
  return world.put("fee_scheme", {{"bureau_id", bureau},
                                  {"code", "guangdong-2020-" + state},
                                  {"revision", 1},
                                  {"title", "劳务标准" + state},
                                  {"method", std::string("hourly_steps")},
                                  {"agreed", std::string("gross")},
                                  {"state", state},
                                  {"document", write_json(*domain::shipped_fee_scheme("guangdong-2020"))},
                                  {"digest", std::string(64, '3')}});
}

struct Planted {
  std::string number, state;
  std::int64_t bureau = 0, scheme = 0, expert = 0, panel = 0;
};

std::int64_t put_fee(AttackWorld& world, const Planted& planted) {
  const bool confirmed = planted.state == "confirmed";
  const std::int64_t fee =
      world.put("expert_fee", {{"bureau_id", planted.bureau},
                               {"number", planted.number},
                               {"title", "劳务费 " + planted.number},
                               {"month", std::string("2022-10")},
                               {"scheme_id", planted.scheme},
                               {"state", planted.state},
                               {"gross_fen", 130'000},
                               {"tax_fen", 10'000},
                               {"net_fen", 120'000},
                               {"confirmed_at", confirmed ? Value("2022-10-08 01:00:00.000") : Value()},
                               {"scheme_document", write_json(*domain::shipped_fee_scheme("guangdong-2020"))}});
  world.rows["expert_fee_line." + planted.number] =
      world.put("expert_fee_line", {{"bureau_id", planted.bureau},
                                    {"fee_id", fee},
                                    {"month", std::string("2022-10")},
                                    {"sequence", 1},
                                    {"expert_id", planted.expert},
                                    {"panel_id", planted.panel},
                                    {"matter", std::string("HT-OPEN")},
                                    {"kind", std::string("review")},
                                    {"worked_on", std::string("2022-10-08")},
                                    {"quantity", 600},
                                    {"gross_fen", 130'000},
                                    {"tax_fen", 10'000},
                                    {"net_fen", 120'000},
                                    {"taxable_fen", 50'000},
                                    {"rate_percent", 20},
                                    {"reason", std::string("不宜外传的说明")},
                                    {"steps", std::string("[]")}});
  return fee;
}

}  // namespace

void plant_expert_fee(AttackWorld& world) {
  const World& cast = world.stage->world;
  world.rows["fee_scheme.draft"] = put_scheme(world, cast.bureau, "draft");
  const std::int64_t scheme = put_scheme(world, cast.bureau, "approved");
  const std::int64_t other = put_scheme(world, cast.other_bureau, "approved");
  const std::int64_t panel = world.rows.at("panel.open");
  world.rows["expert_fee.draft"] = put_fee(world, {"LW-DRAFT", "draft", cast.bureau, scheme, cast.experts[0], panel});
  world.rows["expert_fee.confirmed"] =
      put_fee(world, {"LW-CONFIRMED", "confirmed", cast.bureau, scheme, cast.experts[1], panel});
  world.rows["expert_fee.other"] = put_fee(
      world, {"LW-OTHER", "confirmed", cast.other_bureau, other, cast.experts[2], world.rows.at("panel.other")});
}

void change_draft_fees(AttackWorld& world) {
  world.stage->sql(
      "UPDATE expert_fee_line SET gross_fen = 200000, tax_fen = 24000, net_fen = 176000, reason = '改了的说明' "
      "WHERE id = ?",
      {world.rows.at("expert_fee_line.LW-DRAFT")});
  world.stage->sql(
      "UPDATE expert_fee SET title = '改了的劳务费', gross_fen = 200000, tax_fen = 24000, net_fen = 176000 "
      "WHERE id = ?",
      {world.rows.at("expert_fee.draft")});
  world.stage->sql("UPDATE fee_scheme SET title = '改了的标准' WHERE id = ?", {world.rows.at("fee_scheme.draft")});
}

void change_confirmed_fee(AttackWorld& world) {
  world.stage->sql(
      "UPDATE expert_fee_line SET gross_fen = 210000, tax_fen = 26000, net_fen = 184000, reason = '改了的说明' "
      "WHERE id = ?",
      {world.rows.at("expert_fee_line.LW-CONFIRMED")});
}

}  // namespace zhiheng::testing

// Questions about outlying sheets and calls of further experts in the attack: what stands in them is the bureau's
// alone.
#include "support/web_attack.h"

namespace zhiheng::testing {

void plant_statistics(AttackWorld& world) {
  for (const std::int64_t sheet : world.ids_of("score_sheet")) {
    const auto row = world.database->reader()->query(
        "SELECT bureau_id, agency_id, panel_id, member_id FROM score_sheet WHERE id = ?", {sheet});
    const auto cell = [&](std::size_t at) { return integer_or(row[0][at]); };
    world.put("outlying_question", {{"bureau_id", cell(0)},
                                    {"agency_id", cell(1)},
                                    {"panel_id", cell(2)},
                                    {"sheet_id", sheet},
                                    {"total", std::int64_t{4711}},
                                    {"asked_at", "2022-10-07 01:00:00.000"},
                                    {"answered_at", "2022-10-07 02:00:00.000"},
                                    {"reason", "维持原分的秘密理由"}});
  }
  for (const std::int64_t panel : world.ids_of("panel")) {
    const auto rows = world.database->reader()->query(
        "SELECT p.bureau_id, p.agency_id, MIN(m.id) FROM panel p JOIN panel_member m ON m.panel_id = p.id "
        "WHERE p.id = ? GROUP BY p.bureau_id, p.agency_id",
        {panel});
    if (rows.empty()) continue;
    world.put("extra_expert", {{"bureau_id", rows[0][0]},
                               {"agency_id", rows[0][1]},
                               {"panel_id", panel},
                               {"member_id", rows[0][2]},
                               {"final_score", std::int64_t{7999}},
                               {"low", "71.23"},
                               {"high", "86.54"},
                               {"line", "80.00"},
                               {"reason", "分数线在区间内的秘密理由"},
                               {"called_at", "2022-10-07 03:00:00.000"}});
  }
}

}  // namespace zhiheng::testing

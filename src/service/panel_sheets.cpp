// The sheets of a whole panel, as far as each reader may see them.
#include <algorithm>

#include "service/blind_service.h"
#include "service/heart_json.h"
#include "service/sheet_service.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

Result<Json> sheets_of_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_sheets, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Panel panel = *store::find_panel(tx.rows(), panel_id);
    const domain::Veil veil = veil_over(tx, Action::see_sheets, {"panel", panel_id}, panel.bureau_id, &panel);
    std::vector<std::int64_t> places;
    Json items = Json::array();
    for (const domain::ScoreSheet& sheet : store::sheets_of_panel(tx.rows(), panel_id, true)) {
      auto place = std::find(places.begin(), places.end(), sheet.expert_id);
      if (place == places.end()) place = places.insert(places.end(), sheet.expert_id);
      const bool own = actor.expert_id != 0 && sheet.expert_id == actor.expert_id;
      if (!own && veil.other_sheets) continue;
      Json item = to_json(sheet);
      const domain::Veil own_veil{veil.agency, false, false, false};
      veil_sheet(item, own ? own_veil : veil, static_cast<std::size_t>(place - places.begin()) + 1);
      items.push(std::move(item));
    }
    return Json::object().set("items", std::move(items));
  });
}

}  // namespace zhiheng::service

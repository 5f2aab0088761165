// Whom the draw behind a panel would call next, told before anybody calls.
#include "domain/panel.h"
#include "service/draw_line.h"
#include "service/heart_json.h"
#include "service/panel_life_service.h"
#include "service/panel_parts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json call_json(Tx& tx, std::int64_t panel_id, const domain::PanelMember* leaving) {
  const auto preview = preview_line(tx, panel_id, leaving ? CallPurpose::substitute : CallPurpose::extra,
                                    leaving ? leaving->expert_id : 0);
  Json row = Json::object().set("leaving", leaving ? id_json(leaving->id) : Json());
  row.set("leaving_label", leaving ? leaving->expert_name : std::string());
  const bool anybody = preview && preview->next;
  row.set("position", anybody ? Json(preview->next->position) : Json());
  row.set("expert_label", anybody ? preview->name : std::string());
  row.set("quotas_kept", anybody && preview->next->quotas_kept);
  Json not_called = Json::array();
  for (const NotCalled& one : preview ? preview->not_called : std::vector<NotCalled>{}) {
    Json passed = Json::object().set("position", one.position).set("expert_label", one.name);
    not_called.push(std::move(passed.set("reason", one.reason)));
  }
  return row.set("not_called", std::move(not_called));
}

}  // namespace

Result<Json> panel_line(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const LoadedPanel loaded = load_panel(tx, panel_id);
    Json items = Json::array();
    const bool drawn = preview_line(tx, panel_id, CallPurpose::extra, 0).ok();
    if (drawn && loaded.panel.state == "open") {
      for (const domain::PanelMember& member : loaded.panel.members) {
        if (!member.is_seated()) items.push(call_json(tx, panel_id, &member));
      }
      items.push(call_json(tx, panel_id, nullptr));
    }
    return Json::object().set("drawn", drawn).set("items", std::move(items));
  });
}

}  // namespace zhiheng::service

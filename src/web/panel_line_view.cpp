// Whom the draw would call next, on the panel's page before anybody presses the button.
#include "service/panel_life_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/panel_life_web.h"

namespace zhiheng::web {

namespace {

// A rule of recusals or of the draw, or the quota that he would break.
std::string why_not_called(const Call& call, const std::string& reason) {
  const std::string quota = "web.draw.place_" + reason;
  if (has_text(quota, call.language)) return call.words(quota);
  return has_text(reason, call.language) ? call.words(reason) : reason;
}

}  // namespace

void add_panel_line(Call& call, bool runs, Json& view) {
  Json lines = Json::array();
  const auto line = runs ? service::panel_line(call.gate, call.actor, call.id()) : Result<Json>(Json());
  for (const Json& one : line && line->is_object() ? line->at("items").items() : Json::Array()) {
    const std::string leaving = one.text_at("leaving_label");
    Json passed = Json::array();
    for (const Json& other : one.at("not_called").items()) {
      passed.push(
          Json(Json::Object{{"passed_words", other.at("position").number() + " · " + other.text_at("expert_label") +
                                                 ": " + why_not_called(call, other.text_at("reason"))}}));
    }
    const bool anybody = !one.at("position").is_null();
    const std::string who =
        anybody ? call.words(one.at("quotas_kept").boolean() ? "panel_life.next_is" : "panel_life.next_breaks_quota",
                             {{"expert", one.text_at("expert_label")}, {"position", one.at("position").number()}})
                : call.words("draw.line_exhausted");
    lines.push(Json(Json::Object{{"line_place", leaving.empty() ? call.words("panel_life.nobody") : leaving},
                                 {"line_words", who},
                                 {"passed", std::move(passed)}}));
  }
  view.set("lines", std::move(lines));
}

}  // namespace zhiheng::web

#include "web/record_web.h"

namespace zhiheng::web {

using domain::Shape;

namespace {

// Nought that stands for something else is said in words.
std::string fact_text(const Call& call, const Shape& shape, const domain::Field& field, const Json& row) {
  const std::string text = shown_value(shape, field, row, call.language);
  if (text != "0") return text;
  if (shape.stem == "contract" && field.key == "payment_days") return call.words("web.contract.days_of_policy");
  return shape.stem == "consequence" && field.key == "months" ? std::string() : text;
}

}  // namespace

Json facts_of(const Call& call, const Shape& shape, const Json& row) {
  Json facts = Json::array();
  for (const domain::Field& field : shape.fields) {
    if (!row.find(field.key)) continue;
    std::string href;
    if (field.type == domain::FieldType::reference) {
      const Shape* other = domain::find_shape(field.refers_to);
      const auto id = read_id(row.text_at(field.key));
      // A link that would lead to "not found" is none.
      const bool leads = other && id && can(call, service::action_to_see(*other), other->stem, *id);
      if (leads) href = "/" + other->plural + "/" + std::to_string(*id);
    }
    const bool money = field.type == domain::FieldType::money;
    facts.push(Json(Json::Object{{"label", field_label(shape.stem, field.key, call.language) +
                                               (money ? call.words("web.unit.in_yuan") : std::string())},
                                 {"text", fact_text(call, shape, field, row)},
                                 {"fact_href", href}}));
  }
  return facts;
}

Json history_view(const Call& call, const Shape& shape, std::int64_t id) {
  Json shown = Json::array();
  auto history = service::row_history(call.gate, call.actor, shape, id);
  if (!history) return shown;
  for (const Json& item : history->at("items").items()) {
    Json changes = Json::array();
    const Json* detail = item.find("detail");
    const Json* before = detail ? detail->find("before") : nullptr;
    const Json* after = detail ? detail->find("after") : nullptr;
    if (after && after->is_object()) {
      for (const auto& [key, value] : after->members()) {
        const domain::Field* field = shape.find(key);
        if (!field) continue;
        const std::string old = before && before->is_object() ? shown_value(shape, *field, *before, call.language) : "";
        const std::string now = shown_value(shape, *field, *after, call.language);
        if (now.empty() && old.empty()) continue;
        changes.push(Json(Json::Object{
            {"change_label", field_label(shape.stem, key, call.language)}, {"before", old}, {"after", now}}));
      }
    }
    const std::string action = item.text_at("action");
    const std::string action_key = "action." + action;
    shown.push(Json(Json::Object{{"at", short_moment(item.text_at("at"))},
                                 {"who", item.text_at("login")},
                                 {"what", has_text(action_key, call.language) ? call.words(action_key) : action},
                                 {"changes", std::move(changes)}}));
  }
  return shown;
}

}  // namespace zhiheng::web

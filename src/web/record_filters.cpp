// The filters over a list: choices of its fields, what waits or stands out, and whatever else narrows it.
#include "domain/expert_library.h"
#include "service/standing_filter.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Shape;

namespace {

// What waits or stands out as a choice; the year only where the list was opened with one.
void add_standing_filters(const Call& call, const Shape& shape, Json& filters) {
  auto add = [&](const char* key, Json options) {
    const bool choice = !options.items().empty();
    filters.push(Json(Json::Object{{"key", key},
                                   {"label", call.words(std::string("web.filter.") + key)},
                                   {"is_choice", choice},
                                   {"options", std::move(options)},
                                   {"value", call.parameter(key)}}));
  };
  if (service::is_standing_filter(shape, "fiscal_year") && !call.parameter("fiscal_year").empty()) {
    add("fiscal_year", Json::array());
  }
  if (service::is_standing_filter(shape, "field")) {
    Json fields = Json::array();
    for (const std::string& code : domain::professional_fields()) {
      fields.push(Json(Json::Object{{"option_value", code},
                                    {"option_label", choice_label("expert_field", code, call.language)},
                                    {"selected", call.parameter("field") == code}}));
    }
    add("field", std::move(fields));
  }
  if (!service::is_standing_filter(shape, "standing")) return;
  Json options = Json::array();
  for (const std::string& name : service::standing_names(shape, call.actor)) {
    options.push(Json(Json::Object{{"option_value", name},
                                   {"option_label", call.words("standing." + shape.stem + "." + name)},
                                   {"selected", call.parameter("standing") == name}}));
  }
  if (!options.items().empty()) add("standing", std::move(options));
}

// Rows whose names tell them apart only beside what they belong to: the "first instalment" of every contract.
bool is_nameless(const domain::Field& field) {
  return field.refers_to == "instalment" || field.refers_to == "rating" || field.refers_to == "journal_transaction";
}

}  // namespace

Json filters_of(const Call& call, const Shape& shape) {
  Json filters = Json::array();
  for (const domain::Field& field : shape.fields) {
    if (!field.filterable) continue;
    const std::string& chosen = call.parameter(field.key);
    Json options = Json::array();
    Options choices;
    if (field.type == domain::FieldType::choice) {
      for (const std::string& value : domain::choice_list(field.list)) {
        choices.emplace_back(value, choice_label(field.list, value, call.language));
      }
    } else if (field.type == domain::FieldType::reference) {
      Choices references = options_for(call)(field, chosen);
      choices = std::move(references.options);
      if (references.too_many && chosen.empty()) continue;  // the words of the search find them
      if (is_nameless(field) && chosen.empty()) continue;
      if (choices.size() < 2 && chosen.empty()) continue;  // nothing to choose between
      if (references.too_many) choices = {{chosen, references.chosen}};
    }
    for (const auto& [value, label] : choices) {
      options.push(Json(Json::Object{{"option_value", value}, {"option_label", label}, {"selected", value == chosen}}));
    }
    filters.push(Json(Json::Object{{"key", field.key},
                                   {"label", field_label(shape.stem, field.key, call.language)},
                                   {"is_choice", !choices.empty()},
                                   {"options", std::move(options)},
                                   {"value", chosen}}));
  }
  add_standing_filters(call, shape, filters);
  return filters;
}

}  // namespace zhiheng::web

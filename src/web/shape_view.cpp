#include "web/shape_view.h"

#include <algorithm>
#include <map>

#include "domain/shape.h"

namespace zhiheng::web {

using domain::Field;
using domain::FieldType;
using domain::Shape;

std::string field_label(const std::string& stem, const std::string& key, Language language) {
  return say("field." + stem + "." + key, language);
}

std::string choice_label(const std::string& list, const std::string& value, Language language) {
  const std::string key = "choice." + list + "." + value;
  return has_text(key, language) ? say(key, language) : value;
}

std::string tone_of(const std::string& state) {
  static const std::map<std::string, std::string, std::less<>> tones{
      {"active", "good"},    {"approved", "good"},    {"accepted", "good"},   {"confirmed", "good"},
      {"settled", "good"},   {"current", "good"},     {"locked", "good"},     {"submitted", "info"},
      {"open", "info"},      {"received", "info"},    {"draft", "warn"},      {"returned", "bad"},
      {"voided", "bad"},     {"suspended", "bad"},    {"removed", "bad"},     {"terminated", "bad"},
      {"disabled", "bad"},   {"superseded", "plain"}, {"retired", "plain"},   {"closed", "plain"},
      {"left", "plain"},     {"recorded", "info"},    {"withdrawn", "plain"}, {"prepared", "warn"},
      {"committed", "info"}, {"revealed", "info"},    {"drawn", "good"},      {"void", "bad"},
      {"paid", "good"},      {"failed", "bad"},       {"entered", "info"},    {"contested", "bad"},
      {"requested", "warn"}, {"released", "good"},    {"reversed", "plain"},  {"retained", "info"}};
  const auto found = tones.find(state);
  return found == tones.end() ? std::string() : found->second;
}

std::string grouped_amount(const std::string& amount) {
  const std::size_t start = amount.starts_with("-") ? 1 : 0;
  std::size_t end = std::min(amount.find('.'), amount.size());
  std::string out = amount;
  for (std::size_t at = end; at > start + 3;) {
    at -= 3;
    out.insert(at, ",");
  }
  return out;
}

std::string short_moment(const std::string& moment) {
  if (moment.size() < 16) return moment;
  if (moment[10] != 'T' && moment[10] != ' ') return moment;
  // Columns hold UTC; people read China's time.
  if (moment[10] == ' ') {
    auto read = read_timestamp(moment, "");
    if (read && moment.size() > 19) return short_moment(read->text());
  }
  return moment.substr(0, 10) + " " + moment.substr(11, 5);
}

namespace {

std::string plain_text(const Json* value) {
  if (!value) return {};
  if (value->is_string()) return value->string();
  if (value->is_number()) return value->number();
  if (value->is_bool()) return value->boolean() ? "1" : "0";
  return {};
}

bool is_number(const Field& field) {
  return field.type == FieldType::money || field.type == FieldType::score;
}

// Broken over two lines these are hard to read.
bool is_short(const Field& field) {
  return field.type == FieldType::date || field.type == FieldType::integer || field.key.ends_with("_at");
}

std::string row_href(const std::string& stem, const std::string& id) {
  const Shape* shape = domain::find_shape(stem);
  return shape && !id.empty() ? "/" + shape->plural + "/" + id : std::string();
}

Json problems_at(const Problems& problems, const std::string& name, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    if (is_about(problem, name)) list.push(say(problem, language));
  }
  return list;
}

Json options_json(const Options& options, const std::string& chosen) {
  Json list = Json::array();
  for (const auto& [value, label] : options) {
    list.push(Json(Json::Object{{"option_value", value}, {"option_label", label}, {"selected", value == chosen}}));
  }
  return list;
}

Options choices_of(const Field& field, Language language) {
  Options options;
  if (!field.required && field.otherwise.empty()) options.emplace_back("", "");
  if (field.required) options.emplace_back("", say("web.form.choose", language));
  for (const std::string& value : domain::choice_list(field.list)) {
    options.emplace_back(value, choice_label(field.list, value, language));
  }
  return options;
}

Json field_json(const std::string& name, const std::string& label, const Json& field_problems) {
  Json json = Json::object();
  std::string id = "field-" + name;
  for (char& c : id) {
    if (c == '.' || c == '/') c = '-';
  }
  json.set("input_id", id);
  json.set("key", name);
  json.set("label", label);
  json.set("required", false);
  json.set("locked", false);
  json.set("is_wide", false);
  json.set("is_choice", false);
  json.set("is_area", false);
  json.set("is_line", false);
  json.set("input_type", "text");
  json.set("input_mode", "text");
  json.set("largest", "500");
  json.set("unit", "");
  json.set("by_key_name", "");
  json.set("value", "");
  json.set("options", Json::array());
  json.set("field_problems", field_problems);
  return json;
}

void describe_input(Json& json, const Field& field, const std::string& value, bool by_key, const OptionsOf& options,
                    Language language) {
  if (field.type == FieldType::choice || field.type == FieldType::reference || field.type == FieldType::flag) {
    Options choices;
    if (field.type == FieldType::choice) choices = choices_of(field, language);
    if (field.type == FieldType::flag) choices = {{"0", say("web.no", language)}, {"1", say("web.yes", language)}};
    if (field.type == FieldType::reference) {
      Choices references = options(field, by_key ? std::string() : value);
      if (references.too_many) {
        json.set("is_line", true);
        json.set("by_key_name", json.text_at("key") + by_key_ending);
        json.set("unit", say("web.form.by_key", {{"label", references.key_label}}, language));
        json.set("value", by_key ? value : references.chosen);
        return;
      }
      choices = std::move(references.options);
      choices.insert(choices.begin(), {"", field.required ? say("web.form.choose", language) : std::string()});
    }
    json.set("is_choice", true);
    json.set("options", options_json(choices, value.empty() ? field.otherwise : value));
    return;
  }
  const bool area = field.type == FieldType::text && field.largest > 200;
  json.set(area ? "is_area" : "is_line", true);
  json.set("is_wide", area);
  json.set("largest", std::to_string(field.largest));
  if (field.type == FieldType::date) json.set("input_type", "date");
  if (field.type == FieldType::integer) json.set("input_mode", "numeric");
  if (field.type == FieldType::money || field.type == FieldType::score) json.set("input_mode", "decimal");
  if (field.type == FieldType::money) json.set("unit", say("web.unit.in_yuan", language));
}

}  // namespace

std::string shown_value(const Shape& shape, const Field& field, const Json& row, Language language) {
  const std::string text = plain_text(row.find(field.key));
  switch (field.type) {
    case FieldType::choice: return text.empty() ? text : choice_label(field.list, text, language);
    case FieldType::reference: {
      const std::string label = row.text_at(field.key + "_label");
      return label.empty() ? text : label;
    }
    case FieldType::flag: return text.empty() ? text : say(text == "1" ? "web.yes" : "web.no", language);
    case FieldType::money: return text.empty() ? text : grouped_amount(text);
    case FieldType::code: {
      const std::string label = row.text_at(field.key + "_label");
      return label.empty() ? text : label;
    }
    case FieldType::text: return field.key.ends_with("_at") ? short_moment(text) : text;
    default: break;
  }
  return text;
}

Json cells_of(const Shape& shape, const std::vector<std::string>& keys, const Json& row, Language language) {
  Json cells = Json::array();
  for (const std::string& key : keys) {
    const Field* field = shape.find(key);
    if (!field) continue;
    const bool state = key == "state" || key == "status";
    cells.push(Json(Json::Object{
        {"text", shown_value(shape, *field, row, language)},
        {"is_number", is_number(*field)},
        {"is_short", is_short(*field)},
        {"tone", state ? tone_of(plain_text(row.find(key))) : std::string()},
        {"cell_href", cells.items().empty() ? row_href(shape.stem, plain_text(row.find("id"))) : std::string()}}));
  }
  return cells;
}

Json form_fields(const Shape& shape, const std::vector<std::string>& keys, const Json& values, const Problems& problems,
                 const OptionsOf& options, bool creating, Language language, const std::string& prefix) {
  Json fields = Json::array();
  for (const std::string& key : keys) {
    const Field* field = shape.find(key);
    ensure(field != nullptr, "a form names a field of its shape");
    const std::string name = prefix + key;
    std::string place = name;
    std::replace(place.begin(), place.end(), '.', '/');
    // A reference that was typed as a natural key: {"key": "101001"} in a body, or marked so in a form.
    const Json* given = values.find(name);
    const bool by_key = (given && given->is_object()) || values.find(name + by_key_ending);
    const std::string value = given && given->is_object() ? given->text_at("key") : plain_text(given);
    Json json = field_json(name, field_label(shape.stem, key, language), problems_at(problems, place, language));
    json.set("required", field->required);
    json.set("value", value);
    json.set("locked", !creating && field->fixed_after_create);
    describe_input(json, *field, value, by_key, options, language);
    // How it is written; a list and a page of facts do without.
    const std::string hint = "field_hint." + shape.stem + "." + key;
    if (has_text(hint, language)) json.set("unit", say(hint, language));
    fields.push(std::move(json));
  }
  return fields;
}

Json plain_field(const PlainField& field, const Problems& problems, Language language) {
  Json json = field_json(field.key, field.label, problems_at(problems, field.key, language));
  json.set("required", field.required);
  json.set("value", field.value);
  json.set("unit", field.unit);
  json.set("is_wide", field.type == "area");
  if (field.type == "choice") {
    json.set("is_choice", true);
    json.set("options", options_json(field.options, field.value));
  } else if (field.type == "area") {
    json.set("is_area", true);
  } else {
    json.set("is_line", true);
    json.set("input_type", field.type == "number" ? "text" : field.type);
    if (field.type == "number") json.set("input_mode", "decimal");
  }
  return json;
}

Json body_of_form(const Shape& shape, const std::vector<std::string>& keys, const Call& call, bool creating,
                  const std::string& prefix) {
  Json body = Json::object();
  for (const std::string& key : keys) {
    const Field* field = shape.find(key);
    const std::string name = prefix + key;
    if (!field || field->read_only || !call.has_field(name)) continue;
    if (!creating && field->fixed_after_create) continue;
    const std::string text(trimmed(call.field(name)));
    if (field->type == FieldType::flag) {
      body.set(key, text == "1");
    } else if (!text.empty() && call.has_field(name + by_key_ending)) {
      body.set(key, Json(Json::Object{{"key", text}}));
    } else if (!text.empty()) {
      body.set(key, text);
    } else if (!creating) {
      body.set(key, Json());
    }
  }
  return body;
}

Json typed_values(const Call& call) {
  Json values = Json::object();
  for (const auto& [name, value] : call.form) values.set(name, value);
  return values;
}

void add_locked(const Shape& shape, const Json& row, Json& values) {
  for (const Field& field : shape.fields) {
    if (!field.fixed_after_create) continue;
    if (const Json* value = row.find(field.key)) values.set(field.key, *value);
  }
}

std::vector<std::string> writable_keys(const Shape& shape) {
  std::vector<std::string> keys;
  for (const Field& field : shape.fields) {
    if (!field.read_only) keys.push_back(field.key);
  }
  return keys;
}

}  // namespace zhiheng::web

#include "web/schema.h"

#include "base/resource.h"

namespace zhiheng::web {

namespace {

using domain::Field;
using domain::FieldType;
using domain::Shape;

struct Written {
  Json schemas = Json::object();
  Json operations = Json::object();
  Json parameters = Json::object();
};

void add_once(Json& into, const std::string& name, const Json& value) {
  ensure(into.find(name) == nullptr, "two files of templates/api have one name");
  into.set(name, value);
}

Written read_all() {
  Written all;
  for (const std::string_view path : resources_under("templates/api/")) {
    const auto file = parse_json(resource(path));
    ensure(file.ok() && file->is_object(), "the files of templates/api are JSON objects");
    for (const auto& [name, value] : file->members()) {
      if (name == "$operations") {
        for (const auto& [operation, about] : value.members()) add_once(all.operations, operation, about);
      } else if (name.starts_with("parameter_")) {
        add_once(all.parameters, name.substr(10), value);
      } else {
        add_once(all.schemas, name, value);
      }
    }
  }
  return all;
}

const Written& written() {
  static const Written all = read_all();
  return all;
}

Json typed(const char* type) {
  return Json(Json::Object{{"type", type}});
}

Json one_of_choices(const Field& field, bool may_be_empty) {
  Json values = Json::array();
  for (const std::string& value : domain::choice_list(field.list)) values.push(value);
  if (may_be_empty) values.push("").push(Json());
  return Json(Json::Object{{"enum", std::move(values)}});
}

// As a row answers it.
Json answered(const Field& field) {
  switch (field.type) {
    case FieldType::flag: return typed("boolean");
    case FieldType::integer: return Json(Json::Object{{"type", Json(Json::Array{"integer", "null"})}});
    case FieldType::money: return schema_named("money_or_null");
    case FieldType::score: return schema_named("score_or_null");
    case FieldType::date: return schema_named("date_or_null");
    case FieldType::reference: return schema_named("id_or_null");
    case FieldType::choice: return one_of_choices(field, !field.required && field.otherwise.empty());
    default: break;
  }
  return Json(Json::Object{{"type", Json(Json::Array{"string", "null"})}});
}

// As a body may give it: null clears what is not required, whole numbers may come as text.
Json given(const Field& field) {
  switch (field.type) {
    case FieldType::flag: return Json(Json::Object{{"type", Json(Json::Array{"boolean", "null"})}});
    case FieldType::integer:
      return Json(Json::Object{{"type", field.required ? Json("integer") : Json(Json::Array{"integer", "null"})},
                               {"minimum", field.smallest},
                               {"maximum", field.largest}});
    case FieldType::money: return schema_named(field.required ? "money_given" : "money_given_or_null");
    case FieldType::score: return schema_named(field.required ? "score_given" : "score_given_or_null");
    case FieldType::date: return schema_named(field.required ? "date" : "date_or_null");
    // An id, or the key by which people name the row.
    case FieldType::reference: return schema_named(field.required ? "reference" : "reference_or_null");
    case FieldType::choice: return one_of_choices(field, !field.required);
    default: break;
  }
  Json schema = Json::object();
  schema.set("type", field.required ? Json("string") : Json(Json::Array{"string", "null"}));
  if (field.required) schema.set("minLength", 1);
  return schema.set("maxLength", field.largest);
}

Json described(Json schema, const Shape& shape, const Field& field, Language language) {
  const std::string key = "field." + shape.stem + "." + field.key;
  if (has_text(key, language)) schema.set("description", say(key, language));
  return schema;
}

struct Form {
  Json properties = Json::object();
  Json required = Json::array();
  void add(const std::string& name, Json schema, bool always) {
    properties.set(name, std::move(schema));
    if (always) required.push(name);
  }
};

Form row_form(const Shape& shape, Language language) {
  Form form;
  form.add("id", schema_named("id"), true);
  form.add("version", schema_named("version"), true);
  for (const Field& field : shape.fields) {
    form.add(field.key, described(answered(field), shape, field, language), true);
  }
  for (const char* moment : {"created_at", "updated_at"}) form.add(moment, schema_named("moment"), false);
  for (const Field& field : shape.fields) {
    if (field.type != FieldType::reference) continue;
    form.add(field.key + "_label", Json(Json::Object{{"type", Json(Json::Array{"string", "null"})}}), true);
  }
  return form;
}

Form body_form(const Shape& shape, bool creating, Language language) {
  Form form;
  for (const Field& field : shape.fields) {
    if (field.read_only) continue;
    form.add(field.key, described(given(field), shape, field, language), creating && field.required);
  }
  if (!creating) form.add("version", schema_named("version_given"), false);
  return form;
}

Json closed_object(Form form, const std::string& description) {
  Json schema(Json::Object{{"type", "object"}, {"properties", std::move(form.properties)}});
  if (!description.empty()) schema.set("description", description);
  if (!form.required.items().empty()) schema.set("required", std::move(form.required));
  return schema.set("additionalProperties", false);
}

Form form_named(const Shape& shape, const std::string& name, Language language) {
  return name == "new" || name == "change" ? body_form(shape, name == "new", language) : row_form(shape, language);
}

// A written schema that begins with the fields of a shape.
Json expanded(const Json& schema, Language language) {
  const Shape* shape = domain::find_shape(schema.text_at("x-shape"));
  ensure(shape != nullptr, "x-shape names a stem that has a shape");
  Form form = form_named(*shape, schema.text_at("x-form"), language);
  if (const Json* more = schema.find("properties")) {
    for (const auto& [name, value] : more->members()) form.properties.set(name, value);
  }
  if (const Json* more = schema.find("required")) {
    for (const Json& name : more->items()) form.required.push(name);
  }
  return closed_object(std::move(form), say("stem." + shape->stem, language));
}

Json list_schema(const std::string& stem) {
  Form form;
  form.add("items", Json(Json::Object{{"type", "array"}, {"items", schema_named(stem)}}), true);
  form.add("next", schema_named("cursor_or_null"), true);
  form.add("total", Json(Json::Object{{"type", "integer"}, {"minimum", 0}}), true);
  return closed_object(std::move(form), {});
}

}  // namespace

Json schema_named(const std::string& name) {
  return Json(Json::Object{{"$ref", "#/components/schemas/" + name}});
}

const Json& written_schemas() {
  return written().schemas;
}
const Json* written_operation(const std::string& route_name) {
  return written().operations.find(route_name);
}
const Json* written_parameter(const std::string& name) {
  return written().parameters.find(name);
}

Json all_schemas(Language language) {
  Json schemas = Json::object();
  for (const Shape* shape : domain::all_shapes()) {
    const std::string title = say("stem." + shape->stem, language);
    schemas.set(shape->stem, closed_object(row_form(*shape, language), title));
    schemas.set(shape->stem + "_list", list_schema(shape->stem));
    schemas.set(shape->stem + "_new", closed_object(body_form(*shape, true, language), title));
    schemas.set(shape->stem + "_change", closed_object(body_form(*shape, false, language), title));
  }
  for (const auto& [name, schema] : written().schemas.members()) {
    schemas.set(name, schema.find("x-shape") ? expanded(schema, language) : schema);
  }
  return schemas;
}

Json filter_schema(const Field& field) {
  switch (field.type) {
    case FieldType::choice: return one_of_choices(field, false);
    case FieldType::flag: return typed("boolean");
    case FieldType::integer: return typed("integer");
    case FieldType::reference: return schema_named("reference");
    default: return typed("string");
  }
}

}  // namespace zhiheng::web

#include <set>

#include "domain/shape.h"
#include "web/call.h"
#include "web/data_web.h"

namespace zhiheng::web {

namespace {

using domain::Field;
using domain::FieldType;
using domain::Shape;

Json reference(const std::string& name) {
  return Json(Json::Object{{"$ref", "#/components/schemas/" + name}});
}

Json field_schema(const Field& field) {
  Json schema = Json::object();
  switch (field.type) {
    case FieldType::flag: return Json(Json::Object{{"type", Json(Json::Array{"boolean", "null"})}});
    case FieldType::integer: return Json(Json::Object{{"type", Json(Json::Array{"integer", "null"})}});
    case FieldType::choice: {
      Json values = Json::array();
      for (const std::string& value : domain::choice_list(field.list)) values.push(value);
      values.push(Json());
      return Json(Json::Object{{"enum", std::move(values)}});
    }
    default: break;
  }
  schema.set("type", Json(Json::Array{"string", "null"}));
  if (field.type == FieldType::date) schema.set("format", "date");
  if (field.type == FieldType::money) schema.set("pattern", "^-?[0-9]+\\.[0-9]{2}$");
  if (field.type == FieldType::text) schema.set("maxLength", Json(field.largest));
  return schema;
}

Json shape_schema(const Shape& shape) {
  Json properties = Json::object();
  properties.set("id", Json(Json::Object{{"type", "string"}, {"readOnly", true}}));
  properties.set("version", Json(Json::Object{{"type", "integer"}}));
  for (const Field& field : shape.fields) {
    Json schema = field_schema(field);
    schema.set("description", say("field." + shape.stem + "." + field.key, Language::zh));
    if (field.read_only) schema.set("readOnly", true);
    properties.set(field.key, std::move(schema));
  }
  return Json(Json::Object{{"type", "object"},
                           {"description", say("stem." + shape.stem, Language::zh)},
                           {"properties", std::move(properties)}});
}

Json problem_schema() {
  auto text = [] { return Json(Json::Object{{"type", "string"}}); };
  Json one(Json::Object{{"type", "object"},
                        {"properties", Json(Json::Object{{"rule", text()},
                                                         {"field", text()},
                                                         {"text", text()},
                                                         {"params", Json(Json::Object{{"type", "object"}})}})}});
  Json list(Json::Object{{"type", "array"}, {"items", std::move(one)}});
  return Json(Json::Object{{"type", "object"},
                           {"properties", Json(Json::Object{{"type", text()},
                                                            {"title", text()},
                                                            {"status", Json(Json::Object{{"type", "integer"}})},
                                                            {"detail", text()},
                                                            {"instance", text()},
                                                            {"problems", std::move(list)}})}});
}

Json parameter(const std::string& name, const char* place, bool required) {
  return Json(Json::Object{
      {"name", name}, {"in", place}, {"required", required}, {"schema", Json(Json::Object{{"type", "string"}})}});
}

Json parameters_of(const Route& route) {
  Json list = Json::array();
  for (std::size_t at = route.pattern.find('{'); at != std::string::npos; at = route.pattern.find('{', at + 1)) {
    list.push(parameter(route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1), "path", true));
  }
  for (const std::string& name : route.query) {
    if (name != "*") list.push(parameter(name, "query", false));
  }
  if (route.method == "PUT" || route.method == "PATCH") list.push(parameter("If-Match", "header", false));
  if (route.creates) list.push(parameter("Idempotency-Key", "header", false));
  return list;
}

Json content(const std::string& media_type, Json schema) {
  return Json(Json::Object{{media_type, Json(Json::Object{{"schema", std::move(schema)}})}});
}

Json operation_of(const Route& route) {
  const bool list = route.name.ends_with(".list") && !route.schema.empty();
  Json one = route.schema.empty() ? Json(Json::Object{{"type", "object"}}) : reference(route.schema);
  Json answer = one;
  if (list) {
    answer = Json(Json::Object{
        {"type", "object"},
        {"properties", Json(Json::Object{{"items", Json(Json::Object{{"type", "array"}, {"items", one}})},
                                         {"next", Json(Json::Object{{"type", Json(Json::Array{"string", "null"})}})},
                                         {"total", Json(Json::Object{{"type", "integer"}})}})}});
  }
  Json responses = Json::object();
  Json good(Json::Object{{"description", "OK"}});
  if (route.method != "DELETE") good.set("content", content("application/json", std::move(answer)));
  responses.set(route.method == "DELETE" ? "204" : route.creates ? "201" : "200", std::move(good));
  Json refused(Json::Object{{"description", "Refused"}});
  refused.set("content", content("application/problem+json", reference("problem")));
  responses.set("4XX", std::move(refused));
  Json operation = Json::object();
  operation.set("operationId", route.name);
  operation.set("summary", route.name);
  operation.set("tags", Json(Json::Array{route.name.substr(0, route.name.find('.'))}));
  operation.set("parameters", parameters_of(route));
  if (route.body == BodyKind::json) {
    operation.set("requestBody", Json(Json::Object{{"content", content("application/json", std::move(one))}}));
  } else if (route.body == BodyKind::bytes) {
    operation.set("requestBody", Json(Json::Object{{"content", content("application/octet-stream", Json::object())}}));
  }
  operation.set("responses", std::move(responses));
  if (route.access == Access::open) operation.set("security", Json::array());
  return operation;
}

Json description_of(const Router& router) {
  Json paths = Json::object();
  for (const Route& route : router.routes()) {
    if (!route.pattern.starts_with("/api/v1/")) continue;
    Json* path = paths.find(route.pattern);
    if (!path) {
      paths.set(route.pattern, Json::object());
      path = paths.find(route.pattern);
    }
    std::string method = lower_case(route.method);
    path->set(method, operation_of(route));
  }
  Json schemas = Json::object();
  for (const Shape* shape : domain::all_shapes()) schemas.set(shape->stem, shape_schema(*shape));
  schemas.set("problem", problem_schema());
  Json bearer(Json::Object{{"type", "http"}, {"scheme", "bearer"}});
  Json document = Json::object();
  document.set("openapi", "3.1.0");
  document.set("info",
               Json(Json::Object{
                   {"title", "Zhiheng"},
                   {"version", "1"},
                   {"description",
                    "Quality control and payment of third-party evaluation agencies. Amounts and scores are decimal "
                    "strings, ids strings."},
                   {"license", Json(Json::Object{{"name", "Apache License 2.0"}, {"identifier", "Apache-2.0"}})}}));
  document.set("servers", Json(Json::Array{Json(Json::Object{{"url", "/"}})}));
  document.set("security", Json(Json::Array{Json(Json::Object{{"bearer", Json::array()}})}));
  document.set("paths", std::move(paths));
  document.set("components",
               Json(Json::Object{{"schemas", std::move(schemas)},
                                 {"securitySchemes", Json(Json::Object{{"bearer", std::move(bearer)}})}}));
  return document;
}

}  // namespace

void add_description_route(Router& router) {
  router.add({"GET", "/api/v1/openapi.json", "description.read",
              [&router](Call&) { return json_reply(description_of(router)); }, BodyKind::none, Access::open});
}

}  // namespace zhiheng::web

#include <algorithm>

#include "web/call.h"
#include "web/data_web.h"
#include "web/description_operation.h"
#include "web/schema.h"

namespace zhiheng::web {

namespace {

Json paths_of(const Router& router, Language language) {
  Json paths = Json::object();
  for (const Route& route : router.routes()) {
    if (!is_described(route)) continue;
    if (!paths.find(route.pattern)) paths.set(route.pattern, Json::object());
    paths.find(route.pattern)->set(lower_case(route.method), operation_of(route, language));
  }
  return paths;
}

Json tags_of(const Router& router, Language language) {
  Json tags = Json::array();
  std::vector<std::string> seen;
  for (const Route& route : router.routes()) {
    const std::string tag = tag_of(route);
    if (!is_described(route) || std::find(seen.begin(), seen.end(), tag) != seen.end()) continue;
    seen.push_back(tag);
    const std::string text = tag_text(tag, language);
    tags.push(Json(Json::Object{{"name", tag}, {"description", text.empty() ? tag : text}}));
  }
  return tags;
}

void collect_references(const Json& value, std::vector<std::string>& names) {
  if (value.is_array()) {
    for (const Json& item : value.items()) collect_references(item, names);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.members()) {
      if (key == "$ref" && member.is_string()) {
        const std::string start = "#/components/schemas/";
        if (member.string().starts_with(start)) names.push_back(member.string().substr(start.size()));
      } else {
        collect_references(member, names);
      }
    }
  }
}

// The schemas that something refers to, directly or by way of another.
Json used_schemas(const Json& paths, const Json& components, Language language) {
  const Json all = all_schemas(language);
  std::vector<std::string> waiting;
  collect_references(paths, waiting);
  collect_references(components, waiting);
  Json used = Json::object();
  while (!waiting.empty()) {
    const std::string name = waiting.back();
    waiting.pop_back();
    if (used.find(name)) continue;
    const Json* schema = all.find(name);
    // A name that nobody described is a fault that a test finds; the others' description is given all the same.
    used.set(name, schema ? *schema : Json(Json::Object{{"type", "object"}}));
    if (schema) collect_references(*schema, waiting);
  }
  std::sort(used.members().begin(), used.members().end(),
            [](const JsonMember& a, const JsonMember& b) { return a.key < b.key; });
  return used;
}

Json description_of(const Router& router, Language language) {
  Json paths = paths_of(router, language);
  Json components = shared_components(language);
  components.set("schemas", used_schemas(paths, components, language));
  Json document = Json::object();
  document.set("openapi", "3.1.0");
  document.set("info",
               Json(Json::Object{
                   {"title", say("api.title", language)},
                   {"version", "1"},
                   {"description", say("api.description", language)},
                   {"license", Json(Json::Object{{"name", "Apache License 2.0"}, {"identifier", "Apache-2.0"}})}}));
  document.set("servers", Json(Json::Array{Json(Json::Object{{"url", "/"}})}));
  document.set("security", Json(Json::Array{Json(Json::Object{{"session", Json::array()}}),
                                            Json(Json::Object{{"token", Json::array()}})}));
  document.set("tags", tags_of(router, language));
  document.set("paths", std::move(paths));
  return document.set("components", std::move(components));
}

}  // namespace

void add_description_route(Router& router) {
  router.add({"GET", "/api/v1/openapi.json", "description.read",
              [&router](Call& call) { return json_reply(description_of(router, call.language)); }, BodyKind::none,
              Access::open});
}

}  // namespace zhiheng::web

// One operation of the API's description, made from its route.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "web/router.h"

namespace zhiheng::web {

inline bool is_described(const Route& route) {
  return route.pattern.starts_with("/api/v1/");
}
inline bool changes_something(const Route& route) {
  return route.method != "GET";
}

// What a route takes, answers and how, from itself, from templates/api/ or from its shape.
struct Contract {
  std::string takes;    // "" when nothing says
  std::string answers;  // "" when nothing says, or there is no JSON
  int status = 200;
  std::vector<std::string> produces;
  const Json* refuses = nullptr;  // {"422": "import_refused"}: refusals with a form of their own
};
Contract contract_of(const Route& route);
// Is there something that a reader of the description would miss: "takes", "answers", "text"; "" when not.
std::string missing_in(const Route& route);

// "session.create" belongs to the tag "session".
std::string tag_of(const Route& route);
std::string tag_text(const std::string& tag, Language language);
std::string summary_of(const Route& route, Language language);

Json operation_of(const Route& route, Language language);
// "components" but for the schemas: parameters, headers, responses, security schemes.
Json shared_components(Language language);

// {"$ref": "#/components/<kind>/<name>"}
Json shared_component(const char* kind, const std::string& name);
// {"<media type>": {"schema": ...}}
Json media_content(const std::string& media_type, Json schema);
// With the text api.parameter.<name> where there is one.
Json described_parameter(const std::string& name, const char* place, bool required, Json schema, Language language);
inline constexpr const char* problem_media_type = "application/problem+json";

}  // namespace zhiheng::web

#include "web/description_operation.h"

#include <algorithm>

#include "domain/shape.h"
#include "web/call.h"
#include "web/schema.h"

namespace zhiheng::web {

namespace {

std::string last_part(const std::string& name) {
  return name.substr(name.rfind('.') + 1);
}

bool names_a_row(const Route& route) {
  return route.pattern.find('{') != std::string::npos;
}

void follow_shape(const Route& route, Contract& contract) {
  const std::string act = last_part(route.name);
  if (act == "history" && domain::find_shape(tag_of(route))) contract.answers = "history";
  if (route.schema.empty()) return;
  contract.answers = act == "list" ? route.schema + "_list" : route.schema;
  if (act == "create") contract.takes = route.schema + "_new";
  if (act == "replace" || act == "change") contract.takes = route.schema + "_change";
}

Json sort_schema(const domain::Shape& shape) {
  Json keys = Json::array();
  for (const domain::Field& field : shape.fields) {
    if (!field.sortable) continue;
    keys.push(field.key).push("-" + field.key);
  }
  Json schema(Json::Object{{"type", "string"}});
  if (!keys.items().empty()) schema.set("enum", std::move(keys));
  return schema;
}

Json query_schema(const Route& route, const std::string& name) {
  if (const domain::Shape* shape = domain::find_shape(route.schema)) {
    if (name == "sort") return sort_schema(*shape);
    if (const domain::Field* field = shape->find(name)) return filter_schema(*field);
  }
  if (const Json* written = written_parameter(name)) return *written;
  return Json(Json::Object{{"type", "string"}});
}

Json path_schema(const std::string& name) {
  if (name == "id" || name.ends_with("_id")) return schema_named("id");
  const Json* written = written_parameter(name);
  return written ? *written : Json(Json::Object{{"type", "string"}});
}

Json parameters_of(const Route& route, Language language) {
  Json list = Json::array();
  for (std::size_t at = route.pattern.find('{'); at != std::string::npos; at = route.pattern.find('{', at + 1)) {
    const std::string name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
    list.push(described_parameter(name, "path", true, path_schema(name), language));
  }
  for (const std::string& name : route.query) {
    // A report says itself which parameters it takes; they travel as one object of texts.
    if (name == "*") {
      Json any(Json::Object{{"type", "object"}, {"additionalProperties", Json(Json::Object{{"type", "string"}})}});
      list.push(described_parameter("parameters", "query", false, std::move(any), language)
                    .set("style", "form")
                    .set("explode", true));
    } else if (name != "dry_run") {
      list.push(described_parameter(name, "query", false, query_schema(route, name), language));
    }
  }
  if (offers_dry_run(route)) list.push(shared_component("parameters", "dry_run"));
  if (route.method == "GET") list.push(shared_component("parameters", "if_none_match"));
  if (changes_something(route) && names_a_row(route)) list.push(shared_component("parameters", "if_match"));
  if (route.creates) list.push(shared_component("parameters", "idempotency_key"));
  list.push(shared_component("parameters", "accept_language"));
  return list;
}

// What an expert reads of a panel may be closed to him until he has declared whom he is related to.
bool waits_for_a_declaration(const Route& route) {
  for (const char* part :
       {"/score-sheets/{id}", "/deliverables/{id}", "/engagements/{id}", "/objection-reviews/{id}"}) {
    if (route.pattern.find(part) != std::string::npos) return true;
  }
  return false;
}

// The refusals that really can come, by what the route is.
std::vector<int> refusals_of(const Route& route) {
  std::vector<int> statuses{400};
  if (route.access == Access::signed_in || route.name == "session.create") statuses.push_back(401);
  if (route.access == Access::signed_in) statuses.push_back(403);
  if (names_a_row(route) || changes_something(route)) statuses.push_back(404);
  if (changes_something(route) || waits_for_a_declaration(route)) statuses.push_back(409);
  if (changes_something(route) && names_a_row(route)) statuses.push_back(412);
  if (route.body != BodyKind::none) {
    statuses.push_back(413);
    statuses.push_back(415);
  }
  if (changes_something(route) || !route.query.empty() || names_a_row(route)) statuses.push_back(422);
  statuses.push_back(429);
  statuses.push_back(500);
  statuses.push_back(503);
  return statuses;
}

Json good_headers(const Route& route, const Contract& contract) {
  Json headers = Json::object();
  auto add = [&](const char* header, const char* name) { headers.set(header, shared_component("headers", name)); };
  add("X-Request-Id", "request_id");
  if (!contract.answers.empty()) add("ETag", "etag");
  if (contract.status == 201) add("Location", "location");
  if (offers_dry_run(route)) add("Dry-Run", "dry_run");
  if (route.creates) add("Idempotent-Replay", "idempotent_replay");
  if (!contract.produces.empty()) add("Content-Disposition", "content_disposition");
  add("RateLimit-Limit", "rate_limit");
  add("RateLimit-Remaining", "rate_limit_remaining");
  add("RateLimit-Reset", "rate_limit_reset");
  return headers;
}

Json good_answer(const Route& route, const Contract& contract, Language language) {
  Json good(Json::Object{{"description", say("web.status." + std::to_string(contract.status), language)}});
  good.set("headers", good_headers(route, contract));
  if (!contract.produces.empty()) {
    Json media = Json::object();
    for (const std::string& type : contract.produces) media.set(type, Json::object());
    good.set("content", std::move(media));
  } else if (contract.status != 204) {
    Json schema = contract.answers.empty() ? Json(Json::Object{{"type", "object"}}) : schema_named(contract.answers);
    good.set("content", media_content("application/json", std::move(schema)));
  }
  return good;
}

Json responses_of(const Route& route, Language language) {
  const Contract contract = contract_of(route);
  Json responses = Json::object();
  responses.set(std::to_string(contract.status), good_answer(route, contract, language));
  if (route.method == "GET" && !contract.answers.empty())
    responses.set("304", shared_component("responses", "not_modified"));
  for (const int status : refusals_of(route)) {
    const std::string code = std::to_string(status);
    const Json* own = contract.refuses ? contract.refuses->find(code) : nullptr;
    if (!own) {
      responses.set(code, shared_component("responses", "problem_" + code));
      continue;
    }
    Json refused(Json::Object{{"description", say("web.status." + code, language)}});
    responses.set(code, refused.set("content", media_content(problem_media_type, schema_named(own->string()))));
  }
  return responses;
}

Json body_of(const Route& route, const Contract& contract) {
  if (route.body == BodyKind::json) {
    Json schema = contract.takes.empty() ? Json(Json::Object{{"type", "object"}}) : schema_named(contract.takes);
    return Json(Json::Object{{"content", media_content("application/json", std::move(schema))}});
  }
  // The bytes alone with their name in X-File-Name, or a form with fields and one file.
  Json any(Json::Object{{"application/octet-stream", Json::object()}});
  any.set("multipart/form-data", Json(Json::Object{{"schema", Json(Json::Object{{"type", "object"}})}}));
  return Json(Json::Object{{"required", true}, {"content", std::move(any)}});
}

}  // namespace

std::string tag_of(const Route& route) {
  return route.name.substr(0, route.name.find('.'));
}

Contract contract_of(const Route& route) {
  Contract contract;
  follow_shape(route, contract);
  contract.status = route.method == "DELETE" ? 204 : route.creates && last_part(route.name) == "create" ? 201 : 200;
  if (const Json* written = written_operation(route.name)) {
    if (written->find("takes")) contract.takes = written->text_at("takes");
    if (written->find("answers")) contract.answers = written->text_at("answers");
    if (const Json* status = written->find("status")) contract.status = static_cast<int>(*status->integer());
    if (const Json* types = written->find("produces")) {
      for (const Json& type : types->items()) contract.produces.push_back(type.string());
    }
    contract.refuses = written->find("refuses");
  }
  // An act without parameters takes at most the version that it was asked from.
  const bool is_act = route.method == "POST" && route.body == BodyKind::json && contract.takes.empty();
  if (is_act) contract.takes = "act";
  if (!route.takes.empty()) contract.takes = route.takes;
  if (!route.answers.empty()) contract.answers = route.answers;
  if (!route.produces.empty()) contract.produces = route.produces;
  if (route.status != 0) contract.status = route.status;
  if (!contract.produces.empty() || contract.status == 204) contract.answers.clear();
  return contract;
}

std::string missing_in(const Route& route) {
  const Contract contract = contract_of(route);
  const Json& known = written_schemas();
  auto exists = [&](const std::string& name) {
    return known.find(name) != nullptr || domain::find_shape(name) != nullptr;
  };
  auto is_of_a_shape = [&](const std::string& name) {
    for (const char* ending : {"_list", "_new", "_change"}) {
      if (name.ends_with(ending) && domain::find_shape(name.substr(0, name.size() - std::string_view(ending).size())))
        return true;
    }
    return false;
  };
  if (!has_text("api." + route.name, Language::zh) && summary_of(route, Language::zh).empty()) return "text";
  const bool answers_nothing = contract.status == 204 || !contract.produces.empty();
  if (!answers_nothing && !exists(contract.answers) && !is_of_a_shape(contract.answers)) return "answers";
  if (route.body == BodyKind::json && !exists(contract.takes) && !is_of_a_shape(contract.takes)) return "takes";
  return {};
}

std::string tag_text(const std::string& tag, Language language) {
  const std::string own = "api.tag." + tag;
  if (has_text(own, language)) return say(own, language);
  const std::string stem = "stem." + tag;
  return has_text(stem, language) ? say(stem, language) : std::string();
}

std::string summary_of(const Route& route, Language language) {
  const std::string own = "api." + route.name;
  if (has_text(own, language)) return say(own, language);
  // What every stem has alike is said once.
  const std::string any = "api.any." + last_part(route.name);
  if (!has_text(any, language) || !domain::find_shape(tag_of(route))) return {};
  return say(any, {{"stem", say("stem." + tag_of(route), language)}}, language);
}

Json operation_of(const Route& route, Language language) {
  const Contract contract = contract_of(route);
  Json operation = Json::object();
  operation.set("operationId", route.name);
  const std::string summary = summary_of(route, language);
  operation.set("summary", summary.empty() ? route.name : summary);
  if (const std::string more = "api." + route.name + ".more"; has_text(more, language)) {
    operation.set("description", say(more, language));
  }
  operation.set("tags", Json(Json::Array{tag_of(route)}));
  operation.set("parameters", parameters_of(route, language));
  if (route.body != BodyKind::none) operation.set("requestBody", body_of(route, contract));
  operation.set("responses", responses_of(route, language));
  if (route.access == Access::open) operation.set("security", Json::array());
  return operation;
}

}  // namespace zhiheng::web

#include "web/description_operation.h"

#include <algorithm>

#include "domain/shape.h"
#include "web/call.h"
#include "web/schema.h"

namespace zhiheng::web {

namespace {

constexpr const char* problem_type = "application/problem+json";

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

Json component(const char* kind, const std::string& name) {
  return Json(Json::Object{{"$ref", std::string("#/components/") + kind + "/" + name}});
}

Json content(const std::string& media_type, Json schema) {
  return Json(Json::Object{{media_type, Json(Json::Object{{"schema", std::move(schema)}})}});
}

Json parameter(const std::string& name, const char* place, bool required, Json schema, Language language) {
  Json one(Json::Object{{"name", name}, {"in", place}, {"required", required}, {"schema", std::move(schema)}});
  const std::string key = "api.parameter." + name;
  if (has_text(key, language)) one.set("description", say(key, language));
  return one;
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
    list.push(parameter(name, "path", true, path_schema(name), language));
  }
  for (const std::string& name : route.query) {
    // A report says itself which parameters it takes; they travel as one object of texts.
    if (name == "*") {
      Json any(Json::Object{{"type", "object"}, {"additionalProperties", Json(Json::Object{{"type", "string"}})}});
      list.push(
          parameter("parameters", "query", false, std::move(any), language).set("style", "form").set("explode", true));
    } else if (name != "dry_run") {
      list.push(parameter(name, "query", false, query_schema(route, name), language));
    }
  }
  if (offers_dry_run(route)) list.push(component("parameters", "dry_run"));
  if (route.method == "GET") list.push(component("parameters", "if_none_match"));
  if (changes_something(route) && names_a_row(route)) list.push(component("parameters", "if_match"));
  if (route.creates) list.push(component("parameters", "idempotency_key"));
  list.push(component("parameters", "accept_language"));
  return list;
}

// The refusals that really can come, by what the route is.
std::vector<int> refusals_of(const Route& route) {
  std::vector<int> statuses{400};
  if (route.access == Access::signed_in || route.name == "session.create") statuses.push_back(401);
  if (route.access == Access::signed_in) statuses.push_back(403);
  if (names_a_row(route) || changes_something(route)) statuses.push_back(404);
  if (changes_something(route)) statuses.push_back(409);
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
  auto add = [&](const char* header, const char* name) { headers.set(header, component("headers", name)); };
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
    good.set("content", content("application/json", std::move(schema)));
  }
  return good;
}

Json responses_of(const Route& route, Language language) {
  const Contract contract = contract_of(route);
  Json responses = Json::object();
  responses.set(std::to_string(contract.status), good_answer(route, contract, language));
  if (route.method == "GET" && !contract.answers.empty()) responses.set("304", component("responses", "not_modified"));
  for (const int status : refusals_of(route)) {
    const std::string code = std::to_string(status);
    const Json* own = contract.refuses ? contract.refuses->find(code) : nullptr;
    if (!own) {
      responses.set(code, component("responses", "problem_" + code));
      continue;
    }
    Json refused(Json::Object{{"description", say("web.status." + code, language)}});
    responses.set(code, refused.set("content", content(problem_type, schema_named(own->string()))));
  }
  return responses;
}

Json body_of(const Route& route, const Contract& contract) {
  if (route.body == BodyKind::json) {
    Json schema = contract.takes.empty() ? Json(Json::Object{{"type", "object"}}) : schema_named(contract.takes);
    return Json(Json::Object{{"content", content("application/json", std::move(schema))}});
  }
  // The bytes alone with their name in X-File-Name, or a form with fields and one file.
  Json any(Json::Object{{"application/octet-stream", Json::object()}});
  any.set("multipart/form-data", Json(Json::Object{{"schema", Json(Json::Object{{"type", "object"}})}}));
  return Json(Json::Object{{"required", true}, {"content", std::move(any)}});
}

Json header(const char* text_key, Json schema, Language language) {
  return Json(Json::Object{{"description", say(text_key, language)}, {"schema", std::move(schema)}});
}

Json text_schema() {
  return Json(Json::Object{{"type", "string"}});
}
Json whole_schema() {
  return Json(Json::Object{{"type", "integer"}});
}

Json shared_headers(Language language) {
  Json headers = Json::object();
  headers.set("request_id", header("api.header.request_id", text_schema(), language));
  headers.set("etag", header("api.header.etag", text_schema(), language));
  headers.set("location", header("api.header.location", text_schema(), language));
  headers.set("retry_after", header("api.header.retry_after", whole_schema(), language));
  headers.set("rate_limit", header("api.header.rate_limit", whole_schema(), language));
  headers.set("rate_limit_remaining", header("api.header.rate_limit_remaining", whole_schema(), language));
  headers.set("rate_limit_reset", header("api.header.rate_limit_reset", whole_schema(), language));
  headers.set("dry_run", header("api.header.dry_run", Json(Json::Object{{"const", "true"}}), language));
  headers.set("idempotent_replay",
              header("api.header.idempotent_replay", Json(Json::Object{{"const", "true"}}), language));
  headers.set("content_disposition", header("api.header.content_disposition", text_schema(), language));
  return headers;
}

Json shared_parameters(Language language) {
  Json key(Json::Object{{"type", "string"}, {"minLength", 1}, {"maxLength", 128}, {"pattern", "^[!-~]+$"}});
  Json tongues(Json::Object{{"type", "string"}, {"examples", Json(Json::Array{"zh-CN", "en"})}});
  const Json* dry_run = written_parameter("dry_run");
  ensure(dry_run != nullptr, "templates/api says what dry_run takes");
  Json parameters = Json::object();
  parameters.set("dry_run", parameter("dry_run", "query", false, *dry_run, language));
  parameters.set("if_match", parameter("If-Match", "header", false, text_schema(), language));
  parameters.set("if_none_match", parameter("If-None-Match", "header", false, text_schema(), language));
  parameters.set("idempotency_key", parameter("Idempotency-Key", "header", false, std::move(key), language));
  parameters.set("accept_language", parameter("Accept-Language", "header", false, std::move(tongues), language));
  return parameters;
}

// Rules that any route may answer with this status, beside those of its own stem.
Json rules_of(int status) {
  Json rules = Json::array();
  auto add = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) rules.push(name);
  };
  switch (status) {
    case 400: add({"json.malformed", "request.body_not_object", "request.framing", "version.malformed"}); break;
    case 401: add({"session.required", "account.bad_credentials", "account.locked"}); break;
    case 403: add({"access.role", "access.four_eyes"}); break;
    case 404: add({"access.absent", "request.no_such_page"}); break;
    case 409: add({"storage.duplicate", "storage.in_use", "idempotency.in_progress"}); break;
    case 412: add({"record.stale"}); break;
    case 413: add({"request.too_large"}); break;
    case 415: add({"request.content_type"}); break;
    case 422:
      add({"field.required", "field.unknown", "version.missing", "query.unknown", "idempotency.other_body"});
      break;
    case 429: add({"request.too_often"}); break;
    case 503: add({"storage.busy", "storage.unreachable", "storage.lost"}); break;
    default: add({"web.defect"});
  }
  return rules;
}

Json shared_responses(Language language) {
  Json responses = Json::object();
  responses.set(
      "not_modified",
      Json(Json::Object{{"description", say("web.status.304", language)},
                        {"headers", Json(Json::Object{{"ETag", component("headers", "etag")},
                                                      {"X-Request-Id", component("headers", "request_id")}})}}));
  for (const int status : {400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503}) {
    const std::string code = std::to_string(status);
    Json headers(Json::Object{{"X-Request-Id", component("headers", "request_id")}});
    if (status == 429 || status == 503) headers.set("Retry-After", component("headers", "retry_after"));
    Json one(Json::Object{{"description", say("web.status." + code, language)}, {"headers", std::move(headers)}});
    one.set("content", content(problem_type, schema_named("problem"))).set("x-rules", rules_of(status));
    responses.set("problem_" + code, std::move(one));
  }
  return responses;
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

Json shared_components(Language language) {
  Json schemes = Json::object();
  for (const char* name : {"session", "token"}) {
    Json one(Json::Object{{"type", "http"}, {"scheme", "bearer"}});
    schemes.set(name, one.set("description", say(std::string("api.security.") + name, language)));
  }
  Json components = Json::object();
  components.set("parameters", shared_parameters(language)).set("headers", shared_headers(language));
  components.set("responses", shared_responses(language)).set("securitySchemes", std::move(schemes));
  return components;
}

}  // namespace zhiheng::web

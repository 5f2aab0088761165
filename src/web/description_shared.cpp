// What all operations of the API's description share: parameters, headers, refusals, ways to sign in.
#include "web/call.h"
#include "web/description_operation.h"
#include "web/schema.h"

namespace zhiheng::web {

Json shared_component(const char* kind, const std::string& name) {
  return Json(Json::Object{{"$ref", std::string("#/components/") + kind + "/" + name}});
}

Json media_content(const std::string& media_type, Json schema) {
  return Json(Json::Object{{media_type, Json(Json::Object{{"schema", std::move(schema)}})}});
}

Json described_parameter(const std::string& name, const char* place, bool required, Json schema, Language language) {
  Json one(Json::Object{{"name", name}, {"in", place}, {"required", required}, {"schema", std::move(schema)}});
  const std::string key = "api.parameter." + name;
  if (has_text(key, language)) one.set("description", say(key, language));
  return one;
}

namespace {

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
  parameters.set("dry_run", described_parameter("dry_run", "query", false, *dry_run, language));
  parameters.set("if_match", described_parameter("If-Match", "header", false, text_schema(), language));
  parameters.set("if_none_match", described_parameter("If-None-Match", "header", false, text_schema(), language));
  parameters.set("idempotency_key", described_parameter("Idempotency-Key", "header", false, std::move(key), language));
  parameters.set("accept_language",
                 described_parameter("Accept-Language", "header", false, std::move(tongues), language));
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
                        {"headers", Json(Json::Object{{"ETag", shared_component("headers", "etag")},
                                                      {"X-Request-Id", shared_component("headers", "request_id")}})}}));
  for (const int status : {400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503}) {
    const std::string code = std::to_string(status);
    Json headers(Json::Object{{"X-Request-Id", shared_component("headers", "request_id")}});
    if (status == 429 || status == 503) headers.set("Retry-After", shared_component("headers", "retry_after"));
    Json one(Json::Object{{"description", say("web.status." + code, language)}, {"headers", std::move(headers)}});
    one.set("content", media_content(problem_media_type, schema_named("problem"))).set("x-rules", rules_of(status));
    responses.set("problem_" + code, std::move(one));
  }
  return responses;
}

}  // namespace

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

#include "web/idempotency.h"

#include "base/crypto.h"
#include "service/idempotency_service.h"
#include "web/problem.h"

namespace zhiheng::web {

namespace {

bool is_visible(const std::string& key) {
  for (const char c : key) {
    if (c <= ' ' || c > '~') return false;
  }
  return !key.empty() && key.size() <= 128;
}

// What is kept must rebuild the answer with the headers that belong to it.
std::string packed(const Response& response) {
  Json json = Json::object();
  json.set("type", response.content_type);
  json.set("location", response.header("Location"));
  json.set("tag", response.header("ETag"));
  json.set("body", response.body);
  return write_json(json);
}

Response unpacked(int status, const std::string& text) {
  Response response;
  response.status = status;
  const auto json = parse_json(text, JsonLimits{8, 64u << 20});
  ensure(json.ok(), "a kept answer can be read");
  response.content_type = json->text_at("type");
  response.body = json->text_at("body");
  if (const std::string location = json->text_at("location"); !location.empty()) {
    response.headers.emplace_back("Location", location);
  }
  if (const std::string tag = json->text_at("tag"); !tag.empty()) response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Idempotent-Replay", "true");
  return response;
}

}  // namespace

Response run_once(const Call& call, const std::function<Response()>& carry_out) {
  const Request& request = call.request;
  const std::string& key = request.header("Idempotency-Key");
  if (!is_visible(key)) {
    return problem_response({refusal("idempotency.malformed", "Idempotency-Key")}, request, call.language);
  }
  const std::string digest = sha256_hex(request.method + " " + request.path + "\n" + request.body);
  service::IdempotencyService service(call.gate);
  auto known = service.look_up(call.actor, key, digest);
  if (!known) return problem_response(known.problems(), request, call.language);
  if (*known) return unpacked((*known)->status, (*known)->response);
  service::RequestScope scope(request.request_id, key, digest);
  Response response = carry_out();
  // The work is done whether or not its answer could be kept; so the answer is given in any case.
  if (Outcome kept = service.keep(call.actor, scope, response.status, packed(response)); !kept) return response;
  return response;
}

}  // namespace zhiheng::web

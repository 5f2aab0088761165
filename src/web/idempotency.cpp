#include "web/idempotency.h"

#include <algorithm>

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

// The same request again has the same digest: a form is the same whatever boundary its parts have.
std::string digest_of(const Call& call) {
  const Request& request = call.request;
  std::string told = request.method + " " + request.path + "?" + write_query(request.query) + "\n";
  if (call.form.empty() && call.files.empty()) return sha256_hex(told + request.body);
  told += write_query(call.form);
  for (const Part& part : call.files) {
    told += "\n" + part.name + "\n" + part.file_name + "\n" + sha256_hex(part.bytes);
  }
  return sha256_hex(told);
}

Response rehearse(const Call& call, const std::function<Response()>& handle) {
  service::RequestScope scope(call.request.request_id, {}, {}, true);
  Response response = handle();
  scope.abandon();
  response.headers.emplace_back("Dry-Run", "true");
  return response;
}

Response once(const Call& call, const std::function<Response()>& handle) {
  const Request& request = call.request;
  const auto refused_with = [&](const Problems& problems) {
    return problem_response(problems, request, call.language);
  };
  const std::string& key = request.header("Idempotency-Key");
  if (!is_visible(key)) return refused_with({refusal("idempotency.malformed", "Idempotency-Key")});
  const std::string digest = digest_of(call);
  service::IdempotencyService service(call.gate);
  auto known = service.look_up(call.actor, key, digest);
  if (!known) return refused_with(known.problems());
  if (*known) return unpacked((*known)->status, (*known)->response);
  service::RequestScope scope(request.request_id, key, digest);
  Response response = handle();
  if (scope.key_was_taken()) {
    // The other one committed before this one came to its turn, so its answer is there.
    known = service.look_up(call.actor, key, digest);
    if (!known) return refused_with(known.problems());
    return *known ? unpacked((*known)->status, (*known)->response) : std::move(response);
  }
  if (response.status >= 400 || !scope.is_open()) {
    scope.abandon();
    return response;
  }
  if (Outcome kept = service.keep(call.actor, scope, response.status, packed(response)); !kept) {
    return refused_with(kept.problems());
  }
  if (Outcome done = scope.finish(); !done) return refused_with(done.problems());
  return response;
}

}  // namespace

void take_dry_run(Request& request, Call& call) {
  if (!offers_dry_run(call.route)) return;
  for (auto pair = request.query.begin(); pair != request.query.end(); ++pair) {
    if (pair->first != "dry_run") continue;
    const std::string value = pair->second;
    if (value != "1" && value != "0" && value != "true" && value != "false") return;
    call.dry_run = value == "1" || value == "true";
    const auto& known = call.route.query;
    if (std::find(known.begin(), known.end(), "dry_run") == known.end()) request.query.erase(pair);
    return;
  }
}

Response carry_out(const Call& call, const std::function<Response()>& handle) {
  if (call.dry_run) return rehearse(call, handle);
  if (call.route.creates && !call.request.header("Idempotency-Key").empty()) return once(call, handle);
  const service::RequestScope scope(call.request.request_id);
  return handle();
}

}  // namespace zhiheng::web

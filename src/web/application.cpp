#include "web/application.h"

#include "base/log.h"
#include "web/body.h"
#include "web/entity_tag.h"
#include "web/gzip.h"
#include "web/http.h"
#include "web/idempotency.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/routes.h"
#include "web/session.h"
#include "web/sign_in_guard.h"
#include "web/template.h"

namespace zhiheng::web {

namespace {

constexpr const char* content_security =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

void log_defect(const Request& request, std::string_view what) {
  LogLine(LogLevel::error, "defect").text("method", request.method).text("path", request.path).text("what", what);
}

Problem defect_problem(const Request& request) {
  return refusal(Kind::defect, "web.defect", "", {{"number", request.request_id}});
}

}  // namespace

bool is_api(const Request& request) {
  return request.path == "/api/v1" || request.path.starts_with("/api/v1/");
}

Language language_of(const Request& request) {
  // Pages are Chinese until somebody asks for English: office machines announce all kinds of languages.
  if (!is_api(request)) return request.cookie("language") == "en" ? Language::en : Language::zh;
  // The first language of the list that we speak; weights are in order in what clients send.
  std::string_view list = request.header("Accept-Language");
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view item = trimmed(list.substr(0, end));
    if (item.starts_with("zh")) return Language::zh;
    if (item.starts_with("en")) return Language::en;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return Language::zh;
}

Application::Application(service::Gate& gate, ApplicationOptions options)
    : gate_(gate),
      options_(std::move(options)),
      kept_(options_.change_number),
      rate_limit_(options_.api_per_second, options_.api_burst) {
  add_all_routes(router_, metrics_, options_);
  metrics_.count_routes(router_.routes());
}

std::size_t Application::body_limit(const Request& request) const {
  const auto match = router_.find(request.method, request.path);
  return match.route ? match.route->body_limit : 64u << 10;
}

Response Application::answer(Request& request) noexcept {
  const LogScope scope(request.request_id);
  ++metrics_.in_flight;
  Response response;
  try {
    response = dispatch(request);
    compress_answer(request, response, options_.gzip_level);
  } catch (const std::exception& fault) {
    log_defect(request, fault.what());
    response = refuse(request, defect_problem(request));
  } catch (...) {
    log_defect(request, "unknown");
    response = refuse(request, defect_problem(request));
  }
  finish(request, response);
  --metrics_.in_flight;
  return response;
}

void Application::done(const Request& request, const Response& response, std::int64_t microseconds) noexcept {
  metrics_.count(request, response, microseconds);
  const LogLevel level = response.status >= 500 ? LogLevel::error : LogLevel::info;
  if (!logs(level)) return;
  try {
    const LogScope scope(request.request_id);
    LogLine line(level, "request");
    line.text("remote", request.remote);
    if (request.account_id != 0) line.number("account", request.account_id);
    line.text("method", request.method).text("route", request.matched ? request.matched->name : "none");
    line.text("path", request.path).number("status", response.status);
    line.number("bytes", static_cast<std::int64_t>(response.source ? response.source->length : response.body.size()));
    line.text("ms", std::to_string(microseconds / 1000) + "." + std::to_string(microseconds % 1000 / 100));
    if (!response.rule.empty()) line.text("rule", response.rule);
  } catch (...) {
    // Without memory for a line the answer still goes out.
  }
}

Response Application::refuse(const Request& request, const Problem& problem) noexcept {
  Response response;
  try {
    const Language language = language_of(request);
    response = is_api(request) ? problem_response({problem}, request, language)
                               : problem_page({problem}, request, nullptr, language);
  } catch (...) {
    response.status = http_status(problem.kind);
    response.content_type = "text/plain; charset=utf-8";
    response.body = problem.rule + "\n";
  }
  response.rule = problem.rule;
  finish(request, response);
  return response;
}

Response Application::dispatch(Request& request) {
  const auto match = router_.find(request.method, request.path);
  if (!match.route) {
    const bool known = !match.allowed.empty();
    Response response = nowhere(
        request, known ? refusal(Kind::malformed, "request.method") : refusal(Kind::absent, "request.no_such_page"));
    if (known) {
      response.status = 405;
      std::string allow;
      for (const std::string& method : match.allowed) allow += (allow.empty() ? "" : ", ") + method;
      response.headers.emplace_back("Allow", allow);
    }
    return response;
  }
  request.matched = match.route;
  Call call(request, *match.route, gate_);
  call.captured = match.captured;
  call.api = is_api(request);
  call.language = language_of(request);
  call.public_url = options_.public_url;
  take_dry_run(request, call);
  Response response = run(call);
  request.account_id = call.actor.account_id;
  return response;
}

// An address that leads nowhere; whoever is signed in keeps the menu.
Response Application::nowhere(const Request& request, const Problem& problem) {
  if (is_api(request)) return refuse(request, problem);
  static const Route no_route;
  Call call(request, no_route, gate_);
  call.language = language_of(request);
  if (Outcome who = identify(call); !who) return refuse(request, problem);
  return problem_page({problem}, request, &call, call.language);
}

Response Application::run(Call& call) {
  const Request& request = call.request;
  const bool changes = request.method != "GET" && request.method != "HEAD";
  const auto place = kept_.place_of(call);
  if (place) {
    if (auto known = kept_.find(*place, call)) {
      return call.api ? run_limited(call, [&] { return std::move(*known); }) : std::move(*known);
    }
  }
  if (Outcome who = identify(call); !who) return respond(call, refused(who.problems()));
  // A browser sends its cookie wherever a link leads; so programs that change something show a token.
  if (call.api && call.by_cookie && changes) call.signed_in = false;
  const auto make = [&] {
    Response response = run_known(call);
    if (place) kept_.keep(*place, call, response);
    return response;
  };
  return call.api ? run_limited(call, make) : make();
}

// One bucket for each session and token; who has neither is known by the address alone.
Response Application::run_limited(Call& call, const std::function<Response()>& make) {
  const std::string& remote = call.request.remote;
  const std::string address = remote.substr(0, remote.find_last_of(':'));
  const auto verdict = rate_limit_.take(call.signed_in ? call.token : address, std::chrono::steady_clock::now());
  Response response = verdict.allowed
                          ? make()
                          : refuse(call.request, refusal(Kind::too_many, "request.too_often", "",
                                                         {{"seconds", std::to_string(verdict.retry_in_seconds)}}));
  if (verdict.limit == 0) return response;
  response.headers.emplace_back("RateLimit-Limit", std::to_string(verdict.limit));
  response.headers.emplace_back("RateLimit-Remaining", std::to_string(verdict.remaining));
  response.headers.emplace_back("RateLimit-Reset", std::to_string(verdict.full_in_seconds));
  if (!verdict.allowed) response.headers.emplace_back("Retry-After", std::to_string(verdict.retry_in_seconds));
  return response;
}

Response Application::run_known(Call& call) {
  const Request& request = call.request;
  auto refused_with = [&](const Problems& problems) { return respond(call, refused(problems)); };
  const bool changes = request.method != "GET" && request.method != "HEAD";
  if (call.route.access == Access::signed_in && !call.signed_in) return sign_in_first(call);
  if (auto step = step_first(call)) return respond(call, std::move(*step));
  if (Outcome query = check_query(call); !query) return refused_with(query.problems());
  if (Outcome body = read_body(call); !body) return refused_with(body.problems());
  if (changes && !call.api) {
    if (Outcome origin = check_form_origin(call, call.field("csrf")); !origin) return refused_with(origin.problems());
    std::erase_if(call.form, [](const auto& pair) { return pair.first == "csrf"; });
  }
  if (changes) {
    if (Outcome shown = take_shown_code(call); !shown) {
      return respond(call, call.api ? refused(shown.problems()) : code_page(call, shown.problems()));
    }
  }
  for (const auto& [name, value] : call.captured) {
    const bool names_a_row = name == "id" || name.ends_with("_id");
    if (names_a_row && !read_id(value)) return refused_with({refusal(Kind::absent, "request.no_such_page")});
  }
  if (call.api && changes) {
    return carry_out(call, [&] { return respond(call, call.route.handler(call)); });
  }
  const service::RequestScope scope(request.request_id);
  if (!call.api && call.signed_in && asks_for_fragment(request)) {
    return live_.refresh(
        call, [&] { return call.route.handler(call); }, [&](Reply reply) { return respond(call, std::move(reply)); });
  }
  return respond(call, call.route.handler(call));
}

Response Application::sign_in_first(Call& call) {
  const Problem problem = refusal(Kind::unauthenticated, "session.required");
  if (!call.api && call.request.method == "POST" && read_body(call)) return respond(call, sign_in_and_go_on(call));
  if (call.api || call.request.method != "GET") return refuse(call.request, problem);
  Response response;
  response.status = 303;
  std::string here = call.request.path;
  if (!call.request.query.empty()) here += "?" + write_query(call.request.query);
  response.headers.emplace_back("Location", here == "/" ? "/sign-in" : "/sign-in?next=" + percent_encode(here));
  return response;
}

Response Application::respond(Call& call, Reply reply) {
  const Request& request = call.request;
  Response response;
  if (asks_for_code(call, reply.problems)) reply = code_page(call, reply.problems);
  if (!reply.problems.empty()) {
    if (leading_kind(reply.problems) == Kind::defect) log_defect(request, reply.problems.front().rule);
    response = call.api ? problem_response(reply.problems, request, call.language)
                        : problem_page(reply.problems, request, &call, call.language);
    response.rule = reply.problems.front().rule;
  } else if (!reply.template_name.empty()) {
    dress(reply.json, call);
    response.body = render(reply.template_name, reply.json, call.language);
    response.content_type = "text/html; charset=utf-8";
    response.status = reply.status;
  } else if (!reply.content_type.empty()) {
    response.body = std::move(reply.bytes);
    response.source = std::move(reply.source);
    response.content_type = reply.content_type;
    response.status = reply.status;
    if (!reply.file_name.empty()) response.headers.emplace_back("Content-Disposition", disposition(reply.file_name));
  } else {
    response.status = reply.status;
    if (!reply.location.empty()) response.headers.emplace_back("Location", reply.location);
    if (!reply.json.is_null()) {
      response.body = write_json(reply.json);
      response.content_type = "application/json; charset=utf-8";
    }
  }
  for (auto& header : reply.headers) response.headers.push_back(std::move(header));
  if (call.api && response.status < 300 && !reply.json.is_null()) {
    if (response.header("ETag").empty()) response.headers.emplace_back("ETag", entity_tag(reply.json, response.body));
    response.headers.emplace_back("Vary", "Accept-Language");
  }
  const std::string& tag = response.header("ETag");
  if (!tag.empty() && request.method == "GET" && names_tag(request.header("If-None-Match"), tag)) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

void Application::finish(const Request& request, Response& response) {
  auto add = [&](const char* name, const char* value) {
    if (response.header(name).empty()) response.headers.emplace_back(name, value);
  };
  add("Content-Security-Policy", content_security);
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "same-origin");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cache-Control", "no-store");
  const bool secure = request.secure || options_.secure_cookies;
  if (!secure) return;
  add("Strict-Transport-Security", "max-age=31536000");
  for (auto& [name, value] : response.headers) {
    if (name == "Set-Cookie" && value.find("; Secure") == std::string::npos) value += "; Secure";
  }
}

}  // namespace zhiheng::web

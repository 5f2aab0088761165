#include "web/problem.h"

namespace zhiheng::web {

int http_status(Kind kind) {
  switch (kind) {
    case Kind::invalid: return 422;
    case Kind::malformed: return 400;
    case Kind::unauthenticated: return 401;
    case Kind::forbidden: return 403;
    case Kind::absent: return 404;
    case Kind::conflict: return 409;
    case Kind::stale: return 412;
    case Kind::too_large: return 413;
    case Kind::unsupported: return 415;
    case Kind::too_many: return 429;
    case Kind::busy: return 503;
    case Kind::defect: return 500;
  }
  return 500;
}

Kind leading_kind(const Problems& problems) {
  for (const Problem& problem : problems) {
    if (problem.kind != Kind::invalid) return problem.kind;
  }
  return Kind::invalid;
}

Json problems_to_json(const Problems& problems, Language language) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    Json params = Json::object();
    for (const auto& [name, value] : problem.params) params.set(name, value);
    list.push(Json(Json::Object{{"rule", problem.rule},
                                {"field", problem.field},
                                {"text", say(problem, language)},
                                {"params", std::move(params)}}));
  }
  return list;
}

Response problem_response(const Problems& problems, const Request& request, Language language) {
  // The one refusal whose status is not its kind's: a right address with a method that it does not have.
  const int status = problems.front().rule == "request.method" ? 405 : http_status(leading_kind(problems));
  Json body = Json::object();
  body.set("type", "about:blank");
  body.set("title", say("web.status." + std::to_string(status), language));
  body.set("status", status);
  body.set("detail", say(problems.front(), language));
  body.set("instance", "urn:zhiheng:request:" + request.request_id);
  body.set("problems", problems_to_json(problems, language));
  Response response;
  response.status = status;
  response.content_type = "application/problem+json; charset=utf-8";
  response.body = write_json(body);
  if (status == 503) response.headers.emplace_back("Retry-After", "2");
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace zhiheng::web

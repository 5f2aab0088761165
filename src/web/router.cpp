#include "web/router.h"

#include <algorithm>

#include "web/http.h"

namespace zhiheng::web {

namespace {

// The next part of a path up to a slash; removes it and the slash.
std::string_view next_part(std::string_view& path) {
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

// "{name}.xlsx" captures what stands before the rest of the part.
bool part_fits(std::string_view wanted, std::string_view given, Pairs& captured) {
  if (!wanted.starts_with("{")) return wanted == given;
  const std::size_t close = wanted.find('}');
  const std::string_view ending = wanted.substr(close + 1);
  if (given.size() <= ending.size() || !given.ends_with(ending)) return false;
  captured.emplace_back(std::string(wanted.substr(1, close - 1)),
                        std::string(given.substr(0, given.size() - ending.size())));
  return true;
}

bool has_captures(std::string_view pattern) {
  return pattern.find('{') != std::string_view::npos;
}

// Every request is held against some hundred patterns, so what differs before the first capture is left at once.
bool fits_with_captures(std::string_view pattern, std::string_view path, Pairs& captured) {
  const std::size_t brace = pattern.find('{');
  if (brace == std::string_view::npos || path.substr(0, brace) != pattern.substr(0, brace)) return false;
  const auto slashes = [](std::string_view text) { return std::count(text.begin(), text.end(), '/'); };
  if (slashes(pattern) != slashes(path)) return false;
  while (!pattern.empty() || !path.empty()) {
    if (!part_fits(next_part(pattern), next_part(path), captured)) return false;
  }
  return true;
}

}  // namespace

bool offers_dry_run(const Route& route) {
  return route.method != "GET" && route.access == Access::signed_in && route.pattern.starts_with("/api/v1/");
}

Reply page(std::string template_name, Json view, int status) {
  Reply reply;
  reply.status = status;
  reply.template_name = std::move(template_name);
  reply.json = std::move(view);
  return reply;
}

Reply json_reply(Json body, int status) {
  Reply reply;
  reply.status = status;
  reply.json = std::move(body);
  return reply;
}

Reply created(Json body, std::string location) {
  Reply reply = json_reply(std::move(body), 201);
  reply.headers.emplace_back("Location", std::move(location));
  return reply;
}

Reply no_content() {
  Reply reply;
  reply.status = 204;
  return reply;
}

Reply see_other(std::string location) {
  Reply reply;
  reply.status = 303;
  reply.location = std::move(location);
  return reply;
}

Reply bytes_reply(std::string bytes, std::string content_type, std::string file_name) {
  Reply reply;
  reply.bytes = std::move(bytes);
  reply.content_type = std::move(content_type);
  reply.file_name = std::move(file_name);
  return reply;
}

Reply stream_reply(ByteSource source, std::string content_type, std::string file_name) {
  Reply reply = bytes_reply({}, std::move(content_type), std::move(file_name));
  reply.source = std::move(source);
  return reply;
}

Reply refused(Problems problems) {
  Reply reply;
  reply.problems = std::move(problems);
  return reply;
}

Reply refused(Problem problem) {
  return refused(Problems{std::move(problem)});
}

void Router::add(Route route) {
  for (const Route& other : routes_) {
    ensure(other.name != route.name, "two routes have one name");
    ensure(other.method != route.method || other.pattern != route.pattern, "two routes have one path");
  }
  routes_.push_back(std::move(route));
}

Router::Match Router::find(const std::string& method, const std::string& path) const {
  const std::string wanted = method == "HEAD" ? "GET" : method;
  Match match;
  // A pattern without captures wins over one with them, so "/contracts/new" is no contract.
  for (const bool plain : {true, false}) {
    for (const Route& route : routes_) {
      Pairs captured;
      if (!(plain ? route.pattern == path && !has_captures(path) : fits_with_captures(route.pattern, path, captured))) {
        continue;
      }
      if (route.method == wanted) return Match{&route, std::move(captured), {}};
      if (std::find(match.allowed.begin(), match.allowed.end(), route.method) == match.allowed.end()) {
        match.allowed.push_back(route.method);
        if (route.method == "GET") match.allowed.push_back("HEAD");
      }
    }
    if (plain && !match.allowed.empty()) return match;
  }
  return match;
}

}  // namespace zhiheng::web

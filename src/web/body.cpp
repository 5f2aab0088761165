#include "web/body.h"

#include <algorithm>

namespace zhiheng::web {

namespace {

Outcome read_json_body(Call& call) {
  const std::string& text = call.request.body;
  const std::string type = media_type(call.request.header("Content-Type"));
  if (text.empty()) {
    // An action without parameters (confirm, submit) needs no body; a change without one has nothing to say.
    if (type.empty() || type == "application/json") return Done{};
  }
  if (type != "application/json" && !type.ends_with("+json")) {
    return refusal(Kind::unsupported, "request.content_type", "Content-Type", {{"wanted", "application/json"}});
  }
  const std::string charset = lower_case(header_parameter(call.request.header("Content-Type"), "charset"));
  if (!charset.empty() && charset != "utf-8" && charset != "utf8") {
    return refusal(Kind::unsupported, "request.content_type", "Content-Type", {{"wanted", "application/json"}});
  }
  auto parsed = parse_json(text, JsonLimits{64, call.route.body_limit});
  if (!parsed) {
    Problems problems = parsed.problems();
    for (Problem& problem : problems) {
      problem.kind = problem.rule == "json.too_large" ? Kind::too_large : Kind::malformed;
    }
    return problems;
  }
  if (!parsed->is_object()) return refusal(Kind::malformed, "request.body_not_object");
  call.body = std::move(*parsed);
  return Done{};
}

Outcome read_form_body(Call& call) {
  const std::string& given = call.request.header("Content-Type");
  const std::string type = media_type(given);
  if (type == "application/x-www-form-urlencoded" || (type.empty() && call.request.body.empty())) {
    auto pairs = read_query(call.request.body);
    if (!pairs) return refusal(Kind::malformed, "request.form");
    call.form = std::move(*pairs);
    return Done{};
  }
  if (type == "multipart/form-data") {
    auto parts = read_multipart(call.request.body, given);
    if (!parts) return parts.problems();
    for (Part& part : *parts) {
      if (part.file_name.empty() && part.content_type.empty()) {
        call.form.emplace_back(part.name, part.bytes);
      } else {
        call.files.push_back(std::move(part));
      }
    }
    return Done{};
  }
  return refusal(Kind::unsupported, "request.content_type", "Content-Type",
                 {{"wanted", "application/x-www-form-urlencoded"}});
}

}  // namespace

Outcome read_body(Call& call) {
  switch (call.route.body) {
    case BodyKind::json: return read_json_body(call);
    case BodyKind::form: return read_form_body(call);
    case BodyKind::bytes:
      if (media_type(call.request.header("Content-Type")) == "multipart/form-data") return read_form_body(call);
      return Done{};
    case BodyKind::none: return Done{};
  }
  return Done{};
}

Outcome check_query(const Call& call) {
  if (!call.api) return Done{};
  Problems problems;
  std::vector<std::string> seen;
  const auto& known = call.route.query;
  if (known == std::vector<std::string>{"*"}) return Done{};  // the service knows which
  for (const auto& [name, value] : call.request.query) {
    if (name == "dry_run" && offers_dry_run(call.route) && value != "1" && value != "0" && value != "true" &&
        value != "false") {
      problems.push_back(refusal("query.not_a_flag", name, {{"name", name}}));
    } else if (std::find(known.begin(), known.end(), name) == known.end()) {
      problems.push_back(refusal("query.unknown", name, {{"name", name}}));
    } else if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      problems.push_back(refusal("query.repeated", name, {{"name", name}}));
    }
    seen.push_back(name);
  }
  if (!problems.empty()) return problems;
  return Done{};
}

}  // namespace zhiheng::web

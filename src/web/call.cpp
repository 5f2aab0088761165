#include "web/call.h"

#include <charconv>

namespace zhiheng::web {

namespace {

const std::string nothing;

const std::string& find_in(const Pairs& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return value;
  }
  return nothing;
}

}  // namespace

std::optional<std::int64_t> read_id(std::string_view text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number > 0 ? std::optional(number) : std::nullopt;
}

std::int64_t Call::id(std::string_view name) const {
  return read_id(find_in(captured, name)).value_or(0);
}
const std::string& Call::captured_text(std::string_view name) const {
  return find_in(captured, name);
}
const std::string& Call::field(std::string_view name) const {
  return find_in(form, name);
}
const std::string& Call::parameter(std::string_view name) const {
  return find_in(request.query, name);
}

bool Call::has_field(std::string_view name) const {
  for (const auto& [key, value] : form) {
    if (key == name) return true;
  }
  return false;
}

Result<std::int64_t> Call::version() {
  std::string given;
  if (const std::string& match = request.header("If-Match"); !match.empty()) {
    std::string_view tag = match;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') {
      return refusal(Kind::malformed, "version.malformed", "If-Match");
    }
    tag = tag.substr(1, tag.size() - 2);
    given = std::string(tag.substr(0, tag.find('-')));
  } else if (!api) {
    given = field("version");
  } else if (const Json* member = body.find("version")) {
    given = member->is_string() ? member->string() : member->is_number() ? member->number() : "?";
  }
  if (body.is_object()) {
    Json::Object rest;
    for (auto& member : body.members()) {
      if (member.key != "version") rest.push_back(std::move(member));
    }
    body = Json(std::move(rest));
  }
  if (given.empty()) return refusal("version.missing", "version");
  const auto number = read_id(given);
  // A tag that is none of ours matches no version; that is what If-Match is for.
  if (!number) return refusal(Kind::stale, "version.malformed", "version");
  return *number;
}

}  // namespace zhiheng::web

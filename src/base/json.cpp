#include "base/json.h"

#ifdef __SSE2__
#define RAPIDJSON_SSE2  // strings and blanks sixteen bytes at a time
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace zhiheng {

Json::Json(Object members) : value_(std::move(members)) {}
Json Json::object() {
  return Json(Object{});
}

bool operator==(const Json& a, const Json& b) {
  return a.value_ == b.value_;
}

std::optional<std::int64_t> Json::integer() const {
  if (!is_number()) return std::nullopt;
  const std::string& text = number();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

const Json* Json::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (const JsonMember& member : members()) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Json* Json::find(std::string_view key) {
  return const_cast<Json*>(static_cast<const Json*>(this)->find(key));
}

const Json& Json::at(std::string_view key) const& {
  const Json* value = find(key);
  ensure(value != nullptr, "a JSON member that must be there");
  return *value;
}

std::string Json::text_at(std::string_view key) const {
  const Json* value = find(key);
  return value && value->is_string() ? value->string() : std::string();
}

Json& Json::set(std::string key, Json value) {
  if (Json* old = find(key)) {
    *old = std::move(value);
  } else {
    members().push_back({std::move(key), std::move(value)});
  }
  return *this;
}

Json& Json::push(Json value) {
  items().push_back(std::move(value));
  return *this;
}

namespace {

// In place, on a copy of our own, of text that is known to be UTF-8: three times as fast as the validating stream.
constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                                 rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseFullPrecisionFlag;

bool has_duplicate_key(const Json::Object& members) {
  if (members.size() <= 16) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].key == members[j].key) return true;
      }
    }
    return false;
  }
  std::vector<std::string_view> keys;
  for (const JsonMember& member : members) keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

// The library refuses a high surrogate without its low one, but encodes a low one that stands alone.
bool has_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

// Builds our value from the library's events. A container is put in its place when it opens, and the stack points to
// it there: nothing is moved when it closes, and its parent does not grow while it is open.
class Builder {
 public:
  explicit Builder(int depth) : depth_(static_cast<std::size_t>(depth)) { open_.reserve(8); }

  bool Null() { return place(Json()); }
  bool Bool(bool flag) { return place(Json(flag)); }
  bool Int(int) { return false; }  // numbers arrive as text
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return place(Json(Json::Number{std::string(text, size)}));
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    const std::string_view read(text, size);
    return has_surrogate(read) ? stop("json.not_utf8") : place(Json(read)) != nullptr;
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    const std::string_view read(text, size);
    key_ = read;
    return has_surrogate(read) ? stop("json.not_utf8") : true;
  }
  bool StartObject() {
    if (!enter(Json::object())) return false;
    open_.back()->members().reserve(usual_members);
    return true;
  }
  bool StartArray() {
    if (!enter(Json::array())) return false;
    open_.back()->items().reserve(usual_items);
    return true;
  }
  bool EndObject(rapidjson::SizeType) {
    if (has_duplicate_key(open_.back()->members())) return stop("json.duplicate_key");
    return leave();
  }
  bool EndArray(rapidjson::SizeType) { return leave(); }

  Json take() { return std::move(root_); }
  const char* stopped_by() const { return stopped_by_; }

 private:
  static constexpr std::size_t usual_members = 4;
  static constexpr std::size_t usual_items = 4;

  bool stop(const char* rule) {
    stopped_by_ = rule;
    return false;
  }
  bool enter(Json container) {
    if (open_.size() >= depth_) return stop("json.too_deep");
    open_.push_back(place(std::move(container)));
    return true;
  }
  bool leave() {
    open_.pop_back();
    return true;
  }
  Json* place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.items().push_back(std::move(value));
      return &parent.items().back();
    }
    parent.members().push_back({std::move(key_), std::move(value)});
    return &parent.members().back().value;
  }

  std::size_t depth_;
  std::vector<Json*> open_;
  std::string key_;  // of the member that is being read
  Json root_;
  const char* stopped_by_ = nullptr;
};

Problem malformed(const char* rule, std::size_t offset) {
  return refusal(Kind::malformed, rule, {}, {{"offset", std::to_string(offset)}});
}

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return refusal(Kind::too_large, "json.too_large", {}, {{"limit", std::to_string(limits.bytes)}});
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const auto at = first_not_utf8(text)) return malformed("json.not_utf8", *at);
  // The library takes a null byte for the end of the text, whatever follows it.
  if (const auto at = text.find('\0'); at != std::string_view::npos) return malformed("json.malformed", at);
  std::string copy;
  copy.reserve(text.size() + 16);  // the library looks at whole blocks of sixteen bytes, the last one included
  copy.assign(text);
  rapidjson::InsituStringStream stream(copy.data());
  rapidjson::Reader reader;
  Builder builder(limits.depth);
  const rapidjson::ParseResult parsed = reader.Parse<parse_flags>(stream, builder);
  if (!parsed.IsError()) return builder.take();
  if (builder.stopped_by()) return malformed(builder.stopped_by(), parsed.Offset());
  const bool encoding = parsed.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
  return malformed(encoding ? "json.not_utf8" : "json.malformed", parsed.Offset());
}

}  // namespace zhiheng

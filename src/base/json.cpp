#include "base/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

namespace zhiheng {

Json::Json(Object members) : value_(std::move(members)) {}
Json Json::object() { return Json(Object{}); }

bool operator==(const Json& a, const Json& b) { return a.value_ == b.value_; }

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

const Json& Json::at(std::string_view key) const {
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

constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
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

// Builds our value from the library's events. The stack holds containers still open, innermost last.
class Builder {
 public:
  explicit Builder(int depth) : depth_(static_cast<std::size_t>(depth)) {}

  bool Null() { return add(Json()); }
  bool Bool(bool flag) { return add(Json(flag)); }
  bool Int(int) { return false; }  // numbers arrive as text
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return add(Json(Json::Number{std::string(text, size)}));
  }
  bool String(const char* text, rapidjson::SizeType size, bool) { return add(Json(std::string(text, size))); }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    open_.back().key.assign(text, size);
    return true;
  }
  bool StartObject() { return enter(Json::object()); }
  bool StartArray() { return enter(Json::array()); }
  bool EndObject(rapidjson::SizeType) {
    if (has_duplicate_key(open_.back().value.members())) return stop("json.duplicate_key");
    return leave();
  }
  bool EndArray(rapidjson::SizeType) { return leave(); }

  Json take() { return std::move(root_); }
  const char* stopped_by() const { return stopped_by_; }

 private:
  struct Open {
    Json value;
    std::string key;  // of the member that is being read
  };

  bool stop(const char* rule) {
    stopped_by_ = rule;
    return false;
  }
  bool enter(Json container) {
    if (open_.size() >= depth_) return stop("json.too_deep");
    open_.push_back({std::move(container), {}});
    return true;
  }
  bool leave() {
    Json done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }
  bool add(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.is_array()) {
      open_.back().value.items().push_back(std::move(value));
    } else {
      Json::Object& members = open_.back().value.members();
      if (members.empty()) members.reserve(6);
      members.push_back({std::move(open_.back().key), std::move(value)});
    }
    return true;
  }

  std::size_t depth_;
  std::vector<Open> open_;
  Json root_;
  const char* stopped_by_ = nullptr;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return refusal(Kind::too_large, "json.too_large", {}, {{"limit", std::to_string(limits.bytes)}});
  }
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::Reader reader;
  Builder builder(limits.depth);
  const rapidjson::ParseResult parsed = reader.Parse<parse_flags>(stream, builder);
  if (!parsed.IsError()) return builder.take();
  const std::string offset = std::to_string(parsed.Offset());
  if (builder.stopped_by()) return refusal(Kind::malformed, builder.stopped_by(), {}, {{"offset", offset}});
  const bool encoding = parsed.Code() == rapidjson::kParseErrorStringInvalidEncoding ||
                        parsed.Code() == rapidjson::kParseErrorStringUnicodeSurrogateInvalid;
  return refusal(Kind::malformed, encoding ? "json.not_utf8" : "json.malformed", {}, {{"offset", offset}});
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out.push_back('"');
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out.push_back(hex[c >> 4]);
        out.push_back(hex[c & 15]);
    }
  }
  out.append(text, plain, std::string_view::npos);
  out.push_back('"');
}

namespace {

struct Layout {
  bool indented = false;
  bool sorted = false;
};

// RFC 8785 sorts by UTF-16 code units: a character beyond the basic plane is written with surrogates
// (D800-DFFF) and so comes before U+E000-U+FFFF, which bytes of UTF-8 would put the other way round.
bool utf16_less(std::string_view a, std::string_view b) {
  const std::size_t shared = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < shared; ++i) {
    const auto x = static_cast<unsigned char>(a[i]);
    const auto y = static_cast<unsigned char>(b[i]);
    if (x == y) continue;
    const bool x_beyond = x >= 0xF0;
    const bool y_beyond = y >= 0xF0;
    if (x_beyond != y_beyond && (x_beyond ? y : x) >= 0xEE) return x_beyond;
    return x < y;
  }
  return a.size() < b.size();
}

void newline(std::string& out, const Layout& layout, int level) {
  if (!layout.indented) return;
  out.push_back('\n');
  out.append(static_cast<std::size_t>(level) * 2, ' ');
}

void append_value(std::string& out, const Json& value, const Layout& layout, int level);

void append_object(std::string& out, const Json::Object& members, const Layout& layout, int level) {
  std::vector<const JsonMember*> order;
  if (layout.sorted) {
    for (const JsonMember& member : members) order.push_back(&member);
    std::sort(order.begin(), order.end(),
              [](const JsonMember* a, const JsonMember* b) { return utf16_less(a->key, b->key); });
  }
  out.push_back('{');
  for (std::size_t i = 0; i < members.size(); ++i) {
    const JsonMember& member = layout.sorted ? *order[i] : members[i];
    if (i > 0) out.push_back(',');
    newline(out, layout, level + 1);
    append_json_string(out, member.key);
    out += layout.indented ? ": " : ":";
    append_value(out, member.value, layout, level + 1);
  }
  if (!members.empty()) newline(out, layout, level);
  out.push_back('}');
}

void append_array(std::string& out, const Json::Array& items, const Layout& layout, int level) {
  out.push_back('[');
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.push_back(',');
    newline(out, layout, level + 1);
    append_value(out, items[i], layout, level + 1);
  }
  if (!items.empty()) newline(out, layout, level);
  out.push_back(']');
}

void append_value(std::string& out, const Json& value, const Layout& layout, int level) {
  if (value.is_string()) {
    append_json_string(out, value.string());
  } else if (value.is_object()) {
    append_object(out, value.members(), layout, level);
  } else if (value.is_array()) {
    append_array(out, value.items(), layout, level);
  } else if (value.is_number()) {
    ensure(!layout.sorted || value.integer().has_value(), "canonical documents carry whole numbers only");
    out += value.number();
  } else if (value.is_bool()) {
    out += value.boolean() ? "true" : "false";
  } else {
    out += "null";
  }
}

}  // namespace

void append_json(std::string& out, const Json& value) { append_value(out, value, {}, 0); }

std::string write_json(const Json& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string write_json_indented(const Json& value) {
  std::string out;
  append_value(out, value, {.indented = true}, 0);
  out.push_back('\n');
  return out;
}

std::string canonical_json(const Json& value) {
  std::string out;
  append_value(out, value, {.sorted = true}, 0);
  return out;
}

std::string pointer_to(std::string_view parent, std::string_view key) {
  std::string pointer(parent);
  pointer.push_back('/');
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
  return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
  return std::string(parent) + "/" + std::to_string(index);
}

const Json* resolve_pointer(const Json& root, std::string_view pointer) {
  const Json* at = &root;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    std::string key;
    for (std::size_t i = 1; i < end; ++i) {
      if (pointer[i] == '~' && i + 1 < end) {
        key.push_back(pointer[++i] == '0' ? '~' : '/');
      } else {
        key.push_back(pointer[i]);
      }
    }
    pointer.remove_prefix(end);
    if (at->is_array()) {
      std::size_t index = 0;
      const auto [last, error] = std::from_chars(key.data(), key.data() + key.size(), index);
      if (error != std::errc() || last != key.data() + key.size() || index >= at->items().size()) return nullptr;
      at = &at->items()[index];
    } else {
      at = at->find(key);
      if (!at) return nullptr;
    }
  }
  return at;
}

}  // namespace zhiheng

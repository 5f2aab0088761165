#include "base/json.h"

#include <algorithm>
#include <cstring>

namespace zhiheng {

namespace {

// Whether none of eight bytes needs an escape: below 0x20, a quote or a backslash. Long Chinese sentences are the bulk
// of what is written.
bool eight_are_plain(const char* bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  constexpr std::uint64_t highs = 0x8080808080808080ULL;
  std::uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  const auto has_nought = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
  const std::uint64_t control = (eight - ones * 0x20) & ~eight & highs;
  return (control | has_nought(eight ^ (ones * '"')) | has_nought(eight ^ (ones * '\\'))) == 0;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out.push_back('"');
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (i + 8 <= text.size() && eight_are_plain(text.data() + i)) i += 8;
    if (i == text.size()) break;
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
    // RFC 8785 writes -0 as 0, so the canonical text is made from the value and not from what was read.
    const auto whole = layout.sorted ? value.integer() : std::nullopt;
    ensure(!layout.sorted || whole.has_value(), "canonical documents carry whole numbers only");
    out += whole ? std::to_string(*whole) : value.number();
  } else if (value.is_bool()) {
    out += value.boolean() ? "true" : "false";
  } else {
    out += "null";
  }
}

}  // namespace

void append_json(std::string& out, const Json& value) {
  append_value(out, value, {}, 0);
}

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

}  // namespace zhiheng

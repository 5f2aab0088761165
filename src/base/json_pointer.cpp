#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace zhiheng {

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

namespace {

// One step of a pointer with its escapes undone; nullopt on a ~ that is neither ~0 nor ~1.
std::optional<std::string> unescaped(std::string_view token) {
  std::string key;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      key.push_back(token[i]);
      continue;
    }
    if (i + 1 == token.size() || (token[i + 1] != '0' && token[i + 1] != '1')) return std::nullopt;
    key.push_back(token[++i] == '0' ? '~' : '/');
  }
  return key;
}

const Json* item_at(const Json& array, std::string_view token) {
  if (token.size() > 1 && token.front() == '0') return nullptr;
  std::size_t index = 0;
  const auto [last, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || last != token.data() + token.size() || index >= array.items().size()) return nullptr;
  return &array.items()[index];
}

}  // namespace

const Json* resolve_pointer(const Json& root, std::string_view pointer) {
  const Json* at = &root;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const auto key = unescaped(pointer.substr(1, end - 1));
    pointer.remove_prefix(end);
    if (!key) return nullptr;
    at = at->is_array() ? item_at(*at, *key) : at->find(*key);
    if (!at) return nullptr;
  }
  return at;
}

}  // namespace zhiheng

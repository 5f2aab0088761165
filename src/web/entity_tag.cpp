#include "web/entity_tag.h"

#include <algorithm>

#include "base/crypto.h"
#include "web/http.h"

namespace zhiheng::web {

std::string entity_tag(const Json& shown, std::string_view bytes) {
  std::string tag = "\"";
  if (const Json* version = shown.find("version"); version && version->integer()) tag += version->number() + "-";
  return tag + sha256_hex(bytes).substr(0, 16) + "\"";
}

bool names_tag(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view one = trimmed(list.substr(0, end));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace zhiheng::web

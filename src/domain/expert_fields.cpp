// The professional fields of experts, as people write them and as they are stored.
#include <algorithm>

#include "domain/expert_library.h"

namespace zhiheng::domain {

const std::vector<std::string>& professional_fields() {
  static const std::vector<std::string> fields{
      "budget",    "accounting", "auditing", "performance", "economics",   "law",        "construction",
      "transport", "education",  "health",   "agriculture", "environment", "technology", "tourism",
      "welfare",   "industry",   "safety",   "land",        "procurement", "assets",     "other"};
  return fields;
}

std::vector<std::string> split_fields(std::string_view fields) {
  std::vector<std::string> parts;
  std::string part;
  const auto take = [&] {
    if (!part.empty()) parts.push_back(part);
    part.clear();
  };
  for (std::size_t at = 0; at < fields.size();) {
    // 、 ， ； of Chinese texts are three bytes each, and so is the wide blank.
    const std::string_view wide = fields.substr(at, 3);
    if (wide == "、" || wide == "，" || wide == "；" || wide == "　") {
      take();
      at += 3;
    } else if (fields[at] == ',' || fields[at] == ';' || fields[at] == '\n') {
      take();
      ++at;
    } else if (fields[at] == ' ' && part.empty()) {
      ++at;
    } else {
      part += fields[at++];
    }
  }
  take();
  for (std::string& one : parts) {
    while (!one.empty() && one.back() == ' ') one.pop_back();
  }
  std::erase(parts, "");
  return parts;
}

std::string canonical_fields(std::string_view text, const std::vector<std::pair<std::string, std::string>>& titles) {
  std::vector<std::string> codes;
  for (std::string part : split_fields(text)) {
    const auto named = std::find_if(titles.begin(), titles.end(), [&](const auto& one) { return one.second == part; });
    if (named != titles.end()) part = named->first;
    if (std::find(codes.begin(), codes.end(), part) == codes.end()) codes.push_back(part);
  }
  const auto& known = professional_fields();
  const auto place = [&](const std::string& code) { return std::find(known.begin(), known.end(), code); };
  std::stable_sort(codes.begin(), codes.end(),
                   [&](const std::string& a, const std::string& b) { return place(a) < place(b); });
  std::string out;
  for (const std::string& code : codes) out += (out.empty() ? "" : ",") + code;
  return out;
}

}  // namespace zhiheng::domain

#include "service/policy_labels.h"

#include <vector>

namespace zhiheng::service {

namespace {

std::vector<std::string> segments_of(std::string_view pointer) {
  std::vector<std::string> segments;
  for (std::size_t at = pointer.find('/'); at != std::string_view::npos;) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    segments.emplace_back(pointer.substr(at + 1, end - at - 1));
    at = end == pointer.size() ? std::string_view::npos : end;
  }
  return segments;
}

std::string name_of_part(const std::string& parent, const std::string& key, Language language) {
  for (const std::string& name : {"policy_part." + parent + "." + key, "policy_part." + key}) {
    if (has_text(name, language)) return say(name, language);
  }
  return key;
}

std::string title_of_item(const Json* item) {
  if (!item || !item->is_object()) return {};
  for (const char* key : {"title", "grade", "code"}) {
    if (!item->text_at(key).empty()) return item->text_at(key);
  }
  return {};
}

bool is_index(const std::string& segment) {
  return !segment.empty() && segment.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

std::string policy_label(const Json& policy, std::string_view pointer, Language language) {
  const std::vector<std::string> segments = segments_of(pointer);
  std::string label, path, parent;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    path += "/" + segments[i];
    const Json* here = resolve_pointer(policy, path);
    const bool last = i + 1 == segments.size();
    std::string name;
    if (is_index(segments[i])) {
      name = title_of_item(here);
      const std::string number = std::to_string(std::stoul(segments[i].substr(0, 6)) + 1);
      if (name.empty()) name = say("policy_part.item", {{"number", number}}, language);
    } else {
      // A whole is named only where its part would not say enough: "第 1 项" of what?
      const Json* next = last ? nullptr : resolve_pointer(policy, path + "/" + segments[i + 1]);
      if (last || (here && here->is_array() && title_of_item(next).empty())) {
        name = name_of_part(parent, segments[i], language);
      }
      parent = segments[i];
    }
    if (!name.empty()) label += (label.empty() ? "" : " · ") + name;
  }
  return label;
}

}  // namespace zhiheng::service

// All text for people, in zh-CN and en, from templates/messages.<language>.json (compiled in).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace zhiheng {

enum class Language { zh, en };

// The text under a dotted key with its {slots} filled: say("sheet.after_deadline", {{"deadline", "..."}},
// Language::zh). A key without a text answers the key itself in brackets; the tidy test finds such keys.
std::string say(std::string_view key, const Params& params, Language language);
inline std::string say(std::string_view key, Language language) {
  return say(key, {}, language);
}
bool has_text(std::string_view key, Language language);
// The text of its rule. Where a param is words itself, params name both: {"path", Chinese}, {"path_en", English}.
std::string say(const Problem& problem, Language language);
std::vector<std::string> message_keys(Language language);

}  // namespace zhiheng

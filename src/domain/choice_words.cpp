#include "domain/choice_words.h"

#include <string>

#include "base/messages.h"

namespace zhiheng::domain {

Params state_words(std::string_view list, std::string_view state) {
  const std::string code(state);
  const std::string key = "choice." + std::string(list) + "." + code;
  const auto word = [&](Language language) { return has_text(key, language) ? say(key, language) : code; };
  return {{"state", word(Language::zh)}, {"state_en", word(Language::en)}, {"state_code", code}};
}

}  // namespace zhiheng::domain

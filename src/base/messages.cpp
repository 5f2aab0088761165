#include "base/messages.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "base/json.h"
#include "base/resource.h"

namespace zhiheng {
namespace {

constexpr std::string_view folder = "templates/messages/";

// Looked up by view: a derivation says several texts for every case, and a copy of each key would be felt there.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Texts = std::unordered_map<std::string, std::string, ViewHash, std::equal_to<>>;

// The files of one area are written by different people; a key in two of them would make the text that is shown
// depend on the order of the files, so it is a defect at the first use.
void merge(Texts& texts, std::string_view path) {
  const Result<Json> file = parse_json(resource(path));
  if (!file || !file->is_object()) throw Defect("not a JSON object of texts: " + std::string(path));
  for (const JsonMember& member : file->members()) {
    if (!member.value.is_string()) throw Defect("not a text: " + member.key + " in " + std::string(path));
    if (!texts.emplace(member.key, member.value.string()).second) {
      throw Defect("two texts for " + member.key + ", the second in " + std::string(path));
    }
  }
}

Texts read_texts(std::string_view ending) {
  Texts texts;
  for (const std::string_view path : resources_under(folder)) {
    if (path.ends_with(ending)) merge(texts, path);
  }
  return texts;
}

const Texts& texts_of(Language language) {
  static const Texts chinese = read_texts(".zh-CN.json");
  static const Texts english = read_texts(".en.json");
  return language == Language::zh ? chinese : english;
}

const std::string* find_text(std::string_view key, Language language) {
  const Texts& texts = texts_of(language);
  const auto found = texts.find(key);
  return found == texts.end() ? nullptr : &found->second;
}

const std::string* find_param(const Params& params, std::string_view name) {
  for (const auto& [key, value] : params) {
    if (key == name) return &value;
  }
  return nullptr;
}

// What fills a slot is copied as it is, so a value with braces cannot reach another slot. A slot that nobody
// fills stays visible.
std::string fill(const std::string& text, const Params& params) {
  std::string filled;
  filled.reserve(text.size() + 32);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = std::min(text.find('{', at), text.size());
    filled.append(text, at, open - at);
    const std::size_t close = text.find('}', open);
    if (open == text.size() || close == std::string::npos) {
      filled.append(text, open, std::string::npos);
      break;
    }
    const std::string* value = find_param(params, std::string_view(text).substr(open + 1, close - open - 1));
    if (value) {
      filled += *value;
    } else {
      filled.append(text, open, close - open + 1);
    }
    at = close + 1;
  }
  return filled;
}

}  // namespace

std::string say(std::string_view key, const Params& params, Language language) {
  const std::string* text = find_text(key, language);
  return text ? fill(*text, params) : "[" + std::string(key) + "]";
}

std::string say(const Problem& problem, Language language) {
  if (language == Language::zh) return say(problem.rule, problem.params, language);
  // A value that is words itself has an English twin beside it: "path" and "path_en".
  Params params = problem.params;
  for (auto& [name, value] : params) {
    if (const std::string* twin = find_param(problem.params, name + "_en")) value = *twin;
  }
  return say(problem.rule, params, language);
}

bool has_text(std::string_view key, Language language) {
  return find_text(key, language) != nullptr;
}

std::vector<std::string> message_keys(Language language) {
  std::vector<std::string> keys;
  for (const auto& [key, text] : texts_of(language)) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace zhiheng

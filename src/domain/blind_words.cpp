#include "domain/blind_words.h"

#include <algorithm>
#include <array>

namespace zhiheng::domain {

namespace {

constexpr std::size_t around = 20;  // characters of a snippet on each side

constexpr std::array<std::string_view, 34> places{
    "北京", "天津", "上海", "重庆",   "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
    "福建", "江西", "山东", "河南",   "湖北", "湖南", "广东", "海南", "四川",   "贵州", "云南", "陕西",
    "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港",   "澳门"};
constexpr std::array<std::string_view, 8> legal_forms{"有限责任公司", "股份有限公司",     "集团有限公司",
                                                      "有限公司",     "（特殊普通合伙）", "(特殊普通合伙)",
                                                      "（普通合伙）", "(普通合伙)"};

// UTF-8 characters of a text; a byte that begins none stands for itself.
std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    all.push_back(text.substr(at, end - at));
    at = end;
  }
  return all;
}

// A character as it is compared: small, narrow; empty for a blank.
std::string folded(std::string_view character) {
  if (character.size() == 1) {
    const char c = character[0];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f') return {};
    return std::string(1, c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  if (character == "\xE3\x80\x80" || character == "\xC2\xA0" || character == "\xE2\x80\x8B") return {};
  // Wide forms U+FF01..U+FF5E of the letters and signs of ASCII.
  if (character.size() == 3 && character[0] == '\xEF') {
    const unsigned code =
        (static_cast<unsigned char>(character[1]) & 0x3Fu) << 6 | (static_cast<unsigned char>(character[2]) & 0x3Fu);
    if (code >= 0xF01 && code <= 0xF5E) return folded(std::string(1, static_cast<char>(code - 0xF01 + 0x21)));
  }
  return std::string(character);
}

// The text as it is searched, and for each of its bytes the character that it came from.
struct Folded {
  std::string text;
  std::vector<std::size_t> origin;
};
Folded fold(const std::vector<std::string_view>& characters) {
  Folded all;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const std::string character = folded(characters[i]);
    all.text += character;
    all.origin.insert(all.origin.end(), character.size(), i);
  }
  return all;
}

void add(std::vector<HiddenWord>& words, const std::string& kind, const std::string& word, std::size_t least) {
  const bool known =
      std::any_of(words.begin(), words.end(), [&](const HiddenWord& other) { return other.word == word; });
  if (!known && characters_of(word).size() >= least) words.push_back({kind, word});
}

std::string without_form(std::string name) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view form : legal_forms) {
      if (!name.ends_with(form)) continue;
      name.resize(name.size() - form.size());
      again = true;
    }
  }
  return name;
}

std::string without_place(std::string name) {
  for (const std::string_view place : places) {
    if (!name.starts_with(place)) continue;
    name.erase(0, place.size());
    for (const std::string_view unit : {"省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区"}) {
      if (name.starts_with(unit)) name.erase(0, unit.size());
    }
    break;
  }
  return name;
}

std::string snippet_of(const std::vector<std::string_view>& characters, std::size_t from, std::size_t until) {
  std::string text;
  const std::size_t begin = from > around ? from - around : 0;
  for (std::size_t i = begin; i < std::min(until + around, characters.size()); ++i) {
    const bool line_end = characters[i] == "\n" || characters[i] == "\r" || characters[i] == "\f";
    text += line_end ? " " : std::string(characters[i]);
  }
  return text;
}

}  // namespace

std::vector<HiddenWord> hidden_words(const AgencyNames& agency) {
  std::vector<HiddenWord> words;
  add(words, "name", agency.name, 2);
  const std::string no_form = without_form(agency.name);
  add(words, "short_name", no_form, 4);
  add(words, "short_name", without_place(no_form), 4);
  add(words, "uscc", agency.uscc, 8);
  add(words, "legal_representative", agency.legal_representative, 2);
  for (const std::string& person : agency.people) add(words, "person", person, 2);
  return words;
}

std::vector<FoundWord> find_words(std::string_view text, const std::vector<HiddenWord>& words, std::size_t most) {
  const auto characters = characters_of(text);
  const Folded searched = fold(characters);
  std::vector<std::pair<std::size_t, std::size_t>> taken;
  std::vector<FoundWord> found;
  for (const HiddenWord& word : words) {
    const std::string wanted = fold(characters_of(word.word)).text;
    if (wanted.empty()) continue;
    for (std::size_t at = searched.text.find(wanted); at != std::string::npos && found.size() < most;
         at = searched.text.find(wanted, at + wanted.size())) {
      const std::size_t end = at + wanted.size();
      const bool within = std::any_of(taken.begin(), taken.end(),
                                      [&](const auto& other) { return at >= other.first && end <= other.second; });
      if (within) continue;
      taken.emplace_back(at, end);
      found.push_back(
          {word.kind, word.word, snippet_of(characters, searched.origin[at], searched.origin[end - 1] + 1)});
    }
  }
  return found;
}

}  // namespace zhiheng::domain

#include "domain/reason_check.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/json.h"
#include "base/resource.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t least_characters = 4;  // of a reason for points taken off
constexpr std::size_t telling_characters = 12;
constexpr std::size_t telling_words = 8;
constexpr std::size_t repeated_often = 3;  // the same reason so often in one sheet

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// Texts were checked to be UTF-8 when they came in.
Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const auto tail = [&](std::size_t i) { return static_cast<char32_t>(byte(i) & 0x3F); };
  if (first < 0xE0) return {static_cast<char32_t>(first & 0x1F) << 6 | tail(1), 2};
  if (first < 0xF0) return {static_cast<char32_t>(first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3};
  return {static_cast<char32_t>(first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4};
}

void append_character(std::string& out, char32_t code) {
  const auto push = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    push(code);
  } else if (code < 0x800) {
    push(0xC0 | code >> 6), push(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    push(0xE0 | code >> 12), push(0x80 | (code >> 6 & 0x3F)), push(0x80 | (code & 0x3F));
  } else {
    push(0xF0 | code >> 18), push(0x80 | (code >> 12 & 0x3F)), push(0x80 | (code >> 6 & 0x3F));
    push(0x80 | (code & 0x3F));
  }
}

// Full-width letters and digits are the same letters; capitals are small ones.
char32_t plain(char32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;
  if (code >= 'A' && code <= 'Z') code += 'a' - 'A';
  return code;
}

bool is_chinese(char32_t code) {
  return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) || code >= 0x20000;
}

bool is_letter(char32_t code) {
  return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || is_chinese(code) ||
         (code >= 0xC0 && code < 0x2000);
}

bool ends_sentence(char32_t code) {
  return code == '\n' || code == '!' || code == '?' || code == ';' || code == 0x3002 || code == '.';
}

struct Sentence {
  std::string text;  // normalized
  std::size_t characters = 0;
  std::size_t words = 0;
};

std::vector<Sentence> sentences_of(std::string_view reason) {
  std::vector<Sentence> sentences;
  Sentence sentence;
  bool in_word = false;
  const auto finish = [&] {
    if (!sentence.text.empty()) sentences.push_back(std::exchange(sentence, Sentence()));
    in_word = false;
  };
  for (std::size_t at = 0; at < reason.size();) {
    const Character one = character_at(reason, at);
    at += one.bytes;
    const char32_t code = plain(one.code);
    // A point between two digits is a decimal point.
    const bool decimal = code == '.' && at < reason.size() && reason[at] >= '0' && reason[at] <= '9';
    if (ends_sentence(code) && !decimal) {
      finish();
      continue;
    }
    if (!is_letter(code)) {
      in_word = false;
      continue;
    }
    append_character(sentence.text, code);
    if (is_chinese(code)) {
      ++sentence.characters;
      in_word = false;
    } else if (!in_word) {
      ++sentence.words;
      in_word = true;
    }
  }
  finish();
  return sentences;
}

std::size_t letters_of(std::string_view reason) {
  std::size_t letters = 0;
  for (const Sentence& sentence : sentences_of(reason)) {
    letters += sentence.characters + (sentence.words > 0 ? sentence.text.size() - 3 * sentence.characters : 0);
  }
  return letters;
}

void take_out(std::string& text, const std::string& phrase) {
  for (auto at = text.find(phrase); at != std::string::npos && !phrase.empty(); at = text.find(phrase, at)) {
    text.replace(at, phrase.size(), " ");
  }
}

const std::string* word_of_blame(const std::string& reason, const ReasonWords& words) {
  std::string text;
  for (std::size_t at = 0; at < reason.size();) {
    const Character one = character_at(reason, at);
    append_character(text, plain(one.code));
    at += one.bytes;
  }
  for (const std::string& phrase : words.harmless) take_out(text, phrase);
  for (const std::string& word : words.negative) {
    if (text.find(word) != std::string::npos) return &word;
  }
  return nullptr;
}

void check_row(const ReasonRow& row, std::size_t at, const ReasonWords& words, std::vector<ReasonFinding>& findings) {
  if (!row.points) return;
  const Params about{{"criterion", row.title}, {"points", row.points->text()}, {"most", row.full.text()}};
  if (*row.points >= row.full) {
    if (const std::string* word = word_of_blame(row.reason, words)) {
      Params params = about;
      params.emplace_back("word", *word);
      findings.push_back({"reasons.full_marks_negative", at, std::nullopt, std::move(params)});
    }
    return;
  }
  const std::string text = normalized_sentence(row.reason);
  if (text.empty()) {
    findings.push_back({"reasons.deduction_without_reason", at, std::nullopt, about});
  } else if (std::find(words.boilerplate.begin(), words.boilerplate.end(), text) != words.boilerplate.end()) {
    findings.push_back({"reasons.boilerplate", at, std::nullopt, about});
  } else if (letters_of(row.reason) < least_characters) {
    findings.push_back({"reasons.too_short", at, std::nullopt, about});
  }
  if (row.page.empty()) findings.push_back({"reasons.deduction_without_page", at, std::nullopt, about});
}

void check_repetition(const std::vector<ReasonRow>& rows, std::vector<ReasonFinding>& findings) {
  std::map<std::pair<std::int64_t, std::string>, std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].points || *rows[i].points >= rows[i].full) continue;
    std::string text = normalized_sentence(rows[i].reason);
    if (!text.empty()) same[{rows[i].sheet_id, std::move(text)}].push_back(i);
  }
  for (const auto& [key, places] : same) {
    if (places.size() < repeated_often) continue;
    for (const std::size_t place : places) {
      findings.push_back({"reasons.repeated",
                          place,
                          places[place == places[0] ? 1 : 0],
                          {{"criterion", rows[place].title}, {"count", std::to_string(places.size())}}});
    }
  }
}

// The first two rows with a sentence that differ in what must differ: so every row finds another one, however often a
// sentence stands in a year's sheets.
using Places = std::unordered_map<std::string, std::vector<std::size_t>>;

template <class Differs>
void note_place(Places& places, const std::string& key, std::size_t row, Differs differs) {
  std::vector<std::size_t>& known = places[key];
  if (known.empty() || (known.size() == 1 && differs(known.front(), row))) known.push_back(row);
}

template <class Differs>
std::optional<std::size_t> other_place(const Places& places, const std::string& key, std::size_t row, Differs differs) {
  for (const std::size_t known : places.at(key)) {
    if (differs(known, row)) return known;
  }
  return std::nullopt;
}

// One kind of copying: rows with the same key share `side` and are copies of each other where `differs`.
template <class Side, class Differs>
void check_copies(const std::vector<ReasonRow>& rows, const std::vector<std::vector<std::string>>& sentences,
                  const char* rule, Side side, Differs differs, std::vector<ReasonFinding>& findings) {
  Places places;
  const auto key = [&](std::size_t row, const std::string& sentence) {
    return std::to_string(side(rows[row])) + ":" + sentence;
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::string& sentence : sentences[i]) note_place(places, key(i, sentence), i, differs);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::string& sentence : sentences[i]) {
      const auto other = other_place(places, key(i, sentence), i, differs);
      if (!other) continue;
      findings.push_back({rule, i, other, {{"criterion", rows[i].title}, {"sentence", sentence}}});
      break;
    }
  }
}

void in_order(std::vector<ReasonFinding>& findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const ReasonFinding& a, const ReasonFinding& b) { return a.row < b.row; });
}

std::vector<std::string> list_in(const Json& document, const char* key) {
  std::vector<std::string> list;
  for (const Json& word : document.at(key).items()) list.push_back(word.string());
  return list;
}

}  // namespace

const ReasonWords& shipped_reason_words() {
  static const ReasonWords words = [] {
    const auto document = parse_json(resource("sql/seed/reason_words.json"));
    ensure(document.ok(), "the words of reasons are JSON");
    return ReasonWords{list_in(*document, "negative"), list_in(*document, "harmless"),
                       list_in(*document, "boilerplate")};
  }();
  return words;
}

std::string normalized_sentence(std::string_view sentence) {
  std::string text;
  for (const Sentence& part : sentences_of(sentence)) text += part.text;
  return text;
}

std::vector<std::string> telling_sentences(std::string_view reason) {
  std::vector<std::string> telling;
  for (Sentence& sentence : sentences_of(reason)) {
    const bool tells = sentence.characters >= telling_characters || sentence.words >= telling_words;
    if (tells && std::find(telling.begin(), telling.end(), sentence.text) == telling.end()) {
      telling.push_back(std::move(sentence.text));
    }
  }
  return telling;
}

std::vector<ReasonFinding> check_own_reasons(const std::vector<ReasonRow>& rows, const ReasonWords& words) {
  std::vector<ReasonFinding> findings;
  for (std::size_t i = 0; i < rows.size(); ++i) check_row(rows[i], i, words, findings);
  check_repetition(rows, findings);
  in_order(findings);
  return findings;
}

std::vector<ReasonFinding> check_reasons(const std::vector<ReasonRow>& rows, const ReasonWords& words) {
  std::vector<ReasonFinding> findings = check_own_reasons(rows, words);
  std::vector<std::vector<std::string>> sentences;
  for (const ReasonRow& row : rows) sentences.push_back(telling_sentences(row.reason));
  check_copies(
      rows, sentences, "reasons.copied_across_agencies", [](const ReasonRow& row) { return row.expert_id; },
      [&](std::size_t a, std::size_t b) { return rows[a].agency_id != rows[b].agency_id; }, findings);
  check_copies(
      rows, sentences, "reasons.copied_between_experts", [](const ReasonRow& row) { return row.panel_id; },
      [&](std::size_t a, std::size_t b) { return rows[a].expert_id != rows[b].expert_id; }, findings);
  in_order(findings);
  return findings;
}

}  // namespace zhiheng::domain

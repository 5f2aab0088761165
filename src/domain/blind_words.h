// The words by which a file that is to be read blind gives away whose work it is, and where they stand in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zhiheng::domain {

// What is known of the agency and of those who work for it.
struct AgencyNames {
  std::string name;
  std::string uscc;
  std::string legal_representative;
  std::vector<std::string> people;  // lead evaluators
};

struct HiddenWord {
  std::string kind;  // name | short_name | uscc | legal_representative | person
  std::string word;
};

// The full name, shorter forms of it (without the place at its head and the legal form at its end, of at least four
// characters), the number, and the people. The same word once.
std::vector<HiddenWord> hidden_words(const AgencyNames& agency);

struct FoundWord {
  std::string kind;
  std::string word;
  std::string snippet;  // at most twenty characters on each side
};

// Every place of the words in the text, at most `most`. Blanks and line ends do not count, nor do capitals and wide
// letters: a name that is broken over two lines is found. Where a short form lies within a longer one, the longer is
// told.
std::vector<FoundWord> find_words(std::string_view text, const std::vector<HiddenWord>& words, std::size_t most);

}  // namespace zhiheng::domain

// The source tree as the tidy tests see it: files, their code without comments and strings, and their literals.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidy {

struct SourceFile {
  std::string path;  // from the project's root: "src/base/money.cpp"
  std::string room;  // "base"; empty outside src/
  std::string text;
  std::string code;  // the text with comments and the insides of literals blanked out, of the same length
};

// Files below `folder` whose name ends with one of the endings, sorted by path.
std::vector<SourceFile> read_tree(std::string_view folder, const std::vector<std::string>& endings);
const std::vector<SourceFile>& sources();  // src/, .h and .cpp
const std::vector<SourceFile>& tests();    // tests/, .h and .cpp
SourceFile make_source(std::string path, std::string text);

struct Include {
  std::string name;
  bool quoted = false;  // "..." and not <...>
};
std::vector<Include> includes(const SourceFile& file);

struct Literal {
  std::string text;  // without quotes, escapes as written
  std::size_t offset = 0;
};
std::vector<Literal> literals(const SourceFile& file);

struct Function {
  int line = 0;   // of its opening brace, from 1
  int lines = 0;  // from the opening to the closing brace
};
std::vector<Function> functions(const SourceFile& file);

int line_count(std::string_view text);
int line_at(std::string_view text, std::size_t offset);
// Whether `word` stands at `offset` with no letter, digit or underscore beside it where the word itself has one.
bool is_word_at(std::string_view code, std::size_t offset, std::string_view word);
std::vector<std::size_t> find_word(std::string_view code, std::string_view word);

// One violation per line, so that a failed check prints all of them.
std::string listed(const std::vector<std::string>& violations);

}  // namespace tidy

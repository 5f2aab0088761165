#include "support/tidy_source.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tidy {
namespace {

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

void blank(std::string& code, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < std::min(to, code.size()); ++i) {
    if (code[i] != '\n') code[i] = ' ';
  }
}

// The end of the literal that opens at `open` (one past its closing quote).
std::size_t quote_end(std::string_view text, std::size_t open) {
  std::size_t at = open + 1;
  while (at < text.size() && text[at] != text[open] && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

bool is_raw_string(std::string_view text, std::size_t quote) {
  return quote > 0 && text[quote - 1] == 'R' && (quote < 2 || !is_word_character(text[quote - 2]));
}

std::size_t raw_string_end(std::string_view text, std::size_t quote) {
  const std::size_t open = text.find('(', quote);
  if (open == std::string_view::npos) return text.size();
  const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string_view::npos ? text.size() : end + close.size();
}

struct Span {
  enum Kind { comment, string, character } kind;
  std::size_t from;
  std::size_t to;
};

// Comments and literals in their order; everything between them is code.
std::vector<Span> spans(std::string_view text) {
  std::vector<Span> found;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (text.substr(at, 2) == "//") {
      end = std::min(text.find('\n', at), text.size());
      found.push_back({Span::comment, at, end});
    } else if (text.substr(at, 2) == "/*") {
      const std::size_t close = text.find("*/", at + 2);
      end = close == std::string_view::npos ? text.size() : close + 2;
      found.push_back({Span::comment, at, end});
    } else if (text[at] == '"') {
      end = is_raw_string(text, at) ? raw_string_end(text, at) : quote_end(text, at);
      found.push_back({Span::string, at, end});
    } else if (text[at] == '\'' && (at == 0 || !is_word_character(text[at - 1]))) {
      end = quote_end(text, at);  // an apostrophe after a digit separates digits
      found.push_back({Span::character, at, end});
    }
    at = end;
  }
  return found;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\n") - from + 1);
}

// What an opening brace opens, judged by the code between the last statement and the brace.
enum class Brace { scope, function, other };

bool has_any_word(std::string_view head, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return !find_word(head, word).empty(); });
}

Brace brace_after(std::string_view head) {
  head = trimmed(head);
  const bool call = head.find('(') != std::string_view::npos;
  if (!call)
    return has_any_word(head, {"namespace", "class", "struct", "union", "enum", "extern"}) ? Brace::scope
                                                                                           : Brace::other;
  const std::size_t close = head.find_last_of(")}");
  const std::string_view tail = trimmed(head.substr(close + 1));
  // A member initialised with braces: "Lock(int a) : a_(a), b_".
  const bool initialiser = !tail.empty() && (tail.front() == ',' || tail.front() == ':') && tail.substr(0, 2) != "::";
  if (initialiser) return Brace::other;
  // A variable: "const auto x = make(1) {" does not occur, but "= {" and "= f({" do.
  const std::size_t equals = head.find(" = ");
  if (equals != std::string_view::npos && equals < head.find('(')) return Brace::other;
  return Brace::function;
}

}  // namespace

SourceFile make_source(std::string path, std::string text) {
  SourceFile file{std::move(path), {}, std::move(text), {}};
  if (file.path.rfind("src/", 0) == 0) file.room = file.path.substr(4, file.path.find('/', 4) - 4);
  file.code = file.text;
  for (const Span& span : spans(file.text)) {
    const std::size_t margin = span.kind == Span::comment ? 0 : 1;
    blank(file.code, span.from + margin, span.to - margin);
  }
  return file;
}

std::vector<SourceFile> read_tree(std::string_view folder, const std::vector<std::string>& endings) {
  const std::filesystem::path root = ZHIHENG_SOURCE_DIR;
  std::vector<SourceFile> files;
  if (!std::filesystem::exists(root / folder)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    const std::string path = std::filesystem::relative(entry.path(), root).generic_string();
    const bool wanted = std::any_of(endings.begin(), endings.end(), [&](const std::string& end) {
      return path.size() > end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0;
    });
    if (entry.is_regular_file() && wanted && path.find("node_modules") == std::string::npos) {
      files.push_back(make_source(path, read_file(entry.path())));
    }
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

const std::vector<SourceFile>& sources() {
  static const auto files = read_tree("src", {".h", ".cpp"});
  return files;
}

const std::vector<SourceFile>& tests() {
  static const auto files = read_tree("tests", {".h", ".cpp"});
  return files;
}

std::vector<Include> includes(const SourceFile& file) {
  std::vector<Include> found;
  std::istringstream lines(file.text);
  for (std::string line; std::getline(lines, line);) {
    const std::string_view trimmed_line = trimmed(line);
    if (trimmed_line.rfind("#include", 0) != 0) continue;
    const std::size_t open = trimmed_line.find_first_of("<\"");
    if (open == std::string_view::npos) continue;
    const bool quoted = trimmed_line[open] == '"';
    const std::size_t close = trimmed_line.find(quoted ? '"' : '>', open + 1);
    if (close != std::string_view::npos) {
      found.push_back({std::string(trimmed_line.substr(open + 1, close - open - 1)), quoted});
    }
  }
  return found;
}

std::vector<Literal> literals(const SourceFile& file) {
  std::vector<Literal> found;
  for (const Span& span : spans(file.text)) {
    if (span.kind != Span::string) continue;
    std::string_view inside = std::string_view(file.text).substr(span.from + 1, span.to - span.from - 2);
    if (is_raw_string(file.text, span.from)) {
      const std::size_t open = inside.find('(');
      const std::size_t close = inside.rfind(')');
      inside = inside.substr(open + 1, close - open - 1);
    }
    found.push_back({std::string(inside), span.from});
  }
  return found;
}

std::vector<Function> functions(const SourceFile& file) {
  std::vector<Function> found;
  std::vector<Brace> open;
  std::vector<std::size_t> starts;
  std::string head;
  const auto inside_function = [&] { return std::find(open.begin(), open.end(), Brace::function) != open.end(); };
  for (std::size_t at = 0; at < file.code.size(); ++at) {
    const char c = file.code[at];
    if (c == '#' && trimmed(head).empty()) {
      at = std::min(file.code.find('\n', at), file.code.size());
      continue;
    }
    if (c == '{') {
      open.push_back(inside_function() ? Brace::other : brace_after(head));
      starts.push_back(at);
      if (open.back() != Brace::other) head.clear();
    } else if (c == '}' && !open.empty()) {
      const Brace closed = open.back();
      open.pop_back();
      if (closed == Brace::function) {
        const int first = line_at(file.text, starts.back());
        found.push_back({first, line_at(file.text, at) - first + 1});
      }
      starts.pop_back();
      if (closed != Brace::other) head.clear();
      // The end of an initialiser stays in the head, so that what follows it is seen to come after it.
      if (closed == Brace::other && !inside_function()) head.push_back('}');
    } else if (c == ';' && !inside_function()) {
      head.clear();
    } else if (!inside_function() && (open.empty() || open.back() != Brace::other)) {
      head.push_back(c);
    }
  }
  return found;
}

int line_count(std::string_view text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n')) + (text.empty() || text.back() == '\n' ? 0 : 1);
}

int line_at(std::string_view text, std::size_t offset) {
  return static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n')) + 1;
}

bool is_word_at(std::string_view code, std::size_t offset, std::string_view word) {
  if (code.substr(offset, word.size()) != word) return false;
  const bool before = offset > 0 && is_word_character(word.front()) && is_word_character(code[offset - 1]);
  const std::size_t end = offset + word.size();
  const bool after = end < code.size() && is_word_character(word.back()) && is_word_character(code[end]);
  return !before && !after;
}

std::vector<std::size_t> find_word(std::string_view code, std::string_view word) {
  std::vector<std::size_t> found;
  for (std::size_t at = code.find(word); at != std::string_view::npos; at = code.find(word, at + 1)) {
    if (is_word_at(code, at, word)) found.push_back(at);
  }
  return found;
}

std::string listed(const std::vector<std::string>& violations) {
  std::string text;
  for (const std::string& violation : violations) text += "\n  " + violation;
  return text;
}

}  // namespace tidy

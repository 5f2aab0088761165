// What `zhiheng calc` costs beside only parsing the same file: calc_bench BINARY FILE.ndjson.
#include <fcntl.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/json.h"
#include "bench_child.h"

namespace {

std::string whole_file(const char* path) {
  std::string text(std::filesystem::file_size(path), ' ');
  std::ifstream(path, std::ios::binary).read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}

template <class Take>
bool each_line(const std::string& text, Take take) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0 && !take(rest.substr(0, end))) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

// The house's reader: a tree of values that keeps every number's text, after one check of the UTF-8.
bool parse_ours(const char* path) {
  std::size_t members = 0;
  const bool ok = each_line(whole_file(path), [&](std::string_view line) {
    const auto document = zhiheng::parse_json(line);
    if (document) members += document->members().size();
    return document.ok();
  });
  return ok && members > 0;
}

// The bare library with what any strict reader needs of it: UTF-8 checked, numbers kept as text.
bool parse_bare(const char* path) {
  std::size_t members = 0;
  const bool ok = each_line(whole_file(path), [&](std::string_view line) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag>(line.data(),
                                                                                                  line.size());
    if (!document.HasParseError()) members += document.MemberCount();
    return !document.HasParseError();
  });
  return ok && members > 0;
}

bool run_calc(const char* binary, const char* path) {
  const int nothing = ::open("/dev/null", O_WRONLY);
  ::dup2(nothing, STDOUT_FILENO);
  ::execl(binary, binary, "calc", path, static_cast<char*>(nullptr));
  return false;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const auto calc = [&] { return run_calc(words[1], words[2]); };
  bench::compare(
      "calc_against_parse_json", [&] { return parse_ours(words[2]); }, calc);
  bench::compare(
      "calc_against_rapidjson", [&] { return parse_bare(words[2]); }, calc);
}

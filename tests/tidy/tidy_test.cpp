// The house rules that a compiler does not know: who may include whom, how long a thing may be, which words are out.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "support/tidy_source.h"

using namespace tidy;

namespace {

const std::map<std::string, std::set<std::string>> may_include = {
    {"base", {"base"}},
    {"domain", {"base", "domain"}},
    {"store", {"base", "domain", "store"}},
    {"table", {"base", "table"}},
    {"service", {"base", "domain", "store", "table", "service"}},
    {"web", {"base", "domain", "service", "web"}},
    {"cli", {"base", "domain", "store", "table", "service", "web", "cli"}},
};

// A library's headers and the files that may see them; an owner ending in * takes every file that begins so.
struct Owned {
  const char* header;
  std::vector<std::string> owners;
};
const std::vector<Owned> owned_headers = {
    {"rapidjson/", {"src/base/json.cpp"}},
    {"boost/", {"src/base/calendar.cpp", "src/base/date.cpp", "src/domain/statistics_distribution.cpp"}},
    {"openssl/", {"src/base/crypto.cpp", "src/base/signature.cpp"}},
    {"sodium", {"src/base/crypto.cpp"}},
    {"sqlite3", {"src/store/sqlite*"}},
    {"cppconn/", {"src/store/mysql*"}},
    {"mysql", {"src/store/mysql*"}},
    {"xlsxwriter", {"src/table/xlsx*"}},
    {"minizip/", {"src/table/workbook_*"}},
    {"expat", {"src/table/workbook_*", "src/table/docx_xml.cpp"}},
    {"archive", {"src/table/archive*"}},
    {"zlib", {"src/table/workbook_*", "src/table/packed_file.cpp", "src/web/gzip.cpp"}},
    {"poppler/", {"src/table/document_pdf.cpp"}},
    {"csv.h", {"src/table/row_file.cpp"}},
    {"ctemplate/", {"src/web/template*"}},
    {"qrencode", {"src/web/qr_code.cpp"}},
    {"zxcvbn", {"src/base/password_strength.cpp"}},
    {"Poco/Util/", {"src/cli/*"}},
    {"Poco/", {"src/web/server*", "src/web/mail_sender.cpp", "src/web/exchange*", "src/cli/*"}},
};

// Headers of the system that C++ has no word for; they need no owner.
const std::set<std::string> system_headers = {
    "unistd.h",   "fcntl.h",     "poll.h",        "signal.h",   "termios.h",      "netdb.h",      "dirent.h",
    "spawn.h",    "sys/stat.h",  "sys/types.h",   "sys/wait.h", "sys/resource.h", "sys/socket.h", "sys/statvfs.h",
    "sys/file.h", "sys/mman.h",  "sys/random.h",  "sys/time.h", "arpa/inet.h",    "netinet/in.h", "netinet/tcp.h",
    "sys/un.h",   "sys/epoll.h", "sys/eventfd.h", "pthread.h",  "iconv.h", "time.h",         "errno.h",      "malloc.h"};

bool begins(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_owner(const std::string& path, const std::string& owner) {
  if (owner.back() == '*') return begins(path, owner.substr(0, owner.size() - 1)) && path.ends_with(".cpp");
  return path == owner;
}

std::string wrong_include(const SourceFile& file, const Include& include) {
  if (include.quoted) {
    const std::string room = include.name.substr(0, include.name.find('/'));
    if (!may_include.contains(room)) return "includes \"" + include.name + "\", which is in no room";
    return may_include.at(file.room).contains(room) ? "" : "of room " + file.room + " includes " + include.name;
  }
  const bool standard = include.name.find('.') == std::string::npos && include.name.find('/') == std::string::npos;
  if (standard || system_headers.contains(include.name)) return "";
  for (const Owned& owned : owned_headers) {
    if (!begins(include.name, owned.header)) continue;
    const bool owner = std::any_of(owned.owners.begin(), owned.owners.end(),
                                   [&](const std::string& path) { return is_owner(file.path, path); });
    return owner ? "" : "includes <" + include.name + ">, owned by " + owned.owners.front();
  }
  return "includes <" + include.name + ">, which has no owner in tests/tidy/tidy_test.cpp";
}

struct Banned {
  const char* word;
  const char* instead;
  std::vector<std::string> where;   // beginnings of paths; empty: everywhere in src
  std::vector<std::string> except;  // beginnings of paths
};
const std::vector<Banned> banned_words = {
    {"<regex>", "a small reader of its own", {}, {}},
    {"std::regex", "a small reader of its own", {}, {}},
    // Statistics are advice about scores and never become one; they alone may be floating point.
    {"double",
     "Money, Score or Fraction",
     {"src/base", "src/domain", "src/store", "src/service"},
     {"src/base/json.cpp", "src/domain/statistics", "src/domain/reliability"}},
    {"float", "Money, Score or Fraction", {}, {}},
    {"std::rand", "random_token() of base/crypto.h or a seeded std::mt19937_64", {}, {}},
    {"srand", "a seeded std::mt19937_64", {}, {}},
    {"chrono::system_clock", "Clock of base/clock.h", {}, {"src/base/clock.cpp"}},
    {"std::time", "Clock of base/clock.h", {}, {}},
    {"gettimeofday", "Clock of base/clock.h", {}, {}},
    {"clock_gettime", "Clock of base/clock.h", {}, {}},
    {"localtime", "Timestamp of base/date.h", {}, {}},
    {"gmtime", "Timestamp of base/date.h", {}, {}},
    {"atoi", "read_decimal() or std::from_chars", {}, {}},
    {"atol", "read_decimal() or std::from_chars", {}, {}},
    {"atof", "read_decimal()", {}, {}},
    {"strtod", "read_decimal()", {}, {}},
    {"std::stoi", "read_decimal() or std::from_chars", {}, {}},
    {"std::stol", "read_decimal() or std::from_chars", {}, {}},
    {"std::stoll", "read_decimal() or std::from_chars", {}, {}},
    {"std::stod", "read_decimal()", {}, {}},
    {"sprintf", "std::string or std::snprintf", {}, {}},
    {"strcpy", "std::string", {}, {}},
    {"std::cout", "a text that is returned; only cli prints", {}, {"src/cli/"}},
    {"setAutoCommit", "START TRANSACTION sent as a statement: the connector swallows the server's error", {}, {}},
    {"->commit()", "COMMIT sent as a statement: the connector swallows the server's error", {"src/store/mysql"}, {}},
    {"->rollback()", "ROLLBACK sent as a statement", {"src/store/mysql"}, {}},
    {"OPT_RECONNECT", "a new connection", {}, {}},
};
const std::vector<std::string> unfinished = {"TODO", "FIXME", "XXX", "HACK"};

bool applies(const Banned& banned, const std::string& path) {
  const auto under = [&](const std::string& start) { return begins(path, start); };
  const bool here = banned.where.empty() || std::any_of(banned.where.begin(), banned.where.end(), under);
  return here && std::none_of(banned.except.begin(), banned.except.end(), under);
}

std::vector<std::string> banned_in(const SourceFile& file) {
  std::vector<std::string> found;
  for (const Banned& banned : banned_words) {
    if (!applies(banned, file.path)) continue;
    for (const std::size_t at : find_word(file.code, banned.word)) {
      found.push_back(file.path + ":" + std::to_string(line_at(file.code, at)) + " " + banned.word + "; use " +
                      banned.instead);
    }
  }
  for (const std::string& word : unfinished) {
    for (const std::size_t at : find_word(file.text, word)) {
      found.push_back(file.path + ":" + std::to_string(line_at(file.text, at)) + " " + word +
                      "; finish it or open an issue");
    }
  }
  return found;
}

std::vector<std::string> too_long(const SourceFile& file, int longest_file, int longest_function) {
  std::vector<std::string> found;
  const int lines = line_count(file.text);
  if (lines > longest_file) {
    found.push_back(file.path + " has " + std::to_string(lines) + " lines; split it by stem (at most " +
                    std::to_string(longest_file) + ")");
  }
  for (const Function& function : functions(file)) {
    if (function.lines > longest_function) {
      found.push_back(file.path + ":" + std::to_string(function.line) + " is a function of " +
                      std::to_string(function.lines) + " lines; at most " + std::to_string(longest_function));
    }
  }
  return found;
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

TEST_CASE("rooms are entered in one direction and libraries have one owner", "[tidy]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : sources()) {
    if (!may_include.contains(file.room)) {
      violations.push_back(file.path + " is in no room");
      continue;
    }
    for (const Include& include : includes(file)) {
      const std::string wrong = wrong_include(file, include);
      if (!wrong.empty()) violations.push_back(file.path + " " + wrong);
    }
  }
  CHECK(sources().size() > 20);
  CHECK(listed(violations) == "");
}

TEST_CASE("files and functions are short", "[tidy]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : sources()) append(violations, too_long(file, 300, 60));
  for (const SourceFile& file : tests()) append(violations, too_long(file, 450, 450));
  CHECK(listed(violations) == "");
}

TEST_CASE("banned words do not occur", "[tidy]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : sources()) append(violations, banned_in(file));
  CHECK(listed(violations) == "");
}

TEST_CASE("every source is reachable", "[tidy]") {
  std::map<std::string, std::set<std::string>> includers;  // header -> files, "base/money.h" -> "src/base/money.cpp"
  for (const auto* tree : {&sources(), &tests()}) {
    for (const SourceFile& file : *tree) {
      for (const Include& include : includes(file)) includers[include.name].insert(file.path);
    }
  }
  std::vector<std::string> violations;
  for (const SourceFile& file : sources()) {
    const std::string name = file.path.substr(4);
    if (name.ends_with(".h")) {
      // The precompiled header is named by CMakeLists.txt, not by an include.
      if (includers[name].empty() && name != "base/precompiled.h")
        violations.push_back(file.path + " is included by nobody");
      continue;
    }
    if (name == "cli/main.cpp") continue;
    bool called = false;
    for (const Include& include : includes(file)) {
      called = called || (begins(include.name, file.room + "/") && includers[include.name].size() > 1);
    }
    if (!called) violations.push_back(file.path + " implements no header that another file includes");
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("headers open with a sentence and are guarded", "[tidy]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : sources()) {
    if (!file.path.ends_with(".h")) continue;
    if (!begins(file.text, "// ")) violations.push_back(file.path + " does not open with a sentence on what it is for");
    if (file.code.find("#pragma once") == std::string::npos) violations.push_back(file.path + " has no #pragma once");
    if (!find_word(file.code, "using namespace").empty())
      violations.push_back(file.path + " opens a namespace for others");
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("the measure itself finds what it should", "[tidy]") {
  std::string text = "namespace a {\nstruct B {\n  B(int x) : x_{x} {\n";
  for (int i = 0; i < 70; ++i) text += "    if (x) { call(\"{\"); }  // }\n";
  text += "  }\n};\nconst int table[] = {\n  1, 2};\nvoid f() {\n  g([] { return 1'000; });\n}\n}\n";
  const SourceFile file = make_source("src/base/sample.cpp", text);
  const auto found = functions(file);
  REQUIRE(found.size() == 2);
  CHECK(found[0].line == 3);
  CHECK(found[0].lines == 72);
  CHECK(found[1].lines == 3);
  CHECK(too_long(file, 300, 60).size() == 1);
  CHECK(banned_in(make_source("src/domain/a.cpp", "// double\nconst char* a = \"double\";\nint doubled;\n")).empty());
  CHECK(banned_in(make_source("src/domain/a.cpp", "double a;  // TODO\n")).size() == 2);
  CHECK(banned_in(make_source("src/web/a.cpp", "double a = std::rand();\n")).size() == 1);
  CHECK_FALSE(wrong_include(make_source("src/web/a.cpp", ""), {"store/database.h", true}).empty());
  CHECK_FALSE(wrong_include(make_source("src/table/a.cpp", ""), {"domain/shape.h", true}).empty());
  CHECK_FALSE(wrong_include(make_source("src/store/a.cpp", ""), {"sqlite3.h", false}).empty());
  CHECK_FALSE(wrong_include(make_source("src/store/sqlite.h", ""), {"sqlite3.h", false}).empty());
  CHECK_FALSE(wrong_include(make_source("src/base/a.cpp", ""), {"fmt/format.h", false}).empty());
  CHECK(wrong_include(make_source("src/store/sqlite_writer.cpp", ""), {"sqlite3.h", false}).empty());
  CHECK(wrong_include(make_source("src/cli/a.cpp", ""), {"Poco/Util/Application.h", false}).empty());
}

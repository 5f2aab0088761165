// The table of settings: its sample file, its readers, and all problems at once.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/crypto.h"
#include "base/messages.h"
#include "cli/commands.h"
#include "cli/settings.h"

using namespace zhiheng;
using namespace zhiheng::cli;

namespace {

struct File {
  explicit File(const std::string& text)
      : path((std::filesystem::temp_directory_path() / ("zhiheng-conf-" + random_token(6))).string()) {
    std::ofstream(path) << text;
  }
  ~File() { std::filesystem::remove(path); }
  std::string path;
};

Result<Settings> read(const std::string& text) {
  const File file(text);
  Arguments arguments;
  arguments.add("config", file.path);
  return read_settings(arguments);
}

}  // namespace

TEST_CASE("the sample in deploy/ is what the table says", "[cli][settings]") {
  const std::string path = std::string(ZHIHENG_SOURCE_DIR) + "/deploy/zhiheng.conf";
  const std::string printed = sample_configuration(Language::zh);
  if (const char* golden = std::getenv("GOLDEN"); golden && std::string(golden) == "update") {
    std::ofstream(path) << printed;
  }
  std::ifstream file(path);
  std::ostringstream kept;
  kept << file.rdbuf();
  CHECK(kept.str() == printed);
}

TEST_CASE("every preset is a value that its reader takes, and every setting is explained", "[cli][settings]") {
  for (const Setting& setting : setting_table()) {
    CAPTURE(setting.name);
    Settings settings;
    CHECK(setting.apply(settings, setting, setting.preset).ok());
    for (const Language language : {Language::zh, Language::en}) {
      CHECK(has_text("setting." + setting.name, language));
      CHECK(has_text("setting.group." + setting.group, language));
    }
  }
  const auto settings = read("");
  REQUIRE(settings.ok());
  CHECK(settings->listen == "127.0.0.1:8080");
  CHECK(settings->server.limits.header_count == web::Limits().header_count);
  CHECK(settings->server.limits.connections == web::Limits().connections);
  CHECK(settings->server.threads == web::ServerOptions().threads);
}

TEST_CASE("all problems of a configuration come together, each at its line", "[cli][settings]") {
  const auto settings = read(
      "listen = nowhere:at-all\n"
      "# a comment\n"
      "no_such_thing = 1\n"
      "threads = 0\n"
      "threads = 5\n"
      "half a line\n"
      "trusted_proxies = 10.0.0.0/99\n"
      "log_level = loud\n"
      "secure_cookies = perhaps\n"
      "redirect_listen = 8081\n"
      "database_password_file = /nonexistent/file\n"
      "key_file = /nonexistent/key\n");
  REQUIRE_FALSE(settings.ok());
  std::map<std::string, std::string> at;  // the end of the place -> rule
  for (const Problem& problem : settings.problems()) {
    at[problem.field.substr(std::min(problem.field.rfind(':'), problem.field.size() - 1))] += problem.rule + " ";
    CHECK_FALSE(say(problem, Language::zh).empty());
  }
  CHECK(at[":1"] == "setting.malformed ");
  CHECK(at[":3"] == "cli.config_unknown ");
  CHECK(at[":4"] == "setting.out_of_range ");
  CHECK(at[":5"] == "cli.config_twice ");
  CHECK(at[":6"] == "cli.config_malformed ");
  CHECK(at[":7"] == "setting.malformed ");
  CHECK(at[":8"] == "setting.malformed ");
  CHECK(at[":9"] == "setting.malformed ");
  CHECK(at[":11"] == "setting.file_unreadable ");
  CHECK(settings.problems().size() == 11);  // with the key without a certificate and the redirect without TLS
}

TEST_CASE("the environment comes before the file", "[cli][settings]") {
  ::setenv("ZHIHENG_THREADS", "7", 1);
  const auto settings = read("threads = 5\nconnections = 9\n");
  ::unsetenv("ZHIHENG_THREADS");
  REQUIRE(settings.ok());
  CHECK(settings->server.threads == 7);
  CHECK(settings->server.limits.connections == 9);
}

TEST_CASE("every command says in both languages what it does", "[cli][commands]") {
  for (const Command& command : commands()) {
    std::string key = "cli.help." + command.name;
    for (char& c : key) {
      if (c == ' ') c = '_';
    }
    INFO(key);
    CHECK(has_text(key, Language::zh));
    CHECK(has_text(key, Language::en));
  }
}

#include "cli/shell.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/clock.h"
#include "base/crypto.h"
#include "service/security_key.h"
#include "store/migration.h"

namespace zhiheng::cli {

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The folder of a SQLite file is made, because the default lies in var/ and nobody should have to know that.
void make_folder_of(const store::DatabaseUrl& url) {
  if (url.engine != store::Engine::sqlite || url.file.empty() || url.file == ":memory:") return;
  const std::filesystem::path folder = std::filesystem::path(url.file).parent_path();
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
}

// Beside the configuration, and beside the database where there is none: never inside of what is backed up as a whole.
std::string key_file_of(const Arguments& arguments, const store::DatabaseUrl& url) {
  if (const std::string given = environment("ZHIHENG_KEY_FILE"); !given.empty()) return given;
  std::string config = arguments.value("config");
  if (config.empty()) config = environment("ZHIHENG_CONFIG");
  if (config.empty() && std::filesystem::exists("/etc/zhiheng/zhiheng.conf")) config = "/etc/zhiheng/zhiheng.conf";
  if (!config.empty()) return (std::filesystem::path(config).parent_path() / "zhiheng-secret.key").string();
  const bool a_file = url.engine == store::Engine::sqlite && !url.file.empty() && url.file != ":memory:";
  return a_file ? url.file + ".key" : std::string("var/zhiheng-secret.key");
}

}  // namespace

int exit_code(Kind kind) {
  switch (kind) {
    case Kind::invalid:
    case Kind::malformed:
    case Kind::too_large:
    case Kind::unsupported: return 2;
    case Kind::unauthenticated:
    case Kind::forbidden: return 3;
    case Kind::absent: return 4;
    case Kind::conflict:
    case Kind::stale: return 5;
    case Kind::too_many:
    case Kind::busy: return 6;
    case Kind::defect: return 1;
  }
  return 1;
}

int report(const Problems& problems, Language language) {
  int code = 2;
  for (const Problem& problem : problems) {
    tell((problem.field.empty() ? "" : problem.field + ": ") + say(problem, language) + " [" + problem.rule + "]");
    if (problem.kind != Kind::invalid && code == 2) code = exit_code(problem.kind);
  }
  return code;
}

void tell(const std::string& text) {
  std::cerr << text << std::endl;
}
void print(const std::string& text) {
  std::cout << text << "\n";
}

Language choose_language(const std::string& given) {
  for (const std::string& name :
       {given, environment("ZHIHENG_LANG"), environment("LC_ALL"), environment("LC_MESSAGES"), environment("LANG")}) {
    if (name.starts_with("en")) return Language::en;
    if (!name.empty()) return Language::zh;
  }
  return Language::zh;
}

Result<Station> open_station(const Arguments& arguments, bool schema_must_fit) {
  Station station;
  auto settings = read_settings(arguments);
  if (!settings) return settings.problems();
  station.settings = std::move(*settings);
  auto url = store::read_database_url(station.settings.database);
  if (!url) return url.problems();
  url->ca_file = station.settings.database_ca_file;
  // Whoever reads a database that is not there has mistyped its name; an empty file would only hide that.
  const bool a_file = url->engine == store::Engine::sqlite && !url->file.empty() && url->file != ":memory:";
  if (schema_must_fit && a_file && !std::filesystem::exists(url->file)) {
    return refusal(Kind::absent, "database.absent", "--database", {{"file", url->file}});
  }
  make_folder_of(*url);
  station.database = store::open_database(*url, station.settings.password, station.settings.connections);
  station.gate = std::make_unique<service::Gate>(*station.database, system_clock());
  service::use_key_file(key_file_of(arguments, *url));
  if (schema_must_fit) {
    auto lease = station.database->reader();
    if (Outcome state = store::schema_state(*lease); !state) return state.problems();
  }
  return station;
}

domain::Actor machine_operator() {
  domain::Actor actor;
  actor.login = "cli";
  actor.display_name = "cli";
  actor.operator_of_machine = true;
  return actor;
}

int guarded(const Arguments& arguments, const std::function<int()>& body) {
  try {
    return body();
  } catch (const store::SqlError& fault) {
    if (fault.fault == store::Fault::full) return report({refusal(Kind::busy, "storage.full")}, arguments.language);
    tell(fault.what());
    return report({refusal(Kind::busy, "storage.unreachable")}, arguments.language);
  } catch (const std::exception& defect) {
    tell(defect.what());
    return report({refusal(Kind::defect, "cli.defect")}, arguments.language);
  }
}

Outcome write_file(const std::string& path, const std::string& bytes) {
  auto refused = [&](const char* rule) {
    return refusal(Kind::busy, rule, "-o", {{"file", path}, {"reason", std::strerror(errno)}});
  };
  if (path == "-") {
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
    if (!std::cout) return refused("cli.file_not_written");
    return Done{};
  }
  // A device or a pipe is written to; putting a file in its place would destroy it.
  struct stat known {};
  const bool special = ::stat(path.c_str(), &known) == 0 && !S_ISREG(known.st_mode);
  const std::string beside = special ? path : path + ".part-" + random_token(6);
  const int file = ::open(beside.c_str(), special ? O_WRONLY : O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (file < 0) return refused("cli.file_not_written");
  bool good = true;
  for (std::size_t at = 0; good && at < bytes.size();) {
    const ssize_t wrote = ::write(file, bytes.data() + at, bytes.size() - at);
    good = wrote > 0;
    at += good ? static_cast<std::size_t>(wrote) : 0;
  }
  good = good && (special || ::fsync(file) == 0);
  const int why = errno;
  good = ::close(file) == 0 && good;
  if (good && (special || ::rename(beside.c_str(), path.c_str()) == 0)) return Done{};
  if (!good) errno = why;
  Problem problem = refused("cli.file_not_written");
  if (!special) ::unlink(beside.c_str());
  return problem;
}

Result<std::string> read_file(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    return refusal(Kind::absent, "cli.file_not_found", path, {{"file", path}});
  }
  std::ostringstream bytes;
  bytes << file.rdbuf();
  std::string text = std::move(bytes).str();
  if (text.size() > most) return refusal(Kind::too_large, "cli.file_too_large", path, {{"file", path}});
  return text;
}

Result<std::string> ask_password(const std::string& prompt) {
  termios before{};
  const bool terminal = ::isatty(STDIN_FILENO) && ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    std::cerr << prompt << std::flush;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << std::endl;
  }
  if (!read || line.empty()) return refusal("cli.password_missing");
  return line;
}

}  // namespace zhiheng::cli

#include "cli/settings.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace zhiheng::cli {

namespace {

// A value and where it was said: "zhiheng.conf:12", "ZHIHENG_LISTEN", "--listen".
struct Said {
  std::string value;
  std::string place;
};
using AllSaid = std::map<std::string, Said>;

std::string environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value ? value : "";
}

std::string variable_of(const std::string& setting) {
  std::string name = "ZHIHENG_" + setting;
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return name;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_known(const std::string& name) {
  return std::any_of(setting_table().begin(), setting_table().end(),
                     [&](const Setting& setting) { return setting.name == name; });
}

void read_file_of_settings(const std::string& path, AllSaid& said, Problems& problems) {
  std::ifstream file(path);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    problems.push_back(refusal("cli.config_unreadable", path, {{"file", path}, {"reason", std::strerror(errno)}}));
    return;
  }
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    const std::string place = path + ":" + std::to_string(number);
    const std::size_t equals = line.find('=');
    const std::string name = trimmed(line.substr(0, equals));
    if (equals == std::string::npos) {
      problems.push_back(refusal("cli.config_malformed", place, {{"file", path}, {"line", std::to_string(number)}}));
    } else if (!is_known(name)) {
      problems.push_back(refusal("cli.config_unknown", place, {{"name", name}}));
    } else if (said.contains(name)) {
      problems.push_back(refusal("cli.config_twice", place, {{"name", name}, {"place", said[name].place}}));
    } else {
      said[name] = {trimmed(line.substr(equals + 1)), place};
    }
  }
}

// A file that others may read is no secret.
void check_secret(const std::string& path, Problems& problems) {
  struct stat known {};
  if (::stat(path.c_str(), &known) != 0) {
    problems.push_back(
        refusal("setting.file_unreadable", path, {{"name", path}, {"file", path}, {"reason", std::strerror(errno)}}));
  } else if ((known.st_mode & 077) != 0) {
    problems.push_back(refusal("setting.open_to_others", path, {{"file", path}}));
  }
}

}  // namespace

Outcome read_listen(const std::string& text, std::string& host, int& port) {
  const std::size_t colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? text : text.substr(colon + 1);
  std::string name = colon == std::string::npos ? "" : text.substr(0, colon);
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  int number = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, fault] = std::from_chars(digits.data(), last, number);
  if (fault != std::errc() || end != last || number < 0 || number > 65535)
    return refusal("cli.listen_malformed", "--listen", {{"value", text}});
  if (!name.empty()) host = name;
  port = number;
  return Done{};
}

Result<Settings> read_settings(const Arguments& arguments) {
  Problems problems;
  AllSaid said;
  std::string file = arguments.value("config");
  if (file.empty()) file = environment("ZHIHENG_CONFIG");
  const std::string system_file = "/etc/zhiheng/zhiheng.conf";
  if (file.empty() && std::filesystem::exists(system_file)) file = system_file;
  if (!file.empty()) read_file_of_settings(file, said, problems);
  for (const Setting& setting : setting_table()) {
    const std::string variable = variable_of(setting.name);
    if (const std::string value = environment(variable); !value.empty()) said[setting.name] = {value, variable};
    if (arguments.has(setting.name)) said[setting.name] = {arguments.value(setting.name), "--" + setting.name};
  }
  Settings settings;
  for (const Setting& setting : setting_table()) {
    const auto found = said.find(setting.name);
    const Outcome applied =
        setting.apply(settings, setting, found == said.end() ? setting.preset : found->second.value);
    if (applied) continue;
    for (Problem problem : applied.problems()) {
      problem.field = found == said.end() ? setting.name : found->second.place;
      problems.push_back(std::move(problem));
    }
  }
  if (const std::string password = environment("ZHIHENG_DATABASE_PASSWORD"); !password.empty()) {
    settings.password = password;
  }
  if (settings.server.certificate_file.empty() != settings.server.key_file.empty()) {
    problems.push_back(refusal("setting.certificate_and_key", "certificate_file"));
  }
  if (settings.server.redirect_port >= 0 && settings.server.certificate_file.empty()) {
    problems.push_back(refusal("setting.redirect_without_tls", "redirect_listen"));
  }
  if (!problems.empty()) return problems;
  return settings;
}

Problems check_settings(const Settings& settings) {
  Problems problems;
  for (const std::string& path : settings.secret_files) check_secret(path, problems);
  auto add = [&](const Outcome& outcome) {
    if (!outcome) problems.insert(problems.end(), outcome.problems().begin(), outcome.problems().end());
  };
  const web::ServerOptions& server = settings.server;
  if (!server.certificate_file.empty()) add(web::check_certificate(server.certificate_file, server.key_file));
  add(web::check_address(server.host, server.port));
  if (server.redirect_port >= 0) add(web::check_address(server.redirect_host, server.redirect_port));
  for (const std::string& path : {settings.log_file, settings.pid_file}) {
    if (path.empty()) continue;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    const std::string place = std::filesystem::exists(path) ? path : folder.empty() ? "." : folder.string();
    if (::access(place.c_str(), W_OK) != 0) {
      problems.push_back(refusal("log.unwritable", path, {{"file", path}, {"reason", std::strerror(errno)}}));
    }
  }
  if (!settings.database_ca_file.empty() && ::access(settings.database_ca_file.c_str(), R_OK) != 0) {
    problems.push_back(
        refusal("setting.file_unreadable", "database_ca_file",
                {{"name", "database_ca_file"}, {"file", settings.database_ca_file}, {"reason", std::strerror(errno)}}));
  }
  return problems;
}

std::string sample_configuration(Language language) {
  std::string out = "# " + say("setting.head", language) + "\n";
  std::string group;
  for (const Setting& setting : setting_table()) {
    if (setting.group != group) {
      group = setting.group;
      out += "\n# --- " + say("setting.group." + group, language) + " ---\n";
    }
    out += "\n# " + say("setting." + setting.name, language) + "\n#" + setting.name + " =" +
           (setting.preset.empty() ? "" : " " + setting.preset) + "\n";
  }
  return out;
}

}  // namespace zhiheng::cli

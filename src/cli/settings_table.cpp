// Every setting, with the reader of its value.
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "cli/settings.h"

namespace zhiheng::cli {

namespace {

Problem malformed(const Setting& setting, const std::string& value) {
  return refusal("setting.malformed", setting.name, {{"name", setting.name}, {"value", value}});
}

template <std::string Settings::*member>
Outcome text(Settings& settings, const Setting&, const std::string& value) {
  settings.*member = value;
  return Done{};
}

Outcome read_count(const Setting& setting, const std::string& value, int& number) {
  const char* const last = value.data() + value.size();
  int read = 0;
  const auto [end, fault] = std::from_chars(value.data(), last, read);
  if (fault != std::errc() || end != last) return malformed(setting, value);
  if (read < setting.least || read > setting.most) {
    return refusal("setting.out_of_range", setting.name,
                   {{"name", setting.name},
                    {"value", value},
                    {"least", std::to_string(setting.least)},
                    {"most", std::to_string(setting.most)}});
  }
  number = read;
  return Done{};
}

template <int Settings::*member>
Outcome count(Settings& settings, const Setting& setting, const std::string& value) {
  return read_count(setting, value, settings.*member);
}
template <int web::Limits::*member>
Outcome limit(Settings& settings, const Setting& setting, const std::string& value) {
  return read_count(setting, value, settings.server.limits.*member);
}
Outcome threads(Settings& settings, const Setting& setting, const std::string& value) {
  return read_count(setting, value, settings.server.threads);
}

template <bool Settings::*member>
Outcome flag(Settings& settings, const Setting& setting, const std::string& value) {
  if (value != "yes" && value != "no") return malformed(setting, value);
  settings.*member = value == "yes";
  return Done{};
}

// The secret is the first line of the file that the setting names.
template <std::string Settings::*member>
Outcome secret(Settings& settings, const Setting& setting, const std::string& value) {
  if (value.empty()) return Done{};
  std::ifstream file(value);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return refusal("setting.file_unreadable", setting.name,
                   {{"name", setting.name}, {"file", value}, {"reason", std::strerror(errno ? errno : ENODATA)}});
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  settings.*member = line;
  settings.secret_files.push_back(value);
  return Done{};
}

Outcome listen(Settings& settings, const Setting& setting, const std::string& value) {
  settings.listen = value;
  const bool good = read_listen(value, settings.server.host, settings.server.port).ok();
  return good ? Outcome(Done{}) : malformed(setting, value);
}
Outcome redirect_listen(Settings& settings, const Setting& setting, const std::string& value) {
  settings.redirect_listen = value;
  if (value.empty()) return Done{};
  settings.server.redirect_host = "127.0.0.1";
  const bool good = read_listen(value, settings.server.redirect_host, settings.server.redirect_port).ok();
  return good ? Outcome(Done{}) : malformed(setting, value);
}
Outcome certificate_file(Settings& settings, const Setting&, const std::string& value) {
  settings.server.certificate_file = value;
  return Done{};
}
Outcome key_file(Settings& settings, const Setting&, const std::string& value) {
  settings.server.key_file = value;
  if (!value.empty()) settings.secret_files.push_back(value);
  return Done{};
}
Outcome trusted_proxies(Settings& settings, const Setting& setting, const std::string& value) {
  auto networks = web::read_networks(value);
  if (!networks) return malformed(setting, value);
  settings.server.trusted_proxies = *networks;
  return Done{};
}
Outcome metrics_allowed(Settings& settings, const Setting& setting, const std::string& value) {
  auto networks = web::read_networks(value);
  if (!networks) return malformed(setting, value);
  settings.metrics_allowed = *networks;
  return Done{};
}
template <std::string web::SmtpSettings::*member>
Outcome smtp(Settings& settings, const Setting&, const std::string& value) {
  settings.smtp.*member = value;
  return Done{};
}
Outcome smtp_port(Settings& settings, const Setting& setting, const std::string& value) {
  return read_count(setting, value, settings.smtp.port);
}
Outcome smtp_password(Settings& settings, const Setting& setting, const std::string& value) {
  Settings read;
  if (Outcome known = secret<&Settings::password>(read, setting, value); !known) return known;
  settings.smtp.password = read.password;
  settings.secret_files.insert(settings.secret_files.end(), read.secret_files.begin(), read.secret_files.end());
  return Done{};
}
Outcome log_level(Settings& settings, const Setting& setting, const std::string& value) {
  const std::vector<std::string> names{"debug", "info", "warning", "error"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (value != names[i]) continue;
    settings.log_level = static_cast<LogLevel>(i);
    return Done{};
  }
  return malformed(setting, value);
}

}  // namespace

const std::vector<Setting>& setting_table() {
  using S = Settings;
  using L = web::Limits;
  static const std::vector<Setting> all{
      {"database", "sqlite:var/zhiheng.db", "database", text<&S::database>},
      {"database_password_file", "", "database", secret<&S::password>},
      {"database_ca_file", "", "database", text<&S::database_ca_file>},
      {"database_connections", "16", "database", count<&S::connections>, 1, 500},
      {"listen", "127.0.0.1:8080", "network", listen},
      {"threads", "128", "network", threads, 2, 2000},
      {"certificate_file", "", "network", certificate_file},
      {"key_file", "", "network", key_file},
      {"redirect_listen", "", "network", redirect_listen},
      {"trusted_proxies", "", "network", trusted_proxies},
      {"secure_cookies", "no", "network", flag<&S::secure_cookies>},
      {"gzip_level", "1", "network", count<&S::gzip_level>, 0, 9},
      {"header_seconds", "10", "limits", limit<&L::header_seconds>, 1, 600},
      {"body_seconds", "20", "limits", limit<&L::body_seconds>, 1, 3600},
      {"answer_seconds", "20", "limits", limit<&L::answer_seconds>, 1, 3600},
      {"idle_seconds", "15", "limits", limit<&L::idle_seconds>, 1, 3600},
      {"slowest_bytes_per_second", "16384", "limits", limit<&L::slowest_bytes_per_second>, 1, 100'000'000},
      {"header_bytes", "32768", "limits", limit<&L::header_bytes>, 2048, 131072},
      {"header_count", "90", "limits", limit<&L::header_count>, 10, 100},
      {"connections", "2000", "limits", limit<&L::connections>, 4, 100'000},
      {"connections_per_address", "300", "limits", limit<&L::connections_per_address>, 1, 100'000},
      {"requests_per_connection", "10000", "limits", limit<&L::requests_per_connection>, 1, 1'000'000},
      {"api_per_second", "500", "limits", count<&S::api_per_second>, 0, 100'000},
      {"api_burst", "5000", "limits", count<&S::api_burst>, 0, 100'000},
      {"metrics_allowed", "", "watching", metrics_allowed},
      {"metrics_token_file", "", "watching", secret<&S::metrics_token>},
      {"log_level", "info", "watching", log_level},
      {"public_url", "", "notices", text<&S::public_url>},
      {"reminder_days", "3", "notices", count<&S::reminder_days>, 0, 60},
      {"smtp_host", "", "notices", smtp<&web::SmtpSettings::host>},
      {"smtp_port", "25", "notices", smtp_port, 1, 65535},
      {"smtp_tls", "starttls", "notices", smtp<&web::SmtpSettings::tls>},
      {"smtp_ca_file", "", "notices", smtp<&web::SmtpSettings::ca_file>},
      {"smtp_user", "", "notices", smtp<&web::SmtpSettings::user>},
      {"smtp_password_file", "", "notices", smtp_password},
      {"smtp_from", "", "notices", smtp<&web::SmtpSettings::from>},
      {"letters_folder", "", "letters", text<&S::letters_folder>},
      {"backup_folder", "", "backup", text<&S::backup_folder>},
      {"backup_keep", "14", "backup", count<&S::backup_keep>, 1, 1000},
      {"log_file", "", "watching", text<&S::log_file>},
      {"pid_file", "", "watching", text<&S::pid_file>},
  };
  return all;
}

}  // namespace zhiheng::cli

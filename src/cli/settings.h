// The settings of the program: one table of names, presets and readers. deploy/zhiheng.conf is printed from it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/messages.h"
#include "base/result.h"
#include "cli/arguments.h"
#include "web/application.h"
#include "web/mail_sender.h"
#include "web/server.h"

namespace zhiheng::cli {

struct Settings {
  std::string database = "sqlite:var/zhiheng.db";
  std::string password;
  std::string database_ca_file;  // server engines over TCP only: TLS is required and its certificate checked
  int connections = 16;
  std::string listen = "127.0.0.1:8080";
  std::string redirect_listen;
  bool secure_cookies = false;
  web::ServerOptions server;
  std::string metrics_token;
  std::vector<web::Network> metrics_allowed;
  int gzip_level = 1;
  int api_per_second = 500, api_burst = 5000;
  std::string public_url;
  web::SmtpSettings smtp;
  int reminder_days = 3;
  std::string letters_folder;
  std::string backup_folder;
  int backup_keep = 14;
  LogLevel log_level = LogLevel::info;
  std::string log_file, pid_file;
  std::vector<std::string> secret_files;  // whose permissions --check-config looks at
};

struct Setting {
  std::string name;    // in the file; ZHIHENG_<NAME> in the environment; the text setting.<name> explains it
  std::string preset;  // what holds when nobody says anything
  std::string group;   // the text setting.group.<group>
  Outcome (*apply)(Settings&, const Setting&, const std::string& value);
  int least = 0, most = 0;  // of a count
};
const std::vector<Setting>& setting_table();

// The sample of the configuration file: every setting, explained, at its preset.
std::string sample_configuration(Language language);

// Defaults, then the configuration file (--config, ZHIHENG_CONFIG, /etc/zhiheng/zhiheng.conf), then the environment,
// then the command line. Lines of the file: `name = value`, # begins a comment. All problems together, each with its
// file and line or its variable: cli.config_unreadable, cli.config_unknown, cli.config_malformed, cli.config_twice,
// setting.malformed, setting.out_of_range, setting.file_unreadable.
Result<Settings> read_settings(const Arguments& arguments);

// What reading cannot see: permissions of secret files, certificate and key, the log's place, addresses free.
Problems check_settings(const Settings& settings);

// "127.0.0.1:8080", ":8080", "8080", "[::1]:8080".
Outcome read_listen(const std::string& text, std::string& host, int& port);

}  // namespace zhiheng::cli

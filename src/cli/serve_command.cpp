#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/job_list.h"
#include "cli/serve_metrics.h"
#include "cli/shell.h"
#include "cli/successor.h"
#include "service/check_service.h"
#include "service/report_service.h"
#include "store/change_number.h"
#include "web/application.h"
#include "web/server.h"

namespace zhiheng::cli {

namespace {

// All that can be known to be wrong before the first request, at once.
int check_config(const Arguments& arguments) {
  auto settings = read_settings(arguments);
  Problems problems = settings ? check_settings(*settings) : settings.problems();
  if (settings) {
    const int code = guarded(arguments, [&] {
      auto station = open_station(arguments, true);
      if (!station) problems.insert(problems.end(), station.problems().begin(), station.problems().end());
      return 0;
    });
    if (code != 0) problems.push_back(refusal("setting.database_unreachable", "database"));
  }
  if (!problems.empty()) {
    report(problems, arguments.language);
    return 2;
  }
  tell(say("cli.config_good", arguments.language));
  return 0;
}

web::ApplicationOptions application_options(const Station& station, service::CheckService& checks) {
  const Settings& settings = station.settings;
  web::ApplicationOptions options;
  options.secure_cookies = settings.secure_cookies;
  options.api_per_second = settings.api_per_second;
  options.api_burst = settings.api_burst;
  options.ready = [&checks] { return checks.schema_state(); };
  options.metrics_token = settings.metrics_token;
  options.metrics_allowed = settings.metrics_allowed;
  options.gzip_level = settings.gzip_level;
  options.public_url = settings.public_url;
  options.letters_folder = settings.letters_folder;
  options.change_number = [&database = *station.database] { return store::change_number(database); };
  return options;
}

void write_pid(const std::string& path) {
  if (path.empty()) return;
  const std::string beside = path + ".part";
  std::ofstream(beside) << ::getpid() << "\n";
  std::error_code ignored;
  std::filesystem::rename(beside, path, ignored);
}

// Until SIGTERM or SIGINT, or until a successor has taken the sockets over (SIGHUP). True: handed over.
bool serve_until_told(const web::Server& server) {
  for (;;) {
    if (web::wait_for_stop_signal() != SIGHUP) return false;
    LogLine(LogLevel::info, "hand_over_begins");
    if (raise_successor(server.listening())) return true;
  }
}

}  // namespace

int serve_command(const Arguments& arguments) {
  if (arguments.has("check-config")) return check_config(arguments);
  if (arguments.has("print-config")) return print(sample_configuration(arguments.language)), 0;
  // Held before any thread begins, so that the signal comes to this one alone.
  web::hold_stop_signals();
  const std::vector<int> inherited = inherited_sockets();
  // The server starts also while the database is away: it answers 503 until it is back.
  auto station = open_station(arguments, false);
  if (!station) return report(station.problems(), arguments.language);
  const Settings& settings = station->settings;
  if (Outcome log = open_log(settings.log_level, settings.log_file); !log)
    return report(log.problems(), arguments.language);
  if (Outcome reports = service::check_report_definitions(); !reports)
    return report(reports.problems(), arguments.language);
  service::CheckService checks(*station->gate);
  const Outcome state = checks.schema_state();
  if (!state && state.problems().front().kind != Kind::busy) return report(state.problems(), arguments.language);
  web::Application application(*station->gate, application_options(*station, checks));
  web::ServerOptions options = settings.server;
  options.inherited = inherited;
  auto server = web::Server::start(application, options);
  if (!server) return report(server.problems(), arguments.language);
  add_metrics(application, **server, *station);
  const std::string scheme = options.certificate_file.empty() ? "http://" : "https://";
  tell(say("cli.serving", {{"address", scheme + options.host + ":" + std::to_string((*server)->port()) + "/"}},
           arguments.language));
  tell_setup_code(*station, scheme + options.host + ":" + std::to_string((*server)->port()) + "/", arguments.language);
  write_pid(settings.pid_file);
  LogLine(LogLevel::info, "serving").number("pid", ::getpid()).number("port", (*server)->port());
  tell_service_manager("READY=1");
  tell_predecessor();
  service::JobRunner jobs(*station->gate, all_jobs(settings));
  jobs.start();
  const bool handed_over = serve_until_told(**server);
  if (!handed_over) tell_service_manager("STOPPING=1");
  tell(say("cli.stopping", arguments.language));
  (*server)->stop(20, handed_over);
  jobs.stop();
  LogLine(LogLevel::info, "stopped").number("pid", ::getpid());
  tell(say("cli.stopped", arguments.language));
  return 0;
}

}  // namespace zhiheng::cli

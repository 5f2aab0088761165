#include <charconv>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/job_list.h"
#include "cli/shell.h"
#include "service/check_service.h"
#include "service/report_service.h"
#include "web/application.h"
#include "web/server.h"

namespace zhiheng::cli {

namespace {

// "127.0.0.1:8080", ":8080", "8080", "[::1]:8080".
Result<web::ServerOptions> read_listen(const std::string& text) {
  web::ServerOptions options;
  const std::size_t colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  std::string host = colon == std::string::npos ? "" : text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const char* const last = port.data() + port.size();
  const auto [end, fault] = std::from_chars(port.data(), last, options.port);
  if (fault != std::errc() || end != last || options.port < 0 || options.port > 65535)
    return refusal("cli.listen_malformed", "--listen", {{"value", text}});
  if (!host.empty()) options.host = host;
  return options;
}

}  // namespace

int serve_command(const Arguments& arguments) {
  // Held before any thread begins, so that the signal comes to this one alone.
  web::hold_stop_signals();
  // The server starts also while the database is away: it answers 503 until it is back.
  auto station = open_station(arguments, false);
  if (!station) return report(station.problems(), arguments.language);
  auto options = read_listen(station->settings.listen);
  if (!options) return report(options.problems(), arguments.language);
  if (Outcome reports = service::check_report_definitions(); !reports)
    return report(reports.problems(), arguments.language);
  service::CheckService checks(*station->gate);
  const Outcome state = checks.schema_state();
  if (!state && state.problems().front().kind != Kind::busy) return report(state.problems(), arguments.language);
  web::ApplicationOptions application_options;
  application_options.secure_cookies = station->settings.secure_cookies;
  application_options.ready = [&checks] { return checks.schema_state(); };
  web::Application application(*station->gate, application_options);
  auto server = web::Server::start(application, *options);
  if (!server) return report(server.problems(), arguments.language);
  tell(say("cli.serving", {{"address", "http://" + options->host + ":" + std::to_string((*server)->port()) + "/"}},
           arguments.language));
  service::JobRunner jobs(*station->gate, all_jobs(station->settings));
  jobs.start();
  web::wait_for_stop_signal();
  tell(say("cli.stopping", arguments.language));
  (*server)->stop();
  jobs.stop();
  tell(say("cli.stopped", arguments.language));
  return 0;
}

}  // namespace zhiheng::cli

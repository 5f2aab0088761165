#include "cli/commands.h"
#include "cli/shell.h"
#include "service/account_service.h"
#include "service/audit_service.h"
#include "service/security_service.h"

namespace zhiheng::cli {

int user_add_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  auto password = ask_password(say("cli.ask_password", {{"login", arguments.words[0]}}, arguments.language));
  if (!password) return report(password.problems(), arguments.language);
  Json roles = Json::array();
  for (const std::string& role : arguments.values("role")) roles.push(role);
  Json body = Json::object();
  body.set("login", arguments.words[0]);
  body.set("display_name", arguments.has("name") ? arguments.value("name") : arguments.words[0]);
  body.set("password", *password);
  body.set("roles", std::move(roles));
  for (const char* key : {"bureau", "agency", "expert"}) {
    if (arguments.has(key)) body.set(key, arguments.value(key));
  }
  if (arguments.has("budget-unit")) body.set("budget_unit", arguments.value("budget-unit"));
  auto account = service::AccountService(*station->gate).create_account(machine_operator(), body);
  if (!account) return report(account.problems(), arguments.language);
  print(write_json(*account));
  return 0;
}

int user_passwd_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  service::AccountService accounts(*station->gate);
  auto id = accounts.id_of_login(machine_operator(), arguments.words[0]);
  if (!id) return report(id.problems(), arguments.language);
  auto password = ask_password(say("cli.ask_password", {{"login", arguments.words[0]}}, arguments.language));
  if (!password) return report(password.problems(), arguments.language);
  const Outcome done = accounts.reset_password(machine_operator(), *id, *password);
  return done ? 0 : report(done.problems(), arguments.language);
}

int user_disable_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  service::AccountService accounts(*station->gate);
  auto id = accounts.id_of_login(machine_operator(), arguments.words[0]);
  if (!id) return report(id.problems(), arguments.language);
  const Outcome done = accounts.disable_account(machine_operator(), *id);
  return done ? 0 : report(done.problems(), arguments.language);
}

void tell_setup_code(const Station& station, const std::string& address, Language language) {
  const auto code = service::SecurityService(*station.gate).new_setup_code();
  if (code && *code) tell(say("cli.setup_code", {{"address", address}, {"code", **code}}, language));
}

int audit_export_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  service::AuditRequest request;
  request.login = arguments.value("login");
  request.from = arguments.value("from");
  request.until = arguments.value("until");
  std::string bytes;
  const Outcome written =
      service::AuditService(*station->gate).write_csv(machine_operator(), request, [&](const std::string& piece) {
        bytes += piece;
        return true;
      });
  if (!written) return report(written.problems(), arguments.language);
  if (Outcome saved = write_file(arguments.value("output"), bytes); !saved)
    return report(saved.problems(), arguments.language);
  tell(say("cli.audit_exported", arguments.language));
  return 0;
}

}  // namespace zhiheng::cli

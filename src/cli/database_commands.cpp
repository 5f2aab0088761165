#include "base/clock.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "service/check_service.h"
#include "service/demo_service.h"
#include "service/journal_proof.h"
#include "service/policy_service.h"
#include "store/migration.h"

namespace zhiheng::cli {

namespace {

// Applies what is missing and says so; also the shipped policies.
Outcome bring_up_to_date(Station& station, Language language) {
  auto applied = store::migrate(*station.database, system_clock().now());
  if (!applied) return applied.problems();
  for (const std::string& name : *applied) tell(say("cli.migrated", {{"name", name}}, language));
  auto seeded = service::SeedService::seed_policies(*station.gate);
  if (!seeded) return seeded.problems();
  for (const std::string& name : *seeded) tell(say("cli.seeded", {{"name", name}}, language));
  const auto posted = service::JournalProof::post_older(*station.gate);
  if (!posted) return posted.problems();
  if (*posted > 0) tell(say("cli.journal_posted", {{"count", std::to_string(*posted)}}, language));
  return Done{};
}

}  // namespace

int migrate_command(const Arguments& arguments) {
  auto station = open_station(arguments, false);
  if (!station) return report(station.problems(), arguments.language);
  if (Outcome done = bring_up_to_date(*station, arguments.language); !done)
    return report(done.problems(), arguments.language);
  tell(say("cli.up_to_date", arguments.language));
  tell_setup_code(*station, "/", arguments.language);
  return 0;
}

int demo_command(const Arguments& arguments) {
  if (arguments.has("accounts")) {
    for (const service::DemoAccount& account : service::demo_accounts()) {
      print(account.login + " / " + account.password + " / " + say("demo.role." + account.role, arguments.language));
    }
    return 0;
  }
  auto station = open_station(arguments, false);
  if (!station) return report(station.problems(), arguments.language);
  if (Outcome done = bring_up_to_date(*station, arguments.language); !done)
    return report(done.problems(), arguments.language);
  auto filled = service::DemoService::fill(*station->database, system_clock(), arguments.has("live"));
  if (!filled) return report(filled.problems(), arguments.language);
  print(service::demo_story(*filled, arguments.language));
  return 0;
}

int check_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  auto checked = service::CheckService(*station->gate).run(machine_operator());
  if (!checked) return report(checked.problems(), arguments.language);
  if (arguments.has("json")) {
    print(write_json_indented(checked->to_json()));
  } else {
    for (const service::BrokenLaw& broken : checked->broken) {
      std::string line = broken.law;
      for (const auto& [name, value] : broken.columns) line += " " + name + "=" + value;
      print(line);
    }
  }
  tell(say("cli.checked",
           {{"laws", std::to_string(checked->laws.size())}, {"rows", std::to_string(checked->broken.size())}},
           arguments.language));
  return checked->broken.empty() ? 0 : 2;
}

}  // namespace zhiheng::cli

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "service/backup_service.h"
#include "service/policy_service.h"

namespace zhiheng::cli {

namespace {

Params params_of(const service::BackupFacts& facts, const std::string& file) {
  return {{"file", file},
          {"rows", std::to_string(facts.rows)},
          {"bytes", std::to_string(facts.bytes)},
          {"made_at", facts.made_at},
          {"digest", facts.sha256}};
}

}  // namespace

int backup_command(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  const auto facts = service::BackupService::write(*station->gate, machine_operator(), file);
  if (!facts) return report(facts.problems(), arguments.language);
  const auto read_back = service::BackupService::inspect(file);
  if (!read_back) return report(read_back.problems(), arguments.language);
  print(say("cli.backed_up", params_of(*read_back, file), arguments.language));
  return 0;
}

int restore_command(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  // The file is looked at before a database is made for it.
  if (auto known = service::BackupService::inspect(file); !known) return report(known.problems(), arguments.language);
  auto station = open_station(arguments, false);
  if (!station) return report(station.problems(), arguments.language);
  const auto facts = service::BackupService::restore(*station->database, *station->gate, file, system_clock().now());
  if (!facts) return report(facts.problems(), arguments.language);
  // A newer program may bring policies that the backup does not know.
  if (auto seeded = service::SeedService::seed_policies(*station->gate); !seeded) {
    return report(seeded.problems(), arguments.language);
  }
  print(say("cli.restored", params_of(*facts, file), arguments.language));
  return 0;
}

}  // namespace zhiheng::cli

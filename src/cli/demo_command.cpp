#include "cli/demo_command.h"

#include "base/clock.h"
#include "cli/shell.h"
#include "service/demo_service.h"
#include "store/migration.h"

namespace zhiheng::cli {

namespace {

// Nobody has migrated here yet. An older schema is another thing: to change that is the business of `migrate` alone.
bool is_blank(store::Database& database) {
  try {
    return database.reader()->query("SELECT number FROM schema_migration LIMIT 1").empty();
  } catch (const store::SqlError& error) {
    if (error.fault != store::Fault::other) throw;
    return true;
  }
}

Outcome fit_schema(store::Database& database) {
  if (is_blank(database)) {
    const auto migrated = store::migrate(database, system_clock().now());
    if (!migrated) return migrated.problems();
  }
  return store::schema_state(*database.reader());
}

}  // namespace

int demo(const Arguments& arguments) {
  return guarded(arguments, [&] {
    auto station = open_station(arguments, false);
    if (!station) return report(station.problems(), arguments.language);
    if (Outcome fits = fit_schema(*station->database); !fits) return report(fits.problems(), arguments.language);
    const auto filled = service::DemoService::fill(*station->database, system_clock(), arguments.has("live"));
    if (!filled) return report(filled.problems(), arguments.language);
    print(service::demo_story(*filled, arguments.language));
    return 0;
  });
}

}  // namespace zhiheng::cli

// `zhiheng ledger`: the journal as a plain-text ledger that `ledger` and `hledger` read.
#include "base/money.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "service/account_service.h"
#include "service/journal_service.h"

namespace zhiheng::cli {

int ledger_command(const Arguments& arguments) {
  const Language language = arguments.language;
  std::int64_t year = 0;
  if (arguments.has("year")) {
    const auto given = read_decimal(arguments.value("year"), 0, "--year");
    if (!given) return report(given.problems(), language);
    year = *given;
  }
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), language);
  auto actor = arguments.has("as")
                   ? service::AccountService(*station->gate).actor_of_login(machine_operator(), arguments.value("as"))
                   : Result<domain::Actor>(machine_operator());
  if (!actor) return report(actor.problems(), language);
  auto text = service::journal_ledger_of(*station->gate, *actor, arguments.value("bureau"), year);
  if (!text) return report(text.problems(), language);
  const std::string& output = arguments.value("output");
  if (output.empty()) {
    print(*text);
    return 0;
  }
  const Outcome written = write_file(output, *text);
  return written ? 0 : report(written.problems(), language);
}

}  // namespace zhiheng::cli

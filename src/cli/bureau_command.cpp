#include "cli/commands.h"
#include "cli/shell.h"
#include "service/record_service.h"

namespace zhiheng::cli {

// Everything else belongs to a bureau, accounts of clerks too; so the first ones can only come from here.
int bureau_add_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  Json body = Json::object();
  body.set("code", arguments.words[0]).set("name", arguments.words[1]);
  if (arguments.has("parent")) body.set("parent", Json::object().set("key", arguments.value("parent")));
  auto bureau = service::create_row(*station->gate, machine_operator(), *domain::find_shape("bureau"), body);
  if (!bureau) return report(bureau.problems(), arguments.language);
  print(write_json(*bureau));
  return 0;
}

}  // namespace zhiheng::cli

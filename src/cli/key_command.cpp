// `zhiheng key`: the keys that agencies' signed records are verified with.
#include "cli/commands.h"
#include "cli/shell.h"
#include "service/issued_record_service.h"

namespace zhiheng::cli {

namespace {

int tell_keys(const Result<Json>& keys, Language language) {
  if (!keys) return report(keys.problems(), language);
  for (const Json& key : keys->at("items").items()) {
    const Json& until = key.at("until_at");
    print(key.text_at("spoken"));
    print(say(until.is_null() ? "cli.key_in_use" : "cli.key_retired",
              {{"from", key.text_at("from_at")}, {"until", until.is_null() ? "" : until.string()}}, language));
    print(key.text_at("public_key"));
  }
  if (keys->at("items").items().empty()) tell(say("cli.key_none", {}, language));
  return 0;
}

}  // namespace

int key_new_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  return tell_keys(service::renew_signing_key(*station->gate, machine_operator()), arguments.language);
}

int key_list_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  return tell_keys(service::list_signing_keys(*station->gate, machine_operator()), arguments.language);
}

}  // namespace zhiheng::cli

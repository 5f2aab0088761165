#include "cli/commands.h"
#include "cli/job_list.h"
#include "cli/shell.h"

namespace zhiheng::cli {

int tick_command(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  const auto jobs = all_jobs(station->settings);
  service::JobService service(*station->gate);
  if (Outcome enlisted = service.enlist(jobs); !enlisted) return report(enlisted.problems(), arguments.language);
  const auto ran = service.run_due(jobs, service::node_name());
  if (!ran) return report(ran.problems(), arguments.language);
  std::string names;
  for (const std::string& name : *ran) names += (names.empty() ? "" : ", ") + name;
  tell(names.empty() ? say("cli.nothing_due", arguments.language)
                     : say("cli.ticked", {{"jobs", names}}, arguments.language));
  return 0;
}

}  // namespace zhiheng::cli

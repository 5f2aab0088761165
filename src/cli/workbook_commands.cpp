#include <filesystem>
#include <iostream>

#include "cli/bank_files.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "service/account_service.h"
#include "service/bank_result_service.h"
#include "service/import_service.h"
#include "service/report_service.h"
#include "service/template_service.h"

namespace zhiheng::cli {

namespace {

// The owner of the machine, or the account that --as names, with what that account may do.
Result<domain::Actor> acting(const Arguments& arguments, Station& station) {
  if (!arguments.has("as")) return machine_operator();
  return service::AccountService(*station.gate).actor_of_login(machine_operator(), arguments.value("as"));
}

std::string marked_place(const Arguments& arguments, const std::string& file) {
  if (arguments.has("marked")) return arguments.value("marked");
  std::filesystem::path place(file);
  place.replace_filename(place.stem().string() + ".marked.xlsx");
  return place.string();
}

int tell_problems(const service::ImportReport& outcome, Language language) {
  for (const service::ImportProblem& problem : outcome.problems) {
    tell(problem.sheet + "!" + problem.cell + ": " + problem.reason + " [" + problem.rule + "] " + problem.value);
  }
  tell(say("cli.import_refused", {{"count", std::to_string(outcome.problem_count)}}, language));
  if (!outcome.marked_path.empty()) tell(say("cli.import_marked", {{"file", outcome.marked_path}}, language));
  return 2;
}

}  // namespace

int import_command(const Arguments& arguments) {
  const Language language = arguments.language;
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), language);
  auto actor = acting(arguments, *station);
  if (!actor) return report(actor.problems(), language);
  if (!std::filesystem::is_regular_file(arguments.words[1])) {
    return report({refusal(Kind::absent, "cli.file_not_found", "", {{"file", arguments.words[1]}})}, language);
  }
  if (arguments.words[0] == "bank-results") return import_bank_file(arguments, *station, *actor);
  service::ImportRequest request;
  request.kind = arguments.words[0];
  request.path = arguments.words[1];
  request.bureau = arguments.value("bureau");
  request.update = arguments.has("update");
  request.dry_run = arguments.has("dry-run");
  request.marked_path = marked_place(arguments, request.path);
  request.language = language;
  request.progress = [&](std::int64_t rows) {
    tell(say("cli.import_progress", {{"rows", std::to_string(rows)}}, language));
  };
  auto outcome = service::import_workbook(*station->gate, *actor, request);
  if (!outcome) return report(outcome.problems(), language);
  print(write_json(service::import_report_to_json(request, *outcome)));
  if (outcome->problem_count > 0) return tell_problems(*outcome, language);
  tell(say(outcome->written ? "cli.import_written" : "cli.import_checked",
           {{"rows", std::to_string(outcome->rows)},
            {"created", std::to_string(outcome->created)},
            {"updated", std::to_string(outcome->updated)},
            {"unchanged", std::to_string(outcome->unchanged)}},
           language));
  return 0;
}

int template_command(const Arguments& arguments) {
  const std::string& output = arguments.value("output");
  if (output.empty()) return report({refusal("cli.output_missing", "-o")}, arguments.language);
  auto bytes = arguments.words[0] == "bank-results"
                   ? service::bank_result_template(arguments.language)
                   : service::import_template_bytes(arguments.words[0], arguments.language);
  if (!bytes) return report(bytes.problems(), arguments.language);
  const Outcome written = write_file(output, *bytes);
  return written ? 0 : report(written.problems(), arguments.language);
}

int export_command(const Arguments& arguments) {
  const Language language = arguments.language;
  const std::string& output = arguments.value("output");
  if (output.empty()) return report({refusal("cli.output_missing", "-o")}, language);
  service::ReportRequest request;
  request.report = arguments.words[0];
  request.language = language;
  for (const char* name : {"year", "bureau"}) {
    if (arguments.has(name)) request.params.emplace_back(name, arguments.value(name));
  }
  for (const std::string& param : arguments.values("param")) {
    const std::size_t equals = param.find('=');
    if (equals == std::string::npos || equals == 0) {
      return report({refusal("cli.param_malformed", "--param", {{"value", param}})}, language);
    }
    request.params.emplace_back(param.substr(0, equals), param.substr(equals + 1));
  }
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), language);
  auto actor = acting(arguments, *station);
  if (!actor) return report(actor.problems(), language);
  if (request.report == "payment_file") {
    return export_payment_file(*station, *actor, request.params, output, language);
  }
  const Outcome written = service::export_report(*station->gate, *actor, request, output);
  return written ? 0 : report(written.problems(), language);
}

}  // namespace zhiheng::cli

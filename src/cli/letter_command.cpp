// `zhiheng letter`: letters as Word documents, and a look at edited templates.
#include "cli/commands.h"
#include "cli/shell.h"
#include "service/account_service.h"
#include "service/letter_service.h"

namespace zhiheng::cli {

int letter_command(const Arguments& arguments) {
  const Language language = arguments.language;
  const std::string& output = arguments.value("output");
  if (output.empty()) return report({refusal("cli.output_missing", "-o")}, language);
  service::LetterRequest request{arguments.words[0], {}, {}};
  for (const std::string& param : arguments.values("param")) {
    const std::size_t equals = param.find('=');
    if (equals == std::string::npos || equals == 0) {
      return report({refusal("cli.param_malformed", "--param", {{"value", param}})}, language);
    }
    request.params.emplace_back(param.substr(0, equals), param.substr(equals + 1));
  }
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), language);
  request.folder = station->settings.letters_folder;
  auto actor = arguments.has("as")
                   ? service::AccountService(*station->gate).actor_of_login(machine_operator(), arguments.value("as"))
                   : Result<domain::Actor>(machine_operator());
  if (!actor) return report(actor.problems(), language);
  auto letter = service::make_letter(*station->gate, *actor, request);
  if (!letter) return report(letter.problems(), language);
  if (arguments.has("evidence")) {
    if (!letter->evidence) {
      return report({refusal(Kind::absent, "letter.no_evidence", "--evidence", {{"kind", request.kind}})}, language);
    }
    const Outcome kept = write_file(arguments.value("evidence"), write_json_indented(*letter->evidence) + "\n");
    if (!kept) return report(kept.problems(), language);
  }
  const Outcome written = write_file(output, letter->bytes);
  return written ? 0 : report(written.problems(), language);
}

int letter_check_command(const Arguments& arguments) {
  const auto bytes = read_file(arguments.words[0], 64u << 20);
  if (!bytes) return report(bytes.problems(), arguments.language);
  const Outcome checked = service::check_letter_template(arguments.words[1], *bytes);
  if (!checked) return report(checked.problems(), arguments.language);
  print(say("letter.checked", arguments.language));
  return 0;
}

int letter_template_command(const Arguments& arguments) {
  const std::string& output = arguments.value("output");
  if (output.empty()) return report({refusal("cli.output_missing", "-o")}, arguments.language);
  auto settings = read_settings(arguments);
  if (!settings) return report(settings.problems(), arguments.language);
  const auto bytes = service::letter_template(arguments.words[0], settings->letters_folder);
  if (!bytes) return report(bytes.problems(), arguments.language);
  const Outcome written = write_file(output, *bytes);
  return written ? 0 : report(written.problems(), arguments.language);
}

}  // namespace zhiheng::cli

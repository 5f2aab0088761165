#include "cli/commands.h"

#include "cli/calc_command.h"

namespace zhiheng::cli {

int calc_command(const Arguments& arguments) {
  return calc(arguments.words[0], arguments.language);
}

int rating_command(const Arguments& arguments) {
  return rating(arguments.words[0], arguments.language);
}

int fee_basis_command(const Arguments& arguments) {
  return fee_basis(arguments.words[0], arguments.language);
}

namespace {

// The service itself, its data and its people.
std::vector<Command> commands_of_the_service() {
  return {
      {"serve",
       "[--listen HOST:PORT] [--check-config] [--print-config]",
       0,
       0,
       {{"listen"}, {"check-config", false}, {"print-config", false}},
       serve_command},
      {"migrate", "", 0, 0, {}, migrate_command},
      {"tick", "", 0, 0, {}, tick_command},
      {"backup", "FILE", 1, 1, {}, backup_command},
      {"restore", "FILE", 1, 1, {}, restore_command},
      {"demo", "[--live] [--accounts]", 0, 0, {{"live", false}, {"accounts", false}}, demo_command},
      {"check", "[--json]", 0, 0, {{"json", false}}, check_command},
      {"ledger",
       "[--year Y] [--bureau CODE] [-o FILE] [--as LOGIN]",
       0,
       0,
       {{"output", true, "o"}, {"year"}, {"bureau"}, {"as"}},
       ledger_command},
      {"bureau add", "CODE NAME [--parent CODE]", 2, 2, {{"parent"}}, bureau_add_command},
      {"user add",
       "LOGIN --role ROLE [--name NAME] [--bureau CODE] [--agency USCC] [--expert CODE] [--budget-unit CODE]",
       1,
       1,
       {{"role", true, "", true}, {"name"}, {"bureau"}, {"agency"}, {"expert"}, {"budget-unit"}},
       user_add_command},
      {"user passwd", "LOGIN", 1, 1, {}, user_passwd_command},
      {"user disable", "LOGIN", 1, 1, {}, user_disable_command},
      {"audit export",
       "-o FILE.csv [--login LOGIN] [--from DAY] [--until DAY]",
       0,
       0,
       {{"output", true, "o"}, {"login"}, {"from"}, {"until"}},
       audit_export_command},
      {"key new", "", 0, 0, {}, key_new_command},
      {"key list", "", 0, 0, {}, key_list_command},
  };
}

// Without database and network: files in, answers out.
std::vector<Command> offline_commands() {
  return {
      {"calc", "FILE|-", 1, 1, {}, calc_command},
      {"rating", "FILE|-", 1, 1, {}, rating_command},
      {"fee-basis", "FILE|-", 1, 1, {}, fee_basis_command},
      {"verify",
       "FILE|-|CODE [--code CODE] [--key FINGERPRINT|FILE] [--day DAY]",
       1,
       1,
       {{"code"}, {"key"}, {"day"}},
       verify_command},
      {"reliability", "FILE.csv|-", 1, 1, {}, reliability_command},
      {"draw commit", "VALUE [--salt HEX]", 1, 1, {{"salt"}}, draw_commit_command},
      {"draw", "KEY --pool N [--take K] [--hash sm3|sha256|md5]", 1, 1, {{"pool"}, {"take"}, {"hash"}}, draw_command},
      {"money split", "GROSS|- --rate 6%|3%|1%|0%|exempt", 1, 1, {{"rate"}}, money_split_command},
      {"money words", "AMOUNT|-", 1, 1, {}, money_words_command},
      {"money due", "DATE|- --days N [--working]", 1, 1, {{"days"}, {"working", false}}, money_due_command},
      {"money balance",
       "[-] --fee F [--bonus B] [--deduction D] [--paid P] [--retention R]",
       0,
       1,
       {{"fee"}, {"bonus"}, {"deduction"}, {"paid"}, {"retention"}},
       money_balance_command},
  };
}

// What goes in and out as files.
std::vector<Command> commands_of_files() {
  return {
      {"what-if",
       "[--policy FILE|NAME] [--from Y] [--to Y] [--bureau CODE] [--summary] [--as LOGIN]",
       0,
       0,
       {{"policy"}, {"from"}, {"to"}, {"bureau"}, {"summary", false}, {"as"}},
       what_if_command},
      {"import",
       "KIND FILE.xlsx [--dry-run] [--update] [--bureau CODE] [--marked FILE.xlsx] [--as LOGIN]",
       2,
       2,
       {{"dry-run", false}, {"update", false}, {"bureau"}, {"marked"}, {"as"}},
       import_command},
      {"letter check", "FILE.docx KIND", 2, 2, {}, letter_check_command},
      {"letter template", "KIND -o FILE.docx", 1, 1, {{"output", true, "o"}}, letter_template_command},
      {"letter",
       "KIND -o FILE.docx --param K=V [--evidence FILE.json] [--as LOGIN]",
       1,
       1,
       {{"output", true, "o"}, {"param", true, "", true}, {"evidence"}, {"as"}},
       letter_command},
      {"template", "KIND -o FILE.xlsx", 1, 1, {{"output", true, "o"}}, template_command},
      {"export",
       "REPORT -o FILE.{xlsx,csv,html,json} [--year Y] [--bureau CODE] [--param K=V] [--as LOGIN]",
       1,
       1,
       {{"output", true, "o"}, {"year"}, {"bureau"}, {"param", true, "", true}, {"as"}},
       export_command},
  };
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> whole = commands_of_the_service();
    for (const auto& more : {offline_commands(), commands_of_files()})
      whole.insert(whole.end(), more.begin(), more.end());
    return whole;
  }();
  return all;
}

}  // namespace zhiheng::cli

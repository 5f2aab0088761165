#include <csignal>

#include "base/messages.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "cli/version.h"

namespace {

using namespace zhiheng;
using namespace zhiheng::cli;

std::string help_key(const Command& command) {
  std::string key = "cli.help." + command.name;
  for (char& c : key) {
    if (c == ' ') c = '_';
  }
  return key;
}

std::string help_line(const Command& command, Language language) {
  return "  zhiheng " + command.name + (command.synopsis.empty() ? "" : " " + command.synopsis) + "\n      " +
         say(help_key(command), language);
}

// The commands whose first word this is: "money" has four.
std::vector<const Command*> commands_under(const std::string& word) {
  std::vector<const Command*> group;
  for (const Command& command : commands()) {
    if (command.name.starts_with(word + " ")) group.push_back(&command);
  }
  return group;
}

void print_overview(Language language) {
  print(say("cli.usage", language));
  print("");
  for (const Command& command : commands()) print(help_line(command, language));
  print("");
  print(say("cli.help.common", language));
}

void print_help(const Command& command, Language language) {
  print("zhiheng " + command.name + (command.synopsis.empty() ? "" : " " + command.synopsis));
  print("");
  print(say(help_key(command), language));
  print("");
  print(say("cli.help.common", language));
}

// --lang is looked for before anything else is read, so that also the refusal of an option is in the right language.
Language language_of(const std::vector<std::string>& words) {
  std::string given;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--lang" && i + 1 < words.size()) given = words[i + 1];
    if (words[i].starts_with("--lang=")) given = words[i].substr(7);
  }
  return choose_language(given);
}

int run(const std::vector<std::string>& words) {
  const Language language = language_of(words);
  if (words.empty()) {
    print_overview(language);
    return 2;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") return print_overview(language), 0;
  if (words[0] == "--version") return print("zhiheng " + std::string(version_text())), 0;
  for (const Command& command : commands()) {
    const std::size_t blank = command.name.find(' ');
    const bool two = blank != std::string::npos;
    if (words[0] != command.name.substr(0, blank)) continue;
    if (two && (words.size() < 2 || words[1] != command.name.substr(blank + 1))) continue;
    const std::vector<std::string> rest(words.begin() + (two ? 2 : 1), words.end());
    for (const std::string& word : rest) {
      if (word == "--") break;
      if (word == "--version") return print("zhiheng " + std::string(version_text())), 0;
    }
    auto arguments = read_arguments(command, rest);
    if (!arguments) return report(arguments.problems(), language);
    arguments->language = language;
    if (arguments->has("help")) return print_help(command, language), 0;
    return guarded(*arguments, [&] { return command.run(*arguments); });
  }
  if (const auto group = commands_under(words[0]); !group.empty()) {
    const bool asked = words.size() > 1 && (words[1] == "--help" || words[1] == "-h");
    for (const Command* command : group) (asked ? print : tell)(help_line(*command, language));
    return asked ? 0 : 2;
  }
  return report({refusal("cli.unknown_command", "", {{"command", words[0]}})}, language);
}

}  // namespace

int main(int count, char** words) {
  // A reader that goes away (`| head`) is no reason to die without a word.
  std::signal(SIGPIPE, SIG_IGN);
  return run(std::vector<std::string>(words + 1, words + count));
}

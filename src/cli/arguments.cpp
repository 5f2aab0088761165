#include "cli/arguments.h"

#include <algorithm>

namespace zhiheng::cli {

namespace {

const Option* find_option(const std::vector<Option>& options, const std::string& name, bool letter) {
  for (const Option& option : options) {
    if (letter ? (!option.letter.empty() && option.letter == name) : option.name == name) return &option;
  }
  return nullptr;
}

}  // namespace

const std::string& Arguments::value(const std::string& name) const {
  static const std::string nothing;
  const auto found = given_.find(name);
  return found == given_.end() ? nothing : found->second.back();
}

const std::vector<std::string>& Arguments::values(const std::string& name) const {
  static const std::vector<std::string> nothing;
  const auto found = given_.find(name);
  return found == given_.end() ? nothing : found->second;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> options{{"help", false, "h"}, {"lang"}, {"database"}, {"config"}};
  return options;
}

Result<Arguments> read_arguments(const Command& command, const std::vector<std::string>& words) {
  std::vector<Option> options = command.options;
  options.insert(options.end(), common_options().begin(), common_options().end());
  Arguments arguments;
  Problems problems;
  bool ended = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (ended || word.size() < 2 || word.front() != '-') {
      arguments.words.push_back(word);
      continue;
    }
    if (word == "--") {
      ended = true;
      continue;
    }
    const bool letter = word[1] != '-';
    const std::size_t equals = letter ? std::string::npos : word.find('=');
    const std::string name =
        letter ? word.substr(1, 1) : word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const Option* option = find_option(options, name, letter);
    if (!option) {
      problems.push_back(refusal("cli.unknown_option", word.substr(0, equals), {{"option", word.substr(0, equals)}}));
      continue;
    }
    if (!option->repeats && arguments.has(option->name)) {
      problems.push_back(refusal("cli.option_twice", word, {{"option", "--" + option->name}}));
    }
    const bool attached = equals != std::string::npos || (letter && word.size() > 2);
    if (!option->takes_value) {
      if (attached) problems.push_back(refusal("cli.value_not_taken", word, {{"option", "--" + option->name}}));
      arguments.add(option->name, "");
    } else if (attached) {
      arguments.add(option->name, word.substr(letter ? 2 : equals + 1));
    } else if (i + 1 < words.size()) {
      arguments.add(option->name, words[++i]);
    } else {
      problems.push_back(refusal("cli.value_missing", word, {{"option", "--" + option->name}}));
    }
  }
  if (!arguments.has("help")) {
    if (arguments.words.size() < command.least_words) {
      problems.push_back(refusal("cli.words_missing", "", {{"synopsis", command.name + " " + command.synopsis}}));
    }
    if (arguments.words.size() > command.most_words) {
      problems.push_back(refusal("cli.words_too_many", "", {{"word", arguments.words[command.most_words]}}));
    }
  }
  if (!problems.empty()) return problems;
  return arguments;
}

}  // namespace zhiheng::cli

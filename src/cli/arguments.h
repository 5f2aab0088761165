// The command line read the GNU way: --name value, --name=value, -o value, -- ends the options.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/messages.h"
#include "base/result.h"

namespace zhiheng::cli {

struct Option {
  std::string name;  // "database"
  bool takes_value = true;
  std::string letter = {};  // "o" for -o
  bool repeats = false;     // --param may occur several times
};

class Arguments {
 public:
  std::vector<std::string> words;  // what is no option
  Language language = Language::zh;

  bool has(const std::string& name) const { return given_.contains(name); }
  const std::string& value(const std::string& name) const;  // "" when absent
  const std::vector<std::string>& values(const std::string& name) const;
  void add(const std::string& name, std::string value) { given_[name].push_back(std::move(value)); }

 private:
  std::map<std::string, std::vector<std::string>> given_;
};

struct Command {
  std::string name;      // "user add"
  std::string synopsis;  // "KIND FILE.xlsx"; what it does is the text cli.help.<name with _ for blanks>
  std::size_t least_words = 0;
  std::size_t most_words = 0;
  std::vector<Option> options;
  int (*run)(const Arguments&) = nullptr;
};

// Options that every command takes: --help, --lang, --database, --config.
const std::vector<Option>& common_options();
// Refuses cli.unknown_option, cli.value_missing, cli.value_not_taken, cli.option_twice, cli.words_missing,
// cli.words_too_many, all together.
Result<Arguments> read_arguments(const Command& command, const std::vector<std::string>& words);

}  // namespace zhiheng::cli

#include <string>

#include "cli/calc_command.h"

int main(int count, char** words) {
  const std::string command = count > 1 ? words[1] : "";
  if (command == "calc" && count > 2) return zhiheng::cli::calc(words[2], zhiheng::Language::zh);
  if (command == "verify" && count > 2) return zhiheng::cli::verify(words[2], zhiheng::Language::zh);
  return 2;
}

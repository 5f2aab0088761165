// `zhiheng verify`: a document is recomputed offline, without database and network; a bare verification code is looked
// up among what this installation published, and what is found is recomputed in the same way.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "cli/shell.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "service/disclosure_service.h"

namespace zhiheng::cli {

namespace {

constexpr std::size_t largest_document = 64u << 20;

Result<std::string> read_input() {
  std::string text;
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return refusal(Kind::absent, "cli.file_not_readable", {}, {{"file", "-"}});
    if (count == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(count));
    if (text.size() > largest_document) return refusal(Kind::too_large, "cli.file_too_large", {}, {{"file", "-"}});
  }
}

// What is wrong with a document is the answer that was asked for, so it goes to standard output.
int tell_problems(const Problems& problems, Language language) {
  for (const Problem& problem : problems) {
    print((problem.field.empty() ? "" : problem.field + ": ") + say(problem, language));
  }
  return 2;
}

int check(const Json& document, const std::string& code, Language language) {
  const auto differences = domain::verify_evidence(document);
  if (!differences) return tell_problems(differences.problems(), language);
  for (const domain::Difference& difference : *differences) {
    const Params params = {{"published", difference.published}, {"recomputed", difference.recomputed}};
    print(difference.pointer + ": " + say(difference.rule, params, language));
  }
  if (!differences->empty()) return 2;
  if (!code.empty()) {
    // A verified document carries the digest of what it says; so the code is made of what it says, too.
    const std::string computed = domain::verification_code(document.text_at("digest"));
    if (computed != domain::read_verification_code(code)) {
      return tell_problems({refusal("disclosure.code_differs", "--code", {{"computed", computed}, {"given", code}})},
                           language);
    }
  }
  print("verified");
  return 0;
}

int check_file(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto text = file == "-" ? read_input() : read_file(file, largest_document);
  if (!text) return report(text.problems(), arguments.language);
  const auto document = parse_json(*text, {.depth = 64, .bytes = largest_document});
  if (!document) return tell_problems(document.problems(), arguments.language);
  return check(*document, arguments.value("code"), arguments.language);
}

int check_code(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  auto found = service::PublicService(*station->gate).by_code(arguments.words[0]);
  if (!found) return report(found.problems(), arguments.language);
  const Json& disclosure = found->at("disclosure");
  const Json& item = found->at("item");
  tell(disclosure.text_at("bureau") + " " + disclosure.text_at("title") +
       (item.is_null() ? "" : " " + item.text_at("engagement")));
  return check(found->at("document"), found->text_at("code"), arguments.language);
}

}  // namespace

int verify_command(const Arguments& arguments) {
  const std::string& word = arguments.words[0];
  std::error_code ignored;
  const bool is_code = !domain::read_verification_code(word).empty() && !std::filesystem::exists(word, ignored);
  return is_code ? check_code(arguments) : check_file(arguments);
}

}  // namespace zhiheng::cli

// `zhiheng verify`: a document is recomputed offline, without database and network; a bare verification code is looked
// up among what this installation published, and what is found is recomputed in the same way.
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "base/clock.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "domain/record_evidence.h"
#include "service/disclosure_service.h"
#include "service/issued_record_service.h"

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

// What the caller asks of a signed record besides its figures.
struct SignedBy {
  std::string fingerprint;  // "" when none was named
  Date day;                 // on which it must be valid
};

// Whether the installation that is configured here, if there is one, signs with the key. Who verifies needs none, so
// whatever keeps it from answering is no failure of the verification: the key is not known, and that is said.
bool is_known_here(const Arguments& arguments, const std::string& fingerprint) {
  try {
    auto station = open_station(arguments);
    return station.ok() && service::knows_signing_key(*station->gate, machine_operator(), fingerprint);
  } catch (const std::exception&) {
    return false;
  }
}

// 2 for what is forged, of another key or of one that nobody knows; 5 for what is genuine and past its day.
int check_signed(const Json& document, const SignedBy& wanted, bool differs, const Arguments& arguments) {
  const Language language = arguments.language;
  domain::RecordCheck checked = domain::check_record(document, wanted.fingerprint, wanted.day);
  if (!checked.key_given && checked.signature.state == domain::SignatureState::valid) {
    checked.key_known = is_known_here(arguments, checked.signature.fingerprint);
  }
  const Problems problems = domain::problems_of(checked);
  if (!problems.empty()) tell_problems(problems, language);
  for (const Problem& problem : problems) {
    if (problem.kind != Kind::conflict) return 2;
  }
  if (differs) return 2;
  const Params key{{"key", domain::spoken_fingerprint(checked.signature.fingerprint)}};
  print(say(checked.key_given ? "cli.record_key_fits" : "cli.record_key_known", key, language));
  return problems.empty() ? 0 : 5;
}

// A fingerprint as it was read out, or a file with the public key.
Result<SignedBy> signed_by_of(const Arguments& arguments) {
  SignedBy wanted{{}, system_clock().today()};
  if (arguments.has("day")) {
    const auto day = read_date(arguments.value("day"), "--day");
    if (!day) return day.problems();
    wanted.day = *day;
  }
  if (!arguments.has("key")) return wanted;
  std::string text = arguments.value("key");
  std::error_code ignored;
  if (std::filesystem::is_regular_file(text, ignored)) {
    const auto file = read_file(text, 1u << 16);
    if (!file) return file.problems();
    text = *file;
  }
  wanted.fingerprint = domain::fingerprint_of_text(text);
  if (wanted.fingerprint.empty()) return refusal("record.key_malformed", "--key");
  return wanted;
}

int check(const Json& document, const std::string& code, const SignedBy& signed_by, const Arguments& arguments) {
  const Language language = arguments.language;
  const auto differences = domain::verify_evidence(document);
  if (!differences) return tell_problems(differences.problems(), language);
  for (const domain::Difference& difference : *differences) {
    const Params params = {{"published", difference.published}, {"recomputed", difference.recomputed}};
    print(difference.pointer + ": " + say(difference.rule, params, language));
  }
  if (document.text_at("evidence") == "record") {
    if (const int told = check_signed(document, signed_by, !differences->empty(), arguments); told != 0) return told;
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
  const auto wanted = signed_by_of(arguments);
  if (!wanted) return report(wanted.problems(), arguments.language);
  return check(*document, arguments.value("code"), *wanted, arguments);
}

// A signed record by its code: what this installation says of it.
int tell_record(const Json& record, Language language) {
  const Json& subject = record.at("subject");
  print(subject.text_at("agency") + " " + subject.text_at("uscc") + " " + record.text_at("valid_until"));
  if (!record.at("verified").boolean())
    return tell_problems({refusal("record.signature_invalid", "/signature")}, language);
  if (record.at("revoked_at").is_string()) {
    print(say("cli.record_revoked", {{"reason", record.text_at("revoked_reason")}}, language));
    return 5;
  }
  if (record.at("expired").boolean()) {
    tell_problems({refusal("record.expired", "/subject/valid_until", {{"date", record.text_at("valid_until")}})},
                  language);
    return 5;
  }
  if (record.at("superseded").boolean()) print(say("cli.record_superseded", {}, language));
  print("verified");
  return 0;
}

int check_code(const Arguments& arguments) {
  auto station = open_station(arguments);
  if (!station) return report(station.problems(), arguments.language);
  auto found = service::PublicService(*station->gate).by_code(arguments.words[0]);
  if (!found && found.problems().front().kind == Kind::absent) {
    auto record = service::PublicService(*station->gate).record_by_code(arguments.words[0]);
    if (record) return tell_record(*record, arguments.language);
  }
  if (!found) return report(found.problems(), arguments.language);
  const Json& disclosure = found->at("disclosure");
  const Json& item = found->at("item");
  tell(disclosure.text_at("bureau") + " " + disclosure.text_at("title") +
       (item.is_null() ? "" : " " + item.text_at("engagement")));
  return check(found->at("document"), found->text_at("code"), {{}, system_clock().today()}, arguments);
}

}  // namespace

int verify_command(const Arguments& arguments) {
  const std::string& word = arguments.words[0];
  std::error_code ignored;
  const bool is_code = !domain::read_verification_code(word).empty() && !std::filesystem::exists(word, ignored);
  return is_code ? check_code(arguments) : check_file(arguments);
}

}  // namespace zhiheng::cli

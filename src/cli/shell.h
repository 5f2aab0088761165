// What the commands share: where the database is, who acts, how problems are told, and what the exit code is.
#pragma once

#include <memory>
#include <string>

#include "base/messages.h"
#include "base/result.h"
#include "cli/arguments.h"
#include "cli/settings.h"
#include "domain/access.h"
#include "service/gate.h"
#include "store/database.h"

namespace zhiheng::cli {

int exit_code(Kind kind);
// Each problem on a line of its own on standard error; answers the exit code of the gravest.
int report(const Problems& problems, Language language);
// A line on standard error.
void tell(const std::string& text);
// A line on standard output.
void print(const std::string& text);

// --lang, then ZHIHENG_LANG, LC_ALL, LC_MESSAGES, LANG; Chinese when none names English.
Language choose_language(const std::string& given);

// The database of the settings, open, with the gate over it.
struct Station {
  Settings settings;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<service::Gate> gate;
};
// `schema_must_fit`: refuses what store::schema_state refuses.
Result<Station> open_station(const Arguments& arguments, bool schema_must_fit = true);

// On the console: where the first administrators are named, and the code for it - when there is no account yet.
void tell_setup_code(const Station& station, const std::string& address, Language language);

// Whoever runs this program on the machine of the database.
domain::Actor machine_operator();

// Runs a command's body; faults of storage and broken promises become messages and exit codes.
int guarded(const Arguments& arguments, const std::function<int()>& body);

// Writes the file whole or not at all: beside its place first, then moved over it. "-" is standard output.
Outcome write_file(const std::string& path, const std::string& bytes);
Result<std::string> read_file(const std::string& path, std::size_t most = 512u << 20);
// A password from standard input: without echo on a terminal, otherwise the first line.
Result<std::string> ask_password(const std::string& prompt);

}  // namespace zhiheng::cli

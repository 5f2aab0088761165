// The two files of a payment at the command line: out to the bank or the treasury, and back from it.
#pragma once

#include "cli/arguments.h"
#include "cli/shell.h"

namespace zhiheng::cli {

// import bank-results FILE: CSV or XLSX. Prints the report; exit code 0 though rows differ, because they are no fault
// of the file: the report says which.
int import_bank_file(const Arguments& arguments, Station& station, const domain::Actor& actor);
// export payment_file -o FILE.{csv,xlsx,json} --param batch=N (an id or a number).
int export_payment_file(Station& station, const domain::Actor& actor, const Params& params, const std::string& path,
                        Language language);

}  // namespace zhiheng::cli

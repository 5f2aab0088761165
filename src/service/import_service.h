// Workbooks read into rows: all of them or none, with every problem of the workbook named by sheet and cell.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

struct ImportRequest {
  std::string kind;         // agencies, budget-units, projects, contracts, experts, score-sheets
  std::string path;         // of the workbook
  std::string file_name;    // as people know it, for the audit; empty: the path's last part
  std::string bureau;       // code of the bureau for rows that name none; empty: the actor's own, or the only root
  bool update = false;      // existing rows may be changed
  bool dry_run = false;     // everything is checked, nothing is written
  std::string marked_path;  // where a copy with the bad cells marked is written when there are any; empty: nowhere
  Language language = Language::zh;
  std::function<void(std::int64_t rows)> progress;  // after every 1,000 rows
};

struct ImportProblem {
  std::string sheet;
  std::string cell;   // "C12"
  std::string value;  // as read
  std::string rule;
  std::string reason;  // in the language of the request
};

struct ImportReport {
  std::int64_t rows = 0;     // with data, on all sheets
  std::int64_t created = 0;  // of the first sheet's rows (contracts, agencies, ...; score sheets)
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::int64_t problem_count = 0;       // all of them
  std::vector<ImportProblem> problems;  // the first 10,000
  bool written = false;                 // false when there were problems, or on a dry run
  std::string marked_path;              // empty when no marked copy was written
};

// Refused as a whole: import.unknown_kind, import.no_bureau, access.*, and what the workbook reader refuses. Problems
// in cells do not refuse the call; they stand in the report, and then nothing was written.
Result<ImportReport> import_workbook(Gate& gate, const domain::Actor& actor, const ImportRequest& request);

// {"kind","rows","created","updated","unchanged","written","problem_count","problems":[{"sheet","cell","value","rule",
// "text"}]}
Json import_report_to_json(const ImportRequest& request, const ImportReport& report);

}  // namespace zhiheng::service

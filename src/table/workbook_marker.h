// A copy of an uploaded workbook in which every refused cell is red and says why.
#pragma once

#include <string>
#include <vector>

#include "base/messages.h"
#include "base/result.h"

namespace zhiheng::table {

struct CellProblem {
  std::string sheet;
  std::string cell;    // "C12"; "" for what concerns the whole sheet
  std::string value;   // as read
  std::string reason;  // in the language of the workbook
};

// Writes `target` with a first sheet 问题清单 (sheet, cell, value, reason) and after it every sheet of `source`
// with its values; cells with problems are filled red and carry the reasons as a comment (the first 5,000 of
// them; the list is always whole). The copy, once mended, can be imported as it is: importers pass over the
// list. Two passes over the source, in constant memory. Refuses what the reader and print() refuse.
Outcome mark_workbook(const std::string& source, const std::string& target, const std::vector<CellProblem>& problems,
                      Language language);

std::string problem_sheet_name(Language language);  // 问题清单, Problems

}  // namespace zhiheng::table

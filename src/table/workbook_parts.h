// The parts of a workbook that every sheet needs: relations, names of sheets, date styles, shared strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "table/workbook_xml.h"

namespace zhiheng::table {

// All shared strings behind each other in one block, so that a hundred thousand short names cost their bytes only.
class SharedStrings {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  void add(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }
  std::size_t bytes() const { return bytes_.size(); }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

struct SheetPart {
  std::string name;
  std::string part;
  bool hidden = false;
};

struct WorkbookParts {
  std::vector<SheetPart> sheets;
  bool since_1904 = false;
  std::vector<char> date_style;  // by index of the cell format
  SharedStrings strings;
};

// Throws Refusal.
WorkbookParts read_parts(WorkbookZip& zip, const WorkbookLimits& limits);

}  // namespace zhiheng::table

// Files, other people's workbooks and other people's programs for the tests of the table room.
#pragma once

#include <string>
#include <vector>

#include "table/workbook_reader.h"

namespace table_test {

// A folder that is removed with everything in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  std::vector<std::string> names() const;  // of the files in it, sorted

 private:
  std::string path_;
};

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes);
// Runs a script with the system's Python (openpyxl is one of the project's packages); fails the test otherwise.
void python(const std::string& script, const std::vector<std::string>& arguments);
// Runs a command line and answers its exit status.
int run(const std::string& command);

// "A1=text:abc|B1=number:1.5" per row, one line per row: what a reader test compares.
std::string sheet_text(zhiheng::table::WorkbookReader& reader, std::size_t sheet);
std::string sheet_text(const std::string& path, const std::string& sheet);
// The rule of the first problem of opening and reading everything; "" when all was read.
std::string first_refusal(const std::string& path, const zhiheng::table::WorkbookLimits& limits = {});

}  // namespace table_test

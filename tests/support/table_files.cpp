#include "support/table_files.h"

#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace table_test {

using namespace zhiheng;
using namespace zhiheng::table;

Folder::Folder() {
  path_ = "/tmp/zhiheng-table-test-XXXXXX";
  REQUIRE(::mkdtemp(path_.data()) != nullptr);
}

Folder::~Folder() {
  std::filesystem::remove_all(path_);
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  REQUIRE(file.good());
}

int run(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void python(const std::string& script, const std::vector<std::string>& arguments) {
  const Folder folder;
  write_file(folder / "script.py", script);
  std::string command = "/usr/bin/python3 " + (folder / "script.py");
  for (const auto& argument : arguments) command += " '" + argument + "'";
  REQUIRE(run(command) == 0);
}

std::string sheet_text(WorkbookReader& reader, std::size_t sheet) {
  static constexpr const char* kinds[] = {"empty", "text", "number", "boolean", "error", "date"};
  std::string out;
  const auto read = reader.read(sheet, [&](const SheetRow& row) {
    std::string line;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const SheetCell& cell = row.cells[i];
      if (cell.kind == SheetCellKind::empty && !cell.formula) continue;
      line += (line.empty() ? "" : " | ") + cell_reference(i, row.number) + "=" +
              kinds[static_cast<std::size_t>(cell.kind)] + ":" + cell.text;
      if (cell.formula) line += " (formula)";
      if (cell.imprecise) line += " (imprecise)";
    }
    out += line + "\n";
    return true;
  });
  if (!read.ok()) return "refused " + read.problems().front().rule;
  for (const auto& merged : read->merged)
    out += "merged " + cell_reference(merged.first_column, merged.first_row) + ":" +
           cell_reference(merged.last_column, merged.last_row) + "\n";
  return out;
}

std::string sheet_text(const std::string& path, const std::string& sheet) {
  auto reader = WorkbookReader::open(path);
  if (!reader.ok()) return "refused " + reader.problems().front().rule;
  const std::size_t position = reader->find_sheet(sheet);
  if (position == reader->sheets().size()) return "no such sheet";
  return sheet_text(*reader, position);
}

std::string first_refusal(const std::string& path, const WorkbookLimits& limits) {
  auto reader = WorkbookReader::open(path, limits);
  if (!reader.ok()) return reader.problems().front().rule;
  for (std::size_t i = 0; i < reader->sheets().size(); ++i) {
    const auto read = reader->read(i, [](const SheetRow&) { return true; });
    if (!read.ok()) return read.problems().front().rule;
  }
  return "";
}

}  // namespace table_test

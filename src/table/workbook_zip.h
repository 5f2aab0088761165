// The zip container of a workbook: its parts by name, each with the sizes it declares checked before it is inflated.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "table/refusal.h"
#include "table/workbook_reader.h"

namespace zhiheng::table {

class WorkbookZip {
 public:
  // Throws Refusal. `path` may be /proc/self/fd/N.
  WorkbookZip(const std::string& path, const WorkbookLimits& limits);
  ~WorkbookZip();
  WorkbookZip(const WorkbookZip&) = delete;
  WorkbookZip& operator=(const WorkbookZip&) = delete;

  bool has(std::string_view part) const;
  // Hands on the inflated bytes piece by piece until `sink` answers false. Throws Refusal when the part is
  // missing, or damaged (the check sum is verified when everything was read).
  void inflate(std::string_view part, const std::function<bool(std::string_view)>& sink);
  // Names of all parts, sorted, in lower case (part names do not distinguish it).
  std::vector<std::string> parts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zhiheng::table

// Strict reading of a definition's JSON: every member is asked for by name, and what nobody asked for is refused.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "table/report_definition.h"

namespace zhiheng::table {

// The problems of one file, each at its pointer.
class ReportProblems {
 public:
  explicit ReportProblems(std::string_view file) : file_(file) {}
  void add(std::string rule, const std::string& pointer, std::string_view found, std::string_view expected = {}) {
    problems_.push_back(refusal(std::move(rule), pointer,
                                {{"file", file_}, {"found", std::string(found)}, {"expected", std::string(expected)}}));
  }
  void add(const Problems& problems) { problems_.insert(problems_.end(), problems.begin(), problems.end()); }
  bool none() const { return problems_.empty(); }
  Problems take() { return std::move(problems_); }

 private:
  std::string file_;
  Problems problems_;
};

// One JSON object being read. Each getter remembers its key; finish() refuses the others.
class ReportMembers {
 public:
  // Not an object: one problem, and every getter answers the absent value.
  ReportMembers(const Json& json, std::string pointer, ReportProblems& problems);

  const Json* find(const char* key);      // any type
  const Json* required(const char* key);  // problem when absent
  std::string text(const char* key, bool must_exist = false);
  bool flag(const char* key, bool otherwise);
  int number(const char* key, int low, int high, int otherwise);
  Wording wording(const char* key, bool must_exist = false);
  std::vector<Wording> wordings(const char* key);
  std::vector<const Json*> items(const char* key);
  void finish();

  std::string at(std::string_view key) const { return pointer_to(pointer_, key); }
  std::string at(std::string_view key, std::size_t index) const { return pointer_to(at(key), index); }

 private:
  Wording read_wording(const Json& json, const std::string& pointer);
  const Json& json_;
  std::string pointer_;
  ReportProblems& problems_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace zhiheng::table

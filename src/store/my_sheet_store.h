// The score sheets of one expert as lists, and what he gave in earlier ones.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "store/sql.h"

namespace zhiheng::store {

enum class SheetGroup { all, to_do, done, closed };

struct MySheet {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string component, state;
  std::optional<Score> total;
  std::string submitted_at, returned_reason;
  std::int64_t panel_id = 0;
  std::string panel_name, deadline_on, panel_state;
  bool recused = false;
  std::int64_t engagement_id = 0;
  std::string engagement_code, engagement_name;
  std::int64_t policy_id = 0;
  std::int64_t scored = 0;  // criteria with points
  bool undeclared = false;  // the panel asks for a declaration that he has not made
};

struct MySheetQuery {
  std::int64_t expert_id = 0;
  SheetGroup group = SheetGroup::all;
  std::string text;       // in lower case; "" for no search
  std::string after_day;  // the last row of the page before, of to_do
  std::int64_t after_id = 0;
  int limit = 50;
};
// to_do by deadline, the others newest first; one row more than asked for tells that there are more.
std::vector<MySheet> my_sheets(Connection& rows, const MySheetQuery& query);
std::int64_t count_my_sheets(Connection& rows, const MySheetQuery& query);

// How many sheets stand in each group, all at once.
struct MySheetCounts {
  std::int64_t to_do = 0, done = 0, closed = 0, all = 0;
};
MySheetCounts count_my_sheets(Connection& rows, std::int64_t expert_id);

// One row per criterion of each sheet that the expert handed in for this component under this policy, the latest sheet
// first; a sheet that has only a total has one row without a criterion.
struct EarlierPoints {
  std::int64_t sheet_id = 0;
  std::int64_t policy_id = 0;
  std::string engagement_name;
  std::optional<Score> total;
  std::string submitted_at;
  std::string criterion;
  std::optional<Score> points;
};
std::vector<EarlierPoints> earlier_points(Connection& rows, std::int64_t expert_id, std::int64_t but_sheet_id,
                                          const std::string& component, const std::string& policy_code);

}  // namespace zhiheng::store

#include "table/table_header.h"

#include <algorithm>

namespace zhiheng::table {

namespace {

// Columns share a group cell when they agree on this group and all groups above it.
bool same_group(const Column& a, const Column& b, std::size_t level) {
  return a.groups.size() > level && b.groups.size() > level &&
         std::equal(a.groups.begin(), a.groups.begin() + static_cast<std::ptrdiff_t>(level) + 1, b.groups.begin());
}

}  // namespace

std::vector<std::vector<HeaderCell>> header_rows(const std::vector<Column>& columns) {
  std::size_t depth = 1;
  for (const auto& column : columns) depth = std::max(depth, column.groups.size() + 1);
  std::vector<std::vector<HeaderCell>> rows(depth);
  for (std::size_t level = 0; level < depth; ++level) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& column = columns[i];
      if (column.groups.size() > level) {
        if (i > 0 && same_group(columns[i - 1], column, level)) {
          rows[level].back().last_column = i;
        } else {
          rows[level].push_back({column.groups[level], i, i, 1});
        }
      } else if (column.groups.size() == level) {
        rows[level].push_back({column.title, i, i, depth - level});
      }
    }
  }
  return rows;
}

std::string full_title(const Column& column) {
  std::string title;
  for (const auto& group : column.groups) title += group + " ";
  return title + column.title;
}

}  // namespace zhiheng::table

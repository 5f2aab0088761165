// Files compiled into the binary (sql/, templates/, reports/), so that one executable runs anywhere.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace zhiheng {

// Path from the project's root, "sql/seed/holidays.csv"; nullopt when there is no such file.
std::optional<std::string_view> find_resource(std::string_view path);
std::string_view resource(std::string_view path);                        // Defect when absent
std::vector<std::string_view> resources_under(std::string_view folder);  // sorted paths, "sql/migrations/"

}  // namespace zhiheng

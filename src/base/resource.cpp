#include "base/resource.h"

#include "base/resource_table.h"
#include "base/result.h"

namespace zhiheng {

std::optional<std::string_view> find_resource(std::string_view path) {
  for (const ResourceRow* row = resource_table; row->path; ++row) {
    if (path == row->path) return std::string_view(row->begin, static_cast<std::size_t>(row->end - row->begin));
  }
  return std::nullopt;
}

std::string_view resource(std::string_view path) {
  const auto found = find_resource(path);
  ensure(found.has_value(), "a compiled-in file that is not there");
  return *found;
}

std::vector<std::string_view> resources_under(std::string_view folder) {
  std::vector<std::string_view> paths;
  for (const ResourceRow* row = resource_table; row->path; ++row) {
    const std::string_view path = row->path;
    if (path.starts_with(folder)) paths.push_back(path);
  }
  return paths;
}

}  // namespace zhiheng

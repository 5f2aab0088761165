// The table that CMake generates for base/resource.cpp; nobody else includes this.
#pragma once

namespace zhiheng {

struct ResourceRow {
  const char* path;
  const char* begin;
  const char* end;
};
extern const ResourceRow resource_table[];  // sorted by path, ends with a null path

}  // namespace zhiheng

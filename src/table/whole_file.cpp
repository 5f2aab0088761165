#include "table/whole_file.h"

#include "table/pending_file.h"

namespace zhiheng::table {

Outcome write_whole_file(const std::string& path, std::string_view bytes) {
  try {
    PendingFile file(path);
    file.write(bytes);
    file.commit();
  } catch (const Refusal& refused) {
    return refused.problem;
  }
  return Done();
}

}  // namespace zhiheng::table

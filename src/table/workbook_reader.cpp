#include "table/workbook_reader.h"

#include <sys/mman.h>
#include <unistd.h>

#include "table/workbook_sheet.h"

namespace zhiheng::table {

struct WorkbookReader::State {
  WorkbookZip zip;
  WorkbookParts parts;
  std::vector<SheetName> names;
  State(const std::string& path, const WorkbookLimits& limits) : zip(path, limits), parts(read_parts(zip, limits)) {
    for (const auto& sheet : parts.sheets) names.push_back({sheet.name, sheet.hidden});
  }
};

WorkbookReader::WorkbookReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
WorkbookReader::WorkbookReader(WorkbookReader&&) noexcept = default;
WorkbookReader& WorkbookReader::operator=(WorkbookReader&&) noexcept = default;
WorkbookReader::~WorkbookReader() = default;

Result<WorkbookReader> WorkbookReader::open(const std::string& path, const WorkbookLimits& limits) {
  try {
    return WorkbookReader(std::make_unique<State>(path, limits));
  } catch (Refusal& refusal) {
    return std::move(refusal.problem);
  }
}

Result<WorkbookReader> WorkbookReader::open_bytes(std::string_view bytes, const WorkbookLimits& limits) {
  // A file without a name: the zip library wants to seek in a file, and an upload need not touch the disk.
  const int file = ::memfd_create("workbook", MFD_CLOEXEC);
  ensure(file >= 0, "the kernel lends a file in memory");
  struct Close {
    int file;
    ~Close() { ::close(file); }
  } close{file};
  if (bytes.size() > limits.file_bytes)
    return refusal(Kind::too_large, "workbook.too_large", "", {{"limit_mib", std::to_string(limits.file_bytes >> 20)}});
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    ensure(written > 0, "memory takes what is written to it");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  // The zip library opens its own descriptor, which keeps the file alive after ours is closed.
  return open("/proc/self/fd/" + std::to_string(file), limits);
}

const std::vector<WorkbookReader::SheetName>& WorkbookReader::sheets() const {
  return state_->names;
}

std::size_t WorkbookReader::find_sheet(std::string_view name) const {
  std::size_t position = 0;
  while (position < state_->names.size() && state_->names[position].name != name) ++position;
  return position;
}

Result<SheetSummary> WorkbookReader::read(std::size_t sheet, const std::function<bool(const SheetRow&)>& on_row) {
  ensure(sheet < state_->parts.sheets.size(), "a sheet is read by its position");
  try {
    return read_sheet(state_->zip, state_->parts, state_->parts.sheets[sheet], on_row);
  } catch (Refusal& refusal) {
    return std::move(refusal.problem);
  }
}

const SheetCell& SheetRow::at(std::size_t column) const {
  static const SheetCell none;
  return column < cells.size() ? cells[column] : none;
}

bool SheetRow::blank() const {
  for (const auto& cell : cells) {
    if (cell.formula) return false;
    for (std::size_t i = 0; i < cell.text.size(); ++i) {
      const auto c = static_cast<unsigned char>(cell.text[i]);
      if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
      // U+3000, the blank of Chinese type, and U+00A0.
      if (cell.text.compare(i, 3, "\xE3\x80\x80") == 0) {
        i += 2;
      } else if (cell.text.compare(i, 2, "\xC2\xA0") == 0) {
        i += 1;
      } else {
        return false;
      }
    }
  }
  return true;
}

}  // namespace zhiheng::table

#include "table/table.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>

#include "table/printers.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

constexpr std::array<std::string_view, 10> type_names{"text",        "integer", "money",     "score", "percent",
                                                      "coefficient", "date",    "timestamp", "flag",  "empty"};

struct FormatName {
  Format format;
  std::string_view ending;
  std::string_view media_type;
};
constexpr FormatName formats[] = {
    {Format::xlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {Format::csv, ".csv", "text/csv; charset=utf-8"},
    {Format::html, ".html", "text/html; charset=utf-8"},
    {Format::json, ".json", "application/json"},
    {Format::text, ".txt", "text/plain; charset=utf-8"},
};

const FormatName& about(Format format) {
  return formats[static_cast<std::size_t>(format)];
}

void print_stream(const Workbook& workbook, Format format, ByteSink& sink) {
  switch (format) {
    case Format::csv: return print_csv(workbook, sink);
    case Format::html: return print_html(workbook, sink);
    case Format::json: return print_json(workbook, sink);
    case Format::text: return print_text(workbook, sink);
    case Format::xlsx: break;
  }
  throw Defect("a workbook of Excel is printed into a file");
}

// A folder of our own under TMPDIR, gone when the bytes are read.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const char* base = std::getenv("TMPDIR");
    path_ = std::string(base && *base ? base : "/tmp") + "/zhiheng-XXXXXX";
    if (!::mkdtemp(path_.data())) refuse_write(errno, path_, "/tmp");
  }
  ~TemporaryFolder() {
    ::unlink(file().c_str());
    ::rmdir(path_.c_str());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file() const { return path_ + "/workbook.xlsx"; }

 private:
  std::string path_;
};

void print_file(const Workbook& workbook, Format format, const std::string& path) {
  PendingFile file(path);
  if (format == Format::xlsx) {
    print_xlsx(workbook, file, path);
  } else {
    print_stream(workbook, format, file);
  }
  file.commit();
}

std::string read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  ensure(file != nullptr, "what was just written can be read");
  std::string bytes;
  char piece[65536];
  while (const std::size_t size = std::fread(piece, 1, sizeof piece, file.get())) bytes.append(piece, size);
  return bytes;
}

}  // namespace

std::optional<CellType> find_cell_type(std::string_view name) {
  for (std::size_t i = 0; i < type_names.size(); ++i) {
    if (type_names[i] == name) return static_cast<CellType>(i);
  }
  return std::nullopt;
}

std::string_view name_of(CellType type) {
  return type_names[static_cast<std::size_t>(type)];
}

bool is_numeric(CellType type) {
  return type == CellType::integer || type == CellType::money || type == CellType::score || type == CellType::percent ||
         type == CellType::coefficient;
}

RowSource rows_of(std::vector<std::vector<Value>> rows) {
  auto kept = std::make_shared<std::vector<std::vector<Value>>>(std::move(rows));
  return [kept, next = std::size_t{0}](std::vector<Value>& row) mutable {
    if (next == kept->size()) {
      next = 0;  // rows in memory can be printed again
      return false;
    }
    row = (*kept)[next++];
    return true;
  };
}

RowSource rows_of(std::vector<Record> records, const std::vector<Column>& columns) {
  auto kept = std::make_shared<std::vector<Record>>(std::move(records));
  return rows_of(
      [kept, next = std::size_t{0}](Record& record) mutable {
        if (next == kept->size()) {
          next = 0;
          return false;
        }
        record = (*kept)[next++];
        return true;
      },
      columns);
}

RowSource rows_of(std::function<bool(Record&)> next, const std::vector<Column>& columns) {
  std::vector<std::string> keys;
  for (const auto& column : columns) keys.push_back(column.key);
  return [next = std::move(next), keys = std::move(keys), record = Record()](std::vector<Value>& row) mutable {
    record = Record();
    if (!next(record)) return false;
    row.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) row[i] = record.get(keys[i]);
    return true;
  };
}

std::optional<std::int64_t> formula_value(const Formula& formula, const std::vector<Column>& columns,
                                          const std::vector<Value>& row) {
  return ResolvedFormula(formula, columns).value(row);
}

Result<Format> format_of(std::string_view path) {
  for (const auto& format : formats) {
    if (path.size() > format.ending.size() && path.substr(path.size() - format.ending.size()) == format.ending)
      return format.format;
  }
  return refusal("format.unknown", std::string(path));
}

std::string_view media_type(Format format) {
  return about(format).media_type;
}
std::string_view ending(Format format) {
  return about(format).ending;
}

Result<std::string> bytes_through_file(const std::function<Outcome(const std::string& path)>& write) {
  try {
    const TemporaryFolder folder;
    const Outcome written = write(folder.file());
    if (!written.ok()) return written.problems();
    return read_file(folder.file());
  } catch (Refusal& refused) {
    return std::move(refused.problem);
  }
}

Outcome print(const Workbook& workbook, Format format, const std::string& path) {
  if (workbook.sheets.empty()) return refusal("table.no_sheets");
  try {
    print_file(workbook, format, path);
    return Done();
  } catch (Refusal& refused) {
    return std::move(refused.problem);
  }
}

Result<std::string> print_to_bytes(const Workbook& workbook, Format format) {
  if (workbook.sheets.empty()) return refusal("table.no_sheets");
  try {
    if (format == Format::xlsx)
      return bytes_through_file([&](const std::string& path) { return print(workbook, format, path); });
    StringSink sink;
    print_stream(workbook, format, sink);
    return sink.take();
  } catch (Refusal& refused) {
    return std::move(refused.problem);
  }
}

}  // namespace zhiheng::table

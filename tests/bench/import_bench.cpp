// An import of agencies beside only inflating and parsing the same workbook: import_bench [rows].
#include <expat.h>
#include <minizip/unzip.h>
#include <unistd.h>

#include <filesystem>

#include "base/uscc.h"
#include "bench_child.h"
#include "service/import_columns.h"
#include "service/import_service.h"
#include "support/world.h"
#include "table/table.h"

using namespace zhiheng;

namespace {

std::string uscc_of(std::uint32_t number) {
  char text[18];
  std::snprintf(text, sizeof text, "91532500%09u", number);
  return std::string(text) + uscc_check_character(text);
}

// The workbook as people fill it in: the headers of the template, text, choices by name and dates.
bool write_workbook(const std::string& path, std::uint32_t rows) {
  table::Table table;
  const service::ImportSheet& sheet = service::find_import_kind("agencies")->sheets[0];
  table.name = sheet.name(Language::zh);
  for (const service::ImportColumn& described : sheet.columns) {
    table::Column column;
    column.key = described.key;
    column.title = described.header(Language::zh);
    column.type = described.field.type == domain::FieldType::date ? table::CellType::date : table::CellType::text;
    table.columns.push_back(std::move(column));
  }
  table.rows = [rows, &sheet, next = std::uint32_t{0}](std::vector<Value>& row) mutable {
    if (next == rows) return false;
    const std::string number = std::to_string(++next);
    row.clear();
    for (const service::ImportColumn& column : sheet.columns) {
      const std::string& key = column.key;
      row.push_back(key == "uscc"              ? Value(uscc_of(next))
                    : key == "name"            ? Value("红河示范第" + number + "会计师事务所")
                    : key == "type"            ? Value("会计师事务所")
                    : key == "registered_on"   ? Value("2015-06-" + std::to_string(10 + next % 20))
                    : key == "phone"           ? Value("0873-" + std::to_string(1000000 + next))
                    : key == "email"           ? Value("office" + number + "@example.cn")
                    : key == "address"         ? Value("蒙自市示范路" + number + "号")
                    : key.starts_with("legal") ? Value("张" + number)
                    : key == "contact"         ? Value("李" + number)
                    : key == "remark"          ? Value("第" + number + "家")
                    : key == "bureau"          ? Value("532500")
                                               : Value());
    }
    return true;
  };
  table::Workbook workbook;
  workbook.title = table.name;
  workbook.sheets.emplace_back(std::move(table));
  return print(workbook, table::Format::xlsx, path).ok();
}

bool parse_part(unzFile file, const char* name) {
  if (unzLocateFile(file, name, 1) != UNZ_OK) return true;
  if (unzOpenCurrentFile(file) != UNZ_OK) return false;
  XML_Parser parser = XML_ParserCreate(nullptr);
  // The parser does its work only when somebody listens.
  XML_SetElementHandler(
      parser, [](void*, const char*, const char**) {}, [](void*, const char*) {});
  XML_SetCharacterDataHandler(parser, [](void*, const char*, int) {});
  static char piece[65536];
  bool ok = true;
  for (int size = 1; ok && size > 0;) {
    size = unzReadCurrentFile(file, piece, sizeof piece);
    ok = size >= 0 && XML_Parse(parser, piece, size, size == 0) == XML_STATUS_OK;
  }
  XML_ParserFree(parser);
  return unzCloseCurrentFile(file) == UNZ_OK && ok;
}

bool read_bare(const std::string& path) {
  unzFile file = unzOpen64(path.c_str());
  if (!file) return false;
  const bool ok = parse_part(file, "xl/sharedStrings.xml") && parse_part(file, "xl/worksheets/sheet1.xml");
  unzClose(file);
  return ok;
}

// Into a copy of a migrated database on disk, with everything that the product does: audit, commit, durable.
bool import_into(const std::string& folder, const std::string& book, std::int64_t rows) {
  std::filesystem::copy_file(folder + "/empty.db", folder + "/run.db",
                             std::filesystem::copy_options::overwrite_existing);
  const auto database = testing::open_at("sqlite:" + folder + "/run.db", 1);
  service::Gate gate(*database, system_clock());
  domain::Actor machine;
  machine.operator_of_machine = true;
  machine.login = "bench";
  service::ImportRequest request;
  request.kind = "agencies";
  request.path = book;
  const auto report = service::import_workbook(gate, machine, request);
  return report.ok() && report->written && report->created == rows;
}

}  // namespace

int main(int count, char** words) {
  const std::uint32_t rows = count > 1 ? static_cast<std::uint32_t>(std::atoi(words[1])) : 50'000;
  const std::string folder = "/tmp/zhiheng-import-bench-" + std::to_string(::getpid());
  std::filesystem::create_directory(folder);
  const std::string book = folder + "/agencies.xlsx";
  bench::once_in_child([&] { return write_workbook(book, rows); });
  bench::once_in_child([&] {
    const auto database = testing::open_at("sqlite:" + folder + "/empty.db", 1);
    if (!store::migrate(*database, testing::some_moment())) return false;
    testing::make_world(*database);
    return true;
  });
  bench::compare(
      "import", [&] { return read_bare(book); }, [&] { return import_into(folder, book, rows); }, 5);
  std::filesystem::remove_all(folder);
}

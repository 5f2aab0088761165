// One run of an import inside its transaction: sheets found, headers read, problems collected, rows counted.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "service/import_cells.h"
#include "service/import_service.h"
#include "service/record_parts.h"
#include "table/workbook_reader.h"

namespace zhiheng::service {

inline constexpr std::size_t most_listed_problems = 10'000;

// 128 bits over the values of a row: equal rows have equal digests, and two that differ do not in practice.
struct Digest {
  std::uint64_t high = 0xcbf29ce484222325u;
  std::uint64_t low = 0x9e3779b97f4a7c15u;
  void add(const Value& value);
  // Order does not matter to the sum: for the parts of a whole.
  void join(const Digest& part) {
    high += part.high;
    low += part.low;
  }
  friend bool operator==(const Digest&, const Digest&) = default;
};

class ImportRun {
 public:
  ImportRun(Tx& tx, const ImportRequest& request, const ImportKind& kind, table::WorkbookReader& reader,
            ImportReport& report);

  Tx& tx;
  const ImportRequest& request;
  const ImportKind& kind;
  ImportReport& report;

  // Finds the sheets of the kind; a workbook with a single sheet may call it anything. Problems: import.sheet_missing,
  // import.unknown_sheet (a visible sheet with rows that is none of ours).
  void find_sheets();
  // Reads the rows of one sheet under their header, examples and blank rows left out. The row is reused.
  using RowBody = std::function<void(const table::SheetRow& row)>;
  Outcome read_rows(std::size_t sheet, const RowBody& body);
  const HeaderMap& header(std::size_t sheet) const { return headers_[sheet]; }
  bool has_header(std::size_t sheet) const { return headers_[sheet].row != 0; }

  // The values of a row by column, as read_cell gives them; false when a cell was refused (the value is then what an
  // empty field holds). Columns that the workbook does not have keep what an empty field holds.
  bool read_values(std::size_t sheet, const table::SheetRow& row, std::vector<Value>& values);

  void add_problem(std::size_t sheet, std::uint32_t row, std::size_t column, const std::string& value,
                   const Problem& problem);
  void add_sheet_problem(const std::string& sheet, const Problem& problem);
  bool clean() const { return report.problem_count == 0; }
  std::string cell_name(std::size_t sheet, std::uint32_t row, std::size_t column) const;

  // Bureaus by code; those that the actor may not write to are import.bureau_out_of_scope.
  std::int64_t bureau_named(const Value& code, std::int64_t otherwise, std::string& refused_rule);
  // One row of history for every row of the table after this id, in one statement: the import is the only writer.
  void write_history(const domain::Shape& shape, std::int64_t after_id);
  std::int64_t default_bureau = 0;
  domain::Action edit_action = domain::Action::edit_records;

 private:
  void add(ImportProblem problem);
  void report_header(std::size_t sheet, const std::vector<HeaderProblem>& problems);
  void check_merged(std::size_t sheet, const table::SheetSummary& summary);

  table::WorkbookReader& reader_;
  std::vector<std::size_t> places_;  // of the kind's sheets in the workbook
  std::vector<HeaderMap> headers_;
  std::vector<std::vector<bool>> known_cells_;             // by sheet and cell: it has a header
  std::unordered_map<std::string, std::int64_t> bureaus_;  // by code; negative: not the actor's
};

// Rows written a hundred at a time.
class BatchInsert {
 public:
  // `columns` of the table, without created_at and updated_at where `times` says that it has them.
  BatchInsert(Tx& tx, std::string table, std::vector<std::string> columns, bool times);
  void add(std::vector<Value>& row);  // takes the values away
  void add(std::vector<Value>&& row) { add(row); }
  void flush();

 private:
  static constexpr std::size_t rows_at_once = 100;
  std::string sql(std::size_t rows) const;
  Tx& tx_;
  std::string table_;
  std::vector<std::string> columns_;
  bool times_;
  std::string now_;
  std::string full_;
  std::size_t rows_ = 0;
  store::Parameters parameters_;
};

// The bodies of the kinds, inside the transaction.
Outcome import_records(ImportRun& run);
Outcome import_contracts(ImportRun& run);
Outcome import_experts(ImportRun& run);
Outcome import_score_sheets(ImportRun& run);
Outcome import_agency_record(ImportRun& run);
Outcome import_invoices(ImportRun& run);

}  // namespace zhiheng::service

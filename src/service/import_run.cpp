#include "service/import_run.h"

#include <algorithm>

#include "domain/identity_number.h"
#include "domain/shape_text.h"
#include "table/workbook_marker.h"
#include "table/workbook_template.h"

namespace zhiheng::service {

namespace {

constexpr std::uint64_t prime = 0x100000001b3u;

void mix(std::uint64_t& high, std::uint64_t& low, unsigned char byte) {
  high = (high ^ byte) * prime;
  low = (low ^ (byte + 0x9du)) * 0xff51afd7ed558ccdu;
  low ^= low >> 29;
}

bool passed_over(const std::string& name) {
  for (const Language language : {Language::zh, Language::en}) {
    if (name == table::instructions_sheet_name(language) || name == table::problem_sheet_name(language)) return true;
  }
  return false;
}

}  // namespace

void Digest::add(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    mix(high, low, 1);
    for (const char byte : *text) mix(high, low, static_cast<unsigned char>(byte));
    return;
  }
  const auto* number = std::get_if<std::int64_t>(&value);
  mix(high, low, number ? 2 : 3);
  if (number == nullptr) return;
  auto bits = static_cast<std::uint64_t>(*number);
  for (int i = 0; i < 8; ++i, bits >>= 8) mix(high, low, static_cast<unsigned char>(bits & 0xff));
}

ImportRun::ImportRun(Tx& the_tx, const ImportRequest& the_request, const ImportKind& the_kind,
                     table::WorkbookReader& reader, ImportReport& the_report)
    : tx(the_tx), request(the_request), kind(the_kind), report(the_report), reader_(reader) {
  places_.assign(kind.sheets.size(), reader_.sheets().size());
  headers_.resize(kind.sheets.size());
  known_cells_.resize(kind.sheets.size());
}

void ImportRun::add(ImportProblem problem) {
  ++report.problem_count;
  if (report.problems.size() < most_listed_problems) report.problems.push_back(std::move(problem));
}

std::string ImportRun::cell_name(std::size_t sheet, std::uint32_t row, std::size_t column) const {
  const HeaderMap& map = headers_[sheet];
  const bool known = column < map.cell_of.size() && map.has(column);
  return table::cell_reference(known ? map.cell_of[column] : 0, row);
}

void ImportRun::add_problem(std::size_t sheet, std::uint32_t row, std::size_t column, const std::string& value,
                            const Problem& problem) {
  if (report.problems.size() >= most_listed_problems) {
    ++report.problem_count;
    return;
  }
  add({reader_.sheets()[places_[sheet]].name, cell_name(sheet, row, column), value, problem.rule,
       say(problem, request.language)});
}

void ImportRun::add_sheet_problem(const std::string& sheet, const Problem& problem) {
  add({sheet, "", "", problem.rule, say(problem, request.language)});
}

void ImportRun::find_sheets() {
  const auto& sheets = reader_.sheets();
  std::vector<std::size_t> visible;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    if (!sheets[i].hidden && !passed_over(sheets[i].name)) visible.push_back(i);
  }
  for (std::size_t i = 0; i < kind.sheets.size(); ++i) {
    for (const std::size_t place : visible) {
      const std::string& name = sheets[place].name;
      if (name == kind.sheets[i].name(Language::zh) || name == kind.sheets[i].name(Language::en)) places_[i] = place;
    }
  }
  if (kind.sheets.size() == 1 && visible.size() == 1) places_[0] = visible[0];
  for (std::size_t i = 0; i < kind.sheets.size(); ++i) {
    // A contract may do without instalments, but not without engagements.
    const bool optional = kind.sheets[i].stem == "instalment" || kind.kind == "agency-record";
    if (places_[i] == sheets.size() && !optional) {
      const std::string name = kind.sheets[i].name(request.language);
      add_sheet_problem(name, refusal("import.sheet_missing", "", {{"sheet", name}}));
    }
  }
  for (const std::size_t place : visible) {
    if (std::find(places_.begin(), places_.end(), place) != places_.end()) continue;
    bool filled = false;
    const auto read = reader_.read(place, [&](const table::SheetRow& row) {
      filled = filled || !row.blank();
      return !filled;
    });
    if (filled || !read) {
      add_sheet_problem(sheets[place].name, refusal("import.unknown_sheet", "", {{"sheet", sheets[place].name}}));
    }
  }
}

void ImportRun::report_header(std::size_t sheet, const std::vector<HeaderProblem>& problems) {
  for (const HeaderProblem& one : problems) {
    const std::string cell = table::cell_reference(one.cell, headers_[sheet].row);
    add({reader_.sheets()[places_[sheet]].name, cell, one.value, one.problem.rule, say(one.problem, request.language)});
  }
}

// A merged range shows a value in cells that do not hold it.
void ImportRun::check_merged(std::size_t sheet, const table::SheetSummary& summary) {
  const HeaderMap& map = headers_[sheet];
  for (const table::MergedRange& range : summary.merged) {
    if (range.last_row < map.row) continue;
    const std::string first = table::cell_reference(range.first_column, range.first_row);
    const std::string last = table::cell_reference(range.last_column, range.last_row);
    const Problem problem = refusal("import.merged_cells", "", {{"range", first + ":" + last}});
    add({reader_.sheets()[places_[sheet]].name, first, "", problem.rule, say(problem, request.language)});
  }
}

Outcome ImportRun::read_rows(std::size_t sheet, const RowBody& body) {
  if (places_[sheet] == reader_.sheets().size()) return Done();
  HeaderMap& map = headers_[sheet];
  const auto summary = reader_.read(places_[sheet], [&](const table::SheetRow& row) {
    if (row.blank()) return true;
    if (map.row == 0) {
      std::vector<HeaderProblem> problems;
      map = read_header(kind.sheets[sheet], row, request.language, problems);
      report_header(sheet, problems);
      for (const std::size_t cell : map.cell_of) {
        if (cell == HeaderMap::none) continue;
        if (known_cells_[sheet].size() <= cell) known_cells_[sheet].resize(cell + 1);
        known_cells_[sheet][cell] = true;
      }
      return problems.empty();  // under a header that is not understood no cell can be judged
    }
    if (table::is_example_row(row, map.row)) return true;
    ++report.rows;
    if (request.progress && report.rows % 1000 == 0) request.progress(report.rows);
    body(row);
    return true;
  });
  if (!summary) return summary.problems();
  if (map.row == 0) {
    const std::string& name = reader_.sheets()[places_[sheet]].name;
    add_sheet_problem(name, refusal("import.sheet_empty", "", {{"sheet", name}}));
  } else {
    check_merged(sheet, *summary);
  }
  return Done();
}

bool ImportRun::read_values(std::size_t sheet, const table::SheetRow& row, std::vector<Value>& values) {
  static const table::SheetCell nothing;
  const ImportSheet& described = kind.sheets[sheet];
  const HeaderMap& map = headers_[sheet];
  values.resize(described.columns.size());
  bool good = true;
  for (std::size_t i = 0; i < described.columns.size(); ++i) {
    const ImportColumn& column = described.columns[i];
    const table::SheetCell& cell = map.has(i) ? row.at(map.cell_of[i]) : nothing;
    Result<Value> value = read_cell(column, map.unit_of[i], cell);
    if (value) {
      values[i] = std::move(*value);
      continue;
    }
    good = false;
    values[i] = Value();
    // A number that must not be repeated is known by its last places.
    const std::string shown = column.secret ? domain::masked_bank_account(cell.text) : cell.text;
    for (const Problem& problem : value.problems()) add_problem(sheet, row.number, i, shown, problem);
  }
  // What stands beside the columns has no meaning that anybody agreed on.
  const std::vector<bool>& known = known_cells_[sheet];
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if ((i < known.size() && known[i]) || domain::trimmed(row.cells[i].text).empty()) continue;
    good = false;
    const Problem problem = refusal("import.cell_without_header", "");
    add({reader_.sheets()[places_[sheet]].name, table::cell_reference(i, row.number), row.cells[i].text, problem.rule,
         say(problem, request.language)});
  }
  return good;
}

std::int64_t ImportRun::bureau_named(const Value& code, std::int64_t otherwise, std::string& refused_rule) {
  const std::string& text = text_or_empty(code);
  if (text.empty() && otherwise != 0) return otherwise;
  if (bureaus_.empty()) {
    tx.rows().each("SELECT id, code FROM bureau", {}, [&](const store::Row& row) {
      domain::Facts facts;
      facts.bureau_id = integer_or(row[0]);
      const bool allowed = domain::may(tx.actor(), edit_action, facts).ok();
      bureaus_[text_or_empty(row[1])] = allowed ? facts.bureau_id : -facts.bureau_id;
      return true;
    });
  }
  const auto found = bureaus_.find(text);
  if (text.empty()) {
    refused_rule = "import.no_bureau";
  } else if (found == bureaus_.end()) {
    refused_rule = "import.no_such_bureau";
  } else if (found->second < 0) {
    refused_rule = "record.bureau_out_of_scope";
  } else {
    return found->second;
  }
  return 0;
}

void ImportRun::write_history(const domain::Shape& shape, std::int64_t after_id) {
  if (report.created == 0) return;
  Json detail = Json::object();
  detail.set("import", Json(request.kind));
  detail.set("version", Json(1));
  const Value account = tx.actor().account_id == 0 ? Value() : Value(tx.actor().account_id);
  tx.rows().execute(
      "INSERT INTO audit (at, account_id, login, action, subject, subject_id, bureau_id, detail, request_id) "
      "SELECT ?, ?, ?, 'create', ?, id, bureau_id, ?, '' FROM " +
          shape.table + " WHERE id > ?",
      {tx.now().utc(), account, tx.actor().login, shape.stem, write_json(detail), after_id});
}

BatchInsert::BatchInsert(Tx& tx, std::string table, std::vector<std::string> columns, bool times)
    : tx_(tx), table_(std::move(table)), columns_(std::move(columns)), times_(times) {
  if (times_) columns_.insert(columns_.end(), {"created_at", "updated_at"});
  now_ = tx_.now().utc();
  full_ = sql(rows_at_once);
  parameters_.reserve(rows_at_once * columns_.size());
}

std::string BatchInsert::sql(std::size_t rows) const {
  std::string names;
  std::string marks;
  for (const std::string& column : columns_) {
    names += (names.empty() ? "" : ", ") + column;
    marks += marks.empty() ? "?" : ", ?";
  }
  std::string text = "INSERT INTO " + table_ + " (" + names + ") VALUES ";
  for (std::size_t i = 0; i < rows; ++i) text += (i == 0 ? "(" : ", (") + marks + ")";
  return text;
}

void BatchInsert::add(std::vector<Value>& row) {
  for (Value& value : row) parameters_.push_back(std::move(value));
  if (times_) {
    parameters_.emplace_back(now_);
    parameters_.emplace_back(now_);
  }
  if (++rows_ == rows_at_once) flush();
}

void BatchInsert::flush() {
  if (rows_ == 0) return;
  tx_.rows().execute(rows_ == rows_at_once ? full_ : sql(rows_), parameters_);
  rows_ = 0;
  parameters_.clear();
}

}  // namespace zhiheng::service

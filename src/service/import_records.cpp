// Agencies, budget units and projects: one sheet, one row each. Existing rows are known by their digests, so that
// importing the same workbook again reads every row once and writes nothing.
#include <algorithm>

#include "domain/agency.h"
#include "domain/project.h"
#include "service/import_run.h"

namespace zhiheng::service {

using domain::Field;
using domain::Shape;

namespace {

struct Known {
  std::int64_t id = 0;  // 0: a new row of this workbook
  std::int64_t bureau_id = 0;
  std::uint32_t seen_row = 0;  // in this workbook
  Digest digest;
};

class RecordImport {
 public:
  explicit RecordImport(ImportRun& run)
      : run_(run),
        sheet_(run.kind.sheets[0]),
        shape_(*domain::find_shape(sheet_.stem)),
        key_column_(sheet_.position(shape_.natural_key)),
        bureau_column_(sheet_.position("bureau")),
        unit_column_(sheet_.position("budget_unit")) {}

  Outcome run() {
    load_units();
    Outcome read = run_.read_rows(0, [&](const table::SheetRow& row) { take(row); });
    if (!read) return read;
    if (!run_.clean() || run_.request.dry_run || !insert_) return Done();
    insert_->flush();
    run_.write_history(shape_, greatest_id_);
    return Done();
  }

 private:
  bool global_key() const { return shape_.stem == "agency"; }
  std::string key_of(std::int64_t bureau_id, const std::string& key) const {
    return global_key() ? key : std::to_string(bureau_id) + ":" + key;
  }

  void load_units() {
    if (unit_column_ == sheet_.columns.size()) return;
    run_.tx.rows().each("SELECT id, bureau_id, code, status FROM budget_unit", {}, [&](const store::Row& row) {
      units_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] =
          domain::ProjectUnit{integer_or(row[0]), integer_or(row[1]), text_or_empty(row[3])};
      return true;
    });
  }

  // The columns of the workbook in the order of the sheet, without the bureau, which is part of the key.
  void begin() {
    begun_ = true;
    std::string sql = "SELECT id, bureau_id, " + shape_.find(shape_.natural_key)->column;
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      if (i == bureau_column_ || !run_.header(0).has(i)) continue;
      compared_.push_back(i);
      sql += ", " + sheet_.columns[i].field.column;
    }
    run_.tx.rows().each(sql + " FROM " + shape_.table, {}, [&](const store::Row& row) {
      Known known;
      known.id = integer_or(row[0]);
      known.bureau_id = integer_or(row[1]);
      for (std::size_t i = 3; i < row.size(); ++i) known.digest.add(row[i]);
      known_.emplace(key_of(known.bureau_id, text_or_empty(row[2])), known);
      return true;
    });
    std::vector<std::string> columns;
    for (const Field& field : shape_.fields) {
      columns.push_back(field.column);
      column_of_field_.push_back(sheet_.position(field.key));
    }
    insert_.emplace(run_.tx, shape_.table, std::move(columns), true);
    greatest_id_ = integer_or(run_.tx.rows().query("SELECT MAX(id) FROM " + shape_.table)[0][0]);
  }

  void refuse(std::uint32_t row, std::size_t column, const std::string& value, const Problem& problem) {
    run_.add_problem(0, row, column, value, problem);
  }

  bool resolve(const table::SheetRow& row) {
    std::string rule;
    const Value given = values_[bureau_column_];
    bureau_id_ = run_.bureau_named(given, run_.default_bureau, rule);
    if (bureau_id_ == 0) {
      refuse(row.number, bureau_column_, text_or_empty(given), refusal(rule, "", {{"value", text_or_empty(given)}}));
      return false;
    }
    values_[bureau_column_] = bureau_id_;
    if (unit_column_ == sheet_.columns.size()) return true;
    const std::string code = text_or_empty(values_[unit_column_]);
    const auto unit = units_.find(std::to_string(bureau_id_) + ":" + code);
    if (unit == units_.end()) {
      if (!code.empty()) refuse(row.number, unit_column_, code, refusal("import.no_such_unit", "", {{"value", code}}));
      return false;
    }
    unit_ = unit->second;
    values_[unit_column_] = unit_.id;
    return true;
  }

  void fill_record() {
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) record_.set(sheet_.columns[i].key, values_[i]);
  }

  bool guarded(const table::SheetRow& row, bool unit_is_new) {
    Problems problems;
    if (shape_.stem == "agency") problems = domain::check_agency(record_, run_.tx.today());
    if (shape_.stem == "project") problems = domain::check_project(record_, unit_, unit_is_new);
    for (const Problem& problem : problems) {
      const std::size_t column = sheet_.position(problem.field.empty() ? "" : problem.field.substr(1));
      const std::string value = column < sheet_.columns.size() && run_.header(0).has(column)
                                    ? row.at(run_.header(0).cell_of[column]).text
                                    : "";
      refuse(row.number, column, value, problem);
    }
    return problems.empty();
  }

  void take(const table::SheetRow& row) {
    if (!begun_) begin();
    bool good = run_.read_values(0, row, values_);
    good = resolve(row) && good;
    const std::string key = text_or_empty(values_[key_column_]);
    if (bureau_id_ == 0 || key.empty()) return;
    Known& known = known_[key_of(bureau_id_, key)];
    if (known.seen_row != 0) {
      refuse(row.number, key_column_, key,
             refusal("import.key_twice", "",
                     {{"value", key}, {"row", std::to_string(row.number)}, {"other", std::to_string(known.seen_row)}}));
      return;
    }
    known.seen_row = row.number;
    if (!good) return;
    fill_record();
    if (known.id == 0) return create(row);
    Digest digest;
    for (const std::size_t i : compared_) digest.add(values_[i]);
    if (digest == known.digest) {
      ++run_.report.unchanged;
      return;
    }
    change(row, known);
  }

  void create(const table::SheetRow& row) {
    if (!guarded(row, true)) return;
    ++run_.report.created;
    if (!run_.clean() || run_.request.dry_run) return;
    // The record keeps its own copies for the guards; these values are not needed any more.
    inserted_.clear();
    for (const std::size_t column : column_of_field_) inserted_.push_back(std::move(values_[column]));
    insert_->add(inserted_);
  }

  void change(const table::SheetRow& row, const Known& known) {
    const std::optional<Record> before = store::find_record(run_.tx.rows(), shape_, known.id);
    ensure(before.has_value(), "a row that was just listed is there");
    domain::Facts facts;
    facts.bureau_id = known.bureau_id;
    if (!domain::may(run_.tx.actor(), run_.edit_action, facts)) {
      return refuse(row.number, key_column_, text_or_empty(values_[key_column_]),
                    refusal("import.row_of_other_bureau"));
    }
    Record after = *before;
    for (const std::size_t i : compared_) after.set(sheet_.columns[i].key, values_[i]);
    if (!run_.request.update) return refuse_difference(row, *before, after);
    record_ = after;
    if (!guarded(row, before->get("budget_unit") != after.get("budget_unit"))) return;
    ++run_.report.updated;
    if (!run_.clean() || run_.request.dry_run) return;
    Json detail = difference(shape_, &*before, after);
    detail.set("version", Json(before->integer("version") + 1));
    detail.set("import", Json(run_.request.kind));
    ensure(store::update_record(run_.tx.rows(), shape_, changed_fields(shape_, *before, after), run_.tx.now()),
           "nobody else writes while an import does");
    run_.tx.audit("change", {shape_.stem, known.id}, known.bureau_id, detail);
  }

  void refuse_difference(const table::SheetRow& row, const Record& before, const Record& after) {
    for (const std::size_t i : compared_) {
      const ImportColumn& column = sheet_.columns[i];
      if (before.get(column.key) == after.get(column.key)) continue;
      refuse(row.number, i, row.at(run_.header(0).cell_of[i]).text,
             refusal(Kind::conflict, "import.exists_differs", "",
                     {{"stored", domain::value_to_text(column.field, before.get(column.key))}}));
    }
  }

  ImportRun& run_;
  const ImportSheet& sheet_;
  const Shape& shape_;
  const std::size_t key_column_;
  const std::size_t bureau_column_;
  const std::size_t unit_column_;
  bool begun_ = false;
  std::int64_t bureau_id_ = 0;
  std::int64_t greatest_id_ = 0;
  domain::ProjectUnit unit_;
  std::vector<std::size_t> compared_;
  std::vector<Value> values_;
  std::vector<Value> inserted_;
  std::vector<std::size_t> column_of_field_;  // every field of these shapes has a column
  Record record_;
  std::unordered_map<std::string, Known> known_;
  std::unordered_map<std::string, domain::ProjectUnit> units_;
  std::optional<BatchInsert> insert_;
};

}  // namespace

Outcome import_records(ImportRun& run) {
  return RecordImport(run).run();
}

}  // namespace zhiheng::service

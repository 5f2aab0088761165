// Invoices: one row each, entered by the same guards as by hand. All or none; a row that stands already with the same
// content is left as it is.
#include <map>

#include "domain/shape_text.h"
#include "service/import_run.h"
#include "service/invoice_parts.h"

namespace zhiheng::service {

namespace {

class InvoiceImport {
 public:
  explicit InvoiceImport(ImportRun& run) : run_(run), sheet_(run.kind.sheets[0]) {}

  Outcome run() {
    run_.tx.rows().each("SELECT id, bureau_id, number FROM contract", {}, [&](const store::Row& row) {
      contracts_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
    return run_.read_rows(0, [&](const table::SheetRow& row) { take(row); });
  }

 private:
  std::string typed(const table::SheetRow& row, std::size_t column) const {
    const bool written = column < sheet_.columns.size() && run_.header(0).has(column);
    return written ? std::string(domain::trimmed(row.at(run_.header(0).cell_of[column]).text)) : std::string();
  }

  void refuse(const table::SheetRow& row, std::string_view key, Problem problem) {
    const std::size_t column = sheet_.position(key);
    problem.field.clear();
    run_.add_problem(0, row.number, column, typed(row, column), problem);
  }

  // The row as the body that a program would send. An empty amount follows from the others; a nought that was typed is
  // one.
  Json body_of(const table::SheetRow& row) const {
    Json body = Json::object();
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
      const ImportColumn& column = sheet_.columns[i];
      if (column.key == "contract" || column.key == "bureau" || is_null(values_[i]) || typed(row, i).empty()) continue;
      if (column.field.type == domain::FieldType::money) {
        body.set(column.key, Money::fen(integer_or(values_[i])).text());
      } else if (column.field.type == domain::FieldType::flag) {
        body.set(column.key, integer_or(values_[i]) != 0);
      } else if (!text_or_empty(values_[i]).empty()) {
        body.set(column.key, text_or_empty(values_[i]));
      }
    }
    return body;
  }

  void take(const table::SheetRow& row) {
    const bool readable = run_.read_values(0, row, values_);
    std::string rule;
    const Value bureau = values_[sheet_.position("bureau")];
    const std::int64_t bureau_id = run_.bureau_named(bureau, run_.default_bureau, rule);
    if (bureau_id == 0) return refuse(row, "bureau", refusal(rule, "", {{"value", text_or_empty(bureau)}}));
    const std::string number = text_or_empty(values_[sheet_.position("contract")]);
    const auto contract = contracts_.find(std::to_string(bureau_id) + ":" + number);
    if (contract == contracts_.end()) {
      if (!number.empty()) refuse(row, "contract", refusal("import.no_such_contract", "", {{"value", number}}));
      return;
    }
    if (readable) enter(row, contract->second);
  }

  void enter(const table::SheetRow& row, std::int64_t contract_id) {
    const auto entered = enter_invoice_row(run_.tx, contract_id, body_of(row));
    if (entered && entered->id != 0) {
      ++run_.report.created;
    } else if (entered) {
      ++run_.report.unchanged;
    } else {
      for (const Problem& problem : entered.problems()) {
        refuse(row, problem.field.empty() ? std::string() : problem.field.substr(1), problem);
      }
    }
  }

  ImportRun& run_;
  const ImportSheet& sheet_;
  std::vector<Value> values_;
  std::map<std::string, std::int64_t> contracts_;
};

}  // namespace

Outcome import_invoices(ImportRun& run) {
  return InvoiceImport(run).run();
}

}  // namespace zhiheng::service

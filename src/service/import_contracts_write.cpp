// Writes new contracts with their parts and their history.
#include "service/import_contracts.h"

#include <algorithm>

#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/journal_parts.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace contract_import {

namespace {

// Where a field of a new row comes from: a column of its sheet, or the contract.
class RowPlan {
 public:
  RowPlan(const Shape& shape, const ImportSheet& sheet) : width_(sheet.columns.size()) {
    for (const domain::Field& field : shape.fields) {
      columns_.push_back(field.column);
      const bool of_contract = field.key == "bureau" || field.key == "contract";
      sources_.push_back(of_contract ? width_ : sheet.position(field.key == "original_fee" ? "fee" : field.key));
      keys_.push_back(field.key);
    }
  }
  const std::vector<std::string>& columns() const { return columns_; }

  // Takes the values away, all but those that two fields share.
  std::vector<Value> row(std::vector<Value>& values, std::int64_t bureau_id, const Value& agency,
                         std::int64_t contract) {
    std::vector<Value> cells;
    cells.reserve(keys_.size());
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (keys_[i] == "bureau") {
        cells.emplace_back(bureau_id);
      } else if (keys_[i] == "agency") {
        cells.push_back(agency);
      } else if (keys_[i] == "contract") {
        cells.emplace_back(contract);
      } else if (keys_[i] == "state") {
        cells.emplace_back(std::string("active"));
      } else if (keys_[i] == "original_fee" || keys_[i] == "number") {
        cells.push_back(values[sources_[i]]);
      } else {
        cells.push_back(std::move(values[sources_[i]]));
      }
    }
    return cells;
  }

 private:
  std::size_t width_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> sources_;
  std::vector<std::string> keys_;
};

}  // namespace

void ContractImport::write_new() {
  if (new_ones_.empty()) return;
  store::Connection& rows = run_.tx.rows();
  const Shape& shape = domain::contract_shape();
  const std::int64_t greatest = integer_or(rows.query("SELECT MAX(id) FROM contract")[0][0]);
  RowPlan contract_plan(shape, sheet(contract_sheet));
  BatchInsert contracts(run_.tx, shape.table, contract_plan.columns(), true);
  for (Entry* entry : new_ones_) {
    const Value agency = value(*entry, "agency");
    contracts.add(contract_plan.row(entry->values, entry->bureau_id, agency, 0));
    entry->values[column(contract_sheet, "agency")] = agency;
  }
  contracts.flush();
  std::unordered_map<std::string, std::int64_t> ids;
  rows.each("SELECT id, bureau_id, number FROM contract WHERE id > ?", {greatest}, [&](const store::Row& row) {
    ids[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
    return true;
  });
  for (const std::size_t at : {engagement_sheet, instalment_sheet}) {
    RowPlan plan(*domain::find_shape(sheet(at).stem), sheet(at));
    BatchInsert parts(run_.tx, sheet(at).stem, plan.columns(), true);
    for (Entry* entry : new_ones_) {
      const std::string& number = text_or_empty(value(*entry, "number"));
      const std::int64_t id = ids.at(std::to_string(entry->bureau_id) + ":" + number);
      const Value& agency = value(*entry, "agency");
      for (Part& part : entry->parts[at - 1]) parts.add(plan.row(part.values, entry->bureau_id, agency, id));
    }
    parts.flush();
  }
  run_.write_history(shape, greatest);
  post_journals(run_.tx, {greatest + 1, integer_or(rows.query("SELECT MAX(id) FROM contract")[0][0])});
}

}  // namespace contract_import

}  // namespace zhiheng::service

// Writes new contracts with their parts and their history.
#include "service/import_contracts.h"

#include <algorithm>

#include "domain/engagement.h"
#include "domain/instalment.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace contract_import {

std::vector<std::string> ContractImport::columns_to_write(const Shape& shape) {
  std::vector<std::string> columns;
  for (const domain::Field& field : shape.fields) columns.push_back(field.column);
  return columns;
}

std::vector<Value> ContractImport::cells_of(const Shape& shape, const Record& record) {
  std::vector<Value> cells;
  for (const domain::Field& field : shape.fields) cells.push_back(record.get(field.key));
  return cells;
}

void ContractImport::write_new() {
  if (new_ones_.empty()) return;
  store::Connection& rows = run_.tx.rows();
  const Shape& shape = domain::contract_shape();
  const std::int64_t greatest = integer_or(rows.query("SELECT MAX(id) FROM contract")[0][0]);
  BatchInsert contracts(run_.tx, shape.table, columns_to_write(shape), true);
  for (const Entry* entry : new_ones_) contracts.add(cells_of(shape, form_of(*entry).contract));
  contracts.flush();
  std::unordered_map<std::string, std::int64_t> ids;
  rows.each("SELECT id, bureau_id, number FROM contract WHERE id > ?", {greatest}, [&](const store::Row& row) {
    ids[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
    return true;
  });
  BatchInsert engagements(run_.tx, "engagement", columns_to_write(domain::engagement_shape()), true);
  BatchInsert instalments(run_.tx, "instalment", columns_to_write(domain::instalment_shape()), true);
  BatchInsert history(run_.tx, "audit",
                      {"at", "account_id", "login", "action", "subject", "subject_id", "bureau_id", "detail"}, false);
  const Value account = run_.tx.actor().account_id == 0 ? Value() : Value(run_.tx.actor().account_id);
  for (const Entry* entry : new_ones_) {
    ContractForm form = form_of(*entry);
    const std::int64_t id = ids.at(std::to_string(entry->bureau_id) + ":" + text_or_empty(form.contract.get("number")));
    for (auto* parts : {&form.engagements, &form.instalments}) {
      for (Record& part : *parts) {
        part.set("bureau", entry->bureau_id);
        part.set("agency", form.contract.get("agency"));
        part.set("contract", id);
      }
    }
    for (const Record& part : form.engagements) engagements.add(cells_of(domain::engagement_shape(), part));
    for (const Record& part : form.instalments) instalments.add(cells_of(domain::instalment_shape(), part));
    Json detail = Json::object();
    detail.set("before", Json::object());
    detail.set("after", contract_detail(form));
    detail.set("version", Json(1));
    detail.set("import", Json(run_.request.kind));
    history.add({run_.tx.now().utc(), account, run_.tx.actor().login, std::string("create"), std::string("contract"),
                 id, entry->bureau_id, write_json(detail)});
  }
  engagements.flush();
  instalments.flush();
  history.flush();
}

}  // namespace contract_import

}  // namespace zhiheng::service

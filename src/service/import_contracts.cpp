// Reads the three sheets and ties their rows together.
#include "service/import_contracts.h"

#include <algorithm>

#include "domain/engagement.h"
#include "domain/instalment.h"
#include "domain/shape_text.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace contract_import {

Outcome ContractImport::run() {
  load_names();
  for (const std::size_t sheet : {contract_sheet, engagement_sheet, instalment_sheet}) {
    Outcome read = run_.read_rows(sheet, [&](const table::SheetRow& row) {
      if (sheet == contract_sheet) {
        take_contract(row);
      } else {
        take_part(sheet, row);
      }
    });
    if (!read) return read;
    // Without a header the other sheets cannot be tied to anything.
    if (!run_.has_header(contract_sheet)) return Done();
  }
  if (!entries_.empty()) load_known();
  for (Entry& entry : entries_) judge(entry);
  if (run_.clean() && !run_.request.dry_run) write_new();
  return Done();
}

void ContractImport::load_names() {
  store::Connection& rows = run_.tx.rows();
  rows.each("SELECT id, uscc, status FROM agency", {}, [&](const store::Row& row) {
    agencies_[text_or_empty(row[1])] = {integer_or(row[0]), text_or_empty(row[2])};
    return true;
  });
  rows.each("SELECT id, agency_id, code FROM lead_evaluator", {}, [&](const store::Row& row) {
    leads_[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
    return true;
  });
  rows.each("SELECT id, code, revision, state FROM policy ORDER BY revision", {}, [&](const store::Row& row) {
    const Named named{integer_or(row[0]), text_or_empty(row[3])};
    policies_[text_or_empty(row[1]) + "@" + std::to_string(integer_or(row[2]))] = named;
    // Without a version the newest approved one is meant.
    if (named.state == "approved") policies_[text_or_empty(row[1])] = named;
    return true;
  });
  for (const char* table : {"budget_unit", "project"}) {
    auto& names = std::string_view(table) == "project" ? projects_ : units_;
    rows.each("SELECT id, bureau_id, code FROM " + std::string(table), {}, [&](const store::Row& row) {
      names[std::to_string(integer_or(row[1])) + ":" + text_or_empty(row[2])] = integer_or(row[0]);
      return true;
    });
  }
}

void ContractImport::refuse(std::size_t at, std::uint32_t row, std::string_view key, const std::string& text,
                            const Problem& problem) {
  run_.add_problem(at, row, column(at, key), text, problem);
}

void ContractImport::take_contract(const table::SheetRow& row) {
  Entry entry;
  entry.row = row.number;
  entry.good = run_.read_values(contract_sheet, row, entry.values);
  std::string rule;
  const std::string bureau = text_or_empty(value(entry, "bureau"));
  entry.bureau_id = run_.bureau_named(value(entry, "bureau"), run_.default_bureau, rule);
  if (entry.bureau_id == 0) {
    refuse(contract_sheet, row.number, "bureau", bureau, refusal(rule, "", {{"value", bureau}}));
    entry.good = false;
  }
  const auto policy = policies_.find(text_or_empty(value(entry, "policy")));
  const auto agency = agencies_.find(text_or_empty(value(entry, "agency")));
  if (policy != policies_.end()) states_[policy->second.id] = policy->second.state;
  if (agency != agencies_.end()) agency_states_[agency->second.id] = agency->second.state;
  std::vector<Value>& values = entry.values;
  entry.good &= resolve(agencies_, "", contract_sheet, row.number, "agency", values, "import.no_such_agency");
  entry.good &= resolve(policies_, "", contract_sheet, row.number, "policy", values, "import.no_such_policy");
  const std::string of_agency = std::to_string(integer_or(value(entry, "agency"))) + ":";
  if (integer_or(value(entry, "agency")) != 0) {
    entry.good &= resolve(leads_, of_agency, contract_sheet, row.number, "lead_evaluator", values,
                          "import.no_such_lead_evaluator");
  }
  entry.good &= resolve(units_, std::to_string(entry.bureau_id) + ":", contract_sheet, row.number, "principal_unit",
                        values, "import.no_such_unit");
  const std::string number = text_or_empty(value(entry, "number"));
  if (number.empty()) return;
  const auto [place, added] = by_number_.emplace(number, entries_.size());
  if (!added) {
    refuse(contract_sheet, row.number, "number", number,
           refusal("import.key_twice", "",
                   {{"value", number},
                    {"row", std::to_string(row.number)},
                    {"other", std::to_string(entries_[place->second].row)}}));
    return;
  }
  entries_.push_back(std::move(entry));
}

void ContractImport::take_part(std::size_t at, const table::SheetRow& row) {
  Part part;
  part.row = row.number;
  const bool good = run_.read_values(at, row, part.values);
  if (at == instalment_sheet) {
    const std::size_t condition = column(at, "due_condition");
    const HeaderMap& header = run_.header(at);
    part.says_condition = header.has(condition) && !domain::trimmed(row.at(header.cell_of[condition]).text).empty();
  }
  const std::string number = text_or_empty(part.values[column(at, "contract")]);
  const auto place = by_number_.find(number);
  if (place == by_number_.end()) {
    if (!number.empty()) {
      refuse(at, row.number, "contract", number, refusal("import.contract_not_listed", "", {{"value", number}}));
    }
    return;
  }
  Entry& entry = entries_[place->second];
  entry.good &= good;
  if (at == engagement_sheet) {
    const std::string bureau = std::to_string(entry.bureau_id) + ":";
    entry.good &= resolve(units_, bureau, at, row.number, "budget_unit", part.values, "import.no_such_unit");
    entry.good &= resolve(projects_, bureau, at, row.number, "project", part.values, "import.no_such_project");
  }
  entry.parts[at - 1].push_back(std::move(part));
}

}  // namespace contract_import

Outcome import_contracts(ImportRun& run) {
  return contract_import::ContractImport(run).run();
}

}  // namespace zhiheng::service

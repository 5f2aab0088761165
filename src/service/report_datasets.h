// Where the rows of reports come from: each dataset declares its columns, its parameters and the permission it needs.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "service/expert_secrets.h"
#include "service/import_columns.h"
#include "service/record_parts.h"
#include "table/report_definition.h"

namespace zhiheng::service {

// What the file holds sealed of these experts, in clear: opened by an act that left its trace.
using ClearSecrets = std::map<std::int64_t, ExpertSecrets>;

struct ReportContext {
  Tx& tx;
  const Params& params;
  Language language;
  const ClearSecrets* clear = nullptr;  // null: numbers are shown masked

  std::string param(std::string_view name) const;  // "" when it was not given
};

struct Dataset {
  table::DatasetShape shape;
  domain::Action action;
  std::function<Result<table::SheetData>(ReportContext&)> load;
};
const std::vector<Dataset>& all_datasets();

std::vector<Dataset> access_datasets();         // who may do what
std::vector<Dataset> list_datasets();           // in the columns of the imports
std::vector<Dataset> register_datasets();       // contracts and payments
std::vector<Dataset> instalment_datasets();     // instalments with what was asked for, invoiced and paid
std::vector<Dataset> expert_datasets();         // yearly assessments
std::vector<Dataset> invoice_datasets();        // the register of invoices
std::vector<Dataset> quality_year_datasets();   // a year by kind of object
std::vector<Dataset> quality_datasets();        // sheets and results
std::vector<Dataset> expert_fee_datasets();     // payroll and tax declaration
std::vector<Dataset> statement_datasets();      // one contract's statement with its derivation
std::vector<Dataset> deduction_datasets();      // the ledger of deductions
std::vector<Dataset> journal_datasets();        // postings, and the reconciliation
std::vector<Dataset> objection_datasets();      // what is contested, and what falls
std::vector<Dataset> agency_record_datasets();  // the groups of an agency's record
std::vector<Dataset> what_if_datasets();        // past years under another policy
std::vector<Dataset> statistics_datasets();     // how sound a panel is, and how severe its experts are

std::vector<Dataset> rating_datasets();       // agencies of a year, migration of grades, consequences
std::vector<Dataset> rating_part_datasets();  // the years, jobs and events that ratings are made of

using Cells = std::vector<Value>;

// Ids of the rows of a table that the actor may see, narrowed by the parameters year and bureau where the table has
// such columns. `order` names columns. Refuses report.bad_year and report.no_such_bureau.
Result<std::vector<std::int64_t>> ids_in_scope(ReportContext& context, const domain::Shape& shape,
                                               domain::Action action, const std::string& order);
// Rows of these ids, loaded a hundred ids at a time in their order; `load` gets "IN (?, ...)" and its parameters.
using BatchLoad =
    std::function<void(Tx& tx, const std::string& in_ids, const store::Parameters& ids, std::vector<Cells>& rows)>;
table::RowSource rows_of_ids(Tx& tx, std::vector<std::int64_t> ids, BatchLoad load);

// What most lists are: the rows of one stem in reach, each of them a row of the sheet.
struct ListedRows {
  const char* stem;       // whose rows they are
  std::string ids_order;  // of the ids, as ids_in_scope takes it: that of the rows
  std::string sql;        // with all but "IN (...)" of the ids and the order behind it
  std::string order;
  std::function<Cells(const store::Row& row, Language language)> cells;
};
// With the parameters year and bureau, and without a head.
Dataset listed_dataset(std::string name, std::vector<table::DatasetColumn> columns, domain::Action action,
                       ListedRows rows);
// The order of rows that name an engagement: by contract and engagement, as people look for them.
std::string order_by_job(const std::string& table);

// The contract named by the parameter "contract" (a number or an id) within the actor's sight.
Result<std::int64_t> contract_of_param(ReportContext& context, domain::Action action);

std::string choice_text(const std::string& list, const Value& value, Language language);
table::CellType cell_type_of(domain::FieldType type);
// The rate of a deduction in basis points, where it is one exactly.
Value basis_points(const std::string& rate);
// An amount or score of a document, in fen or hundredths; null when absent.
Value amount_of(const Json* text);

}  // namespace zhiheng::service

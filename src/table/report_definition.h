// Report definitions (reports/*.json) read strictly, and made into a Workbook with the rows of their datasets.
//
//   {"report": "fee_statement", "title": {"zh": "结算单", "en": "Fee statement"},
//    "params": [{"name": "contract", "required": true}],
//    "layout": "form", "dataset": "statement_lines", "head": ["机构：{agency}"],
//    "columns": [{"key": "engagement", "title": "评价项目", "type": "text", "width": 36},
//                {"title": "得分", "columns": [{"key": "plan_score", "title": "方案", "type": "score"}]},
//                {"key": "fee", "title": "金额", "type": "money", "total": "sum", "unit": "元",
//                 "formula": "fee - deduction"}],
//    "group_by": "agency", "foot": ["大写：{payable_in_words}"], "signatures": ["编制：", "复核："],
//    "page": {"paper": "A4", "landscape": true, "repeat_head": true},
//    "sheets": [{"key": "derivation", "name": "计算过程", "layout": "document", "dataset": "statement_derivation"}]}
//
// Every text for people is a string (both languages) or {"zh", "en"}. The top level is the first sheet; "sheets"
// adds further ones with the same members. {names} in head and foot are filled from the dataset's head values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "table/table.h"

namespace zhiheng::table {

struct Wording {
  std::string zh;
  std::string en;
  const std::string& in(Language language) const { return language == Language::en ? en : zh; }
};

// What a dataset of the service room promises; the definition may use nothing else.
struct DatasetColumn {
  std::string key;
  CellType type = CellType::text;
  bool repeats = false;  // one column for each of SheetData::repeated, in this place; at most one of a dataset
};
struct DatasetShape {
  std::string name;
  std::vector<DatasetColumn> columns;  // empty for a document dataset (lines instead of rows)
  std::vector<std::string> head;       // names that head and foot lines may use in braces
  std::vector<std::string> params;     // names that the dataset takes
};

struct ReportParam {
  std::string name;
  bool required = false;
};

struct ReportColumn {
  Column column;  // title and groups empty; the wordings below are laid in by build()
  Wording title;
  std::vector<Wording> groups;
  bool repeats = false;
};

struct ReportSheet {
  std::string key;
  Wording name;
  Wording title;
  std::string dataset;
  bool document = false;  // layout "document": the dataset supplies lines
  Layout layout = Layout::data;
  std::vector<Wording> head;
  std::vector<ReportColumn> columns;
  std::string group_by;
  std::vector<Wording> foot;
  std::vector<Wording> signatures;
  PageSetup page;
};

struct ReportDefinition {
  std::string report;
  Wording title;
  std::vector<ReportParam> params;
  std::vector<ReportSheet> sheets;  // at least one
};

// All problems together, each at the JSON pointer of `file`: report.unknown_key, report.missing_key,
// report.wrong_type, report.unknown_value, report.unknown_dataset, report.unknown_column, report.column_type,
// report.unknown_placeholder, report.unknown_param, report.duplicate_key, report.formula_malformed,
// report.formula_type, and those of parse_json. Problem::params carry file and what was found.
Result<ReportDefinition> read_report(std::string_view file, std::string_view json,
                                     const std::vector<DatasetShape>& datasets);

// The rows of one sheet. `rows` fills values in the order of the dataset's columns (not the report's).
struct SheetData {
  Params head;  // values of the {names}
  RowSource rows;
  std::vector<DocumentLine> lines;  // of a document sheet
  // The titles of the column that repeats: experts of a panel. Keys are "score_1", "score_2"; where the definition gave
  // the column a title, it stands above them. A mean over the column is one over all of them.
  std::vector<std::string> repeated;
};

// `data` has one entry per sheet of the definition, in order (Defect otherwise).
Workbook build(const ReportDefinition& definition, const std::vector<DatasetShape>& datasets,
               std::vector<SheetData> data, Language language, Timestamp created);

// Unknown and missing parameters: report.unknown_param, report.param_missing, at the parameter's name.
Outcome check_params(const ReportDefinition& definition, const Params& given);

// Reads "round(fee * rate)", "mean(score)" and their like; refuses report.formula_malformed.
Result<Formula> read_formula(std::string_view text, std::string field);

}  // namespace zhiheng::table

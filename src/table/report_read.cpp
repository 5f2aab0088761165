#include "table/report_members.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

class ReportReader {
 public:
  ReportReader(std::string_view file, const std::vector<DatasetShape>& datasets)
      : problems_(file), datasets_(datasets) {}

  Result<ReportDefinition> read(const Json& json) {
    ReportDefinition report;
    ReportMembers top(json, "", problems_);
    report.report = top.text("report", true);
    report.title = top.wording("title", true);
    read_params(top, report);
    ReportSheet first;
    first.key = "rows";
    first.name = report.title;
    first.title = report.title;
    read_sheet(top, first);
    report.sheets.push_back(std::move(first));
    std::size_t index = 0;
    for (const Json* item : top.items("sheets")) {
      const std::string pointer = top.at("sheets", index++);
      ReportMembers members(*item, pointer, problems_);
      ReportSheet sheet;
      sheet.key = members.text("key", true);
      sheet.name = members.wording("name", true);
      sheet.title = members.wording("title");
      if (sheet.title.zh.empty()) sheet.title = sheet.name;
      read_sheet(members, sheet);
      for (const auto& other : report.sheets) {
        if (other.key == sheet.key) problems_.add("report.duplicate_key", pointer, sheet.key);
      }
      members.finish();
      report.sheets.push_back(std::move(sheet));
    }
    top.finish();
    check_params_of(report);
    if (!problems_.none()) return problems_.take();
    return report;
  }

 private:
  void read_params(ReportMembers& top, ReportDefinition& report) {
    std::size_t index = 0;
    for (const Json* item : top.items("params")) {
      const std::string pointer = top.at("params", index++);
      ReportMembers members(*item, pointer, problems_);
      ReportParam param;
      param.name = members.text("name", true);
      param.required = members.flag("required", false);
      members.finish();
      for (const auto& other : report.params) {
        if (other.name == param.name) problems_.add("report.duplicate_key", pointer, param.name);
      }
      report.params.push_back(std::move(param));
    }
  }

  // A parameter must reach at least one of the report's datasets.
  void check_params_of(const ReportDefinition& report) {
    for (std::size_t i = 0; i < report.params.size(); ++i) {
      const std::string& name = report.params[i].name;
      bool taken = false;
      std::size_t known_datasets = 0;
      for (const auto& sheet : report.sheets) {
        for (const auto& dataset : datasets_) {
          if (dataset.name != sheet.dataset) continue;
          ++known_datasets;
          taken = taken || std::find(dataset.params.begin(), dataset.params.end(), name) != dataset.params.end();
        }
      }
      if (known_datasets == report.sheets.size() && !taken)
        problems_.add("report.unknown_param", pointer_to(pointer_to("/params", i), "name"), name);
    }
  }

  const DatasetShape* find_dataset(ReportMembers& members, const std::string& name) {
    for (const auto& dataset : datasets_) {
      if (dataset.name == name) return &dataset;
    }
    if (!name.empty()) problems_.add("report.unknown_dataset", members.at("dataset"), name);
    return nullptr;
  }

  void read_sheet(ReportMembers& members, ReportSheet& sheet) {
    read_layout(members, sheet);
    sheet.dataset = members.text("dataset", true);
    const DatasetShape* dataset = find_dataset(members, sheet.dataset);
    sheet.head = members.wordings("head");
    sheet.foot = members.wordings("foot");
    sheet.signatures = members.wordings("signatures");
    read_page(members, sheet.page);
    const auto columns = members.items("columns");
    if (!sheet.document && columns.empty()) members.required("columns");
    std::size_t index = 0;
    for (const Json* item : columns) read_column(*item, members.at("columns", index++), {}, dataset, sheet);
    sheet.group_by = members.text("group_by");
    const auto has_column = [&](const std::string& key) {
      for (const auto& column : sheet.columns) {
        if (column.column.key == key) return true;
      }
      return false;
    };
    if (!sheet.group_by.empty() && !has_column(sheet.group_by))
      problems_.add("report.unknown_column", members.at("group_by"), sheet.group_by);
    check_formulas(sheet);
    if (!dataset) return;
    check_placeholders(sheet.head, members.at("head"), *dataset);
    check_placeholders(sheet.foot, members.at("foot"), *dataset);
  }

  void read_layout(ReportMembers& members, ReportSheet& sheet) {
    const std::string layout = members.text("layout");
    if (layout == "form") {
      sheet.layout = Layout::form;
    } else if (layout == "document") {
      sheet.document = true;
    } else if (!layout.empty() && layout != "data") {
      problems_.add("report.unknown_value", members.at("layout"), layout, "data, form, document");
    }
  }

  void read_page(ReportMembers& members, PageSetup& page) {
    const Json* json = members.find("page");
    if (!json) return;
    ReportMembers inner(*json, members.at("page"), problems_);
    if (const std::string paper = inner.text("paper"); !paper.empty()) {
      if (paper != "A4" && paper != "A3") problems_.add("report.unknown_value", inner.at("paper"), paper, "A4, A3");
      page.paper = paper;
    }
    page.landscape = inner.flag("landscape", false);
    page.repeat_head = inner.flag("repeat_head", true);
    inner.finish();
  }

  void read_column(const Json& json, const std::string& pointer, std::vector<Wording> groups,
                   const DatasetShape* dataset, ReportSheet& sheet) {
    ReportMembers members(json, pointer, problems_);
    const Wording title = members.wording("title", true);
    if (members.find("columns")) {
      if (groups.size() >= 3) problems_.add("report.wrong_type", pointer, "", "column");
      groups.push_back(title);
      std::size_t index = 0;
      for (const Json* item : members.items("columns")) {
        const std::string below = members.at("columns", index++);
        if (groups.size() <= 3) read_column(*item, below, groups, dataset, sheet);
      }
      if (index == 0) problems_.add("report.wrong_type", members.at("columns"), "", "array");
      members.finish();
      return;
    }
    ReportColumn column;
    column.title = title;
    column.groups = std::move(groups);
    column.column.key = members.text("key", true);
    read_type(members, column.column);
    column.column.width = members.number("width", 1, 255, 0);
    read_total_and_unit(members, column.column);
    read_formula_of(members, column.column);
    check_against_dataset(members, column.column, dataset);
    column.repeats = repeats(column.column, dataset);
    for (const auto& other : sheet.columns) {
      if (!column.column.key.empty() && other.column.key == column.column.key)
        problems_.add("report.duplicate_key", members.at("key"), column.column.key);
    }
    members.finish();
    pointers_[sheet.key].push_back(pointer);
    sheet.columns.push_back(std::move(column));
  }

  void read_type(ReportMembers& members, Column& column) {
    const std::string name = members.text("type", true);
    if (name.empty()) return;
    if (const auto type = find_cell_type(name)) {
      column.type = *type;
    } else {
      problems_.add("report.unknown_value", members.at("type"), name,
                    "text, integer, money, score, percent, coefficient, date, timestamp, flag, empty");
    }
  }

  void read_total_and_unit(ReportMembers& members, Column& column) {
    const std::string total = members.text("total");
    if (!total.empty() && total != "none" && total != "sum")
      problems_.add("report.unknown_value", members.at("total"), total, "none, sum");
    if (total == "sum") {
      column.total = Total::sum;
      if (!is_numeric(column.type)) problems_.add("report.wrong_type", members.at("total"), "", "none");
    }
    const std::string unit = members.text("unit");
    if (unit.empty()) return;
    if (column.type != CellType::money) problems_.add("report.wrong_type", members.at("unit"), "", "money");
    if (unit == "万元") {
      column.unit = Unit::ten_thousand_yuan;
    } else if (unit != "元") {
      problems_.add("report.unknown_value", members.at("unit"), unit, "元, 万元");
    }
  }

  void read_formula_of(ReportMembers& members, Column& column) {
    const std::string text = members.text("formula");
    if (text.empty()) return;
    auto formula = read_formula(text, members.at("formula"));
    if (formula.ok()) {
      column.formula = std::move(*formula);
    } else {
      problems_.add(formula.problems());
    }
  }

  void check_against_dataset(ReportMembers& members, const Column& column, const DatasetShape* dataset) {
    if (!dataset || column.key.empty() || column.type == CellType::empty) return;
    for (const auto& promised : dataset->columns) {
      if (promised.key != column.key) continue;
      if (promised.type != column.type)
        problems_.add("report.column_type", members.at("type"), column.key, name_of(promised.type));
      return;
    }
    // A formula may make a column that the dataset does not know.
    if (!column.formula) problems_.add("report.unknown_column", members.at("key"), column.key);
  }

  static bool repeats(const Column& column, const DatasetShape* dataset) {
    if (!dataset) return false;
    return std::any_of(dataset->columns.begin(), dataset->columns.end(),
                       [&](const DatasetColumn& one) { return one.key == column.key && one.repeats; });
  }

  void check_formulas(const ReportSheet& sheet) {
    for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
      const Column& column = sheet.columns[i].column;
      if (!column.formula) continue;
      const std::string pointer = pointers_[sheet.key][i] + "/formula";
      if (!is_numeric(column.type)) problems_.add("report.formula_type", pointer, column.key);
      for (const auto& term : column.formula->terms) {
        const ReportColumn* found = find_column(sheet, term.key);
        const Column* operand = found ? &found->column : nullptr;
        if (!operand || operand == &column) {
          problems_.add("report.unknown_column", pointer, term.key);
        } else if (found->repeats && !column.formula->mean) {
          problems_.add("report.formula_type", pointer, term.key);
        } else if (operand->type != column.type || operand->unit != column.unit) {
          problems_.add("report.formula_type", pointer, term.key);
        }
        if (term.rate_key.empty()) continue;
        const ReportColumn* rate_column = find_column(sheet, term.rate_key);
        const Column* rate = rate_column ? &rate_column->column : nullptr;
        if (!rate) problems_.add("report.unknown_column", pointer, term.rate_key);
        if (rate && (rate->type != CellType::percent || column.type == CellType::percent))
          problems_.add("report.formula_type", pointer, term.rate_key);
      }
    }
  }

  static const ReportColumn* find_column(const ReportSheet& sheet, const std::string& key) {
    for (const auto& column : sheet.columns) {
      if (column.column.key == key) return &column;
    }
    return nullptr;
  }

  void check_placeholders(const std::vector<Wording>& lines, const std::string& pointer, const DatasetShape& dataset) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::set<std::string> reported;
      for (const std::string* text : {&lines[i].zh, &lines[i].en}) {
        for (std::size_t open = text->find('{'); open != std::string::npos; open = text->find('{', open + 1)) {
          const std::size_t close = text->find('}', open);
          const std::string name = text->substr(open + 1, close == std::string::npos ? close : close - open - 1);
          const bool known = std::find(dataset.head.begin(), dataset.head.end(), name) != dataset.head.end();
          if ((!known || close == std::string::npos) && reported.insert(name).second)
            problems_.add("report.unknown_placeholder", pointer_to(pointer, i), name);
        }
      }
    }
  }

  ReportProblems problems_;
  const std::vector<DatasetShape>& datasets_;
  std::map<std::string, std::vector<std::string>> pointers_;  // of the columns, by sheet
};

}  // namespace

Result<ReportDefinition> read_report(std::string_view file, std::string_view json,
                                     const std::vector<DatasetShape>& datasets) {
  auto parsed = parse_json(json);
  if (!parsed.ok()) {
    Problems problems = parsed.problems();
    for (auto& problem : problems) problem.params.emplace_back("file", std::string(file));
    return problems;
  }
  return ReportReader(file, datasets).read(*parsed);
}

}  // namespace zhiheng::table

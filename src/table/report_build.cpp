#include "table/report_definition.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

std::string filled(const std::string& text, const Params& head) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string::npos;
    if (close == std::string::npos) {
      out += text[at++];
      continue;
    }
    const std::string_view name = std::string_view(text).substr(at + 1, close - at - 1);
    // A value that the dataset left out is an empty place on the form, as read_report has made sure of its name.
    for (const auto& [key, value] : head) {
      if (key == name) out += value;
    }
    at = close + 1;
  }
  return out;
}

std::vector<std::string> lines_of(const std::vector<Wording>& wordings, const Params& head, Language language) {
  std::vector<std::string> lines;
  for (const auto& wording : wordings) lines.push_back(filled(wording.in(language), head));
  return lines;
}

std::string repeated_key(const std::string& key, std::size_t index) {
  return key + "_" + std::to_string(index + 1);
}

// One column in the place of one, or as many as the data repeat it.
void add_columns(const ReportColumn& described, const SheetData& data, Language language,
                 std::vector<Column>& columns) {
  Column column = described.column;
  column.title = described.title.in(language);
  for (const auto& group : described.groups) column.groups.push_back(group.in(language));
  if (!described.repeats) {
    columns.push_back(std::move(column));
    return;
  }
  column.groups.push_back(column.title);
  for (std::size_t i = 0; i < data.repeated.size(); ++i) {
    Column one = column;
    one.key = repeated_key(column.key, i);
    one.title = data.repeated[i];
    columns.push_back(std::move(one));
  }
}

// A mean over a column that repeats is one over all its columns; without any of them there is nothing to work out.
void spread_means(const ReportSheet& sheet, std::size_t times, std::vector<Column>& columns) {
  for (Column& column : columns) {
    if (!column.formula || !column.formula->mean) continue;
    std::vector<FormulaTerm> terms;
    for (const FormulaTerm& term : column.formula->terms) {
      const bool repeats = std::any_of(sheet.columns.begin(), sheet.columns.end(), [&](const ReportColumn& one) {
        return one.column.key == term.key && one.repeats;
      });
      if (!repeats) terms.push_back(term);
      for (std::size_t i = 0; repeats && i < times; ++i) terms.push_back({1, repeated_key(term.key, i), ""});
    }
    column.formula->terms = std::move(terms);
    if (column.formula->terms.empty()) column.formula.reset();
  }
}

// Picks the report's columns out of the dataset's rows, which hold as many values as the column repeats.
RowSource chosen(RowSource rows, const std::vector<Column>& columns, const DatasetShape& dataset, std::size_t times) {
  std::vector<std::string> keys;
  for (const auto& promised : dataset.columns) {
    if (!promised.repeats) keys.push_back(promised.key);
    for (std::size_t i = 0; promised.repeats && i < times; ++i) keys.push_back(repeated_key(promised.key, i));
  }
  std::vector<std::size_t> places;
  for (const auto& column : columns) {
    places.push_back(static_cast<std::size_t>(std::find(keys.begin(), keys.end(), column.key) - keys.begin()));
  }
  const std::size_t width = keys.size();
  return [rows = std::move(rows), places = std::move(places), width,
          source = std::vector<Value>()](std::vector<Value>& row) mutable {
    if (!rows(source)) return false;
    ensure(source.size() == width, "a dataset's row has one value per column");
    row.resize(places.size());
    // What the dataset does not know is for the formula to work out, or a box to fill by hand.
    for (std::size_t i = 0; i < places.size(); ++i) row[i] = places[i] < width ? source[places[i]] : Value();
    return true;
  };
}

Table table_of(const ReportSheet& sheet, const DatasetShape& dataset, SheetData data, Language language) {
  Table table;
  table.name = sheet.name.in(language);
  table.key = sheet.key;
  table.title = sheet.title.in(language);
  table.layout = sheet.layout;
  table.head = lines_of(sheet.head, data.head, language);
  for (const auto& described : sheet.columns) add_columns(described, data, language, table.columns);
  spread_means(sheet, data.repeated.size(), table.columns);
  ensure(data.rows != nullptr, "a sheet of rows is given rows");
  table.rows = chosen(std::move(data.rows), table.columns, dataset, data.repeated.size());
  table.group_by = sheet.group_by;
  table.foot = lines_of(sheet.foot, data.head, language);
  table.signatures = lines_of(sheet.signatures, {}, language);
  table.page = sheet.page;
  return table;
}

}  // namespace

Workbook build(const ReportDefinition& definition, const std::vector<DatasetShape>& datasets,
               std::vector<SheetData> data, Language language, Timestamp created) {
  ensure(data.size() == definition.sheets.size(), "every sheet of a report is given its data");
  Workbook workbook;
  workbook.title = definition.title.in(language);
  workbook.language = language;
  workbook.created = created;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const ReportSheet& sheet = definition.sheets[i];
    if (sheet.document) {
      Document document{sheet.name.in(language), sheet.key, sheet.title.in(language), std::move(data[i].lines),
                        sheet.page};
      workbook.sheets.emplace_back(std::move(document));
      continue;
    }
    const auto dataset = std::find_if(datasets.begin(), datasets.end(),
                                      [&](const DatasetShape& shape) { return shape.name == sheet.dataset; });
    ensure(dataset != datasets.end(), "a report was read with the datasets that it is built with");
    workbook.sheets.emplace_back(table_of(sheet, *dataset, std::move(data[i]), language));
  }
  return workbook;
}

Outcome check_params(const ReportDefinition& definition, const Params& given) {
  Problems problems;
  const auto slots = [&](const std::string& name) { return Params{{"file", definition.report}, {"found", name}}; };
  for (const auto& [name, value] : given) {
    const auto known = std::find_if(definition.params.begin(), definition.params.end(),
                                    [&, wanted = name](const ReportParam& param) { return param.name == wanted; });
    if (known == definition.params.end()) problems.push_back(refusal("report.unknown_param", name, slots(name)));
  }
  for (const auto& param : definition.params) {
    const auto has = std::find_if(given.begin(), given.end(),
                                  [&](const auto& pair) { return pair.first == param.name && !pair.second.empty(); });
    if (param.required && has == given.end())
      problems.push_back(refusal("report.param_missing", param.name, slots(param.name)));
  }
  if (!problems.empty()) return problems;
  return Done();
}

}  // namespace zhiheng::table

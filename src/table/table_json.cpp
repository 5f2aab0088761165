// One table: an array of objects by column key. Several sheets: an object of such arrays by sheet key. Amounts,
// scores and rates are decimal strings; money is in yuan whatever unit the table shows; a rate of 10 % is "0.1".
#include "base/json.h"
#include "table/cell_text.h"
#include "table/printers.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

std::string rate_text(std::int64_t basis_points) {
  std::string text = decimal_text(basis_points, 4);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

void append_value(std::string& out, const Column& column, const Value& value) {
  if (is_null(value) || column.type == CellType::empty) {
    out += "null";
    return;
  }
  const auto* number = std::get_if<std::int64_t>(&value);
  if (!number) {
    const std::string& text = std::get<std::string>(value);
    return append_json_string(out, column.type == CellType::timestamp ? timestamp_from_utc(text).text() : text);
  }
  switch (column.type) {
    case CellType::integer: out += std::to_string(*number); return;
    case CellType::flag: out += *number ? "true" : "false"; return;
    case CellType::money:
    case CellType::score: return append_json_string(out, decimal_text(*number, 2));
    case CellType::coefficient: return append_json_string(out, decimal_text(*number, 6));
    case CellType::percent: return append_json_string(out, rate_text(*number));
    default: return append_json_string(out, std::to_string(*number));
  }
}

class JsonVisitor : public TableVisitor {
 public:
  JsonVisitor(const Table& table, ByteSink& sink) : table_(table), sink_(sink) {
    for (const auto& column : table.columns) {
      keys_.emplace_back();
      append_json_string(keys_.back(), column.key);
      keys_.back() += ": ";
    }
  }
  void row(const WalkedRow& row) override {
    line_ = row.index == 0 ? "\n  {" : ",\n  {";
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (i > 0) line_ += ", ";
      line_ += keys_[i];
      append_value(line_, table_.columns[i], row.values[i]);
    }
    line_ += "}";
    sink_.write(line_);
  }

 private:
  const Table& table_;
  ByteSink& sink_;
  std::vector<std::string> keys_;
  std::string line_;
};

void print_lines(const Document& document, ByteSink& sink) {
  std::string out;
  for (const auto& line : document.lines) {
    if (line.kind == DocumentLine::Kind::blank) continue;
    check_text(line.label, document.name);
    check_text(line.text, document.name);
    out += out.empty() ? "\n  {" : ",\n  {";
    const bool pair = line.kind == DocumentLine::Kind::pair;
    if (pair) {
      out += "\"label\": ";
      append_json_string(out, line.label);
      out += ", ";
    }
    out += pair ? "\"value\": " : line.kind == DocumentLine::Kind::heading ? "\"heading\": " : "\"sentence\": ";
    append_json_string(out, line.text);
    out += "}";
  }
  sink.write(out);
}

void print_sheet(const Sheet& sheet, ByteSink& sink) {
  sink.write("[");
  if (const auto* table = std::get_if<Table>(&sheet)) {
    JsonVisitor visitor(*table, sink);
    walk(*table, visitor);
  } else {
    print_lines(std::get<Document>(sheet), sink);
  }
  sink.write("\n]");
}

}  // namespace

void print_json(const Workbook& workbook, ByteSink& sink) {
  if (workbook.sheets.size() == 1) {
    print_sheet(workbook.sheets.front(), sink);
    return sink.write("\n");
  }
  const char* before = "{\n";
  for (const auto& sheet : workbook.sheets) {
    std::string key;
    append_json_string(key, std::visit([](const auto& any) { return any.key; }, sheet));
    sink.write(before + key + ": ");
    print_sheet(sheet, sink);
    before = ",\n";
  }
  sink.write("\n}\n");
}

}  // namespace zhiheng::table

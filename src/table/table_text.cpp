// Aligned text for terminals and golden files; Chinese characters count for two columns.
#include "table/cell_text.h"
#include "table/printers.h"
#include "table/table_header.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

using Line = std::vector<std::string>;

class TextVisitor : public TableVisitor {
 public:
  TextVisitor(const Table& table, Language language) : table_(table), words_(words_in(language)) {
    Line header;
    for (const auto& column : table.columns) {
      check_text(full_title(column), table.name);
      header.push_back(full_title(column));
    }
    lines_.push_back(std::move(header));
  }
  void row(const WalkedRow& row) override { add(row.values, ""); }
  void subtotal(const Value&, std::uint64_t, std::uint64_t, const std::vector<Value>& sums) override {
    add(sums, words_.subtotal);
  }
  void total(std::uint64_t, const std::vector<Value>& sums) override { add(sums, words_.total); }

  std::string aligned() const {
    std::vector<std::size_t> widths(table_.columns.size(), 0);
    for (const auto& line : lines_) {
      for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], shown_width(line[i]));
    }
    std::string out;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      std::string text;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string blanks(widths[i] - shown_width(lines_[at][i]), ' ');
        if (i > 0) text += " | ";
        text += is_numeric(table_.columns[i].type) ? blanks + lines_[at][i] : lines_[at][i] + blanks;
      }
      text.erase(text.find_last_not_of(' ') + 1);
      out += text + "\n";
      if (at == 0) {
        for (std::size_t i = 0; i < widths.size(); ++i) out += (i > 0 ? "-+-" : "") + std::string(widths[i], '-');
        out += "\n";
      }
    }
    return out;
  }

 private:
  void add(const std::vector<Value>& values, const std::string& label) {
    Line line;
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::string text =
          i == 0 && !label.empty() && is_null(values[i]) ? label : shown_text(table_.columns[i], values[i], words_);
      for (char& c : text) c = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
      line.push_back(std::move(text));
    }
    lines_.push_back(std::move(line));
  }

  const Table& table_;
  const Words words_;
  std::vector<Line> lines_;
};

std::string table_text(const Table& table, Language language) {
  std::string out;
  if (!table.title.empty()) out += table.title + "\n";
  for (const auto& line : table.head) out += line + "\n";
  TextVisitor visitor(table, language);
  walk(table, visitor);
  out += visitor.aligned();
  for (const auto& line : table.foot) out += line + "\n";
  std::string signatures;
  for (const auto& signature : table.signatures) signatures += (signatures.empty() ? "" : "        ") + signature;
  if (!signatures.empty()) out += signatures + "\n";
  return out;
}

std::string document_text(const Document& document) {
  std::string out = (document.title.empty() ? document.name : document.title) + "\n";
  for (const auto& line : document.lines) {
    switch (line.kind) {
      case DocumentLine::Kind::heading: out += "## " + line.text + "\n"; break;
      case DocumentLine::Kind::pair: out += line.label + ": " + line.text + "\n"; break;
      case DocumentLine::Kind::sentence:
      case DocumentLine::Kind::blank: out += line.text + "\n"; break;
    }
  }
  return out;
}

}  // namespace

void print_text(const Workbook& workbook, ByteSink& sink) {
  bool first = true;
  for (const auto& sheet : workbook.sheets) {
    const auto* table = std::get_if<Table>(&sheet);
    const std::string text = table ? table_text(*table, workbook.language) : document_text(std::get<Document>(sheet));
    check_text(text, std::visit([](const auto& any) { return any.name; }, sheet));
    sink.write(first ? text : "\n" + text);
    first = false;
  }
}

}  // namespace zhiheng::table

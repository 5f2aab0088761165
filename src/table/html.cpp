// A page of its own that prints well: real tables, header cells with their scope, nothing fetched from anywhere.
#include "table/cell_text.h"
#include "table/printers.h"
#include "table/table_header.h"
#include "table/table_walk.h"

namespace zhiheng::table {

namespace {

constexpr std::string_view style =
    "body{font-family:\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;margin:2em;color:#111}"
    "table{border-collapse:collapse;margin:1em 0;width:100%}h2{text-align:center}"
    "th,td{border:1px solid #666;padding:.3em .5em;text-align:left;vertical-align:top}"
    "th{background:#eef2f6}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    "tfoot td,tr.s td{font-weight:bold}p.h{display:inline-block;margin:.2em 2em .2em 0}"
    "ul.s{list-style:none;padding:0;display:flex;gap:6em;margin:2em 0}dt{font-weight:bold}"
    "@media print{body{margin:0}thead{display:table-header-group}tr{break-inside:avoid}th{background:none}}";

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': out += "<br>"; break;
      case '\r': break;
      default:
        // Other control characters have no form in HTML.
        out += static_cast<unsigned char>(c) < ' ' && c != '\t' ? std::string("\xEF\xBF\xBD") : std::string(1, c);
    }
  }
  return out;
}

std::string checked(std::string_view text, const std::string& field) {
  check_text(text, field);
  return escaped(text);
}

class HtmlVisitor : public TableVisitor {
 public:
  HtmlVisitor(const Table& table, Language language, ByteSink& sink)
      : table_(table), words_(words_in(language)), sink_(sink) {}

  void header() {
    std::string out = "<table>\n<thead>\n";
    for (const auto& row : header_rows(table_.columns)) {
      out += "<tr>";
      for (const auto& cell : row) {
        const std::size_t width = cell.last_column - cell.first_column + 1;
        out += width > 1 ? "<th scope=\"colgroup\" colspan=\"" + std::to_string(width) + "\"" : "<th scope=\"col\"";
        if (cell.rows > 1) out += " rowspan=\"" + std::to_string(cell.rows) + "\"";
        out += ">" + checked(cell.title, table_.name) + "</th>";
      }
      out += "</tr>\n";
    }
    sink_.write(out + "</thead>\n<tbody>\n");
  }

  void row(const WalkedRow& row) override { cells("<tr>", row.values, ""); }
  void subtotal(const Value&, std::uint64_t, std::uint64_t, const std::vector<Value>& sums) override {
    cells("<tr class=\"s\">", sums, words_.subtotal);
  }
  void total(std::uint64_t, const std::vector<Value>& sums) override {
    sink_.write("</tbody>\n<tfoot>\n");
    cells("<tr>", sums, words_.total);
    in_foot_ = true;
  }
  void end() { sink_.write(in_foot_ ? "</tfoot>\n</table>\n" : "</tbody>\n</table>\n"); }

 private:
  void cells(std::string_view begin, const std::vector<Value>& values, const std::string& label) {
    line_.assign(begin);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Column& column = table_.columns[i];
      const bool labelled = i == 0 && !label.empty() && is_null(values[i]);
      line_ += is_numeric(column.type) ? "<td class=\"n\">" : labelled ? "<th scope=\"row\">" : "<td>";
      line_ += labelled ? escaped(label) : escaped(shown_text(column, values[i], words_));
      line_ += labelled && !is_numeric(column.type) ? "</th>" : "</td>";
    }
    line_ += "</tr>\n";
    sink_.write(line_);
  }

  const Table& table_;
  const Words words_;
  ByteSink& sink_;
  std::string line_;
  bool in_foot_ = false;
};

void print_table(const Table& table, Language language, ByteSink& sink) {
  const std::string& title = table.title.empty() ? table.name : table.title;
  std::string head = "<h2>" + checked(title, table.name) + "</h2>\n";
  for (const auto& line : table.head) head += "<p class=\"h\">" + checked(line, table.name) + "</p>\n";
  sink.write("<section>\n" + head);
  HtmlVisitor visitor(table, language, sink);
  visitor.header();
  walk(table, visitor);
  visitor.end();
  std::string foot;
  for (const auto& line : table.foot) foot += "<p>" + checked(line, table.name) + "</p>\n";
  if (!table.signatures.empty()) {
    foot += "<ul class=\"s\">";
    for (const auto& signature : table.signatures) foot += "<li>" + checked(signature, table.name) + "</li>";
    foot += "</ul>\n";
  }
  sink.write(foot + "</section>\n");
}

void print_document(const Document& document, ByteSink& sink) {
  const std::string& title = document.title.empty() ? document.name : document.title;
  std::string out = "<section>\n<h2>" + checked(title, document.name) + "</h2>\n";
  for (const auto& line : document.lines) {
    switch (line.kind) {
      case DocumentLine::Kind::heading: out += "<h3>" + checked(line.text, document.name) + "</h3>\n"; break;
      case DocumentLine::Kind::pair:
        out += "<dl><dt>" + checked(line.label, document.name) + "</dt><dd>" + checked(line.text, document.name) +
               "</dd></dl>\n";
        break;
      case DocumentLine::Kind::sentence: out += "<p>" + checked(line.text, document.name) + "</p>\n"; break;
      case DocumentLine::Kind::blank: out += "<p></p>\n"; break;
    }
  }
  sink.write(out + "</section>\n");
}

}  // namespace

void print_html(const Workbook& workbook, ByteSink& sink) {
  const std::string title = checked(workbook.title, "title");
  sink.write(std::string("<!doctype html>\n<html lang=\"") + (workbook.language == Language::en ? "en" : "zh-CN") +
             "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n<style>" + std::string(style) +
             "</style>\n</head>\n<body>\n");
  for (const auto& sheet : workbook.sheets) {
    if (const auto* table = std::get_if<Table>(&sheet)) {
      print_table(*table, workbook.language, sink);
    } else {
      print_document(std::get<Document>(sheet), sink);
    }
  }
  sink.write("</body>\n</html>\n");
}

}  // namespace zhiheng::table

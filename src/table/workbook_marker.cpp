#include "table/workbook_marker.h"

#include <map>

#include "table/cell_text.h"
#include "table/workbook_number.h"
#include "table/xlsx_book.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t most_comments = 5000;  // the library keeps them in memory

class Marker {
 public:
  Marker(WorkbookReader& reader, XlsxBook& book, const std::vector<CellProblem>& problems, Language language)
      : reader_(reader), book_(book), problems_(problems), language_(language) {
    bad_ = book.style({"", false, false, 0, 0xFFC7CE, 0x9C0006, Align::none, Border::none});
    bad_day_ = book.style({"yyyy-mm-dd", false, false, 0, 0xFFC7CE, 0x9C0006, Align::none, Border::none});
    bad_moment_ = book.style({"yyyy-mm-dd hh:mm:ss", false, false, 0, 0xFFC7CE, 0x9C0006, Align::none, Border::none});
    code_ = book.style({"@", false, false, 0, -1, -1, Align::none, Border::none});
    day_ = book.style({"yyyy-mm-dd", false, false, 0, -1, -1, Align::none, Border::none});
    moment_ = book.style({"yyyy-mm-dd hh:mm:ss", false, false, 0, -1, -1, Align::none, Border::none});
    for (const auto& problem : problems) {
      std::size_t column = 0;
      std::uint32_t row = 0;
      if (!read_reference(problem.cell.c_str(), column, row)) continue;
      std::string& reasons = reasons_[problem.sheet][{row, column}];
      reasons += (reasons.empty() ? "" : "\n") + problem.reason;
    }
  }

  void write() {
    list();
    for (std::size_t i = 0; i < reader_.sheets().size(); ++i) {
      const auto& source = reader_.sheets()[i];
      // The list of an earlier attempt would be taken for data by nobody, but it would be out of date.
      if (source.name == problem_sheet_name(Language::zh) || source.name == problem_sheet_name(Language::en)) continue;
      copy(i, source);
    }
  }

 private:
  void list() {
    XlsxSheet sheet = book_.add_sheet(problem_sheet_name(language_));
    sheet.tab_color(0xC00000);
    static constexpr const char* headers[] = {"sheet", "cell", "value", "reason"};
    static constexpr int widths[] = {20, 10, 36, 80};
    const StyleHandle header = book_.style({"", true, true, 0, 0xDDE6F0, -1, Align::center, Border::none});
    for (std::size_t i = 0; i < std::size(headers); ++i) {
      sheet.column_width(i, widths[i]);
      sheet.text(0, i, say(std::string("marker.header_") + headers[i], language_), header);
    }
    sheet.freeze_rows(1);
    std::uint32_t row = 0;
    for (const auto& problem : problems_) {
      ++row;
      sheet.text(row, 0, problem.sheet, nullptr);
      sheet.text(row, 1, problem.cell, nullptr);
      sheet.text(row, 2, problem.value, nullptr);
      sheet.text(row, 3, problem.reason, nullptr);
    }
    if (row > 0) sheet.filter(row, std::size(headers) - 1);
  }

  void copy(std::size_t index, const WorkbookReader::SheetName& source) {
    XlsxSheet sheet = book_.add_sheet(source.name);
    if (source.hidden) sheet.hide();
    const auto found = reasons_.find(source.name);
    Reasons none;
    Reasons& reasons = found == reasons_.end() ? none : found->second;
    auto next = reasons.begin();
    bool widths_set = false;
    const auto read = reader_.read(index, [&](const SheetRow& row) {
      if (!widths_set) set_widths(sheet, row);
      widths_set = true;
      next = missing_rows(sheet, reasons, next, row.number);
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto bad = reasons.find({row.number, i});
        cell(sheet, row.number - 1, i, row.cells[i], bad != reasons.end());
        if (bad != reasons.end()) comment(sheet, row.number - 1, i, bad->second);
      }
      // A required cell that is missing has nothing in the source, and is what the problem is about.
      for (; next != reasons.end() && next->first.first == row.number; ++next) {
        if (next->first.second >= row.cells.size()) absent(sheet, *next);
      }
      return true;
    });
    if (!read.ok()) throw Refusal{read.problems().front()};
    missing_rows(sheet, reasons, next, 0xFFFFFFFF);
  }

  using Reasons = std::map<std::pair<std::uint32_t, std::size_t>, std::string>;

  // Problems in rows that the source does not have, before row `until`.
  Reasons::iterator missing_rows(XlsxSheet& sheet, Reasons& reasons, Reasons::iterator next, std::uint32_t until) {
    for (; next != reasons.end() && next->first.first < until; ++next) absent(sheet, *next);
    return next;
  }

  void absent(XlsxSheet& sheet, const Reasons::value_type& reason) {
    sheet.blank(reason.first.first - 1, reason.first.second, bad_);
    comment(sheet, reason.first.first - 1, reason.first.second, reason.second);
  }

  void comment(XlsxSheet& sheet, std::uint32_t row, std::size_t column, const std::string& text) {
    if (comments_++ < most_comments) sheet.comment(row, column, text);
  }

  void set_widths(XlsxSheet& sheet, const SheetRow& header) {
    for (std::size_t i = 0; i < header.cells.size(); ++i)
      sheet.column_width(i, static_cast<int>(std::min<std::size_t>(shown_width(header.cells[i].text) + 6, 40)));
  }

  void cell(XlsxSheet& sheet, std::uint32_t row, std::size_t column, const SheetCell& cell, bool bad) {
    switch (cell.kind) {
      case SheetCellKind::empty: return sheet.blank(row, column, bad ? bad_ : nullptr);
      case SheetCellKind::boolean: return sheet.boolean(row, column, cell.text == "TRUE", bad ? bad_ : nullptr);
      case SheetCellKind::date: return date(sheet, row, column, cell.text, bad);
      case SheetCellKind::number:
        // More digits than a number can hold: as text they stay what they were.
        if (!cell.imprecise) return sheet.plain_number(row, column, cell.text, bad ? bad_ : nullptr);
        break;
      case SheetCellKind::text:
      case SheetCellKind::error: break;
    }
    // "00123" typed over a text must not become the number 123.
    std::string plain;
    bool imprecise = false;
    const bool code = plain_number(cell.text, plain, imprecise);
    sheet.text(row, column, cell.text, bad ? bad_ : code ? code_ : nullptr);
  }

  void date(XlsxSheet& sheet, std::uint32_t row, std::size_t column, const std::string& text, bool bad) {
    const auto day = read_date(std::string_view(text).substr(0, 10), "");
    if (!day.ok()) return sheet.text(row, column, text, bad ? bad_ : nullptr);
    if (text.size() < 19) return sheet.day(row, column, *day, 0, bad ? bad_day_ : day_);
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    sheet.day(row, column, *day, two(11) * 3600 + two(14) * 60 + two(17), bad ? bad_moment_ : moment_);
  }

  WorkbookReader& reader_;
  XlsxBook& book_;
  const std::vector<CellProblem>& problems_;
  Language language_;
  std::map<std::string, Reasons> reasons_;
  StyleHandle bad_, bad_day_, bad_moment_, day_, moment_, code_;
  std::size_t comments_ = 0;
};

}  // namespace

Outcome mark_workbook(const std::string& source, const std::string& target, const std::vector<CellProblem>& problems,
                      Language language) {
  auto reader = WorkbookReader::open(source);
  if (!reader.ok()) return reader.problems();
  try {
    PendingFile file(target);
    XlsxBook book(file, target, problem_sheet_name(language), Timestamp());
    Marker(*reader, book, problems, language).write();
    book.finish();
    file.commit();
    return Done();
  } catch (Refusal& refused) {
    return std::move(refused.problem);
  }
}

std::string problem_sheet_name(Language language) {
  return say("marker.sheet", language);
}

}  // namespace zhiheng::table

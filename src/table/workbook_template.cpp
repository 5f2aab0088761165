#include "table/workbook_template.h"

#include "table/cell_text.h"
#include "table/printers.h"
#include "table/xlsx_book.h"

namespace zhiheng::table {

namespace {

constexpr std::uint32_t last_entry_row = 50'000;  // how far drop-downs and hints reach
constexpr std::size_t longest_inline_choices = 255;

struct KindForm {
  const char* name;
  const char* format;
  int width;
};

KindForm form_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::text: return {"text", "", 24};
    case FieldKind::code: return {"code", "@", 22};
    case FieldKind::integer: return {"integer", "0", 10};
    case FieldKind::money: return {"money", "#,##0.00", 16};
    case FieldKind::score: return {"score", "0.00", 10};
    case FieldKind::percent: return {"percent", "0.00%", 10};
    case FieldKind::date: return {"date", "yyyy-mm-dd", 13};
    case FieldKind::choice: return {"choice", "", 16};
    case FieldKind::flag: return {"flag", "", 8};
  }
  throw Defect("a field has a kind");
}

class TemplateWriter {
 public:
  TemplateWriter(const TemplateWorkbook& workbook, XlsxBook& book) : workbook_(workbook), book_(book) {}

  void write() {
    std::vector<XlsxSheet> sheets;
    for (const auto& sheet : workbook_.sheets) sheets.push_back(book_.add_sheet(sheet.name));
    instructions();
    for (std::size_t i = 0; i < sheets.size(); ++i) entry_sheet(workbook_.sheets[i], sheets[i]);
    if (!long_choices_.empty()) choices_sheet();
  }

 private:
  std::string word(const std::string& key) const { return say("template." + key, workbook_.language); }
  const std::string& title(const TemplateColumn& column) const {
    return workbook_.language == Language::en ? column.title_en : column.title_zh;
  }
  // A yes-or-no field offers the two words of the language.
  std::vector<std::string> choices_of(const TemplateColumn& column) const {
    if (column.kind != FieldKind::flag) return column.choices;
    return {say("table.yes", workbook_.language), say("table.no", workbook_.language)};
  }

  void entry_sheet(const TemplateSheet& described, XlsxSheet& sheet) {
    const XlsxStyle header{"", true, true, 0, 0xDDE6F0, -1, Align::center, Border::all};
    XlsxStyle required = header;
    required.color = 0xB00020;
    for (std::size_t i = 0; i < described.columns.size(); ++i) {
      const TemplateColumn& column = described.columns[i];
      const KindForm form = form_of(column.kind);
      const StyleHandle cells =
          *form.format ? book_.style({form.format, false, false, 0, -1, -1, Align::none, Border::none}) : nullptr;
      sheet.column_width(i, column.width > 0 ? column.width : form.width, cells);
      sheet.text(0, i, title(column), book_.style(column.required ? required : header));
    }
    for (std::size_t i = 0; i < described.columns.size(); ++i) example(sheet, i, described.columns[i]);
    sheet.freeze_rows(1);
    for (std::size_t i = 0; i < described.columns.size(); ++i) hints(sheet, i, described.columns[i]);
  }

  // The whole row is text: its first cell must be (the mark), and nobody calculates with an example.
  void example(XlsxSheet& sheet, std::size_t at, const TemplateColumn& column) {
    const StyleHandle style = book_.style({"@", false, false, 0, 0xFFF8E1, 0x7A7A7A, Align::none, Border::none});
    sheet.text(1, at, (at == 0 ? word("example_mark") : "") + column.example, style);
  }

  void hints(XlsxSheet& sheet, std::size_t at, const TemplateColumn& column) {
    switch (column.kind) {
      case FieldKind::date: return sheet.rule(2, last_entry_row, at, XlsxSheet::Rule::day, word("hint_date"));
      case FieldKind::money:
      case FieldKind::percent:
        return sheet.rule(2, last_entry_row, at, XlsxSheet::Rule::not_negative, word("hint_amount"));
      case FieldKind::integer: return sheet.rule(2, last_entry_row, at, XlsxSheet::Rule::whole, word("hint_whole"));
      case FieldKind::score: return sheet.rule(2, last_entry_row, at, XlsxSheet::Rule::up_to_100, word("hint_score"));
      case FieldKind::choice:
      case FieldKind::flag: return drop_down(sheet, at, choices_of(column));
      case FieldKind::text:
      case FieldKind::code: return;
    }
  }

  void drop_down(XlsxSheet& sheet, std::size_t at, const std::vector<std::string>& choices) {
    std::size_t length = 0;  // in bytes: Excel counts characters, the library's buffer does not
    bool comma = false;      // the short form separates by commas
    for (const auto& choice : choices) {
      length += choice.size() + 1;
      comma = comma || choice.find(',') != std::string::npos;
    }
    if (choices.empty()) return;
    if (length <= longest_inline_choices && !comma) return sheet.choices(1, last_entry_row, at, choices);
    const std::string letters = column_letters(long_choices_.size());
    long_choices_.push_back(choices);
    sheet.choices_from(
        1, last_entry_row, at,
        "='" + word("choices_sheet") + "'!$" + letters + "$1:$" + letters + "$" + std::to_string(choices.size()));
  }

  void choices_sheet() {
    XlsxSheet sheet = book_.add_sheet(word("choices_sheet"));
    std::size_t rows = 0;
    for (const auto& choices : long_choices_) rows = std::max(rows, choices.size());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < long_choices_.size(); ++i) {
        if (row < long_choices_[i].size())
          sheet.text(static_cast<std::uint32_t>(row), i, long_choices_[i][row], nullptr);
      }
    }
    sheet.hide();
  }

  void instructions() {
    XlsxSheet sheet = book_.add_sheet(word("instructions_sheet"));
    sheet.tab_color(0xE0A030);
    static constexpr const char* headers[] = {"sheet",    "title_zh", "title_en", "kind",
                                              "required", "choices",  "example",  "note"};
    static constexpr int widths[] = {14, 20, 24, 26, 10, 34, 26, 44};
    for (std::size_t i = 0; i < std::size(widths); ++i) sheet.column_width(i, widths[i]);
    std::uint32_t row = 0;
    sheet.merged(row++, 0, 7, workbook_.title, book_.style({"", true, true, 14, -1, -1, Align::left, Border::none}));
    const StyleHandle note = book_.style({"", false, true, 0, -1, -1, Align::left, Border::none});
    std::vector<std::string> notes = workbook_.notes;
    for (const char* rule : {"rule_example", "rule_columns", "rule_all_or_none"}) notes.push_back(word(rule));
    for (const auto& text : notes) {
      sheet.row_height(row, 32);
      sheet.merged(row++, 0, 7, text, note);
    }
    const StyleHandle header = book_.style({"", true, true, 0, 0xDDE6F0, -1, Align::center, Border::all});
    for (std::size_t i = 0; i < std::size(headers); ++i)
      sheet.text(row, i, word(std::string("header_") + headers[i]), header);
    ++row;
    for (const auto& described : workbook_.sheets) {
      for (const auto& column : described.columns) instruction(sheet, row++, described, column);
    }
  }

  void instruction(XlsxSheet& sheet, std::uint32_t row, const TemplateSheet& described, const TemplateColumn& column) {
    const StyleHandle style = book_.style({"", false, true, 0, -1, -1, Align::none, Border::all});
    std::string choices;
    for (const auto& choice : choices_of(column)) choices += (choices.empty() ? "" : " / ") + choice;
    const std::string cells[] = {described.name,
                                 column.title_zh,
                                 column.title_en,
                                 word(std::string("kind_") + form_of(column.kind).name),
                                 word(column.required ? "required" : "optional"),
                                 choices,
                                 column.example,
                                 column.note};
    for (std::size_t i = 0; i < std::size(cells); ++i) sheet.text(row, i, cells[i], style);
  }

  const TemplateWorkbook& workbook_;
  XlsxBook& book_;
  std::vector<std::vector<std::string>> long_choices_;
};

bool begins_with(const std::string& text, const std::string& mark) {
  return text.compare(0, mark.size(), mark) == 0;
}

}  // namespace

Outcome write_template(const TemplateWorkbook& workbook, const std::string& path) {
  ensure(!workbook.sheets.empty(), "a template has sheets");
  try {
    PendingFile file(path);
    XlsxBook book(file, path, workbook.title, Timestamp());
    TemplateWriter(workbook, book).write();
    book.finish();
    file.commit();
    return Done();
  } catch (Refusal& refused) {
    return std::move(refused.problem);
  }
}

Result<std::string> template_bytes(const TemplateWorkbook& workbook) {
  return bytes_through_file([&](const std::string& path) { return write_template(workbook, path); });
}

bool is_example_row(const SheetRow& row, std::uint32_t header_row) {
  if (row.number != header_row + 1) return false;
  for (const auto& cell : row.cells) {
    for (const Language language : {Language::zh, Language::en}) {
      if (begins_with(cell.text, say("template.example_mark", language))) return true;
    }
  }
  return false;
}

std::string instructions_sheet_name(Language language) {
  return say("template.instructions_sheet", language);
}

}  // namespace zhiheng::table

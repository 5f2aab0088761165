#include "table/workbook_sheet.h"

#include <charconv>
#include <cstring>

#include "table/workbook_number.h"

namespace zhiheng::table {

namespace {

constexpr std::size_t most_merged = 10000;
constexpr std::uint32_t last_row = 1048576;
constexpr std::size_t last_column = 16384;

bool is(const char* a, const char* b) {
  return std::strcmp(a, b) == 0;
}

enum class Stored { number, shared, inline_text, text, boolean, error, iso_date };

class SheetHandler : public XmlHandler {
 public:
  SheetHandler(const WorkbookParts& parts, const SheetPart& sheet, const std::function<bool(const SheetRow&)>& on_row)
      : parts_(parts), sheet_(sheet), on_row_(on_row) {}

  SheetSummary summary;

  void start(const char* name, const char** attributes) override {
    // The commonest names are one letter long; everything else is rare.
    if (name[0] == 'c' && !name[1]) {
      start_cell(attributes);
    } else if (name[0] == 'v' && !name[1]) {
      sink = &value_;
    } else if (name[0] == 't' && !name[1]) {
      if (in_inline_ && !phonetic_) sink = &value_;
    } else if (name[0] == 'f' && !name[1]) {
      formula_ = true;
    } else if (is(name, "is")) {
      in_inline_ = true;
    } else if (is(name, "row")) {
      start_row(attributes);
    } else if (is(name, "rPh")) {
      phonetic_ = true;
    } else if (is(name, "mergeCell")) {
      add_merged(attribute(attributes, "ref"));
    }
  }

  void end(const char* name) override {
    if (name[0] == 'c' && !name[1]) {
      end_cell();
    } else if (!name[1] && (name[0] == 'v' || name[0] == 't')) {
      sink = nullptr;
    } else if (is(name, "is")) {
      in_inline_ = false;
    } else if (is(name, "row")) {
      end_row();
    } else if (is(name, "rPh")) {
      phonetic_ = false;
    }
  }

 private:
  [[noreturn]] void broken() const {
    refuse(Kind::unsupported, "workbook.broken_content",
           sheet_.name + "!" + (row_.number ? cell_reference(column_, row_.number) : ""));
  }

  void start_row(const char** attributes) {
    std::uint32_t number = row_.number + 1;
    if (const char* text = attribute(attributes, "r")) {
      number = 0;
      std::from_chars(text, text + std::strlen(text), number);
    }
    // Rows that go backwards would let two cells claim one address.
    if (number <= row_.number || number > last_row) broken();
    row_.number = number;
    next_column_ = 0;
    filled_ = 0;
  }

  void start_cell(const char** attributes) {
    column_ = next_column_;
    stored_ = Stored::number;
    style_ = 0;
    formula_ = false;
    value_.clear();
    for (; *attributes; attributes += 2) {
      const char* name = attributes[0];
      if (name[0] == '\0' || name[1] != '\0') continue;
      const char* text = attributes[1];
      if (name[0] == 'r') {
        std::uint32_t row = 0;
        if (!read_reference(text, column_, row) || row != row_.number || column_ < next_column_) broken();
      } else if (name[0] == 't') {
        stored_ = stored_as(text);
      } else if (name[0] == 's') {
        std::from_chars(text, text + std::strlen(text), style_);
      }
    }
    if (column_ >= last_column) broken();
    next_column_ = column_ + 1;
  }

  Stored stored_as(const char* type) const {
    if (is(type, "s")) return Stored::shared;
    if (is(type, "n")) return Stored::number;
    if (is(type, "inlineStr")) return Stored::inline_text;
    if (is(type, "str")) return Stored::text;
    if (is(type, "b")) return Stored::boolean;
    if (is(type, "e")) return Stored::error;
    if (is(type, "d")) return Stored::iso_date;
    broken();
  }

  // Cells of the row are reused, so that a column of long texts does not allocate row after row.
  SheetCell& place() {
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    for (std::size_t i = filled_; i < column_; ++i) clear(row_.cells[i]);
    filled_ = column_ + 1;
    SheetCell& cell = row_.cells[column_];
    cell.formula = formula_;
    cell.imprecise = false;
    return cell;
  }

  static void clear(SheetCell& cell) {
    cell.kind = SheetCellKind::empty;
    cell.text.clear();
    cell.formula = false;
    cell.imprecise = false;
  }

  void end_cell() {
    if (value_.empty() && !formula_) return;
    SheetCell& cell = place();
    if (value_.empty()) {
      cell.kind = SheetCellKind::empty;
      cell.text.clear();
      return;
    }
    switch (stored_) {
      case Stored::number: number(cell); return;
      case Stored::shared: {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), index);
        if (error != std::errc() || *end != '\0' || index >= parts_.strings.size()) broken();
        const std::string_view text = parts_.strings.at(index);
        cell.kind = text.empty() ? SheetCellKind::empty : SheetCellKind::text;
        cell.text.assign(text);
        return;
      }
      case Stored::inline_text:
      case Stored::text:
        decode_escapes(value_);
        cell.kind = SheetCellKind::text;
        cell.text.assign(value_);
        return;
      case Stored::boolean:
        cell.kind = SheetCellKind::boolean;
        cell.text = value_ == "1" || value_ == "true" ? "TRUE" : "FALSE";
        return;
      case Stored::error:
        cell.kind = SheetCellKind::error;
        cell.text.assign(value_);
        return;
      case Stored::iso_date:
        cell.kind = SheetCellKind::date;
        if (!date_of_iso(value_, cell.text)) broken();
        return;
    }
  }

  void number(SheetCell& cell) {
    const bool date = style_ < parts_.date_style.size() && parts_.date_style[style_];
    if (date && date_of_serial(value_, parts_.since_1904, cell.text)) {
      cell.kind = SheetCellKind::date;
      return;
    }
    cell.kind = SheetCellKind::number;
    if (!plain_number(value_, cell.text, cell.imprecise)) broken();
  }

  void end_row() {
    if (filled_ == 0) return;
    row_.cells.resize(filled_);
    ++summary.rows;
    if (!on_row_(row_)) enough = true;
  }

  void add_merged(const char* range) {
    if (!range || summary.merged.size() >= most_merged) return;
    const std::string_view text(range);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    MergedRange merged;
    if (!read_reference(std::string(text.substr(0, colon)).c_str(), merged.first_column, merged.first_row) ||
        !read_reference(range + colon + 1, merged.last_column, merged.last_row))
      broken();
    summary.merged.push_back(merged);
  }

  const WorkbookParts& parts_;
  const SheetPart& sheet_;
  const std::function<bool(const SheetRow&)>& on_row_;
  SheetRow row_;
  std::size_t filled_ = 0;  // cells of row_ that belong to the present row
  std::size_t column_ = 0;
  std::size_t next_column_ = 0;
  Stored stored_ = Stored::number;
  std::size_t style_ = 0;
  bool formula_ = false;
  bool in_inline_ = false;
  bool phonetic_ = false;
  std::string value_;
};

}  // namespace

SheetSummary read_sheet(WorkbookZip& zip, const WorkbookParts& parts, const SheetPart& sheet,
                        const std::function<bool(const SheetRow&)>& on_row) {
  SheetHandler handler(parts, sheet, on_row);
  parse_part(zip, sheet.part, handler);
  return std::move(handler.summary);
}

}  // namespace zhiheng::table

// Finds the columns of an import by their headers.
#include <algorithm>

#include "domain/shape_text.h"
#include "service/import_cells.h"

namespace zhiheng::service {

namespace {

// One form for all ways to write a header: half-width, small letters, no blanks, no star of required columns.
std::string plain(std::string_view header) {
  std::string out;
  for (const char letter : domain::half_width(domain::trimmed(header))) {
    if (letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t' || letter == '*') continue;
    out.push_back(letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter);
  }
  return out;
}

bool names(const ImportColumn& column, const std::string& header) {
  const std::string key = "field." + column.stem + "." + column.key;
  for (const Language language : {Language::zh, Language::en}) {
    if (plain(column.title(language)) == header) return true;
    if (has_text(key, language) && plain(say(key, language)) == header) return true;
  }
  return plain(column.key) == header;
}

struct Found {
  std::size_t column = HeaderMap::none;
  AmountUnit unit = AmountUnit::yuan;
  bool unknown_unit = false;
};

Found find_column(const ImportSheet& sheet, const std::string& header) {
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    if (names(sheet.columns[i], header)) return {i, AmountUnit::yuan, false};
  }
  const std::size_t open = header.rfind('(');
  if (open == std::string::npos || header.back() != ')') return {};
  const std::string base = header.substr(0, open);
  const std::string unit = header.substr(open + 1, header.size() - open - 2);
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    if (!names(sheet.columns[i], base)) continue;
    if (sheet.columns[i].field.type != domain::FieldType::money) return {};
    if (unit == "元" || unit == "yuan") return {i, AmountUnit::yuan, false};
    if (unit == "万元" || unit == "10,000yuan" || unit == "10000yuan") {
      return {i, AmountUnit::ten_thousand_yuan, false};
    }
    return {i, AmountUnit::yuan, true};
  }
  return {};
}

}  // namespace

HeaderMap read_header(const ImportSheet& sheet, const table::SheetRow& row, Language language,
                      std::vector<HeaderProblem>& problems) {
  HeaderMap map;
  map.row = row.number;
  map.cell_of.assign(sheet.columns.size(), HeaderMap::none);
  map.unit_of.assign(sheet.columns.size(), AmountUnit::yuan);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const std::string& text = row.cells[i].text;
    const std::string header = plain(text);
    if (header.empty()) continue;
    const Found found = find_column(sheet, header);
    if (found.column == HeaderMap::none) {
      problems.push_back({i, text, refusal("import.unknown_column", "", {{"header", text}})});
    } else if (found.unknown_unit) {
      problems.push_back({i, text, refusal("import.unknown_unit", "", {{"header", text}})});
    } else if (map.has(found.column)) {
      problems.push_back(
          {i, text,
           refusal("import.header_twice", "",
                   {{"header", text}, {"other", table::cell_reference(map.cell_of[found.column], row.number)}})});
    } else {
      map.cell_of[found.column] = i;
      map.unit_of[found.column] = found.unit;
    }
  }
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) {
    if (!sheet.columns[i].required || map.has(i)) continue;
    // A header whose unit is unknown is there: one problem is enough.
    const bool reported = std::any_of(problems.begin(), problems.end(), [&](const HeaderProblem& one) {
      return one.problem.rule == "import.unknown_unit" && find_column(sheet, plain(one.value)).column == i;
    });
    if (reported) continue;
    problems.push_back({0, "", refusal("import.missing_column", "", {{"header", sheet.columns[i].header(language)}})});
  }
  return map;
}

}  // namespace zhiheng::service

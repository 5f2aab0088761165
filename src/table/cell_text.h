// Cells as people read them, and the checks that every text passes before it is printed.
#pragma once

#include <string>
#include <string_view>

#include "table/refusal.h"
#include "table/table.h"

namespace zhiheng::table {

// The printers' own words in the language of the workbook.
struct Words {
  std::string total, subtotal, totals_sheet, yes, no, unnamed_sheet, page;
};
Words words_in(Language language);

// "95000.00", "82.50", "12.34%", "2022-10-08", "2022-10-08 09:30:00" (China's time), 是: CSV.
std::string plain_text(const Column& column, const Value& value, const Words& words);
// The same with a comma at every third digit of money (integers may be years): pages, paper, terminals.
std::string shown_text(const Column& column, const Value& value, const Words& words);

std::string decimal_text(std::int64_t value, int digits);  // (95005, 2) -> "950.05"

// Throws Refusal table.not_utf8 (also for the two code points and the nought that XML cannot carry).
void check_text(std::string_view text, const std::string& field);
// UTF-16 units, the way Excel counts characters.
std::size_t excel_length(std::string_view text);
// Columns on a terminal: two for a character of Chinese, Japanese or Korean type.
std::size_t shown_width(std::string_view text);

// "F12" of a row that is printed; "" position for what has no row.
std::string cell_field(const Table& table, std::size_t column, std::uint64_t row);

}  // namespace zhiheng::table

// How a workbook writes numbers, days, addresses and characters, and what they say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "table/workbook_reader.h"

namespace zhiheng::table {

// "1E-2" -> "0.01", "1234.5600000000001" -> "1234.56", "0012.50" -> "12.5". Excel keeps 15 significant digits; what
// stands behind them is the noise of its binary numbers and is rounded away. A plain whole number of more digits
// keeps them, and `imprecise` is set. False when the text is not a number.
bool plain_number(std::string_view text, std::string& out, bool& imprecise);

// The day (and time, to the second) of a serial number. False when it names none: negative, beyond 9999, or the
// 29 February 1900 that only Excel knows.
bool date_of_serial(std::string_view serial, bool since_1904, std::string& out);

// The text of an ISO 8601 cell ("2022-10-08T09:30:00Z") in the reader's form; false when it is not one.
bool date_of_iso(std::string_view text, std::string& out);

// Whether a number format shows a day or a time.
bool is_date_format(int builtin_id);
bool is_date_format(std::string_view code);

// "C12" -> column 2, row 12; false beyond XFD1048576 or malformed.
bool read_reference(const char* text, std::size_t& column, std::uint32_t& row);

// _x0001_ -> the character. In place.
void decode_escapes(std::string& text);

}  // namespace zhiheng::table

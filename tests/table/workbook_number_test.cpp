#include "table/workbook_number.h"

#include <catch2/catch.hpp>

using namespace zhiheng::table;

TEST_CASE("numbers of a workbook are read as the decimals that were typed") {
  struct Case {
    const char* text;
    const char* plain;
    bool imprecise;
  };
  const Case cases[] = {{"0.1", "0.1", false},
                        {"1234.5600000000001", "1234.56", false},
                        {"0.10000000000000001", "0.1", false},
                        {"8.2899999999999991", "8.29", false},
                        {"95000", "95000", false},
                        {"-95000.50", "-95000.5", false},
                        {"1E-2", "0.01", false},
                        {"1.5e3", "1500", false},
                        {"9.9999999999999997E-3", "0.01", false},
                        {"0012.50", "12.5", false},
                        {"-0", "0", false},
                        {".5", "0.5", false},
                        {"1.", "1", false},
                        {"99999999999999.995", "100000000000000", false},
                        {"123456789012345678", "123456789012345678", true},
                        {"1.2345678901234568E+17", "123456789012346000", true}};
  for (const auto& one : cases) {
    std::string plain;
    bool imprecise = false;
    INFO(one.text);
    REQUIRE(plain_number(one.text, plain, imprecise));
    CHECK(plain == one.plain);
    CHECK(imprecise == one.imprecise);
  }
  std::string plain;
  bool imprecise = false;
  for (const char* bad : {"", "abc", "1e", "1e999999", "1.2.3", "NaN", "inf", "0x10", "--1"}) {
    INFO(bad);
    CHECK_FALSE(plain_number(bad, plain, imprecise));
  }
}

TEST_CASE("serial numbers are days in both systems, without the day that only Excel knows") {
  std::string out;
  REQUIRE(date_of_serial("44842", false, out));
  CHECK(out == "2022-10-08");
  REQUIRE(date_of_serial("44842.395833333336", false, out));
  CHECK(out == "2022-10-08 09:30:00");
  REQUIRE(date_of_serial("43380", true, out));
  CHECK(out == "2022-10-08");
  REQUIRE(date_of_serial("1", false, out));
  CHECK(out == "1900-01-01");
  REQUIRE(date_of_serial("61", false, out));
  CHECK(out == "1900-03-01");
  CHECK_FALSE(date_of_serial("60", false, out));
  CHECK_FALSE(date_of_serial("-1", false, out));
  CHECK_FALSE(date_of_serial("2958466", false, out));
  REQUIRE(date_of_serial("0.5", false, out));
  CHECK(out == "12:00:00");
  REQUIRE(date_of_serial("44841.9999999", false, out));
  CHECK(out == "2022-10-08");
}

TEST_CASE("number formats that show days are told from those that do not") {
  for (const char* code : {"yyyy-mm-dd", "[$-804]yyyy\"年\"m\"月\"d\"日\"", "h:mm", "[h]:mm", "d/m/yy;@", "m月d日"}) {
    INFO(code);
    CHECK(is_date_format(std::string_view(code)));
  }
  for (const char* code :
       {"General", "0.00", "#,##0.00;[Red]-#,##0.00", "\"days\"0", "0\\d", "@", "0.00E+00", "_d0", ""}) {
    INFO(code);
    CHECK_FALSE(is_date_format(std::string_view(code)));
  }
}

TEST_CASE("references beyond the last cell are none") {
  std::size_t column = 0;
  std::uint32_t row = 0;
  REQUIRE(read_reference("XFD1048576", column, row));
  CHECK(cell_reference(column, row) == "XFD1048576");
  CHECK(column_letters(0) == "A");
  CHECK(column_letters(26) == "AA");
  CHECK(column_letters(701) == "ZZ");
  for (const char* bad : {"XFE1", "A1048577", "A0", "1", "A", "A1B", "", "a1"})
    CHECK_FALSE(read_reference(bad, column, row));
}

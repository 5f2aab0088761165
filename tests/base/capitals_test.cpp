// Amounts in capitals after annex 1 of 支付结算办法, in its main form.
#include <catch2/catch.hpp>

#include "base/money.h"

using namespace zhiheng;

TEST_CASE("amounts are written in capitals", "[capitals]") {
  struct Row {
    const char* amount;
    const char* words;
  };
  const Row rows[] = {
      // published examples
      {"1409.50", "壹仟肆佰零玖元伍角整"},
      {"6007.14", "陆仟零柒元壹角肆分"},
      {"1680.32", "壹仟陆佰捌拾元零叁角贰分"},
      {"107000.53", "壹拾万柒仟元零伍角叁分"},
      {"100000.00", "壹拾万元整"},
      {"325.04", "叁佰贰拾伍元零肆分"},
      // small amounts
      {"0", "零元整"},
      {"0.01", "壹分"},
      {"0.05", "伍分"},
      {"0.50", "伍角整"},
      {"0.55", "伍角伍分"},
      {"1.00", "壹元整"},
      {"1.01", "壹元零壹分"},
      {"1.10", "壹元壹角整"},
      {"10.50", "壹拾元零伍角整"},
      {"10.05", "壹拾元零伍分"},
      {"100.05", "壹佰元零伍分"},
      {"12.30", "壹拾贰元叁角整"},
      // noughts inside and at the end of a section
      {"1001", "壹仟零壹元整"},
      {"1010", "壹仟零壹拾元整"},
      {"1100", "壹仟壹佰元整"},
      {"2020.20", "贰仟零贰拾元零贰角整"},
      {"60000", "陆万元整"},
      {"10001", "壹万零壹元整"},
      {"10010.01", "壹万零壹拾元零壹分"},
      {"10100", "壹万零壹佰元整"},
      {"110000", "壹拾壹万元整"},
      {"1010101.01", "壹佰零壹万零壹佰零壹元零壹分"},
      {"20000000", "贰仟万元整"},
      {"95000.00", "玖万伍仟元整"},
      {"10000.10", "壹万元零壹角整"},
      // 亿
      {"100000000", "壹亿元整"},
      {"100000001", "壹亿零壹元整"},
      {"100005000", "壹亿零伍仟元整"},
      {"100010000", "壹亿零壹万元整"},
      {"123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分"},
      {"1000000000000", "壹万亿元整"},
      {"1000100000000", "壹万零壹亿元整"},
      {"9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"},
  };
  for (const Row& row : rows) {
    INFO(row.amount);
    CHECK(in_capitals(*read_money(row.amount, "")) == std::string("人民币") + row.words);
  }
}

TEST_CASE("a negative amount has no capitals", "[capitals]") {
  CHECK_THROWS_AS(in_capitals(Money::fen(-1)), Defect);
}

TEST_CASE("capitals never carry a doubled or a trailing 零", "[capitals]") {
  for (std::int64_t fen = 0; fen < 3'000'000'000'000; fen = fen * 3 + 1 + fen % 7) {
    for (const std::int64_t end : {fen, fen * 100, fen * 10'000, fen * 100 + 1}) {
      if (end > largest_amount.fen()) continue;
      const std::string words = in_capitals(Money::fen(end));
      INFO(end << " " << words);
      REQUIRE(words.find("零零") == std::string::npos);
      REQUIRE(words.find("零万") == std::string::npos);
      REQUIRE(words.find("零亿") == std::string::npos);
      REQUIRE(words.find("亿万") == std::string::npos);
      if (end >= 100) REQUIRE(words.find("零元") == std::string::npos);
    }
  }
}

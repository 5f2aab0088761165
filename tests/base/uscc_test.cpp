// Unified social credit codes: the standard's own example, codes published by their owners, and broken ones.
#include "base/uscc.h"

#include <catch2/catch.hpp>

using namespace zhiheng;

namespace {
std::string rule_of(std::string_view text) {
  const auto read = read_uscc(text, "/uscc");
  return read ? "" : read.problems().front().rule;
}
}  // namespace

TEST_CASE("true codes are read as they are written", "[uscc]") {
  for (const std::string code : {"91350100M000100Y43", "914403001922038216", "91110108551385082Q", "11150300011554391W",
                                 "9144030071526726XG", "91310101568093764U"}) {
    INFO(code);
    REQUIRE(read_uscc(code, "/uscc"));
    CHECK(*read_uscc(code, "/uscc") == code);
    CHECK(uscc_check_character(std::string_view(code).substr(0, 17)) == code[17]);
  }
}

TEST_CASE("broken codes are refused in the stated order", "[uscc]") {
  CHECK(rule_of("") == "uscc.length");
  CHECK(rule_of("91110108551385082") == "uscc.length");
  CHECK(rule_of("91110108551385082QQ") == "uscc.length");
  CHECK(rule_of("91110108551385082q") == "uscc.lower_case");
  CHECK(rule_of("11150300011554391w") == "uscc.lower_case");
  CHECK(rule_of("9111010855138508i!") == "uscc.lower_case");
  CHECK(rule_of("9111010855138508I2") == "uscc.alphabet");
  CHECK(rule_of("91350100M000100Y4Z") == "uscc.alphabet");
  CHECK(rule_of("91110108 51385082Q") == "uscc.alphabet");
  CHECK(rule_of("９1110108551385082Q") == "uscc.alphabet");  // 18 characters, one of them full-width
  CHECK(rule_of("914403001922038217") == "uscc.check_character");
}

TEST_CASE("the refusal tells which check character would fit", "[uscc]") {
  const auto read = read_uscc("914403001922038217", "/uscc");
  CHECK(read.problems() ==
        Problems{refusal("uscc.check_character", "/uscc", {{"value", "914403001922038217"}, {"expected", "6"}})});
  CHECK(read_uscc("1", "/uscc").problems() == Problems{refusal("uscc.length", "/uscc", {{"length", "1"}})});
}

TEST_CASE("one wrong character is always found", "[uscc]") {
  const std::string code = "91350100M000100Y43";
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (std::size_t place = 0; place < code.size(); ++place) {
    for (const char other : alphabet) {
      if (other == code[place]) continue;
      std::string wrong = code;
      wrong[place] = other;
      REQUIRE(rule_of(wrong) == "uscc.check_character");
    }
  }
}

TEST_CASE("the older organisation check is told apart", "[uscc]") {
  CHECK(has_organisation_check("914403001922038216"));
  CHECK(has_organisation_check("91110108551385082Q"));
  CHECK(has_organisation_check("9144030071526726XG"));
  CHECK_FALSE(has_organisation_check("914403001922038316"));
  CHECK_FALSE(has_organisation_check("1"));
}

#include "domain/fee_basis.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

// The total, or the first refusal as "field:rule".
std::string fee_of(const std::string& text) {
  const auto document = parse_json(text);
  REQUIRE(document.ok());
  const auto input = read_fee_input(*document, nullptr);
  if (!input) return input.problems().front().field + ":" + input.problems().front().rule;
  const auto sheet = work_out_fee(*input);
  if (!sheet) return sheet.problems().front().field + ":" + sheet.problems().front().rule;
  Money lines;
  for (const FeeLine& line : sheet->lines) lines = lines + line.amount;
  CHECK(lines == sheet->work);
  CHECK(fee_sheet_json(*sheet, Language::en).text_at("total") == sheet->total.text());
  return sheet->total.text();
}

const std::string brackets =
    R"("basis":"amount_progression","rates":["<= 1000000.00 = 1%","<= 5000000.00 = 0.5%","rest = 0.1%","floor = 2000.00","cap = 40000.00"])";

std::string projects(const std::string& amounts) {
  return "{" + brackets + R"(,"projects":[)" + amounts + "]}";
}

}  // namespace

TEST_CASE("fees by progression, with the edges of the brackets", "[fee_basis]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"0.00", "2000.00"},          // the floor
      {"200000.00", "2000.00"},     // exactly the floor
      {"200001.00", "2000.01"},     // 2000.01
      {"1000000.00", "10000.00"},   // the first edge lies in the first bracket
      {"1000000.01", "10000.00"},   // 10000.00005
      {"1000001.00", "10000.01"},   // half a fen goes up
      {"5000000.00", "30000.00"},   // 10000 + 20000
      {"5000010.00", "30000.01"},   // the rest
      {"15000000.00", "40000.00"},  // exactly the cap
      {"99000000.00", "40000.00"},  // the cap
  };
  for (const auto& [amount, fee] : cases) {
    INFO(amount);
    CHECK(fee_of(projects(R"({"name":"p","amount":")" + amount + R"("})")) == fee);
  }
  // Floor and cap hold for each project by itself.
  CHECK(fee_of(projects(R"({"name":"a","amount":"1.00"},{"name":"b","amount":"99000000.00"})")) == "42000.00");
}

TEST_CASE("fees by days, pieces and parts", "[fee_basis]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"basis":"person_day","work":[{"level":"a","days":"10.5","rate":"1333.33"},{"level":"b","days":"3.25","rate":"777.77"}],"coefficients":[{"name":"r","factor":"1.15"}]})",
       "19006.88"},
      {R"({"basis":"person_day","rates":["lead = 1200.00"],"work":[{"level":"lead","days":"2"}],"travel":"300.50","experts":"99.50"})",
       "2800.00"},
      // Coefficients do not touch what is paid at cost.
      {R"({"basis":"per_item","items":[{"name":"x","count":3,"rate":"100.00"}],"travel":"10.00","coefficients":[{"name":"d","factor":"2"},{"name":"w","factor":"0.5"}]})",
       "310.00"},
      {R"({"basis":"lump_sum","parts":[{"name":"x","amount":"0.01"},{"name":"y","amount":"0.01"},{"name":"z","amount":"0.01"}],"coefficients":[{"name":"d","factor":"0.5"}]})",
       "0.02"},
      {R"({"basis":"per_item","items":[{"name":"x","count":3}]})", "/items/0/rate:fee_basis.rate_missing"},
      {R"({"basis":"per_item","items":[]})", "/items:fee_basis.empty"},
      {R"({"basis":"per_item","rates":"nowhere","items":[{"name":"x","count":1,"rate":"1.00"}]})",
       "/rates:fee_basis.no_such_rates"},
      {R"({"basis":"amount_progression","projects":[{"name":"x","amount":"1.00"}]})",
       "/rates:fee_basis.brackets_missing"},
      {R"({"basis":"amount_progression","rates":["<= 100.00 = 1%"],"projects":[{"name":"x","amount":"100.01"}]})",
       "/projects/0:fee_basis.amount_over_brackets"},
      {R"({"basis":"amount_progression","rates":["<= 100.00 = 1%","<= 100.00 = 2%"],"projects":[{"name":"x","amount":"1.00"}]})",
       "/rates:fee_rate.brackets_out_of_order"},
      {R"({"basis":"person_day","rates":["lead 1200"],"work":[{"level":"lead","days":"1"}]})",
       "/rates:fee_rate.line_malformed"},
      {R"({"basis":"person_day","work":[{"level":"a","days":"1","rate":"1.00"}],"items":[]})",
       "/items:document.unknown_member"},
      // A limit that is given twice is no choice of the program's.
      {R"({"basis":"amount_progression","rates":["rest = 1%","cap = 5.00","cap = 6.00"],"projects":[{"name":"x","amount":"1.00"}]})",
       "/rates:fee_rate.name_twice"},
      {R"({"basis":"amount_progression","rates":["rest = 1%","floor = 5.00","floor = 5.00"],"projects":[{"name":"x","amount":"1.00"}]})",
       "/rates:fee_rate.name_twice"},
      // Large amounts with long factors: the product's terms leave 64 bits, its fen do not.
      {R"({"basis":"per_item","items":[{"name":"a","count":547,"rate":"0.69"},{"name":"b","count":566,"rate":"512359.79"},{"name":"c","count":205,"rate":"50.70"}],"coefficients":[{"name":"x","factor":"6.479"},{"name":"y","factor":"1.021"},{"name":"z","factor":"1.288"}]})",
       "2470911469.77"},
      {R"({"basis":"lump_sum","parts":[{"name":"a","amount":"96522.90"}],"coefficients":[{"name":"p","factor":"1.001"},{"name":"q","factor":"1.003"},{"name":"r","factor":"1.007"},{"name":"s","factor":"1.009"},{"name":"t","factor":"1.013"}]})",
       "99745.99"},
  };
  for (const auto& [document, expected] : cases) {
    INFO(document);
    CHECK(fee_of(document) == expected);
  }
}

TEST_CASE("a refused fee document names one thing, and every slot of its text is filled", "[fee_basis]") {
  const std::string factors = R"({"name":"x","factor":"1"},)";
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"basis":"lump_sum","parts":{"name":"a"}})", "document.wrong_type"},
      {R"({"basis":"lump_sum","parts":[{"name":"a","amount":"1"}],"work":[]})", "document.unknown_member"},
      {R"({"basis":"lump_sum","parts":[{"name":"a","amount":"1"}],"coefficients":[)" + factors + factors + factors +
           factors + factors + factors + R"({"name":"y","factor":"1"}]})",
       "document.out_of_range"},
  };
  for (const auto& [text, rule] : cases) {
    INFO(text);
    const auto input = read_fee_input(*parse_json(text), nullptr);
    REQUIRE(!input.ok());
    REQUIRE(input.problems().size() == 1);
    CHECK(input.problems().front().rule == rule);
    CHECK(say(input.problems().front(), Language::en).find('{') == std::string::npos);
  }
}

TEST_CASE("a table of rates is written as it is read", "[fee_basis]") {
  for (const ShippedFeeRates& one : shipped_fee_rates()) {
    INFO(one.code);
    const auto read = read_fee_rates(one.basis, one.lines, "");
    REQUIRE(read.ok());
    CHECK(fee_rate_lines(*read_fee_rates(one.basis, fee_rate_lines(*read), "")) == fee_rate_lines(*read));
  }
}

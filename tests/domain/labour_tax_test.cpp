// Figures: 国家税务总局公告2018年第61号; 30,000 -> 5,200 is the tax authority's own example.
#include "domain/labour_tax.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Money yuan(const std::string& text) {
  return *read_money(text, "");
}

}  // namespace

TEST_CASE("the tax withheld from a fee, at every boundary", "[labour_tax]") {
  const char* cases[][6] = {
      {"0", "0.00", "20", "0.00", "0.00", "0.00"},
      {"800", "0.00", "20", "0.00", "0.00", "800.00"},
      {"801", "1.00", "20", "0.00", "0.20", "800.80"},
      {"1500", "700.00", "20", "0.00", "140.00", "1360.00"},
      {"3999.99", "3199.99", "20", "0.00", "640.00", "3359.99"},
      {"4000", "3200.00", "20", "0.00", "640.00", "3360.00"},
      {"4000.01", "3200.01", "20", "0.00", "640.00", "3360.01"},
      {"5000", "4000.00", "20", "0.00", "800.00", "4200.00"},
      {"20000", "16000.00", "20", "0.00", "3200.00", "16800.00"},
      {"25000", "20000.00", "20", "0.00", "4000.00", "21000.00"},
      {"30000", "24000.00", "30", "2000.00", "5200.00", "24800.00"},
      {"62499.99", "49999.99", "30", "2000.00", "13000.00", "49499.99"},
      {"62500", "50000.00", "30", "2000.00", "13000.00", "49500.00"},
      {"62500.01", "50000.01", "40", "7000.00", "13000.00", "49500.01"},
      {"100000", "80000.00", "40", "7000.00", "25000.00", "75000.00"},
  };
  for (const auto& one : cases) {
    INFO(one[0]);
    const LabourTax tax = labour_tax(yuan(one[0]));
    CHECK(tax.taxable.text() == one[1]);
    CHECK(std::to_string(tax.rate_percent) == one[2]);
    CHECK(tax.quick_deduction.text() == one[3]);
    CHECK(tax.tax.text() == one[4]);
    CHECK((tax.income - tax.tax).text() == one[5]);
    CHECK(tax.allowance + tax.taxable == tax.income);
  }
}

TEST_CASE("the gross for an agreed net", "[labour_tax]") {
  const char* cases[][3] = {{"0", "0.00", "0.00"},
                            {"500", "500.00", "0.00"},
                            {"800", "800.00", "0.00"},
                            {"1000", "1050.00", "50.00"},
                            {"3360", "4000.00", "640.00"},
                            {"5000", "5952.38", "952.38"},
                            {"21000", "25000.00", "4000.00"},
                            {"21001", "25001.32", "4000.32"},
                            {"49500", "62500.00", "13000.00"},
                            {"49501", "62501.47", "13000.47"}};
  for (const auto& one : cases) {
    INFO(one[0]);
    const Money gross = labour_gross(yuan(one[0]));
    CHECK(gross.text() == one[1]);
    CHECK(labour_tax(gross).tax.text() == one[2]);
    CHECK(gross - labour_tax(gross).tax == yuan(one[0]));
  }
}

TEST_CASE("tax and net never fall as income grows, and every net is reached to the fen", "[labour_tax]") {
  for (const std::int64_t around : {0, 80'000, 400'000, 2'500'000, 6'250'000}) {
    LabourTax before = labour_tax(Money::fen(std::max<std::int64_t>(0, around - 3'000)));
    for (std::int64_t fen = before.income.fen() + 1; fen < around + 3'000; ++fen) {
      const LabourTax now = labour_tax(Money::fen(fen));
      const std::int64_t more = (now.tax - before.tax).fen();
      REQUIRE((more == 0 || more == 1));
      const Money net = now.income - now.tax;
      const Money gross = labour_gross(net);
      REQUIRE(gross - labour_tax(gross).tax == net);
      REQUIRE(gross <= now.income);
      before = now;
    }
  }
}

TEST_CASE("payments of one month bear the tax of their sum, however they are split", "[labour_tax]") {
  std::mt19937 random(20181221);
  for (int round = 0; round < 2'000; ++round) {
    Money income, tax;
    const int parts = 1 + static_cast<int>(random() % 6);
    for (int i = 0; i < parts; ++i) {
      const Money gross = Money::fen(static_cast<std::int64_t>(random() % 2'000'000));
      const Withheld one = withhold(income, tax, gross);
      REQUIRE(one.tax >= Money());
      REQUIRE(one.net() + one.tax == gross);
      income = income + gross;
      tax = tax + one.tax;
      REQUIRE(tax == labour_tax(income).tax);
    }
    const Money net = Money::fen(static_cast<std::int64_t>(random() % 900'000));
    const Withheld agreed = withhold(income, tax, gross_for_net(income, tax, net));
    REQUIRE(agreed.net() == net);
    // What was paid too much and taken back brings its tax back as well.
    const Withheld back = withhold(income + agreed.gross, tax + agreed.tax, Money() - agreed.gross);
    REQUIRE(back.tax == Money() - agreed.tax);
  }
}

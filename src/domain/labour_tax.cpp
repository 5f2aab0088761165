#include "domain/labour_tax.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

constexpr std::int64_t full_allowance_fen = 80'000;
constexpr std::int64_t allowance_limit_fen = 400'000;

struct Band {
  std::int64_t up_to_fen;  // of the taxable amount, included
  int rate_percent;
  std::int64_t quick_deduction_fen;
};
constexpr Band bands[] = {{2'000'000, 20, 0}, {5'000'000, 30, 200'000}, {largest_amount.fen(), 40, 700'000}};

const Band& band_of(std::int64_t taxable_fen) {
  for (const Band& band : bands) {
    if (taxable_fen <= band.up_to_fen) return band;
  }
  return bands[2];
}

}  // namespace

LabourTax labour_tax(Money income) {
  ensure(income >= Money(), "taxed income is not negative");
  LabourTax answer;
  answer.income = income;
  if (income.fen() <= allowance_limit_fen) {
    answer.allowance = Money::fen(std::min(income.fen(), full_allowance_fen));
    answer.taxable = income - answer.allowance;
  } else {
    answer.taxable = Money::fen(mul_div(income.fen(), 4, 5, Rounding::half_up));
    answer.allowance = income - answer.taxable;
  }
  const Band& band = band_of(answer.taxable.fen());
  answer.rate_percent = band.rate_percent;
  answer.quick_deduction = Money::fen(band.quick_deduction_fen);
  answer.tax =
      Money::fen(mul_div(answer.taxable.fen(), band.rate_percent, 100, Rounding::half_up)) - answer.quick_deduction;
  return answer;
}

Money labour_gross(Money net) {
  ensure(net >= Money(), "a net amount is not negative");
  // 40 percent of four fifths is the most that is ever withheld of a fen.
  std::int64_t low = net.fen();
  std::int64_t high = mul_div(net.fen(), 2, 1, Rounding::up);
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const LabourTax tried = labour_tax(Money::fen(middle));
    if (tried.income - tried.tax >= net) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return Money::fen(low);
}

Withheld withhold(Money earlier_income, Money earlier_tax, Money gross) {
  Withheld answer;
  answer.earlier_income = earlier_income;
  answer.earlier_tax = earlier_tax;
  answer.gross = gross;
  answer.month = labour_tax(earlier_income + gross);
  answer.tax = answer.month.tax - earlier_tax;
  return answer;
}

Money gross_for_net(Money earlier_income, Money earlier_tax, Money net) {
  const Money wanted = earlier_income - earlier_tax + net;
  return std::max(labour_gross(std::max(wanted, Money())), earlier_income) - earlier_income;
}

}  // namespace zhiheng::domain

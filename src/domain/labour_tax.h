// Individual income tax withheld from fees for personal services (劳务报酬) of residents: 国家税务总局公告2018年第61号.
// Income of the same matter within one month is one payment (次), so amounts of a month are cumulated.
#pragma once

#include "base/money.h"

namespace zhiheng::domain {

struct LabourTax {
  Money income;
  Money allowance;  // 800 yuan up to 4,000, above a fifth
  Money taxable;    // to the fen
  int rate_percent = 20;
  Money quick_deduction;
  Money tax;  // to the fen
};

// Of the whole income of one payment. `income` must not be negative.
LabourTax labour_tax(Money income);

// The smallest income whose net reaches `net`. Net grows by nothing or one fen with each fen of income, so it is
// reached exactly: income - tax == net.
Money labour_gross(Money net);

// One more amount of a matter in a month of which so much was paid and withheld already.
struct Withheld {
  Money earlier_income, earlier_tax;
  LabourTax month;   // of the sum
  Money gross, tax;  // tax: that of the sum less what was withheld; negative when a correction gives tax back
  Money net() const { return gross - tax; }
};
// `gross` may be negative as long as the sum is not.
Withheld withhold(Money earlier_income, Money earlier_tax, Money gross);
// The gross with which this amount brings `net` (not negative) to the expert. Where more tax was withheld earlier than
// the sum needs, what is given back counts towards the net.
Money gross_for_net(Money earlier_income, Money earlier_tax, Money net);

}  // namespace zhiheng::domain

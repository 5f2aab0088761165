// How a commission's fee is worked out (计费测算表): a lump sum, person-days by level, progression by project amount in
// excess brackets (差额定率累进), or items; then coefficients. Pure: a document in, the sheet with its steps out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/messages.h"
#include "base/money.h"
#include "base/result.h"

namespace zhiheng::domain {

// One bracket: the part of an amount above the bracket before it and up to `up_to` (none: without end) at `percent`.
struct FeeBracket {
  std::optional<Money> up_to;
  Fraction percent;
};

struct NamedRate {
  std::string name;  // of a level or an item
  Money rate;        // for a day or a piece
};

// A table of rates as bureaus keep it, one rate to a line.
struct FeeRates {
  std::string basis;
  std::vector<NamedRate> rates;
  std::vector<FeeBracket> brackets;
  std::optional<Money> floor, cap;
  const Money* find(std::string_view name) const;
};

// person_day, per_item: "level = 1500.00". amount_progression: "<= 1000000.00 = 0.8%", the last "rest = 0.1%", and
// "floor = 20000.00", "cap = 300000.00". Blank lines and lines that begin with # are left out. Refuses, at `where`,
// with the line: fee_rate.line_malformed, fee_rate.name_twice, fee_rate.brackets_out_of_order, fee_rate.empty,
// fee_rate.cap_below_floor.
Result<FeeRates> read_fee_rates(const std::string& basis, std::string_view lines, const std::string& where);
// The table as lines again, in the form that read_fee_rates reads.
std::string fee_rate_lines(const FeeRates& rates);

struct ShippedFeeRates {
  std::string code, title, title_en, basis, source, lines;
};
// Illustrative tables, marked as assumed (sql/seed/fee_rates).
const std::vector<ShippedFeeRates>& shipped_fee_rates();

struct FeeLine {
  std::string name;
  Fraction quantity;    // days, pieces; 1 of a part
  Money rate;           // nought of a progression
  Money base;           // the project's amount of a progression
  Fraction exact;       // in fen, before coefficients
  Money amount;         // after coefficients, to the fen; the lines add up to FeeSheet::work
  std::string limited;  // "floor", "cap" or nothing
  std::vector<std::pair<FeeBracket, Money>> parts;  // brackets that were used, with the part of the amount in each
};

struct FeeCoefficient {
  std::string name;  // difficulty, region, whole department: whatever the bureau names
  Fraction factor;
};

// What a document asks for.
struct FeeInput {
  std::string label;  // "case", echoed back
  std::string basis;
  FeeRates rates;
  std::vector<FeeLine> lines;  // name, quantity, rate or base
  std::vector<FeeCoefficient> coefficients;
  Money travel, experts;  // at cost: no coefficient touches them
};

struct FeeSheet {
  FeeInput input;
  std::vector<FeeLine> lines;
  Fraction work_exact;   // in fen, before coefficients
  Fraction coefficient;  // the product
  Money work;            // rounded once, half up
  Money total;           // work + travel + experts
};

// {"case"?,"basis","rates"? (a code that `table` belongs to, or a list of lines),"parts"|"work"|"projects"|"items",
// "coefficients"?,"travel"?,"experts"?}; see docs/fees.md. `table` holds the rates that "rates" names, null for none.
// Refuses document.*, number.*, fee_basis.empty, fee_basis.rate_missing (nothing gives the rate of a line),
// fee_basis.brackets_missing, fee_basis.rates_of_other_basis, fee_rate.*.
Result<FeeInput> read_fee_input(const Json& document, const FeeRates* table);
// The code that the document names, empty when it brings its own rates.
std::string fee_rates_named(const Json& document);

// Rounds once: the exact sum of the lines times the product of the coefficients, half up to the fen. Lines get their
// parts by largest remainder (ties to the earlier line), so that they add up. Floor and cap hold for each project,
// before coefficients. Refuses fee_basis.amount_over_brackets, fee_basis.too_fine, fee_basis.too_large.
Result<FeeSheet> work_out_fee(const FeeInput& input);

// {"case"?,"basis","lines":[...],"work_exact","coefficient","work","travel","experts","total","steps":[...]}.
Json fee_sheet_json(const FeeSheet& sheet, Language language);
std::vector<std::string> fee_steps(const FeeSheet& sheet, Language language);

}  // namespace zhiheng::domain

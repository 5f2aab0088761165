// Bills for experts (劳务费发放单): what each line comes to under the scheme, and the tax withheld per person, matter
// and month. Pure: rows in, figures and the words of their derivation out.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "domain/fee_scheme.h"
#include "domain/labour_tax.h"

namespace zhiheng::domain {

// One sentence of a derivation: "expert_fee.step.<name>" with its slots.
struct FeeStep {
  std::string key;
  Params params;
};

struct ExpertFeeLine {
  std::int64_t id = 0;
  std::int64_t fee_id = 0;
  int sequence = 0;
  std::int64_t expert_id = 0;
  std::int64_t panel_id = 0;  // 0: no panel
  std::string matter;         // the contract, or the service of a year: income of one matter in a month is one payment
  std::string kind = "review";  // correspondence, travel, correction
  std::optional<Date> worked_on;
  std::string part = "day";   // morning, afternoon, evening
  std::int64_t quantity = 0;  // minutes, half days (1, 2) or items, as the method says
  std::string title_level = "other";
  int day_number = 1;            // which day of this work it is
  std::optional<Money> given;    // instead of the rule's amount, with a reason; of a correction, gross and signed
  std::int64_t corrects_id = 0;  // the line of a confirmed bill that a correction is about
  bool unpayable = false;        // own duty: stays on the bill with nothing, and says why
  bool unfinished = false;       // hours or items are still missing
  std::string reason;
  Withheld figures;
  std::vector<FeeStep> steps;
  std::int64_t payment_id = 0;
};

struct ExpertFee {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::string number, title, month;  // month: "2026-03"
  std::int64_t scheme_id = 0;
  std::int64_t panel_id = 0;
  std::string state = "draft";
  Money gross, tax;
  std::string scheme_document;
  std::int64_t drafted_by = 0;
  std::int64_t version = 1;
  std::vector<ExpertFeeLine> lines;
  Money net() const { return gross - tax; }
};

inline constexpr std::array<Transition, 5> expert_fee_workflow{{
    {"", "draft", "draft", "clerk"},
    {"draft", "confirm", "confirmed", "reviewer,leader"},
    {"confirmed", "pay", "paid", "clerk"},
    {"draft", "void", "voided", "reviewer,leader"},
    {"confirmed", "void", "voided", "reviewer,leader"},
}};

// The hours that count: a fraction of half an hour or less is dropped, more counts as one (粤财采购〔2020〕17号).
std::int64_t counted_hours(std::int64_t minutes);

// What the scheme gives for the line, before tax or after as it agrees. Adds the steps; sets `unfinished`. Refuses
// expert_fee.no_correspondence and expert_fee.no_travel_allowance at `where`/kind.
Result<Money> fee_by_rule(const FeeScheme& scheme, ExpertFeeLine& line, const std::string& where);

// So much was paid and withheld in the month before this bill.
struct MonthSum {
  Money income, tax;
};
using MonthSums = std::map<std::pair<std::int64_t, std::string>, MonthSum>;  // by expert and matter

// Works out every line in order, and the sums of the bill. Refuses expert_fee.below_zero where a correction takes more
// than the month has, and what fee_by_rule refuses - all at once.
Outcome work_out(ExpertFee& fee, const FeeScheme& scheme, MonthSums before);

// Do two lines claim the same work? One line per expert, panel (or matter), day and part of the day; a line that names
// no day claims all days. Corrections claim nothing.
bool claims_clash(const ExpertFeeLine& a, const ExpertFeeLine& b);

// "2026-03"; refuses expert_fee.month_malformed.
Outcome check_month(const std::string& month, const std::string& where);
// senior, middle or other, from a title as people write it.
std::string level_of_title(std::string_view title);

const Shape& expert_fee_shape();
const Shape& expert_fee_line_shape();

}  // namespace zhiheng::domain

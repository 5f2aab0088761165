// Bills for experts, their lines and payments as rows; and what is known of a month, a panel and a person when a bill
// is worked out.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/expert_fee.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::ExpertFee> find_expert_fee(Connection& rows, std::int64_t id);  // with lines
std::int64_t insert_expert_fee(Connection& rows, const domain::ExpertFee& fee, Timestamp now);
// Head and lines of a draft. These four answer false when somebody else saved first.
bool save_expert_fee(Connection& rows, const domain::ExpertFee& fee, Timestamp now);
bool confirm_expert_fee(Connection& rows, const domain::ExpertFee& fee, std::int64_t by, Timestamp now);
bool void_expert_fee(Connection& rows, const domain::ExpertFee& fee, std::int64_t by, const std::string& reason,
                     Timestamp now);
bool touch_expert_fee(Connection& rows, const domain::ExpertFee& fee, bool all_paid, Timestamp now);
// How many bills of the bureau have a number that begins so.
std::int64_t count_expert_fees(Connection& rows, std::int64_t bureau_id, const std::string& prefix);

struct ExpertFeePayment {
  std::int64_t id = 0, bureau_id = 0, fee_id = 0, registered_by = 0;
  Date paid_on;
  std::string voucher_number, remark, created_at;
  Money amount;
};
std::int64_t insert_expert_fee_payment(Connection& rows, const ExpertFeePayment& payment, Timestamp now);
void mark_lines_paid(Connection& rows, std::int64_t payment_id, const std::vector<std::int64_t>& line_ids);
std::vector<ExpertFeePayment> payments_of_expert_fee(Connection& rows, std::int64_t fee_id);

// Sums of confirmed and paid bills of this bureau and month, without the bill `except`.
domain::MonthSums month_sums(Connection& rows, std::int64_t bureau_id, const std::string& month, std::int64_t except);
// Standing lines (of bills that were not voided, or only of confirmed ones) of these experts, without those of the bill
// `except`.
std::vector<domain::ExpertFeeLine> standing_lines(Connection& rows, std::int64_t bureau_id,
                                                  const std::vector<std::int64_t>& expert_ids, std::int64_t except,
                                                  bool confirmed_only);
// The number of a bill that was confirmed after this one and withheld tax on top of it; "" when there is none.
std::string later_fee_on_top(Connection& rows, const domain::ExpertFee& fee);
struct CorrectedLine {
  std::int64_t expert_id = 0;
  std::string matter;
  bool confirmed = false;
};
std::optional<CorrectedLine> find_corrected(Connection& rows, std::int64_t bureau_id, std::int64_t line_id);

// What a bill must know of an expert.
struct FeeExpert {
  std::int64_t id = 0, bureau_id = 0, employer_unit_id = 0;
  std::string code, name, title, title_level, employer, identity_shown, bank_name, bank_account_shown;
  bool payable = true;
};
std::vector<FeeExpert> fee_experts(Connection& rows, const std::vector<std::int64_t>& ids);

// Sheets that were handed in: of these panels, or, where none are named, of the closed panels of a month.
struct HandedIn {
  std::int64_t expert_id = 0, panel_id = 0, sheets = 0, budget_unit_id = 0;
  std::string contract_number, deadline_on;
};
std::vector<HandedIn> handed_in(Connection& rows, std::int64_t bureau_id, const std::vector<std::int64_t>& panel_ids,
                                const std::string& month);
struct FeePanel {
  std::int64_t id = 0, bureau_id = 0, budget_unit_id = 0;
  std::string name, contract_number, state;
};
std::vector<FeePanel> fee_panels(Connection& rows, const std::vector<std::int64_t>& ids);
// Panel and expert of every seat in these panels.
std::set<std::pair<std::int64_t, std::int64_t>> seats_of(Connection& rows, const std::vector<std::int64_t>& panel_ids);

// Lines of confirmed bills of a year, as the yearly overview and an expert's own page show them.
struct YearLine {
  domain::ExpertFeeLine line;
  std::string number, month, paid_on, panel, bureau, expert, expert_code;
};
std::vector<YearLine> year_lines(Connection& rows, const std::vector<std::int64_t>& bureaus, bool everything,
                                 std::int64_t expert_id, const std::string& year);

}  // namespace zhiheng::store

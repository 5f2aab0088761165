#include "service/letter_data.h"

#include "base/amount_text.h"
#include "base/fraction.h"
#include "service/record_parts.h"
#include "service/statement_parts.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// Nought would be a list to the gate, which asks nothing of a row then.
constexpr std::int64_t no_such_row = -1;

}  // namespace

const std::vector<LetterSource>& letter_sources() {
  static const std::vector<LetterSource> all{
      {"result", Action::see_results, result_letter},
      {"statement", Action::see_statements, statement_letter},
      {"appointment", Action::see_experts, appointment_letter, true},
      {"invitation", Action::see_panels, invitation_letter, true},
      {"draw_record", Action::see_draws, draw_letter},
      {"meeting_record", Action::see_statistics, meeting_letter},
      {"objection_decision", Action::see_objections, objection_letter},
      {"expert_payroll", Action::see_expert_fees, payroll_letter},
      {"deduction_notice", Action::see_statements, deduction_letter},
      {"claim", Action::see_statements, claim_letter},
  };
  return all;
}

std::string letter_text(const Json* value) {
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? value->string() : value->is_number() ? value->number() : std::string();
}

std::string letter_word(const std::string& family, const std::string& code) {
  if (code.empty()) return {};
  return has_text(family + code, Language::zh) ? say(family + code, Language::zh) : code;
}

std::string day_in_words(Date day) {
  return std::to_string(day.year()) + "年" + std::to_string(day.month()) + "月" + std::to_string(day.day()) + "日";
}

std::string day_in_words(const std::string& iso) {
  const auto day = read_date(iso, "");
  return day ? day_in_words(*day) : std::string();
}

std::string percent_text(const Fraction& rate) {
  return (rate * Fraction(100)).decimal() + "%";
}

std::string days_in_words(int days, bool working_days) {
  return say(working_days ? "letter.working_days" : "letter.calendar_days", {{"days", std::to_string(days)}},
             Language::zh);
}

std::string letter_bureau(Tx& tx, std::int64_t bureau_id) {
  const auto rows = tx.rows().query("SELECT name FROM bureau WHERE id = ?", {bureau_id});
  return rows.empty() ? std::string() : text_or_empty(rows[0][0]);
}

std::int64_t letter_id(const std::string& about) {
  const bool digits =
      !about.empty() && about.size() <= 18 && about.find_first_not_of("0123456789") == std::string::npos;
  const std::int64_t id = digits ? number_in(about) : 0;
  return id > 0 ? id : no_such_row;
}

Json confirmed_adjustments(const Account& account) {
  Json rows = Json::array();
  for (const domain::Adjustment& one : account.adjustments) {
    if (one.state != "confirmed") continue;
    Json row = Json::object().set("corrects", one.corrects).set("amount", grouped(one.amount));
    rows.push(row.set("reason", one.reason));
  }
  return rows;
}

}  // namespace zhiheng::service

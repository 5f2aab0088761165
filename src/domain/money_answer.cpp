#include "domain/money_answer.h"

#include <algorithm>
#include <charconv>

#include "base/money.h"
#include "domain/due_day.h"
#include "domain/invoice.h"
#include "domain/statement_rules.h"

namespace zhiheng::domain {

namespace {

constexpr int most_days = 3650;

// Takes members out of a question, and names at the end what is not known.
class Question {
 public:
  explicit Question(const Json& json) : json_(json) {
    if (!json.is_object()) problems.push_back(refusal("field.wrong_type", "", {{"type", "object"}}));
  }

  std::string text(const char* key, bool required) {
    known_.emplace_back(key);
    const Json* value = json_.is_object() ? json_.find(key) : nullptr;
    const bool missing = !value || value->is_null() || (value->is_string() && value->string().empty());
    if (missing) {
      if (required && json_.is_object()) problems.push_back(refusal("field.required", place(key)));
      return {};
    }
    if (value->is_string()) return value->string();
    problems.push_back(refusal("field.wrong_type", place(key), {{"type", "text"}}));
    return {};
  }

  Money amount(const char* key, bool required, bool may_be_negative = false) {
    const std::string given = text(key, required);
    if (given.empty()) return {};
    const bool negative = may_be_negative && given.starts_with('-');
    const auto amount = read_money(std::string_view(given).substr(negative ? 1 : 0), place(key));
    if (!amount) {
      problems.insert(problems.end(), amount.problems().begin(), amount.problems().end());
      return {};
    }
    return negative ? Money() - *amount : *amount;
  }

  // Days may be a number or digits.
  int days(const char* key) {
    known_.emplace_back(key);
    const Json* value = json_.is_object() ? json_.find(key) : nullptr;
    if (!value || value->is_null()) {
      if (json_.is_object()) problems.push_back(refusal("field.required", place(key)));
      return 0;
    }
    const std::string given = value->is_string()   ? value->string()
                              : value->is_number() ? value->number()
                                                   : std::string();
    int number = -1;
    const auto [end, fault] = std::from_chars(given.data(), given.data() + given.size(), number);
    const bool good = fault == std::errc() && end == given.data() + given.size() && number >= 0 && number <= most_days;
    if (!good) {
      problems.push_back(refusal("money.days_out_of_range", place(key), {{"most", std::to_string(most_days)}}));
    }
    return good ? number : 0;
  }

  bool flag(const char* key) {
    known_.emplace_back(key);
    const Json* value = json_.is_object() ? json_.find(key) : nullptr;
    if (!value || value->is_null()) return false;
    if (value->is_bool()) return value->boolean();
    problems.push_back(refusal("field.wrong_type", place(key), {{"type", "flag"}}));
    return false;
  }

  bool good() {
    if (json_.is_object()) {
      for (const JsonMember& member : json_.members()) {
        const bool known = std::find(known_.begin(), known_.end(), member.key) != known_.end();
        if (!known) problems.push_back(refusal("field.unknown", place(member.key), {{"key", member.key}}));
      }
    }
    return problems.empty();
  }

  static std::string place(const std::string& key) { return "/" + key; }

  Problems problems;

 private:
  const Json& json_;
  std::vector<std::string> known_;
};

}  // namespace

Result<Json> answer_split(const Json& json) {
  Question question(json);
  const Money gross = question.amount("gross", true, true);
  const std::string given = question.text("rate", true);
  const std::string rate = read_tax_rate(given);
  if (!given.empty() && rate.empty()) {
    question.problems.push_back(refusal("invoice.rate_unknown", "/rate", {{"rate", given}}));
  }
  if (!question.good()) return question.problems;
  const TaxSplit split = split_tax(gross, *tax_basis_points(rate));
  Json answer = Json::object().set("gross", split.gross.text());
  answer.set("rate", rate == "exempt" ? rate : rate + "%");
  return answer.set("net", split.net.text()).set("tax", split.tax.text());
}

Result<Json> answer_words(const Json& json) {
  Question question(json);
  const Money amount = question.amount("amount", true);
  if (!question.good()) return question.problems;
  return Json::object().set("amount", amount.text()).set("words", in_capitals(amount));
}

Result<Json> answer_due(const Json& json, const Calendar& calendar) {
  Question question(json);
  const std::string given = question.text("date", true);
  const int days = question.days("days");
  const bool working = question.flag("working");
  std::optional<Date> from;
  if (!given.empty()) {
    const auto read = read_date(given, "/date");
    if (read) {
      from = *read;
    } else {
      question.problems.insert(question.problems.end(), read.problems().begin(), read.problems().end());
    }
  }
  if (!question.good()) return question.problems;
  const WithYears<Date> due = working ? calendar.add_working_days(*from, days) : due_day(*from, days, calendar);
  const Date counted_to = *from + days;
  Json days_off = Json::array();
  for (Date day = working ? *from + 1 : counted_to; day < due.value; day = day + 1) {
    if (!calendar.is_working_day(day)) days_off.push(day.text());
  }
  Json years = Json::array();
  for (const int year : due.years_without_notice) years.push(year);
  Json answer = Json::object().set("from", from->text()).set("days", days).set("working", working);
  answer.set("due", due.value.text()).set("counted_to", counted_to.text()).set("days_off", std::move(days_off));
  return answer.set("years_without_notice", std::move(years));
}

Result<Json> answer_balance(const Json& json) {
  Question question(json);
  const Money fee = question.amount("fee", true);
  const Money bonus = question.amount("bonus", false);
  const Money deduction = question.amount("deduction", false);
  const Money paid = question.amount("paid", false);
  const Money retention = question.amount("retention", false);
  const Money net = fee + bonus - deduction;
  if (net < Money()) {
    question.problems.push_back(refusal("money.deduction_over_fee", "/deduction",
                                        {{"deduction", deduction.text()}, {"fee", (fee + bonus).text()}}));
  }
  if (!question.good()) return question.problems;
  const Balance balance = balance_of(net, paid);
  const Money held = std::min(retention, balance.payable);
  Json answer = Json::object().set("fee", fee.text()).set("bonus", bonus.text()).set("deduction", deduction.text());
  answer.set("paid", paid.text()).set("retention", retention.text()).set("net", net.text());
  answer.set("payable", (balance.payable - held).text()).set("recoverable", balance.recoverable.text());
  return answer.set("held", held.text());
}

}  // namespace zhiheng::domain

#include "domain/bank_result.h"

#include <algorithm>

#include "domain/shape_text.h"

namespace zhiheng::domain {

namespace {

constexpr std::int64_t longest_voucher = 64;  // what a payment keeps

// As banks and people write the same name: full-width brackets and blanks inside make no difference.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : half_width(trimmed(text))) {
    if (c != ' ') out += c;
  }
  return out;
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

constexpr std::string_view paid_words[] = {"成功", "支付成功", "已支付", "交易成功", "paid", "success"};
constexpr std::string_view failed_words[] = {"失败", "支付失败", "交易失败", "failed"};
constexpr std::string_view returned_words[] = {"退票", "退回", "已退票", "returned"};

template <class Words>
bool is_one_of(const Words& words, const std::string& text) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// "1,234,567.80" and "￥1234567.8" as people's spreadsheets print them.
Result<Money> amount_of(const std::string& text, const std::string& where) {
  std::string plain;
  for (const char c : half_width(trimmed(text))) {
    if (c != ',') plain += c;
  }
  for (const std::string_view sign : {"¥", "￥"}) {
    if (plain.starts_with(sign)) plain.erase(0, sign.size());
  }
  return read_money(plain, where);
}

Result<Date> day_of(const std::string& text, const std::string& where) {
  std::string plain(text.substr(0, 10));
  std::replace(plain.begin(), plain.end(), '/', '-');
  if (plain.size() == 8 && digits_of(plain).size() == 8) plain.insert(6, "-").insert(4, "-");
  return read_date(plain, where);
}

using Places = std::vector<std::optional<std::size_t>>;

Result<Places> places_of(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& titles) {
  Places places;
  Problems problems;
  for (std::size_t i = 0; i < std::size(bank_columns); ++i) {
    std::optional<std::size_t> at;
    for (std::size_t column = 0; column < header.size(); ++column) {
      const std::string name = folded(header[column]);
      const bool named = std::any_of(titles.at(i).begin(), titles.at(i).end(),
                                     [&](const std::string& title) { return !name.empty() && name == folded(title); });
      if (!named) continue;
      // Which of two columns the bank means is nothing to guess where money is booked.
      if (at) problems.push_back(refusal("bank_result.column_twice", "file", {{"column", titles.at(i).front()}}));
      at = column;
    }
    if (!at && bank_columns[i].required) {
      problems.push_back(refusal("bank_result.column_missing", "file", {{"column", titles.at(i).front()}}));
    }
    places.push_back(at);
  }
  if (!problems.empty()) return problems;
  return places;
}

class RowReading {
 public:
  RowReading(const Places& places, const std::vector<std::vector<std::string>>& titles, Problems& problems)
      : places_(places), titles_(titles), problems_(problems) {}

  BankRow read(std::uint32_t number, const std::vector<std::string>& cells) {
    cells_ = &cells;
    number_ = number;
    BankRow row;
    row.row = number;
    row.order_number = std::string(trimmed(cell(0)));
    row.payee = std::string(trimmed(cell(1)));
    row.account = digits_of(cell(2));
    if (const auto amount = amount_of(cell(3), where(3))) {
      row.amount = *amount;
    } else {
      add(amount.problems());
    }
    const std::string status = lower(folded(cell(4)));
    row.paid = is_one_of(paid_words, status);
    row.returned = is_one_of(returned_words, status);
    if (!row.paid && !row.returned && !is_one_of(failed_words, status)) {
      add({refusal("bank_result.bad_status", where(4), {{"status", cell(4)}})});
    }
    row.voucher_number = std::string(trimmed(cell(5)));
    row.reason = std::string(trimmed(cell(7)));
    if (row.paid) read_payment(row);
    if (row.returned && !trimmed(cell(6)).empty()) read_day(row);
    return row;
  }

 private:
  const std::string& cell(std::size_t column) const {
    static const std::string none;
    return places_[column] && *places_[column] < cells_->size() ? (*cells_)[*places_[column]] : none;
  }
  std::string where(std::size_t column) const { return titles_[column].front() + " " + std::to_string(number_); }
  void add(const Problems& more) { problems_.insert(problems_.end(), more.begin(), more.end()); }

  // What only a payment has.
  void read_payment(BankRow& row) {
    if (row.voucher_number.empty()) {
      add({refusal("bank_result.voucher_missing", where(5))});
    } else if (const auto voucher = read_text(row.voucher_number, longest_voucher, false, where(5)); !voucher) {
      add(voucher.problems());
    }
    if (trimmed(cell(6)).empty()) {
      add({refusal("bank_result.day_missing", where(6))});
    } else {
      read_day(row);
    }
  }

  void read_day(BankRow& row) {
    if (const auto day = day_of(std::string(trimmed(cell(6))), where(6))) {
      row.paid_on = *day;
    } else {
      add(day.problems());
    }
  }

  const Places& places_;
  const std::vector<std::vector<std::string>>& titles_;
  Problems& problems_;
  const std::vector<std::string>* cells_ = nullptr;
  std::uint32_t number_ = 0;
};

// The last digits that both sides have must be the same.
bool same_account(const std::string& masked, const std::string& given) {
  if (given.empty()) return true;
  const std::string shown = digits_of(masked);
  const std::size_t length = std::min<std::size_t>({shown.size(), given.size(), 4});
  return length > 0 && shown.substr(shown.size() - length) == given.substr(given.size() - length);
}

}  // namespace

Result<std::vector<BankRow>> read_bank_rows(const std::vector<std::string>& header,
                                            const std::vector<std::pair<std::uint32_t, std::vector<std::string>>>& rows,
                                            const std::vector<std::vector<std::string>>& titles) {
  const auto places = places_of(header, titles);
  if (!places) return places.problems();
  Problems problems;
  std::vector<BankRow> all;
  RowReading reading(*places, titles, problems);
  for (const auto& [number, cells] : rows) all.push_back(reading.read(number, cells));
  if (!problems.empty()) return problems;
  return all;
}

std::string judge_bank_row(const PaymentOrder* order, const std::string& voucher_on_file, const BankRow& row) {
  if (!order) return "unknown_order";
  if (order->amount != row.amount) return "amount_differs";
  if (folded(order->account_name) != folded(row.payee)) return "payee_differs";
  if (!same_account(order->number_shown, row.account)) return "account_differs";
  if (order->state == "paid") {
    if (row.paid) return voucher_on_file == row.voucher_number ? "already_booked" : "already_paid";
    // "Failed" alone may be an older file that comes late; only what says that the money came back, and when, undoes.
    if (!row.returned) return "already_paid";
    return row.paid_on && (!order->paid_on || *order->paid_on <= *row.paid_on) ? "give_back" : "return_day_missing";
  }
  if (order->state == "failed" && !row.paid) return "already_failed";
  if (order->state != "sent") return "not_sent";
  return row.paid ? "book" : "fail";
}

std::string return_voucher(const PaymentOrder& order) {
  return "TH-" + order.number;
}

bool is_difference(std::string_view outcome) {
  return outcome != "book" && outcome != "booked" && outcome != "fail" && outcome != "failed" &&
         outcome != "already_booked" && outcome != "already_failed" && outcome != "give_back" && outcome != "returned";
}

}  // namespace zhiheng::domain

// The bank's answer: files as banks write them, and what each row means for the order that it names.
#include "domain/bank_result.h"

#include <catch2/catch.hpp>
#include <functional>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

const std::vector<std::vector<std::string>> titles{
    {"支付单号", "Order"},  {"收款人", "Payee"},   {"收款账号", "Account"}, {"金额", "Amount"},
    {"处理结果", "Status"}, {"凭证号", "Voucher"}, {"支付日期", "Paid on"}, {"失败原因", "Reason"}};

PaymentOrder sent_order() {
  PaymentOrder order;
  order.number = "ZF-2026-0001";
  order.state = "sent";
  order.amount = Money::fen(123'456);
  order.account_name = "云岭会计师事务所（普通合伙）";
  order.number_shown = "**** 6789";
  return order;
}

BankRow good_row() {
  BankRow row;
  row.order_number = "ZF-2026-0001";
  row.payee = "云岭会计师事务所(普通合伙)";
  row.account = "6222000123456789";
  row.amount = Money::fen(123'456);
  row.paid = true;
  row.voucher_number = "PZ-1";
  return row;
}

}  // namespace

TEST_CASE("each row of a bank's answer is held against its order", "[bank_result]") {
  struct Case {
    std::string outcome;
    std::function<void(PaymentOrder&, BankRow&)> change;
    std::string voucher;
  };
  const auto paid = [](PaymentOrder& order, BankRow&) { order.state = "paid"; };
  const std::vector<Case> cases{
      {"book", [](PaymentOrder&, BankRow&) {}, ""},
      {"book", [](PaymentOrder&, BankRow& row) { row.account = ""; }, ""},
      {"book", [](PaymentOrder&, BankRow& row) { row.account = "6789"; }, ""},
      {"book", [](PaymentOrder&, BankRow& row) { row.payee = " 云岭会计师事务所 （普通合伙） "; }, ""},
      {"fail", [](PaymentOrder&, BankRow& row) { row.paid = false; }, ""},
      {"amount_differs", [](PaymentOrder&, BankRow& row) { row.amount = Money::fen(123'457); }, ""},
      {"amount_differs",
       [](PaymentOrder& order, BankRow& row) {
         order.state = "paid";
         row.amount = Money::fen(1);
       },
       "PZ-1"},
      {"payee_differs", [](PaymentOrder&, BankRow& row) { row.payee = "云岭会计师事务所"; }, ""},
      {"account_differs", [](PaymentOrder&, BankRow& row) { row.account = "6222000123456788"; }, ""},
      {"account_differs", [](PaymentOrder& order, BankRow&) { order.number_shown = ""; }, ""},
      {"already_booked", paid, "PZ-1"},
      {"already_paid", paid, "PZ-2"},
      {"already_paid",
       [](PaymentOrder& order, BankRow& row) {
         order.state = "paid";
         row.paid = false;
       },
       "PZ-1"},
      // What came back weeks later is undone when the file says so and when, not before it was paid.
      {"give_back",
       [](PaymentOrder& order, BankRow& row) {
         order.state = "paid";
         order.paid_on = Date::of(2026, 1, 5);
         row.paid = false;
         row.returned = true;
         row.paid_on = Date::of(2026, 1, 5);
       },
       "PZ-1"},
      {"return_day_missing",
       [](PaymentOrder& order, BankRow& row) {
         order.state = "paid";
         order.paid_on = Date::of(2026, 1, 6);
         row.paid = false;
         row.returned = true;
         row.paid_on = Date::of(2026, 1, 5);
       },
       "PZ-1"},
      {"return_day_missing",
       [](PaymentOrder& order, BankRow& row) {
         order.state = "paid";
         row.paid = false;
         row.returned = true;
         row.paid_on = std::nullopt;
       },
       "PZ-1"},
      {"fail",
       [](PaymentOrder&, BankRow& row) {
         row.paid = false;
         row.returned = true;
       },
       ""},
      {"already_failed",
       [](PaymentOrder& order, BankRow& row) {
         order.state = "failed";
         row.paid = false;
       },
       ""},
      {"not_sent", [](PaymentOrder& order, BankRow&) { order.state = "failed"; }, ""},
      {"not_sent", [](PaymentOrder& order, BankRow&) { order.state = "draft"; }, ""},
      {"not_sent", [](PaymentOrder& order, BankRow&) { order.state = "confirmed"; }, ""},
      {"not_sent", [](PaymentOrder& order, BankRow&) { order.state = "cancelled"; }, ""},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    INFO("case " << i);
    PaymentOrder order = sent_order();
    BankRow row = good_row();
    cases[i].change(order, row);
    CHECK(judge_bank_row(&order, cases[i].voucher, row) == cases[i].outcome);
    const std::string& outcome = cases[i].outcome;
    CHECK(is_difference(outcome) == (outcome.ends_with("differs") || outcome == "already_paid" ||
                                     outcome == "return_day_missing" || outcome == "not_sent"));
  }
  CHECK(judge_bank_row(nullptr, "", good_row()) == "unknown_order");
  CHECK(is_difference("unknown_order"));
}

TEST_CASE("the bank's columns come in any order, amounts and days in any writing", "[bank_result]") {
  const std::vector<std::string> header{"Status", "金额", "支付单号", "备注", "收款人", "凭证号", "支付日期"};
  const auto read = read_bank_rows(header,
                                   {{2, {"支付成功", "￥1,234.56", " ZF-1 ", "x", "甲", "PZ-1", "20261121"}},
                                    {3, {"Paid", "1234.5", "ZF-2", "", "乙", "PZ-2", "2026/11/21"}},
                                    {4, {"退票", "0.01", "ZF-3", "", "丙", "", ""}}},
                                   titles);
  REQUIRE(read.ok());
  CHECK((*read)[0].order_number == "ZF-1");
  CHECK((*read)[0].amount == Money::fen(123'456));
  CHECK((*read)[0].paid_on->text() == "2026-11-21");
  CHECK((*read)[1].paid_on->text() == "2026-11-21");
  CHECK((*read)[1].amount == Money::fen(123'450));
  CHECK_FALSE((*read)[2].paid);
  CHECK_FALSE((*read)[2].paid_on.has_value());
}

TEST_CASE("a voucher's number is as long as a payment can keep", "[bank_result]") {
  const auto read = [](const std::string& voucher) {
    std::vector<std::string> header;
    for (const auto& names : titles) header.push_back(names.front());
    const auto rows =
        read_bank_rows(header, {{2, {"ZF-2026-0001", "云岭", "", "1.00", "成功", voucher, "2026-11-21", ""}}}, titles);
    return rows ? std::string("ok") : rows.problems().front().field + ":" + rows.problems().front().rule;
  };
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "凭";
  CHECK(read(longest) == "ok");
  CHECK(read(longest + "证") == "凭证号 2:field.too_long");
  CHECK(read("A\x01B") == "凭证号 2:text.control_character");
}

TEST_CASE("what cannot be read is told all together, with its column and row", "[bank_result]") {
  const auto rules = [](const Result<std::vector<BankRow>>& read) {
    std::string out;
    for (const Problem& problem : read.problems()) {
      out += (out.empty() ? "" : "; ") + problem.field + ":" + problem.rule;
    }
    return out;
  };
  CHECK(rules(read_bank_rows({"支付单号", "金额"}, {}, titles)) ==
        "file:bank_result.column_missing; file:bank_result.column_missing; file:bank_result.column_missing; "
        "file:bank_result.column_missing");
  CHECK(rules(read_bank_rows({"支付单号", "收款人", "金额", "处理结果", "凭证号", "支付日期", "金额"}, {}, titles)) ==
        "file:bank_result.column_twice");
  const std::vector<std::string> header{"支付单号", "收款人", "金额", "处理结果", "凭证号", "支付日期"};
  CHECK(rules(read_bank_rows(header,
                             {{2, {"ZF-1", "甲", "1.00", "成功", "", ""}},
                              {3, {"ZF-2", "乙", "1.001", "在途", "", ""}},
                              {4, {"ZF-3", "丙", "1.00", "paid", "PZ", "2026-02-30"}}},
                             titles)) ==
        "凭证号 2:bank_result.voucher_missing; 支付日期 2:bank_result.day_missing; "
        "金额 3:number.too_many_decimals; 处理结果 3:bank_result.bad_status; 支付日期 4:date.no_such_day");
}

// The acts of a random history on what is paid: invoices, orders and what the bank says of them, payments by hand, the
// journal itself.
#include "service/bank_result_service.h"
#include "service/invoice_service.h"
#include "service/journal_proof.h"
#include "service/journal_service.h"
#include "service/payment_batch_service.h"
#include "service/payment_order_service.h"
#include "support/money_history.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

void MoneyHistory::pay() {
  move("payment", 1 + below(below(3) == 0 ? fee_ : fee_ / 3));
}

void MoneyHistory::move(const std::string& kind, std::int64_t amount) {
  // A voucher that may have been used before: what is repeated is refused.
  const std::string voucher = "V-" + std::to_string(number_) + "-" + std::to_string(below(1'000'000));
  Json body = Json::object().set("kind", kind).set("instalment", std::to_string(one_of(instalments_)));
  body.set("paid_on", today()).set("amount", Money::fen(amount).text()).set("voucher_number", voucher);
  done(kind.c_str(), register_payment(stage_.gate, stage_.as("clerk"), contract_.id, body));
}

void MoneyHistory::pay_rest() {
  const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  const Json& balance = account->at("balance");
  if (balance.is_null()) return;
  const Money payable = *read_money(balance.text_at("payable"), {});
  const Money recoverable = *read_money(balance.text_at("recoverable"), {});
  if (payable > Money()) move("payment", payable.fen());
  if (recoverable > Money()) move("refund", recoverable.fen());
}

// What is on the next invoice: few numbers for a contract, so that one that stands already is refused.
Json MoneyHistory::invoice_body() {
  const Json known = *invoices_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  const auto blue = stage_.database.reader()->query(
      "SELECT number FROM invoice WHERE contract_id = ? AND kind = 'blue' AND state = 'accepted' ORDER BY id LIMIT 1",
      {contract_.id});
  std::string number = std::to_string(number_ * 10 + below(10));
  number.insert(0, 15 - number.size(), '0');
  Json body = Json::object().set("number", "25532" + number).set("issued_on", "2022-10-01").set("item", "服务费");
  for (const char* key : {"buyer_name", "buyer_uscc", "seller_name", "seller_uscc"}) {
    body.set(key, known.at("expected").text_at(key));
  }
  const bool red = !blue.empty() && below(2) == 0;
  if (red) body.set("kind", "red").set("red_of", text_or_empty(blue[0][0]));
  const std::string needed = known.text_at("red_letter_needed");
  return body.set("rate", "6%").set("gross", red && needed != "0.00" ? needed : yuan(fee_ / 2));
}

void MoneyHistory::step_invoice() {
  const Row invoice = newest("invoice");
  Gate& gate = stage_.gate;
  const domain::Actor &reviewer = stage_.as("reviewer"), &agency = stage_.as("agency");
  if (invoice.state == "returned" && below(2) == 0) {
    return done("change_invoice", change_invoice(gate, agency, invoice.id, invoice.version, invoice_body()));
  }
  if (invoice.state == "entered" && below(4) == 0) {
    return done("return_invoice",
                return_invoice(gate, reviewer, invoice.id, invoice.version, json(R"({"reason":"抬头"})")));
  }
  if (invoice.state == "entered") {
    return done("accept_invoice", accept_invoice(gate, reviewer, invoice.id, invoice.version));
  }
  const Json body = invoice_body();
  done(body.text_at("kind") == "red" ? "red_letter" : "invoice", enter_invoice(gate, agency, contract_.id, body));
}

void MoneyHistory::draft_order() {
  const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  const Json& balance = account->at("balance");
  const std::string payable = balance.is_null() ? "0.00" : balance.text_at("payable");
  Json body = Json::object().set("payee", world_.payee);
  body.set("amount", payable != "0.00" && below(2) == 0 ? payable : yuan(fee_ / 3));
  if (balance.is_null()) body.set("instalment", std::to_string(one_of(instalments_)));
  if (below(6) == 0) body.set("purpose", "retention");
  if (below(8) != 0) body.set("without_invoice", "先付后票");
  done("order", draft_payment_order(stage_.gate, stage_.as("clerk"), contract_.id, body));
}

void MoneyHistory::step_order() {
  const Row order = newest("payment_order");
  Gate& gate = stage_.gate;
  const domain::Actor& clerk = stage_.as("clerk");
  if (!order || below(6) == 0) return draft_order();
  if ((order.state == "draft" || order.state == "confirmed") && below(6) == 0) {
    return done("cancel_order", cancel_payment_order(gate, clerk, order.id, order.version, json(R"({"reason":"改"})")));
  }
  if (order.state == "draft" && below(6) == 0) {
    Json body = Json::object().set("payee", world_.payee).set("amount", yuan(fee_ / 3)).set("without_invoice", "急");
    if (below(2) == 0) body.set("instalment", std::to_string(one_of(instalments_)));
    return done("change_order", change_payment_order(gate, clerk, order.id, order.version, body));
  }
  if (order.state == "draft") {
    return done("confirm_order", confirm_payment_order(gate, stage_.as("reviewer"), order.id, order.version));
  }
  if (order.state == "confirmed") return send_orders();
  if (order.state == "sent") return bank_answers(false);
  if (order.state == "paid" && below(3) != 0) return bank_answers(true);
  if (order.state == "failed" && below(3) != 0) {
    return done("retry_order", retry_payment_order(gate, clerk, order.id, Json::object()));
  }
  draft_order();
}

void MoneyHistory::send_orders() {
  Json orders = Json::array();
  for (const store::Row& row : stage_.database.reader()->query(
           "SELECT id FROM payment_order WHERE contract_id = ? AND state IN ('confirmed', ?) ORDER BY id",
           {contract_.id, below(6) == 0 ? "draft" : "confirmed"})) {
    const std::string id = std::to_string(integer_or(row[0]));
    if (below(4) != 0 || orders.items().empty()) orders.push(id);
  }
  done("send_order", send_payment_orders(stage_.gate, stage_.as("clerk"),
                                         Json::object().set("orders", std::move(orders)), Language::zh));
}

// What the bank says of the sent orders: paid, failed, something else than was asked for, or nothing of some of them.
// The file may come twice. `late`: of those that were paid it says something once more, even that they came back.
void MoneyHistory::bank_answers(bool late) {
  std::string bytes = "支付单号,收款人,收款账号,金额,处理结果,凭证号,支付日期,失败原因\n";
  const auto found = stage_.database.reader()->query(
      "SELECT id, number, amount_fen FROM payment_order WHERE contract_id = ? AND state = ? ORDER BY id",
      {contract_.id, late ? "paid" : "sent"});
  for (const store::Row& row : found) {
    const std::int64_t amount = integer_or(row[2]), outcome = below(9);
    if (outcome == 0) continue;
    const std::string voucher = "PZ-" + std::to_string(integer_or(row[0])) + (outcome == 1 ? "-2" : "");
    bytes += text_or_empty(row[1]) + (outcome == 2 ? ",滇池咨询" : ",云岭咨询") + (outcome == 3 ? ",1111," : ",7894,");
    bytes += Money::fen(outcome == 4 ? amount + 1 : amount).text();
    const bool back = outcome == 5 || outcome == 6 || (late && outcome == 7);
    if (back) bytes += late && outcome != 5 ? ",退票,," + today() + ",销户\n" : ",失败,,,户名不符\n";
    if (!back) bytes += ",成功," + voucher + "," + today() + ",\n";
    if (below(12) == 0) bytes += bytes.substr(bytes.rfind('\n', bytes.size() - 2) + 1);
  }
  for (std::int64_t times = 1 + below(2); times > 0; --times) {
    done(late ? "late_bank_result" : "bank_result",
         import_bank_results(stage_.gate, stage_.as("clerk"), {bytes, "回盘.csv"}, Language::zh));
  }
}

void MoneyHistory::countersign() {
  const auto found = stage_.database.reader()->query(
      "SELECT id, version FROM payment WHERE contract_id = ? AND countersigned_by IS NULL ORDER BY id LIMIT 1",
      {contract_.id});
  if (found.empty()) return;
  done("countersign",
       countersign_payment(stage_.gate, stage_.as("reviewer"), integer_or(found[0][0]), integer_or(found[0][1])));
}

void MoneyHistory::correct_journal() {
  Gate& gate = stage_.gate;
  const auto found = stage_.database.reader()->query(
      "SELECT id FROM journal_transaction WHERE contract_id = ? ORDER BY id DESC LIMIT 3", {contract_.id});
  if (found.empty()) return;
  const std::int64_t wrong =
      integer_or(found[static_cast<std::size_t>(below(static_cast<std::int64_t>(found.size())))][0]);
  const auto drafted = draft_journal_correction(gate, stage_.as("clerk"), wrong,
                                                json(R"({"occurred_on":"2022-10-07","reason":"记错日期"})"));
  done("correct_journal", drafted);
  if (!drafted) return;
  if (below(4) == 0) {
    return done("drop_correction",
                drop_journal_correction(gate, stage_.as("clerk"), id_of(*drafted), version_of(*drafted)));
  }
  done("confirm_correction",
       confirm_journal_correction(gate, stage_.as("reviewer"), id_of(*drafted), version_of(*drafted)));
}

// The bureau's next open month, after a night in which what older contracts lack was posted, and after everything that
// was booked by hand is countersigned. What falls into it later is
// booked on the first open day; histories that begin afterwards begin no earlier than the closing.
void MoneyHistory::close_month() {
  Gate& gate = stage_.gate;
  stage_.clock.set(std::max(world_.latest, stage_.clock.now()).utc());
  const auto rows = stage_.database.reader()->query(
      "SELECT id, version FROM payment WHERE countersigned_by IS NULL AND order_id IS NULL ORDER BY id");
  if (const auto proof = JournalProof::run(gate, stage_.clock.now()); !proof) log_ += " proof!" + rules_of(proof);
  for (const store::Row& row : rows) {
    done("countersign", countersign_payment(gate, stage_.as("reviewer"), integer_or(row[0]), integer_or(row[1])));
  }
  for (int month = 0; month < 4; ++month) {
    const auto periods = journal_periods(gate, stage_.as("leader"), 0);
    const auto closed =
        close_journal_period(gate, stage_.as("leader"), Json::object().set("period", periods->text_at("next_period")));
    done("close_month", closed);
    if (!closed) return;
    world_.begins = stage_.clock.now();
  }
}

}  // namespace zhiheng::testing

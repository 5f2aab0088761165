// The acts of a random history: each looks where its stem stands and does the next thing, or something that is refused.
#include "service/bank_result_service.h"
#include "service/contract_service.h"
#include "service/deduction_notice_service.h"
#include "service/deliverable_service.h"
#include "service/invoice_service.h"
#include "service/journal_service.h"
#include "service/objection_service.h"
#include "service/payment_batch_service.h"
#include "service/payment_order_service.h"
#include "service/retention_service.h"
#include "service/termination_service.h"
#include "support/money_history.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

void MoneyHistory::amend() {
  const std::int64_t change = below(fee_ / 40 + 1) - fee_ / 80;
  if (change == 0) return;
  const std::int64_t fee = scalar("SELECT fee_fen FROM engagement WHERE id = ?", {contract_.engagements[0]});
  const std::int64_t amount = scalar("SELECT amount_fen FROM instalment WHERE id = ?", {contract_.instalment});
  Json body = Json::object().set("signed_on", "2022-09-01").set("change", Money::fen(change).text());
  body.set("reason", "工作量变化");
  body.set("engagements",
           Json(Json::Array{Json::object().set("code", "PJ-1").set("fee", Money::fen(fee + change).text())}));
  body.set("instalments",
           Json(Json::Array{Json::object().set("sequence", 1).set("amount", Money::fen(amount + change).text())}));
  const std::int64_t version = scalar("SELECT version FROM contract WHERE id = ?", {contract_.id});
  done("amend", add_amendment(stage_.gate, stage_.as("clerk"), contract_.id, version, body));
}

void MoneyHistory::pay() {
  move("payment", 1 + below(below(3) == 0 ? fee_ : fee_ / 3));
}

void MoneyHistory::move(const std::string& kind, std::int64_t amount) {
  // A voucher that may have been used before: what is repeated is refused.
  const std::string voucher = "V-" + std::to_string(number_) + "-" + std::to_string(below(1'000'000));
  done(kind.c_str(), stage_.pay(contract_, Money::fen(amount).text(), voucher, kind));
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

void MoneyHistory::deliver() {
  const std::int64_t engagement = contract_.engagements[0];
  const auto found = stage_.database.reader()->query(
      "SELECT id, version, state FROM deliverable WHERE engagement_id = ? ORDER BY id DESC LIMIT 1", {engagement});
  if (!found.empty() && text_or_empty(found[0][2]) == "received") {
    const std::int64_t id = integer_or(found[0][0]), version = integer_or(found[0][1]);
    if (below(2) == 0) {
      return done("accept_report", accept_deliverable(stage_.gate, stage_.as("clerk"), id, version, Json::object()));
    }
    return done("return_report",
                return_deliverable(stage_.gate, stage_.as("clerk"), id, version, json(R"({"reason":"数据缺失"})")));
  }
  const std::string bytes = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n" + std::to_string(number_) + "." +
                            std::to_string(below(1'000'000));
  done("deliver", add_deliverable(stage_.gate, stage_.as("agency"), engagement, json(R"({"kind":"report"})"),
                                  {"报告.pdf", bytes}));
}

void MoneyHistory::confirm(const Row& statement) {
  const auto confirmed = confirm_statement(stage_.gate, stage_.as("reviewer"), statement.id, statement.version);
  done("confirm", confirmed);
  if (confirmed) return;
  const std::string why = rules_of(confirmed);
  if (why.find(":statement.notice") != std::string::npos) step_notice(statement);
  if (why == ":statement.stale_results") {
    done("redraw", redraw_statement(stage_.gate, stage_.as("clerk"), statement.id, statement.version));
  }
}

void MoneyHistory::adjust(const Row& statement) {
  const std::int64_t amount = below(4) == 0 ? -below(fee_ / 4) : below(200'001) - 100'000;
  Json body = Json::object().set("amount", Money::fen(amount).text()).set("corrects", "异议成立后的更正");
  const auto drafted = draft_adjustment(stage_.gate, stage_.as("clerk"), statement.id, body.set("reason", "复核"));
  done("adjust", drafted);
  if (!drafted || below(5) == 0) return;
  if (below(6) == 0) {
    return done("void_adjustment",
                void_adjustment(stage_.gate, stage_.as("clerk"), id_of(*drafted), version_of(*drafted)));
  }
  done("confirm_adjustment",
       confirm_adjustment(stage_.gate, stage_.as("reviewer"), id_of(*drafted), version_of(*drafted)));
}

void MoneyHistory::step_notice(const Row& statement) {
  const Row notice = newest("deduction_notice");
  const bool open = notice.state == "sent" || notice.state == "contested";
  if (open && below(8) == 0) {
    return done("withdraw_notice", withdraw_deduction_notice(stage_.gate, stage_.as("clerk"), notice.id, notice.version,
                                                             json(R"({"reason":"有误"})")));
  }
  if (notice.state == "sent") {
    const bool accepts = below(3) != 0;
    return done("answer_notice",
                answer_deduction_notice(stage_.gate, stage_.as("agency"), notice.id, notice.version,
                                        accepts ? json(R"({"answer":"accepted"})")
                                                : json(R"({"answer":"contested","lines":[{"line":1,"reason":"x"}]})")));
  }
  if (notice.state == "contested") {
    return done("decide_notice",
                decide_deduction_notice(
                    stage_.gate, stage_.as("leader"), notice.id, notice.version,
                    Json::object().set("decision", below(2) == 0 ? "kept" : "redraw").set("reason", "依据充分")));
  }
  done("send_notice", send_deduction_notice(stage_.gate, stage_.as("clerk"), statement.id, statement.version));
}

void MoneyHistory::step_retention() {
  const Row retention = newest("retention");
  if (!retention) return pay();
  if (retention.state == "held") {
    if (below(3) == 0) stage_.clock.set("2023-10-09 01:00:00.000");
    Json body = Json::object().set("evidence", "验收单").set("reason", "提前验收");
    if (below(2) == 0) body.set("kept", yuan(fee_ / 15));
    return done("request_release",
                request_release(stage_.gate, stage_.as("clerk"), retention.id, retention.version, body));
  }
  if (below(4) == 0) {
    return done("reject_release", reject_release(stage_.gate, stage_.as("leader"), retention.id, retention.version,
                                                 json(R"({"reason":"证据不足"})")));
  }
  done("approve_release", approve_release(stage_.gate, stage_.as("leader"), retention.id, retention.version));
}

void MoneyHistory::step_invoice() {
  const Row invoice = newest("invoice");
  if (invoice.state == "entered") {
    if (below(4) == 0) {
      return done("return_invoice", return_invoice(stage_.gate, stage_.as("reviewer"), invoice.id, invoice.version,
                                                   json(R"({"reason":"抬头"})")));
    }
    return done("accept_invoice", accept_invoice(stage_.gate, stage_.as("reviewer"), invoice.id, invoice.version));
  }
  const Json known = *invoices_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  const auto blue = stage_.database.reader()->query(
      "SELECT number FROM invoice WHERE contract_id = ? AND kind = 'blue' AND state = 'accepted' ORDER BY id LIMIT 1",
      {contract_.id});
  // Few numbers for a contract: one that stands already is refused.
  std::string number = std::to_string(number_ * 10 + below(10));
  number.insert(0, 15 - number.size(), '0');
  Json body = Json::object().set("number", "25532" + number).set("issued_on", "2022-10-01").set("item", "服务费");
  for (const char* key : {"buyer_name", "buyer_uscc", "seller_name", "seller_uscc"}) {
    body.set(key, known.at("expected").text_at(key));
  }
  const bool red = !blue.empty() && below(2) == 0;
  if (red) body.set("kind", "red").set("red_of", text_or_empty(blue[0][0]));
  const std::string needed = known.text_at("red_letter_needed");
  body.set("rate", "6%").set("gross", red && needed != "0.00" ? needed : yuan(fee_ / 2));
  done(red ? "red_letter" : "invoice", enter_invoice(stage_.gate, stage_.as("agency"), contract_.id, body));
}

void MoneyHistory::draft_order() {
  const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  const Json& balance = account->at("balance");
  const std::string payable = balance.is_null() ? "0.00" : balance.text_at("payable");
  Json body = Json::object().set("payee", world_.payee);
  body.set("amount", payable != "0.00" && below(2) == 0 ? payable : yuan(fee_ / 3));
  if (balance.is_null()) body.set("instalment", std::to_string(contract_.instalment));
  if (below(4) != 0) body.set("without_invoice", "先付后票");
  done("order", draft_payment_order(stage_.gate, stage_.as("clerk"), contract_.id, body));
}

void MoneyHistory::step_order() {
  const Row order = newest("payment_order");
  if ((order.state == "draft" || order.state == "confirmed") && below(6) == 0) {
    return done("cancel_order", cancel_payment_order(stage_.gate, stage_.as("clerk"), order.id, order.version,
                                                     json(R"({"reason":"改"})")));
  }
  if (order.state == "draft") {
    return done("confirm_order", confirm_payment_order(stage_.gate, stage_.as("reviewer"), order.id, order.version));
  }
  if (order.state == "confirmed") {
    const Json body = Json::object().set("orders", Json(Json::Array{Json(std::to_string(order.id))}));
    return done("send_order", send_payment_orders(stage_.gate, stage_.as("clerk"), body, Language::zh));
  }
  if (order.state == "sent") return book_order(order);
  if (order.state == "failed" && below(3) != 0) {
    return done("retry_order", retry_payment_order(stage_.gate, stage_.as("clerk"), order.id, Json::object()));
  }
  draft_order();
}

// What the bank says of a sent order: paid, failed, or something else than was asked for; the file may come twice.
void MoneyHistory::book_order(const Row& order) {
  const auto found =
      stage_.database.reader()->query("SELECT number, amount_fen FROM payment_order WHERE id = ?", {order.id});
  const std::int64_t amount = integer_or(found[0][1]), outcome = below(6);
  std::string bytes = "支付单号,收款人,收款账号,金额,处理结果,凭证号,支付日期,失败原因\n" + text_or_empty(found[0][0]);
  bytes += ",云岭咨询,7894," + Money::fen(outcome == 0 ? amount + 1 : amount).text();
  bytes += outcome == 1 ? ",失败,,,户名不符\n" : ",成功,PZ-" + std::to_string(order.id) + ",2022-10-08,\n";
  for (std::int64_t times = 1 + below(2); times > 0; --times) {
    done("bank_result", import_bank_results(stage_.gate, stage_.as("clerk"), {bytes, "回盘.csv"}, Language::zh));
  }
}

void MoneyHistory::step_termination() {
  const Row draft = newest("contract_termination", "AND state = 'draft'");
  if (draft) {
    if (below(5) == 0) {
      return done("withdraw_termination",
                  withdraw_termination(stage_.gate, stage_.as("clerk"), draft.id, draft.version));
    }
    return done("terminate", decide_termination(stage_.gate, stage_.as("leader"), draft.id, draft.version,
                                                below(5) == 0 ? json(R"({"outcome":"refuse","reason":"可继续"})")
                                                              : json(R"({"outcome":"terminate"})")));
  }
  const std::int64_t fee = scalar("SELECT fee_fen FROM engagement WHERE id = ?", {contract_.engagements[0]});
  Json body = json(R"({"ground":"breach","terminated_on":"2022-10-01","reason":"未按方案开展","evidence":"函"})");
  const std::string settled = below(3) == 0 || fee == 0 ? "0.00" : Money::fen(below(fee)).text();
  body.set("engagements",
           Json(Json::Array{Json::object().set("code", "PJ-1").set("fee", settled).set("reason", "未完成")}));
  const std::int64_t version = scalar("SELECT version FROM contract WHERE id = ?", {contract_.id});
  const auto drafted = draft_termination(stage_.gate, stage_.as("clerk"), contract_.id, version, body);
  done("draft_termination", drafted);
}

void MoneyHistory::step_objection() {
  const Row found = newest("objection");
  Gate& gate = stage_.gate;
  const std::string target = "total:" + std::to_string(1 + below(3)) + (below(2) == 0 ? ":report" : ":plan");
  const auto rows_of = [&](const std::function<void(Json&)>& fill) {
    Json rows = Json::array();
    const auto objection = read_objection(gate, stage_.as("clerk"), found.id);
    for (const Json& row : objection->at("rows").items()) {
      Json one = Json::object().set("target", row.text_at("target"));
      fill(one);
      rows.push(std::move(one));
    }
    return Json::object().set("rows", std::move(rows));
  };
  if (found.state == "draft") {
    return done("file_objection", file_objection(gate, stage_.as("agency"), found.id, found.version));
  }
  if (found.state == "filed") {
    return done("receive_objection", receive_objection(gate, stage_.as("clerk"), found.id, found.version));
  }
  if (found.state == "received") {
    const Json body = rows_of(
        [](Json& row) { row.set("proposal", "upheld").set("opinion", "附件2属实").set("opinion_evidence", "第3页"); });
    return done("prepare_objection", prepare_objection(gate, stage_.as("clerk"), found.id, found.version, body));
  }
  if (found.state == "prepared") {
    const bool upheld = below(3) != 0;
    const Json body = rows_of([&](Json& row) {
      row.set("outcome", upheld ? "upheld" : "rejected").set("reason", "经核对");
      if (upheld) row.set("decided", "100");
    });
    return done("decide_objection", decide_objection(gate, stage_.as("leader"), found.id, found.version, body));
  }
  const std::int64_t engagement =
      contract_.engagements[static_cast<std::size_t>(below(static_cast<std::int64_t>(contract_.engagements.size())))];
  done("objection",
       draft_objection(gate, stage_.as("agency"), engagement,
                       json(R"({"rows":[{"target":")" + target +
                            R"(","ground":"factual_error","statement":"报告中已列明","evidence":"附件2第3页",)" +
                            R"("remedy":"points","wanted":")" + std::to_string(90 + below(11)) + R"("}]})")));
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
  const std::int64_t wrong =
      scalar("SELECT id FROM journal_transaction WHERE contract_id = ? ORDER BY id DESC LIMIT 1", {contract_.id});
  if (wrong == 0) return;
  const auto drafted = draft_journal_correction(stage_.gate, stage_.as("clerk"), wrong,
                                                json(R"({"occurred_on":"2022-10-07","reason":"记错日期"})"));
  done("correct_journal", drafted);
  if (!drafted) return;
  done("confirm_correction",
       confirm_journal_correction(stage_.gate, stage_.as("reviewer"), id_of(*drafted), version_of(*drafted)));
}

}  // namespace zhiheng::testing

// What moves a contract's money in the demonstration: invoices, notices, orders, bank files, retention, endings, and
// the closing of months.
#include "service/agency_account_service.h"
#include "service/bank_result_service.h"
#include "service/contract_service.h"
#include "service/deduction_notice_service.h"
#include "service/demo/demo_parts.h"
#include "service/demo/demo_stage.h"
#include "service/invoice_service.h"
#include "service/journal_service.h"
#include "service/payment_batch_service.h"
#include "service/payment_order_service.h"
#include "service/record_service.h"
#include "service/retention_service.h"
#include "service/security_key.h"
#include "service/statement_service.h"
#include "service/termination_service.h"

namespace zhiheng::service {

const domain::Actor& DemoStage::agency_of_contract(const Json& act) const {
  const Json& contract = made_.at({"contract", act.text_at("contract")});
  return person(agency_logins_.at(number_in(contract, "agency")));
}

// A row of a table that the clerk keeps: limits of procurement, rates of fees.
DemoStage::Made DemoStage::act_record(const Json& act) {
  const domain::Shape* shape = domain::find_shape(act.text_at("stem"));
  ensure(shape != nullptr, "the demonstration's records have shapes");
  return create_row(gate_, person("clerk"), *shape, act.at("body"));
}

// Entered by the agency; accepted by the reviewer unless it is left for a visitor.
DemoStage::Made DemoStage::act_invoice(const Json& act) {
  const domain::Actor& agency = agency_of_contract(act);
  const auto contract = made("contract", act.text_at("contract"));
  const Made known = invoices_of_contract(gate_, agency, contract);
  if (!known) return known;
  Json body = Json::object().set("number", act.text_at("number")).set("item", "绩效评价服务费");
  for (const char* key : {"buyer_name", "buyer_uscc", "seller_name", "seller_uscc"}) {
    body.set(key, known->at("expected").text_at(key));
  }
  body.set("issued_on", act.text_at("on")).set("rate", "6%").set("gross", act.text_at("gross"));
  if (act.find("red_of")) body.set("kind", "red").set("red_of", act.text_at("red_of"));
  Made invoice = enter_invoice(gate_, agency, contract, body);
  if (!invoice || act.find("waiting")) return invoice;
  return accept_invoice(gate_, person("reviewer"), id_of(*invoice), version_of(*invoice));
}

// Account numbers are sealed: without a key file nothing is ordered, and the same amounts are paid by hand.
DemoStage::Made DemoStage::act_account(const Json& act) {
  if (!lasting_secret_key()) return Json::object();
  const auto agency = made("agency", act.text_at("agency"));
  Json body = Json::object().set("agency", std::to_string(agency)).set("bank_name", act.text_at("bank_name"));
  body.set("account_name", made_.at({"agency", act.text_at("agency")}).text_at("name"));
  body.set("account_number", act.text_at("account_number"));
  const Made entered = enter_agency_account(gate_, person(agency_logins_.at(agency)), body);
  if (!entered) return entered;
  made_[{"account", std::to_string(agency)}] = *entered;
  return check_agency_account(gate_, person("reviewer"), id_of(*entered), version_of(*entered));
}

// Drafted by the clerk; confirmed by the leader unless it is left for a visitor.
DemoStage::Made DemoStage::act_order(const Json& act) {
  if (!lasting_secret_key()) {
    if (act.find("waiting")) return Json::object();
    Json by_hand = act;
    return act_pay(by_hand.set("voucher", "PZ-" + act.text_at("on") + "-" + act.text_at("purpose")));
  }
  const Json& contract = made_.at({"contract", act.text_at("contract")});
  Json body = Json::object().set("purpose", act.text_at("purpose")).set("amount", act.text_at("amount"));
  body.set("payee", std::to_string(made("account", contract.text_at("agency"))));
  if (const Json* sequence = act.find("instalment")) {
    const auto id = made("instalment", act.text_at("contract") + "#" + sequence->number());
    body.set("instalment", std::to_string(id));
  }
  const Made order = draft_payment_order(gate_, person("clerk"), id_of(contract), body);
  if (!order || act.find("waiting")) return order;
  return confirm_payment_order(gate_, person("leader"), id_of(*order), version_of(*order));
}

DemoStage::Made DemoStage::act_send_orders(const Json&) {
  if (!lasting_secret_key()) return Json::object();
  Made batch = send_payment_orders(gate_, person("clerk"), Json::object(), Language::zh);
  if (batch) made_[{"batch", "last"}] = *batch;
  return batch;
}

// The bank's answer to the batch that was sent last: everything was paid.
DemoStage::Made DemoStage::act_bank_result(const Json& act) {
  if (!lasting_secret_key()) return Json::object();
  std::string rows = "支付单号,收款人,收款账号,金额,处理结果,凭证号,支付日期,失败原因\n";
  std::size_t place = 0;
  for (const Json& order : made_.at({"batch", "last"}).at("orders").items()) {
    const std::string voucher = act.text_at("voucher") + "-" + std::to_string(++place);
    rows += order.text_at("number") + "," + order.text_at("account_name") + ",," + order.text_at("amount") + ",成功," +
            voucher + "," + act.text_at("on") + ",\n";
  }
  return import_bank_results(gate_, person("clerk"), {rows, act.text_at("file")}, Language::zh);
}

DemoStage::Made DemoStage::act_notice(const Json& act) {
  const Made statement = statement_of(act);
  if (!statement) return statement;
  Made notice = send_deduction_notice(gate_, person("clerk"), id_of(*statement), version_of(*statement));
  if (notice) made_[{"notice", act.text_at("contract")}] = *notice;
  return notice;
}

DemoStage::Made DemoStage::act_answer_notice(const Json& act) {
  const Json& notice = made_.at({"notice", act.text_at("contract")});
  return answer_deduction_notice(gate_, agency_of_contract(act), id_of(notice), version_of(notice), act.at("body"));
}

DemoStage::Made DemoStage::act_release(const Json& act) {
  const Made row = statement_of(act);
  if (!row) return row;
  const Made statement = read_statement(gate_, person("clerk"), id_of(*row));
  if (!statement) return statement;
  const auto retention = number_in(*statement, "retention");
  const Json body = Json::object().set("evidence", act.text_at("evidence"));
  const Made asked = request_release(gate_, person("clerk"), retention, 1, body);
  if (!asked) return asked;
  return approve_release(gate_, person("leader"), retention, version_of(*asked));
}

DemoStage::Made DemoStage::act_terminate(const Json& act) {
  const auto id = made("contract", act.text_at("contract"));
  const Made contract = read_contract(gate_, person("clerk"), id);
  if (!contract) return contract;
  const Made draft = draft_termination(gate_, person("clerk"), id, version_of(*contract), act.at("body"));
  if (!draft) return draft;
  return decide_termination(gate_, person("leader"), id_of(*draft), version_of(*draft),
                            Json::object().set("outcome", "terminate"));
}

// Month after month, up to and with the one that is named.
DemoStage::Made DemoStage::act_close_months(const Json& act) {
  const domain::Actor& leader = person("leader");
  for (;;) {
    const Made periods = journal_periods(gate_, leader, 0);
    if (!periods || periods->text_at("next_period") > act.text_at("until")) return periods;
    const Json body = Json::object().set("period", periods->text_at("next_period"));
    if (const Made closed = close_journal_period(gate_, leader, body); !closed) return closed;
  }
}

}  // namespace zhiheng::service

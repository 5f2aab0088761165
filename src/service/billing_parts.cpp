#include "service/billing_parts.h"

#include "domain/due_day.h"
#include "service/blind_service.h"
#include "service/case_builder.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "store/deduction_notice_store.h"
#include "store/retention_store.h"

namespace zhiheng::service {

const domain::BillingRule& billing_rule(store::Connection& rows, std::int64_t policy_id) {
  return load_policy(rows, policy_id).rules->billing;
}

Json notice_figures(const domain::Statement& statement) {
  auto given = parse_json(statement.case_document, JsonLimits{64, 64u << 20});
  auto computed = parse_json(statement.result_document, JsonLimits{64, 64u << 20});
  ensure(given.ok() && computed.ok(), "the documents of a statement are JSON");
  hide_raters(*given, *computed);
  return domain::notice_document(*given, *computed);
}

domain::NoticeStanding deduction_standing(Tx& tx, const Account& account, const domain::Statement& statement) {
  const domain::BillingRule& rule = billing_rule(tx.rows(), account.contract.policy_id);
  if (rule.notice_days == 0 || statement.deduction == Money()) return domain::NoticeStanding::not_needed;
  return domain::notice_standing(rule, statement, notice_figures(statement),
                                 store::newest_deduction_notice(tx.rows(), statement.id), tx.today());
}

void hold_retention(Tx& tx, Account& account) {
  const domain::BillingRule& rule = billing_rule(tx.rows(), account.contract.policy_id);
  const domain::Statement& statement = *account.statement;
  const Money amount = domain::retained_of(rule, statement.fee, account.balance().payable);
  if (amount == Money()) return;
  domain::Retention retention;
  retention.bureau_id = statement.bureau_id;
  retention.agency_id = statement.agency_id;
  retention.contract_id = statement.contract_id;
  retention.statement_id = statement.id;
  retention.amount = amount;
  retention.held_on = tx.today();
  const Date from = store::last_report_accepted_on(tx.rows(), statement.contract_id).value_or(tx.today());
  retention.release_due_on = domain::months_after(from, rule.retention_months);
  retention.id = store::insert_retention(tx.rows(), retention, tx.now());
  Json after = Json::object().set("state", "held").set("amount", amount.text());
  after.set("release_due_on", retention.release_due_on.text());
  Json detail = Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1);
  tx.audit("hold", {"retention", retention.id}, retention.bureau_id, detail);
  account.retention = retention;
}

void withdraw_notice(Tx& tx, domain::DeductionNotice notice, const std::string& reason) {
  Json detail = state_change(notice.state, "withdrawn", notice.version + 1);
  detail.find("after")->set("withdrawn_reason", reason);
  notice.state = "withdrawn";
  notice.withdrawn_reason = reason;
  notice.closed_on = tx.today();
  ensure(store::save_deduction_notice(tx.rows(), notice, tx.now()), "the notice is the one that was read");
  tx.audit("withdraw", {"deduction_notice", notice.id}, notice.bureau_id, detail);
  tell_agency(tx, {"deduction_notice_closed", {"deduction_notice", notice.id}, "withdrawn"});
}

void expire_notice(Tx& tx, domain::DeductionNotice notice) {
  notice.state = "expired";
  notice.closed_on = notice.answer_due_on;
  ensure(store::save_deduction_notice(tx.rows(), notice, tx.now()), "the notice is the one that was read");
  tx.audit("expire", {"deduction_notice", notice.id}, notice.bureau_id,
           state_change("sent", "expired", notice.version + 1));
  const NoticeEvent event{"deduction_notice_closed", {"deduction_notice", notice.id}, "expired"};
  tell_agency(tx, event);
  tell_bureau(tx, event, domain::Action::draft_statement);
}

void drop_billing(Tx& tx, const domain::Statement& statement) {
  const auto notice = store::newest_deduction_notice(tx.rows(), statement.id);
  if (notice && notice->is_open()) withdraw_notice(tx, *notice, statement.void_reason);
  auto retention = store::retention_of_statement(tx.rows(), statement.id);
  if (!retention || !retention->is_held()) return;
  Json detail = state_change(retention->state, "dropped", retention->version + 1);
  retention->state = "dropped";
  ensure(store::save_retention(tx.rows(), *retention, tx.now()), "the contract's account was taken");
  tx.audit("drop", {"retention", retention->id}, retention->bureau_id, detail);
}

std::vector<store::BillingRow> billing_of(store::Connection& rows, const std::string& where,
                                          const store::Parameters& parameters) {
  auto all = store::billing_rows(rows, where, parameters);
  for (store::BillingRow& row : all) {
    const domain::BillingRule& rule = billing_rule(rows, row.policy_id);
    if (row.facts.payment_days == 0) row.facts.payment_days = rule.payment_days;
    row.facts.warn_days = rule.warn_days;
  }
  return all;
}

}  // namespace zhiheng::service

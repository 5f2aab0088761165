#include "service/statement_parts.h"

#include "service/blind_service.h"
#include "service/heart_json.h"
#include "store/payment_store.h"
#include "store/retention_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

bool Account::is_confirmed() const {
  return statement && (statement->state == "confirmed" || statement->state == "settled");
}

Money Account::held() const {
  return retention && retention->is_held() ? retention->amount : Money();
}

domain::Balance Account::balance() const {
  ensure(statement.has_value(), "a balance is that of a statement");
  return domain::balance_of(domain::net_of(*statement, adjustments), domain::paid_by(payments), held());
}

Account load_account(Tx& tx, std::int64_t contract_id) {
  Account account;
  account.contract = *store::find_contract_facts(tx.rows(), contract_id);
  account.statement = store::standing_statement(tx.rows(), contract_id);
  if (account.statement) {
    account.adjustments = store::adjustments_of(tx.rows(), account.statement->id);
    account.retention = store::retention_of_statement(tx.rows(), account.statement->id);
  }
  account.payments = store::payments_of(tx.rows(), contract_id);
  return account;
}

std::string settle(Tx& tx, Account& account) {
  ensure(account.is_confirmed(), "only a confirmed statement is settled");
  domain::Statement& statement = *account.statement;
  const bool even = account.balance().even();
  const std::string action = even ? "settle" : "reopen";
  const domain::Transition* transition = domain::find_transition(domain::statement_workflow, statement.state, action);
  if (!transition) return statement.state;
  const std::string before = statement.state;
  statement.state = std::string(transition->to);
  statement.settled_at = even ? tx.now().utc() : std::string();
  ensure(store::save_statement_state(tx.rows(), statement, tx.now()), "the contract's account was taken");
  ++statement.version;
  tx.audit(action, {"statement", statement.id}, statement.bureau_id,
           state_change(before, statement.state, statement.version));
  if (account.contract.state != "terminated") {
    const std::string state = even ? "settled" : "active";
    store::save_contract_state(tx.rows(), account.contract.id, state);
    tx.audit(action, {"contract", account.contract.id}, account.contract.bureau_id,
             state_change(account.contract.state, state, account.contract.version + 1));
    account.contract.state = state;
  }
  return statement.state;
}

Outcome drafter_is_named(const domain::Actor& actor) {
  if (actor.account_id == 0) return refusal(Kind::forbidden, "statement.drafter_unnamed");
  return Done{};
}

Json statement_json(Tx& tx, const domain::Statement& statement) {
  auto adjustments = store::adjustments_of(tx.rows(), statement.id);
  const domain::Scope reach = domain::scope(tx.actor(), domain::Action::see_statements);
  if (!reach.has_bureau(statement.bureau_id)) {
    std::erase_if(adjustments, [](const domain::Adjustment& one) { return one.state != "confirmed"; });
  }
  const Money paid = domain::paid_by(store::payments_of(tx.rows(), statement.contract_id));
  const auto retention = store::retention_of_statement(tx.rows(), statement.id);
  const Money held = retention && retention->is_held() ? retention->amount : Money();
  Json json = to_json(statement, adjustments, domain::balance_of(domain::net_of(statement, adjustments), paid, held));
  json.set("retention", retention ? id_json(retention->id) : Json());
  if (!reach.has_bureau(statement.bureau_id)) hide_raters(*json.find("case"), *json.find("result"));
  return json;
}

}  // namespace zhiheng::service

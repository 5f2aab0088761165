#include "service/statement_draw.h"

#include "domain/shape_listed.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "store/payment_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

Drawing look_at_statement(Tx& tx, const Account& account) {
  Drawing drawing;
  drawing.sources = load_sources(tx.rows(), account.contract);
  // What a termination cancelled is not scored and owes nothing, so no result of it is waited for.
  const bool nothing_left = std::erase_if(drawing.sources.engagements, [](const EngagementSources& each) {
                              return each.engagement.cancelled;
                            }) > 0 &&
                            drawing.sources.engagements.empty();
  if (nothing_left) drawing.policy = load_policy(tx.rows(), account.contract.policy_id);
  if (account.statement) drawing.facts.standing_state = account.statement->state;
  if (drawing.sources.engagements.empty() && !nothing_left) drawing.facts.missing_codes.push_back(account.contract.number);
  for (const EngagementSources& each : drawing.sources.engagements) {
    if (!each.result) {
      drawing.facts.missing_codes.push_back(each.engagement.code);
      continue;
    }
    if (!drawing.policy.rules) drawing.policy = load_policy(tx.rows(), each.result->policy_id);
    if (each.result->policy_id != drawing.policy.id) {
      drawing.facts.policies_differ = true;
    } else if (!is_result_current(*each.result, account.contract, each, drawing.policy)) {
      drawing.facts.outdated_codes.push_back(each.engagement.code);
    }
  }
  return drawing;
}

Result<Derived> derive_statement(Tx& tx, const Account& account, const Drawing& drawing, const std::string& number) {
  return derive(case_of_contract(drawing.sources, drawing.policy, number, domain::paid_by(account.payments),
                                 other_results(tx.rows(), account.contract, drawing.policy)),
                drawing.policy);
}

void fill_statement(const Drawing& drawing, const Derived& derived, domain::Statement& statement) {
  const domain::StatementOutcome& outcome = derived.evaluation.statement;
  statement.fee = outcome.fee;
  statement.bonus = outcome.bonus;
  statement.deduction = outcome.deduction;
  statement.paid = outcome.paid;
  statement.payable = outcome.payable;
  statement.recoverable = outcome.recoverable;
  statement.case_document = write_json(derived.case_document);
  statement.result_document = write_json(derived.result_document);
  statement.lines.clear();
  for (std::size_t i = 0; i < drawing.sources.engagements.size(); ++i) {
    const EngagementSources& sources = drawing.sources.engagements[i];
    const domain::EngagementOutcome& engagement = derived.evaluation.engagements[i];
    statement.lines.push_back(
        {sources.engagement.id, sources.result->id, sources.engagement.fee, engagement.bonus, engagement.deducted()});
  }
}

Json statement_figures(const domain::Statement& statement) {
  Json json = Json::object();
  json.set("state", statement.state).set("fee", statement.fee.text()).set("bonus", statement.bonus.text());
  json.set("deduction", statement.deduction.text()).set("paid", statement.paid.text());
  json.set("payable", statement.payable.text()).set("recoverable", statement.recoverable.text());
  return json;
}

bool is_statement_unchanged(Tx& tx, const Account& account) {
  const domain::Statement& statement = *account.statement;
  const Drawing drawing = look_at_statement(tx, account);
  if (!drawing.facts.missing_codes.empty() || !drawing.facts.outdated_codes.empty()) return false;
  if (drawing.facts.policies_differ || drawing.sources.engagements.size() != statement.lines.size()) return false;
  for (std::size_t i = 0; i < statement.lines.size(); ++i) {
    if (statement.lines[i].result_id != drawing.sources.engagements[i].result->id) return false;
  }
  const auto derived = derive_statement(tx, account, drawing, statement.number);
  if (!derived) return false;
  const auto stored = parse_json(statement.case_document);
  return stored.ok() && *stored == derived->case_document;
}

Outcome redraw(Tx& tx, const Account& account, const Drawing& drawing, domain::Statement statement,
               std::int64_t drafted_by) {
  const auto derived = derive_statement(tx, account, drawing, statement.number);
  if (!derived) return derived.problems();
  const std::int64_t version = statement.version;
  Json detail = Json::object();
  detail.set("before", statement_figures(statement));
  fill_statement(drawing, *derived, statement);
  statement.drafted_by = drafted_by;
  store::take_contract(tx.rows(), account.contract, tx.now());
  if (!store::redraw_statement(tx.rows(), statement, tx.now())) {
    return stale_problem(tx, domain::statement_shape(), statement.id, version);
  }
  detail.set("after", statement_figures(statement)).set("version", version + 1);
  tx.audit("redraw", {"statement", statement.id}, statement.bureau_id, detail);
  const NoticeEvent again{"statement_to_confirm", {"statement", statement.id}, std::to_string(version + 1)};
  tell_bureau(tx, again, domain::Action::confirm_statement);
  return Done{};
}

}  // namespace zhiheng::service

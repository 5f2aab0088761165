// Adjustments of confirmed statements, and the evidence document that carries a statement to outsiders.
#include <algorithm>

#include "domain/evidence.h"
#include "domain/shape_listed.h"
#include "domain/shape_text.h"
#include "service/blind_service.h"
#include "service/case_builder.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/invoice_parts.h"
#include "service/journal_post.h"
#include "service/record_parts.h"
#include "service/statement_parts.h"
#include "service/statement_service.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Result<std::int64_t> find_contract(Gate& gate, const domain::Actor& actor, const std::string& contract) {
  return gate.read(actor, Action::see_statements, {}, [&](Tx& tx) -> Result<std::int64_t> {
    const domain::Scope reach = domain::scope(actor, Action::see_statements);
    std::vector<std::int64_t> ids = store::contract_ids_numbered(tx.rows(), contract);
    const auto id = read_decimal(contract, 0, {});
    if (ids.empty() && id.ok()) ids.push_back(*id);
    std::vector<std::int64_t> visible;
    for (const std::int64_t each : ids) {
      const auto facts = store::find_contract_facts(tx.rows(), each);
      if (!facts) continue;
      const bool of_agency = reach.agency_id != 0 && reach.agency_id == facts->agency_id;
      if (reach.has_bureau(facts->bureau_id) || of_agency) visible.push_back(each);
    }
    if (visible.empty()) return refusal(Kind::absent, "statement.contract_absent", {}, {{"contract", contract}});
    if (visible.size() > 1) {
      return refusal(Kind::conflict, "statement.contract_ambiguous", {}, {{"contract", contract}});
    }
    return visible.front();
  });
}

// Names that no figure depends on.
Json evidence_subject(Tx& tx, const Account& account) {
  const domain::Statement& statement = *account.statement;
  Json subject = Json::object();
  subject.set("statement", statement.number).set("bureau", account.contract.bureau_name);
  subject.set("bureau_code", account.contract.bureau_code).set("agency", account.contract.agency_name);
  subject.set("agency_uscc", account.contract.agency_uscc).set("contract", account.contract.number);
  subject.set("contract_title", account.contract.title).set("signed_on", account.contract.signed_on.text());
  subject.set("drafted_by", store::account_name(tx.rows(), statement.drafted_by));
  subject.set("confirmed_by", store::account_name(tx.rows(), statement.confirmed_by));
  subject.set("confirmed_at", moment_json(statement.confirmed_at));
  return subject;
}

Result<Json> evidence_of(Tx& tx, const Account& account) {
  const auto stored = parse_json(account.statement->case_document);
  ensure(stored.ok(), "a stored case document is JSON");
  auto input = domain::read_case(*stored);
  if (!input) return input.problems();
  for (const domain::Adjustment& adjustment : account.adjustments) {
    if (adjustment.state != "confirmed") continue;
    input->adjustments.push_back({adjustment.amount, adjustment.corrects, adjustment.reason});
  }
  const FrozenPolicy policy{0, input->policy, std::make_shared<const Json>(stored->at("policy"))};
  auto derived = derive(*input, policy);
  if (!derived) return derived.problems();
  // A document without names is as good: whoever verifies it computes the same figures.
  if (!domain::scope(tx.actor(), Action::see_statements).has_bureau(account.contract.bureau_id)) {
    hide_raters(derived->case_document, derived->result_document);
  }
  return domain::make_evidence("statement", evidence_subject(tx, account), std::move(derived->case_document),
                               std::move(derived->result_document), tx.now());
}

Json facts_of(const domain::Adjustment& adjustment) {
  Json json = Json::object();
  json.set("state", adjustment.state).set("amount", adjustment.amount.text());
  return json.set("corrects", adjustment.corrects).set("reason", adjustment.reason);
}

}  // namespace

namespace {

// Beside an amount that cannot be read: what else is missing, so that the form comes back once.
Problems with_missing_words(const domain::Statement& statement, const Json& body, Problems problems) {
  domain::Adjustment wish;
  const auto typed = [&](const char* key) {
    const Json* text = body.find(key);
    return text && text->is_string() ? std::string(domain::trimmed(text->string())) : std::string();
  };
  wish.corrects = typed("corrects");
  wish.reason = typed("reason");
  const Outcome judged = domain::draft_adjustment(statement, {}, wish);
  if (judged) return problems;
  for (const Problem& problem : judged.problems()) {
    const bool told = problem.field == "/amount" || problem.kind != Kind::invalid;
    if (!told && (problem.field == "/corrects" || problem.field == "/reason")) problems.push_back(problem);
  }
  return problems;
}

}  // namespace

Result<Json> draft_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("amount", 32).required(),
                                                 domain::text_field("corrects", 200),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::adjust_statement, {"statement", statement_id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    const auto form = read_command(fields, body);
    const auto amount = form ? read_signed_money(form->text("amount"), "/amount") : Result<Money>(form.problems());
    const domain::Statement statement = *store::find_statement(tx.rows(), statement_id);
    const auto earlier = store::adjustments_of(tx.rows(), statement_id);
    if (!amount) return with_missing_words(statement, body, amount.problems());
    domain::Adjustment adjustment;
    adjustment.statement_id = statement_id;
    adjustment.sequence = earlier.empty() ? 1 : earlier.back().sequence + 1;
    adjustment.amount = *amount;
    adjustment.corrects = form->text("corrects");
    adjustment.reason = form->text("reason");
    adjustment.drafted_by = actor.account_id;
    const Outcome allowed = domain::draft_adjustment(statement, earlier, adjustment);
    if (!allowed) return allowed.problems();
    const auto contract = *store::find_contract_facts(tx.rows(), statement.contract_id);
    store::take_contract(tx.rows(), contract, tx.now());
    adjustment.id = store::insert_adjustment(tx.rows(), statement, adjustment, tx.now());
    Json detail = Json::object();
    detail.set("before", Json::object()).set("after", facts_of(adjustment)).set("version", 1);
    tx.audit("draft", {"adjustment", adjustment.id}, statement.bureau_id, detail);
    return to_json(adjustment);
  });
}

Result<Json> confirm_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t adjustment_id,
                                std::int64_t version) {
  return gate.write(actor, Action::confirm_adjustment, {"adjustment", adjustment_id}, [&](Tx& tx) -> Result<Json> {
    domain::Adjustment adjustment = *store::find_adjustment(tx.rows(), adjustment_id);
    if (adjustment.version != version) return stale_problem(tx, domain::adjustment_shape(), adjustment_id, version);
    const domain::Statement statement = *store::find_statement(tx.rows(), adjustment.statement_id);
    Account account = load_account(tx, statement.contract_id);
    const auto all = store::adjustments_of(tx.rows(), statement.id);
    const Outcome allowed = domain::confirm_adjustment(statement, all, adjustment, actor.account_id);
    if (!allowed) return allowed.problems();
    store::take_contract(tx.rows(), account.contract, tx.now());
    adjustment.state = "confirmed";
    adjustment.confirmed_by = actor.account_id;
    adjustment.confirmed_at = tx.now().utc();
    if (!store::save_adjustment(tx.rows(), adjustment, tx.now())) {
      return stale_problem(tx, domain::adjustment_shape(), adjustment_id, version);
    }
    Json detail = state_change("draft", "confirmed", version + 1);
    detail.set("figures", facts_of(adjustment));
    tx.audit("confirm", {"adjustment", adjustment_id}, statement.bureau_id, detail);
    account.adjustments = store::adjustments_of(tx.rows(), statement.id);
    settle(tx, account);
    tell_red_letter(tx, account);
    if (const Outcome booked = post_journal(tx, statement.contract_id); !booked) return booked.problems();
    return statement_json(tx, *store::find_statement(tx.rows(), statement.id));
  });
}

Outcome may_confirm_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t adjustment_id) {
  return gate.read(actor, Action::confirm_adjustment, {"adjustment", adjustment_id}, [&](Tx& tx) -> Outcome {
    const domain::Adjustment adjustment = *store::find_adjustment(tx.rows(), adjustment_id);
    const domain::Statement statement = *store::find_statement(tx.rows(), adjustment.statement_id);
    const auto all = store::adjustments_of(tx.rows(), statement.id);
    return domain::confirm_adjustment(statement, all, adjustment, actor.account_id);
  });
}

Result<Json> void_adjustment(Gate& gate, const domain::Actor& actor, std::int64_t adjustment_id, std::int64_t version) {
  return gate.write(actor, Action::adjust_statement, {"adjustment", adjustment_id}, [&](Tx& tx) -> Result<Json> {
    domain::Adjustment adjustment = *store::find_adjustment(tx.rows(), adjustment_id);
    if (adjustment.version != version) return stale_problem(tx, domain::adjustment_shape(), adjustment_id, version);
    const Outcome allowed = domain::void_adjustment(adjustment);
    if (!allowed) return allowed.problems();
    adjustment.state = "voided";
    if (!store::save_adjustment(tx.rows(), adjustment, tx.now())) {
      return stale_problem(tx, domain::adjustment_shape(), adjustment_id, version);
    }
    const domain::Statement statement = *store::find_statement(tx.rows(), adjustment.statement_id);
    tx.audit("void", {"adjustment", adjustment_id}, statement.bureau_id, state_change("draft", "voided", version + 1));
    adjustment.version = version + 1;
    return to_json(adjustment);
  });
}

Result<Json> statement_evidence(Gate& gate, const domain::Actor& actor, const std::string& contract) {
  const auto contract_id = find_contract(gate, actor, contract);
  if (!contract_id) return contract_id.problems();
  return gate.read(actor, Action::see_statements, {"contract", *contract_id}, [&](Tx& tx) -> Result<Json> {
    const Account account = load_account(tx, *contract_id);
    if (!account.is_confirmed()) {
      return refusal(Kind::conflict, "statement.not_confirmed", {},
                     {{"state", account.statement ? account.statement->state : std::string("none")}});
    }
    return evidence_of(tx, account);
  });
}

}  // namespace zhiheng::service

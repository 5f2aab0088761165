#include "service/retention_service.h"

#include "service/blind_service.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/journal_post.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/statement_parts.h"
#include "store/retention_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Retention;

namespace {

const std::string stem = "retention";

Json shown(Tx& tx, std::int64_t id) {
  const Retention retention = *store::find_retention(tx.rows(), id);
  const auto contract = *store::find_contract_facts(tx.rows(), retention.contract_id);
  Json json = Json::object().set("id", id_json(id)).set("version", retention.version);
  json.set("contract", id_json(retention.contract_id)).set("contract_number", contract.number);
  json.set("agency", id_json(retention.agency_id)).set("agency_name", contract.agency_name);
  json.set("statement", id_json(retention.statement_id)).set("state", retention.state);
  json.set("amount", retention.amount.text()).set("kept", retention.kept.text());
  json.set("held_on", retention.held_on.text()).set("release_due_on", retention.release_due_on.text());
  json.set("reason", retention.reason).set("evidence", retention.evidence);
  json.set("drafted_by", id_json(retention.drafted_by)).set("confirmed_by", id_json(retention.confirmed_by));
  json.set("released_on", date_json(retention.released_on));
  json.set("adjustment", id_json(retention.adjustment_id));
  veil_retention(json, domain::scope(tx.actor(), Action::see_payments), retention.bureau_id);
  return json;
}

Result<Retention> fresh(Tx& tx, std::int64_t id, std::int64_t version) {
  Retention retention = *store::find_retention(tx.rows(), id);
  if (retention.version != version) return stale_problem(tx, domain::retention_shape(), id, version);
  return retention;
}

Outcome save(Tx& tx, const Retention& retention, const char* action, const std::string& before) {
  if (!store::save_retention(tx.rows(), retention, tx.now())) {
    return stale_problem(tx, domain::retention_shape(), retention.id, retention.version);
  }
  Json detail = state_change(before, retention.state, retention.version + 1);
  Json* after = detail.find("after");
  after->set("kept", retention.kept.text()).set("reason", retention.reason).set("evidence", retention.evidence);
  tx.audit(action, {stem, retention.id}, retention.bureau_id, detail);
  return Done{};
}

// What is not paid out lowers what is owed, and the statement says so.
std::int64_t keep_part(Tx& tx, const Account& account, const Retention& retention) {
  domain::Adjustment adjustment;
  adjustment.statement_id = account.statement->id;
  adjustment.sequence = account.adjustments.empty() ? 1 : account.adjustments.back().sequence + 1;
  adjustment.amount = Money() - retention.kept;
  adjustment.corrects = say("retention.corrects", Language::zh);
  adjustment.reason = retention.reason;
  adjustment.drafted_by = retention.drafted_by;
  adjustment.id = store::insert_adjustment(tx.rows(), *account.statement, adjustment, tx.now());
  adjustment.state = "confirmed";
  adjustment.confirmed_by = tx.actor().account_id;
  adjustment.confirmed_at = tx.now().utc();
  ensure(store::save_adjustment(tx.rows(), adjustment, tx.now()), "an adjustment that was just written");
  Json detail = state_change("draft", "confirmed", adjustment.version + 1);
  detail.find("after")->set("amount", adjustment.amount.text()).set("reason", adjustment.reason);
  tx.audit("confirm", {"adjustment", adjustment.id}, account.statement->bureau_id, detail);
  return adjustment.id;
}

}  // namespace

Result<Json> read_retention(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_payments, {stem, id}, [&](Tx& tx) -> Result<Json> { return shown(tx, id); });
}

Result<Json> request_release(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body) {
  static const std::vector<domain::Field> fields{domain::money_field("kept"), domain::text_field("reason", 500),
                                                 domain::text_field("evidence", 2000)};
  return gate.write(actor, Action::draft_statement, {stem, id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto retention = fresh(tx, id, version);
    if (!retention) return retention.problems();
    const Money kept = Money::fen(form->integer("kept"));
    const Outcome allowed =
        domain::request_release(*retention, kept, form->text("reason"), form->text("evidence"), tx.today());
    if (!allowed) return allowed.problems();
    const std::string before = retention->state;
    retention->state = "requested";
    retention->kept = kept;
    retention->reason = form->text("reason");
    retention->evidence = form->text("evidence");
    retention->drafted_by = actor.account_id;
    if (Outcome done = save(tx, *retention, "request", before); !done) return done.problems();
    const NoticeEvent event{"retention_to_release", {stem, id}, std::to_string(version + 1)};
    tell_bureau(tx, event, Action::release_retention);
    return shown(tx, id);
  });
}

Result<Json> approve_release(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::release_retention, {stem, id}, [&](Tx& tx) -> Result<Json> {
    auto retention = fresh(tx, id, version);
    if (!retention) return retention.problems();
    if (Outcome allowed = domain::approve_release(*retention, actor.account_id, tx.today()); !allowed) {
      return allowed.problems();
    }
    const Account account = load_account(tx, retention->contract_id);
    ensure(account.is_confirmed() && account.statement->id == retention->statement_id,
           "a retention is held of the statement that stands");
    store::take_contract(tx.rows(), account.contract, tx.now());
    if (retention->kept > Money()) retention->adjustment_id = keep_part(tx, account, *retention);
    retention->state = retention->kept == retention->amount ? "kept" : "released";
    retention->confirmed_by = actor.account_id;
    retention->released_on = tx.today();
    if (Outcome done = save(tx, *retention, retention->state == "kept" ? "keep" : "release", "requested"); !done) {
      return done.problems();
    }
    const Params told{{"amount", (retention->amount - retention->kept).text()}, {"kept", retention->kept.text()}};
    const NoticeEvent event{"retention_released", {stem, id}, "", {}, told};
    tell_agency(tx, event);
    tell_bureau(tx, event, Action::register_payment);
    Account after = load_account(tx, retention->contract_id);
    settle(tx, after);
    if (Outcome posted = post_journal(tx, retention->contract_id); !posted) return posted.problems();
    return shown(tx, id);
  });
}

Result<Json> reject_release(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body) {
  return gate.write(actor, Action::release_retention, {stem, id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    auto retention = fresh(tx, id, version);
    if (!retention) return retention.problems();
    if (Outcome allowed = domain::reject_release(*retention, form->text("reason")); !allowed) {
      return allowed.problems();
    }
    retention->state = "held";
    retention->kept = Money();
    retention->reason = form->text("reason");
    if (Outcome done = save(tx, *retention, "reject", "requested"); !done) return done.problems();
    return shown(tx, id);
  });
}

Outcome may_request_release(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::draft_statement, {stem, id}, [&](Tx& tx) -> Outcome {
    if (Outcome named = drafter_is_named(actor); !named) return named;
    return domain::request_release(*store::find_retention(tx.rows(), id), Money(), "-", "-", tx.today());
  });
}

Outcome may_approve_release(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::release_retention, {stem, id}, [&](Tx& tx) -> Outcome {
    return domain::approve_release(*store::find_retention(tx.rows(), id), actor.account_id, tx.today());
  });
}

}  // namespace zhiheng::service

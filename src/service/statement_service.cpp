#include "service/statement_service.h"

#include "domain/shape_listed.h"
#include "service/billing_parts.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/invoice_parts.h"
#include "service/journal_post.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/statement_draw.h"
#include "service/statement_parts.h"
#include "store/deduction_notice_store.h"
#include "store/objection_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Problem stale(Tx& tx, std::int64_t statement_id, std::int64_t version) {
  return stale_problem(tx, domain::statement_shape(), statement_id, version);
}

int payments_under(const Account& account, std::int64_t statement_id) {
  int count = 0;
  for (const domain::Payment& payment : account.payments) count += payment.statement_id == statement_id;
  return count;
}

// What is at the bank will be paid whatever becomes of the statement, and could then not be booked under it.
Outcome check_orders_under(Tx& tx, std::int64_t statement_id) {
  const auto sent =
      tx.rows().query("SELECT COUNT(*) FROM payment_order WHERE statement_id = ? AND state = 'sent'", {statement_id});
  const std::int64_t count = integer_or(sent[0][0]);
  if (count == 0) return Done{};
  return refusal(Kind::conflict, "statement.order_sent", {}, {{"count", std::to_string(count)}});
}

}  // namespace

Result<Json> draft_statement(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.write(actor, Action::draft_statement, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    const Account account = load_account(tx, contract_id);
    const Drawing drawing = look_at_statement(tx, account);
    const Outcome allowed = domain::draft_statement(drawing.facts);
    if (!allowed) return allowed.problems();
    domain::Statement statement;
    statement.bureau_id = account.contract.bureau_id;
    statement.agency_id = account.contract.agency_id;
    statement.contract_id = contract_id;
    statement.sequence = store::last_statement_sequence(tx.rows(), contract_id) + 1;
    statement.number = account.contract.number + "-S" + std::to_string(statement.sequence);
    statement.drafted_by = actor.account_id;
    const auto derived = derive_statement(tx, account, drawing, statement.number);
    if (!derived) return derived.problems();
    fill_statement(drawing, *derived, statement);
    store::take_contract(tx.rows(), account.contract, tx.now());
    statement.id = store::insert_statement(tx.rows(), statement, tx.now());
    Json detail = Json::object();
    detail.set("before", Json::object()).set("after", statement_figures(statement)).set("version", 1);
    tx.audit("draft", {"statement", statement.id}, statement.bureau_id, detail);
    tell_bureau(tx, {"statement_to_confirm", {"statement", statement.id}, "1"}, Action::confirm_statement);
    return statement_json(tx, *store::find_statement(tx.rows(), statement.id));
  });
}

Result<Json> redraw_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, std::int64_t version) {
  return gate.write(actor, Action::draft_statement, {"statement", statement_id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    domain::Statement statement = *store::find_statement(tx.rows(), statement_id);
    if (statement.version != version) return stale(tx, statement_id, version);
    const Account account = load_account(tx, statement.contract_id);
    const Drawing drawing = look_at_statement(tx, account);
    const Outcome allowed = domain::redraw_statement(statement, drawing.facts);
    if (!allowed) return allowed.problems();
    const auto redrawn = redraw(tx, account, drawing, statement, actor.account_id);
    if (!redrawn) return redrawn.problems();
    return statement_json(tx, *store::find_statement(tx.rows(), statement_id));
  });
}

Result<Json> confirm_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id,
                               std::int64_t version) {
  return gate.write(actor, Action::confirm_statement, {"statement", statement_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Statement seen = *store::find_statement(tx.rows(), statement_id);
    if (seen.version != version) return stale(tx, statement_id, version);
    Account account = load_account(tx, seen.contract_id);
    // What nobody answered in its days waits for no clock.
    const auto notice = store::newest_deduction_notice(tx.rows(), statement_id);
    if (notice && domain::is_expired(*notice, tx.today())) expire_notice(tx, *notice);
    const bool stands = account.statement && account.statement->id == statement_id;
    const Outcome allowed = domain::confirm_statement(
        seen, actor.account_id, stands && seen.state == "draft" && is_statement_unchanged(tx, account),
        store::has_open_objection(tx.rows(), seen.contract_id), deduction_standing(tx, account, seen));
    if (!allowed) return allowed.problems();
    store::take_contract(tx.rows(), account.contract, tx.now());
    // A draft that deducts nothing any more does not wait for the answer; the notice and its stopped clock end with it.
    if (const auto told = store::newest_deduction_notice(tx.rows(), statement_id); told && told->is_open()) {
      withdraw_notice(tx, *told, say("deduction_notice.nothing_left", Language::zh));
    }
    domain::Statement& statement = *account.statement;
    statement.state = "confirmed";
    statement.confirmed_by = actor.account_id;
    statement.confirmed_at = tx.now().utc();
    if (!store::save_statement_state(tx.rows(), statement, tx.now())) return stale(tx, statement_id, version);
    ++statement.version;
    Json detail = state_change("draft", "confirmed", statement.version);
    detail.set("figures", statement_figures(statement));
    tx.audit("confirm", {"statement", statement_id}, statement.bureau_id, detail);
    const Params told{{"payable", statement.payable.text()}};
    const NoticeEvent confirmed{"statement_confirmed", {"statement", statement_id}, "", {}, told};
    tell_agency(tx, confirmed);
    tell_bureau(tx, confirmed, Action::draft_statement);
    hold_retention(tx, account);
    settle(tx, account);
    tell_red_letter(tx, account);
    if (const Outcome booked = post_journal(tx, seen.contract_id); !booked) return booked.problems();
    return statement_json(tx, *store::find_statement(tx.rows(), statement_id));
  });
}

Result<Json> void_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id, std::int64_t version,
                            const Json& body) {
  return gate.write(actor, Action::void_statement, {"statement", statement_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    domain::Statement statement = *store::find_statement(tx.rows(), statement_id);
    if (statement.version != version) return stale(tx, statement_id, version);
    const Account account = load_account(tx, statement.contract_id);
    const Outcome allowed =
        domain::void_statement(statement, payments_under(account, statement_id), form->text("reason"));
    if (!allowed) return allowed.problems();
    if (Outcome answered = check_orders_under(tx, statement_id); !answered) return answered.problems();
    store::take_contract(tx.rows(), account.contract, tx.now());
    const std::string before = statement.state;
    statement.state = "voided";
    statement.voided_at = tx.now().utc();
    statement.void_reason = form->text("reason");
    if (!store::save_statement_state(tx.rows(), statement, tx.now())) return stale(tx, statement_id, version);
    store::save_void(tx.rows(), statement, actor.account_id);
    drop_billing(tx, statement);
    Json detail = state_change(before, "voided", version + 1);
    detail.find("after")->set("void_reason", statement.void_reason);
    tx.audit("void", {"statement", statement_id}, statement.bureau_id, detail);
    if (const Outcome booked = post_journal(tx, statement.contract_id); !booked) return booked.problems();
    return statement_json(tx, *store::find_statement(tx.rows(), statement_id));
  });
}

Outcome may_draft_statement(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::draft_statement, {"contract", contract_id}, [&](Tx& tx) -> Outcome {
    if (Outcome named = drafter_is_named(actor); !named) return named;
    return domain::draft_statement(look_at_statement(tx, load_account(tx, contract_id)).facts);
  });
}

Outcome may_redraw_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id) {
  return gate.read(actor, Action::draft_statement, {"statement", statement_id}, [&](Tx& tx) -> Outcome {
    if (Outcome named = drafter_is_named(actor); !named) return named;
    const domain::Statement statement = *store::find_statement(tx.rows(), statement_id);
    return domain::redraw_statement(statement, look_at_statement(tx, load_account(tx, statement.contract_id)).facts);
  });
}

Outcome may_confirm_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id) {
  return gate.read(actor, Action::confirm_statement, {"statement", statement_id}, [&](Tx& tx) -> Outcome {
    const domain::Statement statement = *store::find_statement(tx.rows(), statement_id);
    const Account account = load_account(tx, statement.contract_id);
    const bool stands = account.statement && account.statement->id == statement_id;
    return domain::confirm_statement(
        statement, actor.account_id, stands && statement.state == "draft" && is_statement_unchanged(tx, account),
        store::has_open_objection(tx.rows(), statement.contract_id), deduction_standing(tx, account, statement));
  });
}

Outcome may_void_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id) {
  return gate.read(actor, Action::void_statement, {"statement", statement_id}, [&](Tx& tx) -> Outcome {
    const domain::Statement statement = *store::find_statement(tx.rows(), statement_id);
    const int payments = payments_under(load_account(tx, statement.contract_id), statement_id);
    Outcome allowed = domain::void_statement(statement, payments, "-");  // the reason is still to be typed
    return allowed ? check_orders_under(tx, statement_id) : allowed;
  });
}

Result<Json> read_statement(Gate& gate, const domain::Actor& actor, std::int64_t statement_id) {
  return gate.read(actor, Action::see_statements, {"statement", statement_id}, [&](Tx& tx) -> Result<Json> {
    return statement_json(tx, *store::find_statement(tx.rows(), statement_id));
  });
}

Result<Json> statements_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_statements, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
    const bool published_only = !domain::scope(actor, Action::see_statements).has_bureau(contract.bureau_id);
    Json items = Json::array();
    for (const domain::Statement& statement : store::statements_of(tx.rows(), contract_id)) {
      if (published_only && statement.confirmed_at.empty()) continue;
      Json item = statement_figures(statement);
      item.set("id", id_json(statement.id)).set("version", statement.version).set("number", statement.number);
      item.set("sequence", statement.sequence).set("confirmed_at", moment_json(statement.confirmed_at));
      items.push(std::move(item.set("void_reason", statement.void_reason)));
    }
    return Json::object().set("items", std::move(items));
  });
}

}  // namespace zhiheng::service

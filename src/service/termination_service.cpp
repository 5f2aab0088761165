#include "service/termination_service.h"

#include "domain/amendment.h"
#include "domain/contract.h"
#include "domain/termination.h"
#include "service/command_body.h"
#include "service/journal_post.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/statement_parts.h"
#include "store/contract_facts.h"

namespace zhiheng::service {

using domain::Action;
using domain::SettledFee;

namespace {

const domain::Shape& shape() {
  return domain::termination_shape();
}

std::vector<SettledFee> read_settled(const Json::Array& items, Problems& problems) {
  static const std::vector<domain::Field> fields{domain::code_field("code", 32).required(),
                                                 domain::money_field("fee").required(),
                                                 domain::text_field("reason", 500)};
  std::vector<SettledFee> settled;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto read = read_command(fields, items[i], pointer_to("/engagements", i));
    append(problems, read);
    if (read) settled.push_back({read->text("code"), Money::fen(read->integer("fee")), read->text("reason")});
  }
  return settled;
}

Json settled_json(const std::vector<SettledFee>& settled) {
  Json items = Json::array();
  for (const SettledFee& one : settled) {
    items.push(Json::object().set("code", one.code).set("fee", one.fee.text()).set("reason", one.reason));
  }
  return Json::object().set("engagements", std::move(items));
}

std::vector<SettledFee> stored_settled(Tx& tx, std::int64_t id) {
  const auto rows = tx.rows().query("SELECT document FROM contract_termination WHERE id = ?", {id});
  const auto document = parse_json(text_or_empty(rows.at(0)[0]));
  ensure(document.ok(), "a stored termination is JSON");
  Problems problems;
  auto settled = read_settled(document->at("engagements").items(), problems);
  ensure(problems.empty(), "a stored termination can be read");
  return settled;
}

domain::TerminationFacts load_facts(Tx& tx, const store::ContractFacts& contract, std::int64_t besides) {
  domain::TerminationFacts facts;
  facts.contract_state = contract.state;
  facts.signed_on = contract.signed_on;
  facts.today = tx.today();
  facts.draft_stands =
      !tx.rows()
           .query("SELECT 1 FROM contract_termination WHERE contract_id = ? AND state = 'draft' AND id <> ? LIMIT 1",
                  {contract.id, besides})
           .empty();
  facts.statement_stands =
      !tx.rows()
           .query("SELECT 1 FROM statement WHERE contract_id = ? AND state <> 'voided' LIMIT 1", {contract.id})
           .empty();
  for (const store::Row& row : tx.rows().query(
           "SELECT e.id, e.code, e.fee_fen, (SELECT COUNT(*) FROM result r WHERE r.engagement_id = e.id AND r.state = "
           "'current') FROM engagement e WHERE e.contract_id = ? ORDER BY e.code",
           {contract.id})) {
    facts.engagements.push_back(
        {integer_or(row[0]), text_or_empty(row[1]), Money::fen(integer_or(row[2])), integer_or(row[3]) > 0});
  }
  return facts;
}

Money fee_after(const domain::TerminationFacts& facts, const std::vector<SettledFee>& settled) {
  Money sum;
  for (const domain::TerminationEngagement& each : facts.engagements) {
    Money fee = each.fee;
    for (const SettledFee& one : settled) {
      if (one.code == each.code) fee = one.fee;
    }
    sum = sum + fee;
  }
  return sum;
}

Json shown(Tx& tx, std::int64_t id) {
  Json out = labelled(tx, shape(), *store::find_record(tx.rows(), shape(), id));
  const Json document = settled_json(stored_settled(tx, id));
  return out.set("engagements", document.at("engagements"));
}

// The row as the caller saw it, still to be decided.
Result<Record> fresh_draft(Tx& tx, std::int64_t id, std::int64_t version) {
  const auto row = store::find_record(tx.rows(), shape(), id);
  if (!row) return refusal(Kind::absent, "record.absent");
  if (row->integer("version") != version) return stale_problem(tx, shape(), id, version);
  if (row->text("state") != "draft") return refusal(Kind::conflict, "termination.not_draft");
  return *row;
}

Outcome save_state(Tx& tx, const Record& row, const std::string& state, const std::string& reason) {
  const std::int64_t id = row.integer("id");
  const bool decides = state != "withdrawn";
  const Value account = decides && tx.actor().account_id != 0 ? Value(tx.actor().account_id) : Value();
  const auto saved = tx.rows().execute(
      "UPDATE contract_termination SET state = ?, decided_by = ?, decided_on = ?, decision_reason = ?, "
      "version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
      {state, account, decides ? Value(tx.today().text()) : Value(), reason, tx.now().utc(), id,
       row.integer("version")});
  if (saved != 1) return stale_problem(tx, shape(), id, row.integer("version"));
  Json after = Json::object().set("state", state).set("decision_reason", reason);
  Json detail = Json::object().set("before", Json::object().set("state", row.text("state")));
  detail.set("after", std::move(after)).set("version", row.integer("version") + 1);
  tx.audit(state, {"contract_termination", id}, row.integer("bureau"), detail);
  return Done{};
}

// The change of the sum stands beside the other amendments, so that the contract's fee is what it was and they add up.
void add_amendment_row(Tx& tx, const Record& row, Money change) {
  const std::int64_t contract_id = row.integer("contract");
  const auto last = tx.rows().query("SELECT MAX(sequence) FROM amendment WHERE contract_id = ?", {contract_id});
  Record amendment;
  amendment.set("bureau", row.get("bureau"));
  amendment.set("agency", row.get("agency"));
  amendment.set("contract", contract_id);
  amendment.set("sequence", integer_or(last.at(0)[0]) + 1);
  amendment.set("kind", std::string("termination"));
  amendment.set("signed_on", row.get("terminated_on"));
  amendment.set("change", change.fen());
  amendment.set("reason", row.get("reason"));
  const std::int64_t id = store::insert_record(tx.rows(), domain::amendment_shape(), amendment, tx.now());
  tx.rows().execute("UPDATE contract_termination SET amendment_id = ? WHERE id = ?", {id, row.integer("id")});
}

void save_fees(Tx& tx, const domain::TerminationFacts& facts, const std::vector<SettledFee>& settled) {
  for (const SettledFee& one : settled) {
    for (const domain::TerminationEngagement& each : facts.engagements) {
      if (each.code != one.code || (each.fee == one.fee && one.fee != Money())) continue;
      tx.rows().execute(
          "UPDATE engagement SET fee_fen = ?, fixed_deduction_fen = CASE WHEN fixed_deduction_fen > ? THEN ? ELSE "
          "fixed_deduction_fen END, cancelled = ?, version = version + 1, updated_at = ? WHERE id = ?",
          {one.fee.fen(), one.fee.fen(), one.fee.fen(), std::int64_t{one.fee == Money() ? 1 : 0}, tx.now().utc(),
           each.id});
    }
  }
}

void save_instalments(Tx& tx, std::int64_t contract_id, Money fee) {
  std::vector<domain::InstalmentState> before;
  for (const domain::InstalmentFacts& one : store::instalment_facts_of(tx.rows(), contract_id)) {
    before.push_back({one.id, one.amount, one.paid});
  }
  const auto after = domain::cut_instalments(before, fee);
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].amount == before[i].amount) continue;
    tx.rows().execute("UPDATE instalment SET amount_fen = ?, version = version + 1, updated_at = ? WHERE id = ?",
                      {after[i].amount.fen(), tx.now().utc(), after[i].id});
  }
}

Outcome terminate(Tx& tx, const Record& row) {
  const std::int64_t contract_id = row.integer("contract");
  const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
  const auto settled = stored_settled(tx, row.integer("id"));
  const auto facts = load_facts(tx, contract, row.integer("id"));
  const Date day = *read_date(row.text("terminated_on"), {});
  if (const Problems problems = domain::check_termination(day, settled, facts); !problems.empty()) return problems;
  const Money before = Money::fen(row.integer("fee_before"));
  const Money after = Money::fen(row.integer("fee_after"));
  if (contract.fee != before || fee_after(facts, settled) != after) {
    return refusal(Kind::conflict, "termination.outdated");
  }
  if (after != before) add_amendment_row(tx, row, after - before);
  save_fees(tx, facts, settled);
  save_instalments(tx, contract_id, after);
  store::take_contract(tx.rows(), contract, tx.now());
  tx.rows().execute("UPDATE contract SET state = 'terminated', fee_fen = ? WHERE id = ?", {after.fen(), contract_id});
  Json detail = Json::object();
  detail.set("before", Json::object().set("state", contract.state).set("fee", before.text()));
  detail.set("after",
             Json::object().set("state", "terminated").set("fee", after.text()).set("ground", row.text("ground")));
  tx.audit("terminate", {"contract", contract_id}, row.integer("bureau"), detail.set("version", contract.version + 1));
  return Done{};
}

}  // namespace

Result<Json> draft_termination(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, std::int64_t version,
                               const Json& body) {
  if (!body.is_object()) return refusal("record.not_an_object");
  return gate.write(actor, Action::edit_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
    if (contract.version != version) return stale_problem(tx, domain::contract_shape(), contract_id, version);
    Json rest = body;
    Problems problems;
    const Json::Array items = take_array(rest, "engagements", false, 500, problems);
    const auto settled = read_settled(items, problems);
    const auto form = domain::read_record(shape(), rest, nullptr);
    append(problems, form);
    if (!problems.empty()) return problems;
    const auto facts = load_facts(tx, contract, 0);
    problems = domain::check_termination(*read_date(form->text("terminated_on"), {}), settled, facts);
    if (!problems.empty()) return problems;
    const auto last =
        tx.rows().query("SELECT MAX(sequence) FROM contract_termination WHERE contract_id = ?", {contract_id});
    const std::string now = tx.now().utc();
    tx.rows().execute(
        "INSERT INTO contract_termination (bureau_id, agency_id, contract_id, sequence, ground, terminated_on, reason, "
        "evidence, document, fee_before_fen, fee_after_fen, state, drafted_by, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?)",
        {contract.bureau_id, contract.agency_id, contract_id, integer_or(last.at(0)[0]) + 1, form->text("ground"),
         form->text("terminated_on"), form->text("reason"), form->text("evidence"), write_json(settled_json(settled)),
         contract.fee.fen(), fee_after(facts, settled).fen(), actor.account_id, now, now});
    const std::int64_t id = tx.rows().last_id();
    store::take_contract(tx.rows(), contract, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("after", body).set("version", 1);
    tx.audit("draft", {"contract_termination", id}, contract.bureau_id, detail);
    tell_bureau(tx, {"termination_to_decide", {"contract_termination", id}, "1"}, Action::terminate_contract);
    return shown(tx, id);
  });
}

Result<Json> withdraw_termination(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::edit_contracts, {"contract_termination", id}, [&](Tx& tx) -> Result<Json> {
    const auto row = fresh_draft(tx, id, version);
    if (!row) return row.problems();
    if (const Outcome saved = save_state(tx, *row, "withdrawn", {}); !saved) return saved.problems();
    return shown(tx, id);
  });
}

Result<Json> decide_termination(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body) {
  static const std::vector<domain::Field> fields{domain::choice_field("outcome", "termination_outcome").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::terminate_contract, {"contract_termination", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto row = fresh_draft(tx, id, version);
    if (!row) return row.problems();
    const bool ends = form->text("outcome") == "terminate";
    if (!ends && form->text("reason").empty()) return refusal("termination.reason_missing", "/reason");
    if (ends) {
      if (const Outcome done = terminate(tx, *row); !done) return done.problems();
    }
    if (const Outcome saved = save_state(tx, *row, ends ? "decided" : "refused", form->text("reason")); !saved) {
      return saved.problems();
    }
    if (ends) {
      tell_agency(tx, {"contract_terminated",
                       {"contract_termination", id},
                       "",
                       {},
                       {{"date", row->text("terminated_on")}, {"fee", Money::fen(row->integer("fee_after")).text()}}});
      if (const Outcome booked = post_journal(tx, row->integer("contract")); !booked) return booked.problems();
    }
    return shown(tx, id);
  });
}

Result<Json> terminations_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
    const bool staff = domain::scope(actor, Action::see_contracts).has_bureau(contract.bureau_id);
    const auto rows = tx.rows().query(std::string("SELECT id FROM contract_termination WHERE contract_id = ?") +
                                          (staff ? "" : " AND state = 'decided'") + " ORDER BY sequence DESC",
                                      {contract_id});
    Json items = Json::array();
    for (const store::Row& row : rows) items.push(shown(tx, integer_or(row[0])));
    return Json::object().set("items", std::move(items));
  });
}

Result<Json> read_termination(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_contracts, {"contract_termination", id},
                   [&](Tx& tx) -> Result<Json> { return shown(tx, id); });
}

Outcome may_draft_termination(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  if (Outcome may = gate.may(actor, Action::edit_contracts, {"contract", contract_id}); !may) return may;
  const auto checked = gate.read(actor, Action::see_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<bool> {
    const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
    const Problems problems = domain::check_termination(tx.today(), {}, load_facts(tx, contract, 0));
    for (const Problem& one : problems) {
      if (one.field.empty()) return Problems{one};
    }
    return true;
  });
  if (!checked) return checked.problems();
  return Done{};
}

}  // namespace zhiheng::service

// Another lead evaluator in a running contract: the agency asks, the bureau of the contract decides.
#include "domain/contract.h"
#include "domain/shape_text.h"
#include "service/agency_record_parts.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// By id or by what people call it, within the agency; 0 when there is none.
std::int64_t row_named(Tx& tx, const char* table, const char* key, const std::string& text, std::int64_t agency_id) {
  const std::string sql = std::string("SELECT id FROM ") + table + " WHERE agency_id = ? AND ";
  auto found = tx.rows().query(sql + key + " = ?", {agency_id, text});
  if (found.empty() && number_in(text) > 0 && std::to_string(number_in(text)) == text) {
    found = tx.rows().query(sql + "id = ?", {agency_id, number_in(text)});
  }
  return found.size() == 1 ? integer_or(found[0][0]) : 0;
}

domain::LeadChangeFacts facts_of(Tx& tx, std::int64_t contract_id, std::int64_t to_lead) {
  domain::LeadChangeFacts facts;
  const auto contract =
      tx.rows().query("SELECT state, agency_id, lead_evaluator_id FROM contract WHERE id = ?", {contract_id});
  if (!contract.empty()) {
    facts.contract_active = text_or_empty(contract[0][0]) == "active";
    facts.contract_agency = integer_or(contract[0][1]);
    facts.lead_now = integer_or(contract[0][2]);
  }
  const auto lead =
      tx.rows().query("SELECT agency_id, status, years_of_work FROM lead_evaluator WHERE id = ?", {to_lead});
  if (!lead.empty()) {
    facts.lead_agency = integer_or(lead[0][0]);
    facts.lead_active = text_or_empty(lead[0][1]) == "active";
    facts.lead_years = integer_or(lead[0][2]);
  }
  return facts;
}

Result<Json> shown(Tx& tx, std::int64_t id) {
  const auto row = store::find_record(tx.rows(), domain::lead_change_shape(), id);
  if (!row) return refusal(Kind::absent, "record.absent");
  return labelled(tx, domain::lead_change_shape(), *row);
}

// The contract's own row changes with the decision, with its own place in the history.
Outcome put_into_contract(Tx& tx, const store::LeadChange& change) {
  const domain::Shape& shape = domain::contract_shape();
  const auto before = store::find_record(tx.rows(), shape, change.contract_id);
  ensure(before.has_value(), "a request is about a contract that is there");
  Record after;
  after.set("lead_evaluator", change.to_lead);
  Json detail = difference(shape, &*before, after);
  const bool changed =
      tx.rows().execute("UPDATE contract SET lead_evaluator_id = ?, updated_at = ?, version = version + 1 WHERE id = ?",
                        {change.to_lead, tx.now().utc(), change.contract_id}) > 0;
  ensure(changed, "a contract that was just read is there");
  tx.audit("lead_changed", {"contract", change.contract_id}, change.bureau_id,
           detail.set("version", before->integer("version") + 1).set("lead_change", std::to_string(change.id)));
  return Done{};
}

}  // namespace

Result<Json> ask_lead_change(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::edit_agency_record, {"agency", actor.agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto form =
        read_command({domain::text_field("contract", 64).required(), domain::text_field("to_lead", 64).required(),
                      domain::text_field("reason", 1000).required()},
                     body);
    if (!form) return form.problems();
    store::LeadChange change;
    change.agency_id = actor.agency_id;
    change.contract_id = row_named(tx, "contract", "number", form->text("contract"), actor.agency_id);
    if (change.contract_id == 0) return refusal("lead_change.no_such_contract", "/contract");
    change.to_lead = row_named(tx, "lead_evaluator", "code", form->text("to_lead"), actor.agency_id);
    domain::LeadChangeFacts facts = facts_of(tx, change.contract_id, change.to_lead);
    facts.another_waits = store::lead_change_waits(tx.rows(), change.contract_id);
    if (Problems problems = domain::check_lead_change(facts, change.to_lead); !problems.empty()) return problems;
    change.bureau_id =
        integer_or(tx.rows().query("SELECT bureau_id FROM contract WHERE id = ?", {change.contract_id})[0][0]);
    change.from_lead = facts.lead_now;
    change.reason = form->text("reason");
    change.asked_by = actor.account_id;
    change.id = store::insert_lead_change(tx.rows(), change, tx.now());
    Json after = Json::object().set("contract", std::to_string(change.contract_id));
    after.set("to_lead", std::to_string(change.to_lead)).set("reason", change.reason);
    tx.audit("ask", {"lead_change", change.id}, change.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    tell_bureau(tx, {"lead_change_asked", {"lead_change", change.id}, "asked"}, Action::review_agency_record);
    return shown(tx, change.id);
  });
}

Result<Json> decide_lead_change(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body) {
  const Subject subject{"lead_change", id};
  return gate.write(actor, Action::review_agency_record, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::flag_field("approve").required(), domain::text_field("note", 1000)}, body);
    if (!form) return form.problems();
    auto change = store::find_lead_change(tx.rows(), id);
    if (!change) return refusal(Kind::absent, "record.absent");
    if (change->version != version) return stale_problem(tx, domain::lead_change_shape(), id, version);
    if (change->state != "asked") return refusal(Kind::conflict, "lead_change.decided");
    if (actor.account_id == change->asked_by) return refusal(Kind::forbidden, "lead_change.own_request");
    const bool approve = form->integer("approve") != 0;
    const std::string note(domain::trimmed(form->text("note")));
    if (!approve && note.empty()) return refusal("lead_change.note_missing", "/note");
    if (approve) {
      const Problems problems =
          domain::check_lead_change(facts_of(tx, change->contract_id, change->to_lead), change->to_lead);
      if (!problems.empty()) return problems;
      if (Outcome put = put_into_contract(tx, *change); !put) return put.problems();
    }
    change->state = approve ? "approved" : "refused";
    if (!store::decide_lead_change(tx.rows(), *change, actor.account_id, note, tx.now())) {
      return stale_problem(tx, domain::lead_change_shape(), id, version);
    }
    Json detail = state_change("asked", change->state, version + 1);
    if (!note.empty()) detail.find("after")->set("decision_note", note);
    tx.audit("decide", subject, change->bureau_id, detail);
    tell_agency(tx, {approve ? "lead_change_approved" : "lead_change_refused", subject, "decided"});
    return shown(tx, id);
  });
}

Result<Json> read_lead_change(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_agency_record, {"lead_change", id},
                   [&](Tx& tx) -> Result<Json> { return shown(tx, id); });
}

Result<Json> lead_change_choices(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::edit_agency_record, {"agency", actor.agency_id}, [&](Tx& tx) -> Result<Json> {
    Json contracts = Json::array(), leads = Json::array();
    for (const auto& row :
         tx.rows().query("SELECT c.id, c.number, c.title, l.name FROM contract c LEFT JOIN lead_evaluator l ON l.id = "
                         "c.lead_evaluator_id WHERE c.agency_id = ? AND c.state = 'active' ORDER BY c.number, c.id",
                         {actor.agency_id})) {
      contracts.push(Json::object()
                         .set("id", std::to_string(integer_or(row[0])))
                         .set("number", text_or_empty(row[1]))
                         .set("title", text_or_empty(row[2]))
                         .set("lead", text_or_empty(row[3])));
    }
    for (const auto& row : tx.rows().query(
             "SELECT id, code, name FROM lead_evaluator WHERE agency_id = ? AND status = 'active' ORDER BY code",
             {actor.agency_id})) {
      leads.push(Json::object()
                     .set("id", std::to_string(integer_or(row[0])))
                     .set("code", text_or_empty(row[1]))
                     .set("name", text_or_empty(row[2])));
    }
    return Json::object().set("contracts", std::move(contracts)).set("leads", std::move(leads));
  });
}

}  // namespace zhiheng::service

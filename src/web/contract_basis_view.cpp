// The sections of a contract's page: what to look at, how the fee was worked out, and how the contract ends.
#include "base/amount_text.h"
#include "service/contract_hints.h"
#include "service/fee_basis_service.h"
#include "service/termination_service.h"
#include "web/contract_basis.h"
#include "web/heart_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

Json hint_rows(const Call& call) {
  Json rows = Json::array();
  const auto hints = service::contract_hints(call.gate, call.actor, call.id());
  if (!hints) return rows;
  for (const Json& hint : hints->at("items").items()) {
    Params params;
    for (const auto& member : hint.at("params").members()) params.emplace_back(member.key, member.value.string());
    rows.push(Json::object()
                  .set("hint_text", call.words("contract.hint." + hint.text_at("hint"), params))
                  .set("hint_tone", hint.text_at("tone"))
                  .set("hint_label", call.words("contract.hint_tone." + hint.text_at("tone"))));
  }
  return rows;
}

Json sheet_rows(const Call& call) {
  Json rows = Json::array();
  const auto sheets = service::fee_sheets_of_contract(call.gate, call.actor, call.id());
  if (!sheets) return rows;
  for (const Json& sheet : sheets->at("items").items()) {
    rows.push(Json::object()
                  .set("sheet_number", sheet.at("sequence").number())
                  .set("sheet_href", "/fee-sheets/" + sheet.text_at("id"))
                  .set("sheet_basis", choice_label("fee_basis", sheet.text_at("basis"), call.language))
                  .set("sheet_total", grouped_amount(sheet.text_at("total")))
                  .set("sheet_fee", grouped_amount(sheet.text_at("fee")))
                  .set("sheet_difference", grouped_amount(sheet.text_at("difference")))
                  .set("sheet_reason", sheet.text_at("difference_reason")));
  }
  return rows;
}

Json settled_rows(const Json& termination) {
  Json rows = Json::array();
  for (const Json& one : termination.at("engagements").items()) {
    rows.push(Json::object()
                  .set("settled_code", one.text_at("code"))
                  .set("settled_fee", grouped_amount(one.text_at("fee")))
                  .set("settled_reason", one.text_at("reason")));
  }
  return rows;
}

Json termination_rows(const Call& call) {
  Json rows = Json::array();
  const auto all = service::terminations_of_contract(call.gate, call.actor, call.id());
  if (!all) return rows;
  for (const Json& one : all->at("items").items()) {
    const std::int64_t id = read_id(one.text_at("id")).value_or(0);
    const std::int64_t version = one.at("version").integer().value_or(0);
    const bool draft = one.text_at("state") == "draft";
    const Outcome may = call.gate.may(call.actor, Action::terminate_contract, {"contract_termination", id});
    const std::string here = "/terminations/" + std::to_string(id);
    Json row = Json::object();
    row.set("ground", choice_label("termination_ground", one.text_at("ground"), call.language));
    row.set("ends_on", one.text_at("terminated_on")).set("why", one.text_at("reason"));
    row.set("evidence", one.text_at("evidence")).set("settled", settled_rows(one));
    row.set("fee_before", grouped_amount(one.text_at("fee_before")));
    row.set("fee_after", grouped_amount(one.text_at("fee_after")));
    row.set("ending", choice_label("termination_state", one.text_at("state"), call.language));
    row.set("ending_tone", std::string(one.text_at("state") == "decided" ? "bad" : draft ? "info" : ""));
    row.set("decision_reason", one.text_at("decision_reason"));
    row.set("may_decide", draft && may.ok()).set("decide_href", here + "/decide");
    row.set("waits_for", draft && !may.ok() ? say(may.problems().front(), call.language) : std::string());
    row.set("ending_version", std::to_string(version));
    row.set("may_withdraw", draft && can(call, Action::edit_contracts, "contract_termination", id));
    row.set("withdraw_href", here + "/withdraw");
    rows.push(std::move(row));
  }
  return rows;
}

}  // namespace

void add_contract_basis(Call& call, Json& view, const Json& contract) {
  const std::string here = "/contracts/" + std::to_string(call.id());
  view.set("hints", hint_rows(call));
  view.set("fee_sheets", sheet_rows(call));
  const bool edits = can(call, Action::edit_contracts, "contract", call.id());
  view.set("new_sheet_href", edits && contract.text_at("state") == "active" ? here + "/fee-sheets/new" : std::string());
  view.set("terminations", termination_rows(call));
  const Outcome may_end = service::may_draft_termination(call.gate, call.actor, call.id());
  view.set("terminate_href", may_end.ok() ? here + "/terminations/new" : std::string());
  view.set("not_terminable", edits && !may_end.ok() ? say(may_end.problems().front(), call.language) : std::string());
}

}  // namespace zhiheng::web

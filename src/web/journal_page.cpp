// The pages of the journal: one posting with its correction, the trial balance, the months.
#include <map>

#include "domain/journal.h"
#include "service/command_body.h"
#include "service/journal_service.h"
#include "web/heart_web.h"
#include "web/journal_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;

namespace {

std::string grouped(const Json& amount) {
  return amount.is_string() ? grouped_amount(amount.string()) : std::string();
}

Json entry_rows(const Call& call, const Json& entries) {
  Json rows = Json::array();
  for (const Json& entry : entries.items()) {
    Json row = Json::object().set("account_name", call.words("journal.account." + entry.text_at("account")));
    row.set("debit", grouped(entry.at("debit"))).set("credit", grouped(entry.at("credit")));
    rows.push(std::move(row));
  }
  return rows;
}

Json transaction_row(const Call& call, const Json& one) {
  Json row = Json::object().set("number", one.text_at("number")).set("href", "/journal/" + one.text_at("id"));
  row.set("kind_label", choice_label("journal_kind", one.text_at("kind"), call.language));
  row.set("kind_tone", std::string(one.text_at("kind") == "reversal" ? "bad" : "info"));
  row.set("posted_on", one.text_at("posted_on")).set("occurred_on", one.text_at("occurred_on"));
  row.set("reference", one.text_at("reference")).set("entries", entry_rows(call, one.at("entries")));
  return row;
}

std::string text_at_field(const Call& call, const Problems& problems, std::string_view field) {
  for (const Problem& problem : problems) {
    if (problem.field == field) return say(problem, call.language);
  }
  return {};
}

std::string source_href(const Json& source, const std::string& contract) {
  const std::string stem = source.text_at("stem"), id = source.text_at("id");
  if (stem == "statement") return "/statements/" + id;
  if (stem == "payment") return "/payments/" + id;
  return "/contracts/" + contract;
}

Reply show_transaction(Call& call, const Problems& problems) {
  auto one = service::read_journal_transaction(call.gate, call.actor, call.id());
  if (!one) return refused(one.problems());
  const std::string here = "/journal/" + std::to_string(call.id());
  Json view = transaction_row(call, *one);
  view.set("page_title", one->text_at("number")).set("here", here);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.journal_transaction"), "/journal"), crumb(one->text_at("number"))}));
  view.set("contract_number", one->text_at("contract_number"));
  view.set("contract_href", "/contracts/" + one->text_at("contract")).set("agency_name", one->text_at("agency_name"));
  view.set("period", one->text_at("period")).set("reason", one->text_at("reason"));
  view.set("drafted_by", one->text_at("drafted_by")).set("confirmed_by", one->text_at("confirmed_by"));
  view.set("source_href", source_href(one->at("source"), one->text_at("contract")));
  view.set("digest", one->text_at("digest")).set("amount", grouped(one->at("amount")));
  const std::string reverses = one->text_at("reverses"), reversed_by = one->text_at("reversed_by");
  view.set("reverses_href", reverses.empty() ? std::string() : "/journal/" + reverses);
  view.set("reversed_href", reversed_by.empty() ? std::string() : "/journal/" + reversed_by);
  const Json& correction = one->at("correction");
  Json waits = Json::array();
  if (correction.is_object()) {
    const std::int64_t id = read_id(correction.text_at("id")).value_or(0);
    const std::int64_t version = correction.at("version").integer().value_or(1);
    const std::string at = "/journal-corrections/" + std::to_string(id);
    Json waiting =
        Json::object().set("day", correction.text_at("occurred_on")).set("why", correction.text_at("reason"));
    waiting.set("who", correction.text_at("drafted_by"));
    waiting.set("confirm", act_button(call, "web.journal.confirm_correction", at + "/confirm", version,
                                      service::may_confirm_correction(call.gate, call.actor, id)));
    Json drop;
    if (can(call, Action::correct_journal, "journal_correction", id)) {
      drop = act_button(call, "web.journal.drop_correction", at + "/drop", version, Outcome(Done{}));
    }
    waiting.set("drop", std::move(drop));
    waits.push(std::move(waiting));
  }
  view.set("waiting", std::move(waits));
  const bool stands = reverses.empty() && reversed_by.empty() && !correction.is_object();
  view.set("may_correct", stands && can(call, Action::correct_journal, "journal_transaction", call.id()));
  view.set("wished_on", call.has_field("occurred_on") ? call.field("occurred_on") : one->text_at("occurred_on"));
  view.set("wished_reason", call.field("reason"));
  view.set("day_problem", text_at_field(call, problems, "/occurred_on"));
  view.set("reason_problem", text_at_field(call, problems, "/reason"));
  view.set("page_problems", problem_summary(*domain::find_shape("journal_correction"), problems, call.language));
  return page("journal/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply draft_correction(Call& call) {
  Json body = Json::object().set("occurred_on", std::string(trimmed(call.field("occurred_on"))));
  body.set("reason", std::string(trimmed(call.field("reason"))));
  auto drafted = service::draft_journal_correction(call.gate, call.actor, call.id(), body);
  if (drafted) return see_other("/journal/" + std::to_string(call.id()) + "?done=correction_drafted");
  return is_about_the_form(drafted.problems()) ? show_transaction(call, drafted.problems())
                                               : refused(drafted.problems());
}

Reply on_correction(Call& call, const char* done,
                    Result<Json> (*act)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t)) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto acted = act(call.gate, call.actor, call.id(), *version);
  if (!acted) return refused(acted.problems());
  return see_other("/journal/" + acted->text_at("transaction") + "?done=" + done);
}

std::int64_t chosen_bureau(const Call& call) {
  return read_id(call.parameter("bureau")).value_or(0);
}

// "?bureau=2&period=2025-03" of what was chosen, for links that keep it.
// The accounts that anything stands on: a table with a dozen empty columns fits no paper.
std::vector<std::string> used_accounts(const Json& accounts, const Json& items) {
  std::vector<std::string> used;
  for (const domain::JournalAccount& account : domain::journal_accounts) {
    const std::string code(account.code);
    bool stands = false;
    for (const Json& one : accounts.items()) stands = stands || one.text_at("account") == code;
    for (const Json& item : items.items()) stands = stands || item.text_at(code) != "0.00";
    if (stands) used.push_back(code);
  }
  return used;
}

Json amount_cells(const std::vector<std::string>& accounts, const Json& amounts) {
  Json cells = Json::array();
  for (const std::string& code : accounts) {
    const std::string amount = amounts.text_at(code);
    cells.push(Json::object().set("amount", amount == "0.00" ? std::string("—") : grouped_amount(amount)));
  }
  return cells;
}

Money money_of(const Json& row, const std::string& key) {
  const auto read = service::read_signed_money(row.text_at(key), key);
  return read ? *read : Money();
}

// By contract, with a sum once all contracts stand on one page.
void add_contract_balances(const Call& call, const Json& read, bool whole, Json& view) {
  const std::vector<std::string> used = used_accounts(read.at("accounts"), read.at("items"));
  Json columns = Json::array(), rows = Json::array(), sums = Json::object();
  for (const std::string& code : used) columns.push(Json::object().set("label", call.words("journal.account." + code)));
  Money owed;
  std::map<std::string, Money> totals;
  for (const Json& item : read.at("items").items()) {
    Json row = Json::object().set("number", item.text_at("number")).set("agency", item.text_at("agency"));
    row.set("href", "/contracts/" + item.text_at("contract")).set("owed", grouped(item.at("owed")));
    rows.push(row.set("cells", amount_cells(used, item)));
    for (const std::string& code : used) totals[code] = totals[code] + money_of(item, code);
    owed = owed + money_of(item, "owed");
  }
  for (const std::string& code : used) sums.set(code, totals[code].text());
  view.set("columns", std::move(columns))
      .set("sums", amount_cells(used, sums))
      .set("owed_sum", grouped_amount(owed.text()));
  view.set("whole", whole && !rows.items().empty()).set("rows", std::move(rows));
}

Reply show_balances(Call& call) {
  service::BalanceRequest request{chosen_bureau(call), call.parameter("period"),
                                  read_id(call.parameter("after")).value_or(0)};
  auto read = service::journal_balances(call.gate, call.actor, request);
  if (!read) return refused(read.problems());
  Json view = Json::object().set("page_title", call.words("web.menu.journal_balances"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.journal_transaction"), "/journal"),
                                           crumb(call.words("web.menu.journal_balances"))}));
  view.set("bureau", read->text_at("bureau")).set("bureau_name", read->text_at("bureau_name"));
  add_bureau_chooser(view, *read);
  view.set("period", request.period).set("accounts", entry_rows(call, read->at("accounts")));
  view.set("debit_sum", grouped(read->at("debit"))).set("credit_sum", grouped(read->at("credit")));
  const Json& next = read->at("next");
  add_contract_balances(call, *read, !next.is_string() && request.after == 0, view);
  view.set("total_text", call.words("web.journal.contracts_total", {{"total", read->at("total").number()}}));
  view.set("next_href", next.is_string() ? "/journal/balances?bureau=" + read->text_at("bureau") +
                                               "&period=" + request.period + "&after=" + next.string()
                                         : std::string());
  return page("journal/balances.html", std::move(view));
}

Reply show_periods(Call& call, const Problems& problems) {
  auto read = service::journal_periods(call.gate, call.actor, chosen_bureau(call));
  if (!read) return refused(read.problems());
  Json view = Json::object().set("page_title", call.words("web.menu.journal_periods"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.journal_transaction"), "/journal"),
                                           crumb(call.words("web.menu.journal_periods"))}));
  view.set("bureau", read->text_at("bureau")).set("bureau_name", read->text_at("bureau_name"));
  add_bureau_chooser(view, *read);
  Json rows = Json::array();
  for (const Json& item : read->at("items").items()) {
    const bool closed = item.at("closed").boolean();
    Json row = Json::object().set("period", item.text_at("period")).set("closed", closed);
    row.set("href", "/journal?period=" + item.text_at("period")).set("count", item.at("transactions").number());
    row.set("debit", grouped(item.at("debit"))).set("closed_by", item.text_at("closed_by"));
    row.set("closed_at", short_moment(item.text_at("closed_at"))).set("digest", item.text_at("digest").substr(0, 12));
    rows.push(std::move(row));
  }
  view.set("rows", std::move(rows));
  const std::string next = read->text_at("next_period");
  view.set("next_period", next);
  const std::int64_t bureau = read_id(read->text_at("bureau")).value_or(0);
  const Outcome may = service::may_close_period(call.gate, call.actor, bureau, next);
  view.set("may_close", !next.empty() && may.ok());
  view.set("close_label", call.words("web.journal.close", {{"period", next}}));
  if (!next.empty() && !may.ok()) view.set("why_not", problem_list(may.problems(), call.language));
  const Json& proof = read->at("proof");
  std::string proven = call.words("web.journal.proof_none");
  if (proof.is_object()) {
    const bool good = proof.at("differences").integer().value_or(0) == 0;
    proven = short_moment(proof.text_at("created_at")) + " " +
             call.words(good ? "web.journal.proof_good" : "web.journal.proof_bad",
                        good ? Params{{"contracts", proof.at("contracts").number()},
                                      {"transactions", proof.at("transactions").number()}}
                             : Params{{"differences", proof.at("differences").number()},
                                      {"finding", proof.text_at("finding")}});
  }
  view.set("proof_href", proof.is_object() ? "/journal-proofs/" + proof.text_at("id") : std::string());
  view.set("proven", proven).set("page_problems", problem_list(problems, call.language));
  return page("journal/periods.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply close_by_form(Call& call) {
  const Json body = Json::object().set("period", call.field("period")).set("bureau", call.field("bureau"));
  auto closed = service::close_journal_period(call.gate, call.actor, body);
  if (closed) return see_other("/journal/periods?bureau=" + call.field("bureau") + "&done=period_closed");
  return is_about_the_form(closed.problems()) ? show_periods(call, closed.problems()) : refused(closed.problems());
}

}  // namespace

Json journal_section(const Call& call, std::int64_t contract_id, const std::string& statement) {
  if (!can(call, Action::see_journal, "contract", contract_id)) return {};
  const auto read = service::journal_of_contract(call.gate, call.actor, contract_id);
  if (!read) return {};
  Json section = Json::object(), rows = Json::array();
  for (const Json& one : read->at("items").items()) {
    const std::string reference = one.text_at("reference");
    const bool of_statement = reference == statement || reference.starts_with(statement + "/");
    if (statement.empty() || of_statement) rows.push(transaction_row(call, one));
  }
  section.set("transactions", std::move(rows)).set("proven", read->at("proven").boolean());
  section.set("due", grouped(read->at("due"))).set("owed", grouped(read->at("owed")));
  section.set("accounts", statement.empty() ? entry_rows(call, read->at("balances")) : Json::array());
  return Json(Json::Array{std::move(section)});
}

void add_journal_pages(Router& router) {
  router.add(
      {"GET", "/journal/{id}", "journal_transaction.show_page", [](Call& call) { return show_transaction(call, {}); }});
  router.add({"POST", "/journal/{id}/corrections", "journal_correction.draft_page", draft_correction, BodyKind::form});
  router.add(
      {"POST", "/journal-corrections/{id}/confirm", "journal_correction.confirm_page",
       [](Call& call) { return on_correction(call, "correction_confirmed", service::confirm_journal_correction); },
       BodyKind::form});
  router.add({"POST", "/journal-corrections/{id}/drop", "journal_correction.drop_page",
              [](Call& call) { return on_correction(call, "correction_dropped", service::drop_journal_correction); },
              BodyKind::form});
  Route balances{"GET", "/journal/balances", "journal.balances_page", show_balances};
  balances.query = {"bureau", "period", "after"};
  router.add(std::move(balances));
  Route periods{"GET", "/journal/periods", "journal.periods_page", [](Call& call) { return show_periods(call, {}); }};
  periods.query = {"bureau"};
  router.add(std::move(periods));
  router.add({"POST", "/journal/periods", "journal.close_page", close_by_form, BodyKind::form});
  add_journal_proof_routes(router);
}

}  // namespace zhiheng::web

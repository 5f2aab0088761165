// The journal's API.
#include "web/journal_web.h"

#include "base/money.h"
#include "service/journal_service.h"
#include "web/heart_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

// Year and bureau of a query; refuses what is no number.
Result<std::int64_t> number_of(const Call& call, const char* name) {
  const std::string& text = call.parameter(name);
  if (text.empty()) return std::int64_t{0};
  return read_decimal(text, 0, name);
}

Reply balances(Call& call) {
  service::BalanceRequest request;
  const auto bureau = number_of(call, "bureau"), after = number_of(call, "after");
  if (!bureau) return refused(bureau.problems());
  if (!after) return refused(after.problems());
  request.bureau_id = *bureau;
  request.after = *after;
  request.period = call.parameter("period");
  return json_or_refused(service::journal_balances(call.gate, call.actor, request));
}

Reply ledger(Call& call) {
  const auto bureau = number_of(call, "bureau"), year = number_of(call, "year");
  if (!bureau) return refused(bureau.problems());
  if (!year) return refused(year.problems());
  auto text = service::journal_ledger(call.gate, call.actor, *bureau, *year);
  if (!text) return refused(text.problems());
  const std::string name = "journal" + (*year == 0 ? std::string() : "-" + std::to_string(*year)) + ".ledger";
  return bytes_reply(std::move(*text), "text/plain; charset=utf-8", name);
}

void add_get(Router& router, const char* pattern, const char* name, std::function<Reply(Call&)> handler,
             std::vector<std::string> query, const char* answers) {
  Route route{"GET", pattern, name, std::move(handler)};
  route.query = std::move(query);
  route.answers = answers;
  router.add(std::move(route));
}

void add_act(Router& router, const char* pattern, const char* name, std::function<Reply(Call&)> handler,
             const char* takes, const char* answers) {
  Route route{"POST", pattern, name, std::move(handler), BodyKind::json};
  route.creates = true;
  route.takes = takes;
  route.answers = answers;
  router.add(std::move(route));
}

Reply on_correction(Call& call, Result<Json> (*act)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t)) {
  auto version = version_or_current(call, "journal_correction");
  if (!version) return refused(version.problems());
  return json_or_refused(act(call.gate, call.actor, call.id(), *version));
}

}  // namespace

void add_journal_api(Router& router) {
  add_get(
      router, "/api/v1/journal/{id}", "journal_transaction.read",
      [](Call& call) { return json_or_refused(service::read_journal_transaction(call.gate, call.actor, call.id())); },
      {}, "journal_transaction_detail");
  add_get(
      router, "/api/v1/contracts/{id}/journal", "journal_transaction.of_contract",
      [](Call& call) { return json_or_refused(service::journal_of_contract(call.gate, call.actor, call.id())); }, {},
      "journal_of_contract");
  add_get(router, "/api/v1/journal-balances", "journal.balances", balances, {"bureau", "period", "after"},
          "journal_balances");
  add_get(
      router, "/api/v1/journal-periods", "journal.periods",
      [](Call& call) {
        const auto bureau = number_of(call, "bureau");
        if (!bureau) return refused(bureau.problems());
        return json_or_refused(service::journal_periods(call.gate, call.actor, *bureau));
      },
      {"bureau"}, "journal_periods");
  add_act(
      router, "/api/v1/journal-periods", "journal.close_period",
      [](Call& call) {
        return json_or_refused(service::close_journal_period(call.gate, call.actor, body_or_empty(call)));
      },
      "journal_period_wish", "journal_period_closed");
  add_act(
      router, "/api/v1/journal/{id}/corrections", "journal_correction.draft",
      [](Call& call) {
        return json_or_refused(
            service::draft_journal_correction(call.gate, call.actor, call.id(), body_or_empty(call)));
      },
      "journal_correction_wish", "journal_correction_state");
  add_act(
      router, "/api/v1/journal-corrections/{id}/confirm", "journal_correction.confirm",
      [](Call& call) { return on_correction(call, service::confirm_journal_correction); }, "",
      "journal_correction_state");
  add_act(
      router, "/api/v1/journal-corrections/{id}/drop", "journal_correction.drop",
      [](Call& call) { return on_correction(call, service::drop_journal_correction); }, "", "journal_correction_state");
  Route text{"GET", "/api/v1/ledger", "journal.ledger", ledger};
  text.query = {"bureau", "year"};
  text.produces = {"text/plain"};
  router.add(std::move(text));
}

}  // namespace zhiheng::web

#include "service/money_timeline.h"

#include <algorithm>

#include "base/amount_text.h"

#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/payment_due_service.h"
#include "service/statement_parts.h"
#include "store/billing_store.h"
#include "store/deduction_notice_store.h"
#include "store/invoice_store.h"
#include "store/retention_store.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

struct Event {
  Date on;
  int order = 0;  // of one day: what is owed before what is paid
  std::string kind;
  std::string text;
  std::optional<Money> amount;
};

class Timeline {
 public:
  Timeline(Tx& tx, const Account& account, Language language) : tx_(tx), account_(account), language_(language) {}

  std::vector<Event> events() {
    commitment();
    triggers();
    notices();
    statement();
    retentions();
    payments();
    invoices();
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.on != b.on ? a.on < b.on : a.order < b.order; });
    return std::move(events_);
  }

 private:
  void add(Date on, int order, const std::string& kind, const Params& params, std::optional<Money> amount = {}) {
    events_.push_back({on, order, kind, say("timeline.text." + kind, params, language_), amount});
  }
  std::string word(const std::string& list, const std::string& value) const {
    return say("choice." + list + "." + value, language_);
  }
  static Date day_of(const std::string& utc) { return timestamp_from_utc(utc).date(); }

  void commitment() {
    const std::int64_t id = account_.contract.id;
    const auto contract = tx_.rows().query("SELECT original_fee_fen FROM contract WHERE id = ?", {id});
    const Money original = RowReaderOf(contract.front()).money();
    add(account_.contract.signed_on, 0, "commitment", {{"number", account_.contract.number}}, original);
    for (const store::Row& row :
         tx_.rows().query("SELECT sequence, signed_on, change_fen, reason FROM amendment WHERE contract_id = ? "
                          "AND kind <> 'termination' ORDER BY sequence",
                          {id})) {
      RowReaderOf cells(row);
      const std::string sequence = std::to_string(cells.integer());
      const Date on = cells.date();
      const Money change = cells.money();
      add(on, 1, "amendment", {{"sequence", sequence}, {"reason", cells.text()}}, change);
    }
    // What a termination takes from the fee is told once, with the termination.
    for (const store::Row& row : tx_.rows().query(
             "SELECT ended.ground, ended.terminated_on, amendment.change_fen FROM contract_termination ended "
             "LEFT JOIN amendment ON amendment.id = ended.amendment_id WHERE ended.contract_id = ? AND "
             "ended.state = 'decided' ORDER BY ended.sequence",
             {id})) {
      RowReaderOf cells(row);
      const std::string ground = word("termination_ground", cells.text());
      const Date on = cells.date();
      const Money change = cells.money();  // nought where the fee stayed
      add(on, 2, "termination", {{"ground", ground}}, change == Money() ? std::optional<Money>() : change);
    }
  }

  void triggers() {
    const auto acceptances = store::acceptances_of(tx_.rows(), account_.contract.id);
    for (const domain::InstalmentFacts& one : store::instalment_facts_of(tx_.rows(), account_.contract.id)) {
      const domain::Trigger trigger =
          domain::trigger_of(one.due_condition, one.due_on, account_.contract.signed_on, acceptances);
      if (!trigger.since || *trigger.since > tx_.today() || one.amount == Money()) continue;
      add(*trigger.since, 3, "trigger",
          {{"instalment", one.name},
           {"condition", word("due_condition", one.due_condition)},
           {"amount", grouped(one.amount)}});
    }
  }

  void notices() {
    for (const domain::DeductionNotice& one : store::deduction_notices_of(tx_.rows(), account_.contract.id)) {
      add(one.sent_on, 4, "notice_sent",
          {{"number", one.number}, {"amount", grouped(one.deduction)}, {"due_on", one.answer_due_on.text()}});
      if (!one.answered_at.empty()) {
        add(day_of(one.answered_at), 5, "notice_answered",
            {{"number", one.number}, {"answer", word("deduction_answer", one.answer)}});
      }
      if (!one.closed_on) continue;
      add(*one.closed_on, 6, "notice_closed",
          {{"number", one.number},
           {"state", word("deduction_notice_state", one.state)},
           {"days", std::to_string(*one.closed_on - one.sent_on)}});
    }
  }

  void deductions(Date on) {
    const auto document = parse_json(account_.statement->result_document, JsonLimits{64, 64u << 20});
    ensure(document.ok(), "a statement's result is JSON");
    for (const Json& engagement : document->at("engagements").items()) {
      for (const Json& one : engagement.at("deductions").items()) {
        const auto amount = read_money(one.text_at("amount"), {});
        const std::string kind = say("web.deduction." + one.text_at("kind"), language_);
        add(on, 8, "deduction",
            {{"engagement", engagement.text_at("code")}, {"kind", kind}, {"event", one.text_at("code")}},
            Money() - *amount);
      }
    }
  }

  void statement() {
    if (!account_.is_confirmed()) return;
    const domain::Statement& one = *account_.statement;
    const Date on = day_of(one.confirmed_at);
    add(on, 7, "statement", {{"number", one.number}, {"payable", grouped(one.payable)}});
    if (one.bonus > Money()) add(on, 8, "bonus", {{"number", one.number}}, one.bonus);
    deductions(on);
    for (const domain::Adjustment& adjustment : account_.adjustments) {
      if (adjustment.state != "confirmed") continue;
      add(day_of(adjustment.confirmed_at), 9, "adjustment",
          {{"sequence", std::to_string(adjustment.sequence)}, {"reason", adjustment.reason}}, adjustment.amount);
    }
  }

  void retentions() {
    for (const domain::Retention& one : store::retentions_of(tx_.rows(), account_.contract.id)) {
      if (one.state == "dropped") continue;
      add(one.held_on, 10, "retention_held",
          {{"amount", grouped(one.amount)}, {"release_due_on", one.release_due_on.text()}});
      if (!one.released_on) continue;
      add(*one.released_on, 11, "retention_released",
          {{"amount", grouped(one.amount - one.kept)}, {"kept", grouped(one.kept)}});
    }
  }

  void payments() {
    for (const domain::Payment& one : account_.payments) {
      const bool refund = one.kind == "refund";
      add(one.paid_on, 12, refund ? "refund" : "payment", {{"voucher", one.voucher_number}},
          refund ? one.amount : Money() - one.amount);
    }
  }

  // Of invoices only those that the bureau accepted: they change nothing of what is owed.
  void invoices() {
    for (const domain::Invoice& one : store::invoices_of(tx_.rows(), account_.contract.id)) {
      if (one.state != "accepted" && one.state != "reversed") continue;
      if (!one.issued_on) continue;
      add(*one.issued_on, 13, one.is_red() ? "invoice_red" : "invoice",
          {{"number", one.number}, {"amount", grouped(one.gross)}});
    }
  }

  using RowReaderOf = store::RowReader;

  Tx& tx_;
  const Account& account_;
  const Language language_;
  std::vector<Event> events_;
};

Json items_of(const std::vector<Event>& events, Money& owed) {
  Json items = Json::array();
  for (const Event& event : events) {
    if (event.amount) owed = owed + *event.amount;
    Json row = Json::object().set("on", event.on.text()).set("kind", event.kind).set("text", event.text);
    row.set("amount", event.amount ? Json(event.amount->text()) : Json());
    items.push(row.set("balance", owed.text()));
  }
  return items;
}

}  // namespace

Result<Json> money_timeline(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, Language language) {
  const auto dues = dues_of_contract(gate, actor, contract_id);
  if (!dues) return dues.problems();
  return gate.read(actor, Action::see_payments, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const Account account = load_account(tx, contract_id);
    Money owed;
    Json items = items_of(Timeline(tx, account, language).events(), owed);
    Json answer = Json::object().set("contract", id_json(contract_id)).set("number", account.contract.number);
    answer.set("title", account.contract.title).set("agency_name", account.contract.agency_name);
    answer.set("items", std::move(items)).set("owed", owed.text());
    return answer.set("dues", dues->at("items"));
  });
}

}  // namespace zhiheng::service

// Closing a month, and correcting a posting under four eyes.
#include "base/crypto.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/journal_parts.h"
#include "service/journal_proof_view.h"
#include "service/journal_service.h"
#include "service/record_parts.h"
#include "store/journal_difference_store.h"
#include "store/journal_period_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::JournalCorrection;

namespace {

// Facts of the bureau's contracts that the journal does not say; none, unless somebody wrote past the services.
std::int64_t unposted_of(Tx& tx, std::int64_t bureau_id) {
  const auto ends = tx.rows().query("SELECT MIN(id), MAX(id) FROM contract WHERE bureau_id = ?", {bureau_id});
  if (is_null(ends[0][0])) return 0;
  constexpr std::int64_t at_once = 200;
  std::int64_t count = 0;
  for (std::int64_t from = integer_or(ends[0][0]); from <= integer_or(ends[0][1]); from += at_once) {
    const store::ContractRange range{from, from + at_once - 1};
    auto posted = store::posted_transactions(tx.rows(), range);
    for (const auto& [contract_id, facts] : store::journal_facts(tx.rows(), range, tx.today())) {
      if (facts.bureau_id != bureau_id) continue;
      count += static_cast<std::int64_t>(domain::missing_transactions(facts, posted[contract_id]).size());
    }
  }
  return count;
}

domain::PeriodFacts period_facts(Tx& tx, std::int64_t bureau_id, const std::string& period) {
  domain::PeriodFacts facts;
  facts.period = period;
  facts.last_closed = store::last_closed_period(tx.rows(), bureau_id);
  const auto first = tx.rows().query("SELECT MIN(period) FROM journal_transaction WHERE bureau_id = ?", {bureau_id});
  facts.first_used = text_or_empty(first[0][0]);
  facts.this_month = tx.today().text().substr(0, 7);
  facts.unposted = unposted_of(tx, bureau_id);
  facts.uncountersigned = store::uncountersigned_payments(tx.rows(), bureau_id, period);
  facts.open_corrections = store::open_corrections(tx.rows(), bureau_id, period);
  facts.trial_balance = domain::sum_of(store::bureau_balances(tx.rows(), bureau_id, period));
  return facts;
}

domain::CorrectionFacts correction_facts(Tx& tx, const domain::JournalTransaction& wrong) {
  domain::CorrectionFacts facts;
  facts.is_reversal = wrong.reverses_id != 0;
  facts.is_reversed = store::reversed_by(tx.rows(), wrong.id) != 0;
  facts.draft_exists = store::draft_correction_of(tx.rows(), wrong.id).has_value();
  facts.last_closed = store::last_closed_period(tx.rows(), wrong.bureau_id);
  facts.wrong_on = wrong.occurred_on;
  return facts;
}

Json correction_json(const JournalCorrection& one) {
  Json json = Json::object().set("id", id_json(one.id)).set("version", one.version);
  json.set("transaction", id_json(one.transaction_id)).set("contract", id_json(one.contract_id));
  json.set("occurred_on", one.occurred_on.text()).set("reason", one.reason).set("state", one.state);
  return json;
}

Problem stale(Tx& tx, std::int64_t id, std::int64_t version) {
  return stale_problem(tx, domain::journal_correction_shape(), id, version);
}

Json month_json(const store::JournalMonth& month) {
  Json json = Json::object().set("period", month.period).set("transactions", month.transactions);
  json.set("debit", month.debit.text()).set("closed", !month.closed_at.empty());
  json.set("closed_by", month.closed_by).set("closed_at", moment_json(month.closed_at));
  return json.set("digest", month.digest);
}

}  // namespace

Result<Json> journal_periods(Gate& gate, const domain::Actor& actor, std::int64_t bureau_id) {
  return gate.read(actor, Action::see_journal, {"journal_transaction", 0}, [&](Tx& tx) -> Result<Json> {
    const std::int64_t bureau = journal_bureau(tx, bureau_id);
    if (bureau == 0) return refusal(Kind::absent, "record.absent");
    const auto months = store::journal_months(tx.rows(), bureau);
    const std::string closed = store::last_closed_period(tx.rows(), bureau);
    std::string next = closed.empty() ? std::string() : domain::next_period(closed);
    Json items = Json::array();
    for (const store::JournalMonth& month : months) items.push(month_json(month));
    if (closed.empty() && !months.empty()) next = months.back().period;
    Json json = Json::object().set("bureau", id_json(bureau)).set("items", std::move(items));
    json.set("bureau_name", store::bureau_name(tx.rows(), bureau)).set("next_period", next);
    json.set("bureaus", journal_bureau_choices(tx));
    const auto proof = store::last_journal_proof(tx.rows(), bureau);
    if (!proof) return json.set("proof", Json());
    Json proven = Json::object().set("id", id_json(store::last_journal_proof_id(tx.rows(), bureau)));
    proven.set("created_at", moment_json(proof->created_at)).set("contracts", proof->contracts);
    proven.set("transactions", proof->transactions).set("differences", proof->differences);
    return json.set("proof", proven.set("finding", proof->finding));
  });
}

Result<Json> close_journal_period(Gate& gate, const domain::Actor& actor, const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("period", 7).required(),
                                                 domain::reference_field("bureau", "bureau")};
  return gate.write(actor, Action::close_period, {"journal_period", 0}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const std::int64_t bureau_id = journal_bureau(tx, form->integer("bureau"));
    if (bureau_id == 0 || actor.account_id == 0) return refusal(Kind::forbidden, "access.role");
    const std::string period = form->text("period");
    if (const Outcome allowed = domain::close_period(period_facts(tx, bureau_id, period)); !allowed) {
      return allowed.problems();
    }
    store::JournalMonth month;
    month.period = period;
    const auto counted = tx.rows().query(
        "SELECT COUNT(*), MAX(id) FROM journal_transaction WHERE bureau_id = ? AND period <= ?", {bureau_id, period});
    month.transactions = integer_or(counted[0][0]);
    Json balances = Json::object();
    for (const auto& [account, amount] : store::bureau_balances(tx.rows(), bureau_id, period)) {
      balances.set(account, amount.text());
    }
    const std::string text = write_json(balances);
    month.digest =
        sm3_hex(std::to_string(bureau_id) + "\n" + period + "\n" + std::to_string(month.transactions) + "\n" + text);
    const std::int64_t id = store::insert_journal_period(tx.rows(), bureau_id, month, text, actor.account_id, tx.now());
    Json after =
        Json::object().set("period", period).set("transactions", month.transactions).set("digest", month.digest);
    Json detail = Json::object().set("before", Json::object()).set("after", after).set("version", 1);
    tx.audit("close", {"journal_period", id}, bureau_id, detail);
    return after.set("id", id_json(id)).set("bureau", id_json(bureau_id)).set("balances", std::move(balances));
  });
}

Outcome may_close_period(Gate& gate, const domain::Actor& actor, std::int64_t bureau_id, const std::string& period) {
  return gate.read(actor, Action::close_period, {"journal_period", 0},
                   [&](Tx& tx) -> Outcome { return domain::close_period(period_facts(tx, bureau_id, period)); });
}

Result<Json> draft_journal_correction(Gate& gate, const domain::Actor& actor, std::int64_t transaction_id,
                                      const Json& body) {
  static const std::vector<domain::Field> fields{domain::date_field("occurred_on").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(
      actor, Action::correct_journal, {"journal_transaction", transaction_id}, [&](Tx& tx) -> Result<Json> {
        const auto form = read_command(fields, body);
        if (!form) return form.problems();
        const auto wrong = *store::find_journal_transaction(tx.rows(), transaction_id);
        JournalCorrection wish;
        wish.bureau_id = wrong.bureau_id;
        wish.agency_id = wrong.agency_id;
        wish.contract_id = wrong.contract_id;
        wish.transaction_id = wrong.id;
        wish.occurred_on = *read_date(form->text("occurred_on"), "/occurred_on");
        wish.reason = form->text("reason");
        wish.drafted_by = actor.account_id;
        if (actor.account_id == 0) return refusal(Kind::forbidden, "statement.drafter_unnamed");
        const Outcome allowed = domain::draft_correction(wrong, wish, correction_facts(tx, wrong), tx.today());
        if (!allowed) return allowed.problems();
        wish.id = store::insert_journal_correction(tx.rows(), wish, tx.now());
        Json detail = Json::object().set("before", Json::object()).set("after", correction_json(wish));
        tx.audit("draft", {"journal_correction", wish.id}, wish.bureau_id, detail.set("version", 1));
        return correction_json(wish);
      });
}

Result<Json> confirm_journal_correction(Gate& gate, const domain::Actor& actor, std::int64_t correction_id,
                                        std::int64_t version) {
  return gate.write(
      actor, Action::confirm_correction, {"journal_correction", correction_id}, [&](Tx& tx) -> Result<Json> {
        JournalCorrection one = *store::find_journal_correction(tx.rows(), correction_id);
        if (one.version != version) return stale(tx, correction_id, version);
        const auto wrong = *store::find_journal_transaction(tx.rows(), one.transaction_id);
        const Outcome allowed = domain::confirm_correction(one, correction_facts(tx, wrong), actor.account_id);
        if (!allowed) return allowed.problems();
        one.state = "confirmed";
        one.confirmed_by = actor.account_id;
        one.confirmed_at = tx.now().utc();
        if (!store::save_journal_correction(tx.rows(), one, tx.now())) return stale(tx, correction_id, version);
        const store::ContractRange only{one.contract_id, one.contract_id};
        const auto facts = store::journal_facts(tx.rows(), only, tx.today());
        const auto posted = store::posted_transactions(tx.rows(), only);
        const auto drafts = domain::correction_transactions(facts.at(one.contract_id), posted.at(one.contract_id),
                                                            wrong, one.occurred_on);
        if (drafts.empty()) return refusal(Kind::conflict, "journal.source_gone");
        JournalWriter(tx).append(drafts, one);
        tx.audit("confirm", {"journal_correction", one.id}, one.bureau_id,
                 state_change("draft", "confirmed", version + 1));
        ++one.version;
        return correction_json(one);
      });
}

Result<Json> drop_journal_correction(Gate& gate, const domain::Actor& actor, std::int64_t correction_id,
                                     std::int64_t version) {
  return gate.write(actor, Action::correct_journal, {"journal_correction", correction_id}, [&](Tx& tx) -> Result<Json> {
    JournalCorrection one = *store::find_journal_correction(tx.rows(), correction_id);
    if (one.version != version) return stale(tx, correction_id, version);
    if (one.state != "draft") return refusal(Kind::conflict, "journal.correction_not_draft");
    one.state = "dropped";
    if (!store::save_journal_correction(tx.rows(), one, tx.now())) return stale(tx, correction_id, version);
    tx.audit("drop", {"journal_correction", one.id}, one.bureau_id, state_change("draft", "dropped", version + 1));
    ++one.version;
    return correction_json(one);
  });
}

Outcome may_confirm_correction(Gate& gate, const domain::Actor& actor, std::int64_t correction_id) {
  return gate.read(actor, Action::confirm_correction, {"journal_correction", correction_id}, [&](Tx& tx) -> Outcome {
    const JournalCorrection one = *store::find_journal_correction(tx.rows(), correction_id);
    const auto wrong = *store::find_journal_transaction(tx.rows(), one.transaction_id);
    return domain::confirm_correction(one, correction_facts(tx, wrong), actor.account_id);
  });
}

}  // namespace zhiheng::service

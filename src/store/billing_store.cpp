#include "store/billing_store.h"

#include <algorithm>
#include <map>

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using ByContract = std::map<std::int64_t, BillingRow*>;

Date day_of(const std::string& utc) {
  return timestamp_from_utc(utc).date();
}

// One row per version of a deliverable, the newest last, so that what it says stands.
constexpr std::string_view acceptance_sql =
    "SELECT e.contract_id, e.code, e.cancelled, d.kind, d.state, d.accepted_on FROM engagement e "
    "LEFT JOIN deliverable d ON d.engagement_id = e.id WHERE e.contract_id ";
constexpr std::string_view acceptance_order = " ORDER BY e.contract_id, e.code, e.id, d.kind, d.revision";

void take_acceptance(const Row& row, std::vector<domain::Acceptance>& acceptances) {
  RowReader cells(row);
  (void)cells.integer();
  const std::string code = cells.text();
  const bool cancelled = cells.flag();
  if (acceptances.empty() || acceptances.back().engagement_code != code) {
    acceptances.push_back({code, std::nullopt, std::nullopt, cancelled});
  }
  const std::string kind = cells.text();
  const bool accepted = cells.text() == "accepted";
  const std::optional<Date> accepted_on = cells.optional_date();
  if (kind.empty()) return;
  std::optional<Date>& on = kind == "plan" ? acceptances.back().plan_on : acceptances.back().report_on;
  on = accepted ? accepted_on : std::nullopt;
}

class Loader {
 public:
  Loader(Connection& rows, const std::string& where, const Parameters& parameters)
      : rows_(rows), in_("IN (SELECT id FROM contract WHERE " + where + ")"), parameters_(parameters) {}

  std::vector<BillingRow> load() {
    contracts();
    if (all_.empty()) return {};
    for (BillingRow& row : all_) by_contract_[row.contract_id] = &row;
    instalments();
    payments();
    each(std::string(acceptance_sql) + in_ + std::string(acceptance_order),
         [](const Row& row, BillingRow& into) { take_acceptance(row, into.facts.acceptances); });
    statements();
    retentions();
    for (BillingRow& row : all_) finish(row);
    notices();
    return std::move(all_);
  }

 private:
  template <class Take>
  void each(const std::string& sql, Take take) {
    for (const Row& row : rows_.query(sql, parameters_)) {
      const auto found = by_contract_.find(integer_or(row[0]));
      if (found != by_contract_.end()) take(row, *found->second);
    }
  }

  void contracts() {
    const std::string sql =
        "SELECT c.id, c.bureau_id, c.agency_id, c.policy_id, c.number, c.title, a.name, c.state, c.signed_on, "
        "c.fee_fen, c.payment_days FROM contract c INNER JOIN agency a ON a.id = c.agency_id WHERE c.id " +
        in_ + " ORDER BY c.number, c.id";
    for (const Row& row : rows_.query(sql, parameters_)) {
      RowReader cells(row);
      BillingRow one;
      one.contract_id = cells.integer();
      one.bureau_id = cells.integer();
      one.agency_id = cells.integer();
      one.policy_id = cells.integer();
      one.number = cells.text();
      one.title = cells.text();
      one.agency_name = cells.text();
      one.facts.contract_state = cells.text();
      one.facts.signed_on = cells.date();
      one.facts.fee = cells.money();
      one.facts.payment_days = cells.small();
      all_.push_back(std::move(one));
    }
  }

  void instalments() {
    each(
        "SELECT contract_id, id, sequence, name, amount_fen, due_condition, due_on FROM instalment WHERE contract_id " +
            in_ + " ORDER BY contract_id, sequence",
        [](const Row& row, BillingRow& into) {
          RowReader cells(row);
          (void)cells.integer();
          domain::InstalmentFacts facts;
          facts.id = cells.integer();
          facts.sequence = cells.small();
          facts.name = cells.text();
          facts.amount = cells.money();
          facts.due_condition = cells.text();
          facts.due_on = cells.optional_date();
          into.facts.instalments.push_back(std::move(facts));
        });
  }

  void payments() {
    each("SELECT contract_id, instalment_id, kind, amount_fen FROM payment WHERE contract_id " + in_,
         [](const Row& row, BillingRow& into) {
           RowReader cells(row);
           (void)cells.integer();
           const std::int64_t instalment_id = cells.integer();
           const bool refund = cells.text() == "refund";
           const Money amount = cells.money();
           const auto count = [&](Money& sum) { sum = refund ? sum - amount : sum + amount; };
           count(into.facts.paid);
           for (domain::InstalmentFacts& one : into.facts.instalments) {
             if (one.id == instalment_id) count(one.paid);
           }
         });
  }

  // The net of the statement comes first, then of each confirmed adjustment.
  void statements() {
    each(
        "SELECT contract_id, id, number, confirmed_at, fee_fen + bonus_fen - deduction_fen FROM statement "
        "WHERE state IN ('confirmed', 'settled') AND contract_id " +
            in_ + " ORDER BY id",
        [](const Row& row, BillingRow& into) {
          RowReader cells(row);
          (void)cells.integer();
          domain::ConfirmedFacts facts;
          facts.statement_id = cells.integer();
          facts.number = cells.text();
          facts.confirmed_on = day_of(cells.text());
          facts.balance.net = cells.money();
          into.facts.confirmed = std::move(facts);
        });
    each(
        "SELECT s.contract_id, a.id, a.sequence, a.amount_fen, a.confirmed_at, s.id, s.number FROM adjustment a "
        "INNER JOIN statement s ON s.id = a.statement_id WHERE a.state = 'confirmed' AND "
        "s.state IN ('confirmed', 'settled') AND s.contract_id " +
            in_ + " ORDER BY a.confirmed_at, a.id",
        [](const Row& row, BillingRow& into) {
          RowReader cells(row);
          (void)cells.integer();
          domain::LaterCharge charge{"adjustment", cells.integer(), {}, {}, {}};
          const std::int64_t sequence = cells.integer();
          charge.amount = cells.money();
          charge.since = day_of(cells.text());
          if (!into.facts.confirmed || into.facts.confirmed->statement_id != cells.integer()) return;
          charge.label = cells.text() + " #" + std::to_string(sequence);
          into.facts.confirmed->balance.net = into.facts.confirmed->balance.net + charge.amount;
          into.facts.confirmed->later.push_back(std::move(charge));
        });
  }

  void retentions() {
    each(
        "SELECT contract_id, id, statement_id, state, amount_fen, kept_fen, released_on FROM retention "
        "WHERE contract_id " +
            in_ + " ORDER BY id",
        [](const Row& row, BillingRow& into) {
          RowReader cells(row);
          (void)cells.integer();
          const std::int64_t id = cells.integer();
          if (!into.facts.confirmed || into.facts.confirmed->statement_id != cells.integer()) return;
          domain::ConfirmedFacts& confirmed = *into.facts.confirmed;
          const std::string state = cells.text();
          const Money amount = cells.money();
          const Money kept = cells.money();
          const std::optional<Date> released_on = cells.optional_date();
          if (state == "held" || state == "requested") confirmed.balance.held = amount;
          if (state == "released" && released_on) {
            confirmed.later.push_back({"retention", id, confirmed.number, *released_on, amount - kept});
          }
        });
  }

  static void finish(BillingRow& row) {
    if (!row.facts.confirmed) return;
    domain::ConfirmedFacts& confirmed = *row.facts.confirmed;
    confirmed.balance = domain::balance_of(confirmed.balance.net, row.facts.paid, confirmed.balance.held);
    std::stable_sort(confirmed.later.begin(), confirmed.later.end(),
                     [](const auto& a, const auto& b) { return a.since < b.since; });
  }

  void notices() {
    each(
        "SELECT contract_id, sent_on, closed_on, CASE WHEN state = 'sent' THEN answer_due_on ELSE NULL END FROM "
        "deduction_notice WHERE contract_id " +
            in_ + " ORDER BY contract_id, sequence",
        [](const Row& row, BillingRow& into) {
          RowReader cells(row);
          (void)cells.integer();
          domain::ClockStop stop;
          stop.from = cells.date();
          stop.until = cells.optional_date();
          stop.lapses_on = cells.optional_date();
          into.facts.stops.push_back(stop);
        });
  }

  Connection& rows_;
  const std::string in_;
  const Parameters& parameters_;
  std::vector<BillingRow> all_;
  ByContract by_contract_;
};

}  // namespace

std::vector<BillingRow> billing_rows(Connection& rows, const std::string& where, const Parameters& parameters) {
  return Loader(rows, where, parameters).load();
}

std::vector<domain::Acceptance> acceptances_of(Connection& rows, std::int64_t contract_id) {
  std::vector<domain::Acceptance> acceptances;
  const std::string sql = std::string(acceptance_sql) + "= ?" + std::string(acceptance_order);
  for (const Row& row : rows.query(sql, {contract_id})) take_acceptance(row, acceptances);
  return acceptances;
}

}  // namespace zhiheng::store

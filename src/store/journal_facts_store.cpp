// What the rows of contracts say of money, gathered for the journal.
#include "store/journal_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using Facts = std::map<std::int64_t, domain::JournalFacts>;

Date day_of(const std::string& moment) {
  return timestamp_from_utc(moment).date();
}

void add_source(Facts& facts, std::int64_t contract_id, domain::JournalSource source) {
  if (const auto found = facts.find(contract_id); found != facts.end()) {
    found->second.sources.push_back(std::move(source));
  }
}

// What is committed is a promise on both sides of a budget account, outside the money itself.
std::vector<domain::JournalEntry> commitment(Money amount) {
  return {{"commitment", amount}, {"commitment_reserve", Money() - amount}};
}

void load_contracts(Connection& rows, ContractRange range, Date today, Facts& facts) {
  rows.each(
      "SELECT id, bureau_id, agency_id, number, signed_on, original_fee_fen, created_at FROM contract "
      "WHERE id BETWEEN ? AND ? ORDER BY id",
      {range.first, range.last}, [&](const Row& row) {
        RowReader cells(row);
        domain::JournalFacts one;
        one.contract_id = cells.integer();
        one.bureau_id = cells.integer();
        one.agency_id = cells.integer();
        one.contract_number = cells.text();
        one.today = today;
        domain::JournalSource source;
        source.kind = "commitment";
        source.stem = "contract";
        source.id = one.contract_id;
        source.occurred_on = cells.date();
        source.entries = commitment(cells.money());
        source.recorded_at = cells.text();
        source.reference = one.contract_number;
        one.sources.push_back(std::move(source));
        facts.emplace(one.contract_id, std::move(one));
        return true;
      });
  rows.each(
      "SELECT id, contract_id, sequence, signed_on, change_fen, created_at FROM amendment "
      "WHERE contract_id BETWEEN ? AND ? ORDER BY id",
      {range.first, range.last}, [&](const Row& row) {
        RowReader cells(row);
        domain::JournalSource source;
        source.kind = source.stem = "amendment";
        source.id = cells.integer();
        const std::int64_t contract_id = cells.integer();
        source.reference = std::to_string(cells.integer());
        source.occurred_on = cells.date();
        source.entries = commitment(cells.money());
        source.recorded_at = cells.text();
        add_source(facts, contract_id, std::move(source));
        return true;
      });
}

// Statements that were confirmed once; one that was voided afterwards ends with everything that mended it.
void load_statements(Connection& rows, ContractRange range, Facts& facts) {
  rows.each(
      "SELECT id, contract_id, number, fee_fen, bonus_fen, deduction_fen, result_document, confirmed_at, voided_at "
      "FROM statement WHERE confirmed_at IS NOT NULL AND contract_id BETWEEN ? AND ? ORDER BY id",
      {range.first, range.last}, [&](const Row& row) {
        RowReader cells(row);
        domain::JournalSource source;
        source.kind = source.stem = "statement";
        source.id = cells.integer();
        const std::int64_t contract_id = cells.integer();
        source.reference = cells.text();
        const Money fee = cells.money(), bonus = cells.money(), deduction = cells.money();
        const auto document = parse_json(cells.text());
        source.recorded_at = cells.text();
        source.ended_at = cells.text();
        source.occurred_on = day_of(source.recorded_at);
        if (!source.ended_at.empty()) source.ended_on = day_of(source.ended_at);
        source.entries = domain::statement_entries(fee, bonus, deduction, document ? *document : Json());
        add_source(facts, contract_id, std::move(source));
        return true;
      });
  rows.each(
      "SELECT a.id, s.contract_id, s.number, a.sequence, a.amount_fen, a.confirmed_at, s.voided_at FROM adjustment a "
      "INNER JOIN statement s ON s.id = a.statement_id "
      "WHERE a.state = 'confirmed' AND s.contract_id BETWEEN ? AND ? ORDER BY a.id",
      {range.first, range.last}, [&](const Row& row) {
        RowReader cells(row);
        domain::JournalSource source;
        source.kind = source.stem = "adjustment";
        source.id = cells.integer();
        const std::int64_t contract_id = cells.integer();
        source.reference = cells.text();
        source.reference += "/" + std::to_string(cells.integer());
        source.entries = {{"adjustment", cells.money()}};
        source.recorded_at = cells.text();
        source.ended_at = cells.text();
        source.occurred_on = day_of(source.recorded_at);
        if (!source.ended_at.empty()) source.ended_on = day_of(source.ended_at);
        add_source(facts, contract_id, std::move(source));
        return true;
      });
}

void load_payments(Connection& rows, ContractRange range, Facts& facts) {
  rows.each(
      "SELECT id, contract_id, kind, paid_on, amount_fen, voucher_number, created_at FROM payment "
      "WHERE contract_id BETWEEN ? AND ? ORDER BY id",
      {range.first, range.last}, [&](const Row& row) {
        RowReader cells(row);
        domain::JournalSource source;
        source.stem = "payment";
        source.id = cells.integer();
        const std::int64_t contract_id = cells.integer();
        source.kind = cells.text();
        source.occurred_on = cells.date();
        const Money amount = cells.money();
        source.entries = {{"paid", source.kind == "refund" ? amount : Money() - amount}};
        source.reference = cells.text();
        source.recorded_at = cells.text();
        add_source(facts, contract_id, std::move(source));
        return true;
      });
}

// Held back with the statement; released when its state says so. What is not paid out of it is an adjustment's matter.
void load_retentions(Connection& rows, ContractRange range, Facts& facts) {
  rows.each(
      "SELECT r.id, r.contract_id, s.number, r.amount_fen, r.held_on, r.released_on, r.created_at, r.updated_at, "
      "r.state, s.voided_at FROM retention r INNER JOIN statement s ON s.id = r.statement_id "
      "WHERE r.contract_id BETWEEN ? AND ? ORDER BY r.id",
      {range.first, range.last}, [&](const Row& row) {
        RowReader cells(row);
        domain::JournalSource source;
        source.kind = source.stem = "retention";
        source.id = cells.integer();
        const std::int64_t contract_id = cells.integer();
        source.reference = cells.text();
        source.retained = cells.money();
        source.occurred_on = cells.date();
        const std::optional<Date> released_on = cells.optional_date();
        source.recorded_at = cells.text();
        const std::string changed_at = cells.text();
        const std::string state = cells.text();
        source.ended_at = cells.text();
        if (!source.ended_at.empty()) source.ended_on = day_of(source.ended_at);
        if (state == "released" || state == "kept") {
          domain::JournalSource release = source;
          release.kind = "release";
          release.stem = "retention_release";
          release.retained = Money() - source.retained;
          release.occurred_on = released_on.value_or(day_of(changed_at));
          release.recorded_at = changed_at;
          add_source(facts, contract_id, std::move(release));
        }
        add_source(facts, contract_id, std::move(source));
        return true;
      });
}

}  // namespace

std::map<std::int64_t, domain::JournalFacts> journal_facts(Connection& rows, ContractRange range, Date today) {
  Facts facts;
  load_contracts(rows, range, today, facts);
  load_statements(rows, range, facts);
  load_payments(rows, range, facts);
  load_retentions(rows, range, facts);
  return facts;
}

}  // namespace zhiheng::store

#include "store/journal_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT t.id, t.bureau_id, t.agency_id, t.contract_id, t.year, t.number, t.kind, t.source_stem, t.source_id, "
    "t.source_key, t.occurred_on, t.posted_on, t.reverses_id, t.reference, t.reason, t.drafted_by, t.confirmed_by, "
    "t.digest FROM journal_transaction t ";

domain::JournalTransaction from_row(const Row& row) {
  RowReader cells(row);
  domain::JournalTransaction one;
  one.id = cells.integer();
  one.bureau_id = cells.integer();
  one.agency_id = cells.integer();
  one.contract_id = cells.integer();
  one.year = cells.integer();
  one.number = cells.integer();
  one.kind = cells.text();
  one.source_stem = cells.text();
  one.source_id = cells.integer();
  one.source_key = cells.text();
  one.occurred_on = cells.date();
  one.posted_on = cells.date();
  one.reverses_id = cells.integer();
  one.reference = cells.text();
  one.reason = cells.text();
  one.drafted_by = cells.integer();
  one.confirmed_by = cells.integer();
  one.digest = cells.text();
  return one;
}

// Transactions and their entries, two statements however many there are. `which` speaks of t.
std::vector<domain::JournalTransaction> load(Connection& rows, const std::string& which, const Parameters& parameters) {
  std::vector<domain::JournalTransaction> all;
  std::map<std::int64_t, std::size_t> places;
  rows.each(std::string(columns) + "WHERE " + which + " ORDER BY t.id", parameters, [&](const Row& row) {
    places.emplace(integer_or(row[0]), all.size());
    all.push_back(from_row(row));
    return true;
  });
  if (all.empty()) return all;
  rows.each(
      "SELECT e.transaction_id, e.account, e.amount_fen FROM journal_entry e INNER JOIN journal_transaction t "
      "ON t.id = e.transaction_id WHERE " +
          which + " ORDER BY e.transaction_id, e.sequence",
      parameters, [&](const Row& row) {
        RowReader cells(row);
        const auto place = places.find(cells.integer());
        const std::string account = cells.text();
        if (place != places.end()) all[place->second].entries.push_back({account, cells.money()});
        return true;
      });
  return all;
}

}  // namespace

std::map<std::int64_t, std::vector<domain::JournalTransaction>> posted_transactions(Connection& rows,
                                                                                    ContractRange range) {
  std::map<std::int64_t, std::vector<domain::JournalTransaction>> by_contract;
  for (auto& one : load(rows, "t.contract_id BETWEEN ? AND ?", {range.first, range.last})) {
    by_contract[one.contract_id].push_back(std::move(one));
  }
  return by_contract;
}

std::optional<domain::JournalTransaction> find_journal_transaction(Connection& rows, std::int64_t id) {
  auto found = load(rows, "t.id = ?", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<domain::JournalTransaction> journal_transactions(Connection& rows, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return {};
  return load(rows, "t.id IN (" + placeholders(ids.size()) + ")", Parameters(ids.begin(), ids.end()));
}

ChainEnd journal_chain_end(Connection& rows, std::int64_t bureau_id, std::int64_t year) {
  const auto found = rows.query(
      "SELECT number, digest FROM journal_transaction WHERE bureau_id = ? AND year = ? ORDER BY number DESC LIMIT 1",
      {bureau_id, year});
  if (found.empty()) return {};
  return {integer_or(found[0][0]), text_or_empty(found[0][1])};
}

std::int64_t insert_journal_transaction(Connection& rows, const domain::JournalTransaction& one, Timestamp now) {
  rows.execute(
      "INSERT INTO journal_transaction (bureau_id, agency_id, contract_id, year, number, kind, source_stem, source_id, "
      "source_key, occurred_on, posted_on, period, reverses_id, reference, reason, amount_fen, drafted_by, "
      "confirmed_by, digest, created_at, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      {one.bureau_id,
       one.agency_id,
       one.contract_id,
       one.year,
       one.number,
       one.kind,
       one.source_stem,
       one.source_id,
       one.source_key,
       one.occurred_on.text(),
       one.posted_on.text(),
       one.period(),
       id_or_null(one.reverses_id),
       one.reference,
       one.reason,
       one.debit().fen(),
       id_or_null(one.drafted_by),
       id_or_null(one.confirmed_by),
       one.digest,
       now.utc(),
       now.utc()});
  const std::int64_t id = rows.last_id();
  std::string sql = "INSERT INTO journal_entry (transaction_id, sequence, account, amount_fen) VALUES ";
  Parameters parameters;
  for (std::size_t i = 0; i < one.entries.size(); ++i) {
    sql += i == 0 ? "(?,?,?,?)" : ",(?,?,?,?)";
    parameters.insert(parameters.end(),
                      {id, static_cast<std::int64_t>(i + 1), one.entries[i].account, one.entries[i].amount.fen()});
  }
  if (!parameters.empty()) rows.execute(sql, parameters);
  return id;
}

std::string last_closed_period(Connection& rows, std::int64_t bureau_id) {
  const auto found = rows.query("SELECT MAX(period) FROM journal_period WHERE bureau_id = ?", {bureau_id});
  return found.empty() ? std::string() : text_or_empty(found[0][0]);
}

domain::JournalBalances bureau_balances(Connection& rows, std::int64_t bureau_id, const std::string& period) {
  domain::JournalBalances balances;
  for (const Row& row : rows.query("SELECT e.account, CAST(SUM(e.amount_fen) AS SIGNED) FROM journal_entry e "
                                   "INNER JOIN journal_transaction t ON t.id = e.transaction_id "
                                   "WHERE t.bureau_id = ? AND t.period <= ? GROUP BY e.account",
                                   {bureau_id, period.empty() ? std::string("9999-12") : period})) {
    domain::add_to(balances, {{text_or_empty(row[0]), Money::fen(integer_or(row[1]))}});
  }
  return balances;
}

}  // namespace zhiheng::store

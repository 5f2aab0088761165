#include "store/journal_period_store.h"

#include <map>

#include "store/journal_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view correction_columns =
    "SELECT id, bureau_id, agency_id, contract_id, transaction_id, occurred_on, reason, state, drafted_by, "
    "confirmed_by, confirmed_at, version FROM journal_correction ";

std::optional<domain::JournalCorrection> correction(Connection& rows, const std::string& rest, std::int64_t id) {
  const auto found = rows.query(std::string(correction_columns) + rest, {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  domain::JournalCorrection one;
  one.id = cells.integer();
  one.bureau_id = cells.integer();
  one.agency_id = cells.integer();
  one.contract_id = cells.integer();
  one.transaction_id = cells.integer();
  one.occurred_on = cells.date();
  one.reason = cells.text();
  one.state = cells.text();
  one.drafted_by = cells.integer();
  one.confirmed_by = cells.integer();
  one.confirmed_at = cells.text();
  one.version = cells.integer();
  return one;
}

std::int64_t count(Connection& rows, std::string_view sql, const Parameters& parameters) {
  return integer_or(rows.query(sql, parameters)[0][0]);
}

std::string until(const std::string& period) {
  return period.empty() ? "9999-12" : period;
}

}  // namespace

std::vector<JournalMonth> journal_months(Connection& rows, std::int64_t bureau_id) {
  std::map<std::string, JournalMonth, std::greater<>> months;
  for (const Row& row : rows.query("SELECT period, COUNT(*), CAST(SUM(amount_fen) AS SIGNED) FROM journal_transaction "
                                   "WHERE bureau_id = ? GROUP BY period",
                                   {bureau_id})) {
    RowReader cells(row);
    JournalMonth month;
    month.period = cells.text();
    month.transactions = cells.integer();
    month.debit = cells.money();
    months[month.period] = month;
  }
  for (const Row& row : rows.query("SELECT p.period, a.display_name, p.closed_at, p.digest FROM journal_period p "
                                   "INNER JOIN account a ON a.id = p.closed_by WHERE p.bureau_id = ?",
                                   {bureau_id})) {
    RowReader cells(row);
    const std::string period = cells.text();
    JournalMonth& month = months[period];
    month.period = period;
    month.closed_by = cells.text();
    month.closed_at = cells.text();
    month.digest = cells.text();
  }
  std::vector<JournalMonth> all;
  for (auto& [period, month] : months) all.push_back(std::move(month));
  return all;
}

std::int64_t insert_journal_period(Connection& rows, std::int64_t bureau_id, const JournalMonth& month,
                                   const std::string& balances, std::int64_t closed_by, Timestamp now) {
  rows.execute(
      "INSERT INTO journal_period (bureau_id, period, transaction_count, balances, digest, closed_by, closed_at, "
      "created_at, updated_at) VALUES (?,?,?,?,?,?,?,?,?)",
      {bureau_id, month.period, month.transactions, balances, month.digest, closed_by, now.utc(), now.utc(),
       now.utc()});
  return rows.last_id();
}

std::int64_t uncountersigned_payments(Connection& rows, std::int64_t bureau_id, const std::string& period) {
  return count(rows,
               "SELECT COUNT(*) FROM payment p INNER JOIN journal_transaction t ON t.source_stem = 'payment' AND "
               "t.source_id = p.id WHERE t.bureau_id = ? AND t.period <= ? AND t.kind <> 'reversal' AND "
               "p.order_id IS NULL AND p.countersigned_at IS NULL",
               {bureau_id, period});
}

std::int64_t open_corrections(Connection& rows, std::int64_t bureau_id, const std::string& period) {
  return count(rows,
               "SELECT COUNT(*) FROM journal_correction c INNER JOIN journal_transaction t ON t.id = c.transaction_id "
               "WHERE c.bureau_id = ? AND c.state = 'draft' AND t.period <= ?",
               {bureau_id, period});
}

std::optional<domain::JournalCorrection> find_journal_correction(Connection& rows, std::int64_t id) {
  return correction(rows, "WHERE id = ?", id);
}

std::optional<domain::JournalCorrection> draft_correction_of(Connection& rows, std::int64_t transaction_id) {
  return correction(rows, "WHERE transaction_id = ? AND state = 'draft'", transaction_id);
}

std::int64_t insert_journal_correction(Connection& rows, const domain::JournalCorrection& one, Timestamp now) {
  rows.execute(
      "INSERT INTO journal_correction (bureau_id, agency_id, contract_id, transaction_id, occurred_on, reason, "
      "drafted_by, created_at, updated_at) VALUES (?,?,?,?,?,?,?,?,?)",
      {one.bureau_id, one.agency_id, one.contract_id, one.transaction_id, one.occurred_on.text(), one.reason,
       one.drafted_by, now.utc(), now.utc()});
  return rows.last_id();
}

bool save_journal_correction(Connection& rows, const domain::JournalCorrection& one, Timestamp now) {
  return rows.execute(
             "UPDATE journal_correction SET state = ?, confirmed_by = ?, confirmed_at = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
             {one.state, id_or_null(one.confirmed_by), text_or_null(one.confirmed_at), now.utc(), one.id,
              one.version}) > 0;
}

std::int64_t reversed_by(Connection& rows, std::int64_t transaction_id) {
  const auto found = rows.query("SELECT id FROM journal_transaction WHERE reverses_id = ?", {transaction_id});
  return found.empty() ? 0 : integer_or(found[0][0]);
}

std::vector<ContractBalances> contract_balances(Connection& rows, std::int64_t bureau_id, const std::string& period,
                                                std::int64_t after, std::size_t most) {
  std::vector<ContractBalances> all;
  const auto ids = rows.query(
      "SELECT DISTINCT contract_id FROM journal_transaction WHERE bureau_id = ? AND "
      "period <= ? AND contract_id > ? ORDER BY contract_id LIMIT " +
          std::to_string(most),
      {bureau_id, until(period), after});
  if (ids.empty()) return all;
  for (const Row& row :
       rows.query("SELECT t.contract_id, c.number, a.name, e.account, CAST(SUM(e.amount_fen) AS SIGNED) "
                  "FROM journal_transaction t INNER JOIN journal_entry e ON e.transaction_id = t.id "
                  "INNER JOIN contract c ON c.id = t.contract_id INNER JOIN agency a ON a.id = c.agency_id "
                  "WHERE t.bureau_id = ? AND t.period <= ? AND t.contract_id BETWEEN ? AND ? "
                  "GROUP BY t.contract_id, c.number, a.name, e.account ORDER BY t.contract_id, e.account",
                  {bureau_id, until(period), ids.front()[0], ids.back()[0]})) {
    RowReader cells(row);
    const std::int64_t contract_id = cells.integer();
    const std::string number = cells.text(), agency = cells.text();
    if (all.empty() || all.back().contract_id != contract_id) all.push_back({contract_id, number, agency, {}});
    const std::string account = cells.text();
    domain::add_to(all.back().balances, {{account, cells.money()}});
  }
  return all;
}

std::int64_t journal_contracts(Connection& rows, std::int64_t bureau_id, const std::string& period) {
  return count(rows, "SELECT COUNT(DISTINCT contract_id) FROM journal_transaction WHERE bureau_id = ? AND period <= ?",
               {bureau_id, until(period)});
}

void insert_journal_proof(Connection& rows, const JournalProof& proof, Timestamp now) {
  rows.execute(
      "INSERT INTO journal_proof (bureau_id, contract_count, transaction_count, posted_count, difference_count, "
      "finding, digest, created_at) VALUES (?,?,?,?,?,?,?,?)",
      {proof.bureau_id, proof.contracts, proof.transactions, proof.posted, proof.differences, proof.finding,
       proof.digest, now.utc()});
}

std::optional<JournalProof> last_journal_proof(Connection& rows, std::int64_t bureau_id) {
  const auto found = rows.query(
      "SELECT bureau_id, contract_count, transaction_count, posted_count, difference_count, finding, digest, "
      "created_at FROM journal_proof WHERE bureau_id = ? ORDER BY id DESC LIMIT 1",
      {bureau_id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  JournalProof proof;
  proof.bureau_id = cells.integer();
  proof.contracts = cells.integer();
  proof.transactions = cells.integer();
  proof.posted = cells.integer();
  proof.differences = cells.integer();
  proof.finding = cells.text();
  proof.digest = cells.text();
  proof.created_at = cells.text();
  return proof;
}

std::vector<std::int64_t> all_contract_ids(Connection& rows) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows.query("SELECT id FROM contract ORDER BY id")) ids.push_back(integer_or(row[0]));
  return ids;
}

std::string bureau_name(Connection& rows, std::int64_t bureau_id) {
  const auto found = rows.query("SELECT name FROM bureau WHERE id = ?", {bureau_id});
  return found.empty() ? std::string() : text_or_empty(found[0][0]);
}

void each_ledger_transaction(
    Connection& rows, const std::vector<std::int64_t>& bureaus, std::int64_t year,
    const std::function<void(const domain::JournalTransaction&, const domain::LedgerPlace&)>& body) {
  constexpr std::size_t at_once = 400;
  for (const std::int64_t bureau_id : bureaus) {
    std::map<std::int64_t, domain::LedgerPlace> places;
    for (const Row& row : rows.query("SELECT c.id, b.code, b.name, c.number, c.title, a.name FROM contract c "
                                     "INNER JOIN bureau b ON b.id = c.bureau_id INNER JOIN agency a "
                                     "ON a.id = c.agency_id WHERE c.bureau_id = ?",
                                     {bureau_id})) {
      RowReader cells(row);
      domain::LedgerPlace& place = places[cells.integer()];
      place.bureau_code = cells.text();
      place.bureau_name = cells.text();
      place.contract_number = cells.text();
      place.contract_title = cells.text();
      place.agency_name = cells.text();
    }
    std::vector<std::int64_t> ids;
    for (const Row& row : rows.query("SELECT id FROM journal_transaction WHERE bureau_id = ? AND (year = ? OR ? = 0) "
                                     "ORDER BY year, number",
                                     {bureau_id, year, year})) {
      ids.push_back(integer_or(row[0]));
    }
    for (std::size_t i = 0; i < ids.size(); i += at_once) {
      const auto first = ids.begin() + static_cast<std::ptrdiff_t>(i);
      const std::vector<std::int64_t> some(first,
                                           first + static_cast<std::ptrdiff_t>(std::min(at_once, ids.size() - i)));
      std::map<std::int64_t, domain::JournalTransaction> loaded;
      for (auto& one : journal_transactions(rows, some)) loaded.emplace(one.id, std::move(one));
      for (const std::int64_t id : some) body(loaded.at(id), places.at(loaded.at(id).contract_id));
    }
  }
}

}  // namespace zhiheng::store

#include "store/journal_difference_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

Value fen_or_null(const std::optional<Money>& amount) {
  return amount ? Value(amount->fen()) : Value();
}

std::optional<Money> money_or_nothing(const Value& cell) {
  if (is_null(cell)) return std::nullopt;
  return Money::fen(integer_or(cell));
}

}  // namespace

std::int64_t last_journal_proof_id(Connection& rows, std::int64_t bureau_id) {
  const auto found =
      rows.query("SELECT id FROM journal_proof WHERE bureau_id = ? ORDER BY id DESC LIMIT 1", {bureau_id});
  return found.empty() ? 0 : integer_or(found[0][0]);
}

void insert_journal_differences(Connection& rows, std::int64_t bureau_id, std::int64_t proof_id,
                                const std::vector<JournalDifference>& differences) {
  for (const JournalDifference& one : differences) {
    rows.execute(
        "INSERT INTO journal_difference (bureau_id, proof_id, contract_id, subject, account, wanted_fen, found_fen) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {bureau_id, proof_id, one.contract_id == 0 ? Value() : Value(one.contract_id), one.subject, one.account,
         fen_or_null(one.wanted), fen_or_null(one.found)});
  }
}

std::vector<JournalDifference> journal_differences(Connection& rows, std::int64_t proof_id, std::int64_t after,
                                                   std::size_t most) {
  std::vector<JournalDifference> all;
  const std::string limit = most == 0 ? std::string() : " LIMIT " + std::to_string(most);
  for (const Row& row : rows.query(
           "SELECT id, contract_id, subject, account, wanted_fen, found_fen FROM journal_difference WHERE proof_id = ? "
           "AND id > ? ORDER BY id" +
               limit,
           {proof_id, after})) {
    RowReader cells(row);
    JournalDifference one;
    one.id = cells.integer();
    one.contract_id = cells.integer();
    one.subject = cells.text();
    one.account = cells.text();
    one.wanted = money_or_nothing(cells.next());
    one.found = money_or_nothing(cells.next());
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<StoredProof> find_journal_proof(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT bureau_id, contract_count, transaction_count, posted_count, difference_count, finding, digest, "
      "created_at FROM journal_proof WHERE id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  StoredProof stored{id, {}};
  stored.proof.bureau_id = cells.integer();
  stored.proof.contracts = cells.integer();
  stored.proof.transactions = cells.integer();
  stored.proof.posted = cells.integer();
  stored.proof.differences = cells.integer();
  stored.proof.finding = cells.text();
  stored.proof.digest = cells.text();
  stored.proof.created_at = cells.text();
  return stored;
}

std::vector<NamedBureau> journal_bureaus(Connection& rows) {
  std::vector<NamedBureau> all;
  for (const Row& row : rows.query("SELECT id, name FROM bureau WHERE EXISTS (SELECT 1 FROM journal_transaction t "
                                   "WHERE t.bureau_id = bureau.id) ORDER BY code")) {
    all.push_back({integer_or(row[0]), text_or_empty(row[1])});
  }
  return all;
}

}  // namespace zhiheng::store

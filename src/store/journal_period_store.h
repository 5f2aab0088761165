// Closed months, corrections and proofs of the journal, and its sums, as rows.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/journal.h"
#include "store/sql.h"

namespace zhiheng::store {

struct JournalMonth {
  std::string period;
  std::int64_t transactions = 0;
  Money debit;
  std::string closed_by, closed_at, digest;  // empty while it is open
};
std::vector<JournalMonth> journal_months(Connection& rows, std::int64_t bureau_id);  // newest first
std::int64_t insert_journal_period(Connection& rows, std::int64_t bureau_id, const JournalMonth& month,
                                   const std::string& balances, std::int64_t closed_by, Timestamp now);
std::int64_t uncountersigned_payments(Connection& rows, std::int64_t bureau_id, const std::string& period);
std::int64_t open_corrections(Connection& rows, std::int64_t bureau_id, const std::string& period);

std::optional<domain::JournalCorrection> find_journal_correction(Connection& rows, std::int64_t id);
std::optional<domain::JournalCorrection> draft_correction_of(Connection& rows, std::int64_t transaction_id);
std::int64_t insert_journal_correction(Connection& rows, const domain::JournalCorrection& correction, Timestamp now);
bool save_journal_correction(Connection& rows, const domain::JournalCorrection& correction, Timestamp now);
std::int64_t reversed_by(Connection& rows, std::int64_t transaction_id);  // 0: stands

// The balances of contracts, by id ascending, after one of them.
struct ContractBalances {
  std::int64_t contract_id = 0;
  std::string number, agency;
  domain::JournalBalances balances;
};
std::vector<ContractBalances> contract_balances(Connection& rows, std::int64_t bureau_id, const std::string& period,
                                                std::int64_t after, std::size_t most);
std::int64_t journal_contracts(Connection& rows, std::int64_t bureau_id, const std::string& period);

struct JournalProof {
  std::int64_t bureau_id = 0, contracts = 0, transactions = 0, posted = 0, differences = 0;
  std::string finding, digest, created_at;
};
void insert_journal_proof(Connection& rows, const JournalProof& proof, Timestamp now);
std::optional<JournalProof> last_journal_proof(Connection& rows, std::int64_t bureau_id);

// Contracts of the bureaus (all where `everything`) in the order of their ids: {id, bureau code, name, number, title}.
std::vector<std::int64_t> all_contract_ids(Connection& rows);
std::string bureau_name(Connection& rows, std::int64_t bureau_id);

// Transactions for a ledger, in the order of bureau, year and number, each with its place.
void each_ledger_transaction(
    Connection& rows, const std::vector<std::int64_t>& bureaus, std::int64_t year,
    const std::function<void(const domain::JournalTransaction&, const domain::LedgerPlace&)>& body);

}  // namespace zhiheng::store

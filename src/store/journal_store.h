// The journal as rows: read by ranges of contracts, appended to, never changed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/journal.h"
#include "store/sql.h"

namespace zhiheng::store {

// Contracts by id, both ends included: one contract, what an import brought, a part of all for the nightly proof.
struct ContractRange {
  std::int64_t first = 0, last = 0;
};

// What the rows of these contracts say. Sources in no particular order; deductions by kind come from the statements'
// result documents.
std::map<std::int64_t, domain::JournalFacts> journal_facts(Connection& rows, ContractRange range, Date today);
// In the order of posting, with entries.
std::map<std::int64_t, std::vector<domain::JournalTransaction>> posted_transactions(Connection& rows,
                                                                                    ContractRange range);
std::optional<domain::JournalTransaction> find_journal_transaction(Connection& rows, std::int64_t id);
// The transactions of a page of a list, by id.
std::vector<domain::JournalTransaction> journal_transactions(Connection& rows, const std::vector<std::int64_t>& ids);

// The end of a bureau's chain in a year; number 0 and no digest before its first transaction.
struct ChainEnd {
  std::int64_t number = 0;
  std::string digest;
};
ChainEnd journal_chain_end(Connection& rows, std::int64_t bureau_id, std::int64_t year);
// Answers the id.
std::int64_t insert_journal_transaction(Connection& rows, const domain::JournalTransaction& transaction, Timestamp now);

std::string last_closed_period(Connection& rows, std::int64_t bureau_id);  // "" before the first

// The sums of a bureau by account up to and with a period ("" for all), and by account and contract.
domain::JournalBalances bureau_balances(Connection& rows, std::int64_t bureau_id, const std::string& period);

}  // namespace zhiheng::store

// What the proofs of the journal found, line by line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "store/journal_period_store.h"

namespace zhiheng::store {

struct JournalDifference {
  std::int64_t id = 0;
  std::int64_t contract_id = 0;  // 0: of no contract
  std::string subject;           // the contract's number, or that of the transaction whose digest does not fit
  std::string account;           // code of an account, "digest", or the source of a transaction that does not balance
  std::optional<Money> wanted;   // as the rows of contract, statement and payments say
  std::optional<Money> found;    // as it stands in the journal
  bool same_as(const JournalDifference& other) const { return subject == other.subject && account == other.account; }
};

// The id of the bureau's newest proof, 0 when there is none.
std::int64_t last_journal_proof_id(Connection& rows, std::int64_t bureau_id);
void insert_journal_differences(Connection& rows, std::int64_t bureau_id, std::int64_t proof_id,
                                const std::vector<JournalDifference>& differences);
// Of one proof in the order in which they were found, after one of them, at most so many (0: all).
std::vector<JournalDifference> journal_differences(Connection& rows, std::int64_t proof_id, std::int64_t after = 0,
                                                   std::size_t most = 0);
struct StoredProof {
  std::int64_t id = 0;
  JournalProof proof;
};
std::optional<StoredProof> find_journal_proof(Connection& rows, std::int64_t id);

// Bureaus with a journal, in the order of their codes.
struct NamedBureau {
  std::int64_t id = 0;
  std::string name;
};
std::vector<NamedBureau> journal_bureaus(Connection& rows);

}  // namespace zhiheng::store

// Appending to the journal inside a transaction: numbers without gaps, the chain of digests, the open day.
#pragma once

#include <map>
#include <vector>

#include "service/gate.h"
#include "store/journal_store.h"

namespace zhiheng::service {

// Appends drafts of any contracts in their order; answers how many. The ends of chains and the closed months are looked
// up once for each bureau and year.
class JournalWriter {
 public:
  explicit JournalWriter(Tx& tx) : tx_(tx) {}
  std::int64_t append(const std::vector<domain::JournalDraft>& drafts);
  // The same for a correction by hand, whose transactions name why and who.
  std::int64_t append(std::vector<domain::JournalDraft> drafts, const domain::JournalCorrection& correction);

 private:
  Tx& tx_;
  std::map<std::pair<std::int64_t, std::int64_t>, store::ChainEnd> ends_;
  std::map<std::int64_t, std::string> closed_;
};

// fee + bonus - deductions + adjustments - paid, and what the positions say is owed: the same, to the fen.
Money journal_due(const domain::JournalBalances& balances);
Money journal_owed(const domain::JournalBalances& balances);
// The bureau whose journal is meant: the one that was named, else the actor's first; 0 when he may not see it.
std::int64_t journal_bureau(Tx& tx, std::int64_t wished);

// Posts what the contracts of a range lack; answers how many transactions that were.
std::int64_t post_journals(Tx& tx, store::ContractRange range);

}  // namespace zhiheng::service

#include "service/journal_post.h"

#include "service/journal_parts.h"

namespace zhiheng::service {

std::int64_t JournalWriter::append(const std::vector<domain::JournalDraft>& drafts) {
  std::map<std::string, std::int64_t> ids;  // of this very list, by key: a list is that of one contract
  for (const domain::JournalDraft& draft : drafts) {
    domain::JournalTransaction one = draft.transaction;
    if (one.reverses_id == 0 && !draft.reverses_key.empty()) one.reverses_id = ids.at(draft.reverses_key);
    auto closed = closed_.find(one.bureau_id);
    if (closed == closed_.end()) {
      closed = closed_.emplace(one.bureau_id, store::last_closed_period(tx_.rows(), one.bureau_id)).first;
    }
    // What happened in a closed month is booked on the first open day; its own day stays on the transaction.
    one.posted_on = domain::open_day(one.occurred_on, closed->second);
    one.year = one.posted_on.year();
    const auto chain = std::make_pair(one.bureau_id, one.year);
    auto end = ends_.find(chain);
    if (end == ends_.end()) {
      end = ends_.emplace(chain, store::journal_chain_end(tx_.rows(), one.bureau_id, one.year)).first;
    }
    one.number = end->second.number + 1;
    one.digest = domain::journal_digest(end->second.digest, one);
    ids[one.source_key] = store::insert_journal_transaction(tx_.rows(), one, tx_.now());
    end->second = {one.number, one.digest};
  }
  return static_cast<std::int64_t>(drafts.size());
}

std::int64_t JournalWriter::append(std::vector<domain::JournalDraft> drafts,
                                   const domain::JournalCorrection& correction) {
  for (domain::JournalDraft& draft : drafts) {
    draft.transaction.reason = correction.reason;
    draft.transaction.drafted_by = correction.drafted_by;
    draft.transaction.confirmed_by = correction.confirmed_by;
  }
  return append(drafts);
}

std::int64_t post_journals(Tx& tx, store::ContractRange range) {
  const auto facts = store::journal_facts(tx.rows(), range, tx.today());
  const auto posted = store::posted_transactions(tx.rows(), range);
  JournalWriter writer(tx);
  std::int64_t count = 0;
  for (const auto& [contract_id, one] : facts) {
    const auto held = posted.find(contract_id);
    static const std::vector<domain::JournalTransaction> nothing;
    count += writer.append(domain::missing_transactions(one, held == posted.end() ? nothing : held->second));
  }
  return count;
}

Outcome post_journal(Tx& tx, std::int64_t contract_id) {
  post_journals(tx, {contract_id, contract_id});
  return Done{};
}

}  // namespace zhiheng::service

#include "service/journal_proof.h"

#include "service/journal_parts.h"
#include "service/notice_service.h"
#include "service/statement_parts.h"
#include "store/journal_period_store.h"

namespace zhiheng::service {

namespace {

constexpr std::size_t at_once = 200;

// Ranges over the contracts that there are, so that gaps in the ids cost nothing.
std::vector<store::ContractRange> ranges_of(const std::vector<std::int64_t>& ids) {
  std::vector<store::ContractRange> ranges;
  for (std::size_t i = 0; i < ids.size(); i += at_once) {
    ranges.push_back({ids[i], ids[std::min(i + at_once, ids.size()) - 1]});
  }
  return ranges;
}

struct Findings {
  std::map<std::int64_t, store::JournalProof> by_bureau;
  void add(std::int64_t bureau_id, const std::string& what) {
    store::JournalProof& proof = by_bureau[bureau_id];
    ++proof.differences;
    if (proof.finding.empty()) proof.finding = what.substr(0, 200);
  }
};

// due = fee + bonus - deductions - paid, computed from the statement's row and the payments by the rule that the
// statement page uses, against what stands in the accounts.
void prove_contract(Tx& tx, const domain::JournalFacts& facts, const std::vector<domain::JournalTransaction>& posted,
                    Findings& findings) {
  store::JournalProof& proof = findings.by_bureau[facts.bureau_id];
  ++proof.contracts;
  proof.transactions += static_cast<std::int64_t>(posted.size());
  const auto balances = domain::balances_of(posted);
  for (const std::string& account : domain::journal_differences(facts, posted)) {
    findings.add(facts.bureau_id, facts.contract_number + " " + account);
  }
  const Account account = load_account(tx, facts.contract_id);
  Money payable, recoverable, held, advance;
  if (account.is_confirmed()) {
    const domain::Balance balance = account.balance();
    payable = balance.payable;
    recoverable = balance.recoverable;
    held = balance.held;
  } else {
    advance = domain::paid_by(account.payments);
  }
  const auto compare = [&](const char* name, Money wanted) {
    if (domain::balance_in(balances, name) != wanted) findings.add(facts.bureau_id, facts.contract_number + " " + name);
  };
  compare("payable", Money() - payable);
  compare("retention", Money() - held);
  compare("recoverable", recoverable);
  compare("advance", advance);
}

// Every transaction carries the digest of the one before it: an edit by hand breaks the chain from there on.
void prove_chains(Tx& tx, Findings& findings) {
  std::vector<std::int64_t> bureaus;
  for (const store::Row& row : tx.rows().query("SELECT id FROM bureau ORDER BY id"))
    bureaus.push_back(integer_or(row[0]));
  std::int64_t bureau_id = 0, year = 0, number = 0;
  std::string before;
  store::each_ledger_transaction(tx.rows(), bureaus, 0, [&](const domain::JournalTransaction& one, const auto&) {
    if (one.bureau_id != bureau_id || one.year != year) {
      bureau_id = one.bureau_id;
      year = one.year;
      number = 0;
      before.clear();
    }
    if (one.number != ++number || domain::journal_digest(before, one) != one.digest) {
      findings.add(one.bureau_id, one.name() + " digest");
      number = one.number;
    }
    before = one.digest;
    findings.by_bureau[one.bureau_id].digest = one.digest;
  });
}

}  // namespace

Result<std::int64_t> JournalProof::post_older(Gate& gate) {
  const auto ids = gate.system_read(SystemKey{}, job_actor("journal"), [](Tx& tx) -> Result<std::vector<std::int64_t>> {
    return store::all_contract_ids(tx.rows());
  });
  if (!ids) return ids.problems();
  std::int64_t posted = 0;
  for (const store::ContractRange range : ranges_of(*ids)) {
    const auto done = gate.system_write(SystemKey{}, job_actor("journal"), [&](Tx& tx) -> Result<std::int64_t> {
      tx.changed_nothing();  // a posting is its own record
      return post_journals(tx, range);
    });
    if (!done) return done.problems();
    posted += *done;
  }
  return posted;
}

Result<JobCounts> JournalProof::run(Gate& gate, Timestamp) {
  const auto posted = post_older(gate);
  if (!posted) return posted.problems();
  const auto found = gate.system_write(SystemKey{}, job_actor("journal"), [&](Tx& tx) -> Result<Findings> {
    tx.changed_nothing();
    Findings findings;
    for (const store::ContractRange range : ranges_of(store::all_contract_ids(tx.rows()))) {
      auto by_contract = store::posted_transactions(tx.rows(), range);
      for (const auto& [contract_id, facts] : store::journal_facts(tx.rows(), range, tx.today())) {
        prove_contract(tx, facts, by_contract[contract_id], findings);
      }
    }
    prove_chains(tx, findings);
    for (auto& [bureau_id, proof] : findings.by_bureau) {
      proof.bureau_id = bureau_id;
      proof.posted = *posted;
      store::insert_journal_proof(tx.rows(), proof, tx.now());
    }
    return findings;
  });
  if (!found) return found.problems();
  std::int64_t contracts = 0, transactions = 0;
  for (const auto& [bureau_id, proof] : found->by_bureau) {
    contracts += proof.contracts;
    transactions += proof.transactions;
    if (proof.differences > 0) {
      return refusal(Kind::conflict, "journal.proof_failed", {},
                     {{"count", std::to_string(proof.differences)}, {"finding", proof.finding}});
    }
  }
  return JobCounts{
      {"journal_contracts", contracts}, {"journal_transactions", transactions}, {"journal_posted", *posted}};
}

}  // namespace zhiheng::service

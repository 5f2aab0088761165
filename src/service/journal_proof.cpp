#include "service/journal_proof.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "service/journal_parts.h"
#include "service/notice_service.h"
#include "service/statement_parts.h"
#include "store/journal_difference_store.h"
#include "store/journal_period_store.h"

namespace zhiheng::service {

namespace {

constexpr std::size_t at_once = 200;
constexpr std::size_t longest_finding = 200;

// Ranges over the contracts that there are, so that gaps in the ids cost nothing.
std::vector<store::ContractRange> ranges_of(const std::vector<std::int64_t>& ids) {
  std::vector<store::ContractRange> ranges;
  for (std::size_t i = 0; i < ids.size(); i += at_once) {
    ranges.push_back({ids[i], ids[std::min(i + at_once, ids.size()) - 1]});
  }
  return ranges;
}

constexpr std::size_t most_kept = 1000;  // lines of one proof and bureau; the count goes on

struct Findings {
  std::map<std::int64_t, store::JournalProof> by_bureau;
  std::map<std::int64_t, std::vector<store::JournalDifference>> differences;

  // The same account of the same contract is one difference, however many ways there are to come upon it.
  void add(std::int64_t bureau_id, store::JournalDifference difference) {
    auto& found = differences[bureau_id];
    for (auto known = found.rbegin(); known != found.rend() && known->contract_id == difference.contract_id; ++known) {
      if (!known->same_as(difference)) continue;
      if (!known->wanted) known->wanted = difference.wanted;
      return;
    }
    store::JournalProof& proof = by_bureau[bureau_id];
    ++proof.differences;
    if (proof.finding.empty()) {
      proof.finding = shortened(difference.subject + " " + difference.account, longest_finding);
    }
    if (found.size() < most_kept) found.push_back(std::move(difference));
  }
};

bool is_account(const std::string& code) {
  return std::any_of(std::begin(domain::journal_accounts), std::end(domain::journal_accounts),
                     [&](const domain::JournalAccount& account) { return account.code == code; });
}

// Who mends it is told: those who may correct a posting and those who close the month. What the proof before this one
// found was told then; `before` are its lines.
void tell_differences(Tx& tx, std::int64_t proof_id, const std::vector<store::JournalDifference>& found,
                      const std::vector<store::JournalDifference>& before) {
  constexpr std::size_t most_named = 5;
  std::vector<std::string> subjects;
  std::set<std::int64_t> contracts;  // a posting of a contract that is named already needs no name of its own
  for (const store::JournalDifference& one : found) {
    const bool told = std::any_of(before.begin(), before.end(),
                                  [&](const store::JournalDifference& known) { return known.same_as(one); });
    if (told || (one.contract_id != 0 && !contracts.insert(one.contract_id).second)) continue;
    subjects.push_back(one.subject);
  }
  if (subjects.empty()) return;
  std::string names;
  for (std::size_t i = 0; i < std::min(subjects.size(), most_named); ++i) names += (i ? "、" : "") + subjects[i];
  if (subjects.size() > most_named) names += "…";
  const NoticeEvent event{"journal_difference",
                          {"journal_proof", proof_id},
                          "",
                          {},
                          {{"contracts", names}, {"count", std::to_string(subjects.size())}}};
  tell_bureau(tx, event, domain::Action::correct_journal);
  tell_bureau(tx, event, domain::Action::close_period);
}

void keep_proof(Tx& tx, const store::JournalProof& proof, const std::vector<store::JournalDifference>& found) {
  const std::int64_t last = store::last_journal_proof_id(tx.rows(), proof.bureau_id);
  const auto before =
      found.empty() ? std::vector<store::JournalDifference>() : store::journal_differences(tx.rows(), last);
  store::insert_journal_proof(tx.rows(), proof, tx.now());
  if (found.empty()) return;
  const std::int64_t id = store::last_journal_proof_id(tx.rows(), proof.bureau_id);
  store::insert_journal_differences(tx.rows(), proof.bureau_id, id, found);
  tell_differences(tx, id, found, before);
}

// due = fee + bonus - deductions - paid, computed from the statement's row and the payments by the rule that the
// statement page uses, against what stands in the accounts.
void prove_contract(Tx& tx, const domain::JournalFacts& facts, const std::vector<domain::JournalTransaction>& posted,
                    Findings& findings) {
  store::JournalProof& proof = findings.by_bureau[facts.bureau_id];
  ++proof.contracts;
  proof.transactions += static_cast<std::int64_t>(posted.size());
  const auto balances = domain::balances_of(posted);
  const auto differing = domain::journal_differences(facts, posted);
  const auto expected = differing.empty() ? domain::JournalBalances() : domain::expected_balances(facts);
  for (const std::string& account : differing) {
    store::JournalDifference one{0, facts.contract_id, facts.contract_number, account, {}, {}};
    if (is_account(account)) {
      one.wanted = domain::balance_in(expected, account);
      one.found = domain::balance_in(balances, account);
    }
    findings.add(facts.bureau_id, std::move(one));
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
    const Money found = domain::balance_in(balances, name);
    if (found == wanted) return;
    findings.add(facts.bureau_id, {0, facts.contract_id, facts.contract_number, name, wanted, found});
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
      findings.add(one.bureau_id, {0, one.contract_id, one.name(), "digest", {}, {}});
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
  // Looked at on one view of the rows and without holding anybody up; only what was found is written.
  auto found = gate.system_read(SystemKey{}, job_actor("journal"), [&](Tx& tx) -> Result<Findings> {
    Findings findings;
    for (const store::ContractRange range : ranges_of(store::all_contract_ids(tx.rows()))) {
      auto by_contract = store::posted_transactions(tx.rows(), range);
      for (const auto& [contract_id, facts] : store::journal_facts(tx.rows(), range, tx.today())) {
        prove_contract(tx, facts, by_contract[contract_id], findings);
      }
    }
    prove_chains(tx, findings);
    return findings;
  });
  if (!found) return found.problems();
  const Outcome kept = gate.system_write(SystemKey{}, job_actor("journal"), [&](Tx& tx) -> Outcome {
    tx.changed_nothing();
    for (auto& [bureau_id, proof] : found->by_bureau) {
      proof.bureau_id = bureau_id;
      proof.posted = *posted;
      keep_proof(tx, proof, found->differences[bureau_id]);
    }
    return Done{};
  });
  if (!kept) return kept.problems();
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

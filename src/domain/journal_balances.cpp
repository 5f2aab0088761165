// Balances of the books, what they and the rows say differently, and the chain by which a change of them shows.
#include "base/crypto.h"
#include "domain/journal.h"

namespace zhiheng::domain {

void add_to(JournalBalances& balances, const std::vector<JournalEntry>& entries) {
  for (const JournalEntry& entry : entries) {
    Money& held = balances[entry.account];
    held = held + entry.amount;
    if (held == Money()) balances.erase(entry.account);
  }
}

JournalBalances balances_of(const std::vector<JournalTransaction>& transactions) {
  JournalBalances balances;
  for (const JournalTransaction& transaction : transactions) add_to(balances, transaction.entries);
  return balances;
}

Money balance_in(const JournalBalances& balances, std::string_view account) {
  const auto found = balances.find(account);
  return found == balances.end() ? Money() : found->second;
}

Money sum_of(const JournalBalances& balances) {
  Money sum;
  for (const auto& [account, amount] : balances) sum = sum + amount;
  return sum;
}

JournalBalances expected_balances(const JournalFacts& facts) {
  JournalBalances expected;
  for (const JournalDraft& draft : missing_transactions(facts, {})) add_to(expected, draft.transaction.entries);
  return expected;
}

std::vector<std::string> journal_differences(const JournalFacts& facts, const std::vector<JournalTransaction>& posted) {
  const JournalBalances expected = expected_balances(facts);
  const JournalBalances held = balances_of(posted);
  std::vector<std::string> differing;
  for (const JournalAccount& account : journal_accounts) {
    if (balance_in(held, account.code) != balance_in(expected, account.code)) differing.emplace_back(account.code);
  }
  for (const JournalTransaction& transaction : posted) {
    JournalBalances own;
    add_to(own, transaction.entries);
    if (sum_of(own) != Money()) differing.push_back(transaction.source_key);
  }
  return differing;
}

std::string journal_digest(std::string_view before, const JournalTransaction& one) {
  std::string text(before);
  const auto add = [&](std::string_view part) { text.append("\n").append(part); };
  add(std::to_string(one.bureau_id) + "/" + std::to_string(one.year) + "/" + std::to_string(one.number));
  add(std::to_string(one.agency_id) + "/" + std::to_string(one.contract_id) + "/" + std::to_string(one.reverses_id));
  add(one.kind);
  add(one.source_key);
  add(one.occurred_on.text() + one.posted_on.text());
  add(one.reference);
  add(one.reason);
  add(std::to_string(one.drafted_by) + "/" + std::to_string(one.confirmed_by));
  for (const JournalEntry& entry : one.entries) add(entry.account + " " + entry.amount.text());
  return sm3_hex(text);
}

}  // namespace zhiheng::domain

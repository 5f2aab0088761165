// The double-entry journal as a pure rule: which transactions the facts of a contract ask for, and what a journal that
// holds some of them still lacks. Nothing is ever edited: what no longer stands is reversed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "domain/shape.h"

namespace zhiheng::domain {

// One account of the chart. `ledger` is its name in a plain-text ledger, above the bureau's and the contract's.
// What an account holds is a debit when positive. Positions (retention, payable, recoverable,
// advance) follow from all the others.
struct JournalAccount {
  std::string_view code;
  std::string_view ledger;
  bool position;
};
inline constexpr std::array<JournalAccount, 14> journal_accounts{{
    {"commitment", "Budget:Commitment", false},
    {"commitment_reserve", "Budget:Reserve", false},
    {"fee", "Expenses:Fee", false},
    {"bonus", "Expenses:Bonus", false},
    {"quality_deduction", "Expenses:Deduction:Quality", false},
    {"lateness_deduction", "Expenses:Deduction:Lateness", false},
    {"event_deduction", "Expenses:Deduction:Event", false},
    {"fixed_deduction", "Expenses:Deduction:Fixed", false},
    {"adjustment", "Expenses:Adjustment", false},
    {"paid", "Assets:Treasury", false},
    {"retention", "Liabilities:Retention", true},
    {"payable", "Liabilities:Payable", true},
    {"recoverable", "Assets:Recoverable", true},
    {"advance", "Assets:Advance", true},
}};
const JournalAccount& journal_account(std::string_view code);  // Defect when the chart has none

struct JournalEntry {
  std::string account;
  Money amount;  // debit positive; never nought
  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

// A fact that moves money: the signed contract, an amendment, a confirmed statement or adjustment, a payment, a refund,
// retention kept back or released. A contract that ended early changed its sum by an amendment.
struct JournalSource {
  std::string kind;  // commitment, amendment, statement, adjustment, payment, refund, retention, release
  std::string stem;  // the row it stands on
  std::int64_t id = 0;
  Date occurred_on;
  std::string recorded_at;  // UTC; facts are posted in the order in which they were recorded
  std::string ended_at;     // UTC, when it no longer stands (a voided statement); else empty
  Date ended_on;
  std::string reference;              // number of the contract, statement or voucher
  std::vector<JournalEntry> entries;  // what the fact itself says; positions are added by the journal
  Money retained;                     // held back by this fact; negative: released

  std::string key() const { return stem + ":" + std::to_string(id); }
};

// Fee, bonus and deductions by kind of a confirmed statement. The kinds are read from its result document; where that
// says nothing of a part, the part counts as deducted for quality, so that the sum is always the row's.
std::vector<JournalEntry> statement_entries(Money fee, Money bonus, Money deduction, const Json& result_document);

struct JournalFacts {
  std::int64_t contract_id = 0, bureau_id = 0, agency_id = 0;
  std::string contract_number;
  std::vector<JournalSource> sources;
  Date today;
};

struct JournalTransaction {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0, agency_id = 0, contract_id = 0;
  std::int64_t year = 0, number = 0;
  std::string kind;
  std::string source_stem;
  std::int64_t source_id = 0;
  std::string source_key;  // "payment:7", "payment:7/reversed/1", "payment:7/again/1": unique in a contract
  Date occurred_on, posted_on;
  std::int64_t reverses_id = 0;
  std::string reference;
  std::string reason;
  std::int64_t drafted_by = 0, confirmed_by = 0;
  std::string digest;
  std::vector<JournalEntry> entries;

  std::string source() const { return source_stem + ":" + std::to_string(source_id); }
  std::string period() const { return posted_on.text().substr(0, 7); }
  std::string name() const;  // "2025-000012"
  Money debit() const;       // the sum of its debits
};

using JournalBalances = std::map<std::string, Money, std::less<>>;  // by account code; without noughts
void add_to(JournalBalances& balances, const std::vector<JournalEntry>& entries);
JournalBalances balances_of(const std::vector<JournalTransaction>& transactions);
Money balance_in(const JournalBalances& balances, std::string_view account);
Money sum_of(const JournalBalances& balances);  // nought, or the journal is broken

// What is still to be posted, in order. A reversal names the id of a posted transaction, or, where it reverses one of
// this very list, 0: then `reverses_key` says which. `posted` is in the order of posting.
struct JournalDraft {
  JournalTransaction transaction;
  std::string reverses_key;
};
std::vector<JournalDraft> missing_transactions(const JournalFacts& facts,
                                               const std::vector<JournalTransaction>& posted);

// A wish of four eyes: reverse one posting and post its fact anew on another day.
std::vector<JournalDraft> correction_transactions(const JournalFacts& facts,
                                                  const std::vector<JournalTransaction>& posted,
                                                  const JournalTransaction& wrong, Date occurred_on);

// What the accounts of a contract come to when everything that its facts ask for is posted.
JournalBalances expected_balances(const JournalFacts& facts);
// Where the journal of a contract differs from its facts, as names of accounts; empty when it is proven. `missing` is
// part of that: a journal that lacks a posting differs.
std::vector<std::string> journal_differences(const JournalFacts& facts, const std::vector<JournalTransaction>& posted);

// SM3 over the one before and all that this one says.
std::string journal_digest(std::string_view before, const JournalTransaction& transaction);

// The first day of the month after `closed` ("2025-03" -> 2025-04-01); `closed` empty: the day itself is open.
Date open_day(Date occurred_on, std::string_view closed);

// --- closing a month
struct PeriodFacts {
  std::string period;                // asked for, "2025-03"
  std::string last_closed;           // empty: none yet
  std::string first_used;            // the earliest month with a posting; empty: none
  std::string this_month;            // of today
  std::int64_t unposted = 0;         // sources without a posting
  std::int64_t uncountersigned = 0;  // payments booked by hand in it that nobody countersigned
  std::int64_t open_corrections = 0;
  Money trial_balance;
};
// Refuses, together: journal.period_malformed (alone), journal.period_closed (alone), journal.period_not_over,
// journal.period_earlier_open, journal.period_unposted, journal.period_uncountersigned,
// journal.period_corrections_open, journal.period_unbalanced.
Outcome close_period(const PeriodFacts& facts);
std::string next_period(std::string_view period);

// --- corrections
struct JournalCorrection {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, contract_id = 0, transaction_id = 0;
  Date occurred_on;
  std::string reason;
  std::string state = "draft";
  std::int64_t drafted_by = 0, confirmed_by = 0;
  std::string confirmed_at;
  std::int64_t version = 1;
};
struct CorrectionFacts {
  bool is_reversal = false, is_reversed = false, draft_exists = false;
  std::string last_closed;
  Date wrong_on;  // on which day the wrong posting says that its fact occurred
};
// Refuses, together: journal.reversal_fixed, journal.already_reversed, journal.correction_exists,
// journal.correction_reason_missing, journal.correction_in_future, journal.correction_closed.
Outcome draft_correction(const JournalTransaction& wrong, const JournalCorrection& wish, const CorrectionFacts& facts,
                         Date today);
// Refuses, in this order: journal.correction_not_draft, journal.correction_four_eyes, journal.already_reversed,
// journal.correction_closed.
Outcome confirm_correction(const JournalCorrection& correction, const CorrectionFacts& facts, std::int64_t account_id);

const Shape& journal_transaction_shape();
const Shape& journal_correction_shape();

// --- the plain-text ledger
// A piece of an account's name: letters, digits, Han characters, dash, dot, underscore and the brackets of Chinese
// numbers stay; everything else becomes %XX, so that two numbers never share a name.
std::string ledger_segment(std::string_view text);
// One line of prose without what the format would read as its own: ; | , [ ] : = newlines and runs of blanks.
std::string ledger_prose(std::string_view text);
struct LedgerPlace {
  std::string bureau_code, bureau_name, contract_number, contract_title, agency_name;
};
void append_ledger(std::string& out, const JournalTransaction& transaction, const LedgerPlace& place);
std::string ledger_account(std::string_view account, const LedgerPlace& place);

}  // namespace zhiheng::domain

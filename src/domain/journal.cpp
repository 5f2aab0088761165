#include "domain/journal.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

bool is_position(std::string_view account) {
  return journal_account(account).position;
}

// The order of facts that were recorded in the same moment.
int rank_of(const JournalSource& source) {
  constexpr std::string_view order[] = {"commitment", "amendment",  "payment", "statement",
                                        "retention",  "adjustment", "refund",  "release"};
  for (int i = 0; i < static_cast<int>(std::size(order)); ++i) {
    if (order[i] == source.kind) return i;
  }
  return static_cast<int>(std::size(order));
}

struct Event {
  const JournalSource* source;
  bool ends;
};

// Everything in the order of its recording. What ends together ends in the reverse order of its making, so that an
// adjustment is taken back before the statement that it mends.
std::vector<Event> events_of(const JournalFacts& facts) {
  std::vector<Event> events;
  for (const JournalSource& source : facts.sources) {
    events.push_back({&source, false});
    if (!source.ended_at.empty()) events.push_back({&source, true});
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    const std::string& at_a = a.ends ? a.source->ended_at : a.source->recorded_at;
    const std::string& at_b = b.ends ? b.source->ended_at : b.source->recorded_at;
    if (at_a != at_b) return at_a < at_b;
    if (a.ends != b.ends) return b.ends;
    const int rank_a = rank_of(*a.source), rank_b = rank_of(*b.source);
    if (rank_a != rank_b) return a.ends ? rank_a > rank_b : rank_a < rank_b;
    return a.ends ? a.source->id > b.source->id : a.source->id < b.source->id;
  });
  return events;
}

// The journal of one contract while it is being completed.
class Book {
 public:
  Book(const JournalFacts& facts, const std::vector<JournalTransaction>& posted) : facts_(facts) {
    for (const JournalTransaction& transaction : posted) take(transaction, {});
  }

  std::vector<JournalDraft> drafts;

  const JournalTransaction* standing(const std::string& source) const {
    const JournalTransaction* found = nullptr;
    for (const Held& held : held_) {
      if (!held.reversed && !held.is_reversal && held.transaction.source() == source) found = &held.transaction;
    }
    return found;
  }
  bool was_posted(const std::string& source) const {
    return std::any_of(held_.begin(), held_.end(),
                       [&](const Held& held) { return held.transaction.source() == source; });
  }

  void post(const JournalSource& source, Date occurred_on) {
    JournalTransaction one = blank(source.kind, source.stem, source.id, occurred_on, source.reference);
    const int earlier = count(source.key(), false);
    one.source_key = earlier == 0 ? source.key() : source.key() + "/again/" + std::to_string(earlier);
    one.entries = source.entries;
    finish(std::move(one), {});
  }

  void reverse(const JournalTransaction& wrong, Date occurred_on) {
    JournalTransaction one = blank("reversal", wrong.source_stem, wrong.source_id, occurred_on, wrong.reference);
    one.source_key = wrong.source() + "/reversed/" + std::to_string(count(wrong.source(), true) + 1);
    one.reverses_id = wrong.id;
    one.agency_id = wrong.agency_id;
    for (const JournalEntry& entry : wrong.entries) {
      if (!is_position(entry.account)) one.entries.push_back({entry.account, Money() - entry.amount});
    }
    finish(std::move(one), wrong.source_key);
  }

  std::vector<std::string> standing_sources() const {
    std::vector<std::string> all;
    for (auto held = held_.rbegin(); held != held_.rend(); ++held) {
      if (!held->reversed && !held->is_reversal) all.push_back(held->transaction.source());
    }
    return all;
  }
  const JournalBalances& balances() const { return balances_; }

 private:
  struct Held {
    JournalTransaction transaction;
    bool is_reversal = false, reversed = false;
  };

  JournalTransaction blank(const std::string& kind, const std::string& stem, std::int64_t id, Date occurred_on,
                           const std::string& reference) const {
    JournalTransaction one;
    one.bureau_id = facts_.bureau_id;
    one.agency_id = facts_.agency_id;
    one.contract_id = facts_.contract_id;
    one.kind = kind;
    one.source_stem = stem;
    one.source_id = id;
    one.occurred_on = occurred_on;
    one.reference = reference;
    return one;
  }

  int count(const std::string& source, bool reversals) const {
    return static_cast<int>(std::count_if(held_.begin(), held_.end(), [&](const Held& held) {
      return held.is_reversal == reversals && held.transaction.source() == source;
    }));
  }

  bool has_statement() const {
    return std::any_of(held_.begin(), held_.end(), [](const Held& held) {
      return !held.reversed && !held.is_reversal && held.transaction.kind == "statement";
    });
  }

  void take(const JournalTransaction& transaction, const std::string& reverses_key) {
    const bool reverses = transaction.reverses_id != 0 || !reverses_key.empty();
    for (Held& held : held_) {
      const bool same = reverses_key.empty() ? held.transaction.id == transaction.reverses_id
                                             : held.transaction.source_key == reverses_key;
      if (reverses && same) held.reversed = true;
    }
    held_.push_back({transaction, reverses, false});
    add_to(balances_, transaction.entries);
  }

  // What the standing facts hold back.
  Money retained() const {
    Money sum;
    for (const JournalSource& source : facts_.sources) {
      if (source.retained != Money() && standing(source.key())) sum = sum + source.retained;
    }
    return sum;
  }

  // With the statement the fee is owed and nothing is merely promised any more; an amendment that was recorded after it
  // promises nothing either. Where the statement no longer stands, the promises of all standing facts do again.
  Money promised() const {
    Money sum;
    for (const JournalSource& source : facts_.sources) {
      if (has_statement() || !standing(source.key())) continue;
      for (const JournalEntry& entry : source.entries) sum = entry.account == "commitment" ? sum + entry.amount : sum;
    }
    return sum;
  }

  // Before a statement stands what was paid is an advance; with it, what is left is payable or must come back.
  void finish(JournalTransaction one, const std::string& reverses_key) {
    std::erase_if(one.entries, [](const JournalEntry& entry) { return entry.amount == Money(); });
    const JournalTransaction own = one;
    take(own, reverses_key);
    const Money due_promise = promised();
    move_to("commitment", due_promise, one.entries);
    move_to("commitment_reserve", Money() - due_promise, one.entries);
    Money rest;
    for (const auto& [account, amount] : balances_) {
      if (!is_position(account)) rest = rest - amount;
    }
    const bool owed = has_statement();
    const Money due = owed && rest < Money() ? Money() - rest : Money();
    const Money held = std::min(retained(), due);
    move_to("retention", Money() - held, one.entries);
    move_to("payable", held - due, one.entries);
    move_to("recoverable", owed && rest > Money() ? rest : Money(), one.entries);
    move_to("advance", owed ? Money() : rest, one.entries);
    held_.back().transaction = one;
    drafts.push_back({std::move(one), reverses_key});
  }

  void move_to(const std::string& account, Money target, std::vector<JournalEntry>& entries) {
    const JournalEntry entry{account, target - balance_in(balances_, account)};
    if (entry.amount == Money()) return;
    entries.push_back(entry);
    add_to(balances_, {entry});
  }

  const JournalFacts& facts_;
  std::vector<Held> held_;
  JournalBalances balances_;
};

bool is_promise(std::string_view kind) {
  return kind == "commitment" || kind == "amendment";
}

// What a posting says of its fact: all but the positions, and but the promises that follow from other facts.
JournalBalances said_by(const std::vector<JournalEntry>& entries) {
  JournalBalances said;
  add_to(said, entries);
  std::erase_if(said, [&](const auto& one) { return is_position(one.first) || one.first.starts_with("commitment"); });
  return said;
}

// A promise says what its first entries say: when a statement stands already, they are taken back by those behind.
bool says_the_same(const JournalTransaction& posted, const JournalSource& source, std::int64_t agency_id) {
  if (posted.agency_id != agency_id) return false;
  if (!is_promise(source.kind)) return said_by(posted.entries) == said_by(source.entries);
  std::vector<JournalEntry> said = source.entries;
  std::erase_if(said, [](const JournalEntry& entry) { return entry.amount == Money(); });
  return posted.entries.size() >= said.size() && std::equal(said.begin(), said.end(), posted.entries.begin());
}

}  // namespace

Money JournalTransaction::debit() const {
  Money sum;
  for (const JournalEntry& entry : entries) sum = entry.amount > Money() ? sum + entry.amount : sum;
  return sum;
}

const JournalAccount& journal_account(std::string_view code) {
  for (const JournalAccount& account : journal_accounts) {
    if (account.code == code) return account;
  }
  throw Defect("an entry stands in an account of the chart");
}

std::vector<JournalEntry> statement_entries(Money fee, Money bonus, Money deduction, const Json& result_document) {
  std::map<std::string, Money> by_kind;
  Money named;
  if (const Json* engagements = result_document.find("engagements"); engagements && engagements->is_array()) {
    for (const Json& engagement : engagements->items()) {
      const Json* deductions = engagement.find("deductions");
      if (!deductions || !deductions->is_array()) continue;
      for (const Json& one : deductions->items()) {
        const auto amount = read_money(one.text_at("amount"), {});
        const std::string account = one.text_at("kind") + "_deduction";
        const bool known = std::any_of(journal_accounts.begin(), journal_accounts.end(),
                                       [&](const JournalAccount& each) { return each.code == account; });
        if (!amount || !known) continue;
        by_kind[account] = by_kind[account] + *amount;
        named = named + *amount;
      }
    }
  }
  Money& quality = by_kind["quality_deduction"];
  quality = quality + deduction - named;
  std::vector<JournalEntry> entries{{"fee", fee}, {"bonus", bonus}};
  for (const JournalAccount& account : journal_accounts) {
    const auto found = by_kind.find(std::string(account.code));
    if (found != by_kind.end()) entries.push_back({found->first, Money() - found->second});
  }
  std::erase_if(entries, [](const JournalEntry& entry) { return entry.amount == Money(); });
  return entries;
}

std::vector<JournalDraft> missing_transactions(const JournalFacts& facts,
                                               const std::vector<JournalTransaction>& posted) {
  Book book(facts, posted);
  for (const Event& event : events_of(facts)) {
    const JournalSource& source = *event.source;
    const JournalTransaction* standing = book.standing(source.key());
    if (event.ends) {
      if (standing) book.reverse(JournalTransaction(*standing), source.ended_on);
      continue;
    }
    if (!standing) {
      // What was posted and taken back stays so; what was never posted is posted on its own day.
      const bool again = book.was_posted(source.key());
      if (!again || source.ended_at.empty()) book.post(source, again ? facts.today : source.occurred_on);
    } else if (source.ended_at.empty() && !says_the_same(*standing, source, facts.agency_id)) {
      const JournalTransaction wrong = *standing;
      book.reverse(wrong, facts.today);
      book.post(source, facts.today);
    }
  }
  for (const std::string& key : book.standing_sources()) {
    const bool known = std::any_of(facts.sources.begin(), facts.sources.end(),
                                   [&](const JournalSource& source) { return source.key() == key; });
    if (!known) book.reverse(JournalTransaction(*book.standing(key)), facts.today);
  }
  return std::move(book.drafts);
}

std::vector<JournalDraft> correction_transactions(const JournalFacts& facts,
                                                  const std::vector<JournalTransaction>& posted,
                                                  const JournalTransaction& wrong, Date occurred_on) {
  Book book(facts, posted);
  for (const JournalSource& source : facts.sources) {
    if (source.key() != wrong.source() || !source.ended_at.empty()) continue;
    book.reverse(wrong, wrong.occurred_on);
    book.post(source, occurred_on);
  }
  return std::move(book.drafts);
}

}  // namespace zhiheng::domain

// What a contract's facts ask of the journal: one table of histories with the balances that they leave.
#include "domain/journal.h"

#include <catch2/catch.hpp>
#include <functional>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Money yuan(const std::string& text) {
  const bool less = text.starts_with('-');
  const Money amount = *read_money(std::string_view(text).substr(less ? 1 : 0), {});
  return less ? Money() - amount : amount;
}

Date day(const std::string& text) {
  return *read_date(text, {});
}

// Facts are recorded one second after the other, in the order in which they are written down.
struct Facts : JournalFacts {
  Facts() {
    contract_id = 1;
    bureau_id = 2;
    agency_id = 3;
    contract_number = "HT-1";
    today = day("2022-12-31");
  }
  std::string moment() { return "2022-10-08 01:00:" + std::to_string(10 + ++clock_) + ".000"; }
  Facts& add(const std::string& kind, std::vector<JournalEntry> entries, const std::string& retained = "0.00") {
    JournalSource source;
    source.kind = kind;
    source.stem = kind == "commitment" ? "contract" : kind == "refund" ? "payment" : kind;
    source.id = static_cast<std::int64_t>(sources.size()) + 1;
    source.occurred_on = day("2022-10-08");
    source.recorded_at = moment();
    source.reference = kind;
    source.entries = std::move(entries);
    source.retained = yuan(retained);
    sources.push_back(std::move(source));
    return *this;
  }
  Facts& promise(const std::string& amount) {
    return add(sources.empty() ? "commitment" : "amendment",
               {{"commitment", yuan(amount)}, {"commitment_reserve", Money() - yuan(amount)}});
  }
  Facts& statement(const std::string& fee, const std::string& bonus = "0.00", const std::string& kind = "quality",
                   const std::string& deduction = "0.00") {
    return add("statement",
               {{"fee", yuan(fee)}, {"bonus", yuan(bonus)}, {kind + "_deduction", Money() - yuan(deduction)}});
  }
  Facts& adjust(const std::string& amount) { return add("adjustment", {{"adjustment", yuan(amount)}}); }
  Facts& pay(const std::string& amount) { return add("payment", {{"paid", Money() - yuan(amount)}}); }
  Facts& refund(const std::string& amount) { return add("refund", {{"paid", yuan(amount)}}); }
  Facts& hold(const std::string& amount) { return add("retention", {}, amount); }
  Facts& release(const std::string& amount) { return add("release", {}, "-" + amount); }
  // The statement and all that stands on it are taken back.
  Facts& end_statement() {
    const std::string at = moment();
    for (JournalSource& source : sources) {
      if (source.kind != "statement" && source.kind != "adjustment" && source.kind != "retention") continue;
      if (!source.ended_at.empty()) continue;
      source.ended_at = at;
      source.ended_on = day("2022-10-09");
    }
    return *this;
  }

 private:
  int clock_ = 0;
};

std::vector<JournalTransaction> posted_by(const std::vector<JournalDraft>& drafts,
                                          std::vector<JournalTransaction> posted = {}) {
  for (const JournalDraft& draft : drafts) {
    JournalTransaction one = draft.transaction;
    one.id = static_cast<std::int64_t>(posted.size()) + 1;
    for (const JournalTransaction& earlier : posted) {
      if (!draft.reverses_key.empty() && earlier.source_key == draft.reverses_key) one.reverses_id = earlier.id;
    }
    posted.push_back(std::move(one));
  }
  return posted;
}

// "fee=100.00 payable=-100.00", in the order of the chart.
std::string written(const JournalBalances& balances) {
  std::string out;
  for (const JournalAccount& account : journal_accounts) {
    const Money amount = balance_in(balances, account.code);
    if (amount != Money()) out += (out.empty() ? "" : " ") + std::string(account.code) + "=" + amount.text();
  }
  return out;
}

struct Case {
  std::string name;
  Facts facts;
  std::string balances;
};

std::vector<Case> cases() {
  const auto base = [] { return Facts().promise("1000.00"); };
  const std::string promised = "commitment=1000.00 commitment_reserve=-1000.00";
  const std::string owed = "fee=1000.00 payable=-1000.00";
  return {
      {"a signed contract is promised", base(), promised},
      {"an amendment moves the promise", base().promise("-50.00"), "commitment=950.00 commitment_reserve=-950.00"},
      {"a termination that leaves nothing", base().promise("-1000.00"), ""},
      {"what is paid before the statement is an advance", base().pay("300.00"),
       promised + " paid=-300.00 advance=300.00"},
      {"a statement owes the fee and promises nothing", base().statement("1000.00"), owed},
      {"quality", base().statement("1000.00", "0.00", "quality", "100.00"),
       "fee=1000.00 quality_deduction=-100.00 payable=-900.00"},
      {"lateness", base().statement("1000.00", "0.00", "lateness", "20.00"),
       "fee=1000.00 lateness_deduction=-20.00 payable=-980.00"},
      {"event", base().statement("1000.00", "0.00", "event", "0.01"),
       "fee=1000.00 event_deduction=-0.01 payable=-999.99"},
      {"fixed", base().statement("1000.00", "0.00", "fixed", "1000.00"), "fee=1000.00 fixed_deduction=-1000.00"},
      {"bonus", base().statement("1000.00", "50.00"), "fee=1000.00 bonus=50.00 payable=-1050.00"},
      {"the advance counts for what is payable", base().pay("300.00").statement("1000.00"),
       "fee=1000.00 paid=-300.00 payable=-700.00"},
      {"more was advanced than is due", base().pay("950.00").statement("1000.00", "0.00", "quality", "100.00"),
       "fee=1000.00 quality_deduction=-100.00 paid=-950.00 recoverable=50.00"},
      {"it came back", base().pay("950.00").statement("1000.00", "0.00", "quality", "100.00").refund("50.00"),
       "fee=1000.00 quality_deduction=-100.00 paid=-900.00"},
      {"an adjustment upwards", base().statement("1000.00").adjust("12.34"),
       "fee=1000.00 adjustment=12.34 payable=-1012.34"},
      {"an adjustment downwards after all was paid", base().statement("1000.00").pay("1000.00").adjust("-0.01"),
       "fee=1000.00 adjustment=-0.01 paid=-1000.00 recoverable=0.01"},
      {"retention", base().statement("1000.00").hold("50.00").pay("950.00"),
       "fee=1000.00 paid=-950.00 retention=-50.00"},
      {"retention is at most what is due", base().statement("1000.00").hold("50.00").pay("980.00"),
       "fee=1000.00 paid=-980.00 retention=-20.00"},
      {"release", base().statement("1000.00").hold("50.00").pay("950.00").release("50.00"),
       "fee=1000.00 paid=-950.00 payable=-50.00"},
      {"a part is kept for good",
       base().statement("1000.00").hold("50.00").pay("950.00").adjust("-30.00").release("50.00"),
       "fee=1000.00 adjustment=-30.00 paid=-950.00 payable=-20.00"},
      {"a voided statement leaves promise and advance",
       base()
           .pay("300.00")
           .statement("1000.00", "0.00", "quality", "10.00")
           .adjust("5.00")
           .hold("50.00")
           .end_statement(),
       promised + " paid=-300.00 advance=300.00"},
      {"drawn anew", base().statement("1000.00", "0.00", "quality", "10.00").end_statement().statement("1000.00"),
       owed},
      {"amended between two statements",
       base().statement("1000.00").end_statement().promise("-100.00").statement("900.00"),
       "fee=900.00 payable=-900.00"},
      {"an amendment recorded after the statement promises nothing", base().statement("1000.00").promise("-100.00"),
       owed},
      {"and is promised when that statement is voided", base().statement("1000.00").promise("-100.00").end_statement(),
       "commitment=900.00 commitment_reserve=-900.00"},
      {"and owed by the next", base().statement("1000.00").promise("100.00").end_statement().statement("1100.00"),
       "fee=1100.00 payable=-1100.00"},
  };
}

}  // namespace

TEST_CASE("every history of a contract leaves its balances, balanced and proven", "[journal]") {
  for (Case& one : cases()) {
    INFO(one.name);
    const auto posted = posted_by(missing_transactions(one.facts, {}));
    CHECK(written(balances_of(posted)) == one.balances);
    for (const JournalTransaction& transaction : posted) CHECK(sum_of(balances_of({transaction})) == Money());
    CHECK(journal_differences(one.facts, posted).empty());
    CHECK(missing_transactions(one.facts, posted).empty());
    // Fact by fact as they came comes to the same as all at once.
    std::vector<JournalTransaction> grown;
    Facts part;
    for (const JournalSource& source : one.facts.sources) {
      part.sources.push_back(source);
      grown = posted_by(missing_transactions(part, grown), grown);
    }
    CHECK(written(balances_of(grown)) == one.balances);
  }
}

TEST_CASE("what the rows say otherwise is reversed and posted anew", "[journal]") {
  Facts facts = Facts().promise("1000.00").statement("1000.00").promise("-100.00").pay("400.00");
  auto posted = posted_by(missing_transactions(facts, {}));
  CHECK(posted.size() == 4);
  facts.sources[3].entries = {{"paid", yuan("-399.99")}};
  CHECK(journal_differences(facts, posted) == std::vector<std::string>{"paid", "payable"});
  const auto drafts = missing_transactions(facts, posted);
  REQUIRE(drafts.size() == 2);
  CHECK(drafts[0].transaction.source_key == "payment:4/reversed/1");
  CHECK(drafts[0].transaction.reverses_id == 4);
  CHECK(drafts[1].transaction.source_key == "payment:4/again/1");
  posted = posted_by(drafts, posted);
  CHECK(journal_differences(facts, posted).empty());
  // A row that is no longer there is reversed; an amendment that says something else moves no promise beside a
  // statement.
  facts.sources.pop_back();
  facts.sources[2].entries = {{"commitment", yuan("-90.00")}, {"commitment_reserve", yuan("90.00")}};
  posted = posted_by(missing_transactions(facts, posted), posted);
  CHECK(written(balances_of(posted)) == "fee=1000.00 payable=-1000.00");
  CHECK(missing_transactions(facts, posted).empty());
  facts.end_statement();
  posted = posted_by(missing_transactions(facts, posted), posted);
  CHECK(written(balances_of(posted)) == "commitment=910.00 commitment_reserve=-910.00");
}

TEST_CASE("the deductions of a statement are posted by their kinds", "[journal]") {
  const auto entries = [](const char* text) {
    JournalBalances balances;
    add_to(balances, statement_entries(yuan("1000.00"), yuan("20.00"), yuan("300.00"), *parse_json(text)));
    return written(balances);
  };
  CHECK(
      entries(
          R"({"engagements":[{"deductions":[{"kind":"quality","amount":"100.00"},{"kind":"lateness","amount":"50.00"}]},
      {"deductions":[{"kind":"event","amount":"30.00"},{"kind":"fixed","amount":"120.00"}]}]})") ==
      "fee=1000.00 bonus=20.00 quality_deduction=-100.00 lateness_deduction=-50.00 event_deduction=-30.00 "
      "fixed_deduction=-120.00");
  // What the document does not name is quality, so that the sum is always the row's.
  for (const char* silent : {"{}", R"({"engagements":[{"deductions":[{"kind":"rain","amount":"300.00"}]}]})"}) {
    CHECK(entries(silent) == "fee=1000.00 bonus=20.00 quality_deduction=-300.00");
  }
}

TEST_CASE("a month is closed in its turn and with everything in it", "[journal]") {
  const PeriodFacts good{"2022-10", "2022-09", "2022-03", "2022-11", 0, 0, 0, Money()};
  const auto rules = [&](const std::function<void(PeriodFacts&)>& change) {
    PeriodFacts facts = good;
    change(facts);
    std::string out;
    const Outcome closed = close_period(facts);
    for (const Problem& problem : closed.problems()) out += (out.empty() ? "" : " ") + problem.rule;
    return out;
  };
  CHECK(rules([](PeriodFacts&) {}).empty());
  CHECK(rules([](PeriodFacts& facts) { facts.period = "2022-13"; }) == "journal.period_malformed");
  CHECK(rules([](PeriodFacts& facts) { facts.period = "2022-09"; }) == "journal.period_closed");
  CHECK(rules([](PeriodFacts& facts) { facts.period = "2022-11"; }) ==
        "journal.period_not_over journal.period_earlier_open");
  CHECK(rules([](PeriodFacts& facts) {
          facts.unposted = facts.uncountersigned = facts.open_corrections = 1;
          facts.trial_balance = Money::fen(1);
        }) ==
        "journal.period_unposted journal.period_uncountersigned journal.period_corrections_open "
        "journal.period_unbalanced");
  // A correction that waited while its new month was closed is not confirmed into it; one that keeps its day is.
  const JournalCorrection wish{1, 1, 1, 1, 1, day("2022-10-03"), "x", "draft", 7, 0, "", 1};
  const auto confirmed = [&](const char* closed, const char* wrong_on, std::int64_t account_id) {
    const Outcome outcome = confirm_correction(wish, {false, false, true, closed, day(wrong_on)}, account_id);
    return outcome ? std::string("ok") : outcome.problems().front().rule;
  };
  CHECK(confirmed("2022-09", "2022-11-02", 8) == "ok");
  CHECK(confirmed("2022-10", "2022-11-02", 8) == "journal.correction_closed");
  CHECK(confirmed("2022-10", "2022-10-03", 8) == "ok");
  CHECK(confirmed("2022-10", "2022-11-02", 7) == "journal.correction_four_eyes");
  CHECK(open_day(day("2022-09-30"), "2022-10").text() == "2022-11-01");
  CHECK(open_day(day("2022-12-30"), "2022-12").text() == "2023-01-01");
  CHECK(open_day(day("2022-11-02"), "2022-10").text() == "2022-11-02");
  CHECK(next_period("2022-12") == "2023-01");
}

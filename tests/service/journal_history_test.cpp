// Random histories of contracts through the services themselves: amendments, late reports, statements drawn, confirmed
// and voided, adjustments, payments, refunds, requests repeated, and crashes in the middle of an act. After every
// history the journal owes what the statement says; at the end the laws hold, the nightly proof finds nothing, and
// hledger reads the same balances. JOURNAL_HISTORIES says how many for each engine (60 without it), JOURNAL_SEED which.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "service/contract_service.h"
#include "service/deliverable_service.h"
#include "service/journal_parts.h"
#include "service/journal_proof.h"
#include "service/journal_service.h"
#include "store/journal_period_store.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::int64_t number_from(const char* name, std::int64_t otherwise) {
  const char* given = std::getenv(name);
  return given && *given ? read_decimal(given, 0, {}).value() : otherwise;
}

// One contract and what was done to it.
class History {
 public:
  History(Stage& stage, std::mt19937_64& random, int number) : stage_(stage), random_(random), number_(number) {}

  void run() {
    stage_.clock.set("2022-10-08 01:00:00.000");
    std::vector<std::int64_t> fees;
    for (int i = 0; i <= below(2); ++i) fees.push_back(100'000 + below(9'000'000));
    for (const std::int64_t fee : fees) fee_ += fee;
    contract_ = stage_.contract("HT-" + std::to_string(number_) + (below(4) == 0 ? "〔2022〕;: 号" : ""), fees);
    if (below(3) == 0) {
      stage_.sql("UPDATE engagement SET fixed_deduction_fen = ?, fixed_deduction_reason = '人员不足' WHERE id = ?",
                 {1 + below(50'000), contract_.engagements[0]});
    }
    const bool late = below(3) == 0;
    if (late) stage_.sql("UPDATE engagement SET report_due_on = '2022-10-01' WHERE contract_id = ?", {contract_.id});
    for (int i = below(3); i > 0; --i) act([&] { amend(); });
    for (int i = below(3); i > 0; --i) act([&] { pay(); });
    if (late) {
      (void)add_deliverable(
          stage_.gate, stage_.as("agency"), contract_.engagements[0], json(R"({"kind":"report"})"),
          {"报告.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n" + std::to_string(number_)});
    }
    if (below(12) == 0) return check();
    for (const std::int64_t engagement : contract_.engagements) {
      stage_.scored(engagement, std::to_string(60 + below(41)), std::to_string(60 + below(41)));
    }
    for (int i = 3 + below(8); i > 0; --i) act([&] { settle_something(); });
    check();
  }

 private:
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }

  // Most acts happen; some are rehearsed and rolled back when everything is done, as a crash before the commit would;
  // some are sent with a key and, the answer lost, sent again.
  void act(const std::function<void()>& body) {
    stage_.clock.advance_minutes(1 + below(3));
    const std::int64_t kind = below(10);
    const std::string key = "key-" + std::to_string(number_) + "-" + std::to_string(++keys_);
    const auto state = random_;
    if (kind < 2) {
      RequestScope request("crash", "", "", true);
      body();
      request.abandon();
      if (kind == 1) return;
    }
    random_ = state;
    if (kind == 2) {
      RequestScope request("once", key, "digest");
      body();
      (void)request.finish();
      return;
    }
    body();
    if (kind == 3) {
      random_ = state;  // the very same request again: refused, or the same contract's next step, never booked twice
      stage_.clock.advance_minutes(1);
      body();
    }
  }

  void amend() {
    const std::int64_t change = below(fee_ / 40 + 1) - fee_ / 80;
    if (change == 0) return;
    const auto engagement =
        stage_.database.reader()->query("SELECT fee_fen FROM engagement WHERE id = ?", {contract_.engagements[0]});
    const auto instalment =
        stage_.database.reader()->query("SELECT amount_fen FROM instalment WHERE id = ?", {contract_.instalment});
    const auto version = stage_.database.reader()->query("SELECT version FROM contract WHERE id = ?", {contract_.id});
    Json body = Json::object().set("signed_on", "2022-09-01").set("change", Money::fen(change).text());
    body.set("reason", "工作量变化");
    body.set(
        "engagements",
        Json(Json::Array{
            Json::object().set("code", "PJ-1").set("fee", Money::fen(integer_or(engagement[0][0]) + change).text())}));
    body.set("instalments",
             Json(Json::Array{Json::object()
                                  .set("sequence", 1)
                                  .set("amount", Money::fen(integer_or(instalment[0][0]) + change).text())}));
    done(add_amendment(stage_.gate, stage_.as("clerk"), contract_.id, integer_or(version[0][0]), body));
  }

  void pay() { move("payment", 1 + below(fee_ / 3 + 1)); }

  void move(const std::string& kind, std::int64_t amount) {
    // A voucher that may have been used before: what is repeated is refused.
    const std::string voucher = "V-" + std::to_string(number_) + "-" + std::to_string(below(1'000'000));
    done(stage_.pay(contract_, Money::fen(amount).text(), voucher, kind));
  }

  void settle_something() {
    const auto found = stage_.database.reader()->query(
        "SELECT id, version, state, payable_fen FROM statement WHERE contract_id = ? AND state <> 'voided'",
        {contract_.id});
    if (found.empty()) {
      done(draft_statement(stage_.gate, stage_.as("clerk"), contract_.id));
      return;
    }
    const std::int64_t id = integer_or(found[0][0]), version = integer_or(found[0][1]);
    switch (below(9)) {
      case 0: done(void_statement(stage_.gate, stage_.as("leader"), id, version, json(R"({"reason":"重算"})"))); return;
      case 1: done(redraw_statement(stage_.gate, stage_.as("clerk"), id, version)); return;
      case 2: pay(); return;
      case 3: pay_rest(); return;
      case 4: move("refund", 1 + below(fee_ / 10 + 1)); return;
      case 5:
      case 6: adjust(id); return;
      default: done(confirm_statement(stage_.gate, stage_.as("reviewer"), id, version)); return;
    }
  }

  void pay_rest() {
    const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
    const Json& balance = account->at("balance");
    if (balance.is_null()) return;
    const Money payable = *read_money(balance.text_at("payable"), {});
    const Money recoverable = *read_money(balance.text_at("recoverable"), {});
    if (payable > Money()) move("payment", payable.fen());
    if (recoverable > Money()) move("refund", recoverable.fen());
  }

  void adjust(std::int64_t statement) {
    const std::int64_t amount = below(200'001) - 100'000;
    Json body = Json::object().set("amount", Money::fen(amount).text()).set("corrects", "异议成立后的更正");
    const auto drafted = draft_adjustment(stage_.gate, stage_.as("clerk"), statement, body.set("reason", "复核"));
    done(drafted);
    if (!drafted || below(5) == 0) return;
    done(confirm_adjustment(stage_.gate, stage_.as("reviewer"), id_of(*drafted), version_of(*drafted)));
  }

  template <class T>
  void done(const Result<T>& result) {
    ++(result ? accepted : refused);
  }

  void check() {
    INFO("contract " << number_);
    const auto journal = journal_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
    REQUIRE(journal.ok());
    const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
    const Json& balance = account->at("balance");
    const Money paid = *read_signed(account->text_at("paid"));
    if (journal->at("items").items().empty()) {
      CHECK(paid == Money());
      CHECK(balance.is_null());
      return;
    }
    CHECK(journal->at("proven").boolean());
    CHECK(journal->text_at("due") == journal->text_at("owed"));
    const Money net = balance.is_null() ? Money() : *read_signed(balance.text_at("net"));
    CHECK(journal->text_at("due") == (net - paid).text());
  }
  static Result<Money> read_signed(const std::string& text) {
    const bool less = text.starts_with('-');
    const auto amount = read_money(std::string_view(text).substr(less ? 1 : 0), {});
    if (!amount) return amount;
    return less ? Money() - *amount : *amount;
  }

  Stage& stage_;
  std::mt19937_64& random_;
  int number_;
  int keys_ = 0;
  std::int64_t fee_ = 0;
  TestContract contract_;

 public:
  std::int64_t accepted = 0, refused = 0;
};

std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {};
  std::string text;
  char piece[4096];
  while (const std::size_t count = std::fread(piece, 1, sizeof piece, pipe)) text.append(piece, count);
  ::pclose(pipe);
  return text;
}

// What hledger says against what our own accounts hold, for every account of every contract.
void compare_with_hledger(Stage& stage) {
  if (output_of("command -v hledger").empty()) {
    WARN("hledger is not installed");
    return;
  }
  const auto text = journal_ledger(stage.gate, stage.as("clerk"), 0, 0);
  REQUIRE(text.ok());
  const auto file = std::filesystem::temp_directory_path() / ("journal-" + std::to_string(::getpid()) + ".ledger");
  std::ofstream(file) << *text;
  const std::string read =
      output_of("LC_ALL=C.UTF-8 hledger -f " + file.string() + " balance --flat --no-total -E --output-format csv");
  std::filesystem::remove(file);
  std::map<std::string, std::string> theirs, ours;
  for (std::size_t at = read.find('\n') + 1; at < read.size();) {
    const auto end = read.find('\n', at);
    const std::string line = read.substr(at, end - at);
    at = end + 1;
    const auto middle = line.find("\",\"");
    if (middle == std::string::npos) continue;
    const std::string amount = line.substr(middle + 3, line.size() - middle - 4);
    if (amount != "0") theirs[line.substr(1, middle - 1)] = amount;
  }
  for (const auto& contract :
       store::contract_balances(*stage.database.reader(), stage.world.bureau, "", 0, 1'000'000)) {
    for (const auto& [account, amount] : contract.balances) {
      ours[domain::ledger_account(account, {"532500", "", contract.number, "", ""})] = amount.text() + " CNY";
    }
  }
  CHECK(!ours.empty());
  CHECK(theirs == ours);
}

}  // namespace

TEST_CASE("random histories of contracts leave a journal that is proven", "[journal]") {
  const auto count = number_from("JOURNAL_HISTORIES", 60);
  for_each_engine([&](store::Database& database) {
    Stage stage(database);
    std::mt19937_64 random(static_cast<std::uint64_t>(number_from("JOURNAL_SEED", 20221008)));
    std::int64_t accepted = 0, refused = 0;
    for (int i = 1; i <= count; ++i) {
      History history(stage, random, i);
      history.run();
      accepted += history.accepted;
      refused += history.refused;
      if (i % 500 == 0) std::cout << i << " histories, " << accepted << " acts, " << refused << " refused\n";
      if (i % 1000 == 0) CHECK(stage.broken_laws() == "");
    }
    CHECK(accepted > count * 2);
    CHECK(refused > 0);
    CHECK(stage.broken_laws() == "");
    const auto proof = JournalProof::run(stage.gate, stage.clock.now());
    CHECK(rules_of(proof) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM journal_proof WHERE difference_count > 0") == 0);
    CHECK(stage.count("SELECT CAST(SUM(amount_fen) AS SIGNED) FROM journal_entry") == 0);
    compare_with_hledger(stage);
    INFO("the proof can fail: one fen moved by hand breaks the chain and the accounts");
    stage.sql(
        "UPDATE journal_entry SET amount_fen = amount_fen + 1 WHERE id = (SELECT id FROM (SELECT MAX(id) AS id "
        "FROM journal_entry WHERE amount_fen > 1) last)");
    CHECK(rules_of(JournalProof::run(stage.gate, stage.clock.now())) == ":journal.proof_failed");
    CHECK(stage.broken_laws() != "");
  });
}

TEST_CASE("a closed month takes no later posting, a correction is a reversal and a new posting", "[journal]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    REQUIRE(rules_of(stage.pay(contract, "1000.00", "V-1")) == "ok");
    stage.sql("UPDATE payment SET countersigned_at = created_at");
    stage.clock.set("2022-11-05 01:00:00.000");
    const auto close = [&](const char* period) {
      return rules_of(
          close_journal_period(stage.gate, stage.as("leader"), Json::object().set("period", std::string(period))));
    };
    CHECK(close("2022-10") == "/period:journal.period_earlier_open");
    CHECK(close("2022-13") == "/period:journal.period_malformed");
    CHECK(rules_of(close_journal_period(stage.gate, stage.as("clerk"), json(R"({"period":"2022-03"})"))) != "ok");
    for (const char* period :
         {"2022-03", "2022-04", "2022-05", "2022-06", "2022-07", "2022-08", "2022-09", "2022-10"}) {
      CHECK(close(period) == "ok");
    }
    CHECK(close("2022-10") == "/period:journal.period_closed");
    CHECK(close("2022-11") == "/period:journal.period_not_over");
    // A payment of October that is booked in November keeps its day and stands on the first open one.
    REQUIRE(rules_of(stage.pay(contract, "500.00", "V-2")) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM journal_transaction WHERE occurred_on = '2022-10-08' AND "
                      "posted_on = '2022-11-01' AND reference = 'V-2'") == 1);
    const std::int64_t wrong = stage.count("SELECT id FROM journal_transaction WHERE reference = 'V-2'");
    const auto drafted = draft_journal_correction(stage.gate, stage.as("clerk"), wrong,
                                                  json(R"({"occurred_on":"2022-11-03","reason":"记错日期"})"));
    REQUIRE(rules_of(drafted) == "ok");
    CHECK(rules_of(draft_journal_correction(stage.gate, stage.as("clerk"), wrong,
                                            json(R"({"occurred_on":"2022-10-03"})"))) ==
          ":journal.correction_exists /reason:journal.correction_reason_missing "
          "/occurred_on:journal.correction_closed");
    CHECK(rules_of(confirm_journal_correction(stage.gate, stage.as("clerk"), id_of(*drafted), 1)) != "ok");
    REQUIRE(rules_of(confirm_journal_correction(stage.gate, stage.as("reviewer"), id_of(*drafted), 1)) == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM journal_transaction WHERE reference = 'V-2'") == 3);
    const auto journal = journal_of_contract(stage.gate, stage.as("clerk"), contract.id);
    CHECK(journal->at("proven").boolean());
    CHECK(journal->text_at("owed") == "-1500.00");
    CHECK(rules_of(JournalProof::run(stage.gate, stage.clock.now())) == "ok");
    CHECK(stage.broken_laws() == "");
  });
}

// Random histories of contracts through the services themselves: fees that are worked out, corrected and amended, late
// reports, events and vetoes, invoices, orders to the bank and what it answers, notices of deductions, objections,
// statements drawn, confirmed and voided, adjustments, retention, terminations, payments, refunds, months closed,
// requests repeated, and crashes at every write. After every act the journal owes what the statement says; at the end
// of each batch the laws hold, the nightly proof finds nothing, and hledger and ledger read the same balances.
// JOURNAL_HISTORIES says how many for each engine (60 without it), JOURNAL_BATCH how many share a database (400),
// JOURNAL_SEED which, JOURNAL_MINUTES when no further one begins, JOURNAL_ACTS=show lists what was done, JOURNAL_SHOW
// the acts of one of them.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/log.h"
#include "service/journal_proof.h"
#include "service/journal_service.h"
#include "service/security_key.h"
#include "store/journal_period_store.h"
#include "support/money_history.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::int64_t number_from(const char* name, std::int64_t otherwise) {
  const char* given = std::getenv(name);
  return given && *given ? read_decimal(given, 0, {}).value() : otherwise;
}

// Account numbers are sealed under a key of this test alone.
struct OwnKey {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_histories_" + std::to_string(::getpid()));
  OwnKey() {
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
  }
  ~OwnKey() {
    use_key_file("");
    std::filesystem::remove_all(folder);
  }
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

// Account and balance, one a line, as "account" and "amount CNY".
using Balances = std::map<std::string, std::string>;

Balances hledger_says(const std::string& file) {
  const std::string read =
      output_of("LC_ALL=C.UTF-8 hledger -f " + file + " balance --flat --no-total -E --output-format csv");
  Balances balances;
  for (std::size_t at = read.find('\n') + 1; at < read.size();) {
    const auto end = read.find('\n', at);
    const std::string line = read.substr(at, end - at);
    at = end + 1;
    const auto middle = line.find("\",\"");
    if (middle == std::string::npos) continue;
    const std::string amount = line.substr(middle + 3, line.size() - middle - 4);
    if (amount != "0") balances[line.substr(1, middle - 1)] = amount;
  }
  return balances;
}

Balances ledger_says(const std::string& file) {
  const std::string read = output_of("LC_ALL=C.UTF-8 ledger -f " + file +
                                     " balance --flat --no-total --balance-format '%(account)\t%(amount)\n'");
  Balances balances;
  for (std::size_t at = 0; at < read.size();) {
    const auto end = read.find('\n', at);
    const std::string line = read.substr(at, end - at);
    at = end + 1;
    const auto middle = line.find('\t');
    if (middle != std::string::npos) balances[line.substr(0, middle)] = line.substr(middle + 1);
  }
  return balances;
}

// What hledger and ledger say against what our own accounts hold, for every account of every contract.
void compare_with_accountants_tools(Stage& stage) {
  const auto text = journal_ledger(stage.gate, stage.as("clerk"), 0, 0);
  REQUIRE(text.ok());
  const auto file =
      (std::filesystem::temp_directory_path() / ("journal-" + std::to_string(::getpid()) + ".ledger")).string();
  std::ofstream(file) << *text;
  Balances ours;
  for (const auto& contract :
       store::contract_balances(*stage.database.reader(), stage.world.bureau, "", 0, 1'000'000)) {
    for (const auto& [account, amount] : contract.balances) {
      ours[domain::ledger_account(account, {"532500", "", contract.number, "", ""})] = amount.text() + " CNY";
    }
  }
  CHECK(!ours.empty());
  for (const auto& [tool, says] : {std::pair("hledger", &hledger_says), std::pair("ledger", &ledger_says)}) {
    if (output_of(std::string("command -v ") + tool).empty()) {
      WARN(tool << " is not installed");
      continue;
    }
    INFO(tool);
    CHECK((says(file) == ours));
  }
  std::filesystem::remove(file);
}

// What all batches of one engine did together.
struct Totals {
  std::int64_t histories = 0, refused = 0, crashed = 0, swept = 0;
  std::map<std::string, std::int64_t> accepted, refusals;

  void add(const HistoryWorld& world, std::int64_t count) {
    histories += count;
    refused += world.refused;
    crashed += world.crashed;
    swept += world.swept;
    for (const auto& [name, times] : world.accepted) accepted[name] += times;
    for (const auto& [name, times] : world.refusals) refusals[name] += times;
  }

  void show(const std::string& engine) const {
    std::int64_t acts = 0;
    for (const auto& [name, times] : accepted) acts += times;
    std::cout << engine << ": " << histories << " histories, " << acts << " acts, " << refused << " refused, "
              << crashed + swept << " crashed:";
    for (const auto& [name, times] : accepted) std::cout << " " << name << " " << times;
    std::cout << std::endl;
  }
  void show_refusals() const {
    for (const auto& [what, times] : refusals) std::cout << times << " " << what << "\n";
  }
};

// What must hold of a whole database, and that the proof of it can fail.
void judge(HistoryWorld& world) {
  Stage& stage = world.stage;
  CHECK(stage.broken_laws() == "");
  CHECK(rules_of(JournalProof::run(stage.gate, stage.clock.now())) == "ok");
  CHECK(stage.count("SELECT COUNT(*) FROM journal_proof WHERE difference_count > 0") == 0);
  CHECK(stage.count("SELECT CAST(SUM(amount_fen) AS SIGNED) FROM journal_entry") == 0);
  compare_with_accountants_tools(stage);
  INFO("the proof can fail: one fen moved by hand breaks the chain and the accounts");
  stage.sql(
      "UPDATE journal_entry SET amount_fen = amount_fen + 1 WHERE id = (SELECT id FROM (SELECT MAX(id) AS id "
      "FROM journal_entry WHERE amount_fen > 1) last)");
  CHECK(rules_of(JournalProof::run(stage.gate, stage.clock.now())) == ":journal.proof_failed");
  CHECK(stage.broken_laws() != "");
}

}  // namespace

TEST_CASE("random histories of contracts leave a journal that is proven", "[journal]") {
  const auto count = number_from("JOURNAL_HISTORIES", 60), batch = number_from("JOURNAL_BATCH", 400);
  const auto seed = static_cast<std::uint64_t>(number_from("JOURNAL_SEED", 20221008));
  const auto minutes = std::chrono::minutes(number_from("JOURNAL_MINUTES", 1000));
  const auto shown = number_from("JOURNAL_SHOW", 0);
  const bool shows = std::getenv("JOURNAL_ACTS") != nullptr;
  const OwnKey key;
  // What breaks on purpose is logged as what broke.
  REQUIRE(open_log(LogLevel::error, (key.folder / "log").string()).ok());
  const auto tell = [&](const std::string& engine, const auto& fresh) {
    Totals totals;
    const auto begun = std::chrono::steady_clock::now();
    const auto goes_on = [&] { return std::chrono::steady_clock::now() - begun < minutes; };
    for (std::int64_t first = 0; first < count && goes_on(); first += batch) {
      const auto database = fresh();
      if (!database) return;
      HistoryWorld world(*database, seed + static_cast<std::uint64_t>(first));
      const std::int64_t most = std::min(batch, count - first);
      std::int64_t done = 0;
      while (done < most && goes_on()) {
        MoneyHistory history(world, static_cast<int>(++done));
        const std::string wrong = history.run();
        if (done == shown) std::cout << history.acts() << std::endl;
        if (!wrong.empty())
          FAIL_CHECK(engine << ", seed " << seed + static_cast<std::uint64_t>(first) << ": " << wrong);
      }
      judge(world);
      totals.add(world, done);
      if (shows) totals.show(engine);
    }
    if (shows) totals.show_refusals();
    CHECK(totals.accepted["confirm"] > totals.histories / 4);
    CHECK(totals.refused > 0);
    CHECK(totals.crashed > 0);
  };
  SECTION("on SQLite") {
    tell("SQLite", [] { return fresh_sqlite(); });
  }
  SECTION("on MySQL") {
    tell("MySQL", [] { return fresh_mysql(); });
  }
  REQUIRE(open_log(LogLevel::info, "").ok());
}

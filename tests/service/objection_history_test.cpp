// A random history of objections, decisions, statements, payments, adjustments and voids, from fixed seeds: after every
// step all laws of the data hold, and what was entered adds up to what the results recompute.
#include <catch2/catch.hpp>
#include <functional>

#include "support/objection_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// A generator of our own, so that a seed means the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2862933555777941757ULL + 3037000493ULL) {}
  int below(int n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(n));
  }

 private:
  std::uint64_t state_;
};

std::string points(int whole) {
  return std::to_string(whole) + ".00";
}

class History {
 public:
  History(store::Database& database, std::uint64_t seed)
      : stage_(database, 1 + static_cast<int>(seed % 2), false, "base-performance"), dice_(seed) {
    for (const char* number : {"HT-1", "HT-2"}) {
      contracts_.push_back(stage_.contract(number, {6'000'000, 4'000'000}));
      for (const std::int64_t engagement : contracts_.back().engagements) {
        (void)stage_.scored(engagement, points(70 + dice_.below(25)), points(70 + dice_.below(25)));
      }
    }
  }

  // One act of somebody; a refusal is an answer like any other.
  void step() {
    stage_.clock.advance_minutes(1);
    switch (dice_.below(12)) {
      case 0:
      case 1: return file();
      case 2:
      case 3:
      case 4:
      case 5: return go_on();
      case 6: return dice_.below(4) == 0 ? withdraw() : go_on();
      case 7: return draw();
      case 8: return confirm();
      case 9: return pay();
      case 10: return adjust();
      default: return dice_.below(3) == 0 ? cancel() : confirm();
    }
  }

  std::string broken() {
    std::string laws = stage_.broken_laws();
    // Of every confirmed contract: bonus less deduction as entered, with the adjustments of objections, is that of the
    // current results.
    laws += difference(
        "SELECT COUNT(*) FROM statement s WHERE s.state IN ('confirmed', 'settled') AND s.bonus_fen - s.deduction_fen "
        "+ "
        "COALESCE((SELECT CAST(SUM(a.amount_fen) AS SIGNED) FROM adjustment a INNER JOIN objection o ON "
        "o.adjustment_id "
        "= a.id WHERE a.statement_id = s.id AND a.state = 'confirmed'), 0) <> (SELECT CAST(SUM(r.bonus_fen - "
        "r.deduction_fen) AS SIGNED) FROM result r INNER JOIN engagement e ON e.id = r.engagement_id WHERE "
        "e.contract_id = s.contract_id AND r.state = 'current')",
        "entries differ from the results");
    laws += difference("SELECT COUNT(*) FROM score_sheet WHERE version <> 3 AND state = 'locked'",
                       "a locked sheet was changed");
    return laws;
  }
  int decided() { return static_cast<int>(stage_.count("SELECT COUNT(*) FROM sheet_correction")); }
  int adjusted() { return static_cast<int>(stage_.count("SELECT COUNT(*) FROM objection WHERE adjustment_id > 0")); }

 private:
  std::string difference(const std::string& sql, const std::string& words) {
    return stage_.count(sql) == 0 ? "" : words + "\n";
  }
  const TestContract& any() { return contracts_[static_cast<std::size_t>(dice_.below(2))]; }
  std::int64_t any_objection(const std::string& states) {
    const auto rows =
        stage_.database.reader()->query("SELECT id FROM objection WHERE state IN (" + states + ") ORDER BY id");
    if (rows.empty()) return 0;
    return integer_or(rows[static_cast<std::size_t>(dice_.below(static_cast<int>(rows.size())))][0]);
  }
  Json read(std::int64_t id) { return *read_objection(stage_.gate, stage_.as("agency"), id); }

  void file() {
    const TestContract& contract = any();
    const std::int64_t engagement = contract.engagements[static_cast<std::size_t>(dice_.below(2))];
    const auto rows = contestable_rows(stage_.gate, stage_.as("agency"), engagement);
    if (!rows || rows->at("items").items().empty()) return;
    const auto& items = rows->at("items").items();
    const Json& row = items[static_cast<std::size_t>(dice_.below(static_cast<int>(items.size())))];
    const int now = std::stoi(row.text_at("value"));
    const auto made = stage_.draft(engagement, row.text_at("target"), points(std::min(100, now + 1 + dice_.below(9))));
    if (made) (void)file_objection(stage_.gate, stage_.as("agency"), id_of(*made), version_of(*made));
  }
  void go_on() {
    const std::int64_t id = any_objection("'filed', 'received', 'prepared', 'decided', 'returned'");
    if (id == 0) return;
    const Json objection = read(id);
    const std::string state = objection.text_at("state");
    const std::int64_t version = version_of(objection);
    if (state == "filed" && dice_.below(6) == 0) {
      (void)return_objection(stage_.gate, stage_.as("clerk"), id, version,
                             json(R"({"ground":"unclear","reason":"补页码"})"));
    } else if (state == "filed") {
      (void)stage_.prepared(objection);
    } else if (state == "returned") {
      (void)file_objection(stage_.gate, stage_.as("agency"), id, version);
    } else if (state == "prepared") {
      decide(objection);
    } else if (state == "decided" && dice_.below(2) == 0) {
      const auto appeal = appeal_objection(stage_.gate, stage_.as("agency"), id, version);
      if (appeal) (void)file_objection(stage_.gate, stage_.as("agency"), id_of(*appeal), version_of(*appeal));
    } else if (state == "decided") {
      (void)accept_decision(stage_.gate, stage_.as("agency"), id, version);
    }
  }
  void decide(const Json& objection) {
    const Json& row = objection.at("rows").items()[0];
    const char* leader = objection.at("level").integer() == 2 ? "province_leader" : "leader";
    const int dice = dice_.below(3);
    const std::string wanted = row.text_at("wanted");
    const std::string half = points((std::stoi(row.text_at("original")) + std::stoi(wanted) + 1) / 2);
    (void)stage_.decide(objection, leader,
                        dice == 0   ? "rejected"
                        : dice == 1 ? "upheld"
                                    : "partly",
                        dice == 0   ? ""
                        : dice == 1 ? wanted
                                    : half);
  }
  void withdraw() {
    const std::int64_t id = any_objection("'filed', 'received', 'prepared', 'returned'");
    if (id == 0) return;
    (void)withdraw_objection(stage_.gate, stage_.as("agency"), id, version_of(read(id)), json("{}"));
  }
  Json standing(const TestContract& contract) {
    const auto all = statements_of_contract(stage_.gate, stage_.as("clerk"), contract.id);
    for (const Json& one : all->at("items").items()) {
      if (one.text_at("state") != "voided") return one;
    }
    return {};
  }
  void draw() {
    const TestContract& contract = any();
    const Json statement = standing(contract);
    if (statement.is_null()) {
      (void)draft_statement(stage_.gate, stage_.as("clerk"), contract.id);
    } else {
      (void)redraw_statement(stage_.gate, stage_.as("clerk"), id_of(statement), version_of(statement));
    }
  }
  void confirm() {
    const TestContract& contract = any();
    const Json statement = standing(contract);
    if (statement.is_null()) return draw();
    (void)confirm_statement(stage_.gate, stage_.as("reviewer"), id_of(statement), version_of(statement));
  }
  void cancel() {
    const Json statement = standing(any());
    if (statement.is_null()) return;
    (void)void_statement(stage_.gate, stage_.as("leader"), id_of(statement), version_of(statement),
                         json(R"({"reason":"有误"})"));
  }
  void pay() {
    const TestContract& contract = any();
    const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract.id);
    const Json& balance = account->at("balance");
    const std::string voucher = "V-" + std::to_string(++vouchers_);
    if (balance.is_object() && balance.text_at("recoverable") != "0.00") {
      (void)stage_.pay(contract, balance.text_at("recoverable"), voucher, "refund");
    } else if (balance.is_object() && balance.text_at("payable") != "0.00" && dice_.below(2) == 0) {
      (void)stage_.pay(contract, balance.text_at("payable"), voucher);
    } else {
      (void)stage_.pay(contract, std::to_string(100 * (1 + dice_.below(200))), voucher);
    }
  }
  void adjust() {
    const Json statement = standing(any());
    if (statement.is_null()) return;
    const std::string amount = (dice_.below(2) == 0 ? "-" : "") + std::to_string(1 + dice_.below(500)) + ".00";
    const auto drawn = draft_adjustment(stage_.gate, stage_.as("clerk"), id_of(statement),
                                        json(R"({"amount":")" + amount + R"(","corrects":"核对","reason":"多记"})"));
    if (drawn) (void)confirm_adjustment(stage_.gate, stage_.as("leader"), id_of(*drawn), version_of(*drawn));
  }

  ObjectionStage stage_;
  Dice dice_;
  std::vector<TestContract> contracts_;
  int vouchers_ = 0;
};

}  // namespace

TEST_CASE("a random history keeps every law, and the entries add up", "[objection][history]") {
  int corrections = 0, adjustments = 0, runs = 0;
  for_each_engine([&](store::Database& database) {
    const bool embedded = database.engine() == store::Engine::sqlite;
    const std::uint64_t seed = 20'221'008 + static_cast<std::uint64_t>(runs++);
    History history(database, seed);
    for (int i = 0; i < (embedded ? 120 : 40); ++i) {
      history.step();
      const std::string broken = history.broken();
      CAPTURE(seed, i);
      REQUIRE(broken == "");
    }
    corrections += history.decided();
    adjustments += history.adjusted();
  });
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto database = fresh_sqlite();
    History history(*database, seed);
    for (int i = 0; i < 80; ++i) {
      history.step();
      const std::string broken = history.broken();
      CAPTURE(seed, i);
      REQUIRE(broken == "");
    }
    corrections += history.decided();
    adjustments += history.adjusted();
  }
  // A history in which nothing happens proves nothing.
  CHECK(corrections >= 8);
  CHECK(adjustments >= 1);
}

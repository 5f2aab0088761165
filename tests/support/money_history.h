// One contract and everything that can be done to its money, at random: through the services themselves, with requests
// repeated and crashes in the middle of an act. After every act the journal says what statement and payments say.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "support/heart_world.h"

namespace zhiheng::testing {

// The next row that is inserted into one of some tables fails, as a full disk or a broken connection would make it.
class FaultSwitch {
 public:
  explicit FaultSwitch(store::Database& database);
  ~FaultSwitch();
  static std::vector<std::string> places();
  void arm(const std::string& place);
  void disarm();

 private:
  store::Database& database_;
};

// What all histories of one engine share.
struct HistoryWorld {
  explicit HistoryWorld(store::Database& database, std::uint64_t seed);
  Stage stage;
  FaultSwitch fault;
  std::mt19937_64 random;
  std::int64_t billing_policy = 0;  // asks for notices and retention, allows objections
  std::int64_t plain_policy = 0;
  std::string payee;  // the agency's checked bank account
  std::map<std::string, std::int64_t> accepted, refusals;
  std::int64_t refused = 0, crashed = 0;
};

class MoneyHistory {
 public:
  MoneyHistory(HistoryWorld& world, int number) : world_(world), stage_(world.stage), number_(number) {}
  // Answers what differs, with the acts that led there; empty when nothing does.
  std::string run();

 private:
  struct Row {
    std::int64_t id = 0, version = 0;
    std::string state;
    explicit operator bool() const { return id != 0; }
  };

  void begin();
  void act(const std::function<void()>& body);
  void faulty(const std::function<void()>& body);
  void settle_something();
  std::string difference();
  bool compare(const char* what, Money ours, Money theirs);
  std::int64_t below(std::int64_t limit);
  Row newest(const std::string& table, const std::string& more = "");
  std::int64_t scalar(const std::string& sql, const store::Parameters& parameters);
  std::string yuan(std::int64_t most) { return Money::fen(1 + below(most)).text(); }

  template <class T>
  void done(const char* name, const Result<T>& result) {
    log_ += std::string(" ") + name + (result ? "" : "!" + rules_of(result));
    if (result) {
      ++world_.accepted[name];
    } else {
      ++world_.refused;
      ++world_.refusals[std::string(name) + "!" + rules_of(result)];
    }
  }

  void amend();
  void pay();
  void pay_rest();
  void move(const std::string& kind, std::int64_t amount);
  void deliver();
  void confirm(const Row& statement);
  void adjust(const Row& statement);
  void step_notice(const Row& statement);
  void step_retention();
  void step_invoice();
  void step_order();
  void draft_order();
  void book_order(const Row& order);
  void step_termination();
  void step_objection();
  void countersign();
  void correct_journal();

  HistoryWorld& world_;
  Stage& stage_;
  int number_;
  int keys_ = 0;
  int contesting_ = 0;  // how many of the next acts go on with an objection
  std::int64_t fee_ = 0;
  std::string log_, wrong_;
  TestContract contract_;
};

}  // namespace zhiheng::testing

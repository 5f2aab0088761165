// One contract and everything that can be done to its money, at random: through the services themselves, with requests
// repeated and crashes in the middle of an act. After every act the journal says what statement and payments say.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "support/faulty_database.h"
#include "support/heart_world.h"

namespace zhiheng::testing {

// What all histories of one database share.
struct HistoryWorld {
  explicit HistoryWorld(store::Database& database, std::uint64_t seed);
  FaultyDatabase faulty;
  Stage stage;
  std::mt19937_64 random;
  std::vector<std::int64_t> policies;  // with and without notices, retention, lateness, events, bonus
  std::string payee;                   // the agency's checked bank account
  Timestamp begins, latest;            // of the next history, and of all that were; no month is closed before
  std::map<std::string, std::int64_t> accepted, refusals;
  std::int64_t refused = 0, crashed = 0, swept = 0;
};

class MoneyHistory {
 public:
  MoneyHistory(HistoryWorld& world, int number) : world_(world), stage_(world.stage), number_(number) {}
  // Answers what differs, with the acts that led there; empty when nothing does.
  std::string run();
  const std::string& acts() const { return log_; }

 private:
  struct Row {
    std::int64_t id = 0, version = 0;
    std::string state;
    explicit operator bool() const { return id != 0; }
  };
  using Body = std::function<void()>;

  void begin();
  void sign_by_hand(const std::vector<std::int64_t>& fees);
  void sign_by_service(const std::vector<std::int64_t>& fees);
  void prepare_something();
  void score_all();
  void act(const Body& given);
  void once(const Body& body);
  void rehearsed(const Body& body, const std::string& key);
  void keyed(const Body& body, const std::string& key);
  void repeated(const Body& body, const std::string& key);
  void broken(const Body& body);
  void unheard(const Body& body, const std::string& key);
  void swept(const Body& body);
  void guarded(const Body& body);
  void settle_something();
  void settle(const Row& statement);
  void look();
  void look_at_rows();
  void compare(const char* what, Money ours, Money theirs);
  std::int64_t below(std::int64_t limit);
  std::int64_t one_of(const std::vector<std::int64_t>& ids) {
    return ids[static_cast<std::size_t>(below(static_cast<std::int64_t>(ids.size())))];
  }
  Row newest(const std::string& table, const std::string& more = "");
  std::int64_t scalar(const std::string& sql, const store::Parameters& parameters);
  std::string today() const { return stage_.clock.now().date().text(); }
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

  // The contract and the work.
  void amend();
  void change_contract();
  void keep_sheet();
  void deliver();
  void step_conduct();
  void step_termination();
  void step_objection();
  void decide_objection_step(const Row& objection);
  // What the work is worth.
  void confirm(const Row& statement);
  void adjust(const Row& statement);
  void step_notice(const Row& statement);
  void answer_notice(const Row& notice);
  void step_retention();
  // What is paid.
  void pay();
  void pay_rest();
  void move(const std::string& kind, std::int64_t amount);
  void step_invoice();
  Json invoice_body();
  void step_order();
  void draft_order();
  void send_orders();
  void bank_answers(bool late);
  void countersign();
  void correct_journal();
  void close_month();

  HistoryWorld& world_;
  Stage& stage_;
  int number_;
  int keys_ = 0;
  int contesting_ = 0, paying_ = 0;  // how many of the next acts go on with an objection, with an order
  std::int64_t fee_ = 0;
  std::string log_, wrong_;
  TestContract contract_;
  std::vector<std::int64_t> instalments_;
};

}  // namespace zhiheng::testing

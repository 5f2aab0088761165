#include "support/money_history.h"

#include "service/journal_service.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

std::int64_t MoneyHistory::below(std::int64_t limit) {
  return static_cast<std::int64_t>(world_.random() % static_cast<std::uint64_t>(limit));
}

std::int64_t MoneyHistory::scalar(const std::string& sql, const store::Parameters& parameters) {
  const auto found = stage_.database.reader()->query(sql, parameters);
  return found.empty() ? 0 : integer_or(found[0][0]);
}

MoneyHistory::Row MoneyHistory::newest(const std::string& table, const std::string& more) {
  const auto found = stage_.database.reader()->query(
      "SELECT id, version, state FROM " + table + " WHERE contract_id = ? " + more + " ORDER BY id DESC LIMIT 1",
      {contract_.id});
  if (found.empty()) return {};
  return {integer_or(found[0][0]), integer_or(found[0][1]), text_or_empty(found[0][2])};
}

std::string MoneyHistory::run() {
  begin();
  for (std::int64_t i = below(6); i > 0 && wrong_.empty(); --i) act([this] { prepare_something(); });
  if (below(12) != 0) {
    score_all();
    for (std::int64_t i = 5 + below(16); i > 0 && wrong_.empty(); --i) act([this] { settle_something(); });
  }
  const auto journal = journal_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  if (!journal) wrong_ += " journal " + rules_of(journal);
  if (journal && !journal->at("items").items().empty()) {
    if (!journal->at("proven").boolean()) wrong_ += " not proven";
    if (journal->text_at("due") != journal->text_at("owed")) wrong_ += " due is not owed";
  }
  return wrong_.empty() ? "" : "contract " + std::to_string(number_) + wrong_ + " after" + log_;
}

void MoneyHistory::prepare_something() {
  switch (below(10)) {
    case 0: return amend();
    case 1: return change_contract();
    case 2: return keep_sheet();
    case 3:
    case 4: return deliver();
    case 5: return step_invoice();
    case 6: return step_order();
    case 7: return step_conduct();
    case 8: return below(2) == 0 ? step_termination() : deliver();
    default: return pay();
  }
}

// Most acts happen once. Some are rehearsed and rolled back when everything is done, as a crash before the commit
// would; some are sent with a key and, the answer lost, sent again; some break in the middle.
void MoneyHistory::act(const Body& given) {
  stage_.clock.advance_minutes(below(3));
  const Body body = [&] {
    stage_.clock.advance_minutes(1);  // nothing happens at the same moment as what was tried before
    given();
  };
  const std::int64_t kind = below(16);
  const std::string key = "key-" + std::to_string(number_) + "-" + std::to_string(++keys_);
  const auto state = world_.random;
  const auto same = [&, body] {
    world_.random = state;  // the very same again: refused, or the contract's next step, never booked twice
    body();
  };
  switch (kind) {
    case 0: rehearsed(body, ""); break;
    case 1:
      rehearsed(body, key);
      keyed(same, key);
      break;
    case 2:
      keyed(body, key);
      repeated(same, key);
      break;
    case 3:
      once(body);
      log_ += " (again";
      once(same);
      log_ += ")";
      break;
    case 4:
    case 5:
      broken(body);
      once(same);
      break;
    case 6:
      unheard(body, key);
      repeated(same, key);
      break;
    case 7:
      if (below(10) == 0) {
        swept(body);
        break;
      }
      [[fallthrough]];
    default: once(body);
  }
  look();
  world_.latest = std::max(world_.latest, stage_.clock.now());
}

void MoneyHistory::once(const Body& body) {
  RequestScope request("act");
  body();
}

void MoneyHistory::rehearsed(const Body& body, const std::string& key) {
  log_ += " (abandoned";
  RequestScope request("crash", key, key.empty() ? "" : "digest", key.empty());
  body();
  request.abandon();
  log_ += ")";
  ++world_.crashed;
}

void MoneyHistory::keyed(const Body& body, const std::string& key) {
  RequestScope request("act", key, "digest");
  body();
  if (!request.finish()) wrong_ += " a request was not finished";
}

void MoneyHistory::repeated(const Body& body, const std::string& key) {
  log_ += " (again";
  RequestScope request("again", key, "digest");
  const std::int64_t before = scalar("SELECT MAX(id) FROM audit", {});
  body();
  if (!request.finish()) wrong_ += " a repetition was not finished";
  if (request.key_was_taken() && scalar("SELECT MAX(id) FROM audit", {}) != before) {
    wrong_ += " a repetition was written";
  }
  log_ += ")";
}

void MoneyHistory::guarded(const Body& body) {
  try {
    body();
  } catch (const std::exception& error) {
    wrong_ += std::string(" thrown ") + error.what();
  }
}

// At any write: the row is refused, the engine takes the transaction back once (the gate tries again) or for good, or
// nobody hears whether it was committed.
void MoneyHistory::broken(const Body& body) {
  const std::int64_t how = below(5);
  const bool of_commits = how >= 3;
  const auto at = static_cast<int>(1 + below(of_commits ? 2 : 1 + below(24)));
  log_ += " (broken";
  world_.faulty.arm(static_cast<Break>(how), at, below(4) == 0);
  guarded(body);
  if (world_.faulty.disarm()) ++world_.crashed;
  log_ += ")";
  look();
}

// With a key the whole request is one transaction; its end is what is not heard of.
void MoneyHistory::unheard(const Body& body, const std::string& key) {
  const bool committed = below(2) == 0;
  log_ += committed ? " (unheard" : " (lost";
  RequestScope request("crash", key, "digest");
  guarded(body);
  world_.faulty.arm(committed ? Break::commit_unheard : Break::commit_lost, 1);
  const bool told = request.finish().ok();
  const bool broke = world_.faulty.disarm();
  if (broke) ++world_.crashed;
  if (told == broke) wrong_ += " a lost answer was not told";
  log_ += ")";
}

// The same act with the first write refused, then the second, until it runs through.
void MoneyHistory::swept(const Body& body) {
  const auto state = world_.random;
  log_ += " (swept";
  for (int at = 1; at <= 80 && wrong_.empty(); ++at) {
    world_.random = state;
    world_.faulty.arm(Break::refused, at);
    guarded(body);
    if (!world_.faulty.disarm()) break;
    ++world_.swept;
    look();
  }
  log_ += ")";
}

void MoneyHistory::settle_something() {
  if (contesting_ > 0 && --contesting_ > 0 && below(6) != 0) return step_objection();
  if (paying_ > 0 && --paying_ > 0 && below(5) != 0) return step_order();
  if (newest("contract_termination", "AND state = 'draft'") && below(2) == 0) return step_termination();
  if (below(120) == 0) return close_month();
  const Row statement = newest("statement", "AND state <> 'voided'");
  if (statement) return settle(statement);
  switch (below(10)) {
    case 0: paying_ = 3; return step_order();
    case 1: return step_objection();
    case 2: return below(2) == 0 ? step_conduct() : change_contract();
    default: return done("draft", draft_statement(stage_.gate, stage_.as("clerk"), contract_.id));
  }
}

void MoneyHistory::settle(const Row& statement) {
  const bool draft = statement.state == "draft";
  if (draft && below(2) == 0) return confirm(statement);
  switch (below(22)) {
    case 0:
      if (draft || below(3) != 0) break;
      return done("void", void_statement(stage_.gate, stage_.as("leader"), statement.id, statement.version,
                                         json(R"({"reason":"重算"})")));
    case 1: return done("redraw", redraw_statement(stage_.gate, stage_.as("clerk"), statement.id, statement.version));
    case 2: return pay();
    case 3: return pay_rest();
    case 4: return below(2) == 0 ? pay_rest() : move("refund", 1 + below(fee_ / 10 + 1));
    case 5:
    case 6: return adjust(statement);
    case 7: return below(2) == 0 ? amend() : keep_sheet();
    case 8:
    case 9: return step_retention();
    case 10: return step_invoice();
    case 11:
    case 12:
    case 13:
    case 14: paying_ = 5; return step_order();
    case 15:
    case 16: contesting_ = 5; return step_objection();
    case 17: return step_termination();
    case 18: return below(2) == 0 ? step_termination() : deliver();
    case 19: return below(3) == 0 ? correct_journal() : countersign();
    case 20: return below(2) == 0 ? step_conduct() : change_contract();
    default: break;
  }
  confirm(statement);
}

}  // namespace zhiheng::testing

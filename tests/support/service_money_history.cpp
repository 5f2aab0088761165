#include "support/money_history.h"

#include "service/agency_account_service.h"
#include "service/journal_parts.h"
#include "service/journal_service.h"
#include "store/journal_period_store.h"
#include "store/sql.h"

namespace zhiheng::testing {

using namespace zhiheng::service;

std::vector<std::string> FaultSwitch::places() {
  return {"journal_transaction", "journal_entry", "audit", "payment", "statement", "adjustment", "retention"};
}

FaultSwitch::FaultSwitch(store::Database& database) : database_(database) {
  auto rows = database_.writer();
  const bool sqlite = rows->engine() == store::Engine::sqlite;
  rows->execute("CREATE TABLE fault_switch (place VARCHAR(64) NOT NULL)");
  for (const std::string& place : places()) {
    const std::string armed = "(SELECT COUNT(*) FROM fault_switch WHERE place = '" + place + "') > 0";
    const std::string head = "CREATE TRIGGER fault_" + place + " BEFORE INSERT ON " + place + " FOR EACH ROW ";
    rows->script(sqlite ? head + "WHEN " + armed + " BEGIN SELECT RAISE(ABORT, 'fault'); END;"
                        : head + "IF " + armed +
                              " THEN SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 4025, MESSAGE_TEXT = 'fault'; END IF");
  }
}

FaultSwitch::~FaultSwitch() {
  try {
    auto rows = database_.writer();
    for (const std::string& place : places()) rows->execute("DROP TRIGGER fault_" + place);
    rows->execute("DROP TABLE fault_switch");
  } catch (const store::SqlError&) {
    return;  // the schema goes with its server
  }
}

void FaultSwitch::arm(const std::string& place) {
  database_.writer()->execute("INSERT INTO fault_switch (place) VALUES (?)", {place});
}
void FaultSwitch::disarm() {
  database_.writer()->execute("DELETE FROM fault_switch");
}

HistoryWorld::HistoryWorld(store::Database& database, std::uint64_t seed)
    : stage(database), fault(database), random(seed) {
  plain_policy = stage.world.policy;
  {
    auto lease = database.writer();
    lease->begin_write();
    billing_policy = insert(*lease, "policy",
                            {{"code", "billing-policy"},
                             {"revision", 1},
                             {"title", "结算办法"},
                             {"state", "approved"},
                             {"document", "{}"},
                             {"digest", std::string(64, '0')}});
    World other = stage.world;
    other.policy = billing_policy;
    use_policy(*lease, other, "honghe-2022", [](Json& document) {
      document.set("billing", json(R"({"notice":{"days":5},"retention":{"part":"0.05","months":12}})"));
      document.set("objection", json(R"({"days":5,"day_kind":"working","levels":1,"answer_days":10,)"
                                     R"("decided_by":"leader"})"));
    });
    lease->commit();
  }
  const auto made = enter_agency_account(
      stage.gate, stage.as("clerk"),
      json(R"({"agency":")" + std::to_string(stage.world.agency) +
           R"(","bank_name":"示范银行","account_name":"云岭咨询","account_number":"6222021234567894"})"));
  if (!made || !check_agency_account(stage.gate, stage.as("reviewer"), id_of(*made), 1)) {
    throw Defect("the agency has a bank account: " + rules_of(made));
  }
  payee = made->text_at("id");
}

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

void MoneyHistory::begin() {
  stage_.clock.set("2022-10-08 01:00:00.000");
  std::vector<std::int64_t> fees;
  for (int i = 0; i <= below(2); ++i) fees.push_back(100'000 + below(9'000'000));
  for (const std::int64_t fee : fees) fee_ += fee;
  stage_.world.policy = below(2) == 0 ? world_.plain_policy : world_.billing_policy;
  contract_ = stage_.contract("HT-" + std::to_string(number_) + (below(4) == 0 ? "〔2022〕;: 号" : ""), fees);
  if (below(3) == 0) {
    stage_.sql("UPDATE engagement SET fixed_deduction_fen = ?, fixed_deduction_reason = '人员不足' WHERE id = ?",
               {1 + below(50'000), contract_.engagements[0]});
  }
  if (below(3) == 0) {
    stage_.sql("UPDATE engagement SET report_due_on = '2022-10-01' WHERE contract_id = ?", {contract_.id});
  }
}

std::string MoneyHistory::run() {
  begin();
  for (std::int64_t i = below(5); i > 0; --i) {
    act([this] {
      switch (below(6)) {
        case 0: return amend();
        case 1: return deliver();
        case 2: return step_invoice();
        case 3: return step_order();
        case 4: return below(2) == 0 ? step_termination() : deliver();
        default: return pay();
      }
    });
  }
  if (below(12) != 0) {
    for (const std::int64_t engagement : contract_.engagements) {
      if (scalar("SELECT COUNT(*) FROM engagement WHERE id = ? AND cancelled <> 0", {engagement}) > 0) continue;
      stage_.scored(engagement, std::to_string(60 + below(41)), std::to_string(60 + below(41)));
    }
    for (std::int64_t i = 4 + below(14); i > 0 && wrong_.empty(); --i) act([this] { settle_something(); });
  }
  const auto journal = journal_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  if (!journal) wrong_ += " journal " + rules_of(journal);
  if (journal && !journal->at("items").items().empty()) {
    if (!journal->at("proven").boolean()) wrong_ += " not proven";
    if (journal->text_at("due") != journal->text_at("owed")) wrong_ += " due is not owed";
  }
  return wrong_.empty() ? "" : "contract " + std::to_string(number_) + wrong_ + " after" + log_;
}

// Most acts happen once. Some are rehearsed and rolled back when everything is done, as a crash before the commit
// would; some are sent with a key and, the answer lost, sent again; some break in the middle.
void MoneyHistory::act(const std::function<void()>& body) {
  stage_.clock.advance_minutes(1 + below(3));
  const std::int64_t kind = below(12);
  const std::string key = "key-" + std::to_string(number_) + "-" + std::to_string(++keys_);
  const auto state = world_.random;
  if (kind <= 1) {
    log_ += " (abandoned";
    RequestScope request("crash", kind == 0 ? "" : key, kind == 0 ? "" : "digest", kind == 0);
    body();
    request.abandon();
    log_ += ")";
    ++world_.crashed;
  }
  if (kind == 4) faulty(body);
  if (kind != 0) {
    world_.random = state;
    RequestScope request("act", kind <= 2 ? key : "", kind <= 2 ? "digest" : "");
    body();
    if (kind <= 2 && !request.finish()) wrong_ += " a request was not finished";
  }
  if (kind == 2 || kind == 3) {
    world_.random = state;  // the very same again: refused, or the contract's next step, never booked twice
    log_ += " (again";
    RequestScope request("again", kind == 2 ? key : "", kind == 2 ? "digest" : "");
    const std::int64_t before = scalar("SELECT MAX(id) FROM audit", {});
    body();
    if (kind == 2 && !request.finish()) wrong_ += " a repetition was not finished";
    if (kind == 2 && request.key_was_taken() && scalar("SELECT MAX(id) FROM audit", {}) != before) {
      wrong_ += " a repetition was written";
    }
    log_ += ")";
  }
  wrong_ += difference();
}

void MoneyHistory::faulty(const std::function<void()>& body) {
  const auto places = FaultSwitch::places();
  const std::string& place = places[static_cast<std::size_t>(below(static_cast<std::int64_t>(places.size())))];
  world_.fault.arm(place);
  const auto before = world_.accepted;
  log_ += " (broken at " + place;
  try {
    body();
  } catch (const std::exception& error) {
    log_ += std::string(" ") + error.what();
  }
  if (world_.accepted == before) ++world_.crashed;
  world_.fault.disarm();
  log_ += ")";
  wrong_ += difference();
}

void MoneyHistory::settle_something() {
  if (contesting_ > 0 && --contesting_ > 0 && below(6) != 0) return step_objection();
  if (newest("contract_termination", "AND state = 'draft'") && below(2) == 0) return step_termination();
  const Row statement = newest("statement", "AND state <> 'voided'");
  if (!statement) {
    if (below(4) == 0) return below(2) == 0 ? step_order() : step_objection();
    return done("draft", draft_statement(stage_.gate, stage_.as("clerk"), contract_.id));
  }
  const bool draft = statement.state == "draft";
  if (draft && below(2) == 0) return confirm(statement);
  switch (below(20)) {
    case 0:
      if (draft || below(3) != 0) break;
      return done("void", void_statement(stage_.gate, stage_.as("leader"), statement.id, statement.version,
                                         json(R"({"reason":"重算"})")));
    case 1: return done("redraw", redraw_statement(stage_.gate, stage_.as("clerk"), statement.id, statement.version));
    case 2: return pay();
    case 3: return pay_rest();
    case 4: return move("refund", 1 + below(fee_ / 10 + 1));
    case 5:
    case 6: return adjust(statement);
    case 7: return amend();
    case 8:
    case 9: return step_retention();
    case 10: return step_invoice();
    case 11:
    case 12:
    case 13: return step_order();
    case 14:
    case 15: contesting_ = 5; return step_objection();
    case 16: return step_termination();
    case 17: return below(2) == 0 ? step_termination() : deliver();
    case 18: return below(3) == 0 ? correct_journal() : countersign();
    default: break;
  }
  confirm(statement);
}

bool MoneyHistory::compare(const char* what, Money ours, Money theirs) {
  if (ours == theirs) return true;
  wrong_ += std::string(" ") + what + " " + ours.text() + " is not " + theirs.text();
  return false;
}

// The accounts against the balance that statement and payments give.
std::string MoneyHistory::difference() {
  const auto read = [](const std::string& text) {
    const bool less = text.starts_with('-');
    const Money amount = *read_money(std::string_view(text).substr(less ? 1 : 0), {});
    return less ? Money() - amount : amount;
  };
  const auto account = payments_of_contract(stage_.gate, stage_.as("clerk"), contract_.id);
  if (!account) return " payments " + rules_of(account);
  const Json& balance = account->at("balance");
  const Money paid = read(account->text_at("paid"));
  const auto found = store::contract_balances(*stage_.database.reader(), stage_.world.bureau, "", contract_.id - 1, 1);
  if (found.empty() || found[0].contract_id != contract_.id) {
    return balance.is_null() && paid == Money() ? "" : " nothing is posted";
  }
  const domain::JournalBalances& books = found[0].balances;
  const auto of = [&](const char* name) { return domain::balance_in(books, name); };
  const auto said = [&](const char* name) { return balance.is_null() ? Money() : read(balance.text_at(name)); };
  compare("sum", domain::sum_of(books), Money());
  compare("paid", Money() - of("paid"), paid);
  compare("payable", Money() - of("payable"), said("payable"));
  compare("recoverable", of("recoverable"), said("recoverable"));
  compare("retention", Money() - of("retention"), said("held"));
  compare("advance", of("advance"), balance.is_null() ? paid : Money());
  compare("due", journal_due(books), journal_owed(books));
  compare("net", journal_due(books), said("net") - paid);
  return "";
}

}  // namespace zhiheng::testing

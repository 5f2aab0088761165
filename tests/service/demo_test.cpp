// The demonstration year: everything that the issue promises of it, on both engines.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "domain/evidence.h"
#include "service/account_service.h"
#include "service/check_service.h"
#include "service/demo_service.h"
#include "service/draw_service.h"
#include "service/record_service.h"
#include "service/security_key.h"
#include "service/statement_service.h"
#include "service/task_service.h"
#include "support/engines.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// Account numbers and identity numbers are sealed under it.
struct OwnKey {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_demo_" + std::to_string(::getpid()));
  OwnKey() {
    std::filesystem::create_directories(folder);
    use_key_file((folder / "key").string());
  }
  ~OwnKey() {
    use_key_file("");
    std::filesystem::remove_all(folder);
  }
};

std::string rules_of(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) out += problem.field + ":" + problem.rule + " ";
  return out;
}

std::int64_t count(store::Database& database, const std::string& sql) {
  auto rows = database.reader();
  return integer_or(rows->query(sql)[0][0]);
}

std::string broken_laws(Gate& gate) {
  const auto checked = CheckService(gate).run(operator_of_machine());
  REQUIRE(checked.ok());
  std::string names;
  for (const BrokenLaw& law : checked->broken) {
    names += law.law + " ";
    for (const auto& [column, value] : law.columns) names += column + "=" + value + " ";
  }
  return names;
}

// state, deduction, balance of each contract's standing statement, by the end of the contract's number.
std::map<std::string, std::string> standing(store::Database& database) {
  std::map<std::string, std::string> all;
  auto rows = database.reader();
  for (const auto& row : rows->query(
           "SELECT contract.number, statement.state, statement.sequence, statement.deduction_fen, "
           "statement.recoverable_fen FROM statement INNER JOIN contract ON contract.id = statement.contract_id "
           "WHERE contract.fiscal_year = 2022 AND statement.state <> 'voided'")) {
    const std::string number = text_or_empty(row[0]);
    all[number.substr(number.size() - 5, 2)] = text_or_empty(row[1]) + " S" + std::to_string(integer_or(row[2])) +
                                               " -" + std::to_string(integer_or(row[3])) + " <" +
                                               std::to_string(integer_or(row[4]));
  }
  return all;
}

void check_results(store::Database& database) {
  const std::string of_year = " AND engagement_id IN (SELECT id FROM engagement WHERE code LIKE 'PJ2022%')";
  const std::string current = "SELECT COUNT(*) FROM result WHERE state = 'current'" + of_year + " AND ";
  CHECK(count(database, current + "1 = 1") == 18);
  CHECK(count(database, current + "final_score = 8000") == 2);  // exactly on the line, and 79.996
  CHECK(count(database, current + "passed = 0") == 5);
  CHECK(count(database, "SELECT COUNT(*) FROM result WHERE state = 'superseded'" + of_year) == 2);
  CHECK(count(database, "SELECT COUNT(*) FROM deliverable WHERE days_late > 0") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM conduct WHERE kind = 'veto' AND evidence <> ''") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM statement WHERE state = 'voided'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM adjustment WHERE state = 'confirmed'") == 2);
  CHECK(count(database, "SELECT COUNT(*) FROM amendment WHERE kind <> 'termination'") == 2);
  CHECK(count(database, "SELECT COUNT(*) FROM amendment WHERE kind = 'termination'") == 1);
  auto rows = database.reader();
  const auto exact = [&](const char* code) {
    const auto found = rows->query(
        "SELECT result.result_document FROM result INNER JOIN engagement ON engagement.id = result.engagement_id "
        "WHERE result.state = 'current' AND engagement.code = ?",
        {std::string(code)});
    return text_or_empty(found.at(0)[0]);
  };
  CHECK(exact("PJ2022-09").find("19999/250") != std::string::npos);
  CHECK(exact("PJ2022-07").find("19999/250") == std::string::npos);
}

void check_evidence(Gate& gate, const std::vector<std::string>& contracts) {
  for (const std::string& number : contracts) {
    INFO(number);
    const auto evidence = statement_evidence(gate, operator_of_machine(), number);
    REQUIRE(rules_of(evidence.problems()) == "");
    const auto verified = domain::verify_evidence(*parse_json(write_json(*evidence)));
    REQUIRE(verified.ok());
    std::string differences;
    for (const domain::Difference& one : *verified) differences += one.pointer + " " + one.rule + " ";
    CHECK(differences == "");
  }
}

// The contract of 2023: drawn, one declined, discussed, contested twice, its experts paid.
void check_year_of_panels(store::Database& database, Gate& gate, std::int64_t panel) {
  REQUIRE(panel > 0);
  const auto draw = draw_evidence_of_panel(gate, operator_of_machine(), std::to_string(panel), false);
  REQUIRE(rules_of(draw.problems()) == "");
  CHECK(domain::verify_evidence(*draw)->empty());
  CHECK(count(database, "SELECT COUNT(*) FROM panel_member WHERE invitation = 'declined'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM panel_member WHERE origin = 'substitute'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM objection WHERE outcome = 'upheld'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM objection WHERE outcome = 'rejected'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM expert_fee WHERE state = 'paid'") == 2);
  CHECK(count(database, "SELECT COUNT(*) FROM recusal_flag WHERE state = 'handled'") == 1);
  check_evidence(gate, {"红财绩委〔2023〕01号"});
}

// The contracts of 2024: from the calculation sheet to the last fen, and one that ended early.
void check_year_of_money(store::Database& database, Gate& gate) {
  CHECK(count(database, "SELECT COUNT(*) FROM fee_basis_sheet") == 3);
  CHECK(count(database, "SELECT COUNT(*) FROM invoice WHERE state = 'accepted'") == 3);
  CHECK(count(database, "SELECT COUNT(*) FROM payment_order WHERE state = 'paid'") == 3);
  CHECK(count(database, "SELECT CAST(SUM(amount_fen) AS SIGNED) FROM payment WHERE order_id IS NOT NULL") == 37'800'00);
  CHECK(count(database, "SELECT COUNT(*) FROM payment WHERE order_id IS NULL AND countersigned_by IS NULL") == 0);
  CHECK(count(database, "SELECT COUNT(*) FROM deduction_notice WHERE state = 'accepted'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM retention WHERE state = 'released'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM contract WHERE state = 'terminated'") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM agency_record_item WHERE state = 'accepted'") == 11);
  CHECK(count(database, "SELECT COUNT(*) FROM issued_record") == 1);
  CHECK(count(database, "SELECT COUNT(*) FROM journal_period") == 34);  // March 2022 to December 2024
  check_evidence(gate, {"红财绩〔2024〕11号", "红财绩〔2024〕12号", "红财绩〔2024〕13号"});
}

std::size_t tasks_of(Gate& gate, const std::string& login) {
  const auto actor = AccountService(gate).actor_of_login(operator_of_machine(), login);
  REQUIRE(actor.ok());
  return my_tasks(gate, *actor)->at("items").items().size();
}

}  // namespace

TEST_CASE("the demonstration year is whole, lawful and verifiable", "[demo]") {
  const OwnKey key;
  for_each_engine([](store::Database& database) {
    const FakeClock clock("2026-11-21 03:00:00.000");
    Gate gate(database, clock);
    const auto report = DemoService::fill(database, clock, false);
    REQUIRE(rules_of(report.problems()) == "");
    std::vector<int> counts;
    for (const auto& [kind, number] : report->kinds) counts.push_back(number);
    CHECK(counts == std::vector<int>{4, 6, 1, 2, 1, 2, 2});
    CHECK(report->engagements == 18);
    CHECK(report->contracts.size() == 8);
    CHECK(count(database, "SELECT COUNT(*) FROM engagement WHERE code LIKE 'PJ2022%'") == 18);
    CHECK(count(database, "SELECT COUNT(*) FROM budget_unit") == 8);
    CHECK(count(database, "SELECT COUNT(*) FROM score_sheet WHERE state = 'locked'") == 220);
    check_results(database);
    CHECK(standing(database) == std::map<std::string, std::string>{{"01", "settled S1 -0 <0"},
                                                                   {"02", "confirmed S1 -380000 <0"},
                                                                   {"03", "settled S1 -0 <0"},
                                                                   {"04", "confirmed S1 -0 <0"},
                                                                   {"05", "confirmed S1 -4000000 <0"},
                                                                   {"06", "confirmed S1 -660000 <330000"},
                                                                   {"07", "settled S2 -0 <0"},
                                                                   {"08", "settled S1 -300000 <300000"}});
    CHECK(broken_laws(gate) == "");
    check_evidence(gate, report->contracts);
    check_year_of_panels(database, gate, report->drawn_panel);
    check_year_of_money(database, gate);
    for (const char* login : {"clerk", "reviewer", "leader", "agency05"}) {
      INFO(login);
      CHECK(tasks_of(gate, login) > 0);
    }
    const DemoAccount& expert = demo_accounts().at(3);
    CHECK(AccountService(gate).sign_in(expert.login, expert.password).ok());
    const auto again = DemoService::fill(database, clock, false);
    REQUIRE_FALSE(again.ok());
    CHECK(again.problems()[0].rule == "demo.not_empty");
    CHECK(again.problems()[0].kind == Kind::conflict);
  });
}

TEST_CASE("the contract in progress leaves work for experts, and its statement is refused", "[demo]") {
  const OwnKey key;
  for_each_engine([](store::Database& database) {
    const FakeClock clock("2026-11-21 03:00:00.000");
    Gate gate(database, clock);
    const auto report = DemoService::fill(database, clock, true);
    REQUIRE(rules_of(report.problems()) == "");
    CHECK(report->engagements == 18);
    CHECK(broken_laws(gate) == "");
    CHECK(tasks_of(gate, "expert01") > 0);
    CHECK(tasks_of(gate, "agency03") > 0);
    CHECK(count(database, "SELECT COUNT(*) FROM deduction_notice WHERE state = 'sent'") == 1);
    CHECK(count(database, "SELECT COUNT(*) FROM invoice WHERE state = 'entered'") == 1);
    CHECK(count(database, "SELECT COUNT(*) FROM payment_order WHERE state = 'draft'") == 1);
    CHECK(count(database, "SELECT COUNT(*) FROM payment WHERE order_id IS NULL AND countersigned_by IS NULL") == 1);
    CHECK(count(database, "SELECT COUNT(*) FROM rating_objection WHERE state = 'filed'") == 1);
    CHECK(count(database, "SELECT COUNT(*) FROM lead_change WHERE state = 'asked'") == 1);
    const auto refused = statement_evidence(gate, operator_of_machine(), report->live_contract);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problems()[0].rule == "statement.not_confirmed");
  });
}

TEST_CASE("every deducted point of the demonstration has a reason and every account a sound password", "[demo]") {
  const auto database = fresh_sqlite();
  const FakeClock clock("2026-11-21 03:00:00.000");
  REQUIRE(DemoService::fill(*database, clock, false).ok());
  CHECK(count(*database, "SELECT COUNT(*) FROM score_item WHERE reason <> ''") > 300);
  CHECK(count(*database, "SELECT COUNT(DISTINCT reason) FROM score_item") > 40);
  CHECK(count(*database, "SELECT COUNT(*) FROM audit WHERE login = 'reviewer' AND action = 'confirm'") > 0);
  CHECK(count(*database, "SELECT COUNT(*) FROM audit WHERE login = 'expert01' AND action = 'submit'") > 0);
  std::set<std::string> passwords;
  for (const DemoAccount& account : demo_accounts()) {
    CHECK(check_password(account.login, account.password, "").empty());
    passwords.insert(account.password);
  }
  CHECK(passwords.size() == demo_accounts().size());
}

TEST_CASE("a demonstration that fails half-way leaves nothing", "[demo]") {
  for_each_engine([](store::Database& database) {
    {
      // Its name stands in the way of one of the last acts.
      auto rows = database.writer();
      rows->execute(
          "INSERT INTO policy (code, revision, title, state, document, digest, created_at, updated_at) VALUES "
          "('honghe-2026', 1, 'x', 'approved', ?, 'x', '2022-01-01 00:00:00.000', '2022-01-01 00:00:00.000')",
          {write_json(*domain::shipped_policy_document("honghe-2022"))});
    }
    const FakeClock clock("2026-11-21 03:00:00.000");
    const auto report = DemoService::fill(database, clock, false);
    REQUIRE_FALSE(report.ok());
    CHECK(report.problems()[0].rule == "policy.code_taken");
    for (const char* table : {"bureau", "account", "contract", "audit", "score_sheet"}) {
      INFO(table);
      CHECK(count(database, std::string("SELECT COUNT(*) FROM ") + table) == 0);
    }
  });
}

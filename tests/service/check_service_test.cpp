// The laws of the data: a sound world is clean, and each law finds its own kind of damage on both engines.
#include "service/check_service.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/resource.h"
#include "service/account_service.h"
#include "store/file_store.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

struct Sound {
  World world;
  TestContract contract;
  std::int64_t panel = 0, sheet = 0, result = 0, statement = 0, payment = 0;
};

void audit_row(store::Connection& rows, const std::string& subject, std::int64_t id) {
  insert(rows, "audit",
         {{"at", some_moment().utc()},
          {"login", "clerk"},
          {"action", "create"},
          {"subject", subject},
          {"subject_id", id},
          {"detail", "{}"}});
}

std::int64_t add_statement(store::Connection& rows, const Sound& s, int sequence, const std::string& state) {
  const bool confirmed = state != "draft";
  const auto id = insert(rows, "statement",
                         {{"bureau_id", s.world.bureau},
                          {"agency_id", s.world.agency},
                          {"contract_id", s.contract.id},
                          {"number", "HT-1-S" + std::to_string(sequence)},
                          {"sequence", sequence},
                          {"state", state},
                          {"fee_fen", 100'000},
                          {"bonus_fen", 0},
                          {"deduction_fen", 10'000},
                          {"paid_fen", 0},
                          {"payable_fen", 90'000},
                          {"recoverable_fen", 0},
                          {"case_document", "{}"},
                          {"result_document", "{}"},
                          {"drafted_by", s.world.as("clerk").account_id},
                          {"confirmed_by", confirmed ? Value(s.world.as("reviewer").account_id) : Value()},
                          {"confirmed_at", confirmed ? Value("2022-10-08 00:00:00.000") : Value()}});
  audit_row(rows, "statement", id);
  return id;
}

// One contract of 1,000.00 with everything up to a payment of its statement.
Sound make_sound(store::Database& database) {
  Sound s;
  s.world = make_world(database);
  auto lease = database.writer();
  store::Connection& rows = *lease;
  rows.begin_write();
  const auto of = [&](std::vector<std::pair<std::string, Value>> cells) {
    cells.insert(cells.begin(), {{"bureau_id", s.world.bureau}, {"agency_id", s.world.agency}});
    return cells;
  };
  s.contract = add_contract(rows, s.world, "HT-1", {100'000});
  audit_row(rows, "contract", s.contract.id);
  const auto engagement = s.contract.engagements[0];
  s.panel = insert(rows, "panel",
                   of({{"engagement_id", engagement},
                       {"policy_id", s.world.policy},
                       {"name", "p"},
                       {"deadline_on", "2022-11-01"},
                       {"state", "closed"}}));
  const auto member = insert(rows, "panel_member", {{"panel_id", s.panel}, {"expert_id", s.world.experts[0]}});
  s.sheet = insert(rows, "score_sheet",
                   of({{"expert_id", s.world.experts[0]},
                       {"panel_id", s.panel},
                       {"member_id", member},
                       {"component", "plan"},
                       {"state", "locked"},
                       {"total", 8000},
                       {"submitted_at", some_moment().utc()}}));
  insert(rows, "score_item", {{"sheet_id", s.sheet}, {"criterion", "a"}, {"points", 5000}});
  insert(rows, "score_item", {{"sheet_id", s.sheet}, {"criterion", "b"}, {"points", 3000}});
  s.result = insert(rows, "result",
                    of({{"engagement_id", engagement},
                        {"panel_id", s.panel},
                        {"policy_id", s.world.policy},
                        {"sequence", 1},
                        {"final_score", 8000},
                        {"grade", "良"},
                        {"passed", 1},
                        {"deduction_fen", 10'000},
                        {"case_document", "{}"},
                        {"result_document", "{}"}}));
  audit_row(rows, "result", s.result);
  s.statement = add_statement(rows, s, 1, "confirmed");
  insert(rows, "statement_line",
         {{"statement_id", s.statement},
          {"engagement_id", engagement},
          {"result_id", s.result},
          {"fee_fen", 100'000},
          {"bonus_fen", 0},
          {"deduction_fen", 10'000}});
  s.payment = insert(rows, "payment",
                     of({{"contract_id", s.contract.id},
                         {"instalment_id", s.contract.instalment},
                         {"statement_id", s.statement},
                         {"paid_on", "2022-10-08"},
                         {"amount_fen", 90'000},
                         {"voucher_number", "V-1"}}));
  audit_row(rows, "payment", s.payment);
  const std::string bytes(1'200'000, '\0');
  const std::string sum = sha256_hex(bytes);
  store::store_file(rows, sum, "application/pdf", bytes, some_moment());
  insert(rows, "deliverable",
         of({{"engagement_id", engagement},
             {"kind", "plan"},
             {"revision", 1},
             {"file_name", "a.pdf"},
             {"sha256", sum},
             {"received_at", some_moment().utc()}}));
  rows.commit();
  return s;
}

std::vector<std::string> broken_laws(store::Database& database) {
  FakeClock clock;
  Gate gate(database, clock);
  const auto report = CheckService(gate).run(operator_of_machine());
  REQUIRE(report.ok());
  std::vector<std::string> laws;
  for (const BrokenLaw& row : report->broken) {
    UNSCOPED_INFO(write_json(report->to_json().at("broken")));
    if (laws.empty() || laws.back() != row.law) laws.push_back(row.law);
  }
  return laws;
}

struct Damage {
  std::string law;
  std::string sql;
};

// Changes that no CHECK of the schema stops; ids stand in for {contract} and so on.
const std::vector<Damage>& damages() {
  static const std::vector<Damage> all{
      {"confirmed_statement_equals_its_lines", "UPDATE statement_line SET deduction_fen = 9999"},
      {"statement_adds_up", "UPDATE statement SET payable_fen = 90001"},
      {"contract_fee_equals_engagements", "UPDATE engagement SET fee_fen = fee_fen + 1"},
      {"contract_fee_equals_instalments", "UPDATE instalment SET amount_fen = amount_fen - 1"},
      {"contract_fee_equals_original_plus_amendments", "UPDATE contract SET original_fee_fen = original_fee_fen - 1"},
      {"paid_never_exceeds_payable", "UPDATE payment SET amount_fen = amount_fen + 1"},
      {"one_current_result_per_engagement", "UPDATE result SET state = 'superseded'"},
      {"submitted_sheet_has_all_points", "UPDATE score_sheet SET state = 'submitted', submitted_at = NULL"},
      {"sheet_total_equals_its_items", "UPDATE score_item SET points = points - 1 WHERE criterion = 'a'"},
      {"locked_sheets_only_in_closed_panels", "UPDATE panel SET state = 'open'"},
      {"sheet_expert_is_member", "UPDATE panel_member SET expert_id = expert_id + 1"},
      {"confirmed_statement_names_who_and_when", "UPDATE statement SET state = 'settled'"},
      {"file_pieces_add_up_to_size", "UPDATE file_piece SET bytes = 'x' WHERE sequence = 1"},
      {"deliverable_revisions_without_gaps", "UPDATE deliverable SET revision = 2"},
      {"statement_and_result_numbers_without_gaps", "UPDATE statement SET sequence = 2"},
      {"parts_carry_the_bureau_and_agency_of_their_whole", "UPDATE conduct_or_payment SET agency_id = agency_id + 1"},
      {"bonds_are_at_most_a_tenth", "UPDATE contract SET bond_fen = fee_fen"},
      {"terminations_are_decided_by_another_person", "UPDATE contract SET state = 'terminated'"},
      {"every_write_is_audited", "UPDATE audit SET subject_id = 0 - subject_id WHERE subject = 'payment'"},
  };
  return all;
}

}  // namespace

TEST_CASE("a sound world is clean, and whoever may not run checks is refused") {
  for_each_engine([](store::Database& database) {
    const auto s = make_sound(database);
    CHECK(broken_laws(database).empty());
    FakeClock clock;
    Gate gate(database, clock);
    CHECK(CheckService(gate).run(s.world.as("leader")).problems()[0].rule == "access.role");
    CHECK(CheckService(gate).schema_state().ok());
  });
}

TEST_CASE("each law finds its damage") {
  for_each_engine([](store::Database& database) {
    make_sound(database);
    for (const Damage& damage : damages()) {
      std::string sql = damage.sql;
      if (const auto at = sql.find("conduct_or_payment"); at != std::string::npos) sql.replace(at, 18, "payment");
      auto rows = database.writer();
      rows->begin_write();
      REQUIRE(rows->execute(sql) > 0);
      const auto path = "sql/checks/" + damage.law + ".sql";
      std::string law(resource(path));
      law = law.substr(law.find("\nSELECT") + 1);
      INFO(damage.law);
      CHECK_FALSE(rows->query(law.substr(0, law.rfind(';'))).empty());
      rows->rollback();
    }
    CHECK(broken_laws(database).empty());
  });
}

TEST_CASE("laws about several rows find what is too much") {
  for_each_engine([](store::Database& database) {
    const auto s = make_sound(database);
    {
      auto lease = database.writer();
      store::Connection& rows = *lease;
      rows.begin_write();
      add_statement(rows, s, 2, "draft");
      // Up and down again moves more than a tenth, though little is left of it in the end.
      for (const std::int64_t change_fen : {5'001, -5'000}) {
        insert(rows, "amendment",
               {{"bureau_id", s.world.bureau},
                {"agency_id", s.world.agency},
                {"contract_id", s.contract.id},
                {"sequence", change_fen > 0 ? 1 : 2},
                {"signed_on", "2022-05-01"},
                {"change_fen", change_fen},
                {"reason", "r"}});
      }
      rows.execute("UPDATE contract SET fee_fen = 100001");
      rows.execute("UPDATE engagement SET fee_fen = 100001");
      rows.execute("UPDATE instalment SET amount_fen = 100001");
      rows.execute("UPDATE policy SET bureau_id = ?", {s.world.bureau});
      rows.commit();
    }
    CHECK(broken_laws(database) == std::vector<std::string>{"amendments_stay_within_a_tenth",
                                                            "approved_policy_has_an_approver_or_is_shipped",
                                                            "one_statement_stands_per_contract"});
  });
}

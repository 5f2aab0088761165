// The laws of the data: a sound world is clean, and each law finds its own kind of damage on both engines.
#include "service/check_service.h"

#include <catch2/catch.hpp>

#include "support/law_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

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
      INFO(damage.law);
      CHECK_FALSE(rows->query(query_of_law(damage.law)).empty());
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

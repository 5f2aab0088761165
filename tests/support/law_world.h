// One contract of 1,000.00 with everything up to a payment of its statement, posted: a world in which every law holds.
#pragma once

#include "base/resource.h"
#include "service/account_service.h"
#include "service/check_service.h"
#include "service/journal_proof.h"
#include "store/file_store.h"
#include "support/world.h"

namespace zhiheng::testing {

struct Sound {
  World world;
  TestContract contract;
  std::int64_t panel = 0, sheet = 0, result = 0, statement = 0, payment = 0;
};

inline void audit_row(store::Connection& rows, const std::string& subject, std::int64_t id) {
  insert(rows, "audit",
         {{"at", some_moment().utc()},
          {"login", "clerk"},
          {"action", "create"},
          {"subject", subject},
          {"subject_id", id},
          {"detail", "{}"}});
}

inline std::int64_t add_statement(store::Connection& rows, const Sound& s, int sequence, const std::string& state) {
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

inline Sound make_sound(store::Database& database) {
  Sound s;
  s.world = make_world(database);
  {
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
  }
  FakeClock clock;
  service::Gate gate(database, clock);
  REQUIRE(service::JournalProof::run(gate, clock.now()).ok());
  return s;
}

inline std::vector<std::string> broken_laws(store::Database& database) {
  FakeClock clock;
  service::Gate gate(database, clock);
  const auto report = service::CheckService(gate).run(service::operator_of_machine());
  REQUIRE(report.ok());
  std::vector<std::string> laws;
  for (const service::BrokenLaw& row : report->broken) {
    UNSCOPED_INFO(write_json(report->to_json().at("broken")));
    if (laws.empty() || laws.back() != row.law) laws.push_back(row.law);
  }
  return laws;
}

// The query of a law.
inline std::string query_of_law(const std::string& law) {
  std::string text(resource("sql/checks/" + law + ".sql"));
  text = text.substr(text.find("\nSELECT") + 1);
  return text.substr(0, text.rfind(';'));
}

}  // namespace zhiheng::testing

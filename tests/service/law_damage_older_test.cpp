// The laws of statements, objections, draws and experts, each broken once; those of the fifth part are in
// law_damage_test.cpp, the simplest in check_service_test.cpp.
#include "support/law_damage.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

const std::string at = "2022-10-08 01:00:00.000";

// Bills for experts: two halves of a day, one of them paid.
std::vector<Damage> expert_fee_damages(const Sound& s) {
  const Plant bill{"expert_fee",
                   {{"id", 9001},
                    {"state", "paid"},
                    {"month", "2022-10"},
                    {"gross_fen", 100'000},
                    {"tax_fen", 4'000},
                    {"net_fen", 96'000},
                    {"drafted_by", s.world.as("clerk").account_id},
                    {"confirmed_by", s.world.as("reviewer").account_id}}};
  const Plant line{"expert_fee_line",
                   {{"id", 9001},
                    {"fee_id", 9001},
                    {"month", "2022-10"},
                    {"panel_id", s.panel},
                    {"worked_on", "2022-10-08"},
                    {"part", "morning"},
                    {"gross_fen", 100'000},
                    {"tax_fen", 4'000},
                    {"net_fen", 96'000},
                    {"payment_id", 9001}}};
  const Plant nothing{"expert_fee_line",
                      {{"id", 9002},
                       {"fee_id", 9001},
                       {"sequence", 2},
                       {"month", "2022-10"},
                       {"panel_id", s.panel},
                       {"worked_on", "2022-10-08"},
                       {"part", "afternoon"},
                       {"unpayable", 1},
                       {"reason", "own duty"}}};
  const Plant paid{"expert_fee_payment",
                   {{"id", 9001}, {"fee_id", 9001}, {"paid_on", "2022-10-20"}, {"amount_fen", 96'000}}};
  return {
      {"expert_fee_equals_its_lines", {bill, line}, "UPDATE expert_fee_line SET gross_fen = 100001"},
      {"expert_tax_is_that_of_the_month", {bill, line}, "UPDATE expert_fee_line SET tax_fen = 4001"},
      {"expert_work_is_paid_once", {bill, line, nothing}, "UPDATE expert_fee_line SET part = 'day' WHERE id = 9002"},
      {"paid_experts_stand_on_confirmed_bills", {bill, line, paid}, "UPDATE expert_fee_payment SET amount_fen = 95999"},
      {"unpayable_experts_get_nothing_and_say_why",
       {bill, nothing},
       "UPDATE expert_fee_line SET gross_fen = 1 WHERE id = 9002"},
  };
}

// An objection that was upheld: the corrected result and the same sum as the statement's.
std::vector<Damage> statement_damages(const Sound& s) {
  const std::string other = std::to_string(s.world.other_agency);
  const Plant objection{"objection",
                        {{"id", 9001},
                         {"state", "closed"},
                         {"outcome", "upheld"},
                         {"filed_at", "2022-10-04 01:00:00.000"},
                         {"answer_due_on", "2022-10-20"},
                         {"received_at", "2022-10-05 01:00:00.000"},
                         {"prepared_at", "2022-10-06 01:00:00.000"},
                         {"decided_at", "2022-10-07 01:00:00.000"},
                         {"closed_at", at},
                         {"drafted_by", s.world.as("clerk").account_id},
                         {"decided_by", s.world.as("leader").account_id},
                         {"result_id", s.result},
                         {"new_result_id", 9002},
                         {"statement_id", s.statement},
                         {"net_after_fen", 90'000}}};
  const Plant row{"objection_row", {{"id", 9001}, {"objection_id", 9001}, {"outcome", "upheld"}, {"decided", 90}}};
  const Plant correction{"sheet_correction", {{"objection_id", 9001}, {"row_id", 9001}, {"after_value", 90}}};
  const Plant result{"result", {{"id", 9002}, {"sequence", 2}}};
  return {
      {"confirmed_by_another_person", {}, "UPDATE statement SET confirmed_by = drafted_by"},
      {"payments_stand_on_their_own_contract", {}, "UPDATE payment SET contract_id = contract_id + 1"},
      {"statement_lines_are_of_their_contract", {}, "UPDATE result SET engagement_id = engagement_id + 1"},
      {"corrected_statement_equals_recomputed_result", {objection}, "UPDATE objection SET net_after_fen = 90001"},
      {"corrections_are_carried_by_a_superseding_result",
       {objection, row, correction, result},
       "UPDATE objection SET new_result_id = NULL"},
      {"no_statement_is_confirmed_while_an_objection_is_open", {objection}, "UPDATE objection SET state = 'filed'"},
      {"objection_states_are_not_skipped", {objection}, "UPDATE objection SET received_at = NULL"},
      {"objections_are_decided_by_another_person", {objection}, "UPDATE objection SET decided_by = drafted_by"},
      {"objections_carry_the_bureau_and_agency_of_their_engagement",
       {objection},
       "UPDATE objection SET agency_id = " + other},
      {"upheld_rows_have_their_correction",
       {objection, row, correction},
       "UPDATE sheet_correction SET after_value = 80"},
  };
}

std::vector<Damage> draw_damages(const Sound& s) {
  const Plant draw{"draw",
                   {{"id", 9001},
                    {"state", "drawn"},
                    {"mode", "commitments"},
                    {"panel_id", s.panel},
                    {"published_at", at},
                    {"list_document", "{}"},
                    {"list_hash", "x"},
                    {"result_document", "{}"}}};
  const Plant voided{"draw", {{"id", 9002}, {"sequence", 2}, {"state", "void"}}};
  const Plant party{
      "draw_party",
      {{"draw_id", 9001}, {"party", "agency"}, {"committed_at", at}, {"revealed_at", at}, {"revealed_value", "v"}}};
  return {
      {"a_fixed_draw_has_the_value_of_every_party", {draw, party}, "UPDATE draw_party SET revealed_value = ''"},
      {"a_published_draw_keeps_its_list_and_outcome", {draw}, "UPDATE draw SET list_document = NULL"},
      {"draws_carry_the_bureau_and_agency_of_their_engagement",
       {draw},
       "UPDATE draw SET agency_id = " + std::to_string(s.world.other_agency)},
      {"no_value_of_a_draw_is_there_before_all_have_committed",
       {draw, party},
       "UPDATE draw_party SET committed_at = NULL"},
      {"one_draw_stands_per_engagement", {draw, voided}, "UPDATE draw SET state = 'drawn' WHERE id = 9002"},
  };
}

std::vector<Damage> expert_damages(const Sound& s) {
  const std::int64_t clerk = s.world.as("clerk").account_id, reviewer = s.world.as("reviewer").account_id;
  const Plant expert{"expert",
                     {{"id", 9001},
                      {"code", "E9001"},
                      {"stage", "appointed"},
                      {"certificate_number", "C-1"},
                      {"term_from", "2022-01-01"},
                      {"term_until", "2024-12-31"},
                      {"identity_sealed", "x"},
                      {"identity_print", "p"},
                      {"identity_shown", "530***12"}}};
  const Plant step{"expert_step", {{"expert_id", 9001}, {"step", "appoint"}, {"to_stage", "appointed"}, {"at", at}}};
  const Plant member{"panel_member", {{"id", 9001}, {"expert_id", 9001}}};
  return {
      {"appointed_experts_have_certificate_and_term",
       {expert, step},
       "UPDATE expert SET certificate_number = '' WHERE id = 9001"},
      {"steps_of_experts_follow_each_other",
       {expert, step},
       "UPDATE expert_step SET to_stage = 'left' WHERE expert_id = 9001"},
      {"sealed_numbers_have_print_and_mask", {expert}, "UPDATE expert SET identity_shown = '530' WHERE id = 9001"},
      {"assessments_are_confirmed_by_another_person",
       {{"expert_assessment",
         {{"state", "confirmed"}, {"confirmed_at", at}, {"confirmed_by", reviewer}, {"drafted_by", clerk}}}},
       "UPDATE expert_assessment SET confirmed_by = drafted_by"},
      {"decided_recusal_flags_say_why",
       {{"recusal_flag", {{"state", "upheld"}, {"reason", "r"}, {"handled_by", clerk}, {"handled_at", at}}}},
       "UPDATE recusal_flag SET reason = ''"},
      {"extra_expert_is_a_member_of_the_panel",
       {expert, member, {"extra_expert", {{"member_id", 9001}}}},
       "UPDATE extra_expert SET panel_id = panel_id + 1"},
      {"questioned_sheet_belongs_to_its_panel",
       {{"outlying_question", {{"sheet_id", s.sheet}}}},
       "UPDATE outlying_question SET panel_id = panel_id + 1"},
      {"relations_name_existing_parties",
       {{"relation",
         {{"from_kind", "expert"}, {"from_id", s.world.experts[0]}, {"to_kind", "agency"}, {"to_id", s.world.agency}}}},
       "UPDATE relation SET from_id = 999999"},
  };
}

std::vector<Damage> other_damages(const Sound& s) {
  const std::int64_t clerk = s.world.as("clerk").account_id, reviewer = s.world.as("reviewer").account_id;
  return {
      {"finished_upload_names_its_deliverable",
       {{"deliverable", {{"id", 9001}, {"kind", "report"}, {"sha256", std::string(64, 'c')}}},
        {"upload", {{"kind", "report"}, {"state", "finished"}, {"deliverable_id", 9001}}}},
       "UPDATE upload SET deliverable_id = NULL"},
      {"published_disclosures_have_their_items",
       {{"disclosure",
         {{"id", 9001},
          {"kind", "quality_results"},
          {"state", "published"},
          {"code", "C"},
          {"document", "{}"},
          {"drafted_by", clerk},
          {"published_by", reviewer},
          {"item_count", 1}}},
        {"disclosure_item", {{"disclosure_id", 9001}}}},
       "UPDATE disclosure SET item_count = 2"},
      {"schema_migration_is_done", {}, "UPDATE schema_migration SET state = 'running' WHERE number = 1"},
  };
}

}  // namespace

TEST_CASE("sound rows of bills, objections, draws and experts keep a law, one change breaks it", "[laws]") {
  for_each_engine([](store::Database& database) {
    const Sound sound = make_sound(database);
    for (const auto& damages : {expert_fee_damages(sound), statement_damages(sound), draw_damages(sound),
                                expert_damages(sound), other_damages(sound)}) {
      break_laws(database, sound, damages);
    }
  });
}

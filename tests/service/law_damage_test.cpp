// Every law of the data is broken once: sound rows are planted, the law holds, one change breaks it. Foreign keys and
// CHECKs are off meanwhile, as they are for whoever edits the rows behind the program's back.
#include "support/law_damage.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

Plant transaction(std::int64_t id, std::int64_t number, std::int64_t amount_fen) {
  return {"journal_transaction",
          {{"id", id},
           {"year", 2031},
           {"number", number},
           {"kind", "payment"},
           {"source_stem", "payment"},
           {"source_id", id},
           {"source_key", "payment:" + std::to_string(id)},
           {"period", "2031-01"},
           {"amount_fen", amount_fen}}};
}
Plant entry(std::int64_t of, std::int64_t sequence, std::int64_t amount_fen) {
  return {"journal_entry",
          {{"transaction_id", of}, {"sequence", sequence}, {"account", "paid"}, {"amount_fen", amount_fen}}};
}

// Of the fifth part: fees, journal, ratings, the agency's record.
std::vector<Damage> money_damages(const Sound& s) {
  const std::int64_t clerk = s.world.as("clerk").account_id, reviewer = s.world.as("reviewer").account_id;
  const std::int64_t agency = s.world.as("agency").account_id;
  const std::string at = "2022-10-08 01:00:00.000";
  const Plant sheet{"fee_basis_sheet", {{"sequence", 1}, {"total_fen", 100'000}, {"fee_fen", 100'000}}};
  const Plant account{"agency_account",
                      {{"id", 9001},
                       {"number_sealed", "x"},
                       {"number_shown", "**** 1"},
                       {"state", "checked"},
                       {"drafted_by", clerk},
                       {"checked_by", reviewer},
                       {"checked_at", at}}};
  const Plant blue{"invoice",
                   {{"id", 9001},
                    {"number", "1"},
                    {"standing_number", "1"},
                    {"rate", "6"},
                    {"gross_fen", 10'600},
                    {"net_fen", 10'000},
                    {"tax_fen", 600},
                    {"state", "accepted"},
                    {"entered_by", clerk},
                    {"accepted_by", reviewer},
                    {"accepted_at", at}}};
  const Plant red{"invoice",
                  {{"id", 9002},
                   {"number", "2"},
                   {"standing_number", "2"},
                   {"kind", "red"},
                   {"red_of_id", 9001},
                   {"rate", "6"},
                   {"gross_fen", -5'300},
                   {"net_fen", -5'000},
                   {"tax_fen", -300},
                   {"state", "accepted"},
                   {"entered_by", clerk},
                   {"accepted_by", reviewer},
                   {"accepted_at", at}}};
  const Plant notice{"deduction_notice",
                     {{"id", 9001},
                      {"state", "accepted"},
                      {"answered_by", agency},
                      {"answered_at", at},
                      {"closed_on", "2022-10-08"},
                      {"drafted_by", clerk}}};
  const Plant retention{"retention",
                        {{"id", 9001},
                         {"state", "released"},
                         {"amount_fen", 5'000},
                         {"drafted_by", clerk},
                         {"confirmed_by", reviewer},
                         {"released_on", "2022-10-08"}}};
  const Plant batch{"payment_batch", {{"id", 9001}, {"order_count", 1}, {"total_fen", 90'000}}};
  const Plant order{"payment_order",
                    {{"id", 9001},
                     {"batch_id", 9001},
                     {"state", "paid"},
                     {"amount_fen", 90'000},
                     {"drafted_by", clerk},
                     {"confirmed_by", reviewer},
                     {"confirmed_at", at}}};
  const Plant payment{"payment", {{"id", 9001}, {"order_id", 9001}, {"amount_fen", 90'000}}};
  const Plant run{"rating_run",
                  {{"id", 9001},
                   {"fiscal_year", 2022},
                   {"state", "published"},
                   {"drafted_by", clerk},
                   {"published_by", reviewer},
                   {"published_at", at},
                   {"computed_at", at}}};
  const Plant rating{"rating",
                     {{"id", 9001}, {"run_id", 9001}, {"fiscal_year", 2022}, {"state", "current"}, {"grade", "A"}}};
  const Plant event{"credit_event",
                    {{"id", 9001}, {"state", "confirmed"}, {"drafted_by", clerk}, {"confirmed_by", reviewer}}};
  const Plant item{"agency_record_item",
                   {{"id", 9001},
                    {"state", "accepted"},
                    {"submitted_by", agency},
                    {"submitted_at", at},
                    {"reviewed_by", clerk},
                    {"reviewed_at", at}}};
  const Plant next_item{"agency_record_item", {{"id", 9002}, {"revision", 2}, {"state", "entered"}}};
  const Plant lead{"lead_evaluator", {{"id", 9001}}};
  const Plant change{"lead_change", {{"to_lead_id", 9001}}};
  const std::string id = std::to_string(s.world.other_agency);
  return {
      {"a_fee_that_was_worked_out_is_that_of_its_newest_sheet",
       {sheet},
       "UPDATE contract SET fee_basis = 'person_day', fee_fen = fee_fen + 1"},
      {"agency_accounts_are_sealed_and_checked", {account}, "UPDATE agency_account SET checked_by = drafted_by"},
      {"an_invoice_number_stands_once", {blue}, "UPDATE invoice SET standing_number = NULL"},
      {"invoices_are_accepted_by_another_person", {blue}, "UPDATE invoice SET accepted_by = entered_by"},
      {"net_and_tax_add_up_to_the_invoice", {blue}, "UPDATE invoice SET net_fen = 10001, tax_fen = 599"},
      {"red_invoices_stay_within_the_blue_one",
       {blue, red},
       "UPDATE invoice SET gross_fen = -10601 WHERE kind = 'red'"},
      {"confirmed_statements_and_payments_are_posted",
       {},
       "UPDATE journal_transaction SET source_id = 0 - source_id WHERE source_stem = 'payment'"},
      {"deduction_notices_are_answered_by_their_agency",
       {notice},
       "UPDATE deduction_notice SET answered_by = drafted_by"},
      {"no_statement_is_confirmed_while_a_notice_is_open", {notice}, "UPDATE deduction_notice SET state = 'contested'"},
      {"retention_never_exceeds_what_is_payable", {retention}, "UPDATE retention SET amount_fen = 90001"},
      {"retentions_end_by_two_people", {retention}, "UPDATE retention SET confirmed_by = drafted_by"},
      {"no_instalment_is_paid_before_its_trigger",
       {},
       "UPDATE payment SET statement_id = NULL, paid_on = '2022-02-28'"},
      {"nobody_commissions_the_evaluation_of_itself",
       {{"engagement", {{"id", 9001}, {"budget_unit_id", 9001}}}},
       "UPDATE contract SET principal_unit_id = 9001"},
      {"journal_numbers_have_no_gaps",
       {transaction(9001, 1, 0), transaction(9002, 2, 0)},
       "UPDATE journal_transaction SET number = 3 WHERE id = 9002"},
      {"journal_transactions_balance",
       {transaction(9001, 1, 5), entry(9001, 1, 5), entry(9001, 2, -5)},
       "UPDATE journal_entry SET amount_fen = 6 WHERE transaction_id = 9001 AND sequence = 1"},
      {"journal_owes_fee_and_bonus_less_deductions_and_payments", {}, "UPDATE payment SET amount_fen = amount_fen - 1"},
      {"nothing_is_posted_into_a_closed_month",
       {transaction(9001, 1, 0), {"journal_period", {{"period", "2031-01"}, {"closed_at", "2031-02-03 01:00:00.000"}}}},
       "UPDATE journal_transaction SET created_at = '2031-02-04 01:00:00.000' WHERE id = 9001"},
      {"payment_batches_equal_their_orders", {batch, order}, "UPDATE payment_batch SET total_fen = 90001"},
      {"payment_orders_are_confirmed_by_another_person",
       {batch, order},
       "UPDATE payment_order SET confirmed_by = drafted_by"},
      {"paid_orders_have_one_payment_of_their_amount",
       {batch, order, payment},
       "UPDATE payment SET amount_fen = 89999 WHERE id = 9001"},
      {"payments_are_countersigned_by_another_person", {}, "UPDATE payment SET booked_by = 1, countersigned_by = 1"},
      {"one_rating_stands_per_agency_and_year", {run, rating}, "UPDATE rating_run SET state = 'draft'"},
      {"published_ratings_are_published_by_another_person", {run}, "UPDATE rating_run SET published_by = drafted_by"},
      {"consequences_name_their_rating_or_veto",
       {run, rating, {"consequence", {{"about", "rating"}, {"about_id", 9001}}}},
       "UPDATE rating SET agency_id = " + id},
      {"evidence_files_belong_to_their_event",
       {event, {"credit_event_file", {{"credit_event_id", 9001}}}},
       "UPDATE credit_event_file SET agency_id = " + id},
      {"credit_events_are_confirmed_by_another_person", {event}, "UPDATE credit_event SET confirmed_by = drafted_by"},
      {"record_entries_are_accepted_by_another_person",
       {item},
       "UPDATE agency_record_item SET reviewed_by = submitted_by"},
      {"one_version_of_a_record_entry_stands", {item, next_item}, "UPDATE agency_record_item SET state = 'accepted'"},
      {"lead_changes_are_of_the_contracts_agency", {lead, change}, "UPDATE lead_evaluator SET agency_id = " + id},
  };
}

}  // namespace

TEST_CASE("sound rows keep a law, one change breaks it", "[laws]") {
  for_each_engine([](store::Database& database) {
    const Sound sound = make_sound(database);
    break_laws(database, sound, money_damages(sound));
  });
}

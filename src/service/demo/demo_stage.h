// The stage of the demonstration: the gate over one transaction, its clock, the people who act, and the ids of what
// they made. An act is one line of sql/seed/demo/*.json, carried out through the service that people use.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "service/demo/demo_clock.h"
#include "service/gate.h"

namespace zhiheng::service {

class DemoStage {
 public:
  DemoStage(store::Database& database, Date today) : gate_(database, clock_), today_(today) {}

  // Bureaus first, then the accounts, then what the clerk enters.
  Outcome raise();
  // All acts of a file in their order.
  Outcome play(const std::string& file);
  std::size_t acts() const { return acts_; }

 private:
  using Made = Result<Json>;
  using Handler = Made (DemoStage::*)(const Json& act);
  static const std::map<std::string, Handler> handlers;
  static Handler handler_of(const std::string& name);

  Made act_contract(const Json& act);
  Made act_amend(const Json& act);
  Made act_pay(const Json& act);
  Made act_deliver(const Json& act);
  Made act_accept(const Json& act);
  Made act_return(const Json& act);
  Made act_panel(const Json& act);
  Made act_sheet(const Json& act);
  Made act_save_sheet(const Json& act);
  Made act_return_sheet(const Json& act);
  Made act_close(const Json& act);
  Made act_conduct(const Json& act);
  Made act_recompute(const Json& act);
  Made act_draft(const Json& act);
  Made act_confirm(const Json& act);
  Made act_void(const Json& act);
  Made act_adjust(const Json& act);
  Made act_confirm_adjustment(const Json& act);
  Made act_policy(const Json& act);
  Made act_approve_policy(const Json& act);
  Made act_disclose(const Json& act);

  // A panel from the draw to its minutes. Who is drawn is chance, so these acts name seats, not experts.
  Made act_draw(const Json& act);
  Made act_commit(const Json& act);
  Made act_reveal(const Json& act);
  Made act_carry_out(const Json& act);
  Made act_invite(const Json& act);
  Made act_answers(const Json& act);
  Made act_substitute(const Json& act);
  Made act_declare(const Json& act);
  Made act_duties(const Json& act);
  Made act_session(const Json& act);
  Made act_sheets(const Json& act);
  Made act_discuss(const Json& act);
  Made act_revise(const Json& act);
  Made act_minutes(const Json& act);

  // The library, what binds its people, objections and fees.
  Made act_expert(const Json& act);
  Made act_qualification(const Json& act);
  Made act_remark(const Json& act);
  Made act_secrets(const Json& act);
  Made act_renew(const Json& act);
  Made act_assess(const Json& act);
  Made act_relation(const Json& act);
  Made act_flag(const Json& act);
  Made act_object(const Json& act);
  Made act_receive(const Json& act);
  Made act_prepare(const Json& act);
  Made act_review(const Json& act);
  Made act_decide(const Json& act);
  Made act_fee_scheme(const Json& act);
  Made act_fee(const Json& act);
  Made act_confirm_fee(const Json& act);
  Made act_pay_fee(const Json& act);

  // Ratings of a year.
  Made act_credit_event(const Json& act);
  Made act_rate(const Json& act);
  Made act_publish_rating(const Json& act);
  Made act_contest_rating(const Json& act);
  Made act_decide_rating(const Json& act);

  // What moves a contract's money, and the agencies' own records.
  Made act_record(const Json& act);
  Made act_invoice(const Json& act);
  Made act_account(const Json& act);
  Made act_order(const Json& act);
  Made act_send_orders(const Json& act);
  Made act_bank_result(const Json& act);
  Made act_notice(const Json& act);
  Made act_answer_notice(const Json& act);
  Made act_release(const Json& act);
  Made act_terminate(const Json& act);
  Made act_close_months(const Json& act);
  Made act_agency_record(const Json& act);
  Made act_issue_record(const Json& act);
  Made act_lead_change(const Json& act);

  Outcome add_records(bool bureaus);
  Outcome add_accounts();
  Outcome appoint_experts();  // who hold a certificate already, by another person than who entered them
  Json read_file(const std::string& file) const;  // with {day-3} and {year} filled in
  const domain::Actor& person(const std::string& login) const;
  const domain::Actor& expert(const std::string& code) const { return person(expert_logins_.at(code)); }
  std::int64_t made(const std::string& stem, const std::string& name) const;
  // The newest version of a plan or report, the sheet of an expert, the standing statement: ids and versions as the
  // clerk sees them.
  Made newest_deliverable(const Json& act);
  Made sheet_of(const Json& act);
  Made panel_of(const Json& act);
  Made draw_of(const Json& act);
  Made objection_of(const Json& act);
  // Who sits in the panel and has not left it, in the order of the seats.
  std::vector<Json> seats_of(const Json& panel) const;
  const domain::Actor& agency_of(const Json& act) const;
  const domain::Actor& agency_of_contract(const Json& act) const;
  Made statement_of(const Json& act);
  std::uint32_t seed_of(const Json& act) const;

  DemoClock clock_;
  Gate gate_;
  Date today_;
  std::map<std::string, domain::Actor> people_;
  std::map<std::string, std::string> expert_logins_;          // by the expert's code
  std::map<std::int64_t, std::string> agency_logins_;         // by the agency's id
  std::map<std::pair<std::string, std::string>, Json> made_;  // {"contract", number}: what the service answered
  std::size_t acts_ = 0;
};

}  // namespace zhiheng::service

#include "service/deliverable_days.h"

#include "base/calendar.h"
#include "service/case_builder.h"
#include "service/heart_json.h"
#include "store/deliverable_store.h"
#include "store/panel_store.h"

namespace zhiheng::service {

namespace {

// The policy frozen with the panel, or the contract's as long as there is none.
domain::DayCount day_count(Tx& tx, const store::EngagementFacts& engagement, const store::ContractFacts& contract) {
  const auto panel = store::find_panel_of(tx.rows(), engagement.id);
  const FrozenPolicy policy = load_policy(tx.rows(), panel ? panel->policy_id : contract.policy_id);
  const auto& lateness = policy.rules->lateness;
  return lateness && lateness->working_days ? domain::DayCount::working : domain::DayCount::calendar;
}

Json days_json(const domain::Deliverable& deliverable) {
  Json out = Json::object();
  out.set("due_on", deliverable.due_on ? Json(deliverable.due_on->text()) : Json());
  out.set("days_late", deliverable.days_late).set("calendar_note", deliverable.calendar_note);
  return out;
}

}  // namespace

void count_days(Tx& tx, const store::EngagementFacts& engagement, const store::ContractFacts& contract,
                domain::Deliverable& deliverable) {
  deliverable.due_on = deliverable.kind == "plan" ? engagement.plan_due_on : engagement.report_due_on;
  const domain::LateCount late = domain::count_days_late(deliverable.due_on, deliverable.received_at.date(),
                                                         day_count(tx, engagement, contract), Calendar::shipped());
  deliverable.days_late = late.days;
  deliverable.calendar_note = late.calendar_note;
}

void recount_days(Tx& tx, std::int64_t contract_id) {
  const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
  const auto received = store::deliverables_of_contract(tx.rows(), contract_id);
  if (received.empty()) return;
  for (const store::EngagementFacts& engagement : store::engagement_facts_of(tx.rows(), contract_id)) {
    for (const domain::Deliverable& before : received) {
      if (before.engagement_id != engagement.id) continue;
      domain::Deliverable after = before;
      count_days(tx, engagement, contract, after);
      const Json new_days = days_json(after);
      const Json old_days = days_json(before);
      if (new_days == old_days) continue;
      ensure(store::save_days(tx.rows(), after, tx.now()), "a deliverable that was just listed is there");
      Json detail = Json::object();
      detail.set("before", old_days).set("after", new_days).set("version", Json(before.version + 1));
      tx.audit("recount", {"deliverable", before.id}, before.bureau_id, detail);
    }
  }
}

}  // namespace zhiheng::service

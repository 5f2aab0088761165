// What the payment clock does by itself.
#include "service/billing_parts.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/payment_due_service.h"
#include "store/deduction_notice_store.h"
#include "store/retention_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr int days_back = 60;         // what is overdue for longer was told
constexpr int retention_warning = 7;  // days before its day

std::int64_t expire_notices(Tx& tx) {
  const auto ids = store::notices_past_their_day(tx.rows(), tx.today());
  for (const std::int64_t id : ids) expire_notice(tx, *store::find_deduction_notice(tx.rows(), id));
  return static_cast<std::int64_t>(ids.size());
}

void tell_dues(Tx& tx) {
  for (const ContractDues& one : dues_in(tx.rows(), "state <> 'settled'", {}, tx.today())) {
    for (const domain::Due& due : one.dues) {
      if (due.state != "due_soon" && due.state != "overdue") continue;
      if (due.days_left < -days_back) continue;
      NoticeEvent event{due.state == "overdue" ? "payment_overdue" : "payment_due_soon",
                        {"contract", one.contract.contract_id},
                        due.kind + std::to_string(due.reference_id) + "@" + due.due_on.text(),
                        due.due_on};
      event.params = {{"label", due.label}, {"amount", due.amount.text()}, {"due_on", due.due_on.text()}};
      tell_agency(tx, event);
      tell_bureau(tx, event, Action::register_payment);
    }
  }
}

void tell_retentions(Tx& tx) {
  for (const store::DueRetention& due : store::retentions_due(tx.rows(), tx.today() + retention_warning)) {
    const NoticeEvent event{"retention_due", {"retention", due.id}, due.release_due_on.text(), due.release_due_on};
    tell_bureau(tx, event, Action::draft_statement);
  }
}

}  // namespace

Result<JobCounts> PaymentClock::run(Gate& gate, Timestamp) {
  return gate.system_write(SystemKey{}, job_actor("payment_clock"), [&](Tx& tx) -> Result<JobCounts> {
    const auto count = [&] { return integer_or(tx.rows().query("SELECT COUNT(*) FROM notice")[0][0]); };
    const std::int64_t before = count();
    const std::int64_t expired = expire_notices(tx);
    tell_dues(tx);
    tell_retentions(tx);
    tx.changed_nothing();  // a notice is its own record
    return JobCounts{{"expired_notices", expired}, {"reminders", count() - before}};
  });
}

}  // namespace zhiheng::service

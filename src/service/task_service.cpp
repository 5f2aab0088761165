#include "service/task_service.h"

#include <algorithm>

#include "service/command_body.h"
#include "store/task_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Role;
using store::Waiting;

namespace {

constexpr int days_ahead = 14;  // deliverables that are due within them are shown

// Each kind of task asks the gate for the action that doing it needs, so nobody sees a task that he may not do.
class Collector {
 public:
  Collector(Gate& gate, const domain::Actor& actor) : gate_(gate), actor_(actor) {}

  template <class Find>
  void ask(Action action, Find find) {
    const domain::Scope scope = domain::scope(actor_, action);
    if (scope.nothing) return;
    const auto found = gate_.read(actor_, action, {}, [&](Tx& tx) -> Result<std::vector<Waiting>> {
      today_ = tx.today();
      return find(tx.rows(), scope, tx.today());
    });
    append(problems_, found);
    if (found) all_.insert(all_.end(), found->begin(), found->end());
  }

  Result<Json> answer() {
    if (!problems_.empty()) return problems_;
    // What is due comes first, the longest overdue at the head.
    std::stable_sort(all_.begin(), all_.end(), [](const Waiting& a, const Waiting& b) {
      if (a.due_on.empty() != b.due_on.empty()) return b.due_on.empty();
      return a.due_on < b.due_on;
    });
    Json items = Json::array();
    for (const Waiting& one : all_) {
      Json item = Json::object();
      item.set("kind", one.kind).set("title", one.title);
      if (!one.component.empty()) item.set("component", one.component);
      item.set("due_on", one.due_on.empty() ? Json() : Json(one.due_on));
      item.set("overdue", !one.due_on.empty() && one.due_on < today_.text()).set("count", one.count);
      item.set("reference", Json::object().set("stem", one.stem).set("id", std::to_string(one.id)));
      items.push(std::move(item));
    }
    return Json::object().set("items", std::move(items));
  }

 private:
  Gate& gate_;
  const domain::Actor& actor_;
  Date today_;
  std::vector<Waiting> all_;
  Problems problems_;
};

using Rows = store::Connection;
using domain::Scope;

void ask_clerk(Collector& collector) {
  collector.ask(Action::close_panel,
                [](Rows& rows, const Scope& scope, Date today) { return store::waiting_panels(rows, scope, today); });
  collector.ask(Action::draft_statement,
                [](Rows& rows, const Scope& scope, Date) { return store::waiting_contracts(rows, scope); });
  collector.ask(Action::judge_deliverable,
                [](Rows& rows, const Scope& scope, Date) { return store::waiting_versions(rows, scope); });
  collector.ask(Action::register_payment,
                [](Rows& rows, const Scope& scope, Date) { return store::waiting_payments(rows, scope); });
}

void ask_agency(Collector& collector) {
  collector.ask(Action::add_deliverable, [](Rows& rows, const Scope& scope, Date today) {
    return store::waiting_deliverables(rows, scope, today, today + days_ahead);
  });
  collector.ask(Action::add_deliverable,
                [](Rows& rows, const Scope& scope, Date) { return store::returned_deliverables(rows, scope); });
}

void ask_reviewer(Collector& collector, std::int64_t account_id) {
  collector.ask(Action::confirm_statement, [=](Rows& rows, const Scope& scope, Date) {
    return store::waiting_statements(rows, scope, account_id);
  });
  collector.ask(Action::confirm_adjustment, [=](Rows& rows, const Scope& scope, Date) {
    return store::waiting_adjustments(rows, scope, account_id);
  });
  collector.ask(Action::approve_policy,
                [](Rows& rows, const Scope& scope, Date) { return store::waiting_policies(rows, scope); });
}

}  // namespace

Result<Json> my_tasks(Gate& gate, const domain::Actor& actor) {
  Collector collector(gate, actor);
  if (actor.expert_id != 0) {
    collector.ask(Action::fill_sheet,
                  [&](Rows& rows, const Scope&, Date) { return store::waiting_sheets(rows, actor.expert_id); });
  }
  if (actor.has(Role::clerk)) ask_clerk(collector);
  if (actor.has(Role::clerk) || actor.has(Role::agency)) ask_agency(collector);
  if (actor.has(Role::reviewer) || actor.has(Role::leader)) ask_reviewer(collector, actor.account_id);
  return collector.answer();
}

}  // namespace zhiheng::service

#include "service/task_service.h"

#include <algorithm>

#include "domain/agency_record.h"
#include "domain/shape.h"
#include "service/approval_service.h"
#include "service/command_body.h"
#include "service/panel_parts.h"
#include "service/payment_due_service.h"
#include "service/task_list.h"
#include "store/agency_record_store.h"
#include "store/deduction_notice_store.h"
#include "store/invoice_task.h"
#include "store/objection_store.h"
#include "store/rating_store.h"
#include "store/retention_store.h"
#include "store/standing.h"
#include "store/task_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Role;
using store::Waiting;

namespace {

using store::days_ahead;

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
    return Json::object().set("items", std::move(items)).set("groups", groups());
  }

 private:
  // In the order of the items, so the most urgent kind stands first.
  Json groups() {
    std::vector<std::string> kinds;
    for (const Waiting& one : all_) {
      if (std::find(kinds.begin(), kinds.end(), one.kind) == kinds.end()) kinds.push_back(one.kind);
    }
    Json list = Json::array();
    for (const std::string& kind : kinds) {
      std::int64_t count = 0;
      std::string earliest;
      for (const Waiting& one : all_) {
        if (one.kind != kind) continue;
        ++count;
        if (earliest.empty()) earliest = one.due_on;
      }
      const TaskList* rows = list_of(kind);
      // The list of panels holds both kinds, so it cannot count one.
      const bool is_shared = rows && rows->standing == "complete";
      if (count >= store::most_waiting && rows && !is_shared) count = counted(*rows, count);
      Json group = Json::object();
      group.set("kind", kind).set("count", count).set("due_on", earliest.empty() ? Json() : Json(earliest));
      group.set("overdue", !earliest.empty() && earliest < today_.text());
      Json place;
      if (rows) {
        place = Json::object();
        place.set("plural", domain::find_shape(rows->stem)->plural).set("standing", std::string(rows->standing));
      }
      list.push(std::move(group.set("list", std::move(place))));
    }
    return list;
  }

  // More than are shown one by one.
  std::int64_t counted(const TaskList& list, std::int64_t otherwise) {
    const store::Standing* standing = store::find_standing(list.stem, list.standing);
    ensure(standing != nullptr, "a task's list has a standing");
    const auto counted = gate_.read(actor_, standing->action, {}, [&](Tx& tx) -> Result<std::int64_t> {
      store::Parameters parameters;
      const std::string sql = "SELECT COUNT(*) FROM " + domain::find_shape(list.stem)->table + " WHERE " +
                              store::standing_condition(*standing, tx.actor(), tx.today(), parameters);
      return integer_or(tx.rows().query(sql, parameters).at(0).at(0));
    });
    return counted ? *counted : otherwise;
  }

  Gate& gate_;
  const domain::Actor& actor_;
  Date today_;
  std::vector<Waiting> all_;
  Problems problems_;
};

using Rows = store::Connection;
using domain::Scope;

void ask_clerk(Collector& collector) {
  collector.ask(Action::close_panel, [](Rows& rows, const Scope& scope, Date today) {
    return by_closing_rule(rows, store::waiting_panels(rows, scope, today), today);
  });
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
  collector.ask(Action::confirm_expert_fees, [=](Rows& rows, const Scope& scope, Date) {
    return store::waiting_expert_fees(rows, scope, account_id);
  });
  collector.ask(Action::confirm_expert_fees, [=](Rows& rows, const Scope& scope, Date) {
    return store::waiting_fee_schemes(rows, scope, account_id);
  });
  collector.ask(Action::approve_policy,
                [](Rows& rows, const Scope& scope, Date) { return store::waiting_policies(rows, scope); });
}

void ask_objections(Collector& collector, const domain::Actor& actor) {
  if (actor.expert_id != 0) {
    collector.ask(Action::answer_invitation,
                  [&](Rows& rows, const Scope&, Date) { return store::waiting_invitations(rows, actor.expert_id); });
    collector.ask(Action::declare_relation,
                  [&](Rows& rows, const Scope&, Date) { return store::waiting_declarations(rows, actor.expert_id); });
    collector.ask(Action::give_opinion,
                  [&](Rows& rows, const Scope&, Date) { return store::reviews_to_give(rows, actor.expert_id); });
  }
  if (actor.has(Role::clerk)) {
    collector.ask(Action::handle_objection,
                  [](Rows& rows, const Scope& scope, Date) { return store::objections_to_answer(rows, scope); });
  }
  if (actor.has(Role::agency)) {
    collector.ask(Action::file_objection,
                  [](Rows& rows, const Scope& scope, Date) { return store::objections_to_refile(rows, scope); });
  }
  if (actor.has(Role::leader)) {
    collector.ask(Action::decide_objection, [&](Rows& rows, const Scope& scope, Date) {
      return store::objections_to_decide(rows, scope, actor.account_id, actor.bureau_id);
    });
  }
}

void ask_invoices(Collector& collector, const domain::Actor& actor) {
  collector.ask(Action::accept_invoice, [&](Rows& rows, const Scope& scope, Date) {
    return store::invoices_to_check(rows, scope, actor.account_id);
  });
  collector.ask(Action::edit_invoices,
                [](Rows& rows, const Scope& scope, Date) { return store::red_letters_needed(rows, scope); });
  if (!actor.has(Role::agency)) return;
  collector.ask(Action::edit_invoices,
                [](Rows& rows, const Scope& scope, Date) { return store::returned_invoices(rows, scope); });
}

// What the payment clock, deduction notices and retentions wait for.
void ask_billing(Collector& collector, const domain::Actor& actor) {
  if (actor.has(Role::clerk)) {
    collector.ask(Action::register_payment,
                  [](Rows& rows, const Scope& scope, Date today) { return waiting_dues(rows, scope, today); });
    collector.ask(Action::draft_statement,
                  [](Rows& rows, const Scope& scope, Date) { return waiting_notices(rows, scope); });
    collector.ask(Action::draft_statement, [](Rows& rows, const Scope& scope, Date today) {
      return store::retentions_to_release(rows, scope, today + days_ahead);
    });
  }
  if (actor.has(Role::agency)) {
    collector.ask(Action::see_payments,
                  [](Rows& rows, const Scope& scope, Date today) { return claims_to_repay(rows, scope, today); });
    collector.ask(Action::answer_deduction,
                  [](Rows& rows, const Scope& scope, Date) { return store::notices_to_answer(rows, scope); });
  }
  if (!actor.has(Role::reviewer) && !actor.has(Role::leader)) return;
  collector.ask(Action::confirm_statement, [&](Rows& rows, const Scope& scope, Date) {
    return store::notices_to_decide(rows, scope, actor.account_id);
  });
  collector.ask(Action::release_retention, [&](Rows& rows, const Scope& scope, Date) {
    return store::retentions_to_approve(rows, scope, actor.account_id);
  });
}

// An agency's own record: what came back, and the confirmation of the year.
void ask_record(Collector& collector, const domain::Actor& actor) {
  if (!actor.has(Role::agency) || actor.agency_id == 0) return;
  collector.ask(Action::edit_agency_record, [&](Rows& rows, const Scope&, Date today) {
    const Date before = today + (days_ahead - domain::record_confirm_days);
    return store::record_tasks(rows, actor.agency_id, before, domain::record_confirm_days);
  });
}

// What waits on the approval desk and has no task of its own.
void ask_desk(Collector& collector, std::int64_t account_id) {
  for (const ApprovalKind& kind : approval_kinds()) {
    if (kind.task.empty()) continue;
    collector.ask(kind.action,
                  [&](Rows& rows, const Scope& scope, Date) { return approvals_of(rows, kind, scope, account_id); });
  }
}

void ask_ratings(Collector& collector, std::int64_t account_id) {
  collector.ask(Action::edit_ratings,
                [](Rows& rows, const Scope& scope, Date) { return store::ratings_to_correct(rows, scope); });
  collector.ask(Action::publish_rating, [=](Rows& rows, const Scope& scope, Date) {
    return store::ratings_to_publish(rows, scope, account_id);
  });
  collector.ask(Action::decide_rating, [=](Rows& rows, const Scope& scope, Date) {
    return store::rating_objections_to_decide(rows, scope, account_id);
  });
}

void ask_experts(Collector& collector, const domain::Actor& actor) {
  const auto ask = [&](Action action, const char* kind, const char* standing) {
    collector.ask(action, [&, kind, standing](Rows& rows, const Scope&, Date today) {
      return store::waiting_experts(rows, kind, standing, actor, today);
    });
  };
  if (actor.has(Role::reviewer) || actor.has(Role::leader)) {
    ask(Action::approve_expert, "approve_expert", "to_approve");
    ask(Action::approve_expert, "decide_proposal", "proposal_waiting");
  }
  if (!actor.has(Role::clerk)) return;
  ask(Action::edit_experts, "publish_expert_notice", "to_publish");
  ask(Action::edit_experts, "expert_term_ending", "term_ending");
  ask(Action::edit_experts, "expert_qualification_ending", "qualification_ending");
}

}  // namespace

Result<Json> my_tasks(Gate& gate, const domain::Actor& actor) {
  Collector collector(gate, actor);
  if (actor.expert_id != 0) {
    collector.ask(Action::fill_sheet,
                  [&](Rows& rows, const Scope&, Date) { return store::waiting_sheets(rows, actor.expert_id); });
  }
  ask_objections(collector, actor);
  if (actor.has(Role::clerk)) ask_clerk(collector);
  if (actor.has(Role::clerk) || actor.has(Role::agency)) ask_agency(collector);
  if (actor.has(Role::reviewer) || actor.has(Role::leader)) ask_reviewer(collector, actor.account_id);
  ask_billing(collector, actor);
  ask_experts(collector, actor);
  ask_invoices(collector, actor);
  ask_ratings(collector, actor.account_id);
  ask_record(collector, actor);
  ask_desk(collector, actor.account_id);
  return collector.answer();
}

}  // namespace zhiheng::service

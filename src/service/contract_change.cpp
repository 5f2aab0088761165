// What may still change in a contract, and the writing of it.
#include "domain/engagement.h"
#include "domain/instalment.h"
#include "service/contract_parts.h"
#include "service/deliverable_days.h"
#include "service/journal_post.h"
#include "service/notice_service.h"

namespace zhiheng::service {

using domain::ContractForm;
using domain::Shape;

namespace {

void check_dropped(const std::vector<Record>& before, const std::vector<Record>& after, const Shape& shape,
                   const std::string& rule, Problems& problems) {
  for (const Record& old : before) {
    bool kept = false;
    for (const Record& part : after) kept = kept || part.integer("id") == old.integer("id");
    if (kept) continue;
    const std::string& key = shape.natural_key;
    problems.push_back(refusal(Kind::conflict, rule, shape.stem == "engagement" ? "/engagements" : "/instalments",
                               {{key, domain::value_to_text(*shape.find(key), old.get(key))}}));
  }
}

bool parts_differ(const std::vector<Record>& before, const std::vector<Record>& after,
                  std::initializer_list<const char*> keys) {
  if (before.size() != after.size()) return true;
  for (const Record& part : after) {
    for (const Record& old : before) {
      if (old.integer("id") != part.integer("id")) continue;
      for (const char* key : keys) {
        if (old.get(key) != part.get(key)) return true;
      }
    }
  }
  return false;
}

// Parts that differ from what they were; the agency of all parts follows the contract's.
Json update_parts(Tx& tx, const Shape& shape, const std::vector<Record>& before, std::vector<Record>& after,
                  const Value& agency) {
  Json changes = Json::array();
  for (Record& part : after) {
    if (part.integer("id") == 0) {
      changes.push(difference(shape, nullptr, part));
      continue;
    }
    part.set("agency", agency);
    for (const Record& old : before) {
      if (old.integer("id") != part.integer("id")) continue;
      Json detail = difference(shape, &old, part);
      if (is_nothing(detail)) continue;
      ensure(store::update_record(tx.rows(), shape, changed_fields(shape, old, part), tx.now()),
             "the parts of a contract change only with it");
      detail.set("id", Json(std::to_string(old.integer("id"))));
      changes.push(std::move(detail));
    }
  }
  return changes;
}

// Days late are counted from these.
bool due_dates_differ(const ContractForm& before, const ContractForm& after) {
  return parts_differ(before.engagements, after.engagements, {"plan_due_on", "report_due_on"});
}

}  // namespace

Problems check_contract_change(const ContractForm& before, const ContractForm& after, const ContractUse& use) {
  Problems problems;
  if (before.contract.text("state") != "active") problems.push_back(refusal(Kind::conflict, "contract.not_active"));
  if (before.contract.get("policy") != after.contract.get("policy") && (use.panels || use.statements)) {
    problems.push_back(refusal(Kind::conflict, "contract.policy_frozen", "/policy"));
  }
  if (before.contract.get("agency") != after.contract.get("agency") && use.scored_or_paid()) {
    problems.push_back(refusal(Kind::conflict, "contract.agency_frozen", "/agency"));
  }
  const bool fees_change = before.contract.get("fee") != after.contract.get("fee") ||
                           parts_differ(before.engagements, after.engagements, {"fee"}) ||
                           parts_differ(before.instalments, after.instalments, {"amount"});
  const bool deductions_change =
      parts_differ(before.engagements, after.engagements, {"fixed_deduction", "fixed_deduction_reason"});
  if ((fees_change && (use.scored_or_paid() || use.amendments)) ||
      (deductions_change && (use.results || use.statements))) {
    problems.push_back(refusal(Kind::conflict, "contract.fees_frozen", "/fee"));
  }
  if (use.statements && due_dates_differ(before, after)) {
    problems.push_back(refusal(Kind::conflict, "contract.due_dates_frozen", "/engagements"));
  }
  check_dropped(before.engagements, after.engagements, domain::engagement_shape(), "contract.engagement_removed",
                problems);
  check_dropped(before.instalments, after.instalments, domain::instalment_shape(), "contract.instalment_removed",
                problems);
  return problems;
}

namespace {

// Agencies plan by these dates: a new one is told with the old one.
void tell_moved_due_dates(Tx& tx, const ContractForm& before, const ContractForm& after) {
  for (const Record& now : after.engagements) {
    const auto was = std::find_if(before.engagements.begin(), before.engagements.end(),
                                  [&](const Record& one) { return one.integer("id") == now.integer("id"); });
    if (was == before.engagements.end() || now.integer("id") == 0) continue;
    for (const std::string kind : {"plan", "report"}) {
      const std::string& from = was->text(kind + "_due_on");
      const std::string& to = now.text(kind + "_due_on");
      if (from == to || from.empty() || to.empty()) continue;
      const Params told{{"kind", kind}, {"from", from}, {"to", to}};
      const std::string event = kind + std::to_string(before.contract.integer("version") + 1);
      tell_moved_deadline(tx, {"deadline_moved", {"engagement", now.integer("id")}, event, *read_date(to, {}), told},
                          {});
    }
  }
}

}  // namespace

Outcome save_contract(Tx& tx, const ContractForm& before, ContractForm& after) {
  const std::int64_t id = before.contract.integer("id");
  const std::int64_t version = before.contract.integer("version");
  const Shape& shape = domain::contract_shape();
  Json detail = difference(shape, &before.contract, after.contract);
  Json engagements =
      update_parts(tx, domain::engagement_shape(), before.engagements, after.engagements, after.contract.get("agency"));
  Json instalments =
      update_parts(tx, domain::instalment_shape(), before.instalments, after.instalments, after.contract.get("agency"));
  insert_parts(tx, id, after);
  if (is_nothing(detail) && engagements.items().empty() && instalments.items().empty()) {
    tx.audit("confirm_unchanged", {shape.stem, id}, before.contract.integer("bureau"), detail);
    return Done();
  }
  if (!store::update_record(tx.rows(), shape, changed_fields(shape, before.contract, after.contract), tx.now())) {
    return stale_problem(tx, shape, id, version);
  }
  if (due_dates_differ(before, after) || before.contract.get("policy") != after.contract.get("policy")) {
    recount_days(tx, id);
  }
  if (!engagements.items().empty()) detail.set("engagements", std::move(engagements));
  if (!instalments.items().empty()) detail.set("instalments", std::move(instalments));
  detail.set("version", Json(version + 1));
  tx.audit("change", {shape.stem, id}, before.contract.integer("bureau"), detail);
  tell_moved_due_dates(tx, before, after);
  return post_journal(tx, id);
}

}  // namespace zhiheng::service

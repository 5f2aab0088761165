#include "service/what_if_service.h"

#include <set>

#include "base/ordered_work.h"
#include "domain/shape.h"
#include "domain/shape_listed.h"
#include "service/record_parts.h"
#include "service/what_if_judge.h"
#include "service/what_if_ratings.h"
#include "store/record_store.h"

namespace zhiheng::service {

using domain::Action;
using store::BookedFigures;

namespace {

using PolicyPointer = std::shared_ptr<const domain::Policy>;

Result<PolicyPointer> policy_of_name(Tx& tx, const std::string& name) {
  const std::size_t at = name.find('@');
  store::Parameters parameters{name.substr(0, at)};
  std::string sql = "SELECT document FROM policy WHERE code = ?";
  if (at == std::string::npos) {
    sql += " AND state = 'approved'";
  } else {
    const auto revision = read_decimal(name.substr(at + 1), 0, {});
    sql += " AND revision = ?";
    parameters.emplace_back(revision ? *revision : std::int64_t{0});
  }
  const domain::Scope seen = domain::scope(tx.actor(), Action::see_policies);
  sql += " AND (" + store::scope_condition(domain::policy_shape(), seen, parameters) + ") ORDER BY revision DESC";
  const auto rows = tx.rows().query(sql, parameters);
  if (rows.empty()) {
    if (auto shipped = domain::shipped_policy(name)) return shipped;
    return refusal(Kind::absent, "policy.absent", "/policy", {{"policy", name}});
  }
  const auto document = parse_json(text_or_empty(rows[0][0]));
  ensure(document.ok(), "the documents of policies are JSON");
  return domain::read_policy(*document);
}

Result<PolicyPointer> asked_policy(Tx& tx, const WhatIfRequest& request) {
  if (!request.document.is_null()) {
    auto policy = domain::read_policy(request.document);
    if (policy) return policy;
    Problems problems = policy.problems();
    for (Problem& problem : problems) problem.field = "/policy" + problem.field;
    return problems;
  }
  if (request.policy.empty()) return PolicyPointer();
  return policy_of_name(tx, request.policy);
}

store::BookedFilter filter_of(Tx& tx, const WhatIfRequest& request, std::string_view table) {
  store::BookedFilter filter;
  filter.from = request.from;
  filter.to = request.to;
  const domain::Scope reach = domain::scope(tx.actor(), Action::try_policy);
  const std::string name = table == "contract" ? "c" : std::string(table);
  // Ratings belong to a bureau and an agency as contracts do; bureaus alone may try policies.
  std::string bureaus;
  for (const std::int64_t id : reach.bureaus) bureaus += (bureaus.empty() ? "" : ", ") + std::to_string(id);
  filter.contracts = reach.everything ? "1 = 1" : bureaus.empty() ? "1 = 0" : name + ".bureau_id IN (" + bureaus + ")";
  if (!request.bureau.empty()) {
    filter.contracts += " AND " + name + ".bureau_id IN (SELECT id FROM bureau WHERE code = ?)";
    filter.parameters.emplace_back(request.bureau);
  }
  return filter;
}

bool same(const BookedFigures& a, const BookedFigures& b) {
  return a.score == b.score && a.grade == b.grade && a.passed == b.passed && a.deduction == b.deduction &&
         a.bonus == b.bonus && a.payable == b.payable && a.recoverable == b.recoverable && a.watch == b.watch &&
         a.vetoed == b.vetoed;
}

class Run {
 public:
  Run(Tx& tx, const WhatIfRequest& request, PolicyPointer other, WhatIfReport& report)
      : tx_(tx), request_(request), other_(std::move(other)), report_(report) {}

  void all() {
    const store::BookedFilter contracts = filter_of(tx_, request_, "contract");
    const auto make_judge = [this] {
      return [judge = std::make_shared<FigureJudge>(other_)](JudgedFigures& one) { judge->judge(one); };
    };
    const auto collect = [this](JudgedFigures& one) { one.booked.kind == "statement" ? statement(one) : result(one); };
    OrderedWork<JudgedFigures> work(workers_of_machine(), make_judge, collect);
    const auto add = [&](const BookedFigures& booked, const std::string& text) {
      JudgedFigures figures;
      figures.booked = booked;
      figures.document = text;
      work.add(std::move(figures), text.size());
      return true;
    };
    // A result counts in the cost of a year only where its contract has no statement, so statements come first.
    store::each_booked_statement(tx_.rows(), contracts, add);
    store::each_booked_result(tx_.rows(), contracts, add);
    work.finish();
    const store::BookedFilter ratings = filter_of(tx_, request_, "rating");
    const auto note_one = [this](const BookedFigures& booked, BookedFigures after) {
      note(booked, std::move(after), false);
    };
    const auto refuse_one = [this](const BookedFigures& booked, const Problems& problems) { refuse(booked, problems); };
    RatingsAgain again(other_, jobs_, objects(contracts), note_one, refuse_one);
    store::each_booked_rating(tx_.rows(), ratings, [&](const BookedFigures& booked, const std::string& text) {
      again.add(booked, text);
      return true;
    });
    again.finish();
  }

 private:
  // Cases name objects only where their own policy weighs by them.
  store::ObjectsOfJobs objects(const store::BookedFilter& contracts) {
    const domain::CreditRule* rule = other_ && other_->credit ? &*other_->credit : nullptr;
    if (!rule || (rule->kind_weights.empty() && !rule->weighted_by_amount)) return {};
    return store::objects_of_jobs(tx_.rows(), contracts);
  }

  void refuse(const BookedFigures& booked, const Problems& problems) {
    WhatIfReport::Unjudged& named = report_.unjudged[problems.front().rule];
    ++named.count;
    if (named.example.empty()) named.example = booked.label.empty() ? booked.agency : booked.label;
  }

  void note(const BookedFigures& booked, BookedFigures after, bool counted) {
    ++report_.judged[booked.kind];
    if (same(booked, after)) return;
    ++report_.changed[booked.kind];
    report_.changes.push_back({booked, std::move(after), counted});
  }

  void cost(const BookedFigures& before, const BookedFigures& after, bool changed) {
    WhatIfYear& year = report_.years[before.year];
    ++year.contracts;
    year.changed += changed ? 1 : 0;
    year.deduction_before = year.deduction_before + before.deduction;
    year.deduction_after = year.deduction_after + after.deduction;
    year.bonus_before = year.bonus_before + before.bonus;
    year.bonus_after = year.bonus_after + after.bonus;
    year.payable_before = year.payable_before + before.payable;
    year.payable_after = year.payable_after + after.payable;
  }

  void statement(JudgedFigures& judged) {
    const BookedFigures& booked = judged.booked;
    stated_.insert(booked.contract_id);
    if (!judged.problems.empty()) return refuse(booked, judged.problems);
    const bool changed = !same(booked, judged.after);
    cost(booked, judged.after, changed);
    note(booked, std::move(judged.after), true);
  }

  void result(JudgedFigures& judged) {
    const BookedFigures& booked = judged.booked;
    if (!judged.problems.empty()) return refuse(booked, judged.problems);
    if (!judged.has_outcome) return;
    if (other_) jobs_[{booked.bureau_id, booked.label}] = {*judged.after.score, judged.after.grade};
    const bool changed = !same(booked, judged.after);
    const bool counted = !stated_.contains(booked.contract_id);
    if (counted) cost(booked, judged.after, changed);
    note(booked, std::move(judged.after), counted);
  }

  Tx& tx_;
  const WhatIfRequest& request_;
  PolicyPointer other_;
  WhatIfReport& report_;
  std::set<std::int64_t> stated_;
  RatingsAgain::Jobs jobs_;
};

}  // namespace

Result<WhatIfReport> what_if_report(Tx& tx, const WhatIfRequest& request) {
  auto policy = asked_policy(tx, request);
  if (!policy) return policy.problems();
  WhatIfReport report;
  if (*policy) {
    report.policy = (*policy)->name();
    report.title = (*policy)->title;
  }
  Run(tx, request, *policy, report).all();
  return report;
}

Result<WhatIfReport> run_what_if(Gate& gate, const domain::Actor& actor, const WhatIfRequest& request) {
  return gate.read(actor, Action::try_policy, {"contract", 0},
                   [&](Tx& tx) -> Result<WhatIfReport> { return what_if_report(tx, request); });
}

Result<std::vector<PolicyChoice>> policies_to_try(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::try_policy, {"contract", 0}, [](Tx& tx) -> Result<std::vector<PolicyChoice>> {
    store::Parameters parameters;
    const domain::Scope seen = domain::scope(tx.actor(), Action::see_policies);
    const std::string sql = "SELECT code, revision, title FROM policy WHERE state = 'approved' AND (" +
                            store::scope_condition(domain::policy_shape(), seen, parameters) +
                            ") ORDER BY code, revision DESC";
    std::vector<PolicyChoice> choices;
    for (const store::Row& row : tx.rows().query(sql, parameters)) {
      choices.push_back({text_or_empty(row[0]) + "@" + std::to_string(integer_or(row[1])), text_or_empty(row[2])});
    }
    return choices;
  });
}

}  // namespace zhiheng::service

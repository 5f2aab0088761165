#include "domain/termination.h"

#include <algorithm>
#include <set>

#include "domain/field_maker.h"

namespace zhiheng::domain {

const Shape& termination_shape() {
  static const Shape shape{"contract_termination",
                           "terminations",
                           "contract_termination",
                           "sequence",
                           {
                               reference_field("bureau", "bureau").read_only().filterable(),
                               reference_field("agency", "agency").read_only().filterable(),
                               reference_field("contract", "contract").read_only().filterable(),
                               integer_field("sequence", 1, 99).read_only(),
                               choice_field("ground", "termination_ground").required().filterable().sortable(),
                               date_field("terminated_on").required().sortable(),
                               text_field("reason", 500).required().searchable(),
                               text_field("evidence", 2000).required(),
                               money_field("fee_before").read_only(),
                               money_field("fee_after").read_only(),
                               choice_field("state", "termination_state").read_only().filterable().sortable(),
                               reference_field("drafted_by", "account").column("drafted_by").read_only(),
                               reference_field("decided_by", "account").column("decided_by").read_only(),
                               date_field("decided_on").read_only().sortable(),
                               text_field("decision_reason", 500).read_only(),
                           },
                           true,
                           true,
                           "sequence"};
  return shape;
}

namespace {

void check_settled(const std::vector<SettledFee>& settled, const TerminationFacts& facts, Problems& problems) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < settled.size(); ++i) {
    const std::string where = pointer_to("/engagements", i);
    const SettledFee& one = settled[i];
    const auto found = std::find_if(facts.engagements.begin(), facts.engagements.end(),
                                    [&](const TerminationEngagement& each) { return each.code == one.code; });
    if (found == facts.engagements.end()) {
      problems.push_back(refusal("termination.no_such_engagement", pointer_to(where, "code"), {{"code", one.code}}));
      continue;
    }
    if (!seen.insert(one.code).second) {
      problems.push_back(refusal("termination.engagement_twice", pointer_to(where, "code"), {{"code", one.code}}));
    }
    if (one.fee > found->fee) {
      problems.push_back(refusal("termination.fee_over_agreed", pointer_to(where, "fee"),
                                 {{"code", one.code}, {"fee", found->fee.text()}}));
    }
    if (one.fee != found->fee && one.reason.empty()) {
      problems.push_back(refusal("termination.fee_without_reason", pointer_to(where, "reason"), {{"code", one.code}}));
    }
    if (one.fee != found->fee && found->has_result) {
      problems.push_back(
          refusal(Kind::conflict, "termination.result_stands", pointer_to(where, "fee"), {{"code", one.code}}));
    }
  }
}

}  // namespace

Problems check_termination(Date terminated_on, const std::vector<SettledFee>& settled, const TerminationFacts& facts) {
  if (facts.contract_state != "active") return {refusal(Kind::conflict, "contract.not_active")};
  if (facts.draft_stands) return {refusal(Kind::conflict, "termination.draft_exists")};
  if (facts.statement_stands) return {refusal(Kind::conflict, "termination.statement_stands")};
  Problems problems;
  if (terminated_on < facts.signed_on) {
    problems.push_back(refusal("termination.before_signing", "/terminated_on", {{"date", facts.signed_on.text()}}));
  }
  if (facts.today < terminated_on) {
    problems.push_back(refusal("termination.in_future", "/terminated_on", {{"date", facts.today.text()}}));
  }
  check_settled(settled, facts, problems);
  return problems;
}

std::vector<InstalmentState> cut_instalments(std::vector<InstalmentState> instalments, Money fee) {
  Money excess = Money() - fee;
  for (const InstalmentState& one : instalments) excess = excess + one.amount;
  for (const bool paid_too : {false, true}) {
    for (auto one = instalments.rbegin(); one != instalments.rend() && excess > Money(); ++one) {
      const Money open = paid_too ? one->amount : one->amount - std::min(one->amount, std::max(one->paid, Money()));
      const Money cut = std::min(open, excess);
      one->amount = one->amount - cut;
      excess = excess - cut;
    }
  }
  return instalments;
}

}  // namespace zhiheng::domain

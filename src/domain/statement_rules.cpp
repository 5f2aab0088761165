#include "domain/statement_rules.h"

#include <algorithm>

#include "domain/choice_words.h"

namespace zhiheng::domain {

namespace {

bool stands(const Statement& statement) {
  return statement.state == "confirmed" || statement.state == "settled";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Outcome check_results(const DraftFacts& facts) {
  Problems problems;
  if (!facts.missing_codes.empty()) {
    problems.push_back(refusal(Kind::conflict, "statement.results_missing", "/engagements",
                               {{"engagements", joined(facts.missing_codes)}}));
  }
  if (!facts.outdated_codes.empty()) {
    problems.push_back(refusal(Kind::conflict, "statement.results_outdated", "/engagements",
                               {{"engagements", joined(facts.outdated_codes)}}));
  }
  if (facts.policies_differ) problems.push_back(refusal(Kind::conflict, "statement.policies_differ", "/engagements"));
  if (!problems.empty()) return problems;
  return Done{};
}

Problem not_draft(const Statement& statement) {
  return refusal(Kind::conflict, "statement.not_draft", {}, state_words("statement_state", statement.state));
}

// A figure of the evidence document is named by its place in it, so that a reader finds what was corrected.
bool leads_somewhere(const Statement& statement, std::string_view corrects) {
  if (corrects.empty() || corrects.front() != '/') return true;
  const auto inside = [&](std::string_view root, const std::string& document) {
    if (corrects.substr(0, root.size()) != root) return false;
    const auto parsed = parse_json(document);
    return parsed.ok() && resolve_pointer(*parsed, corrects.substr(root.size())) != nullptr;
  };
  return inside("/result", statement.result_document) || inside("/case", statement.case_document);
}

Problem below_nought(Money net) {
  return refusal("adjustment.below_nought", "/amount", {{"net", net.text()}});
}

}  // namespace

Balance balance_of(Money net, Money paid, Money retained) {
  Balance balance{net, paid, Money(), Money(), Money()};
  if (net > paid) {
    balance.held = std::min(retained, net - paid);
    balance.payable = net - paid - balance.held;
  }
  if (paid > net) balance.recoverable = paid - net;
  return balance;
}

Money net_of(const Statement& statement, const std::vector<Adjustment>& adjustments) {
  Money net = statement.fee + statement.bonus - statement.deduction;
  for (const Adjustment& adjustment : adjustments) {
    if (adjustment.statement_id == statement.id && adjustment.state == "confirmed") net = net + adjustment.amount;
  }
  return net;
}

Outcome draft_statement(const DraftFacts& facts) {
  if (facts.standing_state == "draft") return refusal(Kind::conflict, "statement.draft_exists");
  if (!facts.standing_state.empty()) return refusal(Kind::conflict, "statement.exists");
  return check_results(facts);
}

Outcome redraw_statement(const Statement& statement, const DraftFacts& facts) {
  if (!find_transition(statement_workflow, statement.state, "redraw")) return not_draft(statement);
  return check_results(facts);
}

Outcome confirm_statement(const Statement& statement, std::int64_t account_id, bool unchanged, bool objection_open,
                          NoticeStanding notice) {
  if (!find_transition(statement_workflow, statement.state, "confirm")) return not_draft(statement);
  if (statement.drafted_by == account_id) return refusal(Kind::forbidden, "statement.four_eyes");
  if (objection_open) return refusal(Kind::conflict, "statement.objection_open");
  if (!unchanged) return refusal(Kind::conflict, "statement.stale_results");
  switch (notice) {
    case NoticeStanding::missing: return refusal(Kind::conflict, "statement.notice_missing");
    case NoticeStanding::open: return refusal(Kind::conflict, "statement.notice_open");
    case NoticeStanding::outdated: return refusal(Kind::conflict, "statement.notice_outdated");
    case NoticeStanding::not_needed:
    case NoticeStanding::answered: break;
  }
  return Done{};
}

Outcome void_statement(const Statement& statement, int payments_under, std::string_view reason) {
  if (!find_transition(statement_workflow, statement.state, "void")) {
    return refusal(Kind::conflict, "statement.not_voidable", {}, state_words("statement_state", statement.state));
  }
  if (payments_under > 0) {
    return refusal(Kind::conflict, "statement.paid_under", {}, {{"count", std::to_string(payments_under)}});
  }
  if (reason.empty()) return refusal("statement.void_reason_missing", "/reason");
  return Done{};
}

Outcome draft_adjustment(const Statement& statement, const std::vector<Adjustment>& earlier, const Adjustment& wish) {
  if (!stands(statement)) {
    return refusal(Kind::conflict, "statement.not_confirmed", {}, state_words("statement_state", statement.state));
  }
  Problems problems;
  if (wish.amount == Money()) problems.push_back(refusal("adjustment.amount_missing", "/amount"));
  if (wish.corrects.empty()) {
    problems.push_back(refusal("adjustment.corrects_missing", "/corrects"));
  } else if (!leads_somewhere(statement, wish.corrects)) {
    problems.push_back(refusal("adjustment.no_such_figure", "/corrects", {{"corrects", wish.corrects}}));
  }
  if (wish.reason.empty()) problems.push_back(refusal("adjustment.reason_missing", "/reason"));
  const Money net = net_of(statement, earlier) + wish.amount;
  if (net < Money()) problems.push_back(below_nought(net));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome confirm_adjustment(const Statement& statement, const std::vector<Adjustment>& all, const Adjustment& adjustment,
                           std::int64_t account_id) {
  if (!find_transition(adjustment_workflow, adjustment.state, "confirm")) {
    return refusal(Kind::conflict, "adjustment.not_draft", {}, state_words("adjustment_state", adjustment.state));
  }
  if (!stands(statement)) {
    return refusal(Kind::conflict, "statement.not_confirmed", {}, state_words("statement_state", statement.state));
  }
  if (adjustment.drafted_by == account_id) return refusal(Kind::forbidden, "adjustment.four_eyes");
  const Money net = net_of(statement, all) + adjustment.amount;
  if (net < Money()) return below_nought(net);
  return Done{};
}

Outcome void_adjustment(const Adjustment& adjustment) {
  if (!find_transition(adjustment_workflow, adjustment.state, "void")) {
    return refusal(Kind::conflict, "adjustment.not_draft", {}, state_words("adjustment_state", adjustment.state));
  }
  return Done{};
}

}  // namespace zhiheng::domain

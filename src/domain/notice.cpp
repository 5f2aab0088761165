#include "domain/notice.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

struct Told {
  std::string_view stem;
  Action action;
};
constexpr Told told[] = {
    {"panel", Action::see_panels},
    {"score_sheet", Action::see_sheets},
    {"engagement", Action::see_contracts},
    {"deliverable", Action::see_deliverables},
    {"result", Action::see_results},
    {"statement", Action::see_statements},
    {"contract", Action::see_payments},
    {"contract_termination", Action::see_contracts},
    {"deduction_notice", Action::see_statements},
    {"retention", Action::see_payments},
    {"payment", Action::see_payments},
    {"policy", Action::see_policies},
    {"expert", Action::see_experts},
    {"draw", Action::see_draws},
    {"objection", Action::see_objections},
    {"objection_review", Action::give_opinion},
    {"invoice", Action::see_invoices},
    {"expert_fee", Action::see_expert_fees},
    {"expert_fee_line", Action::see_expert_fees},
    {"payment_order", Action::see_payments},
    {"agency_record_item", Action::see_agency_record},
    {"lead_change", Action::see_agency_record},
    {"agency", Action::see_agency_record},
    {"rating", Action::see_ratings},
    {"rating_run", Action::see_ratings},
    {"rating_objection", Action::see_ratings},
    {"consequence", Action::see_ratings},
    {"credit_event", Action::see_ratings},
    {"journal_proof", Action::see_journal},
};

bool is_plain(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || c == '.' || c == '-' || c == '_' || c == '+';
}

bool is_domain(std::string_view name) {
  if (name.size() < 3 || name.find('.') == std::string_view::npos || name.find("..") != std::string_view::npos)
    return false;
  const auto edge = [](char c) { return c == '.' || c == '-'; };
  if (edge(name.front()) || edge(name.back())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_plain(c) && c != '_' && c != '+'; });
}

constexpr std::string_view kind_names[] = {
    "assigned",
    "due_soon",
    "overdue",
    "deadline_moved",
    "returned",
    "published",
    "statement_to_confirm",
    "statement_confirmed",
    "paid",
    "order_to_confirm",
    "order_failed",
    "draw_commit",
    "draw_reveal",
    "draw_result",
    "policy_approved",
    "expert_step",
    "expert_to_approve",
    "expert_term_ends",
    "expert_qualification_ends",
    "recusal_found",
    "declaration_wanted",
    "objection_filed",
    "objection_received",
    "objection_returned",
    "objection_prepared",
    "objection_review",
    "objection_answered",
    "objection_withdrawn",
    "invited",
    "answer_due",
    "invitation_answered",
    "session_set",
    "session_moved",
    "rating_to_publish",
    "rating_published",
    "rating_contested",
    "rating_decided",
    "rating_outdated",
    "consequence_enacted",
    "consequence_lifted",
    "credit_event_to_confirm",
    "credit_event_confirmed",
    "journal_difference",
    "invoice_to_check",
    "invoice_returned",
    "invoice_accepted",
    "red_letter_needed",
    "expert_fee_to_confirm",
    "record_submitted",
    "record_accepted",
    "record_returned",
    "record_to_confirm",
    "lead_change_asked",
    "lead_change_approved",
    "lead_change_refused",
    "expert_fee_paid",
    "payment_due_soon",
    "payment_overdue",
    "termination_to_decide",
    "contract_terminated",
    "deduction_notice_sent",
    "deduction_notice_answered",
    "deduction_notice_closed",
    "retention_due",
    "retention_to_release",
    "retention_released",
};

}  // namespace

const std::vector<std::string>& notice_kinds() {
  static const std::vector<std::string> kinds(std::begin(kind_names), std::end(kind_names));
  return kinds;
}

bool is_notice_kind(std::string_view kind) {
  return std::find(notice_kinds().begin(), notice_kinds().end(), kind) != notice_kinds().end();
}

bool is_notice_way(std::string_view way) {
  return std::find(std::begin(notice_ways), std::end(notice_ways), way) != std::end(notice_ways);
}

Action action_to_be_told(std::string_view stem) {
  for (const Told& one : told) {
    if (one.stem == stem) return one.action;
  }
  throw Defect("a notice is about a row of a known kind");
}

Outcome check_mail_address(const std::string& address, const std::string& field) {
  const Problem problem = refusal("notice.address_malformed", field);
  const std::size_t at = address.find('@');
  if (at == std::string::npos || at == 0 || at > 64 || address.size() > 254) return problem;
  const std::string_view local = std::string_view(address).substr(0, at);
  const bool plain = std::all_of(local.begin(), local.end(), is_plain);
  const bool dots = local.front() != '.' && local.back() != '.' && local.find("..") == std::string_view::npos;
  if (!plain || !dots || !is_domain(std::string_view(address).substr(at + 1))) return problem;
  return Done{};
}

}  // namespace zhiheng::domain

// Which fields of a stem its list shows.
#include <algorithm>
#include <map>
#include <mutex>

#include "web/record_web.h"

namespace zhiheng::web {

using domain::Shape;

namespace {

const std::map<std::string, std::vector<std::string>, std::less<>> chosen{
    {"bureau", {"code", "name", "parent", "status"}},
    {"budget_unit", {"code", "name", "uscc", "contact", "phone", "status"}},
    {"project", {"code", "name", "budget_unit", "fiscal_year", "kind", "status"}},
    {"agency", {"name", "uscc", "type", "legal_representative", "contact", "phone", "status"}},
    {"lead_evaluator", {"name", "code", "agency", "qualification", "years_of_work", "status"}},
    {"expert", {"name", "code", "category", "employer", "title_level", "region", "term_until", "stage"}},
    {"contract", {"number", "title", "agency", "fiscal_year", "signed_on", "fee", "state"}},
    {"engagement", {"code", "name", "object_kind", "budget_unit", "fee", "plan_due_on", "report_due_on"}},
    {"statement", {"number", "contract", "fee", "bonus", "deduction", "paid", "payable", "recoverable", "state"}},
    {"payment", {"voucher_number", "contract", "kind", "paid_on", "amount"}},
    {"payment_order", {"number", "contract", "agency", "purpose", "amount", "account_name", "state"}},
    {"payment_batch", {"number", "order_count", "total", "sent_by", "created_at"}},
    {"agency_account", {"account_name", "agency", "bank_name", "number_shown", "state"}},
    {"bank_result", {"file_name", "created_at", "row_count", "booked", "failed_count", "different_count"}},
    {"policy", {"title", "code", "revision", "approved_at", "state"}},
    {"account", {"login", "display_name", "bureau", "agency", "expert", "last_sign_in_at", "status"}},
    {"deduction_notice", {"number", "agency", "contract", "state", "deduction", "sent_on", "answer_due_on"}},
    {"retention", {"contract", "agency", "state", "amount", "release_due_on", "released_on"}},
    {"disclosure", {"title", "kind", "fiscal_year", "state", "published_at", "item_count", "code"}},
    {"draw", {"engagement", "agency", "sequence", "seats", "people_count", "reveal_until", "state"}},
    {"review_session", {"name", "held_on", "starts", "ends", "place", "state"}},
    {"invoice", {"number", "kind", "contract", "agency", "issued_on", "gross", "tax", "state"}},
    {"expert_fee", {"number", "title", "month", "gross", "tax", "net", "state"}},
    {"expert_fee_line", {"month", "expert", "kind", "worked_on", "gross", "tax", "net"}},
    {"fee_scheme", {"title", "code", "revision", "method", "agreed", "approved_at", "state"}},
    {"relation", {"from_name", "relation", "to_name", "since_on", "until_on", "evidence", "source"}},
    {"recusal_flag", {"rule", "expert", "panel", "found_at", "found_by", "state"}},
    {"objection", {"number", "agency", "engagement", "state", "answer_due_on", "outcome", "level"}},
    {"agency_record_item", {"title", "agency", "group", "state", "revision", "submitted_at", "ended_on"}},
    {"issued_record", {"code", "agency", "issued_at", "valid_until", "revoked_at"}},
    {"lead_change", {"contract", "agency", "from_lead", "to_lead", "state", "asked_at"}},
    {"journal_transaction", {"number", "kind", "contract", "agency", "posted_on", "reference", "amount"}},
    {"journal_correction", {"transaction", "contract", "occurred_on", "reason", "state"}},
    {"credit_event", {"happened_on", "agency", "kind", "code", "fiscal_year", "evidence", "state"}},
    {"rating_run", {"fiscal_year", "sequence", "policy", "state", "published_at", "objection_due_on", "reason"}},
    {"rating", {"agency", "fiscal_year", "score", "grade", "place", "state"}},
    {"rating_objection", {"number", "agency", "state", "filed_at", "answer_due_on", "outcome"}},
    {"consequence", {"agency", "effect", "from_on", "until_on", "state", "about"}},
    {"commission_round", {"name", "opened_on"}},
    {"amendment", {"sequence", "signed_on", "change", "reason"}},
    {"procurement_limit", {"fiscal_year", "decentralised_limit", "open_tender_limit", "methods_above", "source"}},
    {"fee_rate", {"title", "code", "fiscal_year", "basis", "source"}},
    {"contract_termination", {"contract", "agency", "ground", "terminated_on", "fee_before", "fee_after", "state"}},
    {"instalment", {"sequence", "amount", "due_condition", "due_on"}},
};

}  // namespace

const std::vector<std::string>& list_columns(const Shape& shape) {
  const auto found = chosen.find(shape.stem);
  if (found != chosen.end()) return found->second;
  static std::map<std::string, std::vector<std::string>, std::less<>> others;
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  auto& keys = others[shape.stem];
  for (const domain::Field& field : shape.fields) {
    if (keys.size() < 7 && keys.size() < shape.fields.size() && field.key != "bureau" &&
        std::find(keys.begin(), keys.end(), field.key) == keys.end()) {
      keys.push_back(field.key);
    }
  }
  return keys;
}

}  // namespace zhiheng::web

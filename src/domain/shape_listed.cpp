#include "domain/shape_listed.h"

#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

Field bureau() {
  return reference_field("bureau", "bureau").read_only().filterable();
}
Field agency() {
  return reference_field("agency", "agency").read_only().filterable();
}
Field reference(const std::string& key, const std::string& stem) {
  return reference_field(key, stem).read_only().filterable();
}
Field text(const std::string& key) {
  return text_field(key, 500).read_only().searchable().sortable();
}
Field plain(const std::string& key) {
  return text_field(key, 500).read_only();
}
Field choice(const std::string& key, const std::string& list) {
  return choice_field(key, list).read_only().filterable().sortable();
}
Field day(const std::string& key) {
  return date_field(key).read_only().sortable();
}
Field money(const std::string& key) {
  return money_field(key).read_only().sortable();
}
Field number(const std::string& key) {
  return integer_field(key, 0, 1'000'000).read_only().sortable();
}
Field moment(const std::string& key) {
  return moment_field(key).sortable();
}

}  // namespace

const Shape& deliverable_shape() {
  static const Shape shape{
      "deliverable",
      "deliverables",
      "deliverable",
      "",
      {bureau(), agency(), reference("engagement", "engagement"), choice("kind", "deliverable_kind"),
       number("revision"), text("file_name"), plain("sha256"), moment("received_at"), day("due_on"),
       number("days_late"), plain("calendar_note"), choice("state", "deliverable_state"), plain("remark")},
      true,
      true,
      "file_name"};
  return shape;
}

const Shape& panel_shape() {
  static const Shape shape{"panel",
                           "panels",
                           "panel",
                           "",
                           {bureau(), agency(), reference("engagement", "engagement"), reference("policy", "policy"),
                            text("name"), day("deadline_on"), choice("state", "panel_state")},
                           true,
                           true,
                           "name"};
  return shape;
}

const Shape& score_sheet_shape() {
  static const Shape shape{
      "score_sheet",
      "score-sheets",
      "score_sheet",
      "",
      {bureau(), agency(), reference("expert", "expert"), reference("panel", "panel"),
       text_field("component", 32).read_only().filterable().sortable(), choice("state", "score_sheet_state"),
       score_field("total").read_only().sortable(), plain("comment"), plain("returned_reason"), moment("submitted_at")},
      true,
      true,
      "component"};
  return shape;
}

const Shape& result_shape() {
  static const Shape shape{
      "result",
      "results",
      "result",
      "",
      {bureau(), agency(), reference("engagement", "engagement"), reference("panel", "panel"),
       reference("policy", "policy"), number("sequence"), choice("state", "result_state"),
       score_field("final_score").read_only().sortable(), text_field("grade", 16).read_only().filterable().sortable(),
       flag_field("passed").read_only().filterable(), money("deduction"), money("bonus"), plain("reason")},
      true,
      true,
      "sequence"};
  return shape;
}

const Shape& statement_shape() {
  static const Shape shape{
      "statement",
      "statements",
      "statement",
      "number",
      {bureau(), agency(), reference("contract", "contract"), text("number"), number("sequence"),
       choice("state", "statement_state"), money("fee"), money("bonus"), money("deduction"), money("paid"),
       money("payable"), money("recoverable"),
       reference_field("drafted_by", "account").column("drafted_by").read_only().filterable(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only(), moment("confirmed_at"),
       moment("settled_at"), reference_field("voided_by", "account").column("voided_by").read_only(),
       moment("voided_at"), plain("void_reason")},
      true,
      true,
      "number"};
  return shape;
}

const Shape& payment_shape() {
  static const Shape shape{
      "payment",
      "payments",
      "payment",
      "voucher_number",
      {bureau(), agency(), reference("contract", "contract"), reference("instalment", "instalment"),
       reference("statement", "statement"), choice("kind", "payment_kind"), day("paid_on"), money("amount"),
       text("voucher_number"), plain("remark"), reference("order", "payment_order"),
       reference_field("booked_by", "account").column("booked_by").read_only(),
       reference_field("countersigned_by", "account").column("countersigned_by").read_only(),
       moment("countersigned_at")},
      true,
      true,
      "voucher_number"};
  return shape;
}

const Shape& adjustment_shape() {
  static const Shape shape{
      "adjustment",
      "adjustments",
      "adjustment",
      "",
      {bureau(), agency(), reference("statement", "statement"), number("sequence"), money("amount"), plain("corrects"),
       plain("reason"), choice("state", "adjustment_state"),
       reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("confirmed_by", "account").column("confirmed_by").read_only(), moment("confirmed_at")},
      true,
      true,
      "sequence"};
  return shape;
}

const Shape& policy_shape() {
  static const Shape shape{
      "policy",
      "policies",
      "policy",
      "code",
      {bureau(), text_field("code", 64).read_only().searchable().sortable().filterable(), number("revision"),
       text("title"), choice("state", "policy_state"), plain("digest"),
       reference_field("approved_by", "account").column("approved_by").read_only(), moment("approved_at")},
      true,
      false,
      "title"};
  return shape;
}

const Shape& account_shape() {
  static const Shape shape{"account",
                           "accounts",
                           "account",
                           "login",
                           {bureau(), agency(), reference("expert", "expert"), reference("budget_unit", "budget_unit"),
                            text("login"), text("display_name"), choice("status", "account_status"),
                            choice("language", "language"), moment("last_sign_in_at"), moment("locked_until")},
                           true,
                           true,
                           "display_name"};
  return shape;
}

}  // namespace zhiheng::domain

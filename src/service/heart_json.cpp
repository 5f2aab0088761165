#include "service/heart_json.h"

#include <algorithm>

#include "domain/policy.h"

namespace zhiheng::service {

namespace {

// Parsed again so that the page, the API and verify look at one document.
Json document(const std::string& text) {
  auto parsed = parse_json(text);
  ensure(parsed.ok(), "a stored document is JSON");
  return std::move(*parsed);
}

Json head(std::int64_t id, std::int64_t version) {
  Json json = Json::object();
  json.set("id", id_json(id)).set("version", version);
  return json;
}

template <class T>
Json optional_text(const std::optional<T>& value) {
  return value ? Json(value->text()) : Json();
}

std::string_view name_of(domain::CriterionRule rule) {
  switch (rule) {
    case domain::CriterionRule::points: return "points";
    case domain::CriterionRule::steps: return "steps";
    case domain::CriterionRule::per_defect: return "per_defect";
  }
  throw Defect("every rule of a criterion has a name");
}

std::string_view name_of(domain::SheetEntry entry) {
  switch (entry) {
    case domain::SheetEntry::criteria: return "criteria";
    case domain::SheetEntry::total: return "total";
    case domain::SheetEntry::either: return "either";
  }
  throw Defect("every entry of a sheet has a name");
}

Json component_counts(const domain::Component& component, const std::vector<domain::ScoreSheet>& sheets) {
  Json counts = Json::object();
  counts.set("component", component.code).set("title", component.title);
  for (const char* state : {"draft", "submitted", "returned", "locked"}) {
    int count = 0;
    for (const domain::ScoreSheet& sheet : sheets) {
      if (sheet.component == component.code && sheet.state == state) ++count;
    }
    counts.set(state, count);
  }
  return counts;
}

}  // namespace

Json id_json(std::int64_t id) {
  return id == 0 ? Json() : Json(std::to_string(id));
}
Json moment_json(const std::string& utc) {
  return utc.empty() ? Json() : Json(timestamp_from_utc(utc).text());
}
Json date_json(const std::optional<Date>& date) {
  return optional_text(date);
}

Json texts_json(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

Json to_json(const domain::Deliverable& deliverable) {
  Json json = head(deliverable.id, deliverable.version);
  json.set("bureau", id_json(deliverable.bureau_id)).set("agency", id_json(deliverable.agency_id));
  json.set("engagement", id_json(deliverable.engagement_id)).set("kind", deliverable.kind);
  json.set("revision", deliverable.revision).set("file_name", deliverable.file_name);
  json.set("sha256", deliverable.sha256).set("size", deliverable.size).set("media_type", deliverable.media_type);
  json.set("received_at", deliverable.received_at.text()).set("due_on", date_json(deliverable.due_on));
  json.set("days_late", deliverable.days_late).set("calendar_note", deliverable.calendar_note);
  json.set("state", deliverable.state).set("remark", deliverable.remark);
  return json;
}

Json to_json(const domain::PanelMember& member) {
  Json json = head(member.id, member.version);
  json.set("expert", id_json(member.expert_id)).set("expert_code", member.expert_code);
  json.set("expert_label", member.expert_name).set("group", member.rater_group);
  json.set("recused", member.recused).set("recusal_reason", member.recusal_reason);
  json.set("duty", member.duty).set("origin", member.origin).set("joined_at", moment_json(member.joined_at));
  json.set("joined_reason", member.joined_reason).set("left_at", moment_json(member.left_at));
  json.set("left_reason", member.left_reason).set("invitation", member.invitation);
  json.set("invited_at", moment_json(member.invited_at)).set("answer_on", date_json(member.answer_on));
  json.set("answered_at", moment_json(member.answered_at)).set("answer_reason", member.answer_reason);
  return json;
}

Json to_json(const domain::Panel& panel, const domain::Policy& policy, const std::vector<domain::ScoreSheet>& sheets) {
  Json json = head(panel.id, panel.version);
  json.set("bureau", id_json(panel.bureau_id)).set("agency", id_json(panel.agency_id));
  json.set("engagement", id_json(panel.engagement_id)).set("policy", id_json(panel.policy_id));
  json.set("policy_label", policy.name()).set("name", panel.name).set("deadline_on", panel.deadline_on.text());
  json.set("state", panel.state).set("invites", panel.invites);
  json.set("quorum", panel.quorum ? Json(*panel.quorum) : Json()).set("discussion", panel.discussion);
  json.set("discussed_at", moment_json(panel.discussed_at));
  Json members = Json::array();
  for (const domain::PanelMember& member : panel.members) members.push(to_json(member));
  json.set("members", std::move(members));
  Json components = Json::array();
  for (const domain::Component& component : policy.components) {
    const bool by_sheets = std::any_of(sheets.begin(), sheets.end(), [&](const domain::ScoreSheet& sheet) {
      return sheet.component == component.code;
    });
    if (by_sheets) components.push(component_counts(component, sheets));
  }
  json.set("components", std::move(components));
  return json;
}

Json to_json(const domain::ScoreSheet& sheet) {
  Json json = head(sheet.id, sheet.version);
  json.set("bureau", id_json(sheet.bureau_id)).set("agency", id_json(sheet.agency_id));
  json.set("expert", id_json(sheet.expert_id)).set("panel", id_json(sheet.panel_id));
  json.set("member", id_json(sheet.member_id)).set("component", sheet.component).set("state", sheet.state);
  json.set("total", optional_text(sheet.total)).set("comment", sheet.comment);
  json.set("returned_reason", sheet.returned_reason).set("submitted_at", moment_json(sheet.submitted_at));
  Json items = Json::array();
  for (const domain::ScoreItem& item : sheet.items) {
    Json row = Json::object();
    row.set("criterion", item.criterion).set("points", optional_text(item.points));
    row.set("defects", item.defects ? Json(*item.defects) : Json());
    items.push(std::move(row.set("reason", item.reason).set("page", item.page)));
  }
  json.set("items", std::move(items));
  return json;
}

Json rubric_json(const domain::Component& component) {
  Json json = Json::object();
  json.set("component", component.code).set("title", component.title);
  json.set("entry", std::string(component.criteria.empty() ? "total" : name_of(component.entry)));
  Json criteria = Json::array();
  for (const domain::Criterion& criterion : component.criteria) {
    Json row = Json::object();
    row.set("criterion", criterion.code).set("title", criterion.title).set("points", criterion.points.text());
    row.set("rule", std::string(name_of(criterion.rule))).set("step", criterion.step.text());
    Json steps = Json::array();
    for (const Score step : criterion.steps) steps.push(step.text());
    row.set("steps", std::move(steps)).set("per_defect", criterion.per_defect.text());
    row.set("reason_required", criterion.reason_required).set("page_required", criterion.page_required);
    criteria.push(std::move(row));
  }
  json.set("criteria", std::move(criteria));
  return json;
}

Json to_json(const domain::StoredResult& result, bool with_documents) {
  Json json = head(result.id, result.version);
  json.set("bureau", id_json(result.bureau_id)).set("agency", id_json(result.agency_id));
  json.set("engagement", id_json(result.engagement_id)).set("panel", id_json(result.panel_id));
  json.set("policy", id_json(result.policy_id)).set("sequence", result.sequence).set("state", result.state);
  json.set("final_score", result.final_score.text()).set("grade", result.grade).set("passed", result.passed);
  json.set("deduction", result.deduction.text()).set("bonus", result.bonus.text()).set("reason", result.reason);
  if (with_documents) {
    json.set("case", document(result.case_document)).set("result", document(result.result_document));
  }
  return json;
}

Json to_json(const domain::ComponentScore& score) {
  Json json = head(score.id, score.version);
  json.set("engagement", id_json(score.engagement_id)).set("component", score.component);
  json.set("score", score.score.text()).set("reason", score.reason);
  return json;
}

Json to_json(const domain::Conduct& conduct) {
  Json json = head(conduct.id, conduct.version);
  json.set("engagement", id_json(conduct.engagement_id)).set("kind", conduct.kind).set("code", conduct.code);
  json.set("happened_on", conduct.happened_on.text()).set("count", conduct.count).set("evidence", conduct.evidence);
  json.set("state", conduct.state).set("withdrawn_reason", conduct.withdrawn_reason);
  return json;
}

Json to_json(const domain::Adjustment& adjustment) {
  Json json = head(adjustment.id, adjustment.version);
  json.set("statement", id_json(adjustment.statement_id)).set("sequence", adjustment.sequence);
  json.set("amount", adjustment.amount.text()).set("corrects", adjustment.corrects).set("reason", adjustment.reason);
  json.set("state", adjustment.state).set("drafted_by", id_json(adjustment.drafted_by));
  json.set("confirmed_by", id_json(adjustment.confirmed_by));
  json.set("confirmed_at", moment_json(adjustment.confirmed_at));
  return json;
}

Json to_json(const domain::Balance& balance) {
  Json json = Json::object();
  json.set("net", balance.net.text()).set("paid", balance.paid.text()).set("payable", balance.payable.text());
  json.set("recoverable", balance.recoverable.text()).set("held", balance.held.text());
  return json;
}

Json to_json(const domain::Statement& statement, const std::vector<domain::Adjustment>& adjustments,
             const domain::Balance& balance) {
  Json json = head(statement.id, statement.version);
  json.set("bureau", id_json(statement.bureau_id)).set("agency", id_json(statement.agency_id));
  json.set("contract", id_json(statement.contract_id)).set("number", statement.number);
  json.set("sequence", statement.sequence).set("state", statement.state).set("fee", statement.fee.text());
  json.set("bonus", statement.bonus.text()).set("deduction", statement.deduction.text());
  json.set("paid", statement.paid.text()).set("payable", statement.payable.text());
  json.set("payable_in_words", in_capitals(statement.payable)).set("recoverable", statement.recoverable.text());
  json.set("drafted_by", id_json(statement.drafted_by)).set("confirmed_by", id_json(statement.confirmed_by));
  json.set("confirmed_at", moment_json(statement.confirmed_at)).set("settled_at", moment_json(statement.settled_at));
  json.set("voided_at", moment_json(statement.voided_at)).set("void_reason", statement.void_reason);
  Json lines = Json::array();
  for (const domain::StatementLine& line : statement.lines) {
    Json row = Json::object();
    row.set("engagement", id_json(line.engagement_id)).set("result", id_json(line.result_id));
    row.set("fee", line.fee.text()).set("bonus", line.bonus.text()).set("deduction", line.deduction.text());
    lines.push(std::move(row.set("payable", (line.fee + line.bonus - line.deduction).text())));
  }
  Json list = Json::array();
  for (const domain::Adjustment& adjustment : adjustments) list.push(to_json(adjustment));
  json.set("lines", std::move(lines)).set("adjustments", std::move(list)).set("balance", to_json(balance));
  json.set("case", document(statement.case_document)).set("result", document(statement.result_document));
  return json;
}

Json to_json(const domain::Payment& payment) {
  Json json = head(payment.id, payment.version);
  json.set("bureau", id_json(payment.bureau_id)).set("agency", id_json(payment.agency_id));
  json.set("contract", id_json(payment.contract_id)).set("instalment", id_json(payment.instalment_id));
  json.set("statement", id_json(payment.statement_id)).set("kind", payment.kind);
  json.set("paid_on", payment.paid_on.text()).set("amount", payment.amount.text());
  json.set("voucher_number", payment.voucher_number).set("remark", payment.remark);
  json.set("order", id_json(payment.order_id)).set("booked_by", id_json(payment.booked_by));
  json.set("countersigned_by", id_json(payment.countersigned_by));
  json.set("countersigned_at", moment_json(payment.countersigned_at));
  return json;
}

Json state_change(std::string_view before, std::string_view after, std::int64_t new_version) {
  Json json = Json::object();
  json.set("before", Json::object().set("state", std::string(before)));
  json.set("after", Json::object().set("state", std::string(after)));
  json.set("version", new_version);
  return json;
}

}  // namespace zhiheng::service

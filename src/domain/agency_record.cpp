#include "domain/agency_record.h"

#include "domain/choice_words.h"
#include "domain/lead_evaluator.h"
#include "domain/notice.h"

namespace zhiheng::domain {

std::int64_t years_between(Date from, Date until) {
  std::int64_t years = until.year() - from.year();
  const bool not_yet = until.month() < from.month() || (until.month() == from.month() && until.day() < from.day());
  return not_yet ? years - 1 : years;
}

bool is_phone(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '+') {
      return false;
    }
  }
  if (text.starts_with("+86")) digits.erase(0, 2);
  if (digits.size() > 1 && digits.front() == '1' && digits[1] != '0') return digits.size() == 11;
  return digits.size() >= 7 && digits.size() <= 16;
}

Problems check_record_item(const RecordGroup& group, const Record& document, Date today) {
  Problems problems;
  for (const Field& field : group.shape.fields) {
    const std::string& day = document.text(field.key);
    // Dates of the form YYYY-MM-DD sort as text.
    if (field.type == FieldType::date && !day.empty() && day > today.text()) {
      problems.push_back(refusal("agency_record.day_in_future", pointer_to("", field.key), {{"date", day}}));
    }
  }
  if (group.name == "lead_evaluator") {
    const std::string& level = document.text("title_level");
    const std::string& licence = document.text("qualification");
    const bool licensed = licence != "other" && licence != "senior_title" && licence != "middle_title";
    const bool titled =
        level == "senior" || level == "middle" || licence == "senior_title" || licence == "middle_title";
    if (!titled && !licensed) problems.push_back(refusal("agency_record.lead_needs_title_or_licence", "/title_level"));
    if (licensed && document.text("certificate_number").empty()) {
      problems.push_back(refusal("agency_record.certificate_number_missing", "/certificate_number"));
    }
    const auto started = read_date(document.text("work_started_on"), {});
    if (started && *started <= today && years_between(*started, today) < lead_evaluator_years) {
      problems.push_back(refusal("agency_record.lead_years_too_few", "/work_started_on",
                                 {{"years", std::to_string(years_between(*started, today))},
                                  {"least", std::to_string(lead_evaluator_years)}}));
    }
  }
  if (const std::string phone = document.text("phone"); !phone.empty() && !is_phone(phone)) {
    problems.push_back(refusal("agency_record.phone_malformed", "/phone", {{"value", phone}}));
  }
  if (const std::string address = document.text("email"); !address.empty() && !check_mail_address(address, "/email")) {
    problems.push_back(refusal("agency.email_malformed", "/email", {{"value", address}}));
  }
  if (group.name == "branch" && document.integer("has_legal_personality") != 0 && document.text("uscc").empty()) {
    problems.push_back(refusal("agency_record.branch_needs_uscc", "/uscc"));
  }
  return problems;
}

std::string record_item_title(const RecordGroup& group, const Record& document) {
  const std::string& name = document.text("name");
  return name.empty() ? document.text(group.shape.label) : name;
}

Outcome step_record_item(const RecordItem& item, std::string_view action) {
  for (const Transition& one : record_item_workflow) {
    if (one.from == item.state && one.action == action) return Done{};
  }
  return refusal(Kind::conflict, "agency_record.wrong_state", "", state_words("agency_record_item_state", item.state));
}

Outcome review_record_item(const RecordItem& item, std::int64_t reviewer, bool accept, std::string_view reason) {
  if (Outcome step = step_record_item(item, accept ? "accept" : "return"); !step) return step;
  if (reviewer == 0 || reviewer == item.submitted_by) return refusal(Kind::forbidden, "agency_record.own_entry");
  if (!accept && reason.empty()) return refusal("agency_record.reason_missing", "/reason");
  return Done{};
}

Problems check_lead_change(const LeadChangeFacts& facts, std::int64_t to_lead) {
  Problems problems;
  if (!facts.contract_active) problems.push_back(refusal(Kind::conflict, "lead_change.contract_closed"));
  if (facts.another_waits) problems.push_back(refusal(Kind::conflict, "lead_change.already_asked"));
  if (facts.lead_agency == 0 || facts.lead_agency != facts.contract_agency) {
    // A person of another agency is not told apart from nobody.
    problems.push_back(refusal("lead_change.other_agency", "/to_lead"));
    return problems;
  }
  if (!facts.lead_active) problems.push_back(refusal("lead_change.not_active", "/to_lead"));
  if (facts.lead_years < lead_evaluator_years) {
    problems.push_back(
        refusal("lead_change.years_too_few", "/to_lead",
                {{"years", std::to_string(facts.lead_years)}, {"least", std::to_string(lead_evaluator_years)}}));
  }
  if (to_lead == facts.lead_now) problems.push_back(refusal("lead_change.same_person", "/to_lead"));
  return problems;
}

}  // namespace zhiheng::domain

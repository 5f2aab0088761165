#include "domain/deduction_notice.h"

#include <set>

#include "domain/choice_words.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

Problem wrong_state(const DeductionNotice& notice) {
  return refusal(Kind::conflict, "deduction_notice.wrong_state", {},
                 state_words("deduction_notice_state", notice.state));
}

Money amount_at(const Json& row, const char* key) {
  const auto amount = read_money(row.text_at(key), {});
  return amount ? *amount : Money();
}

Json deduction_line(const Json& deduction, int line) {
  const Json* rate = deduction.find("rate");
  Json row = Json::object().set("line", line).set("kind", deduction.text_at("kind"));
  row.set("event", deduction.text_at("code")).set("base", deduction.text_at("base"));
  row.set("rate", rate && rate->is_string() ? rate->string() : std::string());
  return row.set("amount", deduction.text_at("amount"));
}

bool tells_the_same(const DeductionNotice& notice, const Json& figures) {
  const auto told = parse_json(notice.document);
  return told.ok() && *told == figures;
}

Problems check_lines(const DeductionNotice& notice, const std::vector<ContestedLine>& lines) {
  Problems problems;
  if (lines.empty()) problems.push_back(refusal("deduction_notice.lines_missing", "/lines"));
  const auto document = parse_json(notice.document);
  const int most = document.ok() ? lines_of(*document) : 0;
  std::set<int> seen;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string at = "/lines/" + std::to_string(i);
    const Params params{{"line", std::to_string(lines[i].line)}};
    if (lines[i].line < 1 || lines[i].line > most) {
      problems.push_back(refusal("deduction_notice.no_such_line", at + "/line", params));
    } else if (!seen.insert(lines[i].line).second) {
      problems.push_back(refusal("deduction_notice.line_twice", at + "/line", params));
    }
    if (lines[i].reason.empty()) {
      problems.push_back(refusal("deduction_notice.reason_missing", at + "/reason", params));
    }
  }
  return problems;
}

}  // namespace

const Shape& deduction_notice_shape() {
  static const Shape shape{
      "deduction_notice",
      "deduction-notices",
      "deduction_notice",
      "number",
      {reference_field("bureau", "bureau").read_only().filterable(),
       reference_field("agency", "agency").read_only().filterable(), text_field("number", 80).read_only().searchable(),
       reference_field("contract", "contract").read_only().filterable(),
       choice_field("state", "deduction_notice_state").read_only().filterable().sortable(),
       money_field("deduction").read_only().sortable(), date_field("sent_on").read_only().sortable(),
       date_field("answer_due_on").read_only().sortable(),
       choice_field("answer", "deduction_answer").read_only().filterable(), moment_field("answered_at"),
       choice_field("decision", "deduction_decision").read_only(), date_field("closed_on").read_only()},
      true,
      true,
      "number"};
  return shape;
}

Json notice_document(const Json& case_document, const Json& result_document) {
  Json engagements = Json::array();
  Money fee, bonus, deduction;
  int line = 0;
  const auto& cases = case_document.at("engagements").items();
  const auto& outcomes = result_document.at("engagements").items();
  for (std::size_t i = 0; i < outcomes.size() && i < cases.size(); ++i) {
    Json deductions = Json::array();
    Money deducted;
    for (const Json& one : outcomes[i].at("deductions").items()) {
      deductions.push(deduction_line(one, ++line));
      deducted = deducted + amount_at(one, "amount");
    }
    Json row = Json::object().set("code", outcomes[i].text_at("code")).set("title", cases[i].text_at("title"));
    row.set("fee", cases[i].text_at("fee")).set("score", outcomes[i].text_at("final_score"));
    row.set("grade", outcomes[i].text_at("grade")).set("bonus", amount_at(outcomes[i], "bonus").text());
    row.set("deduction", deducted.text()).set("deductions", std::move(deductions));
    fee = fee + amount_at(cases[i], "fee");
    bonus = bonus + amount_at(outcomes[i], "bonus");
    deduction = deduction + deducted;
    const Json* steps = outcomes[i].find("steps");
    engagements.push(row.set("steps", steps ? *steps : Json::array()));
  }
  Json document = Json::object().set("fee", fee.text()).set("bonus", bonus.text());
  document.set("deduction", deduction.text()).set("net", (fee + bonus - deduction).text());
  return document.set("engagements", std::move(engagements));
}

int lines_of(const Json& notice_document) {
  std::size_t count = 0;
  for (const Json& engagement : notice_document.at("engagements").items()) {
    count += engagement.at("deductions").items().size();
  }
  return static_cast<int>(count);
}

WithYears<Date> answer_day(const BillingRule& rule, Date sent_on, const Calendar& calendar) {
  if (rule.notice_working_days) return calendar.add_working_days(sent_on, rule.notice_days);
  return {sent_on + rule.notice_days, {}};
}

NoticeStanding notice_standing(const BillingRule& rule, const Statement& statement, const Json& figures,
                               const std::optional<DeductionNotice>& newest, Date today) {
  if (rule.notice_days == 0 || statement.deduction == Money()) return NoticeStanding::not_needed;
  if (!newest || newest->statement_id != statement.id) return NoticeStanding::missing;
  if (newest->is_open() && !is_expired(*newest, today)) return NoticeStanding::open;
  if (newest->decision == "redraw" || !tells_the_same(*newest, figures)) return NoticeStanding::outdated;
  return NoticeStanding::answered;
}

Outcome send_deduction_notice(const BillingRule& rule, const Statement& statement, bool unchanged, const Json& figures,
                              const std::optional<DeductionNotice>& newest) {
  if (statement.state != "draft") {
    return refusal(Kind::conflict, "statement.not_draft", {}, state_words("statement_state", statement.state));
  }
  if (!unchanged) return refusal(Kind::conflict, "statement.stale_results");
  if (rule.notice_days == 0) return refusal(Kind::conflict, "deduction_notice.not_asked_for");
  if (statement.deduction == Money()) return refusal(Kind::conflict, "deduction_notice.no_deduction");
  if (newest && newest->statement_id == statement.id && tells_the_same(*newest, figures)) {
    if (newest->is_open()) {
      return refusal(Kind::conflict, "deduction_notice.still_open", {}, {{"number", newest->number}});
    }
    if (newest->decision != "redraw") {
      return refusal(Kind::conflict, "deduction_notice.already_answered", {}, {{"number", newest->number}});
    }
  }
  return Done{};
}

Outcome answer_deduction_notice(const DeductionNotice& notice, std::string_view answer,
                                const std::vector<ContestedLine>& lines, Date today) {
  if (notice.state != "sent") return wrong_state(notice);
  if (today > notice.answer_due_on) {
    return refusal(Kind::conflict, "deduction_notice.after_deadline", {}, {{"due_on", notice.answer_due_on.text()}});
  }
  Problems problems;
  if (answer == "contested") {
    problems = check_lines(notice, lines);
  } else if (answer != "accepted") {
    problems.push_back(refusal("deduction_notice.bad_answer", "/answer"));
  }
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome decide_deduction_notice(const DeductionNotice& notice, std::int64_t account_id, std::string_view decision,
                                std::string_view text) {
  if (notice.state != "contested") {
    return refusal(Kind::conflict, "deduction_notice.not_contested", {},
                   state_words("deduction_notice_state", notice.state));
  }
  if (notice.drafted_by == account_id) return refusal(Kind::forbidden, "access.four_eyes");
  Problems problems;
  if (decision != "kept" && decision != "redraw") {
    problems.push_back(refusal("deduction_notice.bad_decision", "/decision"));
  }
  if (text.empty()) problems.push_back(refusal("deduction_notice.decision_reason_missing", "/reason"));
  if (!problems.empty()) return problems;
  return Done{};
}

Outcome withdraw_deduction_notice(const DeductionNotice& notice, std::string_view reason) {
  if (!notice.is_open()) return wrong_state(notice);
  if (reason.empty()) return refusal("deduction_notice.withdraw_reason_missing", "/reason");
  return Done{};
}

bool is_expired(const DeductionNotice& notice, Date today) {
  return notice.state == "sent" && today > notice.answer_due_on;
}

}  // namespace zhiheng::domain

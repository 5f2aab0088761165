#include "service/deduction_notice_service.h"

#include "domain/case.h"
#include "domain/due_day.h"
#include "service/billing_parts.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/statement_draw.h"
#include "store/deduction_notice_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::DeductionNotice;

namespace {

const std::string stem = "deduction_notice";

Json lines_json(const std::vector<domain::ContestedLine>& contested) {
  Json lines = Json::array();
  for (const domain::ContestedLine& line : contested) {
    lines.push(Json::object().set("line", line.line).set("reason", line.reason));
  }
  return lines;
}

Json head_of(Tx& tx, const DeductionNotice& notice) {
  const auto contract = *store::find_contract_facts(tx.rows(), notice.contract_id);
  const WithYears<Date> counted =
      domain::answer_day(billing_rule(tx.rows(), contract.policy_id), notice.sent_on, Calendar::shipped());
  Json years = Json::array();
  for (const int year : counted.years_without_notice) years.push(std::to_string(year));
  Json json = Json::object().set("id", id_json(notice.id)).set("version", notice.version);
  json.set("number", notice.number).set("contract", id_json(notice.contract_id));
  json.set("contract_number", contract.number).set("agency", id_json(notice.agency_id));
  json.set("agency_name", contract.agency_name).set("state", notice.state);
  json.set("deduction", notice.deduction.text()).set("sent_on", notice.sent_on.text());
  json.set("answer_due_on", notice.answer_due_on.text()).set("calendar_years", std::move(years));
  json.set("answer", notice.answer).set("answer_text", notice.answer_text);
  json.set("answer_lines", lines_json(notice.lines)).set("answered_at", moment_json(notice.answered_at));
  json.set("decision", notice.decision).set("decision_text", notice.decision_text);
  json.set("decided_at", moment_json(notice.decided_at)).set("withdrawn_reason", notice.withdrawn_reason);
  json.set("closed_on", date_json(notice.closed_on));
  return json.set("stopped_days", notice.closed_on.value_or(std::max(tx.today(), notice.sent_on)) - notice.sent_on);
}

Json shown(Tx& tx, const DeductionNotice& notice) {
  Json json = head_of(tx, notice);
  const auto document = parse_json(notice.document, JsonLimits{64, 64u << 20});
  ensure(document.ok(), "a notice's document is JSON");
  const auto statement = store::find_statement(tx.rows(), notice.statement_id);
  const bool same = statement && still_tells(*statement, *document);
  json.set("provable", same);  // the letter's evidence is that of the draft
  if (domain::scope(tx.actor(), Action::see_statements).has_bureau(notice.bureau_id)) {
    json.set("statement", id_json(notice.statement_id)).set("current", statement->state != "draft" || same);
  }
  return json.set("document", *document);
}

struct Draft {
  Account account;
  domain::Statement statement;
  Json figures;
  std::optional<DeductionNotice> newest;
  Outcome allowed = Done{};
};

Draft look_at_draft(Tx& tx, std::int64_t statement_id) {
  Draft draft;
  draft.statement = *store::find_statement(tx.rows(), statement_id);
  draft.account = load_account(tx, draft.statement.contract_id);
  // Only a draft can be told of; what stands is not worked out once more.
  if (draft.statement.state == "draft") draft.figures = notice_figures(draft.statement);
  draft.newest = store::newest_deduction_notice(tx.rows(), statement_id);
  const bool stands = draft.account.statement && draft.account.statement->id == statement_id;
  const bool unchanged = stands && draft.statement.state == "draft" && is_statement_unchanged(tx, draft.account);
  draft.allowed = domain::send_deduction_notice(billing_rule(tx.rows(), draft.account.contract.policy_id),
                                                draft.statement, unchanged, draft.figures, draft.newest);
  return draft;
}

Result<DeductionNotice> fresh(Tx& tx, std::int64_t id, std::int64_t version) {
  DeductionNotice notice = *store::find_deduction_notice(tx.rows(), id);
  if (notice.version != version) return stale_problem(tx, domain::deduction_notice_shape(), id, version);
  return notice;
}

Result<Json> saved(Tx& tx, const DeductionNotice& notice, const char* action, const std::string& before) {
  if (!store::save_deduction_notice(tx.rows(), notice, tx.now())) {
    return stale_problem(tx, domain::deduction_notice_shape(), notice.id, notice.version);
  }
  Json detail = state_change(before, notice.state, notice.version + 1);
  Json* after = detail.find("after");
  if (!notice.decision.empty()) {
    after->set("decision", notice.decision).set("decision_text", notice.decision_text);
  } else {
    after->set("answer_text", notice.answer_text);
    if (!notice.lines.empty()) after->set("lines", lines_json(notice.lines));
  }
  tx.audit(action, {stem, notice.id}, notice.bureau_id, detail);
  return shown(tx, *store::find_deduction_notice(tx.rows(), notice.id));
}

Result<std::vector<domain::ContestedLine>> contested_lines(Json& body) {
  static const std::vector<domain::Field> fields{domain::integer_field("line", 1, 9999).required(),
                                                 domain::text_field("reason", 1000)};
  Problems problems;
  const Json::Array rows = take_array(body, "lines", false, 500, problems);
  std::vector<domain::ContestedLine> lines;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = read_command(fields, rows[i], "/lines/" + std::to_string(i));
    append(problems, row);
    if (row) lines.push_back({static_cast<int>(row->integer("line")), row->text("reason")});
  }
  if (!problems.empty()) return problems;
  return lines;
}

}  // namespace

Result<Json> send_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t statement_id,
                                   std::int64_t version) {
  return gate.write(actor, Action::draft_statement, {"statement", statement_id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    const Draft draft = look_at_draft(tx, statement_id);
    if (draft.statement.version != version) {
      return stale_problem(tx, *domain::find_shape("statement"), statement_id, version);
    }
    if (!draft.allowed) return draft.allowed.problems();
    store::take_contract(tx.rows(), draft.account.contract, tx.now());
    if (draft.newest && draft.newest->is_open()) {
      withdraw_notice(tx, *draft.newest, say("deduction_notice.superseded", Language::zh));
    }
    DeductionNotice notice;
    notice.bureau_id = draft.statement.bureau_id;
    notice.agency_id = draft.statement.agency_id;
    notice.contract_id = draft.statement.contract_id;
    notice.statement_id = statement_id;
    notice.sequence = store::last_notice_sequence(tx.rows(), notice.contract_id) + 1;
    notice.number = draft.account.contract.number + "-K" + std::to_string(notice.sequence);
    notice.deduction = draft.statement.deduction;
    notice.document = write_json(draft.figures);
    notice.sent_on = tx.today();
    notice.answer_due_on =
        domain::answer_day(billing_rule(tx.rows(), draft.account.contract.policy_id), tx.today(), Calendar::shipped())
            .value;
    notice.drafted_by = actor.account_id;
    notice.id = store::insert_deduction_notice(tx.rows(), notice, tx.now());
    Json after = Json::object().set("state", "sent").set("deduction", notice.deduction.text());
    after.set("answer_due_on", notice.answer_due_on.text());
    Json detail = Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1);
    tx.audit("send", {stem, notice.id}, notice.bureau_id, detail);
    const Params told{{"amount", notice.deduction.text()}};
    tell_agency(tx, {"deduction_notice_sent", {stem, notice.id}, "", notice.answer_due_on, told});
    return shown(tx, *store::find_deduction_notice(tx.rows(), notice.id));
  });
}

Result<Json> read_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_statements, {stem, id},
                   [&](Tx& tx) -> Result<Json> { return shown(tx, *store::find_deduction_notice(tx.rows(), id)); });
}

Result<Json> deduction_notices_of(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_statements, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    auto notices = store::deduction_notices_of(tx.rows(), contract_id);
    Json items = Json::array();
    for (auto notice = notices.rbegin(); notice != notices.rend(); ++notice) items.push(head_of(tx, *notice));
    return Json::object().set("items", std::move(items));
  });
}

Result<Json> answer_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                     const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("answer", 16).required(),
                                                 domain::text_field("text", 2000)};
  return gate.write(actor, Action::answer_deduction, {stem, id}, [&](Tx& tx) -> Result<Json> {
    Json rest = body;
    auto lines = contested_lines(rest);
    const auto form = read_command(fields, rest);
    Problems problems;
    append(problems, form);
    append(problems, lines);
    if (!problems.empty()) return problems;
    auto notice = fresh(tx, id, version);
    if (!notice) return notice.problems();
    const std::string answer = form->text("answer");
    if (Outcome allowed = domain::answer_deduction_notice(*notice, answer, *lines, tx.today()); !allowed) {
      return allowed.problems();
    }
    const std::string before = notice->state;
    notice->state = notice->answer = answer;
    notice->answer_text = form->text("text");
    if (answer == "contested") notice->lines = *lines;
    notice->answered_by = actor.account_id;
    notice->answered_at = tx.now().utc();
    if (answer == "accepted") notice->closed_on = tx.today();
    auto row = saved(tx, *notice, answer == "accepted" ? "accept" : "contest", before);
    const NoticeEvent event{"deduction_notice_answered", {stem, id}, answer};
    tell_bureau(tx, event, answer == "contested" ? Action::confirm_statement : Action::draft_statement);
    return row;
  });
}

Result<Json> decide_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                     const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("decision", 16).required(),
                                                 domain::text_field("reason", 2000)};
  return gate.write(actor, Action::confirm_statement, {stem, id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto notice = fresh(tx, id, version);
    if (!notice) return notice.problems();
    const Outcome allowed =
        domain::decide_deduction_notice(*notice, actor.account_id, form->text("decision"), form->text("reason"));
    if (!allowed) return allowed.problems();
    notice->state = "decided";
    notice->decision = form->text("decision");
    notice->decision_text = form->text("reason");
    notice->decided_by = actor.account_id;
    notice->decided_at = tx.now().utc();
    notice->closed_on = tx.today();
    auto row = saved(tx, *notice, "decide", "contested");
    const NoticeEvent event{"deduction_notice_closed", {stem, id}, "decided"};
    tell_agency(tx, event);
    tell_bureau(tx, event, Action::draft_statement);
    return row;
  });
}

Result<Json> withdraw_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                       const Json& body) {
  return gate.write(actor, Action::draft_statement, {stem, id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    const auto notice = fresh(tx, id, version);
    if (!notice) return notice.problems();
    if (Outcome allowed = domain::withdraw_deduction_notice(*notice, form->text("reason")); !allowed) {
      return allowed.problems();
    }
    withdraw_notice(tx, *notice, form->text("reason"));
    return shown(tx, *store::find_deduction_notice(tx.rows(), id));
  });
}

bool still_tells(const domain::Statement& statement, const Json& told) {
  // Documents of another time may lack what a notice is made of; they say something else then.
  const auto given = parse_json(statement.case_document, JsonLimits{64, 64u << 20});
  const auto computed = parse_json(statement.result_document, JsonLimits{64, 64u << 20});
  if (!given || !computed || !domain::read_case(*given)) return false;
  const Json* engagements = computed->find("engagements");
  return engagements && engagements->is_array() && notice_figures(statement) == told;
}

Outcome may_send_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t statement_id) {
  return gate.read(actor, Action::draft_statement, {"statement", statement_id}, [&](Tx& tx) -> Outcome {
    if (Outcome named = drafter_is_named(actor); !named) return named;
    return look_at_draft(tx, statement_id).allowed;
  });
}

Outcome may_answer_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::answer_deduction, {stem, id}, [&](Tx& tx) -> Outcome {
    return domain::answer_deduction_notice(*store::find_deduction_notice(tx.rows(), id), "accepted", {}, tx.today());
  });
}

Outcome may_decide_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::confirm_statement, {stem, id}, [&](Tx& tx) -> Outcome {
    return domain::decide_deduction_notice(*store::find_deduction_notice(tx.rows(), id), actor.account_id, "kept", "-");
  });
}

Outcome may_withdraw_deduction_notice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::draft_statement, {stem, id}, [&](Tx& tx) -> Outcome {
    return domain::withdraw_deduction_notice(*store::find_deduction_notice(tx.rows(), id), "-");
  });
}

}  // namespace zhiheng::service

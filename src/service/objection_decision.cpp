// The decision of an objection, and what follows from an upheld one in the same transaction: corrections, the result
// that supersedes, the statement drawn anew or adjusted, notices. The same computation without writing is the preview.
#include <algorithm>

#include "base/calendar.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/journal_post.h"
#include "service/notice_service.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"
#include "service/result_parts.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Objection;
using domain::ObjectionRow;

namespace {

constexpr std::size_t most_rows = 100;

void take_decision(const Record& form, Objection& objection, const std::string& where, Problems& problems) {
  const auto row = std::find_if(objection.rows.begin(), objection.rows.end(),
                                [&](const ObjectionRow& one) { return one.target == form.text("target"); });
  if (row == objection.rows.end()) {
    problems.push_back(refusal("objection.row_not_there", where + "/target", {{"row", form.text("target")}}));
    return;
  }
  row->outcome = form.text("outcome");
  row->reason = form.text("reason");
  row->decided.reset();
  if (row->outcome == "rejected") return;
  if (form.text("decided").empty()) {
    if (row->outcome == "upheld") row->decided = row->wanted;
    return;
  }
  const auto value = domain::read_correction_value(row->kind, form.text("decided"), where + "/decided");
  append(problems, value);
  if (value) row->decided = *value;
}

Problems read_decision(Json body, Objection& objection) {
  static const std::vector<domain::Field> fields{domain::text_field("target", 160).required(),
                                                 domain::choice_field("outcome", "objection_outcome"),
                                                 domain::text_field("decided", 16), domain::text_field("reason", 4000)};
  Problems problems;
  const Json::Array rows = take_array(body, "rows", true, most_rows, problems);
  const auto form = read_command({domain::text_field("note", 2000)}, body);
  append(problems, form);
  if (form) objection.decision_note = form->text("note");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string where = "/rows/" + std::to_string(i);
    const auto row = read_command(fields, rows[i], where);
    append(problems, row);
    if (row) take_decision(*row, objection, where, problems);
  }
  return problems;
}

Outcome decision_allowed(Tx& tx, const Objection& objection, const ContestedEngagement& engagement) {
  domain::DecisionFacts facts;
  facts.account_id = tx.actor().account_id;
  facts.bureau_id = tx.actor().bureau_id;
  if (objection.appeal_of_id != 0) {
    facts.decided_before = store::find_objection(tx.rows(), objection.appeal_of_id)->decided_by;
  }
  facts.second_panel = engagement.policy.rules->objection_second_panel;
  facts.result_outdated =
      !engagement.sources.result ||
      !is_result_current(*engagement.sources.result, engagement.contract, engagement.sources, engagement.policy);
  facts.there = &engagement.there;
  return domain::decide_objection(objection, facts);
}

// A pointer to the figure that the adjustment corrects, in the evidence of the statement.
std::string corrected_place(const domain::Statement& statement, std::int64_t engagement_id) {
  for (std::size_t i = 0; i < statement.lines.size(); ++i) {
    if (statement.lines[i].engagement_id == engagement_id) {
      return "/result/engagements/" + std::to_string(i) + "/final_score";
    }
  }
  return "/result/statement/deduction";
}

// A confirmed statement stays as it is; the difference becomes an adjustment, drafted by who prepared the objection and
// confirmed by who decides it.
Outcome adjust(Tx& tx, Objection& objection, Account account, const domain::StatementOutcome& recomputed,
               const std::string& reason) {
  const domain::Statement& statement = *account.statement;
  const Money entered = domain::net_of(statement, {}) + objection_adjustments(tx, statement.id);
  const Money net = statement.fee + recomputed.bonus - recomputed.deduction;
  objection.statement_id = statement.id;
  objection.net_before_fen = entered.fen();
  objection.net_after_fen = net.fen();
  if (net == entered) return Done{};
  domain::Adjustment adjustment;
  adjustment.statement_id = statement.id;
  adjustment.sequence = account.adjustments.empty() ? 1 : account.adjustments.back().sequence + 1;
  adjustment.amount = net - entered;
  adjustment.corrects = corrected_place(statement, objection.engagement_id);
  adjustment.reason = reason;
  adjustment.drafted_by = objection.drafted_by;
  if (Outcome allowed = domain::draft_adjustment(statement, account.adjustments, adjustment); !allowed) return allowed;
  store::take_contract(tx.rows(), account.contract, tx.now());
  adjustment.id = store::insert_adjustment(tx.rows(), statement, adjustment, tx.now());
  account.adjustments = store::adjustments_of(tx.rows(), statement.id);
  const Outcome confirmed =
      domain::confirm_adjustment(statement, account.adjustments, adjustment, tx.actor().account_id);
  if (!confirmed) return confirmed;
  adjustment.state = "confirmed";
  adjustment.confirmed_by = tx.actor().account_id;
  adjustment.confirmed_at = tx.now().utc();
  ensure(store::save_adjustment(tx.rows(), adjustment, tx.now()), "an adjustment of this transaction is saved");
  Json after = Json::object().set("state", "confirmed").set("amount", adjustment.amount.text());
  after.set("corrects", adjustment.corrects).set("reason", reason).set("objection", objection.number);
  tx.audit("confirm", {"adjustment", adjustment.id}, statement.bureau_id,
           Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 2));
  objection.adjustment_id = adjustment.id;
  account.adjustments = store::adjustments_of(tx.rows(), statement.id);
  settle(tx, account);
  return post_journal(tx, objection.contract_id);
}

std::string reason_of(const Objection& objection, const domain::StoredResult& before,
                      const domain::StoredResult& after) {
  return "异议 " + objection.number + (objection.outcome == "upheld" ? " 成立" : " 部分成立") + "：综合得分 " +
         before.final_score.text() + " → " + after.final_score.text() + "，扣减 " + before.deduction.text() + " → " +
         after.deduction.text() + " 元";
}

// Corrections, result and money.
Outcome take_effect(Tx& tx, Objection& objection, const ContestedEngagement& engagement,
                    const std::vector<store::StoredCorrection>& corrections) {
  const auto recomputed = figures_with(tx, engagement, corrections);
  if (!recomputed) return recomputed.problems();
  for (const store::StoredCorrection& one : corrections) {
    store::insert_correction(tx.rows(), objection, one, tx.now());
  }
  const auto result = compute_result(tx, objection.engagement_id, "异议 " + objection.number, true);
  if (!result) return result.problems();
  objection.new_result_id = result->id;
  const Account account = load_account(tx, objection.contract_id);
  if (account.is_confirmed() && recomputed->statement) {
    return adjust(tx, objection, account, *recomputed->statement,
                  reason_of(objection, *engagement.sources.result, *result));
  }
  if (!account.statement || account.statement->state != "draft") return Done{};
  const Drawing drawing = look_at_statement(tx, account);
  // A draft that cannot be drawn anew for another reason is stale, and its confirmation says so.
  if (!domain::redraw_statement(*account.statement, drawing.facts)) return Done{};
  return redraw(tx, account, drawing, *account.statement, objection.drafted_by);
}

Result<Json> before_and_after(Tx& tx, const ContestedEngagement& engagement,
                              const std::vector<store::StoredCorrection>& corrections) {
  const auto before = figures_with(tx, engagement, {});
  if (!before) return before.problems();
  const auto after = figures_with(tx, engagement, corrections);
  if (!after) return after.problems();
  Json json = Json::object().set("before", figures_json(tx, engagement, *before));
  json.set("after", figures_json(tx, engagement, *after));
  return json.set("follows", followers_json(tx, engagement, *after));
}

void tell_answered(Tx& tx, const Objection& objection) {
  const NoticeEvent answered{"objection_answered",
                             {"objection", objection.id},
                             std::to_string(objection.version),
                             objection.appeal_due_on,
                             {{"number", objection.number}}};
  tell_agency(tx, answered);
  tell_bureau(tx, answered, Action::handle_objection);
}

Result<Json> decide(Tx& tx, Objection objection, const Json& body) {
  const Problems wrong = read_decision(body, objection);
  if (!wrong.empty()) return wrong;
  const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
  if (Outcome allowed = decision_allowed(tx, objection, engagement); !allowed) return allowed.problems();
  const std::string before = objection.state;
  objection.outcome = domain::overall_outcome(objection.rows);
  const auto corrections = corrections_of_rows(objection, engagement.there);
  const auto effect = before_and_after(tx, engagement, corrections);
  if (!effect) return effect.problems();
  objection.effect = write_json(*effect);
  if (!corrections.empty()) {
    if (Outcome done = take_effect(tx, objection, engagement, corrections); !done) return done.problems();
  }
  const domain::Policy& policy = *engagement.policy.rules;
  const bool final = objection.level >= policy.objection_levels || objection.outcome == "upheld";
  objection.state = "decided";
  objection.decided_by = tx.actor().account_id;
  objection.decided_at = tx.now().utc();
  if (!final) {
    objection.appeal_due_on = domain::objection_day(policy, Calendar::shipped(), tx.today(), policy.objection_days);
  }
  store::save_answers(tx.rows(), objection);
  Json more = Json::object().set("outcome", objection.outcome).set("effect", *effect);
  if (Outcome saved = save_step(tx, objection, "decide", before, more); !saved) return saved.problems();
  if (final) {
    objection.state = "closed";
    objection.closed_at = tx.now().utc();
    if (Outcome saved = save_step(tx, objection, "close", "decided"); !saved) return saved.problems();
  }
  tell_answered(tx, objection);
  return objection_json(tx, objection.id);
}

}  // namespace

Result<Json> decide_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body) {
  return gate.write(actor, Action::decide_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    const auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    return decide(tx, *objection, body);
  });
}

Outcome may_decide_objection(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::decide_objection, {"objection", id}, [&](Tx& tx) -> Outcome {
    const Objection objection = *store::find_objection(tx.rows(), id);
    const Outcome allowed = decision_allowed(tx, objection, look_at_engagement(tx, objection.engagement_id));
    if (allowed) return allowed;
    // What is still to be typed is no reason to keep the form away.
    const bool about_rows =
        allowed.problems().front().field.starts_with("/rows/") && allowed.problems().front().kind == Kind::invalid;
    return about_rows ? Outcome(Done{}) : allowed;
  });
}

Result<Json> preview_decision(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body) {
  const bool decides = gate.may(actor, Action::decide_objection, {"objection", id}).ok();
  const Action action = decides ? Action::decide_objection : Action::handle_objection;
  return gate.read(actor, action, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    Objection objection = *store::find_objection(tx.rows(), id);
    const Problems wrong = read_decision(body, objection);
    if (!wrong.empty()) return wrong;
    const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
    Problems problems;
    for (std::size_t i = 0; i < objection.rows.size(); ++i) {
      const ObjectionRow& row = objection.rows[i];
      const domain::Contestable* figure = domain::find_contestable(engagement.there, row.target);
      if (!figure || !row.decided || row.outcome == "rejected") continue;
      append(problems, domain::check_value(*figure, *row.decided, true, "/rows/" + std::to_string(i) + "/decided"));
    }
    if (!problems.empty()) return problems;
    return before_and_after(tx, engagement, corrections_of_rows(objection, engagement.there));
  });
}

}  // namespace zhiheng::service

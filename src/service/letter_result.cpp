// What an agency is told of one result, with the evidence that its verification code is made of.
#include "base/amount_text.h"
#include "base/calendar.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "domain/objection.h"
#include "service/blind_service.h"
#include "service/letter_data.h"
#include "store/contract_facts.h"
#include "store/panel_store.h"
#include "store/result_store.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;

namespace {

struct Computed {
  domain::Case input;
  domain::Evaluation evaluation;
  Json case_document;
  Json result_document;
};

// Evaluated once more with places for names, 专家1, 专家2, as the agency's pages call them: what the letter says is
// what a stranger computes from its evidence.
Result<Computed> compute(const std::string& case_document) {
  auto stored = parse_json(case_document, JsonLimits{64, 64u << 20});
  ensure(stored.ok(), "a stored case is JSON");
  Json document;
  hide_raters(*stored, document);
  auto input = domain::read_case(*stored);
  if (!input) return input.problems();
  auto evaluation = domain::evaluate(*input);
  if (!evaluation) return evaluation.problems();
  return Computed{std::move(*input), std::move(*evaluation), std::move(*stored), std::move(document)};
}

Timestamp computed_at(Tx& tx, std::int64_t result_id) {
  return timestamp_from_utc(
      text_or_empty(tx.rows().query("SELECT created_at FROM result WHERE id = ?", {result_id})[0][0]));
}

Json evidence_of(Tx& tx, const domain::StoredResult& result, const store::ContractFacts& contract,
                 const store::EngagementFacts& engagement, const Computed& computed) {
  Json subject = Json::object();
  subject.set("bureau", contract.bureau_name).set("agency", contract.agency_name).set("uscc", contract.agency_uscc);
  subject.set("contract", contract.number).set("contract_title", contract.title);
  subject.set("engagement", engagement.name).set("engagement_code", engagement.code);
  subject.set("sequence", std::to_string(result.sequence));
  return domain::make_evidence("result", std::move(subject), computed.case_document, computed.result_document,
                               computed_at(tx, result.id));
}

Json components_of(const Computed& computed, const domain::EngagementOutcome& outcome) {
  Json rows = Json::array();
  for (const domain::ComponentOutcome& one : outcome.components) {
    const domain::Component* component = computed.input.policy->find_component(one.component);
    ensure(component != nullptr, "a result has the components of its policy");
    const bool scored = component->mode == domain::ComponentMode::scored;
    Json row = Json::object().set("title", component->title);
    row.set("weight", scored
                          ? percent_text(component->weight)
                          : say(component->mode == domain::ComponentMode::veto ? "web.mode.veto" : "web.mode.monitored",
                                Language::zh));
    rows.push(row.set("score", one.printed.text()));
  }
  return rows;
}

Json deductions_of(const Computed& computed, const domain::EngagementOutcome& outcome) {
  Json rows = Json::array();
  for (const domain::Deduction& one : outcome.deductions) {
    std::string title = say("web.deduction." + one.kind, Language::zh);
    if (const domain::EventRule* event = computed.input.policy->find_event(one.code); event && !one.code.empty()) {
      title += "：" + event->title;
    }
    Json row = Json::object().set("title", title).set("base", grouped(one.base));
    row.set("rate", one.rate ? percent_text(*one.rate) : std::string());
    rows.push(row.set("amount", grouped(one.amount)));
  }
  return rows;
}

Json steps_of(const domain::EngagementOutcome& outcome) {
  Json rows = Json::array();
  for (const std::string& step : outcome.steps) rows.push(Json::object().set("step", step));
  return rows;
}

Json values_of(Tx& tx, const domain::StoredResult& result, const store::ContractFacts& contract,
               const store::EngagementFacts& engagement, const Computed& computed) {
  const domain::EngagementOutcome& outcome = computed.evaluation.engagements.front();
  const domain::Policy& policy = *computed.input.policy;
  const Date published_on = computed_at(tx, result.id).date();
  Json values = Json::object();
  values.set("bureau", contract.bureau_name).set("issued_on", day_in_words(tx.today()));
  values.set("number", contract.number + "/" + engagement.code + "-R" + std::to_string(result.sequence));
  values.set("policy_title", policy.title).set("policy", policy.name());
  values.set("agency", contract.agency_name).set("uscc", contract.agency_uscc);
  values.set("contract", contract.number).set("contract_title", contract.title);
  values.set("engagement", engagement.name).set("engagement_code", engagement.code);
  values.set("sequence", std::to_string(result.sequence)).set("reason", result.reason);
  values.set("components", components_of(computed, outcome));
  values.set("final_score", outcome.final_score.text()).set("grade", outcome.grade);
  values.set("verdict", say(outcome.passed ? "letter.reached" : "letter.not_reached", Language::zh));
  values.set("fee", grouped(engagement.fee)).set("deductions", deductions_of(computed, outcome));
  values.set("deduction", grouped(outcome.deducted())).set("deduction_in_words", in_capitals(outcome.deducted()));
  values.set("bonus", grouped(outcome.bonus)).set("net", grouped(engagement.fee + outcome.bonus - outcome.deducted()));
  values.set("steps", steps_of(outcome)).set("objection_days", days_in_words(policy.objection_days, policy.objection_working_days));
  values.set("objection_due_on",
             day_in_words(domain::objection_day(policy, Calendar::shipped(), published_on, policy.objection_days)));
  return values;
}

}  // namespace

Result<Json> anonymous_result_evidence(Tx& tx, std::int64_t result_id) {
  const auto result = *store::find_result(tx.rows(), result_id);
  const auto engagement = *store::find_engagement_facts(tx.rows(), result.engagement_id);
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  const auto computed = compute(result.case_document);
  if (!computed) return computed.problems();
  return evidence_of(tx, result, contract, engagement, *computed);
}

Result<LetterContent> result_letter(Gate& gate, const domain::Actor& actor, const std::string& about) {
  const Subject subject{"result", letter_id(about)};
  return gate.read(actor, Action::see_results, subject, [&](Tx& tx) -> Result<LetterContent> {
    const auto result = *store::find_result(tx.rows(), subject.id);
    const auto panel = store::find_panel_of(tx.rows(), result.engagement_id);
    // The letter is between the bureau and the agency; an expert who reviews blindly would learn from it who that is.
    const domain::Veil veil = veil_over(tx, Action::see_results, subject, result.bureau_id, panel ? &*panel : nullptr);
    const domain::Scope reach = domain::scope(tx.actor(), Action::see_results);
    if (veil.agency || (!reach.has_bureau(result.bureau_id) && reach.agency_id != result.agency_id)) {
      return refusal(Kind::absent, "access.absent");
    }
    const auto engagement = *store::find_engagement_facts(tx.rows(), result.engagement_id);
    const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
    const auto computed = compute(result.case_document);
    if (!computed) return computed.problems();
    LetterContent letter{values_of(tx, result, contract, engagement, *computed),
                         contract.number + "-" + engagement.code + "-R" + std::to_string(result.sequence),
                         evidence_of(tx, result, contract, engagement, *computed)};
    letter.values.set("code", domain::verification_code(letter.evidence->text_at("digest")));
    return letter;
  });
}

}  // namespace zhiheng::service

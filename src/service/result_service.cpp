#include "service/result_service.h"

#include "domain/shape_listed.h"
#include "service/blind_service.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/result_parts.h"
#include "store/panel_store.h"
#include "store/result_store.h"
#include "store/statement_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

const std::vector<domain::Field>& reason_fields() {
  static const std::vector<domain::Field> fields{domain::text_field("reason", 500)};
  return fields;
}

template <class T>
Json items_json(const std::vector<T>& rows) {
  Json items = Json::array();
  for (const T& row : rows) items.push(to_json(row));
  return Json::object().set("items", std::move(items));
}

FrozenPolicy policy_in_force(Tx& tx, const store::EngagementFacts& engagement) {
  if (const auto panel = store::find_panel_of(tx.rows(), engagement.id))
    return load_policy(tx.rows(), panel->policy_id);
  return load_policy(tx.rows(), store::find_contract_facts(tx.rows(), engagement.contract_id)->policy_id);
}

domain::Veil veil_of_results(Tx& tx, const Subject& row, std::int64_t bureau_id, std::int64_t engagement_id) {
  const auto panel = store::find_panel_of(tx.rows(), engagement_id);
  return veil_over(tx, Action::see_results, row, bureau_id, panel ? &*panel : nullptr);
}

Json veiled(const domain::StoredResult& result, bool with_documents, const domain::Veil& veil) {
  Json json = to_json(result, with_documents);
  veil_result(json, veil);
  return json;
}

// Scores given without sheets and what was recorded of the agency's conduct belong to a result, and are seen with it.
bool sees_parts(Tx& tx, std::int64_t engagement_id) {
  const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  return !veil_of_results(tx, {"engagement", engagement_id}, engagement.bureau_id, engagement_id).other_sheets;
}

domain::Shape named_shape(const char* stem) {
  domain::Shape shape;
  shape.stem = stem;
  return shape;
}

}  // namespace

Result<domain::StoredResult> compute_result(Tx& tx, std::int64_t engagement_id, const std::string& reason,
                                            bool by_objection) {
  const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  const EngagementSources sources = load_engagement_sources(tx.rows(), engagement);
  const auto statement = store::standing_statement(tx.rows(), contract.id);
  const Outcome allowed =
      domain::recompute_result(sources.panel ? sources.panel->state : "", !sources.result.has_value(),
                               statement && !by_objection ? statement->state : "", reason);
  if (!allowed) return allowed.problems();
  const FrozenPolicy policy = load_policy(tx.rows(), sources.panel->policy_id);
  const auto derived = derive(case_of_engagement(contract, sources, policy), policy);
  if (!derived) return derived.problems();
  store::take_contract(tx.rows(), contract, tx.now());
  const domain::EngagementOutcome& outcome = derived->evaluation.engagements.front();
  domain::StoredResult result;
  result.bureau_id = engagement.bureau_id;
  result.agency_id = engagement.agency_id;
  result.engagement_id = engagement.id;
  result.panel_id = sources.panel->id;
  result.policy_id = policy.id;
  result.sequence = sources.result ? sources.result->sequence + 1 : 1;
  result.final_score = outcome.final_score;
  result.grade = outcome.grade;
  result.passed = outcome.passed;
  result.deduction = outcome.deducted();
  result.bonus = outcome.bonus;
  result.case_document = write_json(derived->case_document);
  result.result_document = write_json(derived->result_document);
  result.reason = reason;
  result.id = store::insert_result(tx.rows(), result, tx.now());
  Json detail = Json::object();
  Json before = Json::object();
  if (sources.result) before.set("final_score", sources.result->final_score.text()).set("grade", sources.result->grade);
  Json after = Json::object();
  after.set("final_score", result.final_score.text()).set("grade", result.grade).set("reason", reason);
  detail.set("before", std::move(before)).set("after", std::move(after)).set("version", 1);
  tx.audit("compute", {"result", result.id}, result.bureau_id, detail);
  if (!by_objection) tell_agency(tx, {"published", {"result", result.id}, ""});
  return result;
}

Result<Json> read_result(Gate& gate, const domain::Actor& actor, std::int64_t result_id) {
  return gate.read(actor, Action::see_results, {"result", result_id}, [&](Tx& tx) -> Result<Json> {
    const auto result = *store::find_result(tx.rows(), result_id);
    return veiled(result, true, veil_of_results(tx, {"result", result_id}, result.bureau_id, result.engagement_id));
  });
}

Result<Json> results_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_results, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    const EngagementSources sources = load_engagement_sources(tx.rows(), engagement);
    Json answer = Json::object();
    const domain::Veil veil = veil_of_results(tx, {"engagement", engagement_id}, engagement.bureau_id, engagement_id);
    answer.set("current", sources.result ? veiled(*sources.result, true, veil) : Json());
    const bool of_bureau = domain::scope(tx.actor(), Action::see_results).has_bureau(engagement.bureau_id);
    bool outdated = false;
    // That something has changed since is the bureau's to know until it is published.
    if (sources.result && of_bureau) {
      const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
      const FrozenPolicy policy = load_policy(tx.rows(), sources.result->policy_id);
      outdated = !is_result_current(*sources.result, contract, sources, policy);
    }
    answer.set("outdated", outdated);
    Json items = Json::array();
    for (const domain::StoredResult& result : store::results_of(tx.rows(), engagement_id)) {
      items.push(veiled(result, false, veil));
    }
    answer.set("items", std::move(items));
    return answer;
  });
}

Result<Json> recompute_result(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body) {
  return gate.write(actor, Action::decide_result, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(reason_fields(), body);
    if (!form) return form.problems();
    const auto result = compute_result(tx, engagement_id, form->text("reason"));
    if (!result) return result.problems();
    return to_json(*result, true);
  });
}

Result<Json> component_scores(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_results, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    if (!sees_parts(tx, engagement_id)) return items_json(std::vector<domain::ComponentScore>());
    return items_json(store::component_scores_of(tx.rows(), engagement_id));
  });
}

Result<Json> give_component_score(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id,
                                  std::int64_t version, const Json& body) {
  static const std::vector<domain::Field> fields{domain::code_field("component", 32).required(),
                                                 domain::score_field("score").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::decide_result, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    const EngagementSources sources = load_engagement_sources(tx.rows(), engagement);
    domain::ComponentScore score;
    score.engagement_id = engagement_id;
    score.component = form->text("component");
    score.score = Score::hundredths(static_cast<std::int32_t>(form->integer("score")));
    score.reason = form->text("reason");
    const Outcome allowed =
        domain::give_component_score(*policy_in_force(tx, engagement).rules, sources.components_by_sheet(),
                                     score.component, score.score, score.reason);
    if (!allowed) return allowed.problems();
    const domain::ComponentScore* earlier = nullptr;
    for (const domain::ComponentScore& one : sources.scores) {
      if (one.component == score.component) earlier = &one;
    }
    const std::int64_t stored = earlier ? earlier->version : 0;
    const std::int64_t id = earlier ? earlier->id : 0;
    if (stored != version) return stale_problem(tx, named_shape("component_score"), id, version);
    Json before = Json::object();
    if (earlier) {
      before.set("score", earlier->score.text()).set("reason", earlier->reason);
      score.id = id;
      score.version = version;
      if (!store::save_component_score(tx.rows(), score, tx.now())) {
        return stale_problem(tx, named_shape("component_score"), id, version);
      }
    } else {
      score.id = store::insert_component_score(tx.rows(), engagement.bureau_id, engagement.agency_id, score, tx.now());
    }
    score.version = version + 1;
    Json after = Json::object().set("score", score.score.text()).set("reason", score.reason);
    Json detail = Json::object().set("before", std::move(before)).set("after", std::move(after));
    detail.set("component", score.component).set("engagement", id_json(engagement_id)).set("version", score.version);
    tx.audit("score", {"component_score", score.id}, engagement.bureau_id, detail);
    return to_json(score);
  });
}

Result<Json> withdraw_component_score(Gate& gate, const domain::Actor& actor, std::int64_t component_score_id,
                                      std::int64_t version, const Json& body) {
  const Subject subject{"component_score", component_score_id};
  return gate.write(actor, Action::decide_result, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500).required()}, body);
    if (!form) return form.problems();
    const domain::ComponentScore score = *store::find_component_score(tx.rows(), component_score_id);
    const auto engagement = *store::find_engagement_facts(tx.rows(), score.engagement_id);
    if (score.version != version || !store::delete_component_score(tx.rows(), score)) {
      return stale_problem(tx, named_shape("component_score"), score.id, version);
    }
    Json detail = Json::object();
    detail.set("before", Json::object().set("component", score.component).set("score", score.score.text()));
    detail.set("after", Json::object().set("withdrawn_reason", form->text("reason"))).set("version", version + 1);
    detail.set("engagement", id_json(score.engagement_id));
    tx.audit("withdraw", subject, engagement.bureau_id, detail);
    return Json::object().set("id", id_json(score.id)).set("withdrawn", true);
  });
}

Result<Json> conduct_records(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_results, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    if (!sees_parts(tx, engagement_id)) return items_json(std::vector<domain::Conduct>());
    return items_json(store::conduct_of(tx.rows(), engagement_id));
  });
}

Result<Json> record_conduct(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body) {
  static const std::vector<domain::Field> fields{
      domain::text_field("kind", 16).required(), domain::text_field("code", 64).required(),
      domain::date_field("happened_on").required(), domain::integer_field("count", 0, 999),
      domain::text_field("evidence", 500)};
  return gate.write(actor, Action::decide_result, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    const FrozenPolicy policy = policy_in_force(tx, engagement);
    domain::Conduct conduct;
    conduct.engagement_id = engagement_id;
    conduct.kind = form->text("kind");
    conduct.code = form->text("code");
    // People may name an event or a veto by its title; the row keeps the code.
    if (const auto* event = policy.rules->find_event(conduct.code); event && conduct.kind == "event") {
      conduct.code = event->code;
    }
    if (const auto* veto = policy.rules->find_veto(conduct.code); veto && conduct.kind == "veto") {
      conduct.code = veto->code;
    }
    conduct.happened_on = *read_date(form->text("happened_on"), "/happened_on");
    conduct.count = body.find("count") ? static_cast<int>(form->integer("count")) : 1;
    conduct.evidence = form->text("evidence");
    const Outcome allowed =
        domain::record_conduct(*policy.rules, store::conduct_of(tx.rows(), engagement_id), conduct, tx.today());
    if (!allowed) return allowed.problems();
    conduct.id = store::insert_conduct(tx.rows(), engagement.bureau_id, engagement.agency_id, conduct, tx.now());
    Json after = Json::object().set("state", "recorded").set("code", conduct.code).set("evidence", conduct.evidence);
    Json detail = Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1);
    detail.set("engagement", id_json(engagement_id));
    tx.audit("record", {"conduct", conduct.id}, engagement.bureau_id, detail);
    return to_json(conduct);
  });
}

Result<Json> withdraw_conduct(Gate& gate, const domain::Actor& actor, std::int64_t conduct_id, std::int64_t version,
                              const Json& body) {
  return gate.write(actor, Action::decide_result, {"conduct", conduct_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(reason_fields(), body);
    if (!form) return form.problems();
    domain::Conduct conduct = *store::find_conduct(tx.rows(), conduct_id);
    if (conduct.version != version) return stale_problem(tx, named_shape("conduct"), conduct_id, version);
    const Outcome allowed = domain::withdraw_conduct(conduct, form->text("reason"));
    if (!allowed) return allowed.problems();
    conduct.state = "withdrawn";
    conduct.withdrawn_reason = form->text("reason");
    if (!store::save_conduct(tx.rows(), conduct, tx.now())) {
      return stale_problem(tx, named_shape("conduct"), conduct_id, version);
    }
    const auto engagement = *store::find_engagement_facts(tx.rows(), conduct.engagement_id);
    Json detail = state_change("recorded", "withdrawn", version + 1);
    detail.find("after")->set("withdrawn_reason", conduct.withdrawn_reason);
    tx.audit("withdraw", {"conduct", conduct_id}, engagement.bureau_id, detail);
    conduct.version = version + 1;
    return to_json(conduct);
  });
}

}  // namespace zhiheng::service

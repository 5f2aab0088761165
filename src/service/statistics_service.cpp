#include "service/statistics_service.h"

#include <algorithm>
#include <map>

#include "domain/statistics_json.h"
#include "domain/statistics_year.h"
#include "service/heart_json.h"
#include "service/statistics_parts.h"
#include "store/contract_facts.h"
#include "store/panel_store.h"
#include "store/record_store.h"
#include "store/result_store.h"
#include "store/statistics_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// Every scored component has somebody's sheet or a score, and every group of its raters somebody.
bool is_complete(const domain::Policy& policy, const domain::Engagement& engagement) {
  return std::all_of(policy.components.begin(), policy.components.end(), [&](const domain::Component& component) {
    if (component.mode != domain::ComponentMode::scored) return true;
    const bool given = std::any_of(engagement.scores.begin(), engagement.scores.end(),
                                   [&](const domain::NamedScore& score) { return score.component == component.code; });
    const auto sheets =
        std::find_if(engagement.sheets.begin(), engagement.sheets.end(),
                     [&](const domain::ComponentSheets& each) { return each.component == component.code; });
    if (sheets == engagement.sheets.end()) return given;
    return std::all_of(component.groups.begin(), component.groups.end(), [&](const domain::RaterGroup& group) {
      return std::any_of(sheets->sheets.begin(), sheets->sheets.end(),
                         [&](const domain::Sheet& sheet) { return sheet.group == group.code; });
    });
  });
}

domain::Case live_case(Tx& tx, const store::EngagementFacts& engagement, const FrozenPolicy& policy) {
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  return case_of_engagement(contract, load_engagement_sources(tx.rows(), engagement), policy);
}

// Names stand beside codes, so that what is sent can still be matched with the exported case.
Json raters_json(const PanelCase& found) {
  Json raters = Json::array();
  std::vector<std::string> seen;
  for (const domain::ComponentSheets& sheets : found.input.engagements.front().sheets) {
    for (const domain::Sheet& sheet : sheets.sheets) {
      if (std::find(seen.begin(), seen.end(), sheet.rater) != seen.end()) continue;
      seen.push_back(sheet.rater);
      const domain::PanelMember* who = nullptr;
      for (const domain::PanelMember& member : found.panel.members) {
        const bool by_code = member.expert_code == sheet.rater;
        if (by_code || member.expert_code + "#" + std::to_string(member.expert_id) == sheet.rater) who = &member;
      }
      raters.push(Json(Json::Object{{"rater", sheet.rater},
                                    {"expert", who ? id_json(who->expert_id) : Json()},
                                    {"expert_label", who ? who->expert_name : sheet.rater}}));
    }
  }
  return raters;
}

Json questions_json(Tx& tx, const PanelCase& found) {
  const auto sheets = store::sheets_of_panel(tx.rows(), found.panel.id, false);
  Json questions = Json::array();
  for (const store::OutlyingQuestion& question : store::outlying_questions_of(tx.rows(), found.panel.id)) {
    const auto sheet = std::find_if(sheets.begin(), sheets.end(),
                                    [&](const domain::ScoreSheet& one) { return one.id == question.sheet_id; });
    const domain::PanelMember* member = sheet == sheets.end() ? nullptr : found.panel.member(sheet->member_id);
    // What is still with its expert is not shown: the total that was questioned is that of a draft.
    const bool handed_in = sheet != sheets.end() && (sheet->state == "submitted" || sheet->state == "locked");
    questions.push(Json(Json::Object{{"sheet", id_json(question.sheet_id)},
                                     {"expert_label", member ? member->expert_name : std::string()},
                                     {"total", handed_in ? Json(question.total.text()) : Json()},
                                     {"asked_at", moment_json(question.asked_at)},
                                     {"answered_at", moment_json(question.answered_at)},
                                     {"reason", handed_in ? question.reason : std::string()}}));
  }
  return questions;
}

Json extra_json(Tx& tx, const PanelCase& found, const std::optional<domain::Uncertainty>& uncertainty) {
  Json experts = Json::array();
  for (const store::ExtraExpert& extra : store::extra_experts_of(tx.rows(), found.panel.id)) {
    const domain::PanelMember* member = found.panel.member(extra.member_id);
    experts.push(Json(Json::Object{{"expert_label", member ? member->expert_name : std::string()},
                                   {"final_score", extra.final_score.text()},
                                   {"low", extra.low},
                                   {"high", extra.high},
                                   {"line", extra.line},
                                   {"reason", extra.reason},
                                   {"called_at", moment_json(extra.called_at)}}));
  }
  const Outcome may = may_call_extra(tx, found, uncertainty);
  Json extra = Json::object();
  extra.set("allowed", found.policy.rules->uncertainty.extra_experts);
  extra.set("called", static_cast<std::int64_t>(experts.items().size())).set("possible", may.ok());
  extra.set("why_not", may ? Json() : Json(may.problems().front().rule)).set("experts", std::move(experts));
  return extra;
}

Json outcome_json(const std::optional<domain::EngagementOutcome>& outcome) {
  Json json = Json::object();
  json.set("final_score", outcome ? Json(outcome->final_score.text()) : Json());
  json.set("grade", outcome ? Json(outcome->grade) : Json());
  json.set("passed", outcome ? Json(outcome->passed) : Json());
  json.set("deduction", outcome ? Json(outcome->deducted().text()) : Json());
  json.set("bonus", outcome ? Json(outcome->bonus.text()) : Json());
  return json;
}

Json components_json(const PanelCase& found) {
  Json components = Json::array();
  for (const domain::ComponentSheets& sheets : found.input.engagements.front().sheets) {
    const domain::Component* component = found.input.policy->find_component(sheets.component);
    if (!component) continue;
    Json one = domain::component_statistics_json(domain::component_statistics(*component, sheets.sheets));
    domain::ItemAnalysis analysis(*component);
    for (const domain::Sheet& sheet : sheets.sheets) analysis.add(sheet.items);
    Json items = Json::array();
    for (const domain::ItemFigures& figures : analysis.figures()) items.push(domain::item_figures_json(figures));
    one.set("items", std::move(items));
    components.push(std::move(one));
  }
  return components;
}

Json verdicts_json(const std::vector<domain::OtherVerdict>& verdicts, const char* key) {
  Json list = Json::array();
  for (const domain::OtherVerdict& verdict : verdicts) list.push(domain::other_verdict_json(verdict, key));
  return list;
}

Json statistics_json(Tx& tx, const PanelCase& found) {
  Json json = outcome_json(found.actual);
  json.set("id", id_json(found.panel.id)).set("version", found.panel.version);
  json.set("label", found.panel.name).set("state", found.panel.state);
  json.set("engagement", id_json(found.engagement.id)).set("engagement_label", found.engagement.name);
  json.set("complete", found.actual.has_value());
  json.set("raters", raters_json(found)).set("components", components_json(found));
  std::vector<domain::OtherVerdict> without_one, other_rules;
  std::optional<domain::Uncertainty> uncertainty;
  if (found.actual) {
    without_one = domain::verdicts_without_one(found.input, *found.actual);
    other_rules = domain::verdicts_by_other_rules(found.input, *found.actual);
    uncertainty = domain::uncertainty_of(found.input, *found.actual);
  }
  json.set("without_one", verdicts_json(without_one, "rater")).set("other_rules", verdicts_json(other_rules, "rule"));
  json.set("uncertainty", uncertainty ? domain::uncertainty_json(*uncertainty) : Json());
  json.set("questions", questions_json(tx, found)).set("extra", extra_json(tx, found, uncertainty));
  return json;
}

// RFC 4180, and text that a spreadsheet would run is made harmless as in the house's other CSV.
std::string csv_cell(const std::string& text) {
  std::string cell = text.find_first_of("=+-@") == 0 ? "'" + text : text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string matrix_csv(const Json& statistics) {
  std::string csv = "target";
  for (const Json& rater : statistics.at("raters").items()) csv += "," + csv_cell(rater.string());
  csv += "\r\n";
  const auto& targets = statistics.at("targets").items();
  const auto& rows = statistics.at("rows").items();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    csv += csv_cell(targets[i].string());
    for (const Json& cell : rows[i].items()) csv += "," + (cell.is_null() ? std::string() : cell.number());
    csv += "\r\n";
  }
  return csv;
}

void name_experts(Tx& tx, Json& json) {
  std::vector<std::int64_t> ids;
  for (const Json& expert : json.at("experts").items()) {
    ids.push_back(read_decimal(expert.text_at("expert"), 0, "").value());
  }
  std::map<std::string, store::ExpertName> names;
  for (store::ExpertName& name : store::names_of_experts(tx.rows(), ids))
    names[std::to_string(name.id)] = std::move(name);
  for (Json& expert : json.find("experts")->items()) {
    const store::ExpertName& name = names[expert.text_at("expert")];
    expert.set("expert_label", name.name).set("expert_code", name.code);
  }
}

void name_rubrics_and_panels(Tx& tx, Json& json) {
  for (Json& rubric : json.find("rubrics")->items()) {
    const std::int64_t id = read_decimal(rubric.text_at("policy"), 0, "").value();
    rubric.set("policy_label", load_policy(tx.rows(), id).rules->title);
  }
  for (Json& weak : json.find("weak")->items()) {  // at most twenty
    const auto panel = store::find_panel(tx.rows(), read_decimal(weak.text_at("panel"), 0, "").value());
    const auto engagement = store::find_engagement_facts(tx.rows(), panel->engagement_id);
    weak.set("engagement_label", engagement->name);
  }
}

}  // namespace

std::string panels_in_reach(Tx& tx, store::Parameters& parameters) {
  const std::string seen = store::scope_condition(*domain::find_shape("panel"),
                                                  domain::scope(tx.actor(), Action::see_statistics), parameters);
  return seen == "1 = 1" ? seen : "panel.id IN (SELECT id FROM panel WHERE " + seen + ")";
}

PanelCase load_panel_case(Tx& tx, std::int64_t panel_id) {
  PanelCase found;
  found.panel = *store::find_panel(tx.rows(), panel_id);
  found.policy = load_policy(tx.rows(), found.panel.policy_id);
  found.engagement = *store::find_engagement_facts(tx.rows(), found.panel.engagement_id);
  const auto result = store::current_result(tx.rows(), found.panel.engagement_id);
  if (found.panel.state == "closed" && result) {
    // The published figure's own case, so that nothing that was changed since disagrees with it.
    const auto document = parse_json(result->case_document, JsonLimits{64, 64u << 20});
    ensure(document.ok(), "a stored case is JSON");
    auto input = domain::read_case(*document);
    ensure(input.ok(), "a stored case was read before it was stored");
    found.input = std::move(*input);
  } else {
    found.input = live_case(tx, found.engagement, found.policy);
  }
  if (is_complete(*found.input.policy, found.input.engagements.front())) {
    if (auto evaluation = domain::evaluate(found.input)) found.actual = std::move(evaluation->engagements.front());
  }
  return found;
}

Outcome may_call_extra(Tx& tx, const PanelCase& found, const std::optional<domain::Uncertainty>& uncertainty) {
  const int allowed = found.policy.rules->uncertainty.extra_experts;
  if (found.panel.state != "open") return refusal(Kind::conflict, "statistics.panel_closed");
  if (allowed == 0) return refusal(Kind::conflict, "statistics.no_extra_allowed");
  if (static_cast<int>(store::extra_experts_of(tx.rows(), found.panel.id).size()) >= allowed) {
    return refusal(Kind::conflict, "statistics.extra_used_up", {}, {{"allowed", std::to_string(allowed)}});
  }
  // While sheets are still out nobody knows how wide the noise is; one more expert would be called on a guess.
  const auto sheets = store::sheets_of_panel(tx.rows(), found.panel.id, false);
  const bool waiting = std::any_of(sheets.begin(), sheets.end(), [&](const domain::ScoreSheet& sheet) {
    const domain::PanelMember* member = found.panel.member(sheet.member_id);
    return member && !member->recused && sheet.state != "submitted" && sheet.state != "locked";
  });
  if (waiting || !uncertainty) return refusal(Kind::conflict, "statistics.not_complete");
  if (!uncertainty->is_advised()) return refusal(Kind::conflict, "statistics.no_line_inside");
  return Done{};
}

Result<Json> read_panel_statistics(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_statistics, {"panel", panel_id},
                   [&](Tx& tx) -> Result<Json> { return statistics_json(tx, load_panel_case(tx, panel_id)); });
}

Result<std::string> panel_matrix_csv(Gate& gate, const domain::Actor& actor, std::int64_t panel_id,
                                     const std::string& component) {
  return gate.read(actor, Action::see_statistics, {"panel", panel_id}, [&](Tx& tx) -> Result<std::string> {
    const Json components = components_json(load_panel_case(tx, panel_id));
    for (const Json& one : components.items()) {
      if (one.text_at("component") == component) return matrix_csv(one);
    }
    return refusal(Kind::absent, "statistics.no_such_component", {}, {{"component", component}});
  });
}

Json year_statistics(Tx& tx, int year) {
  store::Parameters parameters;
  const std::string where = panels_in_reach(tx, parameters);
  std::map<std::int64_t, FrozenPolicy> policies;
  domain::YearAnalysis analysis;
  const int asked = year == 0 ? tx.today().year() : year;
  std::vector<std::int64_t> ids;
  for (const store::Row& row : tx.rows().query("SELECT DISTINCT policy_id FROM panel"))
    ids.push_back(integer_or(row[0]));
  for (const std::int64_t id : ids) policies.emplace(id, load_policy(tx.rows(), id));
  store::each_closed_panel(tx.rows(), asked, where, parameters, [&](const domain::YearPanel& panel) {
    analysis.add(panel, *policies.at(panel.policy_id).rules);
  });
  Json json = analysis.json();
  name_experts(tx, json);
  name_rubrics_and_panels(tx, json);
  json.set("year", asked);
  return json;
}

Result<Json> read_year_statistics(Gate& gate, const domain::Actor& actor, int year) {
  return gate.read(actor, Action::see_statistics, {"panel", 0},
                   [&](Tx& tx) -> Result<Json> { return year_statistics(tx, year); });
}

}  // namespace zhiheng::service

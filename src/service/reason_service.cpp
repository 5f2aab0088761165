#include "service/reason_service.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/money.h"
#include "domain/reason_check.h"
#include "service/heart_json.h"
#include "service/sheet_parts.h"
#include "service/statistics_parts.h"
#include "store/record_store.h"
#include "store/row_reader.h"
#include "store/statistics_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

const domain::Criterion* criterion_in(const domain::Component* component, const std::string& code) {
  if (!component) return nullptr;
  for (const domain::Criterion& criterion : component->criteria) {
    if (criterion.code == code) return &criterion;
  }
  return nullptr;
}

Json params_json(const Params& params) {
  Json json = Json::object();
  for (const auto& [key, value] : params) json.set(key, value);
  return json;
}

// Full points and titles come from each row's policy; a criterion that the policy does not ask reasons for is left out.
void complete_rows(Tx& tx, store::ReasonRows& found, std::vector<std::string>& components) {
  std::map<std::int64_t, FrozenPolicy> policies;
  std::vector<domain::ReasonRow> kept;
  for (std::size_t i = 0; i < found.rows.size(); ++i) {
    const auto known = policies.find(found.policies[i]);
    const FrozenPolicy& policy =
        known != policies.end()
            ? known->second
            : policies.emplace(found.policies[i], load_policy(tx.rows(), found.policies[i])).first->second;
    domain::ReasonRow& row = found.rows[i];
    const domain::Component* component = policy.rules->find_component(row.component);
    const domain::Criterion* criterion = criterion_in(component, row.criterion);
    if (!criterion) continue;
    row.full = criterion->points;
    row.title = criterion->title;
    kept.push_back(std::move(row));
    components.push_back(component->title);
  }
  found.rows = std::move(kept);
}

std::map<std::int64_t, std::string> names_of(Tx& tx, const char* table, const std::set<std::int64_t>& ids) {
  std::map<std::int64_t, std::string> names;
  if (ids.empty()) return names;
  const store::Parameters parameters(ids.begin(), ids.end());
  const std::string sql =
      std::string("SELECT id, name FROM ") + table + " WHERE id IN (" + store::placeholders(ids.size()) + ")";
  for (const store::Row& row : tx.rows().query(sql, parameters)) names[integer_or(row[0])] = text_or_empty(row[1]);
  return names;
}

Json page_json(Tx& tx, const std::vector<domain::ReasonRow>& rows, const std::vector<std::string>& components,
               const std::vector<domain::ReasonFinding>& page) {
  std::set<std::int64_t> experts, agencies;
  for (const domain::ReasonFinding& finding : page) {
    experts.insert(rows[finding.row].expert_id);
    agencies.insert(rows[finding.row].agency_id);
  }
  const auto expert_names = names_of(tx, "expert", experts);
  const auto agency_names = names_of(tx, "agency", agencies);
  Json items = Json::array();
  for (const domain::ReasonFinding& finding : page) {
    const domain::ReasonRow& row = rows[finding.row];
    items.push(Json(Json::Object{{"sheet", id_json(row.sheet_id)},
                                 {"panel", id_json(row.panel_id)},
                                 {"expert_label", expert_names.at(row.expert_id)},
                                 {"agency_label", agency_names.at(row.agency_id)},
                                 {"component_title", components[finding.row]},
                                 {"criterion_title", row.title},
                                 {"points", row.points ? Json(row.points->text()) : Json()},
                                 {"most", row.full.text()},
                                 {"reason", row.reason},
                                 {"page", row.page},
                                 {"rule", finding.rule},
                                 {"params", params_json(finding.params)},
                                 {"other_sheet", finding.other ? id_json(rows[*finding.other].sheet_id) : Json()}}));
  }
  return items;
}

}  // namespace

const std::vector<std::string>& reason_rules() {
  static const std::vector<std::string> rules{"reasons.deduction_without_reason",
                                              "reasons.full_marks_negative",
                                              "reasons.copied_across_agencies",
                                              "reasons.copied_between_experts",
                                              "reasons.repeated",
                                              "reasons.boilerplate",
                                              "reasons.too_short",
                                              "reasons.deduction_without_page"};
  return rules;
}

Result<Json> check_sheet_reasons(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id) {
  return gate.read(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    const LoadedSheet loaded = load_sheet(tx, sheet_id);
    std::vector<domain::ReasonRow> rows;
    for (const domain::ScoreItem& item : loaded.sheet.items) {
      const domain::Criterion* criterion = criterion_in(loaded.component, item.criterion);
      if (!criterion) continue;
      domain::ReasonRow row;
      row.sheet_id = sheet_id;
      row.criterion = criterion->code;
      row.title = criterion->title;
      row.full = criterion->points;
      row.points = item.points;
      row.reason = item.reason;
      row.page = item.page;
      rows.push_back(std::move(row));
    }
    Json items = Json::array();
    for (const domain::ReasonFinding& finding : domain::check_own_reasons(rows, domain::shipped_reason_words())) {
      items.push(Json(Json::Object{{"rule", finding.rule},
                                   {"criterion", rows[finding.row].criterion},
                                   {"params", params_json(finding.params)}}));
    }
    return Json::object().set("items", std::move(items));
  });
}

Result<Json> reason_checks(Gate& gate, const domain::Actor& actor, const ReasonQuery& query) {
  return gate.read(actor, Action::see_statistics, {"panel", query.panel_id}, [&](Tx& tx) -> Result<Json> {
    std::int64_t begin = 0;
    if (!query.cursor.empty()) {
      const auto cursor = read_decimal(query.cursor, 0, "cursor");
      if (!cursor) return refusal("list.bad_cursor", "cursor");
      begin = *cursor;
    }
    const auto& rules = reason_rules();
    if (!query.rule.empty() && std::find(rules.begin(), rules.end(), query.rule) == rules.end()) {
      return refusal("reasons.no_such_rule", "rule", {{"rule", query.rule}});
    }
    store::Parameters parameters;
    const std::string where = panels_in_reach(tx, parameters);
    const int year = query.year == 0 ? tx.today().year() : query.year;
    store::ReasonRows found = store::reason_rows(tx.rows(), year, query.panel_id, where, parameters);
    std::vector<std::string> components;
    complete_rows(tx, found, components);
    std::vector<domain::ReasonFinding> findings = domain::check_reasons(found.rows, domain::shipped_reason_words());
    Json counts = Json::object();
    for (const std::string& rule : rules) {
      counts.set(rule, static_cast<std::int64_t>(
                           std::count_if(findings.begin(), findings.end(),
                                         [&](const domain::ReasonFinding& finding) { return finding.rule == rule; })));
    }
    if (!query.rule.empty()) {
      std::erase_if(findings, [&](const domain::ReasonFinding& finding) { return finding.rule != query.rule; });
    }
    std::reverse(findings.begin(), findings.end());
    const auto total = static_cast<std::int64_t>(findings.size());
    begin = std::min(begin, total);
    const std::int64_t end = std::min<std::int64_t>(total, begin + std::clamp(query.limit, 1, 200));
    const std::vector<domain::ReasonFinding> page(findings.begin() + begin, findings.begin() + end);
    Json json = Json::object();
    json.set("items", page_json(tx, found.rows, components, page));
    json.set("next", end < total ? Json(std::to_string(end)) : Json()).set("total", total);
    json.set("year", year).set("counts", std::move(counts));
    return json;
  });
}

}  // namespace zhiheng::service

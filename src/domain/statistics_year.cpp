#include "domain/statistics_year.h"

#include <algorithm>

#include "domain/statistics_json.h"

namespace zhiheng::domain {

namespace {

constexpr std::array<const char*, 4> measures{"icc_C1", "icc_Ck", "alpha_interval", "kendall_w"};
constexpr std::size_t most_weak = 20;
constexpr double usual_confidence = 0.95;
constexpr int digits_of_points = 2;
constexpr int digits_of_measures = 4;

}  // namespace

void YearAnalysis::Range::add(std::optional<double> value) {
  if (!value) return;
  lowest = moments.count() == 0 ? *value : std::min(lowest, *value);
  highest = moments.count() == 0 ? *value : std::max(highest, *value);
  moments.add(*value);
}

void YearAnalysis::add_agreement(std::int64_t panel_id, const ComponentStatistics& statistics) {
  const Agreement& agreement = statistics.agreement;
  ranges_[0].add(agreement.icc[static_cast<std::size_t>(IccForm::consistency_single)].value);
  ranges_[1].add(agreement.icc[static_cast<std::size_t>(IccForm::consistency_average)].value);
  ranges_[2].add(agreement.alpha_interval);
  ranges_[3].add(agreement.kendall_w);
  if (!agreement.alpha_interval) return;
  const auto lower = [](const Weak& a, const Weak& b) { return a.alpha < b.alpha; };
  Weak weak{*agreement.alpha_interval, panel_id, statistics.component, statistics.title};
  weak_.insert(std::upper_bound(weak_.begin(), weak_.end(), weak, lower), std::move(weak));
  if (weak_.size() > most_weak) weak_.pop_back();
}

void YearAnalysis::add(const YearPanel& panel, const Policy& policy) {
  ++panels_;
  for (const ComponentSheets& sheets : panel.sheets) {
    const Component* component = policy.find_component(sheets.component);
    if (!component || sheets.sheets.empty()) continue;
    sheets_ += sheets.sheets.size();
    const ComponentStatistics statistics = component_statistics(*component, sheets.sheets);
    for (const Severity& severity : statistics.severities) {
      if (severity.total_difference) severity_[severity.rater].add(*severity.total_difference);
    }
    add_agreement(panel.panel_id, statistics);
    if (component->criteria.empty()) continue;
    const RubricKey key{panel.policy_id, component->code};
    ItemAnalysis& items = rubrics_.try_emplace(key, *component).first->second;
    titles_[key] = component->title;
    rubric_sheets_[key] += sheets.sheets.size();
    for (const Sheet& sheet : sheets.sheets) items.add(sheet.items);
  }
}

Json YearAnalysis::experts_json() const {
  std::vector<std::pair<std::string, Estimate>> experts;
  for (const auto& [expert, moments] : severity_) {
    experts.emplace_back(expert, moments.estimate(usual_confidence, least_sheets_for_severity));
  }
  // The severest first; who has too few sheets comes last.
  std::stable_sort(experts.begin(), experts.end(), [](const auto& a, const auto& b) {
    if (a.second.value.has_value() != b.second.value.has_value()) return a.second.value.has_value();
    return a.second.value && *a.second.value < *b.second.value;
  });
  Json list = Json::array();
  for (const auto& [expert, estimate] : experts) {
    const bool enough = estimate.value.has_value();
    list.push(Json(Json::Object{{"expert", expert},
                                {"sheets", static_cast<std::int64_t>(estimate.count)},
                                {"severity", number_json(estimate.value, digits_of_points)},
                                {"interval", enough ? interval_json(estimate.interval, digits_of_points) : Json()}}));
  }
  return list;
}

Json YearAnalysis::rubrics_json() const {
  Json list = Json::array();
  for (const auto& [key, analysis] : rubrics_) {
    Json items = Json::array();
    for (const ItemFigures& figures : analysis.figures()) items.push(item_figures_json(figures));
    list.push(Json(Json::Object{{"policy", std::to_string(key.first)},
                                {"component", key.second},
                                {"title", titles_.at(key)},
                                {"sheets", static_cast<std::int64_t>(rubric_sheets_.at(key))},
                                {"items", std::move(items)}}));
  }
  return list;
}

Json YearAnalysis::json() const {
  Json agreement = Json::array();
  for (std::size_t i = 0; i < measures.size(); ++i) {
    const Range& range = ranges_[i];
    const bool any = range.moments.count() > 0;
    const auto figure = [&](double value) { return any ? number_json(value, digits_of_measures) : Json(); };
    agreement.push(Json(Json::Object{{"measure", measures[i]},
                                     {"panels", static_cast<std::int64_t>(range.moments.count())},
                                     {"mean", figure(range.moments.mean())},
                                     {"lowest", figure(range.lowest)},
                                     {"highest", figure(range.highest)}}));
  }
  Json weak = Json::array();
  for (const Weak& one : weak_) {
    weak.push(Json(Json::Object{{"panel", std::to_string(one.panel_id)},
                                {"component", one.component},
                                {"title", one.title},
                                {"alpha", number_json(one.alpha, digits_of_measures)}}));
  }
  Json json = Json::object();
  json.set("panels", static_cast<std::int64_t>(panels_)).set("sheets", static_cast<std::int64_t>(sheets_));
  json.set("experts", experts_json()).set("rubrics", rubrics_json());
  json.set("agreement", std::move(agreement)).set("weak", std::move(weak));
  return json;
}

}  // namespace zhiheng::domain

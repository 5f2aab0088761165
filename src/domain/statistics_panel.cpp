#include "domain/statistics_panel.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

constexpr double usual_confidence = 0.95;

double points_of(Score score) {
  constexpr double hundredths = 100;
  return static_cast<double>(score.hundredths()) / hundredths;
}

const SheetItem* item_of(const Sheet& sheet, std::string_view criterion) {
  for (const SheetItem& item : sheet.items) {
    if (item.criterion == criterion) return &item;
  }
  return nullptr;
}

RatingMatrix matrix_of(const Component& component, const std::vector<Sheet>& sheets) {
  RatingMatrix matrix;
  for (const Sheet& sheet : sheets) matrix.raters.push_back(sheet.rater);
  const bool by_criterion =
      std::any_of(sheets.begin(), sheets.end(), [](const Sheet& sheet) { return !sheet.items.empty(); });
  if (!by_criterion) {
    RatingMatrix::Row row;
    for (const Sheet& sheet : sheets) row.emplace_back(points_of(sheet.score));
    matrix.targets.push_back(component.title);
    matrix.rows.push_back(std::move(row));
    return matrix;
  }
  for (const Criterion& criterion : component.criteria) {
    RatingMatrix::Row row;
    const double full = points_of(criterion.points);
    for (const Sheet& sheet : sheets) {
      const SheetItem* item = item_of(sheet, criterion.code);
      row.push_back(item && full > 0 ? std::optional<double>(100 * points_of(item->points) / full) : std::nullopt);
    }
    matrix.targets.push_back(criterion.title);
    matrix.rows.push_back(std::move(row));
  }
  return matrix;
}

std::vector<Severity> severities_of(const RatingMatrix& matrix, const std::vector<Sheet>& sheets) {
  std::vector<Moments> deviations(matrix.raters.size());
  for (const RatingMatrix::Row& row : matrix.rows) {
    Moments panel;
    for (const auto& value : row) {
      if (value) panel.add(*value);
    }
    if (panel.count() < 2) continue;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i]) deviations[i].add(*row[i] - panel.mean());
    }
  }
  Moments totals;
  for (const Sheet& sheet : sheets) totals.add(points_of(sheet.score));
  std::vector<Severity> severities;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    Severity severity{sheets[i].rater, deviations[i].estimate(usual_confidence, 1), std::nullopt};
    if (totals.count() >= 2) severity.total_difference = points_of(sheets[i].score) - totals.mean();
    severities.push_back(std::move(severity));
  }
  return severities;
}

OtherVerdict verdict(std::string name, const Case& other, bool possible, const EngagementOutcome& actual) {
  OtherVerdict answer{std::move(name), std::nullopt, true, true, true};
  if (!possible) return answer;
  auto evaluation = evaluate(other);
  if (!evaluation || evaluation->engagements.empty()) return answer;
  answer.outcome = std::move(evaluation->engagements.front());
  answer.same_passed = answer.outcome->passed == actual.passed;
  answer.same_grade = answer.outcome->grade == actual.grade;
  answer.same_fee = answer.outcome->deducted() == actual.deducted() && answer.outcome->bonus == actual.bonus;
  return answer;
}

bool has_group(const ComponentSheets& sheets, const std::string& group) {
  return std::any_of(sheets.sheets.begin(), sheets.sheets.end(),
                     [&](const Sheet& sheet) { return sheet.group == group; });
}

// A rule can be applied where every group of raters of every component still has somebody.
bool can_be_scored(const Policy& policy, const Engagement& engagement) {
  return std::all_of(engagement.sheets.begin(), engagement.sheets.end(), [&](const ComponentSheets& sheets) {
    const Component* component = policy.find_component(sheets.component);
    if (!component || sheets.sheets.empty()) return false;
    return std::all_of(component->groups.begin(), component->groups.end(),
                       [&](const RaterGroup& group) { return has_group(sheets, group.code); });
  });
}

// A trimmed mean needs somebody in the middle, however few are left.
void keep_a_middle(Policy& policy) {
  for (Component& component : policy.components) {
    Aggregation& rule = component.aggregation;
    rule.when_at_least = std::max(rule.when_at_least, 2 * rule.trim_each_side + 1);
  }
}

std::vector<std::string> raters_of(const Engagement& engagement) {
  std::vector<std::string> raters;
  for (const ComponentSheets& sheets : engagement.sheets) {
    for (const Sheet& sheet : sheets.sheets) {
      if (std::find(raters.begin(), raters.end(), sheet.rater) == raters.end()) raters.push_back(sheet.rater);
    }
  }
  return raters;
}

}  // namespace

ComponentStatistics component_statistics(const Component& component, const std::vector<Sheet>& sheets) {
  ComponentStatistics statistics;
  statistics.component = component.code;
  statistics.title = component.title;
  statistics.matrix = matrix_of(component, sheets);
  statistics.agreement = agreement_of(statistics.matrix);
  statistics.severities = severities_of(statistics.matrix, sheets);
  Moments totals;
  for (const Sheet& sheet : sheets) totals.add(points_of(sheet.score));
  statistics.spread = totals.deviation();
  return statistics;
}

std::vector<OtherVerdict> verdicts_without_one(const Case& input, const EngagementOutcome& actual) {
  std::vector<OtherVerdict> verdicts;
  const auto policy = std::make_shared<Policy>(*input.policy);
  keep_a_middle(*policy);
  for (const std::string& rater : raters_of(input.engagements.front())) {
    Case other = input;
    other.policy = policy;
    Engagement& engagement = other.engagements.front();
    for (ComponentSheets& sheets : engagement.sheets) {
      std::erase_if(sheets.sheets, [&](const Sheet& sheet) { return sheet.rater == rater; });
    }
    const bool possible = can_be_scored(*policy, engagement);
    verdicts.push_back(verdict(rater, other, possible, actual));
  }
  return verdicts;
}

std::vector<OtherVerdict> verdicts_by_other_rules(const Case& input, const EngagementOutcome& actual) {
  std::vector<OtherVerdict> verdicts;
  constexpr std::pair<const char*, AggregationMethod> rules[] = {{"mean", AggregationMethod::mean},
                                                                 {"trimmed", AggregationMethod::trimmed},
                                                                 {"median", AggregationMethod::median}};
  for (const auto& [name, method] : rules) {
    const auto policy = std::make_shared<Policy>(*input.policy);
    for (Component& component : policy->components) {
      component.aggregation.method = method;
      component.aggregation.trim_each_side = method == AggregationMethod::trimmed ? 1 : 0;
    }
    keep_a_middle(*policy);
    Case other = input;
    other.policy = policy;
    verdicts.push_back(verdict(name, other, can_be_scored(*policy, other.engagements.front()), actual));
  }
  return verdicts;
}

ItemAnalysis::ItemAnalysis(const Component& component) : component_(component), items_(component.criteria.size()) {}

void ItemAnalysis::add(const std::vector<SheetItem>& items) {
  double total = 0;
  for (const SheetItem& item : items) total += points_of(item.points);
  for (const SheetItem& given : items) {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Criterion& criterion = component_.criteria[i];
      if (criterion.code != given.criterion || criterion.points <= Score()) continue;
      const double points = points_of(given.points);
      items_[i].share.add(points / points_of(criterion.points));
      items_[i].full += given.points == criterion.points ? 1 : 0;
      items_[i].with_rest.add(points, total - points);
    }
  }
}

std::vector<ItemFigures> ItemAnalysis::figures() const {
  std::vector<ItemFigures> all;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    ItemFigures figures;
    figures.criterion = component_.criteria[i].code;
    figures.title = component_.criteria[i].title;
    figures.points = component_.criteria[i].points;
    figures.sheets = item.share.count();
    if (figures.sheets >= least_sheets_for_items) {
      figures.difficulty = item.share.mean();
      figures.deviation = item.share.deviation();
      figures.full_marks = static_cast<double>(item.full) / static_cast<double>(figures.sheets);
      figures.discrimination = item.with_rest.value();
    }
    all.push_back(std::move(figures));
  }
  return all;
}

PanelStatistics panel_statistics(const Case& input, const EngagementOutcome& actual) {
  PanelStatistics statistics;
  for (const ComponentSheets& sheets : input.engagements.front().sheets) {
    const Component* component = input.policy->find_component(sheets.component);
    if (!component) continue;
    statistics.components.push_back(component_statistics(*component, sheets.sheets));
    ItemAnalysis items(*component);
    for (const Sheet& sheet : sheets.sheets) items.add(sheet.items);
    statistics.items.push_back(items.figures());
  }
  statistics.without_one = verdicts_without_one(input, actual);
  statistics.other_rules = verdicts_by_other_rules(input, actual);
  statistics.uncertainty = uncertainty_of(input, actual);
  return statistics;
}

}  // namespace zhiheng::domain

// The noise around a final score, and the lines that lie in it.
#include <algorithm>
#include <cmath>
#include <map>

#include "domain/statistics_distribution.h"
#include "domain/statistics_panel.h"

namespace zhiheng::domain {

namespace {

constexpr double wished_half_width = 3;
constexpr int most_raters = 99;

double number_of(const Fraction& fraction) {
  return static_cast<double>(fraction.num()) / static_cast<double>(fraction.den());
}

double points_of(Score score) {
  constexpr double hundredths = 100;
  return static_cast<double>(score.hundredths()) / hundredths;
}

// The raters of one group, each with what his sheets move the final score by, away from the group's mean.
struct Group {
  std::map<std::string, double> contributions;
  std::size_t least = 0;  // sheets of the component that has fewest of them
};

// Adds one component's sheets of one group; false where the spread cannot be known.
bool add_group(const std::vector<Sheet>& sheets, const std::string& code, double weight, Group& group) {
  Moments totals;
  for (const Sheet& sheet : sheets) {
    if (code.empty() || sheet.group == code) totals.add(points_of(sheet.score));
  }
  if (totals.count() < 2) return false;
  const auto count = static_cast<double>(totals.count());
  for (const Sheet& sheet : sheets) {
    if (!code.empty() && sheet.group != code) continue;
    group.contributions[sheet.rater] += weight * (points_of(sheet.score) - totals.mean()) / count;
  }
  group.least = group.least == 0 ? totals.count() : std::min(group.least, totals.count());
  return true;
}

struct Noise {
  double variance = 0;
  double freedom = 0;
  std::size_t raters = 0;
};

std::optional<Noise> noise_of(const Case& input) {
  std::map<std::string, Group> groups;
  for (const ComponentSheets& sheets : input.engagements.front().sheets) {
    const Component* component = input.policy->find_component(sheets.component);
    if (!component || component->mode != ComponentMode::scored) continue;
    const double weight = number_of(component->weight);
    if (component->groups.empty() && !add_group(sheets.sheets, "", weight, groups[""])) return std::nullopt;
    for (const RaterGroup& group : component->groups) {
      if (!add_group(sheets.sheets, group.code, weight * number_of(group.weight), groups[group.code])) {
        return std::nullopt;
      }
    }
  }
  if (groups.empty()) return std::nullopt;
  Noise noise;
  for (const auto& [code, group] : groups) {
    const auto least = static_cast<double>(group.least);
    double squares = 0;
    for (const auto& [rater, contribution] : group.contributions) squares += contribution * contribution;
    noise.variance += squares * least / (least - 1);
    noise.freedom += least - 1;
    noise.raters += group.least;
  }
  return noise;
}

std::optional<int> advised_raters(double spread, double confidence) {
  for (int n = 2; n <= most_raters; ++n) {
    const double half = t_quantile((1 + confidence) / 2, n - 1) * spread / std::sqrt(static_cast<double>(n));
    if (half <= wished_half_width) return n;
  }
  return std::nullopt;
}

void add_line(std::vector<VerdictLine>& lines, Score at, std::string kind, std::string grade = {}) {
  const auto known = std::find_if(lines.begin(), lines.end(), [&](const VerdictLine& line) { return line.at == at; });
  if (at <= Score() || at > full_score) return;
  if (known == lines.end()) {
    lines.push_back({at, std::move(kind), std::move(grade)});
  } else if (known->grade.empty()) {
    known->grade = std::move(grade);
  }
}

}  // namespace

std::vector<VerdictLine> verdict_lines(const Policy& policy) {
  std::vector<VerdictLine> lines;
  const FeeRule& fee = policy.fee;
  switch (fee.kind) {
    case FeeKind::flat: add_line(lines, fee.line, "score_line"); break;
    case FeeKind::per_point: add_line(lines, fee.line, "full_pay"); break;
    case FeeKind::linear:
      add_line(lines, fee.line, "full_pay");
      add_line(lines, fee.zero, "zero_pay");
      break;
    case FeeKind::tiers:
    case FeeKind::grades:
      for (const Tier& tier : fee.tiers) add_line(lines, tier.from, "tier");
      break;
    case FeeKind::base_performance:
    case FeeKind::none: break;
  }
  for (const Band& band : policy.bands) add_line(lines, band.from, "grade", band.grade);
  std::sort(lines.begin(), lines.end(), [](const VerdictLine& a, const VerdictLine& b) { return a.at < b.at; });
  return lines;
}

Uncertainty uncertainty_of(const Case& input, const EngagementOutcome& actual) {
  Uncertainty answer;
  answer.confidence = number_of(input.policy->uncertainty.confidence);
  if (!input.engagements.front().vetoes.empty()) return answer;
  const auto noise = noise_of(input);
  if (!noise) return answer;
  answer.raters = noise->raters;
  answer.spread = std::sqrt(noise->variance * static_cast<double>(noise->raters));
  const double half = t_quantile((1 + answer.confidence) / 2, noise->freedom) * std::sqrt(noise->variance);
  const double final_score = number_of(actual.exact);
  answer.interval = Interval{std::max(0.0, final_score - half), std::min(100.0, final_score + half)};
  for (const VerdictLine& line : verdict_lines(*input.policy)) {
    const double at = points_of(line.at);
    if (answer.interval->low < at && at <= answer.interval->high) answer.inside.push_back(line);
  }
  answer.advised_raters = advised_raters(*answer.spread, answer.confidence);
  return answer;
}

}  // namespace zhiheng::domain

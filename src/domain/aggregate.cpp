#include "domain/aggregate.h"

#include <algorithm>
#include <numeric>

namespace zhiheng::domain {
namespace {

struct Rated {
  std::size_t sheet;  // its place among the component's sheets
  Score score;
  const Fraction* weight;  // the sheet's
};

Fraction mean_of(const Rated* begin, const Rated* end) {
  std::int64_t sum = 0;
  for (const Rated* each = begin; each != end; ++each) sum += each->score.hundredths();
  return Fraction(sum, 100 * static_cast<std::int64_t>(end - begin));
}

Fraction weighted_mean(const std::vector<Rated>& rated) {
  Fraction sum, weights;
  for (const Rated& each : rated) {
    sum = sum + *each.weight * each.score.exact();
    weights = weights + *each.weight;
  }
  return sum / weights;
}

// Measured once, against the mean of all; where that would leave nobody, all count.
Fraction mean_without_outlying(const std::vector<Rated>& rated, Score most, std::vector<std::size_t>* dropped) {
  const Fraction mean = mean_of(rated.data(), rated.data() + rated.size());
  std::vector<Rated> near;
  for (const Rated& each : rated) {
    const Fraction off = each.score.exact() - mean;
    if ((off < Fraction(0) ? Fraction(0) - off : off) <= most.exact()) near.push_back(each);
  }
  if (near.empty() || near.size() == rated.size()) return mean;
  for (const Rated& each : rated) {
    const bool kept = std::any_of(near.begin(), near.end(), [&](const Rated& one) { return one.sheet == each.sheet; });
    if (!kept && dropped) dropped->push_back(each.sheet);
  }
  return mean_of(near.data(), near.data() + near.size());
}

Fraction combine(std::vector<Rated>& rated, const Aggregation& rule, std::vector<std::size_t>* dropped) {
  const Rated* begin = rated.data();
  const auto count = static_cast<int>(rated.size());
  if (rule.method == AggregationMethod::mean) return mean_of(begin, begin + count);
  if (rule.method == AggregationMethod::weighted) return weighted_mean(rated);
  if (rule.method == AggregationMethod::without_outlying) {
    return mean_without_outlying(rated, rule.outlying_points, dropped);
  }
  std::stable_sort(rated.begin(), rated.end(), [](const Rated& a, const Rated& b) { return a.score < b.score; });
  if (rule.method == AggregationMethod::median) {
    const int middle = count / 2;
    return count % 2 == 1 ? rated[static_cast<std::size_t>(middle)].score.exact()
                          : mean_of(begin + middle - 1, begin + middle + 1);
  }
  if (count < rule.when_at_least) return mean_of(begin, begin + count);
  const int cut = rule.trim_share > Fraction(0)
                      ? static_cast<int>((rule.trim_share * Fraction(count)).scaled(0, Rounding::down))
                      : rule.trim_each_side;
  for (int i = 0; i < cut && dropped; ++i) {
    dropped->push_back(rated[static_cast<std::size_t>(i)].sheet);
    dropped->push_back(rated[static_cast<std::size_t>(count - 1 - i)].sheet);
  }
  return mean_of(begin + cut, begin + count - cut);
}

// One group's score: over totals, or criterion by criterion and then added up.
Fraction group_score(const Component& component, const std::vector<Sheet>& sheets,
                     const std::vector<std::size_t>& members, std::vector<std::size_t>& dropped) {
  std::vector<Rated> rated;
  rated.reserve(members.size());
  if (!component.aggregation.by_criterion) {
    for (const std::size_t at : members) rated.push_back({at, sheets[at].score, &sheets[at].weight});
    return combine(rated, component.aggregation, &dropped);
  }
  Fraction sum;
  for (const Criterion& criterion : component.criteria) {
    rated.clear();
    for (const std::size_t at : members) {
      for (const SheetItem& item : sheets[at].items) {
        if (item.criterion == criterion.code) rated.push_back({at, item.points, &sheets[at].weight});
      }
    }
    sum = sum + combine(rated, component.aggregation, nullptr);
  }
  return sum;
}

}  // namespace

Score rounded(const Fraction& exact, const RoundingRule& rounding) {
  std::int64_t value = exact.scaled(rounding.digits, rounding.mode);
  for (int i = rounding.digits; i < 2; ++i) value *= 10;
  return Score::hundredths(static_cast<std::int32_t>(value));
}

ComponentOutcome aggregate(const Component& component, const std::vector<Sheet>& sheets, const RoundingRule& rounding) {
  ComponentOutcome outcome;
  outcome.component = component.code;
  std::vector<std::size_t> dropped;
  std::vector<std::size_t> members;
  if (component.groups.empty()) {
    members.resize(sheets.size());
    std::iota(members.begin(), members.end(), std::size_t{0});
    outcome.exact = group_score(component, sheets, members, dropped);
  }
  for (const RaterGroup& group : component.groups) {
    members.clear();
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      if (sheets[i].group == group.code) members.push_back(i);
    }
    outcome.exact = outcome.exact + group.weight * group_score(component, sheets, members, dropped);
  }
  std::sort(dropped.begin(), dropped.end());
  for (const std::size_t at : dropped) outcome.dropped.push_back(sheets[at].rater);
  outcome.printed = rounded(outcome.exact, rounding);
  return outcome;
}

}  // namespace zhiheng::domain

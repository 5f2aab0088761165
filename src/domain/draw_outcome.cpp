// The order of a draw, its seats, and who is called along it afterwards.
#include <algorithm>
#include <set>

#include "domain/draw_document.h"

namespace zhiheng::domain {

namespace {

bool contains(const std::vector<int>& numbers, int number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

const DrawPerson& person(const DrawList& list, int number) {
  return list.people[static_cast<std::size_t>(number) - 1];
}

// Who sits after these events.
std::vector<int> sitting(const DrawOutcome& outcome, const std::vector<DrawEvent>& events, int leaving) {
  std::vector<int> panel = outcome.seats.members;
  for (const DrawEvent& event : events) {
    if (event.kind == "refusal") std::erase(panel, event.number);
    if (event.kind != "call" || event.purpose == "objection") continue;
    std::erase(panel, event.leaving);
    if (!contains(panel, event.number)) panel.push_back(event.number);
  }
  std::erase(panel, leaving);
  return panel;
}

// The quota that a panel with one more would break; "" when none.
std::string broken_with(const DrawList& list, const std::vector<int>& panel, int number) {
  const DrawPerson& one = person(list, number);
  const DrawQuotas& quotas = list.quotas;
  const auto count = [&](const auto& which) {
    return static_cast<int>(
        std::count_if(panel.begin(), panel.end(), [&](int other) { return which(person(list, other)); }));
  };
  const int colleagues = count([&](const DrawPerson& other) { return other.employer == one.employer; });
  if (one.employer != 0 && quotas.most_per_employer > 0 && colleagues >= quotas.most_per_employer) return "employer";
  for (const auto& [a, b] : quotas.apart) {
    if ((a == number && contains(panel, b)) || (b == number && contains(panel, a))) return "apart";
  }
  const int performance = count([](const DrawPerson& other) { return other.performance; }) + (one.performance ? 1 : 0);
  const int all = static_cast<int>(panel.size()) + 1;
  const int lacking =
      std::max(0, quotas.least_performance - performance) + std::max(0, quotas.least_industry - (all - performance));
  if (lacking > std::max(0, quotas.seats - all)) return one.performance ? "industry" : "performance";
  return {};
}

std::vector<int> line_for(const DrawOutcome& outcome, const std::string& purpose) {
  const bool objection = purpose == "objection";
  std::vector<int> line = objection ? outcome.reserves : outcome.substitutes;
  line.insert(line.end(), outcome.waiting.begin(), outcome.waiting.end());
  if (objection) return line;
  for (const DrawPlace& place : outcome.seats.places) {
    if (!place.quota.empty()) line.push_back(place.number);
  }
  return line;
}

}  // namespace

DrawOutcome draw_outcome(const DrawList& list, std::string key) {
  DrawOutcome outcome;
  const int all = static_cast<int>(list.people.size());
  outcome.steps = draw_steps(list.hash, key, all, all);
  outcome.key = std::move(key);
  std::vector<int> order;
  for (const DrawStep& step : outcome.steps) order.push_back(step.picked);
  outcome.seats = fill_seats(order, list.people, list.quotas);
  for (std::size_t i = outcome.seats.places.size(); i < order.size(); ++i) {
    const bool substitute = static_cast<int>(outcome.substitutes.size()) < list.substitutes;
    const bool reserve = static_cast<int>(outcome.reserves.size()) < list.objection_reserves;
    (substitute ? outcome.substitutes : reserve ? outcome.reserves : outcome.waiting).push_back(order[i]);
  }
  return outcome;
}

std::string group_of_seat(const DrawList& list, std::size_t seat) {
  std::size_t before = 0;
  for (const DrawGroup& group : list.groups) {
    before += static_cast<std::size_t>(group.seats);
    if (seat < before) return group.code;
  }
  return list.groups.empty() ? "expert" : list.groups.back().code;
}

std::optional<DrawNext> next_in_order(const DrawList& list, const DrawOutcome& outcome,
                                      const std::vector<DrawEvent>& events, const std::string& purpose, int leaving) {
  std::set<int> gone;
  for (const DrawEvent& event : events) gone.insert(event.number);
  const std::vector<int> panel = sitting(outcome, events, leaving);
  DrawNext next;
  for (const int number : line_for(outcome, purpose)) {
    if (gone.contains(number)) continue;
    const std::string quota = purpose == "objection" ? std::string() : broken_with(list, panel, number);
    if (quota.empty()) {
      next.number = number;
      return next;
    }
    next.skipped.push_back({number, quota});
  }
  if (next.skipped.empty()) return std::nullopt;
  // Better a panel that is complete and says which quota it misses than none.
  next.number = next.skipped.front().number;
  next.quotas_kept = false;
  return next;
}

Json draw_events_json(const std::vector<DrawEvent>& events) {
  Json list = Json::array();
  for (const DrawEvent& event : events) {
    Json one = Json::object().set("kind", event.kind).set("number", event.number).set("purpose", event.purpose);
    one.set("leaving", event.leaving).set("reason", event.reason).set("happened_on", event.happened_on);
    list.push(std::move(one));
  }
  return list;
}

}  // namespace zhiheng::domain

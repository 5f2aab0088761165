#include <algorithm>

#include "domain/case_parts.h"
#include "domain/correction.h"

namespace zhiheng::domain {
namespace {

constexpr int most_sheets = 99;  // of one component: keeps exact sums within 64 bits

void refuse(Problems& problems, const Path& path, std::string rule, Params params = {}) {
  problems.push_back(refusal(std::move(rule), path.pointer(), std::move(params)));
}

std::vector<SheetItem> read_items(const Json::Array& items, const Path& path, Problems& problems, Score& sum) {
  std::vector<SheetItem> read;
  read.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    ObjectReader reader(items[i], place, problems, {"criterion", "points", "reason"});
    read.push_back({reader.text("criterion", 32), reader.score("points"), reader.optional_text("reason", 1000)});
    sum = sum + read.back().points;
  }
  return read;
}

Sheet read_sheet(const Json& value, const Path& path, Problems& problems, const Component& component) {
  ObjectReader reader(value, path, problems, {"rater", "group", "score", "items", "weight"});
  Sheet sheet;
  sheet.rater = reader.text("rater", 64);
  if (reader.member("group")) sheet.group = reader.text("group", 32);
  sheet.score = reader.score("score");
  if (reader.member("items")) {
    Score sum;
    sheet.items = read_items(reader.array("items"), Path(path, "items"), problems, sum);
    if (!(sum == sheet.score)) {
      refuse(problems, Path(path, "items"), "sheet.items_differ", {{"sum", sum.text()}, {"score", sheet.score.text()}});
    }
  }
  if (reader.member("weight")) {
    sheet.weight = reader.fraction("weight");
    const bool used = component.aggregation.method == AggregationMethod::weighted;
    if (!used) reader.refuse("sheet.weight_not_used", "weight");
    if (used && sheet.weight == Fraction(0)) reader.refuse("sheet.weight_nought", "weight");
  }
  if (component.aggregation.by_criterion && sheet.items.size() != component.criteria.size()) {
    refuse(problems, path, "sheet.items_missing");
  }
  const bool grouped = !component.groups.empty();
  if (grouped && std::none_of(component.groups.begin(), component.groups.end(),
                              [&](const RaterGroup& group) { return group.code == sheet.group; })) {
    refuse(problems, Path(path, "group"), "sheet.unknown_group", {{"group", sheet.group}});
  }
  return sheet;
}

void check_sheets(const std::vector<Sheet>& sheets, const Component& component, std::optional<int> lowered,
                  const Path& path, Problems& problems) {
  if (sheets.empty()) return refuse(problems, path, "sheets.empty");
  if (sheets.size() > most_sheets) {
    return refuse(problems, path, "sheets.too_many", {{"most", std::to_string(most_sheets)}});
  }
  for (std::size_t i = 1; i < sheets.size(); ++i) {
    const bool twice = std::any_of(sheets.begin(), sheets.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const Sheet& earlier) { return earlier.rater == sheets[i].rater; });
    if (twice && !sheets[i].rater.empty()) {
      refuse(problems, Path(Path(path, i), "rater"), "sheets.rater_twice", {{"rater", sheets[i].rater}});
    }
  }
  const int quorum = std::min(component.aggregation.quorum, lowered.value_or(component.aggregation.quorum));
  if (static_cast<int>(sheets.size()) < quorum) {
    refuse(problems, path, "sheets.below_quorum", {{"quorum", std::to_string(quorum)}});
  }
  for (const RaterGroup& group : component.groups) {
    const bool present =
        std::any_of(sheets.begin(), sheets.end(), [&](const Sheet& sheet) { return sheet.group == group.code; });
    if (!present) refuse(problems, path, "sheets.group_missing", {{"group", group.code}});
  }
}

void read_sheets(const Json& value, const Path& path, Problems& problems, const Policy& policy,
                 Engagement& engagement) {
  if (!value.is_object()) return refuse(problems, path, "document.wrong_type", {{"expected", "object"}});
  for (const JsonMember& member : value.members()) {
    const Path place(path, member.key);
    const Component* component = policy.find_component(member.key);
    if (!component) {
      refuse(problems, place, "component.unknown", {{"component", member.key}});
      continue;
    }
    if (!member.value.is_array()) {
      refuse(problems, place, "document.wrong_type", {{"expected", "array"}});
      continue;
    }
    ComponentSheets read{member.key, {}};
    const Json::Array& items = member.value.items();
    read.sheets.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      read.sheets.push_back(read_sheet(items[i], Path(place, i), problems, *component));
    }
    check_sheets(read.sheets, *component, engagement.quorum, place, problems);
    engagement.sheets.push_back(std::move(read));
  }
}

template <class Take>
void read_by_component(ObjectReader& reader, std::string_view key, Problems& problems, const Policy& policy,
                       Take take) {
  const Json* value = reader.member(key);
  if (!value) return;
  const Path path(reader.path(), key);
  if (!value->is_object()) return refuse(problems, path, "document.wrong_type", {{"expected", "object"}});
  for (const JsonMember& member : value->members()) {
    const Path place(path, member.key);
    if (policy.find_component(member.key)) {
      take(member.key, member.value, place);
    } else {
      refuse(problems, place, "component.unknown", {{"component", member.key}});
    }
  }
}

void check_components(const Engagement& engagement, const Path& path, Problems& problems, const Policy& policy) {
  for (const Component& component : policy.components) {
    const bool from_sheets = std::any_of(engagement.sheets.begin(), engagement.sheets.end(),
                                         [&](const ComponentSheets& s) { return s.component == component.code; });
    const bool given = std::any_of(engagement.scores.begin(), engagement.scores.end(),
                                   [&](const NamedScore& s) { return s.component == component.code; });
    if (from_sheets && given) {
      refuse(problems, Path(Path(path, "scores"), component.code), "component.both", {{"component", component.code}});
    } else if (!from_sheets && !given && component.mode != ComponentMode::monitored) {
      refuse(problems, Path(Path(path, "sheets"), component.code), "component.neither",
             {{"component", component.code}});
    }
  }
}

void read_events(ObjectReader& reader, const Path& path, Problems& problems, const Policy& policy,
                 Engagement& engagement) {
  const Path events(path, "events");
  const Json::Array& items = reader.array_or_empty("events");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(events, i);
    ObjectReader row(items[i], place, problems, {"code", "count"});
    EventCount event{row.text("code", 64), static_cast<int>(row.integer_or("count", 0, 9999, 1))};
    const EventRule* rule = policy.find_event(event.code);
    if (!rule && !event.code.empty()) row.refuse("event.unknown", "code", {{"event", event.code}});
    if (rule) event.code = rule->code;
    const bool twice = std::any_of(engagement.events.begin(), engagement.events.end(),
                                   [&](const EventCount& earlier) { return earlier.code == event.code; });
    if (twice) row.refuse("event.twice", "code", {{"event", event.code}});
    engagement.events.push_back(std::move(event));
  }
  const Path vetoes(path, "vetoes");
  const Json::Array& codes = reader.array_or_empty("vetoes");
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const Path place(vetoes, i);
    std::string code = read_text_at(codes[i], place, problems, 64);
    const VetoRule* rule = policy.find_veto(code);
    if (!rule && !code.empty()) refuse(problems, place, "veto.unknown", {{"veto", code}});
    engagement.vetoes.push_back(rule ? rule->code : std::move(code));
  }
}

}  // namespace

Engagement read_engagement(const Json& value, const Path& path, Problems& problems, const Policy& policy) {
  ObjectReader reader(value, path, problems,
                      {"code", "title", "fee", "sheets", "scores", "days_late", "events", "fixed_deduction", "vetoes",
                       "redo_rounds", "quorum", "corrections", "weight"});
  Engagement engagement;
  if (!reader.is_object()) return engagement;
  engagement.code = reader.text("code", 64);
  engagement.title = reader.optional_text("title");
  engagement.fee = reader.money("fee");
  if (reader.member("quorum")) {
    const int quorum = static_cast<int>(reader.integer_or("quorum", 1, 99, 1));
    engagement.quorum = quorum;
    const auto lowest = policy.panel.lowest_quorum;
    if (!lowest || quorum < *lowest) {
      refuse(problems, Path(path, "quorum"), "sheets.quorum_not_allowed", {{"quorum", std::to_string(quorum)}});
    }
  }
  if (const Json* sheets = reader.member("sheets")) {
    read_sheets(*sheets, Path(path, "sheets"), problems, policy, engagement);
  }
  read_by_component(reader, "scores", problems, policy,
                    [&](const std::string& key, const Json& score, const Path& place) {
                      engagement.scores.push_back({key, read_score_at(score, place, problems)});
                    });
  read_by_component(
      reader, "days_late", problems, policy, [&](const std::string& key, const Json& days, const Path& place) {
        engagement.days_late.push_back({key, static_cast<int>(read_integer_at(days, place, problems, 0, 36500))});
      });
  check_components(engagement, path, problems, policy);
  read_events(reader, path, problems, policy, engagement);
  engagement.fixed_deduction = reader.money_or("fixed_deduction", Money());
  const int most_rounds = policy.redo ? policy.redo->most_rounds : 0;
  engagement.redo_rounds = static_cast<int>(reader.integer_or("redo_rounds", 0, most_rounds, 0));
  if (reader.member("weight")) {
    engagement.weight = reader.fraction("weight");
    if (!policy.scope.combine_by_weight) reader.refuse("engagement.weight_not_used", "weight");
  }
  if (reader.member("corrections")) read_corrections(reader, path, problems, engagement);
  return engagement;
}

}  // namespace zhiheng::domain

// An expert's own sheets: what waits for him, what he handed in, and how he scored before.
#include <map>

#include "base/fraction.h"
#include "base/text.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/sheet_parts.h"
#include "service/sheet_service.h"
#include "store/my_sheet_store.h"

namespace zhiheng::service {

using domain::Action;
using store::SheetGroup;

namespace {

constexpr std::size_t most_earlier_shown = 20;

std::optional<SheetGroup> group_named(const std::string& name) {
  if (name.empty()) return SheetGroup::all;
  if (name == "to_do") return SheetGroup::to_do;
  if (name == "done") return SheetGroup::done;
  if (name == "closed") return SheetGroup::closed;
  return std::nullopt;
}

std::string in_lower_case(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

// "2026-12-01.17", where to_do goes on; "17" for the others.
bool read_cursor(const std::string& cursor, store::MySheetQuery& query) {
  if (cursor.empty()) return true;
  std::string number = cursor;
  if (query.group == SheetGroup::to_do) {
    const std::size_t dot = cursor.find('.');
    if (dot == std::string::npos || !read_date(cursor.substr(0, dot), "")) return false;
    query.after_day = cursor.substr(0, dot);
    number = cursor.substr(dot + 1);
  }
  if (number.empty() || number.size() > 18 || number.find_first_not_of("0123456789") != std::string::npos) return false;
  query.after_id = number_in(number);
  return query.after_id > 0;
}

// The sheets of a year follow very few policies; each is asked for once.
const FrozenPolicy& policy_of(Tx& tx, std::map<std::int64_t, FrozenPolicy>& known, std::int64_t policy_id) {
  const auto found = known.find(policy_id);
  if (found != known.end()) return found->second;
  return known.emplace(policy_id, load_policy(tx.rows(), policy_id)).first->second;
}

Json row_json(const store::MySheet& sheet, const FrozenPolicy& policy) {
  const domain::Component* component = policy.rules->find_component(sheet.component);
  Json row = Json::object();
  row.set("id", id_json(sheet.id)).set("version", sheet.version).set("component", sheet.component);
  row.set("component_title", component ? component->title : sheet.component).set("state", sheet.state);
  row.set("total", sheet.total ? Json(sheet.total->text()) : Json());
  row.set("submitted_at", moment_json(sheet.submitted_at)).set("returned_reason", sheet.returned_reason);
  row.set("panel", id_json(sheet.panel_id)).set("panel_label", sheet.panel_name);
  row.set("panel_state", sheet.panel_state).set("deadline_on", sheet.deadline_on).set("recused", sheet.recused);
  row.set("engagement", id_json(sheet.engagement_id)).set("engagement_code", sheet.engagement_code);
  row.set("engagement_label", sheet.engagement_name).set("scored", sheet.scored);
  row.set("declaration_missing", sheet.undeclared);
  row.set("criteria", static_cast<std::int64_t>(component ? component->criteria.size() : 0));
  return row;
}

// Without a search the count of the group is the total.
std::int64_t total_of(Tx& tx, const store::MySheetQuery& query, const store::MySheetCounts& counted) {
  if (!query.text.empty()) return store::count_my_sheets(tx.rows(), query);
  switch (query.group) {
    case SheetGroup::to_do: return counted.to_do;
    case SheetGroup::done: return counted.done;
    case SheetGroup::closed: return counted.closed;
    case SheetGroup::all: break;
  }
  return counted.all;
}

// Sum, least and most of some points.
struct Tally {
  std::int64_t sheets = 0;
  std::int64_t sum = 0;
  Score lowest, highest, latest;

  void add(Score points) {
    if (sheets == 0) lowest = highest = latest = points;
    lowest = std::min(lowest, points);
    highest = std::max(highest, points);
    sum += points.hundredths();
    ++sheets;
  }
  Json json() const {
    const std::int64_t average = mul_div(sum, 1, sheets, Rounding::half_up);
    Json facts = Json::object();
    facts.set("sheets", sheets).set("average", Score::hundredths(static_cast<std::int32_t>(average)).text());
    return facts.set("lowest", lowest.text()).set("highest", highest.text()).set("latest", latest.text());
  }
};

// Points of different scales cannot be compared: the criterion of the older version must be the same.
bool same_criterion(Tx& tx, std::int64_t policy_id, const std::string& component, const domain::Criterion& criterion) {
  const FrozenPolicy policy = load_policy(tx.rows(), policy_id);
  const domain::Component* other = policy.rules->find_component(component);
  if (!other) return false;
  for (const domain::Criterion& each : other->criteria) {
    if (each.code == criterion.code) return each.points == criterion.points && each.title == criterion.title;
  }
  return false;
}

Json compared(Tx& tx, const LoadedSheet& loaded, const std::vector<store::EarlierPoints>& earlier) {
  std::map<std::string, Tally> by_criterion;
  Tally totals;
  Json items = Json::array();
  std::int64_t last = 0;
  std::int64_t sheets = 0;
  for (const store::EarlierPoints& one : earlier) {
    if (one.sheet_id != last) {
      last = one.sheet_id;
      ++sheets;
      if (one.total) totals.add(*one.total);
      Json item = Json::object();
      item.set("id", id_json(one.sheet_id)).set("engagement_label", one.engagement_name);
      item.set("total", one.total ? Json(one.total->text()) : Json());
      item.set("submitted_at", moment_json(one.submitted_at));
      if (items.items().size() < most_earlier_shown) items.push(std::move(item));
    }
    if (!one.points) continue;
    for (const domain::Criterion& criterion : loaded.component->criteria) {
      const bool fits =
          criterion.code == one.criterion && same_criterion(tx, one.policy_id, loaded.sheet.component, criterion);
      if (fits) by_criterion[criterion.code].add(*one.points);
    }
  }
  Json criteria = Json::array();
  for (const domain::Criterion& criterion : loaded.component->criteria) {
    const auto found = by_criterion.find(criterion.code);
    if (found == by_criterion.end()) continue;
    Json row = found->second.json();
    criteria.push(row.set("criterion", criterion.code));
  }
  Json answer = Json::object();
  answer.set("sheets", sheets).set("total", totals.sheets > 0 ? totals.json() : Json());
  return answer.set("criteria", std::move(criteria)).set("items", std::move(items));
}

}  // namespace

Result<Json> my_sheets(Gate& gate, const domain::Actor& actor, const MySheetsQuery& asked) {
  const auto group = group_named(asked.group);
  if (!group) return refusal(Kind::malformed, "sheet.no_such_group", "group", {{"group", asked.group}});
  store::MySheetQuery query;
  query.expert_id = actor.expert_id;
  query.group = *group;
  query.text = in_lower_case(asked.text);
  query.limit = asked.limit;
  if (!read_cursor(asked.cursor, query)) return refusal(Kind::malformed, "list.bad_cursor", "cursor");
  return gate.read(actor, Action::fill_sheet, {}, [&](Tx& tx) -> Result<Json> {
    const store::MySheetCounts counted = store::count_my_sheets(tx.rows(), actor.expert_id);
    Json counts = Json::object();
    counts.set("to_do", counted.to_do).set("done", counted.done).set("closed", counted.closed);
    auto rows = store::my_sheets(tx.rows(), query);
    const bool more = rows.size() > static_cast<std::size_t>(query.limit);
    if (more) rows.pop_back();
    Json items = Json::array();
    items.items().reserve(rows.size());
    std::map<std::int64_t, FrozenPolicy> policies;
    for (const store::MySheet& row : rows) items.push(row_json(row, policy_of(tx, policies, row.policy_id)));
    Json next;
    if (more) {
      const std::string day = *group == SheetGroup::to_do ? rows.back().deadline_on + "." : std::string();
      next = Json(day + std::to_string(rows.back().id));
    }
    Json answer = Json::object();
    answer.set("items", std::move(items)).set("next", std::move(next));
    answer.set("total", total_of(tx, query, counted));
    return answer.set("counts", std::move(counts));
  });
}

Result<Json> earlier_sheets(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id) {
  return gate.read(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    const LoadedSheet loaded = load_sheet(tx, sheet_id);
    const auto earlier = store::earlier_points(tx.rows(), loaded.sheet.expert_id, sheet_id, loaded.sheet.component,
                                               loaded.policy.rules->code);
    return compared(tx, loaded, earlier);
  });
}

}  // namespace zhiheng::service

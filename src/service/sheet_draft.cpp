// Saving of single fields of a sheet while it is written, every few seconds, over lines that break.
#include <algorithm>
#include <optional>

#include "service/command_body.h"
#include "service/declaration_service.h"
#include "service/heart_json.h"
#include "service/sheet_parts.h"
#include "service/sheet_service.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_items = 500;

bool is_empty(const Json& value) {
  return value.is_null() || (value.is_string() && value.string().empty());
}

// A row of the body of save_sheet, as it is stored.
Json stored_row(const domain::ScoreItem& item) {
  Json row(Json::Object{{"criterion", item.criterion}});
  if (item.points) row.set("points", item.points->text());
  if (item.defects) row.set("defects", *item.defects);
  if (!item.reason.empty()) row.set("reason", item.reason);
  if (!item.page.empty()) row.set("page", item.page);
  return row;
}

// The row with what the change names; a field that is emptied is left out.
Json merged_row(const Json& row, const Json& change) {
  Json::Object members;
  for (const auto& [key, value] : row.members()) {
    // Points follow from defects; the old ones would contradict the new count.
    const bool follows = key == "points" && change.find("defects") && !change.find("points");
    if (!change.find(key) && !follows) members.push_back({key, value});
  }
  for (const auto& [key, value] : change.members()) {
    if (!is_empty(value)) members.push_back({key, value});
  }
  return Json(std::move(members));
}

// The whole sheet as it would be, and for each of its rows the row of the change that touched it.
struct Merged {
  Json body = Json::object();
  std::vector<std::optional<std::size_t>> origin;
};

Merged merge(const domain::ScoreSheet& sheet, const Json& rest, const Json::Array& changes) {
  Merged merged;
  Json::Array rows;
  for (const domain::ScoreItem& item : sheet.items) {
    rows.push_back(stored_row(item));
    merged.origin.emplace_back();
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string code = changes[i].text_at("criterion");
    const auto same = [&](const Json& row) { return row.text_at("criterion") == code; };
    const auto at = std::find_if(rows.begin(), rows.end(), same);
    const auto place = static_cast<std::size_t>(at - rows.begin());
    if (at != rows.end() && changes[i].is_object() && !merged.origin[place]) {
      *at = merged_row(*at, changes[i]);
      merged.origin[place] = i;
    } else {
      // Also what is named twice or is no row at all: the rules say so at its place.
      rows.push_back(changes[i].is_object() ? merged_row(Json::object(), changes[i]) : changes[i]);
      merged.origin.emplace_back(i);
    }
  }
  Json::Array kept;
  std::vector<std::optional<std::size_t>> origin;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool nothing_left = rows[i].is_object() && rows[i].members().size() == 1 && rows[i].find("criterion");
    if (nothing_left) continue;
    kept.push_back(std::move(rows[i]));
    origin.push_back(merged.origin[i]);
  }
  merged.origin = std::move(origin);
  if (!kept.empty()) merged.body.set("items", std::move(kept));
  for (const char* key : {"total", "comment"}) {
    const Json* given = rest.find(key);
    if (given && !is_empty(*given)) merged.body.set(key, *given);
  }
  if (!rest.find("comment") && !sheet.comment.empty()) merged.body.set("comment", sheet.comment);
  if (!rest.find("total") && sheet.total) merged.body.set("total", sheet.total->text());
  for (const auto& [key, value] : rest.members()) {
    if (key != "total" && key != "comment") merged.body.set(key, value);
  }
  return merged;
}

// "/items/7/points" of the whole sheet -> "/items/0/points" of the change.
Problems at_the_change(Problems problems, const Merged& merged) {
  const std::string start = "/items/";
  for (Problem& problem : problems) {
    if (!problem.field.starts_with(start)) continue;
    const std::size_t end = std::min(problem.field.find('/', start.size()), problem.field.size());
    const std::string number = problem.field.substr(start.size(), end - start.size());
    std::size_t row = 0;
    for (const char digit : number) row = row * 10 + static_cast<std::size_t>(digit - '0');
    const bool known = row < merged.origin.size() && merged.origin[row];
    problem.field = known ? pointer_to("/items", *merged.origin[row]) + problem.field.substr(end) : "/items";
  }
  return problems;
}

// Only what changed: a draft is saved often, and the audit keeps every word of it once.
Json changes_of(const domain::ScoreSheet& before, const domain::ScoreSheet& after) {
  const auto rows_not_in = [](const domain::ScoreSheet& sheet, const domain::ScoreSheet& other) {
    const Json there = to_json(other);
    Json rows = Json::array();
    const Json shown = to_json(sheet);
    for (const Json& row : shown.at("items").items()) {
      const Json::Array& others = there.at("items").items();
      if (std::find(others.begin(), others.end(), row) == others.end()) rows.push(row);
    }
    return rows;
  };
  Json was = Json::object();
  Json is = Json::object();
  Json old_rows = rows_not_in(before, after);
  Json new_rows = rows_not_in(after, before);
  if (!old_rows.items().empty() || !new_rows.items().empty()) {
    was.set("items", std::move(old_rows));
    is.set("items", std::move(new_rows));
  }
  if (before.comment != after.comment) {
    was.set("comment", before.comment);
    is.set("comment", after.comment);
  }
  if (before.total != after.total) {
    was.set("total", to_json(before).at("total"));
    is.set("total", to_json(after).at("total"));
  }
  return Json::object().set("before", std::move(was)).set("after", std::move(is));
}

}  // namespace

Result<Json> patch_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                         const Json& body) {
  return gate.write(actor, Action::fill_sheet, {"score_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    LoadedSheet loaded = load_sheet(tx, sheet_id);
    domain::ScoreSheet before = loaded.sheet;
    const Outcome allowed = domain::may_write(loaded.panel, before.expert_id, before, tx.today());
    if (!allowed) return allowed.problems();
    const Outcome open = may_open_sheet(tx, loaded.panel.id, before.expert_id);
    if (!open) return open.problems();
    forget_sum(before);
    Problems problems;
    Json rest = body;
    const Json::Array changes = take_array(rest, "items", false, most_items, problems);
    const Merged merged = merge(before, rest, changes);
    append(problems, write_sheet_body(merged.body, loaded.sheet));
    domain::complete_points(*loaded.component, loaded.sheet.items);
    problems = together(std::move(problems), domain::check_bounds(*loaded.component, loaded.sheet));
    if (!problems.empty()) return at_the_change(std::move(problems), merged);
    if (same_content(before, loaded.sheet)) {
      tx.changed_nothing();
      return sheet_json(tx, load_sheet(tx, sheet_id));
    }
    if (before.version != version) return stale_sheet(tx, sheet_id, version);
    if (!store::save_sheet(tx.rows(), loaded.sheet, tx.now())) return stale_sheet(tx, sheet_id, version);
    store::replace_items(tx.rows(), loaded.sheet);
    loaded.sheet.version = before.version + 1;
    Json detail = changes_of(before, loaded.sheet);
    tx.audit("save", {"score_sheet", sheet_id}, before.bureau_id, detail.set("version", loaded.sheet.version));
    return sheet_json(tx, loaded);
  });
}

}  // namespace zhiheng::service

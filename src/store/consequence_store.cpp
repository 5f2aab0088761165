#include "store/consequence_store.h"

#include "base/json.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using domain::StandingConsequence;

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, about, about_id, effect, months, causes, from_on, until_on, state, drafted_by, "
    "lifted_reason, version FROM consequence ";

std::vector<std::string> read_causes(const std::string& text) {
  const auto json = parse_json(text);
  ensure(json.ok() && json->is_array(), "stored causes are a list");
  std::vector<std::string> causes;
  for (const Json& one : json->items()) causes.push_back(one.string());
  return causes;
}

std::vector<StandingConsequence> all_of(Connection& rows, std::string_view where, const Parameters& parameters) {
  std::vector<StandingConsequence> all;
  for (const Row& row : rows.query(std::string(columns).append(where), parameters)) {
    RowReader cells(row);
    StandingConsequence one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.about = cells.text();
    one.about_id = cells.integer();
    one.effect = cells.text();
    one.months = cells.small();
    one.causes = read_causes(cells.text());
    one.from_on = cells.date();
    one.until_on = cells.optional_date();
    one.state = cells.text();
    one.drafted_by = cells.integer();
    one.lifted_reason = cells.text();
    one.version = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::optional<StandingConsequence> find_consequence(Connection& rows, std::int64_t id) {
  auto found = all_of(rows, "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<StandingConsequence> consequences_of(Connection& rows, std::int64_t agency_id, std::int64_t bureau_id) {
  if (bureau_id == 0) return all_of(rows, "WHERE agency_id = ? ORDER BY from_on DESC, id DESC", {agency_id});
  return all_of(rows, "WHERE agency_id = ? AND bureau_id = ? ORDER BY from_on DESC, id DESC", {agency_id, bureau_id});
}

std::vector<StandingConsequence> active_consequences(Connection& rows, std::int64_t bureau_id) {
  if (bureau_id == 0) return all_of(rows, "WHERE state = 'active' ORDER BY id", {});
  return all_of(rows, "WHERE state = 'active' AND bureau_id = ? ORDER BY id", {bureau_id});
}

std::vector<StandingConsequence> consequences_about(Connection& rows, const std::string& about, std::int64_t about_id) {
  return all_of(rows, "WHERE about = ? AND about_id = ? ORDER BY id", {about, about_id});
}

std::int64_t insert_consequence(Connection& rows, const StandingConsequence& consequence, Timestamp now) {
  Json causes = Json::array();
  for (const std::string& cause : consequence.causes) causes.push(cause);
  rows.execute(
      "INSERT INTO consequence (bureau_id, agency_id, about, about_id, effect, months, causes, from_on, until_on, "
      "state, drafted_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {consequence.bureau_id, consequence.agency_id, consequence.about, consequence.about_id, consequence.effect,
       small(consequence.months), write_json(causes), consequence.from_on.text(), date_or_null(consequence.until_on),
       consequence.state, id_or_null(consequence.drafted_by), now.utc(), now.utc()});
  return rows.last_id();
}

bool save_consequence(Connection& rows, const StandingConsequence& consequence, Timestamp now) {
  return rows.execute(
             "UPDATE consequence SET state = ?, until_on = ?, updated_at = ?, version = version + 1 WHERE id = ? AND "
             "version = ?",
             {consequence.state, date_or_null(consequence.until_on), now.utc(), consequence.id, consequence.version}) >
         0;
}

bool lift_consequence(Connection& rows, const StandingConsequence& consequence, std::int64_t lifted_by, Timestamp now) {
  return rows.execute(
             "UPDATE consequence SET state = 'lifted', lifted_by = ?, lifted_at = ?, lifted_reason = ?, updated_at = "
             "?, version = version + 1 WHERE id = ? AND version = ? AND state = 'active'",
             {id_or_null(lifted_by), now.utc(), consequence.lifted_reason, now.utc(), consequence.id,
              consequence.version}) > 0;
}

std::vector<Date> rounds_opened(Connection& rows, std::int64_t bureau_id) {
  std::vector<Date> days;
  for (const Row& row :
       rows.query("SELECT opened_on FROM commission_round WHERE bureau_id = ? ORDER BY opened_on", {bureau_id})) {
    days.push_back(RowReader(row).date());
  }
  return days;
}

}  // namespace zhiheng::store

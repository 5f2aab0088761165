// Seats in panels and the flags that were raised about them.
#include <algorithm>

#include "store/declaration_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::size_t most_parameters = 500;

constexpr std::string_view seat_sql =
    "SELECT panel.id, panel.engagement_id, panel.bureau_id, panel.agency_id, panel_member.expert_id FROM panel_member "
    "INNER JOIN panel ON panel.id = panel_member.panel_id WHERE panel_member.recused = 0 AND ";

void add_seats(Connection& rows, const std::string& condition, const Parameters& parameters, std::vector<Seat>& seats) {
  for (const Row& row :
       rows.query(std::string(seat_sql) + condition + " ORDER BY panel.id, panel_member.id", parameters)) {
    RowReader cells(row);
    Seat seat;
    seat.panel_id = cells.integer();
    seat.engagement_id = cells.integer();
    seat.bureau_id = cells.integer();
    seat.agency_id = cells.integer();
    seat.expert_id = cells.integer();
    seats.push_back(seat);
  }
}

// Runs the condition with an IN list of the ids in portions; `more` are parameters that stand before the list.
std::vector<Seat> seats_in(Connection& rows, const std::string& before, const std::vector<std::int64_t>& ids,
                           const Parameters& more = {}) {
  std::vector<Seat> seats;
  for (std::size_t at = 0; at < ids.size(); at += most_parameters) {
    const std::size_t end = std::min(ids.size(), at + most_parameters);
    Parameters parameters = more;
    for (std::size_t i = at; i < end; ++i) parameters.emplace_back(ids[i]);
    add_seats(rows, before + placeholders(end - at) + ")", parameters, seats);
  }
  return seats;
}

constexpr std::string_view flag_columns =
    "SELECT recusal_flag.id, recusal_flag.bureau_id, recusal_flag.agency_id, recusal_flag.panel_id, "
    "recusal_flag.expert_id, recusal_flag.path, recusal_flag.path_digest, recusal_flag.found_by, "
    "recusal_flag.found_at, "
    "recusal_flag.state, recusal_flag.reason, recusal_flag.handled_by, recusal_flag.handled_at, recusal_flag.version, "
    "expert.name, panel.name, panel.state FROM recusal_flag INNER JOIN expert ON expert.id = recusal_flag.expert_id "
    "INNER JOIN panel ON panel.id = recusal_flag.panel_id ";

FlagRow flag_from(const Row& row) {
  RowReader cells(row);
  FlagRow flag;
  flag.id = cells.integer();
  flag.bureau_id = cells.integer();
  flag.agency_id = cells.integer();
  flag.panel_id = cells.integer();
  flag.expert_id = cells.integer();
  const auto path = parse_json(cells.text());
  ensure(path.ok(), "a stored path is JSON");
  flag.path = domain::recusal_path_from(*path);
  flag.digest = cells.text();
  flag.found_by = cells.text();
  flag.found_at = cells.text();
  flag.state = cells.text();
  flag.reason = cells.text();
  flag.handled_by = cells.integer();
  flag.handled_at = cells.text();
  flag.version = cells.integer();
  flag.expert_name = cells.text();
  flag.panel_name = cells.text();
  flag.panel_state = cells.text();
  return flag;
}

}  // namespace

std::vector<Seat> seats_of_panel(Connection& rows, std::int64_t panel_id) {
  return seats_in(rows, "panel.id IN (", {panel_id});
}

std::vector<Seat> seats_of_experts(Connection& rows, const std::vector<std::int64_t>& expert_ids, Timestamp since) {
  return seats_in(rows, "(panel.state = 'open' OR panel.updated_at >= ?) AND panel_member.expert_id IN (", expert_ids,
                  {since.utc()});
}

std::vector<Seat> seats_of_engagements(Connection& rows, const std::vector<std::int64_t>& engagement_ids) {
  return seats_in(rows, "panel.engagement_id IN (", engagement_ids);
}

std::vector<Seat> seats_after(Connection& rows, std::int64_t panel_id, int panels, Timestamp since) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows.query("SELECT id FROM panel WHERE id > ? AND (state = 'open' OR updated_at >= ?) ORDER BY "
                                   "id LIMIT " +
                                       std::to_string(panels),
                                   {panel_id, since.utc()})) {
    ids.push_back(integer_or(row[0]));
  }
  return seats_in(rows, "panel.id IN (", ids);
}

std::vector<std::int64_t> seated_experts(Connection& rows, Timestamp since) {
  std::vector<std::int64_t> ids;
  for (const Row& row : rows.query("SELECT DISTINCT panel_member.expert_id FROM panel_member INNER JOIN panel ON "
                                   "panel.id = panel_member.panel_id WHERE panel_member.recused = 0 AND (panel.state = "
                                   "'open' OR panel.updated_at >= ?)",
                                   {since.utc()})) {
    ids.push_back(integer_or(row[0]));
  }
  return ids;
}

std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::string>> known_flags(
    Connection& rows, const std::vector<std::int64_t>& panel_ids) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::string>> known;
  for (std::size_t at = 0; at < panel_ids.size(); at += most_parameters) {
    const std::size_t end = std::min(panel_ids.size(), at + most_parameters);
    const Parameters some(panel_ids.begin() + static_cast<std::ptrdiff_t>(at),
                          panel_ids.begin() + static_cast<std::ptrdiff_t>(end));
    for (const Row& row : rows.query("SELECT panel_id, expert_id, path_digest FROM recusal_flag WHERE panel_id IN (" +
                                         placeholders(some.size()) + ")",
                                     some)) {
      known[{integer_or(row[0]), integer_or(row[1])}].push_back(text_or_empty(row[2]));
    }
  }
  return known;
}

std::int64_t insert_flag(Connection& rows, const FlagRow& row, Timestamp now) {
  const std::string rule = row.path.rule.substr(row.path.rule.find('.') + 1);
  rows.execute(
      "INSERT INTO recusal_flag (bureau_id, agency_id, panel_id, expert_id, rule, path, path_digest, found_by, "
      "found_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {row.bureau_id, row.agency_id, row.panel_id, row.expert_id, rule, write_json(domain::to_json(row.path)),
       row.digest, row.found_by, now.utc(), now.utc(), now.utc()});
  return rows.last_id();
}

std::optional<FlagRow> find_flag(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(flag_columns) + "WHERE recusal_flag.id = ?", {id});
  if (found.empty()) return std::nullopt;
  return flag_from(found.front());
}

std::vector<FlagRow> flags_of_panel(Connection& rows, std::int64_t panel_id) {
  std::vector<FlagRow> all;
  for (const Row& row : rows.query(std::string(flag_columns) + "WHERE recusal_flag.panel_id = ? ORDER BY "
                                                               "recusal_flag.id",
                                   {panel_id})) {
    all.push_back(flag_from(row));
  }
  return all;
}

bool save_flag(Connection& rows, const FlagRow& row, Timestamp now) {
  return rows.execute(
             "UPDATE recusal_flag SET state = ?, reason = ?, handled_by = ?, handled_at = ?, updated_at = ?, version = "
             "version + 1 WHERE id = ? AND version = ?",
             {row.state, row.reason, id_or_null(row.handled_by), now.utc(), now.utc(), row.id, row.version}) > 0;
}

}  // namespace zhiheng::store

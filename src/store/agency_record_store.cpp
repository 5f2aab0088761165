#include "store/agency_record_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

using domain::RecordItem;

namespace {

constexpr std::string_view item_columns =
    "SELECT id, bureau_id, agency_id, kind, place, revision, title, document, identity_sealed, identity_shown, "
    "lead_evaluator_id, ended_on, ended_reason, state, submitted_by, reviewed_by, submitted_at, reviewed_at, "
    "return_reason, version FROM agency_record_item ";

RecordItem item_from(const Row& row) {
  RowReader cells(row);
  RecordItem item;
  item.id = cells.integer();
  item.bureau_id = cells.integer();
  item.agency_id = cells.integer();
  item.group = cells.text();
  item.place = cells.integer();
  item.revision = cells.integer();
  item.title = cells.text();
  auto document = parse_json(cells.text());
  ensure(document.ok() && document->is_object(), "an entry holds a document");
  item.document = std::move(*document);
  item.identity_sealed = cells.text();
  item.identity_shown = cells.text();
  item.lead_evaluator_id = cells.integer();
  item.ended_on = cells.text();
  item.ended_reason = cells.text();
  item.state = cells.text();
  item.submitted_by = cells.integer();
  item.reviewed_by = cells.integer();
  item.submitted_at = cells.text();
  item.reviewed_at = cells.text();
  item.return_reason = cells.text();
  item.version = cells.integer();
  return item;
}

std::vector<RecordItem> items_from(const std::vector<Row>& found) {
  std::vector<RecordItem> items;
  items.reserve(found.size());
  for (const Row& row : found) items.push_back(item_from(row));
  return items;
}

}  // namespace

std::optional<RecordItem> find_record_item(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(item_columns) + "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return item_from(found.front());
}

std::vector<RecordItem> record_items(Connection& rows, std::int64_t agency_id, std::string_view states) {
  return items_from(rows.query(std::string(item_columns) + "WHERE agency_id = ? AND state IN " + std::string(states) +
                                   " ORDER BY kind, place, revision",
                               {agency_id}));
}

std::vector<RecordItem> record_item_versions(Connection& rows, const RecordItem& item) {
  return items_from(
      rows.query(std::string(item_columns) + "WHERE agency_id = ? AND kind = ? AND place = ? ORDER BY revision DESC",
                 {item.agency_id, item.group, item.place}));
}

std::int64_t next_record_place(Connection& rows, std::int64_t agency_id, const std::string& group) {
  const auto found =
      rows.query("SELECT MAX(place) FROM agency_record_item WHERE agency_id = ? AND kind = ?", {agency_id, group});
  return integer_or(found[0][0]) + 1;
}

std::optional<std::int64_t> version_under_way(Connection& rows, const RecordItem& item) {
  const auto found = rows.query(
      "SELECT id FROM agency_record_item WHERE agency_id = ? AND kind = ? AND place = ? AND state IN "
      "('entered', 'submitted', 'returned')",
      {item.agency_id, item.group, item.place});
  if (found.empty()) return std::nullopt;
  return integer_or(found[0][0]);
}

std::int64_t insert_record_item(Connection& rows, const RecordItem& item, std::int64_t by, Timestamp now) {
  rows.execute(
      "INSERT INTO agency_record_item (bureau_id, agency_id, kind, place, revision, title, document, "
      "lead_evaluator_id, "
      "ended_on, ended_reason, state, entered_by, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {item.bureau_id, item.agency_id, item.group, item.place, item.revision, item.title, write_json(item.document),
       id_or_null(item.lead_evaluator_id), text_or_null(item.ended_on), item.ended_reason, item.state, id_or_null(by),
       now.utc(), now.utc()});
  return rows.last_id();
}

bool save_record_item(Connection& rows, const RecordItem& item, Timestamp now) {
  return rows.execute(
             "UPDATE agency_record_item SET title = ?, document = ?, lead_evaluator_id = ?, ended_on = ?, "
             "ended_reason = ?, state = ?, submitted_by = ?, submitted_at = ?, reviewed_by = ?, reviewed_at = ?, "
             "return_reason = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
             {item.title, write_json(item.document), id_or_null(item.lead_evaluator_id), text_or_null(item.ended_on),
              item.ended_reason, item.state, id_or_null(item.submitted_by), text_or_null(item.submitted_at),
              id_or_null(item.reviewed_by), text_or_null(item.reviewed_at), item.return_reason, now.utc(), item.id,
              item.version}) > 0;
}

void seal_record_item(Connection& rows, std::int64_t id, const std::string& sealed, const std::string& shown) {
  rows.execute("UPDATE agency_record_item SET identity_sealed = ?, identity_shown = ? WHERE id = ?",
               {sealed, shown, id});
}

void supersede_record_items(Connection& rows, const RecordItem& by, Timestamp now) {
  rows.execute(
      "UPDATE agency_record_item SET state = 'superseded', updated_at = ?, version = version + 1 "
      "WHERE agency_id = ? AND kind = ? AND place = ? AND state = 'accepted' AND id <> ?",
      {now.utc(), by.agency_id, by.group, by.place, by.id});
}

std::optional<RecordAgency> find_record_agency(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT a.id, a.bureau_id, a.name, a.uscc, b.name FROM agency a INNER JOIN bureau b ON b.id = a.bureau_id "
      "WHERE a.id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  RecordAgency agency;
  agency.id = cells.integer();
  agency.bureau_id = cells.integer();
  agency.name = cells.text();
  agency.uscc = cells.text();
  agency.bureau = cells.text();
  return agency;
}

std::optional<std::int64_t> agency_of_uscc(Connection& rows, const std::string& uscc) {
  const auto found = rows.query("SELECT id FROM agency WHERE uscc = ?", {uscc});
  if (found.empty()) return std::nullopt;
  return integer_or(found[0][0]);
}

RecordConfirmation last_confirmation(Connection& rows, std::int64_t agency_id) {
  const auto found = rows.query(
      "SELECT confirmed_on, digest FROM agency_record_confirmation WHERE agency_id = ? ORDER BY id DESC LIMIT 1",
      {agency_id});
  if (found.empty()) return {};
  return {text_or_empty(found[0][0]), text_or_empty(found[0][1])};
}

void insert_confirmation(Connection& rows, const RecordAgency& agency, Date day, std::int64_t by,
                         const std::string& digest, Timestamp now) {
  rows.execute(
      "INSERT INTO agency_record_confirmation (bureau_id, agency_id, confirmed_on, confirmed_by, digest, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {agency.bureau_id, agency.id, day.text(), id_or_null(by), digest, now.utc()});
}

std::vector<std::pair<std::int64_t, std::string>> unconfirmed_agencies(Connection& rows, Date before) {
  std::vector<std::pair<std::int64_t, std::string>> all;
  const auto found = rows.query(
      "SELECT i.agency_id, MIN(i.reviewed_at), MAX(c.confirmed_on) FROM agency_record_item i "
      "LEFT JOIN agency_record_confirmation c ON c.agency_id = i.agency_id "
      "WHERE i.state IN ('accepted', 'superseded') GROUP BY i.agency_id ORDER BY i.agency_id",
      {});
  for (const Row& row : found) {
    const std::string confirmed = text_or_empty(row[2]);
    const std::string last = confirmed.empty() ? timestamp_from_utc(text_or_empty(row[1])).date().text() : confirmed;
    if (last < before.text()) all.emplace_back(integer_or(row[0]), last);
  }
  return all;
}

std::vector<Waiting> record_tasks(Connection& rows, std::int64_t agency_id, Date before, int due_days) {
  std::vector<Waiting> all;
  const auto returned = rows.query(
      "SELECT id, title FROM agency_record_item WHERE agency_id = ? AND state = 'returned' ORDER BY id LIMIT " +
          std::to_string(most_waiting),
      {agency_id});
  for (const Row& row : returned) {
    all.push_back({"record_returned", "agency_record_item", integer_or(row[0]), text_or_empty(row[1]), "", "", 1});
  }
  for (const auto& [id, last] : unconfirmed_agencies(rows, before)) {
    if (id != agency_id) continue;
    all.push_back({"confirm_record", "agency", id, last, (*read_date(last, {}) + due_days).text(), "", 1});
  }
  return all;
}

std::optional<LeadChange> find_lead_change(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT id, bureau_id, agency_id, contract_id, from_lead_id, to_lead_id, reason, state, asked_by, version "
      "FROM lead_change WHERE id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  LeadChange change;
  change.id = cells.integer();
  change.bureau_id = cells.integer();
  change.agency_id = cells.integer();
  change.contract_id = cells.integer();
  change.from_lead = cells.integer();
  change.to_lead = cells.integer();
  change.reason = cells.text();
  change.state = cells.text();
  change.asked_by = cells.integer();
  change.version = cells.integer();
  return change;
}

bool lead_change_waits(Connection& rows, std::int64_t contract_id) {
  return !rows.query("SELECT 1 FROM lead_change WHERE contract_id = ? AND state = 'asked'", {contract_id}).empty();
}

std::int64_t insert_lead_change(Connection& rows, const LeadChange& change, Timestamp now) {
  rows.execute(
      "INSERT INTO lead_change (bureau_id, agency_id, contract_id, from_lead_id, to_lead_id, reason, asked_by, "
      "asked_at, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {change.bureau_id, change.agency_id, change.contract_id, id_or_null(change.from_lead), change.to_lead,
       change.reason, id_or_null(change.asked_by), now.utc(), now.utc(), now.utc()});
  return rows.last_id();
}

bool decide_lead_change(Connection& rows, const LeadChange& change, std::int64_t by, const std::string& note,
                        Timestamp now) {
  return rows.execute(
             "UPDATE lead_change SET state = ?, decided_by = ?, decided_at = ?, decision_note = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state = 'asked'",
             {change.state, id_or_null(by), now.utc(), note, now.utc(), change.id, change.version}) > 0;
}

}  // namespace zhiheng::store

#include "store/file_scan_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view scan_columns =
    "SELECT f.id, f.bureau_id, f.agency_id, f.deliverable_id, f.state, f.findings, f.scanned_at, f.acknowledged_by, "
    "a.display_name, f.acknowledged_at, f.acknowledged_reason, f.version FROM file_scan f "
    "LEFT JOIN account a ON a.id = f.acknowledged_by ";

FileScan scan_from(const Row& row) {
  RowReader cells(row);
  FileScan scan;
  scan.id = cells.integer();
  scan.bureau_id = cells.integer();
  scan.agency_id = cells.integer();
  scan.deliverable_id = cells.integer();
  scan.state = cells.text();
  scan.findings = cells.text();
  scan.scanned_at = cells.text();
  scan.acknowledged_by = cells.integer();
  scan.acknowledged_label = cells.text();
  scan.acknowledged_at = cells.text();
  scan.acknowledged_reason = cells.text();
  scan.version = cells.integer();
  return scan;
}

}  // namespace

std::optional<FileScan> find_scan(Connection& rows, std::int64_t deliverable_id) {
  const auto found = rows.query(std::string(scan_columns) + "WHERE f.deliverable_id = ?", {deliverable_id});
  if (found.empty()) return std::nullopt;
  return scan_from(found.front());
}

std::vector<FileScan> scans_of(Connection& rows, std::int64_t engagement_id) {
  std::vector<FileScan> all;
  for (const Row& row :
       rows.query(std::string(scan_columns) + "JOIN deliverable d ON d.id = f.deliverable_id WHERE d.engagement_id = ? "
                                              "ORDER BY f.deliverable_id",
                  {engagement_id})) {
    all.push_back(scan_from(row));
  }
  return all;
}

void insert_scan(Connection& rows, const FileScan& scan, Timestamp now) {
  rows.execute(
      "INSERT INTO file_scan (bureau_id, agency_id, deliverable_id, state, findings, scanned_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {scan.bureau_id, scan.agency_id, scan.deliverable_id, scan.state, scan.findings, now.utc()});
}

bool acknowledge_scan(Connection& rows, const FileScan& scan, std::int64_t by, const std::string& reason,
                      Timestamp now) {
  return rows.execute(
             "UPDATE file_scan SET state = 'acknowledged', acknowledged_by = ?, acknowledged_at = ?, "
             "acknowledged_reason = ?, version = version + 1 WHERE id = ? AND version = ?",
             {id_or_null(by), now.utc(), reason, scan.id, scan.version}) == 1;
}

AgencyWords agency_words(Connection& rows, std::int64_t agency_id) {
  AgencyWords words;
  const auto agency = rows.query("SELECT name, uscc, legal_representative FROM agency WHERE id = ?", {agency_id});
  if (agency.empty()) return words;
  words.name = text_or_empty(agency[0][0]);
  words.uscc = text_or_empty(agency[0][1]);
  words.legal_representative = text_or_empty(agency[0][2]);
  for (const Row& row : rows.query("SELECT name FROM lead_evaluator WHERE agency_id = ? ORDER BY id", {agency_id})) {
    words.people.push_back(text_or_empty(row[0]));
  }
  return words;
}

}  // namespace zhiheng::store

#include "store/credit_event_file_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

std::vector<EventFile> files_of_event(Connection& rows, std::int64_t event_id) {
  std::vector<EventFile> all;
  for (const Row& row : rows.query(
           "SELECT f.file_name, f.sha256, file.media_type, file.size, f.created_at FROM credit_event_file f INNER JOIN "
           "file ON file.sha256 = f.sha256 WHERE f.credit_event_id = ? ORDER BY f.id",
           {event_id})) {
    RowReader cells(row);
    EventFile one;
    one.file_name = cells.text();
    one.sha256 = cells.text();
    one.media_type = cells.text();
    one.size = cells.integer();
    one.created_at = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

bool insert_event_file(Connection& rows, const domain::AgencyEvent& event, const EventFile& file,
                       std::int64_t account_id, Timestamp now) {
  const auto changed =
      rows.execute("UPDATE credit_event SET version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
                   {now.utc(), event.id, event.version});
  if (changed == 0) return false;
  rows.execute(
      "INSERT INTO credit_event_file (bureau_id, agency_id, credit_event_id, file_name, sha256, uploaded_by, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {event.bureau_id, event.agency_id, event.id, file.file_name, file.sha256, account_id, now.utc()});
  return true;
}

}  // namespace zhiheng::store

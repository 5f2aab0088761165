#include "store/upload_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, engagement_id, account_id, kind, file_name, remark, received_at, size, sha256, "
    "received, state, deliverable_id, expires_at, version FROM upload ";

domain::PieceUpload from_row(const Row& row) {
  RowReader cells(row);
  domain::PieceUpload upload;
  upload.id = cells.integer();
  upload.bureau_id = cells.integer();
  upload.agency_id = cells.integer();
  upload.engagement_id = cells.integer();
  upload.account_id = cells.integer();
  upload.kind = cells.text();
  upload.file_name = cells.text();
  upload.remark = cells.text();
  upload.received_at = cells.text();
  upload.size = cells.integer();
  upload.sha256 = cells.text();
  upload.received = cells.integer();
  upload.state = cells.text();
  upload.deliverable_id = cells.integer();
  upload.expires_at = timestamp_from_utc(cells.text());
  upload.version = cells.integer();
  return upload;
}

std::string expiry_after(Timestamp now) {
  return Timestamp::from_milliseconds(now.milliseconds() + domain::upload_lasts_milliseconds).utc();
}

std::vector<std::int64_t> ids(const std::vector<Row>& rows) {
  std::vector<std::int64_t> all;
  for (const Row& row : rows) all.push_back(integer_or(row[0]));
  return all;
}

}  // namespace

std::optional<domain::PieceUpload> find_upload(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(columns) + "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return from_row(found.front());
}

std::vector<domain::PieceUpload> open_uploads_of(Connection& rows, std::int64_t account_id, Timestamp now) {
  std::vector<domain::PieceUpload> all;
  const std::string where = "WHERE account_id = ? AND state = 'open' AND expires_at > ? ORDER BY id";
  for (const Row& row : rows.query(std::string(columns) + where, {account_id, now.utc()})) {
    all.push_back(from_row(row));
  }
  return all;
}

std::int64_t insert_upload(Connection& rows, const domain::PieceUpload& upload, Timestamp now) {
  rows.execute(
      "INSERT INTO upload (bureau_id, agency_id, engagement_id, account_id, kind, file_name, remark, received_at, "
      "size, "
      "sha256, state, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?)",
      {upload.bureau_id, upload.agency_id, upload.engagement_id, upload.account_id, upload.kind, upload.file_name,
       upload.remark, upload.received_at, upload.size, upload.sha256, expiry_after(now), now.utc(), now.utc()});
  return rows.last_id();
}

void append_piece(Connection& rows, const domain::PieceUpload& upload, std::string_view bytes, Timestamp now) {
  std::int64_t sequence = upload.received / domain::upload_row_bytes;
  const auto length = static_cast<std::int64_t>(bytes.size());
  while (!bytes.empty()) {
    const std::string_view row = bytes.substr(0, domain::upload_row_bytes);
    rows.execute("INSERT INTO upload_piece (upload_id, sequence, bytes) VALUES (?, ?, ?)",
                 {upload.id, sequence++, std::string(row)});
    bytes.remove_prefix(row.size());
  }
  const auto changed = rows.execute(
      "UPDATE upload SET received = ?, expires_at = ?, version = version + 1, updated_at = ? "
      "WHERE id = ? AND received = ? AND state = 'open'",
      {upload.received + length, expiry_after(now), now.utc(), upload.id, upload.received});
  ensure(changed == 1, "an upload that was read in this transaction is as it was read");
}

bool has_piece(Connection& rows, std::int64_t upload_id, std::int64_t offset, std::string_view bytes) {
  for (std::int64_t sequence = offset / domain::upload_row_bytes; !bytes.empty(); ++sequence) {
    const auto row = read_upload_row(rows, upload_id, sequence);
    if (!row || *row != bytes.substr(0, row->size())) return false;
    bytes.remove_prefix(row->size());
  }
  return true;
}

std::optional<std::string> read_upload_row(Connection& rows, std::int64_t upload_id, std::int64_t sequence) {
  const auto found =
      rows.query("SELECT bytes FROM upload_piece WHERE upload_id = ? AND sequence = ?", {upload_id, sequence});
  if (found.empty()) return std::nullopt;
  return text_or_empty(found[0][0]);
}

void end_upload(Connection& rows, std::int64_t id, const std::string& state, std::int64_t deliverable_id,
                Timestamp now) {
  const auto changed = rows.execute(
      "UPDATE upload SET state = ?, deliverable_id = ?, version = version + 1, updated_at = ? "
      "WHERE id = ? AND state = 'open'",
      {state, id_or_null(deliverable_id), now.utc(), id});
  ensure(changed == 1, "an upload ends once");
}

void adopt_upload(Connection& rows, const domain::PieceUpload& upload, const std::string& sha256,
                  const std::string& media_type, Timestamp now) {
  rows.execute("INSERT INTO file (sha256, size, media_type, created_at, upload_id) VALUES (?, ?, ?, ?, ?)",
               {sha256, upload.size, media_type, now.utc(), upload.id});
}

std::vector<std::int64_t> overdue_uploads(Connection& rows, Timestamp now, int most) {
  return ids(
      rows.query(std::string("SELECT id FROM upload WHERE state = 'open' AND expires_at <= ? ORDER BY id LIMIT ") +
                     std::to_string(most),
                 {now.utc()}));
}

std::vector<std::int64_t> uploads_with_waste(Connection& rows, int most) {
  return ids(rows.query(
      std::string("SELECT id FROM upload WHERE state <> 'open' "
                  "AND EXISTS (SELECT 1 FROM upload_piece WHERE upload_piece.upload_id = upload.id) "
                  "AND NOT EXISTS (SELECT 1 FROM file WHERE file.upload_id = upload.id) ORDER BY id LIMIT ") +
      std::to_string(most)));
}

std::int64_t delete_waste(Connection& rows, std::int64_t upload_id, int most) {
  const auto needed = rows.query("SELECT 1 FROM upload WHERE id = ? AND state = 'open'", {upload_id});
  const auto used = rows.query("SELECT 1 FROM file WHERE upload_id = ?", {upload_id});
  if (!needed.empty() || !used.empty()) return 0;
  const auto first = rows.query("SELECT MIN(sequence) FROM upload_piece WHERE upload_id = ?", {upload_id});
  if (first.empty() || is_null(first[0][0])) return 0;
  return rows.execute("DELETE FROM upload_piece WHERE upload_id = ? AND sequence < ?",
                      {upload_id, integer_or(first[0][0]) + most});
}

}  // namespace zhiheng::store

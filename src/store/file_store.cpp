#include "store/file_store.h"

#include "base/crypto.h"
#include "base/result.h"

namespace zhiheng::store {

namespace {

void write_piece(Connection& connection, const std::string& sha256, std::int64_t sequence, std::string bytes) {
  connection.execute("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, ?, ?)",
                     {sha256, sequence, std::move(bytes)});
}

}  // namespace

std::optional<StoredFile> find_file(Connection& connection, const std::string& sha256) {
  const auto rows = connection.query("SELECT size, media_type FROM file WHERE sha256 = ?", {sha256});
  if (rows.empty()) return std::nullopt;
  return StoredFile{sha256, integer_or(rows[0][0]), text_or_empty(rows[0][1])};
}

StoredFile store_file(Connection& connection, const std::string& sha256, const std::string& media_type,
                      const std::function<std::string()>& next, Timestamp now) {
  if (auto stored = find_file(connection, sha256)) return *stored;
  connection.execute("INSERT INTO file (sha256, size, media_type, created_at) VALUES (?, 0, ?, ?)",
                     {sha256, media_type, now.utc()});
  Sha256 sum;
  std::int64_t size = 0;
  std::int64_t sequence = 0;
  std::string buffer;
  for (std::string part = next(); !part.empty(); part = next()) {
    sum.add(part);
    size += static_cast<std::int64_t>(part.size());
    buffer += part;
    while (buffer.size() >= file_piece_bytes) {
      write_piece(connection, sha256, sequence++, buffer.substr(0, file_piece_bytes));
      buffer.erase(0, file_piece_bytes);
    }
  }
  if (!buffer.empty()) write_piece(connection, sha256, sequence, std::move(buffer));
  ensure(sum.hex() == sha256, "a file is stored under the sum of its bytes");
  connection.execute("UPDATE file SET size = ? WHERE sha256 = ?", {size, sha256});
  return StoredFile{sha256, size, media_type};
}

StoredFile store_file(Connection& connection, const std::string& sha256, const std::string& media_type,
                      std::string_view bytes, Timestamp now) {
  const auto next = [&] {
    std::string part(bytes.substr(0, file_piece_bytes));
    bytes.remove_prefix(part.size());
    return part;
  };
  return store_file(connection, sha256, media_type, next, now);
}

std::optional<std::string> read_file_piece(Connection& connection, const std::string& sha256, std::int64_t sequence) {
  const auto rows =
      connection.query("SELECT bytes FROM file_piece WHERE sha256 = ? AND sequence = ?", {sha256, sequence});
  if (!rows.empty()) return text_or_empty(rows[0][0]);
  // What came in by pieces stayed where it came in.
  const auto uploaded = connection.query(
      "SELECT upload_piece.bytes FROM file INNER JOIN upload_piece ON upload_piece.upload_id = file.upload_id "
      "WHERE file.sha256 = ? AND upload_piece.sequence = ?",
      {sha256, sequence});
  if (uploaded.empty()) return std::nullopt;
  return text_or_empty(uploaded[0][0]);
}

bool read_file(Connection& connection, const std::string& sha256, const std::function<bool(std::string_view)>& body) {
  if (!find_file(connection, sha256)) return false;
  for (std::int64_t sequence = 0;; ++sequence) {
    const auto piece = read_file_piece(connection, sha256, sequence);
    if (!piece || !body(*piece)) return true;
  }
}

}  // namespace zhiheng::store

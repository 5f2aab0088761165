// Uploads that come in pieces, as rows. The pieces of a finished one are the bytes of its file (store/file_store.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/upload.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::PieceUpload> find_upload(Connection& rows, std::int64_t id);
std::vector<domain::PieceUpload> open_uploads_of(Connection& rows, std::int64_t account_id, Timestamp now);  // by id
std::int64_t insert_upload(Connection& rows, const domain::PieceUpload& upload, Timestamp now);

// Appends the bytes as rows of domain::upload_row_bytes and raises `received`.
void append_piece(Connection& rows, const domain::PieceUpload& upload, std::string_view bytes, Timestamp now);
// Are these the bytes that stand at the offset already?
bool has_piece(Connection& rows, std::int64_t upload_id, std::int64_t offset, std::string_view bytes);
std::optional<std::string> read_upload_row(Connection& rows, std::int64_t upload_id, std::int64_t sequence);

// Moves an open upload to its end: finished (with the version that it became), cancelled or expired.
void end_upload(Connection& rows, std::int64_t id, const std::string& state, std::int64_t deliverable_id,
                Timestamp now);
// The content is new: its bytes are the pieces of this upload.
void adopt_upload(Connection& rows, const domain::PieceUpload& upload, const std::string& sha256,
                  const std::string& media_type, Timestamp now);

// Ids of open uploads whose time is over.
std::vector<std::int64_t> overdue_uploads(Connection& rows, Timestamp now, int most);
// Ids of ended uploads with pieces that no file needs.
std::vector<std::int64_t> uploads_with_waste(Connection& rows, int most);
// Deletes at most that many rows of pieces of such an upload; answers how many went.
std::int64_t delete_waste(Connection& rows, std::int64_t upload_id, int most);

}  // namespace zhiheng::store

// A large file on its way in: what was promised, how much has come, and whether the next piece fits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace zhiheng::domain {

inline constexpr std::int64_t largest_deliverable_bytes = std::int64_t{200} << 20;
inline constexpr std::int64_t upload_row_bytes = 512 << 10;                // what one row of upload_piece holds
inline constexpr std::int64_t largest_upload_piece_bytes = 4 << 20;        // what one request brings
inline constexpr std::int64_t largest_open_bytes = std::int64_t{1} << 30;  // of one account, all its open uploads
inline constexpr int most_open_uploads = 20;
inline constexpr std::int64_t upload_lasts_milliseconds = std::int64_t{24} * 3600 * 1000;  // after its last piece

struct PieceUpload {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t engagement_id = 0;
  std::int64_t account_id = 0;
  std::string kind;  // plan | report
  std::string file_name;
  std::string remark;
  std::string received_at;  // as the bureau gave it, "" for the moment of the finish
  std::int64_t size = 0;
  std::string sha256;         // as promised, "" when nothing was
  std::int64_t received = 0;  // bytes from the beginning without a gap
  std::string state;          // open | finished | cancelled | expired
  std::int64_t deliverable_id = 0;
  Timestamp expires_at;
  std::int64_t version = 1;
};

// May an upload of this size begin beside those that are open? Refuses deliverable.empty, deliverable.too_large
// (Kind::too_large), upload.bad_sha256, upload.quota_count, upload.quota_bytes (both Kind::conflict).
Problems upload_problems(std::int64_t size, std::string_view sha256, const std::vector<PieceUpload>& open);

// "next": the piece continues what is there; "again": it lies wholly in what has come and must be the same bytes.
// Refuses upload.not_open, upload.expired, upload.gap, upload.overlap (all Kind::conflict, with {received}),
// upload.piece_size: the pieces but the last are whole multiples of upload_row_bytes, at most
// largest_upload_piece_bytes, and none goes beyond the promised size.
enum class PieceFit { next, again };
Result<PieceFit> fit_piece(const PieceUpload& upload, std::int64_t offset, std::int64_t length, Timestamp now);

// Is everything there? Refuses upload.not_open, upload.expired, upload.incomplete (Kind::conflict).
Outcome may_finish(const PieceUpload& upload, Timestamp now);

}  // namespace zhiheng::domain

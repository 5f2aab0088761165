#include "domain/upload.h"

#include <algorithm>

#include "domain/choice_words.h"

namespace zhiheng::domain {

namespace {

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Outcome still_open(const PieceUpload& upload, Timestamp now) {
  if (upload.state != "open") {
    return refusal(Kind::conflict, "upload.not_open", {}, state_words("upload_state", upload.state));
  }
  if (upload.expires_at <= now) return refusal(Kind::conflict, "upload.expired");
  return Done{};
}

}  // namespace

Problems upload_problems(std::int64_t size, std::string_view sha256, const std::vector<PieceUpload>& open) {
  Problems problems;
  if (size <= 0) {
    problems.push_back(refusal("deliverable.empty", "/size", {{"file", ""}}));
  } else if (size > largest_deliverable_bytes) {
    problems.push_back(refusal(Kind::too_large, "deliverable.too_large", "/size",
                               {{"largest", std::to_string(largest_deliverable_bytes >> 20)}}));
  }
  if (!sha256.empty() && !is_sha256(sha256)) problems.push_back(refusal("upload.bad_sha256", "/sha256"));
  std::int64_t promised = size;
  for (const PieceUpload& one : open) promised += one.size;
  if (static_cast<int>(open.size()) >= most_open_uploads) {
    problems.push_back(
        refusal(Kind::conflict, "upload.quota_count", {}, {{"most", std::to_string(most_open_uploads)}}));
  } else if (problems.empty() && promised > largest_open_bytes) {
    problems.push_back(
        refusal(Kind::conflict, "upload.quota_bytes", {}, {{"most", std::to_string(largest_open_bytes >> 20)}}));
  }
  return problems;
}

Result<PieceFit> fit_piece(const PieceUpload& upload, std::int64_t offset, std::int64_t length, Timestamp now) {
  if (Outcome open = still_open(upload, now); !open) return open.problems();
  const Params params{{"received", std::to_string(upload.received)}};
  const bool on_grid = offset >= 0 && offset % upload_row_bytes == 0;
  const bool inside = on_grid && length > 0 && length <= largest_upload_piece_bytes && length <= upload.size - offset;
  if (!inside || (length % upload_row_bytes != 0 && offset + length != upload.size)) {
    return refusal("upload.piece_size", "/offset",
                   {{"unit", std::to_string(upload_row_bytes)}, {"most", std::to_string(largest_upload_piece_bytes)}});
  }
  if (offset == upload.received) return PieceFit::next;
  if (offset > upload.received) return refusal(Kind::conflict, "upload.gap", "/offset", params);
  if (offset + length > upload.received) return refusal(Kind::conflict, "upload.overlap", "/offset", params);
  return PieceFit::again;
}

Outcome may_finish(const PieceUpload& upload, Timestamp now) {
  if (Outcome open = still_open(upload, now); !open) return open;
  if (upload.received != upload.size) {
    return refusal(Kind::conflict, "upload.incomplete", {},
                   {{"received", std::to_string(upload.received)}, {"size", std::to_string(upload.size)}});
  }
  return Done{};
}

}  // namespace zhiheng::domain

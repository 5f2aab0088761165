#include "domain/upload.h"

#include <catch2/catch.hpp>

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

constexpr std::int64_t unit = upload_row_bytes;
const Timestamp now = timestamp_from_utc("2022-10-08 01:00:00.000");

PieceUpload half_way() {
  PieceUpload upload;
  upload.size = 20 * unit + 7;
  upload.received = 8 * unit;
  upload.state = "open";
  upload.expires_at = timestamp_from_utc("2022-10-08 02:00:00.000");
  return upload;
}

std::string fits(const PieceUpload& upload, std::int64_t offset, std::int64_t length) {
  const auto fit = fit_piece(upload, offset, length, now);
  if (!fit) return fit.problems().front().rule;
  return *fit == PieceFit::next ? "next" : "again";
}

}  // namespace

TEST_CASE("a piece continues what is there, repeats it, or is refused", "[upload]") {
  const PieceUpload upload = half_way();
  CHECK(fits(upload, 8 * unit, 8 * unit) == "next");
  CHECK(fits(upload, 8 * unit, unit) == "next");
  CHECK(fits(upload, 0, 8 * unit) == "again");
  CHECK(fits(upload, 7 * unit, unit) == "again");
  CHECK(fits(upload, 7 * unit, 2 * unit) == "upload.overlap");
  CHECK(fits(upload, 9 * unit, unit) == "upload.gap");
  CHECK(fits(upload, 8 * unit, 9 * unit) == "upload.piece_size");
  CHECK(fits(upload, 8 * unit, unit - 1) == "upload.piece_size");
  CHECK(fits(upload, 8 * unit, 0) == "upload.piece_size");
  CHECK(fits(upload, 8 * unit + 1, unit) == "upload.piece_size");
  CHECK(fits(upload, -unit, unit) == "upload.piece_size");
  CHECK(fits(upload, 20 * unit, unit) == "upload.piece_size");
  CHECK(fits(upload, std::int64_t{1} << 62, unit) == "upload.piece_size");
  PieceUpload nearly = upload;
  nearly.received = 20 * unit;
  CHECK(fits(nearly, 20 * unit, 7) == "next");
  CHECK(fits(nearly, 20 * unit, 8) == "upload.piece_size");
  CHECK(may_finish(nearly, now).problems().front().rule == "upload.incomplete");
  nearly.received = nearly.size;
  CHECK(may_finish(nearly, now).ok());
  nearly.expires_at = now;
  CHECK(may_finish(nearly, now).problems().front().rule == "upload.expired");
  nearly.state = "cancelled";
  CHECK(fits(nearly, 0, unit) == "upload.not_open");
}

TEST_CASE("what may be begun is bounded in size and number", "[upload]") {
  const std::string sum(64, 'a');
  const auto rules = [](const Problems& problems) {
    std::string text;
    for (const Problem& problem : problems) text += problem.rule + " ";
    return text;
  };
  CHECK(rules(upload_problems(1, "", {})) == "");
  CHECK(rules(upload_problems(largest_deliverable_bytes, sum, {})) == "");
  CHECK(rules(upload_problems(0, "", {})) == "deliverable.empty ");
  CHECK(rules(upload_problems(largest_deliverable_bytes + 1, "A", {})) == "deliverable.too_large upload.bad_sha256 ");
  PieceUpload open = half_way();
  open.size = largest_open_bytes - largest_deliverable_bytes;
  CHECK(rules(upload_problems(largest_deliverable_bytes, "", {open})) == "");
  CHECK(rules(upload_problems(largest_deliverable_bytes, "", {open, half_way()})) == "upload.quota_bytes ");
  CHECK(rules(upload_problems(1, "", std::vector<PieceUpload>(most_open_uploads, half_way()))) ==
        "upload.quota_count ");
}

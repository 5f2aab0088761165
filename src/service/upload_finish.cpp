#include "base/crypto.h"
#include "service/deliverable_version.h"
#include "service/file_scan_service.h"
#include "service/heart_json.h"
#include "service/upload_check.h"
#include "service/upload_parts.h"
#include "service/upload_service.h"
#include "store/deliverable_store.h"
#include "store/file_store.h"
#include "store/upload_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::PieceUpload;

namespace {

constexpr int rows_per_transaction = 16;  // eight megabytes: others write in between
constexpr int uploads_per_run = 200;

// A fault of the storage while the whole is read; carried through callbacks that can only answer bytes.
struct Unreadable {
  Problems problems;
};

// The pieces of a complete upload never change, so each may be read in a transaction of its own.
table::ByteReader reader_of(Gate& gate, const domain::Actor& actor, const PieceUpload& upload, Unreadable& fault) {
  return {upload.size, [&gate, &actor, &upload, &fault](std::int64_t offset) -> std::string {
            const std::int64_t sequence = offset / domain::upload_row_bytes;
            const Subject subject{"upload", upload.id};
            auto row = gate.read(actor, Action::add_deliverable, subject, [&](Tx& tx) -> Result<std::string> {
              auto bytes = store::read_upload_row(tx.rows(), upload.id, sequence);
              return bytes ? std::move(*bytes) : std::string();
            });
            if (!row) {
              fault.problems = row.problems();
              return {};
            }
            row->erase(0, static_cast<std::size_t>(offset - sequence * domain::upload_row_bytes));
            return std::move(*row);
          }};
}

Result<CheckedFile> check_whole(Gate& gate, const domain::Actor& actor, const PieceUpload& upload) {
  Unreadable fault;
  const table::ByteReader bytes = reader_of(gate, actor, upload, fault);
  Sha256 sum;
  std::int64_t at = 0;
  while (at < upload.size) {
    const std::string piece = bytes.read(at);
    if (piece.empty()) break;
    sum.add(piece);
    at += static_cast<std::int64_t>(piece.size());
  }
  if (!fault.problems.empty()) return fault.problems;
  ensure(at == upload.size, "a complete upload has all its bytes");
  CheckedFile file{upload.file_name, sum.hex(), upload.size, {}};
  if (!upload.sha256.empty() && upload.sha256 != file.sha256) {
    return refusal(Kind::unsupported, "upload.sha256_differs", "/sha256", {{"found", file.sha256}});
  }
  const auto type = check_content(upload.file_name, bytes);
  if (!fault.problems.empty()) return fault.problems;
  if (!type) return type.problems();
  file.media_type = type->media_type;
  return file;
}

// Content that is refused will not become better: the upload is over, and its place in the quota free again.
Result<Json> give_up(Gate& gate, const domain::Actor& actor, std::int64_t upload_id, const Problems& why) {
  const bool about_content = why.front().kind == Kind::unsupported || why.front().rule == "deliverable.same_file";
  if (about_content) {
    if (auto cancelled = cancel_upload(gate, actor, upload_id); !cancelled) return cancelled.problems();
  }
  return why;
}

Result<Json> become_version(Gate& gate, const domain::Actor& actor, std::int64_t upload_id, const CheckedFile& file) {
  const Subject subject{"upload", upload_id};
  return gate.write(actor, Action::add_deliverable, subject, [&](Tx& tx) -> Result<Json> {
    const auto upload = own_upload(tx, upload_id);
    if (!upload) return upload.problems();
    if (upload->state == "finished") {
      tx.changed_nothing();
      return to_json(*store::find_deliverable(tx.rows(), upload->deliverable_id));
    }
    if (Outcome whole = domain::may_finish(*upload, tx.now()); !whole) return whole.problems();
    Record given;
    given.set("kind", Value(upload->kind));
    given.set("received_at", Value(upload->received_at));
    given.set("remark", Value(upload->remark));
    auto version = next_version(tx, upload->engagement_id, given, file);
    if (!version) return version.problems();
    if (!store::find_file(tx.rows(), file.sha256)) {
      store::adopt_upload(tx.rows(), *upload, file.sha256, file.media_type, tx.now());
    }
    Json json = write_version(tx, *version);
    store::end_upload(tx.rows(), upload_id, "finished", version->id, tx.now());
    Json detail = state_change("open", "finished", upload->version + 1);
    detail.find("after")->set("deliverable", json.text_at("id"));
    tx.audit("finish", subject, upload->bureau_id, detail);
    return json;
  });
}

}  // namespace

Result<Json> finish_upload(Gate& gate, const domain::Actor& actor, std::int64_t upload_id) {
  const Subject subject{"upload", upload_id};
  auto upload = gate.read(actor, Action::add_deliverable, subject, [&](Tx& tx) -> Result<PieceUpload> {
    auto own = own_upload(tx, upload_id);
    if (!own) return own.problems();
    if (own->state == "finished") return own;
    if (Outcome whole = domain::may_finish(*own, tx.now()); !whole) return whole.problems();
    return own;
  });
  if (!upload) return upload.problems();
  if (upload->state == "finished") return become_version(gate, actor, upload_id, {});
  const auto file = check_whole(gate, actor, *upload);
  if (!file) return give_up(gate, actor, upload_id, file.problems());
  auto version = become_version(gate, actor, upload_id, *file);
  if (version) scan_engagement(gate, actor, upload->engagement_id);
  return version ? std::move(version) : give_up(gate, actor, upload_id, version.problems());
}

Result<JobCounts> UploadCleaner::run() {
  const domain::Actor machine = job_actor("uploads");
  std::vector<std::int64_t> wasted;
  auto ended = gate_.system_write({}, machine, [&](Tx& tx) -> Result<std::int64_t> {
    tx.changed_nothing();
    const auto overdue = store::overdue_uploads(tx.rows(), tx.now(), uploads_per_run);
    for (const std::int64_t id : overdue) {
      const auto upload = *store::find_upload(tx.rows(), id);
      store::end_upload(tx.rows(), id, "expired", 0, tx.now());
      tx.audit("expire", {"upload", id}, upload.bureau_id, state_change("open", "expired", upload.version + 1));
    }
    wasted = store::uploads_with_waste(tx.rows(), uploads_per_run);
    return static_cast<std::int64_t>(overdue.size());
  });
  if (!ended) return ended.problems();
  std::int64_t rows = 0;
  for (const std::int64_t id : wasted) {
    for (std::int64_t gone = 1; gone > 0; rows += gone) {
      auto deleted = gate_.system_write({}, machine, [&](Tx& tx) -> Result<std::int64_t> {
        tx.changed_nothing();
        return store::delete_waste(tx.rows(), id, rows_per_transaction);
      });
      if (!deleted) return deleted.problems();
      gone = *deleted;
    }
  }
  return JobCounts{{"expired", *ended}, {"piece_rows", rows}};
}

}  // namespace zhiheng::service

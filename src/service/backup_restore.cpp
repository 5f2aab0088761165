#include <optional>

#include "service/backup_parts.h"
#include "store/backup_store.h"
#include "store/migration.h"
#include "table/packed_file.h"

namespace zhiheng::service {

namespace {

// Takes the lines one by one into the open transaction.
class Restorer {
 public:
  explicit Restorer(store::Connection& rows) : rows_(rows) {}

  Outcome take(std::string_view text) {
    BackupLine line;
    if (Outcome known = read_backup_line(text, line); !known) return known;
    switch (line.kind) {
      case BackupLine::Kind::header: return Done{};  // read before
      case BackupLine::Kind::table: return begin_table(line.value);
      case BackupLine::Kind::end: return end(line.value);
      case BackupLine::Kind::row: break;
    }
    if (table_.empty() || ended_) return refusal("backup.other_file");
    ++count_;
    return store::restore_row(rows_, table_, columns_, line.value);
  }
  bool ended() const { return ended_; }
  std::int64_t count() const { return count_; }

 private:
  // Names go into SQL, so only those of our own tables and columns are taken.
  Outcome begin_table(const Json& line) {
    table_ = line.text_at("table");
    columns_.clear();
    const Json* columns = line.find("columns");
    const bool known = !store::columns_of(table_).empty() && !store::is_left_out(table_);
    if (!known || !columns || !columns->is_array()) return refusal("backup.other_file");
    for (const Json& name : columns->items()) {
      if (!name.is_string() || !store::has_column(table_, name.string())) return refusal("backup.other_file");
      columns_.push_back(name.string());
    }
    return Done{};
  }
  Outcome end(const Json& line) {
    const Json* rows = line.find("rows");
    ended_ = rows && rows->is_number() && rows->integer() == count_;
    return ended_ ? Outcome(Done{}) : Outcome(refusal("backup.cut_off"));
  }

  store::Connection& rows_;
  std::string table_;
  std::vector<std::string> columns_;
  std::int64_t count_ = 0;
  bool ended_ = false;
};

// The first line alone, before anything is done to the target.
Result<BackupFacts> read_header(const std::string& path, store::Engine engine) {
  std::optional<Outcome> known;
  BackupFacts facts;
  const Outcome stopped = table::read_packed(path, [&](std::string_view text) -> Outcome {
    BackupLine line;
    known = read_backup_line(text, line);
    if (*known && line.kind != BackupLine::Kind::header) known = refusal("backup.other_file");
    if (*known) known = check_header(line.value, engine, facts);
    return refusal("backup.other_file");  // no more lines are wanted
  });
  if (!known) return stopped.problems();
  if (!*known) return known->problems();
  return facts;
}

Outcome check_target(store::Database& database, int schema) {
  auto rows = database.reader();
  const int step = store::applied_step(*rows);
  if (step == 0) return Done{};
  if (store::has_data(*rows)) return refusal(Kind::conflict, "backup.target_not_empty");
  if (step > schema) {
    return refusal(Kind::conflict, "backup.target_ahead", "",
                   {{"number", std::to_string(schema)}, {"target", std::to_string(step)}});
  }
  return Done{};
}

Outcome put_rows(store::Connection& rows, const std::string& path, BackupFacts& facts) {
  rows.begin_write();
  store::defer_references(rows, true);
  if (store::has_data(rows)) {  // somebody was faster
    rows.rollback();
    return refusal(Kind::conflict, "backup.target_not_empty");
  }
  store::clear_shipped_rows(rows);
  Restorer restorer(rows);
  Outcome read = table::read_packed(path, [&](std::string_view line) { return restorer.take(line); });
  if (read && !restorer.ended()) read = refusal("backup.cut_off");
  if (!read) {
    rows.rollback();
    return read;
  }
  facts.rows = restorer.count();
  rows.commit();
  return Done{};
}

}  // namespace

Result<BackupFacts> BackupService::restore(store::Database& database, Gate& gate, const std::string& path,
                                           Timestamp now) {
  // The whole file is read once before the target is touched: what is cut off or altered changes nothing.
  const auto sum = table::check_packed(path);
  if (!sum) return sum.problems();
  auto facts = read_header(path, database.engine());
  if (!facts) return facts.problems();
  facts->bytes = sum->bytes;
  facts->sha256 = sum->sha256;
  if (Outcome empty = check_target(database, facts->schema); !empty) return empty.problems();
  if (auto stepped = store::migrate(database, now, facts->schema); !stepped) return stepped.problems();
  {
    auto rows = database.writer();
    Outcome put = Done{};
    try {
      put = put_rows(*rows, path, *facts);
    } catch (const store::SqlError& error) {
      rows->rollback();
      const bool ours = error.fault == store::Fault::duplicate || error.fault == store::Fault::broken_reference ||
                        error.fault == store::Fault::broken_check;
      if (!ours) throw;
      put = refusal(Kind::conflict, "backup.refused_by_database", "", {{"detail", error.what()}});
    }
    store::defer_references(*rows, false);
    if (!put) return put.problems();
  }
  if (auto stepped = store::migrate(database, now); !stepped) return stepped.problems();
  const Outcome noted = gate.system_write(SystemKey{}, job_actor("restore"), [&](Tx& tx) -> Outcome {
    tx.audit("restore", {"backup_file", 0}, 0,
             Json::object().set("sha256", facts->sha256).set("made_at", facts->made_at).set("rows", facts->rows));
    return Done{};
  });
  if (!noted) return noted.problems();
  return facts;
}

}  // namespace zhiheng::service

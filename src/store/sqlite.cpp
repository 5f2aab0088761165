// The embedded engine. sqlite3.h is known to this file alone.
#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>
#include <unordered_map>

#include "store/driver.h"

namespace zhiheng::store {

namespace {

constexpr std::size_t most_kept_statements = 400;

bool is_no_space(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

// SQLite itself reads ENOSPC as a full disk; a quota or a limit on the size of files shows only in the last error of
// the database's file or of its log.
bool no_space(sqlite3* database) {
  if (!database) return false;
  int error = sqlite3_system_errno(database);
  if (is_no_space(error)) return true;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  if (is_no_space(error)) return true;
  sqlite3_file* log = nullptr;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (!log || !log->pMethods) return false;
  log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  return is_no_space(error);
}

Fault fault_of(sqlite3* database, int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return Fault::duplicate;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return Fault::broken_reference;
    default: break;
  }
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG: return Fault::broken_check;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Fault::busy;
    case SQLITE_FULL: return Fault::full;
    case SQLITE_CANTOPEN: return no_space(database) ? Fault::full : Fault::lost;
    case SQLITE_IOERR: return no_space(database) ? Fault::full : Fault::lost;
    default: return Fault::other;
  }
}

[[noreturn]] void fail(sqlite3* database, int code, std::string_view doing) {
  std::string text = "sqlite " + std::to_string(code) + ": ";
  if ((code & 0xff) == SQLITE_NOTADB) text += "the file is not a SQLite database; ";
  text += database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  text += " (" + std::string(doing.substr(0, 200)) + ")";
  throw SqlError(fault_of(database, code), text);
}

// A prepared statement that is reset however its use ends, and finalized unless the connection keeps it.
class Use {
 public:
  Use(sqlite3_stmt* statement, bool kept) : statement_(statement), kept_(kept) {}
  Use(const Use&) = delete;
  ~Use() {
    if (kept_) {
      sqlite3_reset(statement_);
      sqlite3_clear_bindings(statement_);
    } else {
      sqlite3_finalize(statement_);
    }
  }
  sqlite3_stmt* get() const { return statement_; }

 private:
  sqlite3_stmt* statement_;
  bool kept_;
};

Value value_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return {};
    case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    default: {
      const void* bytes = sqlite3_column_blob(statement, column);
      const int size = sqlite3_column_bytes(statement, column);
      return std::string(static_cast<const char*>(bytes ? bytes : ""), static_cast<std::size_t>(size));
    }
  }
}

// The library's own count of memory is one lock for all threads at every allocation; nobody reads that count.
void count_no_memory() {
  static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)code;  // a library that was started already goes on counting
}

// Looked up by view, so that a statement that is known costs no copy of its text.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& file, bool create) : in_memory_(file == ":memory:") {
    count_no_memory();
    if (create && !in_memory_) make_folder(file);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(file.c_str(), &database_, flags, nullptr);
    try {
      if (code != SQLITE_OK) fail(database_, code, "opening " + file);
      sqlite3_extended_result_codes(database_, 1);
      sqlite3_busy_timeout(database_, 15'000);
      run("PRAGMA foreign_keys = ON");
      if (!in_memory_) turn_to_wal();
      run("PRAGMA synchronous = FULL");
      run("PRAGMA recursive_triggers = ON");
      // In KiB. With the default of 2 MiB an import writes pages to the log before they are full, and again after.
      run("PRAGMA cache_size = -16384");
    } catch (const SqlError&) {
      sqlite3_close_v2(database_);
      throw;
    }
  }
  ~SqliteConnection() override {
    for (auto& [sql, statement] : kept_) sqlite3_finalize(statement);
    sqlite3_close_v2(database_);
  }

  Engine engine() const override { return Engine::sqlite; }

  std::vector<Row> query(std::string_view sql, const Parameters& parameters) override {
    std::vector<Row> rows;
    const Use use = prepare(sql, parameters);
    const int columns = sqlite3_column_count(use.get());
    while (next_row(use, sql)) {
      Row& row = rows.emplace_back(static_cast<std::size_t>(columns));
      for (int i = 0; i < columns; ++i) row[static_cast<std::size_t>(i)] = value_of(use.get(), i);
    }
    return rows;
  }

  void each(std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& body) override {
    const Use use = prepare(sql, parameters);
    const int columns = sqlite3_column_count(use.get());
    Row row(static_cast<std::size_t>(columns));
    while (next_row(use, sql)) {
      for (int i = 0; i < columns; ++i) row[static_cast<std::size_t>(i)] = value_of(use.get(), i);
      if (!body(row)) return;
    }
  }

  std::int64_t execute(std::string_view sql, const Parameters& parameters) override {
    const Use use = prepare(sql, parameters);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(use.get());
    if (code != SQLITE_DONE) fail(database_, code, sql);
    return sqlite3_stmt_readonly(use.get()) ? 0 : sqlite3_changes(database_);
  }

  std::int64_t last_id() override { return sqlite3_last_insert_rowid(database_); }
  // Prepared as all others are: they frame every read and write.
  void begin_read() override { execute("BEGIN", {}); }
  void begin_write() override { execute("BEGIN IMMEDIATE", {}); }
  void commit() override { execute("COMMIT", {}); }
  void rollback() noexcept override {
    // After a full disk or a failed write SQLite may have rolled back by itself.
    if (!sqlite3_get_autocommit(database_)) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  void script(std::string_view statements) override { run(std::string(statements)); }

  // A file that was moved or removed behind our back must not swallow writes.
  bool alive() override {
    if (in_memory_) return true;
    int moved = 0;
    sqlite3_file_control(database_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved == 0;
  }

 private:
  // SQLite answers "locked" at once, without its waiting, when two processes turn the same new file to WAL together;
  // whoever comes second finds it turned.
  void turn_to_wal() {
    for (int tries = 1;; ++tries) {
      try {
        return run("PRAGMA journal_mode = WAL");
      } catch (const SqlError& error) {
        if (error.fault != Fault::busy || tries == 300) throw;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    }
  }

  static void make_folder(const std::string& file) {
    const auto folder = std::filesystem::path(file).parent_path();
    if (folder.empty()) return;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      const bool full = error == std::errc::no_space_on_device;
      throw SqlError(full ? Fault::full : Fault::other,
                     "cannot make the folder " + folder.string() + ": " + error.message());
    }
  }

  void run(const std::string& sql) {
    const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(database_, code, sql);
  }

  bool next_row(const Use& use, std::string_view sql) {
    const int code = sqlite3_step(use.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(database_, code, sql);
    return code == SQLITE_ROW;
  }

  Use prepare(std::string_view sql, const Parameters& parameters) {
    const auto found = kept_.find(sql);
    // A statement that is being stepped through by a caller up the stack cannot be used a second time.
    const bool usable = found != kept_.end() && !sqlite3_stmt_busy(found->second);
    sqlite3_stmt* statement = usable ? found->second : compile(sql);
    bool kept = usable;
    if (!usable && found == kept_.end()) {
      if (kept_.size() >= most_kept_statements) forget_idle_statements();
      kept_.emplace(std::string(sql), statement);
      kept = true;
    }
    bind(statement, parameters, sql);
    return Use(statement, kept);
  }

  sqlite3_stmt* compile(std::string_view text) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()), 0, &statement, nullptr);
    if (code != SQLITE_OK) fail(database_, code, text);
    if (!statement) throw SqlError(Fault::other, "an empty statement");
    return statement;
  }

  void forget_idle_statements() {
    for (auto at = kept_.begin(); at != kept_.end();) {
      if (sqlite3_stmt_busy(at->second)) {
        ++at;
      } else {
        sqlite3_finalize(at->second);
        at = kept_.erase(at);
      }
    }
  }

  // The parameters outlive the stepping, so their bytes are not copied.
  void bind(sqlite3_stmt* statement, const Parameters& parameters, std::string_view sql) {
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(parameters.size())) {
      throw SqlError(Fault::other, "the number of parameters differs from the question marks of " + std::string(sql));
    }
    int index = 0;
    for (const Value& value : parameters) {
      ++index;
      int code = SQLITE_OK;
      if (const auto* number = std::get_if<std::int64_t>(&value)) {
        code = sqlite3_bind_int64(statement, index, *number);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        code = sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
      } else {
        code = sqlite3_bind_null(statement, index);
      }
      if (code != SQLITE_OK) fail(database_, code, sql);
    }
  }

  sqlite3* database_ = nullptr;
  bool in_memory_;
  std::unordered_map<std::string, sqlite3_stmt*, ViewHash, std::equal_to<>> kept_;
};

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::string& file, bool create) {
  return std::make_unique<SqliteConnection>(file, create);
}

}  // namespace zhiheng::store

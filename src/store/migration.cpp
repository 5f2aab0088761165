#include "store/migration.h"

#include <charconv>
#include <chrono>
#include <thread>

#include "base/crypto.h"
#include "base/resource.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view table_text =
    "CREATE TABLE IF NOT EXISTS schema_migration (\n"
    "  number INTEGER NOT NULL PRIMARY KEY,\n"
    "  name VARCHAR(100) NOT NULL,\n"
    "  digest VARCHAR(64) NOT NULL,\n"
    "  state VARCHAR(16) NOT NULL,\n"
    "  applied_at VARCHAR(23) NOT NULL,\n"
    "  CHECK (state IN ('running', 'done'))\n"
    ") /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */";

struct Applied {
  int number;
  std::string digest;
  std::string state;
};

std::vector<Migration> read_migrations(Engine engine) {
  const std::string_view ours = engine == Engine::sqlite ? ".sqlite.sql" : ".mysql.sql";
  const std::string_view theirs = engine == Engine::sqlite ? ".mysql.sql" : ".sqlite.sql";
  std::vector<Migration> all;
  for (const std::string_view path : resources_under("sql/migrations/")) {
    if (!path.ends_with(".sql") || path.ends_with(theirs)) continue;
    std::string_view file = path.substr(path.rfind('/') + 1);
    Migration one;
    const auto [end, error] = std::from_chars(file.data(), file.data() + 4, one.number);
    ensure(error == std::errc() && end == file.data() + 4 && file[4] == '_', "a migration is named NNNN_name.sql");
    file.remove_prefix(5);
    file.remove_suffix(file.ends_with(ours) ? ours.size() : 4);
    one.name = file;
    one.statements = resource(path);
    one.digest = sha256_hex(one.statements);
    ensure(all.empty() || all.back().number < one.number, "migrations have different numbers");
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Applied> read_applied(Connection& connection) {
  std::vector<Applied> all;
  for (const Row& row : connection.query("SELECT number, digest, state FROM schema_migration ORDER BY number")) {
    all.push_back({static_cast<int>(integer_or(row[0])), text_or_empty(row[1]), text_or_empty(row[2])});
  }
  return all;
}

bool has_schema_table(Connection& connection) {
  const std::string_view sqlite =
      "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'";
  const std::string_view mysql =
      "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = "
      "'schema_migration'";
  return integer_or(connection.query(connection.engine() == Engine::sqlite ? sqlite : mysql)[0][0]) > 0;
}

// What forbids to go on from this state, whether or not steps are missing.
Outcome check_applied(const std::vector<Migration>& known, const std::vector<Applied>& applied) {
  for (const Applied& row : applied) {
    const auto number = std::to_string(row.number);
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.number == row.number; });
    if (found == known.end()) return refusal(Kind::conflict, "schema.newer", "database", {{"number", number}});
    const Params params{{"number", number}, {"name", found->name}};
    if (row.state != "done") return refusal(Kind::conflict, "schema.unfinished", "database", params);
    if (row.digest != found->digest) return refusal(Kind::conflict, "schema.changed", "database", params);
  }
  return Done{};
}

bool is_applied(const std::vector<Applied>& applied, int number) {
  return std::any_of(applied.begin(), applied.end(), [&](const Applied& row) { return row.number == number; });
}

void write_row(Connection& connection, const Migration& step, std::string_view state, Timestamp now) {
  connection.execute("INSERT INTO schema_migration (number, name, digest, state, applied_at) VALUES (?, ?, ?, ?, ?)",
                     {std::int64_t{step.number}, step.name, step.digest, std::string(state), now.utc()});
}

// SQLite can take back a CREATE TABLE: all steps are one transaction, and two processes come one after the other.
Result<std::vector<std::string>> migrate_in_one_transaction(Connection& connection, Timestamp now, int up_to) {
  std::vector<std::string> names;
  connection.begin_write();
  connection.script(table_text);
  const auto& known = migrations_of(Engine::sqlite);
  const auto applied = read_applied(connection);
  if (Outcome fits = check_applied(known, applied); !fits) {
    connection.rollback();
    return fits.problems();
  }
  for (const Migration& step : known) {
    if (step.number > up_to || is_applied(applied, step.number)) continue;
    connection.script(step.statements);
    write_row(connection, step, "done", now);
    names.push_back(step.name);
  }
  connection.commit();
  return names;
}

// MySQL ends a transaction at every CREATE TABLE: the row `running` claims a step, so a second process finds it taken
// and waits; one that stays is a step that broke off in the middle.
Outcome wait_for_others(Connection& connection, const std::vector<Migration>& known,
                        std::chrono::milliseconds longest) {
  const auto until = std::chrono::steady_clock::now() + longest;
  for (;;) {
    Outcome fits = check_applied(known, read_applied(connection));
    if (fits || fits.problems().front().rule != "schema.unfinished") return fits;
    if (std::chrono::steady_clock::now() >= until) return fits;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

Result<std::vector<std::string>> migrate_step_by_step(Connection& connection, Timestamp now, int up_to) {
  constexpr std::chrono::seconds longest_wait{20};
  std::vector<std::string> names;
  connection.script(table_text);
  const auto& known = migrations_of(Engine::mysql);
  for (const Migration& step : known) {
    if (step.number > up_to) break;
    if (Outcome fits = wait_for_others(connection, known, longest_wait); !fits) return fits.problems();
    if (is_applied(read_applied(connection), step.number)) continue;
    try {
      write_row(connection, step, "running", now);
    } catch (const SqlError& error) {
      if (error.fault != Fault::duplicate) throw;
      if (Outcome fits = wait_for_others(connection, known, longest_wait); !fits) return fits.problems();
      continue;
    }
    connection.script(step.statements);
    connection.execute("UPDATE schema_migration SET state = 'done' WHERE number = ?", {std::int64_t{step.number}});
    names.push_back(step.name);
  }
  // Steps that this program does not know are found here when there was nothing of ours to apply.
  if (Outcome fits = wait_for_others(connection, known, longest_wait); !fits) return fits.problems();
  return names;
}

}  // namespace

const std::vector<Migration>& migrations_of(Engine engine) {
  static const std::vector<Migration> sqlite = read_migrations(Engine::sqlite);
  static const std::vector<Migration> mysql = read_migrations(Engine::mysql);
  return engine == Engine::sqlite ? sqlite : mysql;
}

Result<std::vector<std::string>> migrate(Database& database, Timestamp now, int up_to) {
  auto connection = database.writer();
  return database.engine() == Engine::sqlite ? migrate_in_one_transaction(*connection, now, up_to)
                                             : migrate_step_by_step(*connection, now, up_to);
}

int applied_step(Connection& connection) {
  if (!has_schema_table(connection)) return 0;
  const auto applied = read_applied(connection);
  return applied.empty() ? 0 : applied.back().number;
}

Outcome schema_state(Connection& connection) {
  const auto& known = migrations_of(connection.engine());
  const auto older = [&] {
    return refusal(Kind::conflict, "schema.older", "database", {{"number", std::to_string(known.back().number)}});
  };
  if (!has_schema_table(connection)) return older();
  const auto applied = read_applied(connection);
  if (Outcome fits = check_applied(known, applied); !fits) return fits;
  for (const Migration& step : known) {
    if (!is_applied(applied, step.number)) return older();
  }
  return Done{};
}

}  // namespace zhiheng::store

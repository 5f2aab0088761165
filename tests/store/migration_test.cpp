// The schema: the same on both engines, applied once by whoever comes first, and refused when it does not fit.
#include "store/migration.h"

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/resource.h"
#include "store/driver.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::store;
using namespace zhiheng::testing;

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "zhiheng-store-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string url(const std::string& file) const { return "sqlite:" + (path / file).string(); }
};

std::string rule_of(const Problems& problems) {
  return problems.empty() ? "" : problems[0].rule;
}

// Runs the body in this many processes at once; how many of them answered true.
int in_processes(int count, const std::function<bool()>& body) {
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool good = false;
      try {
        good = body();
      } catch (const std::exception& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
      }
      ::_exit(good ? 0 : 1);
    }
    children.push_back(child);
  }
  int good = 0;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  return good;
}

}  // namespace

TEST_CASE("both engines have the same tables and columns, which are those that the migrations are read for") {
  const auto sqlite = fresh_sqlite();
  REQUIRE(all_tables().size() > 20);
  for (const std::string& table : all_tables()) {
    INFO(table);
    std::vector<std::string> names;
    for (const Row& row : sqlite->reader()->query("SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid")) {
      names.push_back(text_or_empty(row[0]));
    }
    CHECK(names == columns_of(table));
  }
  const auto mysql = fresh_mysql();
  if (!mysql) return;
  for (const std::string& table : all_tables()) {
    INFO(table);
    std::vector<std::string> names;
    for (const Row& row :
         mysql->reader()->query("SELECT column_name FROM information_schema.columns WHERE table_schema "
                                "= DATABASE() AND table_name = ? ORDER BY ordinal_position",
                                {table})) {
      names.push_back(text_or_empty(row[0]));
    }
    CHECK(names == columns_of(table));
  }
  const auto odd = mysql->reader()->query(
      "SELECT table_name, engine, table_collation FROM information_schema.tables WHERE table_schema = DATABASE() AND "
      "(engine <> 'InnoDB' OR table_collation <> 'utf8mb4_bin')");
  CHECK(odd.empty());
}

TEST_CASE("what a column holds when nothing is said is read from the migrations") {
  CHECK(empty_value("project", "status") == Value("active"));
  CHECK(empty_value("project", "central_fen") == Value(0));
  CHECK(empty_value("agency", "email") == Value(""));
  CHECK(is_null(empty_value("agency", "registered_on")));
  CHECK(is_null(empty_value("agency", "name")));
}

TEST_CASE("the schema on one page is the sum of the migrations") {
  const auto database = fresh_sqlite();
  std::ostringstream now;
  now << "-- The whole schema as SQLite has it after all migrations; generated, see sql/README.md.\n";
  for (const Row& row :
       database->reader()->query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")) {
    now << "\n" << text_or_empty(row[0]) << ";\n";
  }
  const std::string path = std::string(ZHIHENG_SOURCE_DIR) + "/sql/schema.sql";
  const char* golden = std::getenv("GOLDEN");
  if (golden && std::string(golden) == "update") std::ofstream(path) << now.str();
  std::ifstream file(path);
  std::ostringstream written;
  written << file.rdbuf();
  CHECK(now.str() == written.str());
}

TEST_CASE("a second migration applies nothing, and a schema that does not fit is refused by name") {
  for_each_engine([](Database& database) {
    CHECK(migrate(database, some_moment())->empty());
    auto state = [&] { return schema_state(*database.reader()).problems(); };
    CHECK(rule_of(state()) == "");
    const auto run = [&](const std::string& sql) { database.writer()->execute(sql); };
    run("UPDATE schema_migration SET digest = 'x' WHERE number = 3");
    CHECK(rule_of(state()) == "schema.changed");
    CHECK(rule_of(migrate(database, some_moment()).problems()) == "schema.changed");
    run("UPDATE schema_migration SET digest = '" + migrations_of(database.engine())[2].digest + "' WHERE number = 3");
    run("INSERT INTO schema_migration (number, name, digest, state, applied_at) VALUES (9000, 'x', 'x', 'done', 'x')");
    CHECK(rule_of(state()) == "schema.newer");
    CHECK(rule_of(migrate(database, some_moment()).problems()) == "schema.newer");
    run("DELETE FROM schema_migration WHERE number = 9000");
    run("UPDATE schema_migration SET state = 'running' WHERE number = 4");
    CHECK(rule_of(state()) == "schema.unfinished");
    run("UPDATE schema_migration SET state = 'done' WHERE number = 4");
    CHECK(rule_of(state()) == "");
  });
}

TEST_CASE("an empty database is said to be older") {
  const auto database = open_at("sqlite::memory:");
  CHECK(rule_of(schema_state(*database->reader()).problems()) == "schema.older");
}

TEST_CASE("processes that migrate at the same moment leave one whole schema") {
  SECTION("on SQLite") {
    const Folder folder;
    const std::string url = folder.url("made/by/migrate.db");
    CHECK(in_processes(4, [&] { return migrate(*open_at(url), some_moment()).ok(); }) == 4);
    const auto database = open_at(url);
    CHECK(schema_state(*database->reader()).ok());
    make_world(*database);
  }
  SECTION("on MySQL") {
    if (mysql_schema_url().empty()) return;
    const std::string schema = "test_" + std::to_string(::getpid()) + "_twins";
    open_at(mysql_schema_url(), 1)->writer()->execute("DROP DATABASE IF EXISTS " + schema);
    open_at(mysql_schema_url(), 1)->writer()->execute("CREATE DATABASE " + schema);
    std::string url = mysql_schema_url();
    const auto slash = url.find('/', 8);
    url.replace(slash + 1, url.find('?') - slash - 1, schema);
    CHECK(in_processes(3, [&] { return migrate(*open_at(url, 1), some_moment()).ok(); }) == 3);
    const auto database = open_at(url, 2);
    CHECK(schema_state(*database->reader()).ok());
    CHECK(database->reader()->query("SELECT number FROM schema_migration").size() ==
          migrations_of(Engine::mysql).size());
    database->writer()->execute("DROP DATABASE " + schema);
  }
}

TEST_CASE("a file that is no database is refused in words") {
  const Folder folder;
  std::ofstream(folder.path / "letter.db") << std::string(5000, 'x');
  try {
    open_at(folder.url("letter.db"));
    FAIL("opened");
  } catch (const SqlError& error) {
    CHECK(error.fault == Fault::other);
    CHECK(std::string(error.what()).find("not a SQLite database") != std::string::npos);
  }
}

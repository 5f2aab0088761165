// What happens when other processes write, the disk is full, the process is killed or the server goes away.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

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
  std::string url() const { return "sqlite:" + (path / "zhiheng.db").string(); }
};

std::unique_ptr<Database> migrated(const Folder& folder) {
  auto database = open_at(folder.url());
  REQUIRE(migrate(*database, some_moment()).ok());
  return database;
}

// One transaction of two rows that must come together.
void write_pair(Database& database, std::int64_t bureau, const std::string& code, const std::string& name) {
  auto rows = database.writer();
  rows->begin_write();
  for (const char* side : {"-left", "-right"}) {
    insert(*rows, "budget_unit", {{"bureau_id", bureau}, {"code", code + side}, {"name", name}});
  }
  rows->commit();
}

std::int64_t count_of(Database& database, const std::string& suffix) {
  return integer_or(
      database.reader()->query("SELECT COUNT(*) FROM budget_unit WHERE INSTR(code, ?) > 0", {suffix})[0][0]);
}

std::string integrity(Database& database) {
  return text_or_empty(database.reader()->query("PRAGMA integrity_check")[0][0]);
}

}  // namespace

TEST_CASE("processes that write the same SQLite file lose nothing") {
  const Folder folder;
  const auto world = make_world(*migrated(folder));
  constexpr int processes = 3, each = 40;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int status = 1;
      try {
        const auto database = open_at(folder.url());
        for (int n = 0; n < each; ++n) {
          auto rows = database->writer();
          rows->begin_write();
          const auto before =
              integer_or(rows->query("SELECT central_fen FROM project WHERE id = ?", {world.project})[0][0]);
          rows->execute("UPDATE project SET central_fen = ? WHERE id = ?", {before + 1, world.project});
          rows->commit();
        }
        status = 0;
      } catch (const std::exception& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
      }
      ::_exit(status);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  const auto database = open_at(folder.url());
  CHECK(integer_or(database->reader()->query("SELECT central_fen FROM project WHERE id = ?", {world.project})[0][0]) ==
        processes * each);
}

TEST_CASE("what was committed before a kill is there, and nothing is half there") {
  const Folder folder;
  const auto world = make_world(*migrated(folder));
  for (int round = 0; round < 5; ++round) {
    int pipe_ends[2];
    REQUIRE(::pipe(pipe_ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto database = open_at(folder.url());
      for (int n = 0;; ++n) {
        write_pair(*database, world.bureau, "K" + std::to_string(round) + "-" + std::to_string(n), "x");
        if (::write(pipe_ends[1], "x", 1) != 1) ::_exit(1);
      }
    }
    ::close(pipe_ends[1]);
    // Killed later in its work each time, not before it has begun.
    std::int64_t acknowledged = 0;
    char one = 0;
    while (acknowledged < 2 + 9 * round && ::read(pipe_ends[0], &one, 1) == 1) ++acknowledged;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(pipe_ends[0], &one, 1) == 1) ++acknowledged;
    ::close(pipe_ends[0]);
    const auto database = open_at(folder.url());
    const std::string mark = "K" + std::to_string(round) + "-";
    const auto rows = count_of(*database, mark);
    CHECK(rows >= 2 * acknowledged);
    CHECK(rows <= 2 * acknowledged + 2);
    CHECK(rows % 2 == 0);
    CHECK(integrity(*database) == "ok");
  }
}

TEST_CASE("a full disk is said to be full and leaves no half transaction") {
  const Folder folder;
  const auto world = make_world(*migrated(folder));
  const std::string long_name(90, 'x');
  SECTION("the file may not grow") {
    // A limit on the size of files stands in for a device without space; the system answers EFBIG.
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGXFSZ, SIG_IGN);
      int good = 0;
      const auto database = open_at(folder.url());
      const auto size = std::filesystem::file_size(folder.path / "zhiheng.db");
      const rlimit limit{size + 100'000, size + 100'000};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      try {
        for (;;) write_pair(*database, world.bureau, "F" + std::to_string(good++), long_name);
      } catch (const SqlError& error) {
        ::_exit(error.fault == Fault::full && good > 1 ? 0 : 1);
      }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WEXITSTATUS(status) == 0);
  }
  SECTION("the database may not grow") {
    const auto database = open_at(folder.url());
    const auto pages = integer_or(database->writer()->query("PRAGMA page_count")[0][0]);
    database->writer()->query("PRAGMA max_page_count = " + std::to_string(pages + 2));
    Fault fault = Fault::other;
    int good = 0;
    try {
      for (;;) write_pair(*database, world.bureau, "F" + std::to_string(good++), long_name);
    } catch (const SqlError& error) {
      fault = error.fault;
    }
    CHECK(fault == Fault::full);
    database->writer()->query("PRAGMA max_page_count = 1000000");
    write_pair(*database, world.bureau, "after", "x");  // and goes on when there is room again
  }
  const auto database = open_at(folder.url());
  CHECK(count_of(*database, "-left") == count_of(*database, "-right"));
  CHECK(integrity(*database) == "ok");
}

TEST_CASE("a database file that was taken away is lost, not made anew, and is found again") {
  const Folder folder;
  const auto database = migrated(folder);
  const auto world = make_world(*database);
  for (const char* name : {"zhiheng.db", "zhiheng.db-wal", "zhiheng.db-shm"}) {
    if (std::filesystem::exists(folder.path / name)) {
      std::filesystem::rename(folder.path / name, folder.path / (std::string("away-") + name));
    }
  }
  try {
    database->writer();
    FAIL("a connection");
  } catch (const SqlError& error) {
    CHECK(error.fault == Fault::lost);
  }
  CHECK_FALSE(std::filesystem::exists(folder.path / "zhiheng.db"));
  for (const char* name : {"zhiheng.db", "zhiheng.db-wal", "zhiheng.db-shm"}) {
    const auto away = folder.path / (std::string("away-") + name);
    if (std::filesystem::exists(away)) std::filesystem::rename(away, folder.path / name);
  }
  write_pair(*database, world.bureau, "back", "x");
  CHECK(count_of(*database, "back") == 2);
}

TEST_CASE("readers see the last commit while a writer works, and writers come in the order they asked") {
  const Folder folder;
  const auto database = migrated(folder);
  const auto world = make_world(*database);
  auto writing = std::make_unique<Database::Lease>(database->writer());
  (*writing)->begin_write();
  insert(**writing, "budget_unit", {{"bureau_id", world.bureau}, {"code", "W"}, {"name", "x"}});
  CHECK(count_of(*database, "W") == 0);
  std::vector<int> order;
  std::vector<std::thread> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back([&, i] {
      auto rows = database->writer();
      order.push_back(i);  // guarded by being the only writer
    });
    while (database->pool().waiting <= i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  (*writing)->commit();
  writing.reset();
  for (auto& thread : waiting) thread.join();
  CHECK(order == std::vector<int>{0, 1, 2, 3});
  CHECK(count_of(*database, "W") == 1);
}

TEST_CASE("a deadlock and a lock that is not given are busy; a killed session is lost and replaced") {
  const auto database = fresh_mysql();
  if (!database) return;
  const auto world = make_world(*database);
  auto one = database->writer();
  auto two = database->writer();
  const auto touch = [&](Connection& rows, const std::string& table, std::int64_t id) {
    rows.execute("UPDATE " + table + " SET updated_at = created_at WHERE id = ?", {id});
  };
  for (Connection* rows : {&*one, &*two})
    rows->script("SET SESSION innodb_lock_wait_timeout = 2;\nSTART TRANSACTION;\n");
  touch(*one, "project", world.project);
  touch(*two, "budget_unit", world.unit);
  std::optional<Fault> first;
  std::thread other([&] {
    try {
      touch(*one, "budget_unit", world.unit);
    } catch (const SqlError& error) {
      first = error.fault;
    }
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  std::optional<Fault> second;
  try {
    touch(*two, "project", world.project);
  } catch (const SqlError& error) {
    second = error.fault;
  }
  other.join();
  CHECK(first.has_value() != second.has_value());  // exactly one is the victim
  CHECK((first ? first : second) == Fault::busy);
  for (Connection* rows : {&*one, &*two}) rows->script("ROLLBACK;\n");

  one->begin_write();
  try {
    two->begin_write();
    FAIL("two turns at once");
  } catch (const SqlError& error) {
    CHECK(error.fault == Fault::busy);
  }
  two->rollback();
  one->rollback();

  const auto session = integer_or(one->query("SELECT CONNECTION_ID()")[0][0]);
  two->execute("KILL " + std::to_string(session));
  try {
    one->query("SELECT 1");
    FAIL("a dead session answers");
  } catch (const SqlError& error) {
    CHECK(error.fault == Fault::lost);
  }
  CHECK_FALSE(one->alive());
  { const auto gone = std::move(one); }
  CHECK(database->writer()->alive());
}

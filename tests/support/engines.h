// The engines that a test body runs on, each with a fresh and empty schema. Include after <catch2/catch.hpp>.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "base/clock.h"
#include "store/database.h"
#include "store/migration.h"

namespace zhiheng::testing {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(std::string_view start = "2022-10-08 01:00:00.000") : now_(timestamp_from_utc(start)) {}
  Timestamp now() const override { return now_; }
  void advance_minutes(std::int64_t minutes) {
    now_ = Timestamp::from_milliseconds(now_.milliseconds() + minutes * 60'000);
  }
  void set(std::string_view utc) { now_ = timestamp_from_utc(utc); }

 private:
  Timestamp now_;
};

inline Timestamp some_moment() {
  return timestamp_from_utc("2022-10-08 01:00:00.000");
}

inline std::unique_ptr<store::Database> open_at(const std::string& url, int connections = 8) {
  return store::open_database(*store::read_database_url(url), "", connections);
}

// The URL of this process's own schema on the test server, made and migrated at the first use; empty without a server.
inline const std::string& mysql_schema_url() {
  static const std::string url = [] {
    const char* given = std::getenv("TEST_MYSQL_URL");
    if (!given || !*given) {
      std::cout << "skipped on MySQL: TEST_MYSQL_URL is not set\n";
      return std::string();
    }
    const std::string schema = "test_" + std::to_string(::getpid());
    auto server = open_at(given, 1);
    server->writer()->execute("DROP DATABASE IF EXISTS " + schema);
    server->writer()->execute("CREATE DATABASE " + schema + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    std::string own = given;
    const auto slash = own.find('/', std::string("mysql://").size());
    const auto end = own.find('?');
    own.replace(slash + 1, (end == std::string::npos ? own.size() : end) - slash - 1, schema);
    auto database = open_at(own, 1);
    if (!store::migrate(*database, some_moment())) throw Defect("the test schema can be migrated");
    return own;
  }();
  return url;
}

// Empties every table; much faster than making the schema again. Ids go on counting, and no test may care.
inline void empty_all_tables(store::Database& database) {
  auto connection = database.writer();
  connection->execute("SET SESSION foreign_key_checks = 0");
  for (const std::string& table : store::all_tables()) {
    if (table != "write_turn") connection->execute("DELETE FROM " + table);
  }
  connection->execute("SET SESSION foreign_key_checks = 1");
}

inline std::unique_ptr<store::Database> fresh_sqlite() {
  auto database = open_at("sqlite::memory:");
  if (!store::migrate(*database, some_moment())) throw Defect("the test schema can be migrated");
  return database;
}

// Null when there is no server to test with.
inline std::unique_ptr<store::Database> fresh_mysql(int connections = 8) {
  if (mysql_schema_url().empty()) return nullptr;
  auto database = open_at(mysql_schema_url(), connections);
  empty_all_tables(*database);
  return database;
}

// body(store::Database&) once per engine, each in a section of its own; the body may have sections too.
template <class Body>
void for_each_engine(Body body) {
  SECTION("on SQLite") {
    const auto database = fresh_sqlite();
    body(*database);
  }
  SECTION("on MySQL") {
    if (const auto database = fresh_mysql()) body(*database);
  }
}

}  // namespace zhiheng::testing

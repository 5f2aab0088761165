// The thin door behaves the same on both engines: values, faults, transactions.
#include <catch2/catch.hpp>

#include "store/driver.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::store;
using zhiheng::testing::add_contract;
using zhiheng::testing::for_each_engine;
using zhiheng::testing::insert;
using zhiheng::testing::make_world;

namespace {

Fault fault_when(const std::function<void()>& body) {
  try {
    body();
  } catch (const SqlError& error) {
    INFO(error.what());
    return error.fault;
  }
  FAIL("no fault");
  return Fault::other;
}

std::int64_t count(Connection& rows, const std::string& table) {
  return integer_or(rows.query("SELECT COUNT(*) FROM " + table)[0][0]);
}

}  // namespace

TEST_CASE("values come back as they were stored") {
  for_each_engine([](Database& database) {
    auto rows = database.writer();
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += static_cast<char>((i * 37) % 256);
    const std::string digest(64, 'a');
    rows->begin_write();
    rows->execute("INSERT INTO file (sha256, size, media_type, created_at) VALUES (?, ?, ?, ?)",
                  {digest, std::int64_t{9'007'199'254'740'993}, "application/pdf", "2022-10-08 01:00:00.000"});
    rows->execute("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, ?, ?)",
                  {digest, std::int64_t{0}, bytes});
    rows->execute("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, ?, ?)",
                  {digest, std::int64_t{1}, std::string()});
    rows->execute("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, ?, ?)",
                  {digest, std::int64_t{2}, std::string(600'000, '\0')});
    rows->commit();
    const auto file = rows->query("SELECT size, media_type FROM file WHERE sha256 = ?", {digest});
    REQUIRE(file.size() == 1);
    CHECK(file[0][0] == Value(std::int64_t{9'007'199'254'740'993}));
    CHECK(file[0][1] == Value("application/pdf"));
    const auto pieces = rows->query("SELECT bytes FROM file_piece WHERE sha256 = ? ORDER BY sequence", {digest});
    REQUIRE(pieces.size() == 3);
    CHECK((text_or_empty(pieces[0][0]) == bytes));
    CHECK(text_or_empty(pieces[1][0]).empty());
    CHECK((text_or_empty(pieces[2][0]) == std::string(600'000, '\0')));
  });
}

TEST_CASE("Chinese, four-byte characters, dates, nulls and sums survive") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    rows->begin_write();
    const auto id = insert(*rows, "agency",
                           {{"bureau_id", world.bureau},
                            {"uscc", "91530000MA6K00003X"},
                            {"name", "张三𠮷😀é '\"\\%_ 事务所"},
                            {"type", "other"},
                            {"registered_on", "2020-02-29"}});
    const auto contract = add_contract(*rows, world, "HT-1", {10'000'000'000'000, 20'000'000'000'001});
    rows->commit();
    const auto row = rows->query("SELECT name, registered_on, email FROM agency WHERE id = ?", {id})[0];
    CHECK(text_or_empty(row[0]) == "张三𠮷😀é '\"\\%_ 事务所");
    CHECK(row[1] == Value("2020-02-29"));
    CHECK(row[2] == Value(""));
    CHECK(is_null(rows->query("SELECT registered_on FROM agency WHERE id = ?", {world.agency})[0][0]));
    const auto sum =
        rows->query("SELECT CAST(SUM(fee_fen) AS SIGNED) FROM engagement WHERE contract_id = ?", {contract.id});
    CHECK(sum[0][0] == Value(std::int64_t{30'000'000'000'001}));
    CHECK(rows->query("SELECT id FROM agency WHERE INSTR(name, ?) > 0", {"𠮷"}).size() == 1);
  });
}

TEST_CASE("faults are named the same on both engines") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    auto rows = database.writer();
    const auto unit = [&](Value bureau, Value code, Value status) {
      rows->execute(
          "INSERT INTO budget_unit (bureau_id, code, name, status, created_at, updated_at) VALUES (?, ?, 'x', ?, '', "
          "'')",
          {bureau, code, status});
    };
    CHECK(fault_when([&] { unit(world.bureau, "101", "active"); }) == Fault::duplicate);
    CHECK(fault_when([&] { unit(std::int64_t{999'999}, "102", "active"); }) == Fault::broken_reference);
    CHECK(fault_when([&] { rows->execute("DELETE FROM bureau WHERE id = ?", {world.bureau}); }) ==
          Fault::broken_reference);
    CHECK(fault_when([&] { unit(world.bureau, "103", "nonsense"); }) == Fault::broken_check);
    CHECK(fault_when([&] { unit(world.bureau, Value(), "active"); }) == Fault::broken_check);
    CHECK(fault_when([&] { rows->query("SELECT nonsense FROM nowhere"); }) == Fault::other);
    CHECK(fault_when([&] { rows->query("SELECT 1 FROM bureau WHERE id = ?", {}); }) == Fault::other);
    unit(world.bureau, "104", "active");                                                // the connection is still good
    CHECK(rows->execute("UPDATE budget_unit SET name = 'x' WHERE code = '104'") == 1);  // matched, though unchanged
    CHECK(rows->execute("UPDATE budget_unit SET name = 'x' WHERE code = 'none'") == 0);
  });
}

TEST_CASE("a transaction is whole or nothing, and queries nest") {
  for_each_engine([](Database& database) {
    const auto world = make_world(database);
    {
      auto rows = database.writer();
      rows->begin_write();
      insert(*rows, "budget_unit", {{"bureau_id", world.bureau}, {"code", "A"}, {"name", "甲"}});
      rows->rollback();
      CHECK(count(*rows, "budget_unit") == 1);
      rows->begin_write();
      insert(*rows, "budget_unit", {{"bureau_id", world.bureau}, {"code", "B"}, {"name", "乙"}});
    }  // the lease ends without a commit
    auto rows = database.writer();
    CHECK(count(*rows, "budget_unit") == 1);
    std::vector<std::string> seen;
    rows->each("SELECT id, login FROM account ORDER BY id", {}, [&](const Row& row) {
      const auto inner = rows->query("SELECT role FROM account_role WHERE account_id = ?", {row[0]});
      rows->each("SELECT id, login FROM account ORDER BY id", {}, [&](const Row&) { return false; });
      seen.push_back(text_or_empty(row[1]) + ":" + text_or_empty(inner[0][0]));
      return seen.size() < 3;
    });
    CHECK(seen == std::vector<std::string>{"clerk:clerk", "reviewer:reviewer", "leader:leader"});
  });
}

TEST_CASE("a database URL is read or refused") {
  CHECK(read_database_url("sqlite:var/zhiheng.db")->file == "var/zhiheng.db");
  const auto url = *read_database_url("mysql://zh@db.example:3307/house");
  CHECK(url.engine == Engine::mysql);
  CHECK(url.user == "zh");
  CHECK(url.host == "db.example");
  CHECK(url.port == 3307);
  CHECK(url.schema == "house");
  CHECK(read_database_url("mysql://zh@/house?socket=/run/x.sock")->socket == "/run/x.sock");
  CHECK(read_database_url("mysql://zh:secret@db/house").problems()[0].rule == "database.password_in_url");
  for (const std::string bad :
       {"", "sqlite:", "mysql://", "mysql://db/house", "mysql://zh@db", "mysql://zh@db:0/house",
        "mysql://zh@db:port/house", "mysql://zh@/house", "mysql://zh@db/house?tls=1", "oracle:x"}) {
    INFO(bad);
    REQUIRE_FALSE(read_database_url(bad));
    CHECK(read_database_url(bad).problems()[0].rule == "database.malformed_url");
  }
}

TEST_CASE("a script is split where a line ends with a semicolon") {
  const auto statements =
      split_statements("-- a note;\nCREATE TABLE a (\n  b INTEGER\n);\n\nINSERT INTO a VALUES (';x');\n");
  REQUIRE(statements.size() == 2);
  CHECK(statements[1] == "INSERT INTO a VALUES (';x')\n");
}

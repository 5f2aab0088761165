// The one door: permission, audit, commit, retry, and the names of faults.
#include "service/gate.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "service/idempotency_service.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;
using domain::Action;

namespace {

std::string rule_of(const Outcome& outcome) {
  return outcome.ok() ? "" : outcome.problems()[0].rule;
}

Outcome rename_unit(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& name) {
  return gate.write(actor, Action::edit_records, {"budget_unit", id}, [&](Tx& tx) -> Outcome {
    tx.rows().execute("UPDATE budget_unit SET name = ? WHERE id = ?", {name, id});
    tx.audit("change", {"budget_unit", id}, 0, Json::object());
    return Done{};
  });
}

std::string name_of_unit(store::Database& database, std::int64_t id) {
  return text_or_empty(database.reader()->query("SELECT name FROM budget_unit WHERE id = ?", {id})[0][0]);
}

}  // namespace

TEST_CASE("the gate asks before it opens and audits before it commits") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    CHECK(rule_of(rename_unit(gate, world.as("clerk"), world.unit, "新名")) == "");
    CHECK(name_of_unit(database, world.unit) == "新名");
    CHECK(rule_of(rename_unit(gate, world.as("reviewer"), world.unit, "x")) == "access.role");
    CHECK(rule_of(rename_unit(gate, world.as("other_clerk"), world.unit, "x")) == "access.absent");
    CHECK(rule_of(rename_unit(gate, world.as("clerk"), 999'999, "x")) == "access.absent");
    CHECK(rule_of(rename_unit(gate, world.as("reviewer"), 999'999, "x")) == "access.role");
    CHECK(name_of_unit(database, world.unit) == "新名");
    {
      auto rows = database.reader();
      const auto audit = rows->query("SELECT login, action, subject, subject_id, at FROM audit");
      REQUIRE(audit.size() == 1);
      CHECK(audit[0] == store::Row{"clerk", "change", "budget_unit", world.unit, clock.now().utc()});
    }
    const auto unaudited = [&] {
      (void)gate.write(world.as("clerk"), Action::edit_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Outcome {
        tx.rows().execute("UPDATE budget_unit SET name = 'unaudited' WHERE id = ?", {world.unit});
        return Done{};
      });
    };
    CHECK_THROWS_AS(unaudited(), Defect);
    const auto refused =
        gate.write(world.as("clerk"), Action::edit_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Outcome {
          tx.rows().execute("UPDATE budget_unit SET name = 'refused'", {});
          tx.audit("change", {"budget_unit", world.unit}, 0, Json::object());
          return refusal("test.refused");
        });
    CHECK(rule_of(refused) == "test.refused");
    CHECK(name_of_unit(database, world.unit) == "新名");
    CHECK(gate.may(world.as("clerk"), Action::edit_records, {"budget_unit", world.unit}).ok());
    CHECK_FALSE(gate.may(world.as("agency"), Action::edit_records, {"budget_unit", world.unit}).ok());
  });
}

TEST_CASE("broken constraints become refusals with a name") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const auto insert_unit = [&](Value bureau, const std::string& code, const std::string& status) {
      return gate.write(world.as("clerk"), Action::edit_records, {"budget_unit", 0}, [&](Tx& tx) -> Outcome {
        insert(tx.rows(), "budget_unit", {{"bureau_id", bureau}, {"code", code}, {"name", "x"}, {"status", status}});
        tx.audit("create", {"budget_unit", 0}, 0, Json::object());
        return Done{};
      });
    };
    CHECK(rule_of(insert_unit(world.bureau, "101", "active")) == "storage.duplicate");
    CHECK(rule_of(insert_unit(std::int64_t{987'654}, "102", "active")) == "storage.in_use");
    CHECK(rule_of(insert_unit(world.bureau, "102", "nonsense")) == "storage.check");
    CHECK(rule_of(insert_unit(world.bureau, "102", "active")) == "");
  });
}

TEST_CASE("a busy engine is tried three times, then said to be busy") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    int runs = 0;
    const auto busy_until = [&](int last) {
      runs = 0;
      return gate.write(world.as("clerk"), Action::edit_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Outcome {
        insert(tx.rows(), "budget_unit", {{"bureau_id", world.bureau}, {"code", "T"}, {"name", "x"}});
        if (++runs <= last) throw store::SqlError(store::Fault::busy, "deadlock");
        tx.audit("change", {"budget_unit", world.unit}, 0, Json::object());
        return Done{};
      });
    };
    CHECK(rule_of(busy_until(9)) == "storage.busy");
    CHECK(runs == 3);
    CHECK(rule_of(busy_until(2)) == "");
    CHECK(runs == 3);  // and the first two runs left nothing behind, or the third were a duplicate
  });
}

TEST_CASE("many writers at once lose no change") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    constexpr int threads = 6;
    constexpr int each = 20;
    std::atomic<int> failed{0};
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&] {
        for (int n = 0; n < each; ++n) {
          const auto raised =
              gate.write(world.as("clerk"), Action::edit_records, {"project", world.project}, [&](Tx& tx) -> Outcome {
                // Read, compute here, write back: only turns keep two of them from reading the same number.
                const auto before =
                    integer_or(tx.rows().query("SELECT central_fen FROM project WHERE id = ?", {world.project})[0][0]);
                tx.rows().execute("UPDATE project SET central_fen = ? WHERE id = ?", {before + 1, world.project});
                tx.audit("change", {"project", world.project}, 0, Json::object());
                return Done{};
              });
          if (!raised) ++failed;
        }
      });
    }
    for (auto& worker : workers) worker.join();
    CHECK(failed == 0);
    auto rows = database.reader();
    CHECK(integer_or(rows->query("SELECT central_fen FROM project WHERE id = ?", {world.project})[0][0]) ==
          threads * each);
    CHECK(integer_or(rows->query("SELECT COUNT(*) FROM audit")[0][0]) == threads * each);
  });
}

TEST_CASE("a connection that the server killed before the commit is never taken for a success") {
  const auto database = fresh_mysql();
  if (!database) return;
  const auto world = make_world(*database);
  FakeClock clock;
  Gate gate(*database, clock);
  int runs = 0;
  const auto killed = [&](int times) {
    runs = 0;
    return gate.write(world.as("clerk"), Action::edit_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Outcome {
      ++runs;
      tx.rows().execute("UPDATE budget_unit SET name = ? WHERE id = ?", {"run " + std::to_string(runs), world.unit});
      tx.audit("change", {"budget_unit", world.unit}, 0, Json::object());
      if (runs <= times) {
        const auto session = integer_or(tx.rows().query("SELECT CONNECTION_ID()")[0][0]);
        auto killer = database->writer();
        killer->execute("KILL " + std::to_string(session));
      }
      return Done{};
    });
  };
  const std::string before = name_of_unit(*database, world.unit);
  const auto outcome = killed(1);
  CHECK(rule_of(outcome) == "storage.lost");
  CHECK(outcome.problems()[0].kind == Kind::busy);
  CHECK(runs == 1);
  CHECK(name_of_unit(*database, world.unit) == before);
  CHECK(rule_of(killed(0)) == "");  // and the next one gets a connection that lives
  CHECK(name_of_unit(*database, world.unit) == "run 1");
}

TEST_CASE("when every session of the pool was killed, the next request finds a living one") {
  const auto database = fresh_mysql();
  if (!database) return;
  const auto world = make_world(*database);
  FakeClock clock;
  Gate gate(*database, clock);
  {
    auto one = database->reader();
    auto two = database->reader();
    const auto other = open_at(mysql_schema_url(), 1);
    auto killer = other->writer();
    for (auto* rows : {&*one, &*two}) {
      killer->execute("KILL " + std::to_string(integer_or(rows->query("SELECT CONNECTION_ID()")[0][0])));
    }
  }
  CHECK(rule_of(rename_unit(gate, world.as("clerk"), world.unit, "again")) == "");
  CHECK(name_of_unit(*database, world.unit) == "again");
}

TEST_CASE("an idempotency key is claimed with the first write and its answer given again") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    IdempotencyService kept(gate);
    const auto& clerk = world.as("clerk");
    CHECK_FALSE(kept.look_up(clerk, "key-1", "digest")->has_value());
    {
      RequestScope request("request-1", "key-1", "digest");
      CHECK(rule_of(rename_unit(gate, world.as("reviewer"), world.unit, "x")) == "access.role");
      CHECK_FALSE(request.is_open());
      CHECK(rename_unit(gate, clerk, world.unit, "一").ok());
      REQUIRE(request.is_open());
      CHECK(kept.keep(clerk, request, 201, "{\"id\":\"1\"}").ok());
      CHECK(request.finish().ok());
    }
    const auto again = kept.look_up(clerk, "key-1", "digest");
    REQUIRE(again->has_value());
    CHECK((*again)->status == 201);
    CHECK((*again)->response == "{\"id\":\"1\"}");
    CHECK(kept.look_up(clerk, "key-1", "other").problems()[0].rule == "idempotency.other_body");
    CHECK_FALSE(kept.look_up(world.as("leader"), "key-1", "digest")->has_value());
    {
      RequestScope twin("request-2", "key-1", "digest");
      CHECK(rule_of(rename_unit(gate, clerk, world.unit, "二")) == "idempotency.in_progress");
      CHECK(twin.key_was_taken());
    }
    CHECK(name_of_unit(database, world.unit) == "一");
    CHECK(text_or_empty(database.reader()->query("SELECT request_id FROM audit")[0][0]) == "request-1");
  });
}

TEST_CASE("a request that ends before its answer stands beside the change has changed nothing") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const auto& clerk = world.as("clerk");
    const std::string before = name_of_unit(database, world.unit);
    {
      RequestScope request("request-1", "key-1", "digest");
      CHECK(rename_unit(gate, clerk, world.unit, "一").ok());
    }
    CHECK(name_of_unit(database, world.unit) == before);
    CHECK_FALSE(IdempotencyService(gate).look_up(clerk, "key-1", "digest")->has_value());
  });
}

TEST_CASE("all steps of a dry run see each other and none stays, but for what says so") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    const auto& clerk = world.as("clerk");
    const std::string before = name_of_unit(database, world.unit);
    const auto rows = [&] { return integer_or(database.reader()->query("SELECT COUNT(*) FROM audit")[0][0]); };
    const auto audited = rows();
    {
      RequestScope request("request-1", {}, {}, true);
      CHECK(rename_unit(gate, clerk, world.unit, "一").ok());
      const auto seen =
          gate.read(clerk, Action::see_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Result<std::string> {
            return text_or_empty(tx.rows().query("SELECT name FROM budget_unit WHERE id = ?", {world.unit})[0][0]);
          });
      CHECK(*seen == "一");
      // A step that is refused takes back only itself.
      const auto refused = gate.write(clerk, Action::edit_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Outcome {
        tx.rows().execute("UPDATE budget_unit SET name = '三' WHERE id = ?", {world.unit});
        return refusal("field.required", "/name");
      });
      CHECK_FALSE(refused.ok());
      CHECK(rename_unit(gate, clerk, world.unit, "二").ok());
      request.abandon();
    }
    CHECK(name_of_unit(database, world.unit) == before);
    CHECK(rows() == audited);
    {
      RequestScope request("request-2", {}, {}, true);
      const auto stayed = gate.write(clerk, Action::edit_records, {"budget_unit", world.unit}, [&](Tx& tx) -> Outcome {
        tx.rows().execute("UPDATE budget_unit SET name = '留' WHERE id = ?", {world.unit});
        tx.changed_nothing();
        tx.stays();
        return Done{};
      });
      CHECK(stayed.ok());
    }
    CHECK(name_of_unit(database, world.unit) == "留");
  });
}

// Ten years of contracts under another policy beside the mere reading of the stored rows with their documents:
// what_if_bench [years] [contracts of a year]. One contract is judged by the product itself and copied; on SQLite in a
// file, and on MariaDB too where TEST_MYSQL_URL says that there is one.
#include <catch2/catch.hpp>
//
#include <unistd.h>

#include <filesystem>

#include "bench_child.h"
#include "service/what_if_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

// The columns of the table but for the id, as they are copied; those named are replaced.
class Copier {
 public:
  explicit Copier(store::Connection& rows) : rows_(rows) {}

  std::int64_t copy(const std::string& table, std::int64_t id, std::vector<std::pair<std::string, Value>> other) {
    const std::vector<std::string>& names = columns(table);
    std::string into, from;
    store::Parameters parameters;
    for (const std::string& name : names) {
      into += (into.empty() ? "" : ", ") + name;
      const auto changed = std::find_if(other.begin(), other.end(), [&](const auto& one) { return one.first == name; });
      from += (from.empty() ? "" : ", ") + (changed == other.end() ? name : std::string("?"));
      if (changed != other.end()) parameters.push_back(changed->second);
    }
    parameters.emplace_back(id);
    rows_.execute("INSERT INTO " + table + " (" + into + ") SELECT " + from + " FROM " + table + " WHERE id = ?",
                  parameters);
    return rows_.last_id();
  }

 private:
  const std::vector<std::string>& columns(const std::string& table) {
    std::vector<std::string>& names = columns_[table];
    if (!names.empty()) return names;
    const bool sqlite = rows_.engine() == store::Engine::sqlite;
    const auto found = rows_.query(sqlite ? "SELECT name FROM pragma_table_info(?)"
                                          : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                                            "DATABASE() AND table_name = ?",
                                   {table});
    for (const store::Row& row : found) {
      if (text_or_empty(row[0]) != "id") names.push_back(text_or_empty(row[0]));
    }
    return names;
  }

  store::Connection& rows_;
  std::map<std::string, std::vector<std::string>> columns_;
};

void fill(Stage& stage, int years, int contracts) {
  const TestContract first = stage.contract("B-0", {10'000'000});
  stage.scored(first.engagements[0], "82.50", "76");
  stage.confirmed(first.id);
  const auto one = [&](const std::string& sql) { return integer_or(stage.database.reader()->query(sql)[0][0]); };
  const std::int64_t panel = one("SELECT MAX(id) FROM panel");
  const std::int64_t result = one("SELECT MAX(id) FROM result");
  const std::int64_t statement = one("SELECT MAX(id) FROM statement");
  auto lease = stage.database.writer();
  lease->begin_write();
  Copier copier(*lease);
  for (int number = 1; number < years * contracts; ++number) {
    const std::string name = "B-" + std::to_string(number);
    const std::int64_t contract =
        copier.copy("contract", first.id, {{"number", name}, {"fiscal_year", std::int64_t{2013 + number % years}}});
    const std::int64_t engagement = copier.copy("engagement", first.engagements[0], {{"contract_id", contract}});
    const std::int64_t seated = copier.copy("panel", panel, {{"engagement_id", engagement}});
    copier.copy("result", result, {{"engagement_id", engagement}, {"panel_id", seated}});
    copier.copy("statement", statement, {{"contract_id", contract}, {"number", name + "-1"}});
  }
  lease->commit();
}

void measure(const char* name, const std::string& url, int years, int contracts) {
  {
    const auto database = open_at(url);
    if (!store::migrate(*database, some_moment())) throw Defect("the schema can be made");
    Stage stage(*database);
    fill(stage, years, contracts);
  }
  const auto count = static_cast<std::int64_t>(years) * contracts;
  const auto read_only = [&] {
    const auto database = open_at(url);
    std::int64_t rows = 0;
    std::size_t bytes = 0;
    for (const char* table : {"statement", "result"}) {
      const std::string sql = std::string("SELECT t.*, agency.name FROM ") + table +
                              " t JOIN agency ON agency.id = t.agency_id ORDER BY t.id";
      database->reader()->each(sql, {}, [&](const store::Row& row) {
        ++rows;
        for (const Value& cell : row) bytes += text_or_empty(cell).size();
        return true;
      });
    }
    return rows == 2 * count && bytes > 0;
  };
  const auto under = [&](const std::string& policy) {
    return [&, policy] {
      const auto database = open_at(url);
      const FakeClock clock;
      service::Gate gate(*database, clock);
      domain::Actor machine;
      machine.operator_of_machine = true;
      service::WhatIfRequest request;
      request.policy = policy;
      const auto report = service::run_what_if(gate, machine, request);
      if (!report) return false;
      const std::int64_t changed = static_cast<std::int64_t>(report->changes.size());
      return report->judged.at("statement") == count && report->judged.at("result") == count &&
             changed == (policy.empty() ? 0 : 2 * count);
    };
  };
  bench::compare((std::string("what_if_") + name).c_str(), read_only, under("per-point"));
  bench::compare((std::string("back_test_") + name).c_str(), read_only, under(""));
}

}  // namespace

int main(int count, char** words) try {
  const int years = count > 1 ? std::atoi(words[1]) : 10;
  const int contracts = count > 2 ? std::atoi(words[2]) : 500;
  const std::string file = "/tmp/zhiheng-what-if-bench-" + std::to_string(::getpid()) + ".db";
  measure("sqlite", "sqlite:" + file, years, contracts);
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending);
  if (const std::string& url = mysql_schema_url(); !url.empty()) {
    fresh_mysql();  // empties the tables of this process's schema
    measure("mariadb", url, years, contracts);
  }
} catch (const std::exception& fault) {
  std::fprintf(stderr, "what_if_bench: %s\n", fault.what());
  return 1;
}

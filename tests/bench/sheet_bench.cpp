// Handing in a score sheet through the service, beside the same number of bare durable commits on the same engine and
// the same driver: sheet_bench [sheets]. SQLite in a file; MariaDB too where TEST_MYSQL_URL says that there is one.
#include <catch2/catch.hpp>
//
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <functional>

#include "bench_child.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

struct Waiting {
  std::int64_t id = 0, version = 0;
  std::string expert;
};

// Engagements of the shipped policy with panels of three: six sheets each, all waiting for their expert.
std::vector<Waiting> open_sheets(Stage& stage, std::size_t wanted) {
  std::vector<Waiting> waiting;
  for (int number = 0; waiting.size() < wanted; ++number) {
    const TestContract contract = stage.contract("HT-" + std::to_string(number), {10'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    if (!panel) throw Defect("a panel is made: " + rules_of(panel));
    for (int expert = 1; expert <= 3; ++expert) {
      for (const char* component : {"plan", "report"}) {
        const Json sheet = stage.sheet(id_of(*panel), expert, component);
        waiting.push_back({id_of(sheet), version_of(sheet), "expert" + std::to_string(expert)});
      }
    }
  }
  waiting.resize(wanted);
  return waiting;
}

// A whole rubric: an item per criterion, each with its points and a reason.
Json rubric_body(const Json& sheet) {
  Json items = Json::array();
  for (const Json& criterion : sheet.at("rubric").at("criteria").items()) {
    Json item = Json::object();
    item.set("criterion", criterion.text_at("criterion"));
    if (criterion.text_at("rule") == "per_defect") {
      item.set("defects", 1);
    } else {
      item.set("points", "4");
    }
    items.push(item.set("reason", "依据不够充分，扣分"));
  }
  return Json::object().set("items", std::move(items));
}

bench::Measured timed(const std::function<void()>& body) {
  const auto began = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  body();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
          static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC, 0};
}

void add(bench::Measured& sum, const bench::Measured& part) {
  sum.seconds += part.seconds;
  sum.cpu_seconds += part.cpu_seconds;
}

void bare_commits(store::Database& database, std::size_t count) {
  auto lease = database.writer();
  for (std::size_t i = 0; i < count; ++i) {
    lease->begin_write();
    lease->execute("UPDATE bureau SET name_en = ? WHERE code = ?", {"run " + std::to_string(i), "530000"});
    lease->commit();
  }
}

void measure(const char* name, store::Database& database, std::size_t sheets) {
  constexpr std::size_t rounds = 3;
  Stage stage(database);
  const auto waiting = open_sheets(stage, sheets * rounds);
  const auto first = service::read_sheet(stage.gate, stage.as(waiting[0].expert), waiting[0].id);
  if (!first) throw Defect("a sheet is read: " + rules_of(first));
  std::vector<Json> bodies;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto sheet = service::read_sheet(stage.gate, stage.as(waiting[i].expert), waiting[i].id);
    bodies.push_back(rubric_body(*sheet));
  }
  // In turns of twenty, because the disk under both is not always equally quick.
  constexpr std::size_t turn = 20;
  std::vector<bench::Measured> ours(rounds), bare(rounds);
  for (std::size_t done = 0; done < sheets * rounds; done += turn) {
    const std::size_t round = done / sheets;
    add(bare[round], timed([&] { bare_commits(database, turn); }));
    add(ours[round], timed([&] {
          for (std::size_t i = done; i < done + turn; ++i) {
            const Waiting& sheet = waiting[i];
            const auto handed_in =
                service::submit_sheet(stage.gate, stage.as(sheet.expert), sheet.id, sheet.version, bodies[i % 2]);
            if (!handed_in) throw Defect("a sheet is handed in: " + rules_of(handed_in));
          }
        }));
  }
  bench::report(name, bench::middle(bare), bench::middle(ours));
}

}  // namespace

int main(int count, char** words) try {
  const std::size_t sheets = count > 1 ? static_cast<std::size_t>(std::atoi(words[1])) : 400;
  const std::string file = "/tmp/zhiheng-sheet-bench-" + std::to_string(::getpid()) + ".db";
  {
    const auto database = open_at("sqlite:" + file);
    if (!store::migrate(*database, some_moment())) return 1;
    measure("sheet_sqlite", *database, sheets);
  }
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending);
  if (const auto database = fresh_mysql()) measure("sheet_mariadb", *database, sheets);
} catch (const std::exception& fault) {
  std::fprintf(stderr, "sheet_bench: %s\n", fault.what());
  return 1;
}

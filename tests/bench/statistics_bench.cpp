// A province's year of statistics beside the mere reading of its sheets: statistics_bench [panels]. Panels of seven
// experts who score two components of six criteria, on SQLite in a file.
#include <catch2/catch.hpp>
//
#include <unistd.h>

#include <filesystem>

#include "bench_child.h"
#include "service/statistics_service.h"
#include "store/statistics_store.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;

namespace {

constexpr int experts_of_panel = 7;
constexpr const char* components[] = {"plan", "report"};

// The first six criteria of each component, points in hundredths.
struct Rubric {
  std::vector<std::string> codes;
  std::vector<std::int64_t> full;
};

Rubric rubric_of(const char* component) {
  Rubric rubric;
  constexpr std::size_t items = 6;
  const auto policy = domain::shipped_policy("honghe-2022");
  for (const domain::Criterion& criterion : policy->find_component(component)->criteria) {
    if (rubric.codes.size() == items) break;
    rubric.codes.push_back(criterion.code);
    rubric.full.push_back(criterion.points.hundredths());
  }
  return rubric;
}

class Filler {
 public:
  Filler(store::Connection& rows, const World& world, const std::vector<std::int64_t>& experts, std::uint64_t seed)
      : rows_(rows), world_(world), experts_(experts), state_(seed) {
    for (const char* component : components) rubrics_.push_back(rubric_of(component));
  }

  void fill(std::int64_t engagement) {
    const std::int64_t agency = integer_or(
        rows_.query("SELECT agency_id FROM contract WHERE id = (SELECT contract_id FROM engagement WHERE id = ?)",
                    {engagement})[0][0]);
    rows_.execute(
        "INSERT INTO panel (bureau_id, agency_id, engagement_id, policy_id, name, deadline_on, state, created_at, "
        "updated_at) VALUES (?, ?, ?, ?, '', '2022-10-20', 'closed', ?, ?)",
        {world_.bureau, agency, engagement, world_.policy, now_, now_});
    const std::int64_t panel = rows_.last_id();
    for (const std::int64_t expert : experts_) {
      rows_.execute("INSERT INTO panel_member (panel_id, expert_id, created_at, updated_at) VALUES (?, ?, ?, ?)",
                    {panel, expert, now_, now_});
      const std::int64_t member = rows_.last_id();
      for (std::size_t c = 0; c < rubrics_.size(); ++c) add_sheet(agency, panel, expert, member, c);
    }
  }

 private:
  std::int64_t random(std::int64_t below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>(state_ >> 33) % below;
  }

  void add_sheet(std::int64_t agency, std::int64_t panel, std::int64_t expert, std::int64_t member, std::size_t c) {
    const Rubric& rubric = rubrics_[c];
    std::vector<std::int64_t> points;
    std::int64_t total = 0;
    for (const std::int64_t full : rubric.full) {
      points.push_back(full - random(full / 2 + 1) / 50 * 50);
      total += points.back();
    }
    rows_.execute(
        "INSERT INTO score_sheet (bureau_id, agency_id, expert_id, panel_id, member_id, component, state, total, "
        "submitted_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 'locked', ?, ?, ?, ?)",
        {world_.bureau, agency, expert, panel, member, components[c], total, now_, now_, now_});
    const std::int64_t sheet = rows_.last_id();
    for (std::size_t i = 0; i < points.size(); ++i) {
      rows_.execute("INSERT INTO score_item (sheet_id, criterion, points, reason, page) VALUES (?, ?, ?, ?, ?)",
                    {sheet, rubric.codes[i], points[i], "依据不够充分，酌情扣分", "12"});
    }
  }

  store::Connection& rows_;
  const World& world_;
  const std::vector<std::int64_t>& experts_;
  std::vector<Rubric> rubrics_;
  std::string now_ = "2022-10-07 01:00:00.000";
  std::uint64_t state_;
};

std::vector<std::int64_t> add_experts(Stage& stage) {
  std::vector<std::int64_t> experts;
  auto lease = stage.database.writer();
  lease->begin_write();
  for (int i = 0; i < experts_of_panel; ++i) {
    const std::string code = "BENCH" + std::to_string(i);
    lease->execute(
        "INSERT INTO expert (bureau_id, code, name, category, created_at, updated_at) SELECT bureau_id, ?, ?, "
        "category, "
        "created_at, updated_at FROM expert WHERE id = ?",
        {code, code, stage.world.experts[0]});
    experts.push_back(lease->last_id());
  }
  lease->commit();
  return experts;
}

void fill_year(Stage& stage, int panels) {
  constexpr int of_contract = 500;
  const std::vector<std::int64_t> experts = add_experts(stage);
  for (int done = 0, number = 0; done < panels; done += of_contract, ++number) {
    const auto count = static_cast<std::size_t>(std::min(of_contract, panels - done));
    const TestContract contract =
        stage.contract("B-" + std::to_string(number), std::vector<std::int64_t>(count, 10'000'000));
    auto lease = stage.database.writer();
    lease->begin_write();
    Filler filler(*lease, stage.world, experts, 20221007 + static_cast<std::uint64_t>(number));
    for (const std::int64_t engagement : contract.engagements) filler.fill(engagement);
    lease->commit();
  }
}

void measure(const char* name, const std::string& url, int panels) {
  {
    const auto database = open_at(url);
    if (!store::migrate(*database, some_moment())) throw Defect("the schema can be made");
    Stage stage(*database);
    fill_year(stage, panels);
  }
  const auto read_only = [&] {
    const auto database = open_at(url);
    std::size_t sheets = 0;
    store::each_closed_panel(*database->reader(), 2022, "1 = 1", {}, [&](const domain::YearPanel& panel) {
      for (const domain::ComponentSheets& each : panel.sheets) sheets += each.sheets.size();
    });
    return sheets == static_cast<std::size_t>(panels) * experts_of_panel * 2;
  };
  const auto recomputed = [&] {
    const auto database = open_at(url);
    const FakeClock clock;
    service::Gate gate(*database, clock);
    domain::Actor machine;
    machine.operator_of_machine = true;
    const auto statistics = service::read_year_statistics(gate, machine, 2022);
    return statistics.ok() && statistics->at("panels").number() == std::to_string(panels);
  };
  bench::compare(name, read_only, recomputed);
}

}  // namespace

int main(int count, char** words) try {
  const int panels = count > 1 ? std::atoi(words[1]) : 10000;
  const std::string file = "/tmp/zhiheng-statistics-bench-" + std::to_string(::getpid()) + ".db";
  measure("statistics_sqlite", "sqlite:" + file, panels);
  for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file + ending);
} catch (const std::exception& fault) {
  std::fprintf(stderr, "statistics_bench: %s\n", fault.what());
  return 1;
}

// Laws of the data, each broken once: rows that are planted, and one change that makes them wrong. Foreign keys and
// CHECKs are off meanwhile, as they are for whoever edits the rows behind the program's back.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "support/law_world.h"

namespace zhiheng::testing {

using Cells = std::vector<std::pair<std::string, Value>>;

struct Plant {
  std::string table;
  Cells cells;
};

struct Damage {
  std::string law;
  std::vector<Plant> plants;
  std::string sql;
};

// The columns that a row cannot do without, with their types, from the schema on one page.
inline std::map<std::string, std::map<std::string, std::string>> needed_columns() {
  std::map<std::string, std::map<std::string, std::string>> all;
  std::ifstream schema(ZHIHENG_SOURCE_DIR "/sql/schema.sql");
  std::string line, table;
  while (std::getline(schema, line)) {
    std::istringstream words(line);
    std::string name, type, third;
    words >> name >> type >> third;
    if (line.starts_with("CREATE TABLE ")) table = type == "TABLE" ? third : type;
    const bool needed = line.find(" NOT NULL") != std::string::npos && line.find(" DEFAULT ") == std::string::npos;
    if (line.starts_with("  ") && needed && name != "id" && name[0] >= 'a') all[table][name] = type;
  }
  return all;
}

class Planter {
 public:
  Planter(const Sound& sound, store::Connection& rows) : rows_(rows) {
    usual_ = {{"bureau_id", sound.world.bureau},    {"agency_id", sound.world.agency},
              {"contract_id", sound.contract.id},   {"engagement_id", sound.contract.engagements[0]},
              {"statement_id", sound.statement},    {"panel_id", sound.panel},
              {"result_id", sound.result},          {"policy_id", sound.world.policy},
              {"expert_id", sound.world.experts[0]}};
  }
  void plant(const Plant& plant) {
    static const auto needed = needed_columns();
    Cells cells = plant.cells;
    const auto given = [&](const std::string& name) {
      return std::any_of(cells.begin(), cells.end(), [&](const auto& cell) { return cell.first == name; });
    };
    for (const auto& [name, type] : needed.at(plant.table)) {
      if (given(name) || name == "created_at" || name == "updated_at") continue;
      cells.emplace_back(name, usual_.contains(name) ? usual_.at(name) : filling(type));
    }
    insert(rows_, plant.table, cells);
  }

 private:
  static Value filling(const std::string& type) {
    if (type.starts_with("INT") || type.starts_with("BIGINT")) return std::int64_t{1};
    return std::string(type.starts_with("DATE") ? "2022-10-08" : "1");
  }
  store::Connection& rows_;
  std::map<std::string, Value> usual_;
};

inline void switch_checks(store::Database& database, store::Connection& rows, bool on) {
  const std::string value = on ? "1" : "0";
  if (database.engine() == store::Engine::sqlite) {
    rows.execute("PRAGMA foreign_keys = " + value);
    rows.execute("PRAGMA ignore_check_constraints = " + std::string(on ? "0" : "1"));
  } else {
    rows.execute("SET SESSION foreign_key_checks = " + value);
    rows.execute("SET SESSION check_constraint_checks = " + value);
  }
}

inline void break_laws(store::Database& database, const Sound& sound, const std::vector<Damage>& damages) {
  auto rows = database.writer();
  switch_checks(database, *rows, false);
  for (const Damage& damage : damages) {
    INFO(damage.law);
    rows->begin_write();
    Planter planter(sound, *rows);
    for (const Plant& plant : damage.plants) planter.plant(plant);
    const std::string query = query_of_law(damage.law);
    CHECK(rows->query(query).empty());
    CHECK(rows->execute(damage.sql) > 0);
    CHECK_FALSE(rows->query(query).empty());
    rows->rollback();
  }
  switch_checks(database, *rows, true);
}

}  // namespace zhiheng::testing

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "service/backup_service.h"
#include "store/backup_store.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;
using service::BackupService;

namespace {

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("zhiheng-backup-" + random_token(6))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::filesystem::path path;
};

domain::Actor machine() {
  domain::Actor actor;
  actor.login = "cli";
  actor.operator_of_machine = true;
  return actor;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}
void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// All rows as a backup would write them, without the audit, which the restore itself adds to.
std::string rows_of(store::Database& database) {
  std::string text;
  auto lease = database.reader();
  for (const std::string& table : store::all_tables()) {
    if (store::is_left_out(table) || table == "audit") continue;
    store::write_table(*lease, table, [&](std::string_view line) { text.append(line).append("\n"); });
  }
  return text;
}

// A settled year in small, with every kind of bytes in a file.
void fill(Stage& stage) {
  const TestContract contract = stage.contract("HT-1", {100000'00});
  stage.scored(contract.engagements[0], "82.50", "76.00");
  const Json statement = stage.confirmed(contract.id);
  REQUIRE(stage.pay(contract, statement.text_at("payable"), "V-1"));
  std::string bytes;
  for (int i = 0; i < 70000; ++i) bytes += static_cast<char>(i * 7 % 256);
  stage.sql("INSERT INTO file (sha256, size, media_type, created_at) VALUES (?, ?, 'application/pdf', '2022-10-08')",
            {sha256_hex(bytes), std::int64_t(bytes.size())});
  stage.sql("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, 0, ?)", {sha256_hex(bytes), bytes});
  stage.sql("INSERT INTO file_piece (sha256, sequence, bytes) VALUES (?, 1, ?)", {sha256_hex(bytes), std::string()});
  // The tree of bureaus may point forwards.
  stage.sql("UPDATE bureau SET parent_id = ? WHERE id = ?", {stage.world.other_bureau, stage.world.bureau});
}

std::string refused(const Result<service::BackupFacts>& facts) {
  return rules_of(facts);
}

}  // namespace

TEST_CASE("a backup goes out of one engine, into the other, and back", "[backup]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    fill(stage);
    const std::string before = rows_of(database);
    const Folder folder;
    const auto written = BackupService::write(stage.gate, machine(), folder.file("a.zhb"));
    REQUIRE(refused(written) == "ok");
    const auto seen = BackupService::inspect(folder.file("a.zhb"));
    REQUIRE(refused(seen) == "ok");
    CHECK(seen->rows == written->rows);
    CHECK(seen->sha256 == written->sha256);
    CHECK(std::filesystem::status(folder.file("a.zhb")).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));

    const auto middle = open_at("sqlite:" + folder.file("middle.db"), 2);
    service::Gate middle_gate(*middle, stage.clock);
    const auto restored = BackupService::restore(*middle, middle_gate, folder.file("a.zhb"), stage.clock.now());
    REQUIRE(refused(restored) == "ok");
    CHECK(restored->rows == written->rows);
    CHECK(rows_of(*middle) == before);
    REQUIRE(refused(BackupService::write(middle_gate, machine(), folder.file("b.zhb"))) == "ok");

    if (database.engine() == store::Engine::mysql) empty_all_tables(database);
    const auto last = database.engine() == store::Engine::mysql ? fresh_mysql() : fresh_sqlite();
    service::Gate last_gate(*last, stage.clock);
    REQUIRE(refused(BackupService::restore(*last, last_gate, folder.file("b.zhb"), stage.clock.now())) == "ok");
    CHECK(rows_of(*last) == before);
    // Its rows go on being written to.
    const auto again = last->reader()->query("SELECT COUNT(*) FROM audit WHERE action = 'restore'");
    CHECK(integer_or(again[0][0]) == 2);
  });
}

TEST_CASE("a backup is restored into an empty database only", "[backup]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const Folder folder;
    REQUIRE(refused(BackupService::write(stage.gate, machine(), folder.file("a.zhb"))) == "ok");
    const std::string before = rows_of(database);
    CHECK(refused(BackupService::restore(database, stage.gate, folder.file("a.zhb"), stage.clock.now())) ==
          ":backup.target_not_empty");
    CHECK(rows_of(database) == before);
  });
}

TEST_CASE("a file that was cut off, altered or is another is named, and nothing is written", "[backup]") {
  const auto source = fresh_sqlite();
  Stage stage(*source);
  fill(stage);
  const Folder folder;
  const std::string good = folder.file("good.zhb");
  REQUIRE(refused(BackupService::write(stage.gate, machine(), good)) == "ok");
  const std::string bytes = bytes_of(good);
  const std::string bad = folder.file("bad.zhb");
  const auto target_of = [&](const std::string& content) {
    write_bytes(bad, content);
    const auto target = fresh_sqlite();
    service::Gate gate(*target, stage.clock);
    const std::string outcome = refused(BackupService::restore(*target, gate, bad, stage.clock.now()));
    CHECK(store::has_data(*target->reader()) == (outcome == "ok"));
    return outcome;
  };
  CHECK(refused(BackupService::inspect(folder.file("none.zhb"))) == ":packed.absent");
  CHECK(target_of("") == ":packed.other_file");
  CHECK(target_of("PK\x03\x04 a workbook") == ":packed.other_file");
  CHECK(target_of("ZHIHENG BACKUP 1\n") == ":packed.cut_off");
  for (const std::size_t size : {bytes.size() - 1, bytes.size() - 40, bytes.size() / 2, bytes.size() - 80}) {
    CHECK(target_of(bytes.substr(0, size)) == ":packed.cut_off");
  }
  for (const std::size_t at :
       {std::size_t{20}, bytes.size() / 3, bytes.size() / 2, bytes.size() - 90, bytes.size() - 5}) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    CHECK(target_of(altered) == ":packed.altered");
  }
  CHECK(target_of(bytes + "x") == ":packed.cut_off");
  CHECK(target_of(bytes) == "ok");
}

TEST_CASE("only the machine and the system administrator make backups, and no page hands one out", "[backup]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const Folder folder;
    for (const char* login : {"clerk", "leader", "expert1", "agency"}) {
      CHECK(refused(BackupService::write(stage.gate, stage.as(login), folder.file("x.zhb"))) == ":access.role");
      CHECK(rules_of(BackupService::list(stage.gate, stage.as(login))) == ":access.role");
    }
    CHECK_FALSE(std::filesystem::exists(folder.file("x.zhb")));
    CHECK(refused(BackupService::write(stage.gate, machine(), folder.file("none/x.zhb"))) ==
          folder.file("none/x.zhb") + ":file.cannot_write");
  });
}

TEST_CASE("the daily job keeps the latest and removes the rest", "[backup]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const Folder folder;
    for (int day = 0; day < 4; ++day) {
      const auto made = BackupService::make(stage.gate, stage.clock.now(), folder.path.string(), 2);
      REQUIRE(rules_of(made) == "ok");
      stage.clock.advance_minutes(24 * 60);
    }
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path)) {
      ++files;
      CHECK(refused(BackupService::inspect(entry.path().string())) == "ok");
    }
    CHECK(files == 2);
    const auto listed = BackupService::list(stage.gate, stage.as("admin"));
    REQUIRE(listed);
    REQUIRE(listed->at("items").items().size() == 4);
    CHECK(listed->at("items").items()[0].at("removed_at").is_null());
    CHECK_FALSE(listed->at("items").items()[3].at("removed_at").is_null());
    CHECK_FALSE(BackupService::make(stage.gate, stage.clock.now(), folder.file("none"), 2));
  });
}

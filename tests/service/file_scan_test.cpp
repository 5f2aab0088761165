// Files that are read blind: what gives the agency away keeps them closed until the clerk has read it, whatever the
// file does to whoever reads it.
#include "service/file_scan_service.h"

#include <catch2/catch.hpp>

#include "service/notice_service.h"
#include "service/panel_life_service.h"
#include "service/panel_record.h"
#include "service/upload_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

void hiding(Json& document) {
  document.set("review", Json::object().set("agency_hidden", true).set("after_closing", "own"));
}

// A deliverable of one piece, as the agency hands it in.
std::int64_t handed_in(Stage& stage, std::int64_t engagement, const std::string& bytes) {
  const Json wish = json(R"({"kind":"report","file_name":"报告.pdf","size":)" + std::to_string(bytes.size()) + "}");
  const auto upload = begin_upload(stage.gate, stage.as("agency"), engagement, wish);
  REQUIRE(rules_of(upload) == "ok");
  REQUIRE(rules_of(add_piece(stage.gate, stage.as("agency"), id_of(*upload), 0, bytes)) == "ok");
  const auto finished = finish_upload(stage.gate, stage.as("agency"), id_of(*upload));
  REQUIRE(rules_of(finished) == "ok");
  return stage.count("SELECT MAX(id) FROM deliverable");
}

// Begins as a PDF does and nests deeper than any stack: whatever the reader makes of it ends with the child.
const std::string broken_pdf = "%PDF-1.4\n1 0 obj\n" + std::string(200'000, '[') + "\n%%EOF\n";

}  // namespace

TEST_CASE("a file that breaks its reader waits for the clerk, and nobody else opens it before", "[file_scan]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", hiding);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    REQUIRE(rules_of(stage.panel(contract.engagements[0])) == "ok");
    const std::int64_t file = handed_in(stage, contract.engagements[0], broken_pdf);
    CHECK(rules_of(may_open_blind(stage.gate, stage.as("expert1"), file)) == ":deliverable.waits_for_bureau");
    CHECK(rules_of(may_open_blind(stage.gate, stage.as("clerk"), file)) == "ok");
    const auto scans = file_scans(stage.gate, stage.as("clerk"), contract.engagements[0]);
    REQUIRE(rules_of(scans) == "ok");
    const Json& scan = scans->at("items").items().at(0);
    CHECK(scan.text_at("state") == "unscannable");
    CHECK(scan.text_at("why") == "document.unreadable");
    CHECK(rules_of(file_scans(stage.gate, stage.as("expert1"), contract.engagements[0])) != "ok");

    const Json reason = json(R"({"reason":"已人工查看，没有机构信息"})");
    const auto acknowledge = [&](const char* login, std::int64_t version, const Json& body) {
      return acknowledge_scan(stage.gate, stage.as(login), file, version, body);
    };
    CHECK(rules_of(acknowledge("expert1", version_of(scan), reason)) != "ok");
    CHECK(rules_of(acknowledge("clerk", version_of(scan) + 1, reason)) == ":scan.stale");
    CHECK(rules_of(acknowledge("clerk", version_of(scan), json("{}"))) == "/reason:scan.reason_missing");
    CHECK(rules_of(may_open_blind(stage.gate, stage.as("expert1"), file)) == ":deliverable.waits_for_bureau");
    const auto done = acknowledge("clerk", version_of(scan), reason);
    REQUIRE(rules_of(done) == "ok");
    CHECK(done->text_at("state") == "acknowledged");
    CHECK(done->text_at("acknowledged_reason") == "已人工查看，没有机构信息");
    CHECK(rules_of(acknowledge("clerk", version_of(*done), reason)) == ":scan.nothing_to_acknowledge");
    CHECK(rules_of(may_open_blind(stage.gate, stage.as("expert1"), file)) == "ok");
    CHECK(rules_of(may_open_blind(stage.gate, stage.as("other_agency"), file)) != "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'acknowledge_scan'") == 1);
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("who has not answered is reminded once before the last day", "[panel_life]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t panel = id_of(*stage.panel(contract.engagements[0]));
    const auto read = read_panel(stage.gate, stage.as("clerk"), panel);
    REQUIRE(rules_of(send_invitations(stage.gate, stage.as("clerk"), panel, version_of(*read), json("{}"))) == "ok");
    const std::int64_t first = std::stoll(read->at("members").items()[0].text_at("id"));
    REQUIRE(rules_of(answer_invitation(stage.gate, stage.as("expert1"), first, json(R"({"answer":"accepted"})"))) ==
            "ok");
    const auto told = [&](const char* login) {
      const auto inbox = NoticeService(stage.gate).list(stage.as(login), {}, Language::zh);
      int times = 0;
      for (const Json& one : inbox->at("items").items()) {
        if (one.text_at("kind") != "answer_due") continue;
        ++times;
        CHECK(one.text_at("due_on") == "2022-10-10");
      }
      return times;
    };
    for (int run = 0; run < 2; ++run) {
      REQUIRE(NoticeService::remind(stage.gate, stage.clock.now(), 2, Calendar::shipped()).ok());
    }
    CHECK(told("expert1") == 0);  // has answered
    CHECK(told("expert2") == 1);
    CHECK(told("clerk") == 0);
  });
}

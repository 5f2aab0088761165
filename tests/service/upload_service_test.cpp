#include "service/upload_service.h"

#include <catch2/catch.hpp>
#include <thread>

#include "domain/upload.h"
#include "service/archive_service.h"
#include "service/deliverable_service.h"
#include "service/upload_check.h"
#include "support/heart_world.h"
#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

constexpr std::size_t unit = domain::upload_row_bytes;

std::string begin_body(const std::string& name, std::size_t size, const std::string& more = {}) {
  return R"({"kind":"report","file_name":")" + name + R"(","size":)" + std::to_string(size) + more + "}";
}

struct Uploading {
  Stage& stage;
  std::string login;
  std::int64_t engagement;

  Result<Json> begin(const std::string& name, const std::string& bytes, const std::string& more = {}) {
    return begin_upload(stage.gate, stage.as(login), engagement, json(begin_body(name, bytes.size(), more)));
  }
  Result<Json> piece(const Json& upload, const std::string& bytes, std::size_t offset, std::size_t length) {
    return add_piece(stage.gate, stage.as(login), id_of(upload), static_cast<std::int64_t>(offset),
                     std::string_view(bytes).substr(offset, length));
  }
  Result<Json> finish(const Json& upload) { return finish_upload(stage.gate, stage.as(login), id_of(upload)); }
  // The whole of it, from the beginning to its deliverable.
  Result<Json> whole(const std::string& name, const std::string& bytes) {
    auto upload = begin(name, bytes);
    if (!upload) return upload;
    for (std::size_t at = 0; at < bytes.size(); at += 4 * unit) {
      if (auto more = piece(*upload, bytes, at, 4 * unit); !more) return more;
    }
    return finish(*upload);
  }
};

std::string streamed(const Result<FileStream>& file) {
  std::string bytes;
  for (std::string part = file->next(); !part.empty(); part = file->next()) bytes += part;
  return bytes;
}

}  // namespace

TEST_CASE("a report comes in by pieces, broken off and gone on with, and is stored once", "[upload]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000, 5'000'000});
    Uploading agency{stage, "agency", contract.engagements[0]};
    const std::string bytes = pdf_bytes("report", 5 * unit + 1234);
    const auto upload = agency.begin("报告.pdf", bytes, R"(,"sha256":")" + sha256_hex(bytes) + "\"");
    REQUIRE(rules_of(upload) == "ok");
    CHECK(upload->at("received").integer() == 0);
    REQUIRE(rules_of(agency.piece(*upload, bytes, 0, 2 * unit)) == "ok");
    // The same piece once more changes nothing; another one at its place is refused.
    const auto again = agency.piece(*upload, bytes, 0, 2 * unit);
    REQUIRE(rules_of(again) == "ok");
    CHECK(again->at("received").integer() == 2 * unit);
    std::string other = bytes;
    other[unit + 5] = static_cast<char>(other[unit + 5] + 1);
    CHECK(rules_of(agency.piece(*upload, other, 0, 2 * unit)) == "/offset:upload.other_bytes");
    CHECK(rules_of(agency.piece(*upload, bytes, 3 * unit, unit)) == "/offset:upload.gap");
    CHECK(rules_of(agency.finish(*upload)) == ":upload.incomplete");
    // Nobody else touches it, not even a clerk who may hand in for the agency.
    Uploading clerk{stage, "clerk", contract.engagements[0]};
    CHECK(rules_of(clerk.piece(*upload, bytes, 2 * unit, unit)) == ":access.absent");
    Uploading stranger{stage, "other_agency", contract.engagements[0]};
    CHECK(rules_of(stranger.piece(*upload, bytes, 2 * unit, unit)) == ":access.absent");
    CHECK(rules_of(read_upload(stage.gate, stage.as("expert1"), id_of(*upload))) == ":access.role");
    const auto open = open_uploads(stage.gate, stage.as("agency"), contract.engagements[0]);
    REQUIRE(open->at("items").items().size() == 1);
    CHECK(open->at("items").items()[0].at("received").integer() == 2 * unit);
    REQUIRE(rules_of(agency.piece(*upload, bytes, 2 * unit, bytes.size())) == "ok");
    const auto report = agency.finish(*upload);
    REQUIRE(rules_of(report) == "ok");
    CHECK(report->text_at("sha256") == sha256_hex(bytes));
    CHECK(agency.finish(*upload)->text_at("id") == report->text_at("id"));
    CHECK(rules_of(cancel_upload(stage.gate, stage.as("agency"), id_of(*upload))) == ":upload.not_open");
    CHECK(rules_of(open_file(stage.gate, stage.as("expert1"), id_of(*report))) == ":access.absent");
    CHECK(streamed(open_file(stage.gate, stage.as("clerk"), id_of(*report))) == bytes);
    // The same content for the other engagement: its own version, no second copy.
    Uploading second{stage, "agency", contract.engagements[1]};
    REQUIRE(rules_of(second.whole("同一份.pdf", bytes)) == "ok");
    CHECK(rules_of(agency.whole("再来.pdf", bytes)) == "/file:deliverable.same_file");
    CHECK(stage.count("SELECT COUNT(*) FROM file") == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM upload WHERE state = 'finished'") == 2);
    const auto cleaned = UploadCleaner(stage.gate).run();
    REQUIRE(cleaned.ok());
    CHECK(stage.count("SELECT COUNT(DISTINCT upload_id) FROM upload_piece") == 1);  // the file's
    CHECK(streamed(open_file(stage.gate, stage.as("clerk"), id_of(*report))) == bytes);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what is not what it says is refused at its end, and its pieces go", "[upload]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    Uploading agency{stage, "agency", contract.engagements[0]};
    CHECK(rules_of(agency.whole("报告.docx", pdf_bytes("a"))) == "/file:deliverable.type_mismatch");
    CHECK(rules_of(agency.whole("报告.pdf", "%PDF-1.7 without an end")) == "/file:deliverable.cut_short");
    CHECK(rules_of(agency.whole("报告.pdf", docx_bytes())) == "/file:deliverable.type_mismatch");
    CHECK(rules_of(agency.whole("报告.docx", xlsx_bytes())) == "/file:deliverable.type_mismatch");
    CHECK(rules_of(agency.whole("报告.docx", docx_bytes().substr(0, 200))) == "/file:deliverable.damaged");
    CHECK(rules_of(agency.whole("报告.docx", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", 12))) ==
          "/file:deliverable.old_office");
    CHECK(rules_of(agency.begin("报告.doc", "x")) == "/file_name:deliverable.old_office");
    CHECK(rules_of(agency.begin("报告.html", "x")) == "/file_name:deliverable.type_not_allowed");
    const auto promised = agency.begin("报告.pdf", pdf_bytes("b"), R"(,"sha256":")" + std::string(64, 'a') + "\"");
    REQUIRE(rules_of(promised) == "ok");
    REQUIRE(rules_of(agency.piece(*promised, pdf_bytes("b"), 0, unit)) == "ok");
    CHECK(rules_of(agency.finish(*promised)) == "/sha256:upload.sha256_differs");
    CHECK(rules_of(agency.piece(*promised, pdf_bytes("b"), 0, unit)) == ":upload.not_open");
    CHECK(stage.count("SELECT COUNT(*) FROM file") == 0);
    CHECK(stage.count("SELECT COUNT(*) FROM deliverable") == 0);
    const auto cleaned = UploadCleaner(stage.gate).run();
    REQUIRE(cleaned.ok());
    CHECK(stage.count("SELECT COUNT(*) FROM upload_piece") == 0);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what nobody goes on with for a day is over and leaves no bytes", "[upload]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    Uploading agency{stage, "agency", contract.engagements[0]};
    const std::string bytes = pdf_bytes("report", 40 * unit);
    const auto upload = agency.begin("报告.pdf", bytes);
    REQUIRE(rules_of(upload) == "ok");
    stage.clock.advance_minutes(23 * 60);
    REQUIRE(rules_of(agency.piece(*upload, bytes, 0, 8 * unit)) == "ok");
    for (std::size_t at = 8 * unit; at < 40 * unit; at += 8 * unit) {
      REQUIRE(rules_of(agency.piece(*upload, bytes, at, 8 * unit)) == "ok");
    }
    stage.clock.advance_minutes(23 * 60);
    REQUIRE(UploadCleaner(stage.gate).run()->front().second == 0);  // each piece gave it another day
    stage.clock.advance_minutes(61);
    CHECK(rules_of(agency.piece(*upload, bytes, 0, unit)) == ":upload.expired");
    const auto cleaned = UploadCleaner(stage.gate).run();
    REQUIRE(cleaned.ok());
    CHECK(*cleaned == JobCounts{{"expired", 1}, {"piece_rows", 40}});
    CHECK(stage.count("SELECT COUNT(*) FROM upload_piece") == 0);
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE subject = 'upload' AND action = 'expire'") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("two people bring the same content at once and it is stored once", "[upload]") {
  for_each_engine([](store::Database& database) {
    if (database.engine() == store::Engine::sqlite) return;  // one shared connection in memory cannot race
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000, 5'000'000});
    const std::string bytes = pdf_bytes("same", 3 * unit);
    std::string rules[2];
    std::vector<std::thread> people;
    for (int i = 0; i < 2; ++i) {
      people.emplace_back([&, i] {
        Uploading one{stage, i == 0 ? "agency" : "clerk", contract.engagements[static_cast<std::size_t>(i)]};
        rules[i] = rules_of(one.whole("报告.pdf", bytes));
      });
    }
    for (std::thread& person : people) person.join();
    CHECK(rules[0] == "ok");
    CHECK(rules[1] == "ok");
    CHECK(stage.count("SELECT COUNT(*) FROM file") == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM deliverable") == 2);
    REQUIRE(UploadCleaner(stage.gate).run().ok());
    CHECK(stage.count("SELECT COUNT(DISTINCT upload_id) FROM upload_piece") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("all files of an engagement leave in one zip with stable names and sums", "[archive]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    Uploading agency{stage, "agency", contract.engagements[0]};
    CHECK(rules_of(open_archive(stage.gate, stage.as("agency"), contract.engagements[0])) == ":archive.no_files");
    const std::string first = pdf_bytes("one", 3 * unit), second = docx_bytes();
    REQUIRE(rules_of(agency.whole("云岭事务所-报告.pdf", first)) == "ok");
    const auto two = agency.whole("云岭事务所-报告.docx", second);
    REQUIRE(rules_of(two) == "ok");
    const auto zip = open_archive(stage.gate, stage.as("agency"), contract.engagements[0]);
    REQUIRE(rules_of(zip) == "ok");
    CHECK(zip->file_name == "PJ-1_成果.zip");
    const std::string bytes = streamed(zip);
    CHECK(bytes.size() == zip->length);
    CHECK(bytes.find("PJ-1_报告_v1.pdf") != std::string::npos);
    CHECK(bytes.find("PJ-1_报告_v2.docx") != std::string::npos);
    CHECK(bytes.find("云岭") == std::string::npos);
    CHECK(bytes.find(sha256_hex(first) + "  PJ-1_报告_v1.pdf\n") != std::string::npos);
    CHECK(bytes.find(first) != std::string::npos);
    CHECK(rules_of(open_archive(stage.gate, stage.as("other_agency"), contract.engagements[0])) == ":access.absent");

    const auto receipt = deliverable_receipt(stage.gate, stage.as("agency"), id_of(*two));
    REQUIRE(rules_of(receipt) == "ok");
    CHECK(receipt->text_at("handed_in_by") == "agency");
    CHECK(receipt->text_at("agency_name") == "云岭会计师事务所");
    CHECK(receipt->at("digest_groups").items().size() == 8);
    CHECK(rules_of(deliverable_receipt(stage.gate, stage.as("expert1"), id_of(*two))) == ":access.role");
    CHECK(rules_of(deliverable_receipt(stage.gate, stage.as("other_agency"), id_of(*two))) == ":access.absent");
  });
}

TEST_CASE("a file of the plain form is looked at as closely", "[upload]") {
  const auto rule = [](const std::string& name, const std::string& bytes) {
    return rules_of(check_content(name, bytes));
  };
  CHECK(rule("a.pdf", pdf_bytes("x")) == "ok");
  CHECK(rule("a.docx", docx_bytes()) == "ok");
  CHECK(rule("a.xlsx", xlsx_bytes()) == "ok");
  CHECK(rule("a.ofd", ofd_bytes()) == "ok");
  CHECK(rule("a.pdf", "") == "/file:deliverable.empty");
  CHECK(rule("a.pdf", "<html>%PDF-1.7 %%EOF") == "/file:deliverable.type_mismatch");
  CHECK(rule("a.docx", "PK\x03\x04") == "/file:deliverable.damaged");
  CHECK(rule("a.docx", zip_of({{"word/document.xml", "x"}})) == "/file:deliverable.type_mismatch");
  CHECK(rule("a.pdf", std::string(domain::largest_upload_bytes + 1, 'x')) == "/file:deliverable.too_large");
}

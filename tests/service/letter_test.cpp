// Letters on both engines: who may have them, what they say and hide, and that their codes hold against their evidence.
#include "service/letter_service.h"

#include <catch2/catch.hpp>

#include "base/resource.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "service/report_service.h"
#include "support/heart_world.h"
#include "table/docx.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

struct Told {
  explicit Told(store::Database& database) : stage(database), contract(stage.contract("HT/1", {6'000'000, 4'000'000})) {
    closed = stage.scored(contract.engagements[0], "79.99", "80");
    stage.scored(contract.engagements[1], "92", "90");
  }
  std::string result() { return closed.at("result").text_at("id"); }
  Result<LetterFile> letter(const char* who, const std::string& kind, const std::string& param,
                            const std::string& value) {
    return make_letter(stage.gate, stage.as(who), {kind, {{param, value}}, {}});
  }
  std::string text(const Result<LetterFile>& letter) {
    REQUIRE(rules_of(letter) == "ok");
    return *table::docx_text(letter->bytes);
  }

  Stage stage;
  TestContract contract;
  Json closed;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every shipped template fits its kind", "[letter]") {
  CHECK(rules_of(check_shipped_letters()) == "ok");
  for (const char* kind : {"result", "statement", "appointment", "invitation", "draw_record", "meeting_record",
                           "objection_decision", "expert_payroll", "deduction_notice", "claim"}) {
    CAPTURE(kind);
    const auto bytes = letter_template(kind, "");
    REQUIRE(bytes.ok());
    CHECK(rules_of(check_letter_template(kind, *bytes)) == "ok");
  }
  CHECK(rules_of(letter_template("nothing", "")) == "kind:letter.unknown_kind");
  // Another kind's template names what this kind does not know.
  CHECK(rules_of(check_letter_template("appointment", *letter_template("result", ""))) != "ok");
}

TEST_CASE("the result letter: figures, derivation, no names, and a code that its evidence bears out", "[letter]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    const auto made = told.letter("clerk", "result", "result", told.result());
    const std::string text = told.text(made);
    CHECK(made->file_name.starts_with("result-HT-1-"));  // no slash in a name of a file
    CHECK(has(text, "综合得分 | 质量等级："));
    CHECK(has(text, "80.00"));
    CHECK(has(text, "40%"));
    CHECK(has(text, "人民币"));
    CHECK(has(text, "5个工作日"));
    for (const char* secret : {"{{", "}}", "E01", "E02", "E03"}) CHECK(!has(text, secret));
    for (const store::Row& row : database.reader()->query("SELECT name, code FROM expert")) {
      CHECK(!has(text, text_or_empty(row[0])));
    }
    // The evidence is sound, nameless, and the printed code is made of it - whenever and whoever asks.
    const std::string evidence = write_json(*made->evidence);
    CHECK(domain::verify_evidence(*made->evidence)->empty());
    const std::string code = domain::verification_code(made->evidence->text_at("digest"));
    CHECK(code.size() > 10);
    CHECK(has(text, code));
    for (const store::Row& row : database.reader()->query("SELECT name, code FROM expert")) {
      CHECK(!has(evidence, text_or_empty(row[0])));
      CHECK(!has(evidence, "\"" + text_or_empty(row[1]) + "\""));
    }
    told.stage.clock.advance_minutes(1440);
    const auto by_agency = told.letter("agency", "result", "result", told.result());
    REQUIRE(rules_of(by_agency) == "ok");
    CHECK(write_json(*by_agency->evidence) == evidence);
    CHECK(has(told.text(by_agency), code));
  });
}

TEST_CASE("whoever may see the data may have the letter, and nobody else", "[letter]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    CHECK(rules_of(told.letter("other_clerk", "result", "result", told.result())) == ":access.absent");
    CHECK(rules_of(told.letter("expert1", "result", "result", told.result())) == ":access.absent");
    CHECK(rules_of(told.letter("clerk", "result", "result", "999999")) == ":access.absent");
    for (const char* odd : {"x", "0", "-1", "99999999999999999999", "1 OR 1=1"}) {
      CHECK(rules_of(told.letter("clerk", "result", "result", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "invitation", "member", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "appointment", "expert", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "meeting_record", "panel", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "draw_record", "draw", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "objection_decision", "objection", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "expert_payroll", "expert_fee", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "deduction_notice", "deduction_notice", odd)) == ":access.absent");
      CHECK(rules_of(told.letter("clerk", "claim", "contract", odd)) == ":access.absent");
    }
    CHECK(rules_of(told.letter("clerk", "result", "contract", "1")) ==
          "contract:letter.unknown_param result:letter.param_missing");
    CHECK(rules_of(told.letter("clerk", "nothing", "result", "1")) == "kind:letter.unknown_kind");

    const std::string contract = std::to_string(told.contract.id);
    CHECK(rules_of(told.letter("clerk", "statement", "contract", contract)) != "ok");  // nothing is confirmed
    told.stage.confirmed(told.contract.id);
    const auto notice = told.letter("agency", "statement", "contract", contract);
    const std::string text = told.text(notice);
    CHECK(has(text, domain::verification_code(notice->evidence->text_at("digest"))));
    CHECK(domain::verify_evidence(*notice->evidence)->empty());
    CHECK(write_json(*told.letter("clerk", "statement", "contract", contract)->evidence) ==
          write_json(*notice->evidence));

    const auto member = database.reader()->query("SELECT id, expert_id FROM panel_member ORDER BY id LIMIT 1")[0];
    const std::string seat = std::to_string(integer_or(member[0]));
    const std::string invitation = told.text(told.letter("clerk", "invitation", "member", seat));
    CHECK(has(invitation, "2022年10月20日"));
    CHECK(has(invitation, "另行通知"));
    CHECK(rules_of(told.letter("expert1", "invitation", "member", seat)) == "ok");
    CHECK(rules_of(told.letter("expert2", "invitation", "member", seat)) == ":access.absent");
    CHECK(rules_of(told.letter("agency", "invitation", "member", seat)) != "ok");

    const std::string panel = told.closed.at("panel").text_at("id");
    const std::string record = told.text(told.letter("clerk", "meeting_record", "panel", panel));
    CHECK(has(record, "79.99"));
    CHECK(rules_of(told.letter("expert1", "meeting_record", "panel", panel)) != "ok");
    CHECK(rules_of(told.letter("agency", "meeting_record", "panel", panel)) != "ok");
  });
}

TEST_CASE("what each role is offered", "[letter]") {
  for_each_engine([](store::Database& database) {
    Told told(database);
    const auto kinds = [&](const char* who) {
      std::string out;
      for (const Json& one : list_letters(told.stage.as(who), "", Language::en).items()) {
        out += (out.empty() ? "" : " ") + one.text_at("kind");
      }
      return out;
    };
    CHECK(kinds("clerk") ==
          "result statement appointment invitation draw_record meeting_record objection_decision "
          "expert_payroll deduction_notice claim");
    CHECK(kinds("expert1") == "appointment invitation");
    CHECK(kinds("agency") == "result statement draw_record objection_decision deduction_notice claim");
  });
}

namespace {

// The cell of a sheet as the workbook stores it, "" for one that is empty or not there.
std::string cell_of(const std::string& sheet, const std::string& place) {
  const std::size_t at = sheet.find("<c r=\"" + place + "\"");
  if (at == std::string::npos) return {};
  const std::size_t end = sheet.find_first_of(">", at);
  if (sheet[end - 1] == '/') return {};
  const std::size_t value = sheet.find("<v>", end);
  const std::size_t close = sheet.find("</c>", end);
  if (value == std::string::npos || value > close) return {};
  return sheet.substr(value + 3, sheet.find("</v>", value) - value - 3);
}

}  // namespace

TEST_CASE("a score of nought and a missing score are never confused, neither in workbooks nor in records", "[letter]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-0", {1'000'000});
    const auto panel = stage.panel(contract.engagements[0]);
    REQUIRE(rules_of(panel) == "ok");
    REQUIRE(rules_of(stage.submit(id_of(*panel), 1, "plan", "0")) == "ok");
    REQUIRE(rules_of(stage.submit(id_of(*panel), 2, "plan", "50")) == "ok");
    const auto printed =
        export_report_bytes(stage.gate, stage.as("clerk"), {"score_summary", {}, Language::zh}, "xlsx");
    REQUIRE(rules_of(printed) == "ok");
    const auto parts = table::read_parts(printed->bytes);
    REQUIRE(parts.ok());
    std::string sheet;
    for (const table::ArchivePart& part : *parts) {
      if (part.name == "xl/worksheets/sheet1.xml") sheet = part.bytes;
    }
    // One plain row per sheet under one head, in the order of components and experts; P is the total.
    CHECK(cell_of(sheet, "P2") == "0");
    CHECK(cell_of(sheet, "P3") == "50");
    for (const char* missing : {"P4", "P5", "P6", "P7"}) CHECK(cell_of(sheet, missing).empty());
    CHECK(!has(sheet, "r=\"A8\""));

    const auto record =
        make_letter(stage.gate, stage.as("clerk"), {"meeting_record", {{"panel", std::to_string(id_of(*panel))}}, {}});
    REQUIRE(rules_of(record) == "ok");
    const std::string text = *table::docx_text(record->bytes);
    CHECK(has(text, " | — | 0.00 | "));
    CHECK(has(text, " | — | — | "));
  });
}

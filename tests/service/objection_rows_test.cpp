// Objections about what is no sheet: events, vetoes, days late, given scores; what an overpaid agency gets back; and
// the other contracts of a year that is judged as a whole.
#include <catch2/catch.hpp>

#include "service/deliverable_service.h"
#include "support/objection_world.h"
#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::string targets_of(const Json& contestable) {
  std::string out;
  for (const Json& row : contestable.at("items").items()) {
    out += (out.empty() ? "" : " ") + row.text_at("target") + "=" + row.text_at("value");
  }
  return out;
}

Json upheld(ObjectionStage& stage, std::int64_t engagement, const std::string& target, const std::string& wanted) {
  auto done = stage.decide(stage.prepared(stage.filed(engagement, target, wanted)), "leader", "upheld", wanted);
  if (!done) throw Defect("an objection is upheld: " + rules_of(done));
  return std::move(*done);
}

}  // namespace

TEST_CASE("whoever was paid too much returns less, and never more, after an objection", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    stage.scored(engagement, "82.50", "76");
    // Everything was paid before the statement took something off.
    REQUIRE(rules_of(stage.pay(contract, "100000.00", "V-1")) == "ok");
    const Json statement = stage.confirmed(contract.id);
    const auto recoverable = [&] {
      const auto read = read_statement(stage.gate, stage.as("clerk"), id_of(statement));
      return *read_money(read->at("balance").text_at("recoverable"), "");
    };
    const Money before = recoverable();
    REQUIRE(before.fen() > 0);
    const Json prepared = stage.prepared(stage.filed(engagement, "total:1:report", "90"));
    CHECK(rules_of(stage.decide(prepared, "leader", "partly", "60")) != "ok");  // nobody is worse off
    CHECK(recoverable() == before);
    const auto partly = stage.decide(prepared, "leader", "partly", "86");
    REQUIRE(rules_of(partly) == "ok");
    const Money between = recoverable();
    CHECK(between.fen() < before.fen());
    CHECK(partly->at("effect").at("before").text_at("recoverable") == before.text());
    CHECK(partly->at("effect").at("after").text_at("recoverable") == between.text());
    upheld(stage, engagement, "total:2:report", "95");
    CHECK(recoverable().fen() <= between.fen());
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("evidence of an objection comes in as a file, is kept once and read by whom it concerns", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    const auto draft = stage.draft(contract.engagements[0], "total:1:report", "86");
    const std::int64_t id = id_of(*draft);
    const auto add = [&](const char* who, const std::string& name, const std::string& bytes) {
      return add_objection_file(stage.gate, stage.as(who), id, name, bytes);
    };
    const std::string bytes = pdf_bytes("附件", 700'000);
    CHECK(rules_of(add("clerk", "附件.pdf", bytes)) == ":access.role");
    CHECK(rules_of(add("other_agency", "附件.pdf", bytes)) == ":access.absent");
    CHECK(rules_of(add("agency", "附件.docx", bytes)) == "/file:deliverable.type_mismatch");
    const auto added = add("agency", "附件.pdf", bytes);
    REQUIRE(rules_of(added) == "ok");
    CHECK(rules_of(add("agency", "别名.pdf", bytes)) == "/file:objection.file_twice");
    const std::string sha256 = added->at("files").items()[0].text_at("sha256");
    CHECK(sha256 == sha256_hex(bytes));
    // What is not filed is its agency's alone.
    CHECK(rules_of(read_objection_file(stage.gate, stage.as("clerk"), id, sha256)) == ":access.absent");
    const auto filed = file_objection(stage.gate, stage.as("agency"), id, version_of(*added));
    REQUIRE(rules_of(filed) == "ok");
    const auto read = read_objection_file(stage.gate, stage.as("clerk"), id, sha256);
    REQUIRE(rules_of(read) == "ok");
    CHECK(read->bytes == bytes);
    CHECK(read->file_name == "附件.pdf");
    CHECK(rules_of(add("agency", "晚到.pdf", pdf_bytes("晚到"))) == ":objection.wrong_state");
    CHECK(rules_of(read_objection_file(stage.gate, stage.as("other_agency"), id, sha256)) == ":access.absent");
    CHECK(rules_of(read_objection_file(stage.gate, stage.as("expert1"), id, sha256)) != "ok");
    CHECK(rules_of(read_objection_file(stage.gate, stage.as("clerk"), id, std::string(64, 'a'))) == ":access.absent");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("days late, given scores, events and vetoes are corrected on top of records that stay", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database, 1, false, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    stage.sql("UPDATE engagement SET report_due_on = '2022-10-01' WHERE id = ?", {engagement});
    REQUIRE(rules_of(add_deliverable(stage.gate, stage.as("agency"), engagement, json(R"({"kind":"report"})"),
                                     {"报告.pdf", pdf_bytes("report")})) == "ok");
    for (const char* component : {"duty", "daily"}) {
      REQUIRE(rules_of(give_component_score(
                  stage.gate, stage.as("clerk"), engagement, 0,
                  json(R"({"component":")" + std::string(component) + R"(","score":"60","reason":"扣分"})"))) == "ok");
    }
    for (const char* what :
         {R"("kind":"event","code":"data_error","count":2)", R"("kind":"veto","code":"false_report")"}) {
      REQUIRE(rules_of(record_conduct(
                  stage.gate, stage.as("clerk"), engagement,
                  json("{" + std::string(what) + R"(,"happened_on":"2022-09-01","evidence":"来函"})"))) == "ok");
    }
    stage.scored(engagement, "95", "95");
    const Json statement = stage.confirmed(contract.id);
    const auto rows = contestable_rows(stage.gate, stage.as("agency"), engagement);
    const std::string targets = targets_of(*rows);
    CAPTURE(targets);
    for (const char* one :
         {"score:duty=60.00", "score:daily=60.00", "days:report=7", "event:data_error=2", "veto:false_report=1"}) {
      CHECK(targets.find(one) != std::string::npos);
    }
    const auto now = [&](const std::string& target) {
      const auto read = contestable_rows(stage.gate, stage.as("agency"), engagement);
      for (const Json& row : read->at("items").items()) {
        if (row.text_at("target") == target) return row.text_at("value");
      }
      return std::string("gone");
    };
    // The veto falls: the grade is that of the score again.
    const Json without = upheld(stage, engagement, "veto:false_report", "0");
    CHECK(now("veto:false_report") == "gone");
    CHECK(without.at("effect").at("before").text_at("grade") != without.at("effect").at("after").text_at("grade"));
    const Json days = upheld(stage, engagement, "days:report", "2");
    CHECK(now("days:report") == "2");
    // Five days of seven at 0.1 % of 100,000.00.
    const auto fen = [](const Json& side, const char* key) { return read_money(side.text_at(key), "")->fen(); };
    CHECK(fen(days.at("effect").at("before"), "contract_deduction") -
              fen(days.at("effect").at("after"), "contract_deduction") ==
          50'000);
    const Json duty = upheld(stage, engagement, "score:duty", "90");
    CHECK(now("score:duty") == "90.00");
    CHECK(duty.at("effect").at("before").text_at("final_score") !=
          duty.at("effect").at("after").text_at("final_score"));
    upheld(stage, engagement, "event:data_error", "0");
    CHECK(now("event:data_error") == "gone");
    // What was recorded is what was recorded.
    CHECK(stage.count("SELECT COUNT(*) FROM conduct WHERE state = 'recorded'") == 2);
    CHECK(stage.count("SELECT days_late FROM deliverable") == 7);
    CHECK(stage.count("SELECT COUNT(*) FROM sheet_correction") == 4);
    CHECK(stage.count("SELECT COUNT(*) FROM result WHERE state = 'current'") == 1);
    const auto read = read_statement(stage.gate, stage.as("clerk"), id_of(statement));
    CHECK(read->at("balance").text_at("payable") ==
          read_objection(stage.gate, stage.as("agency"), stage.count("SELECT MAX(id) FROM objection"))
              ->at("effect")
              .at("after")
              .text_at("payable"));
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("where the year is judged as a whole, the decision names the contracts that follow", "[objection]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    auto document = *parse_json(text_or_empty(database.reader()->query("SELECT document FROM policy WHERE id = " +
                                                                       std::to_string(stage.world.policy))[0][0]));
    Json scope = Json::object().set("score", "agency_year").set("combine", "mean").set("base", "engagement");
    document.set("scope", std::move(scope));
    const std::string text = write_json(document);
    stage.sql("UPDATE policy SET document = ?, digest = ? WHERE id = ?", {text, sha256_hex(text), stage.world.policy});
    const TestContract first = stage.contract("HT-1", {10'000'000});
    const TestContract second = stage.contract("HT-2", {5'000'000});
    stage.scored(first.engagements[0], "78", "78");
    stage.scored(second.engagements[0], "79.5", "79.5");
    stage.confirmed(first.id);
    stage.confirmed(second.id);
    const Json done = upheld(stage, first.engagements[0], "total:1:report", "100");
    const Json& follows = done.at("effect").at("follows");
    REQUIRE(follows.items().size() == 1);
    CHECK(follows.items()[0].text_at("number") == "HT-2");
    CHECK(read_money(follows.items()[0].text_at("net_after"), "")->fen() >
          read_money(follows.items()[0].text_at("net_before"), "")->fen());
    // What is named is what a statement of now would say.
    const std::string net = follows.items()[0].text_at("net_after");
    const auto adjustments = stage.count("SELECT COUNT(*) FROM adjustment");
    CHECK(adjustments == 1);
    CHECK(net != "");
    CHECK(stage.broken_laws() == "");
  });
}

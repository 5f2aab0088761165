// Letters made of real rows: of a draw, of an upheld objection, of a confirmed bill. What they say is what the rows
// say.
#include <catch2/catch.hpp>

#include "base/amount_text.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "domain/fee_scheme.h"
#include "service/deduction_notice_service.h"
#include "service/expert_fee_service.h"
#include "service/fee_scheme_service.h"
#include "service/letter_service.h"
#include "support/draw_world.h"
#include "support/objection_world.h"
#include "table/docx.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

Result<LetterFile> letter(Stage& stage, const char* who, const std::string& kind, const std::string& param,
                          const std::string& id) {
  return make_letter(stage.gate, stage.as(who), {kind, {{param, id}}, {}});
}

std::string text_of(const Result<LetterFile>& made) {
  REQUIRE(rules_of(made) == "ok");
  const std::string text = *table::docx_text(made->bytes);
  CHECK(text.find("{{") == std::string::npos);
  return text;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the record of a draw names people to the bureau and numbers to the agency", "[letter]") {
  for_each_engine([](store::Database& database) {
    DrawWorld world(database);
    const Json drawn = world.drawn();
    const std::string id = drawn.text_at("id");
    const auto made = letter(world.stage, "clerk", "draw_record", "draw", id);
    const std::string text = text_of(made);
    CHECK(has(text, "抽样人"));
    CHECK(has(text, drawn.text_at("list_hash")));
    CHECK(has(text, DrawWorld::value_of("agency")));
    CHECK(has(text, "zhiheng verify"));
    const auto by_agency = letter(world.stage, "agency", "draw_record", "draw", id);
    const std::string public_text = text_of(by_agency);
    CHECK(!has(public_text, "抽样人"));
    CHECK(!has(public_text, "D100"));
    REQUIRE(by_agency->evidence.has_value());
    CHECK(domain::verify_evidence(*by_agency->evidence)->empty());
    CHECK(has(public_text, domain::verification_code(by_agency->evidence->text_at("digest"))));
    CHECK(rules_of(letter(world.stage, "other_agency", "draw_record", "draw", id)) == ":access.absent");
  });
}

TEST_CASE("the decision on an objection says what was wanted, decided and what follows", "[letter]") {
  for_each_engine([](store::Database& database) {
    ObjectionStage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.scored(contract.engagements[0], "82.50", "76");
    stage.confirmed(contract.id);
    const Json prepared = stage.prepared(stage.filed(contract.engagements[0], "total:1:report", "86"));
    CHECK(rules_of(letter(stage, "agency", "objection_decision", "objection", prepared.text_at("id"))) ==
          ":objection.wrong_state");
    const auto decided = stage.decide(prepared, "leader", "upheld", "86");
    REQUIRE(rules_of(decided) == "ok");
    const auto made = letter(stage, "agency", "objection_decision", "objection", decided->text_at("id"));
    const std::string text = text_of(made);
    for (const char* part : {"76.00", "86.00", "专家1", "经核对", "报告中已列明"}) {
      CAPTURE(part);
      CHECK(has(text, part));
    }
    const Json& effect = decided->at("effect");
    CHECK(has(text, effect.at("before").text_at("final_score")));
    CHECK(has(text, effect.at("after").text_at("final_score")));
    for (const store::Row& row : database.reader()->query("SELECT name FROM expert")) {
      CHECK(!has(text, text_or_empty(row[0])));
    }
    CHECK(has(text, domain::verification_code(made->evidence->text_at("digest"))));
    CHECK(domain::verify_evidence(*made->evidence)->empty());
    CHECK(rules_of(letter(stage, "other_agency", "objection_decision", "objection", decided->text_at("id"))) ==
          ":access.absent");
  });
}

TEST_CASE("the payroll sheet adds up and hides accounts", "[letter]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const auto made = create_fee_scheme(stage.gate, stage.as("clerk"), *domain::shipped_fee_scheme("guangdong-2020"));
    REQUIRE(rules_of(made) == "ok");
    REQUIRE(rules_of(approve_fee_scheme(stage.gate, stage.as("leader"), id_of(*made), 1)) == "ok");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t panel = id_of(stage.scored(contract.engagements[0], "88", "86").at("panel"));
    const auto fee =
        draft_expert_fee(stage.gate, stage.as("clerk"),
                         json(R"({"scheme":")" + made->text_at("id") + R"(","month":"2022-10"})"), Language::zh);
    REQUIRE(rules_of(fee) == "ok");
    const auto line = [&](int expert, int minutes) {
      return R"({"expert":")" + std::to_string(stage.world.experts[static_cast<std::size_t>(expert)]) +
             R"(","panel":")" + std::to_string(panel) + R"(","worked_on":"2022-10-06","quantity":)" +
             std::to_string(minutes) + "}";
    };
    const auto filled =
        change_expert_fee(stage.gate, stage.as("clerk"), id_of(*fee), version_of(*fee),
                          json(R"({"lines":[)" + line(0, 600) + "," + line(1, 151) + "]}"), Language::zh);
    REQUIRE(rules_of(filled) == "ok");
    const auto text = text_of(letter(stage, "clerk", "expert_payroll", "expert_fee", fee->text_at("id")));
    CHECK(has(text, "1,300.00"));
    const auto total = read_money(filled->text_at("net"), "");
    CHECK(has(text, grouped(*total)));
    CHECK(has(text, "2022年10月"));
    CHECK(rules_of(letter(stage, "expert1", "expert_payroll", "expert_fee", fee->text_at("id"))) != "ok");
    CHECK(rules_of(letter(stage, "agency", "expert_payroll", "expert_fee", fee->text_at("id"))) != "ok");
  });
}

TEST_CASE("what is deducted and what is to be paid back is told by letter, with clause, capitals and code",
          "[letter]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022",
                [](Json& document) { document.set("billing", json(R"({"notice":{"days":5}})")); });
    const TestContract contract = stage.contract("HT-K", {100'000'00});
    const std::string about = std::to_string(contract.id);
    CHECK(rules_of(stage.pay(contract, "95000.00", "V-1")) == "ok");
    (void)stage.scored(contract.engagements[0], "70.00", "70.00");  // under the line: 10 % are deducted
    const auto draft = draft_statement(stage.gate, stage.as("clerk"), contract.id);
    REQUIRE(rules_of(draft) == "ok");
    const auto sent = send_deduction_notice(stage.gate, stage.as("clerk"), id_of(*draft), version_of(*draft));
    REQUIRE(rules_of(sent) == "ok");
    const auto told = letter(stage, "agency", "deduction_notice", "deduction_notice", sent->text_at("id"));
    const std::string text = text_of(told);
    for (const char* part : {"HT-K-K1", "10,000.00", "人民币壹万元整", "质量扣费：综合得分70.00分", "5个工作日",
                             "2022年10月13日", "10%", "90,000.00"}) {
      CAPTURE(part);
      CHECK(has(text, part));
    }
    REQUIRE(told->evidence.has_value());
    CHECK(domain::verify_evidence(*told->evidence)->empty());
    CHECK(has(text, domain::verification_code(told->evidence->text_at("digest"))));
    for (const char* who : {"other_agency", "other_clerk"}) {
      CHECK(rules_of(letter(stage, who, "deduction_notice", "deduction_notice", sent->text_at("id"))) ==
            ":access.absent");
      CHECK(rules_of(letter(stage, who, "claim", "contract", about)) == ":access.absent");
    }
    // A draft claims nothing, not even in a word about its state.
    CHECK(rules_of(letter(stage, "agency", "claim", "contract", about)) == ":payment.nothing_recoverable");

    const auto accepted = answer_deduction_notice(stage.gate, stage.as("agency"), id_of(*sent), version_of(*sent),
                                                  json(R"({"answer":"accepted"})"));
    REQUIRE(rules_of(accepted) == "ok");
    const auto now = read_statement(stage.gate, stage.as("clerk"), id_of(*draft));
    REQUIRE(rules_of(confirm_statement(stage.gate, stage.as("reviewer"), id_of(*now), version_of(*now))) == "ok");
    CHECK(has(text_of(letter(stage, "clerk", "claim", "contract", about)), "（另行书面通知）"));
    stage.sql("UPDATE bureau SET payback_name = '示例财政专户', payback_bank = '示例银行', payback_account = '6200-1'",
              {});
    const auto claim = letter(stage, "agency", "claim", "contract", about);
    const std::string wanted = text_of(claim);
    for (const char* part : {"HT-K-S1-T", "5,000.00", "人民币伍仟元整", "95,000.00", "90,000.00", "示例财政专户",
                             "示例银行", "6200-1", "质量扣费：综合得分70.00分", "2022年11月"}) {
      CAPTURE(part);
      CHECK(has(wanted, part));
    }
    CHECK(domain::verify_evidence(*claim->evidence)->empty());
    CHECK(has(wanted, domain::verification_code(claim->evidence->text_at("digest"))));
    for (const store::Row& row : database.reader()->query("SELECT name FROM expert")) {
      CHECK(!has(write_json(*claim->evidence) + write_json(*told->evidence), text_or_empty(row[0])));
    }
  });
}

#include "service/deliverable_service.h"

#include <catch2/catch.hpp>

#include "domain/contract.h"
#include "service/contract_service.h"
#include "service/record_service.h"
#include "support/heart_world.h"
#include "support/zip_bytes.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("a plan comes in late, is sent back, comes again and is accepted", "[deliverable]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    stage.sql("UPDATE engagement SET plan_due_on = '2022-10-05', report_due_on = '2022-12-01' WHERE id = ?",
              {engagement});
    const auto add = [&](const char* login, const std::string& body, const std::string& name,
                         const std::string& bytes) {
      return add_deliverable(stage.gate, stage.as(login), engagement, json(body), {name, bytes});
    };
    CHECK(rules_of(add("other_agency", R"({"kind":"plan"})", "a.pdf", "%PDF-1")) == ":access.absent");
    CHECK(rules_of(add("expert1", R"({"kind":"plan"})", "a.pdf", "%PDF-1")) == ":access.role");
    CHECK(rules_of(add("agency", R"({"color":"red"})", "a.docx", "%PDF-1")) ==
          "/color:field.unknown /kind:field.required /file:deliverable.type_mismatch");
    CHECK(rules_of(add("agency", R"({"kind":"plan","received_at":"2022-10-01 09:00"})", "a.pdf", pdf_bytes("a"))) ==
          "/received_at:deliverable.received_by_bureau");
    const std::string bytes = pdf_bytes("plan", 1'200'000);
    const auto first = add("agency", R"({"kind":"plan"})", "方案.pdf", bytes);
    REQUIRE(rules_of(first) == "ok");
    CHECK(first->at("days_late").integer() == 3);
    CHECK(first->at("revision").integer() == 1);
    CHECK(first->text_at("sha256") == sha256_hex(bytes));
    CHECK(rules_of(add("agency", R"({"kind":"report"})", "报告.pdf", bytes)) == "/file:deliverable.same_file");

    const std::int64_t id = id_of(*first);
    CHECK(rules_of(return_deliverable(stage.gate, stage.as("clerk"), id, 1, json("{}"))) ==
          "/reason:deliverable.reason_missing");
    REQUIRE(rules_of(return_deliverable(stage.gate, stage.as("clerk"), id, 1, json(R"({"reason":"缺附件"})"))) == "ok");
    CHECK(rules_of(accept_deliverable(stage.gate, stage.as("clerk"), id, 1, json("{}"))) == ":record.stale");
    CHECK(rules_of(accept_deliverable(stage.gate, stage.as("clerk"), id, 2, json("{}"))) ==
          ":deliverable.already_judged");
    const auto second =
        add("clerk", R"({"kind":"plan","received_at":"2022-10-08T09:00:00+08:00"})", "方案2.docx", docx_bytes());
    REQUIRE(rules_of(second) == "ok");
    CHECK(second->at("revision").integer() == 2);
    REQUIRE(rules_of(accept_deliverable(stage.gate, stage.as("clerk"), id_of(*second), 1, json("{}"))) == "ok");
    CHECK(deliverables_of_engagement(stage.gate, stage.as("agency"), engagement)->at("items").items().size() == 2);

    const auto download = open_download(stage.gate, stage.as("agency"), id);
    REQUIRE(download.ok());
    CHECK(download->file_name == "PJ-1_方案_v1.pdf");
    std::string whole;
    for (std::int64_t at = 0;; ++at) {
      const auto piece = download_piece(stage.gate, stage.as("agency"), id, at);
      REQUIRE(piece.ok());
      if (piece->empty()) break;
      whole += *piece;
    }
    CHECK(whole == bytes);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("the days of the first version cost the agency in the statement", "[deliverable]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    stage.sql("UPDATE engagement SET report_due_on = '2022-10-01' WHERE id = ?", {engagement});
    const auto report = add_deliverable(stage.gate, stage.as("agency"), engagement, json(R"({"kind":"report"})"),
                                        {"报告.pdf", pdf_bytes("report")});
    REQUIRE(rules_of(report) == "ok");
    for (const char* component : {"duty", "daily"}) {
      REQUIRE(rules_of(give_component_score(stage.gate, stage.as("clerk"), engagement, 0,
                                            json(R"({"component":")" + std::string(component) +
                                                 R"(","score":"95","reason":"扣五分"})"))) == "ok");
    }
    const Json closed = stage.scored(engagement, "95", "95");
    // 7 days x 0.1 % of 100,000.00.
    CHECK(closed.at("result").text_at("deduction") == "700.00");
    CHECK(stage.confirmed(contract.id).text_at("payable") == "99300.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("another due date counts the days of what came in once more, until a statement stands", "[deliverable]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "tiers-4");
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t engagement = contract.engagements[0];
    stage.sql("UPDATE engagement SET report_due_on = '2022-10-01' WHERE id = ?", {engagement});
    const auto report = add_deliverable(stage.gate, stage.as("agency"), engagement, json(R"({"kind":"report"})"),
                                        {"报告.pdf", pdf_bytes("report")});
    REQUIRE(rules_of(report) == "ok");
    REQUIRE(report->at("days_late").integer() == 7);
    for (const char* component : {"duty", "daily"}) {
      REQUIRE(rules_of(give_component_score(stage.gate, stage.as("clerk"), engagement, 0,
                                            json(R"({"component":")" + std::string(component) +
                                                 R"(","score":"95","reason":"扣五分"})"))) == "ok");
    }
    REQUIRE(stage.scored(engagement, "95", "95").at("result").text_at("deduction") == "700.00");
    std::int64_t version = 1;
    const auto due_on = [&](const std::string& day) {
      const Json row = *read_row(stage.gate, stage.as("clerk"), domain::contract_shape(), contract.id);
      version = *row.at("version").integer();
      return change_contract(
          stage.gate, stage.as("clerk"), contract.id, version,
          json(R"({"engagements":[{"id":")" + std::to_string(engagement) + R"(","code":")" +
               row.at("engagements").items()[0].text_at("code") + R"(","report_due_on":")" + day + R"("}]})"));
    };
    REQUIRE(rules_of(due_on("2022-10-03")) == "ok");
    const Json recounted = *read_deliverable(stage.gate, stage.as("clerk"), id_of(*report));
    CHECK(recounted.at("days_late").integer() == 5);
    CHECK(recounted.text_at("due_on") == "2022-10-03");
    CHECK(recounted.at("version").integer() == 2);
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'recount' AND subject = 'deliverable'") == 1);
    const auto results = results_of_engagement(stage.gate, stage.as("clerk"), engagement);
    REQUIRE(rules_of(results) == "ok");
    CHECK(results->at("outdated").boolean());
    const auto computed =
        recompute_result(stage.gate, stage.as("clerk"), engagement, json(R"({"reason":"交付期限顺延"})"));
    REQUIRE(rules_of(computed) == "ok");
    CHECK(stage.confirmed(contract.id).text_at("payable") == "99500.00");
    CHECK(rules_of(due_on("2022-10-08")) == "/engagements:contract.due_dates_frozen");
    CHECK(stage.broken_laws() == "");
  });
}

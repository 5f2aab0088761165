// Invoices from entering to accepting on both engines: who may, what is held against what, and that the sums never pass
// what is payable.
#include "service/invoice_service.h"

#include <catch2/catch.hpp>

#include "service/report_service.h"
#include "store/invoice_store.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// The paper for this contract, as its agency would hand it in.
Json paper(Stage& stage, std::int64_t contract, const std::string& number, const std::string& gross) {
  const Json known = *invoices_of_contract(stage.gate, stage.as("clerk"), contract);
  Json body = Json::object().set("number", number).set("issued_on", "2022-10-01").set("item", "绩效评价服务费");
  for (const char* key : {"buyer_name", "buyer_uscc", "seller_name", "seller_uscc"}) {
    body.set(key, known.at("expected").text_at(key));
  }
  return body.set("rate", "6%").set("gross", gross);
}

const std::string first = "25532000000000000001", second = "25532000000000000002", third = "25532000000000000003";

}  // namespace

TEST_CASE("an invoice is entered, accepted by another person, and counted once", "[invoice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {6'000'000, 4'000'000});
    const TestContract other = stage.contract("HT-2", {1'000'000});
    const auto totals = [&] {
      auto lease = database.reader();
      return store::invoice_totals(*lease, contract.id);
    };
    // Everything that is wrong comes back at once, what cannot be read and what does not fit.
    Json bad = paper(stage, contract.id, "123", "100000.001").set("issued_on", "2022-13-01").set("x", 1);
    CHECK(rules_of(enter_invoice(stage.gate, stage.as("agency"), contract.id, bad)) ==
          "/x:field.unknown /issued_on:date.no_such_day /gross:number.too_many_decimals "
          "/number:invoice.number_malformed");
    CHECK(rules_of(enter_invoice(stage.gate, stage.as("other_clerk"), contract.id, Json::object())) ==
          ":access.absent");

    const auto entered =
        enter_invoice(stage.gate, stage.as("agency"), contract.id, paper(stage, contract.id, first, "60000"));
    REQUIRE(rules_of(entered) == "ok");
    CHECK(entered->text_at("net") == "56603.77");
    CHECK(entered->text_at("tax") == "3396.23");
    CHECK(entered->text_at("gross_in_words") == "人民币陆万元整");
    CHECK(totals().net() == Money());
    // The same number under another contract is the same invoice.
    CHECK(rules_of(enter_invoice(stage.gate, stage.as("clerk"), other.id, paper(stage, other.id, first, "100"))) ==
          "/number:invoice.number_taken");
    const std::int64_t id = id_of(*entered);
    CHECK(rules_of(accept_invoice(stage.gate, stage.as("agency"), id, 1)) == ":access.role");
    CHECK(rules_of(return_invoice(stage.gate, stage.as("clerk"), id, 1, json("{}"))) ==
          "/reason:invoice.reason_missing");
    // What was returned may be entered again, by correcting it or anew.
    REQUIRE(rules_of(return_invoice(stage.gate, stage.as("clerk"), id, 1, json(R"({"reason":"抬头"})"))) == "ok");
    const auto anew =
        enter_invoice(stage.gate, stage.as("clerk"), contract.id, paper(stage, contract.id, first, "60000"));
    REQUIRE(rules_of(anew) == "ok");
    CHECK(rules_of(change_invoice(stage.gate, stage.as("agency"), id, 2, paper(stage, contract.id, first, "60000"))) ==
          "/number:invoice.number_taken");
    CHECK(rules_of(accept_invoice(stage.gate, stage.as("clerk"), id_of(*anew), 1)) == ":invoice.four_eyes");
    REQUIRE(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*anew), 1)) == "ok");
    CHECK(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*anew), 2)) == ":invoice.not_entered");
    CHECK(totals().blue == Money::fen(6'000'000));

    // Two that each fit do not fit together: the second is refused when it is accepted.
    const auto fits =
        enter_invoice(stage.gate, stage.as("clerk"), contract.id, paper(stage, contract.id, second, "40000"));
    const auto too =
        enter_invoice(stage.gate, stage.as("clerk"), contract.id, paper(stage, contract.id, third, "0.01"));
    REQUIRE(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*fits), 1)) == "ok");
    CHECK(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*too), 1)) ==
          "/gross:invoice.more_than_payable");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("what was invoiced before a deduction is taken back by a red-letter invoice", "[invoice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const auto blue =
        enter_invoice(stage.gate, stage.as("agency"), contract.id, paper(stage, contract.id, first, "100000"));
    REQUIRE(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*blue), 1)) == "ok");
    stage.scored(contract.engagements[0], "79.99", "79.99");
    stage.confirmed(contract.id);
    const Json known = *invoices_of_contract(stage.gate, stage.as("agency"), contract.id);
    CHECK(known.text_at("ceiling") == "90000.00");
    CHECK(known.text_at("red_letter_needed") == "10000.00");
    CHECK(stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'red_letter_needed'") > 1);

    Json red = paper(stage, contract.id, second, "-10000").set("kind", "red");
    CHECK(rules_of(enter_invoice(stage.gate, stage.as("agency"), contract.id, red)) == "/red_of:invoice.blue_missing");
    red.set("red_of", first);
    Json too_much = red;
    CHECK(rules_of(enter_invoice(stage.gate, stage.as("agency"), contract.id, too_much.set("gross", "100000.01"))) ==
          "/gross:invoice.red_over_blue");
    const auto entered = enter_invoice(stage.gate, stage.as("agency"), contract.id, red);
    REQUIRE(rules_of(entered) == "ok");
    CHECK(entered->text_at("net") == "-9433.96");
    CHECK(entered->text_at("tax") == "-566.04");
    REQUIRE(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*entered), 1)) == "ok");
    CHECK(invoices_of_contract(stage.gate, stage.as("agency"), contract.id)->text_at("red_letter_needed") == "0.00");
    CHECK(read_invoice(stage.gate, stage.as("clerk"), id_of(*blue))->text_at("left") == "90000.00");

    // The rest is taken back too: then the blue one is over, and a new one may be given.
    const auto rest = enter_invoice(stage.gate, stage.as("agency"), contract.id,
                                    paper(stage, contract.id, third, "90000").set("kind", "red").set("red_of", first));
    REQUIRE(rules_of(rest) == "ok");
    REQUIRE(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*rest), 1)) == "ok");
    CHECK(read_invoice(stage.gate, stage.as("clerk"), id_of(*blue))->text_at("state") == "reversed");
    const auto anew = enter_invoice(stage.gate, stage.as("agency"), contract.id,
                                    paper(stage, contract.id, "25532000000000000004", "90000.00"));
    REQUIRE(rules_of(anew) == "ok");
    const Json sums = *invoice_sums(stage.gate, stage.as("reviewer"));
    CHECK(sums.text_at("blue") == "100000.00");
    CHECK(sums.text_at("red") == "100000.00");
    CHECK(sums.text_at("gross") == "0.00");
    CHECK(invoice_sums(stage.gate, stage.as("other_clerk"))->at("count").integer() == 0);
    // What a red invoice takes back is not taken from the next one.
    REQUIRE(rules_of(accept_invoice(stage.gate, stage.as("reviewer"), id_of(*anew), 1)) == "ok");
    const auto register_of = [&] {
      const auto file =
          export_report_bytes(stage.gate, stage.as("clerk"), {"instalment_register", {}, Language::zh}, "json");
      REQUIRE(rules_of(file) == "ok");
      return json(file->bytes);
    };
    CHECK(register_of().items().at(0).text_at("invoiced") == "90000.00");
    CHECK(stage.broken_laws() == "");
    // The laws are able to speak.
    stage.sql("UPDATE invoice SET accepted_by = NULL WHERE id = ?", {id_of(*blue)});
    CHECK(stage.broken_laws().find("invoices_are_accepted_by_another_person") != std::string::npos);
  });
}

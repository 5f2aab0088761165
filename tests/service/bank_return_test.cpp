// Money that the bank sent back weeks after it was paid, on both engines.
#include <catch2/catch.hpp>

#include "service/contract_service.h"
#include "service/payment_service.h"
#include "support/paying_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("several open orders of one instalment ask together for no more than it has", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    world.contract = stage.contract("HT-FQ", {10'000'000});
    // Less than the fee, so that only the instalment can say no.
    stage.sql("UPDATE instalment SET amount_fen = 3000000, due_condition = 'signed' WHERE id = ?",
              {world.contract.instalment});
    const std::string more =
        R"(,"without_invoice":"先付后票","instalment":")" + std::to_string(world.contract.instalment) + "\"";
    for (const char* part : {"10000", "15000", "5000"}) REQUIRE(rules_of(world.draft(part, more)) == "ok");
    CHECK(rules_of(world.draft("0.01", more)) == "/amount:order.more_than_payable");
  });
}

TEST_CASE("what the bank was asked for is not paid by hand as well before it answers", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    world.sent("60000");
    const auto pay = [&](const char* amount, const char* voucher) {
      return rules_of(register_payment(world.stage.gate, world.stage.as("clerk"), world.contract.id,
                                       json(R"({"paid_on":"2022-10-08","amount":")" + std::string(amount) +
                                            R"(","voucher_number":")" + voucher + "\"}")));
    };
    CHECK(pay("90000.01", "V-1") == "/amount:payment.more_than_payable");
    CHECK(pay("30000.01", "V-1") == "/amount:payment.ordered_already");
    CHECK(pay("30000", "V-1") == "ok");
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,7894,60000,成功,PZ-1,2022-10-08,\n")) == "booked");
    CHECK(world.stage.broken_laws() == "");
  });
}

TEST_CASE("what came back from the bank weeks later is taken back once and may be asked for anew", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    const Json order = world.sent("90000");
    REQUIRE(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,7894,90000,成功,PZ-1,2022-10-08,\n")) ==
            "booked");
    CHECK(read_contract(stage.gate, stage.as("clerk"), world.contract.id)->text_at("state") == "settled");
    // An older "failed" that comes late undoes nothing, nor does a return on no day or before the payment.
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,7894,90000,失败,,,户名不符\n")) == "already_paid");
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,7894,90000,退票,,,销户\n")) ==
          "return_day_missing");
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,7894,90000,退票,,2022-10-07,销户\n")) ==
          "return_day_missing");
    const std::string back = "ZF-2022-0001,云岭(示范)咨询,7894,90000,退票,TP-1,2022-10-08,销户\n";
    CHECK(world.outcomes(world.results(back)) == "returned");
    CHECK(world.outcomes(world.results(back + "\n")) == "already_failed");
    CHECK(stage.count("SELECT COUNT(*) FROM payment WHERE kind = 'refund' AND voucher_number = 'TH-ZF-2022-0001' AND "
                      "countersigned_by IS NULL") == 1);
    CHECK(stage.broken_laws() == "");
    const auto account = payments_of_contract(stage.gate, stage.as("clerk"), world.contract.id);
    CHECK(account->text_at("paid") == "0.00");
    CHECK(account->at("balance").text_at("payable") == "90000.00");
    CHECK(read_contract(stage.gate, stage.as("clerk"), world.contract.id)->text_at("state") == "active");
    const auto failed = read_payment_order(stage.gate, stage.as("clerk"), id_of(order));
    CHECK(failed->text_at("state") == "failed");
    const auto again = retry_payment_order(stage.gate, stage.as("clerk"), id_of(order), json("{}"));
    REQUIRE(rules_of(again) == "ok");
    REQUIRE(rules_of(confirm_payment_order(stage.gate, stage.as("reviewer"), id_of(*again), 1)) == "ok");
    REQUIRE(rules_of(send_payment_orders(stage.gate, stage.as("clerk"), Json::object(), Language::zh)) == "ok");
    CHECK(world.outcomes(world.results("ZF-2022-0002,云岭(示范)咨询,7894,90000,成功,PZ-2,2022-10-08,\n")) == "booked");
    CHECK(read_contract(stage.gate, stage.as("clerk"), world.contract.id)->text_at("state") == "settled");
    CHECK(stage.broken_laws() == "");
  });
}

// Payment orders on both engines: two people, one file, one booking, whatever is repeated or done at once.
#include "service/payment_order_service.h"

#include <catch2/catch.hpp>
#include <thread>

#include "service/approval_service.h"
#include "support/paying_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

TEST_CASE("a payment order is drafted, confirmed by another, sent and booked once", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    CHECK(rules_of(world.draft("90000.01")) == "/amount:order.more_than_payable");
    CHECK(rules_of(world.draft("1000", "")) == "/amount:order.invoice_missing");
    const auto first = world.draft("60000");
    REQUIRE(rules_of(first) == "ok");
    CHECK(first->text_at("number") == "ZF-2022-0001");
    CHECK(first->text_at("amount_in_words") == "人民币陆万元整");
    CHECK(first->text_at("number_shown").ends_with("7894"));
    CHECK(write_json(*first).find(full_number) == std::string::npos);
    // What is asked for already counts, paid or not.
    CHECK(rules_of(world.draft("30000.01")) == "/amount:order.more_than_payable");
    CHECK(rules_of(read_payment_order(stage.gate, stage.as("agency"), id_of(*first))) == ":access.absent");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::reviewer);
    CHECK(rules_of(confirm_payment_order(stage.gate, both, id_of(*first), 1)) == ":access.four_eyes");
    CHECK(rules_of(send_payment_orders(stage.gate, stage.as("clerk"), Json::object(), Language::zh)) ==
          ":batch.nothing_to_send");
    REQUIRE(rules_of(confirm_payment_order(stage.gate, stage.as("reviewer"), id_of(*first), 1)) == "ok");
    CHECK(rules_of(confirm_payment_order(stage.gate, stage.as("leader"), id_of(*first), 1)) == ":record.stale");
    CHECK(rules_of(confirm_payment_order(stage.gate, stage.as("leader"), id_of(*first), 2)) == ":order.not_draft");

    const auto batch = send_payment_orders(stage.gate, stage.as("clerk"), Json::object(), Language::zh);
    REQUIRE(rules_of(batch) == "ok");
    CHECK(batch->text_at("total") == "60000.00");
    const auto file = payment_batch_file(stage.gate, stage.as("clerk"), id_of(*batch), "csv");
    REQUIRE(rules_of(file) == "ok");
    CHECK(file->bytes.find(full_number) != std::string::npos);
    CHECK(file->bytes == payment_batch_file(stage.gate, stage.as("clerk"), id_of(*batch), "csv")->bytes);
    CHECK(sha256_hex(file->bytes) == batch->text_at("digest"));
    CHECK(rules_of(payment_batch_file(stage.gate, stage.as("reviewer"), id_of(*batch), "csv")) == ":access.role");
    CHECK(stage.count("SELECT COUNT(*) FROM audit WHERE action = 'reveal' AND subject = 'payment_batch'") == 2);
    CHECK(stage.count("SELECT COUNT(*) FROM payment_batch_file WHERE INSTR(sealed, '6222') > 0 AND "
                      "INSTR(sealed, '7894') > 0 AND INSTR(sealed, '622202123') > 0") == 0);

    const std::string good = "ZF-2022-0001,云岭(示范)咨询,7894,\"60,000.00\",成功,PZ-1,2022-10-08,\n";
    const auto told = world.results(good);
    CHECK(world.outcomes(told) == "booked");
    CHECK(told->text_at("booked") == "60000.00");
    const auto again = world.results(good);
    CHECK(again->at("repeated").boolean());
    CHECK(again->text_at("id") == told->text_at("id"));
    CHECK(world.outcomes(world.results(good + "\n")) == "already_booked");
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,,60000,成功,PZ-2,2022-10-08,\n")) ==
          "already_paid");
    CHECK(stage.count("SELECT COUNT(*) FROM payment") == 1);
    CHECK(stage.count("SELECT COUNT(*) FROM payment WHERE order_id IS NOT NULL AND countersigned_by IS NULL") == 1);
    CHECK(read_payment_order(stage.gate, stage.as("agency"), id_of(*first))->text_at("state") == "paid");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("a statement is not voided while an order of it is at the bank", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    const std::int64_t statement = stage.count("SELECT MAX(id) FROM statement");
    const auto order = world.draft("60000");
    REQUIRE(rules_of(order) == "ok");
    CHECK(rules_of(may_void_statement(stage.gate, stage.as("leader"), statement)) == "ok");
    REQUIRE(rules_of(confirm_payment_order(stage.gate, stage.as("reviewer"), id_of(*order), 1)) == "ok");
    REQUIRE(rules_of(send_payment_orders(stage.gate, stage.as("clerk"), Json::object(), Language::zh)) == "ok");
    CHECK(rules_of(may_void_statement(stage.gate, stage.as("leader"), statement)) == ":statement.order_sent");
    const auto now = read_statement(stage.gate, stage.as("leader"), statement);
    CHECK(rules_of(void_statement(stage.gate, stage.as("leader"), statement, version_of(*now),
                                  json(R"({"reason":"重新核算"})"))) == ":statement.order_sent");
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭（示范）咨询,7894,60000.00,失败,,,账号有误\n")) == "failed");
    CHECK(rules_of(may_void_statement(stage.gate, stage.as("leader"), statement)) == "ok");
  });
}

TEST_CASE("what a bank's file says otherwise is listed and not booked", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    const Json first = world.sent("10000"), second = world.sent("20000");
    const auto waiting = world.draft("5000");
    REQUIRE(rules_of(waiting) == "ok");
    const auto told = world.results(
        "ZF-2022-0001,云岭(示范)咨询,7894,10000.01,成功,PZ-1,2022-10-08,\n"
        "ZF-2022-0001,云岭(示范)咨询,7894,10000,成功,PZ-1,2022-10-08,\n"
        "ZF-2022-0002,别家咨询,7894,20000,成功,PZ-2,2022-10-08,\n"
        "ZF-2022-0003,云岭（示范）咨询,,5000,成功,PZ-3,2022-10-08,\n"
        "ZF-2022-9999,云岭（示范）咨询,,5000,成功,PZ-4,2022-10-08,\n");
    CHECK(world.outcomes(told) == "amount_differs twice_in_file payee_differs not_sent unknown_order");
    CHECK(told->at("different_count").number() == "5");
    CHECK(stage.count("SELECT COUNT(*) FROM payment") == 0);
    CHECK(world.outcomes(world.results("ZF-2022-0002,云岭(示范)咨询,1111,20000,成功,PZ-2,2022-10-08,\n")) ==
          "account_differs");
    // The same is told before the contract and in a file that cannot be read at all.
    CHECK(rules_of(world.results("ZF-2022-0001,云岭,,abc,办理中,,,\n")) ==
          "金额 2:number.malformed 处理结果 2:bank_result.bad_status");
    CHECK(rules_of(import_bank_results(stage.gate, stage.as("clerk"), {"支付单号,金额\nA,1\n", ""}, Language::zh)) ==
          "file:bank_result.column_missing file:bank_result.column_missing file:bank_result.column_missing "
          "file:bank_result.column_missing");
    CHECK(world.outcomes(world.results("ZF-2022-0001,云岭(示范)咨询,7894,10000,成功,PZ-1,2022-10-09,\n")) == "refused");

    // One failed: asked for anew, and only once.
    const auto failed = world.results("ZF-2022-0001,云岭(示范)咨询,7894,10000,失败,,,账号户名不符\n");
    CHECK(world.outcomes(failed) == "failed");
    CHECK(stage.count("SELECT COUNT(*) FROM payment_order WHERE state = 'failed'") == 1);
    const auto anew = retry_payment_order(stage.gate, stage.as("clerk"), id_of(first), Json::object());
    REQUIRE(rules_of(anew) == "ok");
    CHECK(anew->text_at("replaces") == first.text_at("id"));
    CHECK(rules_of(retry_payment_order(stage.gate, stage.as("clerk"), id_of(first), Json::object())) ==
          ":order.replaced_already");
    CHECK(rules_of(retry_payment_order(stage.gate, stage.as("clerk"), id_of(second), Json::object())) ==
          ":order.not_failed");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("bank accounts are sealed, checked by another person, and shown only with a purpose", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    const std::int64_t checked = std::stoll(world.payee);
    world.payee = world.account("");
    CHECK(rules_of(world.draft("100")) == "/payee:order.account_unchecked");
    CHECK(stage.count("SELECT COUNT(*) FROM agency_account WHERE INSTR(number_sealed, '622202') > 0") == 0);
    CHECK(rules_of(reveal_agency_account(stage.gate, stage.as("clerk"), checked, json("{}"))) ==
          "/purpose:expert_secrets.purpose_missing");
    CHECK(reveal_agency_account(stage.gate, stage.as("clerk"), checked, json(R"({"purpose":"核对"})"))
              ->text_at("account_number") == full_number);
    CHECK(rules_of(reveal_agency_account(stage.gate, stage.as("agency"), checked, json(R"({"purpose":"x"})"))) ==
          ":access.role");
    const auto own = enter_agency_account(
        stage.gate, stage.as("agency"),
        json(R"({"agency":"999","bank_name":"示范银行","account_name":"云岭","account_number":"12345678"})"));
    REQUIRE(rules_of(own) == "ok");
    CHECK(own->text_at("agency") == std::to_string(stage.world.agency));
    REQUIRE(rules_of(retire_agency_account(stage.gate, stage.as("clerk"), checked, 2)) == "ok");
    world.payee = std::to_string(checked);
    CHECK(rules_of(world.draft("100")) == "/payee:order.account_unchecked");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("the approval desk confirms line by line and says what it refused", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    const auto order = world.draft("1000");
    REQUIRE(rules_of(stage.pay(world.contract, "2000", "V-HAND")) == "ok");
    const std::int64_t payment = stage.count("SELECT MAX(id) FROM payment");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::reviewer);
    const auto own = approval_desk(stage.gate, both, "payment_order", Language::zh);
    REQUIRE(rules_of(own) == "ok");
    CHECK(own->at("items").items().at(0).text_at("rule") == "access.four_eyes");
    CHECK(own->at("allowed").number() == "0");
    CHECK(rules_of(approval_desk(stage.gate, stage.as("agency"), "", Language::zh)) == ":access.role");
    CHECK(approvals_waiting(stage.gate, stage.as("reviewer")) == 2);
    const auto done = confirm_approvals(
        stage.gate, stage.as("reviewer"),
        json(R"({"items":[{"kind":"payment_order","id":")" + order->text_at("id") +
             R"(","version":9},{"kind":"payment","id":")" + std::to_string(payment) +
             R"(","version":1},{"kind":"payment_order","id":")" + order->text_at("id") + R"(","version":1}]})"),
        Language::zh);
    REQUIRE(rules_of(done) == "ok");
    CHECK(done->at("confirmed").number() == "2");
    CHECK(done->at("items").items().at(0).text_at("rule") == "record.stale");
    CHECK(stage.count("SELECT COUNT(*) FROM payment WHERE countersigned_by IS NOT NULL") == 1);
    CHECK(rules_of(countersign_payment(stage.gate, stage.as("leader"), payment, 2)) ==
          ":payment.countersigned_already");
    CHECK(approvals_waiting(stage.gate, stage.as("reviewer")) == 0);
    CHECK(rules_of(confirm_approvals(stage.gate, stage.as("reviewer"), json(R"({"items":[]})"), Language::zh)) ==
          "/items:approval.nothing_ticked");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("confirming and importing at once books once", "[payment_order]") {
  for_each_engine([](store::Database& database) {
    Paying world(database);
    Stage& stage = world.stage;
    const auto order = world.draft("1000");
    REQUIRE(rules_of(order) == "ok");
    const auto at_once = [](const std::function<std::string()>& act) {
      std::vector<std::string> said(4);
      std::vector<std::thread> people;
      for (std::string& answer : said) people.emplace_back([&answer, &act] { answer = act(); });
      for (std::thread& one : people) one.join();
      std::sort(said.begin(), said.end());
      return said;
    };
    const auto confirmed =
        at_once([&] { return rules_of(confirm_payment_order(stage.gate, stage.as("reviewer"), id_of(*order), 1)); });
    CHECK(std::count(confirmed.begin(), confirmed.end(), "ok") == 1);
    CHECK(std::count(confirmed.begin(), confirmed.end(), ":record.stale") == 3);
    const auto sent = at_once(
        [&] { return rules_of(send_payment_orders(stage.gate, stage.as("clerk"), Json::object(), Language::zh)); });
    CHECK(std::count(sent.begin(), sent.end(), "ok") == 1);
    const auto booked = at_once([&] {
      const auto told = world.results("ZF-2022-0001,云岭（示范）咨询,7894,1000,成功,PZ-1,2022-10-08,\n");
      return told ? std::string(told->at("repeated").boolean() ? "repeated" : "booked") : rules_of(told);
    });
    CHECK(std::count(booked.begin(), booked.end(), "booked") == 1);
    CHECK(std::count(booked.begin(), booked.end(), "repeated") == 3);
    CHECK(stage.count("SELECT COUNT(*) FROM payment") == 1);
    CHECK(stage.broken_laws() == "");
  });
}

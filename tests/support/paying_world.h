// A contract whose statement waits to be paid by orders, for tests of orders and of what banks answer.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "service/agency_account_service.h"
#include "service/bank_result_service.h"
#include "service/payment_batch_service.h"
#include "service/payment_order_service.h"
#include "service/security_key.h"
#include "support/heart_world.h"

namespace zhiheng::testing {

struct OwnKey {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("zhiheng_orders_" + std::to_string(::getpid()));
  OwnKey() {
    std::filesystem::create_directories(folder);
    service::use_key_file((folder / "key").string());
  }
  ~OwnKey() {
    service::use_key_file("");
    std::filesystem::remove_all(folder);
  }
};

constexpr const char* full_number = "6222021234567894";

// A contract with a confirmed statement of 90,000.00 payable, and a checked bank account.
struct Paying {
  explicit Paying(store::Database& database) : stage(database), contract(stage.contract("HT-ZF", {10'000'000})) {
    stage.scored(contract.engagements[0], "82.50", "76");
    stage.confirmed(contract.id);
    payee = account("check");
  }

  std::string account(const std::string& act) {
    const auto made = service::enter_agency_account(
        stage.gate, stage.as("clerk"),
        json(R"({"agency":")" + std::to_string(stage.world.agency) +
             R"(","bank_name":"示范银行","account_name":"云岭（示范）咨询","account_number":")" + full_number + "\"}"));
    REQUIRE(rules_of(made) == "ok");
    if (act == "check") {
      REQUIRE(rules_of(service::check_agency_account(stage.gate, stage.as("reviewer"), id_of(*made), 1)) == "ok");
    }
    return made->text_at("id");
  }
  Result<Json> draft(const std::string& amount, const std::string& more = R"(,"without_invoice":"先付后票")") {
    return service::draft_payment_order(stage.gate, stage.as("clerk"), contract.id,
                                        json(R"({"amount":")" + amount + R"(","payee":")" + payee + "\"" + more + "}"));
  }
  Json sent(const std::string& amount) {
    const auto order = draft(amount);
    REQUIRE(rules_of(order) == "ok");
    REQUIRE(rules_of(service::confirm_payment_order(stage.gate, stage.as("reviewer"), id_of(*order), 1)) == "ok");
    REQUIRE(rules_of(service::send_payment_orders(stage.gate, stage.as("clerk"), Json::object(), Language::zh)) ==
            "ok");
    return *service::read_payment_order(stage.gate, stage.as("clerk"), id_of(*order));
  }
  Result<Json> results(const std::string& rows) {
    return service::import_bank_results(
        stage.gate, stage.as("clerk"),
        {"支付单号,收款人,收款账号,金额,处理结果,凭证号,支付日期,失败原因\n" + rows, "回盘.csv"}, Language::zh);
  }
  std::string outcomes(const Result<Json>& result) {
    if (!result) return rules_of(result);
    std::string out;
    for (const Json& item : result->at("items").items()) out += (out.empty() ? "" : " ") + item.text_at("outcome");
    return out;
  }

  OwnKey key;
  Stage stage;
  TestContract contract;
  std::string payee;
};

}  // namespace zhiheng::testing

// Experts' fees from the scheme to the payment, on both engines: who may, what is refused, what the month withholds,
// and what an expert sees of it.
#include "service/expert_fee_service.h"

#include <catch2/catch.hpp>

#include "domain/fee_scheme.h"
#include "service/fee_scheme_service.h"
#include "service/report_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

constexpr Language zh = Language::zh;

struct Office {
  explicit Office(store::Database& database)
      : stage(database), contract(stage.contract("HT-1", {6'000'000, 4'000'000})) {
    panel = id_of(*stage.panel(contract.engagements[0]));
    for (int expert = 1; expert <= 3; ++expert) {
      REQUIRE(stage.submit(panel, expert, "plan", "88").ok());
      REQUIRE(stage.submit(panel, expert, "report", "86").ok());
    }
    REQUIRE(stage.close(panel).ok());
  }
  std::int64_t scheme(const char* code) {
    const auto made = create_fee_scheme(stage.gate, stage.as("clerk"), *domain::shipped_fee_scheme(code));
    REQUIRE(rules_of(made) == "ok");
    REQUIRE(rules_of(approve_fee_scheme(stage.gate, stage.as("leader"), id_of(*made), 1)) == "ok");
    return id_of(*made);
  }
  Result<Json> draft(std::int64_t scheme_id, const std::string& more = {}) {
    return draft_expert_fee(stage.gate, stage.as("clerk"),
                            json(R"({"scheme":")" + std::to_string(scheme_id) + R"(","month":"2022-10")" + more + "}"),
                            zh);
  }
  Result<Json> draft_of_panel(std::int64_t scheme_id) {
    return draft(scheme_id, R"(,"panel":")" + std::to_string(panel) + "\"");
  }
  std::string who(int expert) const {
    return R"("expert":")" + std::to_string(stage.world.experts[static_cast<std::size_t>(expert - 1)]) + "\"";
  }
  // A line of `minutes` on a day of October.
  std::string hours(int expert, int minutes, int day, const std::string& more = {}) const {
    return "{" + who(expert) + R"(,"panel":")" + std::to_string(panel) + R"(","worked_on":"2022-10-0)" +
           std::to_string(day) + R"(","quantity":)" + std::to_string(minutes) + more + "}";
  }
  Result<Json> change(const Json& fee, const std::string& lines) {
    return change_expert_fee(stage.gate, stage.as("clerk"), id_of(fee), version_of(fee),
                             json(R"({"lines":[)" + lines + "]}"), zh);
  }
  Result<Json> confirm(const Json& fee) {
    return confirm_expert_fee(stage.gate, stage.as("reviewer"), id_of(fee), version_of(fee), zh);
  }
  Result<Json> pay(const Json& fee, const std::string& body) {
    return pay_expert_fee(stage.gate, stage.as("clerk"), id_of(fee), version_of(fee), json(body), zh);
  }

  Stage stage;
  TestContract contract;
  std::int64_t panel = 0;
};

}  // namespace

TEST_CASE("a scheme is drafted by one person, approved by another and stays as it is", "[expert_fee]") {
  for_each_engine([](store::Database& database) {
    Office office(database);
    Stage& stage = office.stage;
    const Json document = *domain::shipped_fee_scheme("guangdong-2020");
    CHECK(rules_of(create_fee_scheme(stage.gate, stage.as("expert1"), document)) == ":access.role");
    const auto made = create_fee_scheme(stage.gate, stage.as("clerk"), document);
    REQUIRE(rules_of(made) == "ok");
    const std::int64_t id = id_of(*made);
    CHECK(rules_of(create_fee_scheme(stage.gate, stage.as("clerk"), document)) == "/revision:fee_scheme.code_taken");
    CHECK(rules_of(office.draft(id)) == "/scheme:fee_scheme.not_approved");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(approve_fee_scheme(stage.gate, both, id, 1)) == ":access.four_eyes");
    CHECK(rules_of(approve_fee_scheme(stage.gate, stage.as("leader"), id, 1)) == "ok");
    CHECK(rules_of(change_fee_scheme(stage.gate, stage.as("clerk"), id, 2, document)) == ":fee_scheme.not_draft");
    CHECK(rules_of(read_fee_scheme_row(stage.gate, stage.as("expert1"), id)) == ":access.absent");
    CHECK(rules_of(read_fee_scheme_row(stage.gate, stage.as("other_clerk"), id)) == ":access.absent");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("from a panel to paid experts, each with every step of his sum", "[expert_fee]") {
  for_each_engine([](store::Database& database) {
    Office office(database);
    Stage& stage = office.stage;
    const std::int64_t scheme = office.scheme("guangdong-2020");
    auto fee = office.draft_of_panel(scheme);
    REQUIRE(rules_of(fee) == "ok");
    CHECK(fee->text_at("number") == "LW-202210-001");
    CHECK(fee->at("lines").items().size() == 3);
    CHECK(rules_of(office.confirm(*fee)) ==
          "/lines/0/quantity:expert_fee.line_unfinished /lines/1/quantity:expert_fee.line_unfinished "
          "/lines/2/quantity:expert_fee.line_unfinished");
    fee = office.change(*fee, office.hours(1, 600, 6) + "," + office.hours(1, 120, 7) + "," + office.hours(2, 151, 6) +
                                  "," + office.hours(3, 600, 6, R"(,"unpayable":true,"reason":"本职")"));
    REQUIRE(rules_of(fee) == "ok");
    const auto& lines = fee->at("lines").items();
    CHECK(lines[0].text_at("gross") == "1300.00");
    CHECK(lines[0].text_at("tax") == "100.00");
    CHECK(lines[1].text_at("gross") == "200.00");  // the second day
    CHECK(lines[1].text_at("tax") == "40.00");     // of 1,500 in the month 140
    CHECK(lines[2].text_at("net") == "500.00");
    CHECK(lines[3].text_at("gross") == "0.00");
    CHECK(fee->text_at("net") == "1860.00");
    CHECK(write_json(lines[1].at("steps")).find("1500.00") != std::string::npos);
    CHECK(my_expert_fees(stage.gate, stage.as("expert1"), "2022", zh)->at("items").items().empty());

    CHECK(rules_of(office.pay(*fee, R"({"paid_on":"2022-10-08","voucher_number":"V1"})")) ==
          ":expert_fee.not_confirmed");
    domain::Actor both = stage.as("clerk");
    both.roles.push_back(domain::Role::leader);
    CHECK(rules_of(confirm_expert_fee(stage.gate, both, id_of(*fee), version_of(*fee), zh)) == ":access.four_eyes");
    fee = office.confirm(*fee);
    REQUIRE(rules_of(fee) == "ok");
    CHECK(rules_of(office.change(*fee, office.hours(1, 60, 6))) == ":expert_fee.not_draft");
    CHECK(rules_of(office.pay(*fee, R"({"paid_on":"2022-11-08","voucher_number":""})")) ==
          "/voucher_number:field.required");
    CHECK(rules_of(office.pay(*fee, R"({"paid_on":"2022-11-08","voucher_number":"V1"})")) ==
          "/paid_on:expert_fee.paid_in_future /paid_on:expert_fee.paid_in_another_month");
    const std::string two = std::to_string(stage.world.experts[1]);
    fee = office.pay(*fee, R"({"paid_on":"2022-10-08","voucher_number":"V1","experts":[")" + two + R"("]})");
    REQUIRE(rules_of(fee) == "ok");
    CHECK(fee->text_at("state") == "confirmed");
    CHECK(rules_of(void_expert_fee(stage.gate, stage.as("leader"), id_of(*fee), version_of(*fee),
                                   json(R"({"reason":"x"})"), zh)) == ":expert_fee.already_paid");
    fee = office.pay(*fee, R"({"paid_on":"2022-10-08","voucher_number":"V2"})");
    REQUIRE(rules_of(fee) == "ok");
    CHECK(fee->text_at("state") == "paid");
    CHECK(fee->at("payments").items()[1].text_at("amount") == "1360.00");

    const auto mine = my_expert_fees(stage.gate, stage.as("expert1"), "2022", zh);
    CHECK(mine->text_at("gross") == "1500.00");
    CHECK(mine->text_at("tax") == "140.00");
    CHECK(mine->text_at("paid") == "1360.00");
    CHECK(write_json(*mine).find("HT-1") == std::string::npos);  // an agency's contract
    CHECK(my_expert_fees(stage.gate, stage.as("expert2"), "2022", zh)->at("items").items().size() == 1);
    CHECK(rules_of(read_expert_fee(stage.gate, stage.as("expert1"), id_of(*fee), zh)) == ":access.absent");
    CHECK(rules_of(my_expert_fees(stage.gate, stage.as("agency"), "2022", zh)) == ":access.role");
    const auto year = expert_fee_year(stage.gate, stage.as("clerk"), "2022");
    CHECK(year->at("items").items().size() == 3);
    CHECK(year->text_at("net") == "1860.00");
    CHECK(expert_fee_year(stage.gate, stage.as("other_clerk"), "2022")->at("items").items().empty());
    CHECK(stage.count("SELECT COUNT(*) FROM notice WHERE kind = 'expert_fee_paid'") == 2);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("one matter of one month is taxed together over bills, and the same work is paid once", "[expert_fee]") {
  for_each_engine([](store::Database& database) {
    Office office(database);
    Stage& stage = office.stage;
    const std::int64_t scheme = office.scheme("guangdong-2020");
    auto first = office.change(*office.draft_of_panel(scheme), office.hours(1, 600, 6));
    auto second = office.draft(scheme, R"(,"title":"第二张")");
    REQUIRE(rules_of(second) == "ok");
    CHECK(rules_of(office.change(*second, office.hours(1, 600, 6))) == "/lines/0/expert:expert_fee.claimed_twice");
    CHECK(rules_of(office.change(*second, office.hours(1, 600, 6, R"(,"part":"morning")"))) ==
          "/lines/0/expert:expert_fee.claimed_twice");
    second = office.change(*second, office.hours(1, 600, 5));
    REQUIRE(rules_of(second) == "ok");
    CHECK(second->text_at("tax") == "100.00");  // two drafts do not know each other yet
    first = office.confirm(*first);
    REQUIRE(rules_of(first) == "ok");
    CHECK(rules_of(office.confirm(*second)) == ":expert_fee.figures_moved");
    second = office.change(*second, office.hours(1, 600, 5));
    CHECK(second->text_at("tax") == "220.00");  // of 2,400 in the month 320, of which 100 are withheld
    second = office.confirm(*second);
    REQUIRE(rules_of(second) == "ok");
    CHECK(rules_of(void_expert_fee(stage.gate, stage.as("leader"), id_of(*first), version_of(*first),
                                   json(R"({"reason":"重来"})"), zh)) == ":expert_fee.later_counts_on_it");
    CHECK(stage.broken_laws() == "");
    // A correction gives the tax back as well.
    const std::string line = first->at("lines").items()[0].text_at("id");
    auto third = office.draft(scheme, R"(,"title":"更正")");
    CHECK(rules_of(office.change(*third, "{" + office.who(1) + R"(,"kind":"correction"})")) ==
          "/lines/0/corrects:expert_fee.corrects_missing /lines/0/amount:expert_fee.correction_amount_missing");
    const std::string corrects = R"(,"kind":"correction","corrects":")" + line + R"(","reason":"多计","amount":)";
    CHECK(rules_of(office.change(*third, "{" + office.who(2) + corrects + R"("-1"})")) ==
          "/lines/0/corrects:expert_fee.corrects_another_person");
    CHECK(rules_of(office.change(*third, "{" + office.who(1) + corrects + R"("-2400.01"})")) ==
          "/lines/0/amount:expert_fee.below_zero");
    third = office.change(*third, "{" + office.who(1) + corrects + R"("-400"})");
    REQUIRE(rules_of(third) == "ok");
    CHECK(third->text_at("tax") == "-80.00");
    REQUIRE(rules_of(office.confirm(*third)) == "ok");
    CHECK(my_expert_fees(stage.gate, stage.as("expert1"), "2022", zh)->text_at("tax") == "240.00");
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("sheets are counted, net is agreed, and nobody is paid for his own duty", "[expert_fee]") {
  for_each_engine([](store::Database& database) {
    Office office(database);
    Stage& stage = office.stage;
    stage.sql("UPDATE expert SET payable = 0 WHERE id = ?", {stage.world.experts[2]});
    stage.sql("UPDATE expert SET employer = '红河州财政局', title = '高级会计师' WHERE id = ?",
              {stage.world.experts[1]});
    auto fee = office.draft(office.scheme("per-sheet"));
    REQUIRE(rules_of(fee) == "ok");
    REQUIRE(fee->at("lines").items().size() == 3);
    CHECK(fee->at("lines").items()[0].text_at("gross") == "400.00");  // two sheets
    CHECK(fee->at("lines").items()[1].at("unpayable").boolean());
    CHECK(fee->at("lines").items()[2].at("unpayable").boolean());
    CHECK(fee->at("lines").items()[2].text_at("gross") == "0.00");
    CHECK(rules_of(office.change(*fee, office.hours(1, 3, 6))) == "/lines/0/quantity:expert_fee.more_than_handed_in");
    CHECK(rules_of(office.change(
              *fee, office.hours(1, 2, 6, R"(,"residence":"non_resident","amount":"1.234","kind":"nothing")"))) ==
          "/lines/0/kind:field.bad_choice");
    CHECK(rules_of(office.change(*fee, office.hours(1, 2, 6, R"(,"residence":"non_resident","amount":"1.234")"))) ==
          "/lines/0/amount:number.too_many_decimals /lines/0/residence:expert_fee.non_resident_not_built");
    CHECK(rules_of(office.change(*fee, office.hours(1, 2, 6, R"(,"amount":"900")"))) ==
          "/lines/0/reason:expert_fee.reason_missing");
    REQUIRE(rules_of(void_expert_fee(stage.gate, stage.as("leader"), id_of(*fee), 1, json(R"({"reason":"改标准"})"),
                                     zh)) == "ok");
    fee = office.draft_of_panel(office.scheme("central-2017"));
    fee = office.change(*fee, office.hours(1, 2, 6, R"(,"title_level":"senior")"));
    REQUIRE(rules_of(fee) == "ok");
    CHECK(fee->text_at("net") == "1500.00");
    CHECK(fee->text_at("gross") == "1675.00");
    REQUIRE(rules_of(office.confirm(*fee)) == "ok");

    const auto csv = [&](const char* report, const Params& params) {
      const auto file = export_report_bytes(stage.gate, stage.as("clerk"), {report, params, zh}, "csv");
      return file ? file->bytes : rules_of(file);
    };
    const std::string payroll = csv("expert_payroll", {{"bill", fee->text_at("number")}});
    CHECK(payroll.find("专家E01") != std::string::npos);
    CHECK(payroll.find("1675.00") != std::string::npos);
    const std::string declared = csv("expert_tax_declaration", {{"month", "2022-10"}});
    CHECK(declared.find("劳务报酬") != std::string::npos);
    CHECK(declared.find("175.00") != std::string::npos);
    CHECK(stage.broken_laws() == "");
  });
}

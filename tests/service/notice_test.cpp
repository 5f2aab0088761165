#include <catch2/catch.hpp>

#include "service/notice_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;
using service::InboxQuery;
using service::NoticeService;

namespace {

Json inbox(Stage& stage, const std::string& login, const InboxQuery& query = {}) {
  auto listed = NoticeService(stage.gate).list(stage.as(login), query, Language::en);
  if (!listed) throw Defect(rules_of(listed));
  return std::move(*listed);
}

// "assigned due_soon": the newest first.
std::string kinds(Stage& stage, const std::string& login) {
  std::string text;
  const Json all = inbox(stage, login);
  for (const Json& one : all.at("items").items()) {
    text += (text.empty() ? "" : " ") + one.text_at("kind");
  }
  return text;
}

std::string first_text(Stage& stage, const std::string& login) {
  return inbox(stage, login).at("items").items().at(0).text_at("text");
}

std::int64_t remind(Stage& stage) {
  const auto told = NoticeService::remind(stage.gate, stage.clock.now(), 3, Calendar::shipped());
  if (!told) throw Defect(rules_of(told));
  return told->at(0).second;
}

}  // namespace

TEST_CASE("the way from panel to payment tells the right people only", "[notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {100000'00});
    stage.scored(contract.engagements[0], "82.50", "76.00");
    CHECK(kinds(stage, "expert1") == "assigned");
    CHECK(kinds(stage, "expert3") == "assigned");
    CHECK(kinds(stage, "agency") == "published");
    CHECK(kinds(stage, "other_agency").empty());
    CHECK(kinds(stage, "clerk").empty());  // he did it himself
    const Json statement = stage.confirmed(contract.id);
    CHECK(kinds(stage, "reviewer") == "statement_to_confirm");
    CHECK(kinds(stage, "leader") == "statement_to_confirm");
    CHECK(kinds(stage, "clerk") == "statement_confirmed");
    CHECK(kinds(stage, "agency") == "statement_confirmed published");
    REQUIRE(stage.pay(contract, statement.text_at("payable"), "V-1"));
    CHECK(kinds(stage, "agency") == "paid statement_confirmed published");
    CHECK(kinds(stage, "other_clerk").empty());
    CHECK(kinds(stage, "admin").empty());
    CHECK(first_text(stage, "expert1").find("云岭") == std::string::npos);
    CHECK(first_text(stage, "agency").find("专家") == std::string::npos);
    CHECK(stage.broken_laws() == "");
  });
}

TEST_CASE("an act that is refused or rolled back tells nobody", "[notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {100000'00});
    REQUIRE(stage.panel(contract.engagements[0], 2));
    const auto told = stage.count("SELECT COUNT(*) FROM notice");
    CHECK_FALSE(stage.panel(contract.engagements[0], 3));
    const auto broken = stage.gate.write(
        stage.as("clerk"), domain::Action::edit_contracts, {"contract", contract.id}, [&](service::Tx& tx) -> Outcome {
          service::tell_agency(tx, {"deadline_moved",
                                    {"engagement", contract.engagements[0]},
                                    "x",
                                    {},
                                    {{"kind", "plan"}, {"from", "a"}, {"to", "b"}}});
          CHECK(integer_or(tx.rows().query("SELECT COUNT(*) FROM notice")[0][0]) == told + 1);
          return refusal("contract.not_active");
        });
    CHECK_FALSE(broken);
    CHECK(stage.count("SELECT COUNT(*) FROM notice") == told);
  });
}

TEST_CASE("reminders come before the day, once for each date, and a moved day is told with both", "[notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {100000'00});
    const auto panel = stage.panel(contract.engagements[0], 2);  // until 2022-10-20
    REQUIRE(panel);
    CHECK(remind(stage) == 0);  // 2022-10-08: too early
    stage.clock.set("2022-10-17 01:00:00.000");
    CHECK(remind(stage) == 2);
    CHECK(remind(stage) == 0);
    CHECK(kinds(stage, "expert1") == "due_soon assigned");
    CHECK(inbox(stage, "expert1").at("items").items()[0].text_at("due_on") == "2022-10-20");
    const auto now = service::read_panel(stage.gate, stage.as("clerk"), id_of(*panel));
    REQUIRE(service::move_panel_deadline(stage.gate, stage.as("clerk"), id_of(*panel), version_of(*now),
                                         json(R"({"deadline_on":"2022-10-28"})")));
    const Json moved = inbox(stage, "expert1").at("items").items()[0];
    CHECK(moved.text_at("kind") == "deadline_moved");
    CHECK(moved.text_at("text").find("2022-10-20") != std::string::npos);
    CHECK(moved.text_at("text").find("2022-10-28") != std::string::npos);
    CHECK(moved.text_at("due_on") == "2022-10-28");
    CHECK(remind(stage) == 0);
    stage.clock.set("2022-10-26 01:00:00.000");
    CHECK(remind(stage) == 2);  // of the new date
    stage.clock.set("2022-10-29 01:00:00.000");
    CHECK(remind(stage) == 3);  // two experts and the clerk
    CHECK(kinds(stage, "clerk") == "overdue");
    CHECK(kinds(stage, "expert3").empty());
  });
}

TEST_CASE("an agency is reminded of what it has not delivered", "[notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {100000'00});
    stage.sql("UPDATE engagement SET plan_due_on = '2022-10-10' WHERE id = ?", {contract.engagements[0]});
    CHECK(remind(stage) == 1);
    CHECK(kinds(stage, "agency") == "due_soon");
    CHECK(first_text(stage, "agency").find("2022-10-10") != std::string::npos);
    CHECK(kinds(stage, "other_agency").empty());
  });
}

TEST_CASE("who loses sight of a row is not told its name any more", "[notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {100000'00});
    REQUIRE(stage.panel(contract.engagements[0], 1));
    CHECK(first_text(stage, "expert1").find("评价1") != std::string::npos);
    stage.sql("UPDATE panel_member SET recused = 1, recusal_reason = 'x'");
    const Json hidden = inbox(stage, "expert1").at("items").items()[0];
    CHECK(hidden.text_at("text").find("评价1") == std::string::npos);
    CHECK(hidden.at("reference").is_null());
    CHECK(hidden.at("due_on").is_null());
  });
}

TEST_CASE("an inbox is its owner's, unread first, page by page", "[notice]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {100'00, 200'00, 300'00});
    for (const auto engagement : contract.engagements) REQUIRE(stage.panel(engagement, 1));
    NoticeService service(stage.gate);
    InboxQuery query;
    query.limit = 2;
    const Json first = inbox(stage, "expert1", query);
    REQUIRE(first.at("items").items().size() == 2);
    CHECK(first.at("total").number() == "3");
    CHECK(first.at("unread").number() == "3");
    const std::int64_t newest = id_of(first.at("items").items()[0]);
    CHECK(rules_of(service.mark_read(stage.as("expert2"), newest, Language::zh)) == ":access.absent");
    CHECK(*service.unread(stage.as("expert1")) == 3);
    REQUIRE(service.mark_read(stage.as("expert1"), newest, Language::zh));
    CHECK(*service.unread(stage.as("expert1")) == 2);
    const Json unread_first = inbox(stage, "expert1", query);
    CHECK(id_of(unread_first.at("items").items()[0]) != newest);
    query.cursor = unread_first.text_at("next");
    const Json last = inbox(stage, "expert1", query);
    REQUIRE(last.at("items").items().size() == 1);
    CHECK(id_of(last.at("items").items()[0]) == newest);
    CHECK(last.at("next").is_null());
    query.cursor = "1-abc";
    CHECK(rules_of(service.list(stage.as("expert1"), query, Language::zh)) == "cursor:list.bad_cursor");
    CHECK(service.mark_all_read(stage.as("expert1"), "")->at("read").number() == "2");
    CHECK(*service.unread(stage.as("expert1")) == 0);
  });
}

#include "service/panel_life_service.h"

#include <catch2/catch.hpp>

#include "domain/case.h"
#include "service/declaration_service.h"
#include "service/file_scan_service.h"
#include "service/notice_service.h"
#include "service/panel_record.h"
#include "service/review_session_service.h"
#include "service/task_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

// Three sheets are needed, two at the least; the panel discusses, and what stood before it counts.
void discussing(Json& document) {
  document.set("discussion", Json::object().set("counts", "before"));
}
void lowerable(Json& document) {
  document.find("aggregation")->set("quorum", 3);
  Json panel = document.find("panel") ? document.at("panel") : Json::object();
  document.set("panel", panel.set("lowest_quorum", 2));
}

std::int64_t version_now(Stage& stage, std::int64_t panel) {
  return version_of(*read_panel(stage.gate, stage.as("clerk"), panel));
}

std::string seat(Stage& stage, std::int64_t panel, int expert) {
  const auto read = read_panel(stage.gate, stage.as("clerk"), panel);
  for (const Json& member : read->at("members").items()) {
    if (member.text_at("expert") == std::to_string(stage.world.experts[static_cast<std::size_t>(expert - 1)])) {
      return member.text_at("id");
    }
  }
  throw Defect("he has a seat");
}

std::string mailbox(Stage& stage, const std::string& login) {
  const auto inbox = NoticeService(stage.gate).list(stage.as(login), {}, Language::zh);
  std::string kinds;
  for (const Json& one : inbox->at("items").items()) kinds += one.text_at("kind") + " ";
  return kinds;
}

// He states that nothing binds him to anybody on the list.
void declare_nothing(Stage& stage, std::int64_t panel, const std::string& login) {
  const auto own = read_own_declaration(stage.gate, stage.as(login), panel);
  REQUIRE(own.ok());
  const Json body = Json::object().set("list_digest", own->text_at("list_digest")).set("none", true);
  REQUIRE(rules_of(declare(stage.gate, stage.as(login), panel, body)) == "ok");
}

bool has_task(Stage& stage, const std::string& login, const std::string& kind) {
  const auto tasks = my_tasks(stage.gate, stage.as(login));
  REQUIRE(tasks.ok());
  for (const Json& task : tasks->at("items").items()) {
    if (task.text_at("kind") == kind) return true;
  }
  return false;
}

std::string task_kinds(Stage& stage, const std::string& login) {
  const auto tasks = my_tasks(stage.gate, stage.as(login));
  std::string kinds;
  for (const Json& one : tasks->at("items").items()) kinds += one.text_at("kind") + " ";
  return kinds;
}

}  // namespace

TEST_CASE("experts answer their invitations, and a no leaves the seat to somebody else", "[panel_life]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t panel = id_of(*stage.panel(contract.engagements[0], 2));
    const auto& clerk = stage.as("clerk");
    CHECK(rules_of(send_invitations(stage.gate, stage.as("expert1"), panel, 1, json("{}"))) == ":access.role");
    const auto invited = send_invitations(stage.gate, clerk, panel, version_now(stage, panel), json("{}"));
    REQUIRE(rules_of(invited) == "ok");
    CHECK(invited->at("invites").boolean());
    // Two working days after 8 October 2022: that Sunday was worked for the holiday before it.
    CHECK(invited->at("members").items()[0].text_at("answer_on") == "2022-10-10");
    CHECK(mailbox(stage, "expert1").find("invited") != std::string::npos);
    CHECK(has_task(stage, "expert1", "answer_invitation"));
    CHECK_FALSE(has_task(stage, "expert1", "declare_relations"));
    CHECK(rules_of(stage.submit(panel, 1, "plan", "88.00")) == ":sheet.invitation_open");
    const std::int64_t first = std::stoll(seat(stage, panel, 1));
    const std::int64_t second = std::stoll(seat(stage, panel, 2));
    CHECK(rules_of(answer_invitation(stage.gate, stage.as("expert2"), first, json(R"({"answer":"accepted"})"))) ==
          ":access.absent");
    CHECK(rules_of(answer_invitation(stage.gate, clerk, first, json(R"({"answer":"accepted"})"))) == ":access.role");
    REQUIRE(rules_of(answer_invitation(stage.gate, stage.as("expert1"), first, json(R"({"answer":"accepted"})"))) ==
            "ok");
    // Who was invited declares before he opens anything, without the clerk asking for it.
    CHECK(has_task(stage, "expert1", "declare_relations"));
    CHECK(rules_of(stage.submit(panel, 1, "plan", "88.00")) == ":recusal.declaration_missing");
    declare_nothing(stage, panel, "expert1");
    CHECK_FALSE(has_task(stage, "expert1", "declare_relations"));
    CHECK(rules_of(stage.submit(panel, 1, "plan", "88.00")) == "ok");
    CHECK(rules_of(answer_invitation(stage.gate, stage.as("expert2"), second, json(R"({"answer":"declined"})"))) ==
          "/reason:panel.reason_missing");
    REQUIRE(rules_of(answer_invitation(stage.gate, stage.as("expert2"), second,
                                       json(R"({"answer":"declined","reason":"出差"})"))) == "ok");
    CHECK(rules_of(read_panel(stage.gate, stage.as("expert2"), panel)) == ":access.absent");
    CHECK(mailbox(stage, "clerk").find("invitation_answered") != std::string::npos);
    // Not drawn: the clerk names the substitute himself.
    CHECK(rules_of(seat_late_member(stage.gate, clerk, panel, version_now(stage, panel),
                                    json(R"({"leaving":")" + std::to_string(second) + R"(","reason":"替补"})"))) ==
          ":draw.none_for_panel");
    const std::string third = std::to_string(stage.world.experts[2]);
    const auto seated = seat_late_member(stage.gate, clerk, panel, version_now(stage, panel),
                                         json(R"({"expert":")" + third + R"(","leaving":")" + std::to_string(second) +
                                              R"(","reason":"替补","deadline_on":"2022-10-25"})"));
    REQUIRE(rules_of(seated) == "ok");
    CHECK(seated->at("members").items().back().text_at("origin") == "substitute");
    CHECK(seated->text_at("deadline_on") == "2022-10-25");
    CHECK(mailbox(stage, "expert1").find("deadline_moved") != std::string::npos);
    CHECK(stage.sheet(panel, 3, "plan").text_at("state") == "draft");
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("a member leaves and a leader lowers the quorum: the result stands and says so", "[panel_life]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", lowerable);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.nothing_is_due();
    const std::int64_t panel = id_of(*stage.panel(contract.engagements[0]));
    for (const int expert : {1, 2}) {
      REQUIRE(stage.submit(panel, expert, "plan", "88.00").ok());
      REQUIRE(stage.submit(panel, expert, "report", "80.00").ok());
    }
    const auto missing = may_close_panel(stage.gate, stage.as("clerk"), panel);
    REQUIRE(!missing.ok());
    CHECK(missing.problems().front().rule == "panel.sheets_missing");
    const auto left = leave_panel(stage.gate, stage.as("clerk"), panel, version_now(stage, panel),
                                  json(R"({"member":")" + seat(stage, panel, 3) + R"(","reason":"住院"})"));
    REQUIRE(rules_of(left) == "ok");
    CHECK(rules_of(read_panel(stage.gate, stage.as("expert3"), panel)) == ":access.absent");
    const auto lacking = may_close_panel(stage.gate, stage.as("clerk"), panel);
    REQUIRE(!lacking.ok());
    CHECK(lacking.problems().front().rule == "panel.quorum_missing");
    // Nobody is awaited, and yet the home page does not say that all is done.
    CHECK(task_kinds(stage, "clerk") == "panel_not_ready ");
    const Json wish = json(R"({"quorum":2,"reason":"一人住院"})");
    CHECK(rules_of(lower_panel_quorum(stage.gate, stage.as("clerk"), panel, 1, wish)) == ":access.role");
    const auto lowered = lower_panel_quorum(stage.gate, stage.as("leader"), panel, version_now(stage, panel), wish);
    REQUIRE(rules_of(lowered) == "ok");
    REQUIRE(may_close_panel(stage.gate, stage.as("clerk"), panel).ok());
    CHECK(task_kinds(stage, "clerk") == "close_panel ");
    const auto closed = stage.close(panel);
    REQUIRE(rules_of(closed) == "ok");
    // The case carries the lowered quorum, so a stranger computes the same.
    const Json& document = closed->at("result").at("case");
    CHECK(document.at("engagements").items()[0].at("quorum").number() == "2");
    const auto read = domain::read_case(document);
    REQUIRE(read.ok());
    CHECK(domain::evaluate(*read).ok());
    Json forged = document;
    forged.find("engagements")->items()[0].set("quorum", 1);
    CHECK(rules_of(domain::read_case(forged)) == "/engagements/0/quorum:sheets.quorum_not_allowed");
    const auto record = panel_record(stage.gate, stage.as("leader"), panel);
    REQUIRE(rules_of(record) == "ok");
    CHECK(record->at("quorum").at("changes").items()[0].text_at("reason") == "一人住院");
    CHECK(record->at("attendance").items()[2].text_at("left_reason") == "住院");
    CHECK(rules_of(panel_record(stage.gate, stage.as("expert1"), panel)) == ":access.role");
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("scores before and after a discussion are both kept, and the policy says which counts", "[panel_life]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database, "honghe-2022", discussing);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    stage.nothing_is_due();
    const std::int64_t panel = id_of(*stage.panel(contract.engagements[0]));
    for (const int expert : {1, 2, 3}) {
      REQUIRE(stage.submit(panel, expert, "plan", "80.00").ok());
      REQUIRE(stage.submit(panel, expert, "report", "80.00").ok());
    }
    CHECK(rules_of(stage.close(panel)) == ":panel.discussion_missing");
    CHECK(task_kinds(stage, "clerk") == "panel_not_ready ");
    const auto opened =
        open_panel_discussion(stage.gate, stage.as("clerk"), panel, version_now(stage, panel), json("{}"));
    REQUIRE(rules_of(opened) == "ok");
    const Json sheet = stage.sheet(panel, 1, "plan");
    const auto revised = revise_sheet(stage.gate, stage.as("expert1"), id_of(sheet), version_of(sheet), json("{}"));
    REQUIRE(rules_of(revised) == "ok");
    CHECK(revised->text_at("first_total") == "80.00");
    REQUIRE(stage.submit(panel, 1, "plan", "95.00").ok());
    // A revision that is never handed in leaves the first score.
    const Json begun = stage.sheet(panel, 2, "report");
    const auto draft = revise_sheet(stage.gate, stage.as("expert2"), id_of(begun), version_of(begun), json("{}"));
    REQUIRE(rules_of(draft) == "ok");
    REQUIRE(rules_of(save_sheet(stage.gate, stage.as("expert2"), id_of(begun), version_of(*draft),
                                json(R"({"total":"10"})"))) == "ok");
    const auto closed = stage.close(panel);
    REQUIRE(rules_of(closed) == "ok");
    CHECK(closed->at("result").text_at("final_score") == "80.00");
    const auto record = panel_record(stage.gate, stage.as("clerk"), panel);
    const Json& first = record->at("scores").items()[0];
    CHECK(first.text_at("first") + " " + first.text_at("last") + " " + first.text_at("counted") == "80.00 95.00 80.00");
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("minutes are kept in revisions until the chair signs", "[panel_life]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000});
    const std::int64_t panel = id_of(*stage.panel(contract.engagements[0]));
    const auto duty = [&](int expert, const char* name) {
      return give_panel_duty(
          stage.gate, stage.as("clerk"), panel, version_now(stage, panel),
          json(R"({"member":")" + seat(stage, panel, expert) + R"(","duty":")" + std::string(name) + R"("})"));
    };
    REQUIRE(rules_of(duty(1, "chair")) == "ok");
    REQUIRE(rules_of(duty(2, "rapporteur")) == "ok");
    const std::int64_t chair = std::stoll(seat(stage, panel, 1));
    const std::int64_t rapporteur = std::stoll(seat(stage, panel, 2));
    const std::int64_t other = std::stoll(seat(stage, panel, 3));
    const Json text = json(R"({"discussion":"指标设置偏少","revision":0})");
    CHECK(rules_of(write_minutes_as_member(stage.gate, stage.as("expert3"), other, text)) == ":minutes.not_rapporteur");
    CHECK(rules_of(write_minutes_as_member(stage.gate, stage.as("expert3"), rapporteur, text)) == ":access.absent");
    REQUIRE(rules_of(write_minutes_as_member(stage.gate, stage.as("expert2"), rapporteur, text)) == "ok");
    CHECK(rules_of(write_minutes_as_member(stage.gate, stage.as("expert2"), rapporteur, text)) ==
          "/revision:minutes.stale");
    CHECK(read_minutes(stage.gate, stage.as("expert3"), panel)->at("items").items().empty());
    CHECK(read_minutes(stage.gate, stage.as("expert1"), panel)->at("items").items()[0].text_at("written_by").empty());
    CHECK(rules_of(sign_minutes(stage.gate, stage.as("expert2"), rapporteur, json(R"({"revision":1})"))) ==
          ":minutes.not_chair");
    REQUIRE(rules_of(sign_minutes(stage.gate, stage.as("expert1"), chair, json(R"({"revision":1})"))) == "ok");
    CHECK(rules_of(write_minutes(stage.gate, stage.as("clerk"), panel, json(R"({"decisions":"x","revision":1})"))) ==
          ":minutes.signed");
    CHECK(stage.broken_laws().empty());
  });
}

TEST_CASE("a session tells everybody, again when it moves, and says who would be in two places", "[review_session]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    const TestContract contract = stage.contract("HT-1", {10'000'000, 10'000'000});
    const std::int64_t first = id_of(*stage.panel(contract.engagements[0]));
    const std::int64_t second = id_of(*stage.panel(contract.engagements[1]));
    const auto body = [&](const std::string& day, const std::string& starts) {
      return json(R"({"name":"第一场","held_on":")" + day + R"(","starts":"09:00","ends":"12:00","place":"三楼",)" +
                  R"("items":[{"panel":")" + std::to_string(first) +
                  R"(","starts":"09:00","ends":"10:00","group":"甲"},)" + R"({"panel":")" + std::to_string(second) +
                  R"(","starts":")" + starts + R"(","ends":"11:00","group":"乙"}]})");
    };
    CHECK(rules_of(plan_session(stage.gate, stage.as("reviewer"), body("2022-10-12", "09:30"))) == ":access.role");
    CHECK(rules_of(plan_session(stage.gate, stage.as("clerk"), body("2022-10-01", "09:30"))) ==
          "/held_on:session.day_past");
    const auto planned = plan_session(stage.gate, stage.as("clerk"), body("2022-10-12", "09:30"));
    REQUIRE(rules_of(planned) == "ok");
    CHECK(planned->at("conflicts").items().size() == 3);
    CHECK(mailbox(stage, "expert1").find("session_set") != std::string::npos);
    const auto moved = change_session(stage.gate, stage.as("clerk"), id_of(*planned), version_of(*planned),
                                      body("2022-10-13", "10:00"));
    REQUIRE(rules_of(moved) == "ok");
    CHECK(moved->at("conflicts").items().empty());
    CHECK(mailbox(stage, "expert1").find("session_moved") != std::string::npos);
    const auto seen = panel_sessions(stage.gate, stage.as("expert1"), first);
    CHECK(seen->at("items").items()[0].text_at("held_on") == "2022-10-13");
    CHECK(rules_of(read_session(stage.gate, stage.as("expert1"), id_of(*planned))) == ":access.absent");
    REQUIRE(rules_of(cancel_session(stage.gate, stage.as("clerk"), id_of(*planned), version_of(*moved),
                                    json(R"({"reason":"大雪"})"))) == "ok");
    CHECK(panel_sessions(stage.gate, stage.as("expert1"), first)->at("items").items().empty());
    CHECK(stage.broken_laws().empty());
  });
}

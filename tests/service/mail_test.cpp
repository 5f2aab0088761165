#include <catch2/catch.hpp>

#include "domain/notice.h"
#include "service/mail_service.h"
#include "service/notice_service.h"
#include "support/heart_world.h"

using namespace zhiheng;
using namespace zhiheng::testing;
using service::MailAnswer;
using service::MailService;
using service::NoticeService;

namespace {

struct Postbox final : service::MailTransport {
  MailAnswer send(const service::OutgoingMail& mail) noexcept override {
    mails.push_back(mail);
    return answer;
  }
  std::vector<service::OutgoingMail> mails;
  MailAnswer answer;
};

// The account's address, confirmed, with this way for every kind.
void give_address(Stage& stage, const std::string& login, const std::string& way) {
  const auto id = stage.as(login).account_id;
  stage.sql("INSERT INTO notice_address (account_id, address, updated_at) VALUES (?, ?, '2022-10-01 00:00:00.000')",
            {id, login + "@zhiheng.test"});
  for (const std::string& kind : domain::notice_kinds()) {
    stage.sql("INSERT INTO notice_way (account_id, kind, way) VALUES (?, ?, ?)", {id, kind, way});
  }
}

std::string counts_of(const Result<service::JobCounts>& counts) {
  if (!counts) return rules_of(counts);
  std::string text;
  for (const auto& [name, value] : *counts) {
    if (value != 0) text += (text.empty() ? "" : " ") + name + "=" + std::to_string(value);
  }
  return text;
}

std::string send(Stage& stage, Postbox& postbox) {
  service::MailSettings settings;
  settings.public_url = "https://zhiheng.test";
  return counts_of(MailService::send_waiting(stage.gate, postbox, settings));
}

}  // namespace

TEST_CASE("an address is used once its code was given", "[notice][mail]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    NoticeService service(stage.gate);
    const auto& expert = stage.as("expert1");
    CHECK(
        rules_of(service.change_wishes(
            expert, 1, json(R"({"address":"a@b","digest_hour":24,"ways":{"paid":"by_pigeon","nonsense":"inbox"}})"))) ==
        "/ways/paid:notice.way_unknown /ways/nonsense:notice.kind_unknown /digest_hour:notice.hour_malformed "
        "/address:notice.address_malformed");
    REQUIRE(service.change_wishes(expert, 1, json(R"({"address":"li.ming@zhiheng.test","digest_hour":7})")));
    CHECK(service.wishes(expert)->at("address").is_null());
    CHECK(rules_of(service.change_wishes(expert, 2, json(R"({"address":"other@zhiheng.test"})"))) ==
          "/address:notice.code_too_soon");
    CHECK(rules_of(service.change_wishes(expert, 1, json("{}"))) == "version:notice.wishes_stale");
    Postbox postbox;
    CHECK(send(stage, postbox) == "sent=1");
    REQUIRE(postbox.mails.size() == 1);
    CHECK(postbox.mails[0].recipient == "li.ming@zhiheng.test");
    const std::string body = postbox.mails[0].body;
    std::string code;
    for (const char c : body) {
      if (code.size() == 6) break;
      code = c >= '0' && c <= '9' ? code + c : std::string();
    }
    REQUIRE(code.size() == 6);
    const std::string wrong = code == "000000" ? "000001" : "000000";
    CHECK(rules_of(service.confirm_address(expert, wrong)) == "/code:notice.code_wrong");
    REQUIRE(service.confirm_address(expert, code));
    CHECK(service.wishes(expert)->text_at("address") == "li.ming@zhiheng.test");
    CHECK(rules_of(service.confirm_address(expert, code)) == "/code:notice.no_address_waits");
    CHECK(stage.count("SELECT COUNT(*) FROM mail WHERE code <> ''") == 0);
  });
}

TEST_CASE("a code is not guessed", "[notice][mail]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    NoticeService service(stage.gate);
    const auto& expert = stage.as("expert1");
    REQUIRE(service.change_wishes(expert, 1, json(R"({"address":"li@zhiheng.test"})")));
    for (int i = 0; i < 5; ++i) CHECK(rules_of(service.confirm_address(expert, "x")) == "/code:notice.code_wrong");
    CHECK(rules_of(service.confirm_address(expert, "x")) == "/code:notice.code_expired");
  });
}

TEST_CASE("a notice is mailed once, in its reader's sight", "[notice][mail]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    for (const char* login : {"expert1", "expert2"}) give_address(stage, login, "at_once");
    const TestContract contract = stage.contract("HT-1", {100'00});
    REQUIRE(stage.panel(contract.engagements[0], 3));  // the third has no address
    stage.sql("UPDATE panel_member SET recused = 1, recusal_reason = 'x' WHERE expert_id = ?",
              {stage.world.experts[1]});
    Postbox postbox;
    CHECK(send(stage, postbox) == "sent=1 dropped=1");
    REQUIRE(postbox.mails.size() == 1);
    CHECK(postbox.mails[0].recipient == "expert1@zhiheng.test");
    CHECK(postbox.mails[0].body.find("评价1") != std::string::npos);
    CHECK(postbox.mails[0].body.find("2022-10-20") != std::string::npos);
    CHECK(postbox.mails[0].body.find("https://zhiheng.test/notice-wishes") != std::string::npos);
    CHECK(send(stage, postbox).empty());
  });
}

TEST_CASE("what a server refuses is tried again, and given up", "[notice][mail]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    give_address(stage, "expert1", "at_once");
    const TestContract contract = stage.contract("HT-1", {100'00, 200'00});
    REQUIRE(stage.panel(contract.engagements[0], 1));
    Postbox postbox;
    postbox.answer = {MailAnswer::Fate::down, "no route"};
    CHECK(send(stage, postbox) == ":mail.down");
    CHECK(send(stage, postbox).empty());  // not before a minute has gone
    stage.clock.advance_minutes(2);
    postbox.answer = {MailAnswer::Fate::later, "451"};
    CHECK(send(stage, postbox) == "deferred=1");
    stage.clock.advance_minutes(2);
    postbox.answer = {};
    CHECK(send(stage, postbox) == "sent=1");
    // The same mail whatever happened to it, so that a reader's program knows a second one.
    CHECK(postbox.mails[0].message_id == postbox.mails[2].message_id);
    REQUIRE(stage.panel(contract.engagements[1], 1));
    postbox.answer = {MailAnswer::Fate::never, "550"};
    CHECK(send(stage, postbox) == "dead=1");
    stage.clock.advance_minutes(1000);
    CHECK(send(stage, postbox).empty());
    CHECK(MailService::figures(stage.gate)->dead == 1);
  });
}

TEST_CASE("a mail whose sender died is taken over when its claim ends", "[notice][mail]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    give_address(stage, "expert1", "at_once");
    const TestContract contract = stage.contract("HT-1", {100'00});
    REQUIRE(stage.panel(contract.engagements[0], 1));
    const Timestamp until = Timestamp::from_milliseconds(stage.clock.now().milliseconds() + 600'000);
    stage.sql("UPDATE mail SET state = 'claimed', claimed_until = ?", {until.utc()});
    Postbox postbox;
    CHECK(send(stage, postbox).empty());
    stage.clock.advance_minutes(11);
    CHECK(send(stage, postbox) == "sent=1");
  });
}

TEST_CASE("a digest is one mail a day after the chosen hour", "[notice][mail]") {
  for_each_engine([](store::Database& database) {
    Stage stage(database);
    give_address(stage, "expert1", "digest");
    stage.sql("UPDATE notice_address SET digest_hour = 10");
    const TestContract contract = stage.contract("HT-1", {100'00, 200'00, 300'00});
    REQUIRE(stage.panel(contract.engagements[0], 1));
    REQUIRE(stage.panel(contract.engagements[1], 1));
    Postbox postbox;
    const auto digest = [&] { return counts_of(MailService::queue_digests(stage.gate, stage.clock.now())); };
    CHECK(digest().empty());  // nine o'clock in China
    stage.clock.set("2022-10-08 02:00:00.000");
    CHECK(digest() == "digests=1");
    CHECK(send(stage, postbox) == "sent=1");
    REQUIRE(postbox.mails.size() == 1);
    CHECK(postbox.mails[0].body.find("评价1") != std::string::npos);
    CHECK(postbox.mails[0].body.find("评价2") != std::string::npos);
    REQUIRE(stage.panel(contract.engagements[2], 1));
    CHECK(digest().empty());
    stage.clock.set("2022-10-09 02:00:00.000");
    CHECK(digest() == "digests=1");
    CHECK(send(stage, postbox) == "sent=1");
    CHECK(postbox.mails[1].body.find("评价3") != std::string::npos);
    CHECK(postbox.mails[1].body.find("评价1") == std::string::npos);
  });
}

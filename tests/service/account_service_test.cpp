// Signing in, sessions, passwords and who may manage whose account.
#include "service/account_service.h"

#include <catch2/catch.hpp>

#include "service/idempotency_service.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

std::vector<std::string> rules_of(const Problems& problems) {
  std::vector<std::string> rules;
  for (const Problem& problem : problems) rules.push_back(problem.rule);
  return rules;
}
template <class T>
std::vector<std::string> rules_of(const Result<T>& result) {
  return rules_of(result.problems());
}
using Rules = std::vector<std::string>;

Json body_of(const std::string& text) {
  return *parse_json(text);
}

}  // namespace

TEST_CASE("who signs in gets a session that ends by idleness, by age and by signing out") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto session = accounts.sign_in("clerk", test_password);
    REQUIRE(session.ok());
    CHECK(session->actor.has(domain::Role::clerk));
    CHECK(session->actor.bureaus.size() == 1);
    CHECK(session->csrf != session->token);
    CHECK(accounts.actor_of_token(session->token)->login == "clerk");
    CHECK(rules_of(accounts.actor_of_token("nonsense")) == Rules{"account.signed_out"});
    for (int i = 0; i < 10; ++i) {
      clock.advance_minutes(29);
      CHECK(accounts.actor_of_token(session->token).ok());
    }
    SECTION("idle for half an hour") {
      clock.advance_minutes(30);
      CHECK(rules_of(accounts.actor_of_token(session->token)) == Rules{"account.signed_out"});
    }
    SECTION("twelve hours old though in use") {
      for (int i = 0; i < 15; ++i) {
        clock.advance_minutes(29);
        (void)accounts.actor_of_token(session->token);
      }
      CHECK(rules_of(accounts.actor_of_token(session->token)) == Rules{"account.signed_out"});
    }
    SECTION("signed out") {
      CHECK(accounts.sign_out(session->token).ok());
      CHECK(rules_of(accounts.actor_of_token(session->token)) == Rules{"account.signed_out"});
    }
    // The token itself is nowhere in the database.
    auto rows = database.reader();
    CHECK(
        rows->query("SELECT id FROM session WHERE token_digest = ? OR csrf_token = ?", {session->token, session->token})
            .empty());
  });
}

TEST_CASE("an unknown login and a wrong password are refused alike; five wrong ones lock") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    CHECK(accounts.sign_in("nobody", "x").problems() == accounts.sign_in("clerk", "x").problems());
    for (int i = 0; i < 4; ++i) {
      CHECK(rules_of(accounts.sign_in("clerk", "wrong")) == Rules{"account.bad_credentials"});
    }
    CHECK(rules_of(accounts.sign_in("clerk", test_password)) == Rules{"account.locked"});
    CHECK(accounts.sign_in("reviewer", test_password).ok());
    clock.advance_minutes(29);
    CHECK(rules_of(accounts.sign_in("clerk", test_password)) == Rules{"account.locked"});
    clock.advance_minutes(2);
    CHECK(accounts.sign_in("clerk", test_password).ok());
  });
}

TEST_CASE("accounts are made, changed and disabled by administrators only") {
  for_each_engine([](store::Database& database) {
    const auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const Json body = body_of(R"({"login":"zhang.san","display_name":"张三","password":"Qualit-2022",
                                  "roles":["clerk","reviewer"],"bureau":"532500"})");
    CHECK(rules_of(accounts.create_account(world.as("clerk"), body)) == Rules{"access.role"});
    const auto made = accounts.create_account(world.as("admin"), body);
    REQUIRE(made.ok());
    CHECK(made->text_at("bureau") == std::to_string(world.bureau));
    CHECK(accounts.sign_in("zhang.san", "Qualit-2022").ok());
    CHECK(rules_of(accounts.create_account(operator_of_machine(), body)) == Rules{"account.login_taken"});
    const auto bad = accounts.create_account(
        world.as("admin"),
        body_of(R"({"login":"X","display_name":"","password":"short","roles":["king","agency"],"colour":1})"));
    const Rules expected{"account.role_unknown", "field.unknown", "field.required"};
    const Rules got = rules_of(bad);
    for (const auto& rule : expected) CHECK(std::count(got.begin(), got.end(), rule) == 1);
    CHECK(rules_of(accounts.create_account(world.as("admin"), body_of(R"({"login":"li.si","display_name":"李四",
          "password":"Qualit-2022","roles":["agency","expert","leader"],"agency":"91530000MA6K00009X"})"))) ==
          Rules{"account.reference_absent", "account.bureau_missing", "account.agency_missing",
                "account.expert_missing"});

    const std::int64_t id = std::stoll(made->text_at("id"));
    const auto session = *accounts.sign_in("zhang.san", "Qualit-2022");
    const auto version = *accounts.read_account(world.as("admin"), id)->at("version").integer();
    CHECK(rules_of(accounts.change_account(world.as("admin"), id, version + 1, body_of(R"({"roles":["leader"]})"))) ==
          Rules{"account.stale"});
    REQUIRE(accounts.change_account(world.as("admin"), id, version, body_of(R"({"roles":["leader"]})")).ok());
    CHECK(accounts.actor_of_token(session.token)->has(domain::Role::leader));
    CHECK(accounts.disable_account(world.as("admin"), id).ok());
    CHECK(rules_of(accounts.actor_of_token(session.token)) == Rules{"account.signed_out"});
    CHECK(rules_of(accounts.sign_in("zhang.san", "Qualit-2022")) == Rules{"account.disabled"});
    CHECK(rules_of(accounts.disable_account(world.as("admin"), world.as("admin").account_id)) ==
          Rules{"account.last_administrator"});
    const auto listed = accounts.list_accounts(world.as("admin"), "zhang", "", 10);
    REQUIRE(listed.ok());
    CHECK(*listed->at("total").integer() == 1);
    CHECK(listed->at("items").items()[0].at("roles").items().size() == 1);
  });
}

TEST_CASE("passwords follow the rules, and a change ends the other sessions") {
  CHECK(check_password("clerk", "Abcdefghi1", "p").empty());
  CHECK(check_password("clerk", "密码密码密码密码aB", "p").empty());
  CHECK(rules_of(check_password("clerk", "Ab1", "p")) == Rules{"account.password_short"});
  CHECK(rules_of(check_password("clerk", "abcdefghijk", "p")) == Rules{"account.password_plain"});
  CHECK(rules_of(check_password("clerk", "Xx1-CLERK-2022", "p")) == Rules{"account.password_like_login"});
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto here = *accounts.sign_in("clerk", test_password);
    const auto there = *accounts.sign_in("clerk", test_password);
    CHECK(rules_of(accounts.change_password(here.actor, here.token, "wrong", "Another-2022")) ==
          Rules{"account.wrong_password"});
    CHECK(rules_of(accounts.change_password(here.actor, here.token, test_password, test_password)) ==
          Rules{"account.password_same"});
    CHECK(accounts.change_password(here.actor, here.token, test_password, "Another-2022").ok());
    CHECK(accounts.actor_of_token(here.token).ok());
    CHECK_FALSE(accounts.actor_of_token(there.token).ok());
    CHECK(accounts.sign_in("clerk", "Another-2022").ok());
  });
}

TEST_CASE("an administrator of a bureau manages its subtree alone") {
  for_each_engine([](store::Database& database) {
    auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    REQUIRE(accounts
                .create_account(world.as("admin"), body_of(R"({"login":"local","display_name":"本级管理员",
            "password":"Qualit-2022","roles":["system_administrator"],"bureau":"532500"})"))
                .ok());
    const auto local = *accounts.actor_of_login(operator_of_machine(), "local");
    CHECK(rules_of(accounts.actor_of_login(local, "admin")) == Rules{"access.role"});
    CHECK(accounts.read_account(local, world.as("clerk").account_id).ok());
    CHECK(rules_of(accounts.read_account(local, world.as("other_clerk").account_id)) == Rules{"access.absent"});
    CHECK(rules_of(accounts.read_account(local, world.as("admin").account_id)) == Rules{"access.absent"});
    CHECK(rules_of(accounts.create_account(local, body_of(R"({"login":"wang","display_name":"王五",
          "password":"Qualit-2022","roles":["clerk"],"bureau":"530100"})"))) == Rules{"account.outside_scope"});
    CHECK(*accounts.list_accounts(local, "", "", 100)->at("total").integer() == 9);
  });
}

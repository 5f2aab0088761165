// Signing in, sessions, passwords and who may manage whose account.
#include "service/account_service.h"

#include <catch2/catch.hpp>

#include "service/idempotency_service.h"
#include "service/security_service.h"
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

TEST_CASE("an unknown login and a wrong password are refused alike; the wait after five wrong ones doubles") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto seconds = [&](const std::string& login, const std::string& password) {
      const auto refused = accounts.sign_in(login, password);
      if (refused.ok() || refused.problems()[0].rule != "account.locked") return std::string("none");
      CHECK(refused.problems()[0].kind == Kind::too_many);
      return refused.problems()[0].params[0].second;
    };
    for (const std::string login : {"nobody", "clerk"}) {
      for (int i = 0; i < 5; ++i) CHECK(rules_of(accounts.sign_in(login, "wrong")) == Rules{"account.bad_credentials"});
      CHECK(seconds(login, test_password) == "30");
    }
    CHECK(accounts.sign_in("reviewer", test_password).ok());
    clock.advance_minutes(1);
    CHECK(rules_of(accounts.sign_in("clerk", "wrong")) == Rules{"account.bad_credentials"});
    CHECK(seconds("clerk", test_password) == "60");
    clock.advance_minutes(1);
    CHECK(accounts.sign_in("clerk", test_password).ok());
    // Whoever got in begins anew.
    CHECK(rules_of(accounts.sign_in("clerk", "wrong")) == Rules{"account.bad_credentials"});
    CHECK(seconds("clerk", "wrong") == "none");
  });
}

TEST_CASE("one address gets only so many failures, whatever the login, and an own account gives none back") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const Visitor bad{"203.0.113.9", "guesser"};
    REQUIRE(SecurityService(gate).change_settings(operator_of_machine(), body_of(R"({"address_lock_after":6})")).ok());
    for (int i = 0; i < 6; ++i) {
      (void)accounts.sign_in("user" + std::to_string(i), "wrong", bad);
      if (i % 3 == 0) CHECK(accounts.sign_in("reviewer", test_password, bad).ok());
    }
    CHECK(rules_of(accounts.sign_in("clerk", test_password, bad)) == Rules{"account.locked"});
    CHECK(accounts.sign_in("clerk", test_password, {"203.0.113.10", "office"}).ok());
    clock.advance_minutes(2);
    CHECK(accounts.sign_in("clerk", test_password, bad).ok());
    const auto rows = database.reader()->query("SELECT address, program FROM session WHERE address = ?", {bad.address});
    CHECK(rows.size() == 3);
  });
}

TEST_CASE("own sessions are listed and ended, those of others by the security administrator alone") {
  for_each_engine([](store::Database& database) {
    auto world = make_world(database);
    {
      auto rows = database.writer();
      rows->begin_write();
      add_account(*rows, world, "guardian", domain::Role::security_administrator, 0);
      rows->commit();
    }
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto here = *accounts.sign_in("clerk", test_password, {"10.0.0.1", "browser"});
    clock.advance_minutes(1);
    const auto there = *accounts.sign_in("clerk", test_password, {"10.0.0.2", "tablet"});
    CHECK(there.before_address == "10.0.0.1");
    CHECK_FALSE(there.before_at.empty());
    const auto listed = accounts.own_sessions(here.actor, here.id);
    REQUIRE(listed->at("items").items().size() == 2);
    CHECK(listed->at("items").items()[1].at("current").boolean());
    const auto stranger = *accounts.sign_in("reviewer", test_password);
    CHECK(rules_of(accounts.end_own_session(stranger.actor, there.id)) == Rules{"access.absent"});
    CHECK(accounts.end_own_session(here.actor, there.id).ok());
    CHECK_FALSE(accounts.actor_of_token(there.token).ok());
    CHECK(rules_of(accounts.end_sessions_of(world.as("admin"), here.actor.account_id)) == Rules{"access.role"});
    CHECK(*accounts.end_sessions_of(world.as("guardian"), here.actor.account_id) == 1);
    CHECK_FALSE(accounts.actor_of_token(here.token).ok());
    const auto log = accounts.own_sign_ins(here.actor, "", 10);
    CHECK(log->at("items").items().size() == 2);
  });
}

TEST_CASE("what a page asks by itself does not keep a session alive") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto session = *accounts.sign_in("clerk", test_password);
    for (int i = 0; i < 2; ++i) {
      clock.advance_minutes(14);
      CHECK(accounts.session_of(session.token, {}, true).ok());
    }
    clock.advance_minutes(3);
    CHECK_FALSE(accounts.session_of(session.token, {}, true).ok());
  });
}

TEST_CASE("one administrator makes accounts, another grants roles, and neither knows a password") {
  for_each_engine([](store::Database& database) {
    auto world = make_world(database);
    {
      auto rows = database.writer();
      rows->begin_write();
      add_account(*rows, world, "guardian", domain::Role::security_administrator, 0);
      rows->commit();
    }
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto& admin = world.as("admin");
    const auto& guardian = world.as("guardian");
    const Json body = body_of(R"({"login":"zhang.san","display_name":"张三","bureau":"532500"})");
    CHECK(rules_of(accounts.create_account(world.as("clerk"), body)) == Rules{"access.role"});
    CHECK(rules_of(accounts.create_account(guardian, body)) == Rules{"access.role"});
    CHECK(
        rules_of(accounts.create_account(admin, body_of(R"({"login":"zhang.san","display_name":"张三","roles":["clerk"],
          "password":"Ganbei-Kanne-88","bureau":"532500"})"))) ==
        Rules{"account.password_by_others", "account.roles_elsewhere"});
    const auto made = accounts.create_account(admin, body);
    REQUIRE(made.ok());
    const std::int64_t id = std::stoll(made->text_at("id"));
    CHECK(rules_of(accounts.create_account(admin, body)) == Rules{"account.login_taken"});

    const std::string code = made->text_at("code");
    CHECK(code.size() == 19);
    CHECK(rules_of(accounts.use_code("zhang.san", "AAAA-BBBB-CCCC-DDDD", "short", {})) ==
          Rules{"account.password_short", "account.password_plain", "account.bad_code"});
    CHECK(rules_of(accounts.use_code("nobody", code, "Ganbei-Kanne-88", {})) == Rules{"account.bad_code"});
    const auto session = accounts.use_code("zhang.san", code, "Ganbei-Kanne-88", {});
    REQUIRE(session.ok());
    CHECK(rules_of(accounts.use_code("zhang.san", code, "Ganbei-Kanne-99", {})) == Rules{"account.bad_code"});
    CHECK(accounts.sign_in("zhang.san", "Ganbei-Kanne-88").ok());

    const auto change = [&](const domain::Actor& actor, const std::string& text) {
      const auto version = *accounts.read_account(admin, id)->at("version").integer();
      return accounts.change_account(actor, id, version, body_of(text));
    };
    CHECK(rules_of(change(admin, R"({"roles":["leader"]})")) == Rules{"access.role"});
    CHECK(rules_of(change(guardian, R"({"display_name":"李四"})")) == Rules{"access.role"});
    CHECK(change(guardian, R"({"roles":["clerk","reviewer"]})").ok());
    CHECK(accounts.actor_of_token(session->token)->has(domain::Role::reviewer));
    CHECK(rules_of(change(guardian, R"({"roles":["clerk","auditor"]})")) == Rules{"grant.roles_kept_apart"});
    CHECK(rules_of(change(guardian, R"({"roles":["agency","expert","budget_unit"]})")) ==
          Rules{"account.agency_missing", "account.expert_missing", "account.budget_unit_missing"});
    CHECK(rules_of(accounts.change_account(guardian, guardian.account_id, 1, body_of(R"({"roles":["auditor"]})"))) ==
          Rules{"grant.own_account", "account.last_administrator"});
    CHECK(rules_of(accounts.change_account(admin, id, 99, body_of(R"({"display_name":"李四"})"))) ==
          Rules{"account.stale"});

    const auto issued = accounts.issue_code(admin, id);
    REQUIRE(issued.ok());
    CHECK_FALSE(accounts.actor_of_token(session->token).ok());
    CHECK_FALSE(accounts.sign_in("zhang.san", "Ganbei-Kanne-88").ok());
    clock.advance_minutes(24 * 60 + 1);
    CHECK(rules_of(accounts.use_code("zhang.san", issued->code, "Ganbei-Kanne-99", {})) == Rules{"account.bad_code"});
    CHECK(accounts.disable_account(admin, id).ok());
    CHECK(rules_of(accounts.issue_code(admin, id)) == Rules{"account.disabled"});
    CHECK(rules_of(accounts.disable_account(admin, admin.account_id)) == Rules{"account.last_administrator"});
    CHECK(rules_of(accounts.reset_password(admin, id, "Ganbei-Kanne-99")) == Rules{"account.password_by_others"});
    CHECK(accounts.reset_password(operator_of_machine(), id, "Ganbei-Kanne-99").ok());
    const auto listed = accounts.list_accounts(admin, "zhang", "", 10);
    CHECK(*listed->at("total").integer() == 1);
    CHECK(listed->at("items").items()[0].at("roles").items().size() == 2);
    // Neither the code nor a password is anywhere in the database.
    CHECK(database.reader()->query("SELECT id FROM audit WHERE INSTR(detail, ?) > 0", {code}).empty());
  });
}

TEST_CASE("passwords follow the rules, age and history, and a change ends the other sessions") {
  CHECK(check_password("clerk", "Ganbei-8-Kanne", "p").empty());
  CHECK(check_password("clerk", "密码长城昆仑江河aB", "p").empty());
  CHECK(rules_of(check_password("clerk", "Ab1", "p")) == Rules{"account.password_short"});
  CHECK(rules_of(check_password("clerk", "kannengiesserin", "p")) == Rules{"account.password_plain"});
  CHECK(rules_of(check_password("clerk", "Xx1-CLERK-ganbei", "p")) == Rules{"account.password_like_login"});
  for (const char* common : {"Password-2022", "P@ssw0rd123", "Admin@123456", "Qwerty12345!", "Aa123456789"})
    CHECK(rules_of(check_password("clerk", common, "p")) == Rules{"account.password_common"});
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto here = *accounts.sign_in("clerk", test_password);
    const auto there = *accounts.sign_in("clerk", test_password);
    const auto change = [&](const std::string& present, const std::string& wanted) {
      return accounts.change_password(here.actor, here.token, present, wanted);
    };
    CHECK(rules_of(change("wrong", "short")) ==
          Rules{"account.wrong_password", "account.password_short", "account.password_plain"});
    CHECK(rules_of(change(test_password, test_password)) == Rules{"account.password_common", "account.password_same"});
    CHECK(change(test_password, "Ganbei-Kanne-88").ok());
    CHECK(accounts.actor_of_token(here.token).ok());
    CHECK_FALSE(accounts.actor_of_token(there.token).ok());
    CHECK(change("Ganbei-Kanne-88", "Lampion-Gipfel-71").ok());
    CHECK(rules_of(change("Lampion-Gipfel-71", "Ganbei-Kanne-88")) == Rules{"account.password_used"});
    // Half a year later it has to be changed before anything else.
    clock.advance_minutes(181 * 24 * 60);
    const auto old = *accounts.sign_in("clerk", "Lampion-Gipfel-71");
    CHECK(old.stage == "password");
    const auto nothing = domain::may(accounts.session_of(old.token)->actor, domain::Action::see_contracts, {});
    CHECK(rules_of(nothing) == Rules{"access.token_scope"});
    CHECK(accounts.change_password(old.actor, old.token, "Lampion-Gipfel-71", "Drachen-Ufer-605").ok());
    CHECK(accounts.session_of(old.token)->stage == "full");
  });
}

TEST_CASE("an administrator of a bureau manages its subtree alone") {
  for_each_engine([](store::Database& database) {
    auto world = make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    REQUIRE(accounts
                .create_account(operator_of_machine(), body_of(R"({"login":"local","display_name":"本级管理员",
            "password":"Ganbei-Kanne-88","roles":["system_administrator"],"bureau":"532500"})"))
                .ok());
    const auto local = *accounts.actor_of_login(operator_of_machine(), "local");
    CHECK(rules_of(accounts.actor_of_login(local, "admin")) == Rules{"access.role"});
    CHECK(accounts.read_account(local, world.as("clerk").account_id).ok());
    CHECK(rules_of(accounts.read_account(local, world.as("other_clerk").account_id)) == Rules{"access.absent"});
    CHECK(rules_of(accounts.read_account(local, world.as("admin").account_id)) == Rules{"access.absent"});
    CHECK(rules_of(accounts.create_account(local, body_of(R"({"login":"wang","display_name":"王五",
          "bureau":"530100"})"))) == Rules{"account.outside_scope"});
    CHECK(*accounts.list_accounts(local, "", "", 100)->at("total").integer() == 9);
  });
}

// Second factors, personal tokens, settings of security, the first set-up and the audit.
#include <catch2/catch.hpp>

#include "base/crypto.h"
#include "domain/second_factor.h"
#include "service/account_service.h"
#include "service/audit_service.h"
#include "service/security_service.h"
#include "service/token_service.h"
#include "support/world.h"

using namespace zhiheng;
using namespace zhiheng::service;
using namespace zhiheng::testing;

namespace {

using Rules = std::vector<std::string>;

template <class T>
Rules rules_of(const Result<T>& result) {
  Rules rules;
  for (const Problem& problem : result.problems()) rules.push_back(problem.rule);
  return rules;
}

Json body_of(const std::string& text) {
  return *parse_json(text);
}

World world_with_guardian(store::Database& database) {
  World world = make_world(database);
  auto rows = database.writer();
  rows->begin_write();
  add_account(*rows, world, "guardian", domain::Role::security_administrator, 0);
  add_account(*rows, world, "auditor", domain::Role::auditor, 0);
  rows->commit();
  return world;
}

std::string code_now(const std::string& secret, const FakeClock& clock) {
  return domain::second_factor_code(from_base32(secret), clock.now().milliseconds() / 1000);
}

}  // namespace

TEST_CASE("codes are those of RFC 6238, appendix B, and HMAC-SHA1 that of RFC 2202", "[second_factor]") {
  const std::string secret = "12345678901234567890";
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                          {1111111111, "14050471"}, {1234567890, "89005924"},
                                                          {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors) {
    CHECK(domain::second_factor_code(secret, seconds, 8) == code);
    CHECK(domain::second_factor_code(secret, seconds) == std::string(code).substr(2));
  }
  CHECK(sha256_hex(hmac_sha1("Jefe", "what do ya want for nothing?")) ==
        sha256_hex(std::string("\xef\xfc\xdf\x6a\xe5\xeb\x2f\xa2\xd2\x74\x16\xd5\xf1\x84\xdf\x9c\x25\x9a\x7c\x79")));
  CHECK(base32("foobar") == "MZXW6YTBOI");
  CHECK(from_base32("mzxw 6ytb-oi") == "foobar");
  CHECK(from_base32("MZXW6YTB0I").empty());
  CHECK(*domain::second_factor_match(secret, "287082", 59, 0) == 1);
  CHECK(*domain::second_factor_match(secret, "287082", 89, 0) == 1);
  CHECK_FALSE(domain::second_factor_match(secret, "287082", 120, 0));
  CHECK_FALSE(domain::second_factor_match(secret, "287082", 59, 1));
}

TEST_CASE("a sealed secret opens with its key, for its row, unaltered", "[second_factor]") {
  const std::string key = random_bytes(seal_key_bytes);
  std::string sealed = seal(key, "secret", "row 1");
  CHECK(*unseal(key, sealed, "row 1") == "secret");
  CHECK_FALSE(unseal(key, sealed, "row 2"));
  CHECK_FALSE(unseal(random_bytes(seal_key_bytes), sealed, "row 1"));
  sealed[5] = sealed[5] == 'A' ? 'B' : 'A';
  CHECK_FALSE(unseal(key, sealed, "row 1"));
  CHECK(seal(key, "secret", "row 1") != seal(key, "secret", "row 1"));
}

TEST_CASE("with a second factor the password alone opens nothing, and no code works twice", "[second_factor]") {
  for_each_engine([](store::Database& database) {
    const World world = world_with_guardian(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto first = *accounts.sign_in("leader", test_password);
    const std::string secret = accounts.begin_second_factor(first.actor)->text_at("secret");
    CHECK(accounts.begin_second_factor(first.actor)->text_at("secret") == secret);
    CHECK(rules_of(accounts.confirm_second_factor(first.actor, first.token, "000000")) == Rules{"account.bad_code"});
    const auto codes = accounts.confirm_second_factor(first.actor, first.token, code_now(secret, clock));
    REQUIRE(codes.ok());
    CHECK(codes->at("recovery_codes").items().size() == 10);
    // Neither the secret nor a recovery code stands in the database.
    CHECK(
        database.reader()->query("SELECT id FROM account WHERE INSTR(second_factor_secret, ?) > 0", {secret}).empty());

    clock.advance_minutes(1);
    const auto half = *accounts.sign_in("leader", test_password);
    CHECK(half.stage == "second_factor");
    CHECK_FALSE(domain::may(accounts.session_of(half.token)->actor, domain::Action::see_contracts, {}));
    const std::string code = code_now(secret, clock);
    const auto whole = accounts.pass_second_factor(half.token, code, {});
    REQUIRE(whole.ok());
    CHECK(whole->token != half.token);
    CHECK_FALSE(accounts.session_of(half.token).ok());
    CHECK(domain::may(accounts.session_of(whole->token)->actor, domain::Action::see_contracts, {}).ok());
    CHECK(rules_of(accounts.sign_in("leader", test_password, {}, code)) == Rules{"account.bad_code"});
    CHECK(rules_of(accounts.sign_in("leader", test_password, {}, "")) == Rules{"account.second_factor_required"});
    const std::string recovery = codes->at("recovery_codes").items()[3].string();
    CHECK(accounts.sign_in("leader", test_password, {}, recovery).ok());
    CHECK(rules_of(accounts.sign_in("leader", test_password, {}, recovery)) == Rules{"account.bad_code"});
    CHECK(accounts.own_second_factor(first.actor)->at("recovery_codes").number() == "9");
    // Lost altogether: the security administrator takes it away, and nobody else.
    CHECK(rules_of(accounts.reset_second_factor(world.as("admin"), first.actor.account_id)) == Rules{"access.role"});
    CHECK(accounts.reset_second_factor(world.as("guardian"), first.actor.account_id).ok());
    CHECK(accounts.sign_in("leader", test_password)->stage == "full");
  });
}

TEST_CASE("guessing at codes is limited like guessing at passwords", "[second_factor]") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto first = *accounts.sign_in("leader", test_password);
    const std::string secret = accounts.begin_second_factor(first.actor)->text_at("secret");
    REQUIRE(accounts.confirm_second_factor(first.actor, first.token, code_now(secret, clock)).ok());
    clock.advance_minutes(1);
    const auto half = *accounts.sign_in("leader", test_password);
    for (int i = 0; i < 5; ++i)
      CHECK(rules_of(accounts.pass_second_factor(half.token, "000000", {})) == Rules{"account.bad_code"});
    CHECK(rules_of(accounts.pass_second_factor(half.token, code_now(secret, clock), {})) == Rules{"account.locked"});
  });
}

TEST_CASE("money asks for a fresh code where the setting says so", "[second_factor]") {
  for_each_engine([](store::Database& database) {
    const World world = world_with_guardian(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    const auto pay = [&](const domain::Actor& actor) {
      return gate.write(actor, domain::Action::register_payment, {"contract", 0}, [](Tx& tx) -> Outcome {
        tx.changed_nothing();
        return Done{};
      });
    };
    const auto first = *accounts.sign_in("clerk", test_password);
    CHECK(pay(first.actor).ok());
    CHECK(
        SecurityService(gate).change_settings(world.as("guardian"), body_of(R"({"second_factor_for_money":1})")).ok());
    CHECK(rules_of(pay(first.actor)) == Rules{"account.second_factor_required"});
    const std::string secret = accounts.begin_second_factor(first.actor)->text_at("secret");
    REQUIRE(accounts.confirm_second_factor(first.actor, first.token, code_now(secret, clock)).ok());
    clock.advance_minutes(1);
    REQUIRE(accounts.show_second_factor(first.actor, first.id, code_now(secret, clock), {}).ok());
    CHECK(pay(accounts.session_of(first.token)->actor).ok());
    clock.advance_minutes(6);
    CHECK(rules_of(pay(accounts.session_of(first.token)->actor)) == Rules{"account.second_factor_required"});
  });
}

TEST_CASE("roles that need a second factor set one up first", "[second_factor]") {
  for_each_engine([](store::Database& database) {
    const World world = world_with_guardian(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    SecurityService security(gate);
    CHECK(rules_of(security.change_settings(world.as("admin"), body_of("{}"))) == Rules{"access.role"});
    CHECK(rules_of(security.change_settings(
              world.as("guardian"),
              body_of(R"({"password_length":3,"lock_after":"x","second_factor_roles":["king"],"colour":1})"))) ==
          Rules{"security.out_of_range", "security.not_a_number", "account.role_unknown", "field.unknown"});
    CHECK(security.change_settings(world.as("guardian"), body_of(R"({"second_factor_roles":["leader"]})")).ok());
    CHECK(accounts.sign_in("clerk", test_password)->stage == "full");
    const auto leader = *accounts.sign_in("leader", test_password);
    CHECK(leader.stage == "enrol");
    const std::string secret = accounts.begin_second_factor(leader.actor)->text_at("secret");
    REQUIRE(accounts.confirm_second_factor(leader.actor, leader.token, code_now(secret, clock)).ok());
    CHECK(accounts.session_of(leader.token)->stage == "full");
    clock.advance_minutes(1);
    CHECK(rules_of(accounts.remove_second_factor(leader.actor, code_now(secret, clock))) ==
          Rules{"second_factor.required_by_role"});
  });
}

TEST_CASE("a personal token does what is within its scopes, and nothing about accounts", "[token]") {
  for_each_engine([](store::Database& database) {
    make_world(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    TokenService tokens(gate);
    const auto clerk = accounts.sign_in("clerk", test_password)->actor;
    CHECK(rules_of(tokens.create(clerk, body_of(R"({"name":"","scopes":["fly"],"days":9999})"))) ==
          Rules{"token.scope_unknown", "field.required"});
    const auto made = tokens.create(clerk, body_of(R"({"name":"同步","scopes":["read","contracts"],"days":30})"));
    REQUIRE(made.ok());
    const auto session = accounts.session_of(made->text_at("token"), {"10.1.1.1", "sync"});
    REQUIRE(session.ok());
    CHECK(session->token_id == std::stoll(made->text_at("id")));
    using domain::Action;
    CHECK(domain::may(session->actor, Action::see_contracts, {}).ok());
    CHECK(domain::may(session->actor, Action::edit_contracts, {}).ok());
    for (const Action action : {Action::register_payment, Action::edit_records, Action::use_own_account}) {
      CHECK(rules_of(domain::may(session->actor, action, {})) == Rules{"access.token_scope"});
      CHECK(domain::scope(session->actor, action).nothing);
    }
    CHECK(rules_of(domain::may(session->actor, Action::close_panel, {})) == Rules{"access.token_scope"});
    CHECK(rules_of(tokens.list(session->actor)) == Rules{"access.token_scope"});
    CHECK(tokens.list(clerk)->at("items").items()[0].text_at("last_address") == "10.1.1.1");
    const auto reviewer = accounts.sign_in("reviewer", test_password)->actor;
    const std::int64_t id = session->token_id;
    CHECK(rules_of(tokens.revoke(reviewer, id)) == Rules{"access.absent"});
    clock.advance_minutes(31 * 24 * 60);
    CHECK(rules_of(accounts.session_of(made->text_at("token"))) == Rules{"account.signed_out"});
    CHECK(tokens.revoke(clerk, id).ok());
    CHECK(tokens.list(clerk)->at("items").items().empty());
  });
}

TEST_CASE("the first administrators are named once, with the code of the console", "[setup]") {
  for_each_engine([](store::Database& database) {
    FakeClock clock;
    Gate gate(database, clock);
    SecurityService security(gate);
    AccountService accounts(gate);
    CHECK(*security.is_empty());
    const auto code = security.new_setup_code();
    REQUIRE((code.ok() && code->has_value()));
    const auto body = [&](const std::string& with) {
      return body_of(R"({"code":")" + with + R"(","system_login":"root.admin","system_name":"王管理",
        "password":"Ganbei-Kanne-88","security_login":"guardian","security_name":"李安全"})");
    };
    CHECK(rules_of(security.set_up(body("AAAA-AAAA-AAAA-AAAA"), {})) == Rules{"setup.bad_code"});
    Json bad = body(**code);
    bad.set("password", "short").set("security_login", "X");
    CHECK(rules_of(security.set_up(bad, {})) ==
          Rules{"account.password_short", "account.password_plain", "account.login_malformed"});
    const auto done = security.set_up(body(**code), {});
    REQUIRE(done.ok());
    CHECK(accounts.sign_in("root.admin", "Ganbei-Kanne-88")->actor.has(domain::Role::system_administrator));
    const auto guardian = accounts.use_code("guardian", done->text_at("code"), "Lampion-Gipfel-71", {});
    REQUIRE(guardian.ok());
    CHECK(guardian->actor.has(domain::Role::security_administrator));
    CHECK(rules_of(security.set_up(body(**code), {})) == Rules{"setup.done"});
    CHECK_FALSE(security.new_setup_code()->has_value());
  });
}

TEST_CASE("an auditor reads who did what, and of the business no values", "[audit]") {
  for_each_engine([](store::Database& database) {
    const World world = world_with_guardian(database);
    FakeClock clock;
    Gate gate(database, clock);
    AccountService accounts(gate);
    (void)accounts.sign_in("clerk", "wrong");
    (void)accounts.sign_in("clerk", test_password);
    const Outcome wrote =
        gate.write(world.as("clerk"), domain::Action::edit_contracts, {"contract", 0}, [&](Tx& tx) -> Outcome {
          tx.audit("change_contract", {"contract", 7}, world.bureau,
                   body_of(R"({"before":{"fee":"1.00","title":"x"},"after":{"fee":"424242.00","title":"x"}})"));
          return Done{};
        });
    REQUIRE(wrote.ok());
    AuditService audit(gate);
    CHECK(rules_of(audit.list(world.as("clerk"), {})) == Rules{"access.role"});
    CHECK(rules_of(audit.list(world.as("admin"), {})) == Rules{"access.role"});
    const auto all = audit.list(world.as("auditor"), {});
    REQUIRE(all.ok());
    const Json& newest = all->at("items").items()[0];
    CHECK(newest.text_at("action") == "change_contract");
    CHECK(newest.at("detail").is_null());
    CHECK(write_json(newest.at("fields")) == R"(["fee"])");
    CHECK(write_json(*all).find("424242") == std::string::npos);
    // A search for the value tells nothing about it either.
    AuditRequest words;
    words.q = "424242";
    CHECK(*audit.list(world.as("auditor"), words)->at("total").integer() == 0);
    AuditRequest failures;
    failures.action = "sign_in_failed";
    CHECK(*audit.list(world.as("auditor"), failures)->at("total").integer() == 1);
    AuditRequest bad;
    bad.from = "yesterday";
    bad.subject_id = "x";
    CHECK(rules_of(audit.list(world.as("auditor"), bad)) == Rules{"audit.bad_day", "audit.bad_subject_id"});
    std::string csv;
    REQUIRE(audit
                .write_csv(world.as("auditor"), {},
                           [&](const std::string& piece) {
                             csv += piece;
                             return true;
                           })
                .ok());
    CHECK(csv.find("sign_in_failed") != std::string::npos);
    CHECK(csv.find("424242") == std::string::npos);
  });
}

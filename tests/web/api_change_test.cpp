// Changes through the API: dry runs, repeated keys, tags, the limit of requests, and the description of them all.
#include <catch2/catch.hpp>
#include <thread>

#include "support/web_site.h"
#include "web/description_operation.h"
#include "web/rate_limit.h"

using namespace zhiheng;
using zhiheng::testing::Answer;
using zhiheng::testing::site;

namespace {

const std::string& clerk() {
  static const std::string token = site().token_of("clerk");
  return token;
}

std::string rule_of(const Answer& answer) {
  return answer.json().at("problems").items().front().text_at("rule");
}

// How many rows each table has, and how often its rows were changed: what a change cannot hide from.
std::string fingerprint() {
  auto lease = site().database->reader();
  std::string out;
  for (const auto& table : lease->query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
    const std::string& name = text_or_empty(table[0]);
    // Attempts at secrets count even in a dry run.
    if (name.starts_with("sqlite_") || name.starts_with("session") || name.starts_with("sign_in")) continue;
    bool versioned = false;
    for (const auto& column : lease->query("SELECT name FROM pragma_table_info('" + name + "')")) {
      versioned = versioned || text_or_empty(column[0]) == "version";
    }
    const std::string sum = versioned ? "COALESCE(SUM(version), 0)" : "0";
    // What was shown was shown, in a rehearsal too: its trace stays.
    const std::string which = name == "audit" ? " WHERE action <> 'reveal'" : "";
    const auto counted = lease->query("SELECT COUNT(*), " + sum + " FROM " + name + which);
    out +=
        name + " " + std::to_string(integer_or(counted[0][0])) + " " + std::to_string(integer_or(counted[0][1])) + "\n";
  }
  return out;
}

std::string with_id(std::string pattern, const std::string& id) {
  for (std::size_t open = pattern.find('{'); open != std::string::npos; open = pattern.find('{')) {
    pattern.replace(open, pattern.find('}', open) - open + 1, id);
  }
  return pattern;
}

}  // namespace

TEST_CASE("a dry run answers as the change does and leaves nothing", "[web][api]") {
  const std::string body = R"({"code":"DRY1","name":"试行单位"})";
  REQUIRE_FALSE(clerk().empty());
  const std::string before = fingerprint();
  const Answer rehearsed = site().api(clerk(), "POST", "/budget-units?dry_run=1", body, {"Idempotency-Key: dry-1"});
  CHECK(rehearsed.status == 201);
  CHECK(rehearsed.header("Dry-Run") == "true");
  CHECK(fingerprint() == before);
  const Answer real = site().api(clerk(), "POST", "/budget-units", body, {"Idempotency-Key: dry-1"});
  CHECK(real.status == 201);
  CHECK(real.header("Dry-Run").empty());
  CHECK(real.header("Idempotent-Replay").empty());
  // The clock stands still and no number was consumed, so even the id is the same.
  CHECK(real.body == rehearsed.body);
  CHECK(real.header("Location") == rehearsed.header("Location"));
  const Answer refused = site().api(clerk(), "POST", "/budget-units?dry_run=1", body);
  CHECK(refused.status == 409);
  CHECK(refused.header("Dry-Run") == "true");
  CHECK(rule_of(site().api(clerk(), "POST", "/budget-units?dry_run=maybe", body)) == "query.not_a_flag");
  CHECK(site().api(clerk(), "GET", "/budget-units?dry_run=1").status == 422);
}

TEST_CASE("no change of the table of routes writes anything in a dry run", "[web][api]") {
  const std::string token = site().token_of("leader");
  REQUIRE_FALSE(clerk().empty());
  const std::string before = fingerprint();
  int asked = 0;
  for (const auto& route : site().application->router().routes()) {
    if (!web::is_described(route) || !web::offers_dry_run(route)) continue;
    for (const std::string& who : {clerk(), token}) {
      for (const char* id : {"1", "3"}) {
        CAPTURE(route.name, id);
        const std::string place = with_id(route.pattern.substr(7), id);
        const Answer answer = site().api(who, route.method, place + "?dry_run=1", R"({"reason":"试行"})");
        CHECK(answer.status != 500);
        if (answer.status != 401) CHECK(answer.header("Dry-Run") == "true");
        ++asked;
      }
    }
  }
  CHECK(asked > 100);
  CHECK(fingerprint() == before);
  CHECK(site().api(token, "GET", "/sessions/current").status == 200);
}

TEST_CASE("the same key at the same time is carried out once and answered alike", "[web][api]") {
  const std::string body = R"({"code":"KEY1","name":"同键单位"})";
  std::vector<Answer> answers(6);
  std::vector<std::thread> threads;
  for (Answer& answer : answers) {
    threads.emplace_back(
        [&] { answer = site().api(clerk(), "POST", "/budget-units", body, {"Idempotency-Key: at-once"}); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Answer& answer : answers) {
    CHECK(answer.status == 201);
    CHECK(answer.body == answers.front().body);
  }
}

TEST_CASE("a key is forgotten after two days", "[web][api]") {
  const std::string key = "Idempotency-Key: two-days";
  REQUIRE(site().api(clerk(), "POST", "/budget-units", R"({"code":"OLD1","name":"旧"})", {key}).status == 201);
  {
    auto lease = site().database->writer();
    lease->begin_write();
    lease->execute("UPDATE idempotency SET created_at = ? WHERE request_key = ?",
                   {"2026-11-18 00:59:59.000", "two-days"});
    lease->commit();
  }
  CHECK(site().api(clerk(), "POST", "/budget-units", R"({"code":"OLD2","name":"新"})", {key}).status == 201);
}

TEST_CASE("a tag tells what was shown, and its head the version", "[web][api]") {
  const Answer made = site().api(clerk(), "POST", "/budget-units", R"({"code":"TAG1","name":"标记"})");
  const std::string place = made.header("Location").substr(7);
  const Answer first = site().api(clerk(), "GET", place);
  const std::string tag = first.header("ETag");
  CHECK(tag == made.header("ETag"));
  CHECK(tag.starts_with("\"1-"));
  CHECK(site().api(clerk(), "GET", place, "", {"If-None-Match: \"other\", " + tag}).status == 304);
  CHECK(site().api(clerk(), "GET", place, "", {"If-None-Match: \"other\""}).status == 200);
  CHECK(site().api(clerk(), "PATCH", place, R"({"contact":"甲"})", {"If-Match: " + tag}).status == 200);
  const Answer stale = site().api(clerk(), "PATCH", place, R"({"contact":"乙"})", {"If-Match: " + tag});
  CHECK(stale.status == 412);
  const Json params = stale.json().at("problems").items().front().at("params");
  CHECK(params.text_at("by") == "clerk");
  CHECK(params.text_at("fields") == "contact");
  CHECK_FALSE(params.text_at("at").empty());
  // A list has a tag too, so asking again is cheap.
  const Answer list = site().api(clerk(), "GET", "/budget-units?limit=1");
  CHECK(site().api(clerk(), "GET", "/budget-units?limit=1", "", {"If-None-Match: " + list.header("ETag")}).status ==
        304);
}

TEST_CASE("a bucket of requests empties and fills again", "[web][api]") {
  web::RateLimit limit(10, 20);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) CHECK(limit.take("a", start).allowed);
  const auto refused = limit.take("a", start);
  CHECK_FALSE(refused.allowed);
  CHECK(refused.remaining == 0);
  CHECK(refused.retry_in_seconds == 1);
  CHECK(refused.full_in_seconds == 2);
  CHECK(limit.take("b", start).allowed);
  int allowed = 0;
  for (int i = 1; i <= 1000; ++i) allowed += limit.take("a", start + std::chrono::milliseconds(i)).allowed ? 1 : 0;
  CHECK(allowed == 10);
  CHECK(web::RateLimit(0, 0).take("a", start).allowed);
}

TEST_CASE("who asks too often is told so and when to come back", "[web][api]") {
  web::ApplicationOptions options;
  options.api_per_second = 1;
  options.api_burst = 3;
  web::Application application(*site().gate, options);
  web::Request request;
  request.method = "GET";
  request.path = "/api/v1/budget-units";
  request.remote = "127.0.0.1:5";
  request.headers = {{"Host", "localhost"}, {"Authorization", "Bearer " + clerk()}};
  for (int i = 0; i < 3; ++i) CHECK(application.answer(request).status == 200);
  const auto refused = application.answer(request);
  CHECK(refused.status == 429);
  CHECK(refused.header("Retry-After") == "1");
  CHECK(refused.header("RateLimit-Remaining") == "0");
  CHECK(refused.body.find("request.too_often") != std::string::npos);
}

TEST_CASE("the description leaves nothing of the API out", "[web][api]") {
  std::string missing;
  for (const auto& route : site().application->router().routes()) {
    if (!web::is_described(route)) continue;
    if (const std::string what = web::missing_in(route); !what.empty()) missing += "\n" + route.name + ": " + what;
    for (const Language language : {Language::zh, Language::en}) {
      if (web::summary_of(route, language).empty()) missing += "\n" + route.name + ": no api." + route.name;
      if (web::tag_text(web::tag_of(route), language).empty())
        missing += "\n" + route.name + ": no api.tag." + web::tag_of(route);
    }
  }
  CHECK(missing == "");
}

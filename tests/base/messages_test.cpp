// Texts for people, in two languages, from every catalogue that is compiled in.
#include "base/messages.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "base/resource.h"

using namespace zhiheng;

TEST_CASE("a text is said with its slots filled", "[messages]") {
  CHECK(say("uscc.length", {{"length", "17"}}, Language::zh) == "统一社会信用代码应为 18 位，现为 17 位。");
  CHECK(say("uscc.length", {{"length", "17"}}, Language::en) ==
        "A unified social credit code has 18 characters; this one has 17.");
  CHECK(say(refusal("uscc.length", "/uscc", {{"length", "3"}}), Language::en).find("has 3.") != std::string::npos);
}

TEST_CASE("what fills a slot is not looked at again", "[messages]") {
  CHECK(say("number.too_many_decimals", {{"value", "{digits}"}, {"digits", "2"}}, Language::en) ==
        "\"{digits}\" has too many decimals; at most 2 are taken.");
}

TEST_CASE("a slot that nobody fills stays visible", "[messages]") {
  CHECK(say("uscc.length", Language::en).find("{length}") != std::string::npos);
}

TEST_CASE("a key without a text answers itself", "[messages]") {
  CHECK(say("no.such_key", Language::zh) == "[no.such_key]");
  CHECK_FALSE(has_text("no.such_key", Language::zh));
  CHECK(has_text("number.blank", Language::en));
}

TEST_CASE("keys come sorted", "[messages]") {
  const auto keys = message_keys(Language::zh);
  CHECK(keys.size() > 20);
  CHECK(std::is_sorted(keys.begin(), keys.end()));
}

TEST_CASE("threads may ask for the first text at the same time", "[messages]") {
  std::vector<std::string> said(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < said.size(); ++i) {
    threads.emplace_back([&said, i] {
      try {
        said[i] = say("number.blank", Language::en);
      } catch (const Defect& defect) {
        said[i] = defect.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& text : said) CHECK(text == "A number is needed here.");
}

TEST_CASE("compiled-in files are found by path", "[resource]") {
  CHECK(find_resource("sql/seed/holidays.csv").has_value());
  CHECK_FALSE(find_resource("sql/seed/nothing.csv").has_value());
  CHECK_THROWS_AS(resource("sql/seed/nothing.csv"), Defect);
  CHECK(resource("sql/seed/holidays.csv").starts_with("date,kind,name"));
  const auto migrations = resources_under("sql/migrations/");
  CHECK(std::is_sorted(migrations.begin(), migrations.end()));
  CHECK_FALSE(migrations.empty());
}

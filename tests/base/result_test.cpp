// A result is a value or at least one problem; a row of values keeps its order.
#include "base/result.h"

#include <catch2/catch.hpp>

#include "base/value.h"

using namespace zhiheng;

TEST_CASE("a result holds a value or problems, and says when asked for the wrong one", "[result]") {
  const Result<int> kept = 7;
  CHECK(kept);
  CHECK(*kept == 7);
  CHECK(kept.problems().empty());
  const Result<int> refused = refusal("number.blank", "/fee");
  CHECK_FALSE(refused);
  CHECK_THROWS_AS(refused.value(), Defect);
  CHECK_THROWS_AS(*refused, Defect);
  CHECK(refused.problems().front().field == "/fee");
  CHECK(refused.problems().front().kind == Kind::invalid);
  CHECK_THROWS_AS(Result<int>(Problems{}), Defect);
}

TEST_CASE("a record replaces a cell in place", "[value]") {
  Record record;
  record.set("fee", std::int64_t{100});
  record.set("name", std::string("甲"));
  record.set("fee", std::int64_t{90});
  record.set("note", Value{});
  CHECK(record.cells().size() == 3);
  CHECK(record.cells().front().first == "fee");
  CHECK(record.integer("fee") == 90);
  CHECK(record.text("name") == "甲");
  CHECK(record.text("fee").empty());
  CHECK(record.integer("name") == 0);
  CHECK(record.has("note"));
  CHECK(is_null(record.get("note")));
  CHECK(is_null(record.get("none")));
  CHECK_FALSE(record.has("none"));
}

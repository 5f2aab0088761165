#include "domain/shape.h"

#include <catch2/catch.hpp>
#include <set>

#include "base/messages.h"
#include "domain/shape_text.h"

using namespace zhiheng;
using namespace zhiheng::domain;

namespace {

Json json(const std::string& text) {
  return *parse_json(text);
}

std::string rules_of(const Problems& problems) {
  std::string out;
  for (const Problem& problem : problems) out += (out.empty() ? "" : " ") + problem.field + ":" + problem.rule;
  return out;
}

const char* good_agency = R"({"bureau":"1","uscc":"91350100M000100Y43","name":" 云岭咨询　","type":"consulting_firm"})";

}  // namespace

TEST_CASE("every shape has unique names, known references, choice lists and texts in both languages", "[shape]") {
  std::set<std::string> stems, plurals;
  for (const Shape* shape : all_shapes()) {
    CHECK(stems.insert(shape->stem).second);
    CHECK(plurals.insert(shape->plural).second);
    CHECK(find_shape(shape->stem) == shape);
    CHECK(find_shape_by_plural(shape->plural) == shape);
    std::set<std::string> keys;
    for (const Field& field : shape->fields) {
      CHECK(keys.insert(field.key).second);
      const std::string message = "field." + shape->stem + "." + field.key;
      INFO(message);
      CHECK(has_text(message, Language::zh));
      CHECK(has_text(message, Language::en));
      if (field.type == FieldType::reference) CHECK(find_shape(field.refers_to) != nullptr);
      if (field.type != FieldType::choice) continue;
      for (const std::string& value : choice_list(field.list)) {
        INFO(field.list + "." + value);
        CHECK(has_text("choice." + field.list + "." + value, Language::zh));
        CHECK(has_text("choice." + field.list + "." + value, Language::en));
      }
    }
  }
}

TEST_CASE("a new row is read with its texts trimmed and its defaults set", "[shape]") {
  const Result<Record> record = read_record(*find_shape("agency"), json(good_agency), nullptr);
  REQUIRE(record.ok());
  CHECK(record->text("name") == "云岭咨询");
  CHECK(record->text("status") == "active");
  CHECK(record->text("remark").empty());
  CHECK(record->integer("bureau") == 1);
  CHECK(is_null(record->get("registered_on")));
}

TEST_CASE("all problems of a body come back together, each at its field", "[shape]") {
  const Json body = json(R"({"bureau":"x","uscc":"91350100M000100Y4Z","name":"","type":"bank","registered_on":
    "2022-02-30","phone":7,"color":"red"})");
  const Result<Record> record = read_record(*find_shape("agency"), body, nullptr, "/rows/0");
  REQUIRE_FALSE(record.ok());
  CHECK(rules_of(record.problems()) ==
        "/rows/0/color:field.unknown /rows/0/bureau:field.bad_reference /rows/0/uscc:uscc.alphabet "
        "/rows/0/name:field.required /rows/0/type:field.bad_choice /rows/0/registered_on:date.no_such_day "
        "/rows/0/phone:field.wrong_type");
}

TEST_CASE("a change keeps what is absent and refuses what is fixed or set by the system", "[shape]") {
  const Shape& shape = *find_shape("agency");
  const Record current = *read_record(shape, json(good_agency), nullptr);
  const Result<Record> renamed = read_record(shape, json(R"({"name":"新名"})"), &current);
  REQUIRE(renamed.ok());
  CHECK(renamed->text("name") == "新名");
  CHECK(renamed->text("uscc") == "91350100M000100Y43");
  CHECK(read_record(shape, json(R"({"uscc":"91350100M000100Y43"})"), &current).ok());
  const auto moved = read_record(shape, json(R"({"uscc":"914403001922038216","bureau":"2"})"), &current);
  CHECK(rules_of(moved.problems()) == "/bureau:field.fixed /uscc:field.fixed");
  const auto set = read_record(*find_shape("contract"), json(R"({"state":"settled"})"), &current);
  CHECK(rules_of(set.problems()) == "/state:field.read_only");
}

TEST_CASE("values: text in, value, text out or the refusal", "[shape]") {
  struct Row {
    const char* stem;
    const char* key;
    const char* json;
    const char* expected;
  };
  const Row rows[] = {
      {"project", "central", "\"1000.50\"", "1000.50"},
      {"project", "central", "1000.5", "field.wrong_type"},
      {"project", "central", "\"1,000\"", "number.malformed"},
      {"project", "central", "\"0.001\"", "number.too_many_decimals"},
      {"project", "central", "\"-1\"", "number.signed"},
      {"project", "fiscal_year", "2022", "2022"},
      {"project", "fiscal_year", "\"2022\"", "2022"},
      {"project", "fiscal_year", "1999", "field.out_of_range"},
      {"project", "fiscal_year", "2022.0", "field.wrong_type"},
      {"project", "fiscal_year", "null", "field.required"},
      {"project", "kind", "\"ppp\"", "ppp"},
      {"project", "kind", "\"PPP\"", "field.bad_choice"},
      {"project", "code", "\"红财〔2022〕1号\"", "红财〔2022〕1号"},
      {"project", "code", "\"A 1\"", "code.malformed"},
      {"project", "name", "\"a\\u0007b\"", "text.control_character"},
      {"project", "name", "\"a\\nb\"", "text.control_character"},
      {"agency", "remark", "\"a\\nb\"", "a\nb"},
      {"expert", "name", "true", "field.wrong_type"},
      {"contract", "agency", "12", "12"},
      {"contract", "agency", "\"0\"", "field.bad_reference"},
      {"contract", "signed_on", "\"2022-3-1\"", "date.malformed"},
      {"contract", "signed_on", "\"2024-02-29\"", "2024-02-29"},
  };
  for (const Row& row : rows) {
    INFO(row.stem << "." << row.key << " = " << row.json);
    const Field& field = *find_shape(row.stem)->find(row.key);
    const Json given = json(row.json);
    const Result<Value> value = read_value(field, &given, "/x");
    CHECK((value.ok() ? value_to_text(field, *value) : value.problems()[0].rule) == row.expected);
  }
}

TEST_CASE("lengths count characters, not bytes", "[shape]") {
  Field field = *find_shape("expert")->find("name");
  std::string fifty;
  for (int i = 0; i < 50; ++i) fifty += "𠮷";
  const Json fits(fifty);
  CHECK(read_value(field, &fits, "").ok());
  const Json longer(fifty + "乙");
  CHECK(read_value(field, &longer, "").problems()[0].rule == "field.too_long");
}

TEST_CASE("text helpers", "[shape]") {
  CHECK(trimmed(" \t　甲 乙　\n") == "甲 乙");
  CHECK(half_width("１２．５０（Ａ）") == "12.50(A)");
  CHECK(character_count("质衡a") == 3u);
  CHECK_FALSE(character_count("\xff").has_value());
}

TEST_CASE("the public form of a row", "[shape]") {
  Record record = *read_record(*find_shape("project"),
                               json(R"({"bureau":"1","code":"P1","name":"甲","budget_unit":"7","fiscal_year":2022,
                                 "kind":"ppp","central":"100.10"})"),
                               nullptr);
  record.set("id", std::int64_t{5});
  record.set("version", std::int64_t{2});
  CHECK(
      write_json(record_to_json(*find_shape("project"), record)) ==
      R"({"id":"5","version":2,"bureau":"1","code":"P1","name":"甲","budget_unit":"7","fiscal_year":2022,"kind":"ppp",)"
      R"("central":"100.10","provincial":"0.00","prefecture":"0.00","county":"0.00","other":"0.00","status":"active"})");
}

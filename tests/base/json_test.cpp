// JSON is read strictly: what two readers could understand differently is refused, and numbers keep their text.
#include "base/json.h"

#include <catch2/catch.hpp>

using namespace zhiheng;

namespace {

std::string rule_of(std::string_view text, const JsonLimits& limits = {}) {
  const auto parsed = parse_json(text, limits);
  return parsed ? "" : parsed.problems().front().rule;
}

std::string offset_of(std::string_view text) {
  const auto parsed = parse_json(text);
  return parsed ? "" : parsed.problems().front().params.front().second;
}

}  // namespace

TEST_CASE("a document is read with its members in order", "[json]") {
  const Json value = parse_json(R"({"b":[1,-2.50,true,null,"红河"],"a":{}})").value();
  REQUIRE(value.is_object());
  CHECK(value.members()[0].key == "b");
  CHECK(value.members()[1].key == "a");
  const Json& items = value.at("b");
  CHECK(items.items()[0].integer() == 1);
  CHECK(items.items()[1].number() == "-2.50");
  CHECK_FALSE(items.items()[1].integer().has_value());
  CHECK(items.items()[2].boolean());
  CHECK(items.items()[3].is_null());
  CHECK(items.items()[4].string() == "红河");
  CHECK(write_json(value) == R"({"b":[1,-2.50,true,null,"红河"],"a":{}})");
}

TEST_CASE("numbers keep the text that they were written with", "[json]") {
  for (const std::string text : {"0", "-0", "1e3", "1E+300", "18446744073709551616", "9007199254740993", "0.1000",
                                 "123456789.123456789123456789"}) {
    INFO(text);
    const auto parsed = parse_json(text);
    REQUIRE(parsed);
    CHECK(parsed->number() == text);
    CHECK(write_json(*parsed) == text);
  }
  CHECK(rule_of("1E+400") == "json.malformed");  // beyond what other readers can hold
  CHECK(parse_json("9223372036854775807")->integer() == 9223372036854775807);
  CHECK_FALSE(parse_json("9223372036854775808")->integer().has_value());
  CHECK_FALSE(parse_json("1e2")->integer().has_value());
  CHECK_FALSE(parse_json("1.0")->integer().has_value());
  CHECK_FALSE(parse_json("\"1\"")->integer().has_value());
}

TEST_CASE("what is not JSON is refused with its offset", "[json]") {
  for (const std::string text :
       {"",       " ",       "{",         "[1,]",     "{\"a\":1,}", "{a:1}",    "01",   "+1",  ".5",
        "5.",     "1e",      "NaN",       "Infinity", "'a'",        "nul",      "[1]]", "1 2", "// x\n1",
        "\"\t\"", "\"\\x\"", "\"\\u12\"", "[1,,2]",   "{\"a\"}",    "{\"a\":}", "－1"}) {
    INFO(text);
    CHECK(rule_of(text) == "json.malformed");
  }
  CHECK(offset_of("[1, x]") == "4");
  CHECK(parse_json("[1, x]").problems().front().kind == Kind::malformed);
}

TEST_CASE("a null byte does not hide what follows it", "[json]") {
  const std::string hidden("{}\0{\"fee\":1}", 12);
  CHECK(rule_of(hidden) == "json.malformed");
  CHECK(rule_of(std::string("[1]\0", 4)) == "json.malformed");
  CHECK(rule_of(std::string("\"a\0b\"", 5)) == "json.malformed");
  CHECK(parse_json("\"a\\u0000b\"")->string() == std::string("a\0b", 3));
}

TEST_CASE("a byte order mark before a document is forgiven", "[json]") {
  CHECK(parse_json("\xEF\xBB\xBF{\"a\":1}")->at("a").integer() == 1);
}

TEST_CASE("a key that comes twice is refused", "[json]") {
  CHECK(rule_of(R"({"a":1,"a":1})") == "json.duplicate_key");
  CHECK(rule_of(R"({"x":{"a":1,"b":2,"\u0061":3}})") == "json.duplicate_key");
  CHECK(rule_of(R"([{"a":1},{"a":1}])").empty());
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i) + "\":0,";
  CHECK(rule_of(many + "\"k17\":0}") == "json.duplicate_key");
  CHECK(rule_of(many + "\"k40\":0}").empty());
}

TEST_CASE("depth and size are limited", "[json]") {
  CHECK(rule_of(std::string(64, '[') + std::string(64, ']')).empty());
  CHECK(rule_of(std::string(65, '[') + std::string(65, ']')) == "json.too_deep");
  CHECK(rule_of(std::string(5'000'000, '[')) == "json.too_deep");
  CHECK(rule_of("[[1]]", {.depth = 1, .bytes = 100}) == "json.too_deep");
  CHECK(rule_of("[1,2,3]", {.depth = 9, .bytes = 6}) == "json.too_large");
  CHECK(parse_json("[1]", {.depth = 9, .bytes = 2}).problems().front().kind == Kind::too_large);
}

TEST_CASE("text that is not UTF-8 is refused", "[json]") {
  for (const std::string bytes :
       {"\xFF", "\xC0\xAF", "\xE4\xB8", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC4\xE3\xBA\xC3"}) {
    CHECK(rule_of("\"" + bytes + "\"") == "json.not_utf8");
    CHECK(rule_of("{\"" + bytes + "\":1}") == "json.not_utf8");
  }
  for (const std::string escape :
       {R"("\ud800")", R"("\ud800x")", R"("\ud800\ud800")", R"("\udc00")", R"({"\udfff":1})"}) {
    INFO(escape);
    CHECK(rule_of(escape) == "json.not_utf8");
  }
  for (const std::string bytes : {"\xEF\xBB", "\xBF{}", "\xBB\xBF[]", "[1] \xFF"})
    CHECK(rule_of(bytes) == "json.not_utf8");
  CHECK(parse_json(R"("\ud842\udfb7")")->string() == "𠮷");
}

TEST_CASE("strings are written with the fewest escapes", "[json]") {
  CHECK(write_json(Json("a\"\\/\b\f\n\r\t\x01\x1f 中😀\x7f")) == R"("a\"\\/\b\f\n\r\t\u0001\u001f 中😀)"
                                                                "\x7f\"");
  CHECK(write_json(Json(std::string("\0", 1))) == R"("\u0000")");
}

TEST_CASE("an escape is found at every place of a long text", "[json]") {
  for (const char special : std::string("\"\\\n\x01\x1f")) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::size_t after = 0; after < 20; ++after) {
        const std::string text = std::string(before, '~') + special + std::string(after, '!');
        std::string written = write_json(Json(text));
        REQUIRE(written.size() > text.size() + 2);
        REQUIRE(parse_json(written)->string() == text);
      }
    }
  }
  const std::string plain =
      "质衡 质量控制 !#[]^_~\x7f\x80"
      "012345678901234567890";
  CHECK(write_json(Json(plain)) == "\"" + plain + "\"");
}

TEST_CASE("the canonical form is that of RFC 8785", "[json]") {
  // The order of section 3.2.3: surrogates come before U+FB33, though not in UTF-8.
  const Json value =
      parse_json(R"({"\u20ac":"Euro","\r":"CR","\ufb33":"Dagesh","1":"One","\ud83d\ude00":"Smile","\u0080":"Control",)"
                 R"("\u00f6":"O"})")
          .value();
  CHECK(canonical_json(value) ==
        "{\"\\r\":\"CR\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"\xC3\xB6\":\"O\",\"\xE2\x82\xAC\":\"Euro\","
        "\"\xF0\x9F\x98\x80\":\"Smile\",\"\xEF\xAC\xB3\":\"Dagesh\"}");
  CHECK(canonical_json(parse_json(R"({ "b" : [ 1 , {"d":null,"c":false} ], "a": -0 , "aa":0})").value()) ==
        R"({"a":0,"aa":0,"b":[1,{"c":false,"d":null}]})");
  CHECK_THROWS_AS(canonical_json(parse_json("[1.5]").value()), Defect);
  CHECK_THROWS_AS(canonical_json(parse_json("[1e2]").value()), Defect);
}

TEST_CASE("the indented form is for people and reads back", "[json]") {
  const Json value = parse_json(R"({"a":[1,{}],"b":[]})").value();
  CHECK(write_json_indented(value) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n");
  CHECK(parse_json(write_json_indented(value)).value() == value);
}

TEST_CASE("values are built, replaced and compared", "[json]") {
  Json value = Json::object();
  value.set("fee", "100.00").set("count", 3).set("fee", "90.00");
  value.set("list", Json::array().push(true).push(Json()));
  CHECK(write_json(value) == R"({"fee":"90.00","count":3,"list":[true,null]})");
  CHECK(value.text_at("fee") == "90.00");
  CHECK(value.text_at("count").empty());
  CHECK(value.text_at("none").empty());
  CHECK(value.find("none") == nullptr);
  CHECK(Json(1).find("none") == nullptr);
  CHECK_THROWS_AS(value.at("none"), Defect);
  CHECK(Json("1") != Json(1));
  CHECK(Json(std::int64_t{5}) == Json(5));
}

TEST_CASE("pointers are those of RFC 6901", "[json]") {
  const Json root =
      parse_json(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"m~n":8,"~1":9,"rows":[{"fee":"5"}]})").value();
  CHECK(resolve_pointer(root, "") == &root);
  CHECK(resolve_pointer(root, "/foo/0")->string() == "bar");
  CHECK(resolve_pointer(root, "/")->integer() == 0);
  CHECK(resolve_pointer(root, "/a~1b")->integer() == 1);
  CHECK(resolve_pointer(root, "/c%d")->integer() == 2);
  CHECK(resolve_pointer(root, "/m~0n")->integer() == 8);
  CHECK(resolve_pointer(root, "/~01")->integer() == 9);
  CHECK(resolve_pointer(root, "/rows/0/fee")->string() == "5");
  for (const std::string wrong : {"foo", "/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/0/x", "/m~n", "/m~2n", "/none",
                                  "/foo/99999999999999999999999"}) {
    INFO(wrong);
    CHECK(resolve_pointer(root, wrong) == nullptr);
  }
  CHECK(pointer_to("/rows", std::size_t{3}) == "/rows/3");
  CHECK(pointer_to("", "m~n/a") == "/m~0n~1a");
  for (const JsonMember& member : root.members()) {
    CHECK(resolve_pointer(root, pointer_to("", member.key)) == &member.value);
  }
}

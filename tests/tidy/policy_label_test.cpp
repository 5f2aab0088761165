// Whatever a policy can say is shown in words: every member and every choice of its schema has a name in both
// languages.
#include <catch2/catch.hpp>
#include <set>

#include "base/json.h"
#include "support/tidy_source.h"

using namespace tidy;
using zhiheng::Json;

namespace {

std::set<std::string> texts_of(const std::string& ending) {
  std::set<std::string> keys;
  for (const SourceFile& file : read_tree("templates/messages", {ending})) {
    const auto parsed = zhiheng::parse_json(file.text);
    REQUIRE(parsed.ok());
    for (const auto& [key, value] : parsed->members()) keys.insert(key);
  }
  return keys;
}

class Unnamed {
 public:
  Unnamed(const Json& schema, std::set<std::string> texts) : schema_(schema), texts_(std::move(texts)) {}

  void look(const Json& node, const std::string& parent) {
    if (!node.is_object()) return;
    if (const Json* reference = node.find("$ref")) {
      return look(*zhiheng::resolve_pointer(schema_, reference->string().substr(1)), parent);
    }
    if (const Json* members = node.find("properties")) {
      for (const auto& [key, member] : members->members()) {
        if (member.is_object()) name(parent, key, member);
      }
    }
    for (const char* among : {"oneOf", "anyOf"}) {
      if (const Json* all = node.find(among)) {
        for (const Json& one : all->items()) look(one, parent);
      }
    }
    if (const Json* items = node.find("items")) {
      choices(parent, *items);
      look(*items, parent);
    }
  }

  std::set<std::string> found;

 private:
  void name(const std::string& parent, const std::string& key, const Json& member) {
    const bool heads_its_line = key == "title" || key == "code";
    if (!heads_its_line && !texts_.contains("policy_part." + key) &&
        !texts_.contains("policy_part." + parent + "." + key)) {
      found.insert("policy_part." + key + " (of " + parent + ")");
    }
    choices(key, member);
    look(member, key);
  }
  void choices(const std::string& key, const Json& member) {
    const Json* among = member.is_object() ? member.find("enum") : nullptr;
    if (!among) return;
    for (const Json& one : among->items()) {
      const bool number = one.string().find_first_not_of("0123456789.") == std::string::npos;
      if (!number && !texts_.contains("policy_value." + key + "." + one.string())) {
        found.insert("policy_value." + key + "." + one.string());
      }
    }
  }

  const Json& schema_;
  std::set<std::string> texts_;
};

}  // namespace

TEST_CASE("every part of a policy has a name for people", "[tidy]") {
  const auto files = read_tree("docs", {"policy.schema.json"});
  REQUIRE(files.size() == 1);
  const auto schema = zhiheng::parse_json(files.front().text);
  REQUIRE(schema.ok());
  for (const char* language : {".zh-CN.json", ".en.json"}) {
    Unnamed unnamed(*schema, texts_of(language));
    for (const char* part :
         {"fee", "event_limits", "lateness", "redo", "aggregation", "rounding", "scope", "events", "vetoes", "credit",
          "consequences", "panel", "review", "discussion", "uncertainty", "objection", "billing"}) {
      unnamed.look(schema->at("properties").at(part), part);
    }
    INFO(language);
    CHECK(unnamed.found == std::set<std::string>{});
  }
}

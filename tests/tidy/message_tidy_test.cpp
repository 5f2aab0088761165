// Every rule has a text, every text a use, and both languages say the same with the same slots.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "base/json.h"
#include "support/tidy_source.h"

using namespace tidy;

namespace {

struct Catalogue {
  std::map<std::string, std::string> texts;
  std::vector<std::string> faults;
};

Catalogue read_catalogue(const std::string& ending) {
  Catalogue catalogue;
  for (const SourceFile& file : read_tree("templates/messages", {ending})) {
    const auto parsed = zhiheng::parse_json(file.text);
    if (!parsed || !parsed->is_object()) {
      catalogue.faults.push_back(file.path + " is no JSON object" +
                                 (parsed ? ""
                                         : ": " + parsed.problems().front().rule + " at byte " +
                                               parsed.problems().front().params.front().second));
      continue;
    }
    for (const auto& [key, value] : parsed->members()) {
      if (!value.is_string() || value.string().empty()) {
        catalogue.faults.push_back(file.path + " has no text at " + key);
      } else if (!catalogue.texts.emplace(key, value.string()).second) {
        catalogue.faults.push_back(file.path + " has " + key + ", which another file has too");
      }
    }
  }
  return catalogue;
}

const Catalogue& chinese() {
  static const Catalogue catalogue = read_catalogue(".zh-CN.json");
  return catalogue;
}
const Catalogue& english() {
  static const Catalogue catalogue = read_catalogue(".en.json");
  return catalogue;
}

std::set<std::string> slots(const std::string& text) {
  std::set<std::string> found;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close != std::string::npos) found.insert(text.substr(open + 1, close - open - 1));
  }
  return found;
}

// "sheet.after_deadline": lower-case words with at least one point between them.
bool is_rule_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
  return plain && text.size() > 2 && text.front() != '.' && text.back() != '.' && text.back() != '_' &&
         text.find('.') != std::string_view::npos;
}

// The end of the first two arguments of a call whose opening parenthesis is at `open`.
std::size_t end_of_two_arguments(const std::string& code, std::size_t open) {
  int depth = 0;
  int commas = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '(' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '}' || c == ']') --depth;
    if (c == ',' && depth == 1) ++commas;
    if (depth == 0 || commas == 2) return at;
  }
  return code.size();
}

struct Use {
  std::string rule;
  std::string where;
};

std::vector<Use> rules_passed_to(const SourceFile& file, std::string_view function) {
  std::vector<Use> uses;
  const auto all = literals(file);
  for (const std::size_t at : find_word(file.code, function)) {
    const std::size_t open = at + function.size();
    if (open >= file.code.size() || file.code[open] != '(') continue;
    const std::size_t end = end_of_two_arguments(file.code, open);
    for (const Literal& literal : all) {
      if (literal.offset < open || literal.offset >= end || !is_rule_name(literal.text)) continue;
      uses.push_back({literal.text, file.path + ":" + std::to_string(line_at(file.text, literal.offset))});
    }
  }
  return uses;
}

bool is_file_name(std::string_view text) {
  static const std::set<std::string_view> endings = {"json", "html", "csv", "xlsx", "sql", "xml", "rels", "db",
                                                     "md",   "txt",  "css", "js",   "zip", "pdf", "docx", "py"};
  return endings.contains(text.substr(text.rfind('.') + 1));
}

// Rules also reach refusal() by way of tables, ternaries and helpers. Below the pages, where routes have such names
// too, a literal of that form is a rule.
std::vector<Use> rules_named_in(const SourceFile& file) {
  static const std::set<std::string> rooms = {"base", "domain", "table", "service", "cli"};
  std::vector<Use> uses;
  if (!rooms.contains(file.room)) return uses;
  for (const Literal& literal : literals(file)) {
    if (!is_rule_name(literal.text) || is_file_name(literal.text)) continue;
    if (literal.text.front() < 'a' || literal.text.front() > 'z') continue;
    uses.push_back({literal.text, file.path + ":" + std::to_string(line_at(file.text, literal.offset))});
  }
  return uses;
}

// A call's arguments as spans of the code.
struct Argument {
  std::size_t from;
  std::size_t to;
};

std::vector<Argument> arguments_of(const std::string& code, std::size_t open) {
  std::vector<Argument> arguments;
  int depth = 0;
  std::size_t from = open + 1;
  for (std::size_t at = open; at < code.size(); ++at) {
    const char c = code[at];
    if (c == '(' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '}' || c == ']') --depth;
    if (depth == 0 || (c == ',' && depth == 1)) {
      arguments.push_back({from, at});
      from = at + 1;
    }
    if (depth == 0) break;
  }
  return arguments;
}

// Slots of the texts of a refusal's rules that its own list of params leaves empty. Params that arrive in a variable
// cannot be judged from here.
std::vector<std::string> unfilled_slots(const SourceFile& file, const std::vector<Literal>& all, std::size_t open) {
  const auto arguments = arguments_of(file.code, open);
  const auto rules_in = [&](const Argument& argument) {
    std::vector<Literal> rules;
    for (const Literal& literal : all) {
      if (literal.offset >= argument.from && literal.offset < argument.to && is_rule_name(literal.text))
        rules.push_back(literal);
    }
    return rules;
  };
  const std::size_t first = !arguments.empty() && rules_in(arguments[0]).empty() ? 1 : 0;
  if (arguments.size() <= first) return {};
  std::set<std::string> given;
  if (arguments.size() > first + 2) {
    const Argument& params = arguments[first + 2];
    if (file.code[file.code.find_first_not_of(" \n", params.from)] != '{') return {};
    for (const Literal& literal : all) {
      if (literal.offset < params.from || literal.offset >= params.to) continue;
      if (file.code[file.code.find_last_not_of(" \n", literal.offset - 1)] == '{') given.insert(literal.text);
    }
  }
  std::vector<std::string> unfilled;
  for (const Literal& rule : rules_in(arguments[first])) {
    const auto text = chinese().texts.find(rule.text);
    if (text == chinese().texts.end()) continue;
    for (const std::string& slot : slots(text->second)) {
      if (given.contains(slot)) continue;
      unfilled.push_back(file.path + ":" + std::to_string(line_at(file.text, rule.offset)) + " " + rule.text + " {" +
                         slot + "}");
    }
  }
  return unfilled;
}

// Whole keys in literals of the sources and in the text of templates and report definitions; beginnings of keys that
// the code completes ("field." + stem, "marker.header_" + column) end with a point or a dash, ends of keys (stem +
// ".code_taken", key + "_taken") begin with one.
struct Uses {
  std::set<std::string> keys;
  std::set<std::string> beginnings;
  std::set<std::string> ends;
};

void add_tokens(Uses& uses, const std::string& text) {
  std::string token;
  for (const char c : text + " ") {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.') {
      token.push_back(c);
    } else if (!token.empty()) {
      uses.keys.insert(token);
      const bool has_point = token.find('.') != std::string::npos;
      if (token.size() > 1 && has_point && (token.back() == '.' || token.back() == '_')) uses.beginnings.insert(token);
      if (token.size() > 4 && (token.front() == '.' || token.front() == '_')) uses.ends.insert(token);
      token.clear();
    }
  }
}

const Uses& uses() {
  static const Uses found = [] {
    Uses all;
    for (const SourceFile& file : sources()) {
      for (const Literal& literal : literals(file)) add_tokens(all, literal.text);
    }
    for (const SourceFile& file : read_tree("templates", {".html", ".js", ".tpl"})) add_tokens(all, file.text);
    for (const SourceFile& file : read_tree("reports", {".json"})) add_tokens(all, file.text);
    return all;
  }();
  return found;
}

bool is_used(const std::string& key) {
  // Titles of shapes, choices, menus and reports are put together from names of fields and values.
  static const std::vector<std::string> families = {"field.", "choice.", "stem.", "menu.", "report."};
  if (uses().keys.contains(key)) return true;
  const auto begins = [&](const std::string& start) { return key.rfind(start, 0) == 0; };
  return std::any_of(families.begin(), families.end(), begins) ||
         std::any_of(uses().beginnings.begin(), uses().beginnings.end(), begins) ||
         std::any_of(uses().ends.begin(), uses().ends.end(),
                     [&](const std::string& end) { return key.ends_with(end); });
}

}  // namespace

TEST_CASE("the catalogues are sound", "[tidy][messages]") {
  CHECK(listed(chinese().faults) == "");
  CHECK(listed(english().faults) == "");
}

TEST_CASE("both languages have the same texts with the same slots", "[tidy][messages]") {
  std::vector<std::string> violations;
  for (const auto& [key, text] : chinese().texts) {
    const auto other = english().texts.find(key);
    if (other == english().texts.end()) {
      violations.push_back(key + " has no English text");
    } else if (slots(text) != slots(other->second)) {
      violations.push_back(key + " has different slots in the two languages");
    }
  }
  for (const auto& [key, text] : english().texts) {
    if (!chinese().texts.contains(key)) violations.push_back(key + " has no Chinese text");
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("every rule has a text", "[tidy][messages]") {
  std::set<std::string> violations;  // a rule may be found in two ways
  for (const SourceFile& file : sources()) {
    std::vector<Use> uses = rules_named_in(file);
    for (const char* function : {"refusal", "say"}) {
      for (Use& use : rules_passed_to(file, function)) uses.push_back(std::move(use));
    }
    for (const Use& use : uses) {
      if (!chinese().texts.contains(use.rule)) violations.insert(use.where + " " + use.rule);
    }
  }
  CHECK(listed({violations.begin(), violations.end()}) == "");
}

TEST_CASE("a refusal fills the slots of its text", "[tidy][messages]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : sources()) {
    const auto all = literals(file);
    for (const std::string_view function : {"refusal", "refuse"}) {
      for (const std::size_t at : find_word(file.code, function)) {
        const std::size_t open = at + function.size();
        if (open >= file.code.size() || file.code[open] != '(') continue;
        // A reader's, not one of the many lambdas of that name, which take their params in another way.
        if (function == "refuse" && (at == 0 || file.code[at - 1] != '.')) continue;
        for (const std::string& slot : unfilled_slots(file, all, open)) violations.push_back(slot);
      }
    }
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("every text has a use", "[tidy][messages]") {
  std::vector<std::string> violations;
  for (const auto& [key, text] : chinese().texts) {
    if (!is_used(key)) violations.push_back(key);
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("the reader of rules finds them in both forms of a refusal", "[tidy][messages]") {
  const SourceFile file =
      make_source("src/a.cpp",
                  "return refusal(\"a.b\", x);\nrefusal(Kind::stale, late ? \"c.d\" : \"e.f\", \"g.h\");\n"
                  "refusal(std::string(rule), where, {{\"value\", \"i.j\"}});\n// refusal(\"k.l\")\n");
  const auto found = rules_passed_to(file, "refusal");
  REQUIRE(found.size() == 3);
  CHECK(found[0].rule == "a.b");
  CHECK(found[1].rule == "c.d");
  CHECK(found[2].rule == "e.f");
  const SourceFile other = make_source("src/a.cpp",
                                       "refusal(\"uscc.length\", field);\n"
                                       "refusal(Kind::stale, \"uscc.length\", \"/x\", {{\"length\", text}});\n"
                                       "refusal(\"uscc.length\", where, {{\"size\", \"length\"}});\n"
                                       "refusal(\"uscc.length\", where, params);\n");
  std::vector<std::size_t> unfilled;
  for (const std::size_t at : find_word(other.code, "refusal")) {
    unfilled.push_back(unfilled_slots(other, literals(other), at + 7).size());
  }
  CHECK(unfilled == std::vector<std::size_t>{1, 0, 1, 0});
  CHECK(slots("{a} and {b_c} and {a}") == std::set<std::string>{"a", "b_c"});
  CHECK_FALSE(is_rule_name("value"));
  CHECK_FALSE(is_rule_name("a/b.c"));
}

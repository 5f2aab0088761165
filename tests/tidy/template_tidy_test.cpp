// Pages escape by context only when every template asks for it and puts values where the escaper can see them.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/tidy_source.h"

using namespace tidy;

namespace {

constexpr std::string_view pragma = "{{%AUTOESCAPE context=\"HTML\"}}";

// Attributes whose addresses or scripts the escaper does not check.
const std::vector<std::string> unchecked_attributes = {"formaction", "srcset", "xlink:href", "hx-vals"};

struct Attribute {
  std::string name;
  std::string value;
  bool quoted = false;
  std::size_t offset = 0;
};

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// One past the end of the marker that opens at `at`, so that quotes and > inside it are not taken for HTML.
std::size_t marker_end(std::string_view text, std::size_t at) {
  const std::size_t close = text.find("}}", at);
  return close == std::string_view::npos ? text.size() : close + 2;
}

bool is_marker(std::string_view text, std::size_t at) {
  return text.substr(at, 2) == "{{";
}

std::size_t read_value(std::string_view text, std::size_t at, Attribute& attribute) {
  const char quote = at < text.size() && (text[at] == '"' || text[at] == '\'') ? text[at] : '\0';
  attribute.quoted = quote != '\0';
  std::size_t end = attribute.quoted ? at + 1 : at;
  const std::size_t from = end;
  while (end < text.size()) {
    if (is_marker(text, end)) {
      end = marker_end(text, end);
    } else if (attribute.quoted ? text[end] == quote : (is_space(text[end]) || text[end] == '>')) {
      break;
    } else {
      ++end;
    }
  }
  attribute.value = text.substr(from, end - from);
  return attribute.quoted ? std::min(end + 1, text.size()) : end;
}

// The attributes of the tag that opens at `at`; answers where the tag ends.
std::size_t read_tag(std::string_view text, std::size_t at, std::vector<Attribute>& attributes) {
  std::string name;
  while (at < text.size() && text[at] != '>') {
    if (is_marker(text, at)) {
      at = marker_end(text, at);
      name.clear();
    } else if (text[at] == '=' && !name.empty()) {
      Attribute attribute;
      attribute.name = name;
      attribute.offset = at;
      at = read_value(text, at + 1, attribute);
      attributes.push_back(attribute);
      name.clear();
    } else {
      if (is_space(text[at])) {
        name.clear();
      } else {
        name.push_back(text[at]);
      }
      ++at;
    }
  }
  return at;
}

std::vector<Attribute> attributes_of(std::string_view text) {
  std::vector<Attribute> attributes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool tag = text[at] == '<' && at + 1 < text.size() && std::isalpha(static_cast<unsigned char>(text[at + 1]));
    if (is_marker(text, at)) {
      at = marker_end(text, at) - 1;
    } else if (text.substr(at, 4) == "<!--") {
      at = std::min(text.find("-->", at), text.size());
    } else if (tag) {
      at = read_tag(text, at + 1, attributes);
    }
  }
  return attributes;
}

std::vector<std::string> faults_of(const SourceFile& file) {
  std::vector<std::string> faults;
  const auto at = [&](std::size_t offset) {
    return file.path + ":" + std::to_string(line_at(file.text, offset)) + " ";
  };
  if (std::string_view(file.text).substr(0, pragma.size()) != pragma) {
    faults.push_back(file.path + " does not start with " + std::string(pragma));
  }
  for (std::size_t none = file.text.find(":none}}"); none != std::string::npos;
       none = file.text.find(":none}}", none + 1)) {
    faults.push_back(at(none) + "switches escaping off with :none");
  }
  for (const Attribute& attribute : attributes_of(file.text)) {
    if (attribute.value.find("{{") == std::string::npos) continue;
    if (!attribute.quoted) faults.push_back(at(attribute.offset) + attribute.name + " holds a variable without quotes");
    const bool unchecked = std::find(unchecked_attributes.begin(), unchecked_attributes.end(), attribute.name) !=
                               unchecked_attributes.end() ||
                           attribute.name.rfind("hx-on", 0) == 0;
    if (unchecked)
      faults.push_back(at(attribute.offset) + attribute.name + " holds a variable, which is not checked there");
  }
  return faults;
}

}  // namespace

TEST_CASE("templates escape everything by context", "[tidy][templates]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : read_tree("templates", {".html"})) {
    for (const std::string& fault : faults_of(file)) violations.push_back(fault);
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("no template carries scripts or styles of its own", "[tidy][templates]") {
  std::vector<std::string> violations;
  for (const SourceFile& file : read_tree("templates", {".html"})) {
    for (const Attribute& attribute : attributes_of(file.text)) {
      if (attribute.name.rfind("on", 0) == 0 || attribute.name == "style") {
        violations.push_back(file.path + ":" + std::to_string(line_at(file.text, attribute.offset)) + " " +
                             attribute.name + " is refused by the content security policy; use a class");
      }
    }
  }
  CHECK(listed(violations) == "");
}

TEST_CASE("the reader of templates finds the known holes", "[tidy][templates]") {
  const std::string head(pragma);
  const auto count = [&](const std::string& text) { return faults_of(make_source("a.html", text)).size(); };
  CHECK(count(head + "<a href=\"/x/{{ID}}\" {{#ON}}class=\"on\"{{/ON}}>{{NAME}}</a>") == 0);
  CHECK(count("<p>{{NAME}}</p>") == 1);
  CHECK(count(head + "{{NAME:none}}") == 1);
  CHECK(count(head + "<a href={{URL}}>x</a>") == 1);
  CHECK(count(head + "<input value=a{{X}} name=\"b\">") == 1);
  CHECK(count(head + "<button formaction=\"{{URL}}\">x</button>") == 1);
  CHECK(count(head + "<img srcset='{{URL}}'>") == 1);
  CHECK(count(head + "<div hx-on:click=\"f({{X}})\">") == 1);
  CHECK(count(head + "<!-- <a href={{URL}}> -->a < b = {{X}}") == 0);
  CHECK(count(head + "<a title=\"{{X:x-a=\"b\">\"}}\" href={{Y}}>") == 1);
}

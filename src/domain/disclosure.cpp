#include "domain/disclosure.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/crypto.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t code_digits = 16;

void collect_raters(const Json& case_document, std::set<std::string>& raters) {
  for (const Json& engagement : case_document.at("engagements").items()) {
    const Json* sheets = engagement.find("sheets");
    if (!sheets) continue;
    for (const JsonMember& component : sheets->members()) {
      for (const Json& sheet : component.value.items()) raters.insert(sheet.text_at("rater"));
    }
  }
}

}  // namespace

const Shape& disclosure_shape() {
  static const Shape shape{
      "disclosure",
      "disclosures",
      "disclosure",
      "code",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("title", 200).required().searchable().sortable(),
       choice_field("kind", "disclosure_kind").column("content").required().filterable(),
       integer_field("fiscal_year", 2000, 2100).required().filterable().sortable(),
       choice_field("state", "disclosure_state").read_only().filterable().sortable(),
       integer_field("item_count", 0, 1'000'000).read_only(), text_field("code", 32).read_only().searchable(),
       text_field("note", 1000), reference_field("drafted_by", "account").column("drafted_by").read_only(),
       reference_field("published_by", "account").column("published_by").read_only(),
       moment_field("published_at").sortable(), moment_field("withdrawn_at"),
       text_field("withdrawn_reason", 500).read_only()},
      true,
      false,
      "title"};
  return shape;
}

Outcome change_disclosure(const Disclosure& disclosure) {
  if (disclosure.state != "draft") return refusal(Kind::conflict, "disclosure.not_draft");
  return Done{};
}

Outcome publish_disclosure(const Disclosure& disclosure, std::size_t items) {
  if (disclosure.state != "draft") return refusal(Kind::conflict, "disclosure.not_draft");
  if (items == 0) return refusal(Kind::conflict, "disclosure.nothing_to_disclose");
  return Done{};
}

Outcome withdraw_disclosure(const Disclosure& disclosure, std::string_view reason) {
  if (disclosure.state != "published") return refusal(Kind::conflict, "disclosure.not_published");
  if (reason.empty()) return refusal("disclosure.reason_missing", "/reason");
  return Done{};
}

std::string verification_code(std::string_view digest) {
  constexpr std::string_view scheme = "sm3:";
  ensure(digest.starts_with(scheme) && digest.size() >= scheme.size() + code_digits, "a digest is of sm3");
  return read_verification_code(digest.substr(scheme.size(), code_digits));
}

std::string read_verification_code(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == '-' || c == ' ') continue;
    digits.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  }
  if (digits.starts_with("ZH")) digits.erase(0, 2);
  if (digits.size() != code_digits || digits.find_first_not_of("0123456789ABCDEF") != std::string::npos) return {};
  std::string code = "ZH";
  for (std::size_t i = 0; i < code_digits; i += 4) code += "-" + digits.substr(i, 4);
  return code;
}

Json without_names(const Json& case_document) {
  std::set<std::string> raters;
  collect_raters(case_document, raters);
  // The order of a digest says nothing about codes or names, and is the same whenever it is asked for.
  const std::string salt = sm3_hex(write_json(case_document));
  std::map<std::string, std::string> by_digest;
  for (const std::string& rater : raters) by_digest.emplace(sm3_hex(salt + rater), rater);
  std::map<std::string, std::string> public_names;
  for (const auto& [digest, rater] : by_digest) {
    public_names.emplace(rater, "R" + std::to_string(public_names.size() + 1));
  }
  Json answer = case_document;
  for (Json& engagement : answer.find("engagements")->items()) {
    Json* sheets = engagement.find("sheets");
    if (!sheets) continue;
    for (JsonMember& component : sheets->members()) {
      for (Json& sheet : component.value.items()) sheet.set("rater", public_names.at(sheet.text_at("rater")));
      // The order in which sheets stand would tell what the names no longer do.
      std::sort(component.value.items().begin(), component.value.items().end(),
                [](const Json& a, const Json& b) { return a.text_at("rater") < b.text_at("rater"); });
    }
    Json* corrections = engagement.find("corrections");
    if (!corrections) continue;
    for (Json& correction : corrections->items()) {
      if (correction.find("rater")) correction.set("rater", public_names.at(correction.text_at("rater")));
    }
  }
  return answer;
}

}  // namespace zhiheng::domain

#include "domain/stored_case.h"

#include <algorithm>

namespace zhiheng::domain {
namespace {

constexpr std::size_t most_known = 64;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Steps over JSON without making anything of it; a text that is none leads to its end.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  std::size_t at() const { return at_; }
  char here() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    if (here() != wanted) return false;
    ++at_;
    return true;
  }
  // From quotation mark to quotation mark; one behind an odd number of backslashes is a part of the text.
  void skip_string() {
    for (;;) {
      const std::size_t end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) {
        at_ = text_.size();
        return;
      }
      std::size_t before = end;
      while (before > at_ + 1 && text_[before - 1] == '\\') --before;
      const bool closes = (end - before) % 2 == 0;
      at_ = end;
      if (closes) break;
    }
    ++at_;
  }
  void skip_value() {
    const char first = here();
    if (first == '"') return skip_string();
    if (first != '{' && first != '[') {
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '}' && text_[at_] != ']') ++at_;
      return;
    }
    int depth = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      ++at_;
    } while (depth > 0 && at_ < text_.size());
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// Where the value of "policy" begins among the members of the object; npos without one.
std::size_t place_of_policy(std::string_view document, Scanner& scanner) {
  if (!scanner.take('{')) return std::string_view::npos;
  while (scanner.here() == '"') {
    const std::size_t begin = scanner.at();
    scanner.skip_string();
    const std::string_view key = document.substr(begin, scanner.at() - begin);
    if (!scanner.take(':')) return std::string_view::npos;
    scanner.here();
    if (key == "\"policy\"") return scanner.at();
    scanner.skip_value();
    if (!scanner.take(',')) return std::string_view::npos;
  }
  return std::string_view::npos;
}

bool needs_items(const Policy& policy) {
  return std::any_of(policy.components.begin(), policy.components.end(),
                     [](const Component& component) { return component.aggregation.by_criterion; });
}

// The rows of sheets that were scored by criterion are most of a case, and only a policy that aggregates by criterion
// looks at them. A quotation mark inside a text is escaped, so that this sequence is a member wherever it stands.
void drop_items(std::string& text) {
  constexpr std::string_view member = ",\"items\":[";
  std::size_t found = text.find(member);
  if (found == std::string::npos) return;
  std::string kept;
  kept.reserve(text.size());
  std::size_t from = 0;
  while (found != std::string::npos) {
    kept.append(text, from, found - from);
    Scanner scanner(std::string_view(text).substr(found + member.size() - 1));
    scanner.skip_value();
    from = found + member.size() - 1 + scanner.at();
    found = text.find(member, from);
  }
  kept.append(text, from, std::string::npos);
  text = std::move(kept);
}

}  // namespace

std::string_view policy_text_of(std::string_view document) {
  Scanner scanner(document);
  const std::size_t begin = place_of_policy(document, scanner);
  if (begin == std::string_view::npos) return {};
  scanner.skip_value();
  return document.substr(begin, scanner.at() - begin);
}

Result<std::shared_ptr<const Policy>> StoredCases::own_policy(std::string_view text) {
  auto document = parse_json(text);
  if (!document) return document.problems();
  if (document->is_string()) {
    if (auto policy = shipped_policy(document->string())) return policy;
    return refusal("policy.unknown", "/policy", {{"policy", document->string()}});
  }
  return read_policy(*document);
}

Result<Case> StoredCases::read(std::string_view document, const std::shared_ptr<const Policy>& other) {
  Scanner scanner(document);
  const std::size_t begin = place_of_policy(document, scanner);
  if (begin == std::string_view::npos) return refusal("what_if.not_a_case");
  const std::string_view from_policy = document.substr(begin);
  auto known =
      std::find_if(known_.begin(), known_.end(), [&](const Known& one) { return from_policy.starts_with(one.text); });
  if (known == known_.end()) {
    scanner.skip_value();
    const std::string_view text = document.substr(begin, scanner.at() - begin);
    auto policy = own_policy(text);
    if (!policy && !other) return policy.problems();
    if (known_.size() >= most_known) known_.pop_back();
    known_.push_back({std::string(text), policy ? *policy : nullptr});
    known = known_.end() - 1;
  }
  std::rotate(known_.begin(), known, known + 1);
  const Known& own = known_.front();
  rest_.assign(document.substr(0, begin));
  rest_ += "null";
  rest_ += from_policy.substr(own.text.size());
  const std::shared_ptr<const Policy>& policy = other ? other : own.policy;
  if (!policy) return refusal("what_if.not_a_case");
  // A correction is checked against the row of the sheet that it changed.
  const bool corrected = rest_.find("\"corrections\":") != std::string::npos;
  if (!corrected && !needs_items(*policy)) drop_items(rest_);
  auto json = parse_json(rest_, JsonLimits{64, 64u << 20});
  if (!json) return refusal("what_if.not_a_case");
  const bool alone = policy->scope.score != ScoreScope::agency_year;
  if (other && alone && json->is_object()) {
    std::erase_if(json->members(), [](const JsonMember& member) { return member.key == "others"; });
  }
  const bool year_unknown = !alone && other && own.policy && own.policy->scope.score != ScoreScope::agency_year;
  if (year_unknown) return refusal("what_if.needs_the_year");
  auto input = read_case_under(*json, policy);
  if (input) input->explained = false;
  return input;
}

}  // namespace zhiheng::domain

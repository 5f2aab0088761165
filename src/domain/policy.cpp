#include "domain/policy.h"

#include <algorithm>
#include <map>

#include "base/resource.h"

namespace zhiheng::domain {
namespace {

struct Shipped {
  Json document;
  std::shared_ptr<const Policy> policy;
};

// Read once; a shipped file that its own reader refuses is a defect of this build, found by every test.
const std::map<std::string, Shipped, std::less<>>& shipped() {
  static const auto library = [] {
    std::map<std::string, Shipped, std::less<>> read;
    for (const std::string_view path : resources_under("sql/seed/policies/")) {
      auto document = parse_json(resource(path));
      ensure(document.ok(), "a shipped policy is JSON");
      auto policy = read_policy(*document);
      if (!policy) {
        throw Defect("a shipped policy is refused: " + std::string(path) + " " + policy.problems().front().rule + " " +
                     policy.problems().front().field);
      }
      const std::string name = (*policy)->name();
      read.emplace(name, Shipped{std::move(*document), *policy});
    }
    return read;
  }();
  return library;
}

// A bare code means its newest version.
const Shipped* find_shipped(std::string_view name) {
  const auto exact = shipped().find(name);
  if (exact != shipped().end()) return &exact->second;
  const Shipped* newest = nullptr;
  for (const auto& [key, entry] : shipped()) {
    if (entry.policy->code == name && (!newest || newest->policy->revision < entry.policy->revision)) newest = &entry;
  }
  return newest;
}

template <class Rule>
const Rule* find_rule(const std::vector<Rule>& rules, std::string_view name) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const Rule& rule) { return rule.code == name || rule.title == name; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace

const Component* Policy::find_component(std::string_view component) const {
  const auto found =
      std::find_if(components.begin(), components.end(), [&](const Component& each) { return each.code == component; });
  return found == components.end() ? nullptr : &*found;
}

const EventRule* Policy::find_event(std::string_view event) const {
  return find_rule(events, event);
}
const VetoRule* Policy::find_veto(std::string_view veto) const {
  return find_rule(vetoes, veto);
}

std::shared_ptr<const Policy> shipped_policy(std::string_view name) {
  const Shipped* entry = find_shipped(name);
  return entry ? entry->policy : nullptr;
}

const Json* shipped_policy_document(std::string_view name) {
  const Shipped* entry = find_shipped(name);
  return entry ? &entry->document : nullptr;
}

std::vector<std::string> shipped_policy_names() {
  std::vector<std::string> names;
  for (const auto& [name, entry] : shipped()) names.push_back(name);
  return names;
}

const Band& band_of(const Policy& policy, const Fraction& score) {
  for (auto band = policy.bands.rbegin(); band != policy.bands.rend(); ++band) {
    if (band->from.exact() <= score) return *band;
  }
  return policy.bands.front();
}

}  // namespace zhiheng::domain

#include <set>

#include "domain/policy_parts.h"

namespace zhiheng::domain {
namespace {

void read_identity(ObjectReader& reader, Policy& policy, Problems& problems) {
  policy.code = reader.text("code", 64);
  if (policy.code.find('@') != std::string::npos) reader.refuse("policy.code_with_at", "code");
  policy.revision = static_cast<int>(reader.integer("version", 1, 9999));
  policy.title = reader.text("title");
  policy.title_en = reader.text_or_none("title_en");
  policy.source = reader.text_or_none("source", 500);
  policy.region = reader.text_or_none("region", 12);
  for (const auto& [key, day] :
       {std::pair{"valid_from", &policy.valid_from}, std::pair{"valid_to", &policy.valid_to}}) {
    if (!reader.has(key)) continue;
    auto date = read_date(reader.text(key, 10), Path(reader.path(), key).pointer());
    if (date) {
      *day = *date;
    } else {
      problems.push_back(date.problems().front());
    }
  }
  if (policy.valid_from && policy.valid_to && *policy.valid_to < *policy.valid_from) {
    reader.refuse("policy.valid_to_before_from", "valid_to");
  }
}

void read_components(ObjectReader& reader, Policy& policy, Problems& problems) {
  Aggregation usual;
  if (reader.member("aggregation")) {
    usual = read_aggregation(*reader.member("aggregation"), Path(reader.path(), "aggregation"), problems);
  }
  const Path path(reader.path(), "components");
  const Json::Array& items = reader.array("components");
  Fraction sum;
  std::set<std::string> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Path place(path, i);
    policy.components.push_back(read_component(items[i], place, problems, usual));
    const Component& component = policy.components.back();
    if (!codes.insert(component.code).second) {
      problems.push_back(refusal("policy.code_twice", Path(place, "code").pointer(), {{"code", component.code}}));
    }
    if (component.mode == ComponentMode::scored) sum = sum + component.weight;
  }
  if (!(sum == Fraction(1))) reader.refuse("policy.weights_not_one", "components", {{"sum", sum.decimal()}});
}

ScopeRule read_scope(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"score", "combine", "base"});
  ScopeRule rule;
  const std::string score = reader.choice_or("score", {"engagement", "contract", "agency_year"}, "engagement");
  rule.score = score == "contract"      ? ScoreScope::contract
               : score == "agency_year" ? ScoreScope::agency_year
                                        : ScoreScope::engagement;
  rule.combine_by_fee = reader.choice_or("combine", {"mean", "by_fee", "by_weight"}, "mean") == "by_fee";
  rule.combine_by_weight = reader.member("combine") && reader.member("combine")->is_string() &&
                           reader.member("combine")->string() == "by_weight";
  rule.base_is_contract = reader.choice_or("base", {"engagement", "contract"}, "engagement") == "contract";
  // One engagement's score must not cost the fee of the whole contract several times over.
  if (rule.base_is_contract && rule.score == ScoreScope::engagement)
    reader.refuse("policy.base_needs_contract_score", "base");
  return rule;
}

template <class Part, class Read>
std::vector<Part> read_list(ObjectReader& reader, std::string_view key, Problems& problems, Read read) {
  const Path path(reader.path(), key);
  const Json::Array& items = reader.array_or_empty(key);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < items.size(); ++i) parts.push_back(read(items[i], Path(path, i), problems));
  return parts;
}

template <class Part>
void refuse_twice(const std::vector<Part>& parts, ObjectReader& reader, std::string_view key) {
  std::set<std::string> codes;
  for (const Part& part : parts) {
    if (!codes.insert(part.code).second) reader.refuse("policy.code_twice", key, {{"code", part.code}});
  }
}

Assumption read_assumption(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"path", "note"});
  return {reader.text("path"), reader.text("note", 500)};
}

void read_consequences(ObjectReader& reader, Policy& policy, Problems& problems) {
  policy.events = read_list<EventRule>(reader, "events", problems, read_event);
  refuse_twice(policy.events, reader, "events");
  if (reader.has("event_limits")) {
    policy.event_limits =
        read_event_limits(*reader.member("event_limits"), Path(reader.path(), "event_limits"), problems);
  }
  policy.vetoes = read_list<VetoRule>(reader, "vetoes", problems, read_veto);
  refuse_twice(policy.vetoes, reader, "vetoes");
  if (reader.has("lateness")) {
    policy.lateness =
        read_lateness(*reader.member("lateness"), Path(reader.path(), "lateness"), problems, policy.components);
  }
  if (reader.has("redo")) policy.redo = read_redo(*reader.member("redo"), Path(reader.path(), "redo"), problems);
  if (reader.has("credit")) {
    policy.credit = read_credit(*reader.member("credit"), Path(reader.path(), "credit"), problems, policy);
  }
  policy.consequences = read_list<Consequence>(reader, "consequences", problems,
                                               [&](const Json& value, const Path& path, Problems& named) {
                                                 return read_consequence(value, path, named, policy);
                                               });
}

}  // namespace

Result<std::shared_ptr<const Policy>> read_policy(const Json& document) {
  Problems problems;
  auto policy = std::make_shared<Policy>();
  const Path root;
  ObjectReader reader(document, root, problems,
                      {"code",      "version", "title",  "title_en",    "source",      "region",       "valid_from",
                       "valid_to",  "scope",   "bands",  "aggregation", "rounding",    "components",   "fee",
                       "lateness",  "events",  "vetoes", "redo",        "credit",      "consequences", "panel",
                       "objection", "assumed", "review", "discussion",  "uncertainty", "billing",      "event_limits"});
  if (!reader.is_object()) return problems;
  read_identity(reader, *policy, problems);
  read_components(reader, *policy, problems);
  if (reader.member("rounding")) {
    policy->rounding = read_rounding(*reader.member("rounding"), Path(root, "rounding"), problems);
  }
  if (reader.member("scope")) policy->scope = read_scope(*reader.member("scope"), Path(root, "scope"), problems);
  policy->bands = read_bands(reader.array("bands"), Path(root, "bands"), problems);
  if (const Json* fee = reader.required("fee")) {
    policy->fee = read_fee(*fee, Path(root, "fee"), problems, policy->bands);
  }
  read_consequences(reader, *policy, problems);
  read_panel_sections(reader, *policy, problems);
  read_billing(reader, *policy, problems);
  policy->assumed = read_list<Assumption>(reader, "assumed", problems, read_assumption);
  for (std::size_t i = 0; i < policy->assumed.size(); ++i) {
    if (!resolve_pointer(document, policy->assumed[i].path)) {
      problems.push_back(
          refusal("policy.assumed_nowhere", pointer_to("/assumed", i) + "/path", {{"path", policy->assumed[i].path}}));
    }
  }
  if (!problems.empty()) return problems;
  return std::shared_ptr<const Policy>(std::move(policy));
}

}  // namespace zhiheng::domain

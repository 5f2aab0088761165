#include "service/case_builder.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "domain/correction.h"
#include "store/deliverable_store.h"
#include "store/panel_life_store.h"
#include "store/panel_store.h"
#include "store/result_store.h"

namespace zhiheng::service {

namespace {

FrozenPolicy read_frozen(std::int64_t id, const std::string& text) {
  auto document = parse_json(text);
  ensure(document.ok(), "a policy's document is JSON");
  auto rules = domain::read_policy(*document);
  ensure(rules.ok(), "a policy's document was read before it was stored");
  return {id, *rules, std::make_shared<const Json>(std::move(*document))};
}

// Codes name raters in documents that leave the house; two bureaus may use one code, then the id tells them apart.
std::string rater_name(const domain::Panel& panel, const domain::PanelMember& member) {
  const auto same = std::count_if(panel.members.begin(), panel.members.end(), [&](const domain::PanelMember& other) {
    return other.expert_code == member.expert_code;
  });
  return same > 1 ? member.expert_code + "#" + std::to_string(member.expert_id) : member.expert_code;
}

domain::Sheet sheet_of(const domain::Panel& panel, const domain::ScoreSheet& stored) {
  const domain::PanelMember* member = panel.member(stored.member_id);
  ensure(member && stored.total, "a counted sheet has a member and a total");
  domain::Sheet sheet;
  sheet.rater = rater_name(panel, *member);
  sheet.group = member->rater_group;
  sheet.score = *stored.total;
  for (const domain::ScoreItem& item : stored.items) {
    if (item.points) sheet.items.push_back({item.criterion, *item.points, item.reason});
  }
  return sheet;
}

void add_sheets(const EngagementSources& sources, const domain::Policy& policy, domain::Engagement& engagement) {
  if (!sources.panel) return;
  for (const domain::Component& component : policy.components) {
    domain::ComponentSheets sheets{component.code, {}};
    for (const domain::ScoreSheet* stored : counted_sheets(*sources.panel, sources.sheets, component.code)) {
      sheets.sheets.push_back(sheet_of(*sources.panel, *stored));
    }
    if (!sheets.sheets.empty()) engagement.sheets.push_back(std::move(sheets));
  }
}

void add_conduct(const EngagementSources& sources, domain::Engagement& engagement) {
  for (const domain::Conduct& conduct : sources.conduct) {
    if (conduct.state != "recorded") continue;
    if (conduct.kind == "veto") {
      engagement.vetoes.push_back(conduct.code);
      continue;
    }
    const auto same = std::find_if(engagement.events.begin(), engagement.events.end(),
                                   [&](const domain::EventCount& event) { return event.code == conduct.code; });
    if (same == engagement.events.end()) {
      engagement.events.push_back({conduct.code, conduct.count});
    } else {
      same->count += conduct.count;
    }
  }
}

// Sheets and records stay as they are; what objections changed is laid on top of them.
void add_corrections(const EngagementSources& sources, domain::Engagement& engagement) {
  for (const store::StoredCorrection& stored : sources.corrections) {
    domain::Correction correction = stored.figure;
    for (const domain::ScoreSheet& sheet : sources.sheets) {
      const bool here = stored.sheet_id != 0 && sheet.id == stored.sheet_id && sources.panel.has_value();
      const domain::PanelMember* member = here ? sources.panel->member(sheet.member_id) : nullptr;
      if (member) correction.rater = rater_name(*sources.panel, *member);
    }
    (void)domain::apply_correction(engagement, correction);
  }
}

domain::Engagement engagement_of(const EngagementSources& sources, const domain::Policy& policy) {
  domain::Engagement engagement;
  engagement.code = sources.engagement.code;
  engagement.title = sources.engagement.name;
  engagement.fee = sources.engagement.fee;
  if (sources.panel) engagement.quorum = sources.panel->quorum;
  add_sheets(sources, policy, engagement);
  for (const domain::ComponentScore& score : sources.scores) {
    if (policy.find_component(score.component)) engagement.scores.push_back({score.component, score.score});
  }
  for (const char* kind : {"plan", "report"}) {
    if (policy.find_component(kind)) {
      engagement.days_late.push_back({kind, domain::counted_days_late(sources.deliverables, kind)});
    }
  }
  add_conduct(sources, engagement);
  engagement.fixed_deduction = sources.engagement.fixed_deduction;
  add_corrections(sources, engagement);
  return engagement;
}

template <class T, class Key>
void hand_out(std::vector<T> rows, std::map<std::int64_t, EngagementSources*>& by_id,
              std::vector<T> EngagementSources::*member, Key key) {
  for (T& row : rows) {
    const auto sources = by_id.find(key(row));
    if (sources != by_id.end()) ((*sources->second).*member).push_back(std::move(row));
  }
}

// Where the policy lets the scores before the discussion count, they stand in the place of the later ones.
void use_first_scores(store::Connection& rows, EngagementSources& sources) {
  if (!sources.panel || sources.panel->discussion.empty()) return;
  if (!load_policy(rows, sources.panel->policy_id).rules->discussion.first_counts) return;
  for (domain::FirstScore& first : store::first_scores(rows, sources.panel->id)) {
    for (domain::ScoreSheet& sheet : sources.sheets) {
      if (sheet.id != first.sheet_id) continue;
      sheet.total = first.total;
      sheet.items = std::move(first.items);
    }
  }
}

// The engagement's part of a case document, without what merely names things.
Json figures_of(const Json& case_document) {
  Json engagement = case_document.at("engagements").items().at(0);
  auto& members = engagement.members();
  members.erase(
      std::remove_if(members.begin(), members.end(), [](const JsonMember& one) { return one.key == "title"; }),
      members.end());
  return engagement;
}

}  // namespace

FrozenPolicy load_policy(store::Connection& rows, std::int64_t policy_id) {
  static std::mutex mutex;
  static std::map<std::string, FrozenPolicy> known;
  const std::string digest = store::policy_digest(rows, policy_id);
  {
    const std::lock_guard lock(mutex);
    const auto found = known.find(digest);
    if (found != known.end()) return {policy_id, found->second.rules, found->second.document};
  }
  FrozenPolicy read = read_frozen(policy_id, store::policy_document(rows, policy_id));
  constexpr std::size_t digest_length = 64;
  constexpr std::size_t most_kept = 200;
  const std::lock_guard lock(mutex);
  if (known.size() >= most_kept) known.clear();
  if (digest.size() == digest_length) known.emplace(digest, read);
  return read;
}

std::vector<std::string> EngagementSources::components_by_sheet() const {
  std::vector<std::string> components;
  for (const domain::ScoreSheet& sheet : sheets) {
    if (std::find(components.begin(), components.end(), sheet.component) == components.end()) {
      components.push_back(sheet.component);
    }
  }
  return components;
}

ContractSources load_sources(store::Connection& rows, const store::ContractFacts& contract) {
  ContractSources all{contract, {}};
  for (store::EngagementFacts& facts : store::engagement_facts_of(rows, contract.id)) {
    all.engagements.emplace_back().engagement = std::move(facts);
  }
  std::map<std::int64_t, EngagementSources*> by_id;
  std::map<std::int64_t, EngagementSources*> by_panel;
  for (EngagementSources& sources : all.engagements) by_id[sources.engagement.id] = &sources;
  for (domain::Panel& panel : store::panels_of_contract(rows, contract.id)) {
    EngagementSources* sources = by_id.at(panel.engagement_id);
    by_panel[panel.id] = sources;
    sources->panel = std::move(panel);
  }
  hand_out(store::sheets_of_contract(rows, contract.id), by_panel, &EngagementSources::sheets,
           [](const domain::ScoreSheet& sheet) { return sheet.panel_id; });
  for (EngagementSources& sources : all.engagements) use_first_scores(rows, sources);
  hand_out(store::component_scores_of_contract(rows, contract.id), by_id, &EngagementSources::scores,
           [](const domain::ComponentScore& score) { return score.engagement_id; });
  hand_out(store::conduct_of_contract(rows, contract.id), by_id, &EngagementSources::conduct,
           [](const domain::Conduct& conduct) { return conduct.engagement_id; });
  hand_out(store::deliverables_of_contract(rows, contract.id), by_id, &EngagementSources::deliverables,
           [](const domain::Deliverable& deliverable) { return deliverable.engagement_id; });
  hand_out(store::corrections_of_contract(rows, contract.id), by_id, &EngagementSources::corrections,
           [](const store::StoredCorrection& correction) { return correction.engagement_id; });
  for (domain::StoredResult& result : store::current_results_of_contract(rows, contract.id)) {
    by_id.at(result.engagement_id)->result = std::move(result);
  }
  return all;
}

EngagementSources load_engagement_sources(store::Connection& rows, const store::EngagementFacts& engagement) {
  EngagementSources sources;
  sources.engagement = engagement;
  sources.panel = store::find_panel_of(rows, engagement.id);
  if (sources.panel) sources.sheets = store::sheets_of_panel(rows, sources.panel->id, true);
  use_first_scores(rows, sources);
  sources.scores = store::component_scores_of(rows, engagement.id);
  sources.conduct = store::conduct_of(rows, engagement.id);
  sources.deliverables = store::deliverables_of(rows, engagement.id);
  sources.corrections = store::corrections_of(rows, engagement.id);
  sources.result = store::current_result(rows, engagement.id);
  return sources;
}

Result<Derived> derive(const domain::Case& input, const FrozenPolicy& policy) {
  Derived derived;
  derived.case_document = domain::case_to_json(input, policy.document.get());
  const auto read = domain::read_case(derived.case_document);
  if (!read) return read.problems();
  auto evaluation = domain::evaluate(*read);
  if (!evaluation) return evaluation.problems();
  derived.result_document = domain::evaluation_to_json(*read, *evaluation);
  derived.evaluation = std::move(*evaluation);
  return derived;
}

domain::Case case_of_engagement(const store::ContractFacts& contract, const EngagementSources& sources,
                                const FrozenPolicy& policy) {
  domain::Case input;
  input.label = contract.number + "/" + sources.engagement.code;
  input.policy = policy.rules;
  input.contract_number = contract.number;
  input.contract_title = contract.title;
  input.fee = sources.engagement.fee;
  input.engagements.push_back(engagement_of(sources, *policy.rules));
  return input;
}

domain::Case case_of_contract(const ContractSources& sources, const FrozenPolicy& policy, const std::string& label,
                              Money paid, std::vector<domain::OtherResult> others) {
  domain::Case input;
  input.label = label;
  input.policy = policy.rules;
  input.contract_number = sources.contract.number;
  input.contract_title = sources.contract.title;
  input.fee = sources.contract.fee;
  input.paid = paid;
  input.terminated = sources.contract.state == "terminated";
  for (const EngagementSources& each : sources.engagements) {
    input.engagements.push_back(engagement_of(each, *policy.rules));
  }
  input.others = std::move(others);
  return input;
}

std::vector<domain::OtherResult> other_results(store::Connection& rows, const store::ContractFacts& contract,
                                               const FrozenPolicy& policy) {
  if (policy.rules->scope.score != domain::ScoreScope::agency_year) return {};
  std::vector<domain::OtherResult> others;
  for (const store::OtherEngagement& other : store::other_engagements_of_year(rows, contract.id)) {
    others.push_back({other.code, other.fee, other.final_score});
  }
  return others;
}

bool is_result_current(const domain::StoredResult& result, const store::ContractFacts& contract,
                       const EngagementSources& sources, const FrozenPolicy& policy) {
  if (result.policy_id != policy.id) return false;
  const auto stored = parse_json(result.case_document);
  ensure(stored.ok(), "a stored case document is JSON");
  const Json fresh = domain::case_to_json(case_of_engagement(contract, sources, policy));
  return figures_of(*stored) == figures_of(fresh);
}

}  // namespace zhiheng::service

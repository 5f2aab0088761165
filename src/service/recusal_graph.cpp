#include "service/recusal_graph.h"

#include <map>
#include <set>

#include "service/case_builder.h"
#include "service/recusal_check.h"

namespace zhiheng::service {

using domain::Party;
using domain::PartyKind;
using domain::RelationEdge;

namespace {

// What an expert's file says about his employer, as edges.
class EmployerEdges {
 public:
  EmployerEdges(const std::vector<store::NamedParty>& parties, std::vector<RelationEdge>& edges) : edges_(edges) {
    for (const store::NamedParty& one : parties) {
      by_key_[one.party.key()] = &one;
      by_name_.emplace(domain::comparable_name(one.party.name), &one);
    }
  }

  void add(const store::RecusalExpert& expert) {
    const Party himself{PartyKind::expert, expert.id, expert.name};
    std::set<std::string> employers;
    const auto employ = [&](const Party& employer) {
      if (employers.insert(employer.key()).second) edges_.push_back({"employed_by", himself, employer, {}, {}});
    };
    const auto by_id = [&](PartyKind kind, std::int64_t id) {
      const auto at = by_key_.find(Party{kind, id, ""}.key());
      if (id != 0 && at != by_key_.end()) employ(at->second->party);
    };
    by_id(PartyKind::agency, expert.employer_agency_id);
    by_id(PartyKind::budget_unit, expert.employer_unit_id);
    const std::string name = domain::comparable_name(expert.employer);
    const auto [first, last] = by_name_.equal_range(name);
    if (!name.empty() && first == last) employ({PartyKind::employer, 0, expert.employer});
    for (auto at = first; !name.empty() && at != last; ++at) employ(at->second->party);
    for (const std::string& key : employers) lies_in(key);
    const auto listing = by_key_.find(Party{PartyKind::bureau, expert.bureau_id, ""}.key());
    if (listing != by_key_.end()) edges_.push_back({"listed_by", himself, listing->second->party, {}, {}});
  }

 private:
  void lies_in(const std::string& key) {
    const auto at = by_key_.find(key);
    if (at == by_key_.end() || at->second->party.kind != PartyKind::budget_unit || !placed_.insert(key).second) return;
    const auto place = by_key_.find(Party{PartyKind::bureau, at->second->bureau_id, ""}.key());
    if (place != by_key_.end()) edges_.push_back({"lies_in", at->second->party, place->second->party, {}, {}});
  }

  std::vector<RelationEdge>& edges_;
  std::map<std::string, const store::NamedParty*> by_key_;
  std::multimap<std::string, const store::NamedParty*> by_name_;
  std::set<std::string> placed_;
};

}  // namespace

std::vector<store::RecusalSource> load_recusal_sources(Tx& tx, const std::vector<std::int64_t>& engagement_ids) {
  auto sources = store::recusal_sources(tx.rows(), engagement_ids);
  std::map<std::int64_t, int> look_back;  // by policy: most panels of a year share one
  for (store::RecusalSource& source : sources) {
    const auto [at, is_new] = look_back.emplace(source.policy_id, 0);
    if (is_new) at->second = load_policy(tx.rows(), source.policy_id).rules->panel.look_back_years;
    source.about.look_back_years = at->second;
    const bool closed = source.panel_state == "closed";
    source.about.on = closed ? timestamp_from_utc(source.panel_changed_at).date() : tx.today();
  }
  return sources;
}

domain::RelationGraph load_relation_graph(Tx& tx, std::int64_t bureau_id,
                                          const std::vector<store::RecusalSource>& sources,
                                          const std::vector<std::int64_t>& expert_ids) {
  std::vector<RelationEdge> edges = store::relation_edges(tx.rows(), bureau_id);
  const auto parties = store::agencies_bureaus_units(tx.rows());
  for (const store::NamedParty& one : parties) {
    if (one.legal_representative.empty()) continue;
    edges.push_back({"legal_representative_of", {PartyKind::person, 0, one.legal_representative}, one.party, {}, {}});
  }
  std::set<std::int64_t> agencies;
  for (const store::RecusalSource& source : sources) {
    agencies.insert(source.about.agency_id);
    agencies.insert(source.about.competitors.begin(), source.about.competitors.end());
  }
  for (RelationEdge& edge : store::lead_evaluator_edges(tx.rows(), {agencies.begin(), agencies.end()})) {
    edges.push_back(std::move(edge));
  }
  EmployerEdges employers(parties, edges);
  for (const store::RecusalExpert& expert : store::recusal_experts(tx.rows(), expert_ids)) employers.add(expert);
  return domain::RelationGraph(std::move(edges));
}

std::map<std::int64_t, std::vector<domain::RecusalPath>> recusals_for(Tx& tx, std::int64_t engagement_id,
                                                                      const std::vector<std::int64_t>& expert_ids) {
  std::map<std::int64_t, std::vector<domain::RecusalPath>> found;
  const auto sources = load_recusal_sources(tx, {engagement_id});
  if (sources.empty() || expert_ids.empty()) return found;
  domain::RecusalCase about = sources.front().about;
  about.on = tx.today();  // an objection's second panel judges a closed one's engagement today
  const auto graph = load_relation_graph(tx, about.bureau_id, sources, expert_ids);
  for (const std::int64_t expert_id : expert_ids) {
    auto paths = graph.paths(expert_id, about);
    std::erase_if(paths, [](const domain::RecusalPath& path) { return !path.excludes; });
    if (!paths.empty()) found[expert_id] = std::move(paths);
  }
  return found;
}

}  // namespace zhiheng::service

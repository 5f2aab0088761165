// The search for paths: breadth first over parties and over what may still follow, so that every chain ends.
#include <algorithm>
#include <array>
#include <deque>
#include <set>

#include "domain/recusal.h"
#include "domain/relation.h"

namespace zhiheng::domain {

namespace {

constexpr std::size_t longest_path = 4;

// What has been walked so far, and so what may follow.
enum class Phase : std::size_t {
  himself,    // at the expert
  close_kin,  // at his spouse or a relative in the direct line
  far_kin,    // at any other relative, or a relative's relative
  own_party,  // at a party to which he himself stands
  kin_party,  // at one to which a relative stands
  own_above,
  own_below,  // at what stands above or below such a party
  kin_above,
  kin_below,
  own_place,  // at the bureau in whose area his employer is
};
constexpr std::size_t phases = static_cast<std::size_t>(Phase::own_place) + 1;

bool is_person(Phase phase) {
  return phase == Phase::himself || phase == Phase::close_kin || phase == Phase::far_kin;
}

bool by_kin(Phase phase) {
  return phase == Phase::kin_party || phase == Phase::kin_above || phase == Phase::kin_below;
}

std::optional<Phase> after_kin(Phase phase, const RelationKind& kind) {
  if (phase == Phase::himself) return kind.close ? Phase::close_kin : Phase::far_kin;
  if (phase == Phase::close_kin) return Phase::far_kin;
  return std::nullopt;
}

std::optional<Phase> after_hold(Phase phase, bool up) {
  switch (phase) {
    case Phase::own_party: return up ? Phase::own_above : Phase::own_below;
    case Phase::kin_party: return up ? Phase::kin_above : Phase::kin_below;
    case Phase::own_above:
    case Phase::kin_above: return up ? std::optional(phase) : std::nullopt;
    case Phase::own_below:
    case Phase::kin_below: return up ? std::nullopt : std::optional(phase);
    default: return std::nullopt;
  }
}

// Where one more step leads, if it may follow.
std::optional<Phase> next_phase(Phase phase, const RelationKind& kind, bool forward, PartyKind from_kind) {
  if (kind.sort == RelationSort::kinship) return after_kin(phase, kind);
  const bool of_person = from_kind == PartyKind::expert || from_kind == PartyKind::person;
  if (kind.sort == RelationSort::place) {
    const bool from_employer = phase == Phase::own_party || phase == Phase::himself;
    return forward && from_employer ? std::optional(Phase::own_place) : std::nullopt;
  }
  if (of_person) {
    if (!forward || !is_person(phase)) return std::nullopt;
    if (phase == Phase::far_kin && !kind.leading) return std::nullopt;
    return phase == Phase::himself ? Phase::own_party : Phase::kin_party;
  }
  // Between parties: a part stands below the whole, a company below its owner.
  const bool up = kind.sort == RelationSort::part ? forward : !forward;
  return after_hold(phase, up);
}

}  // namespace

// One search: for an expert and a case, over the edges that count or over all that ever did.
class PathSearch {
 public:
  PathSearch(const RelationGraph& graph, std::int64_t expert_id, const RecusalCase& about)
      : graph_(graph), expert_id_(expert_id), about_(about), from_(look_back_from(about.on, about.look_back_years)) {}

  std::vector<RecusalPath> run(bool living) {
    living_ = living;
    found_.clear();
    reached_.clear();
    const auto start = graph_.nodes_.find(Party{PartyKind::expert, expert_id_, ""}.key());
    if (start == graph_.nodes_.end()) return {};
    stops_ = {{start->second, Phase::himself, 0, 0, 0}};
    std::set<std::size_t> seen{start->second * phases};
    for (std::size_t at = 0; at < stops_.size(); ++at) {
      if (stops_[at].length == longest_path) continue;
      for (const RelationGraph::Link& link : graph_.links_[stops_[at].node]) step(at, link, seen);
    }
    return std::move(found_);
  }
  const std::set<std::string>& reached() const { return reached_; }

 private:
  struct Stop {
    std::size_t node = 0;
    Phase phase = Phase::himself;
    std::size_t length = 0;
    std::size_t before = 0;  // stop
    std::size_t edge = 0;
  };

  void step(std::size_t at, const RelationGraph::Link& link, std::set<std::size_t>& seen) {
    const RelationEdge& edge = graph_.edges_[link.edge];
    const RelationKind* kind = find_relation_kind(edge.relation);
    if (!kind || !counts(edge)) return;
    const auto phase = next_phase(stops_[at].phase, *kind, link.forward, edge.from.kind);
    if (!phase) return;
    const Stop stop{link.to, *phase, stops_[at].length + 1, at, link.edge};
    judge(stop, edge);
    if (seen.insert(link.to * phases + static_cast<std::size_t>(*phase)).second) stops_.push_back(stop);
  }

  bool is_this_report(const Party& party) const {
    return (party.kind == PartyKind::engagement && party.id == about_.engagement_id) ||
           (party.kind == PartyKind::contract && party.id == about_.contract_id);
  }

  bool counts(const RelationEdge& edge) const {
    if (edge.since && *edge.since > about_.on) return false;
    return !living_ || !edge.until || *edge.until >= from_ || is_this_report(edge.to);
  }

  bool lasts(const RelationEdge& edge) const { return !edge.until || *edge.until >= about_.on; }

  // All steps from the expert to the stop are employment that lasts.
  bool is_own_employment(const Stop& stop) const {
    for (Stop at = stop; at.length > 0; at = stops_[at.before]) {
      const RelationEdge& edge = graph_.edges_[at.edge];
      const RelationKind* kind = find_relation_kind(edge.relation);
      const bool employment = kind->employment || kind->sort == RelationSort::part || kind->sort == RelationSort::place;
      if (!employment || !lasts(edge)) return false;
    }
    return true;
  }

  // The rule by which the party at the stop excludes; "" when it is none of the case's, or does not by this way.
  std::string rule_at(const Stop& stop, const RelationEdge& last) const {
    const Party& party = graph_.parties_[stop.node];
    const auto among = [&](const std::vector<std::int64_t>& ids) {
      return std::find(ids.begin(), ids.end(), party.id) != ids.end();
    };
    const bool kin = by_kin(stop.phase);
    const bool interest = last.relation == "interest_in";
    switch (party.kind) {
      case PartyKind::budget_unit:
        if (!among(about_.units)) return "";
        if (kin) return "recusal.kinship";
        if (interest) return "recusal.declared";
        return is_own_employment(stop) ? "recusal.own_unit" : "recusal.evaluated_unit";
      case PartyKind::bureau:
        if (kin || !is_own_employment(stop)) return "";
        if (party.id == about_.county_id) return "recusal.own_county";
        return party.id == about_.bureau_id && stop.phase != Phase::own_place ? "recusal.own_unit" : "";
      case PartyKind::agency:
        if (among(about_.competitors)) return "recusal.competitor";
        if (party.id != about_.agency_id) return "";
        return kin ? "recusal.kinship" : interest ? "recusal.declared" : "recusal.agency";
      case PartyKind::engagement:
        if (is_this_report(party)) return kin ? "recusal.kinship" : "recusal.worked_on";
        return among(about_.earlier) ? "recusal.past_report" : "";
      case PartyKind::contract: return !is_this_report(party) ? "" : kin ? "recusal.kinship" : "recusal.worked_on";
      default: return "";
    }
  }

  void judge(const Stop& stop, const RelationEdge& last) {
    std::string rule = rule_at(stop, last);
    const std::string target = graph_.parties_[stop.node].key();
    if (rule.empty() || !known_.insert(rule + " " + target + (living_ ? " living" : "")).second) return;
    reached_.insert(target);
    RecusalPath path{expert_id_, std::move(rule), {}, living_};
    for (Stop at = stop; at.length > 0; at = stops_[at.before]) {
      const RelationEdge& edge = graph_.edges_[at.edge];
      path.steps.push_back({edge.relation, edge.from.name, edge.to.name, edge.since ? edge.since->text() : "",
                            edge.until ? edge.until->text() : ""});
    }
    std::reverse(path.steps.begin(), path.steps.end());
    found_.push_back(std::move(path));
    targets_.push_back(target);
  }

 public:
  // The parties of the paths of the last run, in their order.
  std::vector<std::string> take_targets() { return std::move(targets_); }

 private:
  const RelationGraph& graph_;
  const std::int64_t expert_id_;
  const RecusalCase& about_;
  const Date from_;
  bool living_ = true;
  std::vector<Stop> stops_;
  std::vector<RecusalPath> found_;
  std::vector<std::string> targets_;
  std::set<std::string> reached_, known_;
};

RelationGraph::RelationGraph(std::vector<RelationEdge> edges) : edges_(std::move(edges)) {
  // The same edges in any order give the same paths.
  const auto rank = [](const RelationEdge& edge) {
    return std::array<std::string, 5>{edge.relation, edge.from.key(), edge.to.key(),
                                      edge.since ? edge.since->text() : "", edge.until ? edge.until->text() : ""};
  };
  std::vector<std::pair<std::array<std::string, 5>, RelationEdge>> ranked;
  ranked.reserve(edges_.size());
  for (RelationEdge& edge : edges_) {
    auto key = rank(edge);
    ranked.emplace_back(std::move(key), std::move(edge));
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  edges_.clear();
  for (auto& [key, edge] : ranked) edges_.push_back(std::move(edge));
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const std::size_t from = node(edges_[i].from);
    const std::size_t to = node(edges_[i].to);
    links_[from].push_back({i, to, true});
    if (from != to) links_[to].push_back({i, from, false});
  }
}

std::size_t RelationGraph::node(const Party& party) {
  const auto [at, is_new] = nodes_.emplace(party.key(), parties_.size());
  if (is_new) {
    parties_.push_back(party);
    links_.emplace_back();
  }
  return at->second;
}

std::vector<RecusalPath> RelationGraph::paths(std::int64_t expert_id, const RecusalCase& about) const {
  PathSearch search(*this, expert_id, about);
  std::vector<RecusalPath> all = search.run(true);
  const std::set<std::string> excluded = search.reached();
  (void)search.take_targets();
  std::vector<RecusalPath> ended = search.run(false);
  const std::vector<std::string> targets = search.take_targets();
  for (std::size_t i = 0; i < ended.size(); ++i) {
    if (!excluded.contains(targets[i])) all.push_back(std::move(ended[i]));
  }
  return all;
}

std::vector<std::int64_t> RelationGraph::experts_near(const std::vector<Party>& parties) const {
  std::map<std::size_t, std::size_t> distance;
  std::deque<std::size_t> next;
  for (const Party& party : parties) {
    const auto at = nodes_.find(party.key());
    if (at != nodes_.end() && distance.emplace(at->second, 0).second) next.push_back(at->second);
  }
  std::vector<std::int64_t> experts;
  for (; !next.empty(); next.pop_front()) {
    const std::size_t here = next.front();
    if (parties_[here].kind == PartyKind::expert) experts.push_back(parties_[here].id);
    if (distance[here] == longest_path) continue;
    for (const Link& link : links_[here]) {
      if (distance.emplace(link.to, distance[here] + 1).second) next.push_back(link.to);
    }
  }
  std::sort(experts.begin(), experts.end());
  return experts;
}

}  // namespace zhiheng::domain

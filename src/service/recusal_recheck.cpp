// Looks at panels again when something became known, and raises flags. Panels themselves stay as they are.
#include <algorithm>
#include <set>

#include "domain/recusal_text.h"
#include "domain/relation.h"
#include "service/notice_service.h"
#include "service/recusal_check.h"
#include "service/recusal_graph.h"
#include "service/recusal_service.h"
#include "store/declaration_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr int panels_at_once = 200;
constexpr int longest_look_back_years = 30;  // that a policy may have

Timestamp earliest_closing(Date today) {
  const Date from = domain::look_back_from(today, longest_look_back_years);
  return Timestamp::from_milliseconds(static_cast<std::int64_t>(from.days()) * 86'400'000);
}

// Closed so long ago that its policy does not look back to it any more.
bool is_too_old(const store::RecusalSource& source, Date today) {
  return source.panel_state == "closed" &&
         source.about.on < domain::look_back_from(today, source.about.look_back_years);
}

void raise(Tx& tx, const store::Seat& seat, const domain::RecusalPath& path, const std::string& digest,
           const std::string& found_by) {
  store::FlagRow flag;
  flag.bureau_id = seat.bureau_id;
  flag.agency_id = seat.agency_id;
  flag.panel_id = seat.panel_id;
  flag.expert_id = seat.expert_id;
  flag.path = path;
  flag.digest = digest;
  flag.found_by = found_by;
  flag.id = store::insert_flag(tx.rows(), flag, tx.now());
  Json after = Json::object().set("state", "open").set("path", domain::to_json(path)).set("found_by", found_by);
  tx.audit("find", {"recusal_flag", flag.id}, flag.bureau_id,
           Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
  const NoticeEvent event{"recusal_found", {"panel", seat.panel_id}, std::to_string(flag.id)};
  tell_bureau(tx, event, Action::edit_relations);
}

// All seats are of panels that one bureau organises.
std::int64_t look_at(Tx& tx, std::int64_t bureau_id, const std::vector<store::Seat>& seats,
                     const std::string& found_by) {
  std::set<std::int64_t> engagements, experts, panels;
  for (const store::Seat& seat : seats) {
    engagements.insert(seat.engagement_id);
    experts.insert(seat.expert_id);
    panels.insert(seat.panel_id);
  }
  const auto sources = load_recusal_sources(tx, {engagements.begin(), engagements.end()});
  const auto graph = load_relation_graph(tx, bureau_id, sources, {experts.begin(), experts.end()});
  const auto known = store::known_flags(tx.rows(), {panels.begin(), panels.end()});
  std::map<std::int64_t, const store::RecusalSource*> by_engagement;
  for (const store::RecusalSource& source : sources) by_engagement[source.about.engagement_id] = &source;
  std::int64_t raised = 0;
  for (const store::Seat& seat : seats) {
    const store::RecusalSource& source = *by_engagement.at(seat.engagement_id);
    if (is_too_old(source, tx.today())) continue;
    const auto at = known.find({seat.panel_id, seat.expert_id});
    for (const domain::RecusalPath& path : graph.paths(seat.expert_id, source.about)) {
      const std::string digest = domain::digest_of(path);
      const bool is_known =
          at != known.end() && std::find(at->second.begin(), at->second.end(), digest) != at->second.end();
      if (!path.excludes || is_known) continue;
      raise(tx, seat, path, digest, found_by);
      ++raised;
    }
  }
  return raised;
}

std::int64_t look_at_all(Tx& tx, const std::vector<store::Seat>& seats, const std::string& found_by) {
  std::map<std::int64_t, std::vector<store::Seat>> by_bureau;
  for (const store::Seat& seat : seats) by_bureau[seat.bureau_id].push_back(seat);
  std::int64_t raised = 0;
  for (const auto& [bureau_id, some] : by_bureau) raised += look_at(tx, bureau_id, some, found_by);
  return raised;
}

domain::Actor machine() {
  domain::Actor actor = job_actor("recusals");
  actor.operator_of_machine = true;  // the relations are the bureau's, the search is the machine's
  return actor;
}

}  // namespace

std::int64_t recheck_engagements(Tx& tx, const std::vector<std::int64_t>& engagement_ids, const std::string& found_by) {
  return look_at_all(tx, store::seats_of_engagements(tx.rows(), engagement_ids), found_by);
}

std::int64_t recheck_parties(Tx& tx, std::int64_t bureau_id, const std::vector<domain::Party>& parties,
                             const std::string& found_by) {
  const Timestamp since = earliest_closing(tx.today());
  // Between people the entered relations lead to every expert whom it concerns; between organisations anybody's
  // employer may be one of them.
  const bool of_person =
      parties.front().kind == domain::PartyKind::expert || parties.front().kind == domain::PartyKind::person;
  std::vector<std::int64_t> experts;
  if (of_person) {
    experts = domain::RelationGraph(store::relation_edges(tx.rows(), bureau_id)).experts_near(parties);
  } else {
    const auto seated = store::seated_experts(tx.rows(), since);
    experts = load_relation_graph(tx, bureau_id, {}, seated).experts_near(parties);
  }
  return look_at_all(tx, store::seats_of_experts(tx.rows(), experts, since), found_by);
}

Result<JobCounts> recheck_recusals(Gate& gate, Timestamp now) {
  std::int64_t last = 0, panels = 0, flags = 0;
  const Timestamp since = earliest_closing(now.date());
  for (;;) {
    std::int64_t seen = 0;
    const auto done =
        gate.write(machine(), Action::edit_relations, {"relation", 0}, [&](Tx& tx) -> Result<std::int64_t> {
          const auto seats = store::seats_after(tx.rows(), last, panels_at_once, since);
          std::set<std::int64_t> ids;
          for (const store::Seat& seat : seats) ids.insert(seat.panel_id);
          seen = static_cast<std::int64_t>(ids.size());
          const std::int64_t raised = look_at_all(tx, seats, "job");
          if (raised == 0) tx.changed_nothing();
          if (!ids.empty()) last = *ids.rbegin();
          return raised;
        });
    if (!done) return done.problems();
    if (seen == 0) return JobCounts{{"panels", panels}, {"flags", flags}};
    panels += seen;
    flags += *done;
  }
}

}  // namespace zhiheng::service

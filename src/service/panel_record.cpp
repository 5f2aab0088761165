#include "service/panel_record.h"

#include <algorithm>
#include <map>

#include "domain/panel_life.h"
#include "service/heart_json.h"
#include "service/panel_life_parts.h"
#include "store/contract_facts.h"
#include "store/declaration_store.h"
#include "store/panel_life_store.h"
#include "store/panel_store.h"
#include "store/result_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

std::map<std::int64_t, std::string> employers_of(Tx& tx, std::int64_t panel_id) {
  std::map<std::int64_t, std::string> employers;
  for (const store::Row& row : tx.rows().query(
           "SELECT m.id, x.employer FROM panel_member m JOIN expert x ON x.id = m.expert_id WHERE m.panel_id = ?",
           {panel_id})) {
    employers[integer_or(row[0])] = text_or_empty(row[1]);
  }
  return employers;
}

Json sessions_json(Tx& tx, std::int64_t panel_id) {
  Json list = Json::array();
  for (const store::PanelSession& one : store::sessions_of_panel(tx.rows(), panel_id)) {
    Json row = Json::object().set("id", id_json(one.id)).set("name", one.name).set("held_on", one.held_on);
    row.set("starts", one.starts).set("ends", one.ends).set("place", one.place);
    list.push(std::move(row.set("group", one.group)));
  }
  return list;
}

Json attendance_json(Tx& tx, const domain::Panel& panel) {
  const auto employers = employers_of(tx, panel.id);
  Json list = Json::array();
  for (const domain::PanelMember& member : panel.members) {
    Json row = Json::object().set("member", id_json(member.id)).set("expert_label", member.expert_name);
    const auto employer = employers.find(member.id);
    row.set("expert_code", member.expert_code);
    row.set("employer", employer == employers.end() ? std::string() : employer->second);
    row.set("group", member.rater_group).set("duty", member.duty).set("origin", member.origin);
    row.set("invitation", member.invitation).set("joined_at", moment_json(member.joined_at));
    row.set("joined_reason", member.joined_reason).set("left_at", moment_json(member.left_at));
    row.set("left_reason", member.left_reason).set("recused", member.recused);
    list.push(std::move(row.set("recusal_reason", member.recusal_reason)));
  }
  return list;
}

// What each member declared before he opened the documents.
Json declarations_json(Tx& tx, const domain::Panel& panel) {
  Json list = Json::array();
  for (const store::DeclarationRow& one : store::latest_declarations(tx.rows(), panel.id)) {
    const domain::PanelMember* member = panel.member_of(one.expert_id);
    Json row = Json::object().set("expert_label", member ? member->expert_name : std::string());
    row.set("stated_at", moment_json(one.declared_at)).set("answer", one.answer);
    list.push(std::move(row));
  }
  return list;
}

Json quorum_json(Tx& tx, const LoadedPanel& loaded) {
  domain::Panel as_fixed = loaded.panel;
  as_fixed.quorum.reset();
  Json changes = Json::array();
  for (const store::QuorumChange& change : store::quorum_changes(tx.rows(), loaded.panel.id)) {
    Json row = Json::object().set("before", change.before).set("quorum", change.quorum).set("reason", change.reason);
    row.set("decided_label", change.decided_label).set("decided_at", moment_json(change.created_at));
    changes.push(std::move(row));
  }
  Json json = Json::object().set("by_policy", domain::greatest_quorum(as_fixed, loaded.rules));
  json.set("now", domain::greatest_quorum(loaded.panel, loaded.rules));
  return json.set("changes", std::move(changes));
}

Json discussion_json(const LoadedPanel& loaded) {
  const domain::DiscussionRule& rule = loaded.policy.rules->discussion;
  Json json = Json::object().set("held", rule.held);
  json.set("counts", rule.held ? Json(rule.first_counts ? "before" : "after") : Json());
  return json.set("opened_at", moment_json(loaded.panel.discussed_at));
}

// A sheet that is still with its expert shows no score, whatever stands in it.
Json scores_json(Tx& tx, const LoadedPanel& loaded) {
  std::map<std::int64_t, Score> firsts;
  if (!loaded.panel.discussion.empty()) {
    for (const domain::FirstScore& first : store::first_scores(tx.rows(), loaded.panel.id)) {
      firsts[first.sheet_id] = first.total;
    }
  }
  const bool first_counts = loaded.policy.rules->discussion.first_counts;
  Json list = Json::array();
  for (const domain::ScoreSheet& sheet : loaded.sheets) {
    const domain::PanelMember* member = loaded.panel.member(sheet.member_id);
    const domain::Component* component = loaded.policy.rules->find_component(sheet.component);
    if (!member || !component) continue;
    const bool handed_in = sheet.state == "submitted" || sheet.state == "locked";
    const auto first = firsts.find(sheet.id);
    const Json first_text = first == firsts.end() ? Json() : Json(first->second.text());
    const Json last_text = handed_in && sheet.total ? Json(sheet.total->text()) : Json();
    const bool counts = !member->recused;
    Json row = Json::object().set("member", id_json(member->id)).set("expert_label", member->expert_name);
    row.set("component", sheet.component).set("component_title", component->title);
    row.set("first", first_text).set("last", last_text);
    row.set("counted", !counts ? Json() : first_counts && !first_text.is_null() ? first_text : last_text);
    list.push(std::move(row.set("state", sheet.state)));
  }
  return list;
}

Json minutes_json(const store::Minutes& one) {
  Json json = Json::object().set("revision", one.revision).set("discussion", one.discussion);
  json.set("decisions", one.decisions).set("attendance", one.attendance).set("written_by", one.written_by);
  json.set("written_at", moment_json(one.created_at)).set("signed_by", one.signed_by);
  return json.set("signed_at", moment_json(one.signed_at));
}

Json signatures_json(const domain::Panel& panel) {
  Json list = Json::array();
  for (const char* duty : {"chair", "rapporteur", "member"}) {
    for (const domain::PanelMember& member : panel.members) {
      if (!member.is_seated() || member.duty != duty) continue;
      list.push(Json::object().set("duty", member.duty).set("expert_label", member.expert_name));
    }
  }
  return list;
}

Json missing_json(Tx& tx, const LoadedPanel& loaded) {
  Json list = Json::array();
  if (loaded.panel.state != "open") return list;
  const Outcome closing = domain::close_panel(loaded.panel, with_first_scores(tx, loaded), loaded.rules, tx.today());
  for (const Problem& problem : closing.problems()) {
    Json params = Json::object();
    for (const auto& [name, value] : problem.params) params.set(name, value);
    list.push(Json::object().set("rule", problem.rule).set("params", std::move(params)));
  }
  return list;
}

}  // namespace

Result<Json> panel_sessions(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_panels, {"panel", panel_id},
                   [&](Tx& tx) -> Result<Json> { return Json::object().set("items", sessions_json(tx, panel_id)); });
}

Result<Json> panel_record(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_statistics, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const LoadedPanel loaded = load_panel(tx, panel_id);
    const auto engagement = *store::find_engagement_facts(tx.rows(), loaded.panel.engagement_id);
    Json json = Json::object().set("panel", panel_json(tx, loaded.panel));
    json.set(
        "engagement",
        Json::object().set("id", id_json(engagement.id)).set("code", engagement.code).set("name", engagement.name));
    const auto agency = tx.rows().query("SELECT name FROM agency WHERE id = ?", {loaded.panel.agency_id});
    json.set("agency_label", agency.empty() ? std::string() : text_or_empty(agency[0][0]));
    json.set("sessions", sessions_json(tx, panel_id)).set("attendance", attendance_json(tx, loaded.panel));
    json.set("declarations", declarations_json(tx, loaded.panel)).set("quorum", quorum_json(tx, loaded));
    json.set("discussion", discussion_json(loaded)).set("scores", scores_json(tx, loaded));
    const auto minutes = store::minutes_of(tx.rows(), panel_id);
    Json revisions = Json::array();
    for (std::size_t i = 0; i + 1 < minutes.size(); ++i) revisions.push(minutes_json(minutes[i]));
    json.set("minutes", minutes.empty() ? Json() : minutes_json(minutes.back()));
    json.set("revisions", std::move(revisions));
    Json result;
    if (const auto stored = store::current_result(tx.rows(), loaded.panel.engagement_id);
        stored && loaded.panel.state == "closed") {
      result = Json::object().set("final_score", stored->final_score.text()).set("grade", stored->grade);
      result.set("passed", stored->passed);
    }
    json.set("result", std::move(result)).set("missing", missing_json(tx, loaded));
    return json.set("signatures", signatures_json(loaded.panel));
  });
}

}  // namespace zhiheng::service

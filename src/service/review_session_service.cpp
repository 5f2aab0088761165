#include "service/review_session_service.h"

#include <algorithm>
#include <map>

#include "domain/review_session.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "store/review_session_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::ReviewSession;

namespace {

constexpr std::size_t most_items = 100;

const std::vector<domain::Field>& session_fields() {
  static const std::vector<domain::Field> fields{
      domain::text_field("name", 100).required(),  domain::date_field("held_on").required(),
      domain::text_field("starts", 5).required(),  domain::text_field("ends", 5).required(),
      domain::text_field("place", 200).required(), domain::text_field("remark", 500)};
  return fields;
}

void read_items(const Json::Array& items, ReviewSession& session, Problems& problems) {
  static const std::vector<domain::Field> fields{
      domain::reference_field("panel", "panel").required(), domain::text_field("starts", 5).required(),
      domain::text_field("ends", 5).required(), domain::text_field("group", 50)};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto row = read_command(fields, items[i], pointer_to("/items", i));
    append(problems, row);
    if (!row) continue;
    domain::ReviewItem item;
    item.panel_id = row->integer("panel");
    item.starts = row->text("starts");
    item.ends = row->text("ends");
    item.group = row->text("group");
    session.items.push_back(std::move(item));
  }
}

// Panels that are not there, out of reach or closed; the others lend their names and members to the agenda.
void check_panels(Tx& tx, ReviewSession& session, Problems& problems) {
  std::vector<std::int64_t> ids;
  for (const domain::ReviewItem& item : session.items) ids.push_back(item.panel_id);
  const auto panels = store::agenda_panels(tx.rows(), ids);
  const domain::Scope reach = domain::scope(tx.actor(), Action::run_panel);
  for (std::size_t i = 0; i < session.items.size(); ++i) {
    domain::ReviewItem& item = session.items[i];
    const auto panel = std::find_if(panels.begin(), panels.end(),
                                    [&](const store::AgendaPanel& one) { return one.id == item.panel_id; });
    const std::string where = pointer_to("/items", i) + "/panel";
    if (panel == panels.end() || (!reach.everything && !reach.has_bureau(panel->bureau_id))) {
      problems.push_back(refusal("session.no_such_panel", where));
    } else if (panel->state != "open") {
      problems.push_back(refusal("session.panel_closed", where, {{"panel", panel->name}}));
    } else {
      item.panel_name = panel->name;
      item.engagement_code = panel->engagement_code;
      item.experts = panel->experts;
    }
  }
}

Result<ReviewSession> read_body(Tx& tx, const Json& body) {
  Problems problems;
  Json rest = body;
  ReviewSession session;
  const auto items = take_array(rest, "items", true, most_items, problems);
  read_items(items, session, problems);
  const auto form = read_command(session_fields(), rest);
  append(problems, form);
  if (!problems.empty()) return problems;
  session.name = form->text("name");
  session.held_on = *read_date(form->text("held_on"), "/held_on");
  session.starts = form->text("starts");
  session.ends = form->text("ends");
  session.place = form->text("place");
  session.remark = form->text("remark");
  if (session.held_on < tx.today()) problems.push_back(refusal("session.day_past", "/held_on"));
  append(problems, domain::check_session(session).problems());
  check_panels(tx, session, problems);
  if (!problems.empty()) return problems;
  return session;
}

std::string when_of(const ReviewSession& session, const domain::ReviewItem& item) {
  return session.held_on.text() + " " + item.starts + "–" + item.ends;
}

// Everybody of each panel is told when and where it sits.
void tell_panels(Tx& tx, const std::string& kind, const ReviewSession& session, const std::string& from) {
  for (const domain::ReviewItem& item : session.items) {
    Params told{{"when", when_of(session, item)}, {"place", session.place}};
    if (kind == "session_moved") told.emplace_back("from", from);
    const std::string event = std::to_string(session.id) + "v" + std::to_string(session.version);
    tell_experts(tx, {kind, {"panel", item.panel_id}, event, session.held_on, told}, item.experts);
  }
}

Json conflicts_json(Tx& tx, const ReviewSession& session) {
  Json list = Json::array();
  if (session.state != "planned") return list;
  const auto conflicts = domain::conflicts_of(session, store::sessions_on(tx.rows(), session.held_on));
  std::vector<std::int64_t> ids;
  for (const domain::SessionConflict& one : conflicts) ids.push_back(one.expert_id);
  std::map<std::int64_t, std::string> names;
  for (const store::SessionExpert& one : store::session_experts(tx.rows(), ids)) names[one.id] = one.name;
  for (const domain::SessionConflict& one : conflicts) {
    Json row = Json::object().set("rule", one.rule).set("expert", id_json(one.expert_id));
    row.set("expert_label", names[one.expert_id]).set("from", one.from).set("until", one.until);
    row.set("here", one.here).set("there", one.there).set("other_session", id_json(one.other_session));
    list.push(std::move(row));
  }
  return list;
}

Json session_json(Tx& tx, const ReviewSession& session) {
  std::vector<std::int64_t> ids;
  for (const domain::ReviewItem& item : session.items) ids.insert(ids.end(), item.experts.begin(), item.experts.end());
  std::map<std::int64_t, std::string> names;
  for (const store::SessionExpert& one : store::session_experts(tx.rows(), ids)) names[one.id] = one.name;
  Json items = Json::array();
  for (const domain::ReviewItem& item : session.items) {
    Json experts = Json::array();
    for (const std::int64_t id : item.experts) {
      experts.push(Json::object().set("id", id_json(id)).set("name", names[id]));
    }
    Json row = Json::object().set("position", item.position).set("panel", id_json(item.panel_id));
    row.set("panel_label", item.panel_name).set("engagement_code", item.engagement_code);
    row.set("starts", item.starts).set("ends", item.ends).set("group", item.group);
    items.push(std::move(row.set("experts", std::move(experts))));
  }
  Json json = Json::object().set("id", id_json(session.id)).set("version", session.version);
  json.set("bureau", id_json(session.bureau_id)).set("name", session.name).set("held_on", session.held_on.text());
  json.set("starts", session.starts).set("ends", session.ends).set("place", session.place);
  json.set("remark", session.remark).set("state", session.state).set("items", std::move(items));
  return json.set("conflicts", conflicts_json(tx, session));
}

Json session_json(Tx& tx, std::int64_t id) {
  return session_json(tx, *store::find_review_session(tx.rows(), id));
}

Json facts_of(const ReviewSession& session) {
  Json items = Json::array();
  for (const domain::ReviewItem& item : session.items) {
    items.push(Json::object()
                   .set("panel", id_json(item.panel_id))
                   .set("starts", item.starts)
                   .set("ends", item.ends)
                   .set("group", item.group));
  }
  Json json = Json::object().set("name", session.name).set("held_on", session.held_on.text());
  json.set("starts", session.starts).set("ends", session.ends).set("place", session.place);
  return json.set("remark", session.remark).set("items", std::move(items));
}

Result<ReviewSession> fresh(Tx& tx, std::int64_t id, std::int64_t version) {
  auto session = store::find_review_session(tx.rows(), id);
  if (!session) return refusal(Kind::absent, "access.absent");
  if (session->version != version) return stale_problem(tx, domain::review_session_shape(), id, version);
  if (session->state != "planned") return refusal(Kind::conflict, "session.cancelled");
  return *session;
}

}  // namespace

Result<Json> plan_session(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::run_panel, {"review_session", 0}, [&](Tx& tx) -> Result<Json> {
    auto session = read_body(tx, body);
    if (!session) return session.problems();
    if (actor.bureau_id == 0) return refusal("session.bureau_missing");
    session->bureau_id = actor.bureau_id;
    session->id = store::insert_review_session(tx.rows(), *session, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("after", facts_of(*session)).set("version", 1);
    tx.audit("plan", {"review_session", session->id}, session->bureau_id, detail);
    tell_panels(tx, "session_set", *session, "");
    return session_json(tx, session->id);
  });
}

Result<Json> change_session(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body) {
  return gate.write(actor, Action::run_panel, {"review_session", id}, [&](Tx& tx) -> Result<Json> {
    const auto before = fresh(tx, id, version);
    if (!before) return before.problems();
    auto after = read_body(tx, body);
    if (!after) return after.problems();
    after->id = id;
    after->bureau_id = before->bureau_id;
    after->version = version;
    if (!store::save_review_session(tx.rows(), *after, tx.now())) {
      return stale_problem(tx, domain::review_session_shape(), id, version);
    }
    Json detail = Json::object().set("before", facts_of(*before)).set("after", facts_of(*after));
    tx.audit("change", {"review_session", id}, after->bureau_id, detail.set("version", version + 1));
    after->version = version + 1;
    const std::string from = before->held_on.text() + " " + before->starts + " " + before->place;
    tell_panels(tx, "session_moved", *after, from);
    return session_json(tx, id);
  });
}

Result<Json> cancel_session(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body) {
  return gate.write(actor, Action::run_panel, {"review_session", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    auto session = fresh(tx, id, version);
    if (!session) return session.problems();
    const std::string reason = form->text("reason");
    if (reason.empty()) return refusal("session.reason_missing", "/reason");
    session->state = "cancelled";
    if (!store::save_review_session(tx.rows(), *session, tx.now())) {
      return stale_problem(tx, domain::review_session_shape(), id, version);
    }
    Json detail = state_change("planned", "cancelled", version + 1);
    detail.find("after")->set("reason", reason);
    tx.audit("cancel", {"review_session", id}, session->bureau_id, detail);
    for (const domain::ReviewItem& item : session->items) {
      const Params told{{"from", when_of(*session, item)}, {"when", "—"}, {"place", reason}};
      tell_experts(tx, {"session_moved", {"panel", item.panel_id}, std::to_string(id) + "cancelled", {}, told},
                   item.experts);
    }
    return session_json(tx, id);
  });
}

Result<Json> read_session(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_panels, {"review_session", id},
                   [&](Tx& tx) -> Result<Json> { return session_json(tx, id); });
}

Result<Json> panels_for_session(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::run_panel, {"panel", 0}, [&](Tx& tx) -> Result<Json> {
    const domain::Scope reach = domain::scope(actor, Action::run_panel);
    Json items = Json::array();
    for (const store::AgendaPanel& panel : store::panels_to_plan(tx.rows(), reach.bureaus, reach.everything)) {
      Json row = Json::object().set("id", id_json(panel.id)).set("name", panel.name);
      items.push(std::move(row.set("engagement_code", panel.engagement_code)));
    }
    return Json::object().set("items", std::move(items));
  });
}

}  // namespace zhiheng::service

// A draw as its readers see it, and the steps that its acts share.
#include <algorithm>

#include "base/messages.h"
#include "domain/evidence.h"
#include "service/case_builder.h"
#include "service/draw_parts.h"
#include "service/draw_service.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/facts.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr JsonLimits document_limits{64, 64u << 20};

Json document_of(const std::string& text) {
  if (text.empty()) return {};
  auto json = parse_json(text, document_limits);
  ensure(json.ok(), "a stored document is JSON");
  return std::move(*json);
}

Json parties_json(const std::vector<domain::DrawParty>& parties) {
  Json list = Json::array();
  for (const domain::DrawParty& party : parties) {
    Json one = Json::object().set("party", party.party);
    one.set("commitment", party.commitment.empty() ? Json() : Json(party.commitment));
    one.set("committed_at", moment_json(party.committed_at));
    const bool revealed = !party.revealed_at.empty();
    one.set("value", revealed ? Json(party.value) : Json()).set("salt", revealed ? Json(party.salt) : Json());
    list.push(std::move(one.set("revealed_at", moment_json(party.revealed_at))));
  }
  return list;
}

Json people_json(const std::vector<store::DrawListEntry>& people) {
  Json list = Json::array();
  for (const store::DrawListEntry& entry : people) {
    Json one = Json::object().set("number", entry.number).set("expert", id_json(entry.expert_id));
    one.set("code", entry.code).set("name", entry.name).set("category", entry.category);
    one.set("employer", entry.employer).set("open_panels", entry.open_panels);
    list.push(std::move(one));
  }
  return list;
}

Json excluded_json(const std::vector<store::DrawExclusion>& excluded) {
  Json list = Json::array();
  for (const store::DrawExclusion& entry : excluded) {
    Json one = Json::object().set("expert", id_json(entry.expert_id)).set("code", entry.code).set("name", entry.name);
    list.push(std::move(one.set("rule", entry.rule).set("paths", document_of(entry.path))));
  }
  return list;
}

bool is_of_bureau(Tx& tx, const domain::Draw& draw) {
  const auto facts = store::load_facts(tx.rows(), "draw", draw.id);
  return facts && domain::sides(tx.actor(), Action::see_draws, *facts).bureau;
}

// What the list would be; a list that cannot be drawn from says why.
Json preview(Tx& tx, const domain::Draw& draw) {
  const FrozenPolicy policy = load_policy(tx.rows(), draw.policy_id);
  const auto list = list_document(tx, draw, *policy.rules);
  return list ? *list : Json();
}

}  // namespace

Json draw_json(Tx& tx, std::int64_t draw_id) {
  const domain::Shape& shape = domain::draw_shape();
  const domain::Draw draw = *store::find_draw(tx.rows(), draw_id);
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, draw_id));
  const bool bureau = is_of_bureau(tx, draw);
  const auto parties = store::draw_parties(tx.rows(), draw_id);
  const Json settings = document_of(draw.settings);
  json.set("panel", bureau ? id_json(draw.panel_id) : Json()).set("panel_name", settings.at("name"));
  json.set("components", settings.at("components")).set("groups", settings.at("groups"));
  json.set("hash", draw.hash).set("parties", draw.mode == "commitments" ? parties_json(parties) : Json::array());
  Json awaited = Json::array();
  for (const std::string& party : domain::parties_awaited(draw, parties)) awaited.push(party);
  json.set("awaited", std::move(awaited));
  const std::string speaks_for = domain::party_of(tx.actor(), draw);
  json.set("party", domain::find_party(parties, speaks_for) ? Json(speaks_for) : Json());
  json.set("public_number", draw.public_number.empty() ? Json() : Json(draw.public_number));
  json.set("public_number_source", draw.public_number_source);
  const bool published = !draw.published_at.empty();
  json.set("list", published ? document_of(draw.list_document) : bureau ? preview(tx, draw) : Json());
  Json result = draw.result_document.empty() ? Json() : document_of(draw.result_document);
  const auto events = store::draw_events(tx.rows(), draw_id);
  // Calls follow after the outcome was stored; they are computed with those that there are now.
  if (!events.empty()) {
    const DrawInForce force = draw_in_force(tx, draw);
    result.set("calls", domain::draw_calls_json(force.list, force.outcome, events));
  }
  json.set("result", std::move(result)).set("events", domain::draw_events_json(events));
  json.set("people", bureau ? people_json(store::draw_people(tx.rows(), draw_id)) : Json());
  json.set("excluded", bureau ? excluded_json(store::draw_exclusions(tx.rows(), draw_id)) : Json());
  return json;
}

Json draw_case(Tx& tx, const domain::Draw& draw) {
  Json json = Json::object().set("list", document_of(draw.list_document));
  if (draw.mode == "public_number") {
    json.set("public_number", Json::object().set("value", draw.public_number).set("source", draw.public_number_source));
  } else {
    Json contributions = Json::array();
    for (const domain::DrawParty& party : store::draw_parties(tx.rows(), draw.id)) {
      Json one = Json::object().set("party", party.party).set("value", party.value).set("salt", party.salt);
      one.set("committed_at", moment_json(party.committed_at)).set("revealed_at", moment_json(party.revealed_at));
      contributions.push(std::move(one));
    }
    json.set("contributions", std::move(contributions));
  }
  return json.set("events", domain::draw_events_json(store::draw_events(tx.rows(), draw.id)));
}

int DrawInForce::number_of(std::int64_t expert_id) const {
  const auto found = std::find_if(people.begin(), people.end(),
                                  [&](const store::DrawListEntry& one) { return one.expert_id == expert_id; });
  return found == people.end() ? 0 : found->number;
}

DrawInForce draw_in_force(Tx& tx, domain::Draw draw) {
  DrawInForce force;
  const Json published = document_of(draw.list_document);
  force.list = *domain::read_draw_list(published);
  force.outcome = domain::draw_outcome(force.list, document_of(draw.result_document).text_at("key"));
  force.people = store::draw_people(tx.rows(), draw.id);
  force.events = store::draw_events(tx.rows(), draw.id);
  force.draw = std::move(draw);
  return force;
}

void add_event(Tx& tx, const domain::Draw& draw, const domain::DrawEvent& event) {
  store::insert_draw_event(tx.rows(), draw, event, tx.now());
  Json detail = Json::object().set("number", event.number).set("purpose", event.purpose);
  detail.set("leaving", event.leaving).set("reason", event.reason);
  tx.audit(event.kind, {"draw", draw.id}, draw.bureau_id, detail);
}

Result<domain::Draw> fresh_draw(Tx& tx, std::int64_t draw_id, std::int64_t version) {
  auto draw = store::find_draw(tx.rows(), draw_id);
  if (!draw) return refusal(Kind::absent, "record.absent");
  if (draw->version != version) return stale_problem(tx, domain::draw_shape(), draw_id, version);
  return std::move(*draw);
}

Outcome save_draw(Tx& tx, const domain::Draw& draw, const std::string& act, const std::string& state_before,
                  Json facts) {
  if (!store::save_draw(tx.rows(), draw, tx.now())) {
    return stale_problem(tx, domain::draw_shape(), draw.id, draw.version);
  }
  Json detail = state_change(state_before, draw.state, draw.version + 1);
  for (const JsonMember& fact : facts.members()) detail.find("after")->set(fact.key, fact.value);
  tx.audit(act, {"draw", draw.id}, draw.bureau_id, detail);
  return Done{};
}

Result<Json> read_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id) {
  return gate.read(actor, Action::see_draws, {"draw", draw_id},
                   [&](Tx& tx) -> Result<Json> { return draw_json(tx, draw_id); });
}

Result<Json> draws_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_draws, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const domain::Draw& draw : store::draws_of_engagement(tx.rows(), engagement_id)) {
      if (draw.published_at.empty() && !is_of_bureau(tx, draw)) continue;
      Json one = Json::object().set("id", id_json(draw.id)).set("sequence", draw.sequence).set("state", draw.state);
      items.push(std::move(one.set("list_hash", draw.list_hash).set("void_reason", draw.void_reason)));
    }
    const std::size_t total = items.items().size();
    return Json::object().set("items", std::move(items)).set("next", Json()).set("total", static_cast<int>(total));
  });
}

Result<Json> draw_evidence(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, bool with_names) {
  return gate.read(actor, Action::see_draws, {"draw", draw_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Draw draw = *store::find_draw(tx.rows(), draw_id);
    if (draw.result_document.empty()) return refusal(Kind::conflict, "draw.not_revealed");
    if (with_names && !is_of_bureau(tx, draw)) return refusal(Kind::forbidden, "draw.names_hidden");
    const store::DrawSurroundings names = store::draw_surroundings(tx.rows(), draw.engagement_id);
    Json subject = Json::object().set("bureau", names.bureau).set("contract", names.contract);
    subject.set("engagement", names.engagement).set("draw", std::to_string(draw.id)).set("state", draw.state);
    subject.set("why_nobody_alone_decides", say("draw.why_fair", Language::zh));
    subject.set("why_nobody_alone_decides_en", say("draw.why_fair", Language::en));
    if (with_names) {
      Json people = Json::array();
      for (const store::DrawListEntry& one : store::draw_people(tx.rows(), draw_id)) {
        Json entry = Json::object().set("number", one.number).set("identity", one.identity).set("salt", one.salt);
        people.push(std::move(entry));
      }
      subject.set("people", std::move(people));
    }
    Json case_document = draw_case(tx, draw);
    auto result = domain::draw_result(case_document);
    if (!result) return result.problems();
    return domain::make_evidence("draw", std::move(subject), std::move(case_document), std::move(*result), tx.now());
  });
}

Result<Json> draw_evidence_of_panel(Gate& gate, const domain::Actor& actor, const std::string& panel, bool with_names) {
  const auto draw = gate.read(actor, Action::see_draws, {"draw", 0}, [&](Tx& tx) -> Result<std::int64_t> {
    const auto found = store::draw_of_panel(tx.rows(), number_in(panel));
    // A panel of somebody else and one that was never drawn answer alike.
    const auto facts = found ? store::load_facts(tx.rows(), "draw", found->id) : std::nullopt;
    if (!facts || !domain::may(tx.actor(), Action::see_draws, *facts)) {
      return refusal(Kind::absent, "draw.none_for_panel", "panel", {{"panel", panel}});
    }
    return found->id;
  });
  if (!draw) return draw.problems();
  return draw_evidence(gate, actor, *draw, with_names);
}

}  // namespace zhiheng::service

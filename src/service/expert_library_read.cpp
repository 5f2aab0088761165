// The whole file of an expert in one answer, as the bureau or as the expert sees it.
#include "domain/expert.h"
#include "service/expert_library_parts.h"
#include "service/expert_library_service.h"
#include "service/heart_json.h"
#include "store/facts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr int most_panels = 100;

// Documents and the ids of accounts stay inside; people are named where the bureau looks.
void drop(Json& json, std::initializer_list<std::string_view> keys) {
  std::erase_if(json.members(),
                [&](const auto& member) { return std::find(keys.begin(), keys.end(), member.key) != keys.end(); });
}

Json panels_json(Tx& tx, std::int64_t expert_id) {
  Json panels = Json::array();
  for (const store::ExpertLoad& one : store::load_of_expert(tx.rows(), expert_id, most_panels)) {
    Json panel = Json::object().set("panel", id_json(one.panel_id)).set("name", one.name);
    panel.set("engagement", one.engagement).set("deadline_on", one.deadline_on).set("state", one.state);
    panel.set("recused", one.recused).set("sheets", one.sheets);
    panels.push(panel.set("handed_in", one.handed_in));
  }
  return panels;
}

Json assessments_json(Tx& tx, std::int64_t expert_id, bool own) {
  Json all = Json::array();
  for (const Record& record :
       store::find_records(tx.rows(), domain::expert_assessment_shape(), {{"expert_id", expert_id}})) {
    if (own && record.text("state") != "confirmed") continue;
    Json one = domain::record_to_json(domain::expert_assessment_shape(), record);
    auto document = parse_json(record.text("document"));
    ensure(document.ok(), "a stored assessment is JSON");
    one.set("document", own ? Json() : std::move(*document));
    drop(one, {"drafted_by", "confirmed_by", "created_at", "updated_at"});
    all.push(std::move(one));
  }
  return all;
}

Json qualifications_json(Tx& tx, std::int64_t expert_id) {
  Json all = Json::array();
  for (Json& one : parts_of_expert(tx, domain::expert_qualification_shape(), expert_id)) {
    std::optional<Date> until;
    if (const Json* day = one.find("expires_on"); day && day->is_string()) until = *read_date(day->string(), {});
    one.set("mark", std::string(domain::end_mark(until, tx.today())));
    all.push(std::move(one));
  }
  return all;
}

Json steps_json(Tx& tx, std::int64_t expert_id, bool own) {
  Json all = Json::array();
  for (const Record& record : store::find_records(tx.rows(), domain::expert_step_shape(), {{"expert_id", expert_id}})) {
    Json one = domain::record_to_json(domain::expert_step_shape(), record);
    one.set("at", timestamp_from_utc(record.text("at")).text());
    auto facts = parse_json(record.text("facts").empty() ? "{}" : record.text("facts"));
    one.set("facts", facts ? std::move(*facts) : Json::object());
    drop(one, {"by_account"});
    if (own) drop(one, {"by_name"});
    all.push(std::move(one));
  }
  return all;
}

Json life_json(const domain::LibraryExpert& expert, Date today) {
  Json json = Json::object().set("standing", std::string(domain::standing_of(expert, today)));
  json.set("available", domain::is_available(expert, today));
  json.set("term_mark",
           std::string(domain::end_mark(expert.stage == "appointed" ? expert.term_until : std::nullopt, today)));
  json.set("notice_from", date_json(expert.notice_from)).set("notice_until", date_json(expert.notice_until));
  json.set("notice_place", expert.notice_place).set("suspended_until", date_json(expert.suspended_until));
  return json.set("stage_reason", expert.reason);
}

Result<Json> whole_file(Tx& tx, std::int64_t id) {
  const auto record = store::find_record(tx.rows(), domain::expert_shape(), id);
  const auto expert = store::find_library_expert(tx.rows(), id);
  const auto facts = store::load_facts(tx.rows(), "expert", id);
  if (!record || !expert || !facts) return refusal(Kind::absent, "record.absent");
  const bool own = !domain::sides(tx.actor(), Action::see_experts, *facts).bureau;
  Json out = labelled(tx, domain::expert_shape(), *record);
  for (const auto& [key, value] : life_json(*expert, tx.today()).members()) out.set(key, value);
  out.set("secrets", masked_secrets(*store::find_secrets(tx.rows(), id)));
  out.set("qualifications", qualifications_json(tx, id)).set("steps", steps_json(tx, id, own));
  Json remarks = Json::array();
  if (!own) {
    for (Json& one : parts_of_expert(tx, domain::expert_remark_shape(), id)) {
      drop(one, {"recorded_by", "answered_by"});
      remarks.push(std::move(one));
    }
  }
  Json proposals = Json::array();
  for (const Record& one : store::find_records(tx.rows(), domain::expert_proposal_shape(), {{"expert_id", id}})) {
    if (!own || one.integer("by_expert") != 0) proposals.push(proposal_json(one));
  }
  out.set("remarks", std::move(remarks)).set("proposals", std::move(proposals));
  return out.set("assessments", assessments_json(tx, id, own)).set("panels", panels_json(tx, id));
}

}  // namespace

std::vector<Json> parts_of_expert(Tx& tx, const domain::Shape& shape, std::int64_t expert_id) {
  std::vector<Json> items;
  for (const Record& record : store::find_records(tx.rows(), shape, {{"expert_id", expert_id}})) {
    items.push_back(domain::record_to_json(shape, record));
  }
  return items;
}

Json proposal_json(const Record& proposal) {
  Json json = domain::record_to_json(domain::expert_proposal_shape(), proposal);
  drop(json, {"document", "drafted_by", "decided_by"});
  auto document = parse_json(proposal.text("document"));
  ensure(document.ok() && document->is_object(), "a stored proposal is an object");
  // What is sealed stays sealed; the masked forms beside it are shown under the names of the fields.
  drop(*document, {"identity_sealed", "identity_print", "bank_account_sealed"});
  return json.set("proposed", std::move(*document));
}

Result<Json> read_expert_file(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_experts, {"expert", id},
                   [&](Tx& tx) -> Result<Json> { return whole_file(tx, id); });
}

Result<Json> read_my_file(Gate& gate, const domain::Actor& actor) {
  // Whoever is no expert learns that by the permission that everybody without the role is refused with.
  if (Outcome allowed = gate.may(actor, Action::edit_own_expert, {"expert", 0}); !allowed) return allowed.problems();
  if (actor.expert_id == 0) return refusal(Kind::absent, "expert_library.no_file");
  return read_expert_file(gate, actor, actor.expert_id);
}

}  // namespace zhiheng::service

#include "service/declaration_service.h"

#include <algorithm>

#include "domain/declaration.h"
#include "domain/field_maker.h"
#include "domain/relation.h"
#include "service/case_builder.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/recusal_graph.h"
#include "service/recusal_service.h"
#include "store/declaration_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Party;
using domain::PartyKind;

namespace {

constexpr std::size_t most_related = 200;

// The parties of a panel's engagement now, and what its experts are shown of them.
struct Asked {
  Json list;
  std::string digest;
  std::vector<std::string> keys;  // of those who really take part
};

Asked load_asked(Tx& tx, std::int64_t panel_id, const store::PanelDuty& duty) {
  const auto sources = load_recusal_sources(tx, {duty.engagement_id});
  ensure(!sources.empty(), "a panel's engagement is there");
  const store::RecusalSource& source = sources.front();
  std::vector<std::int64_t> agencies = source.about.competitors;
  agencies.push_back(source.about.agency_id);
  auto units = store::units_listed(tx.rows(), source.about.units);
  auto parties = store::agencies_listed(tx.rows(), agencies);
  Asked asked;
  // Whoever is not asked is not shown who takes part.
  if (!duty.declarations_required) {
    parties.clear();
    units.clear();
  }
  for (const auto& list : {units, parties}) {
    for (const domain::ListedParty& one : list) asked.keys.push_back(one.party.key());
  }
  const bool hidden = duty.declarations_required && load_policy(tx.rows(), duty.policy_id).rules->review.agency_hidden;
  if (hidden) {
    // Among all who could have the contract nobody can tell who is judged.
    const auto all = store::agencies_of_year(tx.rows(), source.about.bureau_id, source.fiscal_year);
    parties.insert(parties.end(), all.begin(), all.end());
  }
  parties.insert(parties.end(), units.begin(), units.end());
  asked.list = domain::declaration_list(panel_id, duty.engagement_id, hidden, std::move(parties));
  asked.digest = domain::digest_of_list(asked.list);
  return asked;
}

Json stored_list(const store::DeclarationRow& row) {
  auto list = parse_json(row.list);
  ensure(list.ok(), "a stored list is JSON");
  return std::move(*list);
}

std::string state_of(const std::optional<store::DeclarationRow>& row, const Asked& asked) {
  if (asked.keys.empty()) return "not_asked";
  if (!row) return "missing";
  return domain::is_outdated(stored_list(*row), asked.keys) ? "outdated" : "standing";
}

Json declaration_json(const std::optional<store::DeclarationRow>& row, bool with_list) {
  if (!row) return {};
  const auto related = parse_json(row->detail);
  Json json = Json::object().set("id", id_json(row->id)).set("answer", row->answer);
  json.set("related", related ? *related : Json::array()).set("list_digest", row->list_digest);
  json.set("declared_at", moment_json(row->declared_at));
  if (with_list) json.set("list", stored_list(*row));
  return json;
}

Json own_json(Tx& tx, std::int64_t panel_id) {
  const auto duty = *store::find_panel_duty(tx.rows(), panel_id);
  const Asked asked = load_asked(tx, panel_id, duty);
  const auto row = store::latest_declaration(tx.rows(), panel_id, tx.actor().expert_id);
  Json json = Json::object().set("panel", id_json(panel_id)).set("panel_label", duty.name);
  json.set("panel_state", duty.state).set("required", duty.declarations_required).set("state", state_of(row, asked));
  json.set("list", asked.list).set("list_digest", asked.digest);
  return json.set("declaration", declaration_json(row, false));
}

domain::DeclaredRelation related_from(const Record& row) {
  domain::DeclaredRelation one;
  one.party = row.text("party");
  one.relation = row.text("relation");
  one.person = row.text("person");
  if (const std::string day = row.text("since"); !day.empty()) one.since = *read_date(day, "");
  if (const std::string day = row.text("until"); !day.empty()) one.until = *read_date(day, "");
  one.note = row.text("note");
  return one;
}

Result<domain::DeclarationForm> read_form(const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("list_digest", 80).required(),
                                                 domain::flag_field("none")};
  static const std::vector<domain::Field> rows{domain::text_field("party", 40).required(),
                                               domain::choice_field("relation", "declarable_relation").required(),
                                               domain::text_field("person", 50),
                                               domain::date_field("since"),
                                               domain::date_field("until"),
                                               domain::text_field("note", 500)};
  Problems problems;
  Json rest = body;
  domain::DeclarationForm form;
  const auto related = take_array(rest, "related", false, most_related, problems);
  for (std::size_t i = 0; i < related.size(); ++i) {
    const auto row = read_command(rows, related[i], pointer_to("/related", i));
    append(problems, row);
    if (row) form.related.push_back(related_from(*row));
  }
  const auto head = read_command(fields, rest);
  append(problems, head);
  if (!problems.empty()) return problems;
  form.list_digest = head->text("list_digest");
  form.none = head->integer("none") != 0;
  return form;
}

// What he said becomes what the bureau knows, with his own words as the evidence.
void keep_relations(Tx& tx, const store::PanelDuty& duty, const domain::DeclarationForm& form, const Json& list,
                    std::int64_t declaration_id) {
  const auto expert = store::recusal_experts(tx.rows(), {tx.actor().expert_id});
  ensure(expert.size() == 1, "who declares is an expert");
  const Party himself{PartyKind::expert, expert.front().id, expert.front().name};
  std::string notes;
  for (const domain::DeclaredRelation& one : form.related) notes += (notes.empty() ? "" : " / ") + one.note;
  if (notes.size() > 400) notes.clear();  // the declaration itself keeps every word
  for (const domain::RelationEdge& edge : domain::edges_of(form, list, himself)) {
    if (!edge.until && store::has_relation(tx.rows(), duty.bureau_id, edge)) continue;
    store::RelationRow row;
    row.bureau_id = duty.bureau_id;
    row.edge = edge;
    row.evidence = "#" + std::to_string(declaration_id) + (notes.empty() ? "" : " " + notes);
    row.source = "declared";
    row.entered_by = tx.actor().account_id;
    row.id = store::insert_relation(tx.rows(), row, tx.now());
    Json after = Json::object().set("relation", edge.relation).set("from_name", edge.from.name);
    after.set("to_name", edge.to.name).set("source", row.source);
    tx.audit("create", {"relation", row.id}, duty.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
  }
}

Json detail_of(const Json& body) {
  const Json* related = body.find("related");
  return related && related->is_array() ? *related : Json::array();
}

}  // namespace

Result<Json> read_own_declaration(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::declare_relation, {"panel", panel_id},
                   [&](Tx& tx) -> Result<Json> { return own_json(tx, panel_id); });
}

Result<Json> declare(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, const Json& body) {
  const Subject subject{"panel", panel_id};
  return gate.write(actor, Action::declare_relation, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_form(body);
    if (!form) return form.problems();
    const auto duty = *store::find_panel_duty(tx.rows(), panel_id);
    if (!duty.declarations_required) return refusal(Kind::conflict, "declaration.not_asked");
    const Asked asked = load_asked(tx, panel_id, duty);
    if (const Outcome allowed = domain::check_declaration(*form, asked.list, duty.state); !allowed) {
      return allowed.problems();
    }
    store::DeclarationRow row;
    row.bureau_id = duty.bureau_id;
    row.agency_id = duty.agency_id;
    row.panel_id = panel_id;
    row.expert_id = actor.expert_id;
    row.list = canonical_json(asked.list);
    row.list_digest = asked.digest;
    row.answer = form->related.empty() ? "none" : "related";
    row.detail = write_json(detail_of(body));
    row.id = store::insert_declaration(tx.rows(), row, tx.now());
    // The audit says that he declared, not to whom he is bound: it is read by people who watch, not by those who judge.
    Json after = Json::object().set("answer", row.answer).set("list_digest", row.list_digest);
    tx.audit("declare", {"recusal_declaration", row.id}, row.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    if (!form->related.empty()) {
      keep_relations(tx, duty, *form, asked.list, row.id);
      recheck_parties(tx, duty.bureau_id, {{PartyKind::expert, actor.expert_id, ""}}, "declaration");
    }
    return own_json(tx, panel_id);
  });
}

Result<Json> declarations_of_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_relations, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto duty = *store::find_panel_duty(tx.rows(), panel_id);
    const Asked asked = load_asked(tx, panel_id, duty);
    const auto declared = store::latest_declarations(tx.rows(), panel_id);
    std::vector<std::int64_t> ids;
    for (const store::Seat& seat : store::seats_of_panel(tx.rows(), panel_id)) ids.push_back(seat.expert_id);
    Json items = Json::array();
    for (const store::RecusalExpert& expert : store::recusal_experts(tx.rows(), ids)) {
      std::optional<store::DeclarationRow> row;
      for (const store::DeclarationRow& one : declared) {
        if (one.expert_id == expert.id) row = one;
      }
      Json item = Json::object().set("expert", id_json(expert.id)).set("expert_label", expert.name);
      items.push(item.set("state", state_of(row, asked)).set("declaration", declaration_json(row, true)));
    }
    Json flags = Json::array();
    for (const store::FlagRow& flag : store::flags_of_panel(tx.rows(), panel_id)) {
      Json one = Json::object().set("id", id_json(flag.id)).set("expert", id_json(flag.expert_id));
      one.set("expert_label", flag.expert_name).set("state", flag.state).set("reason", flag.reason);
      flags.push(one.set("path", path_json(flag.path)));
    }
    Json json = Json::object().set("panel", id_json(panel_id)).set("panel_label", duty.name);
    json.set("panel_state", duty.state).set("required", duty.declarations_required);
    return json.set("items", std::move(items)).set("flags", std::move(flags));
  });
}

Result<Json> ask_for_declarations(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.write(actor, Action::edit_relations, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto duty = *store::find_panel_duty(tx.rows(), panel_id);
    if (duty.state != "open") return refusal(Kind::conflict, "panel.not_open");
    if (duty.declarations_required) {
      tx.changed_nothing();
    } else {
      require_declarations(tx, panel_id);
    }
    return Json::object().set("panel", id_json(panel_id)).set("required", true);
  });
}

void require_declarations(Tx& tx, std::int64_t panel_id) {
  const auto duty = *store::find_panel_duty(tx.rows(), panel_id);
  if (duty.declarations_required) return;
  store::require_declarations(tx.rows(), panel_id);
  Json detail = Json::object().set("before", Json::object().set("declarations_required", false));
  detail.set("after", Json::object().set("declarations_required", true)).set("version", duty.version);
  tx.audit("ask_for_declarations", {"panel", panel_id}, duty.bureau_id, detail);
  std::vector<std::int64_t> experts;
  for (const store::Seat& seat : store::seats_of_panel(tx.rows(), panel_id)) experts.push_back(seat.expert_id);
  tell_experts(tx, {"declaration_wanted", {"panel", panel_id}, ""}, experts);
}

Outcome may_open_documents(Tx& tx, std::int64_t panel_id, std::int64_t expert_id) {
  const auto duty = store::find_panel_duty(tx.rows(), panel_id);
  if (!duty || !duty->declarations_required) return Done{};
  const Params place{{"panel", std::to_string(panel_id)}};
  const auto row = store::latest_declaration(tx.rows(), panel_id, expert_id);
  if (!row) return refusal(Kind::conflict, "recusal.declaration_missing", {}, place);
  // What was declared for a panel that is closed by now stays as it was.
  if (duty->state == "open" && state_of(row, load_asked(tx, panel_id, *duty)) == "outdated") {
    return refusal(Kind::conflict, "recusal.declaration_outdated", {}, place);
  }
  for (const store::FlagRow& flag : store::flags_of_panel(tx.rows(), panel_id)) {
    if (flag.expert_id == expert_id && flag.state == "open" && flag.found_by == "declaration") {
      return refusal(Kind::conflict, "recusal.declared_related", {}, place);
    }
  }
  return Done{};
}

Outcome may_open_sheet(Tx& tx, std::int64_t panel_id, std::int64_t expert_id) {
  if (tx.actor().expert_id == 0 || tx.actor().expert_id != expert_id) return Done{};
  return may_open_documents(tx, panel_id, expert_id);
}

Outcome may_open_engagement(Tx& tx, std::int64_t engagement_id) {
  if (tx.actor().expert_id == 0) return Done{};
  const std::int64_t panel_id = store::panel_id_of(tx.rows(), engagement_id);
  if (panel_id == 0) return Done{};
  const auto duty = *store::find_panel_duty(tx.rows(), panel_id);
  if (domain::scope(tx.actor(), Action::see_deliverables).has_bureau(duty.bureau_id)) return Done{};
  if (tx.actor().agency_id != 0 && tx.actor().agency_id == duty.agency_id) return Done{};
  return may_open_documents(tx, panel_id, tx.actor().expert_id);
}

}  // namespace zhiheng::service

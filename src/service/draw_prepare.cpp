// A draw is prepared: what the clerk wishes is held against the policy, and the list of people is computed.
#include <algorithm>
#include <set>

#include "domain/panel.h"
#include "service/case_builder.h"
#include "service/command_body.h"
#include "service/draw_parts.h"
#include "service/draw_service.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

const std::vector<domain::Field>& prepare_fields() {
  static const std::vector<domain::Field> fields{
      domain::text_field("name", 100),           domain::date_field("deadline_on").required(),
      domain::integer_field("seats", 1, 99),     domain::choice_field("hash", "draw_hash"),
      domain::choice_field("mode", "draw_mode"), domain::date_field("commit_until"),
      domain::date_field("reveal_until"),        domain::text_field("public_number_name", 200),
      domain::date_field("public_number_on")};
  return fields;
}

struct Surroundings {
  store::EngagementFacts engagement;
  store::ContractFacts contract;
  FrozenPolicy policy;
};

Surroundings surroundings_of(Tx& tx, std::int64_t engagement_id) {
  Surroundings found;
  found.engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  found.contract = *store::find_contract_facts(tx.rows(), found.engagement.contract_id);
  found.policy = load_policy(tx.rows(), found.contract.policy_id);
  return found;
}

std::vector<std::string> read_texts(const Json::Array& items, const std::string& where, Problems& problems) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].is_string()) {
      texts.push_back(items[i].string());
    } else {
      problems.push_back(refusal("field.wrong_type", pointer_to(where, i), {{"type", "text"}}));
    }
  }
  return texts;
}

void read_groups(const Json::Array& items, DrawSettings& settings, Problems& problems) {
  static const std::vector<domain::Field> fields{domain::code_field("group", 32).required(),
                                                 domain::integer_field("seats", 1, 99).required()};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto group = read_command(fields, items[i], pointer_to("/groups", i));
    append(problems, group);
    if (group) settings.groups.push_back({group->text("group"), static_cast<int>(group->integer("seats"))});
  }
}

void read_apart(const Json::Array& items, DrawSettings& settings, Problems& problems) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool good = items[i].is_array() && items[i].items().size() == 2 && items[i].items()[0].is_string() &&
                      items[i].items()[1].is_string();
    const std::int64_t a = good ? number_in(items[i].items()[0].string()) : 0;
    const std::int64_t b = good ? number_in(items[i].items()[1].string()) : 0;
    if (a == 0 || b == 0 || a == b) {
      problems.push_back(refusal("draw.pair_unknown", pointer_to("/apart", i)));
    } else {
      settings.apart.emplace_back(a, b);
    }
  }
}

std::optional<Date> day_of(const Record& form, const std::string& key) {
  const std::string text = form.text(key);
  if (text.empty()) return std::nullopt;
  return *read_date(text, "/" + key);
}

void check_seats(const domain::Draw& draw, DrawSettings& settings, const domain::PanelRules& rules,
                 Problems& problems) {
  const int least = rules.least_members();
  const std::string count = std::to_string(draw.seats);
  if (draw.seats < least) {
    problems.push_back(
        refusal("panel.too_few_members", "/seats", {{"count", count}, {"least", std::to_string(least)}}));
  }
  if (rules.policy->panel.odd && draw.seats % 2 == 0) {
    problems.push_back(refusal("panel.not_odd", "/seats", {{"count", count}}));
  }
  const auto known = rules.groups();
  if (settings.groups.empty() && known.size() == 1) settings.groups.push_back({known.front(), draw.seats});
  int seats = 0;
  std::set<std::string> seen;
  for (const domain::DrawGroup& group : settings.groups) {
    seats += group.seats;
    if (std::find(known.begin(), known.end(), group.code) == known.end() || !seen.insert(group.code).second) {
      problems.push_back(refusal("panel.unknown_group", "/groups", {{"group", group.code}}));
    }
  }
  if (seats != draw.seats || seen.size() != known.size()) problems.push_back(refusal("draw.groups_differ", "/groups"));
}

// Reads the body into the draw and its settings; all problems at once.
Problems fill(Tx& tx, const Json& body, const Surroundings& around, domain::Draw& draw) {
  Problems problems;
  Json rest = body;
  DrawSettings settings;
  settings.components = read_texts(take_array(rest, "components", false, 20, problems), "/components", problems);
  const bool parties_given = rest.is_object() && rest.find("parties");
  settings.parties = read_texts(take_array(rest, "parties", false, 3, problems), "/parties", problems);
  if (!parties_given) settings.parties = {"bureau", "agency", "discipline"};
  read_groups(take_array(rest, "groups", false, 20, problems), settings, problems);
  read_apart(take_array(rest, "apart", false, domain::most_pairs_apart, problems), settings, problems);
  const auto form = read_command(prepare_fields(), rest);
  append(problems, form);
  const auto rules = domain::panel_rules(*around.policy.rules, settings.components);
  append(problems, rules);
  if (!problems.empty()) return problems;
  settings.components.clear();
  for (const domain::Component* component : rules->components) settings.components.push_back(component->code);
  settings.name = form->text("name");
  draw.mode = form->text("mode").empty() ? "commitments" : form->text("mode");
  draw.hash = form->text("hash").empty() ? "sm3" : form->text("hash");
  draw.seats = form->integer("seats") == 0 ? rules->least_members() : static_cast<int>(form->integer("seats"));
  draw.deadline_on = *day_of(*form, "deadline_on");
  draw.commit_until = day_of(*form, "commit_until");
  draw.reveal_until = day_of(*form, "reveal_until");
  draw.public_number_on = day_of(*form, "public_number_on");
  draw.public_number_name = form->text("public_number_name");
  if (draw.mode == "public_number") settings.parties.clear();
  check_seats(draw, settings, *rules, problems);
  append(problems, domain::check_draw_days(draw, settings.parties, tx.today()));
  draw.settings = write_json(settings_json(settings));
  return problems;
}

// Computes the list, stores it and sees that it can be drawn from.
Outcome store_list(Tx& tx, const domain::Draw& draw, const DrawEligible& eligible, const Surroundings& around) {
  if (eligible.people.empty()) return refusal(Kind::conflict, "draw.no_people");
  store::replace_draw_list(tx.rows(), draw, eligible.people, eligible.excluded, settings_of(draw).parties);
  const auto list = list_document(tx, draw, *around.policy.rules);
  if (!list) return list.problems();
  return Done{};
}

Json facts_of(const domain::Draw& draw, const DrawEligible& eligible) {
  Json facts = Json::object().set("seats", draw.seats).set("people_count", draw.people_count);
  return facts.set("excluded", static_cast<int>(eligible.excluded.size())).set("mode", draw.mode);
}

}  // namespace

Result<Json> prepare_draw(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body) {
  return gate.write(actor, Action::edit_draws, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const Surroundings around = surroundings_of(tx, engagement_id);
    if (store::find_panel_of(tx.rows(), engagement_id)) return refusal(Kind::conflict, "draw.panel_exists");
    if (around.engagement.cancelled || !domain::is_scored(around.contract.state))
      return refusal(Kind::conflict, "panel.contract_closed");
    const auto earlier = store::draws_of_engagement(tx.rows(), engagement_id);
    for (const domain::Draw& one : earlier) {
      if (one.state != "void") return refusal(Kind::conflict, "draw.open_exists");
    }
    domain::Draw draw;
    draw.bureau_id = around.engagement.bureau_id;
    draw.agency_id = around.engagement.agency_id;
    draw.engagement_id = engagement_id;
    draw.policy_id = around.policy.id;
    draw.sequence = static_cast<int>(earlier.size()) + 1;
    draw.prepared_by = actor.account_id;
    if (Problems problems = fill(tx, body, around, draw); !problems.empty()) return problems;
    const DrawEligible eligible = eligible_people(tx, draw, *around.policy.rules);
    draw.people_count = static_cast<int>(eligible.people.size());
    draw.id = store::insert_draw(tx.rows(), draw, tx.now());
    if (Outcome stored = store_list(tx, draw, eligible, around); !stored) return stored.problems();
    Json detail = state_change("", "prepared", 1);
    const Json facts = facts_of(draw, eligible);
    for (const JsonMember& fact : facts.members()) detail.find("after")->set(fact.key, fact.value);
    tx.audit("prepare", {"draw", draw.id}, draw.bureau_id, detail);
    return draw_json(tx, draw.id);
  });
}

Result<Json> prepare_draw_again(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                                const Json& body) {
  return gate.write(actor, Action::edit_draws, {"draw", draw_id}, [&](Tx& tx) -> Result<Json> {
    auto draw = fresh_draw(tx, draw_id, version);
    if (!draw) return draw.problems();
    if (draw->state != "prepared") return refusal(Kind::conflict, "draw.not_prepared");
    const Surroundings around = surroundings_of(tx, draw->engagement_id);
    if (Problems problems = fill(tx, body, around, *draw); !problems.empty()) return problems;
    const DrawEligible eligible = eligible_people(tx, *draw, *around.policy.rules);
    draw->people_count = static_cast<int>(eligible.people.size());
    draw->prepared_by = actor.account_id;
    if (Outcome stored = store_list(tx, *draw, eligible, around); !stored) return stored.problems();
    const Outcome saved = save_draw(tx, *draw, "prepare", "prepared", facts_of(*draw, eligible));
    if (!saved) return saved.problems();
    return draw_json(tx, draw_id);
  });
}

Result<Json> draw_defaults(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::edit_draws, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const Surroundings around = surroundings_of(tx, engagement_id);
    const auto rules = domain::panel_rules(*around.policy.rules, {});
    if (!rules) return rules.problems();
    const domain::PanelRule& rule = around.policy.rules->panel;
    Json quotas = Json::object().set("least_performance", rule.least_performance);
    quotas.set("least_industry", rule.least_industry).set("most_per_employer", rule.most_per_employer);
    quotas.set("most_load", rule.most_load).set("substitutes", rule.substitutes);
    quotas.set("objection_reserves", rule.objection_reserves);
    Json groups = Json::array();
    for (const std::string& group : rules->groups()) groups.push(group);
    Json json = Json::object().set("seats", rules->least_members()).set("groups", std::move(groups));
    json.set("quotas", std::move(quotas)).set("engagement", around.engagement.code);
    return json.set("engagement_name", around.engagement.name).set("contract", around.contract.number);
  });
}

}  // namespace zhiheng::service

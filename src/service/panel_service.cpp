#include "service/panel_service.h"

#include <algorithm>
#include <utility>

#include "domain/shape_listed.h"
#include "service/blind_service.h"
#include "service/command_body.h"
#include "service/file_scan_service.h"
#include "service/heart_json.h"
#include "service/notice_panel.h"
#include "service/panel_life_parts.h"
#include "service/record_parts.h"
#include "service/recusal_service.h"
#include "service/result_parts.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_members = 99;

std::vector<domain::MemberWish> read_members(const Json::Array& items, Problems& problems) {
  static const std::vector<domain::Field> fields{domain::reference_field("expert", "expert").required(),
                                                 domain::code_field("group", 32)};
  std::vector<domain::MemberWish> wishes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto member = read_command(fields, items[i], pointer_to("/members", i));
    append(problems, member);
    if (!member) continue;
    const std::string& group = member->text("group");
    wishes.push_back({member->integer("expert"), group.empty() ? "expert" : group});
  }
  return wishes;
}

std::vector<std::string> read_components(const Json::Array& items, Problems& problems) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].is_string()) {
      names.push_back(items[i].string());
    } else {
      problems.push_back(refusal("field.wrong_type", pointer_to("/components", i), {{"type", "text"}}));
    }
  }
  return names;
}

// Experts outside the actor's reach are as if they did not exist.
std::vector<domain::ExpertFacts> experts_in_reach(Tx& tx, const std::vector<domain::MemberWish>& wishes) {
  std::vector<std::int64_t> ids;
  for (const domain::MemberWish& wish : wishes) ids.push_back(wish.expert_id);
  auto experts = store::expert_facts(tx.rows(), ids);
  const domain::Scope reach = domain::scope(tx.actor(), Action::edit_panels);
  if (reach.everything) return experts;
  std::erase_if(experts, [&](const domain::ExpertFacts& expert) { return !reach.has_bureau(expert.bureau_id); });
  return experts;
}

Json members_text(const std::vector<domain::MemberWish>& wishes) {
  Json list = Json::array();
  for (const domain::MemberWish& wish : wishes) {
    list.push(Json::object().set("expert", id_json(wish.expert_id)).set("group", wish.rater_group));
  }
  return list;
}

// Takes off who is not wished any more, moves who stands for another group, and adds who is new.
void exchange_members(Tx& tx, const LoadedPanel& loaded, const std::vector<domain::MemberWish>& wishes) {
  for (const domain::PanelMember& member : loaded.panel.members) {
    if (!member.left_at.empty()) continue;  // who left stays in the panel's story
    const auto wish = std::find_if(wishes.begin(), wishes.end(), [&](const domain::MemberWish& one) {
      return one.expert_id == member.expert_id && one.rater_group == member.rater_group;
    });
    if (wish != wishes.end()) continue;
    store::delete_member(tx.rows(), member.id);
    const bool stands_elsewhere = std::any_of(
        wishes.begin(), wishes.end(), [&](const domain::MemberWish& one) { return one.expert_id == member.expert_id; });
    if (!stands_elsewhere) {
      settle_recusal_flags(tx, loaded.panel.id, member.expert_id, say("recusal.taken_off", Language::zh));
    }
  }
  for (const domain::MemberWish& wish : wishes) {
    const domain::PanelMember* member = loaded.panel.member_of(wish.expert_id);
    if (member && member->rater_group == wish.rater_group) continue;
    add_member(tx, loaded.panel, wish, loaded.rules.components);
  }
}

}  // namespace

Result<Json> create_panel(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("name", 100),
                                                 domain::date_field("deadline_on").required()};
  auto made = gate.write(actor, Action::edit_panels, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Problems problems;
    Json rest = body;
    const auto wishes = read_members(take_array(rest, "members", true, most_members, problems), problems);
    const auto names = read_components(take_array(rest, "components", false, 20, problems), problems);
    const auto form = read_command(fields, rest);
    append(problems, form);
    if (!problems.empty()) return problems;
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
    const FrozenPolicy policy = load_policy(tx.rows(), contract.policy_id);
    const auto rules = domain::panel_rules(*policy.rules, names);
    if (!rules) return rules.problems();
    domain::Panel panel;
    panel.bureau_id = engagement.bureau_id;
    panel.agency_id = engagement.agency_id;
    panel.engagement_id = engagement.id;
    panel.policy_id = policy.id;
    panel.name = form->text("name").empty() ? first_characters(engagement.name, 100) : form->text("name");
    panel.deadline_on = *read_date(form->text("deadline_on"), "/deadline_on");
    const Outcome opened = domain::open_panel(store::find_panel_of(tx.rows(), engagement_id).has_value(),
                                              engagement.cancelled ? "cancelled" : contract.state, panel.deadline_on,
                                              tx.today(), wishes, experts_in_reach(tx, wishes), *rules);
    if (!opened) return opened.problems();
    if (Problems recused = check_recusals(tx, engagement_id, wishes, {}); !recused.empty()) return recused;
    panel.id = store::insert_panel(tx.rows(), panel, tx.now());
    for (const domain::MemberWish& wish : wishes) add_member(tx, panel, wish, rules->components);
    Json detail = state_change("", "open", 1);
    detail.find("after")->set("deadline_on", panel.deadline_on.text()).set("members", members_text(wishes));
    tx.audit("create", {"panel", panel.id}, panel.bureau_id, detail);
    tell_assigned(tx, panel, wishes);
    return panel_json(tx, panel.id);
  });
  if (made) scan_engagement(gate, actor, engagement_id);
  return made;
}

Result<Json> read_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_panels, {"panel", panel_id},
                   [&](Tx& tx) -> Result<Json> { return panel_json(tx, panel_id); });
}

Result<Json> panel_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_panels, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto panel = store::find_panel_of(tx.rows(), engagement_id);
    return panel ? panel_json(tx, *panel) : Json();
  });
}

Result<Json> change_panel_members(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                  const Json& body) {
  return gate.write(actor, Action::edit_panels, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    Problems problems;
    Json rest = body;
    const auto wishes = read_members(take_array(rest, "members", true, most_members, problems), problems);
    append(problems, read_command({}, rest));
    if (!problems.empty()) return problems;
    const auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const Outcome allowed =
        domain::change_members(loaded->panel, loaded->sheets, wishes, experts_in_reach(tx, wishes), loaded->rules);
    if (!allowed) return allowed.problems();
    if (Problems recused = check_recusals(tx, loaded->panel.engagement_id, wishes, loaded->panel.members);
        !recused.empty()) {
      return recused;
    }
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    exchange_members(tx, *loaded, wishes);
    std::vector<domain::MemberWish> before;
    for (const domain::PanelMember& member : loaded->panel.members) {
      before.push_back({member.expert_id, member.rater_group});
    }
    Json detail = Json::object();
    detail.set("before", Json::object().set("members", members_text(before)));
    detail.set("after", Json::object().set("members", members_text(wishes))).set("version", version + 1);
    tx.audit("change_members", {"panel", panel_id}, loaded->panel.bureau_id, detail);
    tell_assigned(tx, loaded->panel, wishes);
    return panel_json(tx, panel_id);
  });
}

Result<Json> move_panel_deadline(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                 const Json& body) {
  return gate.write(actor, Action::edit_panels, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::date_field("deadline_on").required()}, body);
    if (!form) return form.problems();
    auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const Date deadline_on = *read_date(form->text("deadline_on"), "/deadline_on");
    const Outcome allowed = domain::move_deadline(loaded->panel, deadline_on, tx.today());
    if (!allowed) return allowed.problems();
    Json detail = Json::object().set("before", Json::object().set("deadline_on", loaded->panel.deadline_on.text()));
    detail.set("after", Json::object().set("deadline_on", deadline_on.text())).set("version", version + 1);
    const Date before = std::exchange(loaded->panel.deadline_on, deadline_on);
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    tx.audit("move_deadline", {"panel", panel_id}, loaded->panel.bureau_id, detail);
    tell_moved_panel(tx, loaded->panel, loaded->sheets, before);
    return panel_json(tx, panel_id);
  });
}

Result<Json> recuse_panel_member(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                                 const Json& body) {
  static const std::vector<domain::Field> fields{domain::reference_field("member", "panel_member").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::edit_panels, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const Outcome allowed = domain::recuse_member(loaded->panel, form->integer("member"), form->text("reason"));
    if (!allowed) return allowed.problems();
    domain::PanelMember member = *loaded->panel.member(form->integer("member"));
    member.recused = true;
    member.recusal_reason = form->text("reason");
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    store::save_member(tx.rows(), member, tx.now());
    Json detail = Json::object().set("before", Json::object().set("recused", "")).set("version", version + 1);
    detail.set("after", Json::object().set("recused", member.expert_name).set("recusal_reason", member.recusal_reason));
    tx.audit("recuse", {"panel", panel_id}, loaded->panel.bureau_id, detail);
    settle_recusal_flags(tx, panel_id, member.expert_id, member.recusal_reason);
    return panel_json(tx, panel_id);
  });
}

Result<Json> close_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version) {
  return gate.write(actor, Action::close_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    settle_revisions(tx, *loaded);
    const Outcome allowed = domain::close_panel(loaded->panel, loaded->sheets, loaded->rules, tx.today());
    if (!allowed) return allowed.problems();
    loaded->panel.state = "closed";
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    store::lock_sheets(tx.rows(), panel_id, tx.now());
    const auto result = compute_result(tx, loaded->panel.engagement_id, {});
    if (!result) return result.problems();
    tx.audit("close", {"panel", panel_id}, loaded->panel.bureau_id, state_change("open", "closed", version + 1));
    Json answer = Json::object();
    answer.set("panel", panel_json(tx, panel_id)).set("result", to_json(*result, true));
    return answer;
  });
}

}  // namespace zhiheng::service

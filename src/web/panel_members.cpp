#include "web/panel_members.h"

#include <algorithm>
#include <map>

#include "domain/recusal_text.h"
#include "service/policy_service.h"
#include "service/recusal_service.h"
#include "web/heart_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

// The rater groups that the policy knows; one choice where all raters are equal.
Options groups_of(const Call& call, std::int64_t policy_id) {
  Options groups;
  auto policy = service::read_policy_row(call.gate, call.actor, policy_id);
  const Json* document = policy ? policy->find("document") : nullptr;
  const Json* components = document ? document->find("components") : nullptr;
  if (components && components->is_array()) {
    for (const Json& component : components->items()) {
      const Json* listed = component.find("groups");
      if (!listed || !listed->is_array()) continue;
      for (const Json& group : listed->items()) {
        const std::string code = group.text_at("code");
        const std::string title = group.text_at("title");
        const std::pair<std::string, std::string> option{code, title.empty() ? code : title};
        if (std::find(groups.begin(), groups.end(), option) == groups.end()) groups.push_back(option);
      }
    }
  }
  if (groups.empty()) groups.emplace_back("expert", call.words("web.panel.group_expert"));
  return groups;
}

// Why somebody may not be chosen, by expert; nothing for whoever may not read relations.
std::map<std::string, std::string> recused_experts(const Call& call, const std::string& engagement,
                                                   const Json& experts) {
  Json ids = Json::array();
  for (const Json& expert : experts.items()) ids.push(expert.at("id"));
  std::map<std::string, std::string> reasons;
  if (ids.items().empty()) return reasons;
  const Json ask = Json::object().set("engagement", engagement).set("experts", std::move(ids));
  const auto answer = service::check_recusal(call.gate, call.actor, ask);
  if (!answer) return reasons;
  for (const Json& item : answer->at("items").items()) {
    for (const Json& path : item.at("paths").items()) {
      if (!path.at("excludes").boolean() || reasons.contains(item.text_at("expert"))) continue;
      reasons[item.text_at("expert")] = domain::words_of(domain::recusal_path_from(path), call.language);
    }
  }
  return reasons;
}

// No organiser or evaluated unit scores by itself: then relations keep everybody off alike.
bool experts_only(const Options& groups) {
  return std::none_of(groups.begin(), groups.end(), [](const auto& group) {
    return group.first == "bureau" || group.first == "department" || group.first == "unit" ||
           group.first == "budget_unit";
  });
}

}  // namespace

Json panel_member_rows(const Call& call, const std::string& engagement, std::int64_t policy_id, const Json& members) {
  const Options groups = groups_of(call, policy_id);
  Json rows = Json::array();
  const Json experts = rows_of(call, "expert", {{"status", "active"}}, 500, "name");
  const auto recused = recused_experts(call, engagement, experts);
  for (const Json& expert : experts.items()) {
    const std::string id = expert.text_at("id");
    bool chosen = call.has_field("member." + id);
    std::string group = call.field("group." + id);
    for (const Json& member : members.items()) {
      if (member.text_at("expert") == id && call.form.empty() && member.text_at("left_at").empty()) {
        chosen = true;
        group = member.text_at("group");
      }
    }
    Json options = Json::array();
    for (const auto& [code, title] : groups) {
      options.push(Json(Json::Object{{"option_value", code}, {"option_label", title}, {"selected", code == group}}));
    }
    const auto reason = recused.find(id);
    const bool kept_off = reason != recused.end();
    rows.push(
        Json(Json::Object{{"expert_name", expert.text_at("name")},
                          {"why_recused", kept_off ? reason->second : std::string()},
                          // Who sits already is taken off by hand: an unticked box must not do it unseen. In a group of
                          // the parties themselves nobody is kept off, so such a policy leaves every box open.
                          {"off", kept_off && !chosen && experts_only(groups)},
                          {"expert_code", expert.text_at("code")},
                          {"employer", expert.text_at("employer")},
                          {"category", choice_label("expert_category", expert.text_at("category"), call.language)},
                          {"member_name", "member." + id},
                          {"group_name", "group." + id},
                          {"chosen", chosen},
                          {"groups", std::move(options)}}));
  }
  return rows;
}

Json members_of_form(const Call& call) {
  Json members = Json::array();
  for (const auto& [name, value] : call.form) {
    if (!name.starts_with("member.")) continue;
    const std::string id = name.substr(7);
    Json member(Json::Object{{"expert", id}});
    if (const std::string& group = call.field("group." + id); !group.empty()) member.set("group", group);
    members.push(std::move(member));
  }
  return members;
}

}  // namespace zhiheng::web

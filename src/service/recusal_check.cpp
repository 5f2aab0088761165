// Whether somebody is free: asked by a person, or by a panel that is to be made.
#include <algorithm>

#include "domain/field_maker.h"
#include "domain/recusal_text.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "service/recusal_check.h"
#include "service/recusal_graph.h"
#include "service/recusal_service.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::size_t most_asked = 500;

std::vector<std::int64_t> read_experts(const Json::Array& given, Problems& problems) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::int64_t id = given[i].is_string() ? number_in(given[i].string()) : 0;
    if (id == 0) {
      problems.push_back(refusal("field.wrong_type", pointer_to("/experts", i), {{"type", "text"}}));
    } else if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
      ids.push_back(id);
    }
  }
  return ids;
}

// In which the organiser or the evaluated unit itself scores, by the policy's wish.
bool is_of_the_parties(const std::string& group) {
  return group == "bureau" || group == "department" || group == "unit" || group == "budget_unit";
}

}  // namespace

Json path_json(const domain::RecusalPath& path) {
  Json json = domain::to_json(path);
  Json text = Json::object();
  text.set("zh-CN", domain::words_of(path, Language::zh)).set("en", domain::words_of(path, Language::en));
  return json.set("text", std::move(text));
}

Result<Json> check_recusal(Gate& gate, const domain::Actor& actor, const Json& body) {
  static const std::vector<domain::Field> fields{domain::reference_field("engagement", "engagement").required()};
  const std::int64_t engagement_id = number_in(body.text_at("engagement"));
  return gate.read(actor, Action::see_relations, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Problems problems;
    Json rest = body;
    const auto ids = read_experts(take_array(rest, "experts", true, most_asked, problems), problems);
    append(problems, read_command(fields, rest));
    if (!problems.empty()) return problems;
    const auto sources = load_recusal_sources(tx, {engagement_id});
    if (sources.empty()) return refusal(Kind::absent, "access.absent");
    domain::RecusalCase about = sources.front().about;
    about.on = tx.today();
    const auto experts = store::recusal_experts(tx.rows(), ids);
    const domain::Scope reach = domain::scope(actor, Action::see_relations);
    const bool all_in_reach = std::all_of(experts.begin(), experts.end(), [&](const store::RecusalExpert& expert) {
      return reach.has_bureau(expert.bureau_id);
    });
    if (experts.size() != ids.size() || !all_in_reach) return refusal("recusal.expert_absent", "/experts");
    const auto graph = load_relation_graph(tx, about.bureau_id, sources, ids);
    Json items = Json::array();
    for (const store::RecusalExpert& expert : experts) {
      Json paths = Json::array();
      bool free = true;
      for (const domain::RecusalPath& path : graph.paths(expert.id, about)) {
        free = free && !path.excludes;
        paths.push(path_json(path));
      }
      Json item = Json::object().set("expert", id_json(expert.id)).set("expert_code", expert.code);
      items.push(item.set("expert_label", expert.name).set("free", free).set("paths", std::move(paths)));
    }
    Json answer = Json::object().set("engagement", id_json(engagement_id)).set("on", about.on.text());
    return answer.set("items", std::move(items));
  });
}

Problems check_recusals(Tx& tx, std::int64_t engagement_id, const std::vector<domain::MemberWish>& wishes,
                        const std::vector<domain::PanelMember>& standing) {
  std::vector<std::int64_t> ids;
  for (const domain::MemberWish& wish : wishes) {
    const bool sits_already = std::any_of(standing.begin(), standing.end(), [&](const domain::PanelMember& member) {
      return member.expert_id == wish.expert_id;
    });
    if (!sits_already && !is_of_the_parties(wish.rater_group)) ids.push_back(wish.expert_id);
  }
  Problems problems;
  const auto found = recusals_for(tx, engagement_id, ids);
  for (std::size_t i = 0; !found.empty() && i < wishes.size(); ++i) {
    const auto at = found.find(wishes[i].expert_id);
    if (at == found.end()) continue;
    const domain::RecusalPath& path = at->second.front();
    const auto named = store::recusal_experts(tx.rows(), {path.expert_id});
    const std::string expert = named.empty() ? std::string() : named.front().name;
    problems.push_back(refusal(Kind::conflict, "panel.expert_recused", pointer_to("/members", i) + "/expert",
                               {{"expert", expert},
                                {"path", domain::words_of(path, Language::zh)},
                                {"path_en", domain::words_of(path, Language::en)}}));
  }
  return problems;
}

}  // namespace zhiheng::service

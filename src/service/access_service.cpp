#include "service/access_service.h"

#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using domain::Role;

namespace {

std::string reach_text(Role role, Action action, Language language) {
  return say("access.reach." + std::string(domain::reach_name(role, action)), {}, language);
}

std::string action_text(Action action, Language language) {
  return say("access.action." + std::string(domain::name_of(action)), {}, language);
}

Json row_of(Action action, Language language) {
  Json row = Json::object();
  row.set("action", domain::name_of(action)).set("label", action_text(action, language));
  row.set("four_eyes", domain::is_four_eyes(action)).set("operator", domain::may_operator(action));
  Json reach = Json::array();
  for (const Role role : domain::all_roles) {
    Json cell = Json::object();
    cell.set("role", domain::name_of(role)).set("reach", domain::reach_name(role, action));
    reach.push(std::move(cell.set("text", reach_text(role, action, language))));
  }
  return std::move(row.set("reach", std::move(reach)));
}

}  // namespace

Result<Json> access_matrix(Gate& gate, const domain::Actor& actor, Language language) {
  return gate.read(actor, Action::see_access, {}, [&](Tx&) -> Result<Json> {
    Json roles = Json::array();
    for (const Role role : domain::all_roles) {
      Json one = Json::object();
      one.set("role", domain::name_of(role)).set("label", say("role." + std::string(domain::name_of(role)), language));
      roles.push(std::move(one.set("administrative", domain::is_administrative(role))));
    }
    Json items = Json::array();
    for (const Action action : domain::all_actions()) items.push(row_of(action, language));
    const auto total = static_cast<std::int64_t>(domain::all_actions().size());
    Json out = Json::object();
    return std::move(
        out.set("roles", std::move(roles)).set("items", std::move(items)).set("next", Json()).set("total", total));
  });
}

// The same as a report: a row per action, a column per role.
std::vector<Dataset> access_datasets() {
  using table::CellType;
  Dataset dataset;
  dataset.shape.name = "access";
  dataset.shape.columns = {{"action", CellType::text}, {"title", CellType::text}, {"four_eyes", CellType::flag}};
  for (const Role role : domain::all_roles) {
    dataset.shape.columns.push_back({std::string(domain::name_of(role)), CellType::text});
  }
  dataset.shape.columns.push_back({"operator", CellType::flag});
  dataset.action = Action::see_access;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    table::SheetData data;
    data.rows = [language = context.language, next = std::size_t{0}](std::vector<Value>& row) mutable {
      if (next == domain::all_actions().size()) return false;
      const Action action = domain::all_actions()[next++];
      row = {std::string(domain::name_of(action)), action_text(action, language),
             std::int64_t{domain::is_four_eyes(action)}};
      for (const Role role : domain::all_roles) row.emplace_back(reach_text(role, action, language));
      row.emplace_back(std::int64_t{domain::may_operator(action)});
      return true;
    };
    return data;
  };
  return {dataset};
}

}  // namespace zhiheng::service

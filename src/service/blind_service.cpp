#include "service/blind_service.h"

#include <algorithm>

#include "domain/case.h"
#include "service/case_builder.h"
#include "service/record_parts.h"
#include "store/facts.h"

namespace zhiheng::service {

namespace {

constexpr const char* own_panels_sql =
    "SELECT panel.id, panel.engagement_id, panel.policy_id FROM panel INNER JOIN panel_member ON "
    "panel_member.panel_id = panel.id WHERE panel_member.expert_id = ? AND panel_member.recused = 0 AND "
    "panel_member.left_at IS NULL";

bool is_open_sheet(const Json& sheet) {
  const std::string state = sheet.text_at("state");
  return state == "draft" || state == "returned";
}

void empty_points(Json& sheet) {
  if (sheet.find("total")) sheet.set("total", Json());
  if (sheet.find("comment")) sheet.set("comment", "");
  if (sheet.find("items")) sheet.set("items", Json::array());
}

// "实施方案 预算绩效.pdf" -> "plan-2.pdf": what the file is, not who wrote it.
std::string plain_file_name(const Json& deliverable) {
  const std::string given = deliverable.text_at("file_name");
  const std::size_t dot = given.rfind('.');
  const std::string ending = dot == std::string::npos || given.size() - dot > 6 ? "" : given.substr(dot);
  return deliverable.text_at("kind") + "-" + deliverable.at("revision").number() + ending;
}

void hide_agency(Json& json) {
  if (json.find("agency")) json.set("agency", Json());
  if (json.find("agency_label")) json.set("agency_label", Json());
  if (json.find("file_name")) {
    json.set("file_name", plain_file_name(json));
    json.set("remark", "");
  }
}

std::string in_numbers(const std::set<std::string>& ids) {
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
  return "(" + (list.empty() ? "0" : list) + ")";
}

}  // namespace

domain::Veil veil_over(Tx& tx, domain::Action action, const Subject& row, std::int64_t bureau_id,
                       const domain::Panel* panel) {
  domain::Sides sides;
  if (domain::scope(tx.actor(), action).has_bureau(bureau_id)) {
    sides.bureau = true;
    return domain::veil(sides, {}, false);
  }
  if (const auto facts = store::load_facts(tx.rows(), row.stem, row.id)) {
    sides = domain::sides(tx.actor(), action, *facts);
  }
  const domain::ReviewRule rule = panel ? load_policy(tx.rows(), panel->policy_id).rules->review : domain::ReviewRule();
  return domain::veil(sides, rule, panel && panel->state == "closed");
}

void hide_raters(Json& case_document, Json& result_document) {
  Json* engagements = case_document.find("engagements");
  if (!engagements || !engagements->is_array()) return;
  for (Json& engagement : engagements->items()) {
    Json* sheets = engagement.find("sheets");
    if (!sheets || !sheets->is_object()) continue;
    std::vector<std::string> seen;
    for (auto& [component, list] : sheets->members()) {
      for (Json& sheet : list.items()) {
        const std::string rater = sheet.text_at("rater");
        auto at = std::find(seen.begin(), seen.end(), rater);
        if (at == seen.end()) at = seen.insert(seen.end(), rater);
        sheet.set("rater", domain::named_by_place(static_cast<std::size_t>(at - seen.begin()) + 1));
      }
    }
    Json* corrections = engagement.find("corrections");
    if (!corrections) continue;
    for (Json& correction : corrections->items()) {
      if (!correction.find("rater")) continue;
      const auto at = std::find(seen.begin(), seen.end(), correction.text_at("rater"));
      correction.set("rater", domain::named_by_place(static_cast<std::size_t>(at - seen.begin()) + 1));
    }
  }
  const auto input = domain::read_case(case_document);
  ensure(input.ok(), "a case is a case whatever its raters are called");
  const auto evaluation = domain::evaluate(*input);
  ensure(evaluation.ok(), "what was computed once is computed again");
  result_document = domain::evaluation_to_json(*input, *evaluation);
}

void veil_deliverable(Json& json, const domain::Veil& veil) {
  if (veil.agency) hide_agency(json);
}

void veil_panel(Json& json, const domain::Veil& veil, std::int64_t own_expert_id) {
  if (veil.agency) hide_agency(json);
  Json* members = json.find("members");
  if (!veil.experts || !members) return;
  const std::string own = own_expert_id == 0 ? std::string() : std::to_string(own_expert_id);
  Json kept = Json::array();
  std::size_t place = 0;
  for (Json& member : members->items()) {
    ++place;
    const bool himself = !own.empty() && member.text_at("expert") == own;
    if (!himself && veil.other_sheets) continue;
    if (!himself) {
      member.set("expert", Json()).set("expert_code", "").set("expert_label", domain::named_by_place(place));
      for (const char* reason : {"recusal_reason", "joined_reason", "left_reason", "answer_reason"}) {
        member.set(reason, "");
      }
    }
    kept.push(std::move(member));
  }
  *members = std::move(kept);
}

void veil_sheet(Json& json, const domain::Veil& veil, std::size_t place) {
  if (veil.agency) hide_agency(json);
  if (veil.experts) {
    json.set("expert", Json()).set("member", Json());
    if (json.find("expert_label")) json.set("expert_label", domain::named_by_place(place));
  }
  if (veil.open_sheets && is_open_sheet(json)) empty_points(json);
}

void veil_result(Json& json, const domain::Veil& veil) {
  if (veil.agency) hide_agency(json);
  Json* given = json.find("case");
  Json* computed = json.find("result");
  if (!given || !computed) return;
  if (veil.other_sheets) {
    *given = Json();
    *computed = Json();
    return;
  }
  if (veil.agency) {
    // The contract names the agency to whoever knows the year's list of contracts.
    const std::string code = given->at("engagements").items().front().text_at("code");
    given->set("case", code);
    given->find("contract")->set("number", code).set("title", code);
  }
  if (veil.experts || veil.agency) {
    if (veil.experts) {
      hide_raters(*given, *computed);
    } else {
      computed->set("case", given->text_at("case"));
    }
  }
}

ListVeil::ListVeil(Tx& tx, const domain::Shape& shape, domain::Action action)
    : shape_(shape), scope_(domain::scope(tx.actor(), action)) {
  if (scope_.everything || scope_.expert_id == 0) return;
  for (const store::Row& row : tx.rows().query(own_panels_sql, {scope_.expert_id})) {
    if (!load_policy(tx.rows(), integer_or(row[2])).rules->review.agency_hidden) continue;
    panels_.insert(std::to_string(integer_or(row[0])));
    engagements_.insert(std::to_string(integer_or(row[1])));
  }
}

// The ids are our own numbers, so the conditions need no parameters.
void ListVeil::restrict(store::ListQuery& query) const {
  std::string bureaus = "0";
  for (const std::int64_t id : scope_.bureaus) bureaus += ", " + std::to_string(id);
  if (!panels_.empty() && shape_.find("agency")) {
    const std::string agency = std::to_string(scope_.agency_id);
    const std::string outside = "bureau_id NOT IN (" + bureaus + ") AND agency_id <> " + agency + " AND ";
    const std::string judged = shape_.stem == "panel"      ? "id IN " + in_numbers(panels_)
                               : shape_.find("panel")      ? "panel_id IN " + in_numbers(panels_)
                               : shape_.find("engagement") ? "engagement_id IN " + in_numbers(engagements_)
                                                           : "1 = 1";
    query.veils.push_back({"agency", outside + judged});
    if (shape_.find("file_name")) query.veils.push_back({"file_name", outside + judged});
  }
  if (shape_.stem == "retention" && !scope_.everything) {
    const std::string proposed = "bureau_id NOT IN (" + bureaus + ") AND state IN ('held', 'requested')";
    for (const char* field : {"kept", "reason", "evidence", "drafted_by"}) query.veils.push_back({field, proposed});
  }
  if (shape_.stem == "score_sheet") {
    query.veils.push_back(
        {"total", "state IN ('draft', 'returned') AND expert_id <> " + std::to_string(scope_.expert_id)});
  }
}

// What is proposed about a retention is the bureau's until another person has approved it.
void veil_retention(Json& json, const domain::Scope& scope, std::int64_t bureau_id) {
  const std::string state = json.text_at("state");
  if (scope.everything || scope.has_bureau(bureau_id) || (state != "held" && state != "requested")) return;
  json.set("kept", Money().text()).set("reason", "").set("evidence", "").set("drafted_by", Json());
}

bool ListVeil::hides_agency(const Json& item) const {
  if (panels_.empty() || !item.find("agency")) return false;
  const auto is = [&](const char* key, std::int64_t id) { return item.text_at(key) == std::to_string(id); };
  if (scope_.agency_id != 0 && is("agency", scope_.agency_id)) return false;
  for (const std::int64_t id : scope_.bureaus) {
    if (is("bureau", id)) return false;
  }
  if (shape_.stem == "panel") return panels_.contains(item.text_at("id"));
  if (item.find("panel")) return panels_.contains(item.text_at("panel"));
  return engagements_.contains(item.text_at("engagement"));
}

void ListVeil::cover(std::vector<Json>& items) const {
  for (Json& item : items) {
    if (hides_agency(item)) hide_agency(item);
    if (shape_.stem == "retention") veil_retention(item, scope_, number_in(item.text_at("bureau")));
    const bool own = scope_.expert_id != 0 && item.text_at("expert") == std::to_string(scope_.expert_id);
    if (shape_.stem == "score_sheet" && !own && is_open_sheet(item)) empty_points(item);
  }
}

void veil_history(const domain::Shape& shape, Json& detail) {
  if (shape.stem != "score_sheet") return;
  for (const char* side : {"before", "after"}) {
    Json* facts = detail.find(side);
    if (facts && facts->is_object() && (!facts->find("state") || is_open_sheet(*facts))) empty_points(*facts);
  }
}

}  // namespace zhiheng::service

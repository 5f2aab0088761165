// The check of reasons: the bureau's list, and advice on one's own sheet.
#include <charconv>

#include "service/reason_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"
#include "web/statistics_web.h"

namespace zhiheng::web {

namespace {

const std::vector<std::string>& parameters() {
  static const std::vector<std::string> known{"year", "rule", "panel", "cursor", "limit"};
  return known;
}

Result<service::ReasonQuery> query_of(const Call& call) {
  service::ReasonQuery query;
  if (const std::string& year = call.parameter("year"); !year.empty()) {
    const auto read = year.size() == 4 ? read_id(year) : std::nullopt;
    if (!read) return refusal("list.bad_filter", "year", {{"filter", "year"}});
    query.year = static_cast<int>(*read);
  }
  if (const std::string& panel = call.parameter("panel"); !panel.empty()) {
    const auto read = read_id(panel);
    if (!read) return refusal("list.bad_filter", "panel", {{"filter", "panel"}});
    query.panel_id = *read;
  }
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto [end, fault] = std::from_chars(limit.data(), limit.data() + limit.size(), query.limit);
    if (fault != std::errc() || end != limit.data() + limit.size() || query.limit < 1 || query.limit > 200) {
      return refusal("list.bad_limit", "limit", {{"most", "200"}});
    }
  }
  query.rule = call.parameter("rule");
  query.cursor = call.parameter("cursor");
  return query;
}

Params params_of(const Json& json) {
  Params params;
  for (const JsonMember& member : json.members()) params.emplace_back(member.key, member.value.string());
  return params;
}

std::string list_place(const Call& call, const std::string& rule, const std::string& cursor) {
  Pairs pairs;
  for (const char* key : {"year", "panel", "limit"}) {
    if (!call.parameter(key).empty()) pairs.emplace_back(key, call.parameter(key));
  }
  if (!rule.empty()) pairs.emplace_back("rule", rule);
  if (!cursor.empty()) pairs.emplace_back("cursor", cursor);
  return "/reason-checks" + (pairs.empty() ? std::string() : "?" + write_query(pairs));
}

Json rule_rows(const Call& call, const Json& counts, const std::string& chosen) {
  Json rows = Json::array();
  for (const std::string& rule : service::reason_rules()) {
    const std::string short_name = rule.substr(rule.find('.') + 1);
    rows.push(Json(Json::Object{{"rule_label", call.words("statistics.kind_" + short_name)},
                                {"rule_count", number_at(counts, rule.c_str())},
                                {"rule_href", list_place(call, rule, "")},
                                {"chosen", rule == chosen}}));
  }
  return rows;
}

Reply list_page(Call& call) {
  auto query = query_of(call);
  if (!query) return refused(query.problems());
  auto listed = service::reason_checks(call.gate, call.actor, *query);
  if (!listed) return refused(listed.problems());
  Json view = Json::object();
  view.set("page_title", call.words("statistics.reasons_title"));
  view.set("year", number_at(*listed, "year")).set("of_panel", query->panel_id != 0);
  view.set("panel_id", query->panel_id == 0 ? std::string() : std::to_string(query->panel_id));
  view.set("rules", rule_rows(call, listed->at("counts"), query->rule));
  Json rows = Json::array();
  for (const Json& item : listed->at("items").items()) {
    const std::string other = item.text_at("other_sheet");
    rows.push(
        Json(Json::Object{{"rater", item.text_at("expert_label")},
                          {"agency", item.text_at("agency_label")},
                          {"item_title", item.text_at("component_title") + " · " + item.text_at("criterion_title")},
                          {"points", item.text_at("points") + " / " + item.text_at("most")},
                          {"reason", item.text_at("reason")},
                          {"page_in_document", item.text_at("page")},
                          {"finding", call.words(item.text_at("rule"), params_of(item.at("params")))},
                          {"sheet_href", "/score-sheets/" + item.text_at("sheet")},
                          {"other_href", other.empty() ? std::string() : "/score-sheets/" + other}}));
  }
  view.set("rows", std::move(rows));
  view.set("all_href", list_place(call, "", ""));
  view.set("total_text", call.words("web.list.total", {{"total", number_at(*listed, "total")}}));
  const Json& next = listed->at("next");
  view.set("next_href", next.is_string() ? list_place(call, query->rule, next.string()) : std::string());
  view.set("first_href", query->cursor.empty() ? std::string() : list_place(call, query->rule, ""));
  return page("statistics/reasons.html", std::move(view));
}

}  // namespace

Json reason_advice(const Call& call, std::int64_t sheet_id) {
  Json list = Json::array();
  auto found = service::check_sheet_reasons(call.gate, call.actor, sheet_id);
  if (!found) return list;
  for (const Json& item : found->at("items").items()) {
    list.push(Json(Json::Object{{"advice", call.words(item.text_at("rule"), params_of(item.at("params")))}}));
  }
  return list;
}

void add_reason_routes(Router& router) {
  Route list{"GET", "/api/v1/reason-checks", "reason_check.list", [](Call& call) {
               auto query = query_of(call);
               if (!query) return refused(query.problems());
               return json_or_refused(service::reason_checks(call.gate, call.actor, *query));
             }};
  list.query = parameters();
  router.add(std::move(list));
  router.add({"GET", "/api/v1/score-sheets/{id}/reason-check", "score_sheet.reason_check", [](Call& call) {
                return json_or_refused(service::check_sheet_reasons(call.gate, call.actor, call.id()));
              }});
  Route page{"GET", "/reason-checks", "reason_check.list_page", list_page};
  page.query = parameters();
  router.add(std::move(page));
}

}  // namespace zhiheng::web

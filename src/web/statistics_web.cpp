#include "web/statistics_web.h"

#include "service/extra_expert_service.h"
#include "service/statistics_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/statistics_view.h"

namespace zhiheng::web {

namespace {

Reply show_statistics(Call& call, const Problems& problems) {
  auto statistics = service::read_panel_statistics(call.gate, call.actor, call.id());
  if (!statistics) return refused(statistics.problems());
  Json view = panel_statistics_view(call, *statistics);
  view.set("page_problems", problem_list(problems, call.language));
  return page("statistics/panel.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply call_extra(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body(Json::Object{{"reason", std::string(trimmed(call.field("reason")))}});
  auto called = service::call_extra_expert(call.gate, call.actor, call.id(), *version, body);
  if (called) return see_other("/panels/" + std::to_string(call.id()) + "/statistics?done=saved");
  return is_about_the_form(called.problems()) ? show_statistics(call, called.problems()) : refused(called.problems());
}

Result<int> year_of(const Call& call) {
  const std::string& asked = call.parameter("year");
  if (asked.empty()) return 0;
  const auto year = asked.size() == 4 ? read_id(asked) : std::nullopt;
  if (!year) return refusal("list.bad_filter", "year", {{"filter", "year"}});
  return static_cast<int>(*year);
}

Json expert_rows(const Call& call, const Json& experts) {
  Json rows = Json::array();
  for (const Json& one : experts.items()) {
    const bool enough = one.at("severity").is_number();
    rows.push(Json(Json::Object{{"rater", one.text_at("expert_label")},
                                {"expert_code", one.text_at("expert_code")},
                                {"sheet_count", shown(one.at("sheets"))},
                                {"severity", shortened(one.at("severity"), 2)},
                                {"interval_text", interval_text(call, one.at("interval"), 2)},
                                {"too_few", enough ? std::string() : call.words("statistics.too_few_sheets")}}));
    set_chart_figures(rows.items().back(), one.at("severity"), one.at("interval"));
  }
  return rows;
}

Reply show_year(Call& call) {
  auto year = year_of(call);
  if (!year) return refused(year.problems());
  auto statistics = service::read_year_statistics(call.gate, call.actor, *year);
  if (!statistics) return refused(statistics.problems());
  Json view = Json::object();
  view.set("page_title", call.words("statistics.year_title"));
  view.set("year", number_at(*statistics, "year"));
  view.set("panel_count", number_at(*statistics, "panels")).set("sheet_total", number_at(*statistics, "sheets"));
  Json agreement = Json::array();
  for (const Json& one : statistics->at("agreement").items()) {
    agreement.push(Json(Json::Object{{"measure", call.words("statistics.year_" + one.text_at("measure"))},
                                     {"of_panels", shown(one.at("panels"))},
                                     {"mean", shortened(one.at("mean"), 3)},
                                     {"lowest", shortened(one.at("lowest"), 3)},
                                     {"highest", shortened(one.at("highest"), 3)}}));
  }
  view.set("agreement", std::move(agreement)).set("experts", expert_rows(call, statistics->at("experts")));
  Json rubrics = Json::array();
  for (const Json& one : statistics->at("rubrics").items()) {
    rubrics.push(Json(Json::Object{{"rubric_title", one.text_at("policy_label") + " · " + one.text_at("title")},
                                   {"items", item_rows(call, one.at("items"))}}));
  }
  view.set("rubrics", std::move(rubrics));
  Json weak = Json::array();
  for (const Json& one : statistics->at("weak").items()) {
    weak.push(Json(Json::Object{{"panel_href", "/panels/" + one.text_at("panel") + "/statistics"},
                                {"engagement", one.text_at("engagement_label")},
                                {"component_title", one.text_at("title")},
                                {"alpha", shortened(one.at("alpha"), 3)}}));
  }
  view.set("weak", std::move(weak));
  return page("statistics/year.html", std::move(view));
}

void add_statistics_api(Router& router) {
  router.add({"GET", "/api/v1/panels/{id}/statistics", "panel.statistics", [](Call& call) {
                return json_or_refused(service::read_panel_statistics(call.gate, call.actor, call.id()));
              }});
  Route matrix{"GET", "/api/v1/panels/{id}/matrix", "panel.matrix", [](Call& call) {
                 auto csv = service::panel_matrix_csv(call.gate, call.actor, call.id(), call.parameter("component"));
                 if (!csv) return refused(csv.problems());
                 return bytes_reply(std::move(*csv), "text/csv; charset=utf-8",
                                    "panel-" + std::to_string(call.id()) + "-" + call.parameter("component") + ".csv");
               }};
  matrix.query = {"component"};
  router.add(std::move(matrix));
  Route extra{"POST", "/api/v1/panels/{id}/extra-experts", "panel.call_extra",
              [](Call& call) {
                auto version = version_or_current(call, "panel");
                if (!version) return refused(version.problems());
                return json_or_refused(
                    service::call_extra_expert(call.gate, call.actor, call.id(), *version, body_or_empty(call)), 201);
              },
              BodyKind::json};
  extra.creates = true;
  router.add(std::move(extra));
  Route year{"GET", "/api/v1/statistics", "statistics.year", [](Call& call) {
               auto asked = year_of(call);
               if (!asked) return refused(asked.problems());
               return json_or_refused(service::read_year_statistics(call.gate, call.actor, *asked));
             }};
  year.query = {"year"};
  router.add(std::move(year));
}

}  // namespace

void add_statistics_routes(Router& router) {
  add_statistics_api(router);
  router.add({"GET", "/panels/{id}/statistics", "panel.statistics_page",
              [](Call& call) { return show_statistics(call, {}); }});
  router.add({"POST", "/panels/{id}/extra-experts", "panel.call_extra_page", call_extra, BodyKind::form});
  Route year{"GET", "/statistics", "statistics.year_page", show_year};
  year.query = {"year"};
  router.add(std::move(year));
}

}  // namespace zhiheng::web

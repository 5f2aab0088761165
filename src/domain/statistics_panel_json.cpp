#include "domain/statistics_json.h"
#include "domain/statistics_panel.h"

namespace zhiheng::domain {

namespace {

constexpr int digits_of_points = 2;
constexpr int digits_of_shares = 4;

Json names_json(const std::vector<std::string>& names) {
  Json list = Json::array();
  for (const std::string& name : names) list.push(name);
  return list;
}

}  // namespace

Json component_statistics_json(const ComponentStatistics& statistics) {
  Json rows = Json::array();
  for (const RatingMatrix::Row& row : statistics.matrix.rows) {
    Json cells = Json::array();
    for (const auto& value : row) cells.push(number_json(value, 6));
    rows.push(std::move(cells));
  }
  Json severities = Json::array();
  for (const Severity& severity : statistics.severities) {
    severities.push(Json(Json::Object{{"rater", severity.rater},
                                      {"ratings", static_cast<std::int64_t>(severity.deviation.count)},
                                      {"deviation", number_json(severity.deviation.value, digits_of_points)},
                                      {"interval", interval_json(severity.deviation.interval, digits_of_points)},
                                      {"total_difference", number_json(severity.total_difference, digits_of_points)}}));
  }
  Json json = Json::object();
  json.set("component", statistics.component).set("title", statistics.title);
  json.set("raters", names_json(statistics.matrix.raters)).set("targets", names_json(statistics.matrix.targets));
  json.set("rows", std::move(rows)).set("agreement", agreement_json(statistics.agreement));
  json.set("spread", number_json(statistics.spread, digits_of_points)).set("severity", std::move(severities));
  return json;
}

Json other_verdict_json(const OtherVerdict& verdict, const char* key) {
  Json json = Json::object();
  json.set(key, verdict.name);
  const auto figure = [&](const char* name, auto of) {
    json.set(name, verdict.outcome ? Json(of(*verdict.outcome)) : Json());
  };
  figure("final_score", [](const EngagementOutcome& outcome) { return outcome.final_score.text(); });
  figure("grade", [](const EngagementOutcome& outcome) { return outcome.grade; });
  figure("passed", [](const EngagementOutcome& outcome) { return outcome.passed; });
  figure("deduction", [](const EngagementOutcome& outcome) { return outcome.deducted().text(); });
  figure("bonus", [](const EngagementOutcome& outcome) { return outcome.bonus.text(); });
  json.set("same_passed", verdict.same_passed).set("same_grade", verdict.same_grade);
  json.set("same_fee", verdict.same_fee);
  return json;
}

Json uncertainty_json(const Uncertainty& uncertainty) {
  Json inside = Json::array();
  for (const VerdictLine& line : uncertainty.inside) {
    inside.push(Json(Json::Object{{"at", line.at.text()}, {"kind", line.kind}, {"grade", line.grade}}));
  }
  Json json = Json::object();
  json.set("confidence", number_json(uncertainty.confidence, digits_of_points));
  json.set("raters", static_cast<std::int64_t>(uncertainty.raters));
  json.set("spread", number_json(uncertainty.spread, digits_of_points));
  json.set("interval", interval_json(uncertainty.interval, digits_of_points)).set("inside", std::move(inside));
  json.set("advised_raters", uncertainty.advised_raters ? Json(*uncertainty.advised_raters) : Json());
  return json;
}

Json item_figures_json(const ItemFigures& figures) {
  Json json = Json::object();
  json.set("criterion", figures.criterion).set("title", figures.title).set("points", figures.points.text());
  json.set("sheets", static_cast<std::int64_t>(figures.sheets));
  json.set("difficulty", number_json(figures.difficulty, digits_of_shares));
  json.set("deviation", number_json(figures.deviation, digits_of_shares));
  json.set("full_marks", number_json(figures.full_marks, digits_of_shares));
  json.set("discrimination", number_json(figures.discrimination, digits_of_shares));
  return json;
}

}  // namespace zhiheng::domain

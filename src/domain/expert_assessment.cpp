#include "domain/expert_assessment.h"

#include <algorithm>

namespace zhiheng::domain {

namespace {

// "93.3%": one place, rounded once.
std::string percent_text(const Fraction& share) {
  const std::int64_t tenths = (share * Fraction(100)).scaled(1, Rounding::half_up);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

std::string points_text(const Fraction& points) {
  std::int64_t hundredths = points.scaled(2, Rounding::half_up);
  const std::string sign = hundredths < 0 ? "-" : "";
  hundredths = hundredths < 0 ? -hundredths : hundredths;
  const std::string rest = std::to_string(hundredths % 100);
  return sign + std::to_string(hundredths / 100) + "." + (rest.size() < 2 ? "0" + rest : rest);
}

AssessmentLine share_line(std::string item, int part, int whole) {
  AssessmentLine line;
  line.item = std::move(item);
  line.counted = std::to_string(part) + "/" + std::to_string(whole);
  if (whole == 0) return line;
  line.exact = Fraction(part, whole);
  line.figure = percent_text(*line.exact);
  line.enough = true;
  return line;
}

AssessmentLine points_line(std::string item, const std::optional<Fraction>& mean, int sheets) {
  AssessmentLine line;
  line.item = std::move(item);
  line.counted = std::to_string(sheets);
  line.exact = mean;
  line.enough = mean.has_value();
  if (mean) line.figure = points_text(*mean);
  return line;
}

struct Distances {
  int sheets = 0;
  std::optional<Fraction> signed_mean, absolute_mean;  // in points
};

// Each sheet against the mean of all sheets beside it, in hundredths exactly; the mean of them, rounded when printed.
Distances distances_of(const AssessmentRows& rows, const AssessmentRules& rules) {
  Distances out;
  std::int64_t whole = 0, away = 0;
  for (const AssessedSheet& sheet : rows.compared) {
    const auto count = static_cast<std::int64_t>(sheet.panel.size());
    if (count < rules.fewest_in_panel) continue;
    std::int64_t sum = 0;
    for (const Score& score : sheet.panel) sum += score.hundredths();
    // In millionths of a point, so that any number of panels of any size adds up without leaving 64 bits.
    const std::int64_t apart = mul_div(sheet.total.hundredths() * count - sum, 10'000, count, Rounding::half_even);
    whole += apart;
    away += apart < 0 ? -apart : apart;
    ++out.sheets;
  }
  if (out.sheets == 0 || out.sheets < rules.fewest_sheets) return out;
  out.signed_mean = Fraction(whole, std::int64_t{1'000'000} * out.sheets);
  out.absolute_mean = Fraction(away, std::int64_t{1'000'000} * out.sheets);
  return out;
}

bool below(const AssessmentLine& line, int percent) {
  return line.exact && *line.exact < Fraction(percent, 100);
}

bool reaches(const AssessmentLine& line, int percent) {
  return line.exact && *line.exact >= Fraction(percent, 100);
}

Json rules_json(const AssessmentRules& rules) {
  Json json = Json::object();
  json.set("fewest_panels", rules.fewest_panels).set("fewest_sheets", rules.fewest_sheets);
  json.set("fewest_in_panel", rules.fewest_in_panel).set("excellent_percent", rules.excellent_percent);
  json.set("excellent_reasons", rules.excellent_reasons).set("qualified_percent", rules.qualified_percent);
  json.set("complaints_unqualified", rules.complaints_unqualified);
  return json.set("far_hundredths", rules.far_hundredths);
}

}  // namespace

Assessment assess_expert(const AssessmentRows& rows, const AssessmentRules& rules) {
  Assessment out;
  const AssessmentLine attendance = share_line("attendance", rows.scored, rows.invited);
  const AssessmentLine timeliness = share_line("timeliness", rows.on_time, rows.sheets);
  const AssessmentLine reasons = share_line("reasons", rows.explained, rows.deducted);
  const Distances apart = distances_of(rows, rules);
  AssessmentLine complaints{"complaints", Fraction(rows.complaints_founded), std::to_string(rows.complaints_founded),
                            std::to_string(rows.complaints_founded) + "+" + std::to_string(rows.complaints_open), true};
  out.lines = {attendance,
               timeliness,
               reasons,
               points_line("deviation", apart.signed_mean, apart.sheets),
               points_line("distance", apart.absolute_mean, apart.sheets),
               complaints};
  if (below(attendance, rules.qualified_percent)) out.because.emplace_back("attendance_low");
  if (below(timeliness, rules.qualified_percent)) out.because.emplace_back("timeliness_low");
  if (below(reasons, rules.qualified_percent)) out.because.emplace_back("reasons_low");
  if (rows.complaints_founded >= rules.complaints_unqualified) out.because.emplace_back("complaints");
  const bool far = apart.absolute_mean && *apart.absolute_mean >= Fraction(rules.far_hundredths, 100);
  const bool good = reaches(attendance, rules.excellent_percent) && reaches(timeliness, rules.excellent_percent) &&
                    (!reasons.enough || reaches(reasons, rules.excellent_reasons)) && rows.complaints_founded == 0 &&
                    rows.complaints_open == 0;
  if (!out.because.empty()) {
    out.grade = "unqualified";
  } else if (rows.invited == 0) {
    out.grade = "not_enough_data";
    out.because.emplace_back("never_invited");
  } else if (good && rows.invited >= rules.fewest_panels) {
    out.grade = "excellent";
  } else {
    out.grade = "qualified";
    if (good) out.because.emplace_back("few_panels");
  }
  if (far) out.because.emplace_back("far_from_panels");
  const bool again = out.grade == "unqualified" && rows.unqualified_before;
  const bool serious = rows.complaints_founded >= rules.complaints_unqualified;
  out.advice = again || serious ? "remove" : out.grade == "unqualified" || far ? "talk" : "none";
  if (again) out.because.emplace_back("unqualified_again");
  return out;
}

Json assessment_to_json(const AssessmentRows& rows, const Assessment& assessment, const AssessmentRules& rules) {
  Json lines = Json::array();
  for (const AssessmentLine& line : assessment.lines) {
    Json one = Json::object().set("item", line.item).set("figure", line.figure.empty() ? Json() : Json(line.figure));
    lines.push(one.set("counted", line.counted).set("enough", line.enough));
  }
  Json because = Json::array();
  for (const std::string& rule : assessment.because) because.push(rule);
  Json given = Json::object();
  given.set("invited", rows.invited).set("scored", rows.scored).set("sheets", rows.sheets);
  given.set("on_time", rows.on_time).set("deducted", rows.deducted).set("explained", rows.explained);
  given.set("complaints_founded", rows.complaints_founded).set("complaints_open", rows.complaints_open);
  given.set("unqualified_before", rows.unqualified_before);
  Json compared = Json::array();
  for (const AssessedSheet& sheet : rows.compared) {
    Json panel = Json::array();
    for (const Score& score : sheet.panel) panel.push(score.text());
    compared.push(Json::object().set("total", sheet.total.text()).set("panel", std::move(panel)));
  }
  given.set("compared", std::move(compared));
  Json out = Json::object().set("year", rows.year).set("grade", assessment.grade).set("advice", assessment.advice);
  out.set("because", std::move(because)).set("lines", std::move(lines));
  return out.set("rows", std::move(given)).set("rules", rules_json(rules));
}

}  // namespace zhiheng::domain

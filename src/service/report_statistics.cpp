// A panel's scores with what its statistics say of them, and a year's experts by severity, as tables. A score that
// nobody gave is an empty cell; a score of nought is 0.00.
#include "service/report_statistics.h"
#include "domain/statistics_json.h"
#include "domain/statistics_panel.h"
#include "service/statistics_parts.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

constexpr int digits_of_coefficients = 6;

Result<PanelCase> panel_of_param(ReportContext& context) {
  const std::string wanted = context.param("panel");
  const Result<std::int64_t> id = read_decimal(wanted, 0, "");
  store::Parameters parameters;
  const std::string reach = panels_in_reach(context.tx, parameters);
  parameters.emplace_back(id ? *id : std::int64_t{0});
  if (context.tx.rows().query("SELECT id FROM panel WHERE " + reach + " AND panel.id = ?", parameters).empty()) {
    return refusal(Kind::absent, "report.no_such_panel", "panel", {{"value", wanted}});
  }
  return load_panel_case(context.tx, *id);
}

// The experts of a panel as columns: whoever scored, in the order of the case, then whoever has a seat and did not.
struct Raters {
  std::vector<std::string> names;   // as the case calls them
  std::vector<std::string> labels;  // for the bureau

  std::string label(const std::string& name) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) return labels[i];
    }
    return name;
  }
};

Raters raters_of(const PanelCase& found) {
  Raters raters;
  std::vector<bool> placed(found.panel.members.size(), false);
  const auto label = [](const domain::PanelMember& member) {
    return member.expert_name + "（" + member.expert_code + "）";
  };
  for (const domain::ComponentSheets& sheets : found.input.engagements.front().sheets) {
    for (const domain::Sheet& sheet : sheets.sheets) {
      if (std::find(raters.names.begin(), raters.names.end(), sheet.rater) != raters.names.end()) continue;
      raters.names.push_back(sheet.rater);
      raters.labels.push_back(sheet.rater);
      for (std::size_t i = 0; i < found.panel.members.size(); ++i) {
        const domain::PanelMember& member = found.panel.members[i];
        const bool same = member.expert_code == sheet.rater ||
                          member.expert_code + "#" + std::to_string(member.expert_id) == sheet.rater;
        if (!same) continue;
        placed[i] = true;
        raters.labels.back() = label(member);
      }
    }
  }
  for (std::size_t i = 0; i < placed.size(); ++i) {
    if (placed[i] || found.panel.members[i].recused) continue;
    raters.names.emplace_back();  // of no sheet
    raters.labels.push_back(label(found.panel.members[i]));
  }
  return raters;
}

std::string interval_text(const Json& interval) {
  if (!interval.is_array()) return "—";
  return interval.items()[0].number() + " – " + interval.items()[1].number();
}

const std::vector<std::string>& head_names() {
  static const std::vector<std::string> names{"engagement", "state",    "final_score", "grade",
                                              "deduction",  "interval", "confidence",  "lines"};
  return names;
}

Params head_of(const PanelCase& found, Language language) {
  const auto& actual = found.actual;
  std::string interval = "—", lines, confidence = "—";
  if (actual) {
    const domain::Uncertainty noise = domain::uncertainty_of(found.input, *actual);
    interval = interval_text(domain::interval_json(noise.interval, digits_of_points));
    for (const domain::VerdictLine& line : noise.inside) {
      lines += (lines.empty() ? "" : say("web.semicolon", language)) +
               say("statistics.line_" + line.kind, {{"at", line.at.text()}, {"grade", line.grade}}, language);
    }
    if (noise.interval) confidence = domain::number_json(noise.confidence * 100, 0).number() + " %";
  }
  return {{"engagement", found.engagement.name},
          {"state", choice_text("panel_state", Value(found.panel.state), language)},
          {"final_score", actual ? actual->final_score.text() : "—"},
          {"grade", actual ? actual->grade : "—"},
          {"deduction", actual ? actual->deducted().text() : "—"},
          {"interval", interval},
          {"confidence", confidence},
          {"lines", lines.empty() ? "—" : lines}};
}

Cells score_row(const domain::Component& component, const std::string& criterion, const std::string& title,
                Score full_points, const std::vector<Value>& scores) {
  Cells cells{component.title, criterion.empty() ? Value() : Value(criterion), title,
              std::int64_t{full_points.hundredths()}};
  cells.insert(cells.end(), scores.begin(), scores.end());
  return cells;
}

// Criteria by experts, and under them the totals of the sheets, which may have been given without criteria.
void score_rows(const domain::Component& component, const std::vector<domain::Sheet>& sheets, const Raters& raters,
                Language language, std::vector<Cells>& rows) {
  std::vector<const domain::Sheet*> of(raters.names.size(), nullptr);
  for (const domain::Sheet& sheet : sheets) {
    const auto at = std::find(raters.names.begin(), raters.names.end(), sheet.rater) - raters.names.begin();
    of[static_cast<std::size_t>(at)] = &sheet;
  }
  for (const domain::Criterion& criterion : component.criteria) {
    std::vector<Value> scores(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
      if (!of[i]) continue;
      for (const domain::SheetItem& item : of[i]->items) {
        if (item.criterion == criterion.code) scores[i] = std::int64_t{item.points.hundredths()};
      }
    }
    rows.push_back(score_row(component, criterion.code, criterion.title, criterion.points, scores));
  }
  std::vector<Value> totals(of.size());
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (of[i]) totals[i] = std::int64_t{of[i]->score.hundredths()};
  }
  rows.push_back(score_row(component, "", say("statistics.sheet_total", language), full_score, totals));
}

using RowsOfPanel = void (*)(const PanelCase& found, Language language, std::vector<Cells>& rows);

// A dataset over one panel: the same parameter, the same permission, the same head.
Dataset of_panel(const char* name, std::vector<table::DatasetColumn> columns, RowsOfPanel rows_of_panel) {
  Dataset dataset;
  dataset.shape = {name, std::move(columns), head_names(), {"panel"}};
  dataset.action = Action::see_statistics;
  dataset.load = [rows_of_panel](ReportContext& context) -> Result<table::SheetData> {
    const Result<PanelCase> found = panel_of_param(context);
    if (!found) return found.problems();
    std::vector<Cells> rows;
    rows_of_panel(*found, context.language, rows);
    table::SheetData data;
    data.head = head_of(*found, context.language);
    data.repeated = raters_of(*found).labels;
    data.rows = table::rows_of(std::move(rows));
    return data;
  };
  return dataset;
}

template <typename Body>
void each_component(const PanelCase& found, Body body) {
  for (const domain::ComponentSheets& sheets : found.input.engagements.front().sheets) {
    if (const domain::Component* component = found.input.policy->find_component(sheets.component)) {
      body(*component, sheets.sheets);
    }
  }
}

Dataset panel_scores() {
  return of_panel("panel_scores",
                  {{"component", CellType::text},
                   {"criterion", CellType::text},
                   {"criterion_title", CellType::text},
                   {"full_points", CellType::score},
                   {"score", CellType::score, true}},
                  [](const PanelCase& found, Language language, std::vector<Cells>& rows) {
                    const Raters raters = raters_of(found);
                    each_component(found, [&](const domain::Component& component, const auto& sheets) {
                      score_rows(component, sheets, raters, language, rows);
                    });
                  });
}

void severity_rows(const PanelCase& found, Language, std::vector<Cells>& rows) {
  const Raters raters = raters_of(found);
  each_component(found, [&](const domain::Component& component, const std::vector<domain::Sheet>& sheets) {
    const domain::ComponentStatistics statistics = domain::component_statistics(component, sheets);
    for (const domain::Severity& one : statistics.severities) {
      const auto sheet = std::find_if(sheets.begin(), sheets.end(),
                                      [&](const domain::Sheet& each) { return each.rater == one.rater; });
      const auto& interval = one.deviation.interval;
      rows.push_back({component.title, raters.label(one.rater),
                      sheet == sheets.end() ? Value() : Value(std::int64_t{sheet->score.hundredths()}),
                      units_of_figure(one.total_difference, digits_of_points),
                      static_cast<std::int64_t>(one.deviation.count),
                      units_of_figure(one.deviation.value, digits_of_points),
                      interval ? units_of_figure(interval->low, digits_of_points) : Value(),
                      interval ? units_of_figure(interval->high, digits_of_points) : Value()});
    }
  });
}

Cells agreement_row(const domain::Component& component, const domain::Agreement& agreement, const std::string& measure,
                    const domain::Icc& figure, Language language) {
  const auto& interval = figure.interval;
  return {component.title,
          say("statistics." + measure, language),
          units_of_figure(figure.value, digits_of_coefficients),
          interval ? units_of_figure(interval->low, digits_of_coefficients) : Value(),
          interval ? units_of_figure(interval->high, digits_of_coefficients) : Value(),
          static_cast<std::int64_t>(agreement.targets),
          static_cast<std::int64_t>(agreement.raters),
          static_cast<std::int64_t>(agreement.missing)};
}

void agreement_rows(const PanelCase& found, Language language, std::vector<Cells>& rows) {
  each_component(found, [&](const domain::Component& component, const std::vector<domain::Sheet>& sheets) {
    const domain::Agreement agreement = domain::component_statistics(component, sheets).agreement;
    for (std::size_t i = 0; i < domain::icc_names.size(); ++i) {
      rows.push_back(
          agreement_row(component, agreement, std::string("icc_") + domain::icc_names[i], agreement.icc[i], language));
    }
    const auto plain = [&](const char* measure, const auto& value) {
      rows.push_back(agreement_row(component, agreement, measure, {value, {}}, language));
    };
    plain("alpha_interval", agreement.alpha_interval);
    plain("alpha_ordinal", agreement.alpha_ordinal);
    plain("kendall_w", agreement.kendall_w);
  });
}

Cells verdict_row(const std::string& kind, const std::string& name, const domain::OtherVerdict& verdict) {
  Cells cells{kind, name};
  if (!verdict.outcome) {
    cells.resize(8);
    return cells;
  }
  cells.insert(cells.end(), {std::int64_t{verdict.outcome->final_score.hundredths()}, verdict.outcome->grade,
                             std::int64_t{verdict.outcome->passed}, verdict.outcome->deducted().fen(),
                             std::int64_t{verdict.same_passed && verdict.same_grade}, std::int64_t{verdict.same_fee}});
  return cells;
}

void verdict_rows(const PanelCase& found, Language language, std::vector<Cells>& rows) {
  if (!found.actual) return;
  const Raters raters = raters_of(found);
  for (const domain::OtherVerdict& verdict : domain::verdicts_by_other_rules(found.input, *found.actual)) {
    rows.push_back(verdict_row(say("statistics.other_rules", language),
                               say("statistics.rule_" + verdict.name, language), verdict));
  }
  for (const domain::OtherVerdict& verdict : domain::verdicts_without_one(found.input, *found.actual)) {
    rows.push_back(verdict_row(say("statistics.without_one", language), raters.label(verdict.name), verdict));
  }
}

}  // namespace

std::vector<Dataset> statistics_datasets() {
  return {panel_scores(),
          of_panel("panel_severity",
                   {{"component", CellType::text},
                    {"expert", CellType::text},
                    {"total", CellType::score},
                    {"total_difference", CellType::score},
                    {"ratings", CellType::integer},
                    {"deviation", CellType::score},
                    {"low", CellType::score},
                    {"high", CellType::score}},
                   severity_rows),
          of_panel("panel_agreement",
                   {{"component", CellType::text},
                    {"measure", CellType::text},
                    {"value", CellType::coefficient},
                    {"low", CellType::coefficient},
                    {"high", CellType::coefficient},
                    {"targets", CellType::integer},
                    {"raters", CellType::integer},
                    {"missing", CellType::integer}},
                   agreement_rows),
          of_panel("panel_verdicts",
                   {{"kind", CellType::text},
                    {"name", CellType::text},
                    {"final_score", CellType::score},
                    {"grade", CellType::text},
                    {"passed", CellType::flag},
                    {"deduction", CellType::money},
                    {"same_verdict", CellType::flag},
                    {"same_fee", CellType::flag}},
                   verdict_rows),
          expert_severity()};
}

}  // namespace zhiheng::service

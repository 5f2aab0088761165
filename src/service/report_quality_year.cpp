// The year's quality control by kind of object, counted as bureaus publish it: how many units and objects were looked
// at, by whom, with what scores, how many stayed below the line, what was deducted.
#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "base/money.h"
#include "domain/shares.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

constexpr int share_digits = 2;
constexpr std::size_t grade_count = 5;  // the four of the policies and whatever else there is

struct Judged {
  std::string kind, grade, contract, engagement, engagement_name, unit, agency;
  std::int64_t unit_id = 0, agency_id = 0, contract_id = 0, score = 0, fee_fen = 0, deduction_fen = 0;
  bool passed = true;
};

// Everything that the summary says of some of the results.
struct Counted {
  std::set<std::int64_t> units, agencies, contracts;
  std::vector<std::int64_t> scores;
  std::int64_t below = 0, fee_fen = 0, deduction_fen = 0;
  std::array<std::int64_t, grade_count> grades{};

  void add(const Judged& one) {
    if (one.unit_id != 0) units.insert(one.unit_id);
    agencies.insert(one.agency_id);
    contracts.insert(one.contract_id);
    scores.push_back(one.score);
    below += one.passed ? 0 : 1;
    fee_fen += one.fee_fen;
    deduction_fen += one.deduction_fen;
    static const std::map<std::string, std::size_t, std::less<>> places{
        {"优", 0}, {"excellent", 0}, {"良", 1}, {"good", 1}, {"中", 2}, {"fair", 2}, {"差", 3}, {"poor", 3}};
    const auto place = places.find(one.grade);
    ++grades[place == places.end() ? grade_count - 1 : place->second];
  }
  std::int64_t objects() const { return static_cast<std::int64_t>(scores.size()); }
  std::int64_t mean() const {
    return mul_div(std::accumulate(scores.begin(), scores.end(), std::int64_t{0}), 1, objects(), Rounding::half_up);
  }
  std::int64_t median() const {
    std::vector<std::int64_t> sorted = scores;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[half] : mul_div(sorted[half - 1] + sorted[half], 1, 2, Rounding::half_up);
  }
  std::int64_t highest() const { return *std::max_element(scores.begin(), scores.end()); }
  std::int64_t lowest() const { return *std::min_element(scores.begin(), scores.end()); }
  std::int64_t below_share() const {
    return domain::shares_of({below, objects() - below}, domain::ShareRule::half_up, share_digits)[0];
  }
};

Result<std::vector<Judged>> judged(ReportContext& context) {
  auto ids = ids_in_scope(context, *domain::find_shape("result"), Action::see_results, order_by_job("result"));
  if (!ids) return ids.problems();
  std::vector<Judged> all;
  for (std::size_t from = 0; from < ids->size(); from += 100) {
    store::Parameters parameters;
    std::string marks;
    for (std::size_t i = from; i < std::min(from + 100, ids->size()); ++i) {
      marks += marks.empty() ? "?" : ", ?";
      parameters.emplace_back((*ids)[i]);
    }
    context.tx.rows().each(
        "SELECT e.object_kind, r.grade, c.number, e.code, e.name, u.name, a.name, "
        "COALESCE(e.budget_unit_id, p.budget_unit_id), a.id, c.id, r.final_score, e.fee_fen, r.deduction_fen, r.passed "
        "FROM result r INNER JOIN engagement e ON e.id = r.engagement_id INNER JOIN contract c ON c.id = e.contract_id "
        "INNER JOIN agency a ON a.id = r.agency_id LEFT JOIN project p ON p.id = e.project_id LEFT JOIN budget_unit u "
        "ON u.id = COALESCE(e.budget_unit_id, p.budget_unit_id) WHERE r.state = 'current' AND r.id IN (" +
            marks + ") ORDER BY c.number, e.code, r.id",
        parameters, [&](const store::Row& row) {
          Judged one;
          std::size_t at = 0;
          for (std::string* text :
               {&one.kind, &one.grade, &one.contract, &one.engagement, &one.engagement_name, &one.unit, &one.agency})
            *text = text_or_empty(row[at++]);
          for (std::int64_t* number :
               {&one.unit_id, &one.agency_id, &one.contract_id, &one.score, &one.fee_fen, &one.deduction_fen})
            *number = integer_or(row[at++]);
          one.passed = integer_or(row[at]) != 0;
          all.push_back(std::move(one));
          return true;
        });
  }
  return all;
}

Params head_of(const Counted& all) {
  const auto points = [](std::int64_t hundredths) {
    return Score::hundredths(static_cast<std::int32_t>(hundredths)).text();
  };
  const bool any = all.objects() > 0;
  return {{"units", std::to_string(all.units.size())},
          {"objects", std::to_string(all.objects())},
          {"agencies", std::to_string(all.agencies.size())},
          {"contracts", std::to_string(all.contracts.size())},
          {"mean", any ? points(all.mean()) : "—"},
          {"median", any ? points(all.median()) : "—"},
          {"highest", any ? points(all.highest()) : "—"},
          {"lowest", any ? points(all.lowest()) : "—"},
          {"below", std::to_string(all.below)},
          {"below_share", any ? points(all.below_share()) : "—"}};
}

Result<table::SheetData> summary(ReportContext& context) {
  const std::string given = context.param("shares");
  const auto rule = domain::read_share_rule(given.empty() ? "half_up" : given);
  if (!rule) return refusal("report.bad_shares", "shares", {{"value", given}});
  const auto results = judged(context);
  if (!results) return results.problems();
  Counted all;
  std::map<std::string, Counted> by_kind;
  for (const Judged& one : *results) {
    all.add(one);
    by_kind[one.kind].add(one);
  }
  // Kinds stand in the order of menus; one that has no object is left out.
  std::vector<std::pair<std::string, const Counted*>> kinds;
  std::vector<std::int64_t> counts;
  for (const std::string& kind : domain::choice_list("object_kind")) {
    const auto found = by_kind.find(kind);
    if (found == by_kind.end()) continue;
    kinds.emplace_back(kind, &found->second);
    counts.push_back(found->second.objects());
  }
  const std::vector<std::int64_t> shares = domain::shares_of(counts, *rule, share_digits);
  std::vector<Cells> rows;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const Counted& one = *kinds[i].second;
    Cells cells{choice_text("object_kind", Value(kinds[i].first), context.language),
                static_cast<std::int64_t>(one.units.size()),
                one.objects(),
                shares[i],
                static_cast<std::int64_t>(one.agencies.size()),
                static_cast<std::int64_t>(one.contracts.size()),
                one.mean(),
                one.median(),
                one.highest(),
                one.lowest(),
                one.below,
                one.below_share()};
    for (const std::int64_t count : one.grades) cells.emplace_back(count);
    cells.insert(cells.end(), {one.fee_fen, one.deduction_fen, one.fee_fen - one.deduction_fen});
    rows.push_back(std::move(cells));
  }
  table::SheetData data;
  data.head = head_of(all);
  data.rows = table::rows_of(std::move(rows));
  return data;
}

Dataset quality_control_summary() {
  Dataset dataset;
  dataset.shape = {
      "quality_control_summary",
      {{"object_kind", CellType::text},  {"units", CellType::integer},    {"objects", CellType::integer},
       {"share", CellType::percent},     {"agencies", CellType::integer}, {"contracts", CellType::integer},
       {"mean", CellType::score},        {"median", CellType::score},     {"highest", CellType::score},
       {"lowest", CellType::score},      {"below", CellType::integer},    {"below_share", CellType::percent},
       {"excellent", CellType::integer}, {"good", CellType::integer},     {"fair", CellType::integer},
       {"poor", CellType::integer},      {"other", CellType::integer},    {"fee", CellType::money},
       {"deduction", CellType::money},   {"net", CellType::money}},
      {"units", "objects", "agencies", "contracts", "mean", "median", "highest", "lowest", "below", "below_share"},
      {"year", "bureau", "shares"}};
  dataset.action = Action::see_results;
  dataset.load = summary;
  return dataset;
}

Dataset quality_control_objects() {
  Dataset dataset;
  dataset.shape = {"quality_control_objects",
                   {{"object_kind", CellType::text},
                    {"unit", CellType::text},
                    {"contract", CellType::text},
                    {"engagement", CellType::text},
                    {"engagement_name", CellType::text},
                    {"agency", CellType::text},
                    {"score", CellType::score},
                    {"grade", CellType::text},
                    {"passed", CellType::flag},
                    {"fee", CellType::money},
                    {"deduction", CellType::money},
                    {"net", CellType::money}},
                   {},
                   {"year", "bureau", "shares"}};
  dataset.action = Action::see_results;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    const auto results = judged(context);
    if (!results) return results.problems();
    std::vector<Cells> rows;
    for (const Judged& one : *results) {
      rows.push_back({choice_text("object_kind", Value(one.kind), context.language),
                      one.unit.empty() ? Value() : Value(one.unit), one.contract, one.engagement, one.engagement_name,
                      one.agency, one.score, one.grade, std::int64_t{one.passed ? 1 : 0}, one.fee_fen,
                      one.deduction_fen, one.fee_fen - one.deduction_fen});
    }
    table::SheetData data;
    data.rows = table::rows_of(std::move(rows));
    return data;
  };
  return dataset;
}

}  // namespace

std::vector<Dataset> quality_year_datasets() {
  return {quality_control_summary(), quality_control_objects()};
}

}  // namespace zhiheng::service

// What the ratings of a year are made of, from the published documents: the years that count, their jobs and events.
#include "domain/agency_rating.h"
#include "domain/rating.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

struct Published {
  std::string agency, uscc;
  domain::RatingCase input;
};
using RowsOf = std::function<Outcome(const Published& one, std::vector<Cells>& rows)>;

Result<table::SheetData> sheet_of(ReportContext& context, const RowsOf& rows_of_one) {
  const std::string text = context.param("year");
  const auto year = read_decimal(text, 0, "year");
  if (!year || *year < 2000 || *year > 2100) return refusal("report.bad_year", "year", {{"value", text}});
  store::Parameters parameters{*year};
  const std::string scope = store::scope_condition(*domain::find_shape("rating"),
                                                   domain::scope(context.tx.actor(), Action::see_ratings), parameters);
  std::vector<Cells> cells;
  for (const auto& row : context.tx.rows().query(
           "SELECT agency.name, agency.uscc, rated.case_document FROM (SELECT * FROM rating WHERE state = 'current' "
           "AND fiscal_year = ? AND " +
               scope +
               ") rated INNER JOIN agency ON agency.id = rated.agency_id ORDER BY rated.bureau_id, CASE WHEN "
               "rated.score IS NULL THEN 1 ELSE 0 END, rated.score DESC, agency.uscc",
           parameters)) {
    const auto document = parse_json(text_or_empty(row[2]), JsonLimits{64, 64u << 20});
    ensure(document.ok(), "a stored rating is JSON");
    auto input = domain::read_rating_case(*document);
    if (!input) return input.problems();
    const Outcome done = rows_of_one({text_or_empty(row[0]), text_or_empty(row[1]), std::move(*input)}, cells);
    if (!done) return done.problems();
  }
  table::SheetData data;
  data.rows = table::rows_of(std::move(cells));
  return data;
}

template <class Figure>
Value hundredths(const std::optional<Figure>& score) {
  return score ? Value(std::int64_t{score->hundredths()}) : Value();
}

Result<table::SheetData> years(ReportContext& context) {
  return sheet_of(context, [](const Published& one, std::vector<Cells>& rows) -> Outcome {
    const auto outcome = domain::rate(one.input);
    if (!outcome) return outcome.problems();
    for (const domain::YearOutcome& year : outcome->years) {
      const Value mean = year.mean ? Value(year.mean->scaled(2, Rounding::half_up)) : Value();
      const Value weight = year.exact ? Value(year.weight.scaled(6, Rounding::half_up)) : Value();
      rows.push_back({one.agency, one.uscc, std::int64_t{year.year}, std::int64_t{year.jobs}, mean,
                      std::int64_t{year.taken.hundredths()}, std::int64_t{year.added.hundredths()},
                      hundredths(year.printed), weight});
    }
    return Done{};
  });
}

std::string joined(const std::vector<std::string>& codes, const domain::Policy& policy) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : ", ") + domain::event_title(policy, code);
  return text;
}

Result<table::SheetData> jobs(ReportContext& context) {
  return sheet_of(context, [](const Published& one, std::vector<Cells>& rows) -> Outcome {
    for (const domain::RatingYear& year : one.input.years) {
      for (const domain::RatingJob& job : year.jobs) {
        rows.push_back({one.agency, one.uscc, std::int64_t{year.year}, job.code, job.title, job.fee.fen(),
                        std::int64_t{job.final_score.hundredths()}, job.grade, joined(job.vetoes, *one.input.policy)});
      }
    }
    return Done{};
  });
}

Result<table::SheetData> events(ReportContext& context) {
  return sheet_of(context, [](const Published& one, std::vector<Cells>& rows) -> Outcome {
    for (const domain::RatingYear& year : one.input.years) {
      for (const domain::RatingEvent& event : year.events) {
        rows.push_back({one.agency, one.uscc, std::int64_t{year.year}, event.happened_on.text(),
                        domain::event_title(*one.input.policy, event.code), event.job, std::int64_t{event.count},
                        event.evidence});
      }
    }
    return Done{};
  });
}

}  // namespace

std::vector<Dataset> rating_part_datasets() {
  const std::vector<table::DatasetColumn> whose{
      {"agency", CellType::text}, {"uscc", CellType::text}, {"year", CellType::integer}};
  const auto made = [&](const char* name, std::vector<table::DatasetColumn> columns,
                        Result<table::SheetData> (*load)(ReportContext&)) {
    columns.insert(columns.begin(), whose.begin(), whose.end());
    return Dataset{{name, std::move(columns), {}, {"year"}}, Action::see_ratings, load};
  };
  return {made("agency_rating_years",
               {{"jobs", CellType::integer},
                {"mean", CellType::score},
                {"taken", CellType::score},
                {"added", CellType::score},
                {"score", CellType::score},
                {"weight", CellType::coefficient}},
               years),
          made("agency_rating_jobs",
               {{"job", CellType::text},
                {"title", CellType::text},
                {"fee", CellType::money},
                {"score", CellType::score},
                {"grade", CellType::text},
                {"vetoes", CellType::text}},
               jobs),
          made("agency_rating_events",
               {{"happened_on", CellType::date},
                {"event", CellType::text},
                {"job", CellType::text},
                {"count", CellType::integer},
                {"evidence", CellType::text}},
               events)};
}

}  // namespace zhiheng::service

// The papers of credit ratings: all agencies of a year with their components, grades from year to year, consequences.
#include <map>

#include "base/text.h"
#include "service/report_datasets.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

Result<std::int64_t> year_of(ReportContext& context, const char* name) {
  const std::string text = context.param(name);
  const auto read = read_decimal(text, 0, name);
  if (!read || *read < 2000 || *read > 2100) return refusal("report.bad_year", name, {{"value", text}});
  return *read;
}

table::SheetData sheet_of(std::vector<Cells> rows) {
  table::SheetData data;
  data.rows = table::rows_of(std::move(rows));
  return data;
}

std::string seen(ReportContext& context, const domain::Shape& shape, store::Parameters& parameters) {
  return store::scope_condition(shape, domain::scope(context.tx.actor(), Action::see_ratings), parameters);
}

std::string watch_text(const std::string& words, Language language) {
  std::string text;
  for (const std::string& word : words_of(words)) {
    text += (text.empty() ? "" : ", ") + say("rating.watch." + word, language);
  }
  return text;
}

Result<table::SheetData> agency_ratings(ReportContext& context) {
  const auto year = year_of(context, "year");
  if (!year) return year.problems();
  store::Parameters parameters{*year - 1, *year};
  const std::string scope = seen(context, *domain::find_shape("rating"), parameters);
  std::vector<Cells> rows;
  for (const auto& row : context.tx.rows().query(
           "SELECT agency.name, agency.uscc, bureau.name, rated.jobs, rated.mean, rated.taken, rated.added, "
           "rated.score, rated.grade, rated.unrated_reason, rated.vetoed, rated.watch, (SELECT b.score FROM rating b "
           "WHERE b.agency_id = rated.agency_id AND b.bureau_id = rated.bureau_id AND b.state = 'current' AND "
           "b.fiscal_year = ?) FROM (SELECT * FROM rating WHERE state = 'current' AND fiscal_year = ? AND " +
               scope +
               ") rated INNER JOIN agency ON agency.id = rated.agency_id INNER JOIN bureau ON bureau.id = "
               "rated.bureau_id ORDER BY rated.bureau_id, CASE WHEN rated.score IS NULL THEN 1 ELSE 0 END, "
               "rated.score DESC, agency.uscc",
           parameters)) {
    const std::int64_t taken = integer_or(row[5]), added = integer_or(row[6]);
    const std::string grade = text_or_empty(row[8]);
    rows.push_back({row[0], row[1], row[2], row[3], row[4], taken, added, added - taken, row[7],
                    grade.empty() ? Value(choice_text("unrated_reason", row[9], context.language)) : Value(grade),
                    integer_or(row[10]) != 0 ? Value(say("rating.vetoed", context.language)) : Value(),
                    watch_text(text_or_empty(row[11]), context.language), row[12]});
  }
  return sheet_of(std::move(rows));
}

// Who was rated in the year before alone has left the list: the matrix of the page counts it too.
Result<table::SheetData> rating_migration_rows(ReportContext& context) {
  const auto to = year_of(context, "year");
  if (!to) return to.problems();
  const std::string nowhere = say("rating.not_there", context.language),
                    unrated = say("rating.unrated", context.language);
  std::map<std::pair<std::int64_t, std::int64_t>, std::pair<std::string, std::string>> grades;  // bureau, agency
  for (const bool after : {false, true}) {
    store::Parameters parameters{after ? *to : *to - 1};
    const std::string scope = seen(context, *domain::find_shape("rating"), parameters);
    for (const auto& row : context.tx.rows().query(
             "SELECT bureau_id, agency_id, grade FROM rating WHERE state = 'current' AND fiscal_year = ? AND " + scope,
             parameters)) {
      const auto place = grades.try_emplace({integer_or(row[0]), integer_or(row[1])}, nowhere, nowhere).first;
      const std::string grade = text_or_empty(row[2]);
      (after ? place->second.second : place->second.first) = grade.empty() ? unrated : grade;
    }
  }
  std::map<std::pair<std::string, std::string>, std::int64_t> counts;
  for (const auto& [agency, moved] : grades) ++counts[moved];
  std::vector<Cells> rows;
  for (const auto& [moved, count] : counts) rows.push_back({moved.first, moved.second, count});
  return sheet_of(std::move(rows));
}

Result<table::SheetData> consequence_rows(ReportContext& context) {
  store::Parameters parameters;
  const std::string scope = seen(context, *domain::find_shape("consequence"), parameters);
  std::vector<Cells> rows;
  for (const auto& row : context.tx.rows().query(
           "SELECT agency.name, agency.uscc, c.effect, c.from_on, c.until_on, c.state, c.causes, c.lifted_reason FROM "
           "(SELECT * FROM consequence WHERE " +
               scope + ") c INNER JOIN agency ON agency.id = c.agency_id ORDER BY c.from_on DESC, c.id DESC",
           parameters)) {
    std::string causes;
    const auto list = parse_json(text_or_empty(row[6]));
    ensure(list.ok(), "stored causes are a list");
    for (const Json& cause : list->items()) causes += (causes.empty() ? "" : "; ") + cause.string();
    rows.push_back({row[0], row[1], choice_text("consequence_effect", row[2], context.language), row[3], row[4],
                    choice_text("consequence_state", row[5], context.language), causes, row[7]});
  }
  return sheet_of(std::move(rows));
}

}  // namespace

std::vector<Dataset> rating_datasets() {
  Dataset ratings, migration, consequences;
  ratings.shape = {"agency_ratings",
                   {{"agency", CellType::text},
                    {"uscc", CellType::text},
                    {"bureau", CellType::text},
                    {"jobs", CellType::integer},
                    {"mean", CellType::score},
                    {"taken", CellType::score},
                    {"added", CellType::score},
                    {"points", CellType::score},
                    {"score", CellType::score},
                    {"grade", CellType::text},
                    {"vetoed", CellType::text},
                    {"watch", CellType::text},
                    {"before", CellType::score}},
                   {},
                   {"year"}};
  ratings.action = migration.action = consequences.action = Action::see_ratings;
  ratings.load = agency_ratings;
  migration.shape = {"rating_migration",
                     {{"before", CellType::text}, {"after", CellType::text}, {"count", CellType::integer}},
                     {},
                     {"year"}};
  migration.load = rating_migration_rows;
  consequences.shape = {"consequences",
                        {{"agency", CellType::text},
                         {"uscc", CellType::text},
                         {"effect", CellType::text},
                         {"from_on", CellType::date},
                         {"until_on", CellType::date},
                         {"state", CellType::text},
                         {"causes", CellType::text},
                         {"lifted_reason", CellType::text}},
                        {},
                        {}};
  consequences.load = consequence_rows;
  return {std::move(ratings), std::move(migration), std::move(consequences)};
}

}  // namespace zhiheng::service

#include "store/what_if_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {
namespace {

std::string years(const BookedFilter& filter, const std::string& column, Parameters& parameters) {
  std::string text;
  if (filter.from > 0) {
    text += " AND " + column + " >= ?";
    parameters.emplace_back(static_cast<std::int64_t>(filter.from));
  }
  if (filter.to > 0) {
    text += " AND " + column + " <= ?";
    parameters.emplace_back(static_cast<std::int64_t>(filter.to));
  }
  return text;
}

// The document comes last in every row, so that it is handed on where it stands.
void each(Connection& rows, const std::string& sql, const Parameters& parameters, const BookedRow& body,
          const std::function<BookedFigures(RowReader&)>& read) {
  static const std::string nothing;
  rows.each(sql, parameters, [&](const Row& row) {
    RowReader cells(row);
    const BookedFigures booked = read(cells);
    const auto* document = std::get_if<std::string>(&row.back());
    return body(booked, document ? *document : nothing);
  });
}

}  // namespace

void each_booked_statement(Connection& rows, const BookedFilter& filter, const BookedRow& body) {
  Parameters parameters = filter.parameters;
  const std::string when = years(filter, "c.fiscal_year", parameters);
  const std::string sql =
      "SELECT s.id, s.contract_id, s.agency_id, s.bureau_id, s.number, agency.name, c.fiscal_year, s.fee_fen, "
      "s.deduction_fen, s.bonus_fen, s.payable_fen, s.recoverable_fen, s.case_document FROM statement s "
      "JOIN contract c ON c.id = s.contract_id JOIN agency ON agency.id = s.agency_id "
      "WHERE s.state <> 'voided' AND " +
      filter.contracts + when + " ORDER BY s.id";
  each(rows, sql, parameters, body, [](RowReader& cells) {
    BookedFigures booked;
    booked.kind = "statement";
    booked.id = cells.integer();
    booked.contract_id = cells.integer();
    booked.agency_id = cells.integer();
    booked.bureau_id = cells.integer();
    booked.label = cells.text();
    booked.agency = cells.text();
    booked.year = cells.small();
    booked.fee = cells.money();
    booked.deduction = cells.money();
    booked.bonus = cells.money();
    booked.payable = cells.money();
    booked.recoverable = cells.money();
    return booked;
  });
}

void each_booked_result(Connection& rows, const BookedFilter& filter, const BookedRow& body) {
  Parameters parameters = filter.parameters;
  const std::string when = years(filter, "c.fiscal_year", parameters);
  const std::string sql =
      "SELECT r.id, e.contract_id, r.engagement_id, r.agency_id, r.bureau_id, c.number, e.code, agency.name, "
      "c.fiscal_year, r.final_score, r.grade, r.passed, e.fee_fen, r.deduction_fen, r.bonus_fen, r.case_document "
      "FROM result r JOIN engagement e ON e.id = r.engagement_id JOIN contract c ON c.id = e.contract_id "
      "JOIN agency ON agency.id = r.agency_id WHERE r.state = 'current' AND " +
      filter.contracts + when + " ORDER BY r.id";
  each(rows, sql, parameters, body, [](RowReader& cells) {
    BookedFigures booked;
    booked.kind = "result";
    booked.id = cells.integer();
    booked.contract_id = cells.integer();
    booked.engagement_id = cells.integer();
    booked.agency_id = cells.integer();
    booked.bureau_id = cells.integer();
    booked.label = cells.text();
    booked.label += "/" + cells.text();
    booked.agency = cells.text();
    booked.year = cells.small();
    booked.score = cells.score();
    booked.grade = cells.text();
    booked.passed = cells.flag();
    booked.fee = cells.money();
    booked.deduction = cells.money();
    booked.bonus = cells.money();
    return booked;
  });
}

ObjectsOfJobs objects_of_jobs(Connection& rows, const BookedFilter& filter) {
  // Jobs of earlier years count in the ratings of these, so that the years are no limit here.
  ObjectsOfJobs objects;
  rows.each(
      "SELECT c.bureau_id, c.number, engagement.code, engagement.object_kind, COALESCE(project.central_fen + "
      "project.provincial_fen + project.prefecture_fen + project.county_fen + project.other_fen, 0) FROM engagement "
      "JOIN contract c ON c.id = engagement.contract_id LEFT JOIN project ON project.id = engagement.project_id "
      "WHERE " +
          filter.contracts,
      filter.parameters, [&](const Row& row) {
        RowReader cells(row);
        const std::int64_t bureau = cells.integer();
        std::string label = cells.text() + "/";
        label += cells.text();
        ObjectOfJob& object = objects[{bureau, std::move(label)}];
        object.kind = cells.text();
        object.amount = cells.money();
        return true;
      });
  return objects;
}

void each_booked_rating(Connection& rows, const BookedFilter& filter, const BookedRow& body) {
  Parameters parameters = filter.parameters;
  const std::string when = years(filter, "rating.fiscal_year", parameters);
  const std::string sql =
      "SELECT rating.id, rating.agency_id, rating.bureau_id, agency.name, rating.fiscal_year, rating.score, "
      "rating.grade, rating.vetoed, rating.watch, rating.case_document FROM rating "
      "JOIN agency ON agency.id = rating.agency_id WHERE rating.state = 'current' AND " +
      filter.contracts + when + " ORDER BY rating.bureau_id, rating.fiscal_year, rating.agency_id";
  each(rows, sql, parameters, body, [](RowReader& cells) {
    BookedFigures booked;
    booked.kind = "rating";
    booked.id = cells.integer();
    booked.agency_id = cells.integer();
    booked.bureau_id = cells.integer();
    booked.agency = cells.text();
    booked.year = cells.small();
    booked.score = cells.optional_score();
    booked.grade = cells.text();
    booked.vetoed = cells.flag();
    booked.watch = cells.text();
    return booked;
  });
}

}  // namespace zhiheng::store

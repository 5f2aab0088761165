#include "store/rating_facts_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view of_scope =
    "contract.bureau_id = ? AND contract.fiscal_year BETWEEN ? AND ? AND (? = 0 OR contract.agency_id = ?) ";

Parameters parameters_of(const RatingScope& scope) {
  return {scope.bureau_id, small(scope.first_year), small(scope.year), scope.agency_id, scope.agency_id};
}

std::string of_contract(std::string_view select, std::string_view more, std::string_view order) {
  return std::string(select)
      .append(" INNER JOIN contract ON contract.id = engagement.contract_id WHERE ")
      .append(of_scope)
      .append(more)
      .append(" ORDER BY ")
      .append(order);
}

Date day_of(const std::string& moment) {
  return timestamp_from_utc(moment).date();
}

}  // namespace

std::vector<RatedResult> rated_results(Connection& rows, const RatingScope& scope) {
  std::vector<RatedResult> all;
  rows.each(
      of_contract("SELECT result.id, engagement.id, contract.agency_id, contract.fiscal_year, contract.number, "
                  "engagement.code, engagement.name, result.grade, engagement.fee_fen, result.final_score, "
                  "result.case_document, INSTR(result.result_document, '\"vetoed\":true'), engagement.object_kind, "
                  "COALESCE(project.central_fen + project.provincial_fen + project.prefecture_fen + "
                  "project.county_fen + project.other_fen, 0) FROM result "
                  "INNER JOIN panel ON panel.id = result.panel_id "
                  "INNER JOIN engagement ON engagement.id = result.engagement_id "
                  "LEFT JOIN project ON project.id = engagement.project_id",
                  "AND result.state = 'current' AND panel.state = 'closed'",
                  "contract.fiscal_year DESC, contract.number, engagement.code"),
      parameters_of(scope), [&](const Row& row) {
        RowReader cells(row);
        RatedResult one;
        one.result_id = cells.integer();
        one.engagement_id = cells.integer();
        one.agency_id = cells.integer();
        one.fiscal_year = cells.small();
        one.contract = cells.text();
        one.engagement = cells.text();
        one.title = cells.text();
        one.grade = cells.text();
        one.fee = cells.money();
        one.final_score = cells.score();
        one.case_document = cells.text();
        one.vetoed = cells.integer() > 0;
        one.object_kind = cells.text();
        one.amount = cells.money();
        all.push_back(std::move(one));
        return true;
      });
  return all;
}

std::vector<RatedConduct> rated_conduct(Connection& rows, const RatingScope& scope) {
  std::vector<RatedConduct> all;
  for (const Row& row :
       rows.query(of_contract("SELECT conduct.id, conduct.engagement_id, conduct.kind, conduct.code, conduct.evidence, "
                              "conduct.happened_on, conduct.count FROM conduct "
                              "INNER JOIN engagement ON engagement.id = conduct.engagement_id",
                              "AND conduct.state = 'recorded'", "conduct.id"),
                  parameters_of(scope))) {
    RowReader cells(row);
    RatedConduct one;
    one.id = cells.integer();
    one.engagement_id = cells.integer();
    one.kind = cells.text();
    one.code = cells.text();
    one.evidence = cells.text();
    one.happened_on = cells.date();
    one.count = cells.small();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<RatedDeliverable> rated_deliverables(Connection& rows, const RatingScope& scope) {
  std::vector<RatedDeliverable> all;
  for (const Row& row :
       rows.query(of_contract("SELECT deliverable.id, deliverable.engagement_id, deliverable.kind, deliverable.state, "
                              "deliverable.received_at FROM deliverable "
                              "INNER JOIN engagement ON engagement.id = deliverable.engagement_id",
                              "", "deliverable.engagement_id, deliverable.kind, deliverable.revision"),
                  parameters_of(scope))) {
    RowReader cells(row);
    RatedDeliverable one;
    one.id = cells.integer();
    one.engagement_id = cells.integer();
    one.kind = cells.text();
    one.returns = cells.text() == "returned" ? 1 : 0;
    one.last_on = day_of(cells.text());
    const bool goes_on = !all.empty() && all.back().engagement_id == one.engagement_id && all.back().kind == one.kind;
    if (!goes_on) {
      all.push_back(std::move(one));
      continue;
    }
    one.returns += all.back().returns;
    all.back() = std::move(one);
  }
  return all;
}

std::vector<RatedTermination> rated_terminations(Connection& rows, const RatingScope& scope) {
  std::vector<RatedTermination> all;
  for (const Row& row : rows.query("SELECT t.id, contract.agency_id, contract.fiscal_year, contract.number, t.reason, "
                                   "t.terminated_on FROM contract_termination t "
                                   "INNER JOIN contract ON contract.id = t.contract_id WHERE " +
                                       std::string(of_scope) +
                                       "AND t.state = 'decided' AND t.ground IN ('breach', 'veto', 'lateness') "
                                       "ORDER BY t.id",
                                   parameters_of(scope))) {
    RowReader cells(row);
    RatedTermination one;
    one.id = cells.integer();
    one.agency_id = cells.integer();
    one.fiscal_year = cells.small();
    one.contract = cells.text();
    one.reason = cells.text();
    one.terminated_on = cells.date();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<RatedEvent> rated_events(Connection& rows, const RatingScope& scope) {
  std::vector<RatedEvent> all;
  for (const Row& row :
       rows.query("SELECT id, agency_id, kind, code, evidence, fiscal_year, count, happened_on FROM credit_event WHERE "
                  "bureau_id = ? AND fiscal_year BETWEEN ? AND ? AND (? = 0 OR agency_id = ?) AND state = 'confirmed' "
                  "ORDER BY happened_on, id",
                  parameters_of(scope))) {
    RowReader cells(row);
    RatedEvent one;
    one.id = cells.integer();
    one.agency_id = cells.integer();
    one.kind = cells.text();
    one.code = cells.text();
    one.evidence = cells.text();
    one.fiscal_year = cells.small();
    one.count = cells.small();
    one.happened_on = cells.date();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<EarlierRating> earlier_ratings(Connection& rows, const RatingScope& scope) {
  std::vector<EarlierRating> all;
  for (const Row& row : rows.query(
           "SELECT id, agency_id, fiscal_year, grade, score FROM rating WHERE bureau_id = ? AND "
           "fiscal_year BETWEEN ? AND ? AND (? = 0 OR agency_id = ?) AND state = 'current' "
           "ORDER BY id",
           {scope.bureau_id, small(scope.first_year), small(scope.year - 1), scope.agency_id, scope.agency_id})) {
    RowReader cells(row);
    EarlierRating one;
    one.id = cells.integer();
    one.agency_id = cells.integer();
    one.fiscal_year = cells.small();
    one.grade = cells.text();
    one.score = cells.optional_score();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<RatedAgency> agencies_to_rate(Connection& rows, const RatingScope& scope) {
  Parameters parameters{scope.agency_id, scope.agency_id, scope.bureau_id};
  for (int i = 0; i < 2; ++i) {
    parameters.insert(parameters.end(), {Value(scope.bureau_id), small(scope.first_year), small(scope.year)});
  }
  std::vector<RatedAgency> all;
  for (const Row& row : rows.query(
           "SELECT id, uscc, name FROM agency WHERE (? = 0 OR id = ?) AND ((bureau_id = ? AND status = 'active') "
           "OR id IN (SELECT agency_id FROM contract WHERE bureau_id = ? AND fiscal_year BETWEEN ? AND ?) "
           "OR id IN (SELECT agency_id FROM credit_event WHERE bureau_id = ? AND state = 'confirmed' AND "
           "fiscal_year BETWEEN ? AND ?)) ORDER BY uscc",
           parameters)) {
    RowReader cells(row);
    RatedAgency one;
    one.id = cells.integer();
    one.uscc = cells.text();
    one.name = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store

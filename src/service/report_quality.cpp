// Score sheets with every criterion and reason, and the quality results with their deductions.
#include <map>

#include "base/money.h"
#include "service/policy_service.h"
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

// The policies of the panels in a report, read once each.
class Policies {
 public:
  const domain::Policy* find(Tx& tx, std::int64_t id) {
    const auto found = known_.find(id);
    if (found != known_.end()) return found->second.get();
    return (known_[id] = load_policy(tx, id)).get();
  }

 private:
  std::map<std::int64_t, std::shared_ptr<const domain::Policy>> known_;
};

const domain::Criterion* criterion_of(const domain::Component* component, const std::string& code) {
  if (component == nullptr) return nullptr;
  for (const domain::Criterion& one : component->criteria) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

constexpr const char* summary_sql =
    "SELECT contract.number, agency.name, engagement.code, engagement.name, s.component, expert.code, expert.name, "
    "member.rater_group, item.criterion, item.points, item.reason, item.page, "
    "CASE WHEN s.state IN ('draft', 'returned') THEN NULL ELSE s.total END, s.state, panel.policy_id "
    "FROM score_sheet s INNER JOIN panel ON panel.id = s.panel_id "
    "INNER JOIN panel_member member ON member.id = s.member_id "
    "INNER JOIN engagement ON engagement.id = panel.engagement_id "
    "INNER JOIN contract ON contract.id = engagement.contract_id INNER JOIN agency ON agency.id = s.agency_id "
    "INNER JOIN expert ON expert.id = s.expert_id LEFT JOIN score_item item ON item.sheet_id = s.id "
    "AND s.state NOT IN ('draft', 'returned') "
    "WHERE member.recused = 0 AND s.panel_id ";

Cells summary_row(Tx& tx, Policies& policies, const store::Row& row, Language language) {
  const domain::Policy* policy = policies.find(tx, integer_or(row[14]));
  const domain::Component* component = policy == nullptr ? nullptr : policy->find_component(text_or_empty(row[4]));
  const domain::Criterion* criterion = criterion_of(component, text_or_empty(row[8]));
  const Value full = criterion == nullptr ? Value() : Value(std::int64_t{criterion->points.hundredths()});
  const bool scored = !is_null(full) && !is_null(row[9]);
  Cells cells(row.begin(), row.begin() + 4);
  cells.emplace_back(component == nullptr ? text_or_empty(row[4]) : component->title);
  cells.insert(cells.end(), {row[5], row[6], row[7], row[8]});
  cells.push_back(criterion == nullptr ? Value() : Value(criterion->title));
  cells.push_back(full);
  cells.push_back(row[9]);
  cells.push_back(scored ? Value(integer_or(full) - integer_or(row[9])) : Value());
  cells.insert(cells.end(), {row[10], row[11], row[12]});
  cells.emplace_back(choice_text("score_sheet_state", row[13], language));
  for (Value& cell : cells) {
    if (const auto* text = std::get_if<std::string>(&cell); text != nullptr && text->empty()) cell = Value();
  }
  return cells;
}

Dataset score_summary() {
  Dataset dataset;
  dataset.shape = {"score_summary",
                   {{"contract", CellType::text},
                    {"agency", CellType::text},
                    {"engagement", CellType::text},
                    {"engagement_name", CellType::text},
                    {"component", CellType::text},
                    {"expert", CellType::text},
                    {"expert_name", CellType::text},
                    {"group", CellType::text},
                    {"criterion", CellType::text},
                    {"criterion_title", CellType::text},
                    {"full_points", CellType::score},
                    {"points", CellType::score},
                    {"deducted", CellType::score},
                    {"reason", CellType::text},
                    {"page", CellType::text},
                    {"total", CellType::score},
                    {"state", CellType::text}},
                   {},
                   {"year", "bureau"}};
  dataset.action = Action::see_sheets;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("panel"), Action::see_sheets, order_by_job("panel"));
    if (!ids) return ids.problems();
    const Language language = context.language;
    auto policies = std::make_shared<Policies>();
    table::SheetData data;
    data.rows = rows_of_ids(context.tx, std::move(*ids),
                            [language, policies](Tx& tx, const std::string& in_ids, const store::Parameters& parameters,
                                                 std::vector<Cells>& rows) {
                              std::vector<store::Row> found = tx.rows().query(
                                  summary_sql + in_ids +
                                      " ORDER BY contract.number, engagement.code, engagement.id, s.component, "
                                      "expert.code, s.id, item.id",
                                  parameters);
                              for (const store::Row& row : found) {
                                rows.push_back(summary_row(tx, *policies, row, language));
                              }
                            });
    return data;
  };
  return dataset;
}

// The deductions of a result document by their kinds, the rate of the quality deduction, the components' scores.
struct Outcomes {
  Value plan, report, rate;
  std::int64_t quality_fen = 0, lateness_fen = 0, event_fen = 0, fixed_fen = 0;
};

Outcomes outcomes_of(const std::string& document) {
  Outcomes out;
  const Result<Json> json = parse_json(document);
  const Json* engagement = json ? &*json : nullptr;
  // A result is stored with the whole answer of its case, in which it is the only engagement.
  if (engagement != nullptr && engagement->find("engagements") && !engagement->at("engagements").items().empty()) {
    engagement = &engagement->at("engagements").items().front();
  }
  if (engagement == nullptr) return out;
  if (const Json* components = engagement->find("components")) {
    if (const Json* plan = components->find("plan")) out.plan = amount_of(plan->find("score"));
    if (const Json* report = components->find("report")) out.report = amount_of(report->find("score"));
  }
  const Json* deductions = engagement->find("deductions");
  if (deductions == nullptr || !deductions->is_array()) return out;
  for (const Json& one : deductions->items()) {
    const std::int64_t amount_fen = integer_or(amount_of(one.find("amount")));
    const std::string kind = one.text_at("kind");
    if (kind == "quality") {
      out.quality_fen += amount_fen;
      out.rate = basis_points(one.text_at("rate"));
    } else if (kind == "lateness") {
      out.lateness_fen += amount_fen;
    } else if (kind == "event") {
      out.event_fen += amount_fen;
    } else {
      out.fixed_fen += amount_fen;
    }
  }
  return out;
}

Cells result_row(const store::Row& row, Language language) {
  const Outcomes outcomes = outcomes_of(text_or_empty(row[12]));
  const std::int64_t fee_fen = integer_or(row[9]);
  const std::int64_t deduction_fen = integer_or(row[10]);
  Cells cells(row.begin(), row.begin() + 4);
  cells.emplace_back(choice_text("object_kind", row[4], language));
  cells.emplace_back(text_or_empty(row[5]) + "@" + std::to_string(integer_or(row[13])));
  cells.insert(cells.end(), {outcomes.plan, outcomes.report, row[6], row[7], row[8], row[9], outcomes.rate});
  cells.emplace_back(outcomes.quality_fen);
  cells.emplace_back(outcomes.lateness_fen);
  cells.emplace_back(outcomes.event_fen);
  cells.emplace_back(outcomes.fixed_fen);
  cells.emplace_back(deduction_fen);
  cells.push_back(row[11]);
  cells.emplace_back(fee_fen - deduction_fen + integer_or(row[11]));
  return cells;
}

Dataset quality_results() {
  return listed_dataset(
      "quality_results",
      {{"contract", CellType::text},
       {"agency", CellType::text},
       {"engagement", CellType::text},
       {"engagement_name", CellType::text},
       {"object_kind", CellType::text},
       {"policy", CellType::text},
       {"plan_score", CellType::score},
       {"report_score", CellType::score},
       {"final_score", CellType::score},
       {"grade", CellType::text},
       {"passed", CellType::flag},
       {"fee", CellType::money},
       {"quality_rate", CellType::percent},
       {"quality_deduction", CellType::money},
       {"lateness_deduction", CellType::money},
       {"event_deduction", CellType::money},
       {"fixed_deduction", CellType::money},
       {"deduction", CellType::money},
       {"bonus", CellType::money},
       {"net", CellType::money}},
      Action::see_results,
      {"result", order_by_job("result"),
       "SELECT contract.number, agency.name, engagement.code, engagement.name, engagement.object_kind, "
       "policy.code, r.final_score, r.grade, r.passed, engagement.fee_fen, r.deduction_fen, r.bonus_fen, "
       "r.result_document, policy.revision FROM result r "
       "INNER JOIN engagement ON engagement.id = r.engagement_id "
       "INNER JOIN contract ON contract.id = engagement.contract_id "
       "INNER JOIN agency ON agency.id = r.agency_id INNER JOIN policy ON policy.id = r.policy_id "
       "WHERE r.state = 'current' AND r.id ",
       "contract.number, engagement.code, r.id", result_row});
}

}  // namespace

std::vector<Dataset> quality_datasets() {
  return {score_summary(), quality_results()};
}

}  // namespace zhiheng::service

#include "store/standing.h"

#include <memory>

#include "store/record_store.h"

namespace zhiheng::store {

using domain::Action;

const std::string_view not_only_retention_is_left =
    "NOT EXISTS (SELECT 1 FROM retention WHERE retention.statement_id = statement.id AND retention.state IN ('held', "
    "'requested') AND retention.amount_fen = statement.fee_fen + statement.bonus_fen - statement.deduction_fen + "
    "COALESCE((SELECT SUM(adjustment.amount_fen) FROM adjustment WHERE adjustment.statement_id = statement.id AND "
    "adjustment.state = 'confirmed'), 0) - COALESCE((SELECT SUM(CASE WHEN payment.kind = 'refund' THEN "
    "-payment.amount_fen ELSE payment.amount_fen END) FROM payment WHERE payment.contract_id = statement.contract_id), "
    "0))";

namespace {

constexpr std::string_view not_in_plan =
    "contract_id IN (SELECT id FROM contract WHERE state = 'active') AND id NOT IN (SELECT engagement_id FROM "
    "deliverable WHERE kind = 'plan') AND plan_due_on ";
constexpr std::string_view not_in_report =
    "contract_id IN (SELECT id FROM contract WHERE state = 'active') AND id NOT IN (SELECT engagement_id FROM "
    "deliverable WHERE kind = 'report') AND report_due_on ";

std::string within_days(std::string_view not_in, const std::string& due) {
  return std::string(not_in) + ">= {today} AND " + due + " <= {soon}";
}

const std::string& kept(std::string text) {
  static std::vector<std::unique_ptr<std::string>> texts;
  return *texts.emplace_back(std::make_unique<std::string>(std::move(text)));
}

constexpr std::string_view sheet_is_missing =
    "state IN ('draft', 'returned') AND panel_id IN (SELECT id FROM panel WHERE state = 'open') AND member_id IN "
    "(SELECT id FROM panel_member WHERE recused = 0 AND left_at IS NULL)";
constexpr std::string_view panels_that_lack_sheets =
    "(SELECT s.panel_id FROM score_sheet s JOIN panel_member m ON m.id = s.member_id WHERE m.recused = 0 AND "
    "m.left_at IS NULL AND s.state "
    "IN ('draft', 'returned'))";

const std::string& to_pay_now() {
  static const std::string text = "state = 'confirmed' AND " + std::string(not_only_retention_is_left);
  return text;
}

std::vector<Standing> all_standings() {
  const std::string plan_due = within_days(not_in_plan, "plan_due_on");
  const std::string report_due = within_days(not_in_report, "report_due_on");
  const std::string plan_late = std::string(not_in_plan) + "< {today}";
  const std::string report_late = std::string(not_in_report) + "< {today}";
  const std::string lacking(panels_that_lack_sheets);
  return {
      {"contract", "to_settle", Action::draft_statement,
       "state = 'active' AND id IN (SELECT contract_id FROM engagement) AND id NOT IN (SELECT contract_id FROM "
       "engagement WHERE id NOT IN (SELECT engagement_id FROM result WHERE state = 'current')) AND id NOT IN (SELECT "
       "contract_id FROM statement WHERE state <> 'voided')"},
      {"engagement", "plan_due", Action::see_deliverables, kept(plan_due)},
      {"engagement", "report_due", Action::see_deliverables, kept(report_due)},
      {"engagement", "plan_late", Action::see_deliverables, kept(plan_late)},
      {"engagement", "report_late", Action::see_deliverables, kept(report_late)},
      {"engagement", "due", Action::see_deliverables, kept("(" + plan_due + ") OR (" + report_due + ")")},
      {"engagement", "late", Action::see_deliverables, kept("(" + plan_late + ") OR (" + report_late + ")")},
      {"deliverable", "to_judge", Action::judge_deliverable, "state = 'received'"},
      {"deliverable", "sent_back", Action::add_deliverable,
       "state = 'returned' AND NOT EXISTS (SELECT 1 FROM deliverable n WHERE n.engagement_id = "
       "deliverable.engagement_id AND n.kind = deliverable.kind AND n.revision > deliverable.revision)"},
      {"panel", "complete", Action::close_panel, kept("state = 'open' AND id NOT IN " + lacking)},
      {"panel", "overdue", Action::close_panel, kept("state = 'open' AND deadline_on < {today} AND id IN " + lacking)},
      {"score_sheet", "missing", Action::see_sheets, sheet_is_missing},
      {"score_sheet", "to_fill", Action::fill_sheet, sheet_is_missing},
      {"result", "under_line", Action::see_results, "state = 'current' AND passed = 0"},
      {"result", "current", Action::see_results, "state = 'current'"},
      {"statement", "standing", Action::see_statements, "state IN ('confirmed', 'settled')"},
      {"statement", "to_pay", Action::see_payments, to_pay_now()},
      {"statement", "to_confirm", Action::confirm_statement, "state = 'draft' AND drafted_by <> {me}"},
      {"adjustment", "to_confirm", Action::confirm_adjustment, "state = 'draft' AND drafted_by <> {me}"},
      {"policy", "to_approve", Action::approve_policy, "state = 'draft'"},
      {"objection", "to_answer", Action::handle_objection, "state IN ('filed', 'received')"},
      {"objection", "to_decide", Action::decide_objection,
       "state IN ('prepared', 'reviewed') AND drafted_by <> {me} AND deciding_bureau_id = (SELECT bureau_id FROM "
       "account WHERE id = {me})"},
      {"objection", "to_refile", Action::file_objection, "state IN ('draft', 'returned')"},
      {"expert", "to_approve", Action::approve_expert,
       "(stage = 'applied' OR (stage = 'noticed' AND notice_until < {today})) AND (drafted_by IS NULL OR drafted_by "
       "<> {me})"},
      {"expert", "proposal_waiting", Action::approve_expert,
       "id IN (SELECT expert_id FROM expert_proposal WHERE state = 'waiting' AND (drafted_by IS NULL OR drafted_by <> "
       "{me}))"},
      {"expert", "to_publish", Action::edit_experts, "stage = 'approved'"},
      {"expert", "term_ending", Action::see_experts,
       "stage = 'appointed' AND term_until >= {today} AND term_until <= {term}"},
      {"expert", "expired", Action::see_experts, "stage = 'appointed' AND term_until < {today}"},
      {"expert", "qualification_ending", Action::see_experts,
       "stage IN ('appointed', 'suspended') AND id IN (SELECT expert_id FROM expert_qualification WHERE state = 'held' "
       "AND expires_on <= {term})"},
  };
}

// The column that leads a stem to its contract, or to a stem that has one.
struct WayToContract {
  std::string_view stem;
  std::string_view before;
};
constexpr std::string_view of_contract = "contract_id IN (SELECT id FROM contract WHERE fiscal_year = ?)";
constexpr std::string_view of_engagement =
    "engagement_id IN (SELECT e.id FROM engagement e JOIN contract c ON c.id = e.contract_id WHERE c.fiscal_year = ?)";
constexpr WayToContract ways[] = {
    {"engagement", of_contract},
    {"statement", of_contract},
    {"payment", of_contract},
    {"deliverable", of_engagement},
    {"panel", of_engagement},
    {"result", of_engagement},
    {"score_sheet",
     "panel_id IN (SELECT p.id FROM panel p JOIN engagement e ON e.id = p.engagement_id JOIN contract c ON c.id = "
     "e.contract_id WHERE c.fiscal_year = ?)"},
};

const WayToContract* way_of(const domain::Shape& shape) {
  for (const WayToContract& way : ways) {
    if (way.stem == shape.stem) return &way;
  }
  return nullptr;
}

}  // namespace

const std::vector<Standing>& standings() {
  static const std::vector<Standing> all = all_standings();
  return all;
}

const Standing* find_standing(std::string_view stem, std::string_view name) {
  for (const Standing& standing : standings()) {
    if (standing.stem == stem && standing.name == name) return &standing;
  }
  return nullptr;
}

std::string standing_condition(const Standing& standing, const domain::Actor& actor, Date today,
                               Parameters& parameters) {
  const domain::Shape* shape = domain::find_shape(standing.stem);
  ensure(shape != nullptr, "a standing is of a stem that has a shape");
  const domain::Scope scope = domain::scope(actor, standing.action);
  std::string sql = "(" + scope_condition(*shape, scope, parameters) + ") AND (";
  std::string_view rest = standing.condition;
  while (true) {
    const std::size_t open = rest.find('{');
    sql += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    sql += "?";
    if (name == "me") {
      parameters.emplace_back(actor.account_id);
    } else {
      const int ahead = name == "soon" ? days_ahead : name == "term" ? days_of_terms : 0;
      parameters.emplace_back((today + ahead).text());
    }
    rest.remove_prefix(close + 1);
  }
  return sql + ")";
}

bool has_year_of_contract(const domain::Shape& shape) {
  return way_of(shape) != nullptr;
}

std::string year_condition(const domain::Shape& shape, std::int64_t year, Parameters& parameters) {
  const WayToContract* way = way_of(shape);
  ensure(way != nullptr, "a year is asked of rows that belong to contracts");
  parameters.emplace_back(year);
  return std::string(way->before);
}

}  // namespace zhiheng::store

#include "store/statistics_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

// In the order of the unique key of score_sheet, so that nothing has to be sorted.
constexpr std::string_view year_columns =
    "SELECT s.panel_id, panel.policy_id, s.component, s.id, s.expert_id, m.rater_group, s.total, i.criterion, i.points "
    "FROM panel JOIN engagement e ON e.id = panel.engagement_id JOIN contract c ON c.id = e.contract_id "
    "JOIN score_sheet s ON s.panel_id = panel.id JOIN panel_member m ON m.id = s.member_id "
    "LEFT JOIN score_item i ON i.sheet_id = s.id "
    "WHERE c.fiscal_year = ? AND panel.state = 'closed' AND s.state = 'locked' AND m.recused = 0 AND ";

domain::ComponentSheets& component_of(domain::YearPanel& panel, const std::string& component) {
  for (domain::ComponentSheets& sheets : panel.sheets) {
    if (sheets.component == component) return sheets;
  }
  panel.sheets.push_back({component, {}});
  return panel.sheets.back();
}

std::vector<std::int64_t> chunk_of(const std::vector<std::int64_t>& ids, std::size_t begin) {
  constexpr std::size_t most = 500;
  return {ids.begin() + static_cast<std::ptrdiff_t>(begin),
          ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), begin + most))};
}

constexpr std::string_view question_columns =
    "SELECT id, bureau_id, agency_id, panel_id, sheet_id, total, asked_at, answered_at, reason FROM outlying_question ";

OutlyingQuestion question_from(const Row& row) {
  RowReader cells(row);
  OutlyingQuestion question;
  question.id = cells.integer();
  question.bureau_id = cells.integer();
  question.agency_id = cells.integer();
  question.panel_id = cells.integer();
  question.sheet_id = cells.integer();
  question.total = cells.score();
  question.asked_at = cells.text();
  question.answered_at = cells.text();
  question.reason = cells.text();
  return question;
}

}  // namespace

void each_closed_panel(Connection& rows, int year, const std::string& where, const Parameters& parameters,
                       const std::function<void(const domain::YearPanel&)>& body) {
  Parameters all{small(year)};
  all.insert(all.end(), parameters.begin(), parameters.end());
  domain::YearPanel panel;
  std::int64_t sheet_id = 0;
  std::vector<domain::Sheet>* sheets = nullptr;
  const std::string sql = std::string(year_columns) + where + " ORDER BY s.panel_id, s.member_id, s.component";
  rows.each(sql, all, [&](const Row& row) {
    const std::int64_t panel_id = integer_or(row[0]);
    if (panel_id != panel.panel_id) {
      if (panel.panel_id != 0) body(panel);
      panel = {panel_id, integer_or(row[1]), {}};
    }
    if (integer_or(row[3]) != sheet_id) {
      sheet_id = integer_or(row[3]);
      sheets = &component_of(panel, text_or_empty(row[2])).sheets;
      domain::Sheet sheet;
      sheet.rater = std::to_string(integer_or(row[4]));
      sheet.group = text_or_empty(row[5]);
      sheet.score = Score::hundredths(static_cast<std::int32_t>(integer_or(row[6])));
      sheets->push_back(std::move(sheet));
    }
    // A criterion without points was not scored; one with nought points was.
    if (!is_null(row[7]) && !is_null(row[8])) {
      sheets->back().items.push_back(
          {text_or_empty(row[7]), Score::hundredths(static_cast<std::int32_t>(integer_or(row[8]))), {}});
    }
    return true;
  });
  if (panel.panel_id != 0) body(panel);
}

ReasonRows reason_rows(Connection& rows, int year, std::int64_t panel_id, const std::string& where,
                       const Parameters& parameters) {
  std::string sql =
      "SELECT s.id, s.expert_id, s.agency_id, s.panel_id, s.component, i.criterion, i.points, i.reason, i.page, "
      "panel.policy_id FROM panel JOIN engagement e ON e.id = panel.engagement_id "
      "JOIN contract c ON c.id = e.contract_id JOIN score_sheet s ON s.panel_id = panel.id "
      "JOIN panel_member m ON m.id = s.member_id JOIN score_item i ON i.sheet_id = s.id "
      "WHERE s.state IN ('submitted', 'locked') AND m.recused = 0 AND ";
  sql += panel_id != 0 ? "panel.id = ? AND " : "c.fiscal_year = ? AND ";
  sql += where + " ORDER BY s.id, i.id";
  Parameters all{panel_id != 0 ? panel_id : std::int64_t{year}};
  all.insert(all.end(), parameters.begin(), parameters.end());
  ReasonRows found;
  rows.each(sql, all, [&](const Row& row) {
    RowReader cells(row);
    domain::ReasonRow reason;
    reason.sheet_id = cells.integer();
    reason.expert_id = cells.integer();
    reason.agency_id = cells.integer();
    reason.panel_id = cells.integer();
    reason.component = cells.text();
    reason.criterion = cells.text();
    reason.points = cells.optional_score();
    reason.reason = cells.text();
    reason.page = cells.text();
    found.rows.push_back(std::move(reason));
    found.policies.push_back(cells.integer());
    return true;
  });
  return found;
}

std::vector<ExpertName> names_of_experts(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::vector<ExpertName> names;
  for (std::size_t begin = 0; begin < ids.size();) {
    const std::vector<std::int64_t> chunk = chunk_of(ids, begin);
    const Parameters parameters(chunk.begin(), chunk.end());
    for (const Row& row :
         rows.query("SELECT id, code, name FROM expert WHERE id IN (" + placeholders(chunk.size()) + ")", parameters)) {
      names.push_back({integer_or(row[0]), text_or_empty(row[1]), text_or_empty(row[2])});
    }
    begin += chunk.size();
  }
  return names;
}

std::optional<OutlyingQuestion> outlying_question(Connection& rows, std::int64_t sheet_id) {
  const auto found = rows.query(std::string(question_columns) + "WHERE sheet_id = ?", {sheet_id});
  if (found.empty()) return std::nullopt;
  return question_from(found.front());
}

std::vector<OutlyingQuestion> outlying_questions_of(Connection& rows, std::int64_t panel_id) {
  std::vector<OutlyingQuestion> questions;
  for (const Row& row : rows.query(std::string(question_columns) + "WHERE panel_id = ? ORDER BY id", {panel_id})) {
    questions.push_back(question_from(row));
  }
  return questions;
}

std::int64_t insert_outlying_question(Connection& rows, const OutlyingQuestion& question) {
  rows.execute(
      "INSERT INTO outlying_question (bureau_id, agency_id, panel_id, sheet_id, total, asked_at) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {question.bureau_id, question.agency_id, question.panel_id, question.sheet_id, hundredths(question.total),
       question.asked_at});
  return rows.last_id();
}

void answer_outlying_question(Connection& rows, const OutlyingQuestion& question) {
  rows.execute("UPDATE outlying_question SET answered_at = ?, reason = ? WHERE id = ?",
               {question.answered_at, question.reason, question.id});
}

std::vector<ExtraExpert> extra_experts_of(Connection& rows, std::int64_t panel_id) {
  std::vector<ExtraExpert> extras;
  for (const Row& row :
       rows.query("SELECT id, bureau_id, agency_id, panel_id, member_id, final_score, low, high, line, "
                  "reason, called_at FROM extra_expert WHERE panel_id = ? ORDER BY id",
                  {panel_id})) {
    RowReader cells(row);
    ExtraExpert extra;
    extra.id = cells.integer();
    extra.bureau_id = cells.integer();
    extra.agency_id = cells.integer();
    extra.panel_id = cells.integer();
    extra.member_id = cells.integer();
    extra.final_score = cells.score();
    extra.low = cells.text();
    extra.high = cells.text();
    extra.line = cells.text();
    extra.reason = cells.text();
    extra.called_at = cells.text();
    extras.push_back(std::move(extra));
  }
  return extras;
}

std::int64_t insert_extra_expert(Connection& rows, const ExtraExpert& extra) {
  rows.execute(
      "INSERT INTO extra_expert (bureau_id, agency_id, panel_id, member_id, final_score, low, high, line, reason, "
      "called_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {extra.bureau_id, extra.agency_id, extra.panel_id, extra.member_id, hundredths(extra.final_score), extra.low,
       extra.high, extra.line, extra.reason, extra.called_at});
  return rows.last_id();
}

}  // namespace zhiheng::store

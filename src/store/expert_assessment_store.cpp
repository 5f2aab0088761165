// What a year's rows say of the experts of a bureau, in a few queries for all of them.
#include "store/expert_library_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using Rows = std::map<std::int64_t, domain::AssessmentRows>;

// A panel belongs to the year of its deadline.
struct Year {
  std::string first, last;
};

Year year_of(std::int64_t year) {
  return {std::to_string(year) + "-01-01", std::to_string(year) + "-12-31"};
}

void count_panels(Connection& rows, std::int64_t bureau_id, const Year& year, const std::string& today, Rows& out) {
  rows.each(
      "SELECT m.expert_id, m.id, p.deadline_on, p.state, s.state, s.submitted_at FROM panel_member m INNER JOIN panel "
      "p "
      "ON p.id = m.panel_id INNER JOIN expert e ON e.id = m.expert_id INNER JOIN score_sheet s ON s.member_id = m.id "
      "WHERE e.bureau_id = ? AND m.recused = 0 AND p.deadline_on >= ? AND p.deadline_on <= ? ORDER BY m.expert_id, "
      "m.id",
      {bureau_id, year.first, year.last}, [&, member = std::int64_t{0}, whole = true](const Row& row) mutable {
        RowReader cells(row);
        const auto found = out.find(cells.integer());
        if (found == out.end()) return true;
        domain::AssessmentRows& one = found->second;
        const std::int64_t of_member = cells.integer();
        const std::string deadline = cells.text();
        const bool asked = cells.text() == "closed" || deadline < today;
        const std::string state = cells.text();
        const std::string at = cells.text();
        const bool handed_in = state == "submitted" || state == "locked";
        if (!asked) return true;  // there is still time: nothing can be said yet
        if (of_member != member) {
          member = of_member;
          whole = true;
          ++one.invited;
          ++one.scored;
        }
        if (!handed_in && whole) {
          whole = false;
          --one.scored;
        }
        ++one.sheets;
        if (handed_in && !at.empty() && timestamp_from_utc(at).date().text() <= deadline) ++one.on_time;
        return true;
      });
}

void count_reasons(Connection& rows, std::int64_t bureau_id, const Year& year, const FullPoints& full, Rows& out) {
  rows.each(
      "SELECT s.expert_id, p.policy_id, s.component, i.criterion, i.points, i.defects, i.reason, i.page FROM "
      "score_item "
      "i INNER JOIN score_sheet s ON s.id = i.sheet_id INNER JOIN panel p ON p.id = s.panel_id INNER JOIN expert e ON "
      "e.id = s.expert_id WHERE e.bureau_id = ? AND s.state IN ('submitted', 'locked') AND p.deadline_on >= ? AND "
      "p.deadline_on <= ?",
      {bureau_id, year.first, year.last}, [&](const Row& row) {
        RowReader cells(row);
        const auto found = out.find(cells.integer());
        if (found == out.end()) return true;
        const std::int64_t policy = cells.integer();
        const std::string component = cells.text();
        const std::string criterion = cells.text();
        const Value points = cells.next();
        const std::int64_t defects = cells.integer();
        const auto most = full(policy, component, criterion);
        const bool less = defects > 0 || (most && !is_null(points) && integer_or(points) < *most);
        if (!less) return true;
        ++found->second.deducted;
        const bool reason = !cells.text().empty();
        const bool page = !cells.text().empty();
        if (reason && page) ++found->second.explained;
        return true;
      });
}

// Sheets of closed panels, those of a panel and component one after the other.
void compare_sheets(Connection& rows, std::int64_t bureau_id, const Year& year, Rows& out) {
  std::string group;
  std::vector<std::pair<std::int64_t, Score>> sheets;
  const auto finish = [&] {
    std::vector<Score> panel;
    for (const auto& [expert, total] : sheets) panel.push_back(total);
    for (const auto& [expert, total] : sheets) {
      const auto found = out.find(expert);
      if (found != out.end() && panel.size() > 1) found->second.compared.push_back({total, panel});
    }
    sheets.clear();
  };
  rows.each(
      "SELECT s.panel_id, s.component, s.expert_id, s.total FROM score_sheet s INNER JOIN panel p ON p.id = s.panel_id "
      "INNER JOIN panel_member m ON m.id = s.member_id WHERE p.bureau_id = ? AND p.state = 'closed' AND m.recused = 0 "
      "AND s.state IN ('submitted', 'locked') AND s.total IS NOT NULL AND p.deadline_on >= ? AND p.deadline_on <= ? "
      "ORDER BY s.panel_id, s.component, s.id",
      {bureau_id, year.first, year.last}, [&](const Row& row) {
        const std::string key = std::to_string(integer_or(row[0])) + "/" + text_or_empty(row[1]);
        if (key != group) finish();
        group = key;
        sheets.emplace_back(integer_or(row[2]), Score::hundredths(static_cast<std::int32_t>(integer_or(row[3]))));
        return true;
      });
  finish();
}

}  // namespace

Rows assessment_rows(Connection& rows, std::int64_t bureau_id, std::int64_t year, Date today,
                     const FullPoints& full_points) {
  Rows out;
  rows.each("SELECT id FROM expert WHERE bureau_id = ? AND stage IN ('appointed', 'suspended', 'removed')", {bureau_id},
            [&](const Row& row) {
              out[integer_or(row[0])].year = year;
              return true;
            });
  const Year days = year_of(year);
  count_panels(rows, bureau_id, days, today.text(), out);
  count_reasons(rows, bureau_id, days, full_points, out);
  compare_sheets(rows, bureau_id, days, out);
  rows.each(
      "SELECT expert_id, state, COUNT(*) FROM expert_remark WHERE bureau_id = ? AND kind = 'complaint' AND received_on "
      ">= ? AND received_on <= ? GROUP BY expert_id, state",
      {bureau_id, days.first, days.last}, [&](const Row& row) {
        const auto found = out.find(integer_or(row[0]));
        if (found == out.end()) return true;
        const int count = static_cast<int>(integer_or(row[2]));
        if (text_or_empty(row[1]) == "founded") found->second.complaints_founded = count;
        if (text_or_empty(row[1]) == "open") found->second.complaints_open = count;
        return true;
      });
  rows.each(
      "SELECT expert_id FROM expert_assessment WHERE bureau_id = ? AND year = ? AND state = 'confirmed' AND "
      "grade = 'unqualified'",
      {bureau_id, year - 1}, [&](const Row& row) {
        const auto found = out.find(integer_or(row[0]));
        if (found != out.end()) found->second.unqualified_before = true;
        return true;
      });
  return out;
}

}  // namespace zhiheng::store

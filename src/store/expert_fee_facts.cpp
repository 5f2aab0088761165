// What a bill for experts must know beyond its own rows.
#include "store/expert_fee_rows.h"
#include "store/expert_fee_store.h"

namespace zhiheng::store {

std::int64_t insert_expert_fee_payment(Connection& rows, const ExpertFeePayment& payment, Timestamp now) {
  rows.execute(
      "INSERT INTO expert_fee_payment (bureau_id, fee_id, paid_on, voucher_number, amount_fen, remark, registered_by, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {payment.bureau_id, payment.fee_id, payment.paid_on.text(), payment.voucher_number, payment.amount.fen(),
       payment.remark, id_or_null(payment.registered_by), now.utc(), now.utc()});
  return rows.last_id();
}

void mark_lines_paid(Connection& rows, std::int64_t payment_id, const std::vector<std::int64_t>& line_ids) {
  if (line_ids.empty()) return;
  Parameters parameters{payment_id};
  parameters.insert(parameters.end(), line_ids.begin(), line_ids.end());
  rows.execute("UPDATE expert_fee_line SET payment_id = ? WHERE payment_id IS NULL AND id IN (" +
                   placeholders(line_ids.size()) + ")",
               parameters);
}

std::vector<ExpertFeePayment> payments_of_expert_fee(Connection& rows, std::int64_t fee_id) {
  std::vector<ExpertFeePayment> all;
  for (const Row& row : rows.query(
           "SELECT id, bureau_id, fee_id, COALESCE(registered_by, 0), paid_on, voucher_number, remark, created_at, "
           "amount_fen FROM expert_fee_payment WHERE fee_id = ? ORDER BY id",
           {fee_id})) {
    RowReader cells(row);
    ExpertFeePayment one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.fee_id = cells.integer();
    one.registered_by = cells.integer();
    one.paid_on = cells.date();
    one.voucher_number = cells.text();
    one.remark = cells.text();
    one.created_at = cells.text();
    one.amount = cells.money();
    all.push_back(std::move(one));
  }
  return all;
}

domain::MonthSums month_sums(Connection& rows, std::int64_t bureau_id, const std::string& month, std::int64_t except) {
  domain::MonthSums sums;
  for (const Row& row : rows.query(
           "SELECT l.expert_id, l.matter, CAST(SUM(l.gross_fen) AS SIGNED), CAST(SUM(l.tax_fen) AS SIGNED) "
           "FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id WHERE f.bureau_id = ? AND f.month = ? "
           "AND f.id <> ? AND f.state IN ('confirmed', 'paid') GROUP BY l.expert_id, l.matter",
           {bureau_id, month, except})) {
    RowReader cells(row);
    const std::int64_t expert = cells.integer();
    const std::string matter = cells.text();
    const Money income = cells.money();
    sums[{expert, matter}] = {income, cells.money()};
  }
  return sums;
}

std::vector<domain::ExpertFeeLine> standing_lines(Connection& rows, std::int64_t bureau_id,
                                                  const std::vector<std::int64_t>& expert_ids, std::int64_t except,
                                                  bool confirmed_only) {
  std::vector<domain::ExpertFeeLine> all;
  if (expert_ids.empty()) return all;
  Parameters parameters{bureau_id, except};
  parameters.insert(parameters.end(), expert_ids.begin(), expert_ids.end());
  rows.each("SELECT " + std::string(expert_fee_line_columns) +
                " FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id WHERE f.bureau_id = ? AND f.id <> "
                "? AND f.state " +
                (confirmed_only ? "IN ('confirmed', 'paid')" : "<> 'voided'") + " AND l.expert_id IN (" +
                placeholders(expert_ids.size()) + ") ORDER BY l.id",
            parameters, [&](const Row& row) {
              RowReader cells(row);
              all.push_back(expert_fee_line_of(cells));
              return true;
            });
  return all;
}

std::string later_fee_on_top(Connection& rows, const domain::ExpertFee& fee) {
  const auto found = rows.query(
      "SELECT other.number FROM expert_fee mine INNER JOIN expert_fee_line l ON l.fee_id = mine.id "
      "INNER JOIN expert_fee_line o ON o.expert_id = l.expert_id AND o.matter = l.matter AND o.month = l.month "
      "INNER JOIN expert_fee other ON other.id = o.fee_id AND other.bureau_id = mine.bureau_id "
      "WHERE mine.id = ? AND other.id <> mine.id AND other.state IN ('confirmed', 'paid') AND l.gross_fen <> 0 AND "
      "(other.confirmed_at > mine.confirmed_at OR (other.confirmed_at = mine.confirmed_at AND other.id > mine.id)) "
      "ORDER BY other.id LIMIT 1",
      {fee.id});
  return found.empty() ? std::string() : text_or_empty(found[0][0]);
}

std::optional<CorrectedLine> find_corrected(Connection& rows, std::int64_t bureau_id, std::int64_t line_id) {
  const auto found = rows.query(
      "SELECT l.expert_id, l.matter, f.state FROM expert_fee_line l INNER JOIN expert_fee f ON f.id = l.fee_id "
      "WHERE l.id = ? AND f.bureau_id = ?",
      {line_id, bureau_id});
  if (found.empty()) return std::nullopt;
  const std::string& state = text_or_empty(found[0][2]);
  return CorrectedLine{integer_or(found[0][0]), text_or_empty(found[0][1]), state == "confirmed" || state == "paid"};
}

std::vector<FeeExpert> fee_experts(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::vector<FeeExpert> all;
  if (ids.empty()) return all;
  for (const Row& row :
       rows.query("SELECT id, bureau_id, COALESCE(employer_unit_id, 0), code, name, title, title_level, employer, "
                  "identity_shown, bank_name, bank_account_shown, payable FROM expert WHERE id IN (" +
                      placeholders(ids.size()) + ") ORDER BY id",
                  Parameters(ids.begin(), ids.end()))) {
    RowReader cells(row);
    FeeExpert one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.employer_unit_id = cells.integer();
    one.code = cells.text();
    one.name = cells.text();
    one.title = cells.text();
    one.title_level = cells.text();
    one.employer = cells.text();
    one.identity_shown = cells.text();
    one.bank_name = cells.text();
    one.bank_account_shown = cells.text();
    one.payable = cells.flag();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<HandedIn> handed_in(Connection& rows, std::int64_t bureau_id, const std::vector<std::int64_t>& panel_ids,
                                const std::string& month) {
  std::vector<HandedIn> all;
  const bool of_panels = !panel_ids.empty();
  const std::string narrow = of_panels ? "p.id IN (" + placeholders(panel_ids.size()) + ")"
                                       : "p.state = 'closed' AND s.submitted_at >= ? AND s.submitted_at < ?";
  Parameters parameters{bureau_id};
  if (of_panels) {
    parameters.insert(parameters.end(), panel_ids.begin(), panel_ids.end());
  } else {
    parameters.emplace_back(month + "-01");
    parameters.emplace_back(month + "-99");
  }
  for (const Row& row : rows.query(
           "SELECT s.expert_id, p.id, COUNT(*), COALESCE(e.budget_unit_id, 0), c.number, p.deadline_on "
           "FROM score_sheet s INNER JOIN panel p ON p.id = s.panel_id INNER JOIN panel_member m ON m.id = s.member_id "
           "INNER JOIN engagement e ON e.id = p.engagement_id INNER JOIN contract c ON c.id = e.contract_id "
           "WHERE p.bureau_id = ? AND s.state IN ('submitted', 'locked') AND m.recused = 0 AND " +
               narrow +
               " GROUP BY s.expert_id, p.id, e.budget_unit_id, c.number, p.deadline_on ORDER BY p.id, s.expert_id",
           parameters)) {
    RowReader cells(row);
    HandedIn one;
    one.expert_id = cells.integer();
    one.panel_id = cells.integer();
    one.sheets = cells.integer();
    one.budget_unit_id = cells.integer();
    one.contract_number = cells.text();
    one.deadline_on = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<FeePanel> fee_panels(Connection& rows, const std::vector<std::int64_t>& ids) {
  std::vector<FeePanel> all;
  if (ids.empty()) return all;
  for (const Row& row :
       rows.query("SELECT p.id, p.bureau_id, COALESCE(e.budget_unit_id, 0), p.name, c.number, p.state FROM panel p "
                  "INNER JOIN engagement e ON e.id = p.engagement_id INNER JOIN contract c ON c.id = e.contract_id "
                  "WHERE p.id IN (" +
                      placeholders(ids.size()) + ")",
                  Parameters(ids.begin(), ids.end()))) {
    RowReader cells(row);
    FeePanel one;
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.budget_unit_id = cells.integer();
    one.name = cells.text();
    one.contract_number = cells.text();
    one.state = cells.text();
    all.push_back(std::move(one));
  }
  return all;
}

std::set<std::pair<std::int64_t, std::int64_t>> seats_of(Connection& rows, const std::vector<std::int64_t>& panel_ids) {
  std::set<std::pair<std::int64_t, std::int64_t>> seats;
  if (panel_ids.empty()) return seats;
  for (const Row& row : rows.query(
           "SELECT panel_id, expert_id FROM panel_member WHERE panel_id IN (" + placeholders(panel_ids.size()) + ")",
           Parameters(panel_ids.begin(), panel_ids.end()))) {
    seats.emplace(integer_or(row[0]), integer_or(row[1]));
  }
  return seats;
}

std::vector<YearLine> year_lines(Connection& rows, const std::vector<std::int64_t>& bureaus, bool everything,
                                 std::int64_t expert_id, const std::string& year) {
  std::vector<YearLine> all;
  Parameters parameters{year + "-00", year + "-99"};
  std::string narrow;
  if (expert_id != 0) {
    narrow = " AND l.expert_id = ?";
    parameters.emplace_back(expert_id);
  } else if (!everything) {
    if (bureaus.empty()) return all;
    narrow = " AND l.bureau_id IN (" + placeholders(bureaus.size()) + ")";
    parameters.insert(parameters.end(), bureaus.begin(), bureaus.end());
  }
  rows.each("SELECT " + std::string(expert_fee_line_columns) +
                ", f.number, f.month, y.paid_on, p.name, b.name, e.name, e.code FROM expert_fee_line l "
                "INNER JOIN expert_fee f ON f.id = l.fee_id INNER JOIN bureau b ON b.id = f.bureau_id "
                "INNER JOIN expert e ON e.id = l.expert_id LEFT JOIN panel p ON p.id = l.panel_id "
                "LEFT JOIN expert_fee_payment y ON y.id = l.payment_id WHERE f.state IN ('confirmed', 'paid') "
                "AND f.month > ? AND f.month < ?" +
                narrow + " ORDER BY f.month, f.id, l.sequence",
            parameters, [&](const Row& row) {
              RowReader cells(row);
              YearLine one;
              one.line = expert_fee_line_of(cells);
              one.number = cells.text();
              one.month = cells.text();
              one.paid_on = cells.text();
              one.panel = cells.text();
              one.bureau = cells.text();
              one.expert = cells.text();
              one.expert_code = cells.text();
              all.push_back(std::move(one));
              return true;
            });
  return all;
}

}  // namespace zhiheng::store

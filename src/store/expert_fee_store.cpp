#include "store/expert_fee_store.h"

#include "base/json.h"
#include "store/expert_fee_rows.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

std::string steps_text(const std::vector<domain::FeeStep>& steps) {
  Json list = Json::array();
  for (const domain::FeeStep& step : steps) {
    Json slots = Json::object();
    for (const auto& [name, value] : step.params) slots.set(name, value);
    list.push(Json::object().set("key", step.key).set("params", std::move(slots)));
  }
  return write_json(list);
}

std::vector<domain::FeeStep> steps_of(const std::string& text) {
  const auto read = parse_json(text);
  ensure(read.ok() && read->is_array(), "the steps of a line are an array");
  std::vector<domain::FeeStep> steps;
  for (const Json& one : read->items()) {
    domain::FeeStep step;
    step.key = one.text_at("key");
    for (const JsonMember& member : one.at("params").members()) {
      step.params.emplace_back(member.key, member.value.string());
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

void insert_lines(Connection& rows, const domain::ExpertFee& fee) {
  int sequence = 0;
  for (const domain::ExpertFeeLine& line : fee.lines) {
    const domain::Withheld& figures = line.figures;
    rows.execute(
        "INSERT INTO expert_fee_line (bureau_id, fee_id, month, sequence, expert_id, panel_id, matter, kind, "
        "worked_on, part, quantity, title_level, day_number, given_fen, corrects_id, unpayable, unfinished, reason, "
        "gross_fen, tax_fen, net_fen, earlier_income_fen, earlier_tax_fen, taxable_fen, rate_percent, "
        "quick_deduction_fen, steps) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?)",
        {fee.bureau_id,
         fee.id,
         fee.month,
         small(++sequence),
         line.expert_id,
         id_or_null(line.panel_id),
         line.matter,
         line.kind,
         date_or_null(line.worked_on),
         line.part,
         line.quantity,
         line.title_level,
         small(line.day_number),
         line.given ? Value(line.given->fen()) : Value(),
         id_or_null(line.corrects_id),
         small(line.unpayable),
         small(line.unfinished),
         line.reason,
         figures.gross.fen(),
         figures.tax.fen(),
         figures.net().fen(),
         figures.earlier_income.fen(),
         figures.earlier_tax.fen(),
         figures.month.taxable.fen(),
         small(figures.month.rate_percent),
         figures.month.quick_deduction.fen(),
         steps_text(line.steps)});
  }
}

}  // namespace

domain::ExpertFeeLine expert_fee_line_of(RowReader& cells) {
  domain::ExpertFeeLine line;
  line.id = cells.integer();
  line.fee_id = cells.integer();
  line.sequence = cells.small();
  line.expert_id = cells.integer();
  line.panel_id = cells.integer();
  line.matter = cells.text();
  line.kind = cells.text();
  line.worked_on = cells.optional_date();
  line.part = cells.text();
  line.quantity = cells.integer();
  line.title_level = cells.text();
  line.day_number = cells.small();
  if (const Value& given = cells.next(); !is_null(given)) line.given = Money::fen(integer_or(given));
  line.corrects_id = cells.integer();
  line.unpayable = cells.flag();
  line.unfinished = cells.flag();
  line.reason = cells.text();
  domain::Withheld& figures = line.figures;
  figures.gross = cells.money();
  figures.tax = cells.money();
  figures.earlier_income = cells.money();
  figures.earlier_tax = cells.money();
  figures.month.taxable = cells.money();
  figures.month.rate_percent = cells.small();
  figures.month.quick_deduction = cells.money();
  figures.month.income = figures.earlier_income + figures.gross;
  figures.month.allowance = figures.month.income - figures.month.taxable;
  figures.month.tax = figures.earlier_tax + figures.tax;
  line.payment_id = cells.integer();
  line.steps = steps_of(cells.text());
  return line;
}

std::optional<domain::ExpertFee> find_expert_fee(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT id, bureau_id, number, title, month, scheme_id, panel_id, state, gross_fen, tax_fen, scheme_document, "
      "drafted_by, version FROM expert_fee WHERE id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  domain::ExpertFee fee;
  fee.id = cells.integer();
  fee.bureau_id = cells.integer();
  fee.number = cells.text();
  fee.title = cells.text();
  fee.month = cells.text();
  fee.scheme_id = cells.integer();
  fee.panel_id = cells.integer();
  fee.state = cells.text();
  fee.gross = cells.money();
  fee.tax = cells.money();
  fee.scheme_document = cells.text();
  fee.drafted_by = cells.integer();
  fee.version = cells.integer();
  for (const Row& row : rows.query("SELECT " + std::string(expert_fee_line_columns) +
                                       " FROM expert_fee_line l WHERE l.fee_id = ? ORDER BY l.sequence",
                                   {id})) {
    RowReader line(row);
    fee.lines.push_back(expert_fee_line_of(line));
  }
  return fee;
}

std::int64_t insert_expert_fee(Connection& rows, const domain::ExpertFee& fee, Timestamp now) {
  rows.execute(
      "INSERT INTO expert_fee (bureau_id, number, title, month, scheme_id, panel_id, gross_fen, tax_fen, net_fen, "
      "scheme_document, drafted_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {fee.bureau_id, fee.number, fee.title, fee.month, fee.scheme_id, id_or_null(fee.panel_id), fee.gross.fen(),
       fee.tax.fen(), fee.net().fen(), fee.scheme_document, id_or_null(fee.drafted_by), now.utc(), now.utc()});
  domain::ExpertFee stored = fee;
  stored.id = rows.last_id();
  insert_lines(rows, stored);
  return stored.id;
}

bool save_expert_fee(Connection& rows, const domain::ExpertFee& fee, Timestamp now) {
  const bool saved =
      rows.execute(
          "UPDATE expert_fee SET title = ?, month = ?, gross_fen = ?, tax_fen = ?, net_fen = ?, drafted_by = ?, "
          "updated_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
          {fee.title, fee.month, fee.gross.fen(), fee.tax.fen(), fee.net().fen(), id_or_null(fee.drafted_by), now.utc(),
           fee.id, fee.version}) > 0;
  if (!saved) return false;
  rows.execute("DELETE FROM expert_fee_line WHERE fee_id = ?", {fee.id});
  insert_lines(rows, fee);
  return true;
}

bool confirm_expert_fee(Connection& rows, const domain::ExpertFee& fee, std::int64_t by, Timestamp now) {
  return rows.execute(
             "UPDATE expert_fee SET state = 'confirmed', confirmed_by = ?, confirmed_at = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state = 'draft'",
             {id_or_null(by), now.utc(), now.utc(), fee.id, fee.version}) > 0;
}

bool void_expert_fee(Connection& rows, const domain::ExpertFee& fee, std::int64_t by, const std::string& reason,
                     Timestamp now) {
  return rows.execute(
             "UPDATE expert_fee SET state = 'voided', voided_by = ?, voided_at = ?, void_reason = ?, updated_at = ?, "
             "version = version + 1 WHERE id = ? AND version = ? AND state IN ('draft', 'confirmed')",
             {id_or_null(by), now.utc(), reason, now.utc(), fee.id, fee.version}) > 0;
}

bool touch_expert_fee(Connection& rows, const domain::ExpertFee& fee, bool all_paid, Timestamp now) {
  return rows.execute(
             "UPDATE expert_fee SET state = ?, paid_at = ?, updated_at = ?, version = version + 1 WHERE id = ? AND "
             "version = ? AND state = 'confirmed'",
             {std::string(all_paid ? "paid" : "confirmed"), all_paid ? Value(now.utc()) : Value(), now.utc(), fee.id,
              fee.version}) > 0;
}

std::int64_t count_expert_fees(Connection& rows, std::int64_t bureau_id, const std::string& prefix) {
  return integer_or(rows.query("SELECT COUNT(*) FROM expert_fee WHERE bureau_id = ? AND INSTR(number, ?) = 1",
                               {bureau_id, prefix})[0][0]);
}

}  // namespace zhiheng::store

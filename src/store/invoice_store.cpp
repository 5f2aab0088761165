#include "store/invoice_store.h"

#include "domain/shape_listed.h"
#include "store/record_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, contract_id, statement_id, number, kind, red_of_id, issued_on, buyer_name, "
    "buyer_uscc, seller_name, seller_uscc, item, rate, gross_fen, net_fen, tax_fen, line_split, state, remark, "
    "file_name, file_sha256, entered_by, accepted_by, accepted_at, returned_by, returned_at, return_reason, version "
    "FROM invoice ";

domain::Invoice from_row(const Row& row) {
  RowReader cells(row);
  domain::Invoice one;
  one.id = cells.integer();
  one.bureau_id = cells.integer();
  one.agency_id = cells.integer();
  one.contract_id = cells.integer();
  one.statement_id = cells.integer();
  one.number = cells.text();
  one.kind = cells.text();
  one.red_of_id = cells.integer();
  one.issued_on = cells.date();
  one.buyer_name = cells.text();
  one.buyer_uscc = cells.text();
  one.seller_name = cells.text();
  one.seller_uscc = cells.text();
  one.item = cells.text();
  one.rate = cells.text();
  one.gross = cells.money();
  one.net = cells.money();
  one.tax = cells.money();
  one.line_split = cells.flag();
  one.state = cells.text();
  one.remark = cells.text();
  one.file_name = cells.text();
  one.file_sha256 = cells.text();
  one.entered_by = cells.integer();
  one.accepted_by = cells.integer();
  one.accepted_at = cells.text();
  one.returned_by = cells.integer();
  one.returned_at = cells.text();
  one.return_reason = cells.text();
  one.version = cells.integer();
  return one;
}

// What was returned holds its number no longer.
Value standing_number(const domain::Invoice& invoice) {
  return invoice.state == "returned" ? Value() : Value(invoice.number);
}

// What both statements write, in their order: from statement_id to file_sha256.
Parameters content_of(const domain::Invoice& invoice) {
  return {id_or_null(invoice.statement_id),
          invoice.number,
          standing_number(invoice),
          invoice.kind,
          id_or_null(invoice.red_of_id),
          invoice.issued_on->text(),
          invoice.buyer_name,
          invoice.buyer_uscc,
          invoice.seller_name,
          invoice.seller_uscc,
          invoice.item,
          invoice.rate,
          invoice.gross.fen(),
          invoice.net.fen(),
          invoice.tax.fen(),
          small(invoice.line_split),
          invoice.state,
          invoice.remark,
          invoice.file_name,
          text_or_null(invoice.file_sha256)};
}

void append(Parameters& values, const Parameters& more) {
  values.insert(values.end(), more.begin(), more.end());
}

}  // namespace

InvoiceTotals invoice_totals(Connection& rows, std::int64_t contract_id) {
  InvoiceTotals totals;
  for (const Row& row : rows.query("SELECT kind, CAST(SUM(gross_fen) AS SIGNED) FROM invoice WHERE contract_id = ? "
                                   "AND state IN ('accepted', 'reversed') GROUP BY kind",
                                   {contract_id})) {
    const Money sum = Money::fen(integer_or(row[1]));
    if (text_or_empty(row[0]) == "red") {
      totals.red = Money() - sum;
    } else {
      totals.blue = sum;
    }
  }
  return totals;
}

std::optional<domain::Invoice> find_invoice(Connection& rows, std::int64_t id) {
  const auto found = rows.query(std::string(columns) + "WHERE id = ?", {id});
  if (found.empty()) return std::nullopt;
  return from_row(found.front());
}

std::vector<domain::Invoice> invoices_of(Connection& rows, std::int64_t contract_id) {
  std::vector<domain::Invoice> all;
  for (const Row& row : rows.query(std::string(columns) + "WHERE contract_id = ? ORDER BY id", {contract_id})) {
    all.push_back(from_row(row));
  }
  return all;
}

std::int64_t insert_invoice(Connection& rows, const domain::Invoice& invoice, Timestamp now) {
  Parameters values{invoice.bureau_id, invoice.agency_id, invoice.contract_id};
  append(values, content_of(invoice));
  append(values, {id_or_null(invoice.entered_by), now.utc(), now.utc()});
  rows.execute(
      "INSERT INTO invoice (bureau_id, agency_id, contract_id, statement_id, number, standing_number, kind, red_of_id, "
      "issued_on, buyer_name, buyer_uscc, seller_name, seller_uscc, item, rate, gross_fen, net_fen, tax_fen, "
      "line_split, state, remark, file_name, file_sha256, entered_by, created_at, updated_at) VALUES (" +
          placeholders(values.size()) + ")",
      values);
  return rows.last_id();
}

bool save_invoice(Connection& rows, const domain::Invoice& invoice, Timestamp now) {
  Parameters values = content_of(invoice);
  append(values, {id_or_null(invoice.entered_by), id_or_null(invoice.accepted_by), text_or_null(invoice.accepted_at),
                  id_or_null(invoice.returned_by), text_or_null(invoice.returned_at), invoice.return_reason, now.utc(),
                  invoice.id, invoice.version});
  return rows.execute(
             "UPDATE invoice SET statement_id = ?, number = ?, standing_number = ?, kind = ?, red_of_id = ?, "
             "issued_on = ?, buyer_name = ?, buyer_uscc = ?, seller_name = ?, seller_uscc = ?, item = ?, rate = ?, "
             "gross_fen = ?, net_fen = ?, tax_fen = ?, line_split = ?, state = ?, remark = ?, file_name = ?, "
             "file_sha256 = ?, entered_by = ?, accepted_by = ?, accepted_at = ?, returned_by = ?, returned_at = ?, "
             "return_reason = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
             values) > 0;
}

std::optional<NumberHolder> holder_of_number(Connection& rows, std::int64_t bureau_id, const std::string& number,
                                             std::int64_t except) {
  const auto found = rows.query(
      "SELECT i.id, i.contract_id, c.number FROM invoice i INNER JOIN contract c ON c.id = i.contract_id "
      "WHERE i.bureau_id = ? AND i.standing_number = ? AND i.id <> ?",
      {bureau_id, number, except});
  if (found.empty()) return std::nullopt;
  return NumberHolder{integer_or(found[0][0]), integer_or(found[0][1]), text_or_empty(found[0][2])};
}

Money taken_back(Connection& rows, std::int64_t invoice_id) {
  const auto found = rows.query(
      "SELECT CAST(SUM(gross_fen) AS SIGNED) FROM invoice WHERE red_of_id = ? AND state IN ('accepted', 'reversed')",
      {invoice_id});
  return Money() - Money::fen(integer_or(found[0][0]));
}

InvoiceParties invoice_parties(Connection& rows, std::int64_t contract_id) {
  const auto found = rows.query(
      "SELECT b.name, b.invoice_title, b.uscc, a.name, a.uscc FROM contract c INNER JOIN bureau b ON "
      "b.id = c.bureau_id INNER JOIN agency a ON a.id = c.agency_id WHERE c.id = ?",
      {contract_id});
  ensure(!found.empty(), "a contract has a bureau and an agency");
  RowReader cells(found.front());
  InvoiceParties parties;
  parties.bureau_name = cells.text();
  parties.bureau_title = cells.text();
  parties.bureau_uscc = cells.text();
  parties.agency_name = cells.text();
  parties.agency_uscc = cells.text();
  return parties;
}

Money bonus_of_results(Connection& rows, std::int64_t contract_id) {
  const auto found = rows.query(
      "SELECT CAST(SUM(r.bonus_fen) AS SIGNED) FROM result r INNER JOIN engagement e ON e.id = r.engagement_id INNER "
      "JOIN panel p ON p.id = r.panel_id WHERE e.contract_id = ? AND r.state = 'current' AND p.state = 'closed'",
      {contract_id});
  return Money::fen(integer_or(found[0][0]));
}

std::vector<OverInvoiced> over_invoiced(Connection& rows, const domain::Scope& scope) {
  Parameters parameters;
  const std::string reach = scope_condition(domain::invoice_shape(), scope, parameters);
  std::vector<OverInvoiced> all;
  for (const Row& row : rows.query(
           "SELECT id, number, title, invoiced, due FROM (SELECT c.id, c.number, c.title, i.invoiced, s.fee_fen + "
           "s.bonus_fen - s.deduction_fen + COALESCE((SELECT CAST(SUM(j.amount_fen) AS SIGNED) FROM adjustment j WHERE "
           "j.statement_id = s.id AND j.state = 'confirmed'), 0) AS due FROM (SELECT contract_id, "
           "CAST(SUM(gross_fen) AS SIGNED) AS invoiced FROM invoice WHERE " +
               reach +
               " AND state IN ('accepted', 'reversed') GROUP BY contract_id) i INNER JOIN contract c ON c.id = "
               "i.contract_id INNER JOIN statement s ON s.contract_id = c.id AND s.state IN ('confirmed', 'settled')) "
               "held WHERE held.invoiced > held.due ORDER BY id",
           parameters)) {
    OverInvoiced one;
    one.contract_id = integer_or(row[0]);
    one.number = text_or_empty(row[1]);
    one.title = text_or_empty(row[2]);
    one.invoiced = Money::fen(integer_or(row[3]));
    one.due = Money::fen(integer_or(row[4]));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store

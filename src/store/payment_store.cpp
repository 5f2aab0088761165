#include "store/payment_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

constexpr std::string_view columns =
    "SELECT id, bureau_id, agency_id, contract_id, instalment_id, statement_id, kind, paid_on, amount_fen, "
    "voucher_number, remark, order_id, booked_by, countersigned_by, countersigned_at, version FROM payment ";

domain::Payment from_row(const Row& row) {
  RowReader cells(row);
  domain::Payment payment;
  payment.id = cells.integer();
  payment.bureau_id = cells.integer();
  payment.agency_id = cells.integer();
  payment.contract_id = cells.integer();
  payment.instalment_id = cells.integer();
  payment.statement_id = cells.integer();
  payment.kind = cells.text();
  payment.paid_on = cells.date();
  payment.amount = cells.money();
  payment.voucher_number = cells.text();
  payment.remark = cells.text();
  payment.order_id = cells.integer();
  payment.booked_by = cells.integer();
  payment.countersigned_by = cells.integer();
  payment.countersigned_at = cells.text();
  payment.version = cells.integer();
  return payment;
}

}  // namespace

std::vector<domain::Payment> payments_of(Connection& rows, std::int64_t contract_id) {
  std::vector<domain::Payment> all;
  for (const Row& row : rows.query(std::string(columns) + "WHERE contract_id = ? ORDER BY id", {contract_id})) {
    all.push_back(from_row(row));
  }
  return all;
}

bool is_voucher_taken(Connection& rows, std::int64_t bureau_id, const std::string& voucher_number) {
  return !rows.query("SELECT id FROM payment WHERE bureau_id = ? AND voucher_number = ?", {bureau_id, voucher_number})
              .empty();
}

std::int64_t insert_payment(Connection& rows, const domain::Payment& payment, Timestamp now) {
  rows.execute(
      "INSERT INTO payment (bureau_id, agency_id, contract_id, instalment_id, statement_id, kind, paid_on, amount_fen, "
      "voucher_number, remark, order_id, booked_by, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {payment.bureau_id, payment.agency_id, payment.contract_id, id_or_null(payment.instalment_id),
       id_or_null(payment.statement_id), payment.kind, payment.paid_on.text(), payment.amount.fen(),
       payment.voucher_number, payment.remark, id_or_null(payment.order_id), id_or_null(payment.booked_by), now.utc(),
       now.utc()});
  return rows.last_id();
}

}  // namespace zhiheng::store

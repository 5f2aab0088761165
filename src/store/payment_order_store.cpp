#include "store/payment_order_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

using domain::PaymentOrder;

constexpr std::string_view order_columns =
    "SELECT id, bureau_id, agency_id, contract_id, instalment_id, statement_id, payee_id, batch_id, replaces_id, "
    "number, purpose, state, amount_fen, bank_name, account_name, number_shown, budget_line, expenditure_function, "
    "without_invoice, remark, drafted_by, confirmed_by, paid_on, version FROM payment_order ";

PaymentOrder order_of(const Row& row) {
  RowReader cells(row);
  PaymentOrder order;
  order.id = cells.integer();
  order.bureau_id = cells.integer();
  order.agency_id = cells.integer();
  order.contract_id = cells.integer();
  order.instalment_id = cells.integer();
  order.statement_id = cells.integer();
  order.payee_id = cells.integer();
  order.batch_id = cells.integer();
  order.replaces_id = cells.integer();
  order.number = cells.text();
  order.purpose = cells.text();
  order.state = cells.text();
  order.amount = cells.money();
  order.bank_name = cells.text();
  order.account_name = cells.text();
  order.number_shown = cells.text();
  order.budget_line = cells.text();
  order.expenditure_function = cells.text();
  order.without_invoice = cells.text();
  order.remark = cells.text();
  order.drafted_by = cells.integer();
  order.confirmed_by = cells.integer();
  order.paid_on = cells.optional_date();
  order.version = cells.integer();
  return order;
}

std::vector<PaymentOrder> orders_where(Connection& rows, const std::string& condition, const Parameters& parameters) {
  std::vector<PaymentOrder> all;
  for (const Row& row : rows.query(std::string(order_columns) + "WHERE " + condition, parameters)) {
    all.push_back(order_of(row));
  }
  return all;
}

// A hundred values of the list at a time, each time behind the parameters that come first.
template <class Body>
void in_hundreds(const Parameters& first, const Parameters& values, Body body) {
  constexpr std::size_t at_once = 100;
  for (std::size_t at = 0; at < values.size(); at += at_once) {
    const std::size_t end = std::min(values.size(), at + at_once);
    Parameters parameters = first;
    parameters.insert(parameters.end(), values.begin() + static_cast<std::ptrdiff_t>(at),
                      values.begin() + static_cast<std::ptrdiff_t>(end));
    body("(" + placeholders(end - at) + ")", parameters);
  }
}

std::vector<PaymentOrder> orders_in(Connection& rows, const std::string& condition, const Parameters& first,
                                    const Parameters& values) {
  std::vector<PaymentOrder> all;
  in_hundreds(first, values, [&](const std::string& list, const Parameters& parameters) {
    for (PaymentOrder& one : orders_where(rows, condition + list, parameters)) all.push_back(std::move(one));
  });
  return all;
}

// Every step of an order looks at what was read: its version, and the state it must be in.
bool step(Connection& rows, const PaymentOrder& order, const std::string& changes, Parameters values,
          const std::string& from, Timestamp now) {
  values.insert(values.end(), {Value(now.utc()), Value(order.id), Value(order.version)});
  return rows.execute("UPDATE payment_order SET " + changes +
                          ", updated_at = ?, version = version + 1 WHERE id = ? AND version = ? AND state IN (" + from +
                          ")",
                      values) > 0;
}

}  // namespace

std::optional<PaymentOrder> find_payment_order(Connection& rows, std::int64_t id) {
  const auto found = orders_where(rows, "id = ?", {id});
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::int64_t insert_payment_order(Connection& rows, const PaymentOrder& order, Timestamp now) {
  rows.execute(
      "INSERT INTO payment_order (bureau_id, agency_id, contract_id, instalment_id, statement_id, payee_id, "
      "replaces_id, number, purpose, amount_fen, bank_name, account_name, number_shown, budget_line, "
      "expenditure_function, without_invoice, remark, drafted_by, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {order.bureau_id,
       order.agency_id,
       order.contract_id,
       id_or_null(order.instalment_id),
       id_or_null(order.statement_id),
       order.payee_id,
       id_or_null(order.replaces_id),
       order.number,
       order.purpose,
       order.amount.fen(),
       order.bank_name,
       order.account_name,
       order.number_shown,
       order.budget_line,
       order.expenditure_function,
       order.without_invoice,
       order.remark,
       id_or_null(order.drafted_by),
       now.utc(),
       now.utc()});
  return rows.last_id();
}

std::int64_t count_orders_numbered(Connection& rows, std::int64_t bureau_id, const std::string& prefix) {
  return integer_or(rows.query("SELECT COUNT(*) FROM payment_order WHERE bureau_id = ? AND INSTR(number, ?) = 1",
                               {bureau_id, prefix})[0][0]);
}

std::int64_t count_batches_numbered(Connection& rows, std::int64_t bureau_id, const std::string& prefix) {
  return integer_or(rows.query("SELECT COUNT(*) FROM payment_batch WHERE bureau_id = ? AND INSTR(number, ?) = 1",
                               {bureau_id, prefix})[0][0]);
}

bool save_order_draft(Connection& rows, const PaymentOrder& order, Timestamp now) {
  return step(rows, order,
              "instalment_id = ?, statement_id = ?, payee_id = ?, purpose = ?, amount_fen = ?, bank_name = ?, "
              "account_name = ?, number_shown = ?, budget_line = ?, expenditure_function = ?, without_invoice = ?, "
              "remark = ?, drafted_by = ?",
              {id_or_null(order.instalment_id), id_or_null(order.statement_id), order.payee_id, order.purpose,
               order.amount.fen(), order.bank_name, order.account_name, order.number_shown, order.budget_line,
               order.expenditure_function, order.without_invoice, order.remark, id_or_null(order.drafted_by)},
              "'draft'", now);
}

bool confirm_payment_order(Connection& rows, const PaymentOrder& order, std::int64_t by, Timestamp now) {
  return step(rows, order, "state = 'confirmed', confirmed_by = ?, confirmed_at = ?", {id_or_null(by), now.utc()},
              "'draft'", now);
}

bool cancel_payment_order(Connection& rows, const PaymentOrder& order, std::int64_t by, const std::string& reason,
                          Timestamp now) {
  return step(rows, order, "state = 'cancelled', cancelled_by = ?, cancelled_at = ?, cancel_reason = ?",
              {id_or_null(by), now.utc(), reason}, "'draft', 'confirmed'", now);
}

bool send_payment_order(Connection& rows, const PaymentOrder& order, std::int64_t batch_id, Timestamp now) {
  return step(rows, order, "state = 'sent', batch_id = ?, sent_at = ?", {batch_id, now.utc()}, "'confirmed'", now);
}

bool settle_payment_order(Connection& rows, const PaymentOrder& order, Date paid_on, Timestamp now) {
  return step(rows, order, "state = 'paid', paid_on = ?", {paid_on.text()}, "'sent'", now);
}

bool fail_payment_order(Connection& rows, const PaymentOrder& order, const std::string& reason, Timestamp now) {
  return step(rows, order, "state = 'failed', failed_reason = ?", {reason}, "'sent'", now);
}

bool return_payment_order(Connection& rows, const PaymentOrder& order, const std::string& reason, Timestamp now) {
  return step(rows, order, "state = 'failed', failed_reason = ?", {reason}, "'paid'", now);
}

std::vector<std::pair<std::int64_t, Money>> open_orders_of(Connection& rows, std::int64_t contract_id,
                                                           std::int64_t but_order_id) {
  std::vector<std::pair<std::int64_t, Money>> all;
  for (const Row& row : rows.query("SELECT instalment_id, amount_fen FROM payment_order WHERE contract_id = ? AND "
                                   "id <> ? AND state IN ('draft', 'confirmed', 'sent')",
                                   {contract_id, but_order_id})) {
    all.emplace_back(integer_or(row[0]), Money::fen(integer_or(row[1])));
  }
  return all;
}

std::vector<std::pair<std::int64_t, Money>> sent_orders_of(Connection& rows, std::int64_t contract_id) {
  std::vector<std::pair<std::int64_t, Money>> all;
  for (const Row& row :
       rows.query("SELECT instalment_id, amount_fen FROM payment_order WHERE contract_id = ? AND state = 'sent'",
                  {contract_id})) {
    all.emplace_back(integer_or(row[0]), Money::fen(integer_or(row[1])));
  }
  return all;
}

std::vector<PaymentOrder> orders_of_batch(Connection& rows, std::int64_t batch_id) {
  return orders_where(rows, "batch_id = ? ORDER BY number", {batch_id});
}

std::vector<PaymentOrder> orders_to_send(Connection& rows, std::int64_t bureau_id) {
  return orders_where(rows, "bureau_id = ? AND state = 'confirmed' ORDER BY number LIMIT 2000", {bureau_id});
}

std::vector<PaymentOrder> orders_with_ids(Connection& rows, const std::vector<std::int64_t>& ids) {
  return orders_in(rows, "id IN ", {}, Parameters(ids.begin(), ids.end()));
}

std::vector<PaymentOrder> orders_numbered(Connection& rows, std::int64_t bureau_id,
                                          const std::vector<std::string>& numbers) {
  return orders_in(rows, "bureau_id = ? AND number IN ", {bureau_id}, Parameters(numbers.begin(), numbers.end()));
}

bool is_replaced(Connection& rows, std::int64_t order_id) {
  return !rows.query("SELECT id FROM payment_order WHERE replaces_id = ?", {order_id}).empty();
}

std::string voucher_of_order(Connection& rows, std::int64_t order_id) {
  const auto found = rows.query("SELECT voucher_number FROM payment WHERE order_id = ?", {order_id});
  return found.empty() ? std::string() : text_or_empty(found[0][0]);
}

std::map<std::int64_t, std::string> vouchers_of_orders(Connection& rows, const std::vector<std::int64_t>& order_ids) {
  std::map<std::int64_t, std::string> vouchers;
  in_hundreds({}, Parameters(order_ids.begin(), order_ids.end()),
              [&](const std::string& list, const Parameters& parameters) {
                for (const Row& row :
                     rows.query("SELECT order_id, voucher_number FROM payment WHERE order_id IN " + list, parameters)) {
                  vouchers[integer_or(row[0])] = text_or_empty(row[1]);
                }
              });
  return vouchers;
}

bool countersign_payment(Connection& rows, std::int64_t payment_id, std::int64_t version, std::int64_t by,
                         Timestamp now) {
  return rows.execute(
             "UPDATE payment SET countersigned_by = ?, countersigned_at = ?, updated_at = ?, version = version + 1 "
             "WHERE id = ? AND version = ? AND order_id IS NULL AND countersigned_at IS NULL",
             {id_or_null(by), now.utc(), now.utc(), payment_id, version}) > 0;
}

}  // namespace zhiheng::store

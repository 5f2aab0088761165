// Payment orders, the batches they are sent in, agencies' bank accounts and the bank's answers as rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/payment_order.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::PaymentOrder> find_payment_order(Connection& rows, std::int64_t id);
std::int64_t insert_payment_order(Connection& rows, const domain::PaymentOrder& order, Timestamp now);
// "ZF-2026-" -> how many orders of the bureau have such a number; likewise for batches, "PC-2026-".
std::int64_t count_orders_numbered(Connection& rows, std::int64_t bureau_id, const std::string& prefix);
std::int64_t count_batches_numbered(Connection& rows, std::int64_t bureau_id, const std::string& prefix);

// Each answers false when the row is not the one that was read any more (version and state).
bool save_order_draft(Connection& rows, const domain::PaymentOrder& order, Timestamp now);
bool confirm_payment_order(Connection& rows, const domain::PaymentOrder& order, std::int64_t by, Timestamp now);
bool cancel_payment_order(Connection& rows, const domain::PaymentOrder& order, std::int64_t by,
                          const std::string& reason, Timestamp now);
bool send_payment_order(Connection& rows, const domain::PaymentOrder& order, std::int64_t batch_id, Timestamp now);
bool settle_payment_order(Connection& rows, const domain::PaymentOrder& order, Date paid_on, Timestamp now);
bool fail_payment_order(Connection& rows, const domain::PaymentOrder& order, const std::string& reason, Timestamp now);
// What was paid came back: paid becomes failed.
bool return_payment_order(Connection& rows, const domain::PaymentOrder& order, const std::string& reason,
                          Timestamp now);

// Open orders of a contract but this one: instalment (0: none) and amount.
std::vector<std::pair<std::int64_t, Money>> open_orders_of(Connection& rows, std::int64_t contract_id,
                                                           std::int64_t but_order_id);
// The same of those that were sent and not answered yet.
std::vector<std::pair<std::int64_t, Money>> sent_orders_of(Connection& rows, std::int64_t contract_id);
std::vector<domain::PaymentOrder> orders_of_batch(Connection& rows, std::int64_t batch_id);  // by number
// Confirmed orders of the bureau that wait to be sent, by number.
std::vector<domain::PaymentOrder> orders_to_send(Connection& rows, std::int64_t bureau_id);
// Orders by their ids, in one query a hundred.
std::vector<domain::PaymentOrder> orders_with_ids(Connection& rows, const std::vector<std::int64_t>& ids);
// Orders of the bureau by their numbers, in one query a hundred.
std::vector<domain::PaymentOrder> orders_numbered(Connection& rows, std::int64_t bureau_id,
                                                  const std::vector<std::string>& numbers);
bool is_replaced(Connection& rows, std::int64_t order_id);

struct AgencyAccount {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0;
  std::string bank_name, account_name, number_sealed, number_shown;
  std::string state = "entered";
  std::int64_t drafted_by = 0, checked_by = 0;
  std::int64_t version = 1;
};
std::optional<AgencyAccount> find_agency_account(Connection& rows, std::int64_t id);
// The accounts that the orders of a batch are paid to.
std::map<std::int64_t, AgencyAccount> accounts_of_batch(Connection& rows, std::int64_t batch_id);
std::int64_t insert_agency_account(Connection& rows, const AgencyAccount& account, Timestamp now);
void save_sealed_number(Connection& rows, std::int64_t id, const std::string& sealed);
bool save_account_state(Connection& rows, const AgencyAccount& account, const std::string& state, std::int64_t by,
                        Timestamp now);

struct PaymentBatch {
  std::int64_t id = 0, bureau_id = 0;
  std::string number, digest, created_at;
  std::int64_t order_count = 0;
  Money total;
  std::int64_t sent_by = 0, version = 1;
};
std::optional<PaymentBatch> find_payment_batch(Connection& rows, std::int64_t id);
std::int64_t insert_payment_batch(Connection& rows, const PaymentBatch& batch, Timestamp now);
void save_batch_digest(Connection& rows, std::int64_t batch_id, const std::string& digest);

struct BatchFile {
  std::string format, digest, sealed;
};
void insert_batch_file(Connection& rows, const PaymentBatch& batch, const BatchFile& file);
std::optional<BatchFile> find_batch_file(Connection& rows, std::int64_t batch_id, const std::string& format);

struct BankResult {
  std::int64_t id = 0, bureau_id = 0;
  std::string file_name, digest, document, created_at;
  std::int64_t row_count = 0, booked_count = 0, failed_count = 0, different_count = 0, missing_count = 0;
  Money booked;
  std::int64_t imported_by = 0, version = 1;
};
std::optional<BankResult> find_bank_result(Connection& rows, std::int64_t id);
std::optional<BankResult> bank_result_with(Connection& rows, std::int64_t bureau_id, const std::string& digest);
std::int64_t insert_bank_result(Connection& rows, const BankResult& result, Timestamp now);

// The voucher of the payment that an order was paid by; "" when it was not.
std::string voucher_of_order(Connection& rows, std::int64_t order_id);
// Of those that were paid, in one query a hundred.
std::map<std::int64_t, std::string> vouchers_of_orders(Connection& rows, const std::vector<std::int64_t>& order_ids);
// A payment that was booked by hand and that nobody countersigned; answers false when that is not so any more.
bool countersign_payment(Connection& rows, std::int64_t payment_id, std::int64_t version, std::int64_t by,
                         Timestamp now);

}  // namespace zhiheng::store

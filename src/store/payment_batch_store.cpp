// Bank accounts of agencies, batches with their sealed files, and the bank's answers.
#include "store/payment_order_store.h"
#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

std::vector<AgencyAccount> accounts_where(Connection& rows, const std::string& condition, std::int64_t id) {
  std::vector<AgencyAccount> all;
  for (const Row& row :
       rows.query("SELECT id, bureau_id, agency_id, bank_name, account_name, number_sealed, number_shown, state, "
                  "drafted_by, checked_by, version FROM agency_account WHERE " +
                      condition,
                  {id})) {
    RowReader cells(row);
    AgencyAccount account;
    account.id = cells.integer();
    account.bureau_id = cells.integer();
    account.agency_id = cells.integer();
    account.bank_name = cells.text();
    account.account_name = cells.text();
    account.number_sealed = cells.text();
    account.number_shown = cells.text();
    account.state = cells.text();
    account.drafted_by = cells.integer();
    account.checked_by = cells.integer();
    account.version = cells.integer();
    all.push_back(std::move(account));
  }
  return all;
}

}  // namespace

std::optional<AgencyAccount> find_agency_account(Connection& rows, std::int64_t id) {
  auto found = accounts_where(rows, "id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::map<std::int64_t, AgencyAccount> accounts_of_batch(Connection& rows, std::int64_t batch_id) {
  std::map<std::int64_t, AgencyAccount> all;
  for (AgencyAccount& one :
       accounts_where(rows, "id IN (SELECT payee_id FROM payment_order WHERE batch_id = ?)", batch_id)) {
    all.emplace(one.id, std::move(one));
  }
  return all;
}

std::int64_t insert_agency_account(Connection& rows, const AgencyAccount& account, Timestamp now) {
  rows.execute(
      "INSERT INTO agency_account (bureau_id, agency_id, bank_name, account_name, number_shown, drafted_by, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {account.bureau_id, account.agency_id, account.bank_name, account.account_name, account.number_shown,
       id_or_null(account.drafted_by), now.utc(), now.utc()});
  return rows.last_id();
}

void save_sealed_number(Connection& rows, std::int64_t id, const std::string& sealed) {
  rows.execute("UPDATE agency_account SET number_sealed = ? WHERE id = ?", {sealed, id});
}

bool save_account_state(Connection& rows, const AgencyAccount& account, const std::string& state, std::int64_t by,
                        Timestamp now) {
  if (state == "checked") {
    return rows.execute(
               "UPDATE agency_account SET state = 'checked', checked_by = ?, checked_at = ?, updated_at = ?, version = "
               "version + 1 WHERE id = ? AND version = ? AND state = 'entered'",
               {id_or_null(by), now.utc(), now.utc(), account.id, account.version}) > 0;
  }
  return rows.execute(
             "UPDATE agency_account SET state = 'retired', updated_at = ?, version = version + 1 WHERE id = ? AND "
             "version = ? AND state <> 'retired'",
             {now.utc(), account.id, account.version}) > 0;
}

std::optional<PaymentBatch> find_payment_batch(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT id, bureau_id, number, digest, created_at, order_count, total_fen, sent_by, version FROM payment_batch "
      "WHERE id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  PaymentBatch batch;
  batch.id = cells.integer();
  batch.bureau_id = cells.integer();
  batch.number = cells.text();
  batch.digest = cells.text();
  batch.created_at = cells.text();
  batch.order_count = cells.integer();
  batch.total = cells.money();
  batch.sent_by = cells.integer();
  batch.version = cells.integer();
  return batch;
}

std::int64_t insert_payment_batch(Connection& rows, const PaymentBatch& batch, Timestamp now) {
  rows.execute(
      "INSERT INTO payment_batch (bureau_id, number, order_count, total_fen, digest, sent_by, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {batch.bureau_id, batch.number, batch.order_count, batch.total.fen(), batch.digest, id_or_null(batch.sent_by),
       now.utc(), now.utc()});
  return rows.last_id();
}

void save_batch_digest(Connection& rows, std::int64_t batch_id, const std::string& digest) {
  rows.execute("UPDATE payment_batch SET digest = ? WHERE id = ?", {digest, batch_id});
}

void insert_batch_file(Connection& rows, const PaymentBatch& batch, const BatchFile& file) {
  rows.execute("INSERT INTO payment_batch_file (bureau_id, batch_id, format, digest, sealed) VALUES (?, ?, ?, ?, ?)",
               {batch.bureau_id, batch.id, file.format, file.digest, file.sealed});
}

std::optional<BatchFile> find_batch_file(Connection& rows, std::int64_t batch_id, const std::string& format) {
  const auto found = rows.query(
      "SELECT format, digest, sealed FROM payment_batch_file WHERE batch_id = ? AND format = ?", {batch_id, format});
  if (found.empty()) return std::nullopt;
  return BatchFile{text_or_empty(found[0][0]), text_or_empty(found[0][1]), text_or_empty(found[0][2])};
}

namespace {

constexpr std::string_view result_columns =
    "SELECT id, bureau_id, file_name, digest, document, created_at, row_count, booked_count, failed_count, "
    "different_count, missing_count, booked_fen, imported_by, version FROM bank_result WHERE ";

std::optional<BankResult> one_result(const std::vector<Row>& found) {
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  BankResult result;
  result.id = cells.integer();
  result.bureau_id = cells.integer();
  result.file_name = cells.text();
  result.digest = cells.text();
  result.document = cells.text();
  result.created_at = cells.text();
  result.row_count = cells.integer();
  result.booked_count = cells.integer();
  result.failed_count = cells.integer();
  result.different_count = cells.integer();
  result.missing_count = cells.integer();
  result.booked = cells.money();
  result.imported_by = cells.integer();
  result.version = cells.integer();
  return result;
}

}  // namespace

std::optional<BankResult> find_bank_result(Connection& rows, std::int64_t id) {
  return one_result(rows.query(std::string(result_columns) + "id = ?", {id}));
}

std::optional<BankResult> bank_result_with(Connection& rows, std::int64_t bureau_id, const std::string& digest) {
  return one_result(rows.query(std::string(result_columns) + "bureau_id = ? AND digest = ?", {bureau_id, digest}));
}

std::int64_t insert_bank_result(Connection& rows, const BankResult& result, Timestamp now) {
  rows.execute(
      "INSERT INTO bank_result (bureau_id, file_name, digest, row_count, booked_count, booked_fen, failed_count, "
      "different_count, missing_count, document, imported_by, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {result.bureau_id, result.file_name, result.digest, result.row_count, result.booked_count, result.booked.fen(),
       result.failed_count, result.different_count, result.missing_count, result.document,
       id_or_null(result.imported_by), now.utc(), now.utc()});
  return rows.last_id();
}

}  // namespace zhiheng::store

#include "service/bank_result_service.h"

#include <map>
#include <set>

#include "base/crypto.h"
#include "base/text.h"
#include "domain/bank_result.h"
#include "service/bank_result_view.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/payment_booking.h"
#include "store/payment_order_store.h"
#include "store/row_reader.h"
#include "table/row_file.h"

namespace zhiheng::service {

using domain::Action;
using domain::BankRow;
using domain::PaymentOrder;

namespace {

// What a column may be called in a file: in both languages, and by its key.
std::vector<std::vector<std::string>> column_titles(Language language) {
  std::vector<std::vector<std::string>> titles;
  for (const domain::BankColumn& column : domain::bank_columns) {
    const std::string key = "bank_result.column." + std::string(column.key);
    const Language other = language == Language::zh ? Language::en : Language::zh;
    titles.push_back({say(key, language), say(key, other), std::string(column.key)});
  }
  return titles;
}

Result<std::vector<BankRow>> rows_in(const BankFile& file, Language language) {
  const auto read = table::read_row_file(file.bytes, 20'000);
  if (!read) return read.problems();
  std::vector<std::pair<std::uint32_t, std::vector<std::string>>> rows;
  for (const table::FileRow& row : read->rows) {
    // The example of our own template is no answer of a bank.
    const bool example =
        !row.cells.empty() && (row.cells[0].starts_with("示例：") || row.cells[0].starts_with("Example: "));
    if (!example) rows.emplace_back(row.number, row.cells);
  }
  return domain::read_bank_rows(read->header, rows, column_titles(language));
}

// The actor's own, or for the machine's owner the one that the orders of the file belong to.
Result<std::int64_t> bureau_of(Tx& tx, const std::vector<BankRow>& rows) {
  if (tx.actor().bureau_id != 0) return tx.actor().bureau_id;
  std::set<std::int64_t> bureaus;
  for (std::size_t at = 0; at < rows.size() && at < 100; ++at) {
    for (const store::Row& row :
         tx.rows().query("SELECT bureau_id FROM payment_order WHERE number = ?", {rows[at].order_number})) {
      bureaus.insert(integer_or(row[0]));
    }
  }
  if (bureaus.size() != 1) return refusal("bank_result.bureau_missing");
  return *bureaus.begin();
}

// Everything that one file does, inside its transaction.
class Import {
 public:
  Import(Tx& tx, std::int64_t bureau) : tx_(tx) { result_.bureau_id = bureau; }

  // Judged before anything is written: the whole file is known when the first payment is booked.
  void judge(const std::vector<BankRow>& rows) {
    std::vector<std::string> numbers;
    std::set<std::string> seen;
    for (const BankRow& row : rows) numbers.push_back(row.order_number);
    for (PaymentOrder& order : store::orders_numbered(tx_.rows(), result_.bureau_id, numbers)) {
      orders_.insert_or_assign(order.number, std::move(order));
    }
    std::vector<std::int64_t> paid;
    for (const auto& [number, order] : orders_) {
      if (order.state == "paid") paid.push_back(order.id);
    }
    auto vouchers = store::vouchers_of_orders(tx_.rows(), paid);
    for (const BankRow& row : rows) {
      const auto found = orders_.find(row.order_number);
      const PaymentOrder* order = found == orders_.end() ? nullptr : &found->second;
      std::string outcome = domain::judge_bank_row(order, order ? vouchers[order->id] : std::string(), row);
      if (!seen.insert(row.order_number).second && order) outcome = "twice_in_file";
      judged_.push_back({row, std::move(outcome), std::nullopt});
      if (order && order->batch_id != 0) batches_.insert(order->batch_id);
    }
  }

  Outcome carry_out() {
    for (Judged& one : judged_) {
      if (one.outcome == "book") {
        if (Outcome booked = book(one); !booked) return booked;
      } else if (one.outcome == "fail") {
        fail(one);
      } else if (one.outcome == "give_back") {
        if (Outcome undone = give_back(one); !undone) return undone;
      }
    }
    return Done{};
  }

  store::BankResult result(const BankFile& file, const std::string& digest) {
    result_.file_name = file.file_name.empty() ? digest.substr(0, 12) : shortened(file.file_name, 200);
    result_.digest = digest;
    result_.row_count = static_cast<std::int64_t>(judged_.size());
    result_.imported_by = tx_.actor().account_id;
    Json items = Json::array();
    for (const Judged& one : judged_) items.push(item(one));
    Json document = Json::object().set("items", std::move(items)).set("missing", missing());
    result_.document = write_json(document);
    return result_;
  }

 private:
  struct Judged {
    BankRow row;
    std::string outcome;
    std::optional<Problem> why;
  };

  static domain::Payment payment_of(const PaymentOrder& order, const Account& account, const BankRow& row) {
    domain::Payment payment;
    payment.bureau_id = order.bureau_id;
    payment.agency_id = order.agency_id;
    payment.contract_id = order.contract_id;
    payment.instalment_id = order.instalment_id;
    payment.statement_id = account.is_confirmed() ? account.statement->id : 0;
    payment.paid_on = *row.paid_on;
    payment.amount = row.amount;
    payment.remark = order.number;
    return payment;
  }

  // Books the payment if the rules allow it now; otherwise the row is listed with their reason.
  Result<bool> booked(Judged& one, Account& account, const domain::Payment& payment) {
    const domain::PaymentFacts facts = payment_facts(tx_, account, payment.voucher_number);
    if (Outcome allowed = domain::register_payment(facts, payment, tx_.today()); !allowed) {
      one.outcome = "refused";
      one.why = allowed.problems().front();
      ++result_.different_count;
      return false;
    }
    const auto done = book_payment(tx_, account, payment);
    if (!done) return done.problems();
    return true;
  }

  Outcome book(Judged& one) {
    PaymentOrder& order = orders_.at(one.row.order_number);
    Account account = load_account(tx_, order.contract_id);
    domain::Payment payment = payment_of(order, account, one.row);
    payment.voucher_number = one.row.voucher_number;
    payment.order_id = order.id;
    const auto done = booked(one, account, payment);
    if (!done) return done.problems();
    if (!*done) return Done{};
    ensure(store::settle_payment_order(tx_.rows(), order, payment.paid_on, tx_.now()), "writers take turns");
    Json detail = state_change("sent", "paid", order.version + 1);
    detail.find("after")->set("voucher_number", payment.voucher_number).set("paid_on", payment.paid_on.text());
    tx_.audit("pay", {"payment_order", order.id}, order.bureau_id, detail);
    one.outcome = "booked";
    ++result_.booked_count;
    result_.booked = result_.booked + payment.amount;
    return Done{};
  }

  // The money came back: a refund stands against the payment, which stays as it was booked, and waits to be
  // countersigned; the order may be asked for anew.
  Outcome give_back(Judged& one) {
    const PaymentOrder& order = orders_.at(one.row.order_number);
    Account account = load_account(tx_, order.contract_id);
    domain::Payment payment = payment_of(order, account, one.row);
    payment.kind = "refund";
    payment.returned = true;
    payment.voucher_number = domain::return_voucher(order);
    const auto done = booked(one, account, payment);
    if (!done) return done.problems();
    if (!*done) return Done{};
    ensure(store::return_payment_order(tx_.rows(), order, shortened(one.row.reason, 500), tx_.now()),
           "writers take turns");
    tell_failed(one, order, "paid");
    one.outcome = "returned";
    return Done{};
  }

  void fail(Judged& one) {
    const PaymentOrder& order = orders_.at(one.row.order_number);
    ensure(store::fail_payment_order(tx_.rows(), order, shortened(one.row.reason, 500), tx_.now()),
           "writers take turns");
    tell_failed(one, order, "sent");
    one.outcome = "failed";
  }

  void tell_failed(const Judged& one, const PaymentOrder& order, const char* before) {
    Json detail = state_change(before, "failed", order.version + 1);
    detail.find("after")->set("failed_reason", one.row.reason);
    tx_.audit("fail", {"payment_order", order.id}, order.bureau_id, detail);
    tell_bureau(tx_,
                {"order_failed",
                 {"payment_order", order.id},
                 "failed",
                 {},
                 {{"number", order.number}, {"amount", order.amount.text()}, {"reason", one.row.reason}}},
                Action::edit_payment_orders);
    ++result_.failed_count;
  }

  Json item(const Judged& one) {
    const auto order = orders_.find(one.row.order_number);
    Json json = Json::object().set("row", static_cast<std::int64_t>(one.row.row)).set("order", one.row.order_number);
    json.set("order_id", order == orders_.end() ? Json() : id_json(order->second.id)).set("payee", one.row.payee);
    json.set("amount", one.row.amount.text()).set("status", one.row.paid ? "paid" : "failed");
    json.set("voucher_number", one.row.voucher_number).set("paid_on", date_json(one.row.paid_on));
    json.set("outcome", one.outcome).set("reason", one.row.reason);
    json.set("expected", order == orders_.end() ? Json() : Json(order->second.amount.text()));
    json.set("expected_payee", order == orders_.end() ? Json() : Json(order->second.account_name));
    if (one.why) {
      Json params = Json::object();
      for (const auto& [name, value] : one.why->params) params.set(name, value);
      json.set("rule", one.why->rule).set("params", std::move(params));
    }
    if (one.outcome != "refused" && domain::is_difference(one.outcome)) ++result_.different_count;
    return json;
  }

  Json missing() {
    std::set<std::string> named;
    for (const Judged& one : judged_) named.insert(one.row.order_number);
    Json list = Json::array();
    for (const std::int64_t batch : batches_) {
      for (const PaymentOrder& order : store::orders_of_batch(tx_.rows(), batch)) {
        if (order.state != "sent" || named.contains(order.number)) continue;
        ++result_.missing_count;
        Json row = Json::object().set("id", id_json(order.id)).set("number", order.number);
        list.push(std::move(row.set("account_name", order.account_name).set("amount", order.amount.text())));
      }
    }
    return list;
  }

  Tx& tx_;
  store::BankResult result_;
  std::map<std::string, PaymentOrder> orders_;
  std::vector<Judged> judged_;
  std::set<std::int64_t> batches_;
};

}  // namespace

Result<Json> import_bank_results(Gate& gate, const domain::Actor& actor, const BankFile& file, Language language) {
  return gate.write(actor, Action::send_payment_orders, {"bank_result", 0}, [&](Tx& tx) -> Result<Json> {
    const auto rows = rows_in(file, language);
    if (!rows) return rows.problems();
    const auto bureau = bureau_of(tx, *rows);
    if (!bureau) return bureau.problems();
    const std::string digest = sha256_hex(file.bytes);
    if (const auto before = store::bank_result_with(tx.rows(), *bureau, digest)) {
      tx.changed_nothing();
      return shown_bank_result(*before, true, language);
    }
    Import import(tx, *bureau);
    import.judge(*rows);
    if (Outcome done = import.carry_out(); !done) return done.problems();
    store::BankResult result = import.result(file, digest);
    result.id = store::insert_bank_result(tx.rows(), result, tx.now());
    Json after = Json::object().set("file_name", result.file_name).set("digest", digest);
    after.set("booked", result.booked.text()).set("booked_count", result.booked_count);
    tx.audit("import", {"bank_result", result.id}, *bureau,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    return shown_bank_result(*store::find_bank_result(tx.rows(), result.id), false, language);
  });
}

}  // namespace zhiheng::service

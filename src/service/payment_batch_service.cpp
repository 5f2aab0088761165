#include "service/payment_batch_service.h"

#include <map>

#include "base/crypto.h"
#include "domain/payment_order.h"
#include "service/agency_account_service.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/payment_order_parts.h"
#include "service/payment_order_service.h"
#include "service/record_parts.h"
#include "service/security_key.h"
#include "store/payment_order_store.h"
#include "table/table.h"

namespace zhiheng::service {

using domain::Action;
using domain::PaymentOrder;

namespace {

using table::CellType;
using Line = std::pair<std::string, std::string>;  // budget line and expenditure class

struct LineSum {
  std::int64_t count = 0;
  Money amount;
};

std::map<Line, LineSum> sums_by_line(const std::vector<PaymentOrder>& orders) {
  std::map<Line, LineSum> sums;
  for (const PaymentOrder& order : orders) {
    LineSum& sum = sums[{order.budget_line, order.expenditure_function}];
    ++sum.count;
    sum.amount = sum.amount + order.amount;
  }
  return sums;
}

std::map<std::int64_t, std::string> contract_numbers(Tx& tx, std::int64_t batch_id) {
  std::map<std::int64_t, std::string> numbers;
  for (const store::Row& row :
       tx.rows().query("SELECT c.id, c.number FROM contract c WHERE c.id IN (SELECT contract_id FROM payment_order "
                       "WHERE batch_id = ?)",
                       {batch_id})) {
    numbers[integer_or(row[0])] = text_or_empty(row[1]);
  }
  return numbers;
}

table::Column column(const char* key, CellType type, int width, Language language,
                     table::Total total = table::Total::none) {
  table::Column out;
  out.key = key;
  out.title = say(std::string("payment_file.") + key, language);
  out.type = type;
  out.width = width;
  out.total = total;
  return out;
}

using Lines = std::vector<std::vector<Value>>;

// One line per order, with the number of the account in full.
Result<Lines> file_lines(Tx& tx, const store::PaymentBatch& batch, const std::vector<PaymentOrder>& orders,
                         Language language) {
  const auto contracts = contract_numbers(tx, batch.id);
  const auto payees = store::accounts_of_batch(tx.rows(), batch.id);
  Lines lines;
  for (const PaymentOrder& order : orders) {
    const auto number = open_account_number(payees.at(order.payee_id));
    if (!number) return number.problems();
    lines.push_back({order.number, order.account_name, order.bank_name, *number, order.amount.fen(), order.budget_line,
                     order.expenditure_function, contracts.at(order.contract_id),
                     say("choice.order_purpose." + order.purpose, language), order.remark});
  }
  return lines;
}

Lines sum_lines(const std::vector<PaymentOrder>& orders) {
  Lines lines;
  for (const auto& [line, sum] : sums_by_line(orders)) {
    lines.push_back({line.first, line.second, sum.count, sum.amount.fen()});
  }
  return lines;
}

// The orders, and on a second sheet what they come to by budget line. The same orders give the same bytes.
table::Workbook workbook_of(Tx& tx, const store::PaymentBatch& batch, Lines lines, Lines sums, Language language) {
  table::Table file, totals;
  file.name = say("payment_file.orders", language);
  file.key = "orders";
  file.columns = {column("order", CellType::text, 16, language),    column("payee", CellType::text, 32, language),
                  column("bank", CellType::text, 28, language),     column("account", CellType::text, 26, language),
                  column("amount", CellType::money, 16, language),  column("budget_line", CellType::text, 12, language),
                  column("function", CellType::text, 12, language), column("contract", CellType::text, 20, language),
                  column("purpose", CellType::text, 14, language),  column("remark", CellType::text, 30, language)};
  file.rows = table::rows_of(std::move(lines));
  totals.name = say("payment_file.totals", language);
  totals.key = "totals";
  totals.columns = {column("budget_line", CellType::text, 16, language),
                    column("function", CellType::text, 16, language),
                    column("count", CellType::integer, 10, language, table::Total::sum),
                    column("amount", CellType::money, 18, language, table::Total::sum)};
  totals.rows = table::rows_of(std::move(sums));
  table::Workbook workbook;
  workbook.title = batch.number;
  workbook.language = language;
  workbook.created = tx.now();
  workbook.sheets = {std::move(file), std::move(totals)};
  return workbook;
}

std::string about(const store::PaymentBatch& batch, const std::string& format) {
  return "payment file of batch " + std::to_string(batch.id) + " as " + format;
}

// Keeps the bytes of every format; answers the digest of the CSV, which is the batch's.
Result<std::string> keep_files(Tx& tx, const store::PaymentBatch& batch, const std::vector<PaymentOrder>& orders,
                               Language language) {
  const auto key = lasting_secret_key();
  if (!key) return key.problems();
  const auto lines = file_lines(tx, batch, orders, language);
  if (!lines) return lines.problems();
  const Lines sums = sum_lines(orders);
  std::string digest;
  for (const char* format : {"csv", "xlsx", "json"}) {
    const auto workbook = workbook_of(tx, batch, *lines, sums, language);
    const auto bytes = table::print_to_bytes(workbook, *table::format_of(std::string("file.") + format));
    if (!bytes) return bytes.problems();
    const std::string own = sha256_hex(*bytes);
    if (digest.empty()) digest = own;
    store::insert_batch_file(tx.rows(), batch, {format, own, seal(*key, *bytes, about(batch, format))});
  }
  return digest;
}

Outcome still_payable(Tx& tx, const PaymentOrder& order) {
  const Account account = load_account(tx, order.contract_id);
  return domain::check_order(order_facts(tx, account, order), order, tx.today());
}

// Those that the body names, or all that wait; with everything that speaks against one of them.
Result<std::vector<PaymentOrder>> chosen_orders(Tx& tx, const Json::Array& wanted, bool all) {
  const std::int64_t bureau = tx.actor().bureau_id;
  std::vector<PaymentOrder> orders;
  Problems problems;
  if (all) orders = store::orders_to_send(tx.rows(), bureau);
  std::vector<std::int64_t> ids;
  for (const Json& one : wanted) ids.push_back(one.is_string() ? number_in(one.string()) : 0);
  std::map<std::int64_t, PaymentOrder> known;
  for (PaymentOrder& one : store::orders_with_ids(tx.rows(), ids)) known.emplace(one.id, std::move(one));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string where = "/orders/" + std::to_string(i);
    auto order = known.extract(ids[i]);  // named a second time it is unknown
    if (order.empty() || order.mapped().bureau_id != bureau) {
      problems.push_back(refusal("batch.order_unknown", where));
    } else if (order.mapped().state != "confirmed") {
      problems.push_back(
          refusal(Kind::conflict, "batch.order_not_confirmed", where, {{"number", order.mapped().number}}));
    } else {
      orders.push_back(std::move(order.mapped()));
    }
  }
  for (const PaymentOrder& order : orders) {
    const Outcome payable = still_payable(tx, order);
    if (payable) continue;
    problems.push_back(refusal(Kind::conflict, "batch.order_not_payable", "/orders",
                               {{"number", order.number}, {"why", say(payable.problems().front(), Language::zh)}}));
  }
  if (!problems.empty()) return problems;
  if (orders.empty()) return refusal(Kind::conflict, "batch.nothing_to_send");
  return orders;
}

Json shown_batch(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::payment_batch_shape();
  Json out = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const auto orders = store::orders_of_batch(tx.rows(), id);
  const auto contracts = contract_numbers(tx, id);
  Json list = Json::array(), lines = Json::array(), states = Json::object();
  std::map<std::string, std::int64_t> counts{{"sent", 0}, {"paid", 0}, {"failed", 0}};
  for (const PaymentOrder& order : orders) {
    Json row = Json::object().set("id", id_json(order.id)).set("number", order.number).set("state", order.state);
    row.set("account_name", order.account_name).set("number_shown", order.number_shown);
    row.set("amount", order.amount.text()).set("budget_line", order.budget_line);
    row.set("contract", id_json(order.contract_id)).set("contract_label", contracts.at(order.contract_id));
    list.push(std::move(row));
    ++counts[order.state];
  }
  for (const auto& [line, sum] : sums_by_line(orders)) {
    Json row = Json::object().set("budget_line", line.first).set("expenditure_function", line.second);
    lines.push(std::move(row.set("count", sum.count).set("amount", sum.amount.text())));
  }
  for (const auto& [state, count] : counts) states.set(state, count);
  return out.set("orders", std::move(list)).set("by_budget_line", std::move(lines)).set("states", std::move(states));
}

}  // namespace

Result<Json> send_payment_orders(Gate& gate, const domain::Actor& actor, const Json& body, Language language) {
  return gate.write(actor, Action::send_payment_orders, {"payment_batch", 0}, [&](Tx& tx) -> Result<Json> {
    if (actor.bureau_id == 0) return refusal("batch.bureau_missing");
    Json rest = body;
    Problems problems;
    const bool all = rest.find("orders") == nullptr;
    const Json::Array wanted = take_array(rest, "orders", false, 2000, problems);
    append(problems, read_command({}, rest));
    if (!problems.empty()) return problems;
    const auto orders = chosen_orders(tx, wanted, all);
    if (!orders) return orders.problems();
    const std::string prefix = "PC-" + std::to_string(tx.today().year()) + "-";
    store::PaymentBatch batch;
    batch.bureau_id = actor.bureau_id;
    batch.number = numbered(prefix, store::count_batches_numbered(tx.rows(), actor.bureau_id, prefix) + 1);
    batch.order_count = static_cast<std::int64_t>(orders->size());
    for (const PaymentOrder& order : *orders) batch.total = batch.total + order.amount;
    batch.sent_by = actor.account_id;
    batch.id = store::insert_payment_batch(tx.rows(), batch, tx.now());
    for (const PaymentOrder& order : *orders) {
      ensure(store::send_payment_order(tx.rows(), order, batch.id, tx.now()), "writers take turns");
      tx.audit("send", {"payment_order", order.id}, order.bureau_id,
               state_change("confirmed", "sent", order.version + 1));
    }
    const auto digest = keep_files(tx, batch, store::orders_of_batch(tx.rows(), batch.id), language);
    if (!digest) return digest.problems();
    store::save_batch_digest(tx.rows(), batch.id, *digest);
    Json after = Json::object().set("number", batch.number).set("total", batch.total.text()).set("digest", *digest);
    tx.audit("send", {"payment_batch", batch.id}, batch.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    return shown_batch(tx, batch.id);
  });
}

Result<Json> read_payment_batch(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_payments, {"payment_batch", id},
                   [&](Tx& tx) -> Result<Json> { return shown_batch(tx, id); });
}

Result<ReportFile> payment_batch_file(Gate& gate, const domain::Actor& actor, std::int64_t id,
                                      const std::string& format) {
  const Subject subject{"payment_batch", id};
  return gate.write(actor, Action::send_payment_orders, subject, [&](Tx& tx) -> Result<ReportFile> {
    const store::PaymentBatch batch = *store::find_payment_batch(tx.rows(), id);
    const auto kept = store::find_batch_file(tx.rows(), id, format);
    if (!kept) return refusal("format.unknown", "format", {{"file", format}});
    const auto key = lasting_secret_key();
    if (!key) return key.problems();
    auto bytes = unseal(*key, kept->sealed, about(batch, format));
    if (!bytes || sha256_hex(*bytes) != kept->digest) return refusal(Kind::busy, "expert_secrets.key_differs");
    // Numbers were shown in full: a rehearsal must not take the trace away again.
    tx.stays();
    tx.audit("reveal", subject, batch.bureau_id,
             Json::object().set("purpose", batch.number).set("format", format).set("digest", kept->digest));
    ReportFile file;
    file.bytes = std::move(*bytes);
    file.media_type = table::media_type(*table::format_of("file." + format));
    file.file_name = batch.number + "." + format;
    return file;
  });
}

Result<std::int64_t> payment_batch_named(Gate& gate, const domain::Actor& actor, const std::string& name) {
  return gate.read(actor, Action::see_payments, {"payment_batch", 0}, [&](Tx& tx) -> Result<std::int64_t> {
    const auto found = tx.rows().query("SELECT id, bureau_id FROM payment_batch WHERE number = ? OR id = ? ORDER BY id",
                                       {name, number_in(name)});
    const domain::Scope scope = domain::scope(actor, Action::see_payments);
    for (const store::Row& row : found) {
      if (scope.has_bureau(integer_or(row[1]))) return integer_or(row[0]);
    }
    return refusal(Kind::absent, "batch.absent", "batch", {{"batch", name}});
  });
}

}  // namespace zhiheng::service

// Invoices of a contract, and what all of them come to.
#include "service/invoice_parts.h"
#include "service/invoice_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;

Result<Json> invoices_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_invoices, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Shape& shape = domain::invoice_shape();
    std::vector<Json> items;
    for (const Record& record : store::find_records(tx.rows(), shape, {{"contract_id", contract_id}})) {
      items.push_back(domain::record_to_json(shape, record));
    }
    add_labels(tx, shape, items);
    const Account account = load_account(tx, contract_id);
    const InvoiceAccount known = invoice_account(tx, account);
    const store::InvoiceTotals totals = store::invoice_totals(tx.rows(), contract_id);
    const store::InvoiceParties parties = store::invoice_parties(tx.rows(), contract_id);
    const Money rest = std::max(Money(), known.ceiling - known.invoiced);
    Json expected = Json::object();
    expected.set("buyer_name", parties.bureau_title.empty() ? parties.bureau_name : parties.bureau_title);
    expected.set("buyer_uscc", parties.bureau_uscc).set("seller_name", parties.agency_name);
    expected.set("seller_uscc", parties.agency_uscc).set("gross", rest.text());
    Json answer = Json::object().set("items", Json(std::move(items)));
    answer.set("blue", totals.blue.text()).set("red", totals.red.text()).set("net", totals.net().text());
    answer.set("ceiling", known.ceiling.text()).set("settled", known.is_settled);
    answer.set("red_letter_needed", known.red_letter().text());
    return answer.set("expected", std::move(expected));
  });
}

Result<Json> invoice_sums(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::see_invoices, {"invoice", 0}, [&](Tx& tx) -> Result<Json> {
    store::Parameters parameters;
    const std::string reach =
        store::scope_condition(domain::invoice_shape(), domain::scope(tx.actor(), Action::see_invoices), parameters);
    Money blue, red, tax;
    std::int64_t count = 0;
    for (const store::Row& row : tx.rows().query(
             "SELECT kind, COUNT(*), CAST(SUM(gross_fen) AS SIGNED), CAST(SUM(tax_fen) AS SIGNED) FROM invoice WHERE " +
                 reach + " AND state IN ('accepted', 'reversed') GROUP BY kind",
             parameters)) {
      count += integer_or(row[1]);
      (text_or_empty(row[0]) == "red" ? red : blue) = Money::fen(integer_or(row[2]));
      tax = tax + Money::fen(integer_or(row[3]));
    }
    Json answer = Json::object().set("blue", blue.text()).set("red", (Money() - red).text());
    answer.set("gross", (blue + red).text()).set("net", (blue + red - tax).text()).set("tax", tax.text());
    return answer.set("count", count);
  });
}

}  // namespace zhiheng::service

#include "service/invoice_service.h"

#include "base/crypto.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/invoice_parts.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/upload_check.h"
#include "store/file_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::Invoice;

namespace {

constexpr std::size_t most_file_bytes = 10u << 20;

Params told_of(const Invoice& invoice) {
  return {{"number", invoice.number}, {"amount", invoice.gross.text()}, {"reason", invoice.return_reason}};
}

std::string event_of(const Invoice& invoice) {
  return "v" + std::to_string(invoice.version);
}

Result<Invoice> fresh(Tx& tx, std::int64_t id, std::int64_t version) {
  const auto invoice = store::find_invoice(tx.rows(), id);
  if (!invoice) return refusal(Kind::absent, "record.absent");
  if (invoice->version != version) return stale_problem(tx, domain::invoice_shape(), id, version);
  return *invoice;
}

Problems read_and_check(Tx& tx, const Json& body, const Account& account, Invoice& invoice) {
  Problems reading;
  read_invoice_body(tx, body, invoice, reading);
  return all_invoice_problems(std::move(reading),
                              domain::check_invoice(invoice, invoice_facts(tx, invoice, account), tx.today()));
}

// An invoice of this very content, whatever has become of its state.
bool stands_already(Tx& tx, const Invoice& invoice) {
  const auto holder = store::holder_of_number(tx.rows(), invoice.bureau_id, invoice.number, 0);
  if (!holder || holder->contract_id != invoice.contract_id || !invoice.issued_on) return false;
  const Invoice other = *store::find_invoice(tx.rows(), holder->id);
  Json theirs = invoice_content(other), ours = invoice_content(invoice);
  theirs.set("state", ""), ours.set("state", "");
  return write_json(theirs) == write_json(ours);
}

// A red invoice that takes back the rest of a blue one ends it.
void reverse_blue(Tx& tx, const Invoice& red) {
  Invoice blue = *store::find_invoice(tx.rows(), red.red_of_id);
  if (store::taken_back(tx.rows(), blue.id) < blue.gross) return;
  blue.state = "reversed";
  ensure(store::save_invoice(tx.rows(), blue, tx.now()), "the contract's account was taken");
  tx.audit("reverse", {"invoice", blue.id}, blue.bureau_id, state_change("accepted", "reversed", blue.version + 1));
}

}  // namespace

Result<Invoice> enter_invoice_row(Tx& tx, std::int64_t contract_id, const Json& body) {
  const Account account = load_account(tx, contract_id);
  Invoice invoice;
  invoice.bureau_id = account.contract.bureau_id;
  invoice.agency_id = account.contract.agency_id;
  invoice.contract_id = contract_id;
  if (account.is_confirmed()) invoice.statement_id = account.statement->id;
  invoice.entered_by = tx.actor().account_id;
  Problems problems = read_and_check(tx, body, account, invoice);
  if (!problems.empty()) {
    if (stands_already(tx, invoice)) return Invoice();
    return problems;
  }
  invoice.id = store::insert_invoice(tx.rows(), invoice, tx.now());
  Json detail = Json::object().set("before", Json::object()).set("after", invoice_content(invoice)).set("version", 1);
  tx.audit("enter", {"invoice", invoice.id}, invoice.bureau_id, detail);
  return invoice;
}

Result<Json> enter_invoice(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, const Json& body) {
  return gate.write(actor, Action::edit_invoices, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const auto invoice = enter_invoice_row(tx, contract_id, body);
    if (!invoice) return invoice.problems();
    if (invoice->id == 0)
      return refusal(Kind::conflict, "invoice.number_taken", "/number", {{"number", body.text_at("number")}});
    tell_bureau(tx, {"invoice_to_check", {"invoice", invoice->id}, event_of(*invoice), {}, told_of(*invoice)},
                Action::accept_invoice);
    return invoice_json(tx, invoice->id);
  });
}

Result<Json> change_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body) {
  const Subject subject{"invoice", id};
  return gate.write(actor, Action::edit_invoices, subject, [&](Tx& tx) -> Result<Json> {
    const auto before = fresh(tx, id, version);
    if (!before) return before.problems();
    if (Outcome allowed = domain::change_invoice(*before); !allowed) return allowed.problems();
    const Account account = load_account(tx, before->contract_id);
    Invoice invoice = *before;
    invoice.state = "entered";
    invoice.statement_id = account.is_confirmed() ? account.statement->id : 0;
    invoice.entered_by = actor.account_id;
    Problems problems = read_and_check(tx, body, account, invoice);
    if (!problems.empty()) return problems;
    if (!store::save_invoice(tx.rows(), invoice, tx.now())) {
      return stale_problem(tx, domain::invoice_shape(), id, version);
    }
    ++invoice.version;
    Json detail = Json::object().set("before", invoice_content(*before)).set("after", invoice_content(invoice));
    tx.audit("change", subject, invoice.bureau_id, detail.set("version", invoice.version));
    tell_bureau(tx, {"invoice_to_check", subject, event_of(invoice), {}, told_of(invoice)}, Action::accept_invoice);
    return invoice_json(tx, id);
  });
}

Result<Json> accept_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"invoice", id};
  return gate.write(actor, Action::accept_invoice, subject, [&](Tx& tx) -> Result<Json> {
    const auto found = fresh(tx, id, version);
    if (!found) return found.problems();
    Invoice invoice = *found;
    const Account account = load_account(tx, invoice.contract_id);
    const Outcome allowed =
        domain::accept_invoice(invoice, invoice_facts(tx, invoice, account), actor.account_id, tx.today());
    if (!allowed) return allowed.problems();
    // Two that are accepted at once must not come to more than is payable together.
    store::take_contract(tx.rows(), account.contract, tx.now());
    invoice.state = "accepted";
    invoice.accepted_by = actor.account_id;
    invoice.accepted_at = tx.now().utc();
    if (!store::save_invoice(tx.rows(), invoice, tx.now())) {
      return stale_problem(tx, domain::invoice_shape(), id, version);
    }
    ++invoice.version;
    tx.audit("accept", subject, invoice.bureau_id, state_change("entered", "accepted", invoice.version));
    if (invoice.is_red()) reverse_blue(tx, invoice);
    tell_agency(tx, {"invoice_accepted", subject, event_of(invoice), {}, told_of(invoice)});
    return invoice_json(tx, id);
  });
}

Result<Json> return_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                            const Json& body) {
  const Subject subject{"invoice", id};
  return gate.write(actor, Action::accept_invoice, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    const auto found = fresh(tx, id, version);
    if (!found) return found.problems();
    Invoice invoice = *found;
    if (Outcome allowed = domain::return_invoice(invoice, form->text("reason")); !allowed) return allowed.problems();
    invoice.state = "returned";
    invoice.returned_by = actor.account_id;
    invoice.returned_at = tx.now().utc();
    invoice.return_reason = form->text("reason");
    if (!store::save_invoice(tx.rows(), invoice, tx.now())) {
      return stale_problem(tx, domain::invoice_shape(), id, version);
    }
    ++invoice.version;
    Json detail = state_change("entered", "returned", invoice.version);
    detail.find("after")->set("return_reason", invoice.return_reason);
    tx.audit("return", subject, invoice.bureau_id, detail);
    tell_agency(tx, {"invoice_returned", subject, event_of(invoice), {}, told_of(invoice)});
    return invoice_json(tx, id);
  });
}

Outcome may_change_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::edit_invoices, {"invoice", id},
                   [&](Tx& tx) -> Outcome { return domain::change_invoice(*store::find_invoice(tx.rows(), id)); });
}

Outcome may_accept_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::accept_invoice, {"invoice", id}, [&](Tx& tx) -> Outcome {
    const Invoice invoice = *store::find_invoice(tx.rows(), id);
    const Account account = load_account(tx, invoice.contract_id);
    return domain::accept_invoice(invoice, invoice_facts(tx, invoice, account), actor.account_id, tx.today());
  });
}

Outcome may_return_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::accept_invoice, {"invoice", id}, [&](Tx& tx) -> Outcome {
    return domain::return_invoice(*store::find_invoice(tx.rows(), id), "-");  // the reason is still to be typed
  });
}

Result<Json> read_invoice(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_invoices, {"invoice", id},
                   [&](Tx& tx) -> Result<Json> { return invoice_json(tx, id); });
}

Result<Json> attach_invoice_file(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& file_name,
                                 const std::string& bytes) {
  const Subject subject{"invoice", id};
  if (Outcome may = gate.may(actor, Action::edit_invoices, subject); !may) return may.problems();
  if (bytes.size() > most_file_bytes) {
    return refusal("invoice.file_too_large", "/file", {{"most", std::to_string(most_file_bytes >> 20)}});
  }
  const auto type = check_content(file_name, bytes);
  if (!type) return type.problems();
  const std::string sha256 = sha256_hex(bytes);
  return gate.write(actor, Action::edit_invoices, subject, [&](Tx& tx) -> Result<Json> {
    Invoice invoice = *store::find_invoice(tx.rows(), id);
    if (Outcome allowed = domain::change_invoice(invoice); !allowed) return allowed.problems();
    store::store_file(tx.rows(), sha256, type->media_type, bytes, tx.now());
    const auto named = [](const Invoice& one) {
      return one.file_sha256.empty() ? Json::object()
                                     : Json::object().set("file_name", one.file_name).set("sha256", one.file_sha256);
    };
    Json detail = Json::object().set("before", named(invoice));
    invoice.file_name = file_name;
    invoice.file_sha256 = sha256;
    if (!store::save_invoice(tx.rows(), invoice, tx.now())) {
      return stale_problem(tx, domain::invoice_shape(), id, invoice.version);
    }
    detail.set("after", named(invoice)).set("version", invoice.version + 1);
    tx.audit("add_file", subject, invoice.bureau_id, detail);
    return invoice_json(tx, id);
  });
}

Result<InvoiceFileBytes> read_invoice_file(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_invoices, {"invoice", id}, [&](Tx& tx) -> Result<InvoiceFileBytes> {
    const Invoice invoice = *store::find_invoice(tx.rows(), id);
    if (invoice.file_sha256.empty()) return refusal(Kind::absent, "access.absent");
    InvoiceFileBytes answer{invoice.file_name, store::find_file(tx.rows(), invoice.file_sha256)->media_type, {}};
    store::read_file(tx.rows(), invoice.file_sha256, [&](std::string_view piece) {
      answer.bytes += piece;
      return true;
    });
    return answer;
  });
}

}  // namespace zhiheng::service

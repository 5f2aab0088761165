#include "service/invoice_parts.h"

#include <algorithm>

#include "service/command_body.h"
#include "service/notice_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Invoice;

namespace {

const std::vector<domain::Field>& body_fields() {
  static const std::vector<domain::Field> fields{
      domain::text_field("number", 32),       domain::choice_field("kind", "invoice_kind"),
      domain::text_field("red_of", 32),       domain::text_field("issued_on", 16),
      domain::text_field("buyer_name", 100),  domain::text_field("buyer_uscc", 18),
      domain::text_field("seller_name", 100), domain::text_field("seller_uscc", 18),
      domain::text_field("item", 200),        domain::text_field("rate", 16),
      domain::text_field("gross", 24),        domain::text_field("net", 24),
      domain::text_field("tax", 24),          domain::flag_field("line_split"),
      domain::text_field("remark", 500)};
  return fields;
}

// Red amounts are printed with a minus sign; who leaves it out means the same.
std::optional<Money> read_amount(const Record& form, const char* key, bool red, Problems& problems) {
  const std::string& text = form.text(key);
  if (text.empty()) return std::nullopt;
  const auto amount = read_signed_money(text, std::string("/") + key);
  append(problems, amount);
  if (!amount) return std::nullopt;
  return red && *amount > Money() ? Money() - *amount : *amount;
}

// Net and tax follow from the gross amount where they are left out; one of them from the other.
void read_amounts(const Record& form, Invoice& invoice, Problems& problems) {
  const auto gross = read_amount(form, "gross", invoice.is_red(), problems);
  const auto net = read_amount(form, "net", invoice.is_red(), problems);
  const auto tax = read_amount(form, "tax", invoice.is_red(), problems);
  invoice.gross = gross.value_or(Money());
  const domain::TaxSplit split = domain::split_tax(invoice.gross, domain::tax_basis_points(invoice.rate).value_or(0));
  invoice.net = net ? *net : tax ? invoice.gross - *tax : split.net;
  invoice.tax = tax ? *tax : invoice.gross - invoice.net;
}

std::int64_t blue_id(Tx& tx, const Invoice& invoice, const std::string& given) {
  for (const Invoice& other : store::invoices_of(tx.rows(), invoice.contract_id)) {
    const bool named = other.number == given || std::to_string(other.id) == given;
    if (named && !other.is_red() && other.id != invoice.id && other.state != "returned") return other.id;
  }
  return 0;
}

}  // namespace

InvoiceAccount invoice_account(Tx& tx, const Account& account) {
  InvoiceAccount known;
  known.invoiced = store::invoice_totals(tx.rows(), account.contract.id).net();
  known.is_settled = account.is_confirmed();
  known.ceiling = known.is_settled ? account.balance().net
                                   : account.contract.fee + store::bonus_of_results(tx.rows(), account.contract.id);
  return known;
}

void read_invoice_body(Tx& tx, const Json& body, Invoice& invoice, Problems& problems) {
  Record form;
  const auto read = read_command(body_fields(), body);
  append(problems, read);
  if (read) {
    form = *read;
  } else if (body.is_object()) {
    // One member that cannot be read must not hide what is wrong with the others.
    for (const domain::Field& field : body_fields()) {
      const auto value = domain::read_value(field, body.find(field.key), "/" + field.key);
      if (value) form.set(field.key, *value);
    }
  }
  invoice.kind = form.text("kind") == "red" ? "red" : "blue";
  invoice.number = form.text("number");
  invoice.issued_on.reset();
  if (!form.text("issued_on").empty()) {
    const auto day = read_date(form.text("issued_on"), "/issued_on");
    append(problems, day);
    if (day) invoice.issued_on = *day;
  }
  invoice.buyer_name = form.text("buyer_name");
  invoice.buyer_uscc = form.text("buyer_uscc");
  invoice.seller_name = form.text("seller_name");
  invoice.seller_uscc = form.text("seller_uscc");
  invoice.item = form.text("item");
  const std::string rate = domain::read_tax_rate(form.text("rate"));
  invoice.rate = rate.empty() ? form.text("rate") : rate;
  read_amounts(form, invoice, problems);
  invoice.line_split = form.integer("line_split") != 0;
  invoice.remark = form.text("remark");
  invoice.red_of_id = form.text("red_of").empty() ? 0 : blue_id(tx, invoice, form.text("red_of"));
}

domain::InvoiceFacts invoice_facts(Tx& tx, const Invoice& invoice, const Account& account) {
  const bool stands = invoice.state == "accepted" || invoice.state == "reversed";
  const store::InvoiceParties parties = store::invoice_parties(tx.rows(), account.contract.id);
  const InvoiceAccount known = invoice_account(tx, account);
  domain::InvoiceFacts facts;
  facts.bureau_name = parties.bureau_name;
  facts.bureau_title = parties.bureau_title;
  facts.buyer_uscc = parties.bureau_uscc;
  facts.agency_name = parties.agency_name;
  facts.agency_uscc = parties.agency_uscc;
  facts.signed_on = account.contract.signed_on;
  facts.is_settled = known.is_settled;
  facts.ceiling = known.ceiling;
  facts.standing = stands ? known.invoiced - invoice.gross : known.invoiced;
  const auto holder = store::holder_of_number(tx.rows(), account.contract.bureau_id, invoice.number, invoice.id);
  facts.number_taken = holder.has_value();
  const domain::Scope reach = domain::scope(tx.actor(), domain::Action::see_invoices);
  if (holder && reach.has_bureau(account.contract.bureau_id)) facts.taken_by = holder->contract_number;
  if (invoice.red_of_id == 0) return facts;
  const auto blue = store::find_invoice(tx.rows(), invoice.red_of_id);
  if (!blue || blue->contract_id != account.contract.id) return facts;
  domain::BlueFacts taken;
  // What this very invoice took back does not stand in its own way.
  taken.state = stands && blue->state == "reversed" ? "accepted" : blue->state;
  taken.rate = blue->rate;
  taken.gross = blue->gross;
  taken.taken_back = store::taken_back(tx.rows(), blue->id);
  if (stands) taken.taken_back = taken.taken_back + invoice.gross;
  taken.issued_on = *blue->issued_on;
  facts.blue = taken;
  return facts;
}

Problems all_invoice_problems(Problems reading, const Problems& checking) {
  Problems all = std::move(reading);
  const std::size_t unread = all.size();
  const auto is_unread = [&](const std::string& field) {
    return std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(unread),
                       [&](const Problem& problem) { return problem.field == field; });
  };
  Problems judged;
  for (const Problem& problem : checking) {
    if (!is_unread(problem.field)) judged.push_back(problem);
  }
  append(all, judged);
  return all;
}

Json invoice_content(const Invoice& invoice) {
  Json json = Json::object();
  json.set("number", invoice.number).set("kind", invoice.kind).set("rate", invoice.rate);
  json.set("issued_on", invoice.issued_on ? Json(invoice.issued_on->text()) : Json());
  json.set("gross", invoice.gross.text()).set("net", invoice.net.text()).set("tax", invoice.tax.text());
  json.set("buyer_name", invoice.buyer_name).set("buyer_uscc", invoice.buyer_uscc);
  json.set("seller_name", invoice.seller_name).set("seller_uscc", invoice.seller_uscc);
  json.set("red_of", invoice.red_of_id == 0 ? Json() : Json(std::to_string(invoice.red_of_id)));
  json.set("line_split", invoice.line_split).set("remark", invoice.remark);
  return json.set("item", invoice.item).set("state", invoice.state);
}

Json invoice_json(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::invoice_shape();
  const Invoice invoice = *store::find_invoice(tx.rows(), id);
  const Account account = load_account(tx, invoice.contract_id);
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  Json checks = Json::array();
  for (const domain::InvoiceCheck& check :
       domain::invoice_checks(invoice, invoice_facts(tx, invoice, account), tx.today())) {
    checks.push(Json::object().set("check", check.key).set("ok", check.ok).set("known", check.known));
  }
  const Money paper = invoice.is_red() ? Money() - invoice.gross : invoice.gross;
  json.set("checks", std::move(checks)).set("gross_in_words", in_capitals(paper));
  const Money left = invoice.is_red() ? Money() : invoice.gross - store::taken_back(tx.rows(), id);
  json.set("left", left.text()).set("has_file", !invoice.file_sha256.empty());
  return json.set("red_letter_needed", invoice_account(tx, account).red_letter().text());
}

void tell_red_letter(Tx& tx, const Account& account) {
  const InvoiceAccount known = invoice_account(tx, account);
  const Money needed = known.red_letter();
  if (needed == Money()) return;
  const Params told{{"invoiced", known.invoiced.text()}, {"payable", known.ceiling.text()}, {"amount", needed.text()}};
  // The amount is part of the event: an adjustment that changes it tells anew.
  const NoticeEvent event{"red_letter_needed", {"statement", account.statement->id}, needed.text(), {}, told};
  tell_agency(tx, event);
  tell_bureau(tx, event, domain::Action::edit_invoices);
}

}  // namespace zhiheng::service

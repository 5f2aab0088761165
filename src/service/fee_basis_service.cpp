#include "service/fee_basis_service.h"

#include "domain/contract.h"
#include "domain/fee_basis.h"
#include "service/command_body.h"
#include "service/record_parts.h"
#include "store/contract_facts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// The bureau's own table of the year, that of the nearest bureau above it, or a shipped one.
std::optional<domain::FeeRates> find_rates(Tx& tx, std::int64_t bureau_id, std::int64_t year, const std::string& code) {
  for (const std::int64_t id : store::bureau_and_above(tx.rows(), bureau_id)) {
    const auto rows = tx.rows().query(
        "SELECT basis, document FROM fee_rate WHERE bureau_id = ? AND fiscal_year = ? AND code = ?", {id, year, code});
    if (rows.empty()) continue;
    auto read = domain::read_fee_rates(text_or_empty(rows[0][0]), text_or_empty(rows[0][1]), {});
    ensure(read.ok(), "rates were read before they were stored");
    return *read;
  }
  for (const domain::ShippedFeeRates& one : domain::shipped_fee_rates()) {
    if (one.code != code) continue;
    auto read = domain::read_fee_rates(one.basis, one.lines, {});
    ensure(read.ok(), "shipped rates can be read");
    return *read;
  }
  return std::nullopt;
}

struct WorkedOut {
  Json document;  // as given, with the rates in it, so that it can be worked out again when tables have changed
  domain::FeeSheet sheet;
};

Problems below(Problems problems, const std::string& where) {
  for (Problem& one : problems) one.field = where + one.field;
  return problems;
}

Result<WorkedOut> work_out(Tx& tx, const Json& document, std::int64_t bureau_id, std::int64_t year,
                           const std::string& where) {
  const std::string code = domain::fee_rates_named(document);
  std::optional<domain::FeeRates> table;
  if (!code.empty()) table = find_rates(tx, bureau_id, year, code);
  const auto input = domain::read_fee_input(document, table ? &*table : nullptr);
  if (!input) return below(input.problems(), where);
  auto sheet = domain::work_out_fee(*input);
  if (!sheet) return below(sheet.problems(), where);
  WorkedOut out{document, std::move(*sheet)};
  if (table) {
    Json lines = Json::array();
    std::string text = domain::fee_rate_lines(*table);
    for (std::string_view rest = text; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      lines.push(std::string(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    out.document.set("rates", std::move(lines));
  }
  return out;
}

std::int64_t last_sequence(Tx& tx, std::int64_t contract_id) {
  const auto rows = tx.rows().query("SELECT MAX(sequence) FROM fee_basis_sheet WHERE contract_id = ?", {contract_id});
  return integer_or(rows.at(0)[0]);
}

Json row_json(const store::Row& row) {
  const Money total = Money::fen(integer_or(row[3]));
  const Money fee = Money::fen(integer_or(row[4]));
  Json out = Json::object();
  out.set("id", std::to_string(integer_or(row[0]))).set("sequence", integer_or(row[1]));
  out.set("basis", text_or_empty(row[2])).set("total", total.text()).set("fee", fee.text());
  out.set("difference", (fee - total).text()).set("difference_reason", text_or_empty(row[5]));
  return out.set("made_by_label", text_or_empty(row[6])).set("made_at", text_or_empty(row[7]));
}

constexpr const char* sheet_sql =
    "SELECT s.id, s.sequence, s.basis, s.total_fen, s.fee_fen, s.difference_reason, a.display_name, s.created_at, "
    "s.document, s.contract_id FROM fee_basis_sheet s LEFT JOIN account a ON a.id = s.made_by WHERE ";

const std::vector<domain::Field>& sheet_fields() {
  static const std::vector<domain::Field> fields{domain::text_field("difference_reason", 500)};
  return fields;
}

}  // namespace

Result<Json> compute_fee(Gate& gate, const domain::Actor& actor, const Json& given, Language language) {
  if (!given.is_object()) return refusal("record.not_an_object");
  return gate.read(actor, Action::see_procurement, {"procurement_limit", 0}, [&](Tx& tx) -> Result<Json> {
    Json document = Json::object();
    std::int64_t year = tx.today().year();
    Problems problems;
    for (const auto& member : given.members()) {
      if (member.key != "fiscal_year") {
        document.set(member.key, member.value);
        continue;
      }
      const auto read =
          domain::read_value(domain::integer_field("fiscal_year", 2000, 2099), &member.value, "/fiscal_year");
      if (!read) return read.problems();
      if (integer_or(*read) != 0) year = integer_or(*read);
    }
    const auto worked = work_out(tx, document, actor.bureau_id, year, "");
    if (!worked) return worked.problems();
    return domain::fee_sheet_json(worked->sheet, language);
  });
}

Outcome keep_fee_sheet(Tx& tx, const Record& contract, const Json& given, const std::string& where) {
  if (given.is_null()) return Done{};
  if (!given.is_object()) return refusal("record.not_an_object", where);
  Json rest = Json::object();
  for (const auto& member : given.members()) {
    if (member.key != "document") rest.set(member.key, member.value);
  }
  const auto form = read_command(sheet_fields(), rest, where);
  if (!form) return form.problems();
  const Json* document = given.find("document");
  if (document == nullptr) return refusal("field.required", where + "/document");
  const std::int64_t id = contract.integer("id");
  const auto worked =
      work_out(tx, *document, contract.integer("bureau"), contract.integer("fiscal_year"), where + "/document");
  if (!worked) return worked.problems();
  if (worked->sheet.input.basis != contract.text("fee_basis")) {
    return refusal("fee_basis.other_basis", where + "/document/basis", {{"basis", contract.text("fee_basis")}});
  }
  const Money fee = Money::fen(contract.integer("fee"));
  const std::string& reason = form->text("difference_reason");
  if (worked->sheet.total != fee && reason.empty()) {
    return refusal("fee_basis.differs", where + "/difference_reason",
                   {{"total", worked->sheet.total.text()}, {"fee", fee.text()}});
  }
  const std::int64_t account = tx.actor().account_id;
  const std::int64_t sequence = last_sequence(tx, id) + 1;
  const std::string now = tx.now().utc();
  tx.rows().execute(
      "INSERT INTO fee_basis_sheet (bureau_id, agency_id, contract_id, sequence, basis, document, total_fen, fee_fen, "
      "difference_reason, made_by, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {contract.get("bureau"), contract.get("agency"), id, sequence, worked->sheet.input.basis,
       write_json(worked->document), worked->sheet.total.fen(), fee.fen(), worked->sheet.total == fee ? "" : reason,
       account == 0 ? Value() : Value(account), now, now});
  Json after = Json::object().set("sequence", sequence).set("basis", worked->sheet.input.basis);
  after.set("total", worked->sheet.total.text()).set("fee", fee.text()).set("difference_reason", reason);
  Json detail = Json::object().set("before", Json::object()).set("after", std::move(after));
  tx.audit("create", {"fee_basis_sheet", tx.rows().last_id()}, contract.integer("bureau"), detail);
  return Done{};
}

Outcome check_fee_has_sheet(Tx& tx, const Record& before, const Record& after, const Json* given) {
  const bool worked_out = after.text("fee_basis") != "lump_sum" && last_sequence(tx, after.integer("id")) > 0;
  const bool moved = before.get("fee") != after.get("fee") || before.get("fee_basis") != after.get("fee_basis");
  if (worked_out && moved && (given == nullptr || given->is_null())) {
    return refusal("contract.fee_without_sheet", "/fee");
  }
  return Done{};
}

Result<Json> save_fee_sheet(Gate& gate, const domain::Actor& actor, std::int64_t contract_id, std::int64_t version,
                            const Json& body, Language language) {
  return gate.write(actor, Action::edit_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Shape& shape = domain::contract_shape();
    const auto row = store::find_record(tx.rows(), shape, contract_id);
    if (!row) return refusal(Kind::absent, "record.absent");
    if (row->integer("version") != version) return stale_problem(tx, shape, contract_id, version);
    if (row->text("state") != "active") return refusal(Kind::conflict, "contract.not_active");
    const auto contract = *store::find_contract_facts(tx.rows(), contract_id);
    if (const Outcome kept = keep_fee_sheet(tx, *row, body.is_null() ? Json::object() : body, ""); !kept) {
      return kept.problems();
    }
    store::take_contract(tx.rows(), contract, tx.now());
    const auto rows =
        tx.rows().query(std::string(sheet_sql) + "s.contract_id = ? ORDER BY s.sequence DESC LIMIT 1", {contract_id});
    Json out = row_json(rows.at(0));
    const auto document = parse_json(text_or_empty(rows.at(0)[8]));
    const auto input = domain::read_fee_input(*document, nullptr);
    return out.set("document", *document).set("sheet", domain::fee_sheet_json(*domain::work_out_fee(*input), language));
  });
}

Result<Json> fee_sheets_of_contract(Gate& gate, const domain::Actor& actor, std::int64_t contract_id) {
  return gate.read(actor, Action::see_contracts, {"contract", contract_id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const store::Row& row :
         tx.rows().query(std::string(sheet_sql) + "s.contract_id = ? ORDER BY s.sequence DESC", {contract_id})) {
      items.push(row_json(row));
    }
    return Json::object().set("items", std::move(items));
  });
}

Result<Json> read_fee_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, Language language) {
  return gate.read(actor, Action::see_contracts, {"fee_basis_sheet", sheet_id}, [&](Tx& tx) -> Result<Json> {
    const auto rows = tx.rows().query(std::string(sheet_sql) + "s.id = ?", {sheet_id});
    Json out = row_json(rows.at(0));
    const auto document = parse_json(text_or_empty(rows[0][8]));
    ensure(document.ok(), "a stored sheet is JSON");
    const auto input = domain::read_fee_input(*document, nullptr);
    ensure(input.ok(), "a stored sheet can be read");
    const auto sheet = domain::work_out_fee(*input);
    ensure(sheet.ok(), "a stored sheet can be worked out again");
    out.set("contract", std::to_string(integer_or(rows[0][9]))).set("document", *document);
    const auto contract = tx.rows().query("SELECT number FROM contract WHERE id = ?", {integer_or(rows[0][9])});
    out.set("contract_number", text_or_empty(contract.at(0)[0]));
    return out.set("sheet", domain::fee_sheet_json(*sheet, language));
  });
}

}  // namespace zhiheng::service

// Registers: every contract with what became of its sum, and every payment.
#include "service/report_datasets.h"

namespace zhiheng::service {

using domain::Action;
using table::CellType;

namespace {

table::DatasetShape contract_register_shape() {
  return {"contract_register",
          {{"number", CellType::text},
           {"title", CellType::text},
           {"bureau", CellType::text},
           {"agency", CellType::text},
           {"uscc", CellType::text},
           {"policy", CellType::text},
           {"procurement_method", CellType::text},
           {"fiscal_year", CellType::integer},
           {"signed_on", CellType::date},
           {"starts_on", CellType::date},
           {"ends_on", CellType::date},
           {"engagements", CellType::integer},
           {"original_fee", CellType::money},
           {"change", CellType::money},
           {"fee", CellType::money},
           {"deduction", CellType::money},
           {"bonus", CellType::money},
           {"paid", CellType::money},
           {"payable", CellType::money},
           {"recoverable", CellType::money},
           {"state", CellType::text},
           {"statement_state", CellType::text},
           {"commission_type", CellType::text},
           {"principal", CellType::text},
           {"fee_basis", CellType::text},
           {"bond", CellType::money},
           {"budget_line", CellType::text},
           {"expenditure_function", CellType::text},
           {"procurement_number", CellType::text},
           {"published_on", CellType::date},
           {"filed_on", CellType::date},
           {"terminated_on", CellType::date},
           {"termination_ground", CellType::text}},
          {},
          {"year", "bureau"}};
}

// The newest statement that was not voided speaks for the contract; drafts only to those who may see them. The ids of
// the bureaus are our own numbers.
std::string contract_register_sql(const domain::Scope& reach) {
  std::string bureaus = "0";
  for (const std::int64_t id : reach.bureaus) bureaus += ", " + std::to_string(id);
  const std::string drafts = reach.everything ? "1 = 1" : "s.bureau_id IN (" + bureaus + ")";
  const std::string standing =
      "(SELECT MAX(s.id) FROM statement s WHERE s.contract_id = c.id AND s.state <> 'voided' "
      "AND (s.confirmed_at IS NOT NULL OR " +
      drafts + "))";
  return "SELECT c.number, c.title, bureau.name, agency.name, agency.uscc, policy.code, c.procurement_method, "
         "c.fiscal_year, c.signed_on, c.starts_on, c.ends_on, "
         "(SELECT COUNT(*) FROM engagement WHERE engagement.contract_id = c.id), c.original_fee_fen, "
         "c.fee_fen - c.original_fee_fen, c.fee_fen, st.deduction_fen, st.bonus_fen, "
         "(SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'refund' THEN 0 - amount_fen ELSE amount_fen END), 0) AS SIGNED) "
         "FROM payment WHERE payment.contract_id = c.id), st.payable_fen, st.recoverable_fen, c.state, st.state, "
         "c.commission_type, principal.name, c.fee_basis, c.bond_fen, c.budget_line, c.expenditure_function, "
         "c.procurement_number, c.published_on, c.filed_on, ending.terminated_on, ending.ground, "
         "policy.revision FROM contract c INNER JOIN bureau ON bureau.id = c.bureau_id "
         "INNER JOIN agency ON agency.id = c.agency_id INNER JOIN policy ON policy.id = c.policy_id "
         "LEFT JOIN budget_unit principal ON principal.id = c.principal_unit_id "
         "LEFT JOIN contract_termination ending ON ending.contract_id = c.id AND ending.state = 'decided' "
         "LEFT JOIN statement st ON st.id = " +
         standing + " WHERE c.id ";
}

Cells contract_row(const store::Row& row, Language language) {
  Cells cells(row.begin(), row.end() - 1);
  cells[5] = text_or_empty(row[5]) + "@" + std::to_string(integer_or(row.back()));
  cells[6] = choice_text("procurement_method", row[6], language);
  cells[20] = choice_text("contract_state", row[20], language);
  cells[21] = choice_text("statement_state", row[21], language);
  cells[22] = choice_text("commission_type", row[22], language);
  cells[24] = choice_text("fee_basis", row[24], language);
  if (!text_or_empty(row[32]).empty()) cells[32] = choice_text("termination_ground", row[32], language);
  return cells;
}

Dataset contract_register() {
  Dataset dataset;
  dataset.shape = contract_register_shape();
  dataset.action = Action::see_contracts;
  dataset.load = [](ReportContext& context) -> Result<table::SheetData> {
    auto ids = ids_in_scope(context, *domain::find_shape("contract"), Action::see_contracts, "number");
    if (!ids) return ids.problems();
    const Language language = context.language;
    const std::string sql = contract_register_sql(domain::scope(context.tx.actor(), Action::see_statements));
    table::SheetData data;
    data.rows =
        rows_of_ids(context.tx, std::move(*ids),
                    [sql, language](Tx& tx, const std::string& in_ids, const store::Parameters& parameters,
                                    std::vector<Cells>& rows) {
                      tx.rows().each(sql + in_ids + " ORDER BY c.number, c.id", parameters, [&](const store::Row& row) {
                        rows.push_back(contract_row(row, language));
                        return true;
                      });
                    });
    return data;
  };
  return dataset;
}

Cells payment_row(const store::Row& row, Language language) {
  const bool refund = text_or_empty(row[7]) == "refund";
  const std::int64_t amount_fen = integer_or(row[8]);
  Cells cells(row.begin(), row.begin() + 8);
  cells[7] = choice_text("payment_kind", row[7], language);
  cells.emplace_back(refund ? std::int64_t{0} : amount_fen);
  cells.emplace_back(refund ? amount_fen : std::int64_t{0});
  cells.emplace_back(refund ? -amount_fen : amount_fen);
  cells.push_back(text_or_empty(row[9]).empty() ? Value() : row[9]);
  cells.insert(cells.end(), row.begin() + 10, row.end());
  return cells;
}

Dataset payment_register() {
  return listed_dataset(
      "payment_register",
      {{"paid_on", CellType::date},
       {"voucher_number", CellType::text},
       {"contract", CellType::text},
       {"title", CellType::text},
       {"agency", CellType::text},
       {"instalment", CellType::text},
       {"statement", CellType::text},
       {"kind", CellType::text},
       {"payment", CellType::money},
       {"refund", CellType::money},
       {"net", CellType::money},
       {"remark", CellType::text},
       {"order", CellType::text},
       {"booked_by", CellType::text},
       {"countersigned_by", CellType::text}},
      Action::see_payments,
      {"payment", "paid_on",
       "SELECT p.paid_on, p.voucher_number, c.number, c.title, agency.name, instalment.name, statement.number, "
       "p.kind, p.amount_fen, p.remark, o.number, b.display_name, s.display_name FROM payment p INNER JOIN contract c "
       "ON c.id = p.contract_id INNER JOIN agency ON agency.id = p.agency_id LEFT JOIN instalment ON instalment.id = "
       "p.instalment_id LEFT JOIN statement ON statement.id = p.statement_id LEFT JOIN payment_order o ON o.id = "
       "p.order_id LEFT JOIN account b ON b.id = p.booked_by LEFT JOIN account s ON s.id = p.countersigned_by WHERE "
       "p.id ",
       "p.paid_on, p.id", payment_row});
}

}  // namespace

std::vector<Dataset> register_datasets() {
  return {contract_register(), payment_register()};
}

}  // namespace zhiheng::service

// The answer of the bank or the treasury to a file of payment orders: matched by order number, amount and payee, booked
// in one transaction, and everything that differs listed by its row.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

struct BankFile {
  std::string bytes;      // CSV or XLSX
  std::string file_name;  // as people know it
};

// All rows are checked first; then all that match are booked, and all failed orders marked, in one transaction or none
// of them. A row that differs is booked nowhere and listed. A file that was read before (by its digest) books nothing
// and answers what it answered then, with "repeated": true. Refuses what table::read_row_file and
// domain::read_bank_rows refuse, and bank_result.bureau_missing. Answers {"id","file_name","digest","repeated",
// "row_count","booked_count","booked","failed_count","different_count","missing_count","created_at",
// "items":[{"row","order","order_id","payee","amount","status","voucher_number","paid_on","outcome","text"}],
// "missing":[{"id","number","account_name","amount"}]}: sent orders of the same batches that the file does not name.
Result<Json> import_bank_results(Gate& gate, const domain::Actor& actor, const BankFile& file, Language language);
Result<Json> read_bank_result(Gate& gate, const domain::Actor& actor, std::int64_t id, Language language);
// The empty workbook with the columns that a file must have.
Result<std::string> bank_result_template(Language language);

}  // namespace zhiheng::service

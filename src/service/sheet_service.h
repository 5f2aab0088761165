// Score sheets: an expert writes, hands in, gets back; the clerk's workbook may carry them too.
#pragma once

#include <string>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"id","version","component","state","total","comment","returned_reason","submitted_at","items":[...],
//  "rubric": {"component","title","entry","criteria":[...]}, "panel_label", "deadline_on", "engagement",
//  "engagement_code", "engagement_label"}
Result<Json> read_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id);
// {"items":[sheets]}; an expert gets his own.
Result<Json> sheets_of_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id);

// Body: {"items"?: [{"criterion","points"?,"defects"?,"reason"?,"page"?}], "total"?, "comment"?}, the whole sheet:
// what is absent is empty. A draft may be incomplete; what is in it must be within bounds. Answers the sheet.
Result<Json> save_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                        const Json& body);
// The same body, or null or {} for what was saved. Everything that is missing is refused together.
Result<Json> submit_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body);
// Body: {"reason"}. The expert may write again, also after the deadline.
Result<Json> return_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body);

// For the import of workbooks, inside its transaction: writes an expert's sheet and hands it in, by the same guards.
// `field` is the place of the row in the workbook for refusals that have no place in the body. A sheet that is
// handed in with the same content already is left alone (answer false).
struct SheetForm {
  std::int64_t panel_id = 0;
  std::int64_t expert_id = 0;
  std::string component;
  Json body;  // of save_sheet
};
Result<bool> put_sheet(Tx& tx, const SheetForm& form);

}  // namespace zhiheng::service

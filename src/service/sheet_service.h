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
// Some fields of the sheet: what the body does not name stays as it is; null or "" empties a field. A sheet that holds
// exactly this already is answered as it stands, whatever version the caller saw: a save whose answer was lost may be
// sent again.
Result<Json> patch_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                         const Json& body);
// The same body, or null or {} for what was saved. Everything that is missing is refused together.
Result<Json> submit_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body);
// Body: {"reason"}. The expert may write again, also after the deadline.
Result<Json> return_sheet(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id, std::int64_t version,
                          const Json& body);

// The actor's own sheets. `group`: "to_do" (by deadline), "done" (handed in, the panel still open), "closed" (the panel
// is closed, or he is recused), the newest first; "" is all of them. `text` is searched in name and code of the
// engagement. {"items":[{"id","version","component","component_title","state","total","submitted_at","panel",
// "panel_label","panel_state","deadline_on","recused","engagement","engagement_code","engagement_label","criteria",
// "scored"}],"next","total","counts":{"to_do","done","closed"}}; refuses list.bad_cursor, sheet.no_such_group.
struct MySheetsQuery {
  std::string group;
  std::string text;
  std::string cursor;
  int limit = 50;
};
Result<Json> my_sheets(Gate& gate, const domain::Actor& actor, const MySheetsQuery& query);

// What the expert gave in earlier sheets of the same component under the same policy, whatever its version, where the
// criterion was the same: {"sheets":n,"total":{...}|null,"criteria":[{"criterion","sheets","average","lowest",
// "highest","latest"}],"items":[{"id","engagement_label","total","submitted_at"}]}, the latest first. Own sheets only.
Result<Json> earlier_sheets(Gate& gate, const domain::Actor& actor, std::int64_t sheet_id);

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

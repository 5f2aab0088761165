// Blind review looks into the files before experts do: names of the agency in text and properties are found, shown to
// the clerk and acknowledged by him, or the agency hands in another copy. Nothing is altered.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// Looks into one file, where the policy hides the agency and nobody has looked yet. Answers the scan:
// {"deliverable","kind","revision","file_name","state": "clear"|"found"|"unscannable"|"acknowledged",
//  "why": rule of what could not be read or "", "findings":[{"kind","word","part","page","snippet"}],
//  "pages_without_text":[n], "pictures": n, "cut": bool, "scanned_at","acknowledged_label","acknowledged_at",
//  "acknowledged_reason","version"}; null where the policy hides nothing.
Result<Json> scan_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id);
// All files of an engagement that were not looked into yet; after an upload and when its panel is made. What is refused
// is left for later: the first expert who opens the file has it looked into.
void scan_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

// For the bureau: {"hidden": does the policy hide the agency, "items":[scans]}.
Result<Json> file_scans(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);
// Body: {"reason"}: the clerk has read what was found and lets the experts open the file. Refuses, in this order:
// scan.absent, record.stale, scan.nothing_to_acknowledge, scan.reason_missing. Answers the scan.
Result<Json> acknowledge_scan(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id, std::int64_t version,
                              const Json& body);

// May this reader open the file? Whoever the agency is hidden from, only once it was looked into and nothing was found,
// or the clerk has acknowledged it. Refuses deliverable.waits_for_bureau.
Outcome may_open_blind(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id);

}  // namespace zhiheng::service

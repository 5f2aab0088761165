// The agency's record in the six groups of the national credit platform: entered by the agency, accepted or returned by
// its bureau, confirmed once a year; and requests for another lead evaluator in a running contract.
#pragma once

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

// {"agency":{"id","name","uscc","bureau"},"groups":[{"group","single","platform","items":[...]}],"confirmed_on",
// "confirm_due_on","entered","submitted"}: the versions that this reader may see.
Result<Json> read_agency_record(Gate& gate, const domain::Actor& actor, std::int64_t agency_id);
// One version with "versions": all that the reader may see of its entry, newest first.
Result<Json> read_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id);

// Body: {"group", and the fields of the group}. Of the actor's own agency. Refuses agency_record.no_agency,
// agency_record.unknown_group, agency_record.only_one (conflict) and what read_record_entry refuses.
Result<Json> enter_record_item(Gate& gate, const domain::Actor& actor, const Json& body);
// What stands gets a new version beside it; what is entered or was returned is changed in place. Refuses
// agency_record.wrong_state, agency_record.under_way (conflict: another version is).
Result<Json> change_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body);
// Body {"ended_on","reason"}: a version that says that the entry ended; nothing is ever taken out.
Result<Json> end_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body);
Result<Json> submit_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
Result<Json> drop_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version);
// Everything that the actor's agency has entered: {"submitted": n}. Refuses agency_record.nothing_entered.
Result<Json> submit_agency_record(Gate& gate, const domain::Actor& actor);
// Body {"accept": true|false, "reason"?}, by the bureau.
Result<Json> review_record_item(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body);
// Body {"purpose"}: {"identity_number"}, by the agency itself or its bureau; the audit keeps the purpose.
Result<Json> reveal_record_identity(Gate& gate, const domain::Actor& actor, std::int64_t id, const Json& body);
// The agency says that what stands is true. Refuses agency_record.nothing_accepted.
Result<Json> confirm_agency_record(Gate& gate, const domain::Actor& actor);
// Entries from what the bureau has on file about the agency and its lead evaluators, where the record has none yet:
// {"entered": n}.
Result<Json> take_over_agency_record(Gate& gate, const domain::Actor& actor);

// Body {"contract" (number or id), "to_lead" (id or code), "reason"}, by the agency of the contract. Refuses what
// domain::check_lead_change refuses.
Result<Json> ask_lead_change(Gate& gate, const domain::Actor& actor, const Json& body);
// Body {"approve": true|false, "note"?}: by the bureau of the contract; approved, the contract names the other person.
// Refuses lead_change.decided, lead_change.own_request, lead_change.note_missing (refused without a reason).
Result<Json> decide_lead_change(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body);
Result<Json> read_lead_change(Gate& gate, const domain::Actor& actor, std::int64_t id);
// {"contracts":[{"id","number","title","lead"}],"leads":[{"id","code","name"}]} of the actor's agency.
Result<Json> lead_change_choices(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service

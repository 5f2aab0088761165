// What the acts on agencies' records share inside a transaction: who sees which version, how an entry is read from a
// body and written with its sealed number.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/agency_record_service.h"
#include "store/agency_record_store.h"

namespace zhiheng::service {

// An entry as somebody gave it. `identity` is nothing when it stays as it is, "" when it goes.
struct RecordEntry {
  Record document;
  std::optional<std::string> identity;
};
// Reads the members of a body against the group's shape; `current` is what stands, null for a new entry. `own_uscc` is
// the agency's. Refuses what the fields refuse, domain::check_record_item, agency_record.uscc_differs, identity.*,
// agency_record.identity_malformed, expert_secrets.masked - all at once, each behind `where`.
Result<RecordEntry> read_record_entry(const domain::RecordGroup& group, const Json& body,
                                      const domain::RecordItem* current, const std::string& own_uscc, Date today);

// The fields that a document keeps: never the identity number.
Json record_document(const domain::RecordGroup& group, const Record& document);
// A number that is to be kept: sealed under the key of the installation, bound to the entry and not to one version.
// Refuses security.key_missing, security.key_unreadable.
Outcome seal_identity(Tx& tx, domain::RecordItem& item, const std::optional<std::string>& identity);

// In clear; "" where there is none. Refuses security.*, expert_secrets.key_differs.
Result<std::string> open_identity(const domain::RecordItem& item);

// A first version (place 0) or the next one of an entry, in state "entered", with its audit row. Answers its id.
Result<std::int64_t> write_new_version(Tx& tx, domain::RecordItem item, const domain::RecordGroup& group,
                                       const RecordEntry& entry);
// The version that somebody wants to act on. Refuses record.absent and record.stale.
Result<domain::RecordItem> fresh_record_item(Tx& tx, std::int64_t id, std::int64_t version);

// May this reader see the version? The agency sees its own, its bureau what was submitted, everybody else what stands.
bool sees_record_item(const domain::Actor& actor, const domain::RecordItem& item);
// The public form of a version; see templates/api/agency_record.json.
Json to_json(const domain::RecordItem& item);
Result<Json> shown_record_item(Tx& tx, std::int64_t id);

// What an accepted lead evaluator says becomes the row that contracts name.
void carry_to_lead_evaluator(Tx& tx, domain::RecordItem& item);

}  // namespace zhiheng::service

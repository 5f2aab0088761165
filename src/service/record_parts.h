// The steps that services of records share inside a transaction: references, labels, guards, differences, staleness.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/record_service.h"
#include "store/record_store.h"

namespace zhiheng::service {

// The number at the head of a text, 0 when there is none: ids, and the places in "/engagements/3/fee".
std::int64_t number_in(std::string_view text);

// Replaces natural keys in the references of a body by ids, in place, and refuses what does not exist. `bureau_id` and
// `agency_id` narrow keys that are unique only below something.
void resolve_references(Tx& tx, const domain::Shape& shape, Json& body, std::int64_t bureau_id, std::int64_t agency_id,
                        const std::string& where, Problems& problems);
// The bureau of a new row: the body's, the actor's own, or the only root; 0 with a problem when none can be told.
std::int64_t bureau_of_new_row(Tx& tx, const domain::Shape& shape, domain::Action action, Json& body,
                               Problems& problems);

// Adds "<key>_label" after each reference of the items, with one query per field.
void add_labels(Tx& tx, const domain::Shape& shape, std::vector<Json>& items);
Json labelled(Tx& tx, const domain::Shape& shape, const Record& record);

// The guards of a stem on a whole row, with what they must know loaded; `before` is null for a new row.
Problems check_row(Tx& tx, const domain::Shape& shape, const Record& after, const Record* before);

// Fields whose values differ, as {"before":{...},"after":{...}}; before is {} for a new row. Empty when nothing does.
Json difference(const domain::Shape& shape, const Record* before, const Record& after);
bool is_nothing(const Json& difference);
// The changed fields of `after`, with the id and version of `before`, ready for store::update_record.
Record changed_fields(const domain::Shape& shape, const Record& before, const Record& after);
// Says who changed what since the version that the caller saw.
Problem stale_problem(Tx& tx, const domain::Shape& shape, std::int64_t id, std::int64_t seen_version);

}  // namespace zhiheng::service

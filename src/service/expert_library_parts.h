// The steps that the library's services and the import share inside a transaction.
#pragma once

#include <string>

#include "domain/expert_library.h"
#include "base/messages.h"
#include "domain/expert_library_shapes.h"
#include "service/expert_secrets.h"
#include "service/record_parts.h"
#include "store/expert_library_store.h"

namespace zhiheng::service {

// "财政、health" in the member `fields` becomes codes; of a new expert `payable` is true where nothing is said.
void make_canonical(Json& body, bool creating);
std::string canonical_fields_text(const std::string& text);

// A new row is an application that somebody else approves: stage, status, who entered it, the first step of its life.
// Without an audit row. Answers the id.
std::int64_t insert_application(Tx& tx, Record record);
// Whoever changes an application is one more who may not approve it.
void note_application_change(Tx& tx, std::int64_t id, const Record& before);

inline Value id_or_nothing(std::int64_t id) {
  return id == 0 ? Value() : Value(id);
}
Result<domain::LibraryExpert> fresh_expert(Tx& tx, std::int64_t id, std::int64_t version);
// Takes the step, writes it with its row of the life and its audit, and tells who is concerned.
Result<domain::LibraryExpert> carry_out_step(Tx& tx, const domain::LibraryExpert& expert, const domain::LifeStep& step);
// The members of a body that a step takes: step, reason, from, until, place, certificate_number.
Result<domain::LifeStep> read_life_step(const Json& body);
const std::vector<domain::Field>& life_step_fields();

// {"id","version",...}: the public forms. Proposals show masked what they hold sealed.
Json proposal_json(const Record& proposal);
std::vector<Json> parts_of_expert(Tx& tx, const domain::Shape& shape, std::int64_t expert_id);

}  // namespace zhiheng::service

// What the services of score sheets share inside a transaction.
#pragma once

#include <string>

#include "domain/panel.h"
#include "domain/score_sheet.h"
#include "service/case_builder.h"
#include "service/gate.h"

namespace zhiheng::service {

// A sheet with what its guards look at.
struct LoadedSheet {
  domain::ScoreSheet sheet;
  domain::Panel panel;
  FrozenPolicy policy;
  const domain::Component* component = nullptr;
};
LoadedSheet load_sheet(Tx& tx, std::int64_t sheet_id);

// The answer of read_sheet.
Json sheet_json(Tx& tx, const LoadedSheet& loaded);

// Puts the body into the sheet; what the body does not say becomes empty.
Problems write_sheet_body(const Json& body, domain::ScoreSheet& sheet);
// All that is wrong with a body: what cannot be read, then what the rules say of everything that could be.
Problems together(Problems unread, const Problems& by_rules);
// What was saved as criteria carries its sum as total; a body that edits criteria must not trip over it.
void forget_sum(domain::ScoreSheet& sheet);
bool same_content(const domain::ScoreSheet& a, const domain::ScoreSheet& b);
Problem stale_sheet(Tx& tx, std::int64_t sheet_id, std::int64_t version);

}  // namespace zhiheng::service

// How a statement is drawn from what the rows say, shared by its drafting, its confirmation and the objections that
// change it.
#pragma once

#include "service/case_builder.h"
#include "service/statement_parts.h"

namespace zhiheng::service {

// Everything that a draft is drawn from, and what its guards look at.
struct Drawing {
  ContractSources sources;
  FrozenPolicy policy;
  domain::DraftFacts facts;
};

Drawing look_at_statement(Tx& tx, const Account& account);
Result<Derived> derive_statement(Tx& tx, const Account& account, const Drawing& drawing, const std::string& number);
// Figures, documents and lines of a draft.
void fill_statement(const Drawing& drawing, const Derived& derived, domain::Statement& statement);
Json statement_figures(const domain::Statement& statement);
// Would the draft be drawn today exactly as it stands?
bool is_statement_unchanged(Tx& tx, const Account& account);
// Writes a draft anew in the name of its drafter, with audit row and notice; the guards were asked. Refuses what derive
// refuses.
Outcome redraw(Tx& tx, const Account& account, const Drawing& drawing, domain::Statement statement,
               std::int64_t drafted_by);

}  // namespace zhiheng::service

// Evidence documents: what carries a figure to an outsider, who recomputes it without our database.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/case.h"

namespace zhiheng::domain {

// {"evidence","version":1,"subject","case","result","issued","seals","digest"}. `subject` holds names that no figure
// depends on (agency, bureau, statement number). `seals` maps every leaf's JSON pointer to a short SM3 of the leaf, so
// that a changed name is found by its place; `digest` is "sm3:" over the canonical JSON (RFC 8785) of the rest.
// Kinds: "statement" and "result" carry a case and its evaluation; "list" carries {"rows":[{...}]} and
// list_result(case), so that nobody adds or drops a row; "draw" carries what draw_result() computes again;
// "rating" carries rating_case_to_json() with the whole policy and rating_outcome_to_json().
Json make_evidence(const std::string& kind, Json subject, Json case_document, Json result, Timestamp issued);

// {"rows": n, "by_grade": {"优": 3, ...}} of the rows of a list; grades only where the rows have some.
Json list_result(const Json& case_document);

// One line per difference: {"/result/engagements/0/final_score", "80.12", "79.92", rule}.
struct Difference {
  std::string pointer;
  std::string published;   // as it stands in the file
  std::string recomputed;  // "" when the leaf merely does not fit its seal
  // evidence.recomputed, evidence.seal, evidence.missing, evidence.gone (only its seal is left), evidence.added,
  // evidence.digest, evidence.case_refused
  std::string rule;
};

// Refuses what is no evidence document at all (evidence.not_evidence, evidence.unknown_kind, evidence.unknown_version);
// otherwise the differences, none when verified.
Result<std::vector<Difference>> verify_evidence(const Json& document);

}  // namespace zhiheng::domain

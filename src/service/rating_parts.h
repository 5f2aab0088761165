// What the services of ratings share inside a transaction: the cases of a year built from rows, and their outcomes.
#pragma once

#include <map>

#include "domain/agency_rating.h"
#include "domain/rating.h"
#include "service/case_builder.h"
#include "service/gate.h"
#include "store/rating_facts_store.h"
#include "store/rating_store.h"

namespace zhiheng::service {

struct RatingMaterial {
  store::RatedAgency agency;
  domain::RatingCase input;
  std::vector<store::RatingFact> facts;
};
// The cases of all agencies of the bureau's year (or of one), as far back as the policy looks.
std::vector<RatingMaterial> rating_material(Tx& tx, std::int64_t bureau_id, int year, const FrozenPolicy& policy,
                                            std::int64_t agency_id = 0);

struct RatedYear {
  std::vector<store::StoredRating> ratings;           // without ids; in the order of the agencies' USCC
  std::vector<std::vector<store::RatingFact>> facts;  // of each
};
// Rates everybody, ranks them, and rates them again where the policy looks at ranks. Refuses what domain::rate and
// domain::read_rating_case refuse.
Result<RatedYear> rate_year(Tx& tx, const domain::RatingRun& run, const FrozenPolicy& policy);
// What the run would hold now: of a run that corrects, only the ratings that differ from the standing ones, each with
// what it supersedes.
Result<RatedYear> ratings_of_now(Tx& tx, const domain::RatingRun& run, const FrozenPolicy& policy);

Result<domain::RatingRun> load_run(Tx& tx, std::int64_t id, std::int64_t version);
std::string agency_name(Tx& tx, std::int64_t agency_id);
std::string bureau_name_of(Tx& tx, std::int64_t bureau_id);

// {"id",...the fields of its shape,"agency_label",...,"watch":[..],"years":[...],"steps":[...],"consequences":[...]};
// with the documents as "case" and "result".
Json rating_json(Tx& tx, const store::StoredRating& rating, bool with_documents);
Json rating_fields_json(const store::StoredRating& rating);                      // the fields of its shape
Json labelled_ratings(Tx& tx, std::vector<Json> items);                          // as a list
Json rating_rows_json(Tx& tx, const std::vector<store::StoredRating>& ratings);  // without documents, labels at once

// A fact of a rating that an agency can contest: {target, title}. "rating" is the whole.
std::vector<std::pair<std::string, std::string>> contestable_facts(Tx& tx, const store::StoredRating& rating);
Json rating_objection_json(Tx& tx, std::int64_t id);

// --- consequences
// What published ratings lead to, with the consequences of what they supersede kept, or lifted with the run's reason.
void enact_consequences(Tx& tx, const domain::RatingRun& run, const std::vector<store::StoredRating>& ratings,
                        std::int64_t published_by);
// The veto of a job or of an agency bars for as many months as its policy says.
std::int64_t enact_vetoes(Tx& tx, std::int64_t bureau_id);
Json consequence_json(Tx& tx, std::int64_t id);

}  // namespace zhiheng::service

// The jobs that an agency's published ratings stand on, as one list over the years.
#include <algorithm>
#include <map>

#include "service/heart_json.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using store::StoredRating;

namespace {

constexpr std::size_t jobs_of_page = 50;
constexpr std::size_t most_jobs_of_page = 200;

// The results behind each rating by the code of the job.
std::map<std::pair<std::int64_t, std::string>, std::int64_t> results_behind(Tx& tx,
                                                                            const std::vector<StoredRating>& ratings) {
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> results;
  if (ratings.empty()) return results;
  store::Parameters parameters;
  std::string among;
  for (const StoredRating& one : ratings) {
    parameters.emplace_back(one.id);
    among += among.empty() ? "?" : ", ?";
  }
  for (const store::Row& row :
       tx.rows().query("SELECT rating_id, job, fact_id FROM rating_fact WHERE stem = 'result' AND rating_id IN (" +
                           among + ") ORDER BY id",
                       parameters)) {
    results[{integer_or(row[0]), text_or_empty(row[1])}] = integer_or(row[2]);
  }
  return results;
}

Json job_json(const StoredRating& rating, const Json& job, std::int64_t result_id) {
  Json json = Json::object().set("fiscal_year", rating.fiscal_year).set("rating", id_json(rating.id));
  json.set("bureau", id_json(rating.bureau_id)).set("code", job.text_at("code")).set("title", job.text_at("title"));
  json.set("fee", job.text_at("fee")).set("final_score", job.text_at("final_score"));
  return json.set("grade", job.text_at("grade")).set("result", id_json(result_id));
}

// Those of the rated year alone: the years before it have ratings of their own.
void add_jobs(const StoredRating& rating, const std::map<std::pair<std::int64_t, std::string>, std::int64_t>& results,
              std::vector<Json>& all) {
  const auto document = parse_json(rating.case_document, JsonLimits{64, 64u << 20});
  ensure(document.ok(), "a stored rating is JSON");
  for (const Json& year : document->at("years").items()) {
    if (year.at("year").integer().value_or(0) != rating.fiscal_year) continue;
    const Json* jobs = year.find("jobs");
    if (!jobs || !jobs->is_array()) continue;
    for (const Json& job : jobs->items()) {
      const auto result = results.find({rating.id, job.text_at("code")});
      all.push_back(job_json(rating, job, result == results.end() ? 0 : result->second));
    }
  }
}

}  // namespace

Result<Json> rated_jobs_of_agency(Gate& gate, const domain::Actor& actor, std::int64_t agency_id,
                                  const RatedJobQuery& asked) {
  if (asked.limit < 0 || asked.limit > static_cast<std::int64_t>(most_jobs_of_page)) {
    return refusal("list.bad_limit", "limit", {{"most", std::to_string(most_jobs_of_page)}});
  }
  if (asked.offset < 0) return refusal("list.bad_cursor", "cursor");
  return gate.read(actor, Action::see_ratings, {"agency", agency_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Scope scope = domain::scope(actor, Action::see_ratings);
    std::vector<StoredRating> ratings;
    for (StoredRating& one : store::published_ratings_of(tx.rows(), agency_id, 0)) {
      const bool seen = scope.everything || scope.agency_id == agency_id || scope.has_bureau(one.bureau_id);
      const bool wanted = asked.fiscal_year == 0 || asked.fiscal_year == one.fiscal_year;
      if (seen && wanted && one.state == "current") ratings.push_back(std::move(one));
    }
    std::stable_sort(ratings.begin(), ratings.end(),
                     [](const StoredRating& a, const StoredRating& b) { return a.fiscal_year > b.fiscal_year; });
    const auto results = results_behind(tx, ratings);
    std::vector<Json> all;
    for (const StoredRating& one : ratings) add_jobs(one, results, all);
    const auto first = std::min(static_cast<std::size_t>(asked.offset), all.size());
    const std::size_t limit = asked.limit == 0 ? jobs_of_page : static_cast<std::size_t>(asked.limit);
    const std::size_t last = std::min(first + limit, all.size());
    Json items = Json::array();
    for (std::size_t i = first; i < last; ++i) items.push(std::move(all[i]));
    Json json = Json::object().set("items", std::move(items));
    json.set("next", last < all.size() ? Json(std::to_string(last)) : Json());
    return json.set("total", static_cast<std::int64_t>(all.size()));
  });
}

}  // namespace zhiheng::service

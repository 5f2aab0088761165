// Ratings as their readers see them: one with its components, and those of an agency.
#include <map>

#include "base/text.h"
#include "domain/evidence.h"
#include "service/heart_json.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "service/record_parts.h"
#include "store/consequence_store.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using store::StoredRating;

namespace {

Json score_json(const std::optional<Score>& score) {
  return score ? Json(score->text()) : Json();
}

Json read_document(const std::string& text) {
  auto json = parse_json(text, JsonLimits{64, 64u << 20});
  ensure(json.ok(), "a stored rating is JSON");
  return std::move(*json);
}

void add_components(const StoredRating& rating, Json& json) {
  Json result = read_document(rating.result_document);
  for (const char* key : {"years", "steps", "consequences"}) json.set(key, result.at(key));
}

}  // namespace

Json rating_fields_json(const StoredRating& rating) {
  Json json = Json::object();
  json.set("id", id_json(rating.id)).set("version", rating.version).set("bureau", id_json(rating.bureau_id));
  json.set("agency", id_json(rating.agency_id)).set("fiscal_year", rating.fiscal_year);
  json.set("score", score_json(rating.score)).set("grade", rating.grade.empty() ? Json() : Json(rating.grade));
  json.set("unrated_reason", rating.unrated_reason.empty() ? Json() : Json(rating.unrated_reason));
  json.set("vetoed", rating.vetoed).set("watch", texts_json(words_of(rating.watch)));
  json.set("place", rating.place ? Json(*rating.place) : Json()).set("place_of", rating.place_of);
  json.set("jobs", rating.jobs).set("mean", score_json(rating.mean));
  json.set("taken", rating.taken.text()).set("added", rating.added.text()).set("state", rating.state);
  json.set("policy", id_json(rating.policy_id)).set("run", id_json(rating.run_id)).set("reason", rating.reason);
  json.set("supersedes", id_json(rating.supersedes_id));
  return json.set("published_at", moment_json(rating.published_at));
}

Json labelled_ratings(Tx& tx, std::vector<Json> items) {
  add_labels(tx, domain::rating_shape(), items);
  Json list = Json::array();
  for (Json& item : items) list.push(std::move(item));
  return list;
}

std::string agency_name(Tx& tx, std::int64_t agency_id) {
  const auto rows = tx.rows().query("SELECT name FROM agency WHERE id = ?", {agency_id});
  return rows.empty() ? std::string() : text_or_empty(rows[0][0]);
}

std::string bureau_name_of(Tx& tx, std::int64_t bureau_id) {
  const auto rows = tx.rows().query("SELECT name FROM bureau WHERE id = ?", {bureau_id});
  return rows.empty() ? std::string() : text_or_empty(rows[0][0]);
}

Json rating_rows_json(Tx& tx, const std::vector<StoredRating>& ratings) {
  std::vector<Json> items;
  for (const StoredRating& rating : ratings) {
    items.push_back(rating_fields_json(rating));
    add_components(rating, items.back());
  }
  return labelled_ratings(tx, std::move(items));
}

Json rating_json(Tx& tx, const StoredRating& rating, bool with_documents) {
  Json json = rating_rows_json(tx, {rating}).items().front();
  if (with_documents) {
    json.set("case", read_document(rating.case_document)).set("result", read_document(rating.result_document));
  }
  return json;
}

Result<Json> read_rating(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_ratings, {"rating", id},
                   [&](Tx& tx) -> Result<Json> { return rating_json(tx, *store::find_rating(tx.rows(), id), true); });
}

Result<Json> rating_evidence(Gate& gate, const domain::Actor& actor, const std::string& uscc, int year) {
  return gate.read(actor, Action::see_ratings, {}, [&](Tx& tx) -> Result<Json> {
    store::Parameters parameters{store::small(year), uscc};
    const std::string seen =
        store::scope_condition(domain::rating_shape(), domain::scope(actor, Action::see_ratings), parameters);
    const auto rows = tx.rows().query(
        "SELECT id FROM rating WHERE state = 'current' AND fiscal_year = ? AND agency_id IN (SELECT id FROM agency "
        "WHERE uscc = ?) AND " +
            seen + " ORDER BY CASE WHEN bureau_id = " + std::to_string(actor.bureau_id) + " THEN 0 ELSE 1 END, id DESC",
        parameters);
    if (rows.empty()) {
      return refusal(Kind::absent, "rating.absent", "/agency", {{"agency", uscc}, {"year", std::to_string(year)}});
    }
    const StoredRating rating = *store::find_rating(tx.rows(), integer_or(rows[0][0]));
    Json subject = Json::object();
    subject.set("agency", agency_name(tx, rating.agency_id)).set("uscc", uscc);
    subject.set("bureau", bureau_name_of(tx, rating.bureau_id)).set("year", std::to_string(year));
    subject.set("published_at", timestamp_from_utc(rating.published_at).text()).set("reason", rating.reason);
    return domain::make_evidence("rating", std::move(subject), read_document(rating.case_document),
                                 read_document(rating.result_document), tx.now());
  });
}

Result<Json> ratings_of_agency(Gate& gate, const domain::Actor& actor, std::int64_t agency_id) {
  return gate.read(actor, Action::see_ratings, {"agency", agency_id}, [&](Tx& tx) -> Result<Json> {
    const domain::Scope scope = domain::scope(actor, Action::see_ratings);
    const auto listed = [&](const domain::Shape& shape, const char* order) {
      store::Parameters parameters{agency_id};
      const std::string seen = store::scope_condition(shape, scope, parameters);
      std::vector<Json> items;
      for (const Record& one :
           store::find_records_where(tx.rows(), shape, "agency_id = ? AND " + seen, parameters, order)) {
        items.push_back(domain::record_to_json(shape, one));
      }
      add_labels(tx, shape, items);
      Json list = Json::array();
      for (Json& item : items) list.push(std::move(item));
      return list;
    };
    std::vector<StoredRating> seen;
    for (StoredRating& one : store::published_ratings_of(tx.rows(), agency_id, 0)) {
      if (scope.everything || scope.agency_id == agency_id || scope.has_bureau(one.bureau_id)) {
        seen.push_back(std::move(one));
      }
    }
    Json consequences = listed(domain::consequence_shape(), "from_on DESC, id DESC");
    std::map<std::string, Json> causes;
    for (const auto& one : store::consequences_of(tx.rows(), agency_id, 0)) {
      causes.emplace(std::to_string(one.id), texts_json(one.causes));
    }
    for (Json& one : consequences.items()) one.set("causes", std::move(causes.at(one.text_at("id"))));
    Json json = Json::object().set("agency", id_json(agency_id)).set("agency_label", agency_name(tx, agency_id));
    json.set("ratings", rating_rows_json(tx, seen));
    json.set("events", listed(domain::credit_event_shape(), "happened_on DESC, id DESC"));
    json.set("consequences", std::move(consequences));
    return json.set("objections", listed(domain::rating_objection_shape(), "filed_at DESC, id DESC"));
  });
}

}  // namespace zhiheng::service

// The table of a year's ratings, how grades moved from year to year, what is on the watch list and what is outdated.
#include <algorithm>
#include <set>

#include "service/heart_json.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "service/record_parts.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using store::StoredRating;

namespace {

Json score_json(const std::optional<Score>& score) {
  return score ? Json(score->text()) : Json();
}

// Standing ratings of a year within the actor's sight, without documents.
std::vector<StoredRating> standing_lines(Tx& tx, int year) {
  store::Parameters parameters{store::small(year)};
  const std::string seen =
      store::scope_condition(domain::rating_shape(), domain::scope(tx.actor(), Action::see_ratings), parameters);
  std::vector<StoredRating> all;
  for (const auto& row : tx.rows().query(
           "SELECT id, bureau_id, agency_id, run_id, policy_id, score, grade, unrated_reason, vetoed, "
           "watch, jobs, mean, taken, added, published_at, version FROM rating WHERE state = 'current' AND "
           "fiscal_year = ? AND " +
               seen + " ORDER BY bureau_id, CASE WHEN score IS NULL THEN 1 ELSE 0 END, score DESC, agency_id",
           parameters)) {
    store::RowReader cells(row);
    StoredRating one;
    one.fiscal_year = year;
    one.state = "current";
    one.id = cells.integer();
    one.bureau_id = cells.integer();
    one.agency_id = cells.integer();
    one.run_id = cells.integer();
    one.policy_id = cells.integer();
    one.score = cells.optional_score();
    one.grade = cells.text();
    one.unrated_reason = cells.text();
    one.vetoed = cells.flag();
    one.watch = cells.text();
    one.jobs = cells.small();
    one.mean = cells.optional_score();
    one.taken = cells.score();
    one.added = cells.score();
    one.published_at = cells.text();
    one.version = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

// Ranks of now: a correction of another agency moves them, whatever was published.
void rank(std::vector<StoredRating>& lines) {
  for (StoredRating& one : lines) {
    one.place_of = static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const StoredRating& other) {
      return other.bureau_id == one.bureau_id && other.score;
    }));
    if (!one.score) continue;
    one.place = 1 + static_cast<int>(std::count_if(lines.begin(), lines.end(), [&](const StoredRating& other) {
                  return other.bureau_id == one.bureau_id && other.score && *other.score > *one.score;
                }));
  }
}

std::vector<int> rated_years(Tx& tx) {
  store::Parameters parameters;
  const std::string seen =
      store::scope_condition(domain::rating_shape(), domain::scope(tx.actor(), Action::see_ratings), parameters);
  std::vector<int> years;
  for (const auto& row : tx.rows().query(
           "SELECT DISTINCT fiscal_year FROM rating WHERE state = 'current' AND " + seen + " ORDER BY fiscal_year DESC",
           parameters)) {
    years.push_back(static_cast<int>(integer_or(row[0])));
  }
  return years;
}

using Key = std::pair<std::int64_t, std::int64_t>;  // bureau, agency
std::map<Key, StoredRating> by_agency(std::vector<StoredRating> lines) {
  std::map<Key, StoredRating> all;
  for (StoredRating& one : lines) all.emplace(Key{one.bureau_id, one.agency_id}, std::move(one));
  return all;
}

// The grades of the policies that these ratings were made by, best first.
std::vector<std::string> grades_of(Tx& tx, const std::vector<const std::vector<StoredRating>*>& lists) {
  std::set<std::int64_t> policies;
  for (const auto* list : lists) {
    for (const StoredRating& one : *list) policies.insert(one.policy_id);
  }
  std::vector<std::string> grades;
  for (auto policy = policies.rbegin(); policy != policies.rend(); ++policy) {
    const FrozenPolicy frozen = load_policy(tx.rows(), *policy);
    ensure(frozen.rules->credit.has_value(), "ratings are made by policies that rate");
    for (auto band = frozen.rules->credit->bands.rbegin(); band != frozen.rules->credit->bands.rend(); ++band) {
      if (std::find(grades.begin(), grades.end(), band->grade) == grades.end()) grades.push_back(band->grade);
    }
  }
  return grades;
}

Json years_json(const std::vector<int>& years) {
  Json list = Json::array();
  for (const int year : years) list.push(year);
  return list;
}

Json trend_of(int year, const std::vector<StoredRating>& lines, const std::vector<std::string>& grades) {
  std::int64_t rated = 0, sum = 0;
  Json counts = Json::object();
  for (const std::string& grade : grades) {
    counts.set(grade, static_cast<std::int64_t>(std::count_if(
                          lines.begin(), lines.end(), [&](const StoredRating& one) { return one.grade == grade; })));
  }
  for (const StoredRating& one : lines) {
    if (!one.score) continue;
    ++rated;
    sum += one.score->hundredths();
  }
  Json json = Json::object().set("year", year).set("rated", rated);
  json.set("unrated", static_cast<std::int64_t>(lines.size()) - rated);
  json.set("mean",
           rated == 0
               ? Json()
               : Json(Score::hundredths(static_cast<std::int32_t>(Fraction(sum, rated).scaled(0, Rounding::half_up)))
                          .text()));
  return json.set("grades", std::move(counts));
}

}  // namespace

Result<Json> ratings_of_year(Gate& gate, const domain::Actor& actor, int year) {
  return gate.read(actor, Action::see_ratings, {}, [&](Tx& tx) -> Result<Json> {
    const std::vector<int> years = rated_years(tx);
    const int shown = year != 0 || years.empty() ? year : years.front();
    std::vector<StoredRating> lines = standing_lines(tx, shown);
    rank(lines);
    const auto before = by_agency(standing_lines(tx, shown - 1));
    std::vector<Json> items;
    for (const StoredRating& one : lines) {
      Json item = rating_fields_json(one);
      const auto earlier = before.find({one.bureau_id, one.agency_id});
      const bool known = earlier != before.end();
      item.set("before_grade", known && !earlier->second.grade.empty() ? Json(earlier->second.grade) : Json());
      item.set("before_score", known ? score_json(earlier->second.score) : Json());
      Json change;
      if (known && earlier->second.score && one.score) {
        const std::int32_t moved = one.score->hundredths() - earlier->second.score->hundredths();
        change = Json(std::string(moved < 0 ? "-" : moved > 0 ? "+" : "") + Score::hundredths(std::abs(moved)).text());
      }
      items.push_back(std::move(item.set("change", std::move(change))));
    }
    Json json = Json::object().set("year", shown).set("years", years_json(years));
    json.set("grades", texts_json(grades_of(tx, {&lines})));
    return json.set("items", labelled_ratings(tx, std::move(items)));
  });
}

Result<Json> rating_migration(Gate& gate, const domain::Actor& actor, int from, int to) {
  return gate.read(actor, Action::see_ratings, {}, [&](Tx& tx) -> Result<Json> {
    const std::vector<int> years = rated_years(tx);
    const int last = to != 0 || years.empty() ? to : years.front();
    const int first = from != 0 ? from : last - 1;
    const auto start = standing_lines(tx, first), end = standing_lines(tx, last);
    const std::vector<std::string> grades = grades_of(tx, {&start, &end});
    std::vector<std::string> places = grades;
    places.emplace_back();  // unrated
    const auto before = by_agency(start), after = by_agency(end);
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    for (const auto& [key, one] : after) {
      const auto earlier = before.find(key);
      ++counts[{earlier == before.end() ? "-" : earlier->second.grade, one.grade}];
    }
    for (const auto& [key, one] : before) {
      if (!after.contains(key)) ++counts[{one.grade, "-"}];
    }
    places.emplace_back("-");  // not in that year
    Json rows = Json::array();
    for (const std::string& grade : places) {
      Json cells = Json::array();
      std::int64_t total = 0;
      for (const std::string& next : places) {
        const auto count = counts.find({grade, next});
        const std::int64_t here = count == counts.end() ? 0 : count->second;
        total += here;
        cells.push(here);
      }
      rows.push(Json::object().set("grade", grade).set("cells", std::move(cells)).set("total", total));
    }
    Json trend = Json::array();
    for (auto year = years.rbegin(); year != years.rend(); ++year) {
      const auto lines = standing_lines(tx, *year);
      trend.push(trend_of(*year, lines, grades_of(tx, {&lines})));
    }
    Json json = Json::object().set("from", first).set("to", last).set("years", years_json(years));
    json.set("grades", texts_json(places)).set("rows", std::move(rows));
    return json.set("trend", std::move(trend));
  });
}

Result<Json> outdated_ratings(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::edit_ratings, {"rating", 0}, [&](Tx& tx) -> Result<Json> {
    std::vector<Json> items;
    for (const store::OutdatedRating& one :
         store::outdated_ratings(tx.rows(), domain::scope(actor, Action::edit_ratings))) {
      const std::string fact = one.stem + (one.job.empty() ? "" : ": " + one.job);
      if (!items.empty() && items.back().text_at("id") == std::to_string(one.rating_id)) {
        items.back().find("facts")->push(fact);
        continue;
      }
      Json item = Json::object().set("id", id_json(one.rating_id)).set("agency", id_json(one.agency_id));
      item.set("bureau", id_json(one.bureau_id)).set("policy", Json()).set("run", Json());
      item.set("fiscal_year", one.fiscal_year).set("facts", Json(Json::Array{Json(fact)}));
      items.push_back(std::move(item));
    }
    const std::int64_t total = static_cast<std::int64_t>(items.size());
    Json answer = Json::object().set("items", labelled_ratings(tx, std::move(items)));
    return answer.set("next", Json()).set("total", total);
  });
}

Result<Json> watch_list(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::see_ratings, {}, [&](Tx& tx) -> Result<Json> {
    const std::vector<int> years = rated_years(tx);
    const int year = years.empty() ? 0 : years.front();
    std::vector<StoredRating> lines = standing_lines(tx, year);
    rank(lines);
    std::vector<Json> items;
    for (const StoredRating& one : lines) {
      if (!one.watch.empty()) items.push_back(rating_fields_json(one));
    }
    const std::int64_t total = static_cast<std::int64_t>(items.size());
    Json answer = Json::object().set("year", year).set("items", labelled_ratings(tx, std::move(items)));
    return answer.set("next", Json()).set("total", total);
  });
}

}  // namespace zhiheng::service

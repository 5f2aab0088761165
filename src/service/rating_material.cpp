// Builds the rating cases of a year from rows.
#include <algorithm>

#include "service/rating_parts.h"

namespace zhiheng::service {

namespace {

using domain::RatingEvent;
using domain::RatingJob;
using domain::RatingYear;

int years_looked_at(const domain::Policy& policy) {
  int years = std::max(policy.credit->window_years, 2);  // a fall is seen against the year before
  for (const domain::Consequence& rule : policy.consequences) {
    years = std::max(years, rule.in_a_row ? rule.times : rule.within_years);
  }
  return years;
}

// Everything of one agency, on its way into a case.
class AgencyCase {
 public:
  AgencyCase(store::RatedAgency agency, int year) : year_(year) { material_.agency = std::move(agency); }

  RatingYear& of_year(int year) {
    const auto [place, added] = years_.try_emplace(year);
    if (added) place->second.year = year;
    return place->second;
  }
  void stands_on(const char* stem, std::int64_t id, const std::string& job, int year) {
    const bool known = std::any_of(material_.facts.begin(), material_.facts.end(), [&](const auto& fact) {
      return fact.stem == stem && fact.fact_id == id && fact.fiscal_year == year;
    });
    if (!known) material_.facts.push_back({stem, id, job, year});
  }
  RatingMaterial finish(const FrozenPolicy& policy) {
    of_year(year_);
    material_.input.label = material_.agency.name + " " + std::to_string(year_);
    material_.input.policy = policy.rules;
    material_.input.agency = material_.agency.uscc;
    material_.input.year = year_;
    for (auto one = years_.rbegin(); one != years_.rend(); ++one) {
      material_.input.years.push_back(std::move(one->second));
    }
    return std::move(material_);
  }

 private:
  int year_;
  RatingMaterial material_;
  std::map<int, RatingYear> years_;
};

using Cases = std::map<std::int64_t, AgencyCase>;  // by agency

struct JobFacts {
  const store::RatedResult* result = nullptr;
  std::string code;
  Json engagement;  // of the result's case
};

const Json::Array& list_in(const Json& engagement, const char* key) {
  static const Json::Array none;
  const Json* list = engagement.find(key);
  return list ? list->items() : none;
}

void add_job(AgencyCase& agency, const domain::CreditRule& rule, const JobFacts& facts,
             const std::vector<const store::RatedConduct*>& conduct) {
  const store::RatedResult& result = *facts.result;
  RatingYear& year = agency.of_year(result.fiscal_year);
  RatingJob job;
  job.code = facts.code;
  job.title = result.title;
  job.fee = result.fee;
  job.final_score = result.final_score;
  job.grade = result.grade;
  if (rule.weighted_by_amount) job.amount = result.amount;
  if (!rule.kind_weights.empty()) job.kind = result.object_kind;
  for (const Json& code : list_in(facts.engagement, "vetoes")) job.vetoes.push_back(code.string());
  // A component under its line is a veto that nobody has to record.
  if (job.vetoes.empty() && result.vetoed) job.vetoes.emplace_back("component");
  year.jobs.push_back(std::move(job));
  agency.stands_on("result", result.result_id, facts.code, result.fiscal_year);
  // What the result counted; an upheld objection may have lowered it since it was recorded.
  for (const Json& counted : list_in(facts.engagement, "events")) {
    RatingEvent event;
    event.code = counted.text_at("code");
    event.job = facts.code;
    event.count = static_cast<int>(counted.at("count").integer().value_or(1));
    event.happened_on = Date::of(result.fiscal_year, 12, 31);
    for (const store::RatedConduct* one : conduct) {
      if (one->kind != "event" || one->code != event.code) continue;
      event.happened_on = std::min(event.happened_on, one->happened_on);
      if (event.evidence.empty()) event.evidence = one->evidence;
      agency.stands_on("conduct", one->id, facts.code, result.fiscal_year);
    }
    if (event.count > 0) year.events.push_back(std::move(event));
  }
  for (const store::RatedConduct* one : conduct) {
    if (one->kind == "veto") agency.stands_on("conduct", one->id, facts.code, result.fiscal_year);
  }
}

void add_deliverable(AgencyCase& agency, const JobFacts& facts, const store::RatedDeliverable& deliverable) {
  RatingYear& year = agency.of_year(facts.result->fiscal_year);
  const auto add = [&](const char* code, int count, const std::string& evidence) {
    year.events.push_back({code, facts.code, deliverable.last_on, count, evidence});
    agency.stands_on("deliverable", deliverable.id, facts.code, facts.result->fiscal_year);
  };
  const Json* all_days = facts.engagement.find("days_late");
  const Json* days = all_days ? all_days->find(deliverable.kind) : nullptr;
  const int late = days ? static_cast<int>(days->integer().value_or(0)) : 0;
  if (late > 0) {
    const std::string evidence = deliverable.kind + ": " + std::to_string(late);
    add("late", 1, evidence);
    add("late_days", late, evidence);
  }
  if (deliverable.returns >= 2) {
    add("returned_twice", deliverable.returns - 1, deliverable.kind + ": " + std::to_string(deliverable.returns));
  }
}

Cases cases_of(Tx& tx, const store::RatingScope& scope) {
  Cases cases;
  for (store::RatedAgency& agency : store::agencies_to_rate(tx.rows(), scope)) {
    const std::int64_t id = agency.id;
    cases.emplace(id, AgencyCase(std::move(agency), scope.year));
  }
  return cases;
}

void add_jobs(Tx& tx, const store::RatingScope& scope, const domain::CreditRule& rule, Cases& cases) {
  const auto results = store::rated_results(tx.rows(), scope);
  const auto conduct = store::rated_conduct(tx.rows(), scope);
  std::map<std::int64_t, std::vector<const store::RatedConduct*>> conduct_of;
  for (const auto& one : conduct) conduct_of[one.engagement_id].push_back(&one);
  std::map<std::int64_t, JobFacts> jobs;
  for (const store::RatedResult& result : results) {
    auto read = parse_json(result.case_document, JsonLimits{64, 64u << 20});
    ensure(read.ok(), "a stored case is JSON");
    JobFacts facts{&result, result.contract + "/" + result.engagement, {}};
    if (Json* engagements = read->find("engagements")) facts.engagement = std::move(engagements->items().front());
    add_job(cases.at(result.agency_id), rule, facts, conduct_of[result.engagement_id]);
    jobs.emplace(result.engagement_id, std::move(facts));
  }
  for (const store::RatedDeliverable& deliverable : store::rated_deliverables(tx.rows(), scope)) {
    const auto job = jobs.find(deliverable.engagement_id);
    if (job != jobs.end()) add_deliverable(cases.at(job->second.result->agency_id), job->second, deliverable);
  }
}

void add_facts_of_agencies(Tx& tx, const store::RatingScope& scope, Cases& cases) {
  for (const store::RatedTermination& one : store::rated_terminations(tx.rows(), scope)) {
    AgencyCase& agency = cases.at(one.agency_id);
    agency.of_year(one.fiscal_year)
        .events.push_back({"terminated", "", one.terminated_on, 1, one.contract + ": " + one.reason});
    agency.stands_on("contract_termination", one.id, one.contract, one.fiscal_year);
  }
  for (const store::RatedEvent& one : store::rated_events(tx.rows(), scope)) {
    AgencyCase& agency = cases.at(one.agency_id);
    RatingYear& year = agency.of_year(one.fiscal_year);
    if (one.kind == "veto") {
      year.vetoes.push_back(one.code);
    } else {
      year.events.push_back({one.code, "", one.happened_on, one.count, one.evidence});
    }
    agency.stands_on("credit_event", one.id, "", one.fiscal_year);
  }
  for (const store::EarlierRating& one : store::earlier_ratings(tx.rows(), scope)) {
    const auto place = cases.find(one.agency_id);
    if (place == cases.end()) continue;
    RatingYear& year = place->second.of_year(one.fiscal_year);
    year.earlier_grade = one.grade;
    year.earlier_score = one.score;
    place->second.stands_on("rating", one.id, "", one.fiscal_year);
  }
}

struct Rated {
  RatingMaterial material;
  domain::RatingOutcome outcome;
  Json document;
};

// What is published is what a stranger makes of the document.
Outcome rate_again(Rated& rated, const FrozenPolicy& policy) {
  rated.document = domain::rating_case_to_json(rated.material.input, policy.document.get());
  const auto read = domain::read_rating_case(rated.document);
  if (!read) return read.problems();
  auto outcome = domain::rate(*read);
  if (!outcome) return outcome.problems();
  rated.outcome = std::move(*outcome);
  return Done{};
}

store::StoredRating row_of(const Rated& rated, const domain::RatingRun& run, const std::vector<Score>& scores) {
  const domain::RatingOutcome& outcome = rated.outcome;
  store::StoredRating row;
  row.bureau_id = run.bureau_id;
  row.agency_id = rated.material.agency.id;
  row.run_id = run.id;
  row.policy_id = run.policy_id;
  row.fiscal_year = run.fiscal_year;
  row.score = outcome.score;
  row.grade = outcome.grade;
  row.unrated_reason = outcome.unrated_reason;
  row.vetoed = outcome.vetoed;
  for (const std::string& one : outcome.watch) row.watch += (row.watch.empty() ? "" : " ") + one;
  row.place_of = static_cast<int>(scores.size());
  if (outcome.score) {
    row.place = 1 + static_cast<int>(std::count_if(scores.begin(), scores.end(),
                                                   [&](Score other) { return other > *outcome.score; }));
  }
  if (!outcome.years.empty() && outcome.years.front().year == run.fiscal_year) {
    const domain::YearOutcome& year = outcome.years.front();
    row.jobs = year.jobs;
    if (year.mean) row.mean = Score::hundredths(static_cast<std::int32_t>(year.mean->scaled(2, Rounding::half_up)));
    row.taken = year.taken;
    row.added = year.added;
  }
  row.case_document = write_json(rated.document);
  row.result_document = write_json(domain::rating_outcome_to_json(outcome));
  row.drafted_by = run.drafted_by;
  return row;
}

}  // namespace

std::vector<RatingMaterial> rating_material(Tx& tx, std::int64_t bureau_id, int year, const FrozenPolicy& policy,
                                            std::int64_t agency_id) {
  const store::RatingScope scope{bureau_id, year - years_looked_at(*policy.rules) + 1, year, agency_id};
  Cases cases = cases_of(tx, scope);
  add_jobs(tx, scope, *policy.rules->credit, cases);
  add_facts_of_agencies(tx, scope, cases);
  std::vector<RatingMaterial> all;
  for (auto& [id, one] : cases) all.push_back(one.finish(policy));
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.agency.uscc < b.agency.uscc; });
  return all;
}

Result<RatedYear> rate_year(Tx& tx, const domain::RatingRun& run, const FrozenPolicy& policy) {
  std::vector<Rated> all;
  std::vector<Score> scores;
  for (RatingMaterial& material : rating_material(tx, run.bureau_id, run.fiscal_year, policy)) {
    Rated rated;
    rated.material = std::move(material);
    if (Outcome done = rate_again(rated, policy); !done) return done.problems();
    if (rated.outcome.score) scores.push_back(*rated.outcome.score);
    all.push_back(std::move(rated));
  }
  RatedYear year;
  for (Rated& rated : all) {
    if (rated.outcome.score && policy.rules->credit->looks_at_ranks()) {
      rated.material.input.rank_of = static_cast<int>(scores.size());
      rated.material.input.scored_lower = static_cast<int>(
          std::count_if(scores.begin(), scores.end(), [&](Score other) { return other < *rated.outcome.score; }));
      if (!policy.rules->credit->quotas.empty()) {
        rated.material.input.scored_higher = static_cast<int>(
            std::count_if(scores.begin(), scores.end(), [&](Score other) { return other > *rated.outcome.score; }));
      }
      if (Outcome done = rate_again(rated, policy); !done) return done.problems();
    }
    year.ratings.push_back(row_of(rated, run, scores));
    year.facts.push_back(std::move(rated.material.facts));
  }
  return year;
}

Result<RatedYear> ratings_of_now(Tx& tx, const domain::RatingRun& run, const FrozenPolicy& policy) {
  auto rated = rate_year(tx, run, policy);
  if (!rated) return rated;
  std::map<std::int64_t, store::StoredRating> standing;
  for (auto& one : store::standing_ratings(tx.rows(), run.bureau_id, run.fiscal_year)) {
    standing.emplace(one.agency_id, std::move(one));
  }
  RatedYear year;
  for (std::size_t i = 0; i < rated->ratings.size(); ++i) {
    store::StoredRating& row = rated->ratings[i];
    const auto before = standing.find(row.agency_id);
    if (before != standing.end()) {
      if (before->second.case_document == row.case_document) continue;
      row.supersedes_id = before->second.id;
      row.reason = run.reason;
    }
    year.ratings.push_back(std::move(row));
    year.facts.push_back(std::move(rated->facts[i]));
  }
  return year;
}

}  // namespace zhiheng::service

#include <algorithm>
#include <set>

#include "domain/document_reader.h"
#include "domain/rating.h"

namespace zhiheng::domain {
namespace {

constexpr std::int32_t highest_score = 12000;  // a policy may let praise lift a score over 100

Score read_job_score(ObjectReader& reader, std::string_view key) {
  const std::string text = reader.text(key, 16);
  if (text.empty()) return {};
  const auto value = read_decimal(text, 2, {});
  if (!value) {
    reader.refuse(value.problems().front().rule, key, value.problems().front().params);
    return {};
  }
  if (*value > highest_score) {
    reader.refuse("score.out_of_range", key, {{"value", text}});
    return {};
  }
  return Score::hundredths(static_cast<std::int32_t>(*value));
}

std::vector<std::string> read_codes(ObjectReader& reader, std::string_view key, Problems& problems) {
  const Path path(reader.path(), key);
  std::vector<std::string> codes;
  const Json::Array& items = reader.array_or_empty(key);
  for (std::size_t i = 0; i < items.size(); ++i) codes.push_back(read_text_at(items[i], Path(path, i), problems, 64));
  return codes;
}

RatingJob read_job(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems,
                      {"code", "title", "fee", "amount", "kind", "final_score", "grade", "vetoes", "weight"});
  RatingJob job;
  job.code = reader.text("code", 160);
  job.title = reader.optional_text("title");
  job.fee = reader.money_or("fee", Money());
  job.final_score = read_job_score(reader, "final_score");
  job.grade = reader.optional_text("grade", 16);
  job.vetoes = read_codes(reader, "vetoes", problems);
  job.weight = reader.fraction_or("weight", Fraction(1));
  job.amount = reader.money_or("amount", Money());
  job.kind = reader.optional_text("kind", 32);
  return job;
}

RatingEvent read_rating_event(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"code", "job", "happened_on", "count", "evidence"});
  RatingEvent event;
  event.code = reader.text("code", 64);
  event.job = reader.optional_text("job", 160);
  const std::string day = reader.text("happened_on", 10);
  if (auto date = read_date(day, Path(path, "happened_on").pointer())) {
    event.happened_on = *date;
  } else if (!day.empty()) {
    problems.push_back(date.problems().front());
  }
  event.count = static_cast<int>(reader.integer_or("count", 0, 9999, 1));
  event.evidence = reader.optional_text("evidence", 500);
  return event;
}

void read_jobs_and_events(ObjectReader& reader, RatingYear& year, Problems& problems) {
  const Path jobs(reader.path(), "jobs");
  const Json::Array& rows = reader.array_or_empty("jobs");
  std::set<std::string> codes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Path place(jobs, i);
    year.jobs.push_back(read_job(rows[i], place, problems));
    const std::string& code = year.jobs.back().code;
    if (!code.empty() && !codes.insert(code).second) {
      problems.push_back(refusal("rating.job_twice", Path(place, "code").pointer(), {{"job", code}}));
    }
  }
  const Path events(reader.path(), "events");
  const Json::Array& happened = reader.array_or_empty("events");
  for (std::size_t i = 0; i < happened.size(); ++i) {
    const Path place(events, i);
    year.events.push_back(read_rating_event(happened[i], place, problems));
    const std::string& job = year.events.back().job;
    if (!job.empty() && !codes.contains(job)) {
      problems.push_back(refusal("rating.unknown_job", Path(place, "job").pointer(), {{"job", job}}));
    }
  }
}

RatingYear read_year(const Json& value, const Path& path, Problems& problems) {
  ObjectReader reader(value, path, problems, {"year", "jobs", "events", "vetoes", "earlier_grade", "earlier_score"});
  RatingYear year;
  year.year = static_cast<int>(reader.integer("year", 1900, 2199));
  read_jobs_and_events(reader, year, problems);
  year.vetoes = read_codes(reader, "vetoes", problems);
  year.earlier_grade = reader.optional_text("earlier_grade", 16);
  if (reader.has("earlier_score")) year.earlier_score = reader.score("earlier_score");
  return year;
}

Result<std::shared_ptr<const Policy>> read_rating_policy(const Json& value) {
  if (value.is_string()) {
    if (auto policy = shipped_policy(value.string())) return policy;
    return refusal("policy.unknown", "/policy", {{"policy", value.string()}});
  }
  if (!value.is_object()) return refusal("document.wrong_type", "/policy", {{"expected", "string / object"}});
  // Files of cases repeat one document over and over: the last one read is remembered per thread.
  thread_local Json last_document;
  thread_local std::shared_ptr<const Policy> last_policy;
  if (last_policy && last_document == value) return last_policy;
  auto policy = read_policy(value);
  if (!policy) {
    Problems problems = policy.problems();
    for (Problem& problem : problems) problem.field = "/policy" + problem.field;
    return problems;
  }
  last_document = value;
  last_policy = *policy;
  return last_policy;
}

void check_years(const RatingCase& read, Problems& problems) {
  std::set<int> years;
  for (std::size_t i = 0; i < read.years.size(); ++i) {
    const std::string at = pointer_to(pointer_to("/years", i), "year");
    const int year = read.years[i].year;
    if (!years.insert(year).second) {
      problems.push_back(refusal("rating.year_twice", at, {{"year", std::to_string(year)}}));
    } else if (year > read.year) {
      problems.push_back(refusal("rating.year_after", at, {{"year", std::to_string(year)}}));
    }
  }
  if (!years.contains(read.year)) {
    problems.push_back(refusal("rating.year_absent", "/years", {{"year", std::to_string(read.year)}}));
  }
}

Json texts(const std::vector<std::string>& items) {
  Json list = Json::array();
  for (const std::string& item : items) list.push(item);
  return list;
}

Json year_to_json(const RatingYear& year) {
  Json json = Json::object();
  json.set("year", year.year);
  Json jobs = Json::array();
  for (const RatingJob& job : year.jobs) {
    Json row = Json::object();
    row.set("code", job.code);
    if (!job.title.empty()) row.set("title", job.title);
    row.set("fee", job.fee.text()).set("final_score", job.final_score.text());
    if (!job.grade.empty()) row.set("grade", job.grade);
    row.set("vetoes", texts(job.vetoes));
    if (!(job.weight == Fraction(1))) row.set("weight", job.weight.decimal());
    if (job.amount > Money()) row.set("amount", job.amount.text());
    if (!job.kind.empty()) row.set("kind", job.kind);
    jobs.push(std::move(row));
  }
  json.set("jobs", std::move(jobs));
  Json events = Json::array();
  for (const RatingEvent& event : year.events) {
    Json row = Json::object();
    row.set("code", event.code);
    if (!event.job.empty()) row.set("job", event.job);
    row.set("happened_on", event.happened_on.text()).set("count", event.count);
    if (!event.evidence.empty()) row.set("evidence", event.evidence);
    events.push(std::move(row));
  }
  json.set("events", std::move(events)).set("vetoes", texts(year.vetoes));
  if (!year.earlier_grade.empty()) json.set("earlier_grade", year.earlier_grade);
  if (year.earlier_score) json.set("earlier_score", year.earlier_score->text());
  return json;
}

Json year_outcome_to_json(const YearOutcome& year) {
  Json json = Json::object();
  json.set("year", year.year).set("jobs", year.jobs);
  if (year.mean) json.set("mean", year.mean->exact());
  if (year.dropped > 0) json.set("dropped", year.dropped);
  if (year.daily) json.set("daily", year.daily->exact());
  json.set("taken", year.taken.text()).set("added", year.added.text());
  if (!year.exact) return json;
  return json.set("score", year.printed->text())
      .set("score_exact", year.exact->exact())
      .set("weight", year.weight.exact());
}

}  // namespace

Result<RatingCase> read_rating_case(const Json& document) {
  Problems problems;
  const Path root;
  ObjectReader reader(document, root, problems,
                      {"case", "policy", "agency", "year", "years", "rank_of", "scored_lower", "scored_higher"});
  if (!reader.is_object()) return problems;
  RatingCase read;
  // An empty label is one: what this house writes of a case without a label is read again.
  if (const Json* label = reader.member("case"); label && !label->is_null()) {
    if (label->is_string()) {
      read.label = label->string();
    } else {
      reader.refuse("document.wrong_type", "case", {{"expected", "string"}});
    }
  }
  if (const Json* value = reader.required("policy")) {
    if (auto policy = read_rating_policy(*value)) {
      read.policy = *policy;
      if (!read.policy->credit) reader.refuse("rating.policy_without_credit", "policy");
    } else {
      problems.insert(problems.end(), policy.problems().begin(), policy.problems().end());
    }
  }
  if (const Json* agency = reader.member("agency"); agency && !(agency->is_string() && agency->string().empty())) {
    read.agency = reader.optional_text("agency", 64);
  }
  read.year = static_cast<int>(reader.integer("year", 1900, 2199));
  const Path years(root, "years");
  const Json::Array& items = reader.array("years");
  for (std::size_t i = 0; i < items.size(); ++i) read.years.push_back(read_year(items[i], Path(years, i), problems));
  read.rank_of = static_cast<int>(reader.integer_or("rank_of", 0, 1'000'000, 0));
  read.scored_lower = static_cast<int>(reader.integer_or("scored_lower", 0, 1'000'000, 0));
  read.scored_higher = static_cast<int>(reader.integer_or("scored_higher", 0, 1'000'000, 0));
  if (read.scored_lower > 0 && read.scored_lower >= read.rank_of) {
    reader.refuse("rating.rank_impossible", "scored_lower");
  } else if (read.scored_higher > 0 && read.scored_lower + read.scored_higher >= read.rank_of) {
    reader.refuse("rating.rank_impossible", "scored_higher");
  }
  if (problems.empty()) check_years(read, problems);
  if (!problems.empty()) return problems;
  return read;
}

Json rating_case_to_json(const RatingCase& input, const Json* whole_policy) {
  Json json = Json::object();
  json.set("case", input.label);
  json.set("policy", whole_policy ? *whole_policy : Json(input.policy->name()));
  json.set("agency", input.agency).set("year", input.year);
  Json years = Json::array();
  for (const RatingYear& year : input.years) years.push(year_to_json(year));
  json.set("years", std::move(years));
  if (input.rank_of > 0) json.set("rank_of", input.rank_of).set("scored_lower", input.scored_lower);
  if (input.scored_higher > 0) json.set("scored_higher", input.scored_higher);
  return json;
}

Json rating_outcome_to_json(const RatingOutcome& outcome) {
  Json json = Json::object();
  Json years = Json::array();
  for (const YearOutcome& year : outcome.years) years.push(year_outcome_to_json(year));
  json.set("years", std::move(years)).set("rated", outcome.rated);
  if (!outcome.rated) json.set("unrated_reason", outcome.unrated_reason);
  if (outcome.rated) {
    json.set("score", outcome.score->text()).set("score_exact", outcome.exact->exact()).set("grade", outcome.grade);
  }
  if (!outcome.grade_by_score.empty()) json.set("grade_by_score", outcome.grade_by_score);
  json.set("vetoed", outcome.vetoed).set("watch", texts(outcome.watch));
  Json due = Json::array();
  for (const DueConsequence& one : outcome.consequences) {
    due.push(Json::object().set("effect", one.effect).set("months", one.months).set("causes", texts(one.causes)));
  }
  return json.set("consequences", std::move(due)).set("steps", texts(outcome.steps));
}

Json rating_answer_to_json(const RatingCase& input, const RatingOutcome& outcome) {
  Json json = Json::object();
  json.set("case", input.label).set("policy", input.policy->name()).set("agency", input.agency).set("year", input.year);
  const Json result = rating_outcome_to_json(outcome);
  for (const JsonMember& member : result.members()) json.set(member.key, member.value);
  return json;
}

}  // namespace zhiheng::domain

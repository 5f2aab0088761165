// The ratings of a year: their table and its runs, one rating, migration, the watch list.
#include <algorithm>

#include "domain/agency_rating.h"
#include "service/rating_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/rating_steps.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;

int year_parameter(const Call& call, std::string_view name) {
  const std::string& text = call.parameter(name);
  return text.size() == 4 ? static_cast<int>(read_id(text).value_or(0)) : 0;
}

std::string text_or_dash(const Json& row, std::string_view key) {
  const Json* value = row.find(key);
  if (!value || value->is_null()) return "—";
  if (value->is_number()) return value->number();
  return value->is_string() && !value->string().empty() ? value->string() : "—";
}

std::string watch_words(const Call& call, const Json& watch) {
  std::string words;
  for (const Json& one : watch.items()) {
    words += (words.empty() ? "" : "、") + call.words("rating.watch." + one.string());
  }
  return words;
}

std::string grade_words(const Call& call, const Json& rating) {
  const std::string grade = rating.text_at("grade");
  if (!grade.empty()) return grade;
  return call.words("rating.unrated_because",
                    {{"reason", choice_label("unrated_reason", rating.text_at("unrated_reason"), call.language)}});
}

Json rating_row(const Call& call, const Json& rating) {
  Json row = Json::object();
  row.set("agency", rating.text_at("agency_label")).set("bureau", rating.text_at("bureau_label"));
  row.set("agency_href", "/agencies/" + rating.text_at("agency")).set("href", "/ratings/" + rating.text_at("id"));
  row.set("score", text_or_dash(rating, "score")).set("grade", grade_words(call, rating));
  const std::string place = text_or_dash(rating, "place");
  row.set("place", place == "—" ? place : place + "/" + number_at(rating, "place_of"));
  row.set("jobs", number_at(rating, "jobs")).set("mean", text_or_dash(rating, "mean"));
  row.set("taken", rating.text_at("taken")).set("added", rating.text_at("added"));
  row.set("watch", watch_words(call, rating.at("watch")));
  row.set("vetoed", rating.at("vetoed").boolean() ? call.words("rating.vetoed") : std::string());
  row.set("change", text_or_dash(rating, "change")).set("before", text_or_dash(rating, "before_grade"));
  return row;
}

namespace {

std::int64_t signed_hundredths(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto read = read_decimal(text, 2, {});
  return !read ? 0 : negative ? -*read : *read;
}

// One of "score", "agency", "change"; "-" before it turns it round. Rows without a value stand last.
void sort_rows(Json& items, std::string_view by) {
  const bool down = by.starts_with("-");
  const std::string key(down ? by.substr(1) : by);
  if (key != "score" && key != "agency_label" && key != "change" && key != "jobs") return;
  const auto value = [&](const Json& row) -> std::pair<bool, std::string> {
    const Json* cell = row.find(key);
    if (!cell || cell->is_null()) return {true, ""};
    return {false, cell->is_number() ? cell->number() : cell->string()};
  };
  std::stable_sort(items.items().begin(), items.items().end(), [&](const Json& a, const Json& b) {
    const auto left = value(a), right = value(b);
    if (left.first != right.first) return right.first;
    if (key == "agency_label") return down ? left.second > right.second : left.second < right.second;
    const std::int64_t one = signed_hundredths(left.second), two = signed_hundredths(right.second);
    return down ? one > two : one < two;
  });
}

Json year_links(const Json& answer, const std::string& place) {
  const std::string shown = number_at(answer, "year");
  Json years = Json::array();
  for (const Json& one : answer.at("years").items()) {
    years.push(Json(Json::Object{
        {"year", one.number()}, {"href", place + "?year=" + one.number()}, {"chosen", one.number() == shown}}));
  }
  return years;
}

// By which policy the year was rated, when that was published and until when it may be contested.
Json runs_of_year(const Call& call, const std::string& year) {
  Json runs = Json::array();
  for (const Json& run : rows_of(call, "rating_run", {{"fiscal_year", year}}, 20).items()) {
    Json one = Json::object().set("run_href", "/rating-runs/" + run.text_at("id"));
    one.set("run_policy", run.text_at("policy_label")).set("run_bureau", run.text_at("bureau_label"));
    one.set("run_state", choice_label("rating_run_state", run.text_at("state"), call.language));
    one.set("run_tone", tone_of(run.text_at("state"))).set("run_published", short_moment(run.text_at("published_at")));
    runs.push(one.set("run_until", run.text_at("objection_due_on")).set("run_number", number_at(run, "sequence")));
  }
  return runs;
}

Reply year_page(Call& call) {
  auto answer = service::ratings_of_year(call.gate, call.actor, year_parameter(call, "year"));
  if (!answer) return refused(answer.problems());
  const std::string year = number_at(*answer, "year"), grade = call.parameter("grade");
  Json items = answer->at("items");
  sort_rows(items, call.parameter("sort"));
  Json rows = Json::array(), grades = Json::array();
  for (const Json& item : items.items()) {
    if (!grade.empty() && item.text_at("grade") != grade && !(grade == "-" && item.text_at("grade").empty())) continue;
    rows.push(rating_row(call, item));
  }
  for (const Json& one : answer->at("grades").items()) {
    grades.push(
        Json::object().set("value", one.string()).set("label", one.string()).set("chosen", one.string() == grade));
  }
  grades.push(Json::object().set("value", "-").set("label", call.words("rating.unrated")).set("chosen", grade == "-"));
  Json view = Json::object();
  const bool none = answer->at("years").items().empty();
  view.set("page_title", call.words("rating.title"))
      .set("rating_title", none ? call.words("rating.title") : call.words("rating.of_year", {{"year", year}}));
  view.set("years", year_links(*answer, "/ratings")).set("year", year).set("grades", std::move(grades));
  view.set("rows", std::move(rows));
  view.set("total_text", call.words("rating.count", {{"count", std::to_string(items.items().size())}}));
  const bool bureau = can(call, Action::try_policy);
  view.set("runs", bureau ? runs_of_year(call, year) : Json::array());
  view.set("bureau", bureau).set("drafts", can(call, Action::edit_ratings));
  return page("rating/year.html", std::move(view));
}

Reply watch_page(Call& call) {
  auto answer = service::watch_list(call.gate, call.actor);
  if (!answer) return refused(answer.problems());
  Json rows = Json::array();
  for (const Json& item : answer->at("items").items()) rows.push(rating_row(call, item));
  Json view = Json::object().set("page_title", call.words("rating.watch_list"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("rating.title"), "/ratings"), crumb(call.words("rating.watch_list"))}));
  view.set("rating_title", call.words("rating.watch_list")).set("nobody", rows.items().empty());
  view.set("rows", std::move(rows));
  view.set("intro", call.words("rating.watch_intro", {{"year", number_at(*answer, "year")}}));
  return page("rating/watch.html", std::move(view));
}

std::string two_places(const std::string& exact) {
  const auto bar = exact.find('/');
  const auto above = read_decimal(exact.substr(0, bar), 0, {});
  const auto below = bar == std::string::npos ? read_decimal("1", 0, {}) : read_decimal(exact.substr(bar + 1), 0, {});
  if (!above || !below || *below == 0) return exact;
  const std::int64_t rounded = Fraction(*above, *below).scaled(2, Rounding::half_up);
  return Score::hundredths(static_cast<std::int32_t>(rounded)).text();
}

Reply one_page(Call& call) {
  auto rating = service::read_rating(call.gate, call.actor, call.id());
  if (!rating) return refused(rating.problems());
  const std::string title = rating->text_at("agency_label") + " " + number_at(*rating, "fiscal_year");
  Json view = Json::object().set("page_title", title).set("rating_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("rating.title"), "/ratings"), crumb(title)}));
  view.set("state", choice_label("rating_state", rating->text_at("state"), call.language));
  view.set("tone", std::string(rating->text_at("state") == "current" ? "good" : "warn"));
  view.set("rating", Json(Json::Array{rating_row(call, *rating)})).set("steps", rating_steps(call, *rating));
  Json years = Json::array();
  for (const Json& year : rating->at("years").items()) {
    Json row = Json::object();
    for (const char* key : {"year", "jobs", "taken", "added", "weight"}) row.set(key, text_or_dash(year, key));
    // The document keeps the exact mean as a fraction; people read two places.
    row.set("mean", two_places(text_or_dash(year, "mean"))).set("printed", text_or_dash(year, "score"));
    years.push(std::move(row));
  }
  Json jobs = Json::array(), events = Json::array();
  for (const Json& year : rating->at("case").at("years").items()) {
    for (const Json& job : year.at("jobs").items()) {
      jobs.push(Json::object()
                    .set("year", number_at(year, "year"))
                    .set("code", job.text_at("code"))
                    .set("title", job.text_at("title"))
                    .set("fee", grouped_amount(job.text_at("fee")))
                    .set("final_score", job.text_at("final_score"))
                    .set("grade", job.text_at("grade")));
    }
    for (const Json& event : year.at("events").items()) {
      events.push(Json::object()
                      .set("code", event.text_at("code"))
                      .set("code_label", event.text_at("code"))
                      .set("job", event.text_at("job"))
                      .set("happened_on", event.text_at("happened_on"))
                      .set("count", number_at(event, "count"))
                      .set("evidence", event.text_at("evidence")));
    }
  }
  name_event_codes(call, events, read_id(rating->text_at("bureau")).value_or(0));
  view.set("year_rows", std::move(years)).set("job_rows", std::move(jobs)).set("event_rows", std::move(events));
  view.set("reason", rating->text_at("reason"));
  const bool published = rating->text_at("state") != "draft";
  view.set("evidence_href", published && can(call, Action::see_ratings, "rating", call.id())
                                ? "/ratings/" + std::to_string(call.id()) + "/evidence"
                                : std::string());
  view.set("agency_href", "/agencies/" + rating->text_at("agency"));
  const std::string before = rating->text_at("supersedes");
  view.set("before_href", before.empty() ? std::string() : "/ratings/" + before);
  view.set("policy_href", "/policies/" + rating->text_at("policy")).set("policy_name", rating->text_at("policy_label"));
  const Outcome contest = service::may_contest_rating(call.gate, call.actor, call.id());
  view.set("contest_href", contest ? "/ratings/" + std::to_string(call.id()) + "/contest" : std::string());
  const bool agency = !domain::scope(call.actor, Action::contest_rating).nothing;
  view.set("contest_off", agency && !contest ? say(contest.problems().front(), call.language) : std::string());
  return page("rating/one.html", std::move(view));
}

Reply evidence_download(Call& call) {
  auto rating = service::read_rating(call.gate, call.actor, call.id());
  if (!rating) return refused(rating.problems());
  auto agency = service::read_row(call.gate, call.actor, *domain::find_shape("agency"),
                                  read_id(rating->text_at("agency")).value_or(0));
  if (!agency) return refused(agency.problems());
  const std::string year = number_at(*rating, "fiscal_year");
  auto document = service::rating_evidence(call.gate, call.actor, agency->text_at("uscc"),
                                           static_cast<int>(read_id(year).value_or(0)));
  if (!document) return refused(document.problems());
  return bytes_reply(write_json(*document), "application/json",
                     "rating-" + agency->text_at("uscc") + "-" + year + ".json");
}

Reply migration_page(Call& call) {
  auto answer =
      service::rating_migration(call.gate, call.actor, year_parameter(call, "from"), year_parameter(call, "to"));
  if (!answer) return refused(answer.problems());
  const std::string from = number_at(*answer, "from"), to = number_at(*answer, "to");
  const auto named = [&](const std::string& grade) {
    return grade.empty() ? call.words("rating.unrated") : grade == "-" ? call.words("rating.not_there") : grade;
  };
  Json heads = Json::array(), rows = Json::array(), trend = Json::array();
  const Json::Array& grades = answer->at("grades").items();
  for (const Json& grade : grades) heads.push(Json::object().set("label", named(grade.string())));
  for (const Json& row : answer->at("rows").items()) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < row.at("cells").items().size(); ++i) {
      const std::string count = row.at("cells").items()[i].number(), grade = grades[i].string();
      const bool listed = count != "0" && grade != "-";
      cells.push(
          Json::object()
              .set("count", count)
              .set("href", listed ? "/ratings?year=" + to + "&grade=" + (grade.empty() ? "-" : grade) : std::string()));
    }
    rows.push(Json::object()
                  .set("grade", named(row.text_at("grade")))
                  .set("cells", std::move(cells))
                  .set("total", number_at(row, "total")));
  }
  for (const Json& year : answer->at("trend").items()) {
    std::string counts;
    for (const auto& [grade, count] : year.at("grades").members()) {
      counts += (counts.empty() ? "" : "，") + grade + " " + count.number();
    }
    trend.push(Json::object()
                   .set("year", number_at(year, "year"))
                   .set("mean", text_or_dash(year, "mean"))
                   .set("rated", number_at(year, "rated"))
                   .set("unrated", number_at(year, "unrated"))
                   .set("counts", counts));
  }
  Json view = Json::object().set("page_title", call.words("rating.migration"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("rating.title"), "/ratings"), crumb(call.words("rating.migration"))}));
  view.set("from", from).set("to", to).set("heads", std::move(heads)).set("rows", std::move(rows));
  return page("rating/migration.html", std::move(view.set("trend", std::move(trend))));
}

}  // namespace

void add_rating_pages(Router& router) {
  router.add(
      {"GET", "/ratings", "rating.year_page", year_page, BodyKind::none, Access::signed_in, {"year", "grade", "sort"}});
  router.add({"GET", "/ratings/{id}", "rating.show_page", one_page});
  router.add({"GET", "/ratings/{id}/evidence", "rating.evidence_file", evidence_download});
  router.add({"GET",
              "/ratings/migration",
              "rating.migration_page",
              migration_page,
              BodyKind::none,
              Access::signed_in,
              {"from", "to"}});
  router.add({"GET", "/watch-list", "rating.watch_page", watch_page});
}

}  // namespace zhiheng::web

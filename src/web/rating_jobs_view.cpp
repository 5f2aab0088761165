// The jobs behind an agency's ratings: a part of the agency's page, and its API.
#include <algorithm>

#include "service/rating_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

service::RatedJobQuery query_of(const Call& call, const char* cursor, const char* year) {
  service::RatedJobQuery query;
  query.fiscal_year = year_parameter(call, year);
  query.offset = call.parameter(cursor).empty() ? 0 : read_id(call.parameter(cursor)).value_or(-1);
  return query;
}

Reply jobs_api(Call& call) {
  service::RatedJobQuery query = query_of(call, "cursor", "year");
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) query.limit = read_id(limit).value_or(-1);
  return json_or_refused(service::rated_jobs_of_agency(call.gate, call.actor, call.id(), query));
}

}  // namespace

Json rated_jobs_view(const Call& call, std::int64_t agency_id) {
  auto query = query_of(call, "jobs", "jobs_year");
  if (query.offset < 0) query.offset = 0;
  Json view = Json::object();
  const auto listed = service::rated_jobs_of_agency(call.gate, call.actor, agency_id, query);
  if (!listed)
    return view.set("jobs", Json::array()).set("total_text", "").set("previous_href", "").set("next_href", "");
  Json rows = Json::array();
  for (const Json& job : listed->at("items").items()) {
    const std::string result = job.text_at("result");
    Json row = Json::object().set("year", number_at(job, "fiscal_year")).set("code", job.text_at("code"));
    row.set("rating_href", "/ratings/" + job.text_at("rating")).set("title", job.text_at("title"));
    row.set("fee", grouped_amount(job.text_at("fee"))).set("final_score", job.text_at("final_score"));
    row.set("grade", job.text_at("grade"));
    const bool sees = !result.empty() && can(call, domain::Action::see_results, "result", read_id(result).value_or(0));
    rows.push(row.set("result_href", sees ? "/results/" + result : std::string()));
  }
  const std::int64_t total = listed->at("total").integer().value_or(0);
  const std::int64_t shown = static_cast<std::int64_t>(rows.items().size());
  view.set("jobs", std::move(rows));
  view.set("total_text", call.words("rating.jobs_shown", {{"from", std::to_string(shown == 0 ? 0 : query.offset + 1)},
                                                          {"to", std::to_string(query.offset + shown)},
                                                          {"total", std::to_string(total)}}));
  const auto place = [&](std::int64_t offset) {
    const std::string year = query.fiscal_year == 0 ? "" : "&jobs_year=" + std::to_string(query.fiscal_year);
    return "/agencies/" + std::to_string(agency_id) + "?jobs=" + std::to_string(offset) + year + "#rated-jobs";
  };
  constexpr std::int64_t page_size = 50;
  view.set("previous_href", query.offset > 0 ? place(std::max<std::int64_t>(0, query.offset - page_size)) : "");
  const Json& next = listed->at("next");
  return view.set("next_href", next.is_string() ? place(read_id(next.string()).value_or(0)) : "");
}

void add_rated_jobs_api(Router& router) {
  Route jobs{"GET", "/api/v1/agencies/{id}/rated-jobs", "rating.jobs_of_agency", jobs_api};
  jobs.query = {"year", "cursor", "limit"};
  jobs.answers = "rated_jobs";
  router.add(std::move(jobs));
}

}  // namespace zhiheng::web

// The API of credit ratings; the pages ask the same services.
#include "service/credit_event_file_service.h"
#include "service/rating_service.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/rating_web.h"
#include "web/record_web.h"
#include "web/sent_file.h"

namespace zhiheng::web {

namespace {

using Act = std::function<Result<Json>(Call&, std::int64_t version)>;

void add_act(Router& router, const std::string& plural, const std::string& stem, const std::string& step,
             const std::string& takes, const std::string& answers, Act act) {
  Route route{"POST", "/api/v1/" + plural + "/{id}/" + step, stem + "." + step,
              [stem, act = std::move(act)](Call& call) {
                auto version = version_or_current(call, stem);
                if (!version) return refused(version.problems());
                return json_or_refused(act(call, *version));
              },
              BodyKind::json};
  route.creates = true;
  route.takes = takes;
  route.answers = answers;
  router.add(std::move(route));
}

void add_create(Router& router, const std::string& pattern, const std::string& name, const std::string& plural,
                const std::string& takes, const std::string& answers, std::function<Result<Json>(Call&)> create) {
  Route route{"POST", pattern, name,
              [plural, create = std::move(create)](Call& call) { return created_or_refused(create(call), plural); },
              BodyKind::json};
  route.creates = true;
  route.takes = takes;
  route.answers = answers;
  router.add(std::move(route));
}

void add_read(Router& router, const std::string& pattern, const std::string& name, const std::string& answers,
              std::function<Result<Json>(Call&)> read, std::vector<std::string> query = {}) {
  Route route{"GET", pattern, name, [read = std::move(read)](Call& call) { return json_or_refused(read(call)); }};
  route.query = std::move(query);
  route.answers = answers;
  router.add(std::move(route));
}

void add_event_api(Router& router) {
  add_create(router, "/api/v1/credit-events", "credit_event.create", "credit-events", "credit_event_draft",
             "credit_event_detail",
             [](Call& call) { return service::record_credit_event(call.gate, call.actor, body_or_empty(call)); });
  add_read(router, "/api/v1/credit-events/{id}", "credit_event.read", "credit_event_detail",
           [](Call& call) { return service::read_credit_event(call.gate, call.actor, call.id()); });
  Route file{"POST", "/api/v1/credit-events/{id}/files", "credit_event.add_file", add_event_file, BodyKind::bytes};
  file.body_limit = 21u << 20;
  file.creates = true;
  file.answers = "credit_event_detail";
  router.add(std::move(file));
  Route bytes{"GET", "/api/v1/credit-events/{id}/files/{sha256}", "credit_event.file", send_event_file};
  bytes.produces = {"application/octet-stream"};
  router.add(std::move(bytes));
  add_read(router, "/api/v1/credit-event-choices", "credit_event.choices", "credit_event_choices",
           [](Call& call) { return service::credit_event_choices(call.gate, call.actor); });
  add_act(router, "credit-events", "credit_event", "confirm", "", "credit_event_detail",
          [](Call& call, std::int64_t version) {
            return service::confirm_credit_event(call.gate, call.actor, call.id(), version);
          });
  add_act(router, "credit-events", "credit_event", "withdraw", "reason", "credit_event_detail",
          [](Call& call, std::int64_t version) {
            return service::withdraw_credit_event(call.gate, call.actor, call.id(), version, body_or_empty(call));
          });
}

void add_run_api(Router& router) {
  add_create(router, "/api/v1/rating-runs", "rating_run.create", "rating-runs", "rating_run_draft", "rating_run_detail",
             [](Call& call) { return service::draft_rating_run(call.gate, call.actor, body_or_empty(call)); });
  add_read(router, "/api/v1/rating-runs/{id}", "rating_run.read", "rating_run_detail",
           [](Call& call) { return service::read_rating_run(call.gate, call.actor, call.id()); });
  add_act(router, "rating-runs", "rating_run", "compute", "rating_run_again", "rating_run_detail",
          [](Call& call, std::int64_t version) {
            return service::compute_rating_run(call.gate, call.actor, call.id(), version, body_or_empty(call));
          });
  add_act(router, "rating-runs", "rating_run", "publish", "", "rating_run_detail",
          [](Call& call, std::int64_t version) {
            return service::publish_rating_run(call.gate, call.actor, call.id(), version);
          });
}

void add_reading_of_ratings(Router& router) {
  add_read(router, "/api/v1/ratings/{id}", "rating.read", "rating_detail",
           [](Call& call) { return service::read_rating(call.gate, call.actor, call.id()); });
  add_rated_jobs_api(router);
  add_read(router, "/api/v1/agencies/{id}/ratings", "rating.of_agency", "ratings_of_agency",
           [](Call& call) { return service::ratings_of_agency(call.gate, call.actor, call.id()); });
  add_read(router, "/api/v1/rating-years", "rating.of_year", "ratings_of_year",
           [](Call& call) { return service::ratings_of_year(call.gate, call.actor, year_parameter(call, "year")); },
           {"year"});
  add_read(router, "/api/v1/rating-migration", "rating.migration", "rating_migration",
           [](Call& call) {
             return service::rating_migration(call.gate, call.actor, year_parameter(call, "from"),
                                              year_parameter(call, "to"));
           },
           {"from", "to"});
  add_read(router, "/api/v1/outdated-ratings", "rating.outdated", "rating_list",
           [](Call& call) { return service::outdated_ratings(call.gate, call.actor); });
  add_read(router, "/api/v1/watch-list", "rating.watch_list", "rating_list",
           [](Call& call) { return service::watch_list(call.gate, call.actor); });
}

void add_objection_to_ratings(Router& router) {
  add_read(router, "/api/v1/ratings/{id}/contestable", "rating.contestable", "contestable_rating",
           [](Call& call) { return service::contestable_ratings(call.gate, call.actor, call.id()); });
  add_create(router, "/api/v1/ratings/{id}/objections", "rating_objection.create", "rating-objections",
             "rating_objection_draft", "rating_objection_detail",
             [](Call& call) { return service::contest_rating(call.gate, call.actor, call.id(), body_or_empty(call)); });
  add_read(router, "/api/v1/rating-objections/{id}", "rating_objection.read", "rating_objection_detail",
           [](Call& call) { return service::read_rating_objection(call.gate, call.actor, call.id()); });
  add_act(router, "rating-objections", "rating_objection", "withdraw", "", "rating_objection_detail",
          [](Call& call, std::int64_t version) {
            return service::withdraw_rating_objection(call.gate, call.actor, call.id(), version);
          });
  add_act(router, "rating-objections", "rating_objection", "decide", "rating_objection_decision",
          "rating_objection_detail", [](Call& call, std::int64_t version) {
            return service::decide_rating_objection(call.gate, call.actor, call.id(), version, body_or_empty(call));
          });
}

}  // namespace

Reply add_event_file(Call& call) {
  auto file = sent_file(call);
  if (!file) return refused(file.problems());
  return json_or_refused(service::add_credit_event_file(call.gate, call.actor, call.id(), file->name, file->bytes));
}

Reply send_event_file(Call& call) {
  auto file = service::read_credit_event_file(call.gate, call.actor, call.id(), call.captured_text("sha256"));
  if (!file) return refused(file.problems());
  return bytes_reply(std::move(file->bytes), file->media_type, file->file_name);
}

void add_rating_api(Router& router) {
  add_event_api(router);
  add_run_api(router);
  add_reading_of_ratings(router);
  add_objection_to_ratings(router);
  add_read(router, "/api/v1/consequences/{id}", "consequence.read", "consequence_detail",
           [](Call& call) { return service::read_consequence(call.gate, call.actor, call.id()); });
  add_act(router, "consequences", "consequence", "lift", "reason", "consequence_detail",
          [](Call& call, std::int64_t version) {
            return service::lift_consequence(call.gate, call.actor, call.id(), version, body_or_empty(call));
          });
  add_create(router, "/api/v1/commission-rounds", "commission_round.create", "commission-rounds",
             "commission_round_draft", "commission_round_detail",
             [](Call& call) { return service::open_commission_round(call.gate, call.actor, body_or_empty(call)); });
}

}  // namespace zhiheng::web

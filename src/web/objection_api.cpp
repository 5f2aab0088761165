// The API of objections; the pages ask the same services.
#include "service/objection_service.h"
#include "web/heart_web.h"
#include "web/objection_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using Act = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t, const Json&);
using PlainAct = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t);

void add_act(Router& router, const std::string& step, Act act, const std::string& takes) {
  Route route{"POST", "/api/v1/objections/{id}/" + step, "objection." + step,
              [act](Call& call) {
                auto version = version_or_current(call, "objection");
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
              },
              BodyKind::json};
  route.creates = true;
  route.takes = takes;
  route.answers = "objection_detail";
  router.add(std::move(route));
}

void add_plain_act(Router& router, const std::string& step, PlainAct act) {
  Route route{"POST", "/api/v1/objections/{id}/" + step, "objection." + step,
              [act](Call& call) {
                auto version = version_or_current(call, "objection");
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version));
              },
              BodyKind::json};
  route.creates = true;
  route.answers = "objection_detail";
  router.add(std::move(route));
}

void add_read(Router& router, const std::string& pattern, const std::string& name, const std::string& answers,
              std::function<Reply(Call&)> handler) {
  Route route{"GET", pattern, name, std::move(handler)};
  route.answers = answers;
  router.add(std::move(route));
}

int year_of(const Call& call) {
  const std::string& text = call.parameter("year");
  return text.size() == 4 ? static_cast<int>(read_id(text).value_or(0)) : 0;
}

void add_review_api(Router& router) {
  add_read(router, "/api/v1/objection-reviews", "objection_review.list", "objection_reviews",
           [](Call& call) { return json_or_refused(service::my_reviews(call.gate, call.actor)); });
  add_read(router, "/api/v1/objection-reviews/{id}", "objection_review.read", "objection_review",
           [](Call& call) { return json_or_refused(service::read_review(call.gate, call.actor, call.id())); });
  Route file{"GET", "/api/v1/objection-reviews/{id}/files/{sha256}", "objection_review.file_bytes", send_review_file};
  file.produces = {"application/octet-stream"};
  router.add(std::move(file));
  for (const bool gives : {true, false}) {
    Route route{
        "POST", std::string("/api/v1/objection-reviews/{id}/") + (gives ? "give" : "refuse"),
        gives ? "objection_review.give" : "objection_review.refuse",
        [gives](Call& call) {
          auto version = call.version();
          if (!version) return refused(version.problems());
          const Json body = body_or_empty(call);
          return json_or_refused(gives ? service::give_opinion(call.gate, call.actor, call.id(), *version, body)
                                       : service::refuse_review(call.gate, call.actor, call.id(), *version, body));
        },
        BodyKind::json};
    route.creates = true;
    route.takes = gives ? "objection_opinions" : "reason";
    route.answers = "objection_review";
    router.add(std::move(route));
  }
}

}  // namespace

void add_objection_api(Router& router) {
  add_read(router, "/api/v1/engagements/{id}/contestable", "objection.contestable", "contestable_rows",
           [](Call& call) { return json_or_refused(service::contestable_rows(call.gate, call.actor, call.id())); });
  Route create{"POST", "/api/v1/engagements/{id}/objections", "objection.create",
               [](Call& call) {
                 return created_or_refused(
                     service::draft_objection(call.gate, call.actor, call.id(), body_or_empty(call)), "objections");
               },
               BodyKind::json};
  create.creates = true;
  create.takes = "objection_draft";
  create.answers = "objection_detail";
  create.status = 201;
  router.add(std::move(create));
  add_read(router, "/api/v1/objections/{id}", "objection.read", "objection_detail",
           [](Call& call) { return json_or_refused(service::read_objection(call.gate, call.actor, call.id())); });
  add_read(router, "/api/v1/objections/{id}/decision", "objection.decision", "objection_decision_paper",
           [](Call& call) { return json_or_refused(service::objection_decision(call.gate, call.actor, call.id())); });
  Route change{"PUT", "/api/v1/objections/{id}", "objection.replace",
               [](Call& call) {
                 auto version = call.version();
                 if (!version) return refused(version.problems());
                 return json_or_refused(
                     service::change_objection(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
               },
               BodyKind::json};
  change.takes = "objection_draft";
  change.answers = "objection_detail";
  router.add(std::move(change));
  Route preview{
      "POST", "/api/v1/objections/{id}/preview", "objection.preview",
      [](Call& call) {
        return json_or_refused(service::preview_decision(call.gate, call.actor, call.id(), body_or_empty(call)));
      },
      BodyKind::json};
  preview.takes = "objection_decision_given";
  preview.answers = "objection_effect";
  router.add(std::move(preview));
  add_plain_act(router, "file", service::file_objection);
  add_act(router, "withdraw", service::withdraw_objection, "reason_or_none");
  add_plain_act(router, "receive", service::receive_objection);
  add_act(router, "return", service::return_objection, "objection_return");
  add_act(router, "prepare", service::prepare_objection, "objection_opinion_given");
  add_act(router, "call", service::call_second_panel, "objection_call");
  add_act(router, "decide", service::decide_objection, "objection_decision_given");
  add_plain_act(router, "close", service::close_objection);
  add_plain_act(router, "accept", service::accept_decision);
  add_plain_act(router, "appeal", service::appeal_objection);
  add_review_api(router);
  Route statistics{
      "GET",
      "/api/v1/objection-statistics",
      "objection.statistics",
      [](Call& call) { return json_or_refused(service::objection_statistics(call.gate, call.actor, year_of(call))); },
      BodyKind::none,
      Access::signed_in,
      {"year"}};
  statistics.answers = "objection_statistics";
  router.add(std::move(statistics));
}

}  // namespace zhiheng::web

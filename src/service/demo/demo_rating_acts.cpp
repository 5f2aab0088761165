// Ratings of the demonstration: events, the ratings of a year, an objection and its decision.
#include "service/demo/demo_parts.h"
#include "service/demo/demo_stage.h"
#include "service/rating_service.h"

namespace zhiheng::service {

// Recorded by the clerk, confirmed by the leader.
DemoStage::Made DemoStage::act_credit_event(const Json& act) {
  Json body = act.at("body");
  body.set("agency", act.text_at("agency")).set("policy", act.text_at("policy"));
  const Made event = record_credit_event(gate_, person("clerk"), body);
  if (!event) return event;
  return confirm_credit_event(gate_, person("leader"), id_of(*event), version_of(*event));
}

DemoStage::Made DemoStage::act_rate(const Json& act) {
  const Json year = act.at("year");
  Json body = Json::object().set("fiscal_year", year).set("policy", act.text_at("policy"));
  if (act.find("reason")) body.set("reason", act.text_at("reason"));
  Made run = draft_rating_run(gate_, person("clerk"), body);
  if (run) made_[{"rating_run", year.number()}] = *run;
  return run;
}

DemoStage::Made DemoStage::act_publish_rating(const Json& act) {
  const Json& run = made_.at({"rating_run", act.at("year").number()});
  // What was over by then had ended by itself in the nights before.
  if (const auto ended = RatingClock::run(gate_, clock_.now()); !ended) return ended.problems();
  Made published = publish_rating_run(gate_, person("leader"), id_of(run), version_of(run));
  if (!published) return published;
  for (const Json& rating : published->at("ratings").items()) {
    made_[{"rating", act.at("year").number() + "#" + rating.text_at("agency")}] = rating;
  }
  return published;
}

DemoStage::Made DemoStage::act_contest_rating(const Json& act) {
  const std::int64_t agency = made("agency", act.text_at("agency"));
  const std::string name = act.at("year").number() + "#" + std::to_string(agency);
  const domain::Actor& who = person(agency_logins_.at(agency));
  const std::int64_t rating = made("rating", name);
  const Made there = contestable_ratings(gate_, who, rating);
  if (!there) return there;
  Json row = Json::object().set("statement", act.text_at("statement")).set("evidence", act.text_at("evidence"));
  for (const Json& one : there->at("items").items()) {
    if (one.text_at("target").starts_with(act.text_at("about"))) row.set("target", one.text_at("target"));
  }
  Json body = Json::object().set("rows", Json(Json::Array{std::move(row)}));
  Made objection = contest_rating(gate_, who, rating, body);
  if (objection) made_[{"rating_objection", name}] = *objection;
  return objection;
}

DemoStage::Made DemoStage::act_decide_rating(const Json& act) {
  const std::string name = act.at("year").number() + "#" + std::to_string(made("agency", act.text_at("agency")));
  const Json& objection = made_.at({"rating_objection", name});
  Json rows = Json::array();
  for (const Json& row : objection.at("rows").items()) {
    rows.push(Json::object()
                  .set("target", row.text_at("target"))
                  .set("outcome", act.text_at("outcome"))
                  .set("reason", act.text_at("reason")));
  }
  return decide_rating_objection(gate_, person("leader"), id_of(objection), version_of(objection),
                                 Json::object().set("rows", std::move(rows)));
}

}  // namespace zhiheng::service

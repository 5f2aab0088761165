// The ratings of a year from draft to publication: the form, the page of a run with its buttons.
#include "domain/agency_rating.h"
#include "service/rating_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;

namespace {

Reply run_page(Call& call, const Problems& problems) {
  auto run = service::read_rating_run(call.gate, call.actor, call.id());
  if (!run) return refused(run.problems());
  const domain::Shape& shape = domain::rating_run_shape();
  const std::string here = "/rating-runs/" + std::to_string(call.id()), state = run->text_at("state");
  const std::string title = call.words("rating.run_of", {{"year", number_at(*run, "fiscal_year")}});
  const std::int64_t version = run->at("version").integer().value_or(0);
  Json view = Json::object().set("page_title", title).set("rating_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.rating_run"), "/rating-runs"), crumb(title)}));
  view.set("state", choice_label("rating_run_state", state, call.language));
  view.set("tone", std::string(state == "published" ? "good" : "info")).set("facts", facts_of(call, shape, *run));
  Json buttons = Json::array();
  if (state == "draft") {
    buttons.push(act_button(call, "rating.publish", here + "/publish", version,
                            service::may_publish_rating_run(call.gate, call.actor, call.id())));
    if (can(call, Action::edit_ratings, "rating_run", call.id())) {
      buttons.push(act_button(call, "rating.compute", here + "/compute", version, Outcome(Done{})));
    }
  }
  Json rows = Json::array();
  for (const Json& rating : run->at("ratings").items()) rows.push(rating_row(call, rating));
  view.set("buttons", std::move(buttons)).set("rows", std::move(rows));
  view.set("outdated", run->at("outdated").boolean()).set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("rating/run.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply new_run_page(Call& call, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_ratings, {"rating_run", 0}); !may) {
    return refused(may.problems());
  }
  auto choices = service::credit_event_choices(call.gate, call.actor);
  if (!choices) return refused(choices.problems());
  Options policies;
  for (const Json& one : choices->at("policies").items()) {
    policies.emplace_back(one.text_at("id"), one.text_at("title") + " (" + one.text_at("name") + ")");
  }
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required, Options options) {
    fields.push(plain_field(
        {key, field_label("rating_run", key, call.language), type, call.field(key), required, std::move(options), ""},
        problems, call.language));
  };
  add("fiscal_year", "number", true, {});
  add("policy", "choice", true, std::move(policies));
  add("reason", "area", false, {});
  Json view = Json::object().set("page_title", call.words("rating.new_run"));
  view.set("form_title", call.words("rating.new_run")).set("form_action", "/rating-runs");
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.rating_run"), "/rating-runs"),
                                           crumb(call.words("rating.new_run"))}));
  view.set("page_problems", problem_summary(fields, problems, call.language));
  view.set("cancel_href", "/rating-runs").set("fields", std::move(fields)).set("row_version", "");
  return page("record/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply create_run(Call& call) {
  Json body = Json::object();
  for (const char* key : {"fiscal_year", "policy", "reason"}) {
    if (!call.field(key).empty()) body.set(key, std::string(trimmed(call.field(key))));
  }
  auto run = service::draft_rating_run(call.gate, call.actor, body);
  if (run) return see_other("/rating-runs/" + run->text_at("id") + "?done=created");
  return is_about_the_form(run.problems()) ? new_run_page(call, run.problems()) : refused(run.problems());
}

Reply step_run(Call& call, bool publishes) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto run = publishes ? service::publish_rating_run(call.gate, call.actor, call.id(), *version)
                       : service::compute_rating_run(call.gate, call.actor, call.id(), *version, Json::object());
  if (run)
    return see_other("/rating-runs/" + std::to_string(call.id()) + (publishes ? "?done=published" : "?done=saved"));
  return is_about_the_form(run.problems()) ? run_page(call, run.problems()) : refused(run.problems());
}

}  // namespace

void add_rating_run_pages(Router& router) {
  router.add({"GET", "/rating-runs/new", "rating_run.new_page", [](Call& call) { return new_run_page(call, {}); }});
  router.add({"POST", "/rating-runs", "rating_run.create_page", create_run, BodyKind::form});
  router.add({"GET", "/rating-runs/{id}", "rating_run.show_page", [](Call& call) { return run_page(call, {}); }});
  router.add({"POST", "/rating-runs/{id}/publish", "rating_run.publish_page",
              [](Call& call) { return step_run(call, true); }, BodyKind::form});
  router.add({"POST", "/rating-runs/{id}/compute", "rating_run.compute_page",
              [](Call& call) { return step_run(call, false); }, BodyKind::form});
}

}  // namespace zhiheng::web

// Objections to ratings: the agency's form, the page of one with the decision's form, and an agency's ratings over the
// years.
#include "domain/agency_rating.h"
#include "service/rating_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/objection_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;

namespace {

// "complaint 2022-12-05" -> "投诉属实 2022-12-05"; the rating itself and jobs have names of their own.
std::string title_of_target(const Call& call, const Json& item) {
  if (item.text_at("target") == "rating") return call.words("rating.whole");
  const std::string title = item.text_at("title"), key = "rating.event." + title.substr(0, title.find(' '));
  if (!has_text(key, call.language)) return title;
  return call.words(key) + title.substr(std::min(title.find(' '), title.size()));
}

Reply contest_form(Call& call, const Problems& problems) {
  auto there = service::contestable_ratings(call.gate, call.actor, call.id());
  if (!there) return refused(there.problems());
  if (Outcome may = service::may_contest_rating(call.gate, call.actor, call.id()); !may && problems.empty()) {
    return refused(may.problems());
  }
  Json rows = Json::array();
  std::size_t i = 0;
  for (const Json& item : there->at("items").items()) {
    const std::string at = "-" + std::to_string(i++);
    const std::string target = item.text_at("target");
    rows.push(Json::object()
                  .set("title", title_of_target(call, item))
                  .set("target", target)
                  .set("target_name", "target" + at)
                  .set("statement_name", "statement" + at)
                  .set("statement", call.field("statement" + at))
                  .set("evidence_name", "evidence" + at)
                  .set("evidence", call.field("evidence" + at)));
  }
  Json view = Json::object().set("page_title", call.words("rating.contest"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("rating.title"), "/ratings"), crumb(call.words("rating.contest"))}));
  view.set("due_line", call.words("rating.contest_until", {{"due", text_or_dash(*there, "due_on")}}));
  view.set("rows", std::move(rows)).set("form_action", "/ratings/" + std::to_string(call.id()) + "/objections");
  view.set("cancel_href", "/ratings/" + std::to_string(call.id())).set("note", call.field("note"));
  view.set("page_problems", problem_list(problems, call.language));
  return page("rating/contest.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply contest(Call& call) {
  Json rows = Json::array();
  for (int i = 0; call.has_field("target-" + std::to_string(i)); ++i) {
    const std::string at = "-" + std::to_string(i);
    const std::string statement(trimmed(call.field("statement" + at)));
    if (statement.empty()) continue;
    rows.push(Json::object()
                  .set("target", call.field("target" + at))
                  .set("statement", statement)
                  .set("evidence", std::string(trimmed(call.field("evidence" + at)))));
  }
  Json body = Json::object().set("rows", std::move(rows)).set("note", std::string(trimmed(call.field("note"))));
  auto objection = service::contest_rating(call.gate, call.actor, call.id(), body);
  if (objection) return see_other("/rating-objections/" + objection->text_at("id") + "?done=created");
  return is_about_the_form(objection.problems()) ? contest_form(call, objection.problems())
                                                 : refused(objection.problems());
}

Reply objection_page(Call& call, const Problems& problems) {
  auto row = service::read_rating_objection(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  const std::string here = "/rating-objections/" + std::to_string(call.id());
  const bool open = row->text_at("state") == "filed";
  ActPage what{"rating_objection",
               call.words("stem.rating_objection") + " " + row->text_at("number"),
               "rating_objection_state",
               Json::array(),
               "",
               ""};
  if (open && can(call, Action::contest_rating, "rating_objection", call.id())) {
    what.buttons.push(act_button(call, "rating.withdraw_objection", here + "/withdraw",
                                 row->at("version").integer().value_or(0), Outcome(Done{})));
  }
  const Outcome may = call.gate.may(call.actor, Action::decide_rating, {"rating_objection", call.id()});
  const bool decides = open && may.ok();
  Json rows = Json::array(), options = Json::array();
  for (const auto& [value, label] : choice_options(call, "rating_row_outcome", true)) {
    options.push(Json::object().set("value", value).set("label", label));
  }
  std::size_t i = 0;
  for (const Json& one : row->at("rows").items()) {
    const std::string at = "-" + std::to_string(i++);
    Json line = Json::object();
    for (const char* key : {"target", "statement", "evidence", "reason"}) line.set(key, one.text_at(key));
    line.set("title", title_of_target(call, one));
    line.set("outcome", one.text_at("outcome").empty()
                            ? std::string()
                            : choice_label("rating_row_outcome", one.text_at("outcome"), call.language));
    line.set("decides", decides).set("target_name", "target" + at).set("outcome_name", "outcome" + at);
    line.set("reason_name", "reason" + at).set("options", options).set("typed", call.field("reason" + at));
    rows.push(std::move(line));
  }
  const std::string next = row->text_at("new_rating");
  Json more = Json::object().set("objection_rows", std::move(rows)).set("decides", decides);
  more.set("decide_href", here + "/decide").set("note", row->text_at("note"));
  more.set("decision_note", row->text_at("decision_note")).set("rating_href", "/ratings/" + row->text_at("rating"));
  more.set("new_rating_href", next.empty() ? std::string() : "/ratings/" + next);
  return act_page(call, *row, std::move(what), std::move(more), problems);
}

Reply decide(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json rows = Json::array();
  for (int i = 0; call.has_field("target-" + std::to_string(i)); ++i) {
    const std::string at = "-" + std::to_string(i);
    Json row = Json::object().set("target", call.field("target" + at));
    if (!call.field("outcome" + at).empty()) row.set("outcome", call.field("outcome" + at));
    rows.push(row.set("reason", std::string(trimmed(call.field("reason" + at)))));
  }
  const Json body = Json::object().set("rows", std::move(rows)).set("note", std::string(trimmed(call.field("note"))));
  auto row = service::decide_rating_objection(call.gate, call.actor, call.id(), *version, body);
  if (row) return see_other("/rating-objections/" + std::to_string(call.id()) + "?done=saved");
  return is_about_the_form(row.problems()) ? objection_page(call, row.problems()) : refused(row.problems());
}

Reply withdraw(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::withdraw_rating_objection(call.gate, call.actor, call.id(), *version);
  if (row) return see_other("/rating-objections/" + std::to_string(call.id()) + "?done=withdrawn");
  return is_about_the_form(row.problems()) ? objection_page(call, row.problems()) : refused(row.problems());
}

// The standing ratings, oldest first, as the table that the chart draws.
Json chart_rows(const Json& ratings) {
  Json rows = Json::array();
  for (auto one = ratings.items().rbegin(); one != ratings.items().rend(); ++one) {
    if (one->text_at("state") != "current" || one->text_at("score").empty()) continue;
    rows.push(Json::object().set("year", number_at(*one, "fiscal_year")).set("score", one->text_at("score")));
  }
  return rows;
}

Json rating_lines(const Call& call, const Json& ratings) {
  Json rows = Json::array();
  for (const Json& rating : ratings.items()) {
    Json row = rating_row(call, rating);
    row.set("year", number_at(rating, "fiscal_year")).set("reason", rating.text_at("reason"));
    row.set("state", choice_label("rating_state", rating.text_at("state"), call.language));
    row.set("tone", std::string(rating.text_at("state") == "current" ? "good" : "plain"));
    rows.push(std::move(row));
  }
  return rows;
}

Reply agency_page(Call& call) {
  const domain::Shape& shape = *domain::find_shape("agency");
  auto agency = service::read_row(call.gate, call.actor, shape, call.id());
  if (!agency) return refused(agency.problems());
  Json view = Json::object().set("page_title", agency->text_at("name")).set("rating_title", agency->text_at("name"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.agency"), "/agencies"), crumb(agency->text_at("name"))}));
  view.set("facts", facts_of(call, shape, *agency)).set("history", history_view(call, shape, call.id()));
  const std::string id = std::to_string(call.id());
  view.set("change_href",
           can(call, Action::edit_records, "agency", call.id()) ? "/agencies/" + id + "/edit" : std::string());
  view.set("event_href", can(call, Action::edit_ratings) ? "/credit-events/new?agency=" + id : std::string());
  auto ratings = service::ratings_of_agency(call.gate, call.actor, call.id());
  view.set("sees_ratings", ratings.ok());
  if (ratings) {
    name_event_codes(call, *ratings->find("events"));
    view.set("chart", chart_rows(ratings->at("ratings"))).set("rows", rating_lines(call, ratings->at("ratings")));
    view.set("job_list", rated_jobs_view(call, call.id()));
    view.set("event_table",
             table_of(call, domain::credit_event_shape(),
                      {"happened_on", "kind", "code", "fiscal_year", "evidence", "state"}, ratings->at("events")));
    view.set("consequence_table", table_of(call, domain::consequence_shape(),
                                           {"effect", "from_on", "until_on", "state"}, ratings->at("consequences")));
    view.set("objection_table",
             table_of(call, domain::rating_objection_shape(),
                      {"number", "filed_at", "state", "answer_due_on", "outcome"}, ratings->at("objections")));
  }
  return page("rating/agency.html", std::move(view));
}

}  // namespace

void add_agency_rating_pages(Router& router) {
  Route shown{"GET", "/agencies/{id}", "agency.show_page", agency_page};
  shown.query = {"jobs", "jobs_year"};
  router.add(std::move(shown));
  router.add({"GET", "/my-rating", "rating.own_page", [](Call& call) {
                if (call.actor.agency_id == 0) return refused(refusal(Kind::absent, "request.no_such_page"));
                return see_other("/agencies/" + std::to_string(call.actor.agency_id));
              }});
  router.add(
      {"GET", "/ratings/{id}/contest", "rating.contest_page", [](Call& call) { return contest_form(call, {}); }});
  router.add({"POST", "/ratings/{id}/objections", "rating_objection.create_page", contest, BodyKind::form});
  router.add({"GET", "/rating-objections/{id}", "rating_objection.show_page",
              [](Call& call) { return objection_page(call, {}); }});
  router.add({"POST", "/rating-objections/{id}/decide", "rating_objection.decide_page", decide, BodyKind::form});
  router.add({"POST", "/rating-objections/{id}/withdraw", "rating_objection.withdraw_page", withdraw, BodyKind::form});
}

}  // namespace zhiheng::web

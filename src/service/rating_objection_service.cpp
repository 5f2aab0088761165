// An agency contests its rating; another person than its drafter decides; facts are corrected and the rating follows.
#include <algorithm>

#include "base/calendar.h"
#include "domain/objection.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::RatingObjection;
using domain::RatingObjectionRow;

namespace {

constexpr std::size_t most_rows = 100;

struct Contested {
  store::StoredRating rating;
  domain::RatingRun run;
  FrozenPolicy policy;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<RatingObjection> earlier;
};

Contested look_at(Tx& tx, std::int64_t rating_id) {
  Contested there;
  there.rating = *store::find_rating(tx.rows(), rating_id);
  there.run = *store::find_run(tx.rows(), there.rating.run_id);
  there.policy = load_policy(tx.rows(), there.rating.policy_id);
  there.facts = contestable_facts(tx, there.rating);
  there.earlier = store::objections_of_rating(tx.rows(), rating_id);
  return there;
}

Outcome filing_allowed(const Contested& there, const RatingObjection& objection, Date today) {
  std::vector<std::string> targets;
  for (const auto& [target, title] : there.facts) targets.push_back(target);
  const bool open = std::any_of(there.earlier.begin(), there.earlier.end(),
                                [](const RatingObjection& one) { return one.state == "filed"; });
  return domain::file_rating_objection(there.rating.state, there.run.objection_due_on.value_or(today), open, objection,
                                       targets, today);
}

// A form that could be filed, for asking whether anything but its content stands against it.
RatingObjection filled_in() {
  RatingObjection objection;
  RatingObjectionRow row;
  row.target = row.title = row.statement = "rating";
  objection.rows.push_back(std::move(row));
  return objection;
}

Problems read_rows(Json body, const Contested& there, RatingObjection& objection) {
  static const std::vector<domain::Field> fields{domain::text_field("target", 160).required(),
                                                 domain::text_field("statement", 2000),
                                                 domain::text_field("evidence", 1000)};
  Problems problems;
  const Json::Array rows = take_array(body, "rows", false, most_rows, problems);
  const auto form = read_command({domain::text_field("note", 2000)}, body);
  append(problems, form);
  if (form) objection.note = form->text("note");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = read_command(fields, rows[i], "/rows/" + std::to_string(i));
    append(problems, row);
    if (!row) continue;
    RatingObjectionRow one;
    one.target = row->text("target");
    one.statement = row->text("statement");
    one.evidence = row->text("evidence");
    for (const auto& [target, title] : there.facts) {
      if (target == one.target) one.title = title;
    }
    objection.rows.push_back(std::move(one));
  }
  return problems;
}

Result<RatingObjection> load_objection_of_rating(Tx& tx, std::int64_t id, std::int64_t version) {
  auto objection = store::find_rating_objection(tx.rows(), id);
  if (!objection) return refusal(Kind::absent, "access.absent");
  if (objection->version != version) return stale_problem(tx, domain::rating_objection_shape(), id, version);
  return std::move(*objection);
}

Problems read_decision(Json body, RatingObjection& objection) {
  static const std::vector<domain::Field> fields{domain::text_field("target", 160).required(),
                                                 domain::choice_field("outcome", "rating_row_outcome"),
                                                 domain::text_field("reason", 500)};
  Problems problems;
  const Json::Array rows = take_array(body, "rows", true, most_rows, problems);
  const auto form = read_command({domain::text_field("note", 2000)}, body);
  append(problems, form);
  if (form) objection.decision_note = form->text("note");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string where = "/rows/" + std::to_string(i);
    const auto row = read_command(fields, rows[i], where);
    append(problems, row);
    if (!row) continue;
    const auto contested = std::find_if(objection.rows.begin(), objection.rows.end(),
                                        [&](const auto& one) { return one.target == row->text("target"); });
    if (contested == objection.rows.end()) {
      problems.push_back(refusal("rating.row_not_there", where + "/target", {{"row", row->text("target")}}));
      continue;
    }
    contested->outcome = row->text("outcome");
    contested->reason = row->text("reason");
  }
  return problems;
}

// An upheld row about an event of the agency takes the event back with the reason of the decision.
Outcome correct_facts(Tx& tx, const RatingObjection& objection) {
  for (const RatingObjectionRow& row : objection.rows) {
    if (row.outcome != "upheld" || !row.target.starts_with("event:")) continue;
    auto event = store::find_agency_event(tx.rows(), number_in(std::string_view(row.target).substr(6)));
    ensure(event.has_value(), "a contested event is there");
    if (event->state != "confirmed") continue;
    event->withdrawn_reason = row.reason;
    if (!store::mark_event_withdrawn(tx.rows(), *event, tx.actor().account_id, tx.now())) {
      return stale_problem(tx, domain::credit_event_shape(), event->id, event->version);
    }
    Json detail = state_change("confirmed", "withdrawn", event->version + 1);
    detail.find("after")->set("withdrawn_reason", event->withdrawn_reason).set("objection", objection.number);
    tx.audit("withdraw", {"credit_event", event->id}, event->bureau_id, detail);
  }
  enact_vetoes(tx, objection.bureau_id);
  return Done{};
}

std::string year_text(const store::StoredRating& rating) {
  return std::to_string(rating.fiscal_year);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> contestable_facts(Tx& tx, const store::StoredRating& rating) {
  std::vector<std::pair<std::string, std::string>> facts;
  const auto input = parse_json(rating.case_document, JsonLimits{64, 64u << 20});
  ensure(input.ok(), "a stored rating is JSON");
  for (const Json& year : input->at("years").items()) {
    if (year.at("year").integer().value_or(0) != rating.fiscal_year) continue;
    for (const Json& job : year.at("jobs").items()) {
      facts.emplace_back("job:" + job.text_at("code"),
                         job.text_at("code") + " " + job.text_at("title") + " " + job.text_at("final_score"));
    }
  }
  for (const auto& row : tx.rows().query("SELECT e.id, e.code, e.happened_on FROM rating_fact f INNER JOIN "
                                         "credit_event e ON e.id = f.fact_id WHERE f.rating_id = ? AND f.stem = "
                                         "'credit_event' AND f.fiscal_year = ? ORDER BY e.id",
                                         {rating.id, static_cast<std::int64_t>(rating.fiscal_year)})) {
    facts.emplace_back(
        "event:" + std::to_string(integer_or(row[0])),
        text_or_empty(row[1]) + " " + text_or_empty(row[2]));
  }
  facts.emplace_back("rating", std::to_string(rating.fiscal_year));
  return facts;
}

Json rating_objection_json(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::rating_objection_shape();
  const RatingObjection objection = *store::find_rating_objection(tx.rows(), id);
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const bool decided = objection.state == "decided";
  Json rows = Json::array();
  for (const RatingObjectionRow& row : objection.rows) {
    Json one = Json::object().set("id", id_json(row.id)).set("target", row.target).set("title", row.title);
    one.set("statement", row.statement).set("evidence", row.evidence);
    one.set("outcome", decided ? row.outcome : "").set("reason", decided ? row.reason : "");
    rows.push(std::move(one));
  }
  json.set("note", objection.note).set("decision_note", objection.decision_note);
  json.set("new_rating", id_json(objection.new_rating_id));
  json.set("fiscal_year", store::find_rating(tx.rows(), objection.rating_id)->fiscal_year);
  return json.set("rows", std::move(rows));
}

Result<Json> contestable_ratings(Gate& gate, const domain::Actor& actor, std::int64_t rating_id) {
  return gate.read(actor, Action::see_ratings, {"rating", rating_id}, [&](Tx& tx) -> Result<Json> {
    const Contested there = look_at(tx, rating_id);
    const Outcome allowed = filing_allowed(there, filled_in(), tx.today());
    Json items = Json::array();
    for (const auto& [target, title] : there.facts) {
      items.push(Json::object().set("target", target).set("title", title));
    }
    Json json = Json::object().set("rating", id_json(rating_id)).set("due_on", date_json(there.run.objection_due_on));
    json.set("allowed", allowed.ok()).set("fiscal_year", there.rating.fiscal_year);
    json.set("rule", allowed ? Json() : Json(allowed.problems().front().rule));
    return json.set("items", std::move(items));
  });
}

Outcome may_contest_rating(Gate& gate, const domain::Actor& actor, std::int64_t rating_id) {
  return gate.read(actor, Action::contest_rating, {"rating", rating_id},
                   [&](Tx& tx) -> Outcome { return filing_allowed(look_at(tx, rating_id), filled_in(), tx.today()); });
}

Result<Json> contest_rating(Gate& gate, const domain::Actor& actor, std::int64_t rating_id, const Json& body) {
  return gate.write(actor, Action::contest_rating, {"rating", rating_id}, [&](Tx& tx) -> Result<Json> {
    const Contested there = look_at(tx, rating_id);
    RatingObjection objection;
    Problems problems = read_rows(body, there, objection);
    if (!problems.empty()) return problems;
    if (Outcome allowed = filing_allowed(there, objection, tx.today()); !allowed) return allowed.problems();
    const domain::Policy& policy = *there.policy.rules;
    objection.bureau_id = there.rating.bureau_id;
    objection.agency_id = there.rating.agency_id;
    objection.rating_id = rating_id;
    objection.sequence = static_cast<int>(there.earlier.size()) + 1;
    objection.number =
        year_text(there.rating) + "-" + std::to_string(rating_id) + "-" + std::to_string(objection.sequence);
    objection.file_due_on = *there.run.objection_due_on;
    objection.answer_due_on =
        domain::objection_day(policy, Calendar::shipped(), tx.today(), policy.objection_answer_days);
    objection.filed_by = actor.account_id;
    objection.drafted_by = there.rating.drafted_by;
    objection.id = store::insert_rating_objection(tx.rows(), objection, tx.now());
    const Subject subject{"rating_objection", objection.id};
    Json after = Json::object().set("number", objection.number).set("rating", id_json(rating_id));
    after.set("rows", static_cast<std::int64_t>(objection.rows.size()));
    tx.audit("file", subject, objection.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    tell_bureau(tx, {"rating_contested", subject, "v1", objection.answer_due_on, {{"year", year_text(there.rating)}}},
                Action::decide_rating);
    return rating_objection_json(tx, objection.id);
  });
}

Result<Json> read_rating_objection(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_ratings, {"rating_objection", id},
                   [&](Tx& tx) -> Result<Json> { return rating_objection_json(tx, id); });
}

Result<Json> withdraw_rating_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"rating_objection", id};
  return gate.write(actor, Action::contest_rating, subject, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection_of_rating(tx, id, version);
    if (!objection) return objection.problems();
    if (objection->state != "filed") return refusal(Kind::conflict, "rating.objection_decided");
    objection->state = "withdrawn";
    if (!store::save_rating_objection(tx.rows(), *objection, tx.now())) {
      return stale_problem(tx, domain::rating_objection_shape(), id, version);
    }
    tx.audit("withdraw", subject, objection->bureau_id, state_change("filed", "withdrawn", version + 1));
    return rating_objection_json(tx, id);
  });
}

Result<Json> decide_rating_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                     const Json& body) {
  const Subject subject{"rating_objection", id};
  return gate.write(actor, Action::decide_rating, subject, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection_of_rating(tx, id, version);
    if (!objection) return objection.problems();
    Problems problems = read_decision(body, *objection);
    if (!problems.empty()) return problems;
    if (Outcome allowed = domain::decide_rating_objection(*objection); !allowed) return allowed.problems();
    objection->state = "decided";
    objection->outcome = domain::outcome_of_rows(objection->rows);
    objection->decided_by = actor.account_id;
    objection->decided_at = tx.now().utc();
    if (!store::save_rating_objection(tx.rows(), *objection, tx.now())) {
      return stale_problem(tx, domain::rating_objection_shape(), id, version);
    }
    Json detail = state_change("filed", "decided", version + 1);
    detail.find("after")->set("outcome", objection->outcome);
    tx.audit("decide", subject, objection->bureau_id, detail);
    if (Outcome corrected = correct_facts(tx, *objection); !corrected) return corrected.problems();
    const std::string year = year_text(*store::find_rating(tx.rows(), objection->rating_id));
    tell_agency(tx, {"rating_decided", subject, "decided", {}, {{"year", year}}});
    if (objection->outcome != "rejected") {
      tell_bureau(tx,
                  {"rating_outdated", {"rating", objection->rating_id}, "o" + objection->number, {}, {{"year", year}}},
                  Action::edit_ratings);
    }
    return rating_objection_json(tx, id);
  });
}

}  // namespace zhiheng::service

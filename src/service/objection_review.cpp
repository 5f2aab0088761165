// The second panel: experts of the draw's reserve score the contested rows anew, without knowing who scored them first,
// whose work it is, or what the others give.
#include <algorithm>
#include <set>

#include "base/calendar.h"
#include "domain/blind.h"
#include "service/command_body.h"
#include "service/draw_line.h"
#include "service/file_scan_service.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"
#include "service/recusal_check.h"

namespace zhiheng::service {

using domain::Action;
using domain::Objection;
using domain::ObjectionRow;
using store::Review;

namespace {

constexpr int experts_by_default = 3;
constexpr std::size_t most_experts = 15;
constexpr std::size_t most_rows = 100;

int experts_wanted(const domain::Policy& policy) {
  return policy.panel.objection_reserves > 0 ? policy.panel.objection_reserves : experts_by_default;
}

void call(Tx& tx, const Objection& objection, std::int64_t expert_id, const std::string& origin, Date due_on) {
  const auto called = store::reviews_of(tx.rows(), objection.id);
  Review review;
  review.bureau_id = objection.bureau_id;
  review.agency_id = objection.agency_id;
  review.objection_id = objection.id;
  review.expert_id = expert_id;
  review.place = called.empty() ? 1 : called.back().place + 1;
  review.due_on = due_on;
  review.origin = origin;
  review.id = store::insert_review(tx.rows(), review, tx.now());
  Json after = Json::object().set("place", review.place).set("origin", origin).set("expert", id_json(expert_id));
  tx.audit("call", {"objection_review", review.id}, objection.bureau_id,
           Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
  tell_experts(tx, {"objection_review", {"objection_review", review.id}, "", due_on}, {expert_id});
}

Outcome call_next(Tx& tx, const Objection& objection, const ContestedEngagement& engagement, Date due_on) {
  const auto next = next_in_line(tx, engagement.sources.panel->id, CallPurpose::objection, 0);
  if (!next) return next.problems();
  record_call(tx, *next, CallPurpose::objection, "异议 " + objection.number);
  call(tx, objection, next->expert_id, "drawn", due_on);
  return Done{};
}

// Names given by hand: only where no draw has a reserve. The problems of all of them come back together.
Outcome call_named(Tx& tx, const Objection& objection, const ContestedEngagement& engagement,
                   const std::vector<std::int64_t>& experts, Date due_on) {
  if (next_in_line(tx, engagement.sources.panel->id, CallPurpose::objection, 0)) {
    return refusal(Kind::conflict, "objection.panel_was_drawn", "/experts");
  }
  std::set<std::int64_t> active;
  for (const domain::ExpertFacts& one : store::expert_facts(tx.rows(), experts)) {
    const bool here = domain::scope(tx.actor(), Action::see_experts).has_bureau(one.bureau_id);
    if (here && one.status == "active") active.insert(one.id);
  }
  const auto recused = recusals_for(tx, objection.engagement_id, experts);
  std::set<std::int64_t> seen;
  for (const Review& review : store::reviews_of(tx.rows(), objection.id)) seen.insert(review.expert_id);
  Problems problems;
  for (std::size_t i = 0; i < experts.size(); ++i) {
    const std::string where = "/experts/" + std::to_string(i);
    if (!active.contains(experts[i])) problems.push_back(refusal("objection.expert_not_active", where));
    if (engagement.sources.panel->member_of(experts[i])) {
      problems.push_back(refusal("objection.expert_of_panel", where));
    }
    if (recused.contains(experts[i])) problems.push_back(refusal("objection.expert_recused", where));
    if (!seen.insert(experts[i]).second) problems.push_back(refusal("objection.expert_called", where));
  }
  if (!problems.empty()) return problems;
  for (const std::int64_t expert : experts) call(tx, objection, expert, "appointed", due_on);
  return Done{};
}

std::vector<std::int64_t> ids_of(const Json::Array& items, Problems& problems) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto id = items[i].is_string()
                        ? read_decimal(items[i].string(), 0, "/experts/" + std::to_string(i))
                        : Result<std::int64_t>(refusal("field.wrong_type", "/experts", {{"type", "string"}}));
    append(problems, id);
    if (id) ids.push_back(*id);
  }
  return ids;
}

// Everybody who did not refuse has given his opinion.
bool is_complete(const std::vector<Review>& reviews) {
  bool any = false;
  for (const Review& review : reviews) {
    if (review.state == "called") return false;
    any = any || review.state == "given";
  }
  return any;
}

Outcome complete_if_all_in(Tx& tx, Objection& objection) {
  if (!is_complete(store::reviews_of(tx.rows(), objection.id))) return Done{};
  objection.state = "reviewed";
  if (Outcome saved = save_step(tx, objection, "complete", "reviewing"); !saved) return saved;
  tell_bureau(
      tx,
      {"objection_prepared", {"objection", objection.id}, std::to_string(objection.version), objection.answer_due_on},
      Action::decide_objection);
  return Done{};
}

Result<std::pair<Review, Objection>> load_own(Tx& tx, std::int64_t review_id, std::int64_t version) {
  const auto review = store::find_review(tx.rows(), review_id);
  if (!review) return refusal(Kind::absent, "access.absent");
  if (review->version != version) return refusal(Kind::stale, "objection.review_stale");
  Objection objection = *store::find_objection(tx.rows(), review->objection_id);
  if (review->state != "called" || objection.state != "reviewing") {
    return refusal(Kind::conflict, "objection.review_closed");
  }
  return std::pair(*review, std::move(objection));
}

struct GivenOpinions {
  std::vector<store::RowOpinion> opinions;
  Problems problems;
};

GivenOpinions read_opinions(Json body, const Review& review, const Objection& objection,
                            const std::vector<domain::Contestable>& there) {
  static const std::vector<domain::Field> fields{domain::text_field("id", 20).required(),
                                                 domain::text_field("points", 16), domain::text_field("reason", 2000)};
  GivenOpinions given;
  Problems& problems = given.problems;
  const Json::Array rows = take_array(body, "rows", true, most_rows, problems);
  append(problems, read_command({}, body));
  std::map<std::string, std::size_t> places;
  std::vector<Record> forms;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto form = read_command(fields, rows[i], "/rows/" + std::to_string(i));
    append(problems, form);
    if (form) places[form->text("id")] = forms.size();
    if (form) forms.push_back(std::move(*form));
  }
  for (std::size_t i = 0; i < objection.rows.size(); ++i) {
    const ObjectionRow& row = objection.rows[i];
    const std::string where = "/rows/" + std::to_string(i);
    const auto at = places.find(std::to_string(row.id));
    const std::string text = at == places.end() ? std::string() : forms[at->second].text("points");
    const std::string reason = at == places.end() ? std::string() : forms[at->second].text("reason");
    if (reason.empty()) problems.push_back(refusal("objection.reason_missing", where + "/reason"));
    if (text.empty()) {
      problems.push_back(refusal("objection.points_missing", where + "/points"));
      continue;
    }
    const auto points = domain::read_correction_value(row.kind, text, where + "/points");
    append(problems, points);
    const domain::Contestable* figure = domain::find_contestable(there, row.target);
    if (points && figure) append(problems, domain::check_value(*figure, *points, false, where + "/points"));
    if (points) given.opinions.push_back({review.id, row.id, *points, reason});
  }
  return given;
}

}  // namespace

Result<Json> call_second_panel(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& given) {
  std::int64_t engagement_id = 0;
  auto called_in = gate.write(actor, Action::handle_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    Json body = given;
    Problems problems;
    const auto experts = ids_of(take_array(body, "experts", false, most_experts, problems), problems);
    append(problems, read_command({}, body));
    if (!problems.empty()) return problems;
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome step = domain::step_objection(*objection, "call"); !step) return step.problems();
    const ContestedEngagement engagement = look_at_engagement(tx, objection->engagement_id);
    const domain::Policy& policy = *engagement.policy.rules;
    if (!policy.objection_second_panel) return refusal(Kind::conflict, "objection.second_panel_not_asked");
    // They have as long as the decision leaves them, and at least the time of an invitation.
    const Date least = Calendar::shipped().add_working_days(tx.today(), policy.panel.answer_days).value;
    const Date due_on = std::max(least, objection->answer_due_on.value_or(least));
    Outcome called = Done{};
    if (!experts.empty()) {
      called = call_named(tx, *objection, engagement, experts, due_on);
    } else {
      for (int i = 0; called && i < experts_wanted(policy); ++i) called = call_next(tx, *objection, engagement, due_on);
    }
    if (!called) return called.problems();
    objection->state = "reviewing";
    if (Outcome saved = save_step(tx, *objection, "call", "prepared"); !saved) return saved.problems();
    engagement_id = objection->engagement_id;
    return objection_json(tx, id);
  });
  // Where the agency is hidden, its files are looked into before somebody else opens them.
  if (called_in) scan_engagement(gate, actor, engagement_id);
  return called_in;
}

Result<Json> my_reviews(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::give_opinion, {"objection_review", 0}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const store::ReviewTask& task : store::reviews_of_expert(tx.rows(), tx.actor().expert_id)) {
      Json item = Json::object();
      item.set("id", id_json(task.id)).set("engagement", task.engagement_name);
      item.set("engagement_code", task.engagement_code).set("due_on", task.due_on).set("state", task.state);
      items.push(std::move(item.set("open", task.open)));
    }
    const auto total = static_cast<std::int64_t>(items.items().size());
    return Json::object().set("items", std::move(items)).set("next", Json()).set("total", total);
  });
}

Result<Json> read_review(Gate& gate, const domain::Actor& actor, std::int64_t review_id) {
  return gate.read(actor, Action::give_opinion, {"objection_review", review_id}, [&](Tx& tx) -> Result<Json> {
    const Review review = *store::find_review(tx.rows(), review_id);
    return review_json(tx, review, *store::find_objection(tx.rows(), review.objection_id));
  });
}

Result<Json> give_opinion(Gate& gate, const domain::Actor& actor, std::int64_t review_id, std::int64_t version,
                          const Json& body) {
  return gate.write(actor, Action::give_opinion, {"objection_review", review_id}, [&](Tx& tx) -> Result<Json> {
    auto loaded = load_own(tx, review_id, version);
    if (!loaded) return loaded.problems();
    auto& [review, objection] = *loaded;
    if (Outcome may = may_review(tx, review, objection); !may) return may.problems();
    const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
    const GivenOpinions given = read_opinions(body, review, objection, engagement.there);
    if (!given.problems.empty()) return given.problems;
    for (const store::RowOpinion& one : given.opinions) store::insert_opinion(tx.rows(), one);
    review.state = "given";
    review.given_at = tx.now().utc();
    if (!store::save_review(tx.rows(), review, tx.now())) return refusal(Kind::stale, "objection.review_stale");
    tx.audit("give", {"objection_review", review_id}, objection.bureau_id,
             state_change("called", "given", version + 1));
    if (Outcome done = complete_if_all_in(tx, objection); !done) return done.problems();
    return review_json(tx, *store::find_review(tx.rows(), review_id), objection);
  });
}

Result<Json> refuse_review(Gate& gate, const domain::Actor& actor, std::int64_t review_id, std::int64_t version,
                           const Json& body) {
  return gate.write(actor, Action::give_opinion, {"objection_review", review_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    auto loaded = load_own(tx, review_id, version);
    if (!loaded) return loaded.problems();
    auto& [review, objection] = *loaded;
    if (form->text("reason").empty()) return refusal("objection.reason_missing", "/reason");
    review.state = "refused";
    review.refused_reason = form->text("reason");
    if (!store::save_review(tx.rows(), review, tx.now())) return refusal(Kind::stale, "objection.review_stale");
    tx.audit("refuse", {"objection_review", review_id}, objection.bureau_id,
             state_change("called", "refused", version + 1));
    const ContestedEngagement engagement = look_at_engagement(tx, objection.engagement_id);
    if (review.origin == "drawn") {
      record_refusal(tx, engagement.sources.panel->id, review.expert_id, review.refused_reason);
      // With nobody left in the line those who are there decide.
      const Outcome next = call_next(tx, objection, engagement, review.due_on);
      if (!next && next.problems().front().rule != "draw.line_exhausted") return next.problems();
    }
    if (Outcome done = complete_if_all_in(tx, objection); !done) return done.problems();
    if (objection.state == "reviewing") {
      const auto all = store::reviews_of(tx.rows(), objection.id);
      const bool nobody = std::all_of(all.begin(), all.end(), [](const Review& one) { return one.state == "refused"; });
      // Nobody is left: the clerk calls others.
      if (nobody) {
        objection.state = "prepared";
        if (Outcome saved = save_step(tx, objection, "recall", "reviewing"); !saved) return saved.problems();
      }
    }
    return review_json(tx, *store::find_review(tx.rows(), review_id), objection);
  });
}

}  // namespace zhiheng::service

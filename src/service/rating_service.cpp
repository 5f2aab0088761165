// The ratings of a year: drafted, computed anew, published by another person.
#include "service/rating_service.h"

#include "base/calendar.h"
#include "domain/objection.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/rating_parts.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::RatingRun;

namespace {

// By id, "code" (its newest approved version) or "code@revision"; 0 when there is none that the bureau can use.
std::int64_t policy_named(Tx& tx, std::int64_t bureau_id, const std::string& name) {
  const auto at = name.find('@');
  const auto rows = tx.rows().query(
      "SELECT id, revision FROM policy WHERE state <> 'draft' AND (bureau_id IS NULL OR bureau_id = ?) AND (id = ? OR "
      "code = ?) ORDER BY revision DESC",
      {bureau_id, name.find_first_not_of("0123456789") == std::string::npos ? number_in(name) : std::int64_t{0},
       name.substr(0, at)});
  for (const auto& row : rows) {
    if (at == std::string::npos || std::to_string(integer_or(row[1])) == name.substr(at + 1)) return integer_or(row[0]);
  }
  return 0;
}

bool differs(const std::vector<store::StoredRating>& drafted, const std::vector<store::StoredRating>& now) {
  if (drafted.size() != now.size()) return true;
  std::map<std::int64_t, const store::StoredRating*> by_agency;
  for (const auto& one : drafted) by_agency[one.agency_id] = &one;
  for (const auto& one : now) {
    const auto found = by_agency.find(one.agency_id);
    if (found == by_agency.end() || found->second->case_document != one.case_document ||
        found->second->result_document != one.result_document) {
      return true;
    }
  }
  return false;
}

Outcome fill(Tx& tx, const RatingRun& run, const FrozenPolicy& policy) {
  auto year = ratings_of_now(tx, run, policy);
  if (!year) return year.problems();
  store::delete_draft_ratings(tx.rows(), run.id);
  for (std::size_t i = 0; i < year->ratings.size(); ++i) {
    store::insert_rating(tx.rows(), year->ratings[i], year->facts[i], tx.now());
  }
  return Done{};
}

Result<Json> run_json(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::rating_run_shape();
  const RatingRun run = *store::find_run(tx.rows(), id);
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const auto ratings = store::ratings_of_run(tx.rows(), id);
  json.set("corrects", run.sequence > 1).set("ratings", rating_rows_json(tx, ratings));
  bool outdated = false;
  if (run.state == "draft") {
    const auto now = ratings_of_now(tx, run, load_policy(tx.rows(), run.policy_id));
    if (!now) return now.problems();
    outdated = differs(ratings, now->ratings);
  }
  return json.set("outdated", outdated);
}

Json content_of(const RatingRun& run) {
  Json json = Json::object().set("fiscal_year", run.fiscal_year).set("policy", id_json(run.policy_id));
  return json.set("reason", run.reason);
}

void tell_published(Tx& tx, const std::vector<store::StoredRating>& ratings, const RatingRun& run) {
  for (const auto& rating : ratings) {
    tell_agency(tx, {"rating_published",
                     {"rating", rating.id},
                     "published",
                     run.objection_due_on,
                     {{"year", std::to_string(run.fiscal_year)}}});
  }
}

}  // namespace

Result<RatingRun> load_run(Tx& tx, std::int64_t id, std::int64_t version) {
  const auto run = store::find_run(tx.rows(), id);
  if (!run) return refusal(Kind::absent, "access.absent");
  if (run->version != version) return stale_problem(tx, domain::rating_run_shape(), id, version);
  return *run;
}

Result<Json> draft_rating_run(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::edit_ratings, {"rating_run", 0}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::integer_field("fiscal_year", 2000, 2100).required(),
                                    domain::text_field("policy", 64).required(), domain::text_field("reason", 500)},
                                   body);
    if (!form) return form.problems();
    if (actor.bureau_id == 0 || actor.account_id == 0) return refusal("rating.bureau_missing");
    RatingRun run;
    run.bureau_id = actor.bureau_id;
    run.drafted_by = actor.account_id;
    run.fiscal_year = static_cast<int>(form->integer("fiscal_year"));
    run.reason = form->text("reason");
    run.policy_id = policy_named(tx, run.bureau_id, form->text("policy"));
    if (run.policy_id == 0) return refusal("record.reference_absent", "/policy", {{"value", form->text("policy")}});
    const FrozenPolicy policy = load_policy(tx.rows(), run.policy_id);
    bool draft_stands = false, published_before = false;
    for (const RatingRun& earlier : store::runs_of_year(tx.rows(), run.bureau_id, run.fiscal_year)) {
      draft_stands |= earlier.state == "draft";
      published_before |= earlier.state != "draft";
      run.sequence = earlier.sequence + 1;
    }
    const Outcome allowed = domain::draft_rating_run(*policy.rules, run.fiscal_year, draft_stands, published_before,
                                                     run.reason, tx.today());
    if (!allowed) return allowed.problems();
    run.id = store::insert_run(tx.rows(), run, tx.now());
    if (Outcome filled = fill(tx, run, policy); !filled) return filled.problems();
    tx.audit("draft", {"rating_run", run.id}, run.bureau_id,
             Json::object().set("before", Json::object()).set("after", content_of(run)).set("version", 1));
    tell_bureau(tx,
                {"rating_to_publish", {"rating_run", run.id}, "v1", {}, {{"year", std::to_string(run.fiscal_year)}}},
                Action::publish_rating);
    return run_json(tx, run.id);
  });
}

Result<Json> compute_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body) {
  const Subject subject{"rating_run", id};
  return gate.write(actor, Action::edit_ratings, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("policy", 64), domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    if (actor.account_id == 0) return refusal("rating.bureau_missing");
    auto run = load_run(tx, id, version);
    if (!run) return run.problems();
    if (run->state != "draft") return refusal(Kind::conflict, "rating.not_draft");
    Json detail = Json::object().set("before", content_of(*run));
    if (!form->text("policy").empty()) run->policy_id = policy_named(tx, run->bureau_id, form->text("policy"));
    if (run->policy_id == 0) return refusal("record.reference_absent", "/policy", {{"value", form->text("policy")}});
    if (!form->text("reason").empty()) run->reason = form->text("reason");
    run->drafted_by = actor.account_id;
    const FrozenPolicy policy = load_policy(tx.rows(), run->policy_id);
    if (!policy.rules->credit) {
      return refusal("rating.policy_without_credit", "/policy", {{"policy", policy.rules->name()}});
    }
    if (!store::save_run(tx.rows(), *run, tx.now())) return stale_problem(tx, domain::rating_run_shape(), id, version);
    if (Outcome filled = fill(tx, *run, policy); !filled) return filled.problems();
    tx.audit("compute", subject, run->bureau_id, detail.set("after", content_of(*run)).set("version", version + 1));
    return run_json(tx, id);
  });
}

Result<Json> read_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_ratings, {"rating_run", id},
                   [&](Tx& tx) -> Result<Json> { return run_json(tx, id); });
}

namespace {

Outcome publication_allowed(Tx& tx, const RatingRun& run, const FrozenPolicy& policy) {
  if (run.state != "draft") return domain::publish_rating_run(run, 1, false);
  const auto drafted = store::ratings_of_run(tx.rows(), run.id);
  const auto now = ratings_of_now(tx, run, policy);
  if (!now) return now.problems();
  return domain::publish_rating_run(run, drafted.size(), differs(drafted, now->ratings));
}

}  // namespace

Outcome may_publish_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::publish_rating, {"rating_run", id}, [&](Tx& tx) -> Outcome {
    const RatingRun run = *store::find_run(tx.rows(), id);
    return publication_allowed(tx, run, load_policy(tx.rows(), run.policy_id));
  });
}

Result<Json> publish_rating_run(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"rating_run", id};
  return gate.write(actor, Action::publish_rating, subject, [&](Tx& tx) -> Result<Json> {
    auto run = load_run(tx, id, version);
    if (!run) return run.problems();
    const FrozenPolicy policy = load_policy(tx.rows(), run->policy_id);
    if (Outcome allowed = publication_allowed(tx, *run, policy); !allowed) return allowed.problems();
    run->objection_due_on =
        domain::objection_day(*policy.rules, Calendar::shipped(), tx.today(), policy.rules->objection_days);
    if (!store::mark_run_published(tx.rows(), *run, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::rating_run_shape(), id, version);
    }
    const auto ratings = store::ratings_of_run(tx.rows(), id);
    for (const auto& rating : ratings) {
      if (rating.supersedes_id != 0) store::supersede_rating(tx.rows(), rating.supersedes_id, rating.id, tx.now());
    }
    store::publish_ratings(tx.rows(), id, tx.now());
    store::supersede_empty_runs(tx.rows(), run->bureau_id, run->fiscal_year, tx.now());
    Json detail = state_change("draft", "published", version + 1);
    detail.find("after")->set("ratings", static_cast<std::int64_t>(ratings.size())).set("reason", run->reason);
    tx.audit("publish", subject, run->bureau_id, detail);
    enact_consequences(tx, *run, ratings, actor.account_id);
    enact_vetoes(tx, run->bureau_id);
    tell_published(tx, ratings, *run);
    return run_json(tx, id);
  });
}

}  // namespace zhiheng::service

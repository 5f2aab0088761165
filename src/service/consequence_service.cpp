// What follows from ratings and vetoes: begun with the publication, ended by itself, lifted early with a reason.
#include <algorithm>

#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "service/record_parts.h"
#include "store/consequence_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::StandingConsequence;

namespace {

void begin(Tx& tx, StandingConsequence consequence) {
  consequence.id = store::insert_consequence(tx.rows(), consequence, tx.now());
  Json after = Json::object().set("effect", consequence.effect).set("about", consequence.about);
  after.set("about_id", id_json(consequence.about_id)).set("from_on", consequence.from_on.text());
  after.set("until_on", date_json(consequence.until_on)).set("causes", texts_json(consequence.causes));
  const Subject subject{"consequence", consequence.id};
  tx.audit("enact", subject, consequence.bureau_id,
           Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
  tell_agency(tx, {"consequence_enacted", subject, "enacted", consequence.until_on});
}

void lift(Tx& tx, StandingConsequence consequence, const std::string& reason, std::int64_t by) {
  consequence.lifted_reason = reason;
  ensure(store::lift_consequence(tx.rows(), consequence, by, tx.now()), "a consequence of this transaction is lifted");
  Json detail = state_change("active", "lifted", consequence.version + 1);
  detail.find("after")->set("lifted_reason", reason);
  const Subject subject{"consequence", consequence.id};
  tx.audit("lift", subject, consequence.bureau_id, detail);
  tell_agency(tx, {"consequence_lifted", subject, "lifted"});
}

// Of the agency's earlier ratings of this year at this bureau: what still stands.
std::vector<StandingConsequence> standing_of_year(Tx& tx, const store::StoredRating& rating) {
  std::vector<StandingConsequence> all;
  for (StandingConsequence& one : store::consequences_of(tx.rows(), rating.agency_id, rating.bureau_id)) {
    if (one.about != "rating" || one.about_id == rating.id || one.state != "active") continue;
    const auto earlier = tx.rows().query("SELECT fiscal_year FROM rating WHERE id = ?", {one.about_id});
    if (!earlier.empty() && integer_or(earlier[0][0]) == rating.fiscal_year) all.push_back(std::move(one));
  }
  return all;
}

struct Veto {
  std::string about, words;
  std::int64_t id = 0, agency_id = 0, drafted_by = 0;
  int months = 0, fiscal_year = 0;
};

std::vector<Veto> vetoes_of_jobs(Tx& tx, std::int64_t bureau_id) {
  std::vector<Veto> all;
  for (const auto& row : tx.rows().query(
           "SELECT conduct.id, conduct.agency_id, conduct.code, panel.policy_id, contract.number, engagement.code, "
           "contract.fiscal_year FROM conduct INNER JOIN engagement ON engagement.id = conduct.engagement_id "
           "INNER JOIN contract ON contract.id = engagement.contract_id "
           "INNER JOIN panel ON panel.engagement_id = engagement.id "
           "INNER JOIN result ON result.panel_id = panel.id AND result.state = 'current' "
           "WHERE (? = 0 OR conduct.bureau_id = ?) AND conduct.kind = 'veto' AND conduct.state = 'recorded' AND "
           "panel.state = 'closed' AND NOT EXISTS (SELECT 1 FROM consequence WHERE consequence.about = 'conduct' AND "
           "consequence.about_id = conduct.id) ORDER BY conduct.id",
           {bureau_id, bureau_id})) {
    const FrozenPolicy policy = load_policy(tx.rows(), integer_or(row[3]));
    const domain::VetoRule* rule = policy.rules->find_veto(text_or_empty(row[2]));
    if (!rule || rule->barred_months == 0) continue;
    all.push_back({"conduct", text_or_empty(row[4]) + "/" + text_or_empty(row[5]) + ": " + rule->title,
                   integer_or(row[0]), integer_or(row[1]), 0, rule->barred_months,
                   static_cast<int>(integer_or(row[6]))});
  }
  return all;
}

std::vector<Veto> vetoes_of_agencies(Tx& tx, std::int64_t bureau_id) {
  std::vector<Veto> all;
  for (const auto& row : tx.rows().query(
           "SELECT id, agency_id, code, evidence, barred_months, fiscal_year, drafted_by FROM credit_event WHERE "
           "(? = 0 OR bureau_id = ?) AND kind = 'veto' AND state = 'confirmed' AND barred_months > 0 AND NOT EXISTS "
           "(SELECT 1 FROM consequence WHERE consequence.about = 'credit_event' AND consequence.about_id = "
           "credit_event.id) ORDER BY id",
           {bureau_id, bureau_id})) {
    all.push_back({"credit_event", text_or_empty(row[2]) + ": " + text_or_empty(row[3]), integer_or(row[0]),
                   integer_or(row[1]), integer_or(row[6]), static_cast<int>(integer_or(row[4])),
                   static_cast<int>(integer_or(row[5]))});
  }
  return all;
}

std::int64_t bureau_of(Tx& tx, const Veto& veto) {
  return integer_or(tx.rows().query("SELECT bureau_id FROM " + veto.about + " WHERE id = ?", {veto.id})[0][0]);
}

// A veto that fell takes what followed from it along, from its first day on: what has merely ended still stands against
// a contract that is signed back into its time. Who recorded the veto, or the clock, is not named as who lifted it.
void lift_fallen_vetoes(Tx& tx, std::int64_t bureau_id) {
  for (const StandingConsequence& one : store::active_consequences(tx.rows(), bureau_id)) {
    if (one.about == "rating") continue;
    const auto row =
        tx.rows().query("SELECT state, withdrawn_reason FROM " + one.about + " WHERE id = ?", {one.about_id});
    if (row.empty() || text_or_empty(row[0][0]) != "withdrawn") continue;
    const std::int64_t by = tx.actor().account_id;
    lift(tx, one, text_or_empty(row[0][1]), by == one.drafted_by ? 0 : by);
  }
}

// Rules that come to the same effect bar once, whether it is enacted now or stands from the rating before.
std::vector<domain::DueConsequence> due_by(const store::StoredRating& rating) {
  const auto result = parse_json(rating.result_document, JsonLimits{64, 64u << 20});
  ensure(result.ok(), "a stored rating is JSON");
  std::vector<domain::DueConsequence> due;
  for (const Json& one : result->at("consequences").items()) {
    due.push_back({one.text_at("effect"), static_cast<int>(one.at("months").integer().value_or(0)), {}});
    for (const Json& cause : one.at("causes").items()) due.back().causes.push_back(cause.string());
  }
  return domain::merged(due);
}

}  // namespace

void enact_consequences(Tx& tx, const domain::RatingRun& run, const std::vector<store::StoredRating>& ratings,
                        std::int64_t published_by) {
  for (const store::StoredRating& rating : ratings) {
    std::vector<StandingConsequence> standing = standing_of_year(tx, rating);
    for (const domain::DueConsequence& due : due_by(rating)) {
      StandingConsequence one;
      one.bureau_id = rating.bureau_id;
      one.agency_id = rating.agency_id;
      one.about = "rating";
      one.about_id = rating.id;
      one.effect = due.effect;
      one.months = due.months;
      one.causes = due.causes;
      one.drafted_by = run.drafted_by;
      const auto same = std::find_if(standing.begin(), standing.end(), [&](const StandingConsequence& before) {
        return before.effect == one.effect && before.months == one.months;
      });
      if (same != standing.end()) {
        standing.erase(same);
        continue;
      }
      const auto twice = store::consequences_about(tx.rows(), "rating", rating.id);
      const bool known = std::any_of(twice.begin(), twice.end(), [&](const StandingConsequence& other) {
        return other.effect == one.effect && other.months == one.months;
      });
      if (known) continue;
      const domain::Span span = domain::span_of(one.effect, one.months, rating.fiscal_year, tx.today());
      one.from_on = span.from_on;
      one.until_on = span.until_on;
      begin(tx, std::move(one));
    }
    for (const StandingConsequence& gone : standing) lift(tx, gone, run.reason, published_by);
  }
}

std::int64_t enact_vetoes(Tx& tx, std::int64_t bureau_id) {
  lift_fallen_vetoes(tx, bureau_id);
  std::vector<Veto> all = vetoes_of_jobs(tx, bureau_id);
  for (Veto& one : vetoes_of_agencies(tx, bureau_id)) all.push_back(std::move(one));
  for (const Veto& veto : all) {
    StandingConsequence one;
    one.bureau_id = bureau_of(tx, veto);
    one.agency_id = veto.agency_id;
    one.about = veto.about;
    one.about_id = veto.id;
    one.effect = "suspend";
    one.months = veto.months;
    one.causes = {veto.words};
    one.drafted_by = veto.drafted_by;
    const domain::Span span = domain::span_of(one.effect, one.months, veto.fiscal_year, tx.today());
    one.from_on = span.from_on;
    one.until_on = span.until_on;
    begin(tx, std::move(one));
  }
  return static_cast<std::int64_t>(all.size());
}

Json consequence_json(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::consequence_shape();
  const StandingConsequence one = *store::find_consequence(tx.rows(), id);
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  return json.set("about_id", id_json(one.about_id)).set("causes", texts_json(one.causes));
}

Result<Json> read_consequence(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_ratings, {"consequence", id},
                   [&](Tx& tx) -> Result<Json> { return consequence_json(tx, id); });
}

Result<Json> lift_consequence(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body) {
  return gate.write(actor, Action::decide_rating, {"consequence", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    const auto one = store::find_consequence(tx.rows(), id);
    if (!one) return refusal(Kind::absent, "access.absent");
    if (one->version != version) return stale_problem(tx, domain::consequence_shape(), id, version);
    const Outcome allowed = domain::lift_consequence(*one, form->text("reason"));
    if (!allowed) return allowed.problems();
    lift(tx, *one, form->text("reason"), actor.account_id);
    return consequence_json(tx, id);
  });
}

Result<Json> open_commission_round(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::edit_ratings, {"commission_round", 0}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("name", 100).required(), domain::date_field("opened_on")}, body);
    if (!form) return form.problems();
    if (actor.bureau_id == 0 || actor.account_id == 0) return refusal("rating.bureau_missing");
    const Date opened_on =
        form->text("opened_on").empty() ? tx.today() : *read_date(form->text("opened_on"), "/opened_on");
    const auto opened = store::rounds_opened(tx.rows(), actor.bureau_id);
    if (!opened.empty() && opened_on <= opened.back()) {
      return refusal("round.not_after_last", "/opened_on", {{"last", opened.back().text()}});
    }
    tx.rows().execute(
        "INSERT INTO commission_round (bureau_id, name, opened_on, drafted_by, created_at, updated_at) VALUES (?, ?, "
        "?, ?, ?, ?)",
        {actor.bureau_id, form->text("name"), opened_on.text(), actor.account_id, tx.now().utc(), tx.now().utc()});
    const std::int64_t id = tx.rows().last_id();
    Json after = Json::object().set("name", form->text("name")).set("opened_on", opened_on.text());
    tx.audit("open", {"commission_round", id}, actor.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    const auto rounds = store::rounds_opened(tx.rows(), actor.bureau_id);
    for (StandingConsequence& one : store::active_consequences(tx.rows(), actor.bureau_id)) {
      const auto last = domain::end_by_rounds(one, rounds);
      if (!last) continue;
      Json detail = Json::object().set("before", Json::object().set("until_on", date_json(one.until_on)));
      one.until_on = *last;
      ensure(store::save_consequence(tx.rows(), one, tx.now()), "nobody else writes meanwhile");
      detail.set("after", Json::object().set("until_on", last->text())).set("version", one.version + 1);
      tx.audit("change", {"consequence", one.id}, one.bureau_id, detail);
    }
    const domain::Shape& shape = domain::commission_round_shape();
    return labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  });
}

Result<JobCounts> RatingClock::run(Gate& gate, Timestamp) {
  const domain::Actor actor = job_actor("consequences");
  return gate.system_write(SystemKey(), actor, [&](Tx& tx) -> Result<JobCounts> {
    std::int64_t ended = 0;
    for (StandingConsequence& one : store::active_consequences(tx.rows(), 0)) {
      if (!one.until_on || tx.today() <= *one.until_on) continue;
      one.state = "ended";
      if (!store::save_consequence(tx.rows(), one, tx.now())) continue;
      tx.audit("end", {"consequence", one.id}, one.bureau_id, state_change("active", "ended", one.version + 1));
      ++ended;
    }
    const std::int64_t begun = enact_vetoes(tx, 0);
    if (ended == 0 && begun == 0) tx.changed_nothing();
    return JobCounts{{"consequences_ended", ended}, {"consequences_begun", begun}};
  });
}

}  // namespace zhiheng::service

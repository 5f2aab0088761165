// Events of an agency as a whole: recorded, confirmed by another person, withdrawn with a reason.
#include "service/command_body.h"
#include "service/credit_event_file_service.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/rating_parts.h"
#include "service/rating_service.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::AgencyEvent;

namespace {

const std::vector<domain::Field>& event_fields() {
  static const std::vector<domain::Field> fields{domain::text_field("agency", 32).required(),
                                                 domain::choice_field("kind", "credit_event_kind").required(),
                                                 domain::code_field("code", 64).required(),
                                                 domain::date_field("happened_on").required(),
                                                 domain::integer_field("fiscal_year", 2000, 2100),
                                                 domain::integer_field("count", 1, 999),
                                                 domain::text_field("evidence", 500),
                                                 domain::text_field("file_reference", 300),
                                                 domain::text_field("policy", 64)};
  return fields;
}

// The policies of a bureau by which agencies can be rated, newest first.
std::vector<FrozenPolicy> credit_policies(Tx& tx, std::int64_t bureau_id) {
  std::vector<FrozenPolicy> found;
  for (const auto& row : tx.rows().query("SELECT id FROM policy WHERE state = 'approved' AND (bureau_id IS NULL OR "
                                         "bureau_id = ?) ORDER BY CASE WHEN bureau_id IS NULL THEN 1 ELSE 0 END, id "
                                         "DESC",
                                         {bureau_id})) {
    FrozenPolicy policy = load_policy(tx.rows(), integer_or(row[0]));
    if (policy.rules->credit) found.push_back(std::move(policy));
  }
  return found;
}

Json event_json(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::credit_event_shape();
  const AgencyEvent event = *store::find_agency_event(tx.rows(), id);
  Json json = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  std::string label = event.code;
  for (const FrozenPolicy& policy : credit_policies(tx, event.bureau_id)) {
    label = domain::event_title(*policy.rules, event.code);
    if (label != event.code) break;
  }
  json.set("code_label", label).set("barred_months", event.barred_months);
  return json.set("files", event_files_json(tx, id));
}

Result<AgencyEvent> load_event(Tx& tx, std::int64_t id, std::int64_t version) {
  const auto event = store::find_agency_event(tx.rows(), id);
  if (!event) return refusal(Kind::absent, "access.absent");
  if (event->version != version) return stale_problem(tx, domain::credit_event_shape(), id, version);
  return *event;
}

void read_event(Tx& tx, const Record& form, AgencyEvent& event, Problems& problems) {
  event.kind = form.text("kind");
  event.code = form.text("code");
  event.happened_on = *read_date(form.text("happened_on"), "/happened_on");
  event.fiscal_year =
      form.integer("fiscal_year") ? static_cast<int>(form.integer("fiscal_year")) : event.happened_on.year();
  event.count = form.integer("count") ? static_cast<int>(form.integer("count")) : 1;
  event.evidence = form.text("evidence");
  event.file_reference = form.text("file_reference");
  const std::string name = form.text("agency");
  const auto agency = tx.rows().query("SELECT id FROM agency WHERE id = ? OR uscc = ?", {number_in(name), name});
  if (agency.empty()) {
    problems.push_back(refusal("record.reference_absent", "/agency", {{"value", name}}));
  } else {
    event.agency_id = integer_or(agency[0][0]);
  }
}

}  // namespace

Result<Json> record_credit_event(Gate& gate, const domain::Actor& actor, const Json& body) {
  return gate.write(actor, Action::edit_ratings, {"credit_event", 0}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(event_fields(), body);
    if (!form) return form.problems();
    if (actor.bureau_id == 0 || actor.account_id == 0) return refusal("rating.bureau_missing");
    AgencyEvent event;
    event.bureau_id = actor.bureau_id;
    event.drafted_by = actor.account_id;
    Problems problems;
    read_event(tx, *form, event, problems);
    const auto policies = credit_policies(tx, event.bureau_id);
    const FrozenPolicy* policy = policies.empty() ? nullptr : &policies.front();
    for (const FrozenPolicy& one : policies) {
      const std::string named = form->text("policy");
      if (named == one.rules->name() || named == one.rules->code || named == std::to_string(one.id)) {
        policy = &one;
        break;
      }
    }
    if (!policy) problems.push_back(refusal("rating.no_credit_policy", "/policy"));
    if (policy) append(problems, domain::record_agency_event(*policy->rules, event, tx.today()));
    if (!problems.empty()) return problems;
    if (const domain::VetoRule* veto = policy->rules->find_veto(event.code); veto && event.kind == "veto") {
      event.barred_months = veto->barred_months;
    }
    event.id = store::insert_agency_event(tx.rows(), event, tx.now());
    Json after = Json::object().set("agency", id_json(event.agency_id)).set("kind", event.kind).set("code", event.code);
    after.set("happened_on", event.happened_on.text()).set("evidence", event.evidence);
    tx.audit("record", {"credit_event", event.id}, event.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    tell_bureau(tx, {"credit_event_to_confirm", {"credit_event", event.id}, "v1"}, Action::publish_rating);
    return event_json(tx, event.id);
  });
}

Result<Json> read_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_ratings, {"credit_event", id},
                   [&](Tx& tx) -> Result<Json> { return event_json(tx, id); });
}

Result<Json> confirm_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"credit_event", id};
  return gate.write(actor, Action::publish_rating, subject, [&](Tx& tx) -> Result<Json> {
    const auto event = load_event(tx, id, version);
    if (!event) return event.problems();
    if (Outcome allowed = domain::confirm_agency_event(*event); !allowed) return allowed.problems();
    if (!store::mark_event_confirmed(tx.rows(), *event, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::credit_event_shape(), id, version);
    }
    tx.audit("confirm", subject, event->bureau_id, state_change("recorded", "confirmed", version + 1));
    enact_vetoes(tx, event->bureau_id);
    tell_agency(tx, {"credit_event_confirmed", subject, "v" + std::to_string(version + 1)});
    return event_json(tx, id);
  });
}

Result<Json> withdraw_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                   const Json& body) {
  const Subject subject{"credit_event", id};
  // What was confirmed is taken back by who could decide an objection against it.
  const auto state = gate.read(actor, Action::see_ratings, subject, [&](Tx& tx) -> Result<std::string> {
    return store::find_agency_event(tx.rows(), id)->state;
  });
  if (!state) return state.problems();
  const Action action = *state == "recorded" ? Action::edit_ratings : Action::decide_rating;
  return gate.write(actor, action, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    auto event = load_event(tx, id, version);
    if (!event) return event.problems();
    event->withdrawn_reason = form->text("reason");
    const Outcome allowed = domain::withdraw_agency_event(*event, event->withdrawn_reason);
    if (!allowed) return allowed.problems();
    if (event->state != *state || !store::mark_event_withdrawn(tx.rows(), *event, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::credit_event_shape(), id, version);
    }
    Json detail = state_change(event->state, "withdrawn", version + 1);
    detail.find("after")->set("withdrawn_reason", event->withdrawn_reason);
    tx.audit("withdraw", subject, event->bureau_id, detail);
    enact_vetoes(tx, event->bureau_id);
    return event_json(tx, id);
  });
}

Outcome may_step_credit_event(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& step) {
  const auto event = gate.read(actor, Action::see_ratings, {"credit_event", id},
                               [&](Tx& tx) -> Result<AgencyEvent> { return *store::find_agency_event(tx.rows(), id); });
  if (!event) return event.problems();
  const Action action = step == "confirm"            ? Action::publish_rating
                        : event->state == "recorded" ? Action::edit_ratings
                                                     : Action::decide_rating;
  if (Outcome may = gate.may(actor, action, {"credit_event", id}); !may) return may;
  return step == "confirm" ? domain::confirm_agency_event(*event) : domain::withdraw_agency_event(*event, "-");
}

std::map<std::string, std::string> credit_event_titles(Gate& gate, const domain::Actor& actor,
                                                       const std::set<std::int64_t>& bureaus,
                                                       const std::set<std::string>& codes) {
  std::map<std::string, std::string> titles;
  const auto read = gate.read(actor, Action::see_ratings, {}, [&](Tx& tx) -> Outcome {
    for (const std::int64_t bureau : bureaus) {
      for (const FrozenPolicy& policy : credit_policies(tx, bureau)) {
        for (const std::string& code : codes) {
          const std::string title = domain::event_title(*policy.rules, code);
          if (title != code && !title.empty()) titles.emplace(code, title);
        }
      }
    }
    return Done{};
  });
  return read ? titles : std::map<std::string, std::string>{};
}

Result<Json> credit_event_choices(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::edit_ratings, {"credit_event", 0}, [&](Tx& tx) -> Result<Json> {
    Json policies = Json::array(), codes = Json::array();
    const auto add = [&](const std::string& code, const std::string& title, const char* kind) {
      for (const Json& known : codes.items()) {
        if (known.text_at("code") == code && known.text_at("kind") == kind) return;
      }
      codes.push(Json::object().set("code", code).set("title", title).set("kind", kind));
    };
    for (const FrozenPolicy& policy : credit_policies(tx, actor.bureau_id)) {
      policies.push(Json::object()
                        .set("id", id_json(policy.id))
                        .set("name", policy.rules->name())
                        .set("title", policy.rules->title));
      for (const auto& event : policy.rules->credit->events) {
        const auto& found = domain::found_event_codes();
        if (std::find(found.begin(), found.end(), event.code) == found.end()) add(event.code, event.title, "event");
      }
      for (const domain::VetoRule& veto : policy.rules->vetoes) add(veto.code, veto.title, "veto");
    }
    for (const std::string& code : domain::event_codes()) add(code, "", "event");
    return Json::object().set("policies", std::move(policies)).set("codes", std::move(codes));
  });
}

}  // namespace zhiheng::service

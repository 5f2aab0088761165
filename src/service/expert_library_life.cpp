// The steps of an expert's life in the library, one by one and for many at once.
#include <algorithm>

#include "domain/expert.h"
#include "service/command_body.h"
#include "service/expert_library_parts.h"
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "service/notice_service.h"

namespace zhiheng::service {

using domain::Action;
using domain::LibraryExpert;
using domain::LifeStep;

namespace {

constexpr std::size_t most_at_once = 1000;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

Action action_of_step(std::string_view step) {
  return is_one_of(step, {"resubmit", "publish_notice", "reapply"}) ? Action::edit_experts : Action::approve_expert;
}

// Of a body that names no step: whoever may take some step is told what is wrong with it, others that they may not.
Action any_action(Gate& gate, const domain::Actor& actor, const Subject& subject) {
  return gate.may(actor, Action::edit_experts, subject) ? Action::edit_experts : Action::approve_expert;
}

Json facts_of(const LibraryExpert& expert, const std::string& step) {
  const auto day = [](const std::optional<Date>& date) { return date ? Json(date->text()) : Json(); };
  Json json = Json::object().set("stage", expert.stage).set("reason", expert.reason);
  if (step == "publish_notice") {
    json.set("notice_from", day(expert.notice_from)).set("notice_until", day(expert.notice_until));
    json.set("notice_place", expert.notice_place);
  }
  if (is_one_of(step, {"appoint", "take_over", "renew"})) {
    json.set("certificate_number", expert.certificate_number);
    json.set("term_from", day(expert.term_from)).set("term_until", day(expert.term_until));
  }
  if (step == "suspend") json.set("suspended_until", day(expert.suspended_until));
  return json;
}

Result<std::string> step_of(const Json& body) {
  const std::string step = body.is_object() ? body.text_at("step") : std::string();
  if (step.empty()) return refusal("field.required", "/step");
  const auto& known = domain::choice_list("expert_step");
  if (std::find(known.begin(), known.end(), step) == known.end() || step == "apply" || step == "change") {
    return refusal("field.bad_choice", "/step", {{"value", step}, {"allowed", "return, resubmit, approve, ..."}});
  }
  if (is_one_of(step, {"renew", "suspend", "resume", "remove"})) {
    return refusal("expert_library.by_proposal", "/step");
  }
  return step;
}

// A file that waits for a second person is told to those who may be that; a decided one to its expert.
void tell(Tx& tx, const LibraryExpert& after, const std::string& step) {
  const std::string event = "v" + std::to_string(after.version);
  if (is_one_of(step, {"resubmit", "reapply"})) {
    tell_bureau(tx, {"expert_to_approve", {"expert", after.id}, event}, Action::approve_expert);
  }
  if (is_one_of(step, {"appoint", "take_over", "renew", "suspend", "resume", "remove"})) {
    tell_experts(tx, {"expert_step", {"expert", after.id}, event}, {after.id});
  }
}

}  // namespace

const std::vector<domain::Field>& life_step_fields() {
  static const std::vector<domain::Field> fields{
      domain::text_field("step", 32), domain::text_field("reason", 500), domain::date_field("from"),
      domain::date_field("until"),    domain::text_field("place", 200),  domain::code_field("certificate_number", 64)};
  return fields;
}

Result<LifeStep> read_life_step(const Json& body) {
  const auto form = read_command(life_step_fields(), body);
  if (!form) return form.problems();
  const auto day = [&](const char* key) -> std::optional<Date> {
    const std::string& text = form->text(key);
    if (text.empty()) return std::nullopt;
    return *read_date(text, key);
  };
  LifeStep step;
  step.step = form->text("step");
  step.reason = form->text("reason");
  step.from = day("from");
  step.until = day("until");
  step.place = form->text("place");
  step.certificate_number = form->text("certificate_number");
  return step;
}

Result<LibraryExpert> fresh_expert(Tx& tx, std::int64_t id, std::int64_t version) {
  auto expert = store::find_library_expert(tx.rows(), id);
  if (!expert) return refusal(Kind::absent, "record.absent");
  if (expert->version != version) return stale_problem(tx, domain::expert_shape(), id, version);
  return *expert;
}

Result<LibraryExpert> carry_out_step(Tx& tx, const LibraryExpert& expert, const LifeStep& step) {
  const int open = step.step == "appoint" ? store::open_objections(tx.rows(), expert.id) : 0;
  LibraryExpert before = expert;
  before.born = day_of_birth(tx.rows(), expert.id, tx.today());
  auto after = domain::take_step(before, step, tx.today(), open, Calendar::shipped());
  if (!after) return after.problems();
  if (is_one_of(step.step, {"resubmit", "reapply", "publish_notice"})) after->drafted_by = tx.actor().account_id;
  if (!store::save_library_expert(tx.rows(), *after, tx.now())) {
    return stale_problem(tx, domain::expert_shape(), expert.id, expert.version);
  }
  after->version = expert.version + 1;
  const Json facts = facts_of(*after, step.step);
  store::insert_expert_step(tx.rows(), *after, step.step, expert.stage, tx.actor().account_id, tx.actor().display_name,
                            write_json(facts), tx.now());
  Json detail = Json::object().set("before", Json::object().set("stage", expert.stage)).set("after", facts);
  tx.audit(step.step, {"expert", expert.id}, expert.bureau_id, detail.set("version", after->version));
  tell(tx, *after, step.step);
  return *after;
}

Result<Json> take_expert_step(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body) {
  const auto name = step_of(body);
  const Action action = name ? action_of_step(*name) : any_action(gate, actor, {"expert", id});
  auto taken = gate.write(actor, action, {"expert", id}, [&](Tx& tx) -> Result<Json> {
    if (!name) return name.problems();
    const auto step = read_life_step(body);
    if (!step) return step.problems();
    const auto expert = fresh_expert(tx, id, version);
    if (!expert) return expert.problems();
    const auto after = carry_out_step(tx, *expert, *step);
    if (!after) return after.problems();
    return Json::object();
  });
  if (!taken) return taken.problems();
  return read_expert_file(gate, actor, id);
}

namespace {

Problems each_step(Tx& tx, Action action, const Json::Array& ids, const LifeStep& step) {
  Problems problems;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string where = pointer_to("/experts", i);
    const std::int64_t id = ids[i].is_string() ? number_in(ids[i].string()) : 0;
    const auto expert = store::find_library_expert(tx.rows(), id);
    domain::Facts facts;
    if (expert) {
      facts.bureau_id = expert->bureau_id;
      facts.drafted_by = expert->drafted_by;
    }
    Outcome allowed = Done{};
    if (expert) allowed = domain::may(tx.actor(), action, facts);
    if (!expert || (!allowed && allowed.problems().front().kind == Kind::absent)) {
      problems.push_back(refusal("expert_library.no_such_expert", where));
      continue;
    }
    Problems found = allowed ? Problems() : allowed.problems();
    if (allowed) {
      const auto after = carry_out_step(tx, *expert, step);
      if (!after) found = after.problems();
    }
    for (Problem& problem : found) {
      problem.field = where;
      problem.params.emplace_back("name", expert->name);
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

}  // namespace

Result<Json> take_expert_steps(Gate& gate, const domain::Actor& actor, const Json& given) {
  const auto name = step_of(given);
  const Action action = name ? action_of_step(*name) : any_action(gate, actor, {"expert", 0});
  return gate.write(actor, action, {"expert", 0}, [&](Tx& tx) -> Result<Json> {
    if (!name) return name.problems();
    Json body = given;
    Problems problems;
    const Json::Array ids = take_array(body, "experts", true, most_at_once, problems);
    const auto step = read_life_step(body);
    append(problems, step);
    if (problems.empty() && ids.empty()) problems.push_back(refusal("field.required", "/experts"));
    if (!problems.empty()) return problems;
    problems = each_step(tx, action, ids, *step);
    if (!problems.empty()) return problems;
    return Json::object().set("step", *name).set("experts", static_cast<std::int64_t>(ids.size()));
  });
}

Outcome may_take_step(Gate& gate, const domain::Actor& actor, std::int64_t id, const std::string& step) {
  return gate.may(actor, action_of_step(step), {"expert", id});
}

}  // namespace zhiheng::service

// What the bureau's clerk does with an objection: receive, return, prepare, close; and the job that watches the clocks.
#include "base/calendar.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/objection_parts.h"
#include "service/objection_service.h"

namespace zhiheng::service {

using domain::Action;
using domain::Objection;
using domain::ObjectionRow;

namespace {

constexpr std::size_t most_rows = 100;

ObjectionRow* row_named(Objection& objection, const std::string& target) {
  for (ObjectionRow& row : objection.rows) {
    if (row.target == target) return &row;
  }
  return nullptr;
}

void take_opinion(const Record& form, Objection& objection, const std::string& where, Problems& problems) {
  ObjectionRow* row = row_named(objection, form.text("target"));
  if (!row) {
    problems.push_back(refusal("objection.row_not_there", where + "/target", {{"row", form.text("target")}}));
    return;
  }
  row->proposal = form.text("proposal");
  row->opinion = form.text("opinion");
  row->opinion_evidence = form.text("opinion_evidence");
  row->proposed.reset();
  if (row->proposal == "rejected") return;
  if (form.text("proposed").empty()) {
    if (row->proposal == "upheld") row->proposed = row->wanted;
    return;
  }
  const auto value = domain::read_correction_value(row->kind, form.text("proposed"), where + "/proposed");
  append(problems, value);
  if (value) row->proposed = *value;
}

Problems read_opinions(Json body, Objection& objection) {
  static const std::vector<domain::Field> fields{
      domain::text_field("target", 160).required(), domain::choice_field("proposal", "objection_outcome"),
      domain::text_field("proposed", 16), domain::text_field("opinion", 4000),
      domain::text_field("opinion_evidence", 2000)};
  Problems problems;
  const Json::Array rows = take_array(body, "rows", true, most_rows, problems);
  const auto form = read_command({domain::text_field("expert_statement", 4000)}, body);
  append(problems, form);
  if (form) objection.expert_statement = form->text("expert_statement");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string where = "/rows/" + std::to_string(i);
    const auto row = read_command(fields, rows[i], where);
    append(problems, row);
    if (row) take_opinion(*row, objection, where, problems);
  }
  return problems;
}

}  // namespace

Result<Json> receive_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::handle_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome step = domain::step_objection(*objection, "receive"); !step) return step.problems();
    objection->state = "received";
    objection->received_at = tx.now().utc();
    if (Outcome saved = save_step(tx, *objection, "receive", "filed"); !saved) return saved.problems();
    tell_agency(
        tx, {"objection_received", {"objection", id}, std::to_string(objection->version), objection->answer_due_on});
    return objection_json(tx, id);
  });
}

Result<Json> return_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body) {
  return gate.write(actor, Action::handle_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(
        {domain::choice_field("ground", "objection_return_ground").required(), domain::text_field("reason", 1000)},
        body);
    if (!form) return form.problems();
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome allowed = domain::return_objection(*objection, form->text("reason")); !allowed) {
      return allowed.problems();
    }
    const std::string before = objection->state;
    const auto facts = *store::find_engagement_facts(tx.rows(), objection->engagement_id);
    const domain::Policy& policy = *look_at_engagement(tx, facts.id).policy.rules;
    objection->state = "returned";
    objection->received_at.clear();
    objection->returned_ground = form->text("ground");
    objection->returned_reason = form->text("reason");
    const Date again = domain::objection_day(policy, Calendar::shipped(), tx.today(), policy.objection_days);
    objection->file_due_on = std::max(objection->file_due_on, again);
    Json more = Json::object().set("returned_reason", objection->returned_reason);
    more.set("file_due_on", objection->file_due_on.text());
    if (Outcome saved = save_step(tx, *objection, "return", before, more); !saved) return saved.problems();
    tell_agency(tx, {"objection_returned",
                     {"objection", id},
                     std::to_string(objection->version),
                     objection->file_due_on,
                     {{"reason", objection->returned_reason}}});
    return objection_json(tx, id);
  });
}

Result<Json> prepare_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& body) {
  return gate.write(actor, Action::handle_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    if (const Outcome named = drafter_is_named(actor); !named) return named.problems();
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome step = domain::step_objection(*objection, "prepare"); !step) return step.problems();
    const Problems wrong = read_opinions(body, *objection);
    if (!wrong.empty()) return wrong;
    const ContestedEngagement engagement = look_at_engagement(tx, objection->engagement_id);
    if (Outcome allowed = domain::prepare_objection(*objection, engagement.there); !allowed) return allowed.problems();
    const std::string before = objection->state;
    objection->state = "prepared";
    objection->drafted_by = actor.account_id;
    objection->prepared_at = tx.now().utc();
    store::save_answers(tx.rows(), *objection);
    if (Outcome saved = save_step(tx, *objection, "propose", before); !saved) return saved.problems();
    if (!engagement.policy.rules->objection_second_panel) {
      tell_bureau(
          tx, {"objection_prepared", {"objection", id}, std::to_string(objection->version), objection->answer_due_on},
          Action::decide_objection);
    }
    return objection_json(tx, id);
  });
}

Result<Json> close_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::handle_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome allowed = domain::close_objection(*objection, false, tx.today()); !allowed) return allowed.problems();
    objection->state = "closed";
    objection->closed_at = tx.now().utc();
    if (Outcome saved = save_step(tx, *objection, "close", "decided"); !saved) return saved.problems();
    return objection_json(tx, id);
  });
}

Outcome may_step_objection(Gate& gate, const domain::Actor& actor, Action action, std::int64_t id,
                           const std::string& step) {
  return gate.read(actor, action, {"objection", id}, [&](Tx& tx) -> Outcome {
    const Objection objection = *store::find_objection(tx.rows(), id);
    if (step == "close") return domain::close_objection(objection, action == Action::file_objection, tx.today());
    return domain::step_objection(objection, step);
  });
}

Result<JobCounts> ObjectionClock::run(Gate& gate, Timestamp now, int working_days) {
  const domain::Actor actor = job_actor("objections");
  return gate.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<JobCounts> {
    tx.changed_nothing();
    const Date today = now.date();
    std::int64_t closed = 0, reminded = 0;
    for (const std::int64_t id : store::objections_to_close(tx.rows(), today)) {
      Objection objection = *store::find_objection(tx.rows(), id);
      objection.state = "closed";
      objection.closed_at = tx.now().utc();
      if (Outcome saved = save_step(tx, objection, "close", "decided"); !saved) return saved.problems();
      ++closed;
    }
    const Date until = Calendar::shipped().add_working_days(today, working_days).value;
    for (const store::DueObjection& due : store::objections_due(tx.rows(), until)) {
      const char* kind = due.answer_due_on < today ? "overdue" : "due_soon";
      tell_bureau(tx, {kind, {"objection", due.id}, due.answer_due_on.text(), due.answer_due_on},
                  Action::handle_objection);
      ++reminded;
    }
    return JobCounts{{"closed_objections", closed}, {"due_objections", reminded}};
  });
}

}  // namespace zhiheng::service

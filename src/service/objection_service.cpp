// What an agency does with its objections: draft, file, withdraw.
#include "service/objection_service.h"

#include <algorithm>

#include "base/calendar.h"
#include "domain/blind.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/objection_parts.h"

namespace zhiheng::service {

using domain::Action;
using domain::Objection;
using domain::ObjectionRow;

namespace {

constexpr std::size_t most_rows = 100;

const std::vector<domain::Field>& row_fields() {
  static const std::vector<domain::Field> fields{domain::text_field("target", 160).required(),
                                                 domain::choice_field("ground", "objection_ground").required(),
                                                 domain::text_field("statement", 4000),
                                                 domain::text_field("evidence", 2000),
                                                 domain::text_field("pages", 100),
                                                 domain::choice_field("remedy", "objection_remedy").required(),
                                                 domain::text_field("wanted", 16)};
  return fields;
}

ObjectionRow row_from(const Record& form, const std::vector<domain::Contestable>& there, const std::string& where,
                      Problems& problems) {
  ObjectionRow row;
  row.target = form.text("target");
  row.ground = form.text("ground");
  row.statement = form.text("statement");
  row.evidence = form.text("evidence");
  row.pages = form.text("pages");
  row.remedy = form.text("remedy");
  const domain::Contestable* figure = domain::find_contestable(there, row.target);
  if (!figure) return row;  // named by check_draft_rows
  row.kind = figure->kind;
  row.component = figure->component;
  row.item = figure->item;
  row.place = figure->place;
  row.sheet_id = figure->sheet_id;
  row.original = figure->value;
  if (form.text("wanted").empty()) return row;
  const auto wanted = domain::read_correction_value(row.kind, form.text("wanted"), where + "/wanted");
  append(problems, wanted);
  if (wanted) row.wanted = *wanted;
  return row;
}

// Rows and note of a draft; every problem of the form at once.
Problems read_draft(Json body, const std::vector<domain::Contestable>& there, Objection& objection) {
  Problems problems;
  const Json::Array rows = take_array(body, "rows", false, most_rows, problems);
  const auto form = read_command({domain::text_field("note", 2000)}, body);
  append(problems, form);
  if (form) objection.note = form->text("note");
  objection.rows.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string where = "/rows/" + std::to_string(i);
    const auto row = read_command(row_fields(), rows[i], where);
    append(problems, row);
    if (row) objection.rows.push_back(row_from(*row, there, where, problems));
  }
  if (problems.empty()) append(problems, domain::check_draft_rows(objection.rows, there));
  return problems;
}

Outcome filing_allowed(Tx& tx, const Objection& objection, const ContestedEngagement& engagement) {
  return domain::file_objection(objection, engagement.there,
                                store::contested_targets(tx.rows(), objection.engagement_id, objection.appeal_of_id),
                                tx.today());
}

// With the appeal the decision before it has had its day.
Outcome close_appealed(Tx& tx, const Objection& appeal) {
  if (appeal.appeal_of_id == 0) return Done{};
  Objection appealed = *store::find_objection(tx.rows(), appeal.appeal_of_id);
  if (appealed.state != "decided") return Done{};
  appealed.state = "closed";
  appealed.closed_at = tx.now().utc();
  return save_step(tx, appealed, "close", "decided", Json::object().set("appeal", appeal.number));
}

std::string refiled(const Objection& objection) {
  return "v" + std::to_string(objection.version);
}

}  // namespace

Result<Json> contestable_rows(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_results, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto facts = *store::find_engagement_facts(tx.rows(), engagement_id);
    const domain::Scope reach = domain::scope(tx.actor(), Action::see_objections);
    if (!reach.has_bureau(facts.bureau_id) && reach.agency_id != facts.agency_id) {
      return refusal(Kind::absent, "access.absent");
    }
    const ContestedEngagement engagement = look_at_engagement(tx, engagement_id);
    const auto until = contest_until(tx, engagement);
    const auto taken = store::contested_targets(tx.rows(), engagement_id, 0);
    Json items = Json::array();
    for (const domain::Contestable& one : engagement.there) {
      Json row = Json::object();
      row.set("target", one.target).set("kind", one.kind).set("component", one.component).set("item", one.item);
      row.set("place", one.place).set("title", one.title);
      row.set("rater", one.place > 0 ? domain::named_by_place(static_cast<std::size_t>(one.place)) : "");
      row.set("value", domain::correction_value_text(one.kind, one.value));
      row.set("most", domain::correction_value_text(one.kind, one.most)).set("reason", one.reason);
      row.set("contested", std::find(taken.begin(), taken.end(), one.target) != taken.end());
      items.push(std::move(row));
    }
    const bool in_time = until && tx.today() <= *until && !engagement.there.empty();
    Json answer = Json::object();
    answer.set("engagement", id_json(engagement_id)).set("file_due_on", date_json(until));
    answer.set("days", engagement.policy.rules->objection_days);
    answer.set("working_days", engagement.policy.rules->objection_working_days);
    return answer.set("allowed", in_time).set("items", std::move(items));
  });
}

Result<Json> draft_objection(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body) {
  return gate.write(actor, Action::file_objection, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const ContestedEngagement engagement = look_at_engagement(tx, engagement_id);
    const auto until = contest_until(tx, engagement);
    if (!until || engagement.there.empty()) return refusal(Kind::conflict, "objection.no_result");
    if (tx.today() > *until) {
      return refusal(Kind::conflict, "objection.after_deadline", {}, {{"due", until->text()}});
    }
    Objection objection = new_objection(tx, engagement);
    objection.file_due_on = *until;
    const Problems wrong = read_draft(body, engagement.there, objection);
    if (!wrong.empty()) return wrong;
    objection.id = store::insert_objection(tx.rows(), objection, tx.now());
    tx.audit("draft", {"objection", objection.id}, objection.bureau_id, objection_draft_detail(objection));
    return objection_json(tx, objection.id);
  });
}

Result<Json> change_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                              const Json& body) {
  return gate.write(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome step = domain::step_objection(*objection, "change"); !step) return step.problems();
    const ContestedEngagement engagement = look_at_engagement(tx, objection->engagement_id);
    const Problems wrong = read_draft(body, engagement.there, *objection);
    if (!wrong.empty()) return wrong;
    const std::string state = objection->state;
    store::replace_rows(tx.rows(), *objection);
    if (Outcome saved = save_step(tx, *objection, "change", state); !saved) return saved.problems();
    return objection_json(tx, id);
  });
}

Result<Json> file_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return gate.write(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    const ContestedEngagement engagement = look_at_engagement(tx, objection->engagement_id);
    if (Outcome allowed = filing_allowed(tx, *objection, engagement); !allowed) return allowed.problems();
    // A confirmation that read the account before this is told.
    store::take_contract(tx.rows(), engagement.contract, tx.now());
    const std::string before = objection->state;
    const domain::Policy& policy = *engagement.policy.rules;
    objection->state = "filed";
    objection->result_id = engagement.sources.result->id;
    objection->filed_by = actor.account_id;
    objection->filed_at = tx.now().utc();
    objection->received_at.clear();
    objection->returned_ground.clear();
    objection->returned_reason.clear();
    objection->answer_due_on =
        domain::objection_day(policy, Calendar::shipped(), tx.today(), policy.objection_answer_days);
    for (ObjectionRow& row : objection->rows) {
      row.original = domain::find_contestable(engagement.there, row.target)->value;
    }
    store::replace_rows(tx.rows(), *objection);
    const Json more = Json::object().set("answer_due_on", objection->answer_due_on->text());
    if (Outcome saved = save_step(tx, *objection, "file", before, more); !saved) return saved.problems();
    if (Outcome closed = close_appealed(tx, *objection); !closed) return closed.problems();
    tell_bureau(tx, {"objection_filed", {"objection", id}, refiled(*objection), objection->answer_due_on},
                Action::handle_objection);
    return objection_json(tx, id);
  });
}

Outcome may_file_objection(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Outcome {
    const Objection objection = *store::find_objection(tx.rows(), id);
    return filing_allowed(tx, objection, look_at_engagement(tx, objection.engagement_id));
  });
}

Result<Json> withdraw_objection(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                const Json& body) {
  return gate.write(actor, Action::file_objection, {"objection", id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 1000)}, body);
    if (!form) return form.problems();
    auto objection = load_objection(tx, id, version);
    if (!objection) return objection.problems();
    if (Outcome step = domain::step_objection(*objection, "withdraw"); !step) return step.problems();
    const std::string before = objection->state;
    objection->state = "withdrawn";
    objection->withdrawn_reason = form->text("reason");
    if (Outcome saved = save_step(tx, *objection, "withdraw", before); !saved) return saved.problems();
    if (!objection->filed_at.empty()) {
      tell_bureau(tx, {"objection_withdrawn", {"objection", id}, ""}, Action::handle_objection);
    }
    return objection_json(tx, id);
  });
}

}  // namespace zhiheng::service

// What one person proposes and another decides: changes of a file, renewals, suspensions, removals.
#include "domain/expert.h"
#include "domain/notice.h"
#include "service/command_body.h"
#include "service/expert_library_parts.h"
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "service/notice_service.h"

namespace zhiheng::service {

using domain::Action;
using domain::LibraryExpert;

namespace {

const domain::Shape& proposal_shape() {
  return domain::expert_proposal_shape();
}

// What an expert cannot change by himself, and may ask for.
const std::vector<std::string>& asked_for() {
  static const std::vector<std::string> keys{"name", "employer", "title", "title_level"};
  return keys;
}

bool waits(Tx& tx, std::int64_t expert_id, const std::string& kind) {
  return !tx.rows()
              .query("SELECT 1 FROM expert_proposal WHERE expert_id = ? AND kind = ? AND state = 'waiting'",
                     {expert_id, kind})
              .empty();
}

Result<Json> insert_proposal(Tx& tx, const LibraryExpert& expert, const std::string& kind, const Json& document,
                             const std::string& reason, bool by_expert) {
  if (waits(tx, expert.id, kind)) return refusal(Kind::conflict, "proposal.waiting");
  Record record;
  record.set("expert", expert.id);
  record.set("bureau_id", expert.bureau_id);
  record.set("kind", kind);
  record.set("state", std::string("waiting"));
  record.set("document", write_json(document));
  record.set("reason", reason);
  record.set("drafted_by", id_or_nothing(tx.actor().account_id));
  record.set("by_expert", std::int64_t{by_expert ? 1 : 0});
  const std::int64_t id = store::insert_record(tx.rows(), proposal_shape(), record, tx.now());
  const Record stored = *store::find_record(tx.rows(), proposal_shape(), id);
  const Json shown = proposal_json(stored);
  Json detail = Json::object().set("before", Json::object());
  detail.set("after", Json::object().set("kind", kind).set("reason", reason).set("proposed", shown.at("proposed")));
  tx.audit("propose", {"expert_proposal", id}, expert.bureau_id, detail.set("version", 1));
  tell_bureau(tx, {"expert_to_approve", {"expert", expert.id}, "p" + std::to_string(id)}, Action::approve_expert);
  return shown;
}

Json step_document(const domain::LifeStep& step) {
  const auto day = [](const std::optional<Date>& date) { return date ? Json(date->text()) : Json(); };
  Json json = Json::object().set("from", day(step.from)).set("until", day(step.until));
  return json.set("certificate_number", step.certificate_number);
}

// Would the step be taken today? What is proposed and cannot be approved wastes two people's time.
Outcome can_be_taken(Tx& tx, const LibraryExpert& expert, const domain::LifeStep& step) {
  LibraryExpert before = expert;
  before.born = day_of_birth(tx.rows(), expert.id, tx.today());
  const auto after = domain::take_step(before, step, tx.today(), 0, Calendar::shipped());
  if (!after) return after.problems();
  return Done{};
}

Result<Json> propose(Tx& tx, std::int64_t expert_id, const Json& given, bool by_expert) {
  Json body = given;
  const Json* kind_given = body.find("kind");
  const std::string kind = kind_given && kind_given->is_string() ? kind_given->string() : std::string();
  const bool known = kind == "renew" || (!by_expert && (kind == "suspend" || kind == "resume" || kind == "remove"));
  if (!known)
    return refusal("field.bad_choice", "/kind", {{"value", kind}, {"allowed", "renew, suspend, resume, remove"}});
  std::erase_if(body.members(), [](const auto& member) { return member.key == "kind"; });
  body.set("step", kind);
  const auto step = read_life_step(body);
  if (!step) return step.problems();
  const auto expert = store::find_library_expert(tx.rows(), expert_id);
  if (!expert) return refusal(Kind::absent, "record.absent");
  if (Outcome can = can_be_taken(tx, *expert, *step); !can) return can.problems();
  return insert_proposal(tx, *expert, kind, step_document(*step), std::string(step->reason), by_expert);
}

// The file with what was asked for; refuses what a clerk's change would be refused for.
Result<Json> apply_change(Tx& tx, const LibraryExpert& expert, const Json& document) {
  const domain::Shape& shape = domain::expert_shape();
  const auto before = store::find_record(tx.rows(), shape, expert.id);
  ensure(before.has_value(), "the expert of a proposal is there");
  Record after = *before;
  for (const std::string& key : asked_for()) {
    if (const Json* value = document.find(key)) after.set(key, value->string());
  }
  if (Problems problems = check_row(tx, shape, after, &*before); !problems.empty()) return problems;
  Json detail = difference(shape, &*before, after);
  if (!is_nothing(detail) && !store::update_record(tx.rows(), shape, changed_fields(shape, *before, after), tx.now())) {
    return stale_problem(tx, shape, expert.id, expert.version);
  }
  store::SealedSecrets secrets = *store::find_secrets(tx.rows(), expert.id);
  Json changed = Json::array();
  if (document.find("identity_sealed")) {
    const std::string print = document.text_at("identity_print");
    const auto [other, name] = store::expert_with_print(tx.rows(), expert.bureau_id, print, expert.id);
    if (other != 0) {
      return refusal(Kind::conflict, "expert_secrets.person_twice", "/identity_number", {{"name", name}});
    }
    secrets.identity = document.text_at("identity_sealed");
    secrets.identity_print = print;
    secrets.identity_shown = document.text_at("identity_number");
    changed.push("identity_number");
  }
  if (document.find("bank_account_sealed")) {
    secrets.account = document.text_at("bank_account_sealed");
    secrets.account_shown = document.text_at("bank_account");
    changed.push("bank_account");
  }
  if (document.find("bank_name")) {
    secrets.bank_name = document.text_at("bank_name");
    changed.push("bank_name");
  }
  if (!changed.items().empty()) store::save_secrets(tx.rows(), expert.id, secrets, tx.now());
  const auto now = store::find_library_expert(tx.rows(), expert.id);
  tx.audit("change", {"expert", expert.id}, expert.bureau_id,
           detail.set("what", std::move(changed)).set("version", now->version));
  return Json::object();
}

Outcome carry_out(Tx& tx, const Record& proposal) {
  const auto expert = store::find_library_expert(tx.rows(), proposal.integer("expert"));
  ensure(expert.has_value(), "the expert of a proposal is there");
  auto document = parse_json(proposal.text("document"));
  ensure(document.ok(), "a stored proposal is JSON");
  const std::string& kind = proposal.text("kind");
  if (kind == "change") {
    const auto applied = apply_change(tx, *expert, *document);
    if (!applied) return applied.problems();
    tell_experts(tx, {"expert_step", {"expert", expert->id}, "p" + std::to_string(proposal.integer("id"))},
                 {expert->id});
    return Done{};
  }
  document->set("step", kind).set("reason", proposal.text("reason"));
  const auto step = read_life_step(*document);
  if (!step) return step.problems();
  const auto after = carry_out_step(tx, *expert, *step);
  if (!after) return after.problems();
  return Done{};
}

Result<Json> end_proposal(Tx& tx, const Record& before, const std::string& state, const std::string& reason,
                          const char* act) {
  Record after = before;
  after.set("state", state);
  after.set("decision_reason", reason);
  after.set("decided_by", id_or_nothing(tx.actor().account_id));
  after.set("decided_at", tx.now().utc());
  const std::int64_t id = before.integer("id");
  const std::int64_t version = before.integer("version");
  if (!store::update_record(tx.rows(), proposal_shape(), changed_fields(proposal_shape(), before, after), tx.now())) {
    return stale_problem(tx, proposal_shape(), id, version);
  }
  Json detail = Json::object().set("before", Json::object().set("state", "waiting"));
  detail.set("after", Json::object().set("state", state).set("reason", reason)).set("version", version + 1);
  tx.audit(act, {"expert_proposal", id}, before.integer("bureau_id"), detail);
  return proposal_json(*store::find_record(tx.rows(), proposal_shape(), id));
}

Result<Record> fresh_proposal(Tx& tx, std::int64_t id, std::int64_t version) {
  auto record = store::find_record(tx.rows(), proposal_shape(), id);
  if (!record) return refusal(Kind::absent, "record.absent");
  if (record->integer("version") != version) return stale_problem(tx, proposal_shape(), id, version);
  return *record;
}

}  // namespace

Result<Json> propose_step(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body) {
  return gate.write(actor, Action::edit_experts, {"expert", expert_id},
                    [&](Tx& tx) -> Result<Json> { return propose(tx, expert_id, body, false); });
}

Result<Json> propose_my_change(Gate& gate, const domain::Actor& actor, const Json& given) {
  return gate.write(actor, Action::edit_own_expert, {"expert", actor.expert_id}, [&](Tx& tx) -> Result<Json> {
    if (actor.expert_id == 0) return refusal(Kind::absent, "expert_library.no_file");
    if (given.find("kind")) return propose(tx, actor.expert_id, given, true);
    Json body = given;
    const auto wish = take_secret_wish(body);
    if (!wish) return wish.problems();
    std::vector<domain::Field> fields{domain::text_field("reason", 500)};
    for (const std::string& key : asked_for()) fields.push_back(*domain::expert_shape().find(key));
    for (domain::Field& field : fields) field.required = false;
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto expert = store::find_library_expert(tx.rows(), actor.expert_id);
    ensure(expert.has_value(), "the gate let the expert reach his own file");
    Json document = Json::object();
    for (const std::string& key : asked_for()) {
      if (!form->text(key).empty() && body.find(key)) document.set(key, form->text(key));
    }
    if (wish->any()) {
      const auto before = *store::find_secrets(tx.rows(), expert->id);
      Problems warnings;
      const auto sealed = seal_wish(tx, expert->id, expert->bureau_id, *wish, before, "", warnings);
      if (!sealed) return sealed.problems();
      if (sealed->identity != before.identity) {
        document.set("identity_sealed", sealed->identity).set("identity_print", sealed->identity_print);
        document.set("identity_number", sealed->identity_shown);
      }
      if (sealed->account != before.account) {
        document.set("bank_account_sealed", sealed->account).set("bank_account", sealed->account_shown);
      }
      if (sealed->bank_name != before.bank_name) document.set("bank_name", sealed->bank_name);
    }
    if (document.members().empty()) return refusal("proposal.nothing_asked");
    return insert_proposal(tx, *expert, "change", document, form->text("reason"), true);
  });
}

Result<Json> decide_proposal(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                             const Json& body) {
  static const std::vector<domain::Field> fields{domain::flag_field("approved").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::approve_expert, {"expert_proposal", id}, [&](Tx& tx) -> Result<Json> {
    const auto proposal = fresh_proposal(tx, id, version);
    if (!proposal) return proposal.problems();
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const bool approved = form->integer("approved") != 0;
    const std::string& reason = form->text("reason");
    if (Outcome can = domain::decide_proposal(proposal->text("state"), approved, reason); !can) return can.problems();
    if (approved) {
      if (Outcome done = carry_out(tx, *proposal); !done) return done.problems();
    }
    return end_proposal(tx, *proposal, approved ? "approved" : "refused", reason, approved ? "approve" : "refuse");
  });
}

Result<Json> withdraw_proposal(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Subject subject{"expert_proposal", id};
  const Action action = gate.may(actor, Action::edit_experts, subject) ? Action::edit_experts : Action::edit_own_expert;
  return gate.write(actor, action, subject, [&](Tx& tx) -> Result<Json> {
    const auto proposal = fresh_proposal(tx, id, version);
    if (!proposal) return proposal.problems();
    if (proposal->text("state") != "waiting") return refusal(Kind::conflict, "proposal.decided");
    // An expert takes back what he asked for; what the bureau proposed about him is the bureau's.
    if (action == Action::edit_own_expert && proposal->integer("by_expert") == 0) {
      return refusal(Kind::absent, "record.absent");
    }
    return end_proposal(tx, *proposal, "withdrawn", "", "withdraw");
  });
}

Result<Json> waiting_proposals(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::see_experts, {"expert_proposal", 0}, [&](Tx& tx) -> Result<Json> {
    const domain::Scope reach = domain::scope(tx.actor(), Action::see_experts);
    Json items = Json::array();
    for (const Record& one : store::find_records(tx.rows(), proposal_shape(), {{"state", std::string("waiting")}})) {
      const bool own = one.integer("expert") == reach.expert_id && one.integer("by_expert") != 0;
      if (!reach.has_bureau(one.integer("bureau_id")) && !own) continue;
      items.push(proposal_json(one));
    }
    std::vector<Json> labelled_items = std::move(items).items();
    add_labels(tx, domain::expert_part_shape(), labelled_items);
    return Json::object().set("items", Json(std::move(labelled_items)));
  });
}

Result<Json> change_my_file(Gate& gate, const domain::Actor& actor, std::int64_t version, const Json& body) {
  const domain::Shape& shape = domain::expert_shape();
  auto changed = gate.write(actor, Action::edit_own_expert, {"expert", actor.expert_id}, [&](Tx& tx) -> Result<Json> {
    if (actor.expert_id == 0) return refusal(Kind::absent, "expert_library.no_file");
    const auto before = store::find_record(tx.rows(), shape, actor.expert_id);
    ensure(before.has_value(), "the gate let the expert reach his own file");
    if (before->integer("version") != version) return stale_problem(tx, shape, actor.expert_id, version);
    const auto form = read_command({*shape.find("phone"), *shape.find("email")}, body);
    if (!form) return form.problems();
    Record after = *before;
    for (const char* key : {"phone", "email"}) {
      if (body.find(key)) after.set(key, form->get(key));
    }
    if (Problems problems = check_row(tx, shape, after, &*before); !problems.empty()) return problems;
    Json detail = difference(shape, &*before, after);
    if (is_nothing(detail)) {
      tx.changed_nothing();
      return Json::object();
    }
    if (!store::update_record(tx.rows(), shape, changed_fields(shape, *before, after), tx.now())) {
      return stale_problem(tx, shape, actor.expert_id, version);
    }
    tx.audit("change", {"expert", actor.expert_id}, before->integer("bureau"), detail.set("version", version + 1));
    return Json::object();
  });
  if (!changed) return changed.problems();
  return read_my_file(gate, actor);
}

}  // namespace zhiheng::service

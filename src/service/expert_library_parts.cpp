// What belongs to a file: qualifications and remarks.
#include "service/expert_library_parts.h"

#include "service/command_body.h"
#include "service/expert_library_service.h"
#include "service/heart_json.h"

namespace zhiheng::service {

using domain::Action;
using domain::Shape;

namespace {

// An expert keeps his own qualifications, a clerk everybody's.
Action keeper_of(Gate& gate, const domain::Actor& actor, const Subject& subject) {
  return gate.may(actor, Action::edit_experts, subject) ? Action::edit_experts : Action::edit_own_expert;
}

Result<Json> write_change(Tx& tx, const Shape& shape, const Record& before, const Record& after, const char* act) {
  const std::int64_t id = before.integer("id");
  const std::int64_t version = before.integer("version");
  Json detail = difference(shape, &before, after);
  if (!store::update_record(tx.rows(), shape, changed_fields(shape, before, after), tx.now())) {
    return stale_problem(tx, shape, id, version);
  }
  tx.audit(act, {shape.stem, id}, before.integer("bureau_id"), detail.set("version", version + 1));
  return domain::record_to_json(shape, *store::find_record(tx.rows(), shape, id));
}

Result<Record> fresh_part(Tx& tx, const Shape& shape, std::int64_t id, std::int64_t version) {
  auto record = store::find_record(tx.rows(), shape, id);
  if (!record) return refusal(Kind::absent, "record.absent");
  if (record->integer("version") != version) return stale_problem(tx, shape, id, version);
  return *record;
}

Result<Json> add_part(Tx& tx, const Shape& shape, Record record, std::int64_t expert_id) {
  const auto expert = store::find_library_expert(tx.rows(), expert_id);
  if (!expert) return refusal(Kind::absent, "record.absent");
  record.set("expert", expert_id);
  record.set("bureau_id", expert->bureau_id);
  const std::int64_t id = store::insert_record(tx.rows(), shape, record, tx.now());
  const Record stored = *store::find_record(tx.rows(), shape, id);
  tx.audit("create", {shape.stem, id}, expert->bureau_id, difference(shape, nullptr, stored).set("version", 1));
  return domain::record_to_json(shape, stored);
}

Problems check_qualification(const Record& record) {
  const std::string& from = record.text("issued_on");
  const std::string& until = record.text("expires_on");
  if (!from.empty() && !until.empty() && until < from) {
    return {refusal("expert_library.qualification_backwards", "/expires_on")};
  }
  return {};
}

}  // namespace

Result<Json> add_qualification(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body) {
  const Shape& shape = domain::expert_qualification_shape();
  const Subject subject{"expert", expert_id};
  return gate.write(actor, keeper_of(gate, actor, subject), subject, [&](Tx& tx) -> Result<Json> {
    auto record = domain::read_record(shape, body, nullptr);
    if (!record) return record.problems();
    if (Problems problems = check_qualification(*record); !problems.empty()) return problems;
    record->set("state", std::string("held"));
    return add_part(tx, shape, *record, expert_id);
  });
}

Result<Json> change_qualification(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                                  const Json& body) {
  const Shape& shape = domain::expert_qualification_shape();
  const Subject subject{"expert_qualification", id};
  return gate.write(actor, keeper_of(gate, actor, subject), subject, [&](Tx& tx) -> Result<Json> {
    const auto before = fresh_part(tx, shape, id, version);
    if (!before) return before.problems();
    const auto after = domain::read_record(shape, body, &*before);
    if (!after) return after.problems();
    if (Problems problems = check_qualification(*after); !problems.empty()) return problems;
    return write_change(tx, shape, *before, *after, "change");
  });
}

Result<Json> withdraw_qualification(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  const Shape& shape = domain::expert_qualification_shape();
  const Subject subject{"expert_qualification", id};
  return gate.write(actor, keeper_of(gate, actor, subject), subject, [&](Tx& tx) -> Result<Json> {
    const auto before = fresh_part(tx, shape, id, version);
    if (!before) return before.problems();
    if (before->text("state") != "held") return refusal(Kind::conflict, "expert_library.already_withdrawn");
    Record after = *before;
    after.set("state", std::string("withdrawn"));
    return write_change(tx, shape, *before, after, "withdraw");
  });
}

Result<Json> add_remark(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body) {
  const Shape& shape = domain::expert_remark_shape();
  return gate.write(actor, Action::edit_experts, {"expert", expert_id}, [&](Tx& tx) -> Result<Json> {
    auto record = domain::read_record(shape, body, nullptr);
    if (!record) return record.problems();
    Problems problems;
    if (record->text("received_on") > tx.today().text()) {
      problems.push_back(refusal("expert_library.received_later", "/received_on"));
    }
    if (record->text("kind") == "complaint" && record->text("evidence").empty()) {
      problems.push_back(refusal("expert_library.evidence_missing", "/evidence"));
    }
    if (!problems.empty()) return problems;
    record->set("state", std::string("open"));
    record->set("recorded_by", id_or_nothing(tx.actor().account_id));
    return add_part(tx, shape, *record, expert_id);
  });
}

Result<Json> answer_remark(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& body) {
  const Shape& shape = domain::expert_remark_shape();
  static const std::vector<domain::Field> fields{domain::choice_field("state", "expert_remark_state").required(),
                                                 domain::text_field("answer", 1000).required()};
  return gate.write(actor, Action::approve_expert, {"expert_remark", id}, [&](Tx& tx) -> Result<Json> {
    const auto before = fresh_part(tx, shape, id, version);
    if (!before) return before.problems();
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    if (before->text("state") != "open") return refusal(Kind::conflict, "expert_library.remark_answered");
    if (before->integer("recorded_by") != 0 && before->integer("recorded_by") == tx.actor().account_id) {
      return refusal(Kind::forbidden, "expert_library.own_remark");
    }
    if (form->text("state") == "open") return refusal("expert_library.remark_open", "/state");
    Record after = *before;
    after.set("state", form->get("state"));
    after.set("answer", form->get("answer"));
    after.set("answered_by", id_or_nothing(tx.actor().account_id));
    after.set("answered_at", tx.now().utc());
    return write_change(tx, shape, *before, after, "answer");
  });
}

}  // namespace zhiheng::service

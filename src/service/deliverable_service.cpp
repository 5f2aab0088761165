#include "service/deliverable_service.h"

#include <algorithm>

#include "base/crypto.h"
#include "domain/shape_listed.h"
#include "service/command_body.h"
#include "service/deliverable_days.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/deliverable_store.h"
#include "store/file_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

int next_revision(const std::vector<domain::Deliverable>& earlier, std::string_view kind) {
  int last = 0;
  for (const domain::Deliverable& version : earlier) {
    if (version.kind == kind) last = std::max(last, version.revision);
  }
  return last + 1;
}

Result<Timestamp> received_at(Tx& tx, const std::string& given) {
  if (given.empty()) return tx.now();
  const bool by_bureau = tx.actor().has(domain::Role::clerk) || tx.actor().operator_of_machine;
  if (!by_bureau) return refusal(Kind::forbidden, "deliverable.received_by_bureau", "/received_at");
  return read_timestamp(given, "/received_at");
}

Result<domain::Deliverable> new_version(Tx& tx, std::int64_t engagement_id, const Record& form, const Upload& upload,
                                        const domain::UploadType& type) {
  const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  const auto earlier = store::deliverables_of(tx.rows(), engagement_id);
  const auto moment = received_at(tx, form.text("received_at"));
  if (!moment) return moment.problems();
  domain::Deliverable deliverable;
  deliverable.kind = form.text("kind");
  deliverable.sha256 = sha256_hex(upload.bytes);
  const Outcome allowed =
      domain::accept_version(earlier, deliverable.kind, deliverable.sha256, *moment, tx.now(), contract.state);
  if (!allowed) return allowed.problems();
  deliverable.bureau_id = engagement.bureau_id;
  deliverable.agency_id = engagement.agency_id;
  deliverable.engagement_id = engagement_id;
  deliverable.revision = next_revision(earlier, deliverable.kind);
  deliverable.file_name = upload.file_name;
  deliverable.size = static_cast<std::int64_t>(upload.bytes.size());
  deliverable.media_type = type.media_type;
  deliverable.received_at = *moment;
  count_days(tx, engagement, contract, deliverable);
  deliverable.state = "received";
  deliverable.remark = form.text("remark");
  return deliverable;
}

Result<Json> judge(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version, const char* action,
                   const Json& body) {
  return gate.write(actor, Action::judge_deliverable, {"deliverable", id}, [&](Tx& tx) -> Result<Json> {
    std::vector<domain::Field> fields;
    if (std::string_view(action) == "return") fields.push_back(domain::text_field("reason", 500));
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    domain::Deliverable deliverable = *store::find_deliverable(tx.rows(), id);
    if (deliverable.version != version) return stale_problem(tx, domain::deliverable_shape(), id, version);
    const auto state = domain::judge_deliverable(deliverable, action, form->text("reason"));
    if (!state) return state.problems();
    Json detail = state_change(deliverable.state, *state, version + 1);
    if (!form->text("reason").empty()) {
      deliverable.remark = form->text("reason");
      detail.find("after")->set("remark", deliverable.remark);
    }
    deliverable.state = *state;
    if (!store::save_judgement(tx.rows(), deliverable, tx.now())) {
      return stale_problem(tx, domain::deliverable_shape(), id, version);
    }
    tx.audit(action, {"deliverable", id}, deliverable.bureau_id, detail);
    deliverable.version = version + 1;
    return to_json(deliverable);
  });
}

}  // namespace

Result<Json> add_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body,
                             const Upload& upload) {
  static const std::vector<domain::Field> fields{domain::text_field("kind", 16).required(),
                                                 domain::text_field("received_at", 40),
                                                 domain::text_field("remark", 500)};
  return gate.write(actor, Action::add_deliverable, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Problems problems;
    const auto form = read_command(fields, body);
    const auto type = domain::check_upload(upload.file_name, upload.bytes);
    append(problems, form);
    append(problems, type);
    if (!problems.empty()) return problems;
    auto deliverable = new_version(tx, engagement_id, *form, upload, *type);
    if (!deliverable) return deliverable.problems();
    store::store_file(tx.rows(), deliverable->sha256, deliverable->media_type, upload.bytes, tx.now());
    deliverable->id = store::insert_deliverable(tx.rows(), *deliverable, tx.now());
    Json detail = state_change("", "received", 1);
    detail.find("after")
        ->set("kind", deliverable->kind)
        .set("revision", deliverable->revision)
        .set("file_name", deliverable->file_name)
        .set("sha256", deliverable->sha256)
        .set("received_at", deliverable->received_at.text())
        .set("days_late", deliverable->days_late);
    tx.audit("add", {"deliverable", deliverable->id}, deliverable->bureau_id, detail);
    return to_json(*deliverable);
  });
}

Result<Json> accept_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id,
                                std::int64_t version, const Json& body) {
  return judge(gate, actor, deliverable_id, version, "accept", body);
}

Result<Json> return_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id,
                                std::int64_t version, const Json& body) {
  return judge(gate, actor, deliverable_id, version, "return", body);
}

Result<Json> read_deliverable(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  return gate.read(actor, Action::see_deliverables, {"deliverable", deliverable_id}, [&](Tx& tx) -> Result<Json> {
    return to_json(*store::find_deliverable(tx.rows(), deliverable_id));
  });
}

Result<Json> deliverables_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_deliverables, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const auto& deliverable : store::deliverables_of(tx.rows(), engagement_id)) items.push(to_json(deliverable));
    return Json::object().set("items", std::move(items));
  });
}

Result<Download> open_download(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  return gate.read(actor, Action::see_deliverables, {"deliverable", deliverable_id}, [&](Tx& tx) -> Result<Download> {
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    return Download{deliverable.file_name, deliverable.media_type, deliverable.size};
  });
}

Result<std::string> download_piece(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id,
                                   std::int64_t sequence) {
  const Subject subject{"deliverable", deliverable_id};
  return gate.read(actor, Action::see_deliverables, subject, [&](Tx& tx) -> Result<std::string> {
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    auto piece = store::read_file_piece(tx.rows(), deliverable.sha256, sequence);
    return piece ? std::move(*piece) : std::string();
  });
}

}  // namespace zhiheng::service

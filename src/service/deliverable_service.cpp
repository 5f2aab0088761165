#include "service/deliverable_service.h"

#include "base/crypto.h"
#include "domain/shape_listed.h"
#include "service/blind_service.h"
#include "service/command_body.h"
#include "service/declaration_service.h"
#include "service/deliverable_version.h"
#include "service/file_scan_service.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/record_parts.h"
#include "service/upload_check.h"
#include "store/contract_facts.h"
#include "store/deliverable_store.h"
#include "store/file_store.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

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
    if (*state == "returned") {
      const Params told{{"kind", deliverable.kind}, {"reason", deliverable.remark}};
      tell_agency(tx, {"returned", {"deliverable", id}, std::to_string(version + 1), {}, told});
    }
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
  // The content is looked at before the transaction begins: others write meanwhile.
  const Subject engagement{"engagement", engagement_id};
  if (Outcome may = gate.may(actor, Action::add_deliverable, engagement); !may) return may.problems();
  Problems problems;
  const auto form = read_command(fields, body);
  const auto type = check_content(upload.file_name, upload.bytes);
  append(problems, form);
  append(problems, type);
  if (!problems.empty()) return problems;
  const CheckedFile file{upload.file_name, sha256_hex(upload.bytes), static_cast<std::int64_t>(upload.bytes.size()),
                         type->media_type};
  auto added = gate.write(actor, Action::add_deliverable, engagement, [&](Tx& tx) -> Result<Json> {
    auto deliverable = next_version(tx, engagement_id, *form, file);
    if (!deliverable) return deliverable.problems();
    store::store_file(tx.rows(), deliverable->sha256, deliverable->media_type, upload.bytes, tx.now());
    return write_version(tx, *deliverable);
  });
  if (added) scan_engagement(gate, actor, engagement_id);
  return added;
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
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    const auto panel = store::find_panel_of(tx.rows(), deliverable.engagement_id);
    Json json = to_json(deliverable);
    veil_deliverable(json, veil_over(tx, Action::see_deliverables, {"deliverable", deliverable_id},
                                     deliverable.bureau_id, panel ? &*panel : nullptr));
    return json;
  });
}

Result<Json> deliverables_of_engagement(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  return gate.read(actor, Action::see_deliverables, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    const auto panel = store::find_panel_of(tx.rows(), engagement_id);
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    const domain::Veil veil = veil_over(tx, Action::see_deliverables, {"engagement", engagement_id},
                                        engagement.bureau_id, panel ? &*panel : nullptr);
    for (const auto& deliverable : store::deliverables_of(tx.rows(), engagement_id)) {
      Json item = to_json(deliverable);
      veil_deliverable(item, veil);
      items.push(std::move(item));
    }
    return Json::object().set("items", std::move(items));
  });
}

Result<Download> open_download(Gate& gate, const domain::Actor& actor, std::int64_t deliverable_id) {
  return gate.read(actor, Action::see_deliverables, {"deliverable", deliverable_id}, [&](Tx& tx) -> Result<Download> {
    const auto deliverable = *store::find_deliverable(tx.rows(), deliverable_id);
    if (Outcome open = may_open_engagement(tx, deliverable.engagement_id); !open) return open.problems();
    const auto engagement = *store::find_engagement_facts(tx.rows(), deliverable.engagement_id);
    return Download{domain::stable_name(engagement.code, deliverable.kind, deliverable.revision, deliverable.file_name),
                    deliverable.media_type, deliverable.size};
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

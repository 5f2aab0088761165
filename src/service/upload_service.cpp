#include "service/upload_service.h"

#include "domain/choice_words.h"
#include "domain/deliverable.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/upload_parts.h"
#include "store/contract_facts.h"
#include "store/deliverable_store.h"
#include "store/upload_store.h"

namespace zhiheng::service {

using domain::Action;
using domain::PieceUpload;

Json upload_json(const PieceUpload& upload) {
  Json json = Json::object();
  json.set("id", std::to_string(upload.id)).set("version", upload.version);
  json.set("engagement", std::to_string(upload.engagement_id)).set("kind", upload.kind);
  json.set("file_name", upload.file_name).set("size", upload.size);
  json.set("sha256", upload.sha256.empty() ? Json() : Json(upload.sha256)).set("received", upload.received);
  json.set("piece_bytes", domain::largest_upload_piece_bytes).set("unit_bytes", domain::upload_row_bytes);
  json.set("state", upload.state).set("deliverable", id_json(upload.deliverable_id));
  json.set("expires_at", upload.expires_at.text());
  return json;
}

Result<PieceUpload> own_upload(Tx& tx, std::int64_t upload_id) {
  auto upload = store::find_upload(tx.rows(), upload_id);
  if (!upload || upload->account_id != tx.actor().account_id) return refusal(Kind::absent, "access.absent");
  return std::move(*upload);
}

namespace {

const std::vector<domain::Field>& begin_fields() {
  static const std::vector<domain::Field> fields{
      domain::text_field("kind", 16).required(),
      domain::text_field("file_name", 200).required(),
      domain::integer_field("size", 0, std::int64_t{1} << 50).required(),
      domain::text_field("sha256", 64),
      domain::text_field("remark", 500),
      domain::text_field("received_at", 40),
  };
  return fields;
}

// What would be refused at the end is refused before two hundred megabytes have travelled.
Problems foreseen(Tx& tx, std::int64_t engagement_id, const PieceUpload& upload) {
  Problems problems;
  if (auto type = domain::type_of_name(upload.file_name); !type) {
    for (Problem problem : type.problems()) {
      problem.field = "/file_name";
      problems.push_back(std::move(problem));
    }
  }
  append(problems, domain::upload_problems(upload.size, upload.sha256,
                                           store::open_uploads_of(tx.rows(), tx.actor().account_id, tx.now())));
  Timestamp moment = tx.now();
  if (!upload.received_at.empty()) {
    const bool by_bureau = tx.actor().has(domain::Role::clerk) || tx.actor().operator_of_machine;
    const auto given = read_timestamp(upload.received_at, "/received_at");
    if (!by_bureau) {
      problems.push_back(refusal(Kind::forbidden, "deliverable.received_by_bureau", "/received_at"));
    } else if (!given) {
      append(problems, given.problems());
    } else {
      moment = *given;
    }
  }
  const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
  const auto contract = *store::find_contract_facts(tx.rows(), engagement.contract_id);
  const std::string promised = upload.sha256.empty() ? "-" : upload.sha256;
  const Outcome allowed = domain::accept_version(store::deliverables_of(tx.rows(), engagement_id), upload.kind,
                                                 promised, moment, tx.now(), contract.state);
  if (!allowed) append(problems, allowed.problems());
  return problems;
}

}  // namespace

Result<Json> begin_upload(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id, const Json& body) {
  return gate.write(actor, Action::add_deliverable, {"engagement", engagement_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(begin_fields(), body);
    if (!form) return form.problems();
    const auto engagement = *store::find_engagement_facts(tx.rows(), engagement_id);
    PieceUpload upload;
    upload.bureau_id = engagement.bureau_id;
    upload.agency_id = engagement.agency_id;
    upload.engagement_id = engagement_id;
    upload.account_id = tx.actor().account_id;
    upload.kind = form->text("kind");
    upload.file_name = form->text("file_name");
    upload.remark = form->text("remark");
    upload.received_at = form->text("received_at");
    upload.size = form->integer("size");
    upload.sha256 = form->text("sha256");
    if (Problems problems = foreseen(tx, engagement_id, upload); !problems.empty()) return problems;
    upload.id = store::insert_upload(tx.rows(), upload, tx.now());
    Json after = Json::object();
    after.set("engagement", std::to_string(engagement_id)).set("kind", upload.kind);
    after.set("file_name", upload.file_name).set("size", upload.size);
    tx.audit("begin", {"upload", upload.id}, upload.bureau_id, Json::object().set("after", std::move(after)));
    return upload_json(*store::find_upload(tx.rows(), upload.id));
  });
}

Result<Json> add_piece(Gate& gate, const domain::Actor& actor, std::int64_t upload_id, std::int64_t offset,
                       std::string_view bytes) {
  const Subject subject{"upload", upload_id};
  return gate.write(actor, Action::add_deliverable, subject, [&](Tx& tx) -> Result<Json> {
    const auto upload = own_upload(tx, upload_id);
    if (!upload) return upload.problems();
    const auto fit = domain::fit_piece(*upload, offset, static_cast<std::int64_t>(bytes.size()), tx.now());
    if (!fit) return fit.problems();
    // The audit tells of the upload when it begins and ends; four hundred rows in between would tell nothing more.
    tx.changed_nothing();
    if (*fit == domain::PieceFit::again) {
      if (store::has_piece(tx.rows(), upload_id, offset, bytes)) return upload_json(*upload);
      return refusal(Kind::conflict, "upload.other_bytes", "/offset");
    }
    store::append_piece(tx.rows(), *upload, bytes, tx.now());
    return upload_json(*store::find_upload(tx.rows(), upload_id));
  });
}

Result<Json> cancel_upload(Gate& gate, const domain::Actor& actor, std::int64_t upload_id) {
  const Subject subject{"upload", upload_id};
  auto cancelled = gate.write(actor, Action::add_deliverable, subject, [&](Tx& tx) -> Result<Json> {
    const auto upload = own_upload(tx, upload_id);
    if (!upload) return upload.problems();
    if (upload->state == "finished") {
      return refusal(Kind::conflict, "upload.not_open", {}, domain::state_words("upload_state", upload->state));
    }
    if (upload->state != "open") {
      tx.changed_nothing();
      return upload_json(*upload);
    }
    store::end_upload(tx.rows(), upload_id, "cancelled", 0, tx.now());
    tx.audit("cancel", subject, upload->bureau_id, state_change("open", "cancelled", upload->version + 1));
    return upload_json(*store::find_upload(tx.rows(), upload_id));
  });
  return cancelled;
}

Result<Json> read_upload(Gate& gate, const domain::Actor& actor, std::int64_t upload_id) {
  return gate.read(actor, Action::add_deliverable, {"upload", upload_id}, [&](Tx& tx) -> Result<Json> {
    const auto upload = own_upload(tx, upload_id);
    return upload ? Result<Json>(upload_json(*upload)) : Result<Json>(upload.problems());
  });
}

Result<Json> open_uploads(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  const Subject subject{"engagement", engagement_id};
  return gate.read(actor, Action::add_deliverable, subject, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const PieceUpload& upload : store::open_uploads_of(tx.rows(), tx.actor().account_id, tx.now())) {
      if (engagement_id == 0 || upload.engagement_id == engagement_id) items.push(upload_json(upload));
    }
    return Json::object().set("items", std::move(items));
  });
}

}  // namespace zhiheng::service

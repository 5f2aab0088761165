#include "service/fee_scheme_service.h"

#include "base/crypto.h"
#include "domain/fee_scheme.h"
#include "service/heart_json.h"
#include "service/record_parts.h"
#include "store/row_reader.h"

namespace zhiheng::service {

using domain::Action;
using domain::FeeScheme;

namespace {

Json shown(Tx& tx, std::int64_t id) {
  const domain::Shape& shape = domain::fee_scheme_shape();
  Json out = labelled(tx, shape, *store::find_record(tx.rows(), shape, id));
  const auto rows = tx.rows().query("SELECT document FROM fee_scheme WHERE id = ?", {id});
  const auto document = parse_json(text_or_empty(rows[0][0]));
  ensure(document.ok(), "the documents of fee schemes are JSON");
  const Json* assumed = document->find("assumed");
  out.set("assumed", assumed ? *assumed : Json::array());
  return out.set("document", *document);
}

struct SchemeRow {
  std::string state;
  std::int64_t bureau_id = 0;
};

Result<SchemeRow> fresh(Tx& tx, std::int64_t id, std::int64_t version, std::string_view wanted,
                        const std::string& otherwise) {
  const auto rows = tx.rows().query("SELECT state, bureau_id, version FROM fee_scheme WHERE id = ?", {id});
  if (rows.empty()) return refusal(Kind::absent, "record.absent");
  if (integer_or(rows[0][2]) != version) return stale_problem(tx, domain::fee_scheme_shape(), id, version);
  SchemeRow row{text_or_empty(rows[0][0]), integer_or(rows[0][1])};
  if (row.state != wanted) return refusal(Kind::conflict, otherwise);
  return row;
}

Outcome check_name(Tx& tx, const FeeScheme& scheme, std::int64_t bureau_id, std::int64_t own_id) {
  const auto rows = tx.rows().query("SELECT id FROM fee_scheme WHERE bureau_id = ? AND code = ? AND revision = ?",
                                    {bureau_id, scheme.code, std::int64_t{scheme.revision}});
  if (rows.empty() || integer_or(rows[0][0]) == own_id) return Done{};
  return refusal(Kind::conflict, "fee_scheme.code_taken", "/revision", {{"name", scheme.name()}});
}

Json detail_of(const Json& document, std::int64_t version) {
  Json after = Json::object().set("state", "draft").set("document", document);
  return Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", version);
}

Result<Json> change_state(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                          const char* act, const char* from, const char* to, const char* otherwise) {
  const Subject subject{"fee_scheme", id};
  return gate.write(actor, Action::confirm_expert_fees, subject, [&](Tx& tx) -> Result<Json> {
    const auto row = fresh(tx, id, version, from, otherwise);
    if (!row) return row.problems();
    const bool approves = std::string_view(to) == "approved";
    const std::string now = tx.now().utc();
    tx.rows().execute(
        std::string("UPDATE fee_scheme SET state = ?, updated_at = ?, version = version + 1") +
            (approves ? ", approved_by = ?, approved_at = ?" : "") + " WHERE id = ? AND version = ?",
        approves ? store::Parameters{std::string(to), now, store::id_or_null(actor.account_id), now, id, version}
                 : store::Parameters{std::string(to), now, id, version});
    tx.audit(act, subject, row->bureau_id, state_change(from, to, version + 1));
    return shown(tx, id);
  });
}

}  // namespace

Result<Json> create_fee_scheme(Gate& gate, const domain::Actor& actor, const Json& document) {
  return gate.write(actor, Action::edit_expert_fees, {"fee_scheme", 0}, [&](Tx& tx) -> Result<Json> {
    const auto scheme = domain::read_fee_scheme(document);
    if (!scheme) return scheme.problems();
    if (actor.bureau_id == 0) return refusal("fee_scheme.bureau_missing");
    if (Outcome free = check_name(tx, *scheme, actor.bureau_id, 0); !free) return free.problems();
    const std::string now = tx.now().utc();
    tx.rows().execute(
        "INSERT INTO fee_scheme (bureau_id, code, revision, title, method, agreed, document, digest, drafted_by, "
        "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {actor.bureau_id, scheme->code, std::int64_t{scheme->revision}, scheme->title,
         std::string(domain::name_of(scheme->method)), std::string(scheme->net_agreed ? "net" : "gross"),
         write_json(document), sm3_hex(canonical_json(document)), store::id_or_null(actor.account_id), now, now});
    const std::int64_t id = tx.rows().last_id();
    tx.audit("draft", {"fee_scheme", id}, actor.bureau_id, detail_of(document, 1));
    return shown(tx, id);
  });
}

Result<Json> change_fee_scheme(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                               const Json& document) {
  const Subject subject{"fee_scheme", id};
  return gate.write(actor, Action::edit_expert_fees, subject, [&](Tx& tx) -> Result<Json> {
    const auto row = fresh(tx, id, version, "draft", "fee_scheme.not_draft");
    if (!row) return row.problems();
    const auto scheme = domain::read_fee_scheme(document);
    if (!scheme) return scheme.problems();
    if (Outcome free = check_name(tx, *scheme, row->bureau_id, id); !free) return free.problems();
    tx.rows().execute(
        "UPDATE fee_scheme SET code = ?, revision = ?, title = ?, method = ?, agreed = ?, document = ?, digest = ?, "
        "drafted_by = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
        {scheme->code, std::int64_t{scheme->revision}, scheme->title, std::string(domain::name_of(scheme->method)),
         std::string(scheme->net_agreed ? "net" : "gross"), write_json(document), sm3_hex(canonical_json(document)),
         store::id_or_null(actor.account_id), tx.now().utc(), id, version});
    tx.audit("change", subject, row->bureau_id, detail_of(document, version + 1));
    return shown(tx, id);
  });
}

Result<Json> read_fee_scheme_row(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_expert_fees, {"fee_scheme", id},
                   [&](Tx& tx) -> Result<Json> { return shown(tx, id); });
}

Result<Json> approve_fee_scheme(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return change_state(gate, actor, id, version, "approve", "draft", "approved", "fee_scheme.not_draft");
}

Result<Json> retire_fee_scheme(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version) {
  return change_state(gate, actor, id, version, "retire", "approved", "retired", "fee_scheme.not_approved");
}

}  // namespace zhiheng::service

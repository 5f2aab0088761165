#include "service/issued_record_service.h"

#include "domain/disclosure.h"
#include "domain/due_day.h"
#include "domain/evidence.h"
#include "domain/record_evidence.h"
#include "service/agency_record_parts.h"
#include "service/command_body.h"
#include "service/disclosure_service.h"
#include "service/heart_json.h"
#include "service/record_parts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::int64_t usual_months = 12;

// The entries as they stand, with the names of the fields and without numbers of identity.
Json groups_json(Tx& tx, std::int64_t agency_id) {
  Json groups = Json::object();
  const auto items = store::record_items(tx.rows(), agency_id, store::standing_states);
  for (const domain::RecordGroup& group : domain::record_groups()) {
    Json rows = Json::array();
    for (const domain::RecordItem& item : items) {
      if (item.group != group.name) continue;
      Json row = item.document;
      row.set("accepted_on", timestamp_from_utc(item.reviewed_at).date().text());
      if (!item.ended_on.empty()) row.set("ended_on", item.ended_on);
      rows.push(std::move(row));
    }
    groups.set(group.name, std::move(rows));
  }
  return groups;
}

Json shown(Tx& tx, const store::IssuedRecord& record) {
  Json json = Json::object().set("id", std::to_string(record.id)).set("version", record.version);
  const auto agency = store::find_record_agency(tx.rows(), record.agency_id);
  json.set("code", record.code).set("agency", std::to_string(record.agency_id));
  json.set("agency_label", agency ? agency->name : std::string()).set("issued_at", moment_json(record.issued_at));
  json.set("valid_until", record.valid_until).set("revoked_at", moment_json(record.revoked_at));
  json.set("revoked_reason", record.revoked_reason).set("superseded", record.superseded);
  json.set("expired", record.valid_until < tx.today().text()).set("fingerprint", record.fingerprint);
  auto document = parse_json(record.document, JsonLimits{64, 64u << 20});
  ensure(document.ok(), "an issued record is JSON");
  return json.set("document", std::move(*document));
}

Result<Json> make_document(Tx& tx, const store::RecordAgency& agency, const SigningPair& key, Date valid_until) {
  Json case_document = Json::object().set("groups", groups_json(tx, agency.id));
  case_document.set("jobs", store::record_jobs(tx.rows(), agency.id));
  case_document.set("ratings", store::record_ratings(tx.rows(), agency.id));
  case_document.set("consequences", store::record_consequences(tx.rows(), agency.id, tx.today()));
  case_document.set("objections", store::record_objections(tx.rows(), agency.id));
  const auto result = domain::record_result(case_document);
  ensure(result.ok(), "what is stored is a record");
  const auto confirmation = store::last_confirmation(tx.rows(), agency.id);
  Json subject = Json::object().set("agency", agency.name).set("uscc", agency.uscc).set("bureau", agency.bureau);
  subject.set("valid_until", valid_until.text()).set("confirmed_on", confirmation.confirmed_on);
  subject.set("key", key.fingerprint);
  Json document = domain::make_evidence("record", std::move(subject), std::move(case_document), *result, tx.now());
  domain::sign_record(document, key.private_der, key.public_der);
  return document;
}

Json text_problem(const Problem& problem, Language language) {
  return Json::object().set("rule", problem.rule).set("field", problem.field).set("text", say(problem, language));
}

}  // namespace

Outcome may_issue_record(Gate& gate, const domain::Actor& actor, std::int64_t agency_id) {
  if (Outcome may = gate.may(actor, Action::issue_agency_record, {"agency", agency_id}); !may) return may;
  return gate.read(actor, Action::see_agency_record, {"agency", agency_id}, [&](Tx& tx) -> Outcome {
    if (store::record_items(tx.rows(), agency_id, store::standing_states).empty()) {
      return refusal(Kind::conflict, "agency_record.nothing_accepted");
    }
    return Done{};
  });
}

Result<Json> issue_record(Gate& gate, const domain::Actor& actor, std::int64_t agency_id, const Json& body) {
  return gate.write(actor, Action::issue_agency_record, {"agency", agency_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::integer_field("months", 1, 36)}, body);
    if (!form) return form.problems();
    const auto agency = store::find_record_agency(tx.rows(), agency_id);
    if (!agency) return refusal(Kind::absent, "record.absent");
    if (store::record_items(tx.rows(), agency_id, store::standing_states).empty()) {
      return refusal(Kind::conflict, "agency_record.nothing_accepted");
    }
    const auto key = signing_key_in_use(tx);
    if (!key) return key.problems();
    const std::int64_t months = form->integer("months") == 0 ? usual_months : form->integer("months");
    const Date valid_until = domain::months_after(tx.today(), static_cast<int>(months));
    const auto document = make_document(tx, *agency, *key, valid_until);
    if (!document) return document.problems();
    store::IssuedRecord record;
    record.bureau_id = agency->bureau_id;
    record.agency_id = agency_id;
    record.code = domain::verification_code(document->text_at("digest"));
    record.fingerprint = key->fingerprint;
    record.document = write_json(*document);
    record.valid_until = valid_until.text();
    // Twice in the same second is the same document.
    if (const auto same = store::issued_record_by_code(tx.rows(), record.code)) {
      tx.changed_nothing();
      return shown(tx, *same);
    }
    const std::int64_t id = store::insert_issued_record(tx.rows(), record, actor.account_id, tx.now());
    Json after = Json::object().set("code", record.code).set("valid_until", record.valid_until);
    tx.audit("issue", {"issued_record", id}, record.bureau_id,
             Json::object().set("before", Json::object()).set("after", std::move(after)).set("version", 1));
    return shown(tx, *store::find_issued_record(tx.rows(), id));
  });
}

Result<Json> read_issued_record(Gate& gate, const domain::Actor& actor, std::int64_t id) {
  return gate.read(actor, Action::see_agency_record, {"issued_record", id}, [&](Tx& tx) -> Result<Json> {
    const auto record = store::find_issued_record(tx.rows(), id);
    if (!record) return refusal(Kind::absent, "record.absent");
    return shown(tx, *record);
  });
}

Result<Json> revoke_record(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& body) {
  const Subject subject{"issued_record", id};
  return gate.write(actor, Action::issue_agency_record, subject, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 500)}, body);
    if (!form) return form.problems();
    auto record = store::find_issued_record(tx.rows(), id);
    if (!record) return refusal(Kind::absent, "record.absent");
    if (record->version != version) return stale_problem(tx, domain::issued_record_shape(), id, version);
    if (!record->revoked_at.empty()) return refusal(Kind::conflict, "issued_record.revoked");
    if (form->text("reason").empty()) return refusal("issued_record.reason_missing", "/reason");
    record->revoked_reason = form->text("reason");
    if (!store::revoke_issued_record(tx.rows(), *record, actor.account_id, tx.now())) {
      return stale_problem(tx, domain::issued_record_shape(), id, version);
    }
    Json detail = Json::object().set("before", Json::object());
    detail.set("after", Json::object().set("revoked_reason", record->revoked_reason)).set("version", version + 1);
    tx.audit("revoke", subject, record->bureau_id, detail);
    return shown(tx, *store::find_issued_record(tx.rows(), id));
  });
}

Result<Json> verify_record_document(Gate& gate, const domain::Actor& actor, const Json& body, Language language) {
  const Json* document = body.is_object() ? body.find("document") : nullptr;
  if (!document || !document->is_object()) return refusal("record.not_a_record", "/document");
  if (document->text_at("evidence") != "record") return refusal("record.not_a_record", "/document");
  const std::string given = body.text_at("key");
  const std::string expected = given.empty() ? std::string() : domain::fingerprint_of_text(given);
  if (!given.empty() && expected.empty()) return refusal("record.key_malformed", "/key");
  const auto differences = domain::verify_evidence(*document);
  if (!differences) return differences.problems();
  return gate.read(actor, Action::see_agency_record, {"issued_record", 0}, [&](Tx& tx) -> Result<Json> {
    domain::RecordCheck check = domain::check_record(*document, expected, tx.today());
    for (const store::SigningKey& key : store::signing_keys(tx.rows())) {
      check.key_known = check.key_known || key.fingerprint == check.signature.fingerprint;
    }
    const Problems problems = domain::problems_of(check);
    const bool valid = check.signature.state == domain::SignatureState::valid;
    const bool key_known = check.key_given ? check.key_fits : check.key_known;
    Json json = Json::object().set("genuine", valid && differences->empty() && key_known);
    json.set("signature", valid                                                      ? "valid"
                          : check.signature.state == domain::SignatureState::missing ? "missing"
                                                                                     : "invalid");
    json.set("fingerprint", domain::spoken_fingerprint(check.signature.fingerprint));
    json.set("key_known", key_known).set("expired", check.expired);
    const Json* subject = document->find("subject");
    json.set("subject", subject && subject->is_object() ? *subject : Json::object());
    json.set("issued", document->text_at("issued"))
        .set("case", document->at("case"))
        .set("result", document->at("result"));
    Json list = Json::array(), told = Json::array();
    for (const domain::Difference& one : *differences) {
      const Params params{{"published", one.published}, {"recomputed", one.recomputed}};
      list.push(Json::object()
                    .set("pointer", one.pointer)
                    .set("published", one.published)
                    .set("recomputed", one.recomputed)
                    .set("rule", one.rule)
                    .set("text", say(one.rule, params, language)));
    }
    for (const Problem& problem : problems) told.push(text_problem(problem, language));
    return json.set("differences", std::move(list)).set("problems", std::move(told));
  });
}

}  // namespace zhiheng::service

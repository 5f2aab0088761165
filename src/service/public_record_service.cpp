// What everybody may ask about signed records: is this code genuine, and which keys are ours.
#include "base/text.h"
#include "domain/disclosure.h"
#include "domain/evidence.h"
#include "domain/record_evidence.h"
#include "service/disclosure_service.h"
#include "service/heart_json.h"
#include "service/issued_record_service.h"
#include "store/agency_record_store.h"

namespace zhiheng::service {

namespace {

domain::Actor anybody() {
  domain::Actor actor;
  actor.login = "public";
  return actor;
}

}  // namespace

Result<Json> PublicService::record_by_code(const std::string& given) {
  const std::string code = domain::read_verification_code(given);
  const Problem unknown = refusal(Kind::absent, "issued_record.unknown_code", "code", {{"code", shortened(given, 64)}});
  if (code.empty()) return unknown;
  return gate_.system_read(SystemKey{}, anybody(), [&](Tx& tx) -> Result<Json> {
    const auto record = store::issued_record_by_code(tx.rows(), code);
    if (!record) return unknown;
    auto document = parse_json(record->document, JsonLimits{64, 64u << 20});
    ensure(document.ok(), "an issued record is JSON");
    const auto differences = domain::verify_evidence(*document);
    const auto signature = domain::check_signature(*document);
    const bool verified = differences.ok() && differences->empty() &&
                          signature.state == domain::SignatureState::valid &&
                          signature.fingerprint == record->fingerprint;
    Json json = Json::object().set("code", record->code).set("verified", verified);
    json.set("subject", document->at("subject")).set("result", document->at("result"));
    json.set("issued_at", moment_json(record->issued_at)).set("valid_until", record->valid_until);
    json.set("expired", record->valid_until < tx.today().text()).set("superseded", record->superseded);
    json.set("revoked_at", moment_json(record->revoked_at)).set("revoked_reason", record->revoked_reason);
    return json.set("fingerprint", domain::spoken_fingerprint(record->fingerprint));
  });
}

Result<Json> PublicService::signing_keys() {
  return gate_.system_read(SystemKey{}, anybody(),
                           [&](Tx& tx) -> Result<Json> { return signing_keys_json(tx.rows()); });
}

}  // namespace zhiheng::service

// The signed record that an agency carries to another bureau: issued, revoked, looked up by its code, verified from a
// file; and the keys it is signed with.
#pragma once

#include <string>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

// Body {"months"?: 1..36, otherwise 12}. Answers {"id","version","code","agency","agency_label","issued_at",
// "valid_until","revoked_at","revoked_reason","superseded","fingerprint","document"}. Refuses
// agency_record.nothing_accepted and the refusals of the key file.
Result<Json> issue_record(Gate& gate, const domain::Actor& actor, std::int64_t agency_id, const Json& body);
// Why it cannot be issued now; for buttons.
Outcome may_issue_record(Gate& gate, const domain::Actor& actor, std::int64_t agency_id);
Result<Json> read_issued_record(Gate& gate, const domain::Actor& actor, std::int64_t id);
// Body {"reason"}. The record stays readable by its code, marked as revoked. Refuses issued_record.revoked,
// issued_record.reason_missing.
Result<Json> revoke_record(Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                           const Json& body);

// What a reader is told of a record that somebody handed him, from whatever installation. Body {"document": {...},
// "key"?: fingerprint or public key}. Answers {"genuine","signature","fingerprint","key_known","expired","subject",
// "result","case","differences":[{"pointer","published","recomputed","rule","text"}],"problems":[{"rule","field","text"}]};
// a key is known when it was given or is one of this installation; with a key that is not known nothing is genuine.
// Refuses evidence.not_evidence and what domain::verify_evidence refuses, record.not_a_record, record.key_malformed.
Result<Json> verify_record_document(Gate& gate, const domain::Actor& actor, const Json& body, Language language);

// {"items":[{"fingerprint","spoken","public_key","from_at","until_at"}]}, the newest first; the first is in use.
Json signing_keys_json(store::Connection& rows);
// The key in use, made when there is none. Refuses security.*, expert_secrets.key_differs.
struct SigningPair {
  std::string fingerprint, private_der, public_der;
};
Result<SigningPair> signing_key_in_use(Tx& tx);
// A new key from now on; the old ones stay listed. Answers signing_keys_json.
Result<Json> renew_signing_key(Gate& gate, const domain::Actor& actor);
// Whether records are or were signed here with the key of this fingerprint.
bool knows_signing_key(Gate& gate, const domain::Actor& actor, const std::string& fingerprint);
Result<Json> list_signing_keys(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service

// The keys that issued records are signed with: one at a time, its private half sealed under the key file.
#include "base/crypto.h"
#include "base/signature.h"
#include "domain/record_evidence.h"
#include "service/heart_json.h"
#include "service/issued_record_service.h"
#include "service/security_key.h"
#include "store/agency_record_store.h"

namespace zhiheng::service {

namespace {

std::string about(const std::string& fingerprint) {
  return "signing key " + fingerprint;
}

Result<SigningPair> make_key(Tx& tx) {
  const auto secret = lasting_secret_key();
  if (!secret) return secret.problems();
  const Sm2Key made = new_sm2_key();
  SigningPair pair{domain::key_fingerprint(made.public_der), made.private_der, made.public_der};
  store::SigningKey key;
  key.fingerprint = pair.fingerprint;
  key.public_key = base64(made.public_der);
  key.sealed_key = seal(*secret, made.private_der, about(pair.fingerprint));
  key.from_at = tx.now().utc();
  store::retire_signing_keys(tx.rows(), tx.now());
  store::insert_signing_key(tx.rows(), key);
  tx.audit("new_signing_key", {"signing_key", 0}, 0, Json::object().set("fingerprint", key.fingerprint));
  return pair;
}

}  // namespace

Json signing_keys_json(store::Connection& rows) {
  Json items = Json::array();
  for (const store::SigningKey& key : store::signing_keys(rows)) {
    const auto der = from_base64(key.public_key);
    ensure(der.has_value(), "a stored key is base64");
    Json one = Json::object().set("fingerprint", key.fingerprint);
    one.set("spoken", domain::spoken_fingerprint(key.fingerprint)).set("public_key", domain::public_key_pem(*der));
    items.push(one.set("from_at", moment_json(key.from_at)).set("until_at", moment_json(key.until_at)));
  }
  return Json::object().set("items", std::move(items));
}

Result<SigningPair> signing_key_in_use(Tx& tx) {
  const auto keys = store::signing_keys(tx.rows());
  if (keys.empty() || !keys.front().until_at.empty()) return make_key(tx);
  const store::SigningKey& key = keys.front();
  const auto secret = lasting_secret_key();
  if (!secret) return secret.problems();
  const auto opened = unseal(*secret, key.sealed_key, about(key.fingerprint));
  if (!opened) return refusal(Kind::busy, "expert_secrets.key_differs");
  return SigningPair{key.fingerprint, *opened, *from_base64(key.public_key)};
}

Result<Json> renew_signing_key(Gate& gate, const domain::Actor& actor) {
  // Only the owner of the machine: every bureau's records are signed with it.
  if (!actor.operator_of_machine)
    return refusal(Kind::forbidden, "access.role", "", {{"action", "issue_agency_record"}});
  return gate.write(actor, domain::Action::issue_agency_record, {"signing_key", 0}, [&](Tx& tx) -> Result<Json> {
    const auto made = make_key(tx);
    if (!made) return made.problems();
    return signing_keys_json(tx.rows());
  });
}

bool knows_signing_key(Gate& gate, const domain::Actor& actor, const std::string& fingerprint) {
  const auto keys = list_signing_keys(gate, actor);
  if (!keys) return false;
  for (const Json& key : keys->at("items").items()) {
    if (key.text_at("fingerprint") == fingerprint) return true;
  }
  return false;
}

Result<Json> list_signing_keys(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, domain::Action::see_agency_record, {"signing_key", 0},
                   [&](Tx& tx) -> Result<Json> { return signing_keys_json(tx.rows()); });
}

}  // namespace zhiheng::service

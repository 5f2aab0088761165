// Identity number and bank account of experts: sealed with AES-256-GCM under the key file, bound to their row, opened
// only with a purpose that the audit keeps. Nothing else in the house reads the sealed columns.
#pragma once

#include <optional>
#include <string>

#include "service/gate.h"
#include "store/expert_library_store.h"

namespace zhiheng::service {

struct ExpertSecrets {
  std::string identity_number;
  std::string bank_name;
  std::string bank_account;
};

// In clear, for whoever may reveal_expert, inside the caller's WRITING transaction, because it leaves an audit row
// (action "reveal", {"purpose","what"}; never the numbers). Empty members where the file holds none. Refuses access.*,
// record.absent, expert_secrets.purpose_missing, security.key_missing, security.key_unreadable,
// expert_secrets.key_differs.
Result<ExpertSecrets> read_secrets(Tx& tx, std::int64_t expert_id, const std::string& purpose);

// What is to be stored; a member that is left out stays as it is, an empty one is taken out, and a masked one that is
// the one on file stays too.
struct SecretWish {
  std::optional<std::string> identity_number;
  std::optional<std::string> bank_name;
  std::optional<std::string> bank_account;
  bool any() const { return identity_number || bank_name || bank_account; }
};

// The sealed form of the wish on top of what the file holds. `where` is the place of the body: "" or a cell's. Refuses
// identity.*, bank_account.malformed, expert_secrets.masked (a masked form of another number),
// expert_secrets.person_twice (conflict), and the refusals of the key. `warnings` gets bank_account.card_digit.
Result<store::SealedSecrets> seal_wish(Tx& tx, std::int64_t expert_id, std::int64_t bureau_id, const SecretWish& wish,
                                       const store::SealedSecrets& before, const std::string& where,
                                       Problems& warnings);
// The same number has the same print under one key; it cannot be turned back without the key.
Result<std::string> identity_print(const std::string& identity_number);

// Body {"identity_number"?, "bank_name"?, "bank_account"?}: stores them; the audit says only which of them changed.
// Answers the file's masked members and "warnings".
Result<Json> set_secrets(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, std::int64_t version,
                         const Json& body);
// Body {"purpose"}: {"identity_number","bank_name","bank_account","purpose"}. The audit row stays even when the request
// is only rehearsed.
Result<Json> reveal_secrets(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body);
// Is this the account on file? Opened to be compared and for nothing else; false where it cannot be opened.
bool same_account(std::int64_t expert_id, const store::SealedSecrets& secrets, const std::string& given);
// From the identity number on file, opened for nothing else; nothing where there is none or it cannot be opened.
std::optional<Date> day_of_birth(store::Connection& rows, std::int64_t expert_id, Date today);
// Reads the three members of a body; they are taken out of it.
Result<SecretWish> take_secret_wish(Json& body);
// {"identity_number","bank_name","bank_account"} masked.
Json masked_secrets(const store::SealedSecrets& secrets);

}  // namespace zhiheng::service

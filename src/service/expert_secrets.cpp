#include "service/expert_secrets.h"

#include "base/crypto.h"
#include "domain/expert.h"
#include "domain/identity_number.h"
#include "domain/shape_text.h"
#include "service/command_body.h"
#include "service/record_parts.h"
#include "service/security_key.h"
#include "store/facts.h"

namespace zhiheng::service {

using domain::Action;

namespace {

// Binds a sealed text to its row and its column.
std::string about(std::string_view what, std::int64_t expert_id) {
  return std::string(what) + " of expert " + std::to_string(expert_id);
}
constexpr std::string_view identity_of = "identity number";
constexpr std::string_view account_of = "bank account";

Result<std::string> opened(const std::string& key, const std::string& sealed, const std::string& about_what) {
  if (sealed.empty()) return std::string();
  auto text = unseal(key, sealed, about_what);
  if (!text) return refusal(Kind::busy, "expert_secrets.key_differs");
  return *text;
}

std::optional<std::string> text_of(const Json& body, const char* key, Problems& problems) {
  const Json* given = body.find(key);
  if (given == nullptr) return std::nullopt;
  if (given->is_null()) return std::string();
  if (!given->is_string()) {
    problems.push_back(refusal("field.wrong_type", std::string("/") + key, {{"type", "text"}}));
    return std::nullopt;
  }
  const std::string text(domain::trimmed(given->string()));
  if (text.size() > 100)
    problems.push_back(refusal("field.too_long", std::string("/") + key,
                               {{"longest", "100"}, {"length", std::to_string(text.size())}}));
  return text;
}

// What a masked form may mean: nothing is to change. Another mask than the one on file was made up.
bool stays(const std::string& given, const std::string& shown, const std::string& where, Problems& problems) {
  if (!domain::is_masked(given)) return false;
  if (given != shown) problems.push_back(refusal("expert_secrets.masked", where));
  return true;
}

void seal_identity(Tx& tx, std::int64_t expert_id, std::int64_t bureau_id, const std::string& given,
                   const std::string& key, const std::string& where, store::SealedSecrets& out, Problems& problems) {
  if (given.empty()) {
    out.identity = out.identity_shown = out.identity_print = "";
    return;
  }
  const auto number = domain::read_identity_number(given, where, tx.today());
  if (!number) return append(problems, number.problems());
  const auto print = identity_print(number->text);
  if (!print) return append(problems, print.problems());
  const auto [other, name] = store::expert_with_print(tx.rows(), bureau_id, *print, expert_id);
  if (other != 0) {
    problems.push_back(refusal(Kind::conflict, "expert_secrets.person_twice", where, {{"name", name}}));
    return;
  }
  out.identity = seal(key, number->text, about(identity_of, expert_id));
  out.identity_shown = domain::masked_identity_number(number->text);
  out.identity_print = *print;
}

void seal_account(std::int64_t expert_id, const std::string& given, const std::string& key, const std::string& where,
                  store::SealedSecrets& out, Problems& problems, Problems& warnings) {
  if (given.empty()) {
    out.account = out.account_shown = "";
    return;
  }
  const auto digits = domain::read_bank_account(given, where);
  if (!digits) return append(problems, digits.problems());
  if (!domain::card_digit_holds(*digits)) warnings.push_back(refusal("bank_account.card_digit", where));
  out.account = seal(key, *digits, about(account_of, expert_id));
  out.account_shown = domain::masked_bank_account(*digits);
}

}  // namespace

Result<std::string> identity_print(const std::string& identity_number) {
  const auto key = lasting_secret_key();
  if (!key) return key.problems();
  // A key of its own, so that the print says nothing about what the other one sealed. HMAC stays a keyed fingerprint
  // whatever becomes of the collisions of its hash.
  const std::string own = sha256_hex("zhiheng print of identity numbers\n" + *key);
  return base32(hmac_sha1(own, identity_number));
}

Result<SecretWish> take_secret_wish(Json& body) {
  SecretWish wish;
  if (!body.is_object()) return refusal("record.not_an_object");
  Problems problems;
  wish.identity_number = text_of(body, "identity_number", problems);
  wish.bank_name = text_of(body, "bank_name", problems);
  wish.bank_account = text_of(body, "bank_account", problems);
  std::erase_if(body.members(), [](const auto& member) {
    return member.key == "identity_number" || member.key == "bank_name" || member.key == "bank_account";
  });
  if (!problems.empty()) return problems;
  return wish;
}

Result<store::SealedSecrets> seal_wish(Tx& tx, std::int64_t expert_id, std::int64_t bureau_id, const SecretWish& wish,
                                       const store::SealedSecrets& before, const std::string& where,
                                       Problems& warnings) {
  const auto key = lasting_secret_key();
  if (!key) return key.problems();
  store::SealedSecrets out = before;
  Problems problems;
  if (wish.identity_number) {
    const std::string at = where + "/identity_number";
    if (!stays(*wish.identity_number, before.identity_shown, at, problems)) {
      seal_identity(tx, expert_id, bureau_id, *wish.identity_number, *key, at, out, problems);
    }
  }
  if (wish.bank_account) {
    const std::string at = where + "/bank_account";
    if (!stays(*wish.bank_account, before.account_shown, at, problems)) {
      seal_account(expert_id, *wish.bank_account, *key, at, out, problems, warnings);
    }
  }
  if (wish.bank_name) out.bank_name = *wish.bank_name;
  if (!problems.empty()) return problems;
  return out;
}

Result<ExpertSecrets> read_secrets(Tx& tx, std::int64_t expert_id, const std::string& purpose) {
  const auto facts = store::load_facts(tx.rows(), "expert", expert_id);
  if (!facts) return refusal(Kind::absent, "record.absent");
  if (Outcome allowed = domain::may(tx.actor(), Action::reveal_expert, *facts); !allowed) return allowed.problems();
  const std::string why(domain::trimmed(purpose));
  if (why.empty()) return refusal("expert_secrets.purpose_missing", "/purpose");
  const auto key = lasting_secret_key();
  if (!key) return key.problems();
  const auto sealed = store::find_secrets(tx.rows(), expert_id);
  ensure(sealed.has_value(), "an expert with facts is there");
  const auto number = opened(*key, sealed->identity, about(identity_of, expert_id));
  if (!number) return number.problems();
  const auto account = opened(*key, sealed->account, about(account_of, expert_id));
  if (!account) return account.problems();
  Json what = Json::array();
  if (!number->empty()) what.push("identity_number");
  if (!account->empty()) what.push("bank_account");
  tx.audit("reveal", {"expert", expert_id}, facts->bureau_id,
           Json::object().set("purpose", why).set("what", std::move(what)));
  return ExpertSecrets{*number, sealed->bank_name, *account};
}

bool same_account(std::int64_t expert_id, const store::SealedSecrets& secrets, const std::string& given) {
  const auto key = lasting_secret_key();
  const auto digits = domain::read_bank_account(given, "");
  if (!key || !digits) return false;
  const auto stored = opened(*key, secrets.account, about(account_of, expert_id));
  return stored && *stored == *digits;
}

std::optional<Date> day_of_birth(store::Connection& rows, std::int64_t expert_id, Date today) {
  const auto key = lasting_secret_key();
  const auto secrets = store::find_secrets(rows, expert_id);
  if (!key || !secrets || secrets->identity.empty()) return std::nullopt;
  const auto text = opened(*key, secrets->identity, about(identity_of, expert_id));
  if (!text) return std::nullopt;
  const auto number = domain::read_identity_number(*text, "", today);
  if (!number) return std::nullopt;
  return number->born;
}

Json masked_secrets(const store::SealedSecrets& secrets) {
  Json json = Json::object();
  json.set("identity_number", secrets.identity_shown.empty() ? Json() : Json(secrets.identity_shown));
  json.set("bank_name", secrets.bank_name);
  return json.set("bank_account", secrets.account_shown.empty() ? Json() : Json(secrets.account_shown));
}

Result<Json> set_secrets(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, std::int64_t version,
                         const Json& given) {
  const Subject subject{"expert", expert_id};
  return gate.write(actor, Action::edit_experts, subject, [&](Tx& tx) -> Result<Json> {
    const auto expert = store::find_library_expert(tx.rows(), expert_id);
    if (!expert) return refusal(Kind::absent, "record.absent");
    if (expert->version != version) return stale_problem(tx, domain::expert_shape(), expert_id, version);
    Json body = given;
    const auto wish = take_secret_wish(body);
    if (!wish) return wish.problems();
    if (const auto rest = read_command({}, body); !rest) return rest.problems();
    if (!wish->any()) return refusal("expert_secrets.nothing_given");
    const auto before = store::find_secrets(tx.rows(), expert_id);
    ensure(before.has_value(), "an expert that was found has columns");
    Problems warnings;
    const auto after = seal_wish(tx, expert_id, expert->bureau_id, *wish, *before, "", warnings);
    if (!after) return after.problems();
    store::save_secrets(tx.rows(), expert_id, *after, tx.now());
    Json changed = Json::array();
    if (wish->identity_number) changed.push("identity_number");
    if (wish->bank_name) changed.push("bank_name");
    if (wish->bank_account) changed.push("bank_account");
    tx.audit("set_secrets", subject, expert->bureau_id,
             Json::object().set("what", std::move(changed)).set("version", version + 1));
    Json out = masked_secrets(*after).set("version", version + 1);
    Json told = Json::array();
    for (const Problem& warning : warnings) told.push(warning.rule);
    return out.set("warnings", std::move(told));
  });
}

Result<Json> reveal_secrets(Gate& gate, const domain::Actor& actor, std::int64_t expert_id, const Json& body) {
  return gate.write(actor, Action::reveal_expert, {"expert", expert_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("purpose", 200)}, body);
    if (!form) return form.problems();
    // What was shown was shown: a rehearsal must not take the trace away again.
    tx.stays();
    const auto secrets = read_secrets(tx, expert_id, form->text("purpose"));
    if (!secrets) return secrets.problems();
    Json out = Json::object().set("identity_number", secrets->identity_number).set("bank_name", secrets->bank_name);
    return out.set("bank_account", secrets->bank_account)
        .set("purpose", std::string(domain::trimmed(form->text("purpose"))));
  });
}

}  // namespace zhiheng::service

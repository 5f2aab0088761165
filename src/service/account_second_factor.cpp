// The second factor: enrolment, codes, recovery codes, fresh codes for what moves money.
#include "base/crypto.h"
#include "domain/second_factor.h"
#include "service/account_guard.h"
#include "service/account_service.h"
#include "service/security_key.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;

constexpr std::size_t secret_bytes = 20;  // as long as the digest, RFC 4226
constexpr int recovery_codes = 10;

// Binds the sealed secret to its account.
std::string seal_about(std::int64_t account_id) {
  return "second factor of " + std::to_string(account_id);
}

Result<std::string> secret_of(const store::AccountRow& account) {
  const auto key = secret_key();
  if (!key) return key.problems();
  const auto secret = unseal(*key, account.second_factor_secret, seal_about(account.id));
  if (!secret) return refusal(Kind::busy, "security.key_differs");
  return *secret;
}

std::string digits_of(const std::string& code) {
  std::string digits;
  for (const char letter : code) {
    if (letter != ' ') digits += letter;
  }
  return digits;
}

bool is_digits(const std::string& text) {
  return text.size() == 6 && text.find_first_not_of("0123456789") == std::string::npos;
}

// Does the code fit, and was it not used before? What is used up is used up.
Result<bool> takes(Tx& tx, const store::AccountRow& account, const std::string& code) {
  const std::string digits = digits_of(code);
  if (!is_digits(digits)) {
    if (account.second_factor_since.empty()) return false;
    return store::use_recovery_code(tx.rows(), account.id, digest_of_code(code), tx.now());
  }
  const auto secret = secret_of(account);
  if (!secret) return secret.problems();
  const auto step =
      domain::second_factor_match(*secret, digits, tx.now().milliseconds() / 1000, account.second_factor_step);
  return step && store::take_second_factor_step(tx.rows(), account.id, *step);
}

Problem bad_code() {
  return refusal("account.bad_code", "code");
}

// In an otpauth URI everything but letters and digits is escaped.
std::string escaped(const std::string& text) {
  constexpr char hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char letter : text) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_';
    const auto byte = static_cast<unsigned char>(letter);
    out += plain ? std::string(1, letter) : std::string{'%', hex[byte >> 4], hex[byte & 15]};
  }
  return out;
}

}  // namespace

Outcome AccountService::judge_code(const domain::Actor& actor, const std::string& code, const Visitor& visitor) {
  // A refusal would roll back the count of attempts, so the judgement travels as a value.
  const auto judged = gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<Judgement> {
    const auto account = store::find_account(tx.rows(), actor.account_id);
    tx.changed_nothing();
    if (!account || account->second_factor_since.empty())
      return Judgement{{refusal(Kind::conflict, "second_factor.none")}};
    const auto settings = store::load_security(tx.rows());
    if (const auto wait = blocked(tx, account->login, visitor)) return Judgement{{*wait}};
    const auto right = takes(tx, *account, code);
    if (!right) return right.problems();
    if (*right) {
      forgive(tx, settings, account->login, {});
      return Judgement{};
    }
    count_attempt(tx, settings, account->login, visitor);
    log_sign_in(tx, account->id, visitor, "wrong_code");
    tx.audit("second_factor_failed", {"account", account->id}, account->bureau_id, Json::object());
    return Judgement{{bad_code()}};
  });
  if (!judged) return judged.problems();
  if (!judged->refused.empty()) return judged->refused;
  return Done{};
}

Result<Json> AccountService::own_second_factor(const domain::Actor& actor) {
  return gate_.system_read(SystemKey{}, actor, [&](Tx& tx) -> Result<Json> {
    const auto account = store::find_account(tx.rows(), actor.account_id);
    if (!account) return refusal(Kind::absent, "access.absent");
    const auto settings = store::load_security(tx.rows());
    const bool enrolled = !account->second_factor_since.empty();
    Json json = Json::object();
    json.set("enrolled", enrolled);
    json.set("since", enrolled ? Json(timestamp_from_utc(account->second_factor_since).text()) : Json());
    json.set("recovery_codes", store::count_recovery_codes(tx.rows(), account->id));
    json.set("required", domain::needs_second_factor(settings, actor.roles));
    return json;
  });
}

Result<Json> AccountService::begin_second_factor(const domain::Actor& actor) {
  const auto key = secret_key();
  if (!key) return key.problems();
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<Json> {
    const auto account = store::find_account(tx.rows(), actor.account_id);
    if (!account) return refusal(Kind::absent, "access.absent");
    if (!account->second_factor_since.empty()) return refusal(Kind::conflict, "second_factor.enrolled");
    // Asked again, the same secret is shown: a reloaded page must not make the scanned picture worthless.
    std::string secret;
    if (!account->second_factor_secret.empty()) {
      if (const auto known = secret_of(*account)) secret = *known;
    }
    tx.changed_nothing();
    if (secret.empty()) {
      secret = random_bytes(secret_bytes);
      store::set_second_factor(tx.rows(), account->id, seal(*key, secret, seal_about(account->id)), "", tx.now());
      tx.audit("begin_second_factor", {"account", account->id}, account->bureau_id, Json::object());
    }
    const std::string text = base32(secret);
    Json json = Json::object();
    json.set("secret", text);
    json.set("uri", "otpauth://totp/" + escaped("质衡") + ":" + escaped(account->login) + "?secret=" + text +
                        "&issuer=" + escaped("质衡") + "&algorithm=SHA1&digits=6&period=30");
    return json;
  });
}

Result<Json> AccountService::issue_recovery_codes(const domain::Actor& actor, const std::string& token,
                                                  const std::string& act) {
  Json codes = Json::array();
  std::vector<std::string> digests;
  for (int i = 0; i < recovery_codes; ++i) {
    const std::string code = new_one_time_code();
    codes.push(code);
    digests.push_back(digest_of_code(code));
  }
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<Json> {
    const auto account = store::find_account(tx.rows(), actor.account_id);
    if (!account) return refusal(Kind::absent, "access.absent");
    store::replace_recovery_codes(tx.rows(), account->id, digests);
    if (account->second_factor_since.empty()) {
      store::set_second_factor(tx.rows(), account->id, account->second_factor_secret, tx.now().utc(), tx.now());
      store::set_session_stage(tx.rows(), account->id, "enrol", "full");
      // Sessions that began without the second factor end.
      store::end_other_sessions(tx.rows(), account->id, sha256_hex(token), tx.now());
    }
    tx.audit(act, {"account", account->id}, account->bureau_id, Json::object());
    Json json = Json::object();
    json.set("recovery_codes", codes);
    return json;
  });
}

Result<Json> AccountService::confirm_second_factor(const domain::Actor& actor, const std::string& token,
                                                   const std::string& code) {
  const auto right = gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<bool> {
    const auto account = store::find_account(tx.rows(), actor.account_id);
    if (!account || account->second_factor_secret.empty()) return refusal(Kind::conflict, "second_factor.not_begun");
    if (!account->second_factor_since.empty()) return refusal(Kind::conflict, "second_factor.enrolled");
    tx.changed_nothing();
    return takes(tx, *account, code);
  });
  if (!right) return right.problems();
  if (!*right) return bad_code();
  return issue_recovery_codes(actor, token, "enrol_second_factor");
}

Result<Json> AccountService::renew_recovery_codes(const domain::Actor& actor, const std::string& code) {
  if (Outcome judged = judge_code(actor, code, {}); !judged) return judged.problems();
  return issue_recovery_codes(actor, "", "renew_recovery_codes");
}

Outcome AccountService::remove_second_factor(const domain::Actor& actor, const std::string& code) {
  const auto state = own_second_factor(actor);
  if (!state) return state.problems();
  if (state->at("required").boolean()) return refusal(Kind::conflict, "second_factor.required_by_role");
  if (Outcome judged = judge_code(actor, code, {}); !judged) return judged;
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Outcome {
    store::set_second_factor(tx.rows(), actor.account_id, "", "", tx.now());
    tx.audit("remove_second_factor", {"account", actor.account_id}, actor.bureau_id, Json::object());
    return Done{};
  });
}

Outcome AccountService::reset_second_factor(const domain::Actor& actor, std::int64_t id) {
  return gate_.write(actor, Action::edit_roles, {"account", id}, [&](Tx& tx) -> Outcome {
    const auto account = store::find_account(tx.rows(), id);
    if (!account) return refusal(Kind::absent, "access.absent");
    if (account->second_factor_secret.empty()) return refusal(Kind::conflict, "second_factor.none");
    if (id == actor.account_id) return refusal(Kind::forbidden, "second_factor.own_reset");
    store::set_second_factor(tx.rows(), id, "", "", tx.now());
    store::end_other_sessions(tx.rows(), id, "", tx.now());
    tx.audit("reset_second_factor", {"account", id}, account->bureau_id, Json::object());
    return Done{};
  });
}

Result<std::int64_t> AccountService::show_second_factor(const domain::Actor& actor, std::int64_t session_id,
                                                        const std::string& code, const Visitor& visitor) {
  if (Outcome judged = judge_code(actor, code, visitor); !judged) return judged.problems();
  return gate_.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<std::int64_t> {
    if (session_id != 0) store::note_second_factor(tx.rows(), session_id, tx.now());
    tx.audit("show_second_factor", {"account", actor.account_id}, actor.bureau_id, Json::object());
    return tx.now().milliseconds();
  });
}

}  // namespace zhiheng::service

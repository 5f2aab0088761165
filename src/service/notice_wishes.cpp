#include "base/crypto.h"
#include "domain/notice.h"
#include "service/command_body.h"
#include "service/notice_service.h"
#include "store/job_store.h"
#include "store/mail_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t code_lasts = 30 * minute;
constexpr std::int64_t between_codes = minute;
constexpr std::int64_t most_tries = 5;

std::string digest_of(std::int64_t account_id, const std::string& code) {
  return sha256_hex("notice address " + std::to_string(account_id) + ":" + code);
}

// Six digits out of random bytes; of 2^60 values a million divides evenly enough.
std::string new_code() {
  std::uint64_t number = 0;
  for (const char c : sha256_hex(random_token()).substr(0, 15)) {
    number = number * 16 + static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  std::string digits = std::to_string(number % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::int64_t age_of(const std::string& made_at, Timestamp now) {
  return now.milliseconds() - timestamp_from_utc(made_at).milliseconds();
}

// A node that sends mails has the job for it; one that stopped an hour ago does not count.
bool mails_are_sent(Tx& tx) {
  const auto job = store::find_job(tx.rows(), "mail");
  return job && tx.now().milliseconds() - timestamp_from_utc(job->next_due_at).milliseconds() < 60 * minute;
}

Json wishes_json(Tx& tx, const store::AddressRow& address) {
  Json ways = Json::object();
  const auto chosen = store::ways_of(tx.rows(), address.account_id);
  for (const std::string& kind : domain::notice_kinds()) {
    const auto found = chosen.find(kind);
    ways.set(kind, found == chosen.end() ? std::string("at_once") : found->second);
  }
  Json json = Json::object();
  json.set("address", address.address.empty() ? Json() : Json(address.address));
  json.set("wanted_address", address.wanted_address.empty() ? Json() : Json(address.wanted_address));
  json.set("digest_hour", address.digest_hour).set("ways", std::move(ways));
  return json.set("mail_available", mails_are_sent(tx)).set("version", address.version + 1);
}

void read_ways(const Json& body, std::map<std::string, std::string>& ways, Problems& problems) {
  const Json* given = body.find("ways");
  if (!given) return;
  if (!given->is_object()) {
    problems.push_back(refusal("field.wrong_type", "/ways", {{"type", "object"}}));
    return;
  }
  for (const JsonMember& member : given->members()) {
    const std::string place = pointer_to("/ways", member.key);
    const std::string way = member.value.is_string() ? member.value.string() : std::string();
    if (!domain::is_notice_kind(member.key)) {
      problems.push_back(refusal("notice.kind_unknown", place, {{"kind", member.key}}));
    } else if (!domain::is_notice_way(way)) {
      problems.push_back(refusal("notice.way_unknown", place));
    } else {
      ways[member.key] = way;
    }
  }
}

void read_hour(const Json& body, store::AddressRow& address, Problems& problems) {
  const Json* given = body.find("digest_hour");
  if (!given) return;
  const auto hour = given->is_number() ? given->integer() : std::nullopt;
  if (!hour || *hour < 0 || *hour > 23) {
    problems.push_back(refusal("notice.hour_malformed", "/digest_hour"));
  } else {
    address.digest_hour = static_cast<int>(*hour);
  }
}

// Answers whether a code must be sent.
bool read_address(const Json& body, Timestamp now, store::AddressRow& address, Problems& problems) {
  const Json* given = body.find("address");
  if (!given) return false;
  const std::string wanted = given->is_string() ? given->string() : std::string();
  if (!given->is_string() && !given->is_null()) {
    problems.push_back(refusal("field.wrong_type", "/address", {{"type", "text"}}));
    return false;
  }
  if (wanted == address.address) {
    address.wanted_address.clear();
    return false;
  }
  if (wanted.empty()) {
    address.address.clear();
    address.wanted_address.clear();
    return false;
  }
  if (Outcome sound = domain::check_mail_address(wanted, "/address"); !sound) {
    append(problems, sound);
    return false;
  }
  if (!address.code_made_at.empty() && age_of(address.code_made_at, now) < between_codes) {
    problems.push_back(refusal(Kind::too_many, "notice.code_too_soon", "/address"));
    return false;
  }
  address.wanted_address = wanted;
  return true;
}

void send_code(Tx& tx, store::AddressRow& address) {
  const std::string code = new_code();
  address.code_digest = digest_of(address.account_id, code);
  address.code_made_at = tx.now().utc();
  address.code_tries = 0;
  store::MailRow mail;
  mail.account_id = address.account_id;
  mail.kind = "code";
  mail.dedupe_key = "code:" + random_token(12);
  mail.recipient = address.wanted_address;
  mail.code = code;
  store::insert_mail(tx.rows(), mail, tx.now());
}

}  // namespace

Result<Json> NoticeService::wishes(const domain::Actor& actor) {
  return gate_.read(actor, Action::use_own_account, {"notice", 0}, [&](Tx& tx) -> Result<Json> {
    return wishes_json(tx, store::find_address(tx.rows(), actor.account_id));
  });
}

Result<Json> NoticeService::change_wishes(const domain::Actor& actor, std::int64_t version, const Json& body) {
  return gate_.write(actor, Action::use_own_account, {"notice", 0}, [&](Tx& tx) -> Result<Json> {
    store::AddressRow address = store::find_address(tx.rows(), actor.account_id);
    // The row appears with the first wish; versions are counted from one all the same.
    if (address.version + 1 != version) return refusal(Kind::stale, "notice.wishes_stale", "version");
    Problems problems;
    auto ways = store::ways_of(tx.rows(), actor.account_id);
    read_ways(body, ways, problems);
    read_hour(body, address, problems);
    const bool sends = read_address(body, tx.now(), address, problems);
    if (!problems.empty()) return problems;
    if (sends) send_code(tx, address);
    store::replace_ways(tx.rows(), actor.account_id, ways);
    if (!store::save_address(tx.rows(), address, tx.now()))
      return refusal(Kind::stale, "notice.wishes_stale", "version");
    // That there is a new address is a fact for the audit; the address itself is the person's own.
    tx.audit("change_notice_wishes", {"account", actor.account_id}, actor.bureau_id,
             Json::object().set("address_asked", sends));
    return wishes_json(tx, store::find_address(tx.rows(), actor.account_id));
  });
}

Result<Json> NoticeService::confirm_address(const domain::Actor& actor, const std::string& code) {
  // A wrong code is counted, so the transaction that counts it must end well; the refusal comes behind it.
  std::optional<Problem> refused;
  auto answer = gate_.write(actor, Action::use_own_account, {"notice", 0}, [&](Tx& tx) -> Result<Json> {
    refused.reset();
    store::AddressRow address = store::find_address(tx.rows(), actor.account_id);
    tx.changed_nothing();
    if (address.wanted_address.empty() || address.code_digest.empty()) {
      return refusal(Kind::conflict, "notice.no_address_waits", "/code");
    }
    if (age_of(address.code_made_at, tx.now()) > code_lasts || address.code_tries >= most_tries) {
      return refusal("notice.code_expired", "/code");
    }
    ++address.code_tries;
    if (!same_secret(address.code_digest, digest_of(actor.account_id, code))) {
      refused = refusal("notice.code_wrong", "/code");
    } else {
      address.address = address.wanted_address;
      address.wanted_address.clear();
      address.code_digest.clear();
      tx.audit("confirm_notice_address", {"account", actor.account_id}, actor.bureau_id, Json::object());
    }
    store::save_address(tx.rows(), address, tx.now());
    return wishes_json(tx, store::find_address(tx.rows(), actor.account_id));
  });
  if (answer && refused) return *refused;
  return answer;
}

}  // namespace zhiheng::service

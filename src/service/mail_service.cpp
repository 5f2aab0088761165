#include "service/mail_service.h"

#include <algorithm>
#include <iterator>

#include "domain/notice.h"
#include "service/notice_service.h"
#include "store/account_store.h"
#include "store/mail_store.h"

namespace zhiheng::service {

namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t claim_minutes = 10;
constexpr int most_mails_a_run = 200;
constexpr int most_notices_in_digest = 200;

Timestamp later(Timestamp now, std::int64_t minutes) {
  return Timestamp::from_milliseconds(now.milliseconds() + minutes * minute);
}

// What is to be sent, and which notices it carries.
struct Written {
  OutgoingMail mail;
  std::vector<std::int64_t> notices;
};

std::string notice_lines(const ShownNotice& notice, const MailSettings& settings, Language language) {
  std::string text = notice.text;
  if (!notice.row.due_on.empty()) text += "\n" + say("mail.due", {{"due", notice.row.due_on}}, language);
  if (!settings.public_url.empty()) text += "\n" + settings.public_url + "/notices";
  return text;
}

// Nothing when there is nothing left to tell: read meanwhile, or out of the reader's sight.
std::optional<Written> write_notices(Tx& tx, const store::MailRow& mail, const domain::Actor& reader,
                                     const MailSettings& settings, Language language) {
  std::vector<store::NoticeRow> rows;
  if (mail.kind == "digest") {
    rows = store::notices_for_digest(tx.rows(), mail.account_id, mail.created_at, most_notices_in_digest);
  } else if (auto row = store::notice_of_mail(tx.rows(), mail); row && row->read_at.empty()) {
    rows.push_back(std::move(*row));
  }
  Written written;
  std::string body;
  std::string first;
  for (const ShownNotice& notice : show_notices(tx.rows(), reader, std::move(rows), language)) {
    if (!notice.visible) continue;
    if (first.empty()) first = say("notice.kind." + notice.row.kind, language);
    body += notice_lines(notice, settings, language) + "\n\n";
    written.notices.push_back(notice.row.id);
  }
  if (written.notices.empty()) return std::nullopt;
  written.mail.subject = mail.kind == "digest"
                             ? say("mail.subject.digest", {{"count", std::to_string(written.notices.size())}}, language)
                             : say("mail.subject.notice", {{"kind", first}}, language);
  written.mail.body = say("mail.greeting", {{"name", reader.display_name}}, language) + "\n\n" + body;
  return written;
}

std::optional<Written> write_mail(Tx& tx, const store::MailRow& mail, const MailSettings& settings) {
  const auto reader = reader_of(tx.rows(), mail.account_id);
  if (!reader) return std::nullopt;
  const Language language =
      store::find_account(tx.rows(), mail.account_id)->language.starts_with("en") ? Language::en : Language::zh;
  std::optional<Written> written;
  if (mail.kind == "code") {
    written.emplace();
    written->mail.subject = say("mail.subject.code", language);
    written->mail.body = say("mail.greeting", {{"name", reader->display_name}}, language) + "\n\n" +
                         say("mail.code", {{"code", mail.code}}, language) + "\n\n";
  } else {
    written = write_notices(tx, mail, *reader, settings, language);
  }
  if (!written) return std::nullopt;
  const std::string wishes = settings.public_url.empty() ? "" : settings.public_url + "/notice-wishes";
  written->mail.body += "-- \n" + say("mail.footer", language) + (wishes.empty() ? "" : "\n" + wishes) + "\n";
  written->mail.unsubscribe_url = wishes;
  written->mail.recipient = mail.recipient;
  written->mail.message_id = mail.message_id + "@" + settings.message_domain;
  return written;
}

bool is_too_old(const store::MailRow& mail, Timestamp now, const MailSettings& settings) {
  return later(timestamp_from_utc(mail.created_at), settings.most_hours * 60) < now;
}

struct Taken {
  std::optional<store::MailRow> mail;
  std::optional<Written> written;
};

// How a try ends in the row. Answers the name of the count.
std::string note_fate(Tx& tx, store::MailRow mail, const Written& written, const MailAnswer& answer,
                      const MailSettings& settings) {
  const Timestamp now = tx.now();
  const std::string error = answer.detail.substr(0, 200);
  switch (answer.fate) {
    case MailAnswer::Fate::sent:
      ++mail.attempts;
      store::end_mail(tx.rows(), mail, "sent", now, now, "");
      store::set_mailed(tx.rows(), written.notices, now);
      return "sent";
    case MailAnswer::Fate::never:
      ++mail.attempts;
      store::end_mail(tx.rows(), mail, "dead", now, now, error);
      return "dead";
    case MailAnswer::Fate::later: {
      ++mail.attempts;
      const bool over = mail.attempts >= settings.most_attempts;
      store::end_mail(tx.rows(), mail, over ? "dead" : "waiting", now, later(now, minutes_until_retry(mail.attempts)),
                      error);
      return over ? "dead" : "deferred";
    }
    case MailAnswer::Fate::down: break;
  }
  store::end_mail(tx.rows(), mail, "waiting", now, later(now, 1), error);
  return "deferred";
}

}  // namespace

std::int64_t minutes_until_retry(std::int64_t attempts) {
  constexpr std::int64_t pauses[] = {1, 5, 15, 60, 180, 360};
  const auto last = static_cast<std::int64_t>(std::size(pauses)) - 1;
  return pauses[std::clamp<std::int64_t>(attempts - 1, 0, last)];
}

Result<JobCounts> MailService::send_waiting(Gate& gate, MailTransport& transport, const MailSettings& settings) {
  JobCounts counts{{"sent", 0}, {"deferred", 0}, {"dropped", 0}, {"dead", 0}};
  const auto add = [&](const std::string& name) {
    for (auto& [key, value] : counts) value += key == name ? 1 : 0;
  };
  const domain::Actor actor = job_actor("mail");
  for (int i = 0; i < most_mails_a_run; ++i) {
    std::string ended;
    auto taken = gate.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<Taken> {
      tx.changed_nothing();  // the queue is its own record
      ended.clear();
      Taken one;
      one.mail = store::claim_mail(tx.rows(), tx.now(), later(tx.now(), claim_minutes));
      if (!one.mail) return one;
      const bool old = is_too_old(*one.mail, tx.now(), settings);
      if (!old) one.written = write_mail(tx, *one.mail, settings);
      if (one.written) return one;
      ended = old ? "dead" : "dropped";
      store::end_mail(tx.rows(), *one.mail, ended, tx.now(), tx.now(), "");
      return one;
    });
    if (!taken) return taken.problems();
    if (!taken->mail) return counts;
    add(ended);
    if (!taken->written) continue;
    const MailAnswer answer = transport.send(taken->written->mail);
    const auto noted = gate.system_write(SystemKey{}, actor, [&](Tx& tx) -> Result<std::string> {
      tx.changed_nothing();
      return note_fate(tx, *taken->mail, *taken->written, answer, settings);
    });
    if (!noted) return noted.problems();
    add(*noted);
    if (answer.fate == MailAnswer::Fate::down) return refusal(Kind::busy, "mail.down", "", {{"detail", answer.detail}});
  }
  return counts;
}

Result<JobCounts> MailService::queue_digests(Gate& gate, Timestamp now) {
  return gate.system_write(SystemKey{}, job_actor("digest"), [&](Tx& tx) -> Result<JobCounts> {
    const Date today = now.date();
    constexpr std::int64_t china_offset = 8 * 60 * minute;
    const int hour = static_cast<int>((now.milliseconds() + china_offset) / (60 * minute) % 24);
    std::int64_t queued = 0;
    for (const store::DigestReader& reader : store::digest_readers(tx.rows(), today, hour)) {
      store::MailRow mail;
      mail.account_id = reader.account_id;
      mail.kind = "digest";
      mail.dedupe_key = "digest:" + std::to_string(reader.account_id) + ":" + today.text();
      mail.recipient = reader.address;
      store::insert_mail(tx.rows(), mail, tx.now());
      store::set_digested_on(tx.rows(), reader.account_id, today);
      ++queued;
    }
    tx.changed_nothing();
    return JobCounts{{"digests", queued}};
  });
}

Result<MailQueue> MailService::figures(Gate& gate) {
  return gate.system_read(SystemKey{}, job_actor("figures"), [](Tx& tx) -> Result<MailQueue> {
    const store::MailFigures figures = store::mail_figures(tx.rows());
    return MailQueue{figures.waiting, figures.dead};
  });
}

}  // namespace zhiheng::service

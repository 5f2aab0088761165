// The queue of mails. A mail is claimed before it is sent, so that two nodes do not send it both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/notice_store.h"

namespace zhiheng::store {

struct MailRow {
  std::int64_t id = 0, account_id = 0;
  std::string kind;  // "notice", "digest", "code"
  std::int64_t notice_id = 0;
  std::string dedupe_key, recipient;
  std::string code;        // of a confirmation; gone once it is sent
  std::string message_id;  // stays the same however often the mail is tried
  std::int64_t attempts = 0;
  std::string created_at;
};

// Waits from now on; made only once for each dedupe_key (SqlError{duplicate}).
void insert_mail(Connection& rows, const MailRow& mail, Timestamp now);
// The next that is due, claimed until then; also one whose claim ended without a word.
std::optional<MailRow> claim_mail(Connection& rows, Timestamp now, Timestamp claimed_until);
// `state`: sent, dropped, dead, or waiting with the next moment. `attempts` as it shall stand.
void end_mail(Connection& rows, const MailRow& mail, const std::string& state, Timestamp now, Timestamp next,
              const std::string& error);
// Of the digest that was asked for at this moment: unread, not yet mailed.
std::vector<NoticeRow> notices_for_digest(Connection& rows, std::int64_t account_id, const std::string& made_before,
                                          int most);
std::optional<NoticeRow> notice_of_mail(Connection& rows, const MailRow& mail);
void set_mailed(Connection& rows, const std::vector<std::int64_t>& notice_ids, Timestamp now);
// Accounts with a confirmed address that have something for today's digest, with their hour.
struct DigestReader {
  std::int64_t account_id = 0;
  std::string address;
};
std::vector<DigestReader> digest_readers(Connection& rows, Date today, int hour);
struct MailFigures {
  std::int64_t waiting = 0, dead = 0;
};
MailFigures mail_figures(Connection& rows);

}  // namespace zhiheng::store

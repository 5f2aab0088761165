#include "store/mail_store.h"

#include "base/crypto.h"
#include "store/row_reader.h"

namespace zhiheng::store {

void insert_mail(Connection& rows, const MailRow& mail, Timestamp now) {
  rows.execute(
      "INSERT INTO mail (account_id, kind, notice_id, dedupe_key, recipient, code, message_id, next_at, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {mail.account_id, mail.kind, id_or_null(mail.notice_id), mail.dedupe_key, mail.recipient, mail.code,
       random_token(18), now.utc(), now.utc()});
}

std::optional<MailRow> claim_mail(Connection& rows, Timestamp now, Timestamp claimed_until) {
  const auto found = rows.query(
      "SELECT id, account_id, kind, notice_id, dedupe_key, recipient, code, message_id, attempts, created_at FROM mail "
      "WHERE (state = 'waiting' AND next_at <= ?) OR (state = 'claimed' AND claimed_until < ?) "
      "ORDER BY next_at, id LIMIT 1",
      {now.utc(), now.utc()});
  if (found.empty()) return std::nullopt;
  RowReader cells(found[0]);
  MailRow mail;
  mail.id = cells.integer();
  mail.account_id = cells.integer();
  mail.kind = cells.text();
  mail.notice_id = cells.integer();
  mail.dedupe_key = cells.text();
  mail.recipient = cells.text();
  mail.code = cells.text();
  mail.message_id = cells.text();
  mail.attempts = cells.integer();
  mail.created_at = cells.text();
  rows.execute("UPDATE mail SET state = 'claimed', claimed_until = ? WHERE id = ?", {claimed_until.utc(), mail.id});
  return mail;
}

void end_mail(Connection& rows, const MailRow& mail, const std::string& state, Timestamp now, Timestamp next,
              const std::string& error) {
  const bool over = state != "waiting";
  rows.execute(
      "UPDATE mail SET state = ?, attempts = ?, next_at = ?, claimed_until = NULL, last_error = ?, sent_at = ?, "
      "code = ? WHERE id = ?",
      {state, mail.attempts, next.utc(), error, state == "sent" ? Value(now.utc()) : Value(),
       over ? std::string() : mail.code, mail.id});
}

namespace {

constexpr std::string_view columns = "SELECT id, kind, subject, subject_id, params, due_on, way, read_at FROM notice ";

NoticeRow brief_notice(const Row& row, std::int64_t account_id) {
  RowReader cells(row);
  NoticeRow notice;
  notice.account_id = account_id;
  notice.id = cells.integer();
  notice.kind = cells.text();
  notice.subject = cells.text();
  notice.subject_id = cells.integer();
  notice.params = cells.text();
  notice.due_on = cells.text();
  notice.way = cells.text();
  notice.read_at = cells.text();
  return notice;
}

}  // namespace

std::vector<NoticeRow> notices_for_digest(Connection& rows, std::int64_t account_id, const std::string& made_before,
                                          int most) {
  std::vector<NoticeRow> all;
  const auto found = rows.query(std::string(columns) +
                                    "WHERE account_id = ? AND way = 'digest' AND mailed_at IS NULL AND read_at IS NULL "
                                    "AND created_at <= ? ORDER BY id LIMIT " +
                                    std::to_string(most),
                                {account_id, made_before});
  for (const Row& row : found) all.push_back(brief_notice(row, account_id));
  return all;
}

std::optional<NoticeRow> notice_of_mail(Connection& rows, const MailRow& mail) {
  const auto found = rows.query(std::string(columns) + "WHERE id = ? AND account_id = ? AND mailed_at IS NULL",
                                {mail.notice_id, mail.account_id});
  return found.empty() ? std::nullopt : std::optional(brief_notice(found[0], mail.account_id));
}

void set_mailed(Connection& rows, const std::vector<std::int64_t>& notice_ids, Timestamp now) {
  if (notice_ids.empty()) return;
  Parameters parameters{now.utc()};
  parameters.insert(parameters.end(), notice_ids.begin(), notice_ids.end());
  rows.execute("UPDATE notice SET mailed_at = ? WHERE id IN (" + placeholders(notice_ids.size()) + ")", parameters);
}

std::vector<DigestReader> digest_readers(Connection& rows, Date today, int hour) {
  std::vector<DigestReader> all;
  const auto found = rows.query(
      "SELECT a.account_id, a.address FROM notice_address a WHERE a.address <> '' AND a.digest_hour <= ? "
      "AND (a.digested_on IS NULL OR a.digested_on < ?) AND EXISTS (SELECT 1 FROM notice n WHERE "
      "n.account_id = a.account_id AND n.way = 'digest' AND n.mailed_at IS NULL AND n.read_at IS NULL) "
      "ORDER BY a.account_id LIMIT 1000",
      {small(hour), today.text()});
  for (const Row& row : found) all.push_back({integer_or(row[0]), text_or_empty(row[1])});
  return all;
}

MailFigures mail_figures(Connection& rows) {
  MailFigures figures;
  for (const Row& row : rows.query("SELECT state, COUNT(*) FROM mail GROUP BY state")) {
    const std::string& state = text_or_empty(row[0]);
    if (state == "waiting" || state == "claimed") figures.waiting += integer_or(row[1]);
    if (state == "dead") figures.dead += integer_or(row[1]);
  }
  return figures;
}

}  // namespace zhiheng::store

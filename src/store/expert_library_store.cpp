#include "store/expert_library_store.h"

#include "store/row_reader.h"

namespace zhiheng::store {

namespace {

std::optional<Date> day(RowReader& cells) {
  const Value& value = cells.next();
  if (text_or_empty(value).empty()) return std::nullopt;
  auto read = read_date(text_or_empty(value), {});
  ensure(read.ok(), "a column of days holds days");
  return *read;
}

}  // namespace

std::optional<domain::LibraryExpert> find_library_expert(Connection& rows, std::int64_t id) {
  const auto found = rows.query(
      "SELECT id, bureau_id, name, stage, birth_year, term_from, term_until, notice_from, notice_until, "
      "suspended_until, certificate_number, notice_place, stage_reason, drafted_by, version FROM expert WHERE id = ?",
      {id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  domain::LibraryExpert expert;
  expert.id = cells.integer();
  expert.bureau_id = cells.integer();
  expert.name = cells.text();
  expert.stage = cells.text();
  expert.birth_year = cells.integer();
  expert.term_from = day(cells);
  expert.term_until = day(cells);
  expert.notice_from = day(cells);
  expert.notice_until = day(cells);
  expert.suspended_until = day(cells);
  expert.certificate_number = cells.text();
  expert.notice_place = cells.text();
  expert.reason = cells.text();
  expert.drafted_by = cells.integer();
  expert.version = cells.integer();
  return expert;
}

bool save_library_expert(Connection& rows, const domain::LibraryExpert& expert, Timestamp now) {
  return rows.execute(
             "UPDATE expert SET stage = ?, status = ?, term_from = ?, term_until = ?, notice_from = ?, notice_until = "
             "?, suspended_until = ?, certificate_number = ?, notice_place = ?, stage_reason = ?, drafted_by = ?, "
             "updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
             {expert.stage, std::string(domain::status_of_stage(expert.stage)), date_or_null(expert.term_from),
              date_or_null(expert.term_until), date_or_null(expert.notice_from), date_or_null(expert.notice_until),
              date_or_null(expert.suspended_until), expert.certificate_number, expert.notice_place, expert.reason,
              id_or_null(expert.drafted_by), now.utc(), expert.id, expert.version}) > 0;
}

void set_expert_drafter(Connection& rows, std::int64_t id, std::int64_t account_id) {
  rows.execute("UPDATE expert SET drafted_by = ? WHERE id = ?", {id_or_null(account_id), id});
}

void insert_expert_step(Connection& rows, const domain::LibraryExpert& after, const std::string& step,
                        const std::string& from_stage, std::int64_t account_id, const std::string& name,
                        const std::string& facts, Timestamp now) {
  rows.execute(
      "INSERT INTO expert_step (bureau_id, expert_id, step, from_stage, to_stage, at, by_account, by_name, reason, "
      "facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {after.bureau_id, after.id, step, from_stage, after.stage, now.utc(), id_or_null(account_id), name, after.reason,
       facts});
}

int open_objections(Connection& rows, std::int64_t expert_id) {
  return static_cast<int>(integer_or(
      rows.query("SELECT COUNT(*) FROM expert_remark WHERE expert_id = ? AND kind = 'objection' AND state <> "
                 "'unfounded'",
                 {expert_id})[0][0]));
}

std::vector<ExpertEnd> expert_ends(Connection& rows, Date from, Date until) {
  std::vector<ExpertEnd> all;
  for (const Row& row : rows.query(
           "SELECT id, 0, '', term_until AS ends_on FROM expert WHERE stage = 'appointed' AND term_until >= ? AND "
           "term_until <= ? UNION ALL SELECT e.id, q.id, q.name, q.expires_on FROM expert_qualification q JOIN expert "
           "e "
           "ON e.id = q.expert_id WHERE q.state = 'held' AND e.stage IN ('appointed', 'suspended') AND q.expires_on >= "
           "? AND q.expires_on <= ? ORDER BY 4, 1, 2",
           {from.text(), until.text(), from.text(), until.text()})) {
    RowReader cells(row);
    ExpertEnd one;
    one.expert_id = cells.integer();
    one.qualification_id = cells.integer();
    one.qualification = cells.text();
    one.ends_on = *day(cells);
    all.push_back(std::move(one));
  }
  return all;
}

std::optional<SealedSecrets> find_secrets(Connection& rows, std::int64_t expert_id) {
  const auto found = rows.query(
      "SELECT identity_sealed, identity_shown, identity_print, bank_name, bank_account_sealed, bank_account_shown FROM "
      "expert WHERE id = ?",
      {expert_id});
  if (found.empty()) return std::nullopt;
  RowReader cells(found.front());
  SealedSecrets secrets;
  secrets.identity = cells.text();
  secrets.identity_shown = cells.text();
  secrets.identity_print = cells.text();
  secrets.bank_name = cells.text();
  secrets.account = cells.text();
  secrets.account_shown = cells.text();
  return secrets;
}

void save_secrets(Connection& rows, std::int64_t expert_id, const SealedSecrets& secrets, Timestamp now) {
  rows.execute(
      "UPDATE expert SET identity_sealed = ?, identity_shown = ?, identity_print = ?, bank_name = ?, "
      "bank_account_sealed = ?, bank_account_shown = ?, updated_at = ?, version = version + 1 WHERE id = ?",
      {secrets.identity, secrets.identity_shown, text_or_null(secrets.identity_print), secrets.bank_name,
       secrets.account, secrets.account_shown, now.utc(), expert_id});
}

std::pair<std::int64_t, std::string> expert_with_print(Connection& rows, std::int64_t bureau_id,
                                                       const std::string& print, std::int64_t but_not) {
  const auto found = rows.query("SELECT id, name FROM expert WHERE bureau_id = ? AND identity_print = ? AND id <> ?",
                                {bureau_id, print, but_not});
  if (found.empty()) return {};
  return {integer_or(found[0][0]), text_or_empty(found[0][1])};
}

std::vector<ExpertLoad> load_of_expert(Connection& rows, std::int64_t expert_id, int most) {
  std::vector<ExpertLoad> all;
  for (const Row& row : rows.query(
           "SELECT p.id, p.name, e.name, p.deadline_on, p.state, m.recused, (SELECT COUNT(*) FROM score_sheet s WHERE "
           "s.member_id = m.id), (SELECT COUNT(*) FROM score_sheet s WHERE s.member_id = m.id AND s.state IN "
           "('submitted', 'locked')) FROM panel_member m INNER JOIN panel p ON p.id = m.panel_id INNER JOIN engagement "
           "e ON e.id = p.engagement_id WHERE m.expert_id = ? ORDER BY p.id DESC LIMIT " +
               std::to_string(most),
           {expert_id})) {
    RowReader cells(row);
    ExpertLoad one;
    one.panel_id = cells.integer();
    one.name = cells.text();
    one.engagement = cells.text();
    one.deadline_on = cells.text();
    one.state = cells.text();
    one.recused = cells.flag();
    one.sheets = cells.integer();
    one.handed_in = cells.integer();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zhiheng::store

// Rows of notices, of what people wish of them, and of who could be told.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/access.h"
#include "store/sql.h"

namespace zhiheng::store {

struct NoticeRow {
  std::int64_t id = 0, account_id = 0;
  std::string kind, subject;
  std::int64_t subject_id = 0;
  std::string params;  // JSON object of texts
  std::string due_on;  // "" when nothing is due
  std::string dedupe_key, way;
  std::string created_at, read_at, mailed_at;
};

// Active accounts of the agency, of the experts, or of the bureau and those above it.
std::vector<std::int64_t> accounts_of_agency(Connection& rows, std::int64_t agency_id);
std::vector<std::int64_t> accounts_of_experts(Connection& rows, const std::vector<std::int64_t>& expert_ids);
std::vector<std::int64_t> accounts_of_bureau(Connection& rows, std::int64_t bureau_id);

std::int64_t insert_notice(Connection& rows, const NoticeRow& notice);
bool is_told(Connection& rows, const std::string& dedupe_key);
// Earlier reminders of a row whose date has changed are done with.
void read_reminders(Connection& rows, const std::string& subject, std::int64_t subject_id, Timestamp now);

struct NoticeQuery {
  std::string kind;  // "" all
  bool unread_only = false;
  int after_unread = 1;       // the place behind which the page begins: unread first, then by id downwards
  std::int64_t after_id = 0;  // 0: from the beginning
  int limit = 50;
};
std::vector<NoticeRow> list_notices(Connection& rows, std::int64_t account_id, const NoticeQuery& query);
std::int64_t count_notices(Connection& rows, std::int64_t account_id, const NoticeQuery& query);
std::int64_t count_unread(Connection& rows, std::int64_t account_id);
std::optional<NoticeRow> find_notice(Connection& rows, std::int64_t account_id, std::int64_t id);
// Answers how many.
std::int64_t mark_read(Connection& rows, std::int64_t account_id, std::int64_t id, Timestamp now);
std::int64_t mark_all_read(Connection& rows, std::int64_t account_id, const std::string& kind, Timestamp now);

// Of these rows the ones in the scope, with the words by which people know them.
std::map<std::int64_t, std::string> visible_titles(Connection& rows, const std::string& stem,
                                                   const std::vector<std::int64_t>& ids, const domain::Scope& scope);

// Whose deadline falls into these days while the work is not in: the panel's (`expert_id`), or the plan's or report's
// of an engagement (`kind`, `expert_id` 0).
struct Deadline {
  std::string subject;
  std::int64_t subject_id = 0;
  std::string kind;
  std::int64_t expert_id = 0;
  std::string due_on;
};
std::vector<Deadline> open_deadlines(Connection& rows, Date from, Date until);
// Seats whose invitation is to be answered in these days and is not.
std::vector<Deadline> open_invitations(Connection& rows, Date from, Date until);

// What somebody wishes. Without a row: no address, digest at eight.
struct AddressRow {
  std::int64_t account_id = 0, version = 0;
  std::string address;         // confirmed, or ""
  std::string wanted_address;  // waits for its code, or ""
  std::string code_digest, code_made_at;
  std::int64_t code_tries = 0;
  int digest_hour = 8;
  std::string digested_on;
};
AddressRow find_address(Connection& rows, std::int64_t account_id);
bool save_address(Connection& rows, const AddressRow& address, Timestamp now);  // false: stale
void set_digested_on(Connection& rows, std::int64_t account_id, Date day);
std::map<std::string, std::string> ways_of(Connection& rows, std::int64_t account_id);
void replace_ways(Connection& rows, std::int64_t account_id, const std::map<std::string, std::string>& ways);

}  // namespace zhiheng::store

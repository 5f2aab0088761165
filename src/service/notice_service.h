// The inbox: who is told of what, in the transaction of the event itself, so that an act that is rolled back told
// nobody. Whether somebody may be told is asked of domain::may, as for any other sight of the row.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"
#include "service/job_service.h"
#include "store/notice_store.h"

namespace zhiheng::service {

// What happened. `event` tells one happening of a kind from another about the same row ("v3", "2026-11-02"): the same
// one is told nobody twice. `params` fill the sentence notice.text.<kind>.
struct NoticeEvent {
  std::string kind;
  Subject subject;
  std::string event;
  std::optional<Date> due_on = {};
  Params params = {};
};

// Each inside the event's writing transaction; whoever acts is not told of his own act.
void tell_experts(Tx& tx, const NoticeEvent& event, const std::vector<std::int64_t>& expert_ids);
void tell_agency(Tx& tx, const NoticeEvent& event);                        // of the row
void tell_bureau(Tx& tx, const NoticeEvent& event, domain::Action whose);  // who may do `whose` with the row
// A panel's or a deliverable's date moved: earlier reminders are done with, and those are told who still have to work.
void tell_moved_deadline(Tx& tx, const NoticeEvent& event, const std::vector<std::int64_t>& expert_ids);

// A notice as its reader may see it now. A row out of his sight has no title, no params and no place.
struct ShownNotice {
  store::NoticeRow row;
  bool visible = false;
  std::string text;
};
// Titles are looked up once per kind of row.
std::vector<ShownNotice> show_notices(store::Connection& rows, const domain::Actor& reader,
                                      std::vector<store::NoticeRow> notices, Language language);

struct InboxQuery {
  std::string kind;
  bool unread_only = false;
  std::string cursor;
  int limit = 50;
};

class NoticeService {
 public:
  explicit NoticeService(Gate& gate) : gate_(gate) {}

  // {"items":[{"id","kind","kind_label","text","due_on","created_at","read_at","reference":{"stem","id"}|null}],
  //  "next","total","unread"}; refuses list.bad_cursor, notice.kind_unknown.
  Result<Json> list(const domain::Actor& actor, const InboxQuery& query, Language language);
  Result<std::int64_t> unread(const domain::Actor& actor);
  // Answers the notice; absent when it is not the actor's own.
  Result<Json> mark_read(const domain::Actor& actor, std::int64_t id, Language language);
  Result<Json> mark_all_read(const domain::Actor& actor, const std::string& kind);  // {"read":n}

  // {"address":text|null,"wanted_address":text|null,"digest_hour","ways":{kind:way},"mail_available","version"}.
  Result<Json> wishes(const domain::Actor& actor);
  // Of the same members; one that is left out stays. A new address gets a mail with a code and is used once that was
  // given. Refuses notice.address_malformed, notice.code_too_soon, notice.hour_malformed, notice.kind_unknown,
  // notice.way_unknown, version.stale - all that apply at once.
  Result<Json> change_wishes(const domain::Actor& actor, std::int64_t version, const Json& body);
  // Refuses notice.no_address_waits, notice.code_wrong, notice.code_expired.
  Result<Json> confirm_address(const domain::Actor& actor, const std::string& code);

  // The job "reminders": what is due within so many working days, and what went past its day in the last two months.
  // Counts: reminders.
  static Result<JobCounts> remind(Gate& gate, Timestamp now, int working_days, const Calendar& calendar);

 private:
  Gate& gate_;
};

// From an account of the store to the actor whom the gate would see.
std::optional<domain::Actor> reader_of(store::Connection& rows, std::int64_t account_id);

}  // namespace zhiheng::service

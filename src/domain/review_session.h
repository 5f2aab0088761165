// Sessions of review (分组、分时段会审): a day, a place and an agenda of panels, in groups that sit side by side.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "domain/shape.h"

namespace zhiheng::domain {

// One item of an agenda: a panel from when until when, in which group.
struct ReviewItem {
  std::int64_t id = 0;
  int position = 1;
  std::int64_t panel_id = 0;
  std::string panel_name;
  std::string engagement_code;
  std::string starts;  // "09:00"
  std::string ends;
  std::string group;                  // items of one group follow each other, groups sit at the same time
  std::vector<std::int64_t> experts;  // who are to be there
};

struct ReviewSession {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::string name;
  Date held_on;
  std::string starts;
  std::string ends;
  std::string place;
  std::string remark;
  std::string state = "planned";  // planned | cancelled
  std::int64_t version = 1;
  std::vector<ReviewItem> items;
};

const Shape& review_session_shape();

// "09:00" or "9:00" as "09:00"; empty when it is no time of a day.
std::string time_of_day(std::string_view text);

// Refuses, all together: session.time_malformed, session.ends_before_start, session.no_items, and per item
// session.time_malformed, session.ends_before_start, session.item_outside (of the session's hours),
// session.panel_twice, session.group_overlaps (two items of one group at the same time). Times are put in their
// two-digit form.
Outcome check_session(ReviewSession& session);

// Somebody who would be in two places at once, or a panel that would be.
struct SessionConflict {
  std::string rule;  // session.expert_twice | session.panel_elsewhere
  std::int64_t expert_id = 0;
  std::int64_t panel_id = 0;
  std::string from, until;         // the time that both take
  std::string here, there;         // the panels' names
  std::int64_t other_session = 0;  // the session's own id where both items are of it
};
// Of this session within itself and with other planned sessions of the same day.
std::vector<SessionConflict> conflicts_of(const ReviewSession& session, const std::vector<ReviewSession>& others);

}  // namespace zhiheng::domain

#include "domain/review_session.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "domain/field_maker.h"

namespace zhiheng::domain {

namespace {

bool overlap(const ReviewItem& a, const ReviewItem& b) {
  return a.starts < b.ends && b.starts < a.ends;
}

// Both times of a row, in order; what is wrong is said at the row.
void check_times(std::string& starts, std::string& ends, const std::string& where, Problems& problems) {
  bool readable = true;
  for (auto* time : {&starts, &ends}) {
    const std::string read = time_of_day(*time);
    if (read.empty()) {
      problems.push_back(
          refusal("session.time_malformed", where + (time == &starts ? "/starts" : "/ends"), {{"time", *time}}));
      readable = false;
    }
    if (!read.empty()) *time = read;
  }
  if (readable && starts >= ends) problems.push_back(refusal("session.ends_before_start", where + "/ends"));
}

void compare(const ReviewItem& item, const ReviewItem& other, std::int64_t other_session,
             std::vector<SessionConflict>& found) {
  if (!overlap(item, other)) return;
  SessionConflict conflict;
  conflict.from = std::max(item.starts, other.starts);
  conflict.until = std::min(item.ends, other.ends);
  conflict.here = item.panel_name;
  conflict.there = other.panel_name;
  conflict.other_session = other_session;
  conflict.panel_id = item.panel_id;
  if (item.panel_id == other.panel_id) {
    conflict.rule = "session.panel_elsewhere";
    found.push_back(conflict);
    return;
  }
  for (const std::int64_t expert : item.experts) {
    if (std::find(other.experts.begin(), other.experts.end(), expert) == other.experts.end()) continue;
    conflict.rule = "session.expert_twice";
    conflict.expert_id = expert;
    found.push_back(conflict);
  }
}

}  // namespace

const Shape& review_session_shape() {
  static const Shape shape{
      "review_session",
      "review-sessions",
      "review_session",
      "",
      {reference_field("bureau", "bureau").read_only().filterable(),
       text_field("name", 100).required().searchable().sortable(), date_field("held_on").required().sortable(),
       text_field("starts", 5).required(), text_field("ends", 5).required(),
       text_field("place", 200).required().searchable(), text_field("remark", 500),
       choice_field("state", "review_session_state").read_only().filterable().sortable()},
      true,
      true,
      "name"};
  return shape;
}

std::string time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') return -1;
      value = value * 10 + (digit - '0');
    }
    return value;
  };
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3) return {};
  const int hour = number(text.substr(0, colon));
  const int minute = number(text.substr(colon + 1));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return {};
  return (colon == 1 ? "0" : "") + std::string(text);
}

Outcome check_session(ReviewSession& session) {
  Problems problems;
  check_times(session.starts, session.ends, "", problems);
  const bool hours = problems.empty();
  if (session.items.empty()) problems.push_back(refusal("session.no_items", "/items"));
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < session.items.size(); ++i) {
    ReviewItem& item = session.items[i];
    const std::string where = pointer_to("/items", i);
    const std::size_t before = problems.size();
    check_times(item.starts, item.ends, where, problems);
    const bool readable = problems.size() == before;
    if (hours && readable && (item.starts < session.starts || item.ends > session.ends)) {
      problems.push_back(
          refusal("session.item_outside", where + "/starts", {{"starts", session.starts}, {"ends", session.ends}}));
    }
    if (!seen.insert(item.panel_id).second) problems.push_back(refusal("session.panel_twice", where + "/panel"));
    for (std::size_t k = 0; k < i && readable; ++k) {
      const ReviewItem& earlier = session.items[k];
      if (earlier.group == item.group && overlap(earlier, item)) {
        problems.push_back(refusal("session.group_overlaps", where + "/starts",
                                   {{"group", item.group}, {"starts", item.starts}, {"ends", earlier.ends}}));
        break;
      }
    }
  }
  if (!problems.empty()) return problems;
  return Done{};
}

std::vector<SessionConflict> conflicts_of(const ReviewSession& session, const std::vector<ReviewSession>& others) {
  std::vector<SessionConflict> found;
  for (std::size_t i = 0; i < session.items.size(); ++i) {
    for (std::size_t k = i + 1; k < session.items.size(); ++k) {
      compare(session.items[i], session.items[k], session.id, found);
    }
    for (const ReviewSession& other : others) {
      if (other.id == session.id || other.held_on != session.held_on || other.state != "planned") continue;
      for (const ReviewItem& item : other.items) compare(session.items[i], item, other.id, found);
    }
  }
  return found;
}

}  // namespace zhiheng::domain

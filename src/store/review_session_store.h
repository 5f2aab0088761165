// Sessions of review with their agenda, as rows.
#pragma once

#include <optional>
#include <vector>

#include "domain/review_session.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::ReviewSession> find_review_session(Connection& rows, std::int64_t id);
// Planned ones of a day, of all bureaus: an expert can be in one place only, whoever invited him.
std::vector<domain::ReviewSession> sessions_on(Connection& rows, Date day);
std::int64_t insert_review_session(Connection& rows, const domain::ReviewSession& session, Timestamp now);
// Saves the session and its whole agenda. False when the version is not the stored one any more.
bool save_review_session(Connection& rows, const domain::ReviewSession& session, Timestamp now);

// Panels by id, with name, engagement and experts who are to come: what an agenda is made of.
struct AgendaPanel {
  std::int64_t id = 0, bureau_id = 0;
  std::string name, engagement_code, state;
  std::vector<std::int64_t> experts;
};
std::vector<AgendaPanel> agenda_panels(Connection& rows, const std::vector<std::int64_t>& ids);
// Open panels of these bureaus (all where the list is empty and `everything`), for the form.
std::vector<AgendaPanel> panels_to_plan(Connection& rows, const std::vector<std::int64_t>& bureaus, bool everything);

struct SessionExpert {
  std::int64_t id = 0;
  std::string name;
};
std::vector<SessionExpert> session_experts(Connection& rows, const std::vector<std::int64_t>& ids);

}  // namespace zhiheng::store

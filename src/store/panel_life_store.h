// What a panel leaves behind while it lives: scores before a discussion, lowered quorums and its minutes, as rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/score_sheet.h"
#include "store/sql.h"

namespace zhiheng::store {

// Copies of the sheets that were handed in, taken when the discussion opens; a sheet that has one keeps it.
void keep_first_scores(Connection& rows, std::int64_t panel_id, Timestamp now);
std::vector<domain::FirstScore> first_scores(Connection& rows, std::int64_t panel_id);  // with items, by sheet

struct QuorumChange {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, panel_id = 0;
  int before = 0;
  int quorum = 0;
  std::string reason;
  std::int64_t decided_by = 0;
  std::string decided_label;
  std::string created_at;
};
std::vector<QuorumChange> quorum_changes(Connection& rows, std::int64_t panel_id);
void insert_quorum_change(Connection& rows, const QuorumChange& change, Timestamp now);

struct Minutes {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, panel_id = 0;
  int revision = 0;
  std::string discussion, decisions, attendance;
  std::string written_by, signed_by, signed_at, created_at;
};
std::vector<Minutes> minutes_of(Connection& rows, std::int64_t panel_id);  // by revision
void insert_minutes(Connection& rows, const Minutes& minutes, Timestamp now);
void sign_minutes(Connection& rows, std::int64_t id, const std::string& by, Timestamp now);

// Where and when a panel sits, planned sessions only.
struct PanelSession {
  std::int64_t id = 0;
  std::string name, held_on, starts, ends, place, group;
};
std::vector<PanelSession> sessions_of_panel(Connection& rows, std::int64_t panel_id);

}  // namespace zhiheng::store

// Declarations of experts and flags on panels, as rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/declaration.h"
#include "domain/recusal.h"
#include "store/sql.h"

namespace zhiheng::store {

struct PanelDuty {
  std::int64_t engagement_id = 0, bureau_id = 0, agency_id = 0, policy_id = 0, version = 0;
  std::string state, name;
  bool declarations_required = false;
};
std::optional<PanelDuty> find_panel_duty(Connection& rows, std::int64_t panel_id);
void require_declarations(Connection& rows, std::int64_t panel_id);  // the panel's version stays

// The panel of the engagement; 0 when it has none.
std::int64_t panel_id_of(Connection& rows, std::int64_t engagement_id);

struct DeclarationRow {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, panel_id = 0, expert_id = 0;
  std::string list, list_digest;
  std::string answer;  // none, related
  std::string detail;  // what was declared, as it came in
  std::string declared_at;
};
std::int64_t insert_declaration(Connection& rows, const DeclarationRow& row, Timestamp now);
std::optional<DeclarationRow> latest_declaration(Connection& rows, std::int64_t panel_id, std::int64_t expert_id);
std::vector<DeclarationRow> latest_declarations(Connection& rows, std::int64_t panel_id);  // one per expert

// All agencies that could have a contract: the active ones of the directory, and whoever has one of the bureau in the
// year or bid for one; with their heads.
std::vector<domain::ListedParty> agencies_of_year(Connection& rows, std::int64_t bureau_id, std::int64_t fiscal_year);
std::vector<domain::ListedParty> agencies_listed(Connection& rows, const std::vector<std::int64_t>& ids);
std::vector<domain::ListedParty> units_listed(Connection& rows, const std::vector<std::int64_t>& ids);

struct Seat {
  std::int64_t panel_id = 0, engagement_id = 0, bureau_id = 0, agency_id = 0, expert_id = 0;
};
// Who sits in which panel: of this panel; of these experts (open panels, and those closed since); or the next so many
// panels after an id, for who goes through all of them.
std::vector<Seat> seats_of_panel(Connection& rows, std::int64_t panel_id);
std::vector<Seat> seats_of_experts(Connection& rows, const std::vector<std::int64_t>& expert_ids, Timestamp since);
std::vector<Seat> seats_of_engagements(Connection& rows, const std::vector<std::int64_t>& engagement_ids);
std::vector<Seat> seats_after(Connection& rows, std::int64_t panel_id, int panels, Timestamp since);
// Every expert that sits in a panel of the bureau or of one above or below it.
std::vector<std::int64_t> seated_experts(Connection& rows, Timestamp since);

struct FlagRow {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, panel_id = 0, expert_id = 0;
  domain::RecusalPath path;
  std::string digest;
  std::string found_by = "job";  // declaration, change
  std::string state = "open";
  std::string reason;
  std::string found_at, handled_at;
  std::int64_t handled_by = 0;
  std::int64_t version = 1;
  std::string expert_name, panel_name, panel_state;
};
// The digests of what was found already, by panel and expert.
std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::string>> known_flags(
    Connection& rows, const std::vector<std::int64_t>& panel_ids);
std::int64_t insert_flag(Connection& rows, const FlagRow& row, Timestamp now);
std::optional<FlagRow> find_flag(Connection& rows, std::int64_t id);
std::vector<FlagRow> flags_of_panel(Connection& rows, std::int64_t panel_id);
bool save_flag(Connection& rows, const FlagRow& row, Timestamp now);

}  // namespace zhiheng::store

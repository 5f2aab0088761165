// Draws with their list, parties and events as rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/draw_document.h"
#include "domain/draw_life.h"
#include "store/sql.h"

namespace zhiheng::store {

std::optional<domain::Draw> find_draw(Connection& rows, std::int64_t id);  // with its documents
std::optional<domain::Draw> draw_of_panel(Connection& rows, std::int64_t panel_id);
std::vector<domain::Draw> draws_of_engagement(Connection& rows, std::int64_t engagement_id);  // in their order
std::int64_t insert_draw(Connection& rows, const domain::Draw& draw, Timestamp now);
// Everything that a draw may change in. False when the version is not the stored one any more.
bool save_draw(Connection& rows, const domain::Draw& draw, Timestamp now);

// An expert who might come onto a list.
struct DrawableExpert {
  std::int64_t id = 0;
  std::string bureau_code, code, name, category, employer, status;
  std::string employer_key;  // the same for all of one employer; "" when none is known
  int open_panels = 0;
};
// Appointed and active experts of the bureau and those below it, within their term; by id.
std::vector<DrawableExpert> drawable_experts(Connection& rows, std::int64_t bureau_id, Date today);

struct DrawListEntry {
  int number = 0;
  std::int64_t expert_id = 0;
  std::string identity, salt, commitment, category, employer;
  int open_panels = 0;
  std::string name, code, status;  // of today
};
struct DrawExclusion {
  std::int64_t expert_id = 0;
  std::string rule, path;
  std::string name, code;  // of today
};
void replace_draw_list(Connection& rows, const domain::Draw& draw, const std::vector<DrawListEntry>& people,
                       const std::vector<DrawExclusion>& excluded, const std::vector<std::string>& parties);
std::vector<DrawListEntry> draw_people(Connection& rows, std::int64_t draw_id);       // by number
std::vector<DrawExclusion> draw_exclusions(Connection& rows, std::int64_t draw_id);   // by code
std::vector<domain::DrawParty> draw_parties(Connection& rows, std::int64_t draw_id);  // in the order of the key
void save_draw_party(Connection& rows, const domain::DrawParty& party);
std::vector<domain::DrawEvent> draw_events(Connection& rows, std::int64_t draw_id);  // in their order
void insert_draw_event(Connection& rows, const domain::Draw& draw, const domain::DrawEvent& event, Timestamp now);

// Names of the engagement's surroundings as the published list tells them.
struct DrawSurroundings {
  std::string bureau, contract, engagement_code, engagement, agency, policy;
};
DrawSurroundings draw_surroundings(Connection& rows, std::int64_t engagement_id);

}  // namespace zhiheng::store

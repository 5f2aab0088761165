// What the acts on a draw share inside a transaction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/draw_document.h"
#include "domain/draw_life.h"
#include "domain/policy.h"
#include "service/gate.h"
#include "store/draw_store.h"

namespace zhiheng::service {

// What a prepared draw remembers of its body: {"name","components","parties","groups","apart"} of ids.
struct DrawSettings {
  std::string name;
  std::vector<std::string> components, parties;
  std::vector<domain::DrawGroup> groups;
  std::vector<std::pair<std::int64_t, std::int64_t>> apart;
};
Json settings_json(const DrawSettings& settings);
DrawSettings settings_of(const domain::Draw& draw);

// Who is on a list and who is not, today.
struct DrawEligible {
  std::vector<store::DrawListEntry> people;  // in the order of their commitments, which tells nothing about them
  std::vector<store::DrawExclusion> excluded;
};
// Salts that are the same on every machine while it stands on this thread's stack: for the demonstration, whose story
// is told in tests and handbooks. Everywhere else salts are random.
class RepeatedSalts {
 public:
  RepeatedSalts();
  ~RepeatedSalts();
  RepeatedSalts(const RepeatedSalts&) = delete;
};
DrawEligible eligible_people(Tx& tx, const domain::Draw& draw, const domain::Policy& policy);
// Whether the same people would come onto the list now.
bool list_is_current(Tx& tx, const domain::Draw& draw, const domain::Policy& policy);

// The list as it is published, from the rows of the draw. Refuses what check_quotas() refuses.
Result<Json> list_document(Tx& tx, const domain::Draw& draw, const domain::Policy& policy);

// The draw with its rows, the list and the outcome read; only once the values are known.
struct DrawInForce {
  domain::Draw draw;
  domain::DrawList list;
  domain::DrawOutcome outcome;
  std::vector<store::DrawListEntry> people;
  std::vector<domain::DrawEvent> events;

  int number_of(std::int64_t expert_id) const;  // 0: not on the list
};
DrawInForce draw_in_force(Tx& tx, domain::Draw draw);
// {"list","contributions" or "public_number","events"} of the evidence.
Json draw_case(Tx& tx, const domain::Draw& draw);
void add_event(Tx& tx, const domain::Draw& draw, const domain::DrawEvent& event);

Json draw_json(Tx& tx, std::int64_t draw_id);
Result<domain::Draw> fresh_draw(Tx& tx, std::int64_t draw_id, std::int64_t version);  // refuses record.stale
Outcome save_draw(Tx& tx, const domain::Draw& draw, const std::string& act, const std::string& state_before,
                  Json facts = Json::object());

}  // namespace zhiheng::service

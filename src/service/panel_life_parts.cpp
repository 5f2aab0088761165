#include "service/panel_life_parts.h"

#include <algorithm>

#include "base/calendar.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "store/contract_facts.h"
#include "store/panel_life_store.h"
#include "store/panel_store.h"

namespace zhiheng::service {

void invite(Tx& tx, const LoadedPanel& loaded, domain::PanelMember& member) {
  const int days = loaded.policy.rules->panel.answer_days;
  member.invitation = "invited";
  member.invited_at = tx.now().utc();
  member.answer_on = Calendar::shipped().add_working_days(tx.today(), days).value;
  store::save_member(tx.rows(), member, tx.now());
  tell_experts(tx, {"invited", {"panel", loaded.panel.id}, "", member.answer_on, {}}, {member.expert_id});
}

std::int64_t panel_of_member(Tx& tx, std::int64_t member_id) {
  const auto found = tx.rows().query("SELECT panel_id FROM panel_member WHERE id = ?", {member_id});
  return found.empty() ? 0 : integer_or(found[0][0]);
}

bool in_reach(Tx& tx, std::int64_t expert_id) {
  const domain::Scope reach = domain::scope(tx.actor(), domain::Action::run_panel);
  const auto experts = store::expert_facts(tx.rows(), {expert_id});
  return !experts.empty() && (reach.everything || reach.has_bureau(experts.front().bureau_id));
}

namespace {

bool is_being_revised(const domain::ScoreSheet& sheet, const domain::FirstScore& first) {
  return sheet.id == first.sheet_id && sheet.state == "draft";
}

}  // namespace

std::vector<domain::ScoreSheet> with_first_scores(Tx& tx, const LoadedPanel& loaded) {
  std::vector<domain::ScoreSheet> sheets = loaded.sheets;
  if (loaded.panel.discussion.empty()) return sheets;
  for (const domain::FirstScore& first : store::first_scores(tx.rows(), loaded.panel.id)) {
    for (domain::ScoreSheet& sheet : sheets) {
      if (is_being_revised(sheet, first)) sheet.state = "submitted";
    }
  }
  return sheets;
}

void settle_revisions(Tx& tx, LoadedPanel& loaded) {
  if (loaded.panel.discussion.empty()) return;
  for (const domain::FirstScore& first : store::first_scores(tx.rows(), loaded.panel.id)) {
    for (domain::ScoreSheet& sheet : loaded.sheets) {
      if (!is_being_revised(sheet, first)) continue;
      sheet.state = "submitted";
      sheet.total = first.total;
      sheet.comment = first.comment;
      sheet.submitted_at = first.submitted_at;
      sheet.items = first.items;
      ensure(store::save_sheet(tx.rows(), sheet, tx.now()), "a sheet of an open panel is changed by one at a time");
      store::replace_items(tx.rows(), sheet);
      sheet.version += 1;
      tx.audit("restore", {"score_sheet", sheet.id}, sheet.bureau_id,
               state_change("draft", "submitted", sheet.version));
    }
  }
}

}  // namespace zhiheng::service

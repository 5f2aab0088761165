#include "service/draw_line.h"

#include <algorithm>

#include "service/draw_parts.h"
#include "service/recusal_check.h"
#include "store/contract_facts.h"

namespace zhiheng::service {

namespace {

std::string name_of(CallPurpose purpose) {
  switch (purpose) {
    case CallPurpose::substitute: return "substitute";
    case CallPurpose::extra: return "extra";
    case CallPurpose::objection: return "objection";
  }
  throw Defect("every purpose of a call has a name");
}

// Why he cannot be called today although the order says so: the rule's name; "" when he can.
std::string cannot_come(Tx& tx, const domain::Draw& draw, std::int64_t expert_id) {
  const auto experts = store::expert_facts(tx.rows(), {expert_id});
  if (experts.empty() || experts.front().status != "active") return "draw.not_active_any_more";
  // Whom the clerk appointed in the meantime, or who sat and left.
  const auto sits =
      tx.rows().query("SELECT 1 FROM panel_member WHERE panel_id = ? AND expert_id = ?", {draw.panel_id, expert_id});
  if (!sits.empty()) return "draw.already_member";
  const auto recusals = recusals_for(tx, draw.engagement_id, {expert_id});
  const auto found = recusals.find(expert_id);
  if (found == recusals.end()) return {};
  for (const domain::RecusalPath& path : found->second) {
    if (path.excludes) return path.rule;
  }
  return {};
}

std::string group_for(const DrawInForce& force, std::int64_t leaving_expert_id, Tx& tx) {
  if (leaving_expert_id != 0 && force.draw.panel_id != 0) {
    const auto found = tx.rows().query("SELECT rater_group FROM panel_member WHERE panel_id = ? AND expert_id = ?",
                                       {force.draw.panel_id, leaving_expert_id});
    if (!found.empty()) return text_or_empty(found[0][0]);
  }
  const int leaving = force.number_of(leaving_expert_id);
  const auto& members = force.outcome.seats.members;
  const auto seat = std::find(members.begin(), members.end(), leaving);
  return domain::group_of_seat(force.list,
                               seat == members.end() ? 0 : static_cast<std::size_t>(seat - members.begin()));
}

// The way along the order to whom the next call reaches, and what it passes on the way.
struct WayToNext {
  std::optional<NextInLine> next;
  std::vector<domain::DrawEvent> passed_over;
  std::vector<domain::DrawPlace> skipped;
};

WayToNext way_to_next(Tx& tx, DrawInForce& force, CallPurpose purpose, std::int64_t leaving_expert_id) {
  const int leaving = force.number_of(leaving_expert_id);
  WayToNext way;
  for (;;) {
    const auto next = domain::next_in_order(force.list, force.outcome, force.events, name_of(purpose), leaving);
    if (!next) return way;
    const auto& entry = force.people[static_cast<std::size_t>(next->number) - 1];
    const std::string hindrance = cannot_come(tx, force.draw, entry.expert_id);
    if (hindrance.empty()) {
      way.skipped = next->skipped;
      way.next =
          NextInLine{force.draw.id,     next->number,     entry.expert_id, group_for(force, leaving_expert_id, tx),
                     leaving_expert_id, next->quotas_kept};
      return way;
    }
    way.passed_over.push_back({"passed_over", next->number, "", 0, hindrance, tx.today().text()});
    force.events.push_back(way.passed_over.back());
  }
}

Problem no_draw(std::int64_t panel_id) {
  return refusal(Kind::conflict, "draw.none_for_panel", {}, {{"panel", std::to_string(panel_id)}});
}

}  // namespace

Result<NextInLine> next_in_line(Tx& tx, std::int64_t panel_id, CallPurpose purpose, std::int64_t leaving_expert_id) {
  auto draw = store::draw_of_panel(tx.rows(), panel_id);
  if (!draw) return no_draw(panel_id);
  DrawInForce force = draw_in_force(tx, std::move(*draw));
  WayToNext way = way_to_next(tx, force, purpose, leaving_expert_id);
  for (const domain::DrawEvent& event : way.passed_over) add_event(tx, force.draw, event);
  if (!way.next) return refusal(Kind::conflict, "draw.line_exhausted");
  return *way.next;
}

Result<LinePreview> preview_line(Tx& tx, std::int64_t panel_id, CallPurpose purpose, std::int64_t leaving_expert_id) {
  auto draw = store::draw_of_panel(tx.rows(), panel_id);
  if (!draw) return no_draw(panel_id);
  DrawInForce force = draw_in_force(tx, std::move(*draw));
  const WayToNext way = way_to_next(tx, force, purpose, leaving_expert_id);
  const auto person = [&](int number) { return force.people[static_cast<std::size_t>(number) - 1]; };
  LinePreview preview;
  preview.next = way.next;
  if (way.next) preview.name = person(way.next->position).name;
  for (const domain::DrawEvent& one : way.passed_over) {
    preview.not_called.push_back({one.number, person(one.number).name, one.reason});
  }
  // With nobody left who keeps the quotas, the first of those skipped is called after all.
  for (const domain::DrawPlace& one : way.skipped) {
    if (one.number != way.next->position)
      preview.not_called.push_back({one.number, person(one.number).name, one.quota});
  }
  return preview;
}

void record_call(Tx& tx, const NextInLine& next, CallPurpose purpose, std::string_view reason) {
  const auto draw = store::find_draw(tx.rows(), next.draw_id);
  ensure(draw.has_value(), "who is next in line is so in a draw");
  int leaving = 0;
  for (const store::DrawListEntry& one : store::draw_people(tx.rows(), next.draw_id)) {
    if (one.expert_id == next.leaving_expert_id) leaving = one.number;
  }
  add_event(tx, *draw, {"call", next.position, name_of(purpose), leaving, std::string(reason), tx.today().text()});
}

void record_refusal(Tx& tx, std::int64_t panel_id, std::int64_t expert_id, std::string_view reason) {
  const auto draw = store::draw_of_panel(tx.rows(), panel_id);
  if (!draw) return;  // a panel that the clerk appointed has no record of a draw
  for (const store::DrawListEntry& one : store::draw_people(tx.rows(), draw->id)) {
    if (one.expert_id != expert_id) continue;
    add_event(tx, *draw, {"refusal", one.number, "", 0, std::string(reason), tx.today().text()});
    return;
  }
}

}  // namespace zhiheng::service

#include <algorithm>

#include "service/blind_service.h"
#include "service/command_body.h"
#include "service/heart_json.h"
#include "service/panel_life_parts.h"
#include "service/panel_record.h"
#include "store/panel_life_store.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json revision_json(const store::Minutes& one) {
  Json json = Json::object().set("revision", one.revision).set("discussion", one.discussion);
  json.set("decisions", one.decisions).set("attendance", one.attendance).set("written_by", one.written_by);
  json.set("written_at", moment_json(one.created_at)).set("signed_by", one.signed_by);
  return json.set("signed_at", moment_json(one.signed_at));
}

Json all_json(const std::vector<store::Minutes>& all) {
  Json items = Json::array();
  for (const store::Minutes& one : all) items.push(revision_json(one));
  const bool locked = !all.empty() && !all.back().signed_at.empty();
  return Json::object().set("items", std::move(items)).set("locked", locked);
}

Outcome may_go_on(const std::vector<store::Minutes>& all, std::int64_t seen) {
  const int last = all.empty() ? 0 : all.back().revision;
  if (last != seen) return refusal(Kind::stale, "minutes.stale", "/revision", {{"revision", std::to_string(last)}});
  if (!all.empty() && !all.back().signed_at.empty()) return refusal(Kind::conflict, "minutes.signed");
  return Done{};
}

Result<Json> write_revision(Tx& tx, std::int64_t panel_id, const std::string& by, const Json& body) {
  static const std::vector<domain::Field> fields{
      domain::text_field("discussion", 8000), domain::text_field("decisions", 4000),
      domain::text_field("attendance", 2000), domain::integer_field("revision", 0, 1'000'000).required()};
  const auto form = read_command(fields, body);
  if (!form) return form.problems();
  const auto all = store::minutes_of(tx.rows(), panel_id);
  if (Outcome may = may_go_on(all, form->integer("revision")); !may) return may.problems();
  const auto panel = *store::find_panel(tx.rows(), panel_id);
  store::Minutes next;
  next.bureau_id = panel.bureau_id;
  next.agency_id = panel.agency_id;
  next.panel_id = panel_id;
  next.revision = static_cast<int>(form->integer("revision")) + 1;
  next.discussion = form->text("discussion");
  next.decisions = form->text("decisions");
  next.attendance = form->text("attendance");
  next.written_by = by;
  if (next.discussion.empty() && next.decisions.empty() && next.attendance.empty()) {
    return refusal("minutes.empty", "/discussion");
  }
  store::insert_minutes(tx.rows(), next, tx.now());
  Json detail = Json::object().set("before", Json::object()).set("version", panel.version);
  tx.audit("write_minutes", {"panel", panel_id}, panel.bureau_id,
           detail.set("after", Json::object().set("revision", next.revision)));
  return all_json(store::minutes_of(tx.rows(), panel_id));
}

// The panel and the seat's duty in it.
struct Seat {
  domain::Panel panel;
  domain::PanelMember member;
};
Seat seat_of(Tx& tx, std::int64_t member_id) {
  Seat seat;
  seat.panel = *store::find_panel(tx.rows(), panel_of_member(tx, member_id));
  seat.member = *seat.panel.member(member_id);
  return seat;
}

}  // namespace

Result<Json> write_minutes(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, const Json& body) {
  return gate.write(actor, Action::run_panel, {"panel", panel_id},
                    [&](Tx& tx) -> Result<Json> { return write_revision(tx, panel_id, actor.display_name, body); });
}

Result<Json> write_minutes_as_member(Gate& gate, const domain::Actor& actor, std::int64_t member_id, const Json& body) {
  return gate.write(actor, Action::answer_invitation, {"panel_member", member_id}, [&](Tx& tx) -> Result<Json> {
    const Seat seat = seat_of(tx, member_id);
    if (!seat.member.is_seated() || seat.member.duty == "member") {
      return refusal(Kind::forbidden, "minutes.not_rapporteur");
    }
    return write_revision(tx, seat.panel.id, seat.member.expert_name, body);
  });
}

Result<Json> sign_minutes(Gate& gate, const domain::Actor& actor, std::int64_t member_id, const Json& body) {
  return gate.write(actor, Action::answer_invitation, {"panel_member", member_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::integer_field("revision", 0, 1'000'000).required()}, body);
    if (!form) return form.problems();
    const Seat seat = seat_of(tx, member_id);
    if (!seat.member.is_seated() || seat.member.duty != "chair") return refusal(Kind::forbidden, "minutes.not_chair");
    const auto all = store::minutes_of(tx.rows(), seat.panel.id);
    if (all.empty()) return refusal(Kind::conflict, "minutes.none");
    if (Outcome may = may_go_on(all, form->integer("revision")); !may) return may.problems();
    store::sign_minutes(tx.rows(), all.back().id, seat.member.expert_name, tx.now());
    Json detail = Json::object().set("before", Json::object()).set("version", seat.panel.version);
    tx.audit("sign_minutes", {"panel", seat.panel.id}, seat.panel.bureau_id,
             detail.set("after", Json::object().set("revision", all.back().revision)));
    return all_json(store::minutes_of(tx.rows(), seat.panel.id));
  });
}

Result<Json> read_minutes(Gate& gate, const domain::Actor& actor, std::int64_t panel_id) {
  return gate.read(actor, Action::see_panels, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto panel = *store::find_panel(tx.rows(), panel_id);
    const domain::Veil veil = veil_over(tx, Action::see_panels, {"panel", panel_id}, panel.bureau_id, &panel);
    const domain::PanelMember* own = actor.expert_id == 0 ? nullptr : panel.member_of(actor.expert_id);
    const bool holds_duty = own && own->is_seated() && own->duty != "member";
    if (veil.experts && !holds_duty) return all_json({});
    Json answer = all_json(store::minutes_of(tx.rows(), panel_id));
    // Who wrote and who signed are other experts to an expert.
    for (Json& item : answer.find("items")->items()) {
      for (const char* name : {"written_by", "signed_by"}) {
        if (veil.experts && item.text_at(name) != own->expert_name) item.set(name, "");
      }
    }
    return answer;
  });
}

}  // namespace zhiheng::service

#include "service/panel_life_service.h"

#include <algorithm>
#include <utility>

#include "domain/panel_life.h"
#include "service/command_body.h"
#include "service/declaration_service.h"
#include "service/draw_line.h"
#include "service/heart_json.h"
#include "service/notice_panel.h"
#include "service/notice_service.h"
#include "service/panel_life_parts.h"
#include "service/panel_seat.h"
#include "service/recusal_service.h"
#include "store/panel_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json member_change(const LoadedPanel& loaded, const domain::PanelMember& member, Json before, Json after) {
  after.set("member", std::to_string(member.id)).set("expert", member.expert_name);
  return Json::object()
      .set("before", std::move(before))
      .set("after", std::move(after))
      .set("version", loaded.panel.version + 1);
}

void take_leave(Tx& tx, domain::PanelMember& member, const std::string& reason) {
  member.left_at = tx.now().utc();
  member.left_reason = reason;
  member.duty = "member";
}

}  // namespace

Result<Json> leave_panel(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                         const Json& body) {
  static const std::vector<domain::Field> fields{domain::reference_field("member", "panel_member").required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const Outcome allowed = domain::leave_panel(loaded->panel, form->integer("member"), form->text("reason"));
    if (!allowed) return allowed.problems();
    domain::PanelMember member = *loaded->panel.member(form->integer("member"));
    take_leave(tx, member, form->text("reason"));
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    store::save_member(tx.rows(), member, tx.now());
    tx.audit("leave", {"panel", panel_id}, loaded->panel.bureau_id,
             member_change(*loaded, member, Json::object(), Json::object().set("left_reason", member.left_reason)));
    settle_recusal_flags(tx, panel_id, member.expert_id, member.left_reason);
    return panel_json(tx, panel_id);
  });
}

Result<Json> give_panel_duty(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                             const Json& body) {
  static const std::vector<domain::Field> fields{domain::reference_field("member", "panel_member").required(),
                                                 domain::text_field("duty", 16).required()};
  return gate.write(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const std::string duty = form->text("duty");
    const Outcome allowed = domain::give_duty(loaded->panel, form->integer("member"), duty);
    if (!allowed) return allowed.problems();
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    domain::PanelMember chosen = *loaded->panel.member(form->integer("member"));
    for (domain::PanelMember other : loaded->panel.members) {
      if (duty == "member" || other.id == chosen.id || other.duty != duty) continue;
      other.duty = "member";
      store::save_member(tx.rows(), other, tx.now());
    }
    const std::string before = std::exchange(chosen.duty, duty);
    store::save_member(tx.rows(), chosen, tx.now());
    tx.audit(
        "give_duty", {"panel", panel_id}, loaded->panel.bureau_id,
        member_change(*loaded, chosen, Json::object().set("duty", before), Json::object().set("duty", chosen.duty)));
    return panel_json(tx, panel_id);
  });
}

Result<Json> send_invitations(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                              const Json& body) {
  return gate.write(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    if (const auto form = read_command({}, body); !form) return form.problems();
    auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    const Outcome allowed = domain::send_invitations(loaded->panel);
    if (!allowed) return allowed.problems();
    loaded->panel.invites = true;
    if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
    Json invited = Json::array();
    for (domain::PanelMember& member : loaded->panel.members) {
      if (!member.is_seated() || !member.invitation.empty()) continue;
      invite(tx, *loaded, member);
      invited.push(member.expert_name);
    }
    Json detail = Json::object().set("before", Json::object()).set("version", version + 1);
    tx.audit("invite", {"panel", panel_id}, loaded->panel.bureau_id,
             detail.set("after", Json::object().set("members", std::move(invited))));
    require_declarations(tx, panel_id);
    return panel_json(tx, panel_id);
  });
}

Result<Json> answer_invitation(Gate& gate, const domain::Actor& actor, std::int64_t member_id, const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("answer", 16).required(),
                                                 domain::text_field("reason", 500)};
  return gate.write(actor, Action::answer_invitation, {"panel_member", member_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    const std::string answer = form->text("answer");
    if (answer != "accepted" && answer != "declined") {
      return refusal("panel.unknown_answer", "/answer", {{"answer", answer}});
    }
    const LoadedPanel loaded = load_panel(tx, panel_of_member(tx, member_id));
    const bool accepts = answer == "accepted";
    const std::string reason = form->text("reason");
    const Outcome allowed = domain::answer_invitation(loaded.panel, member_id, accepts, reason, loaded.sheets);
    if (!allowed) return allowed.problems();
    domain::PanelMember member = *loaded.panel.member(member_id);
    const std::string before = std::exchange(member.invitation, answer);
    member.answered_at = tx.now().utc();
    member.answer_reason = reason;
    if (const Outcome saved = save_panel(tx, loaded.panel); !saved) return saved.problems();
    // The bureau is told while the seat is still his: afterwards nothing of it is his to see.
    const Params told{{"expert", member.expert_name}, {"answer", answer}};
    tell_bureau(tx, {"invitation_answered", {"panel", loaded.panel.id}, std::to_string(member_id) + answer, {}, told},
                Action::run_panel);
    if (!accepts) {
      take_leave(tx, member, reason);
      record_refusal(tx, loaded.panel.id, member.expert_id, reason);
    }
    store::save_member(tx.rows(), member, tx.now());
    tx.audit(accepts ? "accept" : "decline", {"panel", loaded.panel.id}, loaded.panel.bureau_id,
             member_change(loaded, member, Json::object().set("invitation", before),
                           Json::object().set("invitation", answer).set("answer_reason", reason)));
    if (!accepts) settle_recusal_flags(tx, loaded.panel.id, member.expert_id, reason);
    member.version += 1;
    return to_json(member);
  });
}

namespace {

// Whom the clerk named, or who is next in the line of the panel's draw.
Result<SeatWish> wish_of(Tx& tx, const LoadedPanel& loaded, const Record& form, std::optional<NextInLine>& next) {
  SeatWish wish;
  wish.panel_id = loaded.panel.id;
  wish.reason = form.text("reason");
  const std::int64_t leaving_id = form.integer("leaving");
  const domain::PanelMember* leaving = leaving_id == 0 ? nullptr : loaded.panel.member(leaving_id);
  if (leaving_id != 0 && (!leaving || leaving->is_seated())) return refusal("panel.still_seated", "/leaving");
  wish.origin = leaving ? "substitute" : "appointed";
  wish.rater_group = !form.text("group").empty() ? form.text("group") : leaving ? leaving->rater_group : "expert";
  wish.expert_id = form.integer("expert");
  if (wish.reason.empty()) return refusal("panel.reason_missing", "/reason");
  if (wish.expert_id != 0) return wish;
  auto line = next_in_line(tx, loaded.panel.id, leaving ? CallPurpose::substitute : CallPurpose::extra,
                           leaving ? leaving->expert_id : 0);
  if (!line) return line.problems();
  wish.expert_id = line->expert_id;
  wish.rater_group = line->rater_group;
  wish.origin = leaving ? "substitute" : "extra";
  next = *line;
  return wish;
}

}  // namespace

Result<Json> seat_late_member(Gate& gate, const domain::Actor& actor, std::int64_t panel_id, std::int64_t version,
                              const Json& body) {
  static const std::vector<domain::Field> fields{domain::reference_field("expert", "expert"),
                                                 domain::code_field("group", 32),
                                                 domain::reference_field("leaving", "panel_member"),
                                                 domain::date_field("deadline_on"), domain::text_field("reason", 500)};
  return gate.write(actor, Action::run_panel, {"panel", panel_id}, [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto loaded = load_panel(tx, panel_id, version);
    if (!loaded) return loaded.problems();
    std::optional<NextInLine> next;
    const auto wish = wish_of(tx, *loaded, *form, next);
    if (!wish) return wish.problems();
    if (!in_reach(tx, wish->expert_id)) return refusal("panel.no_such_expert", "/expert");
    if (!form->text("deadline_on").empty()) {
      const Date deadline_on = *read_date(form->text("deadline_on"), "/deadline_on");
      if (Outcome may = domain::move_deadline(loaded->panel, deadline_on, tx.today()); !may) return may.problems();
      const Date from = std::exchange(loaded->panel.deadline_on, deadline_on);
      if (from != deadline_on) {
        if (const Outcome saved = save_panel(tx, loaded->panel); !saved) return saved.problems();
        Json detail = Json::object().set("before", Json::object().set("deadline_on", from.text()));
        detail.set("after", Json::object().set("deadline_on", deadline_on.text())).set("version", version + 1);
        tx.audit("move_deadline", {"panel", panel_id}, loaded->panel.bureau_id, detail);
        tell_moved_panel(tx, loaded->panel, loaded->sheets, from);
      }
    }
    const auto seated = seat_member(tx, *wish);
    if (!seated) return seated.problems();
    if (next)
      record_call(tx, *next, wish->origin == "extra" ? CallPurpose::extra : CallPurpose::substitute, wish->reason);
    return panel_json(tx, panel_id);
  });
}

}  // namespace zhiheng::service

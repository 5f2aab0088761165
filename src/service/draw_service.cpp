#include "service/draw_service.h"

#include "domain/panel.h"
#include "service/case_builder.h"
#include "service/command_body.h"
#include "service/draw_line.h"
#include "service/draw_parts.h"
#include "service/heart_json.h"
#include "service/notice_service.h"
#include "service/panel_seat.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Subject subject_of(std::int64_t draw_id) {
  return {"draw", draw_id};
}

// All who have to do something by a day are told of it, the agency among them.
void tell_parties(Tx& tx, const domain::Draw& draw, const std::string& kind, const std::optional<Date>& until) {
  NoticeEvent event{kind, subject_of(draw.id), draw.state, until, {}};
  tell_bureau(tx, event, Action::contribute_draw);
  tell_agency(tx, event);
}

// The last value fixes the outcome: it is computed and stored at once, so that nobody can stop it who dislikes it.
Outcome fix_result(Tx& tx, domain::Draw& draw) {
  const auto result = domain::draw_result(draw_case(tx, draw));
  if (!result) return result.problems();
  draw.result_document = write_json(*result);
  draw.revealed_at = tx.now().utc();
  draw.state = "revealed";
  return Done{};
}

bool all_parties(const std::vector<domain::DrawParty>& parties, std::string domain::DrawParty::*done) {
  for (const domain::DrawParty& one : parties) {
    if ((one.*done).empty()) return false;
  }
  return true;
}

Outcome seat_drawn(Tx& tx, const domain::Draw& draw) {
  DrawInForce force = draw_in_force(tx, draw);
  const auto& members = force.outcome.seats.members;
  for (std::size_t seat = 0; seat < members.size(); ++seat) {
    const store::DrawListEntry& entry = force.people[static_cast<std::size_t>(members[seat]) - 1];
    SeatWish wish{draw.panel_id, entry.expert_id, domain::group_of_seat(force.list, seat), "drawn", ""};
    if (entry.status != "active") {
      record_refusal(tx, draw.panel_id, entry.expert_id, "draw.not_active_any_more");
      const auto next = next_in_line(tx, draw.panel_id, CallPurpose::substitute, entry.expert_id);
      if (!next) return next.problems();
      record_call(tx, *next, CallPurpose::substitute, "draw.not_active_any_more");
      wish.expert_id = next->expert_id;
    }
    if (const auto member = seat_member(tx, wish); !member) return member.problems();
  }
  return Done{};
}

}  // namespace

Result<Json> publish_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version) {
  return gate.write(actor, Action::edit_draws, subject_of(draw_id), [&](Tx& tx) -> Result<Json> {
    auto draw = fresh_draw(tx, draw_id, version);
    if (!draw) return draw.problems();
    const FrozenPolicy policy = load_policy(tx.rows(), draw->policy_id);
    const bool current = draw->state == "prepared" && list_is_current(tx, *draw, *policy.rules);
    const Outcome allowed = domain::publish_draw(*draw, current, settings_of(*draw).parties, tx.today());
    if (!allowed) return allowed.problems();
    const auto list = list_document(tx, *draw, *policy.rules);
    if (!list) return list.problems();
    draw->list_document = write_json(*list);
    draw->list_hash = domain::draw_list_hash(*list);
    draw->published_at = tx.now().utc();
    draw->state = "published";
    const Outcome saved = save_draw(tx, *draw, "publish", "prepared", Json::object().set("list_hash", draw->list_hash));
    if (!saved) return saved.problems();
    if (draw->mode == "commitments") tell_parties(tx, *draw, "draw_commit", draw->commit_until);
    return draw_json(tx, draw_id);
  });
}

Result<Json> commit_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, const Json& body) {
  return gate.write(actor, Action::contribute_draw, subject_of(draw_id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("commitment", 80).required()}, body);
    if (!form) return form.problems();
    domain::Draw draw = *store::find_draw(tx.rows(), draw_id);
    auto parties = store::draw_parties(tx.rows(), draw_id);
    const std::string party = domain::party_of(actor, draw);
    const Outcome allowed =
        domain::commit_draw(draw, parties, party, actor.account_id, form->text("commitment"), tx.today());
    if (!allowed) return allowed.problems();
    for (domain::DrawParty& one : parties) {
      if (one.party != party) continue;
      one.commitment = form->text("commitment");
      one.committed_by = actor.account_id;
      one.committed_at = tx.now().utc();
      store::save_draw_party(tx.rows(), one);
    }
    if (all_parties(parties, &domain::DrawParty::commitment)) draw.state = "committed";
    Json facts = Json::object().set("party", party).set("commitment", form->text("commitment"));
    if (Outcome saved = save_draw(tx, draw, "commit", "published", std::move(facts)); !saved) return saved.problems();
    if (draw.state == "committed") tell_parties(tx, draw, "draw_reveal", draw.reveal_until);
    return draw_json(tx, draw_id);
  });
}

Result<Json> reveal_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("value", 200).required(),
                                                 domain::text_field("salt", 64).required()};
  return gate.write(actor, Action::contribute_draw, subject_of(draw_id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    domain::Draw draw = *store::find_draw(tx.rows(), draw_id);
    auto parties = store::draw_parties(tx.rows(), draw_id);
    const std::string party = domain::party_of(actor, draw);
    const Outcome allowed =
        domain::reveal_draw(draw, parties, party, form->text("value"), form->text("salt"), tx.today());
    if (!allowed) return allowed.problems();
    for (domain::DrawParty& one : parties) {
      if (one.party != party) continue;
      one.value = form->text("value");
      one.salt = form->text("salt");
      one.revealed_by = actor.account_id;
      one.revealed_at = tx.now().utc();
      store::save_draw_party(tx.rows(), one);
    }
    if (all_parties(parties, &domain::DrawParty::revealed_at)) {
      if (Outcome fixed = fix_result(tx, draw); !fixed) return fixed.problems();
    }
    const Json facts = Json::object().set("party", party).set("value", form->text("value"));
    if (Outcome saved = save_draw(tx, draw, "reveal", "committed", facts); !saved) return saved.problems();
    if (draw.state == "revealed")
      tell_bureau(tx, {"draw_result", subject_of(draw_id), "r", {}, {}}, Action::edit_draws);
    return draw_json(tx, draw_id);
  });
}

Result<Json> enter_public_number(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                                 const Json& body) {
  static const std::vector<domain::Field> fields{domain::text_field("value", 200).required(),
                                                 domain::text_field("source", 500)};
  return gate.write(actor, Action::edit_draws, subject_of(draw_id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command(fields, body);
    if (!form) return form.problems();
    auto draw = fresh_draw(tx, draw_id, version);
    if (!draw) return draw.problems();
    const Outcome allowed = domain::enter_public_number(*draw, form->text("value"), form->text("source"), tx.today());
    if (!allowed) return allowed.problems();
    draw->public_number = form->text("value");
    draw->public_number_source = form->text("source");
    if (Outcome fixed = fix_result(tx, *draw); !fixed) return fixed.problems();
    const Json facts = Json::object().set("value", draw->public_number).set("source", draw->public_number_source);
    if (Outcome saved = save_draw(tx, *draw, "enter_number", "published", facts); !saved) return saved.problems();
    return draw_json(tx, draw_id);
  });
}

Result<Json> void_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                       const Json& body) {
  return gate.write(actor, Action::edit_draws, subject_of(draw_id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::text_field("reason", 400)}, body);
    if (!form) return form.problems();
    auto draw = fresh_draw(tx, draw_id, version);
    if (!draw) return draw.problems();
    const std::string before = draw->state;
    if (Outcome allowed = domain::void_draw(*draw, form->text("reason")); !allowed) return allowed.problems();
    // Who kept the others waiting is part of the record, whatever reason is given.
    std::string awaited;
    for (const std::string& party : domain::parties_awaited(*draw, store::draw_parties(tx.rows(), draw_id))) {
      awaited += (awaited.empty() ? "" : ",") + party;
    }
    draw->void_reason = form->text("reason") + (awaited.empty() ? "" : " [" + awaited + "]");
    draw->voided_at = tx.now().utc();
    draw->state = "void";
    const Json facts = Json::object().set("void_reason", draw->void_reason);
    if (Outcome saved = save_draw(tx, *draw, "void", before, facts); !saved) return saved.problems();
    return draw_json(tx, draw_id);
  });
}

Result<Json> carry_out_draw(Gate& gate, const domain::Actor& actor, std::int64_t draw_id, std::int64_t version,
                            const Json& body) {
  return gate.write(actor, Action::edit_draws, subject_of(draw_id), [&](Tx& tx) -> Result<Json> {
    const auto form = read_command({domain::date_field("deadline_on")}, body);
    if (!form) return form.problems();
    auto draw = fresh_draw(tx, draw_id, version);
    if (!draw) return draw.problems();
    if (Outcome allowed = domain::carry_out_draw(*draw); !allowed) return allowed.problems();
    const DrawSettings settings = settings_of(*draw);
    if (!form->text("deadline_on").empty()) draw->deadline_on = *read_date(form->text("deadline_on"), "/deadline_on");
    const auto panel =
        open_panel_to_draw(tx, draw->engagement_id, settings.name, draw->deadline_on, settings.components);
    if (!panel) return panel.problems();
    draw->panel_id = *panel;
    draw->state = "drawn";
    draw->drawn_at = tx.now().utc();
    const Json facts = Json::object().set("panel", id_json(*panel));
    if (Outcome saved = save_draw(tx, *draw, "carry_out", "revealed", facts); !saved) return saved.problems();
    if (Outcome seated = seat_drawn(tx, *draw); !seated) return seated.problems();
    return draw_json(tx, draw_id);
  });
}

}  // namespace zhiheng::service

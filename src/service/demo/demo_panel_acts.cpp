// A panel of the demonstration from the draw to its minutes. Who is drawn is chance, so the acts name seats by their
// order and never experts.
#include <algorithm>

#include "base/crypto.h"
#include "domain/draw.h"
#include "service/declaration_service.h"
#include "service/demo/demo_parts.h"
#include "service/demo/demo_sheet.h"
#include "service/demo/demo_stage.h"
#include "service/draw_service.h"
#include "service/panel_life_service.h"
#include "service/panel_record.h"
#include "service/panel_service.h"
#include "service/review_session_service.h"
#include "service/sheet_service.h"

namespace zhiheng::service {

namespace {

// A demonstration's secret need not be one, but it has the form of one.
std::string salt_of(const Json& act) {
  return sha256_hex(act.text_at("engagement") + act.text_at("by") + "salt");
}

std::size_t seat_in(const Json& json, std::size_t seats) {
  const auto seat = static_cast<std::size_t>(*json.at("seat").integer());
  ensure(seat >= 1 && seat <= seats, "the demonstration's acts name seats that are there");
  return seat - 1;
}

const Json* with_seat(const Json& act, const char* key, std::size_t index, std::size_t seats) {
  const Json* list = act.find(key);
  if (!list) return nullptr;
  for (const Json& one : list->items()) {
    if (seat_in(one, seats) == index) return &one;
  }
  return nullptr;
}

}  // namespace

const domain::Actor& DemoStage::agency_of(const Json& act) const {
  return person(agency_logins_.at(number_in(made_.at({"engagement", act.text_at("engagement")}), "agency")));
}

DemoStage::Made DemoStage::panel_of(const Json& act) {
  return panel_of_engagement(gate_, person("clerk"), made("engagement", act.text_at("engagement")));
}

std::vector<Json> DemoStage::seats_of(const Json& panel) const {
  std::vector<Json> seats;
  for (const Json& member : panel.at("members").items()) {
    if (!member.at("recused").boolean() && member.text_at("left_at").empty()) seats.push_back(member);
  }
  return seats;
}

DemoStage::Made DemoStage::draw_of(const Json& act) {
  return read_draw(gate_, person("clerk"), made("draw", act.text_at("engagement")));
}

DemoStage::Made DemoStage::act_draw(const Json& act) {
  const domain::Actor& clerk = person("clerk");
  Made draw = prepare_draw(gate_, clerk, made("engagement", act.text_at("engagement")), act.at("body"));
  if (!draw) return draw;
  made_[{"draw", act.text_at("engagement")}] = *draw;
  return publish_draw(gate_, clerk, id_of(*draw), version_of(*draw));
}

DemoStage::Made DemoStage::act_commit(const Json& act) {
  const auto commitment = domain::draw_commitment(act.text_at("value"), salt_of(act));
  if (!commitment) return commitment.problems();
  const domain::Actor& party = act.text_at("by") == "agency" ? agency_of(act) : person(act.text_at("by"));
  const Json body = Json::object().set("commitment", *commitment);
  return commit_draw(gate_, party, made("draw", act.text_at("engagement")), body);
}

DemoStage::Made DemoStage::act_reveal(const Json& act) {
  const domain::Actor& party = act.text_at("by") == "agency" ? agency_of(act) : person(act.text_at("by"));
  const Json body = Json::object().set("value", act.text_at("value")).set("salt", salt_of(act));
  return reveal_draw(gate_, party, made("draw", act.text_at("engagement")), body);
}

DemoStage::Made DemoStage::act_carry_out(const Json& act) {
  const Made draw = draw_of(act);
  if (!draw) return draw;
  Made drawn = carry_out_draw(gate_, person("clerk"), id_of(*draw), version_of(*draw), Json::object());
  if (!drawn) return drawn;
  const Made panel = panel_of(act);
  if (panel) made_[{"panel", act.text_at("engagement")}] = *panel;
  return panel;
}

DemoStage::Made DemoStage::act_invite(const Json& act) {
  const Made panel = panel_of(act);
  if (!panel) return panel;
  return send_invitations(gate_, person("clerk"), id_of(*panel), version_of(*panel), Json::object());
}

// Everybody invited says yes, but {"declined": [{"seat", "reason"}]} and {"waiting": [{"seat"}]}.
DemoStage::Made DemoStage::act_answers(const Json& act) {
  Made panel = panel_of(act);
  if (!panel) return panel;
  const std::vector<Json> seats = seats_of(*panel);
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (seats[i].text_at("invitation") != "invited" || with_seat(act, "waiting", i, seats.size())) continue;
    const Json* declined = with_seat(act, "declined", i, seats.size());
    Json body = Json::object().set("answer", declined ? "declined" : "accepted");
    if (declined) body.set("reason", declined->text_at("reason"));
    const Made answered = answer_invitation(gate_, expert(seats[i].text_at("expert_code")), id_of(seats[i]), body);
    if (!answered) return answered;
  }
  return panel;
}

// The next in the line of the draw takes the seat of whoever said no, and says yes.
DemoStage::Made DemoStage::act_substitute(const Json& act) {
  const Made panel = panel_of(act);
  if (!panel) return panel;
  Json body = reason_of(act);
  for (const Json& member : panel->at("members").items()) {
    if (member.text_at("invitation") == "declined") body.set("leaving", member.text_at("id"));
  }
  const Made seated = seat_late_member(gate_, person("clerk"), id_of(*panel), version_of(*panel), body);
  if (!seated) return seated;
  return act_answers(act);
}

DemoStage::Made DemoStage::act_declare(const Json& act) {
  const Made panel = panel_of(act);
  if (!panel) return panel;
  for (const Json& seat : seats_of(*panel)) {
    if (seat.text_at("invitation") == "invited") continue;
    const domain::Actor& member = expert(seat.text_at("expert_code"));
    const Made own = read_own_declaration(gate_, member, id_of(*panel));
    if (!own) return own;
    if (own->text_at("state") != "missing") continue;
    const Json body = Json::object().set("list_digest", own->text_at("list_digest")).set("none", true);
    const Made declared = declare(gate_, member, id_of(*panel), body);
    if (!declared) return declared;
  }
  return panel;
}

DemoStage::Made DemoStage::act_duties(const Json& act) {
  Made panel = panel_of(act);
  for (const std::size_t place : {0u, 1u}) {
    if (!panel) return panel;
    const std::vector<Json> seats = seats_of(*panel);
    Json body = Json::object().set("member", seats.at(place).text_at("id"));
    body.set("duty", place == 0 ? "chair" : "rapporteur");
    panel = give_panel_duty(gate_, person("clerk"), id_of(*panel), version_of(*panel), body);
  }
  return panel;
}

DemoStage::Made DemoStage::act_session(const Json& act) {
  Json body = act.at("body");
  for (Json& item : body.find("items")->items()) {
    item.set("panel", std::to_string(made("panel", item.text_at("panel"))));
  }
  return plan_session(gate_, person("clerk"), body);
}

// {"component", "totals": one for each seat}.
DemoStage::Made DemoStage::act_sheets(const Json& act) {
  Made panel = panel_of(act);
  if (!panel) return panel;
  const std::vector<Json> seats = seats_of(*panel);
  const Json::Array& totals = act.at("totals").items();
  ensure(totals.size() <= seats.size(), "the demonstration's sheets have seats");
  for (std::size_t i = 0; i < totals.size(); ++i) {
    Json one = Json::object().set("engagement", act.text_at("engagement")).set("component", act.text_at("component"));
    one.set("expert", seats[i].text_at("expert_code")).set("total", totals[i].string());
    const Made sheet = sheet_of(one);
    if (!sheet) return sheet;
    // The seat and not the person is the seed: the figures are the same whoever was drawn.
    one.set("expert", "seat " + std::to_string(i + 1));
    const Json body = demo_sheet(sheet->at("rubric"), total_of(one), seed_of(one));
    const Made submitted =
        submit_sheet(gate_, expert(seats[i].text_at("expert_code")), id_of(*sheet), version_of(*sheet), body);
    if (!submitted) return submitted;
  }
  return panel;
}

DemoStage::Made DemoStage::act_discuss(const Json& act) {
  const Made panel = panel_of(act);
  if (!panel) return panel;
  return open_panel_discussion(gate_, person("clerk"), id_of(*panel), version_of(*panel), Json::object());
}

DemoStage::Made DemoStage::act_revise(const Json& act) {
  const Made panel = panel_of(act);
  if (!panel) return panel;
  const std::vector<Json> seats = seats_of(*panel);
  const Json& seat = seats.at(seat_in(act, seats.size()));
  Json one = Json::object().set("engagement", act.text_at("engagement")).set("component", act.text_at("component"));
  one.set("expert", seat.text_at("expert_code"));
  const Made sheet = sheet_of(one);
  if (!sheet) return sheet;
  const domain::Actor& member = expert(seat.text_at("expert_code"));
  const Made open = revise_sheet(gate_, member, id_of(*sheet), version_of(*sheet), Json::object());
  if (!open) return open;
  one.set("expert", "seat " + act.at("seat").number());
  const Json body = demo_sheet(sheet->at("rubric"), total_of(act), seed_of(one));
  return submit_sheet(gate_, member, id_of(*open), version_of(*open), body);
}

// Written by the rapporteur, signed by the chair.
DemoStage::Made DemoStage::act_minutes(const Json& act) {
  const Made panel = panel_of(act);
  if (!panel) return panel;
  Json body = Json::object().set("discussion", act.text_at("discussion")).set("decisions", act.text_at("decisions"));
  body.set("attendance", act.text_at("attendance")).set("revision", 0);
  Made written = panel;
  for (const char* duty : {"rapporteur", "chair"}) {
    for (const Json& seat : seats_of(*panel)) {
      if (seat.text_at("duty") != duty) continue;
      const domain::Actor& member = expert(seat.text_at("expert_code"));
      written = duty == std::string("chair")
                    ? sign_minutes(gate_, member, id_of(seat), Json::object().set("revision", 1))
                    : write_minutes_as_member(gate_, member, id_of(seat), body);
      if (!written) return written;
    }
  }
  return written;
}

}  // namespace zhiheng::service

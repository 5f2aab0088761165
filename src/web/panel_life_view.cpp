// The parts of a panel's page that tell its life.
#include <algorithm>

#include "base/text.h"
#include "service/file_scan_service.h"
#include "service/panel_life_service.h"
#include "service/panel_record.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/panel_life_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string word(const Call& call, const char* group, const std::string& value) {
  const std::string key = std::string("panel_life.") + group + "." + value;
  return value.empty() || !has_text(key, call.language) ? value : call.words(key);
}

bool is_seated(const Json& member) {
  const Json* recused = member.find("recused");
  return member.text_at("left_at").empty() && !(recused && recused->is_bool() && recused->boolean());
}

std::string invitation_words(const Call& call, const Json& member) {
  const std::string state = member.text_at("invitation");
  if (state.empty()) return {};
  if (state != "invited") return word(call, "invitation", state);
  const std::string until = member.text_at("answer_on");
  const bool over = until < call.gate.clock().today().text();
  return call.words(over ? "panel_life.answer_overdue" : "panel_life.answer_until", {{"until", until}});
}

std::string invitation_tone(const Call& call, const Json& member) {
  const std::string state = member.text_at("invitation");
  if (state == "accepted") return "good";
  if (state == "declined") return "plain";
  return member.text_at("answer_on") < call.gate.clock().today().text() ? "bad" : "info";
}

// The reader's own seat, as far as he is an expert of this panel.
const Json* own_seat(const Call& call, const Json& panel) {
  if (call.actor.expert_id == 0) return nullptr;
  for (const Json& member : panel.at("members").items()) {
    if (member.text_at("expert") == std::to_string(call.actor.expert_id)) return &member;
  }
  return nullptr;
}

void add_invitation(const Call& call, const Json& panel, Json& view) {
  const Json* seat = own_seat(call, panel);
  const std::string state =
      seat && panel.text_at("state") == "open" && is_seated(*seat) ? seat->text_at("invitation") : "";
  view.set("asks_answer", state == "invited").set("answered_yes", state == "accepted");
  view.set("seat_id", seat ? seat->text_at("id") : std::string());
  view.set("answer_words", state == "invited" ? invitation_words(call, *seat) : std::string());
}

Json option(const std::string& value, const std::string& label) {
  return Json(Json::Object{{"option_value", value}, {"option_label", label}, {"selected", false}});
}

// Who left an empty seat, and who could be taken in by hand.
void add_late_member(Call& call, const Json& panel, bool runs, Json& view) {
  view.set("runs", runs);
  Json leaving = Json::array();
  Json experts = Json::array();
  if (runs) {
    std::vector<std::string> inside;
    for (const Json& member : panel.at("members").items()) {
      inside.push_back(member.text_at("expert"));
      if (!is_seated(member)) leaving.push(option(member.text_at("id"), member.text_at("expert_label")));
    }
    const Json all = rows_of(call, "expert", {{"status", "active"}}, 500, "name");
    for (const Json& expert : all.items()) {
      if (std::find(inside.begin(), inside.end(), expert.text_at("id")) != inside.end()) continue;
      const std::string employer = expert.text_at("employer");
      experts.push(option(expert.text_at("id"), expert.text_at("name") + (employer.empty() ? "" : " · " + employer)));
    }
  }
  view.set("leaving", std::move(leaving)).set("candidates", std::move(experts));
  for (const char* key : {"reason", "deadline_on"}) view.set(std::string("late_") + key, call.field(key));
}

void add_quorum(const Call& call, const Json& record, Json& view) {
  Json changes = Json::array();
  std::string words;
  if (const Json* quorum = record.find("quorum")) {
    words = call.words("panel_life.quorum_is", {{"quorum", quorum->at("now").number()}});
    for (const Json& change : quorum->at("changes").items()) {
      changes.push(Json(Json::Object{
          {"change_words", call.words("panel_life.quorum_change", {{"before", change.at("before").number()},
                                                                   {"quorum", change.at("quorum").number()},
                                                                   {"by", change.text_at("decided_label")},
                                                                   {"at", change.text_at("decided_at").substr(0, 10)},
                                                                   {"reason", change.text_at("reason")}})}}));
    }
  }
  view.set("quorum_words", words).set("quorum_changes", std::move(changes));
  // Whose office it is sees the form or why there is none; nobody else.
  const bool leads = call.actor.has(domain::Role::leader);
  const Outcome may =
      leads ? service::may_lower_panel_quorum(call.gate, call.actor, call.id()) : Outcome(refusal("access.role"));
  view.set("may_lower", may.ok());
  view.set("why_not_lower", leads && !may.ok() ? say(may.problems().front(), call.language) : std::string());
}

Json score_rows(const Call& call, const Json& record) {
  Json rows = Json::array();
  const Json* scores = record.find("scores");
  if (!scores) return rows;
  for (const Json& score : scores->items()) {
    const std::string first = score.text_at("first");
    const std::string last = score.text_at("last");
    rows.push(
        Json(Json::Object{{"score_expert", score.text_at("expert_label")},
                          {"score_component", score.text_at("component_title")},
                          {"score_first", first},
                          {"score_last", last},
                          {"score_moved", !first.empty() && !last.empty() && first != last},
                          {"score_state", choice_label("score_sheet_state", score.text_at("state"), call.language)}}));
  }
  return rows;
}

void add_discussion(const Call& call, const Json& panel, const Json& record, Json& view) {
  const Json* discussion = record.find("discussion");
  const Json* held = discussion ? discussion->find("held") : nullptr;
  const bool is_held = held && held->is_bool() && held->boolean();
  const bool opened = panel.text_at("discussion") == "open";
  view.set("discusses", is_held || opened).set("discussed", opened && is_held);
  view.set("discussion_counts",
           is_held ? call.words("panel_life.counts." + discussion->text_at("counts")) : std::string());
  view.set("discussion_scores", opened && is_held ? score_rows(call, record) : Json::array());
}

Json finding_rows(const Call& call, const Json& scan) {
  Json rows = Json::array();
  for (const Json& finding : scan.at("findings").items()) {
    const std::string page = finding.at("page").is_number() ? finding.at("page").number() : "";
    rows.push(Json(Json::Object{{"finding_kind", word(call, "word", finding.text_at("kind"))},
                                {"finding_word", finding.text_at("word")},
                                {"finding_place", page.empty() ? word(call, "part", finding.text_at("part"))
                                                               : call.words("panel_life.page", {{"page", page}})},
                                {"finding_snippet", finding.text_at("snippet")}}));
  }
  return rows;
}

std::string scan_note(const Call& call, const Json& scan) {
  std::string note;
  const auto add = [&](const std::string& text) { note += (note.empty() ? "" : call.words("web.semicolon")) + text; };
  if (const std::string why = scan.text_at("why"); !why.empty()) add(call.words(why));
  std::string pages;
  for (const Json& page : scan.at("pages_without_text").items()) pages += (pages.empty() ? "" : ", ") + page.number();
  if (!pages.empty()) add(call.words("panel_life.pages_without_text", {{"pages", pages}}));
  if (scan.at("pictures").integer().value_or(0) > 0) {
    add(call.words("panel_life.pictures", {{"count", scan.at("pictures").number()}}));
  }
  if (scan.at("cut").boolean()) add(call.words("panel_life.cut"));
  return note;
}

void add_scans(const Call& call, const Json& panel, bool runs, Json& view) {
  Json rows = Json::array();
  const auto scans = service::file_scans(call.gate, call.actor, read_id(panel.text_at("engagement")).value_or(0));
  const bool hidden = scans && scans->at("hidden").boolean();
  for (const Json& scan : hidden ? scans->at("items").items() : Json::Array()) {
    const std::string state = scan.text_at("state");
    const bool waits = state == "found" || state == "unscannable";
    rows.push(Json(Json::Object{{"scan_file", scan.text_at("file_name")},
                                {"scan_id", scan.text_at("deliverable")},
                                {"scan_version", scan.at("version").number()},
                                {"scan_state", word(call, "scan", state)},
                                {"scan_tone", std::string(waits              ? "bad"
                                                          : state == "clear" ? "good"
                                                                             : "info")},
                                {"scan_note", scan_note(call, scan)},
                                {"scan_by", scan.text_at("acknowledged_label")},
                                {"scan_reason", scan.text_at("acknowledged_reason")},
                                {"acknowledges", waits && runs},
                                {"findings", finding_rows(call, scan)}}));
  }
  view.set("reads_blind", hidden).set("scans", std::move(rows));
}

void add_minutes(const Call& call, const Json& panel, bool runs, Json& view) {
  const auto minutes = service::read_minutes(call.gate, call.actor, call.id());
  const Json* seat = own_seat(call, panel);
  const std::string duty = seat && is_seated(*seat) ? seat->text_at("duty") : "";
  const bool writes = runs || duty == "chair" || duty == "rapporteur";
  const bool any = minutes && !minutes->at("items").items().empty();
  const bool locked = minutes && minutes->at("locked").boolean();
  const Json last = any ? minutes->at("items").items().back() : Json::object();
  for (const char* key : {"discussion", "decisions", "attendance", "written_by", "signed_by"}) {
    view.set(std::string("minutes_") + key, last.text_at(key));
  }
  view.set("minutes_revision", any ? last.at("revision").number() : std::string("0"));
  view.set("minutes_written_at", short_moment(last.text_at("written_at")));
  view.set("minutes_signed_at", short_moment(last.text_at("signed_at")));
  view.set("minutes_exist", any).set("writes_minutes", writes && !locked).set("shows_minutes", any || writes);
  view.set("signs_minutes", duty == "chair" && any && !locked);
  view.set("minutes_href", runs ? "/panels/" + panel.text_at("id") + "/minutes"
                                : "/panel-members/" + view.text_at("seat_id") + "/minutes");
}

}  // namespace

void add_panel_progress(const Call& call, const Json& panel, Json& view) {
  Json components = Json::array();
  std::int64_t all_done = 0, all = 0;
  auto of = [&](std::int64_t done, std::int64_t whole) {
    return call.words("web.panel.submitted_of", {{"done", std::to_string(done)}, {"all", std::to_string(whole)}});
  };
  for (const Json& component : panel.at("components").items()) {
    auto count = [&](const char* state) { return read_id(number_at(component, state)).value_or(0); };
    const std::int64_t done = count("submitted") + count("locked");
    const std::int64_t whole = done + count("draft") + count("returned");
    all_done += done;
    all += whole;
    components.push(
        Json(Json::Object{{"component_title", component.text_at("title")}, {"component_done", of(done, whole)}}));
  }
  view.set("components", std::move(components));
  view.set("progress", of(all_done, all));
}

void add_member_life(const Call& call, const Json& member, bool runs, Json& row) {
  const bool seated = is_seated(member);
  const std::string duty = member.text_at("duty");
  const std::string origin = member.text_at("origin");
  row.set("duty", duty == "member" ? std::string() : word(call, "duty", duty));
  row.set("origin", origin == "appointed" ? std::string() : word(call, "origin", origin));
  row.set("joined_reason", member.text_at("joined_reason"));
  row.set("left", !member.text_at("left_at").empty()).set("left_reason", member.text_at("left_reason"));
  row.set("left_on", member.text_at("left_at").substr(0, 10));
  row.set("invitation", seated ? invitation_words(call, member) : std::string());
  row.set("invitation_tone", invitation_tone(call, member)).set("can_leave", runs && seated);
  Json duties = Json::array();
  for (const char* one : {"member", "chair", "rapporteur"}) {
    duties.push(Json(
        Json::Object{{"option_value", one}, {"option_label", word(call, "duty", one)}, {"selected", duty == one}}));
  }
  row.set("duties", std::move(duties));
}

void add_panel_life(Call& call, const Json& panel, Json& view) {
  const bool open = panel.text_at("state") == "open";
  const bool may_run = can(call, Action::run_panel, "panel", call.id());
  const bool runs = open && may_run;
  const std::int64_t version = panel.at("version").integer().value_or(0);
  const std::string here = "/panels/" + panel.text_at("id");
  const auto read = service::panel_record(call.gate, call.actor, call.id());
  const Json record = read ? *read : Json::object();
  Json sessions = Json::array();
  const auto planned = service::panel_sessions(call.gate, call.actor, call.id());
  for (const Json& one : planned ? planned->at("items").items() : Json::Array()) {
    sessions.push(Json(Json::Object{{"session_words", one.text_at("held_on") + " " + one.text_at("starts") + "–" +
                                                          one.text_at("ends") + " · " + one.text_at("place")},
                                    {"session_href", "/review-sessions/" + one.text_at("id")}}));
  }
  view.set("own_sessions", read ? Json::array() : sessions).set("sessions", read ? std::move(sessions) : Json::array());
  view.set("record_href", read ? here + "/record" : std::string());
  Json acts = Json::array();
  if (runs) {
    acts.push(act_button(call, "panel_life.invite", here + "/invitations", version,
                         service::may_send_invitations(call.gate, call.actor, call.id())));
    if (const Json* held = record.find("discussion"); held && held->at("held").boolean()) {
      acts.push(act_button(call, "panel_life.open_discussion", here + "/discussion", version,
                           service::may_open_discussion(call.gate, call.actor, call.id())));
    }
  }
  view.set("life_acts", std::move(acts));
  add_invitation(call, panel, view);
  add_late_member(call, panel, runs, view);
  add_panel_line(call, runs, view);
  add_quorum(call, record, view);
  add_discussion(call, panel, record, view);
  add_scans(call, panel, may_run, view);
  add_minutes(call, panel, may_run, view);
}

}  // namespace zhiheng::web

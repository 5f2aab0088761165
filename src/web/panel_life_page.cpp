// The forms of a panel's life, and its record for printing.
#include <functional>

#include "service/file_scan_service.h"
#include "service/panel_life_service.h"
#include "service/panel_record.h"
#include "service/panel_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/panel_life_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using service::Gate;
using OnRow = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id, std::int64_t version, const Json& body);

// The members of the form of these names, trimmed; empty ones are left out.
Json body_of(const Call& call, const std::vector<std::string>& keys) {
  Json body = Json::object();
  for (const std::string& key : keys) {
    if (const std::string value(trimmed(call.field(key))); !value.empty()) body.set(key, value);
  }
  return body;
}

std::string here(const Call& call) {
  return "/panels/" + std::to_string(call.id());
}

// A form on the panel's page about the panel itself.
void add_form(Router& router, const std::string& path, const std::string& name, std::vector<std::string> keys,
              OnRow act) {
  router.add({"POST", "/panels/{id}/" + path, name,
              [keys = std::move(keys), act](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                auto done = act(call.gate, call.actor, call.id(), *version, body_of(call, keys));
                if (done) return see_other(here(call) + "?done=saved");
                return is_about_the_form(done.problems()) ? show_panel(call, done.problems())
                                                          : refused(done.problems());
              },
              BodyKind::form});
}

// What an expert does with his own seat leads back to the panel, or home where it is no longer his to see.
Reply after_seat(Call& call, const Result<Json>& done, bool stays) {
  const std::string& panel = call.field("panel");
  const std::string place = stays && read_id(panel) ? "/panels/" + panel : "/";
  if (done) return see_other(place + "?done=saved");
  return refused(done.problems());
}

Reply answer(Call& call) {
  const Json body = body_of(call, {"answer", "reason"});
  const auto done = service::answer_invitation(call.gate, call.actor, call.id(), body);
  return after_seat(call, done, body.text_at("answer") == "accepted");
}

Reply write_minutes(Call& call) {
  const Json body = body_of(call, {"discussion", "decisions", "attendance", "revision"});
  const bool by_seat = call.request.path.starts_with("/panel-members/");
  const auto done = by_seat ? service::write_minutes_as_member(call.gate, call.actor, call.id(), body)
                            : service::write_minutes(call.gate, call.actor, call.id(), body);
  if (!by_seat && !done && is_about_the_form(done.problems())) return show_panel(call, done.problems());
  if (!by_seat && done) return see_other(here(call) + "?done=saved");
  return after_seat(call, done, true);
}

Reply acknowledge(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const auto done = service::acknowledge_scan(call.gate, call.actor, call.id(), *version, body_of(call, {"reason"}));
  return after_seat(call, done, true);
}

Json texts_of(const Call& call, const char* group, const Json& rows, const char* key, const char* label) {
  Json list = Json::array();
  for (Json row : rows.items()) {
    row.set(label, call.words(std::string("panel_life.") + group + "." + row.text_at(key)));
    list.push(std::move(row));
  }
  return list;
}

Json attendance_rows(const Call& call, const Json& record) {
  Json rows = Json::array();
  for (const Json& one : record.at("attendance").items()) {
    std::string note;
    const auto add = [&](const std::string& text) { note += (note.empty() ? "" : call.words("web.semicolon")) + text; };
    if (one.text_at("origin") != "appointed") add(call.words("panel_life.origin." + one.text_at("origin")));
    if (!one.text_at("joined_reason").empty()) add(one.text_at("joined_reason"));
    if (!one.text_at("left_at").empty()) {
      add(call.words("panel_life.left_on", {{"on", one.text_at("left_at").substr(0, 10)}}));
      add(one.text_at("left_reason"));
    }
    if (one.at("recused").boolean()) add(call.words("web.panel.recused") + " " + one.text_at("recusal_reason"));
    rows.push(Json(Json::Object{{"who", one.text_at("expert_label")},
                                {"who_code", one.text_at("expert_code")},
                                {"employer", one.text_at("employer")},
                                {"duty", call.words("panel_life.duty." + one.text_at("duty"))},
                                {"who_note", note}}));
  }
  return rows;
}

Json score_rows(const Call& call, const Json& record) {
  Json rows = Json::array();
  for (const Json& one : record.at("scores").items()) {
    rows.push(
        Json(Json::Object{{"who", one.text_at("expert_label")},
                          {"component", one.text_at("component_title")},
                          {"first", one.text_at("first")},
                          {"last", one.text_at("last")},
                          {"counted", one.text_at("counted")},
                          {"sheet_state", choice_label("score_sheet_state", one.text_at("state"), call.language)}}));
  }
  return rows;
}

Reply record_page(Call& call) {
  auto record = service::panel_record(call.gate, call.actor, call.id());
  if (!record) return refused(record.problems());
  const Json& panel = record->at("panel");
  Json view = Json::object();
  const std::string title = call.words("panel_life.record");
  view.set("page_title", title).set("record_title", panel.text_at("name"));
  view.set("page_crumbs", Json(Json::Array{crumb(panel.text_at("name"), here(call)), crumb(title)}));
  view.set("engagement_code", record->at("engagement").text_at("code"));
  view.set("engagement_name", record->at("engagement").text_at("name"));
  view.set("agency_label", record->text_at("agency_label")).set("policy_label", panel.text_at("policy_label"));
  view.set("deadline_on", panel.text_at("deadline_on"));
  view.set("state_label", choice_label("panel_state", panel.text_at("state"), call.language));
  view.set("sessions", record->at("sessions")).set("attendance", attendance_rows(call, *record));
  const Json& quorum = record->at("quorum");
  view.set("quorum_by_policy", quorum.at("by_policy").number()).set("quorum_now", quorum.at("now").number());
  Json changes = Json::array();
  for (const Json& one : quorum.at("changes").items()) {
    changes.push(Json(Json::Object{
        {"change_words", call.words("panel_life.quorum_change", {{"before", one.at("before").number()},
                                                                 {"quorum", one.at("quorum").number()},
                                                                 {"by", one.text_at("decided_label")},
                                                                 {"at", one.text_at("decided_at").substr(0, 10)},
                                                                 {"reason", one.text_at("reason")}})}}));
  }
  view.set("quorum_changes", std::move(changes));
  const Json& discussion = record->at("discussion");
  const bool held = discussion.at("held").boolean();
  view.set("discusses", held);
  view.set("discussion_counts", held ? call.words("panel_life.counts." + discussion.text_at("counts")) : std::string());
  view.set("scores", score_rows(call, *record));
  const Json& minutes = record->at("minutes");
  const bool written = !minutes.is_null();
  for (const char* key : {"discussion", "decisions", "attendance", "written_by", "signed_by"}) {
    view.set(std::string("minutes_") + key, written ? minutes.text_at(key) : std::string());
  }
  view.set("minutes_signed_at", written ? short_moment(minutes.text_at("signed_at")) : std::string());
  const Json& result = record->at("result");
  view.set("result_words",
           result.is_null() ? std::string() : result.text_at("final_score") + " · " + result.text_at("grade"));
  Json declarations = Json::array();
  for (const Json& one : record->at("declarations").items()) {
    declarations.push(Json(Json::Object{{"expert_label", one.text_at("expert_label")},
                                        {"answer_label", call.words("panel_life.declared." + one.text_at("answer"))},
                                        {"stated_on", one.text_at("stated_at").substr(0, 10)}}));
  }
  view.set("declarations", std::move(declarations));
  view.set("signatures", texts_of(call, "duty", record->at("signatures"), "duty", "duty_label"));
  view.set("letter_href", "/panels/" + std::to_string(call.id()) + "/letter");
  return page("panel/record.html", std::move(view));
}

}  // namespace

void add_panel_life_pages(Router& router) {
  add_form(router, "invitations", "panel.invite_page", {}, service::send_invitations);
  add_form(router, "discussion", "panel.open_discussion_page", {}, service::open_panel_discussion);
  add_form(router, "late-members", "panel.seat_page", {"expert", "leaving", "deadline_on", "reason"},
           service::seat_late_member);
  add_form(router, "departures", "panel.leave_page", {"member", "reason"}, service::leave_panel);
  add_form(router, "duties", "panel.give_duty_page", {"member", "duty"}, service::give_panel_duty);
  add_form(router, "quorum", "panel.lower_quorum_page", {"quorum", "reason"}, service::lower_panel_quorum);
  router.add({"GET", "/panels/{id}/record", "panel.record_page", record_page});
  router.add({"POST", "/panels/{id}/minutes", "panel.write_minutes_page", write_minutes, BodyKind::form});
  router.add({"POST", "/panel-members/{id}/minutes", "panel_member.write_minutes_page", write_minutes, BodyKind::form});
  router.add({"POST", "/panel-members/{id}/answer", "panel_member.answer_page", answer, BodyKind::form});
  router.add({"POST", "/panel-members/{id}/signature", "panel_member.sign_minutes_page",
              [](Call& call) {
                return after_seat(
                    call, service::sign_minutes(call.gate, call.actor, call.id(), body_of(call, {"revision"})), true);
              },
              BodyKind::form});
  router.add(
      {"POST", "/deliverables/{id}/scan/acknowledgement", "file_scan.acknowledge_page", acknowledge, BodyKind::form});
  router.add({"POST", "/score-sheets/{id}/revise", "score_sheet.revise_page",
              [](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                auto done = service::revise_sheet(call.gate, call.actor, call.id(), *version, Json::object());
                if (!done) return refused(done.problems());
                return see_other("/score-sheets/" + std::to_string(call.id()));
              },
              BodyKind::form});
}

}  // namespace zhiheng::web

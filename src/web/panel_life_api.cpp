// The API of a panel's life: invitations and their answers, members who come and go, quorum, discussion, minutes, the
// record, what was found in blind files, and sessions.
#include "service/file_scan_service.h"
#include "service/panel_life_service.h"
#include "service/panel_record.h"
#include "service/review_session_service.h"
#include "web/heart_web.h"
#include "web/panel_life_web.h"
#include "web/problem.h"

namespace zhiheng::web {

namespace {

using service::Gate;
using OnRow = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id, std::int64_t version, const Json& body);
using UnderRow = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id, const Json& body);
using Reading = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id);

void add_act(Router& router, const std::string& path, const std::string& name, const std::string& stem, OnRow act) {
  add_post(router, "/api/v1" + path, name, [stem, act](Call& call) {
    auto version = version_or_current(call, stem);
    if (!version) return refused(version.problems());
    return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
  });
}

void add_act(Router& router, const std::string& path, const std::string& name, UnderRow act) {
  add_post(router, "/api/v1" + path, name,
           [act](Call& call) { return json_or_refused(act(call.gate, call.actor, call.id(), body_or_empty(call))); });
}

void add_reading(Router& router, const std::string& path, const std::string& name, Reading read) {
  router.add({"GET", "/api/v1" + path, name,
              [read](Call& call) { return json_or_refused(read(call.gate, call.actor, call.id())); }});
}

Reply acknowledge(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  return json_or_refused(service::acknowledge_scan(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
}

Reply change_session(Call& call) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  auto version = call.version();
  if (!version) return refused(version.problems());
  return json_or_refused(service::change_session(call.gate, call.actor, call.id(), *version, call.body));
}

}  // namespace

void add_panel_life_api(Router& router) {
  add_act(router, "/panels/{id}/invitations", "panel.invite", "panel", service::send_invitations);
  add_act(router, "/panels/{id}/members", "panel.seat", "panel", service::seat_late_member);
  add_act(router, "/panels/{id}/departures", "panel.leave", "panel", service::leave_panel);
  add_act(router, "/panels/{id}/duties", "panel.give_duty", "panel", service::give_panel_duty);
  add_act(router, "/panels/{id}/quorum", "panel.lower_quorum", "panel", service::lower_panel_quorum);
  add_act(router, "/panels/{id}/discussion", "panel.open_discussion", "panel", service::open_panel_discussion);
  add_act(router, "/score-sheets/{id}/revise", "score_sheet.revise", "score_sheet", service::revise_sheet);
  add_act(router, "/panel-members/{id}/answer", "panel_member.answer", service::answer_invitation);
  add_reading(router, "/panels/{id}/minutes", "panel.minutes", service::read_minutes);
  add_act(router, "/panels/{id}/minutes", "panel.write_minutes", service::write_minutes);
  add_act(router, "/panel-members/{id}/minutes", "panel_member.write_minutes", service::write_minutes_as_member);
  add_act(router, "/panel-members/{id}/signature", "panel_member.sign_minutes", service::sign_minutes);
  add_reading(router, "/panels/{id}/sessions", "panel.sessions", service::panel_sessions);
  add_reading(router, "/panels/{id}/line", "panel.line", service::panel_line);
  add_reading(router, "/panels/{id}/record", "panel.record", service::panel_record);
  add_reading(router, "/engagements/{id}/file-scans", "file_scan.of_engagement", service::file_scans);
  add_post(router, "/api/v1/deliverables/{id}/scan", "file_scan.scan", [](Call& call) -> Reply {
    auto scan = service::scan_deliverable(call.gate, call.actor, call.id());
    if (scan && scan->is_null()) return refused({refusal(Kind::conflict, "file_scan.not_needed")});
    return json_or_refused(std::move(scan));
  });
  add_post(router, "/api/v1/deliverables/{id}/scan/acknowledgement", "file_scan.acknowledge", acknowledge);
  add_post(router, "/api/v1/review-sessions", "review_session.create", [](Call& call) {
    return created_or_refused(service::plan_session(call.gate, call.actor, body_or_empty(call)), "review-sessions");
  });
  add_reading(router, "/review-sessions/{id}", "review_session.read", service::read_session);
  router.add({"PUT", "/api/v1/review-sessions/{id}", "review_session.replace", change_session, BodyKind::json});
  add_act(router, "/review-sessions/{id}/cancel", "review_session.cancel", "review_session", service::cancel_session);
}

}  // namespace zhiheng::web

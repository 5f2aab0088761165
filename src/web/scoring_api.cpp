#include "domain/deliverable.h"
#include "service/deliverable_service.h"
#include "service/panel_service.h"
#include "service/result_service.h"
#include "service/sheet_service.h"
#include "web/deliverable_parts.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

using service::Gate;
using OnRow = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id, std::int64_t version, const Json& body);
using UnderRow = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id, const Json& body);
using Reading = Result<Json> (*)(Gate&, const domain::Actor&, std::int64_t id);

void add_act(Router& router, const std::string& method, const std::string& path, const std::string& name,
             const std::string& stem, OnRow act) {
  router.add({method,
              "/api/v1" + path,
              name,
              [stem, act](Call& call) {
                auto version = stem.empty() ? call.version() : version_or_current(call, stem);
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 20,
              method == "POST"});
}

// A change of content names the version that it was made from.
void add_change(Router& router, const std::string& path, const std::string& name, OnRow act) {
  router.add({"PUT", "/api/v1" + path, name,
              [act](Call& call) {
                if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
                auto version = call.version();
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version, call.body));
              },
              BodyKind::json});
}

void add_making(Router& router, const std::string& path, const std::string& name, const std::string& plural,
                UnderRow make) {
  router.add({"POST",
              "/api/v1" + path,
              name,
              [plural, make](Call& call) {
                return created_or_refused(make(call.gate, call.actor, call.id(), body_or_empty(call)), plural);
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 20,
              true});
}

void add_reading(Router& router, const std::string& path, const std::string& name, Reading read) {
  router.add({"GET", "/api/v1" + path, name,
              [read](Call& call) { return json_or_refused(read(call.gate, call.actor, call.id())); }});
}

Reply upload(Call& call) {
  Json body = Json::object();
  service::Upload file;
  if (!call.files.empty()) {
    for (const auto& [name, value] : call.form) body.set(name, value);
    file = {call.files.front().file_name, call.files.front().bytes};
  } else {
    for (const auto& [name, value] : call.request.query) body.set(name, value);
    auto name = percent_decode(call.request.header("X-File-Name"), false);
    if (!name) return refused(refusal("deliverable.file_name_malformed", "X-File-Name"));
    file = {*name, call.request.body};
  }
  return created_or_refused(service::add_deliverable(call.gate, call.actor, call.id(), body, file), "deliverables");
}

// POST /panels names its engagement in the body; as a child of the engagement it stands in the path.
Reply create_panel(Call& call) {
  Json body = body_or_empty(call);
  const std::string engagement = body.text_at("engagement");
  const auto id = read_id(engagement);
  if (!id) return refused(refusal("field.required", "/engagement"));
  Json rest = Json::object();
  for (const auto& [key, value] : body.members()) {
    if (key != "engagement") rest.set(key, value);
  }
  return created_or_refused(service::create_panel(call.gate, call.actor, *id, rest), "panels");
}

Reply give_score(Call& call) {
  auto version = call.version();
  if (!version && version.problems().front().rule != "version.missing") return refused(version.problems());
  const std::int64_t seen = version ? *version : 0;
  return json_or_refused(service::give_component_score(call.gate, call.actor, call.id(), seen, body_or_empty(call)));
}

void add_panel_api(Router& router) {
  router.add(
      {"POST", "/api/v1/panels", "panel.create", create_panel, BodyKind::json, Access::signed_in, {}, 1u << 20, true});
  add_making(router, "/engagements/{id}/panel", "panel.create_for_engagement", "panels", service::create_panel);
  add_reading(router, "/engagements/{id}/panel", "panel.of_engagement", service::panel_of_engagement);
  add_reading(router, "/panels/{id}", "panel.read", service::read_panel);
  add_change(router, "/panels/{id}/members", "panel.change_members", service::change_panel_members);
  add_change(router, "/panels/{id}/deadline", "panel.move_deadline", service::move_panel_deadline);
  add_act(router, "POST", "/panels/{id}/recusals", "panel.recuse", "panel", service::recuse_panel_member);
  router.add({"POST",
              "/api/v1/panels/{id}/close",
              "panel.close",
              [](Call& call) {
                auto version = version_or_current(call, "panel");
                if (!version) return refused(version.problems());
                return json_or_refused(service::close_panel(call.gate, call.actor, call.id(), *version));
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 16,
              true});
  add_reading(router, "/panels/{id}/score-sheets", "panel.score_sheets", service::sheets_of_panel);
}

}  // namespace

void add_scoring_api(Router& router) {
  router.add({"POST",
              "/api/v1/engagements/{id}/deliverables",
              "deliverable.create",
              upload,
              BodyKind::bytes,
              Access::signed_in,
              {"kind", "received_at", "remark"},
              domain::largest_upload_bytes + (1u << 20),
              true});
  add_reading(router, "/engagements/{id}/deliverables", "deliverable.of_engagement",
              service::deliverables_of_engagement);
  add_reading(router, "/deliverables/{id}", "deliverable.read", service::read_deliverable);
  router.add({"GET", "/api/v1/deliverables/{id}/file", "deliverable.file", download_deliverable});
  add_act(router, "POST", "/deliverables/{id}/accept", "deliverable.accept", "deliverable",
          service::accept_deliverable);
  add_act(router, "POST", "/deliverables/{id}/return", "deliverable.return", "deliverable",
          service::return_deliverable);
  add_panel_api(router);
  add_reading(router, "/score-sheets/{id}", "score_sheet.read", service::read_sheet);
  add_change(router, "/score-sheets/{id}", "score_sheet.save", service::save_sheet);
  router.add({"POST",
              "/api/v1/score-sheets/{id}/submit",
              "score_sheet.submit",
              [](Call& call) {
                auto version = version_or_current(call, "score_sheet");
                if (!version) return refused(version.problems());
                // Without content the saved sheet is handed in.
                const bool empty = call.body.is_null() || call.body.members().empty();
                return json_or_refused(
                    service::submit_sheet(call.gate, call.actor, call.id(), *version, empty ? Json() : call.body));
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 20,
              true});
  add_act(router, "POST", "/score-sheets/{id}/return", "score_sheet.return", "score_sheet", service::return_sheet);
  add_reading(router, "/engagements/{id}/component-scores", "component_score.list", service::component_scores);
  router.add({"POST",
              "/api/v1/engagements/{id}/component-scores",
              "component_score.give",
              give_score,
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 16,
              true});
  add_act(router, "POST", "/component-scores/{id}/withdraw", "component_score.withdraw", "",
          service::withdraw_component_score);
  add_reading(router, "/engagements/{id}/conduct", "conduct.list", service::conduct_records);
  add_making(router, "/engagements/{id}/conduct", "conduct.create", "conduct", service::record_conduct);
  add_act(router, "POST", "/conduct/{id}/withdraw", "conduct.withdraw", "", service::withdraw_conduct);
  add_reading(router, "/engagements/{id}/results", "result.of_engagement", service::results_of_engagement);
  add_reading(router, "/results/{id}", "result.read", service::read_result);
  add_making(router, "/engagements/{id}/results", "result.recompute", "results", service::recompute_result);
}

}  // namespace zhiheng::web

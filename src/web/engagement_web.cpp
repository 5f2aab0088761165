#include "domain/deliverable.h"
#include "service/deliverable_service.h"
#include "service/panel_service.h"
#include "service/result_service.h"
#include "web/deliverable_parts.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

std::string engagement_place(std::int64_t id, const char* done) {
  return "/engagements/" + std::to_string(id) + "?done=" + done;
}

Reply upload(Call& call) {
  Json body = Json::object();
  for (const char* key : {"kind", "received_at", "remark"}) {
    std::string text(trimmed(call.field(key)));
    if (std::string_view(key) == "received_at" && text.size() >= 16 && text[10] == 'T') text[10] = ' ';
    if (!text.empty()) body.set(key, text);
  }
  const Part* file = nullptr;
  for (const Part& part : call.files) {
    if (part.name == "file" && !part.file_name.empty()) file = &part;
  }
  if (!file) return show_engagement(call, call.id(), {refusal("upload.file_missing", "/file")});
  auto row = service::add_deliverable(call.gate, call.actor, call.id(), body, {file->file_name, file->bytes});
  if (row) return see_other(engagement_place(call.id(), "uploaded"));
  return is_about_the_form(row.problems()) ? show_engagement(call, call.id(), row.problems()) : refused(row.problems());
}

// An act on a deliverable or conduct row, which leads back to the engagement's page.
Reply back_to_engagement(Call& call, const Result<Json>& row, const std::string& engagement, const char* done) {
  if (row) return see_other(engagement_place(read_id(engagement).value_or(0), done));
  const auto id = read_id(engagement);
  return id && is_about_the_form(row.problems()) ? show_engagement(call, *id, row.problems()) : refused(row.problems());
}

Reply judge(Call& call, bool accept) {
  auto deliverable = service::read_deliverable(call.gate, call.actor, call.id());
  if (!deliverable) return refused(deliverable.problems());
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object();
  if (!accept) body.set("reason", std::string(trimmed(call.field("reason"))));
  auto row = accept ? service::accept_deliverable(call.gate, call.actor, call.id(), *version, body)
                    : service::return_deliverable(call.gate, call.actor, call.id(), *version, body);
  return back_to_engagement(call, row, deliverable->text_at("engagement"), "judged");
}

Reply give_score(Call& call) {
  Json body = Json::object();
  for (const char* key : {"component", "score", "reason"}) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  // The form shows the score of now, so it is changed from the version of now.
  std::int64_t version = 0;
  if (auto scores = service::component_scores(call.gate, call.actor, call.id())) {
    for (const Json& item : scores->at("items").items()) {
      if (item.text_at("component") == body.text_at("component")) version = item.at("version").integer().value_or(0);
    }
  }
  auto row = service::give_component_score(call.gate, call.actor, call.id(), version, body);
  return back_to_engagement(call, row, std::to_string(call.id()), "registered");
}

Reply record_conduct(Call& call) {
  Json body = Json::object();
  const std::string code = call.field("code");
  const std::size_t colon = code.find(':');
  if (colon != std::string::npos) {
    body.set("kind", code.substr(0, colon));
    body.set("code", code.substr(colon + 1));
  }
  for (const char* key : {"happened_on", "count", "evidence"}) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  auto row = service::record_conduct(call.gate, call.actor, call.id(), body);
  return back_to_engagement(call, row, std::to_string(call.id()), "registered");
}

Reply withdraw_conduct(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body(Json::Object{{"reason", std::string(trimmed(call.field("reason")))}});
  auto row = service::withdraw_conduct(call.gate, call.actor, call.id(), *version, body);
  return back_to_engagement(call, row, call.parameter("engagement"), "registered");
}

Reply withdraw_score(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body(Json::Object{{"reason", std::string(trimmed(call.field("reason")))}});
  auto row = service::withdraw_component_score(call.gate, call.actor, call.id(), *version, body);
  return back_to_engagement(call, row, call.parameter("engagement"), "registered");
}

Reply recompute(Call& call) {
  const Json body(Json::Object{{"reason", std::string(trimmed(call.field("reason")))}});
  auto row = service::recompute_result(call.gate, call.actor, call.id(), body);
  return back_to_engagement(call, row, std::to_string(call.id()), "recomputed");
}

}  // namespace

void add_engagement_pages(Router& router) {
  router.add({"GET", "/engagements/{id}", "engagement.show_page",
              [](Call& call) { return show_engagement(call, call.id(), {}); }});
  router.add({"POST",
              "/engagements/{id}/deliverables",
              "deliverable.create_page",
              upload,
              BodyKind::form,
              Access::signed_in,
              {},
              domain::largest_upload_bytes + (1u << 20)});
  router.add({"GET", "/deliverables/{id}/file", "deliverable.file_page", download_deliverable});
  router.add({"POST", "/deliverables/{id}/accept", "deliverable.accept_page",
              [](Call& call) { return judge(call, true); }, BodyKind::form});
  router.add({"POST", "/deliverables/{id}/return", "deliverable.return_page",
              [](Call& call) { return judge(call, false); }, BodyKind::form});
  router.add({"POST", "/engagements/{id}/component-scores", "component_score.page", give_score, BodyKind::form});
  router.add({"POST", "/engagements/{id}/conduct", "conduct.create_page", record_conduct, BodyKind::form});
  router.add({"POST", "/conduct/{id}/withdraw", "conduct.withdraw_page", withdraw_conduct, BodyKind::form});
  router.add(
      {"POST", "/component-scores/{id}/withdraw", "component_score.withdraw_page", withdraw_score, BodyKind::form});
  router.add({"POST", "/engagements/{id}/recompute", "result.recompute_page", recompute, BodyKind::form});
}

}  // namespace zhiheng::web

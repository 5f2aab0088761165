// The payroll with full numbers: asked for with a purpose, answered as a workbook that nobody keeps.
#include "service/payroll_reveal.h"
#include "web/expert_fee_web.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

Reply workbook(service::ReportFile file) {
  return bytes_reply(std::move(file.bytes), file.media_type, file.file_name);
}

Reply by_form(Call& call) {
  const Json body = Json::object().set("purpose", std::string(trimmed(call.field("purpose"))));
  auto file = service::reveal_payroll(call.gate, call.actor, call.id(), body, call.language);
  if (file) return workbook(std::move(*file));
  return is_about_the_form(file.problems()) ? show_expert_fee(call, file.problems()) : refused(file.problems());
}

Reply by_api(Call& call) {
  auto file = service::reveal_payroll(call.gate, call.actor, call.id(), body_or_empty(call), call.language);
  return file ? workbook(std::move(*file)) : refused(file.problems());
}

}  // namespace

void add_payroll_routes(Router& router) {
  // No answer of it is kept for a repeated request: what it holds stands nowhere else in clear.
  Route api{"POST", "/api/v1/expert-fees/{id}/payroll", "expert_fee.reveal_payroll", by_api, BodyKind::json};
  api.takes = "expert_fee_purpose";
  router.add(std::move(api));
  router.add({"POST", "/expert-fees/{id}/payroll", "expert_fee.reveal_payroll_page", by_form, BodyKind::form});
}

}  // namespace zhiheng::web

#include "service/payment_service.h"
#include "service/statement_service.h"
#include "service/task_service.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

Reply draft(Call& call) {
  return created_or_refused(service::draft_statement(call.gate, call.actor, call.id()), "statements");
}

Reply act_on_statement(Call& call,
                       Result<Json> (*act)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t)) {
  auto version = version_or_current(call, "statement");
  if (!version) return refused(version.problems());
  return json_or_refused(act(call.gate, call.actor, call.id(), *version));
}

Reply act_on_adjustment(Call& call,
                        Result<Json> (*act)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t)) {
  auto version = version_or_current(call, "adjustment");
  if (!version) return refused(version.problems());
  return json_or_refused(act(call.gate, call.actor, call.id(), *version));
}

// POST /payments names its contract in the body.
Reply pay(Call& call) {
  Json rest = Json::object();
  std::int64_t contract = call.id();
  if (!call.body.is_null()) {
    for (const auto& [key, value] : call.body.members()) {
      if (key == "contract" && contract == 0) {
        contract = read_id(value.is_string() ? value.string() : "").value_or(0);
      } else {
        rest.set(key, value);
      }
    }
  }
  if (contract == 0) return refused(refusal("field.required", "/contract"));
  return created_or_refused(service::register_payment(call.gate, call.actor, contract, rest), "payments");
}

void add_statement_api(Router& router) {
  add_post(router, "/api/v1/contracts/{id}/statements", "statement.draft", draft);
  router.add({"GET", "/api/v1/contracts/{id}/statements", "statement.of_contract", [](Call& call) {
                return json_or_refused(service::statements_of_contract(call.gate, call.actor, call.id()));
              }});
  router.add({"GET", "/api/v1/statements/{id}", "statement.read",
              [](Call& call) { return json_or_refused(service::read_statement(call.gate, call.actor, call.id())); }});
  add_post(router, "/api/v1/statements/{id}/redraw", "statement.redraw",
           [](Call& call) { return act_on_statement(call, service::redraw_statement); });
  add_post(router, "/api/v1/statements/{id}/confirm", "statement.confirm",
           [](Call& call) { return act_on_statement(call, service::confirm_statement); });
  add_post(router, "/api/v1/statements/{id}/void", "statement.void", [](Call& call) {
    auto version = version_or_current(call, "statement");
    if (!version) return refused(version.problems());
    return json_or_refused(service::void_statement(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
  });
  add_post(router, "/api/v1/statements/{id}/adjustments", "adjustment.create", [](Call& call) {
    return created_or_refused(service::draft_adjustment(call.gate, call.actor, call.id(), body_or_empty(call)),
                              "adjustments");
  });
  add_post(router, "/api/v1/adjustments/{id}/confirm", "adjustment.confirm",
           [](Call& call) { return act_on_adjustment(call, service::confirm_adjustment); });
  add_post(router, "/api/v1/adjustments/{id}/void", "adjustment.void",
           [](Call& call) { return act_on_adjustment(call, service::void_adjustment); });
}

}  // namespace

void add_money_api(Router& router) {
  add_statement_api(router);
  router.add({"POST",
              "/api/v1/payments",
              "payment.create",
              pay,
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 16,
              true,
              "payment"});
  router.add({"POST",
              "/api/v1/contracts/{id}/payments",
              "payment.create_for_contract",
              pay,
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 16,
              true,
              "payment"});
  router.add({"GET", "/api/v1/contracts/{id}/payments", "payment.of_contract", [](Call& call) {
                return json_or_refused(service::payments_of_contract(call.gate, call.actor, call.id()));
              }});
}

}  // namespace zhiheng::web

#include "service/agency_account_service.h"
#include "service/payment_order_service.h"
#include "web/heart_web.h"
#include "web/payment_order_web.h"

namespace zhiheng::web {

namespace {

Route changing(const char* method, const char* pattern, const char* name, std::function<Reply(Call&)> handler,
               const char* takes, const char* answers) {
  Route route{method, pattern, name, std::move(handler), BodyKind::json};
  route.creates = std::string_view(method) == "POST";
  route.takes = takes;
  route.answers = answers;
  return route;
}

}  // namespace

std::function<Reply(Call&)> with_version(const std::string& stem,
                                         std::function<Result<Json>(Call&, std::int64_t version)> act) {
  return [stem, act = std::move(act)](Call& call) {
    auto version = version_or_current(call, stem);
    if (!version) return refused(version.problems());
    return json_or_refused(act(call, *version));
  };
}

Reply done_or_refused(const Result<Json>& result, const std::string& place) {
  return result ? see_other(place) : refused(result.problems());
}

void add_payment_order_api(Router& router) {
  router.add(changing(
      "POST", "/api/v1/contracts/{id}/payment-orders", "payment_order.create",
      [](Call& call) {
        return created_or_refused(service::draft_payment_order(call.gate, call.actor, call.id(), body_or_empty(call)),
                                  "payment-orders");
      },
      "payment_order_new", "payment_order_detail"));
  Route read{"GET", "/api/v1/payment-orders/{id}", "payment_order.read",
             [](Call& call) { return json_or_refused(service::read_payment_order(call.gate, call.actor, call.id())); }};
  read.answers = "payment_order_detail";
  router.add(std::move(read));
  router.add(changing("PUT", "/api/v1/payment-orders/{id}", "payment_order.replace",
                      with_version("payment_order",
                                   [](Call& call, std::int64_t version) {
                                     return service::change_payment_order(call.gate, call.actor, call.id(), version,
                                                                          body_or_empty(call));
                                   }),
                      "payment_order_new", "payment_order_detail"));
  router.add(changing("POST", "/api/v1/payment-orders/{id}/confirm", "payment_order.confirm",
                      with_version("payment_order",
                                   [](Call& call, std::int64_t version) {
                                     return service::confirm_payment_order(call.gate, call.actor, call.id(), version);
                                   }),
                      "act", "payment_order_detail"));
  router.add(changing("POST", "/api/v1/payment-orders/{id}/cancel", "payment_order.cancel",
                      with_version("payment_order",
                                   [](Call& call, std::int64_t version) {
                                     return service::cancel_payment_order(call.gate, call.actor, call.id(), version,
                                                                          body_or_empty(call));
                                   }),
                      "reason", "payment_order_detail"));
  router.add(changing(
      "POST", "/api/v1/payment-orders/{id}/retry", "payment_order.retry",
      [](Call& call) {
        return created_or_refused(service::retry_payment_order(call.gate, call.actor, call.id(), body_or_empty(call)),
                                  "payment-orders");
      },
      "payment_order_retry", "payment_order_detail"));
  router.add(changing("POST", "/api/v1/payments/{id}/countersign", "payment.countersign",
                      with_version("payment",
                                   [](Call& call, std::int64_t version) {
                                     return service::countersign_payment(call.gate, call.actor, call.id(), version);
                                   }),
                      "act", "payment_booked"));
}

void add_payment_order_routes(Router& router) {
  add_payment_order_api(router);
  add_payment_order_pages(router);
  add_payment_batch_routes(router);
  add_bank_result_routes(router);
  add_agency_account_routes(router);
  add_approval_routes(router);
}

}  // namespace zhiheng::web

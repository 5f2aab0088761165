#include "service/expert_fee_service.h"
#include "web/expert_fee_web.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

Route changing(const char* method, const char* pattern, const char* name, std::function<Reply(Call&)> handler,
               const char* takes) {
  Route route{method, pattern, name, std::move(handler), BodyKind::json};
  route.creates = std::string_view(method) == "POST";
  route.takes = takes;
  route.answers = "expert_fee_detail";
  return route;
}

using Versioned = std::function<Result<Json>(Call&, std::int64_t version)>;

std::function<Reply(Call&)> versioned(Versioned act) {
  return [act = std::move(act)](Call& call) {
    auto version = version_or_current(call, "expert_fee");
    if (!version) return refused(version.problems());
    return json_or_refused(act(call, *version));
  };
}

// The year of a list; that of today where none was asked for.
std::string year_of(const Call& call) {
  const std::string& given = call.parameter("year");
  return given.empty() ? std::to_string(call.gate.clock().now().date().year()) : given;
}

}  // namespace

void add_expert_fee_api(Router& router) {
  router.add(changing(
      "POST", "/api/v1/expert-fees", "expert_fee.create",
      [](Call& call) {
        return created_or_refused(service::draft_expert_fee(call.gate, call.actor, body_or_empty(call), call.language),
                                  "expert-fees");
      },
      "expert_fee_new"));
  Route read{"GET", "/api/v1/expert-fees/{id}", "expert_fee.read", [](Call& call) {
               return json_or_refused(service::read_expert_fee(call.gate, call.actor, call.id(), call.language));
             }};
  read.answers = "expert_fee_detail";
  router.add(std::move(read));
  router.add(changing("PUT", "/api/v1/expert-fees/{id}", "expert_fee.replace",
                      versioned([](Call& call, std::int64_t version) {
                        return service::change_expert_fee(call.gate, call.actor, call.id(), version,
                                                          body_or_empty(call), call.language);
                      }),
                      "expert_fee_change"));
  router.add(changing("POST", "/api/v1/expert-fees/{id}/confirm", "expert_fee.confirm",
                      versioned([](Call& call, std::int64_t version) {
                        return service::confirm_expert_fee(call.gate, call.actor, call.id(), version, call.language);
                      }),
                      "act"));
  router.add(changing(
      "POST", "/api/v1/expert-fees/{id}/void", "expert_fee.void", versioned([](Call& call, std::int64_t version) {
        return service::void_expert_fee(call.gate, call.actor, call.id(), version, body_or_empty(call), call.language);
      }),
      "reason"));
  router.add(changing(
      "POST", "/api/v1/expert-fees/{id}/payments", "expert_fee.pay", versioned([](Call& call, std::int64_t version) {
        return service::pay_expert_fee(call.gate, call.actor, call.id(), version, body_or_empty(call), call.language);
      }),
      "expert_fee_payment_new"));
  Route year{"GET", "/api/v1/expert-fee-year", "expert_fee.year", [](Call& call) {
               return json_or_refused(service::expert_fee_year(call.gate, call.actor, year_of(call)));
             }};
  year.query = {"year"};
  year.answers = "expert_fee_year";
  router.add(std::move(year));
  Route mine{"GET", "/api/v1/my-fees", "expert_fee.mine", [](Call& call) {
               return json_or_refused(service::my_expert_fees(call.gate, call.actor, year_of(call), call.language));
             }};
  mine.query = {"year"};
  mine.answers = "my_expert_fees";
  router.add(std::move(mine));
}

void add_expert_fee_routes(Router& router) {
  add_expert_fee_api(router);
  add_fee_scheme_routes(router);
  add_expert_fee_pages(router);
  add_expert_fee_forms(router);
  add_payroll_routes(router);
}

}  // namespace zhiheng::web

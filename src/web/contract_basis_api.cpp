#include "domain/commission_type.h"
#include "service/contract_hints.h"
#include "service/fee_basis_service.h"
#include "service/termination_service.h"
#include "web/contract_basis.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

Reply list_commission_types(Call& call) {
  Json items = Json::array();
  for (const domain::CommissionType& type : domain::commission_types()) {
    Json one = Json::object().set("code", type.code);
    for (const Language language : {Language::zh, Language::en}) {
      one.set(language == Language::zh ? "title" : "title_en", say("choice.commission_type." + type.code, language));
    }
    items.push(one.set("compliance", type.compliance).set("clause", type.clause));
  }
  const auto count = static_cast<std::int64_t>(items.items().size());
  static_cast<void>(call);
  return json_reply(Json::object().set("items", std::move(items)).set("next", Json()).set("total", count));
}

Reply save_sheet(Call& call) {
  auto version = version_or_current(call, "contract");
  if (!version) return refused(version.problems());
  return json_or_refused(
      service::save_fee_sheet(call.gate, call.actor, call.id(), *version, body_or_empty(call), call.language), 201);
}

Reply draft_termination(Call& call) {
  auto version = version_or_current(call, "contract");
  if (!version) return refused(version.problems());
  return created_or_refused(service::draft_termination(call.gate, call.actor, call.id(), *version, body_or_empty(call)),
                            "terminations");
}

Reply decide(Call& call) {
  auto version = version_or_current(call, "contract_termination");
  if (!version) return refused(version.problems());
  return json_or_refused(service::decide_termination(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
}

Reply withdraw(Call& call) {
  auto version = version_or_current(call, "contract_termination");
  if (!version) return refused(version.problems());
  return json_or_refused(service::withdraw_termination(call.gate, call.actor, call.id(), *version));
}

void add_get(Router& router, const char* pattern, const char* name, const char* answers,
             std::function<Reply(Call&)> handler) {
  router.add({"GET", pattern, name, std::move(handler)});
  router.last().answers = answers;
}

void add_act(Router& router, const char* pattern, const char* name, const char* takes, const char* answers, int status,
             std::function<Reply(Call&)> handler) {
  add_post(router, pattern, name, std::move(handler));
  router.last().takes = takes;
  router.last().answers = answers;
  router.last().status = status;
}

}  // namespace

void add_contract_basis_api(Router& router) {
  add_get(router, "/api/v1/commission-types", "commission_type.list", "commission_type_list", list_commission_types);
  add_act(router, "/api/v1/fee-basis", "fee_basis.compute", "fee_basis_document", "fee_basis_sheet", 200,
          [](Call& call) {
            return json_or_refused(service::compute_fee(call.gate, call.actor, body_or_empty(call), call.language));
          });
  add_get(router, "/api/v1/contracts/{id}/hints", "contract.hints", "contract_hint_list",
          [](Call& call) { return json_or_refused(service::contract_hints(call.gate, call.actor, call.id())); });
  add_get(router, "/api/v1/contracts/{id}/fee-sheets", "fee_basis.list", "fee_sheet_list", [](Call& call) {
    return json_or_refused(service::fee_sheets_of_contract(call.gate, call.actor, call.id()));
  });
  add_act(router, "/api/v1/contracts/{id}/fee-sheets", "fee_basis.save", "fee_sheet_draft", "fee_sheet", 201,
          save_sheet);
  add_get(router, "/api/v1/fee-sheets/{id}", "fee_basis.read", "fee_sheet", [](Call& call) {
    return json_or_refused(service::read_fee_sheet(call.gate, call.actor, call.id(), call.language));
  });
  add_get(router, "/api/v1/contracts/{id}/terminations", "contract.terminations", "termination_list", [](Call& call) {
    return json_or_refused(service::terminations_of_contract(call.gate, call.actor, call.id()));
  });
  add_act(router, "/api/v1/contracts/{id}/terminations", "contract.draft_termination", "termination_draft",
          "termination", 201, draft_termination);
  add_act(router, "/api/v1/terminations/{id}/decide", "contract_termination.decide", "termination_decision",
          "termination", 200, decide);
  add_act(router, "/api/v1/terminations/{id}/withdraw", "contract_termination.withdraw", "", "termination", 200,
          withdraw);
}

}  // namespace zhiheng::web

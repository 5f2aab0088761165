// Each kind of act of the demonstration, carried out by the person whose work it is.
#include "base/crypto.h"
#include "service/contract_service.h"
#include "service/deliverable_service.h"
#include "service/demo/demo_paper.h"
#include "service/demo/demo_parts.h"
#include "service/demo/demo_sheet.h"
#include "service/demo/demo_stage.h"
#include "service/disclosure_service.h"
#include "service/panel_service.h"
#include "service/payment_order_service.h"
#include "service/payment_service.h"
#include "service/policy_service.h"
#include "service/result_service.h"
#include "service/sheet_service.h"
#include "service/statement_service.h"

namespace zhiheng::service {

const std::map<std::string, DemoStage::Handler> DemoStage::handlers{
    {"contract", &DemoStage::act_contract},
    {"amend", &DemoStage::act_amend},
    {"pay", &DemoStage::act_pay},
    {"deliver", &DemoStage::act_deliver},
    {"accept", &DemoStage::act_accept},
    {"return", &DemoStage::act_return},
    {"panel", &DemoStage::act_panel},
    {"sheet", &DemoStage::act_sheet},
    {"save_sheet", &DemoStage::act_save_sheet},
    {"return_sheet", &DemoStage::act_return_sheet},
    {"close", &DemoStage::act_close},
    {"conduct", &DemoStage::act_conduct},
    {"recompute", &DemoStage::act_recompute},
    {"draft", &DemoStage::act_draft},
    {"confirm", &DemoStage::act_confirm},
    {"void", &DemoStage::act_void},
    {"adjust", &DemoStage::act_adjust},
    {"confirm_adjustment", &DemoStage::act_confirm_adjustment},
    {"policy", &DemoStage::act_policy},
    {"approve_policy", &DemoStage::act_approve_policy},
    {"disclose", &DemoStage::act_disclose},
    {"draw", &DemoStage::act_draw},
    {"commit", &DemoStage::act_commit},
    {"reveal", &DemoStage::act_reveal},
    {"carry_out", &DemoStage::act_carry_out},
    {"invite", &DemoStage::act_invite},
    {"answers", &DemoStage::act_answers},
    {"substitute", &DemoStage::act_substitute},
    {"declare", &DemoStage::act_declare},
    {"duties", &DemoStage::act_duties},
    {"session", &DemoStage::act_session},
    {"sheets", &DemoStage::act_sheets},
    {"discuss", &DemoStage::act_discuss},
    {"revise", &DemoStage::act_revise},
    {"minutes", &DemoStage::act_minutes},
    {"expert", &DemoStage::act_expert},
    {"qualification", &DemoStage::act_qualification},
    {"remark", &DemoStage::act_remark},
    {"secrets", &DemoStage::act_secrets},
    {"renew", &DemoStage::act_renew},
    {"assess", &DemoStage::act_assess},
    {"relation", &DemoStage::act_relation},
    {"flag", &DemoStage::act_flag},
    {"object", &DemoStage::act_object},
    {"receive", &DemoStage::act_receive},
    {"prepare", &DemoStage::act_prepare},
    {"review", &DemoStage::act_review},
    {"decide", &DemoStage::act_decide},
    {"credit_event", &DemoStage::act_credit_event},
    {"rate", &DemoStage::act_rate},
    {"publish_rating", &DemoStage::act_publish_rating},
    {"contest_rating", &DemoStage::act_contest_rating},
    {"decide_rating", &DemoStage::act_decide_rating},
    {"fee_scheme", &DemoStage::act_fee_scheme},
    {"fee", &DemoStage::act_fee},
    {"confirm_fee", &DemoStage::act_confirm_fee},
    {"pay_fee", &DemoStage::act_pay_fee},
    {"record", &DemoStage::act_record},
    {"invoice", &DemoStage::act_invoice},
    {"account", &DemoStage::act_account},
    {"order", &DemoStage::act_order},
    {"send_orders", &DemoStage::act_send_orders},
    {"bank_result", &DemoStage::act_bank_result},
    {"notice", &DemoStage::act_notice},
    {"answer_notice", &DemoStage::act_answer_notice},
    {"release", &DemoStage::act_release},
    {"terminate", &DemoStage::act_terminate},
    {"close_months", &DemoStage::act_close_months},
    {"agency_record", &DemoStage::act_agency_record},
    {"issue_record", &DemoStage::act_issue_record},
    {"lead_change", &DemoStage::act_lead_change},
};

DemoStage::Handler DemoStage::handler_of(const std::string& name) {
  const auto found = handlers.find(name);
  ensure(found != handlers.end(), "the demonstration's acts are of known kinds");
  return found->second;
}

std::uint32_t DemoStage::seed_of(const Json& act) const {
  const std::string name = act.text_at("engagement") + act.text_at("expert") + act.text_at("component");
  return static_cast<std::uint32_t>(std::stoul(sha256_hex(name).substr(0, 8), nullptr, 16));
}

DemoStage::Made DemoStage::act_contract(const Json& act) {
  Made contract = create_contract(gate_, person("clerk"), act.at("body"));
  if (!contract) return contract;
  for (const Json& engagement : contract->at("engagements").items()) {
    Json kept = engagement;
    kept.set("contract", contract->at("id")).set("agency", contract->at("agency"));
    made_[{"engagement", engagement.text_at("code")}] = std::move(kept);
  }
  const std::string number = contract->text_at("number");
  for (const Json& instalment : contract->at("instalments").items()) {
    made_[{"instalment", number + "#" + instalment.at("sequence").number()}] = instalment;
  }
  made_[{"contract", number}] = *contract;
  return contract;
}

DemoStage::Made DemoStage::act_amend(const Json& act) {
  const std::int64_t id = made("contract", act.text_at("contract"));
  const Made contract = read_contract(gate_, person("clerk"), id);
  if (!contract) return contract;
  return add_amendment(gate_, person("clerk"), id, version_of(*contract), act.at("body"));
}

DemoStage::Made DemoStage::act_pay(const Json& act) {
  Json body = Json::object();
  body.set("kind", or_else(act.text_at("kind"), "payment")).set("paid_on", act.text_at("on"));
  body.set("amount", act.text_at("amount")).set("voucher_number", act.text_at("voucher"));
  if (act.find("remark")) body.set("remark", act.text_at("remark"));
  if (const Json* sequence = act.find("instalment")) {
    const auto id = made("instalment", act.text_at("contract") + "#" + sequence->number());
    body.set("instalment", std::to_string(id));
  }
  Made payment = register_payment(gate_, person("clerk"), made("contract", act.text_at("contract")), body);
  if (!payment || act.find("waiting")) return payment;
  return countersign_payment(gate_, person("reviewer"), id_of(*payment), version_of(*payment));
}

DemoStage::Made DemoStage::act_deliver(const Json& act) {
  const std::string code = act.text_at("engagement");
  const Json& engagement = made_.at({"engagement", code});
  const std::string bytes = demo_paper(code, act.text_at("kind"), act.text_at("on"));
  const domain::Actor& agency = person(agency_logins_.at(number_in(engagement, "agency")));
  return add_deliverable(gate_, agency, id_of(engagement), Json::object().set("kind", act.text_at("kind")),
                         {act.text_at("file"), bytes});
}

DemoStage::Made DemoStage::newest_deliverable(const Json& act) {
  const Made all = deliverables_of_engagement(gate_, person("clerk"), made("engagement", act.text_at("engagement")));
  if (!all) return all;
  const Json* newest = nullptr;
  for (const Json& one : all->at("items").items()) {
    if (one.text_at("kind") == act.text_at("kind")) newest = &one;
  }
  if (!newest) return missing("deliverable");
  return *newest;
}

DemoStage::Made DemoStage::act_accept(const Json& act) {
  const Made paper = newest_deliverable(act);
  if (!paper) return paper;
  return accept_deliverable(gate_, person("clerk"), id_of(*paper), version_of(*paper), Json::object());
}

DemoStage::Made DemoStage::act_return(const Json& act) {
  const Made paper = newest_deliverable(act);
  if (!paper) return paper;
  return return_deliverable(gate_, person("clerk"), id_of(*paper), version_of(*paper), reason_of(act));
}

DemoStage::Made DemoStage::act_panel(const Json& act) {
  Json members = Json::array();
  for (const Json& code : act.at("experts").items()) {
    members.push(Json::object().set("expert", std::to_string(made("expert", code.string()))));
  }
  Json body = Json::object();
  body.set("deadline_on", act.text_at("deadline_on")).set("members", std::move(members));
  Made panel = create_panel(gate_, person("clerk"), made("engagement", act.text_at("engagement")), body);
  if (panel) made_[{"panel", act.text_at("engagement")}] = *panel;
  return panel;
}

DemoStage::Made DemoStage::sheet_of(const Json& act) {
  const domain::Actor& actor = expert(act.text_at("expert"));
  const Made sheets = sheets_of_panel(gate_, actor, made("panel", act.text_at("engagement")));
  if (!sheets) return sheets;
  for (const Json& sheet : sheets->at("items").items()) {
    const bool own = sheet.text_at("expert") == std::to_string(actor.expert_id);
    if (own && sheet.text_at("component") == act.text_at("component")) return read_sheet(gate_, actor, id_of(sheet));
  }
  return missing("sheet");
}

DemoStage::Made DemoStage::act_sheet(const Json& act) {
  const Made sheet = sheet_of(act);
  if (!sheet) return sheet;
  const Json body = act.find("whole") ? demo_whole_sheet(total_of(act), seed_of(act))
                                      : demo_sheet(sheet->at("rubric"), total_of(act), seed_of(act));
  return submit_sheet(gate_, expert(act.text_at("expert")), id_of(*sheet), version_of(*sheet), body);
}

DemoStage::Made DemoStage::act_save_sheet(const Json& act) {
  const Made sheet = sheet_of(act);
  if (!sheet) return sheet;
  const auto kept = static_cast<std::size_t>(*act.at("keep").integer());
  const Json body = demo_sheet(sheet->at("rubric"), total_of(act), seed_of(act), kept);
  return save_sheet(gate_, expert(act.text_at("expert")), id_of(*sheet), version_of(*sheet), body);
}

DemoStage::Made DemoStage::act_return_sheet(const Json& act) {
  const Made sheet = sheet_of(act);
  if (!sheet) return sheet;
  return return_sheet(gate_, person("reviewer"), id_of(*sheet), version_of(*sheet), reason_of(act));
}

DemoStage::Made DemoStage::act_close(const Json& act) {
  const auto engagement = made("engagement", act.text_at("engagement"));
  const Made panel = panel_of_engagement(gate_, person("clerk"), engagement);
  if (!panel) return panel;
  return close_panel(gate_, person("clerk"), id_of(*panel), version_of(*panel));
}

DemoStage::Made DemoStage::act_conduct(const Json& act) {
  return record_conduct(gate_, person("clerk"), made("engagement", act.text_at("engagement")), act.at("body"));
}

DemoStage::Made DemoStage::act_recompute(const Json& act) {
  return recompute_result(gate_, person("clerk"), made("engagement", act.text_at("engagement")), reason_of(act));
}

DemoStage::Made DemoStage::act_draft(const Json& act) {
  return draft_statement(gate_, person("clerk"), made("contract", act.text_at("contract")));
}

DemoStage::Made DemoStage::statement_of(const Json& act) {
  const Made all = statements_of_contract(gate_, person("clerk"), made("contract", act.text_at("contract")));
  if (!all) return all;
  for (const Json& statement : all->at("items").items()) {
    if (statement.text_at("state") != "voided") return statement;
  }
  return missing("statement");
}

DemoStage::Made DemoStage::act_confirm(const Json& act) {
  const Made statement = statement_of(act);
  if (!statement) return statement;
  return confirm_statement(gate_, person(act.text_at("by")), id_of(*statement), version_of(*statement));
}

DemoStage::Made DemoStage::act_void(const Json& act) {
  const Made statement = statement_of(act);
  if (!statement) return statement;
  return void_statement(gate_, person("leader"), id_of(*statement), version_of(*statement), reason_of(act));
}

DemoStage::Made DemoStage::act_adjust(const Json& act) {
  const Made statement = statement_of(act);
  if (!statement) return statement;
  Made adjustment = draft_adjustment(gate_, person("clerk"), id_of(*statement), act.at("body"));
  if (adjustment) made_[{"adjustment", act.text_at("contract")}] = *adjustment;
  return adjustment;
}

DemoStage::Made DemoStage::act_confirm_adjustment(const Json& act) {
  const auto id = made("adjustment", act.text_at("contract"));
  return confirm_adjustment(gate_, person(act.text_at("by")), id, 1);
}

DemoStage::Made DemoStage::act_policy(const Json& act) {
  const Made shipped = find_policy(gate_, person("clerk"), act.text_at("base"));
  if (!shipped) return shipped;
  Json document = shipped->at("document");
  for (const auto& change : act.at("changes").members()) document.set(change.key, change.value);
  Made policy = create_policy(gate_, person("clerk"), document);
  if (policy) made_[{"policy", policy->text_at("code")}] = *policy;
  return policy;
}

DemoStage::Made DemoStage::act_approve_policy(const Json& act) {
  const Json& policy = made_.at({"policy", act.text_at("code")});
  return approve_policy(gate_, person("leader"), id_of(policy), version_of(policy));
}

DemoStage::Made DemoStage::act_disclose(const Json& act) {
  const Made draft = draft_disclosure(gate_, person("clerk"), act.at("body"));
  if (!draft) return draft;
  return publish_disclosure(gate_, person("leader"), id_of(*draft), version_of(*draft));
}

}  // namespace zhiheng::service

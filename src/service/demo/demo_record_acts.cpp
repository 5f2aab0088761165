// The agencies' own records in the demonstration: entered, reviewed, issued, and a wish for another lead evaluator.
#include "service/agency_record_service.h"
#include "service/demo/demo_parts.h"
#include "service/demo/demo_stage.h"
#include "service/issued_record_service.h"
#include "service/security_key.h"

namespace zhiheng::service {

// Entered and submitted by the agency; accepted by the clerk unless it is left for a visitor.
DemoStage::Made DemoStage::act_agency_record(const Json& act) {
  const domain::Actor& agency = person(agency_logins_.at(made("agency", act.text_at("agency"))));
  Made last = Json::object();
  for (const Json& item : act.at("items").items()) {
    if (item.find("identity_number") && !lasting_secret_key()) continue;  // it could not be sealed
    const Made entered = enter_record_item(gate_, agency, item);
    if (!entered) return entered;
    last = submit_record_item(gate_, agency, id_of(*entered), version_of(*entered));
    if (!last) return last;
    if (act.find("waiting")) continue;
    const Json accepted = Json::object().set("accept", true);
    last = review_record_item(gate_, person("clerk"), id_of(*last), version_of(*last), accepted);
    if (!last) return last;
  }
  if (act.find("waiting")) return last;
  return confirm_agency_record(gate_, agency);
}

DemoStage::Made DemoStage::act_issue_record(const Json& act) {
  if (!lasting_secret_key()) return Json::object();
  const auto agency = made("agency", act.text_at("agency"));
  return issue_record(gate_, person(agency_logins_.at(agency)), agency, Json::object());
}

DemoStage::Made DemoStage::act_lead_change(const Json& act) {
  if (!lasting_secret_key()) return Json::object();  // the other person stands in the record
  Json body = act.at("body");
  return ask_lead_change(gate_, agency_of_contract(act), body.set("contract", act.text_at("contract")));
}

}  // namespace zhiheng::service

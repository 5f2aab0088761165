// The library of the demonstration, what binds its people, what agencies object to and what experts are paid.
#include <algorithm>

#include "domain/fee_scheme.h"
#include "domain/identity_number.h"
#include "service/declaration_service.h"
#include "service/demo/demo_paper.h"
#include "service/demo/demo_parts.h"
#include "service/demo/demo_stage.h"
#include "service/expert_assessment_service.h"
#include "service/expert_fee_service.h"
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "service/fee_scheme_service.h"
#include "service/objection_service.h"
#include "service/recusal_service.h"
#include "service/security_key.h"

namespace zhiheng::service {

namespace {

constexpr Language zh = Language::zh;

// Of a place that no number of a living person has: the district 532599 does not exist.
std::string demo_identity_number(std::size_t place) {
  const std::string number = std::to_string(100 + place);
  const std::string seventeen = "532599" + std::to_string(1960 + place) + "0101" + number;
  return seventeen + domain::identity_check_place(seventeen);
}

// The row that an agency would contest: where most was taken off.
const Json* most_taken(const Json& rows, const std::string& component) {
  const Json* found = nullptr;
  std::int32_t most = 0;
  for (const Json& row : rows.items()) {
    if (row.text_at("kind") != "criterion" || row.text_at("component") != component) continue;
    const std::int32_t taken =
        (*read_score(row.text_at("most"), "") - *read_score(row.text_at("value"), "")).hundredths();
    if (row.at("contested").boolean() || taken <= most) continue;
    most = taken;
    found = &row;
  }
  return found;
}

}  // namespace

// {"body", "steps": [{"by", "body"}]}: an application and how far it came.
DemoStage::Made DemoStage::act_expert(const Json& act) {
  Made expert = create_expert(gate_, person("clerk"), act.at("body"));
  if (!expert) return expert;
  const std::int64_t id = id_of(*expert);
  made_[{"expert", expert->text_at("code")}] = *expert;
  for (const Json& step : act.at("steps").items()) {
    const Made file = read_expert_file(gate_, person("clerk"), id);
    if (!file) return file;
    expert = take_expert_step(gate_, person(step.text_at("by")), id, version_of(*file), step.at("body"));
    if (!expert) return expert;
  }
  return expert;
}

DemoStage::Made DemoStage::act_qualification(const Json& act) {
  return add_qualification(gate_, person("clerk"), made("expert", act.text_at("expert")), act.at("body"));
}

DemoStage::Made DemoStage::act_remark(const Json& act) {
  const Made remark = add_remark(gate_, person("clerk"), made("expert", act.text_at("expert")), act.at("body"));
  if (!remark || !act.find("answer")) return remark;
  return answer_remark(gate_, person("leader"), id_of(*remark), version_of(*remark), act.at("answer"));
}

// Invented numbers, where there is a key to seal them with; without one the files have none.
DemoStage::Made DemoStage::act_secrets(const Json& act) {
  if (!lasting_secret_key()) return Json::object();
  std::size_t place = 0;
  for (const auto& [code, login] : expert_logins_) {
    const std::int64_t id = made("expert", code);
    const Made file = read_expert_file(gate_, person("clerk"), id);
    if (!file) return file;
    Json body = Json::object().set("identity_number", demo_identity_number(++place));
    body.set("bank_name", act.text_at("bank_name"))
        .set("bank_account", "62220000000000" + std::to_string(1000 + place));
    const Made sealed = set_secrets(gate_, person("clerk"), id, version_of(*file), body);
    if (!sealed) return sealed;
  }
  return Json::object();
}

// Whose term began with the library stays in it, however late the demonstration is set up.
DemoStage::Made DemoStage::act_renew(const Json& act) {
  for (const auto& [code, login] : expert_logins_) {
    const std::int64_t id = made("expert", code);
    const Made wish = propose_step(gate_, person("clerk"), id, Json::object().set("kind", "renew"));
    if (!wish) return wish;
    const Json yes = Json::object().set("approved", true);
    const Made renewed = decide_proposal(gate_, person(act.text_at("by")), id_of(*wish), version_of(*wish), yes);
    if (!renewed) return renewed;
  }
  return Json::object();
}

DemoStage::Made DemoStage::act_assess(const Json& act) {
  const Json body = Json::object().set("year", act.at("year"));
  const Made drafts = compute_assessments(gate_, person("clerk"), body);
  if (!drafts) return drafts;
  return confirm_assessments(gate_, person("leader"), body);
}

DemoStage::Made DemoStage::act_relation(const Json& act) {
  return add_relation(gate_, person("clerk"), act.at("body"));
}

DemoStage::Made DemoStage::act_flag(const Json& act) {
  const Made all = declarations_of_panel(gate_, person("clerk"), made("panel", act.text_at("engagement")));
  if (!all) return all;
  for (const Json& one : all->at("flags").items()) {
    const Made flag = read_recusal_flag(gate_, person(act.text_at("by")), id_of(one));
    if (!flag) return flag;
    Json body = reason_of(act);
    body.set("state", act.text_at("state"));
    return decide_recusal_flag(gate_, person(act.text_at("by")), id_of(*flag), version_of(*flag), body);
  }
  return missing("flag");
}

DemoStage::Made DemoStage::act_object(const Json& act) {
  const std::int64_t engagement = made("engagement", act.text_at("engagement"));
  const domain::Actor& agency = agency_of(act);
  const Made rows = contestable_rows(gate_, agency, engagement);
  if (!rows) return rows;
  const Json* row = most_taken(rows->at("items"), act.text_at("component"));
  if (!row) return missing("row to contest");
  Json wish = act.at("row");
  wish.set("target", row->text_at("target")).set("remedy", "points").set("wanted", row->text_at("most"));
  const Json body = Json::object().set("rows", Json(Json::Array{std::move(wish)}));
  const Made draft = draft_objection(gate_, agency, engagement, body);
  if (!draft) return draft;
  const std::string paper = demo_paper(act.text_at("engagement"), "evidence", act.text_at("on"));
  const Made proven = add_objection_file(gate_, agency, id_of(*draft), "异议证据（示例）.pdf", paper);
  if (!proven) return proven;
  Made filed = file_objection(gate_, agency, id_of(*draft), version_of(*proven));
  if (filed) made_[{"objection", act.text_at("engagement")}] = *filed;
  return filed;
}

DemoStage::Made DemoStage::objection_of(const Json& act) {
  return read_objection(gate_, person("clerk"), made("objection", act.text_at("engagement")));
}

DemoStage::Made DemoStage::act_receive(const Json& act) {
  const Made objection = objection_of(act);
  if (!objection) return objection;
  return receive_objection(gate_, person("clerk"), id_of(*objection), version_of(*objection));
}

DemoStage::Made DemoStage::act_prepare(const Json& act) {
  const Made objection = objection_of(act);
  if (!objection) return objection;
  Json rows = Json::array();
  for (const Json& row : objection->at("rows").items()) {
    Json one = act.at("row");
    rows.push(one.set("target", row.text_at("target")));
  }
  const Json body = Json::object().set("rows", std::move(rows));
  return prepare_objection(gate_, person("clerk"), id_of(*objection), version_of(*objection), body);
}

// The second panel: {"experts"} where the panel was not drawn, otherwise the next in the line of its draw. Everybody
// gives the points that were wished for or those that stand; {"waiting": true} leaves the opinions open.
DemoStage::Made DemoStage::act_review(const Json& act) {
  const Made objection = objection_of(act);
  if (!objection) return objection;
  Json body = Json::object();
  if (const Json* codes = act.find("experts")) {
    Json ids = Json::array();
    for (const Json& code : codes->items()) ids.push(std::to_string(made("expert", code.string())));
    body.set("experts", std::move(ids));
  }
  Made called = call_second_panel(gate_, person("clerk"), id_of(*objection), version_of(*objection), body);
  if (!called || act.find("waiting")) return called;
  for (const auto& [code, login] : expert_logins_) {
    const Made own = my_reviews(gate_, person(login));
    if (!own) return own;
    for (const Json& one : own->at("items").items()) {
      if (one.text_at("state") != "called") continue;
      const Made review = read_review(gate_, person(login), id_of(one));
      if (!review) return review;
      Json rows = Json::array();
      for (const Json& row : review->at("rows").items()) {
        Json opinion = Json::object().set("id", row.text_at("id")).set("reason", act.text_at("reason"));
        rows.push(opinion.set("points", row.text_at(act.find("uphold") ? "wanted" : "original")));
      }
      const Json given = Json::object().set("rows", std::move(rows));
      const Made done = give_opinion(gate_, person(login), id_of(one), version_of(*review), given);
      if (!done) return done;
    }
  }
  return called;
}

DemoStage::Made DemoStage::act_decide(const Json& act) {
  const Made objection = objection_of(act);
  if (!objection) return objection;
  Json rows = Json::array();
  for (const Json& row : objection->at("rows").items()) {
    Json one = Json::object().set("target", row.text_at("target")).set("outcome", act.text_at("outcome"));
    if (act.text_at("outcome") == "upheld") one.set("decided", row.text_at("wanted"));
    rows.push(one.set("reason", act.text_at("reason")));
  }
  const Json body = Json::object().set("rows", std::move(rows));
  return decide_objection(gate_, person("leader"), id_of(*objection), version_of(*objection), body);
}

DemoStage::Made DemoStage::act_fee_scheme(const Json& act) {
  const Json* shipped = domain::shipped_fee_scheme(act.text_at("code"));
  if (!shipped) return missing("fee scheme");
  const Made scheme = create_fee_scheme(gate_, person("clerk"), *shipped);
  if (!scheme) return scheme;
  made_[{"fee_scheme", act.text_at("code")}] = *scheme;
  return approve_fee_scheme(gate_, person("leader"), id_of(*scheme), version_of(*scheme));
}

DemoStage::Made DemoStage::act_fee(const Json& act) {
  Json body = Json::object().set("scheme", std::to_string(made("fee_scheme", act.text_at("scheme"))));
  body.set("month", act.text_at("on").substr(0, 7));
  body.set("panel", std::to_string(made("panel", act.text_at("engagement"))));
  Made fee = draft_expert_fee(gate_, person("clerk"), body, zh);
  if (fee) made_[{"fee", act.text_at("engagement")}] = *fee;
  return fee;
}

DemoStage::Made DemoStage::act_confirm_fee(const Json& act) {
  const Made fee = read_expert_fee(gate_, person("clerk"), made("fee", act.text_at("engagement")), zh);
  if (!fee) return fee;
  return confirm_expert_fee(gate_, person("reviewer"), id_of(*fee), version_of(*fee), zh);
}

DemoStage::Made DemoStage::act_pay_fee(const Json& act) {
  const Made fee = read_expert_fee(gate_, person("clerk"), made("fee", act.text_at("engagement")), zh);
  if (!fee) return fee;
  Json body = Json::object().set("paid_on", act.text_at("on")).set("voucher_number", act.text_at("voucher"));
  return pay_expert_fee(gate_, person("clerk"), id_of(*fee), version_of(*fee), body, zh);
}

}  // namespace zhiheng::service

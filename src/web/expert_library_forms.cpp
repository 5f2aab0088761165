// What the forms on an expert's page do.
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"

namespace zhiheng::web {

namespace {

std::string expert_page(std::int64_t id) {
  return "/experts/" + std::to_string(id);
}

// Back to the page with what was done, or the page with what was refused.
Reply done_or_shown(Call& call, const Result<Json>& result, const std::string& back, const char* done,
                    const std::function<Reply(const Problems&)>& show) {
  if (result) return see_other(back + (back.find('?') == std::string::npos ? "?done=" : "&done=") + done);
  return is_about_the_form(result.problems()) ? show(result.problems()) : refused(result.problems());
}

Reply take_step(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = body_of_fields(call, {"step", "reason", "from", "until", "place", "certificate_number"});
  auto taken = service::take_expert_step(call.gate, call.actor, call.id(), *version, body);
  return done_or_shown(call, taken, expert_page(call.id()), "saved",
                       [&](const Problems& problems) { return show_expert(call, call.id(), problems); });
}

Reply propose(Call& call) {
  const Json body = body_of_fields(call, {"kind", "reason", "from", "until", "certificate_number"});
  auto made = service::propose_step(call.gate, call.actor, call.id(), body);
  return done_or_shown(call, made, expert_page(call.id()) + "#proposals", "saved",
                       [&](const Problems& problems) { return show_expert(call, call.id(), problems); });
}

Reply set_secrets(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = body_of_fields(call, {"identity_number", "bank_name", "bank_account"});
  auto set = service::set_secrets(call.gate, call.actor, call.id(), *version, body);
  const bool warned = set && !set->at("warnings").items().empty();
  return done_or_shown(call, set, expert_page(call.id()), warned ? "card_digit" : "saved",
                       [&](const Problems& problems) { return show_expert(call, call.id(), problems); });
}

// The answer to a POST, so that going back or reloading asks again, and every look is in the audit.
Reply reveal(Call& call) {
  const Json body = body_of_fields(call, {"purpose"});
  auto shown = service::reveal_secrets(call.gate, call.actor, call.id(), body);
  if (!shown) {
    return is_about_the_form(shown.problems()) || leading_kind(shown.problems()) == Kind::busy
               ? show_expert(call, call.id(), shown.problems())
               : refused(shown.problems());
  }
  auto file = service::read_expert_file(call.gate, call.actor, call.id());
  const std::string name = file ? file->text_at("name") : std::string();
  Json facts = Json::array();
  for (const char* key : {"identity_number", "bank_name", "bank_account"}) {
    facts.push(fact(call.words(std::string("web.expert_library.") + key), shown->text_at(key)));
  }
  Json view = Json::object().set("page_title", call.words("web.expert_library.reveal"));
  view.set("expert_name", name).set("facts", std::move(facts)).set("purpose", shown->text_at("purpose"));
  view.set("back_href", expert_page(call.id()));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.expert"), "/experts"), crumb(name, expert_page(call.id())),
                            crumb(call.words("web.expert_library.reveal"))}));
  return page("expert/revealed.html", std::move(view));
}

Reply add_qualification(Call& call) {
  const Json body = body_of_fields(call, {"name", "number", "issuer", "issued_on", "expires_on"});
  auto made = service::add_qualification(call.gate, call.actor, call.id(), body);
  return done_or_shown(call, made, expert_page(call.id()), "saved",
                       [&](const Problems& problems) { return show_expert(call, call.id(), problems); });
}

Reply add_remark(Call& call) {
  const Json body = body_of_fields(call, {"kind", "received_on", "said_by", "content", "evidence"});
  auto made = service::add_remark(call.gate, call.actor, call.id(), body);
  return done_or_shown(call, made, expert_page(call.id()), "saved",
                       [&](const Problems& problems) { return show_expert(call, call.id(), problems); });
}

// Parts have pages only as parts of their expert's.
Reply to_expert_of(Call& call, const Result<Json>& result) {
  if (!result) return refused(result.problems());
  const std::string expert = result->text_at("expert");
  const bool own = expert == std::to_string(call.actor.expert_id);
  return see_other((own ? std::string("/my-expert-file") : "/experts/" + expert) + "?done=saved");
}

Reply withdraw_qualification(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  return to_expert_of(call, service::withdraw_qualification(call.gate, call.actor, call.id(), *version));
}

Reply answer_remark(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = body_of_fields(call, {"state", "answer"});
  return to_expert_of(call, service::answer_remark(call.gate, call.actor, call.id(), *version, body));
}

Reply decide_proposal(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = body_of_fields(call, {"reason"});
  body.set("approved", call.field("approved") == "1");
  return to_expert_of(call, service::decide_proposal(call.gate, call.actor, call.id(), *version, body));
}

Reply withdraw_proposal(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  return to_expert_of(call, service::withdraw_proposal(call.gate, call.actor, call.id(), *version));
}

}  // namespace

void add_expert_library_pages(Router& router) {
  router.add({"GET", "/experts/{id}", "expert.show_page", [](Call& call) { return show_expert(call, call.id(), {}); }});
  const auto post = [&](const char* pattern, const char* name, Reply (*handler)(Call&)) {
    router.add({"POST", pattern, name, handler, BodyKind::form});
  };
  post("/experts/{id}/steps", "expert.step_page", take_step);
  post("/experts/{id}/proposals", "expert.propose_page", propose);
  post("/experts/{id}/secrets", "expert.secrets_page", set_secrets);
  post("/experts/{id}/reveal", "expert.reveal_page", reveal);
  post("/experts/{id}/qualifications", "expert_qualification.create_page", add_qualification);
  post("/experts/{id}/remarks", "expert_remark.create_page", add_remark);
  post("/expert-qualifications/{id}/withdraw", "expert_qualification.withdraw_page", withdraw_qualification);
  post("/expert-remarks/{id}/answer", "expert_remark.answer_page", answer_remark);
  post("/expert-proposals/{id}/decide", "expert_proposal.decide_page", decide_proposal);
  post("/expert-proposals/{id}/withdraw", "expert_proposal.withdraw_page", withdraw_proposal);
}

void add_expert_library_routes(Router& router) {
  add_expert_library_api(router);
  add_expert_library_pages(router);
  add_expert_form_pages(router);
  add_expert_own_pages(router);
  add_expert_approval_pages(router);
  add_expert_assessment_routes(router);
}

}  // namespace zhiheng::web

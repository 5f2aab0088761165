// The library through the API: what the pages can do.
#include "service/expert_library_service.h"
#include "service/expert_secrets.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"

namespace zhiheng::web {

namespace {

using Act = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t, const Json&);

// A change of a row, with the version that the caller saw.
Reply changed(Call& call, Act act) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
}

// Numbers in clear are never kept beside an idempotency key: such a key would keep a digest of them, and a repeated
// look is a look of its own.
void add_plain(Router& router, const char* method, const char* pattern, const char* name,
               std::function<Reply(Call&)> handler, const char* takes, const char* answers) {
  Route route{method, pattern, name, std::move(handler), BodyKind::json};
  route.body_limit = 1u << 16;
  route.takes = takes;
  route.answers = answers;
  router.add(std::move(route));
}

void describe(Router& router, const char* takes, const char* answers) {
  router.last().takes = takes;
  router.last().answers = answers;
}

void add_files(Router& router) {
  Route read{"GET", "/api/v1/experts/{id}/file", "expert.file",
             [](Call& call) { return json_or_refused(service::read_expert_file(call.gate, call.actor, call.id())); }};
  read.answers = "expert_file";
  router.add(std::move(read));
  Route own{"GET", "/api/v1/my-expert-file", "expert.own_file",
            [](Call& call) { return json_or_refused(service::read_my_file(call.gate, call.actor)); }};
  own.answers = "expert_file";
  router.add(std::move(own));
  add_plain(
      router, "PATCH", "/api/v1/my-expert-file", "expert.change_own_file",
      [](Call& call) {
        auto version = call.version();
        if (!version) return refused(version.problems());
        return json_or_refused(service::change_my_file(call.gate, call.actor, *version, body_or_empty(call)));
      },
      "expert_contact", "expert_file");
  add_plain(
      router, "POST", "/api/v1/my-expert-file/proposals", "expert.propose_own",
      [](Call& call) {
        return json_or_refused(service::propose_my_change(call.gate, call.actor, body_or_empty(call)), 201);
      },
      "expert_own_proposal", "expert_proposal");
  router.last().status = 201;
  add_post(router, "/api/v1/my-expert-file/qualifications", "expert.qualify_own", [](Call& call) {
    return json_or_refused(service::add_qualification(call.gate, call.actor, call.actor.expert_id, body_or_empty(call)),
                           201);
  });
  describe(router, "expert_qualification_draft", "expert_qualification");
  router.last().status = 201;
  add_plain(
      router, "PUT", "/api/v1/experts/{id}/secrets", "expert.set_secrets",
      [](Call& call) { return changed(call, service::set_secrets); }, "expert_secrets_given", "expert_secrets_set");
  add_plain(
      router, "POST", "/api/v1/experts/{id}/reveal", "expert.reveal",
      [](Call& call) {
        return json_or_refused(service::reveal_secrets(call.gate, call.actor, call.id(), body_or_empty(call)));
      },
      "expert_purpose", "expert_secrets_revealed");
}

void add_life(Router& router) {
  add_post(router, "/api/v1/experts/{id}/steps", "expert.take_step",
           [](Call& call) { return changed(call, service::take_expert_step); });
  describe(router, "expert_life_step", "expert_file");
  add_post(router, "/api/v1/expert-steps", "expert.take_steps", [](Call& call) {
    return json_or_refused(service::take_expert_steps(call.gate, call.actor, body_or_empty(call)));
  });
  describe(router, "expert_life_steps", "expert_life_steps_taken");
  add_post(router, "/api/v1/experts/{id}/proposals", "expert.propose", [](Call& call) {
    return json_or_refused(service::propose_step(call.gate, call.actor, call.id(), body_or_empty(call)), 201);
  });
  describe(router, "expert_proposal_draft", "expert_proposal");
  router.last().status = 201;
  Route waiting{"GET", "/api/v1/expert-proposals", "expert_proposal.list",
                [](Call& call) { return json_or_refused(service::waiting_proposals(call.gate, call.actor)); }};
  waiting.answers = "expert_proposals";
  router.add(std::move(waiting));
  add_post(router, "/api/v1/expert-proposals/{id}/decide", "expert_proposal.decide",
           [](Call& call) { return changed(call, service::decide_proposal); });
  describe(router, "expert_decision", "expert_proposal");
  add_post(router, "/api/v1/expert-proposals/{id}/withdraw", "expert_proposal.withdraw", [](Call& call) {
    auto version = call.version();
    if (!version) return refused(version.problems());
    return json_or_refused(service::withdraw_proposal(call.gate, call.actor, call.id(), *version));
  });
  describe(router, "", "expert_proposal");
}

void add_parts(Router& router) {
  add_post(router, "/api/v1/experts/{id}/qualifications", "expert_qualification.create", [](Call& call) {
    return json_or_refused(service::add_qualification(call.gate, call.actor, call.id(), body_or_empty(call)), 201);
  });
  describe(router, "expert_qualification_draft", "expert_qualification");
  router.last().status = 201;
  add_plain(
      router, "PATCH", "/api/v1/expert-qualifications/{id}", "expert_qualification.change",
      [](Call& call) { return changed(call, service::change_qualification); }, "expert_qualification_draft",
      "expert_qualification");
  add_post(router, "/api/v1/expert-qualifications/{id}/withdraw", "expert_qualification.withdraw", [](Call& call) {
    auto version = call.version();
    if (!version) return refused(version.problems());
    return json_or_refused(service::withdraw_qualification(call.gate, call.actor, call.id(), *version));
  });
  describe(router, "", "expert_qualification");
  add_post(router, "/api/v1/experts/{id}/remarks", "expert_remark.create", [](Call& call) {
    return json_or_refused(service::add_remark(call.gate, call.actor, call.id(), body_or_empty(call)), 201);
  });
  describe(router, "expert_remark_draft", "expert_remark");
  router.last().status = 201;
  add_post(router, "/api/v1/expert-remarks/{id}/answer", "expert_remark.answer",
           [](Call& call) { return changed(call, service::answer_remark); });
  describe(router, "expert_remark_answer", "expert_remark");
}

}  // namespace

void add_expert_library_api(Router& router) {
  add_files(router);
  add_life(router);
  add_parts(router);
}

}  // namespace zhiheng::web

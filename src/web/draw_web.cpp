#include "web/draw_web.h"

#include "service/draw_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string here(const Call& call) {
  return "/draws/" + std::to_string(call.id());
}

// --- the API ---------------------------------------------------------------------------------------------------------

using VersionedAct = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t, const Json&);
using PlainAct = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, const Json&);

Result<Json> publish(service::Gate& gate, const domain::Actor& actor, std::int64_t id, std::int64_t version,
                     const Json&) {
  return service::publish_draw(gate, actor, id, version);
}

void add_versioned(Router& router, const char* path, const char* name, VersionedAct act, const char* takes) {
  add_post(router, std::string("/api/v1/draws/{id}/") + path, name, [act](Call& call) {
    auto version = version_or_current(call, "draw");
    if (!version) return refused(version.problems());
    return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
  });
  router.last().takes = takes;
  router.last().answers = "draw_detail";
}

void add_plain(Router& router, const char* path, const char* name, PlainAct act, const char* takes) {
  add_post(router, std::string("/api/v1/draws/{id}/") + path, name,
           [act](Call& call) { return json_or_refused(act(call.gate, call.actor, call.id(), body_or_empty(call))); });
  router.last().takes = takes;
  router.last().answers = "draw_detail";
}

Reply evidence(Call& call) {
  auto document = service::draw_evidence(call.gate, call.actor, call.id(), call.parameter("names") == "yes");
  if (!document) return refused(document.problems());
  if (call.api) return json_reply(std::move(*document));
  return bytes_reply(write_json_indented(*document) + "\n", "application/json",
                     "draw-" + std::to_string(call.id()) + ".json");
}

void add_api(Router& router) {
  add_post(router, "/api/v1/engagements/{id}/draws", "draw.create", [](Call& call) {
    return created_or_refused(service::prepare_draw(call.gate, call.actor, call.id(), body_or_empty(call)), "draws");
  });
  router.last().takes = "draw_prepared";
  router.last().answers = "draw_detail";
  router.add({"GET", "/api/v1/engagements/{id}/draws", "draw.of_engagement", [](Call& call) {
                return json_or_refused(service::draws_of_engagement(call.gate, call.actor, call.id()));
              }});
  router.last().answers = "draw_attempts";
  router.add({"GET", "/api/v1/engagements/{id}/draw-defaults", "draw.defaults",
              [](Call& call) { return json_or_refused(service::draw_defaults(call.gate, call.actor, call.id())); }});
  router.last().answers = "draw_defaults";
  router.add({"GET", "/api/v1/draws/{id}", "draw.read",
              [](Call& call) { return json_or_refused(service::read_draw(call.gate, call.actor, call.id())); }});
  router.last().answers = "draw_detail";
  router.add({"PUT", "/api/v1/draws/{id}", "draw.replace",
              [](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                return json_or_refused(
                    service::prepare_draw_again(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
              },
              BodyKind::json});
  router.last().takes = "draw_prepared";
  router.last().answers = "draw_detail";
  add_versioned(router, "publish", "draw.publish", publish, "");
  add_plain(router, "commit", "draw.commit", service::commit_draw, "draw_commitment");
  add_plain(router, "reveal", "draw.reveal", service::reveal_draw, "draw_value");
  add_versioned(router, "number", "draw.number", service::enter_public_number, "draw_number");
  add_versioned(router, "void", "draw.void", service::void_draw, "reason");
  add_versioned(router, "carry-out", "draw.carry_out", service::carry_out_draw, "draw_deadline");
  Route read{"GET", "/api/v1/draws/{id}/evidence", "draw.evidence", evidence};
  read.query = {"names"};
  read.answers = "evidence";
  router.add(std::move(read));
}

// --- the pages -------------------------------------------------------------------------------------------------------

Reply after(Call& call, Result<Json> done, const std::string& word) {
  if (done) return see_other(here(call) + "?done=" + word);
  return is_about_the_form(done.problems()) ? show_draw(call, done.problems()) : refused(done.problems());
}

Json typed(const Call& call, std::initializer_list<const char*> keys) {
  Json body = Json::object();
  for (const char* key : keys) {
    std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, std::move(text));
  }
  return body;
}

void add_versioned_page(Router& router, const char* path, const char* name, VersionedAct act, const char* done,
                        std::initializer_list<const char*> keys) {
  const std::vector<const char*> fields(keys);
  router.add({"POST", std::string("/draws/{id}/") + path, name,
              [act, done, fields](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                Json body = Json::object();
                for (const char* key : fields) {
                  const Json one = typed(call, {key});
                  if (const Json* given = one.find(key)) body.set(key, *given);
                }
                return after(call, act(call.gate, call.actor, call.id(), *version, body), done);
              },
              BodyKind::form});
}

Reply save_form(Call& call, std::int64_t engagement_id, std::int64_t draw_id) {
  auto defaults = service::draw_defaults(call.gate, call.actor, engagement_id);
  if (!defaults) return refused(defaults.problems());
  auto body = draw_form_body(call, *defaults);
  Result<Json> saved = refusal("version.missing");
  if (!body) {
    saved = body.problems();
  } else if (draw_id == 0) {
    saved = service::prepare_draw(call.gate, call.actor, engagement_id, *body);
  } else {
    auto version = call.version();
    if (!version) return refused(version.problems());
    saved = service::prepare_draw_again(call.gate, call.actor, draw_id, *version, *body);
  }
  if (saved) return see_other("/draws/" + saved->text_at("id") + "?done=draw_prepared");
  if (!is_about_the_form(saved.problems())) return refused(saved.problems());
  return draw_form_page(call, engagement_id, draw_id, typed_values(call), call.field("version"), saved.problems());
}

std::int64_t engagement_of(const Json& draw) {
  return read_id(draw.text_at("engagement")).value_or(0);
}

// A prepared draw, for those who may change it.
Result<Json> draw_to_change(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_draws, {"draw", call.id()}); !may) return may.problems();
  return service::read_draw(call.gate, call.actor, call.id());
}

void add_form_pages(Router& router) {
  router.add({"GET", "/engagements/{id}/draw", "draw.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::edit_draws, {"engagement", call.id()}); !may) {
                  return refused(may.problems());
                }
                return draw_form_page(call, call.id(), 0, Json::object(), "", {});
              }});
  router.add({"POST", "/engagements/{id}/draw", "draw.create_page",
              [](Call& call) { return save_form(call, call.id(), 0); }, BodyKind::form});
  router.add({"GET", "/draws/{id}/edit", "draw.edit_page", [](Call& call) {
                auto draw = draw_to_change(call);
                if (!draw) return refused(draw.problems());
                const std::string version = std::to_string(draw->at("version").integer().value_or(0));
                return draw_form_page(call, engagement_of(*draw), call.id(), *draw, version, {});
              }});
  router.add({"POST", "/draws/{id}", "draw.change_page",
              [](Call& call) {
                auto draw = draw_to_change(call);
                if (!draw) return refused(draw.problems());
                return save_form(call, engagement_of(*draw), call.id());
              },
              BodyKind::form});
}

}  // namespace

void add_draw_routes(Router& router) {
  add_api(router);
  add_form_pages(router);
  router.add({"GET", "/draws/{id}", "draw.show_page", [](Call& call) { return show_draw(call, {}); }});
  Route file{"GET", "/draws/{id}/evidence", "draw.evidence_page", evidence};
  file.query = {"names"};
  router.add(std::move(file));
  add_versioned_page(router, "publish", "draw.publish_page", publish, "draw_published", {});
  add_versioned_page(router, "number", "draw.number_page", service::enter_public_number, "draw_revealed",
                     {"value", "source"});
  add_versioned_page(router, "void", "draw.void_page", service::void_draw, "draw_void", {"reason"});
  add_versioned_page(router, "carry-out", "draw.carry_out_page", service::carry_out_draw, "draw_drawn",
                     {"deadline_on"});
  router.add({"POST", "/draws/{id}/commit", "draw.commit_page",
              [](Call& call) {
                const Json body = typed(call, {"commitment"});
                return after(call, service::commit_draw(call.gate, call.actor, call.id(), body), "draw_committed");
              },
              BodyKind::form});
  router.add({"POST", "/draws/{id}/reveal", "draw.reveal_page",
              [](Call& call) {
                const Json body = typed(call, {"value", "salt"});
                return after(call, service::reveal_draw(call.gate, call.actor, call.id(), body), "draw_revealed");
              },
              BodyKind::form});
}

}  // namespace zhiheng::web

#include "service/declaration_service.h"
#include "service/recusal_service.h"
#include "web/heart_web.h"
#include "web/problem.h"
#include "web/recusal_web.h"

namespace zhiheng::web {

namespace {

// "12,17" -> ["12","17"].
Json ids_of(const std::string& text) {
  Json list = Json::array();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) list.push(text.substr(at, end - at));
    at = end + 1;
  }
  return list;
}

Reply check(Call& call) {
  const Json body =
      Json::object().set("engagement", std::to_string(call.id())).set("experts", ids_of(call.parameter("experts")));
  return json_or_refused(service::check_recusal(call.gate, call.actor, body));
}

void add_versioned(Router& router, const std::string& pattern, const std::string& name, const std::string& stem,
                   Result<Json> (*act)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t, const Json&)) {
  Route route{"POST", pattern, name,
              [stem, act](Call& call) {
                auto version = version_or_current(call, stem);
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
              },
              BodyKind::json};
  route.creates = true;
  router.add(std::move(route));
}

void add_declarations(Router& router) {
  router.add({"GET", "/api/v1/panels/{id}/declaration", "declaration.read", [](Call& call) {
                return json_or_refused(service::read_own_declaration(call.gate, call.actor, call.id()));
              }});
  Route declare{"POST", "/api/v1/panels/{id}/declaration", "declaration.declare",
                [](Call& call) {
                  return json_or_refused(service::declare(call.gate, call.actor, call.id(), body_or_empty(call)));
                },
                BodyKind::json};
  declare.creates = true;
  router.add(std::move(declare));
  router.add({"GET", "/api/v1/panels/{id}/declarations", "declaration.of_panel", [](Call& call) {
                return json_or_refused(service::declarations_of_panel(call.gate, call.actor, call.id()));
              }});
  Route ask{"POST", "/api/v1/panels/{id}/declarations/ask", "declaration.ask",
            [](Call& call) { return json_or_refused(service::ask_for_declarations(call.gate, call.actor, call.id())); },
            BodyKind::json};
  ask.creates = true;
  router.add(std::move(ask));
}

}  // namespace

void add_recusal_api(Router& router) {
  Route create{"POST", "/api/v1/relations", "relation.create",
               [](Call& call) {
                 return created_or_refused(service::add_relation(call.gate, call.actor, body_or_empty(call)),
                                           "relations");
               },
               BodyKind::json};
  create.creates = true;
  router.add(std::move(create));
  add_versioned(router, "/api/v1/relations/{id}/end", "relation.end", "relation", service::end_relation);
  router.add({"GET", "/api/v1/recusals/{id}", "recusal_flag.read", [](Call& call) {
                return json_or_refused(service::read_recusal_flag(call.gate, call.actor, call.id()));
              }});
  add_versioned(router, "/api/v1/recusals/{id}/decision", "recusal_flag.decide", "recusal_flag",
                service::decide_recusal_flag);
  Route ask{"GET", "/api/v1/engagements/{id}/recusals", "recusal_flag.check", check};
  ask.query = {"experts"};
  router.add(std::move(ask));
  router.add({"GET", "/api/v1/contracts/{id}/lot", "lot.read",
              [](Call& call) { return json_or_refused(service::read_lot(call.gate, call.actor, call.id())); }});
  router.add({"PUT", "/api/v1/contracts/{id}/lot", "lot.set",
              [](Call& call) {
                return json_or_refused(service::set_lot(call.gate, call.actor, call.id(), body_or_empty(call)));
              },
              BodyKind::json});
  add_declarations(router);
}

std::optional<std::string> declaration_place(const Problems& problems) {
  for (const Problem& problem : problems) {
    if (!problem.rule.starts_with("recusal.declaration_")) continue;
    for (const auto& [name, value] : problem.params) {
      if (name == "panel") return "/panels/" + value + "/declaration";
    }
  }
  return std::nullopt;
}

}  // namespace zhiheng::web

#include "service/record_service.h"
#include "web/heart_web.h"
#include "web/problem.h"

namespace zhiheng::web {

Result<std::int64_t> version_or_current(Call& call, const std::string& stem) {
  auto given = call.version();
  if (given || given.problems().front().rule != "version.missing") return given;
  const domain::Shape* shape = domain::find_shape(stem);
  ensure(shape != nullptr, "an act is on a stem that has a shape");
  auto row = service::read_row(call.gate, call.actor, *shape, call.id());
  if (!row) return row.problems();
  return row->at("version").integer().value_or(0);
}

bool is_about_the_form(const Problems& problems) {
  const Kind kind = leading_kind(problems);
  return kind == Kind::invalid || kind == Kind::conflict || kind == Kind::stale || kind == Kind::unsupported ||
         kind == Kind::too_large;
}

namespace {

// "/statements/7/confirm" -> "why-statements-7-confirm": what a button that is off is described by.
std::string act_id(const std::string& href) {
  std::string id = "why" + href.substr(0, href.find('?'));
  for (char& c : id) {
    if (c == '/' || c == '.') c = '-';
  }
  return id;
}

}  // namespace

Json act_button(const Call& call, const std::string& name, const std::string& href, std::int64_t version,
                domain::Action action, const std::string& stem, std::int64_t id, bool fits_state,
                const std::string& otherwise_key) {
  std::string why_not;
  if (!fits_state) why_not = call.words(otherwise_key);
  if (why_not.empty()) {
    if (Outcome may = call.gate.may(call.actor, action, {stem, id}); !may) {
      why_not = say(may.problems().front(), call.language);
    }
  }
  return Json(Json::Object{{"button", call.words(name)},
                           {"act_href", href},
                           {"act_id", act_id(href)},
                           {"act_version", std::to_string(version)},
                           {"allowed", why_not.empty()},
                           {"why_not", why_not}});
}

Json act_button(const Call& call, const std::string& name, const std::string& href, std::int64_t version,
                const Outcome& may) {
  std::string why_not;
  if (!may) {
    for (const Problem& problem : may.problems()) {
      why_not += (why_not.empty() ? "" : call.words("web.semicolon")) + say(problem, call.language);
    }
  }
  return Json(Json::Object{{"button", call.words(name)},
                           {"act_href", href},
                           {"act_id", act_id(href)},
                           {"act_version", std::to_string(version)},
                           {"allowed", may.ok()},
                           {"why_not", why_not}});
}

void add_post(Router& router, std::string pattern, std::string name, std::function<Reply(Call&)> handler) {
  Route route{"POST", std::move(pattern), std::move(name), std::move(handler), BodyKind::json};
  route.body_limit = 1u << 16;
  route.creates = true;
  router.add(std::move(route));
}

Json body_or_empty(const Call& call) {
  return call.body.is_null() ? Json::object() : call.body;
}

Reply json_or_refused(Result<Json> result, int status) {
  return result ? json_reply(std::move(*result), status) : refused(result.problems());
}

Reply created_or_refused(Result<Json> result, const std::string& plural) {
  if (!result) return refused(result.problems());
  const std::string place = "/api/v1/" + plural + "/" + result->text_at("id");
  return created(std::move(*result), place);
}

}  // namespace zhiheng::web

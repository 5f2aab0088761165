#include "web/access_web.h"

#include "service/access_service.h"
#include "web/call.h"
#include "web/page.h"

namespace zhiheng::web {

namespace {

Reply matrix_page(Call& call) {
  auto matrix = service::access_matrix(call.gate, call.actor, call.language);
  if (!matrix) return refused(matrix.problems());
  const auto yes_if = [&](const Json& flag) { return flag.boolean() ? call.words("web.access.yes") : std::string(); };
  Json heads = Json::array();
  for (const Json& role : matrix->at("roles").items()) {
    heads.push(Json(Json::Object{{"role_label", role.text_at("label")}}));
  }
  Json rows = Json::array();
  for (const Json& item : matrix->at("items").items()) {
    Json cells = Json::array();
    for (const Json& reach : item.at("reach").items()) {
      cells.push(
          Json(Json::Object{{"reach_text", reach.text_at("text")}, {"granted", reach.text_at("reach") != "none"}}));
    }
    rows.push(Json(Json::Object{{"action_label", item.text_at("label")},
                                {"action_name", item.text_at("action")},
                                {"reaches", std::move(cells)},
                                {"four_eyes", yes_if(item.at("four_eyes"))},
                                {"operator", yes_if(item.at("operator"))}}));
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.access.title"));
  view.set("role_heads", std::move(heads)).set("action_rows", std::move(rows));
  return page("access/matrix.html", std::move(view));
}

}  // namespace

void add_access_routes(Router& router) {
  router.add({"GET", "/access", "access.page", matrix_page});
  Route api{"GET", "/api/v1/access", "access.matrix", [](Call& call) {
              auto matrix = service::access_matrix(call.gate, call.actor, call.language);
              return matrix ? json_reply(std::move(*matrix)) : refused(matrix.problems());
            }};
  api.answers = "access_matrix";
  router.add(std::move(api));
}

}  // namespace zhiheng::web

// The money of a contract in the order of days: on its page, on a page of its own for printing, and through the API.
#include "service/money_timeline.h"
#include "web/billing_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

Json view_of(const Call& call, const Json& timeline) {
  Json rows = Json::array();
  for (const Json& item : timeline.at("items").items()) {
    rows.push(Json(Json::Object{{"event_day", item.text_at("on")},
                                {"event_kind", call.words("timeline.kind." + item.text_at("kind"))},
                                {"event_text", item.text_at("text")},
                                {"event_amount", grouped_amount(item.text_at("amount"))},
                                {"event_balance", grouped_amount(item.text_at("balance"))}}));
  }
  Json view = Json::object().set("timeline", std::move(rows));
  view.set("timeline_owed", grouped_amount(timeline.text_at("owed")));
  return view.set("dues", due_rows(call, timeline.at("dues")));
}

Reply timeline_page(Call& call) {
  const auto timeline = service::money_timeline(call.gate, call.actor, call.id(), call.language);
  if (!timeline) return refused(timeline.problems());
  Json view = view_of(call, *timeline);
  const std::string contract_href = "/contracts/" + std::to_string(call.id());
  view.set("page_title", call.words("timeline.title")).set("contract_title", timeline->text_at("title"));
  view.set("contract_number", timeline->text_at("number")).set("agency_name", timeline->text_at("agency_name"));
  view.set("contract_href", contract_href);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                            crumb(timeline->text_at("number"), contract_href), crumb(call.words("timeline.title"))}));
  return page("billing/timeline.html", std::move(view));
}

}  // namespace

Json timeline_view(const Call& call, std::int64_t contract_id) {
  const auto timeline = service::money_timeline(call.gate, call.actor, contract_id, call.language);
  if (!timeline) return Json::object();
  return view_of(call, *timeline);
}

void add_timeline_routes(Router& router) {
  Route read{"GET", "/api/v1/contracts/{id}/timeline", "contract.timeline", [](Call& call) {
               return json_or_refused(service::money_timeline(call.gate, call.actor, call.id(), call.language));
             }};
  read.answers = "money_timeline";
  router.add(std::move(read));
  router.add({"GET", "/contracts/{id}/timeline", "contract.timeline_page", timeline_page});
}

}  // namespace zhiheng::web

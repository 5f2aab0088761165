// What is to be paid until when: the list, everywhere with the same dates.
#include "service/deduction_notice_service.h"
#include "service/payment_due_service.h"
#include "web/billing_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

const std::vector<std::string>& query_names() {
  static const std::vector<std::string> names{"q", "state", "kind", "contract", "sort", "cursor", "limit"};
  return names;
}

service::DueQuery query_of(const Call& call) {
  service::DueQuery query;
  query.q = call.parameter("q");
  query.state = call.parameter("state");
  query.kind = call.parameter("kind");
  query.contract = call.parameter("contract");
  query.sort = call.parameter("sort");
  query.cursor = call.parameter("cursor");
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    query.limit = static_cast<int>(std::min<std::int64_t>(read_id(limit).value_or(0), 501));
  }
  return query;
}

std::string number_text(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return value && value->is_number() ? value->number() : std::string();
}

std::string tone_of_due(const std::string& state) {
  return state == "overdue" ? "bad" : state == "due_soon" ? "warn" : state == "stopped" ? "info" : "plain";
}

std::string joined_years(const Json& item) {
  std::string years;
  for (const Json& year : item.at("calendar_years").items()) years += (years.empty() ? "" : ", ") + year.string();
  return years;
}

std::string href_with(const Call& call, const std::string& name, const std::string& value) {
  std::string href = "/dues?" + name + "=" + percent_encode(value);
  for (const char* key : {"q", "state", "kind", "contract", "sort", "limit"}) {
    if (key == name || call.parameter(key).empty()) continue;
    href += std::string("&") + key + "=" + percent_encode(call.parameter(key));
  }
  return href;
}

Json column(const Call& call, const char* key, const char* sort, bool number) {
  Json one = Json::object().set("label", call.words(key)).set("is_number", number);
  one.set("sort_href", "").set("sort_order", "").set("sort_mark", "");
  if (!sort) return one;
  const std::string& now = call.parameter("sort");
  const bool up = now == sort || (now.empty() && std::string_view(sort) == "due_on");
  const bool down = now == std::string("-") + sort;
  one.set("sort_href", href_with(call, "sort", up ? std::string("-") + sort : std::string(sort)));
  if (up || down) one.set("sort_order", up ? "ascending" : "descending").set("sort_mark", up ? "↑" : "↓");
  return one;
}

Json filter(const Call& call, const char* key, const std::string& label, const std::string& prefix,
            std::initializer_list<const char*> values) {
  Json options = Json::array();
  for (const char* value : values) {
    options.push(Json(Json::Object{{"option_value", value},
                                   {"option_label", call.words(prefix + value)},
                                   {"selected", call.parameter(key) == value}}));
  }
  return Json(Json::Object{{"key", key}, {"label", label}, {"is_choice", true}, {"options", std::move(options)}});
}

Reply dues_page(Call& call) {
  const auto list = service::list_dues(call.gate, call.actor, query_of(call));
  if (!list) return refused(list.problems());
  Json view = Json::object();
  view.set("page_title", call.words("web.due.title"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.due.title"))}));
  view.set("list_href", "/dues").set("q", call.parameter("q")).set("search_hint", call.words("web.due.search_hint"));
  view.set("filters",
           Json(Json::Array{filter(call, "state", call.words("web.due.state"), "web.due.state.",
                                   {"overdue", "due_soon", "running", "stopped"}),
                            filter(call, "kind", call.words("web.due.kind"), "web.due.kind.",
                                   {"pay", "instalment", "statement", "adjustment", "retention", "claim"})}));
  view.set("columns",
           Json(Json::Array{
               column(call, "stem.contract", "contract", false), column(call, "stem.agency", "agency", false),
               column(call, "web.due.what", nullptr, false), column(call, "web.due.since", nullptr, false),
               column(call, "web.due.due_on", "due_on", false), column(call, "web.due.days_left", nullptr, true),
               column(call, "web.due.amount", "amount", true), column(call, "web.due.state", nullptr, false)}));
  view.set("dues", due_rows(call, list->at("items")));
  view.set("total_text", call.words("web.due.total", {{"total", number_text(*list, "total")},
                                                      {"sum", grouped_amount(list->text_at("sum"))},
                                                      {"claim", grouped_amount(list->text_at("claim_sum"))}}));
  const std::string next = list->text_at("next");
  view.set("next_href", next.empty() ? std::string() : href_with(call, "cursor", next));
  view.set("first_href", call.parameter("cursor").empty() ? std::string() : href_with(call, "cursor", ""));
  return page("billing/dues.html", std::move(view));
}

}  // namespace

Json due_rows(const Call& call, const Json& items) {
  Json rows = Json::array();
  for (const Json& item : items.items()) {
    const std::string state = item.text_at("state");
    const bool overdue = state == "overdue";
    Json row = Json::object().set("due_contract", item.text_at("contract_number"));
    row.set("due_href", "/contracts/" + item.text_at("contract")).set("due_agency", item.text_at("agency_name"));
    row.set("due_kind", call.words("web.due.kind." + item.text_at("kind"))).set("due_label", item.text_at("label"));
    row.set("due_since", item.text_at("since")).set("due_day", item.text_at("due_on"));
    row.set("due_amount", grouped_amount(item.text_at("amount")));
    row.set("due_left", overdue ? call.words("web.due.overdue_days", {{"days", number_text(item, "overdue_days")}})
                                : call.words("web.due.days", {{"days", number_text(item, "days_left")}}));
    row.set("due_state", call.words("web.due.state." + state)).set("due_tone", tone_of_due(state));
    const bool moved = number_text(item, "stopped_days") != "0";
    row.set("due_stop", moved ? call.words("web.due.stopped_by", {{"days", number_text(item, "stopped_days")},
                                                                  {"before", item.text_at("due_before_stop")}})
                              : std::string());
    const std::string years = joined_years(item);
    row.set("due_calendar", years.empty() ? std::string() : call.words("web.due.no_notice", {{"years", years}}));
    rows.push(std::move(row));
  }
  return rows;
}

void add_due_routes(Router& router) {
  Route list{"GET",
             "/api/v1/dues",
             "due.list",
             [](Call& call) { return json_or_refused(service::list_dues(call.gate, call.actor, query_of(call))); },
             BodyKind::none,
             Access::signed_in,
             query_names()};
  list.answers = "dues";
  router.add(std::move(list));
  Route one{"GET", "/api/v1/contracts/{id}/dues", "due.of_contract",
            [](Call& call) { return json_or_refused(service::dues_of_contract(call.gate, call.actor, call.id())); }};
  one.answers = "contract_dues";
  router.add(std::move(one));
  router.add({"GET", "/dues", "due.list_page", dues_page, BodyKind::none, Access::signed_in, query_names()});
}

void add_billing_routes(Router& router) {
  add_due_routes(router);
  add_deduction_notice_routes(router);
  add_retention_routes(router);
  add_timeline_routes(router);
}

}  // namespace zhiheng::web

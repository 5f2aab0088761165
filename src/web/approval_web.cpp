// The approval desk: what waits for a second pair of eyes, ticked and confirmed line by line.
#include <map>

#include "service/approval_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/payment_order_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

// "statement.17.3": kind, id and version of a ticked line.
Json ticked(const Call& call) {
  Json items = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name != "tick") continue;
    const std::size_t first = value.find('.'), last = value.rfind('.');
    if (first == std::string::npos || first == last) continue;
    const auto version = read_id(value.substr(last + 1));
    items.push(Json::object()
                   .set("kind", value.substr(0, first))
                   .set("id", value.substr(first + 1, last - first - 1))
                   .set("version", version.value_or(1)));
  }
  return items;
}

Json item_view(const Call& call, const Json& item) {
  const std::string id = item.text_at("id"), kind = item.text_at("kind"), amount = item.text_at("amount");
  Json row = Json::object();
  row.set("tick", kind + "." + id + "." + item.at("version").number()).set("tick_id", "tick-" + kind + "-" + id);
  row.set("kind_label", call.words("approval.kind." + kind)).set("title", item.text_at("title"));
  row.set("context", item.text_at("context")).set("place", item.text_at("place"));
  row.set("amount", amount.empty() ? std::string() : grouped_amount(amount));
  row.set("drafted_by", item.text_at("drafted_by_label")).set("drafted_at", short_moment(item.text_at("drafted_at")));
  const bool allowed = item.at("allowed").boolean(), alone = item.at("alone").boolean();
  row.set("can_tick", allowed && !alone);
  return row.set("why_not", allowed && alone ? call.words("approval.decide_alone") : item.text_at("why_not"));
}

Json group_views(const Call& call, const Json& desk, const std::string& chosen) {
  Json groups = Json::array();
  for (const Json& group : desk.at("groups").items()) {
    const std::string kind = group.text_at("kind"), amount = group.text_at("amount");
    groups.push(Json(Json::Object{{"group_label", call.words("approval.kind." + kind)},
                                  {"group_href", "/approvals?kind=" + kind},
                                  {"chosen", kind == chosen},
                                  {"count", group.at("count").number()},
                                  {"open", group.at("allowed").number()},
                                  {"amount", amount.empty() ? std::string() : grouped_amount(amount)}}));
  }
  return groups;
}

using Titles = std::map<std::string, std::string>;

// What the lines were called while they stood on the desk: "statement.17" -> its number.
Titles titles_of(const Call& call) {
  Titles titles;
  const auto desk = service::approval_desk(call.gate, call.actor, "", call.language);
  if (!desk) return titles;
  for (const Json& item : desk->at("items").items()) {
    titles[item.text_at("kind") + "." + item.text_at("id")] = item.text_at("title") + " " + item.text_at("context");
  }
  return titles;
}

Json result_views(const Call& call, const Json& done, const Titles& titles) {
  Json rows = Json::array();
  for (const Json& line : done.at("items").items()) {
    const bool confirmed = line.at("confirmed").boolean();
    const auto title = titles.find(line.text_at("kind") + "." + line.text_at("id"));
    rows.push(Json(Json::Object{{"kind_label", call.words("approval.kind." + line.text_at("kind"))},
                                {"place", line.text_at("place")},
                                {"name", title == titles.end() ? line.text_at("id") : title->second},
                                {"tone", confirmed ? "good" : "bad"},
                                {"word", call.words(confirmed ? "approval.done" : "approval.refused")},
                                {"text", confirmed ? std::string() : line.text_at("text")}}));
  }
  return rows;
}

Reply desk_page(Call& call, const Json* done, const Titles& titles, const Problems& problems) {
  const std::string kind = call.parameter("kind");
  auto desk = service::approval_desk(call.gate, call.actor, kind, call.language);
  if (!desk) return refused(desk.problems());
  Json items = Json::array();
  for (const Json& item : desk->at("items").items()) items.push(item_view(call, item));
  Json view = Json::object();
  view.set("page_title", call.words("approval.title"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("approval.title"))}));
  view.set("groups", group_views(call, *desk, kind)).set("items", std::move(items));
  view.set("all_href", kind.empty() ? std::string() : "/approvals");
  view.set("total_text", call.words("approval.total",
                                    {{"open", desk->at("allowed").number()}, {"total", desk->at("total").number()}}));
  view.set("results", done ? result_views(call, *done, titles) : Json::array());
  view.set("summary", done ? call.words("approval.summary", {{"confirmed", done->at("confirmed").number()},
                                                             {"refused", done->at("refused").number()}})
                           : std::string());
  view.set("form_action", kind.empty() ? "/approvals" : "/approvals?kind=" + kind);
  view.set("page_problems", problem_list(problems, call.language));
  return page("approval/desk.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply confirm_by_form(Call& call) {
  const Titles titles = titles_of(call);
  const auto done =
      service::confirm_approvals(call.gate, call.actor, Json::object().set("items", ticked(call)), call.language);
  if (done) return desk_page(call, &*done, titles, {});
  return desk_page(call, nullptr, {}, done.problems());
}

}  // namespace

void add_approval_routes(Router& router) {
  Route list{
      "GET", "/api/v1/approvals", "approval.list", [](Call& call) {
        return json_or_refused(service::approval_desk(call.gate, call.actor, call.parameter("kind"), call.language));
      }};
  list.query = {"kind"};
  list.answers = "approval_desk";
  router.add(std::move(list));
  // Not carried out once as a whole: every line is its own transaction, and one that was confirmed is refused by its
  // version when it is asked for again.
  Route confirm{
      "POST", "/api/v1/approvals", "approval.confirm",
      [](Call& call) {
        return json_or_refused(service::confirm_approvals(call.gate, call.actor, body_or_empty(call), call.language));
      },
      BodyKind::json};
  confirm.takes = "approval_lines";
  confirm.answers = "approval_results";
  router.add(std::move(confirm));
  Route desk{"GET", "/approvals", "approval.page", [](Call& call) { return desk_page(call, nullptr, {}, {}); }};
  desk.query = {"kind"};
  router.add(std::move(desk));
  Route form{"POST", "/approvals", "approval.confirm_page", confirm_by_form, BodyKind::form};
  form.query = {"kind"};
  router.add(std::move(form));
}

}  // namespace zhiheng::web

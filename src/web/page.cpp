#include "web/page.h"

#include <algorithm>

#include "domain/shape_listed.h"
#include "web/shape_view.h"
#include "web/stale_view.h"

#include "service/notice_service.h"
#include "web/application.h"
#include "web/problem.h"
#include "web/session.h"
#include "web/template.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string roles_of(const Call& call) {
  std::string text;
  for (const domain::Role role : call.actor.roles) {
    text += (text.empty() ? "" : "、") + call.words("role." + std::string(domain::name_of(role)));
  }
  return text;
}

// The search over everything is for people with business data.
bool searches(const domain::Actor& actor) {
  return !domain::scope(actor, Action::see_contracts).nothing || !domain::scope(actor, Action::see_records).nothing;
}

void set_default(Json& view, const char* name, Json value) {
  if (!view.find(name)) view.set(name, std::move(value));
}

}  // namespace

Json crumb(std::string label, std::string href) {
  // Names of its own: a part without a place must not take that of the page around it.
  return Json(Json::Object{{"label", std::move(label)}, {"crumb_href", std::move(href)}});
}

Json problem_list(const Problems& problems, Language language) {
  Json list = Json::array();
  for (Problem problem : problems) {
    // Who saved first is told in words wherever it is told; forms of records have done so already.
    const auto param = [&](std::string_view name) {
      const auto named = [&](const auto& one) { return one.first == name; };
      const auto found = std::find_if(problem.params.begin(), problem.params.end(), named);
      return found == problem.params.end() ? std::string() : found->second;
    };
    if (problem.rule == "record.stale" && param("at").find('T') != std::string::npos) {
      const domain::Shape* shape = domain::find_shape(param("stem"));
      if (shape) problem = in_words(*shape, {problem}, language).front();
    }
    list.push(Json(Json::Object{{"text", say(problem, language)}, {"field", problem.field}, {"rule", problem.rule}}));
  }
  return list;
}

std::string field_anchor(const std::string& field) {
  if (field.empty() || field == "/") return {};
  std::string anchor = "#field-" + field.substr(field.starts_with("/") ? 1 : 0);
  for (char& c : anchor) {
    if (c == '/' || c == '.') c = '-';
  }
  return anchor;
}

namespace {

// Each problem of the summary leads to its field.
void link_problems(Json& problems) {
  for (Json& problem : problems.items()) {
    if (!problem.find("field_href")) problem.set("field_href", field_anchor(problem.text_at("field")));
  }
}

// The page asks for its own parts again while somebody looks at it, but not the answer to a form.
std::string live_address(const Request& request, const Pairs& query) {
  if (request.method != "GET") return {};
  return request.path + (query.empty() ? "" : "?" + write_query(query));
}

// "" for nought: no badge then.
std::string unread_of(const Call& call) {
  const auto unread = service::NoticeService(call.gate).unread(call.actor);
  return unread && *unread > 0 ? std::to_string(*unread) : std::string();
}

void dress_for(Json& view, const Request& request, Language language, const Call* call) {
  if (!view.is_object()) view = Json::object();
  const bool signed_in = call && call->signed_in;
  const std::string* done = request.query_value("done");
  const std::string done_key = "web.done." + (done ? *done : std::string());
  set_default(view, "page_title", say("web.product", language));
  set_default(view, "page_crumbs", Json::array());
  set_default(view, "page_problems", Json::array());
  set_default(view, "page_theirs", Json::array());
  set_default(view, "page_theirs_intro", std::string());
  set_default(view, "page_lists", false);
  set_default(view, "page_desk", false);
  Json linked = view.at("page_problems");
  link_problems(linked);
  view.set("page_problems", std::move(linked));
  view.set("page_done", done && has_text(done_key, language) ? say(done_key, language) : std::string());
  view.set("page_signed_in", signed_in);
  view.set("page_actor", signed_in ? call->actor.display_name : std::string());
  view.set("page_roles", signed_in ? roles_of(*call) : std::string());
  view.set("page_notices", signed_in ? unread_of(*call) : std::string());
  // Only our own script asks for a fragment, and its tag must not change with the mask.
  const std::string secret = call ? call->csrf : std::string();
  view.set("page_csrf", request.header("Zhiheng-Fragment").empty() ? masked_secret(secret) : secret);
  view.set("page_account", signed_in ? std::to_string(call->actor.account_id) : std::string());
  view.set("page_searches", signed_in && searches(call->actor));
  view.set("page_menu", signed_in ? menu_of(*call) : Json::array());
  view.set("page_chinese", language == Language::zh);
  view.set("page_language", language == Language::zh ? "zh-CN" : "en");
  view.set("page_other_language", language == Language::zh ? "en" : "zh-CN");
  std::string here = request.method == "GET" ? request.path : "/";
  Pairs kept;
  for (const auto& pair : request.query) {
    if (pair.first != "done") kept.push_back(pair);
  }
  if (!kept.empty() && request.method == "GET") here += "?" + write_query(kept);
  view.set("page_language_href",
           std::string("/language?to=") + (language == Language::zh ? "en" : "zh") + "&next=" + percent_encode(here));
  view.set("page_live", live_address(request, kept));
  view.set("page_number", request.request_id);
}

}  // namespace

void dress(Json& view, const Call& call) {
  dress_for(view, call.request, call.language, &call);
}

namespace {

// "/payment-orders/4/confirm": the kind of record and where it stands; none where the address names no record.
std::pair<const domain::Shape*, std::string> record_of(const std::string& path) {
  const std::size_t second = std::min(path.find('/', 1), path.size());
  const std::string plural = path.substr(std::min<std::size_t>(1, path.size()), second - 1);
  const std::size_t third = std::min(path.find('/', second + 1), path.size());
  if (second >= path.size() || !read_id(path.substr(second + 1, third - second - 1))) return {nullptr, ""};
  for (const domain::Shape* shape : domain::all_shapes()) {
    if (shape->plural == plural) return {shape, path.substr(0, third)};
  }
  return {nullptr, ""};
}

}  // namespace

Response problem_page(const Problems& refused, const Request& request, const Call* call, Language language) {
  Response response;
  response.status = http_status(leading_kind(refused));
  // Whoever was overtaken reads by whom, when and in what, and finds the way back to the record.
  const bool overtaken = response.status == 409 || response.status == 412;
  const auto [shape, place] = overtaken ? record_of(request.path) : std::pair<const domain::Shape*, std::string>();
  const Problems problems = shape ? in_words(*shape, refused, language) : refused;
  const std::string status = std::to_string(response.status);
  Json view = Json::object();
  view.set("page_title", say("web.status." + status, language));
  view.set("status_text", say("web.status." + status, language));
  view.set("status_hint", say("web.status_hint." + status, language));
  view.set("refusals", problem_list(problems, language));
  view.set("record_href", place);
  dress_for(view, request, language, call);
  response.content_type = "text/html; charset=utf-8";
  response.body = render("problem.html", view, language);
  if (response.status == 503) response.headers.emplace_back("Retry-After", "2");
  return response;
}

}  // namespace zhiheng::web

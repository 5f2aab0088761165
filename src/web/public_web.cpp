// What everybody reads without signing in: lists that bureaus published, one result with its derivation, and the
// documents that `zhiheng verify` recomputes.
#include "web/public_web.h"
#include "domain/disclosure.h"
#include "domain/shape_text.h"
#include "service/disclosure_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/result_view.h"

namespace zhiheng::web {

namespace {

using service::PublicService;

std::string number_text(const Json& value) {
  return value.is_number() ? value.number() : std::string();
}

Result<PublicService::ItemRequest> item_request(const Call& call) {
  PublicService::ItemRequest request;
  request.q = call.parameter("q").substr(0, 200);
  request.grade = call.parameter("grade");
  request.sort = call.parameter("sort");
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto number = read_id(limit);
    if (!number || *number > 500) return refusal("list.bad_limit", "limit", {{"most", "500"}});
    request.limit = static_cast<int>(*number);
  }
  if (const std::string& cursor = call.parameter("cursor"); !cursor.empty()) {
    const auto number = read_id(cursor);
    if (!number) return refusal("list.bad_cursor", "cursor");
    request.after = *number;
  }
  return request;
}

Json disclosure_view(const Call& call, const Json& one) {
  const std::string id = one.text_at("id");
  Json view = Json::object();
  view.set("disclosure_title", one.text_at("title")).set("bureau", one.text_at("bureau"));
  view.set("kind", choice_label("disclosure_kind", one.text_at("kind"), call.language));
  view.set("year", number_text(one.at("fiscal_year"))).set("note", one.text_at("note"));
  view.set("count", call.words("web.public.items", {{"count", number_text(one.at("item_count"))}}));
  view.set("published_at", short_moment(one.text_at("published_at"))).set("code", one.text_at("code"));
  view.set("withdrawn", one.text_at("state") == "withdrawn").set("withdrawn_reason", one.text_at("withdrawn_reason"));
  view.set("href", "/public/disclosures/" + id).set("document_href", "/public/disclosures/" + id + "/document.json");
  return view;
}

Reply overview(Call& call) {
  auto listed = PublicService(call.gate).disclosures();
  if (!listed) return refused(listed.problems());
  Json rows = Json::array();
  for (const Json& one : listed->at("items").items()) rows.push(disclosure_view(call, one));
  Json view = Json::object();
  view.set("page_title", call.words("web.public.title")).set("disclosures", std::move(rows)).set("code", "");
  return page("public/overview.html", std::move(view));
}

std::string list_address(const Call& call, const std::string& name, const std::string& value) {
  Pairs query;
  for (const auto& [key, given] : call.request.query) {
    if (key != name && key != "cursor" && !given.empty()) query.emplace_back(key, given);
  }
  if (!value.empty()) query.emplace_back(name, value);
  return call.request.path + (query.empty() ? "" : "?" + write_query(query));
}

Json heads(const Call& call, const std::string& kind) {
  Json columns = Json::array();
  const auto add = [&](const char* key, const std::string& sort, bool number) {
    const std::string& now = call.parameter("sort");
    const bool up = !sort.empty() && now == sort;
    const bool down = !sort.empty() && now == "-" + sort;
    columns.push(Json(
        Json::Object{{"label", call.words(std::string("web.public.") + key)},
                     {"is_number", number},
                     {"sort_href", sort.empty() ? std::string() : list_address(call, "sort", up ? "-" + sort : sort)},
                     {"sort_mark", up     ? std::string("↑")
                                   : down ? std::string("↓")
                                          : std::string()},
                     {"sorted", up     ? std::string("ascending")
                                : down ? std::string("descending")
                                       : std::string("none")}}));
  };
  const auto add_plain = [&](std::initializer_list<const char*> keys) {
    for (const char* key : keys) add(key, "", false);
  };
  if (kind == "quality_results") add("engagement", "engagement", false);
  if (kind == "quality_results") add_plain({"object_kind", "budget_unit"});
  add("agency", "agency", false);
  if (kind == "agency_list") add_plain({"uscc", "type", "status"});
  if (kind == "ratings") add_plain({"uscc"});
  if (kind != "agency_list") {
    add("final_score", "final_score", true);
    add_plain({"grade"});
  }
  if (kind == "quality_results") add_plain({"passed", "code"});
  return columns;
}

Json cell(std::string text, bool number = false, std::string href = {}) {
  return Json(Json::Object{{"text", std::move(text)}, {"is_number", number}, {"cell_href", std::move(href)}});
}

Json rating_cells(const Call& call, const Json& item) {
  const bool rated = !item.text_at("grade").empty();
  return Json(Json::Array{cell(item.text_at("agency")), cell(item.text_at("uscc")),
                          cell(item.text_at("final_score"), true),
                          cell(rated ? item.text_at("grade") : call.words("rating.unrated"))});
}

Json result_cells(const Call& call, const Json& item) {
  const Json* passed = item.find("passed");
  const bool reached = passed && passed->is_bool() && passed->boolean();
  Json cells = Json::array();
  cells.push(cell(item.text_at("engagement"), false, "/public/codes/" + item.text_at("code")));
  cells.push(cell(choice_label("object_kind", item.text_at("object_kind"), call.language)));
  cells.push(cell(item.text_at("budget_unit")));
  cells.push(cell(item.text_at("agency")));
  cells.push(cell(item.text_at("final_score"), true));
  cells.push(cell(item.text_at("grade")));
  cells.push(cell(call.words(reached ? "web.public.reached" : "web.public.not_reached")));
  cells.push(cell(item.text_at("code")));
  return cells;
}

Json agency_cells(const Call& call, const Json& item) {
  return Json(Json::Array{cell(item.text_at("agency")), cell(item.text_at("uscc")),
                          cell(choice_label("agency_type", item.text_at("type"), call.language)),
                          cell(choice_label("agency_status", item.text_at("status"), call.language))});
}

Json grade_options(const Call& call) {
  Json options = Json::array();
  for (const char* grade : {"优", "良", "中", "差"}) {
    options.push(Json(Json::Object{{"option_value", grade}, {"selected", call.parameter("grade") == grade}}));
  }
  return options;
}

Reply one_list(Call& call) {
  auto request = item_request(call);
  if (!request) return refused(request.problems());
  auto found = PublicService(call.gate).disclosure(call.id(), *request);
  if (!found) return refused(found.problems());
  const std::string kind = found->text_at("kind");
  const bool results = kind == "quality_results";
  Json view = disclosure_view(call, *found);
  Json rows = Json::array();
  for (const Json& item : found->at("items").items()) {
    rows.push(Json(Json::Object{{"cells", results             ? result_cells(call, item)
                                          : kind == "ratings" ? rating_cells(call, item)
                                                              : agency_cells(call, item)}}));
  }
  view.set("page_title", found->text_at("title")).set("columns", heads(call, kind)).set("rows", std::move(rows));
  view.set("q", call.parameter("q")).set("by_grade", results).set("grades", grade_options(call));
  view.set("here", call.request.path);
  view.set("sort", call.parameter("sort"));
  view.set("total_text", call.words("web.list.total", {{"total", number_text(found->at("total"))}}));
  const Json& next = found->at("next");
  view.set("next_href", next.is_string() ? list_address(call, "cursor", next.string()) : std::string());
  view.set("first_href", call.parameter("cursor").empty() ? std::string() : list_address(call, "", ""));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("web.public.title"), "/public"), crumb(found->text_at("title"))}));
  return page("public/list.html", std::move(view));
}

Json item_facts(const Call& call, const Json& item) {
  Json facts = Json::array();
  const auto add = [&](const char* key, const std::string& text) {
    facts.push(Json(Json::Object{{"label", call.words(std::string("web.public.") + key)}, {"text", text}}));
  };
  const Json* passed = item.find("passed");
  add("agency", item.text_at("agency"));
  add("budget_unit", item.text_at("budget_unit"));
  add("object_kind", choice_label("object_kind", item.text_at("object_kind"), call.language));
  add("final_score", item.text_at("final_score"));
  add("grade", item.text_at("grade"));
  add("passed",
      call.words(passed && passed->is_bool() && passed->boolean() ? "web.public.reached" : "web.public.not_reached"));
  return facts;
}

// Components and steps as the published document holds them.
void add_derivation(const Call& call, const Json& document, Json& view) {
  const Json& engagement = document.at("result").at("engagements").items().front();
  const Json& policy = document.at("case").at("policy");
  const Json shown = derivation_view(call, engagement, policy);
  for (const auto& [key, value] : shown.members()) view.set(key, value);
}

Reply one_code(Call& call) {
  const std::string& given = call.captured_text("code");
  auto found = PublicService(call.gate).by_code(given);
  if (!found) return refused(found.problems());
  const Json& disclosure = found->at("disclosure");
  // A code of a whole list leads to the list.
  if (found->at("item").is_null()) return see_other("/public/disclosures/" + disclosure.text_at("id"));
  const Json& item = found->at("item");
  Json view = disclosure_view(call, disclosure);
  view.set("page_title", item.text_at("engagement")).set("item_title", item.text_at("engagement"));
  view.set("item_code", found->text_at("code")).set("facts", item_facts(call, item));
  view.set("superseded", found->at("superseded").boolean()).set("verified", found->at("verified").boolean());
  view.set("item_document_href", "/public/codes/" + found->text_at("code") + "/document.json");
  view.set("command", "zhiheng verify " + found->text_at("code") + ".json --code " + found->text_at("code"));
  add_derivation(call, found->at("document"), view);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.public.title"), "/public"),
                                           crumb(disclosure.text_at("title"), view.text_at("href")),
                                           crumb(item.text_at("engagement"))}));
  return page("public/item.html", std::move(view));
}

Reply look_up(Call& call) {
  const std::string given(domain::trimmed(call.parameter("code")));
  if (given.empty()) return see_other("/public");
  Problems problems;
  if (domain::read_verification_code(given).empty()) {
    problems = {refusal("disclosure.code_malformed", "code", {{"code", given.substr(0, 64)}})};
  } else {
    auto found = PublicService(call.gate).by_code(given);
    if (found) return see_other("/public/codes/" + found->text_at("code"));
    if (found.problems().front().kind != Kind::absent) return refused(found.problems());
    // Who holds a code does not know of what kind it is.
    auto record = PublicService(call.gate).record_by_code(given);
    if (record) return see_other("/public/records/" + record->text_at("code"));
    if (record.problems().front().kind != Kind::absent) return refused(record.problems());
    problems = found.problems();
  }
  // The wrong code stays in the field, with what is wrong about it.
  Reply reply = overview(call);
  if (!reply.problems.empty()) return reply;
  reply.json.set("code", given.substr(0, 64));
  reply.json.set("page_problems", problem_list(problems, call.language));
  reply.status = http_status(leading_kind(problems));
  return reply;
}

Reply document(const Json& evidence, const std::string& name) {
  return bytes_reply(write_json_indented(evidence) + "\n", "application/json; charset=utf-8", name);
}

Reply list_document(Call& call) {
  auto found = PublicService(call.gate).list_document(call.id());
  if (!found) return refused(found.problems());
  return document(*found, "disclosure-" + std::to_string(call.id()) + ".json");
}

Reply code_document(Call& call) {
  auto found = PublicService(call.gate).by_code(call.captured_text("code"));
  if (!found) return refused(found.problems());
  return document(found->at("document"), found->text_at("code") + ".json");
}

Route open_route(std::string pattern, std::string name, std::function<Reply(Call&)> handler,
                 std::vector<std::string> query = {}, std::string answers = {}) {
  Route route{"GET", std::move(pattern), std::move(name), std::move(handler), BodyKind::none, Access::open};
  route.query = std::move(query);
  route.answers = std::move(answers);
  return route;
}

}  // namespace

void add_public_routes(Router& router) {
  const std::vector<std::string> list{"q", "grade", "sort", "cursor", "limit"};
  router.add(open_route("/public", "public.page", overview));
  router.add(open_route("/public/verify", "public.look_up_page", look_up, {"code"}));
  router.add(open_route("/public/disclosures/{id}", "public.list_page", one_list, list));
  router.add(open_route("/public/disclosures/{id}/document.json", "public.list_document_page", list_document));
  router.add(open_route("/public/codes/{code}", "public.item_page", one_code));
  router.add(open_route("/public/codes/{code}/document.json", "public.item_document_page", code_document));
  router.add(open_route(
      "/api/v1/public/disclosures", "public.disclosures",
      [](Call& call) { return json_or_refused(PublicService(call.gate).disclosures()); }, {},
      "public_disclosure_list"));
  router.add(open_route(
      "/api/v1/public/disclosures/{id}", "public.disclosure",
      [](Call& call) {
        auto request = item_request(call);
        if (!request) return refused(request.problems());
        return json_or_refused(PublicService(call.gate).disclosure(call.id(), *request));
      },
      list, "public_disclosure_items"));
  router.add(open_route(
      "/api/v1/public/disclosures/{id}/document", "public.disclosure_document",
      [](Call& call) { return json_or_refused(PublicService(call.gate).list_document(call.id())); }, {}, "evidence"));
  router.add(open_route(
      "/api/v1/public/codes/{code}", "public.code",
      [](Call& call) { return json_or_refused(PublicService(call.gate).by_code(call.captured_text("code"))); }, {},
      "public_code"));
}

}  // namespace zhiheng::web

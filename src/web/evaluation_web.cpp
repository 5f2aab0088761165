#include <charconv>

#include "service/evaluation_service.h"
#include "web/agency_web.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

Result<service::EvaluationRequest> request_of(const Call& call) {
  service::EvaluationRequest request;
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto [end, fault] = std::from_chars(limit.data(), limit.data() + limit.size(), request.limit);
    if (fault != std::errc() || end != limit.data() + limit.size() || request.limit < 1 || request.limit > 500) {
      return refusal("list.bad_limit", "limit", {{"most", "500"}});
    }
  }
  request.cursor = call.parameter("cursor");
  request.q = call.parameter("q");
  request.fiscal_year = call.parameter("fiscal_year");
  request.stage = call.parameter("stage");
  return request;
}

Reply list_api(Call& call) {
  auto request = request_of(call);
  if (!request) return refused(request.problems());
  return json_or_refused(service::list_evaluations(call.gate, call.actor, *request));
}

std::string stage_text(const Call& call, const std::string& stage) {
  return call.words("evaluation.stage." + stage);
}

std::string stage_tone(const std::string& stage) {
  return stage == "published" ? "good" : stage == "commissioned" ? "" : "info";
}

std::string day_of(const std::string& moment) {
  return moment.substr(0, 10);
}

// "due 2022-09-30 · received 2022-10-03" of a plan or report.
std::string dates_text(const Call& call, const Json& part) {
  const std::string due = part.text_at("due_on");
  const std::string received = day_of(part.text_at("received_at"));
  std::string text = due.empty() ? call.words("files.no_due") : call.words("evaluation.due", {{"date", due}});
  text += call.words("web.semicolon");
  return text + (received.empty() ? call.words("evaluation.not_received")
                                  : call.words("evaluation.received", {{"date", received}}));
}

Json row_of(const Call& call, const Json& item) {
  const Json* project = item.find("project");
  const Json* result = item.find("result");
  const bool published = result && result->is_object();
  return Json(Json::Object{{"code", item.text_at("code")},
                           {"name", item.text_at("name")},
                           {"project", project && project->is_object() ? project->text_at("name") : std::string()},
                           {"unit", item.text_at("budget_unit")},
                           {"object_kind", choice_label("object_kind", item.text_at("object_kind"), call.language)},
                           {"year", number_at(item, "fiscal_year")},
                           {"agency", item.text_at("agency")},
                           {"bureau", item.text_at("bureau")},
                           {"plan", dates_text(call, item.at("plan"))},
                           {"report", dates_text(call, item.at("report"))},
                           {"stage", stage_text(call, item.text_at("stage"))},
                           {"tone", stage_tone(item.text_at("stage"))},
                           {"final_score", published ? result->text_at("final_score") : std::string()},
                           {"grade", published ? result->text_at("grade") : std::string()},
                           {"href", "/evaluations/" + item.text_at("id")}});
}

Json option(const std::string& value, const std::string& label, const std::string& chosen) {
  return Json(Json::Object{{"option_value", value}, {"option_label", label}, {"selected", value == chosen}});
}

std::string list_place(const Call& call, const std::string& cursor) {
  Pairs pairs;
  for (const char* key : {"q", "fiscal_year", "stage"}) {
    if (!call.parameter(key).empty()) pairs.emplace_back(key, call.parameter(key));
  }
  if (!cursor.empty()) pairs.emplace_back("cursor", cursor);
  return "/evaluations" + (pairs.empty() ? std::string() : "?" + write_query(pairs));
}

Reply list_page(Call& call) {
  auto request = request_of(call);
  if (!request) return refused(request.problems());
  auto listed = service::list_evaluations(call.gate, call.actor, *request);
  if (!listed) return refused(listed.problems());
  Json view = Json::object();
  view.set("page_title", call.words("evaluation.title"));
  view.set("q", request->q);
  Json years = Json::array();
  for (const Json& year : listed->at("years").items()) {
    years.push(option(year.number(), year.number(), request->fiscal_year));
  }
  view.set("years", std::move(years));
  Json stages = Json::array();
  for (const char* stage : service::evaluation_stages) {
    stages.push(option(stage, stage_text(call, stage), request->stage));
  }
  view.set("stages", std::move(stages));
  Json rows = Json::array();
  for (const Json& item : listed->at("items").items()) rows.push(row_of(call, item));
  view.set("rows", std::move(rows));
  view.set("searched", !request->q.empty() || !request->fiscal_year.empty() || !request->stage.empty());
  view.set("total_text", call.words("web.list.total", {{"total", number_at(*listed, "total")}}));
  const Json& next = listed->at("next");
  view.set("next_href", next.is_string() ? list_place(call, next.string()) : std::string());
  view.set("first_href", request->cursor.empty() ? std::string() : list_place(call, ""));
  return page("evaluation/list.html", std::move(view));
}

Json fact(const std::string& label, const std::string& text) {
  return Json(Json::Object{{"label", label}, {"text", text}});
}

Reply one_page(Call& call) {
  auto item = service::read_evaluation(call.gate, call.actor, call.id());
  if (!item) return refused(item.problems());
  const Json row = row_of(call, *item);
  Json view = Json::object();
  view.set("page_title", item->text_at("name"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("evaluation.title"), "/evaluations"), crumb(item->text_at("code"))}));
  view.set("evaluation_name", item->text_at("name"));
  view.set("stage", row.text_at("stage"));
  view.set("tone", row.text_at("tone"));
  Json facts = Json::array();
  facts.push(fact(field_label("engagement", "code", call.language), row.text_at("code")));
  if (!row.text_at("project").empty()) facts.push(fact(call.words("stem.project"), row.text_at("project")));
  if (!row.text_at("unit").empty()) facts.push(fact(call.words("stem.budget_unit"), row.text_at("unit")));
  facts.push(fact(field_label("engagement", "object_kind", call.language), row.text_at("object_kind")));
  facts.push(fact(field_label("contract", "fiscal_year", call.language), row.text_at("year")));
  facts.push(fact(call.words("evaluation.commissioned_by"), row.text_at("bureau")));
  facts.push(fact(call.words("stem.agency"), row.text_at("agency")));
  facts.push(fact(choice_label("deliverable_kind", "plan", call.language), row.text_at("plan")));
  facts.push(fact(choice_label("deliverable_kind", "report", call.language), row.text_at("report")));
  view.set("evaluation_facts", std::move(facts));
  view.set("published", !row.text_at("final_score").empty());
  view.set("final_score", row.text_at("final_score"));
  view.set("grade", row.text_at("grade"));
  const Json* available = item->at("report").find("available");
  const bool report = available && available->is_bool() && available->boolean();
  view.set("report_href", report ? "/evaluations/" + item->text_at("id") + "/report" : std::string());
  return page("evaluation/one.html", std::move(view));
}

Reply report_of(Call& call) {
  auto file = service::open_evaluation_report(call.gate, call.actor, call.id());
  if (!file) return refused(file.problems());
  return stream_reply(ByteSource{file->length, std::move(file->next)}, file->media_type, file->file_name);
}

}  // namespace

void add_evaluation_routes(Router& router) {
  router.add({"GET", "/evaluations", "evaluation.list_page", list_page});
  router.add({"GET", "/evaluations/{id}", "evaluation.show_page", one_page});
  router.add({"GET", "/evaluations/{id}/report", "evaluation.report_page", report_of});
  router.add({"GET",
              "/api/v1/evaluations",
              "evaluation.list",
              list_api,
              BodyKind::none,
              Access::signed_in,
              {"limit", "cursor", "q", "fiscal_year", "stage"}});
  router.add({"GET", "/api/v1/evaluations/{id}", "evaluation.read",
              [](Call& call) { return json_or_refused(service::read_evaluation(call.gate, call.actor, call.id())); }});
  router.add({"GET", "/api/v1/evaluations/{id}/report", "evaluation.report", report_of});
}

}  // namespace zhiheng::web

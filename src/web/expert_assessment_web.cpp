// The yearly assessment: a list with its figures, the computation, the confirmation, and the same through the API.
#include "service/expert_assessment_service.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* here = "/expert-assessments";

service::AssessmentQuery query_of(const Call& call) {
  service::AssessmentQuery query;
  query.year = read_id(call.parameter("year")).value_or(0);
  query.grade = call.parameter("grade");
  query.state = call.parameter("state");
  query.sort = call.parameter("sort");
  return query;
}

Json options_of(const Call& call, const char* list, const std::string& chosen) {
  Json options = Json::array();
  for (const std::string& value : domain::choice_list(list)) {
    options.push(Json(Json::Object{{"option_value", value},
                                   {"option_label", choice_label(list, value, call.language)},
                                   {"selected", value == chosen}}));
  }
  return options;
}

// Figure and what was counted: "93.3%（14/15）"; a figure that has no data is a word, never a nought.
Json line_cells(const Call& call, const Json& item) {
  Json cells = Json::array();
  for (const Json& line : item.at("lines").items()) {
    const bool enough = line.at("enough").boolean();
    Json cell = Json::object().set("figure", enough ? line.text_at("figure") : call.words("web.assessment.no_data"));
    cell.set("counted", line.text_at("counted")).set("enough", enough);
    cells.push(std::move(cell));
  }
  return cells;
}

Json rows_of_list(const Call& call, const Json& list) {
  Json rows = Json::array();
  for (const Json& item : list.at("items").items()) {
    const std::string grade = item.text_at("grade");
    const std::string state = item.text_at("state");
    Json row = Json::object()
                   .set("name", item.text_at("expert_label"))
                   .set("expert_href", "/experts/" + item.text_at("expert"));
    row.set("grade", choice_label("expert_grade", grade, call.language));
    row.set("grade_tone", grade == "excellent"     ? "good"
                          : grade == "unqualified" ? "bad"
                          : grade == "qualified"   ? "info"
                                                   : "plain");
    row.set("state", choice_label("expert_assessment_state", state, call.language))
        .set("cells", line_cells(call, item));
    std::string because;
    for (const Json& rule : item.at("because").items()) {
      because +=
          (because.empty() ? "" : call.words("web.semicolon")) + call.words("assessment.because." + rule.string());
    }
    const std::string advice = item.text_at("advice");
    row.set("because", because);
    row.set("advice", advice == "none" ? std::string() : choice_label("expert_advice", advice, call.language));
    const bool open = state == "draft";
    row.set("confirm_href",
            open && can(call, Action::approve_expert, "expert_assessment", read_id(item.text_at("id")).value_or(0))
                ? std::string(here) + "/" + item.text_at("id") + "/confirm"
                : std::string());
    rows.push(row.set("row_version", item.at("version").number()));
  }
  return rows;
}

// Columns whose order can be chosen, with the address that does it.
Json columns_of(const Call& call) {
  Json columns = Json::array();
  const std::string& sort = call.parameter("sort");
  for (const char* key :
       {"name", "grade", "attendance", "timeliness", "reasons", "deviation", "distance", "complaints"}) {
    const std::string name = key;
    const bool sorts = name != "reasons" && name != "deviation" && name != "complaints";
    Pairs pairs;
    for (const auto& [given, value] : call.request.query) {
      if (given != "sort" && given != "done" && !value.empty()) pairs.emplace_back(given, value);
    }
    pairs.emplace_back("sort", sort == name ? "-" + name : name);
    const std::string mark = sort == name ? "▲" : sort == "-" + name ? "▼" : "";
    columns.push(Json(Json::Object{{"label", call.words("web.assessment." + name)},
                                   {"sort_href", sorts ? std::string(here) + "?" + write_query(pairs) : std::string()},
                                   {"sort_mark", mark},
                                   {"sort_order", mark.empty()   ? ""
                                                  : sort == name ? "ascending"
                                                                 : "descending"}}));
  }
  return columns;
}

Reply show(Call& call, const Problems& problems) {
  auto list = service::list_assessments(call.gate, call.actor, query_of(call));
  if (!list) return refused(list.problems());
  const std::string year = list->at("year").number();
  Json counts = Json::array();
  for (const std::string& grade : domain::choice_list("expert_grade")) {
    counts.push(Json::object()
                    .set("label", choice_label("expert_grade", grade, call.language))
                    .set("amount", list->at("counts").at(grade).number()));
  }
  Json years = Json::array();
  for (const Json& one : list->at("years").items()) {
    years.push(Json(Json::Object{
        {"option_value", one.number()}, {"option_label", one.number()}, {"selected", one.number() == year}}));
  }
  Json view = Json::object().set("page_title", call.words("web.assessment.title")).set("year", year);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.expert"), "/experts"), crumb(call.words("web.assessment.title"))}));
  view.set("counts", std::move(counts)).set("years", std::move(years)).set("columns", columns_of(call));
  view.set("grades", options_of(call, "expert_grade", call.parameter("grade")));
  view.set("states", options_of(call, "expert_assessment_state", call.parameter("state")));
  view.set("rows", rows_of_list(call, *list)).set("can_compute", can(call, Action::edit_experts, "expert"));
  view.set("can_confirm", can(call, Action::approve_expert, "expert") && !list->at("items").items().empty());
  view.set("export_href",
           can(call, Action::export_report) ? "/reports/expert_assessment.xlsx?year=" + year : std::string());
  view.set("page_problems", problem_list(problems, call.language));
  return page("expert/assessments.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply after(Call& call, const Result<Json>& result) {
  const std::string& year = call.field("year");
  if (result) return see_other(std::string(here) + "?" + (year.empty() ? "" : "year=" + year + "&") + "done=saved");
  return is_about_the_form(result.problems()) || leading_kind(result.problems()) == Kind::forbidden
             ? show(call, result.problems())
             : refused(result.problems());
}

void add_api(Router& router) {
  Route list{"GET", "/api/v1/expert-assessments", "expert_assessment.list", [](Call& call) {
               return json_or_refused(service::list_assessments(call.gate, call.actor, query_of(call)));
             }};
  list.query = {"year", "grade", "state", "sort"};
  list.answers = "expert_assessments";
  router.add(std::move(list));
  add_post(router, "/api/v1/expert-assessments/compute", "expert_assessment.compute", [](Call& call) {
    return json_or_refused(service::compute_assessments(call.gate, call.actor, body_or_empty(call)));
  });
  router.last().takes = "expert_year";
  router.last().answers = "expert_assessments_computed";
  add_post(router, "/api/v1/expert-assessments/confirm", "expert_assessment.confirm_all", [](Call& call) {
    return json_or_refused(service::confirm_assessments(call.gate, call.actor, body_or_empty(call)));
  });
  router.last().takes = "expert_year";
  router.last().answers = "expert_assessments_confirmed";
  add_post(router, "/api/v1/expert-assessments/{id}/confirm", "expert_assessment.confirm", [](Call& call) {
    auto version = call.version();
    if (!version) return refused(version.problems());
    return json_or_refused(service::confirm_assessment(call.gate, call.actor, call.id(), *version));
  });
  router.last().answers = "expert_assessment_item";
}

}  // namespace

void add_expert_assessment_routes(Router& router) {
  add_api(router);
  Route page_route{"GET", here, "expert_assessment.page", [](Call& call) { return show(call, {}); }};
  router.add(std::move(page_route));
  router.add({"POST", "/expert-assessments/compute", "expert_assessment.compute_page",
              [](Call& call) {
                return after(call, service::compute_assessments(call.gate, call.actor, body_of_fields(call, {"year"})));
              },
              BodyKind::form});
  router.add({"POST", "/expert-assessments/confirm", "expert_assessment.confirm_all_page",
              [](Call& call) {
                return after(call, service::confirm_assessments(call.gate, call.actor, body_of_fields(call, {"year"})));
              },
              BodyKind::form});
  router.add({"POST", "/expert-assessments/{id}/confirm", "expert_assessment.confirm_page",
              [](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                return after(call, service::confirm_assessment(call.gate, call.actor, call.id(), *version));
              },
              BodyKind::form});
}

}  // namespace zhiheng::web

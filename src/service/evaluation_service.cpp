#include "service/evaluation_service.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "domain/deliverable.h"
#include "service/heart_json.h"
#include "store/deliverable_store.h"
#include "store/evaluation_store.h"
#include "store/file_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Json evaluation_json(const store::Evaluation& one) {
  Json json = Json::object();
  json.set("id", std::to_string(one.id)).set("code", one.code).set("name", one.name);
  json.set("object_kind", one.object_kind).set("fiscal_year", one.fiscal_year).set("bureau", one.bureau_name);
  json.set("agency", one.agency_name).set("budget_unit", one.unit_name);
  Json project;
  if (!one.project_code.empty()) {
    project = Json(Json::Object{{"code", one.project_code}, {"name", one.project_name}});
  }
  json.set("project", std::move(project));
  json.set("plan", Json(Json::Object{{"due_on", date_json(one.plan_due_on)},
                                     {"received_at", moment_json(one.plan_received_at)}}));
  json.set("report", Json(Json::Object{{"due_on", date_json(one.report_due_on)},
                                       {"received_at", moment_json(one.report_received_at)},
                                       {"available", one.accepted_report_id != 0}}));
  json.set("stage", one.stage);
  Json result;
  if (one.final_score) {
    result = Json(Json::Object{{"final_score", one.final_score->text()}, {"grade", one.grade}, {"passed", one.passed}});
  }
  return json.set("result", std::move(result));
}

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return number;
}

Result<store::EvaluationQuery> query_of(const EvaluationRequest& request) {
  store::EvaluationQuery query;
  Problems problems;
  query.limit = request.limit;
  query.q = request.q;
  query.stage = request.stage;
  const auto& stages = evaluation_stages;
  if (!request.stage.empty() && std::find(std::begin(stages), std::end(stages), request.stage) == std::end(stages)) {
    problems.push_back(refusal("list.bad_filter", "stage", {{"filter", "stage"}}));
  }
  if (!request.fiscal_year.empty()) {
    const auto year = whole_number(request.fiscal_year);
    if (!year || *year > 9999) {
      problems.push_back(refusal("list.bad_filter", "fiscal_year", {{"filter", "fiscal_year"}}));
    } else {
      query.fiscal_year = static_cast<int>(*year);
    }
  }
  if (!request.cursor.empty()) {
    const auto before = whole_number(request.cursor);
    if (!before) problems.push_back(refusal("list.bad_cursor", "cursor"));
    query.before = before.value_or(0);
  }
  if (!problems.empty()) return problems;
  return query;
}

struct OpenReport {
  domain::Deliverable report;
  std::string name;
};

}  // namespace

Result<Json> list_evaluations(Gate& gate, const domain::Actor& actor, const EvaluationRequest& request) {
  return gate.read(actor, Action::see_evaluations, {"engagement", 0}, [&](Tx& tx) -> Result<Json> {
    auto query = query_of(request);
    if (!query) return query.problems();
    query->scope = domain::scope(actor, Action::see_evaluations);
    auto found = store::list_evaluations(tx.rows(), *query);
    Json next;
    if (static_cast<int>(found.size()) > query->limit) {
      found.pop_back();
      next = std::to_string(found.back().id);
    }
    Json items = Json::array();
    for (const store::Evaluation& one : found) items.push(evaluation_json(one));
    Json years = Json::array();
    for (const int year : store::evaluation_years(tx.rows(), query->scope)) years.push(year);
    Json json = Json::object();
    json.set("items", std::move(items)).set("next", std::move(next));
    return json.set("total", store::count_evaluations(tx.rows(), *query)).set("years", std::move(years));
  });
}

Result<Json> read_evaluation(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  const Subject subject{"engagement", engagement_id};
  return gate.read(actor, Action::see_evaluations, subject, [&](Tx& tx) -> Result<Json> {
    return evaluation_json(*store::find_evaluation(tx.rows(), engagement_id));
  });
}

Result<FileStream> open_evaluation_report(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id) {
  const Subject subject{"engagement", engagement_id};
  auto open = gate.read(actor, Action::see_evaluations, subject, [&](Tx& tx) -> Result<OpenReport> {
    const auto evaluation = *store::find_evaluation(tx.rows(), engagement_id);
    if (evaluation.accepted_report_id == 0) return refusal(Kind::absent, "evaluation.report_not_available");
    const auto report = *store::find_deliverable(tx.rows(), evaluation.accepted_report_id);
    return OpenReport{report, domain::stable_name(evaluation.code, report.kind, report.revision, report.file_name)};
  });
  if (!open) return open.problems();
  const auto next = [&gate, actor, subject, sha256 = open->report.sha256,
                     sequence = std::int64_t{0}]() mutable -> std::string {
    auto piece = gate.read(actor, Action::see_evaluations, subject, [&](Tx& tx) -> Result<std::string> {
      auto bytes = store::read_file_piece(tx.rows(), sha256, sequence);
      return bytes ? std::move(*bytes) : std::string();
    });
    ++sequence;
    return piece ? std::move(*piece) : std::string();
  };
  return FileStream{open->name, open->report.media_type, static_cast<std::uint64_t>(open->report.size), next};
}

}  // namespace zhiheng::service

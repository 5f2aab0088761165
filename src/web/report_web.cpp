#include "service/report_service.h"
#include "web/data_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

// "fee_statement.xlsx" -> the report and how it is printed; the query carries its parameters.
Reply report_file(Call& call) {
  const std::string& file = call.captured_text("file");
  const std::size_t dot = file.rfind('.');
  if (dot == std::string::npos) return refused(refusal(Kind::absent, "request.no_such_page"));
  service::ReportRequest request;
  request.report = file.substr(0, dot);
  request.language = call.language;
  for (const auto& [name, value] : call.request.query) {
    if (!value.empty()) request.params.emplace_back(name, value);
  }
  auto printed = service::export_report_bytes(call.gate, call.actor, request, file.substr(dot + 1));
  if (!printed) {
    Problems problems = printed.problems();
    for (Problem& problem : problems) {
      if (problem.rule == "report.unknown") problem.kind = Kind::absent;
    }
    return refused(problems);
  }
  const bool shown = file.ends_with(".html") || (call.api && file.ends_with(".json"));
  return bytes_reply(std::move(printed->bytes), printed->media_type, shown ? std::string() : printed->file_name);
}

Reply reports_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::export_report, {"", 0}); !may)
    return refused(may.problems());
  const Json listed = service::list_reports(call.language);
  Json rows = Json::array();
  for (const Json& report : listed.items()) {
    const std::string name = report.text_at("report");
    Json fields = Json::array();
    if (const Json* params = report.find("params"); params && params->is_array()) {
      for (const Json& param : params->items()) {
        const std::string key = param.text_at("name");
        const Json* required = param.find("required");
        const std::string label = "web.report.param." + key;
        fields.push(Json(Json::Object{{"param_name", key},
                                      {"param_id", name + "-" + key},
                                      {"param_label", has_text(label, call.language) ? call.words(label) : key},
                                      {"required", required && required->is_bool() && required->boolean()}}));
      }
    }
    rows.push(Json(Json::Object{{"title", report.text_at("title")},
                                {"report_name", name},
                                {"report_fields", std::move(fields)},
                                {"printable", name != "statement"}}));
  }
  Json view = Json::object();
  view.set("page_title", call.words("web.menu.reports"));
  view.set("reports", std::move(rows));
  return page("report/list.html", std::move(view));
}

// One form has one action; so the browser says in which form it wants the report, and is sent there.
Reply choose_format(Call& call) {
  Pairs params;
  for (const auto& [name, value] : call.request.query) {
    if (name != "format" && name != "report" && !value.empty()) params.emplace_back(name, value);
  }
  const std::string place =
      "/reports/" + percent_encode(call.parameter("report")) + "." + percent_encode(call.parameter("format"));
  return see_other(place + (params.empty() ? "" : "?" + write_query(params)));
}

}  // namespace

void add_report_routes(Router& router) {
  router.add({"GET", "/api/v1/reports", "report.list", [](Call& call) {
                return json_reply(Json(Json::Object{{"items", service::list_reports(call.language)}}));
              }});
  router.add({"GET", "/api/v1/reports/{file}", "report.read", report_file, BodyKind::none, Access::signed_in, {"*"}});
  router.add({"GET", "/reports", "report.page", reports_page});
  router.add({"GET", "/reports/choose", "report.choose", choose_format});
  router.add({"GET", "/reports/{file}", "report.file_page", report_file});
}

}  // namespace zhiheng::web

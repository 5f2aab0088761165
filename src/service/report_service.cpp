#include "service/report_service.h"

#include <map>

#include "base/resource.h"
#include "service/draw_service.h"
#include "service/rating_service.h"
#include "service/report_datasets.h"
#include "service/statement_service.h"
#include "table/whole_file.h"

namespace zhiheng::service {

using table::Format;

namespace {

// Documents that are reports in name only.
struct EvidenceReport {
  std::string_view name;
  const char* param;
  const char* choice;  // a second parameter, or none
  domain::Action action;
  const char* title;
  Result<Json> (*make)(Gate&, const domain::Actor&, const std::string& param, const std::string& choice);
};
const EvidenceReport evidence_reports[] = {
    {"statement", "contract", nullptr, domain::Action::see_statements, "report_title.statement",
     [](Gate& gate, const domain::Actor& actor, const std::string& contract, const std::string&) {
       return statement_evidence(gate, actor, contract);
     }},
    {"draw", "panel", "names", domain::Action::see_draws, "report_title.draw",
     [](Gate& gate, const domain::Actor& actor, const std::string& panel, const std::string& names) {
       return draw_evidence_of_panel(gate, actor, panel, names == "yes");
     }},
    {"rating", "agency", "year", domain::Action::see_ratings, "report_title.rating",
     [](Gate& gate, const domain::Actor& actor, const std::string& agency, const std::string& year) {
       const auto number = read_decimal(year, 0, {});
       return rating_evidence(gate, actor, agency, number && *number < 10000 ? static_cast<int>(*number) : 0);
     }},
};
const EvidenceReport* evidence_report(std::string_view name) {
  for (const EvidenceReport& one : evidence_reports) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

struct Definitions {
  std::map<std::string, table::ReportDefinition> by_name;
  Problems problems;
};

const std::vector<table::DatasetShape>& dataset_shapes() {
  static const std::vector<table::DatasetShape> shapes = [] {
    std::vector<table::DatasetShape> all;
    for (const Dataset& dataset : all_datasets()) all.push_back(dataset.shape);
    return all;
  }();
  return shapes;
}

const Definitions& definitions() {
  static const Definitions loaded = [] {
    Definitions out;
    for (const std::string_view path : resources_under("reports/")) {
      const auto read = table::read_report(path, resource(path), dataset_shapes());
      if (!read) {
        out.problems.insert(out.problems.end(), read.problems().begin(), read.problems().end());
      } else {
        out.by_name.emplace(read->report, *read);
      }
    }
    return out;
  }();
  return loaded;
}

const Dataset& dataset_named(const std::string& name) {
  for (const Dataset& dataset : all_datasets()) {
    if (dataset.shape.name == name) return dataset;
  }
  throw Defect("a definition was read with the datasets that there are");
}

Params taken_by(const Dataset& dataset, const Params& given) {
  Params taken;
  for (const auto& one : given) {
    for (const std::string& name : dataset.shape.params) {
      if (name == one.first) taken.push_back(one);
    }
  }
  return taken;
}

// Whether the actor's role reads every dataset of a report at all; the rows are scoped when they are loaded.
Outcome may_read(const domain::Actor& actor, const table::ReportDefinition& definition) {
  for (const table::ReportSheet& sheet : definition.sheets) {
    const Outcome allowed = domain::may(actor, dataset_named(sheet.dataset).action, {});
    if (!allowed) return allowed;
  }
  return Done();
}

// The auditors' table of permissions holds no row of the business; whoever may see it may take it with him.
domain::Action action_to_export(const table::ReportDefinition& definition) {
  for (const table::ReportSheet& sheet : definition.sheets) {
    if (dataset_named(sheet.dataset).action != domain::Action::see_access) return domain::Action::export_report;
  }
  return domain::Action::see_access;
}

using Print = std::function<Outcome(const table::Workbook&)>;

// Builds the workbook inside the transaction and hands it to `print` there, because its rows are read while printing.
Outcome print_inside(Tx& tx, const table::ReportDefinition& definition, const ReportRequest& request,
                     const ClearSecrets* clear, const Print& print) {
  if (const Outcome allowed = may_read(tx.actor(), definition); !allowed) return allowed;
  std::vector<table::SheetData> data;
  std::vector<Params> kept;
  kept.reserve(definition.sheets.size());
  for (const table::ReportSheet& sheet : definition.sheets) {
    const Dataset& dataset = dataset_named(sheet.dataset);
    kept.push_back(taken_by(dataset, request.params));
    ReportContext context{tx, kept.back(), request.language, clear};
    Result<table::SheetData> loaded = dataset.load(context);
    if (!loaded) return loaded.problems();
    data.push_back(std::move(*loaded));
  }
  return print(table::build(definition, dataset_shapes(), std::move(data), request.language, tx.now()));
}

Outcome with_workbook(Gate& gate, const domain::Actor& actor, const ReportRequest& request, const Print& print) {
  ensure(definitions().problems.empty(), "the shipped report definitions are good");
  const auto found = definitions().by_name.find(request.report);
  if (found == definitions().by_name.end()) {
    return refusal(Kind::absent, "report.unknown", "report", {{"report", request.report}});
  }
  const table::ReportDefinition& definition = found->second;
  const Outcome params = table::check_params(definition, request.params);
  if (!params) return params.problems();
  return gate.read(actor, action_to_export(definition), {"report", 0},
                   [&](Tx& tx) -> Outcome { return print_inside(tx, definition, request, nullptr, print); });
}

// An evidence document: the parameter it is asked by, one that may be given, and who makes it.
Result<std::string> evidence_bytes(Gate& gate, const domain::Actor& actor, const ReportRequest& request,
                                   Format format) {
  const EvidenceReport& report = *evidence_report(request.report);
  std::map<std::string, std::string> given;
  Problems problems;
  for (const auto& [name, value] : request.params) {
    if (name == report.param || (report.choice && name == report.choice)) {
      given[name] = value;
    } else {
      problems.push_back(refusal("report.unknown_param", name, {{"file", request.report}, {"found", name}}));
    }
  }
  if (given[report.param].empty()) {
    problems.push_back(
        refusal("report.param_missing", report.param, {{"file", request.report}, {"found", report.param}}));
  }
  if (format != Format::json) {
    problems.push_back(refusal("report.format_not_offered", "format", {{"report", request.report}}));
  }
  if (!problems.empty()) return problems;
  const std::string choice = report.choice ? given[report.choice] : std::string();
  const Result<Json> evidence = report.make(gate, actor, given[report.param], choice);
  if (!evidence) return evidence.problems();
  return write_json_indented(*evidence) + "\n";
}

}  // namespace

Outcome export_report(Gate& gate, const domain::Actor& actor, const ReportRequest& request, const std::string& path) {
  const Result<Format> format = table::format_of(path);
  if (!format) return format.problems();
  if (evidence_report(request.report)) {
    const Result<std::string> bytes = evidence_bytes(gate, actor, request, *format);
    if (!bytes) return bytes.problems();
    return table::write_whole_file(path, *bytes);
  }
  return with_workbook(gate, actor, request,
                       [&](const table::Workbook& workbook) { return table::print(workbook, *format, path); });
}

Result<ReportFile> clear_payroll_inside(Tx& tx, std::int64_t fee_id, const ClearSecrets& clear, Language language) {
  const auto found = definitions().by_name.find("expert_payroll");
  ensure(found != definitions().by_name.end(), "the payroll is a shipped report");
  const ReportRequest request{"expert_payroll", {{"bill", std::to_string(fee_id)}}, language};
  ReportFile file;
  file.media_type = table::media_type(Format::xlsx);
  file.file_name = request.report + "_full" + std::string(table::ending(Format::xlsx));
  const auto print = [&](const table::Workbook& workbook) -> Outcome {
    Result<std::string> bytes = table::print_to_bytes(workbook, Format::xlsx);
    if (!bytes) return bytes.problems();
    file.bytes = std::move(*bytes);
    return Done();
  };
  if (const Outcome printed = print_inside(tx, found->second, request, &clear, print); !printed) {
    return printed.problems();
  }
  return file;
}

Result<ReportFile> export_report_bytes(Gate& gate, const domain::Actor& actor, const ReportRequest& request,
                                       const std::string& ending) {
  const Result<Format> format = table::format_of("report." + ending);
  if (!format) return format.problems();
  ReportFile file;
  file.media_type = table::media_type(*format);
  file.file_name = request.report + std::string(table::ending(*format));
  if (evidence_report(request.report)) {
    const Result<std::string> bytes = evidence_bytes(gate, actor, request, *format);
    if (!bytes) return bytes.problems();
    file.bytes = *bytes;
    return file;
  }
  const Outcome printed = with_workbook(gate, actor, request, [&](const table::Workbook& workbook) -> Outcome {
    Result<std::string> bytes = table::print_to_bytes(workbook, *format);
    if (!bytes) return bytes.problems();
    file.bytes = std::move(*bytes);
    return Done();
  });
  if (!printed) return printed.problems();
  return file;
}

Json list_reports(const domain::Actor& actor, Language language) {
  Json out = Json::array();
  const auto add = [&](const std::string& name, const std::string& title, Json params) {
    Json one = Json::object();
    one.set("report", Json(name));
    one.set("title", Json(title));
    one.set("params", std::move(params));
    out.push(std::move(one));
  };
  const auto param = [](const std::string& name, bool required) {
    Json one = Json::object();
    one.set("name", Json(name));
    one.set("required", Json(required));
    return one;
  };
  for (const auto& [name, definition] : definitions().by_name) {
    if (!may_read(actor, definition)) continue;
    Json params = Json::array();
    for (const table::ReportParam& one : definition.params) params.push(param(one.name, one.required));
    add(name, definition.title.in(language), std::move(params));
  }
  for (const EvidenceReport& one : evidence_reports) {
    if (!domain::may(actor, one.action, {})) continue;
    Json params = Json::array().push(param(one.param, true));
    if (one.choice) params.push(param(one.choice, false));
    add(std::string(one.name), say(one.title, language), std::move(params));
  }
  return out;
}

Outcome check_report_definitions() {
  if (!definitions().problems.empty()) return definitions().problems;
  return Done();
}

}  // namespace zhiheng::service

#include "service/import_service.h"

#include "service/import_run.h"
#include "table/workbook_marker.h"

namespace zhiheng::service {

namespace {

std::string last_part(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

// The bureau of rows that name none; 0 when it cannot be told, which is a problem only of rows that need it.
Result<std::int64_t> default_bureau(ImportRun& run) {
  std::string rule;
  if (!run.request.bureau.empty()) {
    const std::int64_t id = run.bureau_named(Value(run.request.bureau), 0, rule);
    if (id == 0) return refusal(rule, "bureau", {{"value", run.request.bureau}});
    return id;
  }
  if (run.tx.actor().bureau_id != 0) return run.tx.actor().bureau_id;
  const auto roots = run.tx.rows().query("SELECT id FROM bureau WHERE parent_id IS NULL ORDER BY id LIMIT 2");
  return roots.size() == 1 ? integer_or(roots[0][0]) : std::int64_t{0};
}

Outcome run_kind(ImportRun& run) {
  run.find_sheets();
  if (!run.clean()) return Done();
  if (run.kind.kind == "contracts") return import_contracts(run);
  if (run.kind.kind == "experts") return import_experts(run);
  if (run.kind.kind == "score-sheets") return import_score_sheets(run);
  if (run.kind.kind == "invoices") return import_invoices(run);
  if (run.kind.kind == "agency-record") return import_agency_record(run);
  return import_records(run);
}

Json audit_detail(const ImportRequest& request, const ImportReport& report) {
  Json detail = Json::object();
  detail.set("kind", Json(request.kind));
  detail.set("file", Json(request.file_name.empty() ? last_part(request.path) : request.file_name));
  detail.set("rows", Json(report.rows));
  detail.set("created", Json(report.created));
  detail.set("updated", Json(report.updated));
  detail.set("unchanged", Json(report.unchanged));
  return detail;
}

}  // namespace

Result<ImportReport> import_workbook(Gate& gate, const domain::Actor& actor, const ImportRequest& request) {
  const ImportKind* kind = find_import_kind(request.kind);
  if (kind == nullptr) return refusal("import.unknown_kind", "kind", {{"kind", request.kind}});
  ImportReport report;
  // An agency brings its own record; everything else is brought by the bureau.
  const bool own_record = kind->kind == "agency-record";
  const domain::Action action = own_record ? domain::Action::edit_agency_record : domain::Action::import_workbook;
  const Subject subject = own_record ? Subject{"agency", actor.agency_id}
                                     : Subject{kind->sheets[0].stem == "score_item" ? "score_sheet" : kind->sheets[0].stem, 0};
  const Outcome allowed = gate.may(actor, action, subject);
  if (!allowed) return allowed.problems();
  Result<table::WorkbookReader> reader = table::WorkbookReader::open(request.path);
  if (!reader) return reader.problems();
  const Outcome ran = gate.write(actor, action, subject, [&](Tx& tx) -> Outcome {
    report = ImportReport();  // a transaction that is run again starts from nothing
    ImportRun run(tx, request, *kind, *reader, report);
    if (request.kind == "contracts") run.edit_action = domain::Action::edit_contracts;
    if (request.kind == "invoices") run.edit_action = domain::Action::edit_invoices;
    if (request.kind == "score-sheets") run.edit_action = domain::Action::import_workbook;
    const Result<std::int64_t> bureau = default_bureau(run);
    if (!bureau) return bureau.problems();
    run.default_bureau = *bureau;
    const Outcome outcome = run_kind(run);
    if (!outcome) return outcome;
    // Refusing is how a transaction is rolled back; the report says what was found.
    if (!run.clean() || request.dry_run) return refusal("import.not_written");
    tx.audit("import", subject, own_record ? run.default_bureau : *bureau, audit_detail(request, report));
    return Done();
  });
  if (!ran && ran.problems()[0].rule != "import.not_written") return ran.problems();
  report.written = ran.ok();
  if (report.problem_count == 0 || request.marked_path.empty()) return report;
  std::vector<table::CellProblem> marks;
  for (const ImportProblem& one : report.problems) marks.push_back({one.sheet, one.cell, one.value, one.reason});
  const Outcome marked = table::mark_workbook(request.path, request.marked_path, marks, request.language);
  if (!marked) return marked.problems();
  report.marked_path = request.marked_path;
  return report;
}

Json import_report_to_json(const ImportRequest& request, const ImportReport& report) {
  Json problems = Json::array();
  for (const ImportProblem& one : report.problems) {
    Json item = Json::object();
    item.set("sheet", Json(one.sheet));
    item.set("cell", Json(one.cell));
    item.set("value", Json(one.value));
    item.set("rule", Json(one.rule));
    item.set("text", Json(one.reason));
    problems.push(std::move(item));
  }
  Json out = Json::object();
  out.set("kind", Json(request.kind));
  out.set("rows", Json(report.rows));
  out.set("created", Json(report.created));
  out.set("updated", Json(report.updated));
  out.set("unchanged", Json(report.unchanged));
  out.set("written", Json(report.written));
  out.set("problem_count", Json(report.problem_count));
  out.set("problems", std::move(problems));
  return out;
}

}  // namespace zhiheng::service

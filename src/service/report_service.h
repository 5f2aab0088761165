// Reports: definitions of reports/*.json over datasets of this room, printed as XLSX, CSV, HTML, JSON or text.
#pragma once

#include <string>

#include "base/json.h"
#include "base/messages.h"
#include "service/gate.h"

namespace zhiheng::service {

struct ReportRequest {
  std::string report;  // "fee_statement"; "statement" is the evidence document of a contract, JSON only
  Params params;       // {"year","2022"}, {"bureau","532500"}, {"contract","HT-2022-001"}: those the report takes
  Language language = Language::zh;
};

// By the ending of the path; the file appears when it is whole. Refuses report.unknown, report.unknown_param,
// report.param_missing, report.bad_year, report.no_such_bureau, report.no_such_contract, report.no_statement,
// report.format_not_offered, format.unknown, access.* and what printing refuses.
Outcome export_report(Gate& gate, const domain::Actor& actor, const ReportRequest& request, const std::string& path);

struct ReportFile {
  std::string bytes;
  std::string media_type;
  std::string file_name;  // "fee_statement.xlsx"
};
// `ending` is xlsx, csv, html, json or txt.
Result<ReportFile> export_report_bytes(Gate& gate, const domain::Actor& actor, const ReportRequest& request,
                                       const std::string& ending);

// The reports whose datasets the actor's role may read: [{"report","title","params":[{"name","required"}]}], by name.
Json list_reports(const domain::Actor& actor, Language language);

// Reads every definition; the problems name file and key. For the start of a program and for tests.
Outcome check_report_definitions();

}  // namespace zhiheng::service

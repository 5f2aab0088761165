// Evaluations as those see them whose projects are evaluated: what, by whom, until when, how far, and the result once
// it is published. No fee, no expert, no sheet. The evaluation report may be read once the bureau has accepted it; the
// plan stays between bureau and agency.
//
// An evaluation: {"id" (of the engagement),"code","name","object_kind","fiscal_year","bureau","agency","budget_unit",
// "project":{"code","name"} or null,"plan":{"due_on","received_at"},"report":{"due_on","received_at","available"},
// "stage": "commissioned"|"plan_received"|"report_received"|"in_review"|"published",
// "result":{"final_score","grade","passed"} or null}.
#pragma once

#include <string>

#include "base/json.h"
#include "service/archive_service.h"
#include "service/gate.h"

namespace zhiheng::service {

struct EvaluationRequest {
  int limit = 50;      // 1-500
  std::string cursor;  // "next" of the page before
  std::string q;
  std::string fiscal_year;
  std::string stage;
};

// {"items","next","total","years":[newest first]}. Refuses list.bad_filter, list.bad_cursor.
Result<Json> list_evaluations(Gate& gate, const domain::Actor& actor, const EvaluationRequest& request);
Result<Json> read_evaluation(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);
// Refuses evaluation.report_not_available (Kind::absent) before the bureau accepted a report.
Result<FileStream> open_evaluation_report(Gate& gate, const domain::Actor& actor, std::int64_t engagement_id);

inline constexpr const char* evaluation_stages[] = {"commissioned", "plan_received", "report_received", "in_review",
                                                    "published"};

}  // namespace zhiheng::service

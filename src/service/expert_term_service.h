// Terms and qualifications that end: told in time, once.
#pragma once

#include "service/gate.h"
#include "service/job_service.h"

namespace zhiheng::service {

class ExpertTerms {
 public:
  // The job "expert_terms": tells the expert and the bureau's clerks of each term and each qualification that ends
  // within library_rules.remind_days; once for each last day, so that a renewed one is told again in its turn. Counts:
  // terms, qualifications (those within the days, told today or before).
  static Result<JobCounts> remind(Gate& gate, Timestamp now);
};

}  // namespace zhiheng::service

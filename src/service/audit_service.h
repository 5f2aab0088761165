// The audit for those who may read it. An auditor judges what people did, not what the business decided: of rows of
// accounts, sessions and security everything is shown; of rows of the business who did what to which row and when, and
// which fields changed, but none of their values (scores, fees, names stay with those who may see the row).
#pragma once

#include <functional>

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

struct AuditRequest {
  std::string login, action, subject, subject_id, request_id, from, until, q;  // from, until: days
  std::string cursor;
  int limit = 50;  // 1-500
};

class AuditService {
 public:
  explicit AuditService(Gate& gate) : gate_(gate) {}

  // {"items":[{"id","at","login","action","subject","subject_id","request_id","fields":[...],"detail":{...}}],"next",
  //  "total"}, newest first; detail is null where only the names of fields are shown. Refuses audit.bad_day,
  //  audit.bad_subject_id, list.bad_cursor - all at once.
  Result<Json> list(const domain::Actor& actor, const AuditRequest& request);
  // All rows of the filters, page by page, as CSV with a first line of names; stops where `take` answers false.
  Outcome write_csv(const domain::Actor& actor, AuditRequest request,
                    const std::function<bool(const std::string&)>& take);

 private:
  Gate& gate_;
};

}  // namespace zhiheng::service

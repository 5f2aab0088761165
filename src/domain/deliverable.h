// What an agency hands in: numbered versions of the plan (实施方案) and the evaluation report, with the check of the
// file's content, the days late and the states of a version.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/date.h"
#include "base/result.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

struct Deliverable {
  std::int64_t id = 0;
  std::int64_t bureau_id = 0;
  std::int64_t agency_id = 0;
  std::int64_t engagement_id = 0;
  std::string kind;  // plan | report
  int revision = 0;  // 1, 2, ... per engagement and kind
  std::string file_name;
  std::string sha256;
  std::int64_t size = 0;
  std::string media_type;
  Timestamp received_at;
  std::optional<Date> due_on;
  int days_late = 0;
  std::string calendar_note;  // "2031" or "2031,2032": years counted by the weekend rule alone
  std::string state;          // received | accepted | returned
  std::string remark;         // the reason of a return
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 3> deliverable_workflow{{
    {"", "add", "received", "agency,clerk"},
    {"received", "accept", "accepted", "clerk"},
    {"received", "return", "returned", "clerk"},
}};

// By one form; larger files come in by pieces (domain/upload.h).
inline constexpr std::size_t largest_upload_bytes = 50u << 20;

struct UploadType {
  std::string extension;  // "pdf"
  std::string media_type;
};

// The type that a file name promises: PDF, DOCX, XLSX or OFD. Refuses deliverable.file_name_missing,
// deliverable.file_name_malformed, deliverable.old_office (.doc, .xls, .wps and the like) and
// deliverable.type_not_allowed (both Kind::unsupported). Whether the content keeps the promise is found by
// service/upload_check.h.
Result<UploadType> type_of_name(std::string_view file_name);

// "PJ2022-01_方案_v2.pdf": the name under which a version leaves the house, the same for everybody and for ever; it
// tells nothing of who handed it in.
std::string stable_name(const std::string& engagement_code, const std::string& kind, int revision,
                        const std::string& file_name);
// "PJ2022-01_成果.zip" for what = "成果.zip".
std::string stable_name_of_all(const std::string& engagement_code, const std::string& what);

// May this content become the next version? Refuses: deliverable.bad_kind, deliverable.contract_closed,
// deliverable.same_file (the same bytes are already a version of the plan or the report of this engagement),
// deliverable.received_in_future, deliverable.received_before_earlier (versions are numbered as they came in).
Outcome accept_version(const std::vector<Deliverable>& earlier, std::string_view kind, std::string_view sha256,
                       Timestamp received_at, Timestamp now, std::string_view contract_state);

// Accepts or returns a version. Refuses: deliverable.already_judged, deliverable.reason_missing (a return).
Result<std::string> judge_deliverable(const Deliverable& deliverable, std::string_view action, std::string_view reason);

enum class DayCount { calendar, working };

struct LateCount {
  int days = 0;
  std::string calendar_note;
};

// Days after the day on which it was due; nought without a due date. Working days where the policy says so.
LateCount count_days_late(std::optional<Date> due_on, Date received_on, DayCount count, const Calendar& calendar);

// The days that count for the fee are those of the first version that came in: a bureau that asks for a better
// second version must not make the agency later by asking. Nought when nothing was handed in.
int counted_days_late(const std::vector<Deliverable>& versions, std::string_view kind);

}  // namespace zhiheng::domain

// What an agency keeps about itself in the groups of the national credit platform (财监〔2021〕4号,
// 津财绩效〔2021〕20号): entered by the agency, accepted by the bureau, every version kept.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "domain/shape.h"
#include "domain/workflow.h"

namespace zhiheng::domain {

// One group of the record: the six of the platform, then the two that stand under the agency there.
struct RecordGroup {
  std::string name;     // "lead_evaluator"
  Shape shape;          // of the document; stem "record_lead_evaluator", no table of its own
  bool single = false;  // the agency has one of these
  bool people = false;  // an identity number belongs to each
  bool platform = true;
};
const std::vector<RecordGroup>& record_groups();
const RecordGroup* find_record_group(std::string_view name);

struct RecordItem {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0;
  std::string group;
  std::int64_t place = 0, revision = 1;
  std::string title;
  Json document = Json::object();
  std::string identity_sealed, identity_shown;
  std::int64_t lead_evaluator_id = 0;
  std::string ended_on, ended_reason;
  std::string state = "entered";
  std::int64_t submitted_by = 0, reviewed_by = 0;
  std::string submitted_at, reviewed_at, return_reason;  // times UTC
  std::int64_t version = 1;
};

inline constexpr std::array<Transition, 7> record_item_workflow{{
    {"", "enter", "entered", "agency"},
    {"entered", "submit", "submitted", "agency"},
    {"entered", "drop", "dropped", "agency"},
    {"submitted", "accept", "accepted", "clerk"},
    {"submitted", "return", "returned", "clerk"},
    {"returned", "change", "entered", "agency"},
    {"accepted", "replace", "superseded", "clerk"},
}};

const Shape& agency_record_item_shape();  // the list of entries
const Shape& issued_record_shape();
const Shape& lead_change_shape();

// The fields of an entry beyond what each field asks of itself. Refuses, all at once:
//   agency_record.day_in_future                                   a day after `today`, at its field
//   agency_record.lead_needs_title_or_licence /title_level        财监〔2021〕4号: a middle or senior title, or a
//   licence agency_record.lead_years_too_few /work_started_on             five years of work
//   agency_record.certificate_number_missing /certificate_number  a licence without a number
//   agency_record.branch_needs_uscc /uscc                         a branch with legal personality of its own
//   agency_record.phone_malformed /phone, agency.email_malformed /email
Problems check_record_item(const RecordGroup& group, const Record& document, Date today);
// A mobile number has eleven digits; a landline has its area code, number and extension, with blanks, dashes and
// brackets between them.
bool is_phone(std::string_view text);
// Whole years from the one day to the other.
std::int64_t years_between(Date from, Date until);
// How an entry is called in lists: its name, project or what it says first.
std::string record_item_title(const RecordGroup& group, const Record& document);

// Refuses agency_record.wrong_state (conflict) unless the action leads on from the state.
Outcome step_record_item(const RecordItem& item, std::string_view action);
// Refuses, in this order: agency_record.wrong_state, agency_record.own_entry (forbidden: who submitted it),
// agency_record.reason_missing (returned without one).
Outcome review_record_item(const RecordItem& item, std::int64_t reviewer, bool accept, std::string_view reason);

// The record is to be confirmed once a year.
inline constexpr int record_confirm_days = 365;

// Another lead evaluator in a running contract.
struct LeadChangeFacts {
  bool contract_active = false;
  std::int64_t contract_agency = 0;
  std::int64_t lead_now = 0;  // 0: none named
  std::int64_t lead_agency = 0;
  bool lead_active = false;
  std::int64_t lead_years = 0;
  bool another_waits = false;  // a request about the same contract
};
// Refuses, all at once: lead_change.contract_closed, lead_change.already_asked (conflicts); at /to_lead
// lead_change.other_agency, lead_change.not_active, lead_change.years_too_few, lead_change.same_person.
Problems check_lead_change(const LeadChangeFacts& facts, std::int64_t to_lead);

}  // namespace zhiheng::domain

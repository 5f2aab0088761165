// Entries of agencies' records, their yearly confirmations, requests for another lead evaluator, signing keys and the
// records that were issued.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "domain/agency_record.h"
#include "store/sql.h"
#include "store/task_store.h"

namespace zhiheng::store {

std::optional<domain::RecordItem> find_record_item(Connection& rows, std::int64_t id);
// Of an agency, in the order of groups' places and revisions. `states` is one of the fixed lists below.
inline constexpr std::string_view standing_states = "('accepted')";
inline constexpr std::string_view working_states = "('accepted', 'submitted', 'returned', 'entered')";
inline constexpr std::string_view entered_states = "('entered')";
std::vector<domain::RecordItem> record_items(Connection& rows, std::int64_t agency_id, std::string_view states);
// Every version of the entry that this one belongs to, newest first.
std::vector<domain::RecordItem> record_item_versions(Connection& rows, const domain::RecordItem& item);
std::int64_t next_record_place(Connection& rows, std::int64_t agency_id, const std::string& group);
// The one version that is entered, submitted or returned; nothing when none is.
std::optional<std::int64_t> version_under_way(Connection& rows, const domain::RecordItem& item);
std::int64_t insert_record_item(Connection& rows, const domain::RecordItem& item, std::int64_t by, Timestamp now);
// Everything that a step may change; false when somebody else saved first.
bool save_record_item(Connection& rows, const domain::RecordItem& item, Timestamp now);
void seal_record_item(Connection& rows, std::int64_t id, const std::string& sealed, const std::string& shown);
void supersede_record_items(Connection& rows, const domain::RecordItem& by, Timestamp now);

struct RecordAgency {
  std::int64_t id = 0, bureau_id = 0;
  std::string name, uscc, bureau;
};
std::optional<RecordAgency> find_record_agency(Connection& rows, std::int64_t id);
std::optional<std::int64_t> agency_of_uscc(Connection& rows, const std::string& uscc);

struct RecordConfirmation {
  std::string confirmed_on;  // "" when there was none
  std::string digest;
};
RecordConfirmation last_confirmation(Connection& rows, std::int64_t agency_id);
void insert_confirmation(Connection& rows, const RecordAgency& agency, Date day, std::int64_t by,
                         const std::string& digest, Timestamp now);
// Agencies with something accepted whose last confirmation (or first acceptance) is before the day: id and that day.
std::vector<std::pair<std::int64_t, std::string>> unconfirmed_agencies(Connection& rows, Date before);
// Tasks of an agency: "record_returned" (entries that the bureau sent back), "confirm_record" (its last confirmation is
// from before `before`; due_on is `due_days` after it).
std::vector<Waiting> record_tasks(Connection& rows, std::int64_t agency_id, Date before, int due_days);

struct LeadChange {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0, contract_id = 0, from_lead = 0, to_lead = 0;
  std::string reason, state;
  std::int64_t asked_by = 0, version = 1;
};
std::optional<LeadChange> find_lead_change(Connection& rows, std::int64_t id);
bool lead_change_waits(Connection& rows, std::int64_t contract_id);
std::int64_t insert_lead_change(Connection& rows, const LeadChange& change, Timestamp now);
bool decide_lead_change(Connection& rows, const LeadChange& change, std::int64_t by, const std::string& note,
                        Timestamp now);

struct SigningKey {
  std::string fingerprint, public_key, sealed_key, from_at, until_at;
};
std::vector<SigningKey> signing_keys(Connection& rows);  // the newest first
void retire_signing_keys(Connection& rows, Timestamp now);
void insert_signing_key(Connection& rows, const SigningKey& key);

struct IssuedRecord {
  std::int64_t id = 0, bureau_id = 0, agency_id = 0;
  std::string code, fingerprint, document, issued_at, valid_until, revoked_at, revoked_reason;
  std::int64_t version = 1;
  bool superseded = false;  // a later one of the same agency was issued
};
std::int64_t insert_issued_record(Connection& rows, const IssuedRecord& record, std::int64_t by, Timestamp now);
std::optional<IssuedRecord> find_issued_record(Connection& rows, std::int64_t id);
std::optional<IssuedRecord> issued_record_by_code(Connection& rows, const std::string& code);
bool revoke_issued_record(Connection& rows, const IssuedRecord& record, std::int64_t by, Timestamp now);

// What the agency's signed record tells of its work: {"jobs","objections","ratings","consequences"} as
// domain/record_evidence.h says.
Json record_jobs(Connection& rows, std::int64_t agency_id);
Json record_objections(Connection& rows, std::int64_t agency_id);
Json record_ratings(Connection& rows, std::int64_t agency_id);  // as published
// Lifted ones too; what ended by itself before `today` has ended.
Json record_consequences(Connection& rows, std::int64_t agency_id, Date today);

}  // namespace zhiheng::store

#include "table/report_members.h"

namespace zhiheng::table {

ReportMembers::ReportMembers(const Json& json, std::string pointer, ReportProblems& problems)
    : json_(json), pointer_(std::move(pointer)), problems_(problems) {
  if (!json.is_object()) problems_.add("report.wrong_type", pointer_, "", "object");
}

const Json* ReportMembers::find(const char* key) {
  known_.insert(key);
  return json_.find(key);
}

const Json* ReportMembers::required(const char* key) {
  const Json* member = find(key);
  if (!member && json_.is_object()) problems_.add("report.missing_key", pointer_, key);
  return member;
}

std::string ReportMembers::text(const char* key, bool must_exist) {
  const Json* member = must_exist ? required(key) : find(key);
  if (!member) return "";
  if (!member->is_string() || member->string().empty()) {
    problems_.add("report.wrong_type", at(key), "", "text");
    return "";
  }
  return member->string();
}

bool ReportMembers::flag(const char* key, bool otherwise) {
  const Json* member = find(key);
  if (!member) return otherwise;
  if (member->is_bool()) return member->boolean();
  problems_.add("report.wrong_type", at(key), "", "true / false");
  return otherwise;
}

int ReportMembers::number(const char* key, int low, int high, int otherwise) {
  const Json* member = find(key);
  if (!member) return otherwise;
  const auto number = member->is_number() ? member->integer() : std::nullopt;
  if (number && *number >= low && *number <= high) return static_cast<int>(*number);
  problems_.add("report.wrong_type", at(key), "", std::to_string(low) + "-" + std::to_string(high));
  return otherwise;
}

Wording ReportMembers::read_wording(const Json& json, const std::string& pointer) {
  if (json.is_string()) return {json.string(), json.string()};
  if (!json.is_object()) {
    problems_.add("report.wrong_type", pointer, "", "text / {zh, en}");
    return {};
  }
  ReportMembers members(json, pointer, problems_);
  Wording wording{members.text("zh", true), members.text("en", true)};
  members.finish();
  return wording;
}

Wording ReportMembers::wording(const char* key, bool must_exist) {
  const Json* member = must_exist ? required(key) : find(key);
  return member ? read_wording(*member, at(key)) : Wording{};
}

std::vector<const Json*> ReportMembers::items(const char* key) {
  std::vector<const Json*> items;
  const Json* member = find(key);
  if (!member) return items;
  if (!member->is_array()) {
    problems_.add("report.wrong_type", at(key), "", "array");
    return items;
  }
  for (const Json& item : member->items()) items.push_back(&item);
  return items;
}

std::vector<Wording> ReportMembers::wordings(const char* key) {
  std::vector<Wording> read;
  for (const Json* item : items(key)) read.push_back(read_wording(*item, at(key, read.size())));
  return read;
}

void ReportMembers::finish() {
  if (!json_.is_object()) return;
  for (const JsonMember& member : json_.members()) {
    if (known_.find(member.key) == known_.end()) problems_.add("report.unknown_key", at(member.key), member.key);
  }
}

}  // namespace zhiheng::table

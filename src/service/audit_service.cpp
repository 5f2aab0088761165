#include "service/audit_service.h"

#include <set>

#include "base/money.h"
#include "store/security_store.h"

namespace zhiheng::service {

namespace {

using domain::Action;

bool is_open_to_auditors(const std::string& subject) {
  static const std::set<std::string_view> subjects{"account", "session", "security", "api_token",
                                                   "job",     "backup",  "audit"};
  return subjects.contains(subject);
}

// "before", "after" and the facts of an act, one name for each member.
Json names_of_fields(const Json& detail) {
  std::set<std::string> names;
  for (const auto& [key, value] : detail.members()) {
    if (key != "before" && key != "after") {
      names.insert(key);
    } else if (value.is_object()) {
      for (const auto& [field, changed] : value.members()) {
        const Json* const before = detail.find("before");
        const Json* const other = before && before->is_object() ? before->find(field) : nullptr;
        const bool same = key == "after" && other && *other == changed;
        if (key == "after" && !same) names.insert(field);
      }
    }
  }
  Json list = Json::array();
  for (const std::string& name : names) list.push(name);
  return list;
}

Json to_json(const store::AuditRow& row) {
  Json json = Json::object();
  json.set("id", std::to_string(row.id)).set("at", timestamp_from_utc(row.at).text()).set("login", row.login);
  json.set("action", row.action).set("subject", row.subject);
  json.set("subject_id", row.subject_id == 0 ? Json() : Json(std::to_string(row.subject_id)));
  json.set("request_id", row.request_id);
  const auto detail = parse_json(row.detail);
  const bool readable = detail && detail->is_object();
  json.set("fields", readable ? names_of_fields(*detail) : Json::array());
  json.set("detail", readable && is_open_to_auditors(row.subject) ? *detail : Json());
  return json;
}

// The UTC moment at which a day begins in China.
Result<std::string> day_begins(const std::string& day, const char* field, int days_later) {
  if (day.empty()) return std::string();
  const auto moment = read_timestamp(day + " 00:00", field);
  if (!moment) return refusal("audit.bad_day", field);
  return Timestamp::from_milliseconds(moment->milliseconds() + days_later * 86'400'000LL).utc();
}

Result<store::AuditQuery> read_request(const AuditRequest& request) {
  store::AuditQuery query;
  Problems problems;
  query.login = request.login;
  query.action = request.action;
  query.subject = request.subject;
  query.request_id = request.request_id;
  query.words = request.q;
  query.limit = request.limit;
  const auto from = day_begins(request.from, "from", 0);
  const auto until = day_begins(request.until, "until", 1);
  if (from) query.from = *from;
  if (until) query.until = *until;
  for (const auto* day : {&from, &until}) {
    if (!*day) problems.push_back(day->problems().front());
  }
  const auto number = [&](const std::string& text, const char* field, const char* rule, std::int64_t& target) {
    if (text.empty()) return;
    const auto read = read_decimal(text, 0, field);
    if (!read || *read <= 0) {
      problems.push_back(refusal(rule, field));
    } else {
      target = *read;
    }
  };
  number(request.subject_id, "subject_id", "audit.bad_subject_id", query.subject_id);
  number(request.cursor, "cursor", "list.bad_cursor", query.before);
  if (!problems.empty()) return problems;
  return query;
}

std::string csv_cell(const std::string& text) {
  std::string cell = text;
  // A spreadsheet must not take what somebody typed for a formula.
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos)
    cell.insert(0, 1, '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char letter : cell) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + "\"";
}

}  // namespace

Result<Json> AuditService::list(const domain::Actor& actor, const AuditRequest& request) {
  auto query = read_request(request);
  if (!query) return query.problems();
  const int limit = query->limit;
  ++query->limit;
  return gate_.read(actor, Action::see_audit, {"audit", 0}, [&](Tx& tx) -> Result<Json> {
    if (!actor.operator_of_machine && actor.bureau_id != 0) query->bureaus = actor.bureaus;
    // Words are searched in what may be read, and nowhere else: a hit would tell what a hidden value is.
    query->words_in_open_only = !query->words.empty();
    const auto rows = store::list_audit(tx.rows(), *query);
    Json items = Json::array();
    std::string next;
    for (std::size_t i = 0; i < rows.size() && i < static_cast<std::size_t>(limit); ++i) {
      items.push(to_json(rows[i]));
      next = std::to_string(rows[i].id);
    }
    Json json = Json::object();
    json.set("items", std::move(items));
    json.set("next", rows.size() > static_cast<std::size_t>(limit) ? Json(next) : Json());
    json.set("total", store::count_audit(tx.rows(), *query));
    return json;
  });
}

Outcome AuditService::write_csv(const domain::Actor& actor, AuditRequest request,
                                const std::function<bool(const std::string&)>& take) {
  request.limit = 500;
  if (!take("\xEF\xBB\xBFid,at,login,action,subject,subject_id,request_id,fields,detail\r\n")) return Done{};
  for (;;) {
    const auto page = list(actor, request);
    if (!page) return page.problems();
    std::string lines;
    for (const Json& row : page->at("items").items()) {
      for (const char* key : {"id", "at", "login", "action", "subject", "subject_id", "request_id"}) {
        lines += csv_cell(row.text_at(key)) + ",";
      }
      std::string fields;
      for (const Json& field : row.at("fields").items()) fields += (fields.empty() ? "" : " ") + field.string();
      const Json& detail = row.at("detail");
      lines += csv_cell(fields) + "," + (detail.is_null() ? std::string() : csv_cell(write_json(detail))) + "\r\n";
    }
    if (!take(lines)) return Done{};
    const Json& next = page->at("next");
    if (next.is_null()) return Done{};
    request.cursor = next.string();
  }
}

}  // namespace zhiheng::service

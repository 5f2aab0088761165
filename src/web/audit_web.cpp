// The audit for auditors: search, pages, CSV.
#include "service/audit_service.h"
#include "web/account_web.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/json_text.h"
#include "web/page.h"
#include "web/shape_view.h"

namespace zhiheng::web {

namespace {

constexpr const char* filters[] = {"login", "action", "subject", "subject_id", "from", "until", "q", "request_id"};

Result<service::AuditRequest> request_of(const Call& call) {
  service::AuditRequest request;
  std::string* const members[] = {&request.login, &request.action, &request.subject, &request.subject_id,
                                  &request.from,  &request.until,  &request.q,       &request.request_id};
  for (std::size_t i = 0; i < std::size(filters); ++i) *members[i] = std::string(trimmed(call.parameter(filters[i])));
  request.cursor = call.parameter("cursor");
  if (const std::string& limit = call.parameter("limit"); !limit.empty()) {
    const auto number = read_id(limit);
    if (!number || *number > 500) return refusal(Kind::malformed, "query.limit", "limit");
    request.limit = static_cast<int>(*number);
  }
  return request;
}

Pairs kept_filters(const Call& call) {
  Pairs pairs;
  for (const char* name : filters) {
    if (!call.parameter(name).empty()) pairs.emplace_back(name, call.parameter(name));
  }
  return pairs;
}

// Acts on accounts have texts of their own; those on business rows are called as in the history of the row.
std::string act_in_words(const Call& call, const std::string& action) {
  for (const char* prefix : {"audit.action.", "action."}) {
    if (has_text(prefix + action, call.language)) return call.words(prefix + action);
  }
  return action;
}

std::string field_in_words(const Call& call, const std::string& subject, const std::string& field) {
  const std::string key = "field." + subject + "." + field;
  return has_text(key, call.language) ? call.words(key) : field;
}

Json rows_view(const Call& call, const Json& items) {
  Json rows = Json::array();
  for (const Json& one : items.items()) {
    const std::string subject = one.text_at("subject");
    const std::string stem_key = "stem." + subject;
    Json row = Json::object();
    row.set("at", short_moment(one.text_at("at"))).set("who", one.text_at("login"));
    row.set("act", act_in_words(call, one.text_at("action")));
    row.set("about", has_text(stem_key, call.language) ? call.words(stem_key) : subject);
    row.set("about_id", text_of(one.find("subject_id"))).set("request", one.text_at("request_id"));
    std::string fields;
    for (const Json& field : one.at("fields").items()) {
      fields +=
          (fields.empty() ? "" : call.words("web.list.separator")) + field_in_words(call, subject, field.string());
    }
    const Json& detail = one.at("detail");
    row.set("changed", fields);
    row.set("detail", detail.is_null() || detail.members().empty() ? std::string() : write_json_indented(detail));
    rows.push(std::move(row));
  }
  return rows;
}

Reply audit_page(Call& call) {
  Problems problems;
  auto request = request_of(call);
  if (!request) return refused(request.problems());
  auto listed = service::AuditService(call.gate).list(call.actor, *request);
  if (!listed) {
    if (!is_about_the_form(listed.problems())) return refused(listed.problems());
    problems = listed.problems();
    listed = service::AuditService(call.gate).list(call.actor, {});
    if (!listed) return refused(listed.problems());
  }
  Json view = Json::object();
  view.set("page_title", call.words("audit.title"));
  for (const char* name : filters) view.set(std::string("f_") + name, call.parameter(name));
  view.set("rows", rows_view(call, listed->at("items")));
  Pairs next = kept_filters(call);
  view.set("csv_href", "/audit.csv" + (next.empty() ? std::string() : "?" + write_query(next)));
  next.emplace_back("cursor", text_of(listed->find("next")));
  view.set("next_href", next.back().second.empty() ? std::string() : "/audit?" + write_query(next));
  view.set("total_text", call.words("web.list.total", {{"total", text_of(listed->find("total"))}}));
  view.set("page_problems", problem_list(problems, call.language));
  return page("audit/list.html", std::move(view), problems.empty() ? 200 : 422);
}

Reply audit_csv(Call& call) {
  auto request = request_of(call);
  if (!request) return refused(request.problems());
  std::string bytes;
  const Outcome written =
      service::AuditService(call.gate).write_csv(call.actor, *request, [&](const std::string& piece) {
        bytes += piece;
        return bytes.size() < (64u << 20);
      });
  if (!written) return refused(written.problems());
  return bytes_reply(std::move(bytes), "text/csv; charset=utf-8", "audit.csv");
}

}  // namespace

void add_audit_routes(Router& router) {
  router.add({"GET", "/audit", "audit.page", audit_page});
  router.add({"GET", "/audit.csv", "audit.csv_page", audit_csv});
  router.add({"GET",
              "/api/v1/audit",
              "audit.list",
              [](Call& call) {
                auto request = request_of(call);
                if (!request) return refused(request.problems());
                return json_or_refused(service::AuditService(call.gate).list(call.actor, *request));
              },
              BodyKind::none,
              Access::signed_in,
              {"login", "action", "subject", "subject_id", "from", "until", "q", "request_id", "cursor", "limit"}});
}

}  // namespace zhiheng::web

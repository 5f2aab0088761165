#include "web/what_if_web.h"

#include <algorithm>

#include "domain/policy.h"
#include "service/report_service.h"
#include "service/what_if_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/what_if_view.h"

namespace zhiheng::web {

namespace {

constexpr std::int64_t rows_of_page = 100;
constexpr std::int64_t most_items = 1000;

struct Asked {
  service::WhatIfRequest request;
  std::string pasted, order = "label";
  std::int64_t page = 1;
  bool run = false;
};

Result<int> year_of(const std::string& text, const char* name) {
  if (text.empty()) return 0;
  const auto year = text.size() == 4 ? read_id(text) : std::nullopt;
  if (!year || *year < 1900 || *year > 2199) return refusal("list.bad_filter", name, {{"filter", name}});
  return static_cast<int>(*year);
}

Result<Asked> asked_of(const Call& call, bool pasted) {
  const auto given = [&](std::string_view name) -> const std::string& {
    return pasted ? call.field(name) : call.parameter(name);
  };
  Asked asked;
  Problems problems;
  for (const auto& [name, year] : {std::pair{"from", &asked.request.from}, std::pair{"to", &asked.request.to}}) {
    const auto read = year_of(given(name), name);
    if (read) {
      *year = *read;
    } else {
      problems.push_back(read.problems().front());
    }
  }
  asked.request.policy = given("policy");
  asked.run = pasted || !call.parameter("run").empty();
  asked.pasted = pasted ? call.field("document") : std::string();
  if (pasted && trimmed(asked.pasted).empty()) {
    problems.push_back(refusal("document.blank", "/document"));
  } else if (pasted) {
    auto document = parse_json(asked.pasted);
    if (document) {
      asked.request.document = std::move(*document);
    } else {
      Problem problem = document.problems().front();
      problem.field = "/document";
      problems.push_back(std::move(problem));
    }
  }
  // A pasted policy is stored nowhere, so that its pages are asked for by buttons that send it again: "-difference/2".
  const std::string& go = call.field("go");
  const std::size_t slash = go.find('/');
  const std::string order = pasted ? go.substr(0, slash) : call.parameter("sort");
  if (!order.empty()) asked.order = order;
  const auto page = read_id(!pasted ? call.parameter("page") : slash == std::string::npos ? "" : go.substr(slash + 1));
  asked.page = page && *page < 1'000'000 ? *page : 1;
  if (!problems.empty()) return problems;
  return asked;
}

std::string year_text(int year) {
  return year == 0 ? std::string() : std::to_string(year);
}

// Where a page of the changes is: an address, or what the button of a pasted policy says.
std::string link_of(const Asked& asked, const std::string& order, std::int64_t page) {
  if (!asked.pasted.empty()) return order + "/" + std::to_string(page);
  return "/what-if?run=1&policy=" + percent_encode(asked.request.policy) + "&from=" + year_text(asked.request.from) +
         "&to=" + year_text(asked.request.to) + "&sort=" + order + "&page=" + std::to_string(page);
}

void put_changes(const Call& call, Json& view, const Asked& asked, service::WhatIfReport& report) {
  sort_changes(report.changes, asked.order);
  const auto total = static_cast<std::int64_t>(report.changes.size());
  const std::int64_t first = std::min(total, (asked.page - 1) * rows_of_page);
  const std::int64_t last = std::min(total, first + rows_of_page);
  const bool bonus = has_bonus(report);
  Json rows = Json::array();
  for (std::int64_t i = first; i < last; ++i) {
    rows.push(change_row(call, report.changes[static_cast<std::size_t>(i)], bonus));
  }
  view.set("changes", std::move(rows)).set("with_bonus", bonus);
  view.set("change_total", std::to_string(total));
  view.set("shown_text", call.words("what_if.shown", {{"from", std::to_string(total == 0 ? 0 : first + 1)},
                                                      {"to", std::to_string(last)},
                                                      {"total", std::to_string(total)}}));
  Json orders = Json::array();
  for (const char* order : {"label", "agency", "year", "difference", "-difference"}) {
    const std::string key =
        order[0] == '-' ? std::string("what_if.sort_falling") : std::string("what_if.sort_") + order;
    orders.push(Json(Json::Object{{"order_label", call.words(key)},
                                  {"order_href", link_of(asked, order, 1)},
                                  {"current", asked.order == order},
                                  {"more", order != std::string("-difference")}}));
  }
  view.set("orders", std::move(orders));
  view.set("previous_href", asked.page > 1 ? link_of(asked, asked.order, asked.page - 1) : "");
  view.set("next_href", last < total ? link_of(asked, asked.order, asked.page + 1) : "");
}

// Every problem of a pasted policy leads to the text; where in it the problem stands is told with it.
Json problem_rows(const Problems& problems, bool pasted, Language language) {
  Json rows = problem_list(problems, language);
  for (Json& row : rows.items()) {
    std::string field = row.text_at("field");
    const bool of_years = field == "from" || field == "to";
    if (pasted) row.set("field_href", of_years ? "#field-paste-" + field : std::string("#field-document"));
    constexpr std::string_view of_policy = "/policy/";
    if (field.starts_with(of_policy)) row.set("text", field.substr(of_policy.size() - 1) + " · " + row.text_at("text"));
  }
  return rows;
}

void put_form(Json& view, const Call& call, bool pasted, const std::vector<service::PolicyChoice>& choices) {
  const auto given = [&](std::string_view name) { return pasted ? call.field(name) : call.parameter(name); };
  view.set("policies", policy_options(choices, pasted ? std::string() : call.parameter("policy")));
  view.set("year_from", given("from")).set("year_to", given("to"));
  view.set("document_text", call.field("document")).set("pasting", pasted).set("workbook_href", "");
}

void put_report(const Call& call, Json& view, const Asked& asked, service::WhatIfReport& report) {
  const bool back_test = report.policy.empty();
  view.set("tried", back_test ? call.words("what_if.back_test") : report.title + " · " + report.policy);
  put_sums(call, view, report);
  const bool same = report.changes.empty() && report.unjudged.empty() && !report.judged.empty();
  view.set("no_difference",
           !same ? std::string() : call.words(back_test ? "what_if.no_difference" : "what_if.no_difference_under"));
  const std::string query = "?policy=" + percent_encode(asked.request.policy) +
                            "&from=" + year_text(asked.request.from) + "&to=" + year_text(asked.request.to);
  view.set("workbook_href", asked.pasted.empty() ? "/reports/what_if.xlsx" + query : "");
  put_changes(call, view, asked, report);
}

Reply show(Call& call, bool pasted) {
  const auto choices = service::policies_to_try(call.gate, call.actor);
  if (!choices) return refused(choices.problems());
  Json view = Json::object();
  view.set("page_title", call.words("what_if.title"));
  put_form(view, call, pasted, *choices);
  auto asked = asked_of(call, pasted);
  Problems problems = asked.problems();
  std::optional<service::WhatIfReport> report;
  if (problems.empty() && asked->run) {
    auto found = service::run_what_if(call.gate, call.actor, asked->request);
    if (found) {
      report = std::move(*found);
    } else if (leading_kind(found.problems()) == Kind::forbidden) {
      return refused(found.problems());
    } else {
      problems = found.problems();
    }
  }
  view.set("page_problems", problem_rows(problems, pasted, call.language)).set("ran", report.has_value());
  if (report) put_report(call, view, *asked, *report);
  return page("what_if/page.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply workbook_reply(Call& call, const service::WhatIfRequest& asked) {
  const std::string policy = asked.document.is_object() ? write_json(asked.document) : asked.policy;
  service::ReportRequest request{"what_if", {}, call.language};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) request.params.emplace_back(name, value);
  };
  add("policy", policy);
  add("from", year_text(asked.from));
  add("to", year_text(asked.to));
  add("bureau", asked.bureau);
  auto file = service::export_report_bytes(call.gate, call.actor, request, "xlsx");
  if (!file) return refused(file.problems());
  return bytes_reply(std::move(file->bytes), file->media_type, file->file_name);
}

// Of a pasted policy; what is wrong with it is told on the page.
Reply pasted_workbook(Call& call) {
  const auto asked = asked_of(call, true);
  return asked ? workbook_reply(call, asked->request) : show(call, true);
}

Reply workbook_of_api(Call& call) {
  const auto request = service::read_what_if(body_or_empty(call));
  return request ? workbook_reply(call, *request) : refused(request.problems());
}

Reply api(Call& call) {
  const Json body = body_or_empty(call);
  auto request = service::read_what_if(body);
  if (!request) return refused(request.problems());
  const Json* limit = body.find("limit");
  const Json* after = body.find("after");
  const std::int64_t most = limit && limit->integer() ? *limit->integer() : rows_of_page;
  const std::int64_t first = after && after->integer() ? *after->integer() : 0;
  if (most < 1 || most > most_items || first < 0) {
    return refused(
        refusal("document.out_of_range", "/limit",
                {{"value", std::to_string(most)}, {"least", "1"}, {"greatest", std::to_string(most_items)}}));
  }
  auto report = service::run_what_if(call.gate, call.actor, *request);
  if (!report) return refused(report.problems());
  Json answer = service::what_if_summary(*report);
  Json items = Json::array();
  const auto total = static_cast<std::int64_t>(report->changes.size());
  const std::int64_t last = first < total - most ? first + most : total;
  for (std::int64_t i = first; i < last; ++i) {
    items.push(service::what_if_change(report->changes[static_cast<std::size_t>(i)]));
  }
  answer.set("items", std::move(items)).set("next", last < total ? Json(last) : Json()).set("total", total);
  return json_reply(std::move(answer));
}

}  // namespace

void add_what_if_routes(Router& router) {
  router.add({"POST", "/api/v1/what-if", "what_if.run", api, BodyKind::json});
  Route form{"GET", "/what-if", "what_if.page", [](Call& call) { return show(call, false); }};
  form.query = {"policy", "from", "to", "sort", "page", "run"};
  router.add(std::move(form));
  router.add({"POST", "/what-if/workbook", "what_if.pasted_workbook", pasted_workbook, BodyKind::form});
  Route workbook{"POST", "/api/v1/what-if/workbook", "what_if.workbook", workbook_of_api, BodyKind::json};
  workbook.takes = "what_if_asked";
  workbook.produces = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  router.add(std::move(workbook));
  router.add({"POST", "/what-if", "what_if.pasted", [](Call& call) { return show(call, true); }, BodyKind::form});
}

}  // namespace zhiheng::web

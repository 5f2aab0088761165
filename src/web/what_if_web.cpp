#include "web/what_if_web.h"

#include <algorithm>

#include "base/amount_text.h"
#include "domain/policy.h"
#include "service/what_if_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"

namespace zhiheng::web {

namespace {

constexpr std::int64_t rows_of_page = 100;
constexpr std::int64_t most_items = 1000;

std::string amount(Money money) {
  return grouped(money);
}

std::string href_of(const store::BookedFigures& booked) {
  const std::string id = std::to_string(booked.id);
  if (booked.kind == "statement") return "/statements/" + id;
  if (booked.kind == "result") return "/engagements/" + std::to_string(booked.engagement_id);
  return "/ratings/" + id;
}

std::string score_text(const Call& call, const store::BookedFigures& booked) {
  if (booked.kind == "statement") return {};
  if (!booked.score) return call.words("what_if.unrated");
  return booked.score->text() + " " + booked.grade;
}

Money net_of(const store::BookedFigures& booked) {
  return booked.bonus - booked.deduction;
}

Json change_row(const Call& call, const service::WhatIfChange& change) {
  const auto& [before, after] = change;
  const bool money = before.kind != "rating";
  Json row = Json::object();
  row.set("kind_label", call.words("what_if.kind_" + before.kind)).set("row_href", href_of(before));
  row.set("row_label", before.label.empty() ? std::to_string(before.year) : before.label);
  row.set("agency_name", before.agency).set("row_year", std::to_string(before.year));
  row.set("score_before", score_text(call, before)).set("score_after", score_text(call, after));
  row.set("deduction_before", money ? amount(before.deduction) : "");
  row.set("deduction_after", money ? amount(after.deduction) : "");
  row.set("bonus_before", money ? amount(before.bonus) : "").set("bonus_after", money ? amount(after.bonus) : "");
  row.set("difference", money ? amount(net_of(after) - net_of(before)) : "");
  return row;
}

// "label", "agency", "year" or "difference", with "-" for falling.
void sort_changes(std::vector<service::WhatIfChange>& changes, const std::string& order) {
  const bool falling = order.starts_with('-');
  const std::string by = falling ? order.substr(1) : order;
  const auto less = [&](const service::WhatIfChange& a, const service::WhatIfChange& b) {
    if (by == "agency") return a.before.agency < b.before.agency;
    if (by == "year") return a.before.year < b.before.year;
    if (by == "label") return a.before.label < b.before.label;
    return net_of(a.after) - net_of(a.before) < net_of(b.after) - net_of(b.before);
  };
  std::stable_sort(changes.begin(), changes.end(), [&](const service::WhatIfChange& a, const service::WhatIfChange& b) {
    return falling ? less(b, a) : less(a, b);
  });
}

std::int64_t count_at(const std::map<std::string, std::int64_t>& counts, const char* kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : found->second;
}

Json kind_rows(const Call& call, const service::WhatIfReport& report) {
  Json rows = Json::array();
  for (const char* kind : {"statement", "result", "rating"}) {
    rows.push(Json(Json::Object{{"kind_label", call.words(std::string("what_if.kind_") + kind)},
                                {"judged", std::to_string(count_at(report.judged, kind))},
                                {"changed", std::to_string(count_at(report.changed, kind))}}));
  }
  return rows;
}

Json year_rows(const service::WhatIfReport& report) {
  Json rows = Json::array();
  for (const auto& [number, year] : report.years) {
    const Money cost = (year.bonus_after - year.deduction_after) - (year.bonus_before - year.deduction_before);
    rows.push(Json(Json::Object{{"row_year", std::to_string(number)},
                                {"figure_count", std::to_string(year.contracts)},
                                {"changed", std::to_string(year.changed)},
                                {"deduction_before", amount(year.deduction_before)},
                                {"deduction_after", amount(year.deduction_after)},
                                {"bonus_before", amount(year.bonus_before)},
                                {"bonus_after", amount(year.bonus_after)},
                                {"difference", amount(cost)}}));
  }
  return rows;
}

Json unjudged_rows(const Call& call, const service::WhatIfReport& report) {
  Json rows = Json::array();
  for (const auto& [rule, named] : report.unjudged) {
    rows.push(Json(Json::Object{{"rule_name", rule},
                                {"row_count", std::to_string(named.count)},
                                {"row_label", named.example},
                                {"reason", has_text(rule, call.language) ? call.words(rule) : rule}}));
  }
  return rows;
}

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
  if (!trimmed(asked.pasted).empty()) {
    auto document = parse_json(asked.pasted);
    if (document) {
      asked.request.document = std::move(*document);
    } else {
      Problem problem = document.problems().front();
      problem.field = "/document";
      problems.push_back(std::move(problem));
    }
  }
  if (const std::string& order = call.parameter("sort"); !order.empty()) asked.order = order;
  const auto page = read_id(call.parameter("page"));
  asked.page = page && *page < 1'000'000 ? *page : 1;
  if (!problems.empty()) return problems;
  return asked;
}

std::string year_text(int year) {
  return year == 0 ? std::string() : std::to_string(year);
}

std::string link_of(const Asked& asked, const std::string& order, std::int64_t page) {
  return "/what-if?run=1&policy=" + percent_encode(asked.request.policy) + "&from=" + year_text(asked.request.from) +
         "&to=" + year_text(asked.request.to) + "&sort=" + order + "&page=" + std::to_string(page);
}

void put_changes(const Call& call, Json& view, const Asked& asked, service::WhatIfReport& report) {
  sort_changes(report.changes, asked.order);
  const auto total = static_cast<std::int64_t>(report.changes.size());
  const bool pasted = !asked.pasted.empty();
  const std::int64_t first = std::min(total, (asked.page - 1) * rows_of_page);
  const std::int64_t last = std::min(total, first + (pasted ? most_items : rows_of_page));
  Json rows = Json::array();
  for (std::int64_t i = first; i < last; ++i) {
    rows.push(change_row(call, report.changes[static_cast<std::size_t>(i)]));
  }
  view.set("changes", std::move(rows));
  view.set("change_total", std::to_string(total));
  view.set("shown_text", call.words("what_if.shown", {{"from", std::to_string(total == 0 ? 0 : first + 1)},
                                                      {"to", std::to_string(last)},
                                                      {"total", std::to_string(total)}}));
  Json orders = Json::array();
  for (const char* order : {"label", "agency", "year", "difference", "-difference"}) {
    if (pasted) break;
    const std::string key =
        order[0] == '-' ? std::string("what_if.sort_falling") : std::string("what_if.sort_") + order;
    orders.push(Json(Json::Object{{"order_label", call.words(key)},
                                  {"order_href", link_of(asked, order, 1)},
                                  {"current", asked.order == order}}));
  }
  view.set("orders", std::move(orders));
  view.set("previous_href", !pasted && asked.page > 1 ? link_of(asked, asked.order, asked.page - 1) : "");
  view.set("next_href", !pasted && last < total ? link_of(asked, asked.order, asked.page + 1) : "");
}

Reply show(Call& call, bool pasted) {
  Json view = Json::object();
  view.set("page_title", call.words("what_if.title"));
  auto asked = asked_of(call, pasted);
  Problems problems;
  if (!asked) problems = asked.problems();
  const Asked form = asked ? *asked : Asked{};
  view.set("policy_name", pasted ? call.field("policy") : call.parameter("policy"));
  view.set("year_from", pasted ? call.field("from") : call.parameter("from"));
  view.set("year_to", pasted ? call.field("to") : call.parameter("to"));
  view.set("document_text", call.field("document"));
  std::optional<service::WhatIfReport> report;
  if (problems.empty() && form.run) {
    auto found = service::run_what_if(call.gate, call.actor, form.request);
    if (found) {
      report = std::move(*found);
    } else if (leading_kind(found.problems()) == Kind::forbidden) {
      return refused(found.problems());
    } else {
      problems = found.problems();
    }
  } else if (const Outcome may = call.gate.may(call.actor, domain::Action::try_policy, {"contract", 0}); !may) {
    return refused(may.problems());
  }
  view.set("page_problems", problem_list(problems, call.language)).set("ran", report.has_value());
  view.set("workbook_href", "");
  if (report) {
    view.set("tried", report->policy.empty() ? call.words("what_if.back_test") : report->policy + " " + report->title);
    view.set("kinds", kind_rows(call, *report)).set("years", year_rows(*report));
    view.set("unjudged", unjudged_rows(call, *report));
    view.set("no_difference", report->changes.empty() && report->unjudged.empty());
    const std::string query = "?policy=" + percent_encode(form.request.policy) +
                              "&from=" + year_text(form.request.from) + "&to=" + year_text(form.request.to);
    view.set("workbook_href", pasted && !form.pasted.empty() ? "" : "/reports/what_if.xlsx" + query);
    put_changes(call, view, form, *report);
  }
  return page("what_if/page.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
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
  router.add({"POST", "/what-if", "what_if.pasted", [](Call& call) { return show(call, true); }, BodyKind::form});
}

}  // namespace zhiheng::web

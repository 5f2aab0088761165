#include "web/what_if_view.h"

#include <algorithm>

#include "base/amount_text.h"
#include "web/page.h"

namespace zhiheng::web {

namespace {

std::string amount(Money money) {
  return grouped(money);
}

// A plus sign tells more from less at a glance.
std::string signed_amount(Money money) {
  return (money > Money() ? "+" : "") + grouped(money);
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

std::int64_t count_at(const std::map<std::string, std::int64_t>& counts, const char* kind) {
  const auto found = counts.find(kind);
  return found == counts.end() ? 0 : found->second;
}

Json year_row(const service::WhatIfYear& year) {
  const Money difference = (year.bonus_after - year.deduction_after) - (year.bonus_before - year.deduction_before);
  return Json(Json::Object{{"figure_count", std::to_string(year.contracts)},
                           {"changed", std::to_string(year.changed)},
                           {"deduction_before", amount(year.deduction_before)},
                           {"deduction_after", amount(year.deduction_after)},
                           {"bonus_before", amount(year.bonus_before)},
                           {"bonus_after", amount(year.bonus_after)},
                           {"difference", signed_amount(difference)}});
}

service::WhatIfYear sum_of(const service::WhatIfReport& report) {
  service::WhatIfYear sum;
  for (const auto& [number, year] : report.years) {
    sum.contracts += year.contracts;
    sum.changed += year.changed;
    sum.deduction_before = sum.deduction_before + year.deduction_before;
    sum.deduction_after = sum.deduction_after + year.deduction_after;
    sum.bonus_before = sum.bonus_before + year.bonus_before;
    sum.bonus_after = sum.bonus_after + year.bonus_after;
  }
  return sum;
}

}  // namespace

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

Json change_row(const Call& call, const service::WhatIfChange& change, bool with_bonus) {
  const store::BookedFigures& before = change.before;
  const store::BookedFigures& after = change.after;
  const bool money = before.kind != "rating";
  Json row = Json::object();
  row.set("kind_label", call.words("what_if.kind_" + before.kind)).set("row_href", href_of(before));
  row.set("row_label", before.label.empty() ? std::to_string(before.year) : before.label);
  row.set("agency_name", before.agency).set("row_year", std::to_string(before.year));
  row.set("score_before", score_text(call, before)).set("score_after", score_text(call, after));
  row.set("deduction_before", money ? amount(before.deduction) : "");
  row.set("deduction_after", money ? amount(after.deduction) : "");
  // Without a bonus anywhere the two columns are left out; otherwise no cell of them may be empty.
  const std::string none = with_bonus ? "—" : "";
  row.set("bonus_before", with_bonus && money ? amount(before.bonus) : none);
  row.set("bonus_after", with_bonus && money ? amount(after.bonus) : none);
  row.set("difference", money ? signed_amount(net_of(after) - net_of(before)) : "");
  return row;
}

bool has_bonus(const service::WhatIfReport& report) {
  const auto paid = [](const service::WhatIfChange& one) {
    return one.before.bonus > Money() || one.after.bonus > Money();
  };
  return std::any_of(report.changes.begin(), report.changes.end(), paid);
}

void put_sums(const Call& call, Json& view, const service::WhatIfReport& report) {
  Json kinds = Json::array();
  for (const char* kind : {"statement", "result", "rating"}) {
    kinds.push(Json(Json::Object{{"kind_label", call.words(std::string("what_if.kind_") + kind)},
                                 {"judged", std::to_string(count_at(report.judged, kind))},
                                 {"changed", std::to_string(count_at(report.changed, kind))}}));
  }
  Json years = Json::array();
  for (const auto& [number, year] : report.years) {
    years.push(year_row(year).set("row_year", std::to_string(number)));
  }
  Json sums = Json::array();
  if (!report.years.empty()) sums.push(year_row(sum_of(report)));
  Json unjudged = Json::array();
  for (const auto& [rule, named] : report.unjudged) {
    unjudged.push(Json(Json::Object{{"rule_name", rule},
                                    {"row_count", std::to_string(named.count)},
                                    {"row_label", named.example},
                                    {"reason", has_text(rule, call.language) ? call.words(rule) : rule}}));
  }
  view.set("kinds", std::move(kinds)).set("years", std::move(years)).set("sums", std::move(sums));
  view.set("unjudged", std::move(unjudged));
}

Json policy_options(const std::vector<service::PolicyChoice>& choices, const std::string& asked) {
  Json options = Json::array();
  bool found = asked.empty();
  for (const service::PolicyChoice& choice : choices) {
    const bool chosen = choice.name == asked;
    found = found || chosen;
    options.push(Json(Json::Object{
        {"option_value", choice.name}, {"option_label", choice.title + " · " + choice.name}, {"chosen", chosen}}));
  }
  if (!found) options.push(Json(Json::Object{{"option_value", asked}, {"option_label", asked}, {"chosen", true}}));
  return options;
}

}  // namespace zhiheng::web

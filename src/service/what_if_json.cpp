#include "domain/document_reader.h"
#include "service/what_if_service.h"

namespace zhiheng::service {

using store::BookedFigures;

namespace {

Json booked_json(const BookedFigures& booked) {
  Json json = Json::object();
  if (booked.kind != "statement") {
    json.set("score", booked.score ? Json(booked.score->text()) : Json()).set("grade", booked.grade);
  }
  if (booked.kind == "rating") return json.set("vetoed", booked.vetoed).set("watch", booked.watch);
  if (booked.kind == "result") json.set("passed", booked.passed);
  json.set("deduction", booked.deduction.text()).set("bonus", booked.bonus.text());
  if (booked.kind == "statement") {
    json.set("payable", booked.payable.text()).set("recoverable", booked.recoverable.text());
  }
  return json;
}

Json counts_json(const std::map<std::string, std::int64_t>& counts) {
  Json json = Json::object();
  for (const char* kind : {"statement", "result", "rating"}) {
    const auto found = counts.find(kind);
    json.set(kind, found == counts.end() ? std::int64_t{0} : found->second);
  }
  return json;
}

}  // namespace

Result<WhatIfRequest> read_what_if(const Json& body) {
  Problems problems;
  const domain::Path root;
  domain::ObjectReader reader(body, root, problems, {"policy", "from", "to", "bureau", "limit", "after"});
  WhatIfRequest request;
  if (const Json* policy = reader.member("policy"); policy && !policy->is_null()) {
    if (policy->is_string()) {
      request.policy = reader.text("policy", 80);
    } else if (policy->is_object()) {
      request.document = *policy;
    } else {
      reader.refuse("document.wrong_type", "policy", {{"expected", "string / object"}});
    }
  }
  if (reader.has("from")) request.from = static_cast<int>(reader.integer("from", 1900, 2199));
  if (reader.has("to")) request.to = static_cast<int>(reader.integer("to", 1900, 2199));
  request.bureau = reader.optional_text("bureau", 64);
  if (!problems.empty()) return problems;
  return request;
}

Json what_if_summary(const WhatIfReport& report) {
  Json json = Json::object();
  json.set("policy", report.policy.empty() ? Json() : Json(report.policy)).set("title", report.title);
  json.set("judged", counts_json(report.judged)).set("changed", counts_json(report.changed));
  Json years = Json::array();
  for (const auto& [number, year] : report.years) {
    Json row = Json::object();
    row.set("year", number).set("figures", year.contracts).set("changed", year.changed);
    row.set("deduction_before", year.deduction_before.text()).set("deduction_after", year.deduction_after.text());
    row.set("bonus_before", year.bonus_before.text()).set("bonus_after", year.bonus_after.text());
    row.set("payable_before", year.payable_before.text()).set("payable_after", year.payable_after.text());
    years.push(std::move(row));
  }
  Json unjudged = Json::array();
  for (const auto& [rule, named] : report.unjudged) {
    unjudged.push(Json::object().set("rule", rule).set("count", named.count).set("example", named.example));
  }
  return json.set("years", std::move(years)).set("unjudged", std::move(unjudged));
}

Json what_if_change(const WhatIfChange& change) {
  const BookedFigures& before = change.before;
  Json json = Json::object();
  json.set("kind", before.kind).set("id", std::to_string(before.id)).set("label", before.label);
  json.set("agency", before.agency).set("year", before.year);
  return json.set("before", booked_json(before)).set("after", booked_json(change.after));
}

}  // namespace zhiheng::service

#include "web/agency_web.h"

#include <charconv>

#include "service/deliverable_due_service.h"
#include "service/payment_due_service.h"
#include "service/rating_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr int rows_at_home = 8;

Json due_rows(const Call& call) {
  Json rows = Json::array();
  const Json due = items_at(service::due_deliverables(call.gate, call.actor));
  for (const Json& item : due.items()) {
    const auto left = item.at("days_left").integer();
    std::string when, tone;
    if (!left) {
      when = call.words("files.no_due");
    } else if (*left < 0) {
      when = call.words("agency.days_over", {{"days", std::to_string(-*left)}});
      tone = "bad";
    } else {
      when = *left == 0 ? call.words("agency.due_today")
                        : call.words("agency.days_left", {{"days", std::to_string(*left)}});
      tone = *left <= 7 ? "warn" : "info";
    }
    const std::string href = "/engagements/" + item.text_at("engagement");
    const bool returned = item.at("returned").is_bool() && item.at("returned").boolean();
    rows.push(Json(Json::Object{{"kind", choice_label("deliverable_kind", item.text_at("kind"), call.language)},
                                {"code", item.text_at("code")},
                                {"name", item.text_at("name")},
                                {"contract_number", item.text_at("contract_number")},
                                {"due_on", item.text_at("due_on")},
                                {"when", when},
                                {"tone", tone},
                                {"returned", returned},
                                {"remark", returned ? item.text_at("remark") : std::string()},
                                {"href", href},
                                {"upload_href", href + "/upload?kind=" + item.text_at("kind")}}));
  }
  return rows;
}

// What money is to come or to be given back, the most urgent first.
void add_money_due(const Call& call, Json& home) {
  service::DueQuery query;
  query.limit = rows_at_home;
  const auto dues = service::list_dues(call.gate, call.actor, query);
  Json rows = Json::array();
  if (dues) {
    for (const Json& item : dues->at("items").items()) {
      const std::string state = item.text_at("state");
      const bool claim = item.text_at("side") == "claim", over = state == "overdue";
      const std::string days = number_at(item, over ? "overdue_days" : "days_left");
      rows.push(Json(Json::Object{
          {"side", call.words(claim ? "agency.to_repay" : "agency.to_receive")},
          {"label", call.words("web.due.kind." + item.text_at("kind")) + " " + item.text_at("label")},
          {"contract_number", item.text_at("contract_number")},
          {"href", "/contracts/" + item.text_at("contract")},
          {"due_on", item.text_at("due_on")},
          {"when", state == "stopped" ? call.words("web.due.state.stopped")
                                      : call.words(over ? "web.due.overdue_days" : "web.due.left", {{"days", days}})},
          {"tone", over                  ? "bad"
                   : state == "due_soon" ? "warn"
                                         : "info"},
          {"amount", grouped_amount(item.text_at("amount"))}}));
    }
    home.set("money_due_hint",
             call.words("agency.money_due_hint", {{"sum", grouped_amount(dues->text_at("sum"))},
                                                  {"claim", grouped_amount(dues->text_at("claim_sum"))}}));
  } else {
    home.set("money_due_hint", "");
  }
  home.set("money_due", std::move(rows));
}

Json result_rows(const Call& call, const Json& record, std::size_t most) {
  Json rows = Json::array();
  for (const Json& item : record.at("results").items()) {
    if (rows.items().size() == most) break;
    const bool passed = item.at("passed").is_bool() && item.at("passed").boolean();
    rows.push(Json(Json::Object{{"code", item.text_at("code")},
                                {"name", item.text_at("name")},
                                {"contract_number", item.text_at("contract_number")},
                                {"final_score", item.text_at("final_score")},
                                {"grade", item.text_at("grade")},
                                {"passed_text", call.words(passed ? "web.result.passed" : "web.result.failed")},
                                {"tone", passed ? "good" : "bad"},
                                {"deduction", grouped_amount(item.text_at("deduction"))},
                                {"bonus", item.text_at("bonus") == "0.00" ? "" : grouped_amount(item.text_at("bonus"))},
                                {"href", "/engagements/" + item.text_at("engagement")}}));
  }
  return rows;
}

Json table_at_home(const Call& call, const std::string& stem, const std::vector<std::string>& keys,
                   const std::string& sort) {
  const domain::Shape& shape = *domain::find_shape(stem);
  return table_of(call, shape, keys, rows_of(call, stem, {}, rows_at_home, sort));
}

// The figures of a year; each leads to the rows behind it where there is a list of them.
Json record_figures(const Call& call, const Json& record) {
  Json figures = Json::array();
  const auto add = [&](const char* label, const std::string& amount, const std::string& note, const std::string& href) {
    figures.push(Json(Json::Object{{"label", call.words(label)}, {"amount", amount}, {"note", note}, {"href", href}}));
  };
  const std::string yuan = call.words("web.unit.yuan");
  const std::string year = number_at(record, "year");
  add("agency.contracts", number_at(record, "contracts"), "", "/contracts?fiscal_year=" + year);
  add("agency.engagements", number_at(record, "engagements"), "", "");
  add("agency.published", number_at(record, "published"), "", "");
  add("agency.late", number_at(record, "late"), "", "");
  add("agency.deduction", grouped_amount(record.text_at("deduction")), yuan, "/statements");
  add("agency.bonus", grouped_amount(record.text_at("bonus")), yuan, "");
  return figures;
}

Reply home_page(Call& call) {
  if (call.actor.agency_id == 0) return refused(refusal(Kind::absent, "request.no_such_page"));
  Json view = Json::object();
  view.set("page_title", call.words("agency.title"));
  add_agency_home(call, view);
  return page("agency/page.html", std::move(view));
}

int year_of(const Call& call) {
  const std::string& text = call.parameter("year");
  int year = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), year);
  return fault == std::errc() && end == text.data() + text.size() && year > 0 && year < 10000 ? year : 0;
}

Reply record_page(Call& call) {
  if (call.actor.agency_id == 0) return refused(refusal(Kind::absent, "request.no_such_page"));
  auto record = service::own_record(call.gate, call.actor, year_of(call));
  if (!record) return refused(record.problems());
  const std::string year = number_at(*record, "year");
  Json view = Json::object();
  view.set("page_title", call.words("agency.record"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("agency.title"), "/agency-home"), crumb(call.words("agency.record"))}));
  view.set("record_title", call.words("agency.record_of", {{"year", year}}));
  Json years = Json::array();
  for (const Json& one : record->at("years").items()) {
    const std::string text = one.is_number() ? one.number() : std::string();
    years.push(Json(Json::Object{{"year", text}, {"href", "/my-record?year=" + text}, {"chosen", text == year}}));
  }
  view.set("years", std::move(years));
  view.set("figures", record_figures(call, *record));
  Json grades = Json::array();
  for (const Json& grade : record->at("grades").items()) {
    const bool passed = grade.at("passed").is_bool() && grade.at("passed").boolean();
    grades.push(Json(Json::Object{{"grade", grade.text_at("grade")},
                                  {"passed_text", call.words(passed ? "web.result.passed" : "web.result.failed")},
                                  {"tone", passed ? "good" : "bad"},
                                  {"count", number_at(grade, "count")}}));
  }
  view.set("grades", std::move(grades));
  view.set("results", result_rows(call, *record, 500));
  // What was published of this year; a year without a rating says so.
  Json ratings = Json::array();
  if (const auto rated = service::ratings_of_year(call.gate, call.actor, year_of(call)); rated) {
    for (const Json& one : rated->at("items").items()) {
      if (number_at(one, "fiscal_year") == year) ratings.push(rating_row(call, one));
    }
  }
  view.set("ratings", std::move(ratings));
  return page("agency/record.html", std::move(view));
}

Reply record_api(Call& call) {
  // It names contracts, which experts may not know of.
  const Outcome may = call.gate.may(call.actor, domain::Action::see_contracts, {"contract", 0});
  if (!may) return refused(may.problems());
  return json_or_refused(service::own_record(call.gate, call.actor, year_of(call)));
}

}  // namespace

void add_agency_home(const Call& call, Json& view) {
  if (call.actor.agency_id == 0 || !call.actor.has(domain::Role::agency)) {
    view.set("agency_home", Json());
    return;
  }
  Json home = Json::object();
  home.set("due", due_rows(call));
  add_money_due(call, home);
  home.set("contract_table",
           table_at_home(call, "contract", {"number", "title", "fiscal_year", "fee", "state"}, "-id"));
  home.set("statement_table",
           table_at_home(call, "statement", {"number", "contract", "deduction", "payable", "state"}, "-id"));
  home.set("payment_table", table_at_home(call, "payment", {"voucher_number", "contract", "paid_on", "amount"}, "-id"));
  auto record = service::own_record(call.gate, call.actor, 0);
  home.set("results", record ? result_rows(call, *record, rows_at_home) : Json::array());
  home.set("results_title",
           record ? call.words("agency.results_of", {{"year", number_at(*record, "year")}}) : std::string());
  view.set("agency_home", std::move(home));
}

void add_agency_routes(Router& router) {
  router.add({"GET", "/agency-home", "agency.home_page", home_page});
  router.add({"GET", "/my-record", "agency.record_page", record_page});
  router.add({"GET", "/api/v1/due-deliverables", "deliverable.due",
              [](Call& call) { return json_or_refused(service::due_deliverables(call.gate, call.actor)); }});
  router.add({"GET", "/api/v1/record", "result.record", record_api, BodyKind::none, Access::signed_in, {"year"}});
}

}  // namespace zhiheng::web

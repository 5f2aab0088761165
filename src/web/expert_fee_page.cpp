// The pages of experts' fees that are read: one bill with its derivations, the year, and an expert's own.
#include <map>

#include "domain/expert_fee.h"
#include "service/expert_fee_service.h"
#include "service/payroll_reveal.h"
#include "web/expert_fee_web.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string here(const Call& call) {
  return "/expert-fees/" + std::to_string(call.id());
}

// Who still waits for his money, once each, to be ticked.
Json open_experts(const Json& fee) {
  Json rows = Json::array();
  std::map<std::string, Money> nets;
  std::vector<std::pair<std::string, std::string>> order;
  for (const Json& line : fee.at("lines").items()) {
    const Json* payment = line.find("payment");
    const bool waits = (!payment || payment->is_null()) && line.text_at("gross") != "0.00";
    if (!waits) continue;
    const std::string id = line.text_at("expert");
    if (!nets.contains(id)) order.emplace_back(id, line.text_at("expert_label"));
    const std::string net = line.text_at("net");
    const bool negative = net.starts_with("-");
    if (auto amount = read_money(negative ? net.substr(1) : net, "")) {
      nets[id] = negative ? nets[id] - *amount : nets[id] + *amount;
    }
  }
  for (const auto& [id, name] : order) {
    rows.push(Json(
        Json::Object{{"pay_name", "expert." + id}, {"pay_label", name}, {"pay_net", grouped_amount(nets[id].text())}}));
  }
  return rows;
}

Json payment_fields(const Call& call, const Problems& problems) {
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required) {
    fields.push(plain_field(
        {key, call.words(std::string("field.expert_fee_payment.") + key), type, call.field(key), required, {}, ""},
        problems, call.language));
  };
  add("paid_on", "date", true);
  add("voucher_number", "text", true);
  add("remark", "text", false);
  return fields;
}

Json payment_rows(const Json& fee) {
  Json rows = Json::array();
  for (const Json& payment : fee.at("payments").items()) {
    rows.push(Json(Json::Object{{"paid_on", payment.text_at("paid_on")},
                                {"voucher_number", payment.text_at("voucher_number")},
                                {"payment_amount", grouped_amount(payment.text_at("amount"))},
                                {"remark", payment.text_at("remark")}}));
  }
  return rows;
}

void add_acts(const Call& call, const Json& fee, Json& view, const Problems& problems) {
  const std::string state = fee.text_at("state");
  const std::int64_t version = fee.at("version").integer().value_or(0);
  view.set("is_draft", state == "draft").set("here", here(call)).set("row_version", std::to_string(version));
  view.set("confirm", act_button(call, "web.expert_fee.confirm", here(call) + "/confirm", version,
                                 service::may_confirm_expert_fee(call.gate, call.actor, call.id())));
  const bool edits = state == "draft" && can(call, Action::edit_expert_fees, "expert_fee", call.id());
  view.set("edit_href", edits ? here(call) + "/edit" : std::string());
  const Outcome may_pay = service::may_pay_expert_fee(call.gate, call.actor, call.id());
  view.set("can_pay", may_pay.ok()).set("pay_why_not", may_pay ? "" : say(may_pay.problems().front(), call.language));
  view.set("open_experts", open_experts(fee));
  view.set("payment_form", Json(Json::Object{{"fields", payment_fields(call, problems)}}));
  const Outcome may_void = service::may_void_expert_fee(call.gate, call.actor, call.id());
  view.set("can_void", may_void.ok());
  view.set("void_why_not", may_void ? "" : say(may_void.problems().front(), call.language));
  const bool reveals = service::may_reveal_payroll(call.gate, call.actor, call.id()).ok();
  view.set("can_reveal", reveals).set("purpose", call.field("purpose"));
  const bool exports = state != "draft" && state != "voided" && can(call, Action::export_report);
  const std::string id = std::to_string(call.id());
  view.set("letter_href", exports ? "/expert-fees/" + id + "/letter" : std::string());
  view.set("payroll_href", exports ? "/reports/expert_payroll.xlsx?bill=" + id : std::string());
  view.set("tax_href", exports ? "/reports/expert_tax_declaration.xlsx?month=" + fee.text_at("month") : std::string());
}

std::string year_asked(const Call& call) {
  const std::string& given = call.parameter("year");
  return given.empty() ? std::to_string(call.gate.clock().now().date().year()) : given;
}

void add_sums(const Json& from, Json& view) {
  for (const char* key : {"gross", "tax", "net", "paid"}) {
    view.set(std::string("sum_") + key, grouped_amount(from.text_at(key)));
  }
}

// The years around the one that is shown.
void add_years(const std::string& base, const std::string& year, Json& view) {
  const auto number = read_id(year).value_or(2000);
  view.set("year", year).set("before_href", base + "?year=" + std::to_string(number - 1));
  view.set("after_href", base + "?year=" + std::to_string(number + 1));
  view.set("before", std::to_string(number - 1)).set("after", std::to_string(number + 1));
}

Reply show_year(Call& call) {
  auto year = service::expert_fee_year(call.gate, call.actor, year_asked(call));
  if (!year) return refused(year.problems());
  Json rows = Json::array();
  for (const Json& item : year->at("items").items()) {
    Json row = Json::object().set("expert_name", item.text_at("expert_label"));
    row.set("expert_code", item.text_at("expert_code")).set("expert_href", "/experts/" + item.text_at("expert"));
    row.set("line_count", item.at("lines").number());
    for (const char* key : {"gross", "tax", "net", "paid"}) row.set(key, grouped_amount(item.text_at(key)));
    rows.push(std::move(row));
  }
  Json view = Json::object();
  const std::string title = call.words("web.expert_fee.year_title", {{"year", year->text_at("year")}});
  view.set("page_title", title).set("year_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.expert_fee"), "/expert-fees"), crumb(title)}));
  view.set("people", std::move(rows));
  add_sums(*year, view);
  add_years("/expert-fees/year", year->text_at("year"), view);
  return page("expert_fee/year.html", std::move(view));
}

Reply show_mine(Call& call) {
  auto mine = service::my_expert_fees(call.gate, call.actor, year_asked(call), call.language);
  if (!mine) return refused(mine.problems());
  Json rows = Json::array();
  for (const Json& item : mine->at("items").items()) {
    Json row = fee_line_view(call, item, "");
    row.set("month", item.text_at("month")).set("number", item.text_at("number"));
    row.set("bureau", item.text_at("bureau"));
    rows.push(std::move(row));
  }
  Json view = Json::object();
  const std::string title = call.words("web.my_fees.title");
  view.set("page_title", title).set("page_crumbs", Json(Json::Array{crumb(title)}));
  view.set("lines", std::move(rows));
  add_sums(*mine, view);
  add_years("/my-fees", mine->text_at("year"), view);
  return page("expert_fee/mine.html", std::move(view));
}

}  // namespace

std::string fee_quantity(const Call& call, const Json& line, const std::string& method) {
  const std::int64_t quantity = line.at("quantity").integer().value_or(0);
  if (quantity == 0 || method.empty() || method == "fixed") return {};
  return call.words("web.expert_fee.quantity_" + method, {{"quantity", std::to_string(quantity)}});
}

Json fee_line_view(const Call& call, const Json& line, const std::string& method) {
  Json row = Json::object();
  row.set("line_id", line.text_at("id")).set("expert_name", line.text_at("expert_label"));
  row.set("expert_code", line.text_at("expert_code")).set("panel_name", line.text_at("panel_label"));
  row.set("matter", line.text_at("matter")).set("worked_on", line.text_at("worked_on"));
  row.set("kind", choice_label("expert_fee_kind", line.text_at("kind"), call.language));
  row.set("part", choice_label("expert_fee_part", line.text_at("part"), call.language));
  row.set("quantity", fee_quantity(call, line, method));
  row.set("level", choice_label("expert_title_level", line.text_at("title_level"), call.language));
  for (const char* key : {"gross", "taxable", "tax", "net"}) row.set(key, grouped_amount(line.text_at(key)));
  const auto flag = [&](const char* key) {
    const Json* value = line.find(key);
    return value && value->is_bool() && value->boolean();
  };
  row.set("unpayable", flag("unpayable")).set("unfinished", flag("unfinished")).set("reason", line.text_at("reason"));
  row.set("paid_on", line.text_at("paid_on")).set("steps", line.at("steps"));
  return row;
}

Reply show_expert_fee(Call& call, const Problems& problems) {
  auto fee = service::read_expert_fee(call.gate, call.actor, call.id(), call.language);
  if (!fee) return refused(fee.problems());
  const std::string state = fee->text_at("state");
  Json view = Json::object();
  view.set("page_title", fee->text_at("number"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.expert_fee"), "/expert-fees"), crumb(fee->text_at("number"))}));
  view.set("fee_number", fee->text_at("number")).set("fee_title", fee->text_at("title"));
  view.set("fee_state", choice_label("expert_fee_state", state, call.language));
  view.set("fee_tone", state == "paid" ? std::string("good") : tone_of(state)).set("month", fee->text_at("month"));
  view.set("scheme_label", fee->text_at("scheme_name")).set("scheme_href", "/fee-schemes/" + fee->text_at("scheme"));
  view.set("agreed", choice_label("fee_agreed", fee->text_at("agreed"), call.language));
  view.set("drafted_by", fee->text_at("drafted_by_label")).set("confirmed_by", fee->text_at("confirmed_by_label"));
  view.set("confirmed_at", short_moment(fee->text_at("confirmed_at"))).set("void_reason", fee->text_at("void_reason"));
  for (const char* key : {"gross", "tax", "net"}) {
    view.set(std::string("sum_") + key, grouped_amount(fee->text_at(key)));
  }
  Json lines = Json::array();
  for (const Json& line : fee->at("lines").items()) {
    lines.push(fee_line_view(call, line, fee->text_at("method")));
  }
  view.set("lines", std::move(lines)).set("payments", payment_rows(*fee));
  add_acts(call, *fee, view, problems);
  view.set("history", history_view(call, domain::expert_fee_shape(), call.id()));
  view.set("page_problems",
           problem_summary(domain::expert_fee_shape(), problems, call.language, {{"lines", "expert_fee_line"}}));
  return page("expert_fee/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

void add_expert_fee_pages(Router& router) {
  router.add(
      {"GET", "/expert-fees/{id}", "expert_fee.show_page", [](Call& call) { return show_expert_fee(call, {}); }});
  Route year{"GET", "/expert-fees/year", "expert_fee.year_page", show_year};
  year.query = {"year"};
  router.add(std::move(year));
  Route mine{"GET", "/my-fees", "expert_fee.mine_page", show_mine};
  mine.query = {"year"};
  router.add(std::move(mine));
}

}  // namespace zhiheng::web

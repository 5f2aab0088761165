// The bank's or treasury's answer: handed in as a file, shown row by row.
#include "domain/payment_order.h"
#include "service/bank_result_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/payment_order_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr std::size_t largest_file = 16u << 20;
const char* const workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

service::BankFile file_of(const Call& call) {
  service::BankFile file;
  file.bytes = call.request.body;
  if (!call.files.empty()) {
    file.bytes = call.files.front().bytes;
    file.file_name = call.files.front().file_name;
  } else if (auto name = percent_decode(call.request.header("X-File-Name"), false)) {
    file.file_name = *name;
  }
  return file;
}

Reply import_by_api(Call& call) {
  return json_or_refused(service::import_bank_results(call.gate, call.actor, file_of(call), call.language));
}

Reply form_page(Call& call, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, Action::send_payment_orders, {"bank_result", 0}); !may) {
    return refused(may.problems());
  }
  Json view = Json::object();
  const std::string title = call.words("web.bank_result.new");
  view.set("page_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.bank_result"), "/bank-results"), crumb(title)}));
  view.set("page_problems", problem_list(problems, call.language));
  return page("bank_result/new.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply import_by_form(Call& call) {
  if (call.files.empty() || call.files.front().file_name.empty()) {
    return form_page(call, {refusal("upload.file_missing", "file")});
  }
  auto result = service::import_bank_results(call.gate, call.actor, file_of(call), call.language);
  if (result) {
    const char* done = result->at("repeated").boolean() ? "?done=repeated" : "?done=imported";
    return see_other("/bank-results/" + result->text_at("id") + done);
  }
  const Kind kind = leading_kind(result.problems());
  return kind == Kind::forbidden || kind == Kind::busy ? refused(result.problems())
                                                       : form_page(call, result.problems());
}

const char* tone_of_outcome(const std::string& outcome) {
  if (outcome == "booked" || outcome == "already_booked") return "good";
  return outcome == "failed" || outcome == "already_failed" || outcome == "returned" ? "warn" : "bad";
}

Reply show(Call& call) {
  auto result = service::read_bank_result(call.gate, call.actor, call.id(), call.language);
  if (!result) return refused(result.problems());
  Json rows = Json::array(), missing = Json::array();
  for (const Json& item : result->at("items").items()) {
    const std::string order = item.text_at("order_id"), outcome = item.text_at("outcome");
    rows.push(Json(Json::Object{{"row_number", item.at("row").number()},
                                {"number", item.text_at("order")},
                                {"order_href", order.empty() ? std::string() : "/payment-orders/" + order},
                                {"payee", item.text_at("payee")},
                                {"amount", grouped_amount(item.text_at("amount"))},
                                {"voucher_number", item.text_at("voucher_number")},
                                {"paid_on", item.text_at("paid_on")},
                                {"tone", tone_of_outcome(outcome)},
                                {"outcome", call.words("bank_result.kind." + outcome)},
                                {"text", item.text_at("text")}}));
  }
  for (const Json& item : result->at("missing").items()) {
    missing.push(Json(Json::Object{{"number", item.text_at("number")},
                                   {"order_href", "/payment-orders/" + item.text_at("id")},
                                   {"account_name", item.text_at("account_name")},
                                   {"amount", grouped_amount(item.text_at("amount"))}}));
  }
  Json view = Json::object();
  view.set("page_title", result->text_at("file_name")).set("file_name", result->text_at("file_name"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.bank_result"), "/bank-results"),
                                           crumb(result->text_at("file_name"))}));
  for (const char* key : {"row_count", "booked_count", "failed_count", "different_count", "missing_count"}) {
    view.set(key, result->at(key).number());
  }
  view.set("booked", grouped_amount(result->text_at("booked"))).set("digest", result->text_at("digest"));
  view.set("imported_at", short_moment(result->text_at("created_at")));
  view.set("rows", std::move(rows)).set("missing", std::move(missing));
  view.set("history", history_view(call, domain::bank_result_shape(), call.id()));
  return page("bank_result/one.html", std::move(view));
}

Reply template_file(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::send_payment_orders, {"bank_result", 0}); !may) {
    return refused(may.problems());
  }
  auto bytes = service::bank_result_template(call.language);
  if (!bytes) return refused(bytes.problems());
  return bytes_reply(std::move(*bytes), workbook_type, "bank-results.xlsx");
}

}  // namespace

void add_bank_result_routes(Router& router) {
  Route import{"POST", "/api/v1/bank-results", "bank_result.create", import_by_api, BodyKind::bytes};
  import.body_limit = largest_file;
  import.creates = true;
  import.answers = "bank_result_detail";
  router.add(std::move(import));
  Route read{"GET", "/api/v1/bank-results/{id}", "bank_result.read", [](Call& call) {
               return json_or_refused(service::read_bank_result(call.gate, call.actor, call.id(), call.language));
             }};
  read.answers = "bank_result_detail";
  router.add(std::move(read));
  router.add({"GET", "/api/v1/bank-result-template.xlsx", "bank_result.template", template_file});
  router.add({"GET", "/bank-result-template.xlsx", "bank_result.template_page", template_file});
  router.add({"GET", "/bank-results/new", "bank_result.new_page", [](Call& call) { return form_page(call, {}); }});
  Route form{"POST", "/bank-results", "bank_result.create_page", import_by_form, BodyKind::form};
  form.body_limit = largest_file;
  router.add(std::move(form));
  router.add({"GET", "/bank-results/{id}", "bank_result.show_page", show});
}

}  // namespace zhiheng::web

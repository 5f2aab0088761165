// Batches of payment orders: sent in one file, downloaded again as the same bytes.
#include "domain/payment_order.h"
#include "service/payment_batch_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/payment_order_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string here(const Call& call) {
  return "/payment-batches/" + std::to_string(call.id());
}

Reply file_reply(Call& call, const std::string& format) {
  auto file = service::payment_batch_file(call.gate, call.actor, call.id(), format);
  if (!file) return refused(file.problems());
  return bytes_reply(std::move(file->bytes), file->media_type, file->file_name);
}

Reply file_by_api(Call& call) {
  const Json body = body_or_empty(call);
  const std::string format = body.text_at("format");
  return file_reply(call, format.empty() ? "csv" : format);
}

Reply new_page(Call& call, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, Action::send_payment_orders, {"payment_batch", 0}); !may) {
    return refused(may.problems());
  }
  Json rows = Json::array();
  Money total;
  for (const Json& row : rows_of(call, "payment_order", {{"state", "confirmed"}}, 500, "number").items()) {
    if (const auto amount = read_money(row.text_at("amount"), "")) total = total + *amount;
    rows.push(Json(Json::Object{{"tick_name", "order." + row.text_at("id")},
                                {"order_href", "/payment-orders/" + row.text_at("id")},
                                {"number", row.text_at("number")},
                                {"account_name", row.text_at("account_name")},
                                {"contract_label", row.text_at("contract_label")},
                                {"budget_line", row.text_at("budget_line")},
                                {"amount", grouped_amount(row.text_at("amount"))}}));
  }
  Json view = Json::object();
  const std::string title = call.words("web.payment_batch.new");
  view.set("page_title", title).set("orders", std::move(rows)).set("total", grouped_amount(total.text()));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.payment_batch"), "/payment-batches"), crumb(title)}));
  view.set("page_problems", problem_list(problems, call.language));
  return page("payment_batch/new.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply create(Call& call) {
  Json orders = Json::array();
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("order.") && value == "1") orders.push(name.substr(6));
  }
  auto batch = service::send_payment_orders(call.gate, call.actor, Json::object().set("orders", std::move(orders)),
                                            call.language);
  if (batch) return see_other("/payment-batches/" + batch->text_at("id") + "?done=sent");
  const Kind kind = leading_kind(batch.problems());
  return kind == Kind::forbidden || kind == Kind::busy ? refused(batch.problems()) : new_page(call, batch.problems());
}

Reply show(Call& call) {
  auto batch = service::read_payment_batch(call.gate, call.actor, call.id());
  if (!batch) return refused(batch.problems());
  Json orders = Json::array(), lines = Json::array();
  for (const Json& row : batch->at("orders").items()) {
    const std::string state = row.text_at("state");
    orders.push(Json(Json::Object{{"number", row.text_at("number")},
                                  {"order_href", "/payment-orders/" + row.text_at("id")},
                                  {"account_name", row.text_at("account_name")},
                                  {"number_shown", row.text_at("number_shown")},
                                  {"contract_label", row.text_at("contract_label")},
                                  {"amount", grouped_amount(row.text_at("amount"))},
                                  {"state", choice_label("order_state", state, call.language)},
                                  {"tone", state == "paid"     ? "good"
                                           : state == "failed" ? "bad"
                                                               : "info"}}));
  }
  for (const Json& row : batch->at("by_budget_line").items()) {
    lines.push(Json(Json::Object{{"budget_line", row.text_at("budget_line")},
                                 {"function", row.text_at("expenditure_function")},
                                 {"count", row.at("count").number()},
                                 {"amount", grouped_amount(row.text_at("amount"))}}));
  }
  Json view = Json::object();
  view.set("page_title", batch->text_at("number"))
      .set("batch_number", batch->text_at("number"))
      .set("here", here(call));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.payment_batch"), "/payment-batches"),
                                           crumb(batch->text_at("number"))}));
  view.set("orders", std::move(orders)).set("lines", std::move(lines)).set("digest", batch->text_at("digest"));
  view.set("count", batch->at("order_count").number()).set("total", grouped_amount(batch->text_at("total")));
  view.set("sent_by", batch->text_at("sent_by_label")).set("sent_at", short_moment(batch->text_at("created_at")));
  view.set("can_download", can(call, Action::send_payment_orders, "payment_batch", call.id()));
  Json formats = Json::array();
  for (const char* format : {"csv", "xlsx", "json"}) {
    formats.push(Json(
        Json::Object{{"format", format}, {"format_label", call.words(std::string("web.payment_batch.") + format)}}));
  }
  view.set("formats", std::move(formats));
  view.set("history", history_view(call, domain::payment_batch_shape(), call.id()));
  return page("payment_batch/one.html", std::move(view));
}

}  // namespace

void add_payment_batch_routes(Router& router) {
  Route create_api{"POST", "/api/v1/payment-batches", "payment_batch.create",
                   [](Call& call) {
                     return created_or_refused(
                         service::send_payment_orders(call.gate, call.actor, body_or_empty(call), call.language),
                         "payment-batches");
                   },
                   BodyKind::json};
  create_api.creates = true;
  create_api.takes = "payment_batch_new";
  create_api.answers = "payment_batch_detail";
  router.add(std::move(create_api));
  Route read{"GET", "/api/v1/payment-batches/{id}", "payment_batch.read",
             [](Call& call) { return json_or_refused(service::read_payment_batch(call.gate, call.actor, call.id())); }};
  read.answers = "payment_batch_detail";
  router.add(std::move(read));
  Route file{"POST", "/api/v1/payment-batches/{id}/file", "payment_batch.file", file_by_api, BodyKind::json};
  file.takes = "payment_batch_format";
  router.add(std::move(file));
  router.add({"GET", "/payment-batches/new", "payment_batch.new_page", [](Call& call) { return new_page(call, {}); }});
  router.add({"POST", "/payment-batches", "payment_batch.create_page", create, BodyKind::form});
  router.add({"GET", "/payment-batches/{id}", "payment_batch.show_page", show});
  router.add({"POST", "/payment-batches/{id}/file", "payment_batch.file_page",
              [](Call& call) { return file_reply(call, call.field("format")); }, BodyKind::form});
}

}  // namespace zhiheng::web

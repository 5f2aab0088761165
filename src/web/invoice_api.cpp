#include "service/invoice_service.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/invoice_web.h"
#include "web/sent_file.h"

namespace zhiheng::web {

namespace {

Route changing(const char* method, const char* pattern, const char* name, std::function<Reply(Call&)> handler,
               const char* takes) {
  Route route{method, pattern, name, std::move(handler), BodyKind::json};
  route.creates = std::string_view(method) == "POST";
  route.takes = takes;
  route.answers = "invoice_detail";
  return route;
}

using Versioned = std::function<Result<Json>(Call&, std::int64_t version)>;

std::function<Reply(Call&)> versioned(Versioned act) {
  return [act = std::move(act)](Call& call) {
    const auto version = version_or_current(call, "invoice");
    if (!version) return refused(version.problems());
    return json_or_refused(act(call, *version));
  };
}

Route reading(const char* pattern, const char* name, std::function<Reply(Call&)> handler, const char* answers) {
  Route route{"GET", pattern, name, std::move(handler)};
  route.answers = answers;
  return route;
}

Reply attach(Call& call) {
  auto file = sent_file(call);
  if (!file) return refused(file.problems());
  return json_or_refused(service::attach_invoice_file(call.gate, call.actor, call.id(), file->name, file->bytes));
}

}  // namespace

void add_invoice_api(Router& router) {
  router.add(reading(
      "/api/v1/contracts/{id}/invoices", "invoice.of_contract",
      [](Call& call) { return json_or_refused(service::invoices_of_contract(call.gate, call.actor, call.id())); },
      "invoices_of_contract"));
  router.add(reading(
      "/api/v1/invoice-totals", "invoice.totals",
      [](Call& call) { return json_or_refused(service::invoice_sums(call.gate, call.actor)); }, "invoice_totals"));
  router.add(reading(
      "/api/v1/invoices/{id}", "invoice.read",
      [](Call& call) { return json_or_refused(service::read_invoice(call.gate, call.actor, call.id())); },
      "invoice_detail"));
  router.add(changing(
      "POST", "/api/v1/contracts/{id}/invoices", "invoice.enter",
      [](Call& call) {
        return created_or_refused(service::enter_invoice(call.gate, call.actor, call.id(), body_or_empty(call)),
                                  "invoices");
      },
      "invoice_new"));
  router.add(changing(
      "PUT", "/api/v1/invoices/{id}", "invoice.replace",
      [](Call& call) {
        const auto version = call.version();
        if (!version) return refused(version.problems());
        return json_or_refused(
            service::change_invoice(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
      },
      "invoice_new"));
  router.add(changing("POST", "/api/v1/invoices/{id}/accept", "invoice.accept",
                      versioned([](Call& call, std::int64_t version) {
                        return service::accept_invoice(call.gate, call.actor, call.id(), version);
                      }),
                      "act"));
  router.add(changing("POST", "/api/v1/invoices/{id}/return", "invoice.return",
                      versioned([](Call& call, std::int64_t version) {
                        return service::return_invoice(call.gate, call.actor, call.id(), version, body_or_empty(call));
                      }),
                      "reason"));
  Route file{"POST", "/api/v1/invoices/{id}/file", "invoice.attach", attach, BodyKind::bytes};
  file.body_limit = 11u << 20;
  file.creates = true;
  file.answers = "invoice_detail";
  router.add(std::move(file));
  Route bytes{"GET", "/api/v1/invoices/{id}/file", "invoice.file", download_invoice};
  bytes.produces = {"application/octet-stream"};
  router.add(std::move(bytes));
}

}  // namespace zhiheng::web

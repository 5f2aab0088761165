// The forms for a calculation sheet and for ending a contract, and the sheet as it is printed.
#include "domain/fee_basis.h"
#include "domain/termination.h"
#include "service/contract_service.h"
#include "service/fee_basis_service.h"
#include "service/termination_service.h"
#include "web/contract_basis.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/stale_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string here(const Call& call) {
  return "/contracts/" + std::to_string(call.id());
}

std::string part(std::string_view text) {
  return std::string(trimmed(text));
}

Options rate_options(const Call& call, const std::string& basis, const std::string& year) {
  Options options{{"", ""}};
  for (const Json& row : rows_of(call, "fee_rate", {{"basis", basis}, {"fiscal_year", year}}).items()) {
    options.emplace_back(row.text_at("code"), row.text_at("title"));
  }
  for (const domain::ShippedFeeRates& one : domain::shipped_fee_rates()) {
    if (one.basis == basis) options.emplace_back(one.code, call.language == Language::zh ? one.title : one.title_en);
  }
  return options;
}

// Before the rounding a line may be a fraction, which stays as it is.
std::string grouped_exact(const std::string& exact) {
  return exact.find('/') == std::string::npos ? grouped_amount(exact) : exact;
}

// The lines, steps and sums of a sheet for contract/sheet_body.html.
void add_sheet(const Call& call, Json& view, const Json& sheet) {
  const bool progression = sheet.text_at("basis") == "amount_progression";
  Json rows = Json::array();
  for (const Json& line : sheet.at("lines").items()) {
    rows.push(Json::object()
                  .set("line_name", line.text_at("name"))
                  .set("line_quantity", progression ? grouped_amount(line.text_at("base")) : line.text_at("quantity"))
                  .set("line_rate", progression ? std::string() : grouped_amount(line.text_at("rate")))
                  .set("line_exact", grouped_exact(line.text_at("exact")))
                  .set("line_amount", grouped_amount(line.text_at("amount"))));
  }
  Json steps = Json::array();
  for (const Json& step : sheet.at("steps").items()) steps.push(Json::object().set("step_text", step.string()));
  view.set("sheet_lines", std::move(rows)).set("sheet_steps", std::move(steps));
  view.set("quantity_label", call.words(progression ? "web.fee_sheet.project_amount" : "web.fee_sheet.quantity"));
  view.set("sheet_coefficient", sheet.text_at("coefficient")).set("sheet_work", grouped_amount(sheet.text_at("work")));
  view.set("sheet_travel", grouped_amount(sheet.text_at("travel")));
  view.set("sheet_experts", grouped_amount(sheet.text_at("experts")));
  view.set("sheet_sum", grouped_amount(sheet.text_at("total")));
}

Reply sheet_form(Call& call, const Json& contract, const Json* sheet, const Problems& refused_by) {
  const Problems problems = at_lines(refused_by);
  const std::string basis = contract.text_at("fee_basis");
  const std::string title = call.words("web.fee_sheet.new");
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title).set("form_action", here(call) + "/fee-sheets");
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                                           crumb(contract.text_at("number"), here(call)), crumb(title)}));
  view.set("cancel_href", here(call)).set("row_version", contract.at("version").number());
  view.set("basis_label", choice_label("fee_basis", basis, call.language));
  view.set("agreed_fee", grouped_amount(contract.text_at("fee")));
  view.set("lines_hint", call.words("web.fee_sheet.lines_hint." + basis));
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required, Options options, const std::string& unit) {
    const std::string label = call.words(std::string("web.fee_sheet.") + key);
    // The renderer makes blanks of line ends; a semicolon divides lines as well.
    const bool lined = std::string_view(key) == "lines" || std::string_view(key) == "coefficients";
    const std::string value = lined ? lines_in_one(call.field(key)) : call.field(key);
    fields.push(plain_field({key, label, type, value, required, std::move(options), unit}, problems, call.language));
  };
  const std::string yuan = call.words("web.unit.in_yuan");
  if (basis != "lump_sum") {
    add("rates", "choice", false, rate_options(call, basis, contract.at("fiscal_year").number()), "");
  }
  add("lines", "area", true, {}, "");
  add("coefficients", "area", false, {}, "");
  add("travel", "number", false, {}, yuan);
  add("experts", "number", false, {}, yuan);
  add("difference_reason", "area", false, {}, "");
  view.set("page_problems", problem_summary(fields, problems, call.language));
  view.set("fields", std::move(fields)).set("is_worked_out", sheet != nullptr);
  add_sheet(call, view,
            sheet != nullptr ? *sheet : Json::object().set("lines", Json::array()).set("steps", Json::array()));
  return page("contract/fee_sheet_form.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply new_sheet(Call& call) {
  auto contract = service::read_contract(call.gate, call.actor, call.id());
  if (!contract) return refused(contract.problems());
  if (Outcome may = call.gate.may(call.actor, Action::edit_contracts, {"contract", call.id()}); !may) {
    return refused(may.problems());
  }
  return sheet_form(call, *contract, nullptr, {});
}

Reply post_sheet(Call& call) {
  auto contract = service::read_contract(call.gate, call.actor, call.id());
  if (!contract) return refused(contract.problems());
  if (Outcome may = call.gate.may(call.actor, Action::edit_contracts, {"contract", call.id()}); !may) {
    return refused(may.problems());
  }
  const Json document = document_of_form(call, contract->text_at("fee_basis"));
  Json asked = document;
  asked.set("fiscal_year", contract->at("fiscal_year"));
  const auto sheet = service::compute_fee(call.gate, call.actor, asked, call.language);
  if (!sheet) {
    return is_about_the_form(sheet.problems()) ? sheet_form(call, *contract, nullptr, sheet.problems())
                                               : refused(sheet.problems());
  }
  if (call.field("act") == "compute") return sheet_form(call, *contract, &*sheet, {});
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object().set("document", document);
  if (const std::string reason = part(call.field("difference_reason")); !reason.empty()) {
    body.set("difference_reason", reason);
  }
  auto saved = service::save_fee_sheet(call.gate, call.actor, call.id(), *version, body, call.language);
  if (saved) return see_other(here(call) + "?done=saved");
  return is_about_the_form(saved.problems()) ? sheet_form(call, *contract, &*sheet, saved.problems())
                                             : refused(saved.problems());
}

Reply show_sheet(Call& call) {
  auto row = service::read_fee_sheet(call.gate, call.actor, call.id(), call.language);
  if (!row) return refused(row.problems());
  const std::string title = call.words("web.fee_sheet.title", {{"number", row->at("sequence").number()}});
  const std::string contract = "/contracts/" + row->text_at("contract");
  Json view = Json::object();
  view.set("page_title", title).set("sheet_title", title).set("back_href", contract);
  view.set("contract_number", row->text_at("contract_number"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                                           crumb(row->text_at("contract_number"), contract), crumb(title)}));
  view.set("basis_label", choice_label("fee_basis", row->text_at("basis"), call.language));
  view.set("agreed_fee", grouped_amount(row->text_at("fee")));
  view.set("difference", grouped_amount(row->text_at("difference")));
  view.set("difference_reason", row->text_at("difference_reason"));
  view.set("made_by", row->text_at("made_by_label"));
  view.set("made_at", timestamp_from_utc(row->text_at("made_at")).text().substr(0, 10));
  add_sheet(call, view, row->at("sheet"));
  return page("contract/fee_sheet.html", std::move(view));
}

Reply termination_form(Call& call, const Json& contract, const Problems& refused_by) {
  const Problems problems = at_form_fields(call, refused_by);
  const std::string title = call.words("web.termination.new");
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title).set("form_action", here(call) + "/terminations");
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                                           crumb(contract.text_at("number"), here(call)), crumb(title)}));
  view.set("cancel_href", here(call)).set("row_version", contract.at("version").number());
  Json fields = Json::array();
  const auto add = [&](const std::string& key, const std::string& label, const char* type, bool required,
                       Options options, const std::string& unit) {
    fields.push(
        plain_field({key, label, type, call.field(key), required, std::move(options), unit}, problems, call.language));
  };
  const auto label = [&](const char* key) { return field_label("contract_termination", key, call.language); };
  Options grounds{{"", ""}};
  for (const std::string& ground : domain::choice_list("termination_ground")) {
    grounds.emplace_back(ground, choice_label("termination_ground", ground, call.language));
  }
  add("ground", label("ground"), "choice", true, grounds, "");
  add("terminated_on", label("terminated_on"), "date", true, {}, "");
  add("reason", label("reason"), "area", true, {}, "");
  add("evidence", label("evidence"), "area", true, {}, "");
  for (const Json& engagement : contract.at("engagements").items()) {
    const std::string code = engagement.text_at("code");
    const Params slots{{"code", code}, {"fee", grouped_amount(engagement.text_at("fee"))}};
    add("fee." + code, call.words("web.termination.settled_fee", slots), "number", false, {},
        call.words("web.unit.in_yuan"));
    add("why." + code, call.words("web.termination.settled_reason", slots), "text", false, {}, "");
  }
  view.set("page_problems", problem_summary(fields, problems, call.language));
  view.set("fields", std::move(fields));
  return page("contract/termination_form.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply termination_page(Call& call, bool posted) {
  auto contract = service::read_contract(call.gate, call.actor, call.id());
  if (!contract) return refused(contract.problems());
  if (Outcome may = call.gate.may(call.actor, Action::edit_contracts, {"contract", call.id()}); !may) {
    return refused(may.problems());
  }
  if (!posted) return termination_form(call, *contract, {});
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object();
  for (const char* key : {"ground", "terminated_on", "reason", "evidence"}) body.set(key, part(call.field(key)));
  Json engagements = Json::array();
  for (const auto& [name, value] : call.form) {
    if (!name.starts_with("fee.") || part(value).empty()) continue;
    const std::string code = name.substr(4);
    engagements.push(
        Json::object().set("code", code).set("fee", part(value)).set("reason", part(call.field("why." + code))));
  }
  body.set("engagements", std::move(engagements));
  auto row = service::draft_termination(call.gate, call.actor, call.id(), *version, body);
  if (row) return see_other(here(call) + "?done=saved");
  // Overtaken by somebody else: what was typed stays, and is sent again from the contract as it is now.
  if (leading_kind(row.problems()) == Kind::stale) {
    return termination_form(call, *contract, in_words(*domain::find_shape("contract"), row.problems(), call.language));
  }
  return is_about_the_form(row.problems()) ? termination_form(call, *contract, row.problems())
                                           : refused(row.problems());
}

Reply after_act(Result<Json> row) {
  if (!row) return refused(row.problems());
  return see_other("/contracts/" + row->text_at("contract") + "?done=saved");
}

Reply decide_by_form(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object().set("outcome", call.field("outcome"));
  if (const std::string reason = part(call.field("reason")); !reason.empty()) body.set("reason", reason);
  return after_act(service::decide_termination(call.gate, call.actor, call.id(), *version, body));
}

Reply withdraw_by_form(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  return after_act(service::withdraw_termination(call.gate, call.actor, call.id(), *version));
}

}  // namespace

void add_contract_basis_pages(Router& router) {
  router.add({"GET", "/contracts/{id}/fee-sheets/new", "fee_basis.new_page", new_sheet});
  router.add({"POST", "/contracts/{id}/fee-sheets", "fee_basis.save_page", post_sheet, BodyKind::form});
  router.add({"GET", "/fee-sheets/{id}", "fee_basis.show_page", show_sheet});
  router.add({"GET", "/contracts/{id}/terminations/new", "contract_termination.new_page",
              [](Call& call) { return termination_page(call, false); }});
  router.add({"POST", "/contracts/{id}/terminations", "contract_termination.draft_page",
              [](Call& call) { return termination_page(call, true); }, BodyKind::form});
  router.add({"POST", "/terminations/{id}/decide", "contract_termination.decide_page", decide_by_form, BodyKind::form});
  router.add(
      {"POST", "/terminations/{id}/withdraw", "contract_termination.withdraw_page", withdraw_by_form, BodyKind::form});
}

}  // namespace zhiheng::web

// A deduction notice as bureau and agency see it, with the form of whoever has the next step.
#include "domain/deduction_notice.h"

#include "service/deduction_notice_service.h"
#include "service/retention_service.h"
#include "web/billing_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/result_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;
using Act = Result<Json> (*)(service::Gate&, const domain::Actor&, std::int64_t, std::int64_t, const Json&);

std::string number_text(const Json& row, const char* key) {
  const Json* value = row.find(key);
  return value && value->is_number() ? value->number() : std::string();
}

std::string here(const Call& call) {
  return "/deduction-notices/" + std::to_string(call.id());
}

std::string tone_of_notice(const std::string& state) {
  if (state == "sent") return "info";
  if (state == "contested") return "warn";
  return state == "withdrawn" ? "plain" : "good";
}

std::string kind_words(const Call& call, const Json& deduction) {
  const std::string event = deduction.text_at("event");
  return call.words("web.deduction." + deduction.text_at("kind")) + (event.empty() ? "" : " · " + event);
}

std::string reason_of_line(const Json& notice, const std::string& line) {
  for (const Json& one : notice.at("answer_lines").items()) {
    if (number_text(one, "line") == line) return one.text_at("reason");
  }
  return {};
}

Json engagement_views(const Call& call, const Json& notice) {
  Json rows = Json::array();
  for (const Json& engagement : notice.at("document").at("engagements").items()) {
    Json row = Json::object().set("code", engagement.text_at("code")).set("name", engagement.text_at("title"));
    row.set("score", engagement.text_at("score")).set("grade", engagement.text_at("grade"));
    row.set("fee", grouped_amount(engagement.text_at("fee"))).set("bonus", grouped_amount(engagement.text_at("bonus")));
    row.set("deducted", grouped_amount(engagement.text_at("deduction")));
    Json lines = Json::array();
    for (const Json& one : engagement.at("deductions").items()) {
      const std::string line = number_text(one, "line");
      lines.push(Json(Json::Object{{"line", line},
                                   {"kind", kind_words(call, one)},
                                   {"base", grouped_amount(one.text_at("base"))},
                                   {"rate", percent_of(one.text_at("rate"))},
                                   {"amount", grouped_amount(one.text_at("amount"))},
                                   {"contested", reason_of_line(notice, line)}}));
    }
    Json steps = Json::array();
    for (const Json& step : engagement.at("steps").items()) steps.push(Json(Json::Object{{"item", step.string()}}));
    rows.push(row.set("lines", std::move(lines)).set("steps", std::move(steps)));
  }
  return rows;
}

// One reason per deduction; what stays empty is not contested.
Json answer_fields(const Call& call, const Json& notice) {
  Json fields = Json::array();
  for (const Json& engagement : notice.at("document").at("engagements").items()) {
    for (const Json& one : engagement.at("deductions").items()) {
      const std::string line = number_text(one, "line");
      fields.push(Json(Json::Object{{"name", "reason-" + line},
                                    {"label", line + ". " + engagement.text_at("code") + " " + kind_words(call, one) +
                                                  " " + grouped_amount(one.text_at("amount"))},
                                    {"typed", call.field("reason-" + line)}}));
    }
  }
  return fields;
}

Json body_of_answer(const Call& call) {
  Json body = Json::object().set("answer", std::string(call.field("answer")));
  if (const std::string text(trimmed(call.field("text"))); !text.empty()) body.set("text", text);
  if (call.field("answer") != "contested") return body;
  Json lines = Json::array();
  for (int line = 1; line < 500 && call.has_field("reason-" + std::to_string(line)); ++line) {
    const std::string reason(trimmed(call.field("reason-" + std::to_string(line))));
    if (!reason.empty()) lines.push(Json::object().set("line", line).set("reason", reason));
  }
  return body.set("lines", std::move(lines));
}

void add_state(const Call& call, const Json& notice, Json& view) {
  const std::string state = notice.text_at("state");
  view.set("notice_state", choice_label("deduction_notice_state", state, call.language));
  view.set("notice_tone", tone_of_notice(state));
  view.set("state_line", call.words("deduction_notice.line." + state, {{"due_on", notice.text_at("answer_due_on")},
                                                                       {"days", number_text(notice, "stopped_days")},
                                                                       {"closed_on", notice.text_at("closed_on")}}));
  std::string years;
  for (const Json& year : notice.at("calendar_years").items()) years += (years.empty() ? "" : ", ") + year.string();
  view.set("calendar_note", years.empty() ? std::string() : call.words("web.due.no_notice", {{"years", years}}));
  const Json* current = notice.find("current");
  view.set("outdated", current && current->is_bool() && !current->boolean() && state != "withdrawn");
  view.set("answer_text", notice.text_at("answer_text"))
      .set("answered_at", short_moment(notice.text_at("answered_at")));
  view.set("answer", notice.text_at("answer").empty()
                         ? std::string()
                         : choice_label("deduction_answer", notice.text_at("answer"), call.language));
  view.set("decision", notice.text_at("decision").empty()
                           ? std::string()
                           : choice_label("deduction_decision", notice.text_at("decision"), call.language));
  view.set("decision_text", notice.text_at("decision_text"));
  view.set("withdrawn_reason", notice.text_at("withdrawn_reason"));
}

Reply show_notice(Call& call, const Problems& problems) {
  const auto notice = service::read_deduction_notice(call.gate, call.actor, call.id());
  if (!notice) return refused(notice.problems());
  const std::string contract_href = "/contracts/" + notice->text_at("contract");
  Json view = Json::object().set("page_title", notice->text_at("number"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                                           crumb(notice->text_at("contract_number"), contract_href),
                                           crumb(notice->text_at("number"))}));
  view.set("notice_number", notice->text_at("number")).set("agency_name", notice->text_at("agency_name"));
  view.set("contract_number", notice->text_at("contract_number")).set("contract_href", contract_href);
  view.set("sent_on", notice->text_at("sent_on")).set("answer_due_on", notice->text_at("answer_due_on"));
  const std::string statement = notice->text_at("statement");
  view.set("statement_href", statement.empty() ? std::string() : "/statements/" + statement);
  for (const char* key : {"fee", "bonus", "deduction", "net"}) {
    view.set(std::string("sum_") + key, grouped_amount(notice->at("document").text_at(key)));
  }
  add_state(call, *notice, view);
  view.set("engagements", engagement_views(call, *notice));
  view.set("evidence_href", notice->at("provable").boolean() ? here(call) + "/letter/evidence" : std::string());
  view.set("can_answer", service::may_answer_deduction_notice(call.gate, call.actor, call.id()).ok());
  view.set("can_decide", service::may_decide_deduction_notice(call.gate, call.actor, call.id()).ok());
  view.set("can_withdraw", service::may_withdraw_deduction_notice(call.gate, call.actor, call.id()).ok());
  view.set("answer_fields", answer_fields(call, *notice)).set("typed_text", call.field("text"));
  view.set("typed_reason", call.field("reason")).set("here", here(call));
  view.set("row_version", number_text(*notice, "version"));
  view.set("history", history_view(call, domain::deduction_notice_shape(), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("billing/notice.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

std::function<Reply(Call&)> act_page(const char* done, Act act, std::function<Json(const Call&)> body) {
  return [done, act, body](Call& call) {
    auto version = call.version();
    if (!version) return refused(version.problems());
    const auto row = act(call.gate, call.actor, call.id(), *version, body(call));
    if (row) return see_other(here(call) + "?done=" + done);
    return is_about_the_form(row.problems()) ? show_notice(call, row.problems()) : refused(row.problems());
  };
}

Json reason_body(const Call& call) {
  return Json::object().set("reason", std::string(trimmed(call.field("reason"))));
}

Reply send_page(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const auto row = service::send_deduction_notice(call.gate, call.actor, call.id(), *version);
  if (row) return see_other("/deduction-notices/" + row->text_at("id") + "?done=sent");
  return is_about_the_form(row.problems()) ? show_statement(call, call.id(), row.problems()) : refused(row.problems());
}

void add_act(Router& router, const char* step, Act act, const char* takes) {
  Route route{"POST", std::string("/api/v1/deduction-notices/{id}/") + step, std::string("deduction_notice.") + step,
              [act](Call& call) {
                auto version = version_or_current(call, "deduction_notice");
                if (!version) return refused(version.problems());
                return json_or_refused(act(call.gate, call.actor, call.id(), *version, body_or_empty(call)));
              },
              BodyKind::json};
  route.creates = true;
  route.takes = takes;
  route.answers = "deduction_notice_detail";
  router.add(std::move(route));
}

void add_api(Router& router) {
  Route send{"POST", "/api/v1/statements/{id}/deduction-notices", "deduction_notice.send",
             [](Call& call) {
               auto version = version_or_current(call, "statement");
               if (!version) return refused(version.problems());
               return created_or_refused(service::send_deduction_notice(call.gate, call.actor, call.id(), *version),
                                         "deduction-notices");
             },
             BodyKind::json};
  send.creates = true;
  send.answers = "deduction_notice_detail";
  send.status = 201;
  router.add(std::move(send));
  Route read{"GET", "/api/v1/deduction-notices/{id}", "deduction_notice.read", [](Call& call) {
               return json_or_refused(service::read_deduction_notice(call.gate, call.actor, call.id()));
             }};
  read.answers = "deduction_notice_detail";
  router.add(std::move(read));
  Route list{"GET", "/api/v1/contracts/{id}/deduction-notices", "deduction_notice.of_contract", [](Call& call) {
               return json_or_refused(service::deduction_notices_of(call.gate, call.actor, call.id()));
             }};
  list.answers = "deduction_notices";
  router.add(std::move(list));
  add_act(router, "answer", service::answer_deduction_notice, "deduction_answer_given");
  add_act(router, "decide", service::decide_deduction_notice, "deduction_decision_given");
  add_act(router, "withdraw", service::withdraw_deduction_notice, "reason");
}

Json notice_rows(const Call& call, const std::string& contract) {
  const auto list = service::deduction_notices_of(call.gate, call.actor, read_id(contract).value_or(0));
  Json rows = Json::array();
  if (!list) return rows;
  for (const Json& one : list->at("items").items()) {
    const std::string state = one.text_at("state");
    rows.push(Json(Json::Object{{"notice_number", one.text_at("number")},
                                {"notice_href", "/deduction-notices/" + one.text_at("id")},
                                {"notice_state", choice_label("deduction_notice_state", state, call.language)},
                                {"notice_tone", tone_of_notice(state)},
                                {"notice_amount", grouped_amount(one.text_at("deduction"))},
                                {"notice_sent", one.text_at("sent_on")},
                                {"notice_due", one.text_at("answer_due_on")}}));
  }
  return rows;
}

}  // namespace

Json statement_billing_view(const Call& call, const Json& statement) {
  const std::int64_t id = read_id(statement.text_at("id")).value_or(0);
  const std::string here = "/statements/" + statement.text_at("id");
  const Outcome may_send = service::may_send_deduction_notice(call.gate, call.actor, id);
  // Nobody is shown a button that his bureau's rule never offers.
  const bool offered = statement.text_at("state") == "draft" &&
                       (may_send.ok() || may_send.problems().front().rule != "deduction_notice.not_asked_for");
  Json view = Json::object().set("notices", notice_rows(call, statement.text_at("contract")));
  view.set("offers_notice", offered);
  if (offered) {
    view.set("send", act_button(call, "deduction_notice.send", here + "/deduction-notices",
                                statement.at("version").integer().value_or(0), may_send));
  }
  const std::string retention = statement.text_at("retention");
  view.set("retention_href", retention.empty() ? std::string() : "/retentions/" + retention);
  view.set("held_amount", grouped_amount(statement.at("balance").text_at("held")));
  return view.set("shows_billing", offered || !retention.empty() || !view.at("notices").items().empty());
}

void add_deduction_notice_routes(Router& router) {
  add_api(router);
  const auto post = [&](const char* pattern, const char* name, std::function<Reply(Call&)> handler) {
    router.add(
        {"POST", pattern, std::string("deduction_notice.") + name + "_page", std::move(handler), BodyKind::form});
  };
  router.add({"GET", "/deduction-notices/{id}", "deduction_notice.show_page",
              [](Call& call) { return show_notice(call, {}); }});
  post("/statements/{id}/deduction-notices", "send", send_page);
  post("/deduction-notices/{id}/answer", "answer", act_page("saved", service::answer_deduction_notice, body_of_answer));
  post("/deduction-notices/{id}/decide", "decide",
       act_page("saved", service::decide_deduction_notice, [](const Call& call) {
         return reason_body(call).set("decision", std::string(call.field("decision")));
       }));
  post("/deduction-notices/{id}/withdraw", "withdraw",
       act_page("saved", service::withdraw_deduction_notice, reason_body));
}

}  // namespace zhiheng::web

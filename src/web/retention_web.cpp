// A retention: until when it is held, its release requested by one person and approved by another.
#include "domain/retention.h"

#include "service/retention_service.h"
#include "web/billing_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

std::string here(const Call& call) {
  return "/retentions/" + std::to_string(call.id());
}

Json release_fields(const Call& call, const Problems& problems) {
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required) {
    fields.push(plain_field({key,
                             field_label("retention", key, call.language),
                             type,
                             call.field(key),
                             required,
                             {},
                             std::string_view(type) == "number" ? call.words("web.unit.in_yuan") : ""},
                            problems, call.language));
  };
  add("evidence", "area", true);
  add("kept", "number", false);
  add("reason", "area", false);
  return fields;
}

Reply show_retention(Call& call, const Problems& problems) {
  const auto row = service::read_retention(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  const domain::Shape& shape = domain::retention_shape();
  const auto labels = service::read_row(call.gate, call.actor, shape, call.id());
  const std::string title = call.words("stem.retention") + " " + row->text_at("contract_number");
  const std::int64_t version = row->at("version").integer().value_or(0);
  const std::string state = row->text_at("state");
  Json view = Json::object().set("page_title", title).set("retention_title", title);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.contract"), "/contracts"),
                            crumb(row->text_at("contract_number"), "/contracts/" + row->text_at("contract")),
                            crumb(call.words("stem.retention"))}));
  view.set("retention_state", choice_label("retention_state", state, call.language));
  view.set("retention_tone", std::string(state == "released" ? "good" : state == "held" ? "info" : "warn"));
  view.set("amount", grouped_amount(row->text_at("amount"))).set("kept", grouped_amount(row->text_at("kept")));
  view.set("release_due_on", row->text_at("release_due_on")).set("state_line", call.words("retention.line." + state));
  view.set("facts", facts_of(call, shape, labels ? *labels : *row));
  view.set("can_request", service::may_request_release(call.gate, call.actor, call.id()).ok());
  view.set("release_fields", Json(Json::Object{{"fields", release_fields(call, problems)}}));
  view.set("is_requested", state == "requested");
  const Outcome may_approve = service::may_approve_release(call.gate, call.actor, call.id());
  view.set("approve", act_button(call, "retention.approve", here(call) + "/approve", version, may_approve));
  view.set("can_reject", state == "requested" && may_approve.ok());
  view.set("here", here(call)).set("row_version", std::to_string(version));
  view.set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_summary(shape, problems, call.language));
  return page("billing/retention.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply after_act(Call& call, const Result<Json>& row) {
  if (row) return see_other(here(call) + "?done=saved");
  return is_about_the_form(row.problems()) ? show_retention(call, row.problems()) : refused(row.problems());
}

Json request_body(const Call& call) {
  Json body = Json::object();
  for (const char* key : {"evidence", "kept", "reason"}) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  return body;
}

using Act = std::function<Result<Json>(Call&, std::int64_t)>;

void add_act(Router& router, const char* step, const char* takes, Act api, Act form) {
  Route route{"POST", std::string("/api/v1/retentions/{id}/") + step, std::string("retention.") + step,
              [api](Call& call) {
                auto version = version_or_current(call, "retention");
                if (!version) return refused(version.problems());
                return json_or_refused(api(call, *version));
              },
              BodyKind::json};
  route.creates = true;
  route.takes = takes;
  route.answers = "retention_detail";
  router.add(std::move(route));
  router.add({"POST", std::string("/retentions/{id}/") + step, std::string("retention.") + step + "_page",
              [form](Call& call) {
                auto version = call.version();
                if (!version) return refused(version.problems());
                return after_act(call, form(call, *version));
              },
              BodyKind::form});
}

}  // namespace

void add_retention_routes(Router& router) {
  Route read{"GET", "/api/v1/retentions/{id}", "retention.read",
             [](Call& call) { return json_or_refused(service::read_retention(call.gate, call.actor, call.id())); }};
  read.answers = "retention_detail";
  router.add(std::move(read));
  router.add({"GET", "/retentions/{id}", "retention.show_page", [](Call& call) { return show_retention(call, {}); }});
  add_act(
      router, "request", "retention_request",
      [](Call& call, std::int64_t version) {
        return service::request_release(call.gate, call.actor, call.id(), version, body_or_empty(call));
      },
      [](Call& call, std::int64_t version) {
        return service::request_release(call.gate, call.actor, call.id(), version, request_body(call));
      });
  const Act approve = [](Call& call, std::int64_t version) {
    return service::approve_release(call.gate, call.actor, call.id(), version);
  };
  add_act(router, "approve", "", approve, approve);
  add_act(
      router, "reject", "reason",
      [](Call& call, std::int64_t version) {
        return service::reject_release(call.gate, call.actor, call.id(), version, body_or_empty(call));
      },
      [](Call& call, std::int64_t version) {
        const Json body = Json::object().set("reason", std::string(trimmed(call.field("reason"))));
        return service::reject_release(call.gate, call.actor, call.id(), version, body);
      });
}

}  // namespace zhiheng::web

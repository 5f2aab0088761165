#include "web/upload_web.h"

#include <charconv>

#include "domain/deliverable.h"
#include "domain/upload.h"
#include "service/deliverable_service.h"
#include "service/record_service.h"
#include "service/upload_service.h"
#include "web/deliverable_parts.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

constexpr std::size_t piece_body_limit = static_cast<std::size_t>(domain::largest_upload_piece_bytes) + (64u << 10);

Result<std::int64_t> offset_of(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || fault != std::errc() || end != text.data() + text.size() || number < 0) {
    return refusal("upload.bad_offset", "offset");
  }
  return number;
}

// The script reads what people read: the problems with their texts, and how much has come.
Reply for_script(const Call& call, Result<Json> result, int status = 200) {
  if (result) return json_reply(std::move(*result), status);
  Json items = Json::array();
  for (const Problem& problem : result.problems()) {
    Json one(Json::Object{{"rule", problem.rule}, {"field", problem.field}, {"text", say(problem, call.language)}});
    for (const auto& [name, value] : problem.params) {
      if (name == "received") one.set("received", value);
    }
    items.push(std::move(one));
  }
  return json_reply(Json(Json::Object{{"problems", std::move(items)}}), http_status(leading_kind(result.problems())));
}

Json typed(const Call& call, std::initializer_list<const char*> keys) {
  Json body = Json::object();
  for (const char* key : keys) {
    std::string text(trimmed(call.field(key)));
    if (std::string_view(key) == "received_at" && text.size() >= 16 && text[10] == 'T') text[10] = ' ';
    if (!text.empty()) body.set(key, text);
  }
  return body;
}

Reply begin_page(Call& call) {
  Json body = typed(call, {"kind", "file_name", "remark", "received_at", "sha256"});
  const auto size = offset_of(std::string(trimmed(call.field("size"))));
  body.set("size", size ? Json(*size) : Json(0));
  return for_script(call, service::begin_upload(call.gate, call.actor, call.id(), body), 201);
}

Reply piece_page(Call& call) {
  const auto offset = offset_of(call.field("offset"));
  if (!offset) return for_script(call, offset.problems());
  if (call.files.size() != 1) return for_script(call, refusal("upload.file_missing", "/file"));
  return for_script(call, service::add_piece(call.gate, call.actor, call.id(), *offset, call.files.front().bytes));
}

Reply cancel_page(Call& call) {
  auto cancelled = service::cancel_upload(call.gate, call.actor, call.id());
  if (call.has_field("script")) return for_script(call, std::move(cancelled));
  if (!cancelled) return refused(cancelled.problems());
  return see_other("/engagements/" + cancelled->text_at("engagement") + "/upload?done=upload_cancelled");
}

Json unfinished(const Call& call, std::int64_t engagement_id) {
  Json rows = Json::array();
  const Json open = items_at(service::open_uploads(call.gate, call.actor, engagement_id));
  for (const Json& one : open.items()) {
    const std::int64_t size = one.at("size").integer().value_or(1);
    const std::int64_t received = one.at("received").integer().value_or(0);
    rows.push(Json(Json::Object{{"upload_id", one.text_at("id")},
                                {"upload_kind", one.text_at("kind")},
                                {"kind_label", choice_label("deliverable_kind", one.text_at("kind"), call.language)},
                                {"upload_name", one.text_at("file_name")},
                                {"upload_size", std::to_string(size)},
                                {"received_bytes", std::to_string(received)},
                                {"size_text", size_in_words(std::to_string(size))},
                                {"percent", std::to_string(received * 100 / size)},
                                {"until", short_moment(one.text_at("expires_at"))},
                                {"cancel_href", "/uploads/" + one.text_at("id") + "/cancel"}}));
  }
  return rows;
}

Json kinds_of(const Call& call) {
  const std::string chosen = call.has_field("kind") ? call.field("kind") : call.parameter("kind");
  Json kinds = Json::array();
  for (const char* kind : {"plan", "report"}) {
    kinds.push(Json(Json::Object{{"option_value", kind},
                                 {"option_label", choice_label("deliverable_kind", kind, call.language)},
                                 {"selected", chosen == kind}}));
  }
  return kinds;
}

Json problems_at(const Call& call, const Problems& problems, std::string_view field) {
  Json texts = Json::array();
  for (const Problem& problem : problems) {
    if (problem.field == field) texts.push(say(problem, call.language));
  }
  return texts;
}

Reply show_upload(Call& call, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, domain::Action::add_deliverable, {"engagement", call.id()}); !may) {
    return refused(may.problems());
  }
  auto engagement = service::read_row(call.gate, call.actor, *domain::find_shape("engagement"), call.id());
  if (!engagement) return refused(engagement.problems());
  const std::string here = "/engagements/" + std::to_string(call.id());
  Json view = Json::object();
  view.set("page_title", call.words("files.upload.title"));
  view.set("page_crumbs",
           Json(Json::Array{crumb(engagement->text_at("code"), here), crumb(call.words("files.upload.title"))}));
  view.set("engagement_name", engagement->text_at("name"));
  view.set("engagement_code", engagement->text_at("code"));
  view.set("engagement_href", here);
  view.set("plan_due", engagement->text_at("plan_due_on"));
  view.set("report_due", engagement->text_at("report_due_on"));
  view.set("kinds", kinds_of(call));
  view.set("remark", call.field("remark"));
  view.set("received_at", call.field("received_at"));
  view.set("dates_receipt", !call.actor.has(domain::Role::agency));
  view.set("unfinished", unfinished(call, call.id()));
  view.set("file_problems", problems_at(call, problems, "/file"));
  view.set("received_problems", problems_at(call, problems, "/received_at"));
  view.set("form_limit", std::to_string(domain::largest_upload_bytes >> 20));
  view.set("piece_limit", std::to_string(domain::largest_deliverable_bytes >> 20));
  view.set("piece_bytes", std::to_string(domain::largest_upload_piece_bytes));
  view.set("unit_bytes", std::to_string(domain::upload_row_bytes));
  view.set("page_problems", problem_list(problems, call.language));
  return page("upload/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

// The whole file in one form, for browsers without the script.
Reply upload_by_form(Call& call) {
  const Part* file = nullptr;
  for (const Part& part : call.files) {
    if (part.name == "file" && !part.file_name.empty()) file = &part;
  }
  if (!file) return show_upload(call, {refusal("upload.file_missing", "/file")});
  auto row = service::add_deliverable(call.gate, call.actor, call.id(), typed(call, {"kind", "received_at", "remark"}),
                                      {file->file_name, file->bytes});
  if (row) return see_other("/deliverables/" + row->text_at("id") + "/receipt?done=uploaded");
  return is_about_the_form(row.problems()) ? show_upload(call, row.problems()) : refused(row.problems());
}

Reply api_piece(Call& call) {
  const auto offset = offset_of(call.parameter("offset"));
  if (!offset) return refused(offset.problems());
  return json_or_refused(service::add_piece(call.gate, call.actor, call.id(), *offset, call.request.body));
}

void add_upload_api(Router& router) {
  Route begin{"POST", "/api/v1/engagements/{id}/uploads", "upload.create",
              [](Call& call) {
                return created_or_refused(service::begin_upload(call.gate, call.actor, call.id(), body_or_empty(call)),
                                          "uploads");
              },
              BodyKind::json};
  begin.creates = true;
  router.add(std::move(begin));
  router.add({"GET", "/api/v1/engagements/{id}/uploads", "upload.of_engagement",
              [](Call& call) { return json_or_refused(service::open_uploads(call.gate, call.actor, call.id())); }});
  router.add({"GET", "/api/v1/uploads", "upload.list",
              [](Call& call) { return json_or_refused(service::open_uploads(call.gate, call.actor, 0)); }});
  router.add({"GET", "/api/v1/uploads/{id}", "upload.read",
              [](Call& call) { return json_or_refused(service::read_upload(call.gate, call.actor, call.id())); }});
  router.add({"PATCH",
              "/api/v1/uploads/{id}",
              "upload.add_piece",
              api_piece,
              BodyKind::bytes,
              Access::signed_in,
              {"offset"},
              piece_body_limit});
  add_post(router, "/api/v1/uploads/{id}/finish", "upload.finish", [](Call& call) {
    return created_or_refused(service::finish_upload(call.gate, call.actor, call.id()), "deliverables");
  });
  add_post(router, "/api/v1/uploads/{id}/cancel", "upload.cancel",
           [](Call& call) { return json_or_refused(service::cancel_upload(call.gate, call.actor, call.id())); });
}

}  // namespace

void add_upload_routes(Router& router) {
  add_upload_api(router);
  router.add({"GET", "/engagements/{id}/upload", "upload.form_page", [](Call& call) { return show_upload(call, {}); }});
  router.add({"POST",
              "/engagements/{id}/upload",
              "upload.whole_page",
              upload_by_form,
              BodyKind::form,
              Access::signed_in,
              {},
              domain::largest_upload_bytes + (1u << 20)});
  router.add({"POST", "/engagements/{id}/uploads", "upload.create_page", begin_page, BodyKind::form});
  router.add({"GET", "/uploads/{id}", "upload.state_page",
              [](Call& call) { return for_script(call, service::read_upload(call.gate, call.actor, call.id())); }});
  router.add({"POST",
              "/uploads/{id}/pieces",
              "upload.piece_page",
              piece_page,
              BodyKind::form,
              Access::signed_in,
              {},
              piece_body_limit});
  router.add(
      {"POST", "/uploads/{id}/finish", "upload.finish_page",
       [](Call& call) { return for_script(call, service::finish_upload(call.gate, call.actor, call.id()), 201); },
       BodyKind::form});
  router.add({"POST", "/uploads/{id}/cancel", "upload.cancel_page", cancel_page, BodyKind::form});
}

}  // namespace zhiheng::web

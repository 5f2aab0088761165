#include "web/record_web.h"

#include <algorithm>

#include "web/page.h"
#include "web/stale_view.h"

namespace zhiheng::web {

using domain::Shape;

namespace {

std::string api_place(const Shape& shape, const Json& row) {
  return "/api/v1/" + shape.plural + "/" + row.text_at("id");
}

bool is_one_of(const Shape& shape, std::initializer_list<std::string_view> stems) {
  return std::find(stems.begin(), stems.end(), shape.stem) != stems.end();
}

bool has_reading_of_its_own(const Shape& shape) {
  return is_one_of(shape, {"deduction_notice", "retention", "agency_record_item", "issued_record", "lead_change", "credit_event", "rating_run", "rating", "rating_objection", "consequence", "journal_transaction", "payment_order", "payment_batch", "bank_result", "policy", "panel", "score_sheet", "result", "deliverable", "statement", "disclosure", "objection",
                           "expert_fee", "fee_scheme", "invoice", "recusal_flag", "review_session", "draw"});
}

void add_reading_api(Router& router, const Shape& shape) {
  const std::string base = "/api/v1/" + shape.plural;
  router.add({"GET", base, shape.stem + ".list",
              [&shape](Call& call) {
                auto request = list_request(call, shape);
                if (!request) return refused(request.problems());
                auto listed = service::list_rows(call.gate, call.actor, shape, *request);
                return listed ? json_reply(std::move(*listed)) : refused(listed.problems());
              },
              BodyKind::none, Access::signed_in, list_parameters(shape), 1u << 16, false, shape.stem});
  if (!has_reading_of_its_own(shape)) {
    router.add({"GET",
                base + "/{id}",
                shape.stem + ".read",
                [&shape](Call& call) {
                  auto row = service::read_row(call.gate, call.actor, shape, call.id());
                  return row ? json_reply(std::move(*row)) : refused(row.problems());
                },
                BodyKind::none,
                Access::signed_in,
                {},
                1u << 16,
                false,
                shape.stem});
  }
  router.add({"GET",
              base + "/{id}/history",
              shape.stem + ".history",
              [&shape](Call& call) {
                auto history = service::row_history(call.gate, call.actor, shape, call.id());
                return history ? json_reply(std::move(*history)) : refused(history.problems());
              },
              BodyKind::none,
              Access::signed_in,
              {},
              1u << 16,
              false,
              {}});
}

Reply change_by_api(Call& call, const Shape& shape) {
  if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::change_row(call.gate, call.actor, shape, call.id(), *version, call.body);
  return row ? json_reply(std::move(*row)) : refused(row.problems());
}

void add_writing_api(Router& router, const Shape& shape) {
  const std::string base = "/api/v1/" + shape.plural;
  router.add({"POST",
              base,
              shape.stem + ".create",
              [&shape](Call& call) {
                if (call.body.is_null()) return refused(refusal(Kind::malformed, "request.body_missing"));
                auto row = service::create_row(call.gate, call.actor, shape, call.body);
                if (!row) return refused(row.problems());
                const std::string place = api_place(shape, *row);
                return created(std::move(*row), place);
              },
              BodyKind::json,
              Access::signed_in,
              {},
              1u << 20,
              true,
              shape.stem});
  for (const char* method : {"PUT", "PATCH"}) {
    router.add({method,
                base + "/{id}",
                shape.stem + (method[1] == 'U' ? ".replace" : ".change"),
                [&shape](Call& call) { return change_by_api(call, shape); },
                BodyKind::json,
                Access::signed_in,
                {},
                1u << 20,
                false,
                shape.stem});
  }
}

Reply form_page(Call& call, const Shape& shape, std::int64_t id, const Json& values, const std::string& version,
                const Problems& problems) {
  const bool creating = id == 0;
  const std::string stem_title = call.words("stem." + shape.stem);
  const std::string title =
      call.words(creating ? "web.form.new_title" : "web.form.change_title", {{"stem", stem_title}});
  Json view = Json::object();
  view.set("page_title", title);
  view.set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(stem_title, "/" + shape.plural), crumb(title)}));
  const std::string here = "/" + shape.plural + (creating ? "" : "/" + std::to_string(id));
  view.set("form_action", here);
  view.set("cancel_href", here);
  view.set("row_version", version);
  view.set("fields",
           form_fields(shape, writable_keys(shape), values, problems, options_for(call), creating, call.language));
  view.set("page_problems", problem_summary(shape, in_words(shape, problems, call.language), call.language));
  return page("record/form.html", std::move(view), problems.empty() ? 200 : 422);
}

Reply show_page(Call& call, const Shape& shape) {
  auto row = service::read_row(call.gate, call.actor, shape, call.id());
  if (!row) return refused(row.problems());
  Json view = Json::object();
  // What nobody gave a name is called by its kind and number.
  const std::string name = title_of(shape, *row);
  const std::string title = name.empty() ? call.words("stem." + shape.stem) + " " + std::to_string(call.id()) : name;
  view.set("page_title", title);
  view.set("record_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem." + shape.stem), "/" + shape.plural), crumb(title)}));
  view.set("facts", facts_of(call, shape, *row));
  view.set("can_change",
           service::is_edited_as_record(shape) && can(call, service::action_to_edit(shape), shape.stem, call.id()));
  view.set("change_href", "/" + shape.plural + "/" + std::to_string(call.id()) + "/edit");
  view.set("list_href", "/" + shape.plural);
  view.set("history", history_view(call, shape, call.id()));
  return page("record/one.html", std::move(view));
}

std::string version_text(const Json& row) {
  const Json* version = row.find("version");
  return version && version->is_number() ? version->number() : std::string();
}

Reply create_by_form(Call& call, const Shape& shape) {
  const auto keys = writable_keys(shape);
  auto row = service::create_row(call.gate, call.actor, shape, body_of_form(shape, keys, call, true));
  if (!row) return form_page(call, shape, 0, typed_values(call), "", row.problems());
  return see_other("/" + shape.plural + "/" + row->text_at("id") + "?done=created");
}

Reply change_by_form(Call& call, const Shape& shape) {
  const auto keys = writable_keys(shape);
  auto version = call.version();
  Problems problems;
  if (version) {
    auto row =
        service::change_row(call.gate, call.actor, shape, call.id(), *version, body_of_form(shape, keys, call, false));
    if (row) return see_other("/" + shape.plural + "/" + std::to_string(call.id()) + "?done=saved");
    problems = row.problems();
  } else {
    problems = version.problems();
  }
  if (problems.front().kind != Kind::invalid && problems.front().kind != Kind::conflict &&
      problems.front().kind != Kind::stale) {
    return refused(problems);
  }
  // Whoever saved first is shown; what was typed stays, and saving again is then made from the new version.
  std::string fresh = call.field("version");
  Json values = typed_values(call);
  const Json typed = values;
  auto current = service::read_row(call.gate, call.actor, shape, call.id());
  if (current) {
    if (problems.front().kind == Kind::stale) fresh = version_text(*current);
    add_locked(shape, *current, values);
  }
  Reply reply = form_page(call, shape, call.id(), values, fresh, problems);
  if (current) add_theirs(call, shape, call.id(), version ? *version : 0, *current, typed, problems, reply.json);
  if (problems.front().kind != Kind::invalid) reply.status = 409;
  return reply;
}

void add_editing_pages(Router& router, const Shape& shape) {
  const std::string base = "/" + shape.plural;
  router.add({"GET", base + "/new", shape.stem + ".new_page", [&shape](Call& call) {
                if (Outcome may = call.gate.may(call.actor, service::action_to_edit(shape), {shape.stem, 0}); !may) {
                  return refused(may.problems());
                }
                Json values = Json::object();
                for (const auto& [name, value] : call.request.query) values.set(name, value);
                return form_page(call, shape, 0, values, "", {});
              }});
  router.add({"POST", base, shape.stem + ".create_page", [&shape](Call& call) { return create_by_form(call, shape); },
              BodyKind::form});
  router.add(
      {"GET", base + "/{id}/edit", shape.stem + ".edit_page", [&shape](Call& call) {
         if (Outcome may = call.gate.may(call.actor, service::action_to_edit(shape), {shape.stem, call.id()}); !may) {
           return refused(may.problems());
         }
         auto row = service::read_row(call.gate, call.actor, shape, call.id());
         if (!row) return refused(row.problems());
         return form_page(call, shape, call.id(), *row, version_text(*row), {});
       }});
  router.add({"POST", base + "/{id}", shape.stem + ".change_page",
              [&shape](Call& call) { return change_by_form(call, shape); }, BodyKind::form});
}

bool has_page_of_its_own(const Shape& shape) {
  return is_one_of(shape, {"agency_record_item", "issued_record", "lead_change", "deduction_notice", "retention", "journal_transaction", "agency", "credit_event", "rating_run", "rating", "rating_objection", "consequence", "payment_order", "payment_batch", "bank_result", "agency_account", "contract", "engagement", "statement", "policy", "score_sheet", "panel", "disclosure", "objection",
                           "expert_fee", "fee_scheme", "invoice", "draw", "relation", "recusal_flag", "review_session", "expert"});
}

}  // namespace

void add_record_api(Router& router) {
  for (const Shape* shape : domain::all_shapes()) {
    if (shape->stem == "account") continue;
    add_reading_api(router, *shape);
    if (service::is_edited_as_record(*shape)) add_writing_api(router, *shape);
  }
}

void add_record_pages(Router& router) {
  for (const Shape* shape : domain::all_shapes()) {
    const Shape& each = *shape;
    if (each.stem == "account") continue;
    // The ratings of a year are a table of their own (rating_page.cpp).
    if (each.stem != "rating") {
      router.add({"GET", "/" + each.plural, each.stem + ".list_page", [&each](Call& call) {
                    auto view = list_view(call, each);
                    return view ? page("record/list.html", std::move(*view)) : refused(view.problems());
                  }});
    }
    if (!has_page_of_its_own(each)) {
      router.add({"GET", "/" + each.plural + "/{id}", each.stem + ".show_page",
                  [&each](Call& call) { return show_page(call, each); }});
    }
    // Experts have a form of their own (expert_file_form.cpp).
    if (service::is_edited_as_record(each) && each.stem != "expert") add_editing_pages(router, each);
  }
}

}  // namespace zhiheng::web

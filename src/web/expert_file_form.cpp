// The form of an expert's file: as the form of any record, with the professional fields to be ticked.
#include <algorithm>

#include "domain/expert.h"
#include "domain/expert_library.h"
#include "service/record_service.h"
#include "web/expert_library_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/stale_view.h"

namespace zhiheng::web {

namespace {

using domain::Action;

const domain::Shape& shape() {
  return domain::expert_shape();
}

// Term and certificate belong to an application; later they follow from the steps of the library.
std::vector<std::string> keys_of_form(const std::string& stage) {
  std::vector<std::string> keys = writable_keys(shape());
  std::erase(keys, "fields");
  if (stage != "applied" && stage != "returned" && !stage.empty()) {
    for (const char* key : {"certificate_number", "term_from", "term_until"}) std::erase(keys, key);
  }
  return keys;
}

Json field_boxes(const Call& call, const std::string& chosen) {
  const auto ticked = domain::split_fields(chosen);
  Json boxes = Json::array();
  for (const std::string& code : domain::professional_fields()) {
    const bool on = std::find(ticked.begin(), ticked.end(), code) != ticked.end();
    boxes.push(Json::object()
                   .set("box_value", code)
                   .set("box_id", "fields-" + code)
                   .set("box_on", on)
                   .set("box_label", call.words("choice.expert_field." + code)));
  }
  return boxes;
}

std::string ticked_fields(const Call& call) {
  std::string all;
  for (const auto& [name, value] : call.form) {
    if (name == "fields" && !value.empty()) all += (all.empty() ? "" : ",") + value;
  }
  return all;
}

Reply form_page(Call& call, std::int64_t id, const std::string& stage, const Json& values, const std::string& version,
                const Problems& problems) {
  const bool creating = id == 0;
  const std::string title = call.words(creating ? "web.expert_library.new_title" : "web.form.change_title",
                                       {{"stem", call.words("stem.expert")}});
  const std::string here = creating ? "/experts" : "/experts/" + std::to_string(id);
  Json view = Json::object().set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.expert"), "/experts"), crumb(title)}));
  view.set("form_action", here).set("cancel_href", here).set("row_version", version).set("creating", creating);
  view.set("fields",
           form_fields(shape(), keys_of_form(stage), values, problems, options_for(call), creating, call.language));
  view.set("boxes", field_boxes(call, values.text_at("fields")));
  view.set("page_problems", problem_summary(shape(), problems, call.language));
  return page("expert/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json body_of(const Call& call, const std::string& stage, bool creating) {
  Json body = body_of_form(shape(), keys_of_form(stage), call, creating);
  // The mark says that the boxes were there: no box ticked is then a choice, too.
  if (call.has_field("boxes")) body.set("fields", ticked_fields(call));
  return body;
}

Json typed(const Call& call) {
  Json values = typed_values(call);
  return values.set("fields", ticked_fields(call));
}

Reply new_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_records, {"expert", 0}); !may)
    return refused(may.problems());
  return form_page(call, 0, "", Json::object().set("payable", true), "", {});
}

Reply create(Call& call) {
  auto row = service::create_row(call.gate, call.actor, shape(), body_of(call, "", true));
  if (row) return see_other("/experts/" + row->text_at("id") + "?done=created");
  return is_about_the_form(row.problems()) ? form_page(call, 0, "", typed(call), "", row.problems())
                                           : refused(row.problems());
}

Reply edit_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_records, {"expert", call.id()}); !may) {
    return refused(may.problems());
  }
  auto row = service::read_row(call.gate, call.actor, shape(), call.id());
  if (!row) return refused(row.problems());
  return form_page(call, call.id(), row->text_at("stage"), *row, row->at("version").number(), {});
}

Reply change(Call& call) {
  // A stage that moved on meanwhile is told as a stale version.
  auto current = service::read_row(call.gate, call.actor, shape(), call.id());
  auto version = call.version();
  if (!current || !version) return refused(current ? version.problems() : current.problems());
  const std::string stage = current->text_at("stage");
  auto row = service::change_row(call.gate, call.actor, shape(), call.id(), *version, body_of(call, stage, false));
  if (row) return see_other("/experts/" + std::to_string(call.id()) + "?done=saved");
  if (!is_about_the_form(row.problems())) return refused(row.problems());
  Json values = typed(call);
  add_locked(shape(), *current, values);
  const bool stale = row.problems().front().kind == Kind::stale;
  Reply reply = form_page(call, call.id(), stage, values,
                          stale ? current->at("version").number() : call.field("version"), row.problems());
  if (row.problems().front().kind != Kind::invalid) {
    add_theirs(call, shape(), call.id(), *version, *current, values, row.problems(), reply.json);
    reply.status = 409;
  }
  return reply;
}

}  // namespace

void add_expert_form_pages(Router& router) {
  router.add({"GET", "/experts/new", "expert.new_page", new_page});
  router.add({"POST", "/experts", "expert.create_page", create, BodyKind::form});
  router.add({"GET", "/experts/{id}/edit", "expert.edit_page", edit_page});
  router.add({"POST", "/experts/{id}", "expert.change_page", change, BodyKind::form});
}

}  // namespace zhiheng::web

// Sessions of review: the agenda, planned and moved by the clerk, and as a sheet to hang at the door.
#include "domain/review_session.h"

#include "base/json.h"
#include "service/review_session_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/panel_life_web.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr std::size_t empty_rows = 4;  // that a form offers beside those that are filled
const std::vector<std::string>& form_keys() {
  static const std::vector<std::string> keys{"name", "held_on", "starts", "ends", "place", "remark"};
  return keys;
}

std::string here(const Call& call) {
  return "/review-sessions/" + std::to_string(call.id());
}

// The agenda's rows as they were typed: item.<n>.panel and the like; rows without a panel are left out.
Json items_of_form(const Call& call) {
  Json items = Json::array();
  for (std::size_t i = 0; call.has_field("item." + std::to_string(i) + ".panel"); ++i) {
    const std::string at = "item." + std::to_string(i) + ".";
    if (call.field(at + "panel").empty()) continue;
    Json item = Json::object().set("panel", call.field(at + "panel"));
    for (const char* key : {"starts", "ends", "group"}) {
      if (const std::string value(trimmed(call.field(at + key))); !value.empty()) item.set(key, value);
    }
    items.push(std::move(item));
  }
  return items;
}

Json body_of(const Call& call) {
  Json body = Json::object();
  for (const std::string& key : form_keys()) {
    if (const std::string value(trimmed(call.field(key))); !value.empty()) body.set(key, value);
  }
  return body.set("items", items_of_form(call));
}

Json problems_of_row(const Call& call, const Problems& problems, std::size_t row) {
  Json list = Json::array();
  const std::string where = pointer_to("/items", row);
  for (const Problem& problem : problems) {
    if (problem.field == where || problem.field.starts_with(where + "/")) {
      list.push(Json::object().set("item", say(problem, call.language)));
    }
  }
  return list;
}

Json item_rows(Call& call, const Json& items, const Problems& problems) {
  const auto panels = service::panels_for_session(call.gate, call.actor);
  Json rows = Json::array();
  const std::size_t count = items.items().size() + empty_rows;
  for (std::size_t i = 0; i < count; ++i) {
    const Json item = i < items.items().size() ? items.items()[i] : Json::object();
    Json options = Json::array();
    for (const Json& panel : panels ? panels->at("items").items() : Json::Array()) {
      options.push(Json(Json::Object{{"option_value", panel.text_at("id")},
                                     {"option_label", panel.text_at("engagement_code") + " " + panel.text_at("name")},
                                     {"selected", panel.text_at("id") == item.text_at("panel")}}));
    }
    const std::string at = "item." + std::to_string(i) + ".";
    rows.push(Json(Json::Object{{"row_number", std::to_string(i + 1)},
                                {"panel_key", at + "panel"},
                                {"starts_key", at + "starts"},
                                {"ends_key", at + "ends"},
                                {"group_key", at + "group"},
                                {"starts", item.text_at("starts")},
                                {"ends", item.text_at("ends")},
                                {"group", item.text_at("group")},
                                {"panels", std::move(options)},
                                {"row_problems", problems_of_row(call, problems, i)}}));
  }
  return rows;
}

Reply form_page(Call& call, std::int64_t id, const Json& values, const Json& items, const std::string& version,
                const Problems& problems) {
  const domain::Shape& shape = domain::review_session_shape();
  const std::string title = call.words(id == 0 ? "web.form.new_title" : "web.form.change_title",
                                       {{"stem", call.words("stem.review_session")}});
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem.review_session"), "/review-sessions"), crumb(title)}));
  view.set("form_action", id == 0 ? std::string("/review-sessions") : here(call));
  view.set("cancel_href", id == 0 ? std::string("/review-sessions") : here(call)).set("row_version", version);
  view.set("fields", form_fields(shape, form_keys(), values, problems, options_for(call), id == 0, call.language));
  view.set("items", item_rows(call, items, problems));
  view.set("page_problems", problem_summary(shape, problems, call.language));
  return page("review_session/form.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply save(Call& call, std::int64_t id) {
  const Json body = body_of(call);
  Result<Json> saved = refusal("version.missing");
  if (id == 0) {
    saved = service::plan_session(call.gate, call.actor, body);
  } else {
    auto version = call.version();
    if (!version) return refused(version.problems());
    saved = service::change_session(call.gate, call.actor, id, *version, body);
  }
  if (saved) return see_other("/review-sessions/" + saved->text_at("id") + "?done=saved");
  return is_about_the_form(saved.problems())
             ? form_page(call, id, body, body.at("items"), call.field("version"), saved.problems())
             : refused(saved.problems());
}

Json agenda_rows(const Json& session) {
  Json rows = Json::array();
  for (const Json& item : session.at("items").items()) {
    std::string names;
    for (const Json& expert : item.at("experts").items()) names += (names.empty() ? "" : "、") + expert.text_at("name");
    rows.push(Json(Json::Object{{"starts", item.text_at("starts")},
                                {"ends", item.text_at("ends")},
                                {"group", item.text_at("group")},
                                {"engagement_code", item.text_at("engagement_code")},
                                {"panel_label", item.text_at("panel_label")},
                                {"panel_href", "/panels/" + item.text_at("panel")},
                                {"experts", names}}));
  }
  return rows;
}

Json conflict_rows(const Call& call, const Json& session) {
  Json rows = Json::array();
  for (const Json& one : session.at("conflicts").items()) {
    const Params params{{"expert", one.text_at("expert_label")},
                        {"from", one.text_at("from")},
                        {"until", one.text_at("until")},
                        {"here", one.text_at("here")},
                        {"there", one.text_at("there")}};
    rows.push(Json::object().set("conflict_words", call.words(one.text_at("rule"), params)));
  }
  return rows;
}

Reply show_session(Call& call, const Problems& problems) {
  auto session = service::read_session(call.gate, call.actor, call.id());
  if (!session) return refused(session.problems());
  const std::string state = session->text_at("state");
  const bool runs = state == "planned" && can(call, Action::run_panel, "review_session", call.id());
  Json view = Json::object();
  view.set("page_title", session->text_at("name")).set("session_name", session->text_at("name"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.review_session"), "/review-sessions"),
                                           crumb(session->text_at("name"))}));
  view.set("session_state", choice_label("review_session_state", state, call.language));
  view.set("session_tone", std::string(state == "planned" ? "info" : "bad"));
  for (const char* key : {"held_on", "starts", "ends", "place", "remark"}) view.set(key, session->text_at(key));
  view.set("agenda", agenda_rows(*session)).set("conflicts", conflict_rows(call, *session));
  view.set("edit_href", runs ? here(call) + "/edit" : std::string()).set("runs", runs).set("here", here(call));
  view.set("row_version", session->at("version").number()).set("reason", call.field("reason"));
  view.set("history", history_view(call, domain::review_session_shape(), call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("review_session/one.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply cancel(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const Json body = Json::object().set("reason", std::string(trimmed(call.field("reason"))));
  auto done = service::cancel_session(call.gate, call.actor, call.id(), *version, body);
  if (done) return see_other(here(call) + "?done=saved");
  return is_about_the_form(done.problems()) ? show_session(call, done.problems()) : refused(done.problems());
}

}  // namespace

void add_review_session_pages(Router& router) {
  router.add(
      {"GET", "/review-sessions/{id}", "review_session.show_page", [](Call& call) { return show_session(call, {}); }});
  router.add({"GET", "/review-sessions/new", "review_session.new_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::run_panel, {"review_session", 0}); !may) {
                  return refused(may.problems());
                }
                return form_page(call, 0, Json::object(), Json::array(), "", {});
              }});
  router.add({"POST", "/review-sessions", "review_session.create_page", [](Call& call) { return save(call, 0); },
              BodyKind::form});
  router.add({"GET", "/review-sessions/{id}/edit", "review_session.edit_page", [](Call& call) {
                if (Outcome may = call.gate.may(call.actor, Action::run_panel, {"review_session", call.id()}); !may) {
                  return refused(may.problems());
                }
                auto session = service::read_session(call.gate, call.actor, call.id());
                if (!session) return refused(session.problems());
                return form_page(call, call.id(), *session, session->at("items"), session->at("version").number(), {});
              }});
  router.add({"POST", "/review-sessions/{id}", "review_session.change_page",
              [](Call& call) { return save(call, call.id()); }, BodyKind::form});
  router.add({"POST", "/review-sessions/{id}/cancel", "review_session.cancel_page", cancel, BodyKind::form});
}

}  // namespace zhiheng::web

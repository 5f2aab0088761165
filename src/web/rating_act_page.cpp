// Pages of what is done about ratings: events, objections, consequences, rounds.
#include "domain/agency_rating.h"
#include "service/credit_event_file_service.h"
#include "service/rating_service.h"
#include "web/deliverable_parts.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/objection_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/rating_web.h"
#include "web/record_web.h"

namespace zhiheng::web {

void name_event_codes(const Call& call, Json& rows, std::int64_t bureau) {
  std::set<std::int64_t> bureaus;
  std::set<std::string> codes;
  for (const Json& row : rows.items()) {
    bureaus.insert(read_id(row.text_at("bureau")).value_or(bureau));
    codes.insert(row.text_at("code"));
  }
  if (codes.empty()) return;
  const auto titles = service::credit_event_titles(call.gate, call.actor, bureaus, codes);
  for (Json& row : rows.items()) {
    const std::string code = row.text_at("code"), key = "rating.event." + code;
    const auto known = titles.find(code);
    const std::string other = has_text(key, call.language) ? call.words(key) : code;
    row.set("code_label", known == titles.end() ? other : known->second);
  }
}

using domain::Action;

Reply act_page(Call& call, const Json& row, ActPage what, Json more, const Problems& problems) {
  const domain::Shape& shape = *domain::find_shape(what.stem);
  Json view = std::move(more);
  // The page serves several stems; what one of them has no use for is empty.
  for (const char* key :
       {"add_file_href", "about_href", "decide_href", "note", "decision_note", "rating_href", "new_rating_href"}) {
    if (!view.find(key)) view.set(key, std::string());
  }
  for (const char* key : {"causes", "objection_rows", "evidence_files"}) {
    if (!view.find(key)) view.set(key, Json::array());
  }
  if (!view.find("decides")) view.set("decides", false);
  if (!view.find("shows_files")) view.set("shows_files", false);
  view.set("page_title", what.title).set("rating_title", what.title);
  view.set("page_crumbs",
           Json(Json::Array{crumb(call.words("stem." + what.stem), "/" + shape.plural), crumb(what.title)}));
  const std::string state = row.text_at("state");
  view.set("state", choice_label(what.state_list, state, call.language)).set("tone", tone_of(state));
  view.set("facts", facts_of(call, shape, row)).set("buttons", std::move(what.buttons));
  view.set("reason_title", what.reason_title).set("reason_href", what.reason_href).set("reason", call.field("reason"));
  view.set("row_version", number_at(row, "version")).set("history", history_view(call, shape, call.id()));
  view.set("page_problems", problem_list(problems, call.language));
  return page("rating/act.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

namespace {

std::string place_of(const Call& call, const char* plural) {
  return std::string("/") + plural + "/" + std::to_string(call.id());
}

std::int64_t version_of(const Json& row) {
  return row.at("version").integer().value_or(0);
}

Json reason_body(const Call& call) {
  return Json::object().set("reason", std::string(trimmed(call.field("reason"))));
}

Json file_view(const Call& call, const Json& row, const std::string& here) {
  Json files = Json::array();
  for (const Json& file : row.at("files").items()) {
    files.push(Json(Json::Object{{"file_name", file.text_at("file_name")},
                                 {"file_href", here + "/files/" + file.text_at("sha256")},
                                 {"file_size", size_in_words(file.at("size").number())},
                                 {"file_digest", file.text_at("sha256")}}));
  }
  Json view = Json::object().set("evidence_files", std::move(files)).set("shows_files", true);
  const bool adds = service::may_add_credit_event_file(call.gate, call.actor, call.id()).ok();
  return view.set("add_file_href", adds ? here + "/files" : std::string());
}

Reply event_page(Call& call, const Problems& problems) {
  auto row = service::read_credit_event(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  const std::string here = place_of(call, "credit-events");
  ActPage what{"credit_event",
               row->text_at("agency_label") + "：" + row->text_at("code_label"),
               "credit_event_state",
               Json::array(),
               "",
               ""};
  if (row->text_at("state") == "recorded") {
    what.buttons.push(act_button(call, "rating.confirm_event", here + "/confirm", version_of(*row),
                                 service::may_step_credit_event(call.gate, call.actor, call.id(), "confirm")));
  }
  if (row->text_at("state") != "withdrawn" &&
      service::may_step_credit_event(call.gate, call.actor, call.id(), "withdraw")) {
    what.reason_title = call.words("rating.withdraw_event");
    what.reason_href = here + "/withdraw";
  }
  return act_page(call, *row, std::move(what), file_view(call, *row, here), problems);
}

// Evidence as page and API bring it: a part of a form, or the bytes with their name in a header.
Reply add_file_page(Call& call) {
  for (const Part& part : call.files) {
    if (part.name != "file" || part.bytes.empty()) continue;
    auto row = service::add_credit_event_file(call.gate, call.actor, call.id(), part.file_name, part.bytes);
    if (row) return see_other(place_of(call, "credit-events") + "?done=saved");
    return is_about_the_form(row.problems()) ? event_page(call, row.problems()) : refused(row.problems());
  }
  return event_page(call, {refusal("credit_event.file_missing", "/file")});
}

Reply new_event_page(Call& call, const Problems& problems) {
  auto choices = service::credit_event_choices(call.gate, call.actor);
  if (!choices) return refused(choices.problems());
  Options codes{{"", call.words("web.form.choose")}}, kinds = choice_options(call, "credit_event_kind", false);
  for (const Json& one : choices->at("codes").items()) {
    std::string title = one.text_at("title");
    if (title.empty()) title = call.words("rating.event." + one.text_at("code"));
    const bool veto = one.text_at("kind") == "veto";
    codes.emplace_back(one.text_at("code"), (veto ? call.words("rating.veto") + call.words("web.colon") : "") + title);
  }
  const auto typed = [&](const char* key) { return call.has_field(key) ? call.field(key) : call.parameter(key); };
  Choices agencies = options_for(call)(*domain::credit_event_shape().find("agency"), typed("agency"));
  agencies.options.insert(agencies.options.begin(), {"", call.words("web.form.choose")});
  Json fields = Json::array();
  const auto add = [&](const char* key, const char* type, bool required, Options options) {
    fields.push(plain_field(
        {key, field_label("credit_event", key, call.language), type, typed(key), required, std::move(options), ""},
        problems, call.language));
  };
  add("agency", agencies.too_many ? "text" : "choice", true, agencies.options);
  add("kind", "choice", true, std::move(kinds));
  add("code", "choice", true, std::move(codes));
  add("happened_on", "date", true, {});
  add("fiscal_year", "number", false, {});
  add("evidence", "area", true, {});
  add("file_reference", "text", false, {});
  Json view = Json::object().set("page_title", call.words("rating.new_event"));
  view.set("form_title", call.words("rating.new_event")).set("form_action", "/credit-events").set("row_version", "");
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.credit_event"), "/credit-events"),
                                           crumb(call.words("rating.new_event"))}));
  view.set("cancel_href", "/credit-events").set("fields", std::move(fields));
  view.set("page_problems", problem_summary(domain::credit_event_shape(), problems, call.language));
  return page("record/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Json typed_body(const Call& call, std::initializer_list<const char*> keys) {
  Json body = Json::object();
  for (const char* key : keys) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  return body;
}

Reply create_event(Call& call) {
  auto row = service::record_credit_event(
      call.gate, call.actor,
      typed_body(call, {"agency", "kind", "code", "happened_on", "fiscal_year", "evidence", "file_reference"}));
  if (row) return see_other("/credit-events/" + row->text_at("id") + "?done=created");
  return is_about_the_form(row.problems()) ? new_event_page(call, row.problems()) : refused(row.problems());
}

Reply step_event(Call& call, bool confirms) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = confirms ? service::confirm_credit_event(call.gate, call.actor, call.id(), *version)
                      : service::withdraw_credit_event(call.gate, call.actor, call.id(), *version, reason_body(call));
  if (row) return see_other(place_of(call, "credit-events") + (confirms ? "?done=confirmed" : "?done=withdrawn"));
  return is_about_the_form(row.problems()) ? event_page(call, row.problems()) : refused(row.problems());
}

Reply consequence_page(Call& call, const Problems& problems) {
  auto row = service::read_consequence(call.gate, call.actor, call.id());
  if (!row) return refused(row.problems());
  const std::string effect = choice_label("consequence_effect", row->text_at("effect"), call.language);
  ActPage what{"consequence",
               row->text_at("agency_label") + call.words("web.colon") + effect,
               "consequence_state",
               Json::array(),
               "",
               ""};
  if (row->text_at("state") == "active" && can(call, Action::decide_rating, "consequence", call.id())) {
    what.reason_title = call.words("rating.lift");
    what.reason_href = place_of(call, "consequences") + "/lift";
  }
  Json causes = Json::array();
  for (const Json& cause : row->at("causes").items()) causes.push(Json::object().set("line", cause.string()));
  const std::string about = row->text_at("about");
  Json more = Json::object().set("causes", std::move(causes));
  more.set("about_href", about == "rating"         ? "/ratings/" + row->text_at("about_id")
                         : about == "credit_event" ? "/credit-events/" + row->text_at("about_id")
                                                   : "/agencies/" + row->text_at("agency"));
  return act_page(call, *row, std::move(what), std::move(more), problems);
}

Reply lift(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto row = service::lift_consequence(call.gate, call.actor, call.id(), *version, reason_body(call));
  if (row) return see_other(place_of(call, "consequences") + "?done=saved");
  return is_about_the_form(row.problems()) ? consequence_page(call, row.problems()) : refused(row.problems());
}

Reply new_round_page(Call& call, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_ratings, {"commission_round", 0}); !may) {
    return refused(may.problems());
  }
  Json fields = Json::array();
  for (const char* key : {"name", "opened_on"}) {
    const bool day = std::string_view(key) == "opened_on";
    fields.push(plain_field({key,
                             field_label("commission_round", key, call.language),
                             day ? "date" : "text",
                             call.field(key),
                             !day,
                             {},
                             ""},
                            problems, call.language));
  }
  Json view = Json::object().set("page_title", call.words("rating.new_round"));
  view.set("form_title", call.words("rating.new_round")).set("form_action", "/commission-rounds");
  view.set("cancel_href", "/commission-rounds").set("fields", std::move(fields)).set("row_version", "");
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.commission_round"), "/commission-rounds"),
                                           crumb(call.words("rating.new_round"))}));
  view.set("page_problems", problem_summary(domain::commission_round_shape(), problems, call.language));
  return page("record/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply create_round(Call& call) {
  auto row = service::open_commission_round(call.gate, call.actor, typed_body(call, {"name", "opened_on"}));
  if (row) return see_other("/commission-rounds?done=created");
  return is_about_the_form(row.problems()) ? new_round_page(call, row.problems()) : refused(row.problems());
}

}  // namespace

void add_rating_act_pages(Router& router) {
  router.add({"GET",
              "/credit-events/new",
              "credit_event.new_page",
              [](Call& call) { return new_event_page(call, {}); },
              BodyKind::none,
              Access::signed_in,
              {"agency"}});
  router.add({"POST", "/credit-events", "credit_event.create_page", create_event, BodyKind::form});
  router.add({"GET", "/credit-events/{id}", "credit_event.show_page", [](Call& call) { return event_page(call, {}); }});
  router.add({"POST",
              "/credit-events/{id}/files",
              "credit_event.add_file_page",
              add_file_page,
              BodyKind::form,
              Access::signed_in,
              {},
              21u << 20});
  router.add({"GET", "/credit-events/{id}/files/{sha256}", "credit_event.file_page", send_event_file});
  router.add({"POST", "/credit-events/{id}/confirm", "credit_event.confirm_page",
              [](Call& call) { return step_event(call, true); }, BodyKind::form});
  router.add({"POST", "/credit-events/{id}/withdraw", "credit_event.withdraw_page",
              [](Call& call) { return step_event(call, false); }, BodyKind::form});
  router.add(
      {"GET", "/consequences/{id}", "consequence.show_page", [](Call& call) { return consequence_page(call, {}); }});
  router.add({"POST", "/consequences/{id}/lift", "consequence.lift_page", lift, BodyKind::form});
  router.add({"GET", "/commission-rounds/new", "commission_round.new_page",
              [](Call& call) { return new_round_page(call, {}); }});
  router.add({"POST", "/commission-rounds", "commission_round.create_page", create_round, BodyKind::form});
}

}  // namespace zhiheng::web

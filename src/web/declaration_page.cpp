// The declaration of relations: the expert's form before he opens anything, and the bureau's view of a panel's.
#include "service/declaration_service.h"

#include "domain/declaration.h"
#include "domain/recusal_text.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"
#include "web/recusal_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string typed(const Call& call, const std::string& name) {
  return std::string(trimmed(call.field(name)));
}

std::string state_tone(const std::string& state) {
  return state == "standing" ? "good" : state == "outdated" ? "warn" : state == "not_asked" ? "info" : "bad";
}

// What he declared before of this party, or typed just now.
Json former(const Json& declared, const std::string& party) {
  if (declared.is_object()) {
    for (const Json& one : declared.at("related").items()) {
      if (one.text_at("party") == party) return one;
    }
  }
  return Json::object();
}

Json party_rows(const Call& call, const Json& own) {
  Json rows = Json::array();
  std::size_t place = 0;
  for (const Json& party : own.at("list").at("parties").items()) {
    const std::string number = std::to_string(place++);
    const Json before = former(own.at("declaration"), party.text_at("party"));
    const auto value = [&](const std::string& key) {
      return call.form.empty() ? before.text_at(key) : typed(call, key + "." + number);
    };
    const std::string chosen = value("relation");
    Json options = Json::array();
    options.push(Json(Json::Object{{"option_value", ""},
                                   {"option_label", call.words("web.declaration.no_relation")},
                                   {"selected", chosen.empty()}}));
    for (const std::string& relation : domain::declarable_relations()) {
      options.push(Json(Json::Object{{"option_value", relation},
                                     {"option_label", choice_label("relation_kind", relation, call.language)},
                                     {"selected", relation == chosen}}));
    }
    rows.push(Json(Json::Object{{"party_name", party.text_at("name")},
                                {"party_kind", choice_label("party_kind", party.text_at("kind"), call.language)},
                                {"party_head", party.text_at("head")},
                                {"number", number},
                                {"options", std::move(options)},
                                {"person", value("person")},
                                {"since", value("since")},
                                {"until", value("until")},
                                {"note", value("note")}}));
  }
  return rows;
}

Reply own_page(Call& call, const Problems& problems) {
  auto own = service::read_own_declaration(call.gate, call.actor, call.id());
  if (!own) return refused(own.problems());
  const std::string state = own->text_at("state");
  const Json& declared = own->at("declaration");
  Json view = Json::object();
  const std::string title = call.words("web.declaration.title");
  view.set("page_title", title).set("panel_label", own->text_at("panel_label"));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("web.menu.my_sheets"), "/my-sheets"), crumb(title)}));
  view.set("state_text", call.words("web.declaration.state." + state)).set("state_tone", state_tone(state));
  view.set("declared_at", declared.is_object() ? short_moment(declared.text_at("declared_at")) : std::string());
  view.set("is_open", own->text_at("panel_state") == "open" && state != "not_asked").set("asked", state != "not_asked");
  view.set("agency_hidden", own->at("list").at("agency_hidden").boolean());
  view.set("list_digest", own->text_at("list_digest")).set("parties", party_rows(call, *own));
  const bool none_before = declared.is_object() && declared.text_at("answer") == "none";
  view.set("none", call.form.empty() ? none_before && state == "standing" : call.has_field("none"));
  view.set("form_action", "/panels/" + std::to_string(call.id()) + "/declaration");
  view.set("page_problems", problem_list(problems, call.language));
  return page("recusal/declaration.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

// The rows of the form name the parties by their places in the list whose digest the form carries.
Json body_of_declaration(const Call& call, const Json& list) {
  Json related = Json::array();
  std::size_t place = 0;
  for (const Json& party : list.at("parties").items()) {
    const std::string number = std::to_string(place++);
    const std::string relation = typed(call, "relation." + number);
    if (relation.empty()) continue;
    Json one = Json::object().set("party", party.text_at("party")).set("relation", relation);
    for (const std::string key : {"person", "since", "until", "note"}) {
      if (const std::string text = typed(call, key + "." + number); !text.empty()) one.set(key, text);
    }
    related.push(std::move(one));
  }
  Json body = Json::object().set("list_digest", call.field("list_digest")).set("none", call.has_field("none"));
  return body.set("related", std::move(related));
}

Reply declare_by_form(Call& call) {
  auto own = service::read_own_declaration(call.gate, call.actor, call.id());
  if (!own) return refused(own.problems());
  auto declared = service::declare(call.gate, call.actor, call.id(), body_of_declaration(call, own->at("list")));
  if (declared) return see_other("/panels/" + std::to_string(call.id()) + "/declaration?done=declared");
  return is_about_the_form(declared.problems()) ? own_page(call, declared.problems()) : refused(declared.problems());
}

std::string answer_of(const Call& call, const Json& declaration) {
  if (!declaration.is_object()) return "";
  if (declaration.text_at("answer") == "none") return call.words("web.declaration.answer_none");
  std::string text;
  for (const Json& one : declaration.at("related").items()) {
    std::string name = one.text_at("party");
    for (const Json& party : declaration.at("list").at("parties").items()) {
      if (party.text_at("party") == one.text_at("party")) name = party.text_at("name");
    }
    if (!text.empty()) text += call.words("recusal.then");
    text +=
        name + call.words("web.declaration.of") + choice_label("relation_kind", one.text_at("relation"), call.language);
    if (const std::string person = one.text_at("person"); !person.empty()) text += " " + person;
    if (const std::string note = one.text_at("note"); !note.empty()) text += call.words("web.declaration.of") + note;
  }
  return text;
}

Reply panel_page(Call& call, const Problems& problems) {
  auto all = service::declarations_of_panel(call.gate, call.actor, call.id());
  if (!all) return refused(all.problems());
  const std::string panel_href = "/panels/" + std::to_string(call.id());
  const bool required = all->at("required").boolean();
  Json view = Json::object();
  const std::string title = call.words("web.declaration.of_panel");
  view.set("page_title", title).set("panel_label", all->text_at("panel_label")).set("panel_href", panel_href);
  view.set("page_crumbs", Json(Json::Array{crumb(all->text_at("panel_label"), panel_href), crumb(title)}));
  Json rows = Json::array();
  for (const Json& item : all->at("items").items()) {
    const std::string state = item.text_at("state");
    const Json& declaration = item.at("declaration");
    rows.push(Json(Json::Object{
        {"expert_name", item.text_at("expert_label")},
        {"state_text", call.words("web.declaration.state." + state)},
        {"state_tone", state_tone(state)},
        {"answer_text", answer_of(call, declaration)},
        {"declared_at", declaration.is_object() ? short_moment(declaration.text_at("declared_at")) : std::string()},
        {"list_digest", declaration.is_object() ? declaration.text_at("list_digest") : std::string()}}));
  }
  view.set("rows", std::move(rows));
  Json flags = Json::array();
  for (const Json& flag : all->at("flags").items()) {
    const std::string state = flag.text_at("state");
    flags.push(
        Json(Json::Object{{"expert_name", flag.text_at("expert_label")},
                          {"flag_href", "/recusals/" + flag.text_at("id")},
                          {"flag_text", domain::words_of(domain::recusal_path_from(flag.at("path")), call.language)},
                          {"flag_state", choice_label("recusal_state", state, call.language)},
                          {"flag_tone", state == "open" ? "warn" : "info"}}));
  }
  view.set("flags", std::move(flags)).set("required", required);
  const bool open = all->text_at("panel_state") == "open";
  view.set("may_ask", open && !required && can(call, Action::edit_relations, "panel", call.id()));
  view.set("ask_href", panel_href + "/declarations");
  view.set("page_problems", problem_list(problems, call.language));
  return page("recusal/declarations.html", std::move(view),
              problems.empty() ? 200 : http_status(leading_kind(problems)));
}

}  // namespace

void add_declaration_pages(Router& router) {
  router.add(
      {"GET", "/panels/{id}/declaration", "declaration.own_page", [](Call& call) { return own_page(call, {}); }});
  router.add({"POST", "/panels/{id}/declaration", "declaration.declare_page", declare_by_form, BodyKind::form});
  router.add(
      {"GET", "/panels/{id}/declarations", "declaration.panel_page", [](Call& call) { return panel_page(call, {}); }});
  router.add({"POST", "/panels/{id}/declarations", "declaration.ask_page",
              [](Call& call) {
                auto asked = service::ask_for_declarations(call.gate, call.actor, call.id());
                if (asked) return see_other("/panels/" + std::to_string(call.id()) + "/declarations?done=saved");
                return is_about_the_form(asked.problems()) ? panel_page(call, asked.problems())
                                                           : refused(asked.problems());
              },
              BodyKind::form});
}

}  // namespace zhiheng::web

// The agency's form of an objection, row by row.
#include "service/objection_service.h"
#include "web/engagement_view.h"
#include "web/heart_web.h"
#include "web/objection_web.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

using domain::Action;

Json typed_rows(const Call& call, const std::vector<std::string>& keys, const std::string& first_key) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < 100 && call.has_field(first_key + "-" + std::to_string(i)); ++i) {
    Json row = Json::object();
    for (const std::string& key : keys) {
      const std::string text(trimmed(call.field(key + "-" + std::to_string(i))));
      if (!text.empty()) row.set(key, text);
    }
    rows.push(std::move(row));
  }
  return rows;
}

Json row_field(const Call& call, std::size_t row, const RowField& field, const Problems& problems) {
  const std::string name = field.key + "-" + std::to_string(row);
  const std::string at = "/rows/" + std::to_string(row) + "/" + field.key;
  Problems own;
  for (const Problem& problem : problems) {
    if (problem.field != at) continue;
    own.push_back(problem);
    own.back().field = "/" + name;
  }
  return plain_field({name, field.label, field.type, field.value, field.required, field.options, field.unit}, own,
                     call.language);
}

std::vector<std::pair<std::string, std::string>> choice_options(const Call& call, const std::string& list,
                                                                bool with_nothing) {
  std::vector<std::pair<std::string, std::string>> options;
  if (with_nothing) options.emplace_back("", "");
  for (const std::string& value : domain::choice_list(list)) {
    options.emplace_back(value, choice_label(list, value, call.language));
  }
  return options;
}

namespace {

const std::vector<std::string>& row_keys() {
  static const std::vector<std::string> keys{"target", "ground", "statement", "evidence", "pages", "remedy", "wanted"};
  return keys;
}

const Json* figure_of(const Json& there, const std::string& target) {
  for (const Json& item : there.at("items").items()) {
    if (item.text_at("target") == target) return &item;
  }
  return nullptr;
}

std::string title_of_figure(const Json& figure) {
  const std::string rater = figure.text_at("rater");
  return figure.text_at("title") + (rater.empty() ? "" : "（" + rater + "）");
}

Json form_row(const Call& call, const Json& there, const Json& given, std::size_t i, const Problems& problems) {
  const std::string target = given.text_at("target");
  const Json* figure = figure_of(there, target);
  const auto value = [&](const char* key) {
    const Json* text = given.find(key);
    return text && text->is_string() ? text->string() : std::string();
  };
  Json row = Json::object();
  row.set("row_title", figure ? title_of_figure(*figure) : target).set("target", target);
  row.set("target_name", "target-" + std::to_string(i)).set("drop_value", std::to_string(i));
  row.set("now", figure ? figure->text_at("value") : "").set("most", figure ? figure->text_at("most") : "");
  row.set("expert_reason", figure ? figure->text_at("reason") : "");
  Json fields = Json::array();
  const auto add = [&](const RowField& field) { fields.push(row_field(call, i, field, problems)); };
  add({"ground", call.words("objection.ground"), "choice", value("ground"), true,
       choice_options(call, "objection_ground", false)});
  add({"remedy", call.words("objection.remedy"), "choice", value("remedy"), true,
       choice_options(call, "objection_remedy", false)});
  add({"wanted", call.words("objection.wanted"), "text", value("wanted")});
  add({"pages", call.words("objection.pages"), "text", value("pages")});
  add({"statement", call.words("objection.statement"), "area", value("statement"), true});
  add({"evidence", call.words("objection.evidence"), "area", value("evidence")});
  return row.set("row_fields", Json(Json::Object{{"fields", std::move(fields)}}));
}

Json choices_of(const Json& there, const Json& rows) {
  Json choices = Json::array();
  for (const Json& item : there.at("items").items()) {
    bool chosen = item.at("contested").boolean();
    for (const Json& row : rows.items()) chosen = chosen || row.text_at("target") == item.text_at("target");
    if (chosen) continue;
    choices.push(Json(Json::Object{{"option_value", item.text_at("target")},
                                   {"option_label", title_of_figure(item) + "  " + item.text_at("value")}}));
  }
  return choices;
}

struct FormOf {
  std::int64_t engagement_id = 0;
  std::int64_t objection_id = 0;  // 0: a new one
  std::string version;
};

Reply form_page(Call& call, const FormOf& form, const Json& rows, const std::string& note, const Problems& problems) {
  const auto there = service::contestable_rows(call.gate, call.actor, form.engagement_id);
  if (!there) return refused(there.problems());
  const std::string title = call.words("objection.form_title");
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.objection"), "/objections"), crumb(title)}));
  const std::string at = form.objection_id == 0 ? "/engagements/" + std::to_string(form.engagement_id)
                                                : "/objections/" + std::to_string(form.objection_id);
  view.set("form_action", form.objection_id == 0 ? at + "/objections" : at).set("cancel_href", at);
  view.set("row_version", form.version).set("note", note);
  const Json* due = there->find("file_due_on");
  view.set("due_line", due && due->is_string() ? call.words("objection.file_until", {{"due", due->string()}})
                                               : call.words("objection.no_result"));
  Json shown = Json::array();
  for (std::size_t i = 0; i < rows.items().size(); ++i) {
    shown.push(form_row(call, *there, rows.items()[i], i, problems));
  }
  view.set("rows", std::move(shown)).set("choices", choices_of(*there, rows));
  view.set("page_problems", problem_list(problems, call.language));
  return page("objection/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

// Rows can be added to and taken off the form without a script: the same form comes back with them.
bool only_rearranges(const Call& call) {
  return call.has_field("add") || call.has_field("drop");
}

Json rearranged(const Call& call) {
  Json rows = typed_rows(call, row_keys(), "target");
  if (call.has_field("drop")) {
    const std::size_t at = static_cast<std::size_t>(read_id(call.field("drop")).value_or(0));
    if (at < rows.items().size()) rows.items().erase(rows.items().begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (call.has_field("add") && !call.field("more").empty()) {
    rows.push(Json::object().set("target", std::string(call.field("more"))));
  }
  return rows;
}

Json body_of(const Call& call) {
  Json body = Json::object().set("rows", typed_rows(call, row_keys(), "target"));
  const std::string note(trimmed(call.field("note")));
  return note.empty() ? std::move(body) : std::move(body.set("note", note));
}

Reply new_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::file_objection, {"engagement", call.id()}); !may) {
    return refused(may.problems());
  }
  Json rows = Json::array();
  for (const auto& [name, value] : call.request.query) {
    if (name == "row") rows.push(Json::object().set("target", value));
  }
  return form_page(call, {call.id(), 0, ""}, rows, "", {});
}

Reply create(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::file_objection, {"engagement", call.id()}); !may) {
    return refused(may.problems());
  }
  const FormOf form{call.id(), 0, ""};
  if (only_rearranges(call)) return form_page(call, form, rearranged(call), call.field("note"), {});
  const auto made = service::draft_objection(call.gate, call.actor, call.id(), body_of(call));
  if (made) return see_other("/objections/" + made->text_at("id") + "?done=objection_saved");
  return is_about_the_form(made.problems())
             ? form_page(call, form, typed_rows(call, row_keys(), "target"), call.field("note"), made.problems())
             : refused(made.problems());
}

Reply edit_page(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::file_objection, {"objection", call.id()}); !may) {
    return refused(may.problems());
  }
  const auto objection = service::read_objection(call.gate, call.actor, call.id());
  if (!objection) return refused(objection.problems());
  const FormOf form{read_id(objection->text_at("engagement")).value_or(0), call.id(), number_at(*objection, "version")};
  return form_page(call, form, objection->at("rows"), objection->text_at("note"), {});
}

Reply change(Call& call) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  const auto objection = service::read_objection(call.gate, call.actor, call.id());
  if (!objection) return refused(objection.problems());
  const FormOf form{read_id(objection->text_at("engagement")).value_or(0), call.id(), call.field("version")};
  if (only_rearranges(call)) return form_page(call, form, rearranged(call), call.field("note"), {});
  const auto changed = service::change_objection(call.gate, call.actor, call.id(), *version, body_of(call));
  if (changed) return see_other("/objections/" + changed->text_at("id") + "?done=objection_saved");
  return is_about_the_form(changed.problems())
             ? form_page(call, form, typed_rows(call, row_keys(), "target"), call.field("note"), changed.problems())
             : refused(changed.problems());
}

}  // namespace

void add_objection_filing_pages(Router& router) {
  router.add({"GET", "/engagements/{id}/objections/new", "objection.new_page", new_page});
  router.add({"POST", "/engagements/{id}/objections", "objection.create_page", create, BodyKind::form});
  router.add({"GET", "/objections/{id}/edit", "objection.edit_page", edit_page});
  router.add({"POST", "/objections/{id}", "objection.change_page", change, BodyKind::form});
}

}  // namespace zhiheng::web

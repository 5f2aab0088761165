// The forms of experts' fees: a new bill, its lines, and the acts on it.
#include <set>

#include "domain/expert_fee.h"
#include "service/expert_fee_service.h"
#include "web/expert_fee_web.h"
#include "web/heart_web.h"
#include "web/http.h"
#include "web/page.h"
#include "web/problem.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

constexpr const char* line_keys[] = {"expert", "kind",   "worked_on", "part",   "quantity",  "title_level",
                                     "panel",  "matter", "amount",    "reason", "unpayable", "corrects"};

std::string here(const Call& call) {
  return "/expert-fees/" + std::to_string(call.id());
}

Options choices(const Call& call, const std::string& list) {
  Options options;
  for (const std::string& value : domain::choice_list(list)) {
    options.emplace_back(value, choice_label(list, value, call.language));
  }
  return options;
}

Reply new_form(Call& call, const Problems& problems) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_expert_fees, {"expert_fee", 0}); !may) {
    return refused(may.problems());
  }
  const auto value = [&](const char* key) { return call.has_field(key) ? call.field(key) : call.parameter(key); };
  Options schemes, panels{{"", call.words("web.expert_fee.whole_month")}};
  for (const Json& row : rows_of(call, "fee_scheme", {{"state", "approved"}}).items()) {
    schemes.emplace_back(row.text_at("id"), row.text_at("title"));
  }
  for (const Json& row : rows_of(call, "panel", {}, 200, "-deadline_on").items()) {
    panels.emplace_back(row.text_at("id"), row.text_at("name") + " · " + row.text_at("engagement_label"));
  }
  const std::string title = call.words("web.expert_fee.new");
  std::string month = value("month");
  if (month.empty()) month = call.gate.clock().now().date().text().substr(0, 7);
  Json fields = Json::array();
  const auto add = [&](const PlainField& field) { fields.push(plain_field(field, problems, call.language)); };
  add({"scheme", field_label("expert_fee", "scheme", call.language), "choice", value("scheme"), true, schemes, ""});
  add({"month", field_label("expert_fee", "month", call.language), "month", month, true, {}, ""});
  add({"panel", field_label("expert_fee", "panel", call.language), "choice", value("panel"), false, panels, ""});
  add({"title", field_label("expert_fee", "title", call.language), "text", value("title"), false, {}, ""});
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title);
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.expert_fee"), "/expert-fees"), crumb(title)}));
  view.set("fields", std::move(fields)).set("schemes_missing", schemes.empty());
  view.set("page_problems", problem_summary(domain::expert_fee_shape(), problems, call.language));
  return page("expert_fee/new.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply create(Call& call) {
  Json body = Json::object();
  for (const char* key : {"scheme", "month", "panel", "title"}) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  auto fee = service::draft_expert_fee(call.gate, call.actor, body, call.language);
  if (fee) return see_other("/expert-fees/" + fee->text_at("id") + "/edit?done=drafted");
  return is_about_the_form(fee.problems()) ? new_form(call, fee.problems()) : refused(fee.problems());
}

// The lines that were typed; one without an expert is left out.
Json typed_lines(const Call& call) {
  Json lines = Json::array();
  for (int i = 0; call.has_field("lines." + std::to_string(i) + ".expert"); ++i) {
    const std::string prefix = "lines." + std::to_string(i) + ".";
    if (trimmed(call.field(prefix + "expert")).empty()) continue;
    Json line = Json::object();
    for (const char* key : line_keys) {
      const std::string text(trimmed(call.field(prefix + key)));
      if (std::string_view(key) == "unpayable") {
        line.set(key, text == "1");
      } else if (!text.empty()) {
        line.set(key, text);
      }
    }
    lines.push(std::move(line));
  }
  return lines;
}

struct FormLists {
  Options experts, panels, kinds, parts, levels, yes_no;
  std::string quantity_unit;
};

FormLists lists_for(const Call& call, const Json& fee, const Json& lines) {
  FormLists lists;
  lists.experts.emplace_back("", call.words("web.expert_fee.no_expert"));
  std::set<std::string> known;
  const auto add_expert = [&](const std::string& id, const std::string& name) {
    if (!id.empty() && known.insert(id).second) lists.experts.emplace_back(id, name);
  };
  for (const Json& line : fee.at("lines").items()) {
    add_expert(line.text_at("expert"), line.text_at("expert_label") + " " + line.text_at("expert_code"));
  }
  for (const Json& row : rows_of(call, "expert", {{"status", "active"}}, 500, "name").items()) {
    add_expert(row.text_at("id"), row.text_at("name") + " " + row.text_at("code"));
  }
  for (const Json& line : lines.items()) add_expert(line.text_at("expert"), line.text_at("expert"));
  lists.panels.emplace_back("", call.words("web.expert_fee.no_panel"));
  std::set<std::string> places;
  const auto add_panel = [&](const std::string& id, const std::string& name) {
    if (!id.empty() && places.insert(id).second) lists.panels.emplace_back(id, name);
  };
  add_panel(fee.text_at("panel"), fee.text_at("panel_label"));
  for (const Json& line : fee.at("lines").items()) add_panel(line.text_at("panel"), line.text_at("panel_label"));
  for (const Json& line : lines.items()) add_panel(line.text_at("panel"), line.text_at("panel"));
  lists.kinds = choices(call, "expert_fee_kind");
  lists.parts = choices(call, "expert_fee_part");
  lists.levels = choices(call, "expert_title_level");
  lists.yes_no = {{"0", call.words("web.no")}, {"1", call.words("web.yes")}};
  lists.quantity_unit = call.words("web.expert_fee.unit_" + fee.text_at("method"));
  return lists;
}

Json line_fields(const Call& call, const FormLists& lists, const Json& line, std::size_t index,
                 const Problems& problems) {
  Json fields = Json::array();
  for (const std::string key : line_keys) {
    const Json* given = line.find(key);
    std::string value = line.text_at(key);
    if (given && given->is_number()) value = given->number() == "0" ? "" : given->number();
    PlainField field;
    field.key = "lines." + std::to_string(index) + "." + key;
    field.label = field_label("expert_fee_line", key, call.language);
    const auto choose = [&](const Options& options) {
      field.type = "choice";
      field.options = options;
    };
    if (key == "expert") choose(lists.experts);
    if (key == "panel") choose(lists.panels);
    if (key == "kind") choose(lists.kinds);
    if (key == "part") choose(lists.parts);
    if (key == "title_level") choose(lists.levels);
    if (key == "unpayable") {
      choose(lists.yes_no);
      value = given && given->is_bool() && given->boolean() ? "1" : "0";
    }
    if (key == "title_level" && value.empty()) value = "other";  // nobody gets the higher amount by leaving it open
    if (key == "worked_on") field.type = "date";
    if (key == "amount" || key == "quantity") field.type = "number";
    if (key == "amount") field.unit = call.words("web.unit.in_yuan");
    if (key == "quantity") field.unit = lists.quantity_unit;
    field.value = value;
    fields.push(plain_field(field, problems, call.language));
  }
  return fields;
}

// "/lines/3/reason" stands on the page as "lines.3.reason".
Problems on_the_page(Problems problems) {
  for (Problem& problem : problems) {
    if (!problem.field.starts_with("/lines/")) continue;
    problem.field.erase(0, 1);
    for (char& c : problem.field) {
      if (c == '/') c = '.';
    }
  }
  return problems;
}

Reply edit_form(Call& call, Json lines, int blank_rows, const Problems& problems) {
  auto fee = service::read_expert_fee(call.gate, call.actor, call.id(), call.language);
  if (!fee) return refused(fee.problems());
  const bool typed = call.has_field("title");
  const FormLists lists = lists_for(call, *fee, lines);
  for (int i = 0; i < blank_rows || lines.items().empty(); ++i) lines.push(Json::object());
  const Problems shown = on_the_page(problems);
  Json rows = Json::array();
  for (std::size_t i = 0; i < lines.items().size(); ++i) {
    rows.push(Json(Json::Object{
        {"line_title", call.words("stem.expert_fee_line") + " " + std::to_string(i + 1)},
        {"line_form", Json(Json::Object{{"fields", line_fields(call, lists, lines.items()[i], i, shown)}})}}));
  }
  Json fields = Json::array();
  for (const char* key : {"title", "month"}) {
    fields.push(plain_field({key,
                             field_label("expert_fee", key, call.language),
                             std::string_view(key) == "month" ? "month" : "text",
                             typed ? call.field(key) : fee->text_at(key),
                             true,
                             {},
                             ""},
                            problems, call.language));
  }
  const std::string title = call.words("web.form.change_title", {{"stem", fee->text_at("number")}});
  Json view = Json::object();
  view.set("page_title", title).set("form_title", title).set("here", here(call));
  view.set("page_crumbs", Json(Json::Array{crumb(call.words("stem.expert_fee"), "/expert-fees"),
                                           crumb(fee->text_at("number"), here(call)), crumb(title)}));
  view.set("row_version", typed ? call.field("version") : std::to_string(fee->at("version").integer().value_or(0)));
  view.set("head_form", Json(Json::Object{{"fields", std::move(fields)}})).set("lines", std::move(rows));
  view.set("page_problems",
           problem_summary(domain::expert_fee_shape(), problems, call.language, {{"lines", "expert_fee_line"}}));
  return page("expert_fee/form.html", std::move(view), problems.empty() ? 200 : http_status(leading_kind(problems)));
}

Reply edit(Call& call) {
  if (Outcome may = call.gate.may(call.actor, Action::edit_expert_fees, {"expert_fee", call.id()}); !may) {
    return refused(may.problems());
  }
  auto fee = service::read_expert_fee(call.gate, call.actor, call.id(), call.language);
  if (!fee) return refused(fee.problems());
  return edit_form(call, fee->at("lines"), 1, {});
}

Reply save(Call& call) {
  Json lines = typed_lines(call);
  if (call.has_field("add")) return edit_form(call, std::move(lines), 1, {});
  auto version = call.version();
  if (!version) return refused(version.problems());
  Json body = Json::object().set("lines", lines);
  for (const char* key : {"title", "month"}) body.set(key, std::string(trimmed(call.field(key))));
  auto fee = service::change_expert_fee(call.gate, call.actor, call.id(), *version, body, call.language);
  if (fee) return see_other(here(call) + "?done=saved");
  return is_about_the_form(fee.problems()) ? edit_form(call, std::move(lines), 0, fee.problems())
                                           : refused(fee.problems());
}

Reply act(Call& call, const char* done, const std::function<Result<Json>(std::int64_t)>& carry_out) {
  auto version = call.version();
  if (!version) return refused(version.problems());
  auto fee = carry_out(*version);
  if (fee) return see_other(here(call) + "?done=" + done);
  return is_about_the_form(fee.problems()) ? show_expert_fee(call, fee.problems()) : refused(fee.problems());
}

Reply pay(Call& call) {
  Json body = Json::object(), experts = Json::array();
  for (const char* key : {"paid_on", "voucher_number", "remark"}) {
    const std::string text(trimmed(call.field(key)));
    if (!text.empty()) body.set(key, text);
  }
  for (const auto& [name, value] : call.form) {
    if (name.starts_with("expert.")) experts.push(name.substr(7));
  }
  if (experts.items().empty()) return show_expert_fee(call, {refusal("expert_fee.nobody_chosen", "/experts")});
  body.set("experts", std::move(experts));
  return act(call, "registered", [&](std::int64_t version) {
    return service::pay_expert_fee(call.gate, call.actor, call.id(), version, body, call.language);
  });
}

}  // namespace

void add_expert_fee_forms(Router& router) {
  Route fresh{"GET", "/expert-fees/new", "expert_fee.new_page", [](Call& call) { return new_form(call, {}); }};
  fresh.query = {"panel", "month", "scheme"};
  router.add(std::move(fresh));
  router.add({"POST", "/expert-fees", "expert_fee.create_page", create, BodyKind::form});
  router.add({"GET", "/expert-fees/{id}/edit", "expert_fee.edit_page", edit});
  router.add({"POST", "/expert-fees/{id}", "expert_fee.change_page", save, BodyKind::form});
  router.add({"POST", "/expert-fees/{id}/confirm", "expert_fee.confirm_page",
              [](Call& call) {
                return act(call, "confirmed", [&](std::int64_t version) {
                  return service::confirm_expert_fee(call.gate, call.actor, call.id(), version, call.language);
                });
              },
              BodyKind::form});
  router.add({"POST", "/expert-fees/{id}/void", "expert_fee.void_page",
              [](Call& call) {
                return act(call, "voided", [&](std::int64_t version) {
                  const Json body = Json::object().set("reason", std::string(trimmed(call.field("reason"))));
                  return service::void_expert_fee(call.gate, call.actor, call.id(), version, body, call.language);
                });
              },
              BodyKind::form});
  router.add({"POST", "/expert-fees/{id}/payments", "expert_fee.pay_page", pay, BodyKind::form});
}

}  // namespace zhiheng::web

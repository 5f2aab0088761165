#include "service/task_service.h"
#include "service/year_service.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

std::string number_of(const Json* value) {
  return !value ? "" : value->is_number() ? value->number() : value->is_string() ? value->string() : "";
}

std::string place_of(const Json& task) {
  const Json* reference = task.find("reference");
  if (!reference || !reference->is_object()) return {};
  const domain::Shape* shape = domain::find_shape(reference->text_at("stem"));
  const std::string id = number_of(reference->find("id"));
  return shape && !id.empty() ? "/" + shape->plural + "/" + id : std::string();
}

Json tasks_view(const Call& call) {
  Json shown = Json::array();
  auto tasks = service::my_tasks(call.gate, call.actor);
  if (!tasks) return shown;
  for (const Json& task : tasks->at("items").items()) {
    const Json* overdue = task.find("overdue");
    const std::string due = task.text_at("due_on");
    std::string title = task.text_at("title");
    if (const std::string component = task.text_at("component"); !component.empty()) {
      title += " · " + choice_label("deliverable_kind", component, call.language);
    }
    shown.push(Json(
        Json::Object{{"what", call.words("task." + task.text_at("kind"), {{"count", number_of(task.find("count"))}})},
                     {"title", title},
                     {"due", due.empty() ? "" : call.words("web.home.due", {{"date", due}})},
                     {"overdue", overdue && overdue->is_bool() && overdue->boolean()},
                     {"href", place_of(task)}}));
  }
  return shown;
}

// Sums of what the actor sees of one year; each figure leads to its list.
Json figures_view(const Call& call, const Json& year) {
  Json figures = Json::array();
  auto add = [&](const std::string& label, const std::string& amount, const std::string& note,
                 const std::string& href) {
    figures.push(Json(Json::Object{{"label", label}, {"amount", amount}, {"note", note}, {"href", href}}));
  };
  const std::string contracts = "/contracts?fiscal_year=" + number_of(year.find("year"));
  const std::string yuan = call.words("web.unit.yuan");
  add(call.words("web.home.contracts"), number_of(year.find("contracts")),
      call.words("web.home.year", {{"year", number_of(year.find("year"))}}), contracts);
  add(call.words("web.home.fees"), grouped_amount(year.text_at("fee")), yuan, contracts);
  if (!year.find("statements")) return figures;
  add(call.words("web.home.statements"), number_of(year.find("statements")), call.words("web.home.standing"),
      "/statements");
  add(call.words("web.home.deductions"), grouped_amount(year.text_at("deduction")), yuan, "/statements");
  add(call.words("web.home.payable"), grouped_amount(year.text_at("payable")), yuan, "/statements");
  return figures;
}

// 0 when none was asked for, or something that is no year.
int year_asked(const Call& call) {
  const std::string& asked = call.parameter("year");
  const bool plain = asked.size() == 4 && asked.find_first_not_of("0123456789") == std::string::npos;
  return plain ? static_cast<int>(read_id(asked).value_or(0)) : 0;
}

// All years with contracts, the shown one marked.
Json years_view(const Json& year) {
  Json links = Json::array();
  for (const Json& each : year.at("years").items()) {
    links.push(Json(Json::Object{{"year", each.number()},
                                 {"href", "/?year=" + each.number()},
                                 {"chosen", each.number() == number_of(year.find("year"))}}));
  }
  return links;
}

Reply home(Call& call) {
  Json view = Json::object();
  const bool sees_contracts = !domain::scope(call.actor, domain::Action::see_contracts).nothing;
  Result<Json> year = Json();
  if (sees_contracts) year = service::year_figures(call.gate, call.actor, year_asked(call));
  if (!year) return refused(year.problems());
  view.set("page_title", call.words("web.menu.home"));
  view.set("greeting", call.words("web.home.greeting", {{"name", call.actor.display_name}}));
  view.set("tasks", tasks_view(call));
  view.set("figures", sees_contracts ? figures_view(call, *year) : Json::array());
  view.set("years", sees_contracts ? years_view(*year) : Json::array());
  view.set("year_title", sees_contracts ? call.words("web.home.year_title", {{"year", number_of(year->find("year"))}})
                                        : std::string());
  return page("home.html", std::move(view));
}

}  // namespace

void add_home_routes(Router& router) {
  router.add({"GET", "/", "home.page", home});
  router.add({"GET", "/api/v1/tasks", "task.list",
              [](Call& call) { return json_or_refused(service::my_tasks(call.gate, call.actor)); }});
}

}  // namespace zhiheng::web

#include <set>

#include "base/money.h"

#include "service/task_service.h"
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
    shown.push(Json(
        Json::Object{{"what", call.words("task." + task.text_at("kind"), {{"count", number_of(task.find("count"))}})},
                     {"title", task.text_at("title")},
                     {"due", due.empty() ? "" : call.words("web.home.due", {{"date", due}})},
                     {"overdue", overdue && overdue->is_bool() && overdue->boolean()},
                     {"href", place_of(task)}}));
  }
  return shown;
}

Result<Json> listed(const Call& call, const std::string& stem, const Params& filters) {
  service::ListRequest request;
  request.limit = 500;
  request.filters = filters;
  return service::list_rows(call.gate, call.actor, *domain::find_shape(stem), request);
}

// Sums of what the actor sees of one year; each figure leads to its list.
Json figures_of_year(const Call& call, const std::string& year) {
  Json figures = Json::array();
  auto add = [&](const std::string& label, const std::string& amount, const std::string& note,
                 const std::string& href) {
    figures.push(Json(Json::Object{{"label", label}, {"amount", amount}, {"note", note}, {"href", href}}));
  };
  auto contracts = listed(call, "contract", {{"fiscal_year", year}});
  if (!contracts) return figures;
  Money fee, deduction, payable;
  std::set<std::string> ids;
  for (const Json& contract : contracts->at("items").items()) {
    ids.insert(contract.text_at("id"));
    if (auto amount = read_money(contract.text_at("fee"), "")) fee = fee + *amount;
  }
  add(call.words("web.home.contracts"), number_of(contracts->find("total")),
      call.words("web.home.year", {{"year", year}}), "/contracts?fiscal_year=" + year);
  add(call.words("web.home.fees"), grouped_amount(fee.text()), call.words("web.unit.yuan"),
      "/contracts?fiscal_year=" + year);
  int standing = 0;
  auto statements = listed(call, "statement", {});
  if (!statements) return figures;
  for (const Json& statement : statements->at("items").items()) {
    if (!ids.contains(statement.text_at("contract")) || statement.text_at("state") == "voided") continue;
    ++standing;
    if (auto amount = read_money(statement.text_at("deduction"), "")) deduction = deduction + *amount;
    if (auto amount = read_money(statement.text_at("payable"), "")) payable = payable + *amount;
  }
  add(call.words("web.home.statements"), std::to_string(standing), "", "/statements");
  add(call.words("web.home.deductions"), grouped_amount(deduction.text()), call.words("web.unit.yuan"), "/statements");
  add(call.words("web.home.payable"), grouped_amount(payable.text()), call.words("web.unit.yuan"), "/statements");
  return figures;
}

// The newest year that has contracts, or this one.
std::string year_shown(const Call& call) {
  const std::string& asked = call.parameter("year");
  if (asked.size() == 4 && asked.find_first_not_of("0123456789") == std::string::npos) return asked;
  const Json newest = rows_of(call, "contract", {}, 1, "-fiscal_year");
  if (!newest.items().empty()) return number_of(newest.items().front().find("fiscal_year"));
  return std::to_string(call.gate.clock().today().year());
}

// The years that have contracts, newest first, to go to.
Json years_of(const Call& call, const std::string& shown) {
  std::set<std::string, std::greater<>> years;
  const Json contracts = rows_of(call, "contract", {}, 500, "-fiscal_year");
  for (const Json& contract : contracts.items()) years.insert(number_of(contract.find("fiscal_year")));
  Json links = Json::array();
  for (const std::string& year : years) {
    if (year != shown) links.push(Json(Json::Object{{"year", year}, {"href", "/?year=" + year}}));
  }
  return links;
}

Reply home(Call& call) {
  Json view = Json::object();
  const bool sees_contracts = !domain::scope(call.actor, domain::Action::see_contracts).nothing;
  const std::string year = sees_contracts ? year_shown(call) : "";
  view.set("page_title", call.words("web.menu.home"));
  view.set("greeting", call.words("web.home.greeting", {{"name", call.actor.display_name}}));
  view.set("tasks", tasks_view(call));
  view.set("figures", sees_contracts ? figures_of_year(call, year) : Json::array());
  view.set("years", sees_contracts ? years_of(call, year) : Json::array());
  view.set("year_title", sees_contracts ? call.words("web.home.year_title", {{"year", year}}) : std::string());
  return page("home.html", std::move(view));
}

}  // namespace

void add_home_routes(Router& router) {
  router.add({"GET", "/", "home.page", home});
  router.add({"GET", "/api/v1/tasks", "task.list",
              [](Call& call) { return json_or_refused(service::my_tasks(call.gate, call.actor)); }});
}

}  // namespace zhiheng::web

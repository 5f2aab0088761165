// The first page of everybody: what waits, the year at a glance, and the places one goes to most.
#include <map>

#include "service/approval_service.h"
#include "service/task_service.h"
#include "service/year_service.h"
#include "web/agency_web.h"
#include "web/heart_web.h"
#include "web/page.h"
#include "web/record_web.h"

namespace zhiheng::web {

namespace {

using domain::Action;

std::string number_of(const Json* value) {
  return !value ? "" : value->is_number() ? value->number() : value->is_string() ? value->string() : "";
}

bool is_true(const Json* value) {
  return value && value->is_bool() && value->boolean();
}

std::string place_of(const Json& task) {
  const Json* reference = task.find("reference");
  if (!reference || !reference->is_object()) return {};
  const domain::Shape* shape = domain::find_shape(reference->text_at("stem"));
  const std::string id = number_of(reference->find("id"));
  if (reference->text_at("stem") == "objection_review" && !id.empty()) return "/objection-reviews/" + id;
  if (task.text_at("kind") == "confirm_record") return "/agency-record";
  if (task.text_at("kind") == "declare_relations") return "/panels/" + id + "/declaration";
  return shape && !id.empty() ? "/" + shape->plural + "/" + id : std::string();
}

Json task_view(const Call& call, const Json& task) {
  const std::string due = task.text_at("due_on");
  std::string title = task.text_at("title");
  if (const std::string component = task.text_at("component"); !component.empty()) {
    title += " · " + choice_label("deliverable_kind", component, call.language);
  }
  const std::string count = number_of(task.find("count"));
  return Json(Json::Object{{"what", count == "1" ? "" : call.words("task." + task.text_at("kind"), {{"count", count}})},
                           {"title", title},
                           {"due", due.empty() ? "" : call.words("web.home.due", {{"date", due}})},
                           {"overdue", is_true(task.find("overdue"))},
                           {"href", place_of(task)}});
}

std::string list_of(const Json& group) {
  const Json* list = group.find("list");
  if (list && list->is_object()) return "/" + list->text_at("plural") + "?standing=" + list->text_at("standing");
  const std::string kind = group.text_at("kind");
  if (kind == "confirm_expert_fee") return "/expert-fees?state=draft";
  if (kind == "approve_fee_scheme") return "/fee-schemes?state=draft";
  if (kind == "check_invoice") return "/invoices?state=entered";
  if (kind == "invoice_returned") return "/invoices?state=returned";
  static const std::map<std::string, std::string> lists{
      {"payment_due", "/dues?kind=pay&state=due_soon"},
      {"payment_overdue", "/dues?kind=pay&state=overdue"},
      {"claim_due", "/dues?kind=claim&state=due_soon"},
      {"claim_overdue", "/dues?kind=claim&state=overdue"},
      {"repay_claim", "/dues?kind=claim"},
      {"record_returned", "/agency-record-items?state=returned"},
      {"confirm_record", "/agency-record"},
      {"answer_deduction", "/deduction-notices?state=sent"},
      {"decide_deduction", "/deduction-notices?state=contested"},
      {"release_retention", "/retentions?state=held"},
      {"approve_retention", "/approvals?kind=retention"},
      {"publish_rating", "/approvals?kind=rating_run"},
      {"confirm_credit_event", "/approvals?kind=credit_event"},
      {"decide_rating", "/rating-objections?state=filed"},
  };
  if (const auto found = lists.find(kind); found != lists.end()) return found->second;
  if (const service::ApprovalKind* desk = service::approval_of_task(kind))
    return "/approvals?kind=" + std::string(desk->name);
  if (kind == "review_objection") return "/objection-reviews";
  if (kind.ends_with("_objection")) return "/objections?sort=answer_due_on";
  return kind == "fill_sheet" || kind == "sheet_returned" ? "/my-sheets" : std::string();
}

constexpr std::size_t most_shown = 8;  // of a kind; the list has them all

// One row per kind of work: how much, until when, and the first of them by name.
Json task_groups(const Call& call, const Json& tasks) {
  Json groups = Json::array();
  for (const Json& group : tasks.at("groups").items()) {
    const std::string kind = group.text_at("kind");
    const std::string due = group.text_at("due_on");
    Json items = Json::array();
    for (const Json& task : tasks.at("items").items()) {
      if (task.text_at("kind") == kind && items.items().size() < most_shown) items.push(task_view(call, task));
    }
    groups.push(Json(Json::Object{{"kind", kind},
                                  {"group", call.words("task_group." + kind)},
                                  {"count", call.words("web.home.times", {{"count", number_of(group.find("count"))}})},
                                  {"earliest", due.empty() ? "" : call.words("web.home.earliest", {{"date", due}})},
                                  {"overdue", is_true(group.find("overdue"))},
                                  {"list_href", list_of(group)},
                                  {"items", std::move(items)}}));
  }
  return groups;
}

// The figures of one year; each leads to exactly the rows that it counts or sums up.
class Figures {
 public:
  Figures(const Call& call, const Json& year)
      : call_(call), year_(year), of_year_("fiscal_year=" + number_of(year.find("year"))) {}

  Json all() {
    count("contracts", "contracts", "", "in_contracts");
    count("due", "engagements", "due", "in_engagements", "due_deliverables");
    count("late", "engagements", "late", "in_engagements", "late_deliverables", true);
    count("missing_sheets", "score-sheets", "missing", "in_sheets");
    count("under_line", "results", "under_line", "in_results", "", true);
    sum("fee", "committed", "contracts", "", "of_contracts", "contracts");
    sum("deduction", "deducted", "statements", "standing", "of_statements", "statements");
    sum("paid", "paid", "payments", "", "of_payments", "payments");
    sum("to_pay", "to_pay", "statements", "to_pay", "of_statements", "to_pay_statements");
    return std::move(figures_);
  }

 private:
  std::string place(const std::string& plural, const std::string& standing) const {
    return "/" + plural + "?" + of_year_ + (standing.empty() ? "" : "&standing=" + standing);
  }
  void add(const std::string& label, const std::string& amount, const std::string& unit, const std::string& note,
           const std::string& href, const std::string& tone) {
    figures_.push(Json(Json::Object{{"label", call_.words("web.home." + label)},
                                    {"amount", amount},
                                    {"unit", unit},
                                    {"note", note},
                                    {"tone", tone},
                                    {"href", href}}));
  }
  void count(const std::string& key, const std::string& plural, const std::string& standing, const std::string& unit,
             const std::string& label = {}, bool alarming = false) {
    const Json* value = year_.find(key);
    if (!value) return;
    const std::string number = number_of(value);
    add(label.empty() ? key : label, number, call_.words("web.home." + unit), "", place(plural, standing),
        alarming && number != "0" ? "bad" : "");
  }
  void sum(const std::string& key, const std::string& label, const std::string& plural, const std::string& standing,
           const std::string& note, const std::string& counted) {
    if (!year_.find(key)) return;
    add(label, grouped_amount(year_.text_at(key)), call_.words("web.unit.yuan"),
        call_.words("web.home." + note, {{"count", number_of(year_.find(counted))}}), place(plural, standing), "");
  }

  const Call& call_;
  const Json& year_;
  std::string of_year_;
  Json figures_ = Json::array();
};

// A chart is a table that a script draws: heads, and rows of a name and values as they are shown and as numbers.
Json chart(const Call& call, const std::string& id, const std::string& kind, const Json& rows, const std::string& name,
           const std::vector<std::pair<std::string, std::string>>& columns) {
  Json heads = Json::array();
  for (const auto& [key, title] : columns) heads.push(Json(Json::Object{{"head", call.words(title)}}));
  Json shown = Json::array();
  for (const Json& row : rows.items()) {
    Json cells = Json::array();
    for (const auto& [key, title] : columns) {
      const std::string value = number_of(row.find(key));
      cells.push(Json(Json::Object{{"value", value}, {"text", grouped_amount(value)}}));
    }
    shown.push(Json(Json::Object{{"name", row.text_at(name)}, {"cells", std::move(cells)}}));
  }
  return Json(Json::Object{{"chart_id", id},
                           {"chart_kind", kind},
                           {"chart_title", call.words("web.home.chart_" + id)},
                           {"first_head", call.words("web.home." + name)},
                           {"heads", std::move(heads)},
                           {"rows", std::move(shown)}});
}

Json charts_view(const Call& call, int year) {
  Json charts = Json::array();
  const auto data = service::year_charts(call.gate, call.actor, year);
  if (!data) return charts;
  auto add = [&](Json one) {
    if (!one.at("rows").items().empty()) charts.push(std::move(one));
  };
  add(chart(call, "grades", "count", data->at("grades"), "grade", {{"count", "web.home.count"}}));
  add(chart(call, "months", "bar", data->at("months"), "month", {{"paid", "web.home.paid_yuan"}}));
  add(chart(call, "agencies", "lying", data->at("agencies"), "agency",
            {{"fee", "web.home.fee_yuan"}, {"deduction", "web.home.deduction_yuan"}}));
  return charts;
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

// The places of the menu as buttons, for roles that have no figures of a year.
Json shortcuts_view(const Call& call) {
  Json links = Json::array();
  const Json menu = menu_of(call);
  for (const Json& group : menu.items()) {
    for (const Json& item : group.at("items").items()) {
      if (item.text_at("href") != "/") links.push(item);
    }
  }
  return links;
}

Reply home(Call& call) {
  Json view = Json::object();
  const bool sees_contracts = !domain::scope(call.actor, Action::see_contracts).nothing;
  Result<Json> year = Json();
  if (sees_contracts) year = service::year_figures(call.gate, call.actor, year_asked(call));
  if (!year) return refused(year.problems());
  const auto tasks = service::my_tasks(call.gate, call.actor);
  if (!tasks) return refused(tasks.problems());
  const std::string number = sees_contracts ? number_of(year->find("year")) : std::string();
  view.set("page_title", call.words("web.menu.home"));
  view.set("greeting", call.words("web.home.greeting", {{"name", call.actor.display_name}}));
  view.set("task_groups", task_groups(call, *tasks));
  const std::int64_t waiting = service::approvals_waiting(call.gate, call.actor);
  view.set("approvals",
           waiting > 0 ? call.words("approval.waiting_for_you", {{"count", std::to_string(waiting)}}) : std::string());
  view.set("task_total", std::to_string(tasks->at("items").items().size()));
  view.set("figures", sees_contracts ? Figures(call, *year).all() : Json::array());
  view.set("years", sees_contracts ? years_view(*year) : Json::array());
  view.set("year_title", sees_contracts ? call.words("web.home.year_title", {{"year", number}}) : std::string());
  view.set("charts", sees_contracts ? charts_view(call, static_cast<int>(read_id(number).value_or(0))) : Json::array());
  view.set("shortcuts", sees_contracts ? Json::array() : shortcuts_view(call));
  add_agency_home(call, view);
  return page("home.html", std::move(view));
}

}  // namespace

void add_home_routes(Router& router) {
  router.add({"GET", "/", "home.page", home});
  router.add({"GET", "/api/v1/tasks", "task.list",
              [](Call& call) { return json_or_refused(service::my_tasks(call.gate, call.actor)); }});
}

}  // namespace zhiheng::web

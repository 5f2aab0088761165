#include "service/deliverable_due_service.h"

#include "base/money.h"
#include "service/heart_json.h"
#include "store/deliverable_due_store.h"

namespace zhiheng::service {

using domain::Action;

namespace {
constexpr int most_results = 500;
}

Result<Json> due_deliverables(Gate& gate, const domain::Actor& actor) {
  return gate.read(actor, Action::add_deliverable, {"engagement", 0}, [&](Tx& tx) -> Result<Json> {
    Json items = Json::array();
    for (const auto& due : store::due_deliverables(tx.rows(), domain::scope(actor, Action::add_deliverable))) {
      Json item = Json::object();
      item.set("engagement", std::to_string(due.engagement_id)).set("code", due.code).set("name", due.name);
      item.set("contract_number", due.contract_number).set("kind", due.kind).set("due_on", date_json(due.due_on));
      item.set("days_left", due.due_on ? Json(*due.due_on - tx.today()) : Json());
      item.set("returned", due.returned).set("remark", due.remark);
      items.push(std::move(item));
    }
    return Json::object().set("items", std::move(items));
  });
}

Result<Json> own_record(Gate& gate, const domain::Actor& actor, int year) {
  return gate.read(actor, Action::see_results, {"result", 0}, [&](Tx& tx) -> Result<Json> {
    const domain::Scope contracts = domain::scope(actor, Action::see_contracts);
    const domain::Scope results = domain::scope(actor, Action::see_results);
    const auto years = store::contract_years(tx.rows(), contracts);
    const int asked = year != 0 ? year : years.empty() ? tx.today().year() : years.front();
    int shown = asked;
    auto record = store::year_record(tx.rows(), contracts, results, shown);
    // Nobody asked for a year: the newest in which something was published says more than one that has just begun.
    for (const int earlier : years) {
      if (year != 0 || !record.grades.empty()) break;
      shown = earlier;
      record = store::year_record(tx.rows(), contracts, results, shown);
    }
    if (record.grades.empty()) {
      shown = asked;
      record = store::year_record(tx.rows(), contracts, results, shown);
    }
    Json shown_years = Json::array();
    for (const int one : years) shown_years.push(one);
    Json grades = Json::array();
    std::int64_t published = 0, deduction = 0, bonus = 0;
    for (const auto& grade : record.grades) {
      grades.push(Json(Json::Object{{"grade", grade.grade}, {"passed", grade.passed}, {"count", grade.count}}));
      published += grade.count;
      deduction += grade.deduction_fen;
      bonus += grade.bonus_fen;
    }
    Json items = Json::array();
    for (const auto& one : store::published_results(tx.rows(), results, shown, most_results)) {
      items.push(Json(Json::Object{{"result", std::to_string(one.result_id)},
                                   {"engagement", std::to_string(one.engagement_id)},
                                   {"code", one.code},
                                   {"name", one.name},
                                   {"contract_number", one.contract_number},
                                   {"final_score", one.final_score},
                                   {"grade", one.grade},
                                   {"passed", one.passed},
                                   {"deduction", Money::fen(one.deduction_fen).text()},
                                   {"bonus", Money::fen(one.bonus_fen).text()}}));
    }
    Json json = Json::object();
    json.set("year", shown).set("years", std::move(shown_years)).set("contracts", record.contract_count);
    json.set("engagements", record.engagement_count).set("late", record.late_count);
    json.set("grades", std::move(grades)).set("published", published);
    json.set("deduction", Money::fen(deduction).text()).set("bonus", Money::fen(bonus).text());
    return json.set("rating", Json()).set("results", std::move(items));
  });
}

}  // namespace zhiheng::service

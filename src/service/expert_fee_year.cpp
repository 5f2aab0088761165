// Experts' fees of a year: an expert's own with every step, and the bureau's overview.
#include <map>

#include "service/expert_fee_parts.h"
#include "service/expert_fee_service.h"

namespace zhiheng::service {

using domain::Action;

namespace {

Outcome check_year(const std::string& year) {
  const bool shaped =
      year.size() == 4 && year >= "2000" && year <= "2099" && domain::check_month(year + "-01", "").ok();
  if (!shaped) return refusal("expert_fee.bad_year", "year", {{"year", year}});
  return Done{};
}

struct Sums {
  Money gross, tax, paid;
  std::int64_t lines = 0;
  std::string name, code;
  void add(const store::YearLine& one) {
    gross = gross + one.line.figures.gross;
    tax = tax + one.line.figures.tax;
    if (one.line.payment_id != 0) paid = paid + one.line.figures.net();
    ++lines;
  }
  void tell(Json& json) const {
    json.set("gross", gross.text()).set("tax", tax.text()).set("net", (gross - tax).text()).set("paid", paid.text());
  }
};

}  // namespace

Result<Json> my_expert_fees(Gate& gate, const domain::Actor& actor, const std::string& year, Language language) {
  return gate.read(actor, Action::see_expert_fees, {"expert_fee_line", 0}, [&](Tx& tx) -> Result<Json> {
    if (Outcome good = check_year(year); !good) return good.problems();
    Json items = Json::array();
    Sums sums;
    std::vector<store::YearLine> lines;
    if (actor.expert_id != 0) lines = store::year_lines(tx.rows(), {}, false, actor.expert_id, year);
    for (const store::YearLine& one : lines) {
      sums.add(one);
      Json row = fee_line_json(one.line, language);
      row.set("month", one.month).set("number", one.number).set("bureau", one.bureau).set("panel_label", one.panel);
      items.push(std::move(row.set("paid_on", one.paid_on.empty() ? Json() : Json(one.paid_on))));
    }
    Json answer = Json::object().set("year", year).set("items", std::move(items));
    sums.tell(answer);
    return answer;
  });
}

Result<Json> expert_fee_year(Gate& gate, const domain::Actor& actor, const std::string& year) {
  return gate.read(actor, Action::see_expert_fees, {"expert_fee", 0}, [&](Tx& tx) -> Result<Json> {
    if (Outcome good = check_year(year); !good) return good.problems();
    const domain::Scope scope = domain::scope(tx.actor(), Action::see_expert_fees);
    std::map<std::int64_t, Sums> by_expert;
    Sums all;
    for (const store::YearLine& one : store::year_lines(tx.rows(), scope.bureaus, scope.everything, 0, year)) {
      Sums& sums = by_expert[one.line.expert_id];
      sums.name = one.expert;
      sums.code = one.expert_code;
      sums.add(one);
      all.add(one);
    }
    Json items = Json::array();
    for (const auto& [expert, sums] : by_expert) {
      Json row = Json::object().set("expert", std::to_string(expert)).set("expert_label", sums.name);
      row.set("expert_code", sums.code).set("lines", sums.lines);
      sums.tell(row);
      items.push(std::move(row));
    }
    Json answer = Json::object().set("year", year).set("items", std::move(items));
    all.tell(answer);
    return answer;
  });
}

}  // namespace zhiheng::service

// What may be commissioned, by whom, how it is procured and what it is secured with.
#include "base/messages.h"
#include "domain/commission_type.h"
#include "domain/contract.h"

namespace zhiheng::domain {

namespace {

void check_commission(const ContractForm& form, const ContractFacts& facts, Problems& problems) {
  const CommissionType* type = find_commission_type(form.contract.text("commission_type"));
  if (type != nullptr && type->compliance == "forbidden") {
    problems.push_back(refusal("contract.commission_forbidden", "/commission_type", {{"clause", type->clause}}));
  }
  if (is_assistance(form.contract)) {
    const Params clause{{"clause", type->clause}};
    if (form.contract.integer("lead_evaluator") != 0) {
      problems.push_back(refusal("contract.assist_only_signs_report", "/lead_evaluator", clause));
    }
    for (std::size_t i = 0; i < form.engagements.size(); ++i) {
      if (form.engagements[i].text("report_due_on").empty()) continue;
      problems.push_back(refusal("contract.assist_only_signs_report",
                                 pointer_to(pointer_to("/engagements", i), "report_due_on"), clause));
    }
  }
  for (std::size_t i = 0; i < facts.evaluated_is_principal.size() && i < form.engagements.size(); ++i) {
    if (!facts.evaluated_is_principal[i]) continue;
    problems.push_back(refusal("contract.principal_is_evaluated",
                               pointer_to(pointer_to("/engagements", i), "budget_unit"),
                               {{"code", form.engagements[i].text("code")}}));
  }
}

void check_bond(const Record& contract, Problems& problems) {
  const std::int64_t bond_fen = contract.integer("bond");
  const std::int64_t most_fen = contract.integer("fee") / 10;
  if (bond_fen > most_fen) {
    problems.push_back(refusal("contract.bond_over_tenth", "/bond", {{"most", Money::fen(most_fen).text()}}));
  }
  const std::string& bond_form = contract.text("bond_form");
  if (bond_fen > 0 && (bond_form.empty() || bond_form == "none")) {
    problems.push_back(refusal("contract.bond_form_missing", "/bond_form"));
  }
}

// The methods that fit a range in words, "公开招标、询价".
std::string spoken_methods(const ProcurementLimit& limit, std::string_view range, Language language) {
  std::string out;
  for (const std::string& code : read_methods(methods_of(limit, range)).value_or(std::vector<std::string>())) {
    if (!out.empty()) out += language == Language::zh ? "、" : ", ";
    out += say("choice.procurement_method." + code, language);
  }
  return out;
}

void check_procurement(const Record& contract, const ProcurementLimit& limit, Problems& problems) {
  const Money sum = Money::fen(contract.integer("fee"));
  const std::string& method = contract.text("procurement_method");
  if (fits(limit, method, sum)) return;
  const std::string_view range = range_of(limit, sum);
  const std::string range_key = "procurement_limit.range." + std::string(range);
  problems.push_back(refusal("contract.procurement_method_not_allowed", "/procurement_method",
                             {{"fee", sum.text()},
                              {"range", say(range_key, Language::zh)},
                              {"range_en", say(range_key, Language::en)},
                              {"decentralised", limit.decentralised.text()},
                              {"open_tender", limit.open_tender.text()},
                              {"methods", spoken_methods(limit, range, Language::zh)},
                              {"methods_en", spoken_methods(limit, range, Language::en)},
                              {"bureau", limit.bureau},
                              {"year", std::to_string(limit.fiscal_year)},
                              {"source", limit.source}}));
}

}  // namespace

bool is_assistance(const Record& contract) {
  const CommissionType* type = find_commission_type(contract.text("commission_type"));
  return type != nullptr && type->compliance == "assist_only";
}

void check_terms(const ContractForm& form, const ContractFacts& facts, Problems& problems) {
  check_commission(form, facts, problems);
  check_bond(form.contract, problems);
  if (facts.limit && facts.procurement_is_new) check_procurement(form.contract, *facts.limit, problems);
}

}  // namespace zhiheng::domain

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

void check_procurement(const Record& contract, const ProcurementLimit& limit, Problems& problems) {
  const Money sum = Money::fen(contract.integer("fee"));
  const std::string& method = contract.text("procurement_method");
  if (fits(limit, method, sum)) return;
  const std::string_view range = range_of(limit, sum);
  problems.push_back(refusal("contract.procurement_method_not_allowed", "/procurement_method",
                             {{"fee", sum.text()},
                              {"range", std::string(range)},
                              {"decentralised", limit.decentralised.text()},
                              {"open_tender", limit.open_tender.text()},
                              {"methods", methods_of(limit, range)},
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

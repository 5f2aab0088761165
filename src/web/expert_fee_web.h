// Experts' fees: the rules, the bills, and what an expert sees of his own.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_expert_fee_routes(Router& router);  // API and pages of all of it

void add_expert_fee_api(Router& router);
void add_expert_fee_pages(Router& router);
void add_expert_fee_forms(Router& router);
void add_payroll_routes(Router& router);
void add_fee_scheme_routes(Router& router);

// The page of a bill with the problems of a form on it.
Reply show_expert_fee(Call& call, const Problems& problems);
// Amounts of a line as people read them, and its derivation.
Json fee_line_view(const Call& call, const Json& line, const std::string& method);
// "150 分钟", "2 个半天", "3 份": by the method of the scheme.
std::string fee_quantity(const Call& call, const Json& line, const std::string& method);

}  // namespace zhiheng::web

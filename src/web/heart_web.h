// From the contract to the payment: the API and the pages of the heart.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_contract_api(Router& router);
void add_scoring_api(Router& router);
void add_money_api(Router& router);
void add_year_api(Router& router);
void add_contract_pages(Router& router);
void add_engagement_pages(Router& router);
void add_panel_pages(Router& router);
void add_sheet_pages(Router& router);
void add_statement_pages(Router& router);
void add_policy_routes(Router& router);
void add_home_routes(Router& router);  // tasks and figures of the year
void add_search_routes(Router& router);

// The page of a row, with the problems of a form that stands on it and what was typed there.
Reply show_contract(Call& call, const Problems& problems);
Reply show_engagement(Call& call, std::int64_t id, const Problems& problems);
Reply show_panel(Call& call, const Problems& problems);
Reply show_statement(Call& call, std::int64_t id, const Problems& problems);
// Does a page with a form on it show these problems itself?
bool is_about_the_form(const Problems& problems);
// {"button","href","allowed","why_not"} and the version: one button of templates/partials/act.html.
Json act_button(const Call& call, const std::string& name, const std::string& href, std::int64_t version,
                domain::Action action, const std::string& stem, std::int64_t id, bool fits_state,
                const std::string& otherwise_key);
// The same for an act whose service says itself whether it would be refused, and why.
Json act_button(const Call& call, const std::string& name, const std::string& href, std::int64_t version,
                const Outcome& may);

// What the caller saw: If-Match or "version"; where neither is given, the version of now, because an act such as
// "confirm" may be asked for without having read the row. `stem` has a shape.
Result<std::int64_t> version_or_current(Call& call, const std::string& stem);
// POST of an act: JSON body or none, Idempotency-Key honoured.
void add_post(Router& router, std::string pattern, std::string name, std::function<Reply(Call&)> handler);
// {} for a body that was left out.
Json body_or_empty(const Call& call);
// Exactly one of JSON and problems.
Reply json_or_refused(Result<Json> result, int status = 200);
// 201 with the place /api/v1/<plural>/<id>.
Reply created_or_refused(Result<Json> result, const std::string& plural);

}  // namespace zhiheng::web

// Payment orders, the files they are sent in, what the bank answers, agencies' bank accounts, and the approval desk.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_payment_order_routes(Router& router);  // all of the following
void add_payment_order_api(Router& router);
void add_payment_order_pages(Router& router);
void add_payment_batch_routes(Router& router);
void add_bank_result_routes(Router& router);
void add_agency_account_routes(Router& router);
void add_approval_routes(Router& router);

// The version in a form or If-Match; otherwise that of now.
std::function<Reply(Call&)> with_version(const std::string& stem,
                                         std::function<Result<Json>(Call&, std::int64_t version)> act);
// An act by form: to `place` with ?done= when it was carried out, the problem page otherwise.
Reply done_or_refused(const Result<Json>& result, const std::string& place);

}  // namespace zhiheng::web

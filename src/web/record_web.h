// Lists, one row, forms and history of any stem that has a shape, as JSON and as pages. Stems with more to show take
// parts of this and add their own.
#pragma once

#include "service/record_service.h"
#include "web/call.h"
#include "web/shape_view.h"

namespace zhiheng::web {

void add_record_api(Router& router);
void add_record_pages(Router& router);

// Query parameters of a list: limit, cursor, sort, q and the filterable fields of the shape.
std::vector<std::string> list_parameters(const domain::Shape& shape);
Result<service::ListRequest> list_request(const Call& call, const domain::Shape& shape);

// The fields that a list of the stem shows.
const std::vector<std::string>& list_columns(const domain::Shape& shape);
// The filters of templates/partials/search.html.
Json filters_of(const Call& call, const domain::Shape& shape);
// The view of record/list.html.
Result<Json> list_view(const Call& call, const domain::Shape& shape);
// {"columns","rows"} of templates/partials/table.html for rows that belong to another page; without paging.
Json table_of(const Call& call, const domain::Shape& shape, const std::vector<std::string>& keys, const Json& rows);

OptionsOf options_for(const Call& call);
// {"label","text","fact_href"} of all fields that the row has.
Json facts_of(const Call& call, const domain::Shape& shape, const Json& row);
Json history_view(const Call& call, const domain::Shape& shape, std::int64_t id);
// Everything of a list up to `limit`, with these filters; refusals are no rows.
Json rows_of(const Call& call, const std::string& stem, const Params& filters, int limit = 500,
             const std::string& sort = {});
bool can(const Call& call, domain::Action action, const std::string& stem = {}, std::int64_t id = 0);

std::string title_of(const domain::Shape& shape, const Json& row);

}  // namespace zhiheng::web

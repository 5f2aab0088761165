// Objections: the API, the agency's pages, the bureau's pages, the desk of the second panel.
#pragma once

#include "web/call.h"

namespace zhiheng::web {

void add_objection_api(Router& router);
void add_objection_pages(Router& router);         // one objection for all its readers, with the bureau's forms
void add_objection_filing_pages(Router& router);  // the agency's form
void add_objection_review_pages(Router& router);  // the second panel

// {"row-0-statement": ...} of a form as {"rows":[{...}]}: what was typed for row i stands under "<key>-<i>".
Json typed_rows(const Call& call, const std::vector<std::string>& keys, const std::string& first_key);
// One more field of templates/partials/fields.html for row i; its problems are those at /rows/i/<key>.
struct RowField {
  std::string key;
  std::string label;
  std::string type = "text";
  std::string value;
  bool required = false;
  std::vector<std::pair<std::string, std::string>> options = {};
  std::string unit = {};
};
Json row_field(const Call& call, std::size_t row, const RowField& field, const Problems& problems);
std::vector<std::pair<std::string, std::string>> choice_options(const Call& call, const std::string& list,
                                                                bool with_nothing);
// The page of an objection with the problems of a form on it; `preview` is {"before","after"} or null.
Reply show_objection(Call& call, const Problems& problems, const Json& preview);
// A file that an expert of the second panel may open; {id} is the review's, {sha256} names the file.
Reply send_review_file(Call& call);
// {"lines":[{"label","before","after","changed"}]} of {"before":{...},"after":{...}}.
Json effect_view(const Call& call, const Json& effect);

}  // namespace zhiheng::web

// The experts' library: files and their life, approvals, yearly assessments, and the expert's own file.
#pragma once

#include "web/call.h"
#include "web/shape_view.h"

namespace zhiheng::web {

void add_expert_library_routes(Router& router);  // all of the below
void add_expert_library_api(Router& router);
void add_expert_library_pages(Router& router);
void add_expert_form_pages(Router& router);
void add_expert_own_pages(Router& router);
void add_expert_approval_pages(Router& router);
void add_expert_assessment_routes(Router& router);

// One form of a page: what stands in it, where it goes, and why it is off. Inputs of a page with many forms have ids of
// their own; what was typed into the one that was refused is shown in it again.
struct FormBlock {
  std::string id;      // "suspend"
  std::string title;   // of the summary and the button
  std::string action;  // where it is sent to
  std::string version;
  std::string tone;  // "btn-primary", "btn-outline-secondary", "btn-outline-danger"
  std::string hint;
  std::vector<std::pair<std::string, std::string>> hidden;
  std::vector<PlainField> fields;
  std::string why_not;  // "" when it may be sent
};
// The members of templates/expert/forms.html, as one item of its list.
Json form_block(const Call& call, FormBlock block, const Problems& problems);
// The members of the form of these names, trimmed; empty ones are left out.
Json body_of_fields(const Call& call, const std::vector<std::string>& keys);
// "web.<key>" of a date or text of the file; a dash for nothing is the template's.
Json fact(const std::string& label, const std::string& text, const std::string& href = {});
std::string standing_label(const Call& call, const std::string& standing);
std::string standing_tone(const std::string& standing);
// {"name","number","issuer","issued_on","expires_on","mark","mark_tone","withdraw_href"...} of those that are held.
Json qualification_rows(const Call& call, const Json& file, bool may_change);
Json proposal_rows(const Call& call, const Json& items, bool decide, const Problems& problems);
Json assessment_rows(const Call& call, const Json& items);
Json life_rows(const Call& call, const Json& steps);

Reply show_expert(Call& call, std::int64_t id, const Problems& problems);
Reply show_my_file(Call& call, const Problems& problems);

}  // namespace zhiheng::web

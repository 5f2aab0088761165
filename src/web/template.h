// Pages from templates/: our JSON views into ctemplate's dictionaries, with its context-aware escaping.
//
// In a template, besides {{name}} and {{#section}}...{{/section}}:
//   [[dotted.key]]            the text under that key, in the language of the page, put in when the file is read
//   [[include partials/x.html]]  another file of templates/, put in as it stands
// A page is set into templates/layout.html where that says [[content]], unless its first line after the pragma
// is [[bare]].
//
// From a view: text and numbers become values; an object a section of that name; an array one section per item
// (an item that is no object is {{item}}); true a section. For every text, flag, array and null there is also
// {{#has_NAME}} and {{#no_NAME}}. Names are looked up outwards, from the innermost object to the root.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/messages.h"

namespace zhiheng::web {

// `name` is below templates/, "contract/one.html". Defect when the template is absent or broken.
std::string render(std::string_view name, const Json& view, Language language);
// The page without its frame (templates/layout.html).
std::string render_fragment(std::string_view name, const Json& view, Language language);

// The names that a template uses and the view does not give, "rows/fee"; empty when all is well.
std::vector<std::string> missing_names(std::string_view name, const Json& view, Language language);
// With this on (tests), render() throws Defect on a missing name.
void refuse_missing_names(bool refuse);

// Every template that is a page, and the message keys that templates name.
std::vector<std::string> page_templates();
std::vector<std::string> message_keys_of_templates();

}  // namespace zhiheng::web

// From shapes and JSON rows to what templates show: labels, cells, facts, form fields; and from a form back to a body.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "domain/shape.h"
#include "web/call.h"

namespace zhiheng::web {

// Choices of a reference: id and label.
using Options = std::vector<std::pair<std::string, std::string>>;
struct Choices {
  Options options;
  bool too_many = false;  // more rows than a list can show: the form asks for the natural key instead
  std::string chosen;     // ... the natural key of the row that is chosen now
  std::string key_label;  // ... and what that key is called
};
// Of a reference, and the id that is chosen now, or "".
using OptionsOf = std::function<Choices(const domain::Field&, const std::string& chosen)>;
// Beside such a field stands a hidden one of this ending, so that a key of digits is not taken for an id.
inline constexpr const char* by_key_ending = ".by-key";

std::string field_label(const std::string& stem, const std::string& key, Language language);
std::string choice_label(const std::string& list, const std::string& value, Language language);
// "good", "bad", "warn", "info" or "" for the colour of a state; never the only sign, the word stands there too.
std::string tone_of(const std::string& state);
std::string grouped_amount(const std::string& amount);  // "1234567.80" -> "1,234,567.80"
std::string short_moment(const std::string& moment);    // RFC 3339 -> "2022-10-08 09:30"

// A value of a row as people read it: choices translated, references by their label, amounts grouped.
std::string shown_value(const domain::Shape& shape, const domain::Field& field, const Json& row, Language language);

// {"cells":[{"text","is_number","tone","cell_href"}]} of these fields; the first leads to the row.
Json cells_of(const domain::Shape& shape, const std::vector<std::string>& keys, const Json& row, Language language);
// The members of templates/partials/fields.html for these fields. `values` by key as the JSON of a row or the form.
Json form_fields(const domain::Shape& shape, const std::vector<std::string>& keys, const Json& values,
                 const Problems& problems, const OptionsOf& options, bool creating, Language language,
                 const std::string& prefix = {});
// One field that belongs to no shape: type is "text", "date", "number", "area", "password" or "choice".
struct PlainField {
  std::string key;
  std::string label;
  std::string type = "text";
  std::string value;
  bool required = false;
  Options options;
  std::string unit;
};
Json plain_field(const PlainField& field, const Problems& problems, Language language);

// What was typed, as a body for a service: blanks at the ends are forgiven; a cleared field is null, and left out of
// a new row.
Json body_of_form(const domain::Shape& shape, const std::vector<std::string>& keys, const Call& call, bool creating,
                  const std::string& prefix = {});
// All that was typed, by name, to be shown again.
Json typed_values(const Call& call);

// The fields of a row that are fixed after its creation, added to what was typed: browsers do not send them.
void add_locked(const domain::Shape& shape, const Json& row, Json& values);

// The fields of a shape that people fill in, in order.
std::vector<std::string> writable_keys(const domain::Shape& shape);

// Is the problem about the field of this name, or something inside it?
bool is_about(const Problem& problem, const std::string& name);
// Problems as a summary over the form, each with the name of its field; `lists` names the stems of lists of rows:
// {"engagements", "engagement"}.
Json problem_summary(const domain::Shape& shape, const Problems& problems, Language language,
                     const std::map<std::string, std::string>& lists = {});
// The same by the fields of a form that no shape describes: what each is called there stands before its problem.
Json problem_summary(const Json& fields, const Problems& problems, Language language);

}  // namespace zhiheng::web

// A shape describes the fields of one stem once; JSON, forms, lists, SQL, import workbooks and history follow it.
// Titles are messages: "field.<stem>.<key>", "choice.<list>.<value>", "stem.<stem>".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/value.h"

namespace zhiheng::domain {

enum class FieldType {
  text,
  code,       // letters, digits, - _ . / and Chinese; no blanks
  uscc,       // base/uscc.h
  choice,     // one of a named list
  date,       // YYYY-MM-DD
  money,      // "100000.00" outside, fen inside
  score,      // "82.50" outside, hundredths inside
  integer,    // whole number outside (JSON number or digits), int64 inside
  flag,       // true/false outside, 0/1 inside
  reference,  // "12" (an id) outside in JSON; the natural key in workbooks; id inside
};

struct Field {
  std::string key;     // "legal_representative": JSON, forms, messages
  std::string column;  // SQL; differs for money (`fee_fen`) and references (`agency_id`)
  FieldType type = FieldType::text;
  bool required = false;
  std::int64_t largest = 200;  // characters of a text, or the greatest integer
  std::int64_t smallest = 0;   // the least integer
  std::string list;            // of a choice: "agency_type"
  std::string refers_to;       // of a reference: the stem
  bool searchable = false;     // taken by q=
  bool sortable = false;
  bool filterable = false;          // taken by <key>=
  bool read_only = false;           // set by services, refused from people (field.read_only)
  bool fixed_after_create = false;  // refused when changed (field.fixed)
  std::string otherwise;            // of an optional choice or text: what a row gets that does not say
};

struct Shape {
  std::string stem;         // "agency"
  std::string plural;       // "agencies": the path of the API and of pages
  std::string table;        // "agency"
  std::string natural_key;  // the field by which people and workbooks name a row: "uscc"
  std::vector<Field> fields;
  bool bureau_scoped = true;   // has bureau_id
  bool agency_scoped = false;  // has agency_id (an agency sees its own rows)
  std::string label = "name";  // the field by which a row is shown where another row refers to it

  const Field* find(std::string_view key) const;
};

const std::vector<const Shape*>& all_shapes();
const Shape* find_shape(std::string_view stem);
const Shape* find_shape_by_plural(std::string_view plural);

// The values of a choice list in the order of menus, e.g. "agency_type".
const std::vector<std::string>& choice_list(std::string_view list);

// Reads one value as people write it in JSON. `field` is where a problem is reported. Refuses: field.required,
// field.wrong_type, field.too_long, field.bad_choice, code.malformed, uscc.*, number.*, date.*, score.*.
Result<Value> read_value(const Field& field, const Json* given, const std::string& where);
Json value_to_json(const Field& field, const Value& value);
std::string value_to_text(const Field& field, const Value& value);  // as shown to people, choices untranslated

// All fields of a body, all problems at once; an unknown member is field.unknown. `current` is null for a new row;
// for a change, members that are absent keep their value.
Result<Record> read_record(const Shape& shape, const Json& body, const Record* current, const std::string& where = {});
// {"id","version",...fields...}: the public form of a row.
Json record_to_json(const Shape& shape, const Record& record);

}  // namespace zhiheng::domain

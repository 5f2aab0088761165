// Rows of any stem that has a shape: found, inserted, changed and listed. What a rule must decide about a row stands in
// the services; here a record is only carried between its fields and its columns.
//
// A record read from here has the keys of its shape's fields and, where the table has them, id, version, bureau_id,
// agency_id, created_at and updated_at.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "domain/access.h"
#include "domain/shape.h"
#include "store/sql.h"

namespace zhiheng::store {

using Conditions = std::vector<std::pair<std::string, Value>>;  // column = value (or IS NULL), all of them

std::optional<Record> find_record(Connection& connection, const domain::Shape& shape, std::int64_t id);
// By the shape's natural key; `within` narrows keys that are unique only below something: {{"bureau_id", 3}}.
std::optional<Record> find_record_by_key(Connection& connection, const domain::Shape& shape, const Value& key,
                                         const Conditions& within = {});
// All rows with these column values, by id; for the parts of a whole (the engagements of a contract).
std::vector<Record> find_records(Connection& connection, const domain::Shape& shape, const Conditions& where);
// The same for a condition on the columns, with its parameters, in the order that it names.
std::vector<Record> find_records_where(Connection& connection, const domain::Shape& shape, const std::string& condition,
                                       const Parameters& parameters, const std::string& order);

// Writes the fields that the record has (the others get the column's default) and, where the table has them, bureau_id,
// agency_id and the times. Answers the new id. A bureau's path is set with it.
std::int64_t insert_record(Connection& connection, const domain::Shape& shape, const Record& record, Timestamp now);

// Writes the fields that the record has, raises the version and sets updated_at; the record names its id and the
// version that it was read with. False: somebody else saved first, or the row is not there.
bool update_record(Connection& connection, const domain::Shape& shape, const Record& record, Timestamp now);

// A field that shows nothing in the rows where the condition holds (no parameters): there it sorts as if it were empty,
// fits no filter and holds no word.
struct FieldVeil {
  std::string key;
  std::string condition;
};

struct ListQuery {
  int limit = 50;      // 1 to 500, cut to it
  std::string cursor;  // of the page before, empty for the first
  std::string sort;    // a sortable field, "id", "created_at" or "updated_at"; "-fee" is descending; empty is id
  bool descending = false;
  std::string q;  // words that must all occur in a searchable field, in any case of letters
  std::vector<std::pair<std::string, std::string>> filters;  // as people give them: <filterable key> = text
  Conditions where;                                          // set by services: columns, not checked against the shape
  std::string condition;                                     // set by services: " AND ..." with its parameters
  Parameters condition_parameters;
  std::vector<FieldVeil> veils;  // set by services
  domain::Scope scope;           // of domain::scope(actor, action)
};

struct ListPage {
  std::vector<Record> items;
  std::string next;        // the cursor of the next page, empty after the last row
  std::int64_t total = 0;  // rows on all pages
};

// Pages by key, so rows that are added meanwhile are neither shown twice nor make others vanish. Refuses, all at once:
// list.bad_sort, list.bad_filter, list.bad_cursor, and what read_value refuses of a filter's text.
Result<ListPage> list_records(Connection& connection, const domain::Shape& shape, const ListQuery& query);

// The condition that keeps a list inside its scope, with its parameters added; "1 = 1" when everything may be seen.
std::string scope_condition(const domain::Shape& shape, const domain::Scope& scope, Parameters& parameters);

// Sets path of this bureau and of all below it: "/1/4/". SqlError{broken_check} when it would stand below itself.
void refresh_bureau_paths(Connection& connection, std::int64_t id);
// The bureau itself and those above it, the nearest first: whose tables hold where it has none of its own.
std::vector<std::int64_t> bureau_and_above(Connection& connection, std::int64_t id);
// The bureau itself and all below it.
std::vector<std::int64_t> bureau_subtree(Connection& connection, std::int64_t id);

}  // namespace zhiheng::store

// Lists, reads, creates and changes the rows of any stem that has a shape; the JSON is the public form of
// domain::record_to_json with a readable "<reference>_label" beside every reference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "domain/shape.h"
#include "service/gate.h"

namespace zhiheng::service {

struct ListRequest {
  int limit = 50;      // 1-500
  std::string cursor;  // "next" of the page before
  std::string sort;    // "name", "-fee"; empty: in the order of creation
  std::string q;       // words that must occur
  Params filters;      // {"fiscal_year", "2022"}; references by id
};

// {"items":[...], "next": cursor or null, "total": n}
Result<Json> list_rows(Gate& gate, const domain::Actor& actor, const domain::Shape& shape, const ListRequest& request);
// One row; of a contract with its engagements, instalments and amendments.
Result<Json> read_row(Gate& gate, const domain::Actor& actor, const domain::Shape& shape, std::int64_t id);

// Body: the fields of the shape that people may write. A reference is an id ("12") or the natural key of the row
// (a text that is no id of at most ten digits, or {"key": "101001"} where the key looks like an id). Refuses what
// read_record refuses, record.bureau_out_of_scope, record.reference_absent, <stem>.<key>_taken (conflict) and the
// guards of the stem, all at once. Stems that have commands of their own: record.not_created_here.
Result<Json> create_row(Gate& gate, const domain::Actor& actor, const domain::Shape& shape, const Json& body);
// Members that are absent keep their value. Another version than the row's is record.stale, which says who changed
// what and when. A change that changes nothing answers the row as it is.
Result<Json> change_row(Gate& gate, const domain::Actor& actor, const domain::Shape& shape, std::int64_t id,
                        std::int64_t version, const Json& body);

// {"items":[{"at","login","action","detail":{"before":{},"after":{}}}]}, newest first.
Result<Json> row_history(Gate& gate, const domain::Actor& actor, const domain::Shape& shape, std::int64_t id);

domain::Action action_to_see(const domain::Shape& shape);
domain::Action action_to_edit(const domain::Shape& shape);
bool is_edited_as_record(const domain::Shape& shape);  // create_row and change_row take it

}  // namespace zhiheng::service

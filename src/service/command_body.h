// Bodies of commands, read as strictly as the fields of records: unknown members, missing ones and wrong values come
// back together, each at its field.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "domain/field_maker.h"

namespace zhiheng::service {

// The members of a body by name. `where` is the place of the body in the request, "" or "/items/3".
Result<Record> read_command(const std::vector<domain::Field>& fields, const Json& body, const std::string& where = {});

// Takes an array out of a body that is read by read_command afterwards. Null when it is absent; document problems
// (field.wrong_type, field.required, field.too_many) are added.
Json::Array take_array(Json& body, const std::string& key, bool required, std::size_t most, Problems& problems);

void append(Problems& problems, const Problems& more);
template <class T>
void append(Problems& problems, const Result<T>& result) {
  if (!result) append(problems, result.problems());
}

// An amount that may carry a minus sign, "-120.00"; refuses number.*.
Result<Money> read_signed_money(const std::string& text, const std::string& where);

}  // namespace zhiheng::service

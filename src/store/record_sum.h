// What a list comes to over all of its pages.
#pragma once

#include "base/money.h"
#include "store/record_store.h"

namespace zhiheng::store {

// The sum of a money field over every row that the list has; cursor, sort and limit say nothing here. Refuses what
// list_records refuses of filters.
Result<Money> sum_records(Connection& connection, const domain::Shape& shape, const ListQuery& query,
                          const std::string& key);

}  // namespace zhiheng::store

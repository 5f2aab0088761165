// What a list comes to over all of its pages.
#pragma once

#include "base/money.h"
#include "service/record_service.h"

namespace zhiheng::service {

// The sum of a money field over the rows that list_rows lists for this actor and request.
Result<Money> sum_rows(Gate& gate, const domain::Actor& actor, const domain::Shape& shape, const ListRequest& request,
                       const std::string& key);

}  // namespace zhiheng::service

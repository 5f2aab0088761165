// The public form of an account, for the services of this stem.
#pragma once

#include <vector>

#include "base/json.h"
#include "domain/access.h"
#include "store/account_store.h"

namespace zhiheng::service {

Json account_to_json(const store::AccountRow& account, const std::vector<domain::Role>& roles);

}  // namespace zhiheng::service

// Has anything been written since? For pages that refresh themselves.
#pragma once

#include <string>

#include "service/gate.h"

namespace zhiheng::service {

// A text that differs after every write that left an audit row, and at least every half minute, because transactions
// may commit in another order than they took their numbers. For comparing only: it is never shown to anybody.
Result<std::string> change_stamp(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service

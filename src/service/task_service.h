// My tasks (待办): what waits for the actor, from every role that he has.
#pragma once

#include "base/json.h"
#include "service/gate.h"

namespace zhiheng::service {

// {"items":[{"kind","title","due_on" or null,"overdue","count","reference":{"stem","id"}}]}, the most urgent first, at
// most store::most_waiting of a kind. The text of a kind is the message "task.<kind>".
Result<Json> my_tasks(Gate& gate, const domain::Actor& actor);

}  // namespace zhiheng::service
